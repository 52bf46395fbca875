"""Times as they are read, in either language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask, g

from referral.web.accounts import wording
from referral.web.coverage import overview
from referral.web.numbers import moment_text, stamp_text

AT = datetime(2026, 11, 21, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "stamp", "clock"),
    [("id", "21 Nov 2026, 22.05 WIB", "15.05"), ("en", "21 Nov 2026, 22:05 WIB", "15:05")],
)
def test_the_clock_is_written_alike_on_every_page(
    app: Flask, language: str, stamp: str, clock: str
) -> None:
    assert stamp_text(AT, language) == stamp
    assert clock in moment_text(AT, None, language)
    with app.test_request_context(f"/{language}/"):
        g.language = language
        assert wording.moment(AT) == overview.moment(AT) == stamp

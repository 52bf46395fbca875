"""The records, opened for a command; and what a command refuses, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from referral.domain.errors import ActionRefused, NotFound, Problem, ReferralError, RequestRejected
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.usecases.records import Records


@contextmanager
def opened(settings: Settings) -> Iterator[Records]:
    """The database of accounts and cases.

    :raises StartupError: there is none yet, it is not up to date, or it does not answer
    """
    from referral.usecases.database import named_failures  # noqa: PLC0415 - SQLAlchemy
    from referral.usecases.records import open_records  # noqa: PLC0415

    records = open_records(settings.database, b"")  # no command signs anything
    try:
        with named_failures(settings.database):
            yield records
    finally:
        records.engine.dispose()


def refused(error: ReferralError, argument: str) -> RequestRejected:
    """A refusal of what was asked for, to be printed like any other problem of an argument."""
    code = error.code if isinstance(error, ActionRefused | NotFound) else "other"
    return RequestRejected((Problem(argument, code),))

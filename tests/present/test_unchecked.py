"""What is said of a contact that nobody has checked: true where there is no number, too (R44)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from referral.domain.services import Provenance
from referral.domain.vocabulary import Confidence
from referral.present.plan import plan_document
from referral.present.translate import translator
from tests.builders import REGIONS, hospital, request, route

ID = translator("id")


@pytest.mark.parametrize(
    ("phones", "verified_on", "said"),
    [
        pytest.param(True, None, "Telepon dulu: kontak ini belum pernah diperiksa.", id="never"),
        pytest.param(
            True,
            date(2024, 1, 2),
            "Telepon dulu: kontak ini terakhir diperiksa lebih dari setahun yang lalu.",
            id="long ago",
        ),
        pytest.param(False, None, "Catatan ini belum pernah diperiksa.", id="no number, never"),
        pytest.param(
            False,
            date(2024, 1, 2),
            "Catatan ini terakhir diperiksa lebih dari setahun yang lalu.",
            id="no number, long ago",
        ),
    ],
)
def test_r44_nobody_is_told_to_call_where_no_number_is_known(
    phones: bool, verified_on: date | None, said: str
) -> None:
    known: dict[str, Any] = {} if phones else {"phones": ()}
    checked = Provenance("Sumber uji", 2025, Confidence.HIGH, verified_on=verified_on)
    made = route(request("medical"), hospital("one", provenance=checked, **known))
    warnings = plan_document(made, REGIONS, ID)["answers"][0]["recommended"]["warnings"]
    texts = {one["code"]: one["text"] for one in warnings}
    assert texts["call_first"] == said
    assert ("no_number" in texts) is not phones
    assert "SAPA 129" in texts.get("no_number", "SAPA 129")

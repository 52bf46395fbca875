"""What an address says as one line: its postal code."""

from __future__ import annotations

import re

_POSTCODE = re.compile(r"\b[1-9]\d{4}\b")


def postal_code(address: str | None) -> str | None:
    """The postal code that an Indonesian address ends with, if it has one."""
    codes = _POSTCODE.findall(address or "")
    return codes[-1] if codes else None

"""Indonesia's public holidays: what "closed on holidays" means (R28)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """Public holidays of a year; those of the lunar calendar are estimated for years to come."""
    # Importing the package takes 80 ms: only for who asks about a holiday.
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415

    return frozenset(Indonesia(years=year))

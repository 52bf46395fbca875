"""Counters of referrals as one document: the page, the CSV file and the JSON interface print it.

Small counts are withheld for all three alike, over the whole country before any filter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from referral.domain.access import Action, Actor, may
from referral.domain.counters import (
    COUNTRY,
    FEWEST,
    MONTHS,
    Figure,
    Hidden,
    Line,
    Sums,
    lines,
    windows,
)
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.domain.vocabulary import Need
from referral.present.countries import country_name
from referral.present.translate import translator
from referral.store import audit, cases
from referral.usecases.browse import DEFAULT_ZONE
from referral.usecases.office import Office

Document = dict[str, Any]
_PROVINCE = len("53")


def show_counters(
    office: Office,
    actor: Actor,
    *,
    now: datetime,
    language: str,
    since: str | None = None,
    province: str | None = None,
) -> Document:
    """The counters of a window, of the whole country or of one province; that is entered.

    `since` is the first month of a window as `2025-12`; without it the running one.

    :raises NotFound: the actor may not read them
    :raises RequestRejected: a month that begins no window, or an unknown province
    """
    if not may(actor, Action.READ_COUNTERS):
        raise NotFound("counters")
    offered = windows(now.astimezone(ZoneInfo(DEFAULT_ZONE)).date())
    start, end = _window(offered, since)
    names = _Names(office, language)
    if province and province not in names.provinces():
        facts = {"value": province[:20], "allowed": sorted(names.provinces())}
        raise RequestRejected((Problem("province", "invalid_choice", facts),))
    with office.records.writing() as session:
        sums = Sums()
        for one in cases.counts_since(session, start, end):
            sums.add(one.regency_code, one.need, one.code, one.times)
        asked = f"{start:%Y-%m}.{province or 'all'}"
        audit.append(session, now, str(actor.id), "counters_read", "counters", asked)
    table = lines(sums)
    area = province or COUNTRY
    return {
        **_months(start, end),
        "months": MONTHS,
        "windows": [_months(*one) for one in offered],
        "province": names.area(province) if province else None,
        "withheld_below": FEWEST,
        "rows": [_line(one, names) for one in _rows(table.values(), area)],
        "totals": [_line(table[area, need], names) for need in Need if (area, need) in table],
    }


def provinces_of(office: Office) -> list[tuple[str, str]]:
    """Provinces that the counters can be asked for, by name."""
    regions = office.world.atlas.regions.items()
    found = [(code, region.name) for code, region in regions if len(code) == _PROVINCE]
    return sorted(found, key=lambda one: one[1])


def _months(start: date, end: date) -> Document:
    """First and last month of a window whose end is the day after it."""
    return {"since": f"{start:%Y-%m}", "until": f"{end - timedelta(days=1):%Y-%m}"}


def _window(offered: tuple[tuple[date, date], ...], since: str | None) -> tuple[date, date]:
    found = {f"{start:%Y-%m}": (start, end) for start, end in offered}
    if since and since not in found:
        facts = {"value": since[:20], "allowed": list(found)}
        raise RequestRejected((Problem("since", "invalid_choice", facts),))
    return found[since] if since else offered[0]


def _rows(table: Iterable[Line], area: str) -> list[Line]:
    """The lines of an area's regencies: by code, then in the order of needs."""
    order = list(Need)
    found = [one for one in table if _is_regency(one.area) and one.area.startswith(area)]
    return sorted(found, key=lambda one: (one.area, order.index(one.need)))


def _is_regency(area: str) -> bool:
    """True for a regency, and for a country abroad."""
    return bool(area) and (len(area) > _PROVINCE or area.isalpha())


def _line(line: Line, names: _Names) -> Document:
    return {
        "area": names.area(line.area),
        "need": line.need.value,
        "counts": {code: _figure(value) for code, value in line.counts.items()},
        "nearby_percent": _figure(line.nearby),
        "median_wait": line.wait,
    }


def _figure(value: Figure | None) -> int | str | None:
    return value.value if isinstance(value, Hidden) else value


class _Names:
    """Names of areas in one language."""

    def __init__(self, office: Office, language: str) -> None:
        self.regions = office.world.atlas.regions
        self.words = translator(language)

    def provinces(self) -> set[str]:
        """Codes of the provinces."""
        return {code for code in self.regions if len(code) == _PROVINCE}

    def area(self, code: str) -> Document:
        """Code and name of a regency, a province, a country abroad, or the whole country (None)."""
        region, province = self.regions.get(code), self.regions.get(code[:_PROVINCE])
        if not code:
            return _area("country", None, country_name("ID", self.words))
        if region is None:
            return _area("abroad", code, country_name(code, self.words))
        if province is region:
            return _area("province", code, region.name)
        return _area("regency", code, region.name, province.name if province else None)


def _area(level: str, code: str | None, name: str, province: str | None = None) -> Document:
    return {"level": level, "code": code, "name": name, "province": province}

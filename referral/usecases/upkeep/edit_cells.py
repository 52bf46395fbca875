"""The cells of a record that an editor touched: completed, with their source, and their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from referral.domain import private_text
from referral.domain.errors import Problem
from referral.domain.services import Service
from referral.domain.upkeep_fields import tells_no_place
from referral.domain.vocabulary import Level
from referral.files.columns import COLUMNS
from referral.files.problems import CellError
from referral.files.text import escape, join_list, split_list
from referral.geo.atlas import Atlas
from referral.geo.sphere import distances_km
from referral.geo.standing import elsewhere
from referral.usecases.exchange.comparing import region_codes

Cells = Mapping[str, str]

NOT_TYPED = frozenset({"id", "verified_on"})
"""An id is never changed, and a record counts as checked by a call alone (R32)."""
EDITABLE = frozenset(column.name for column in COLUMNS) - NOT_TYPED
OF_THE_SOURCE = frozenset(
    {"publisher", "source_year", "confidence", "phone_year", "source_url", "evidence"}
)
"""Columns that say where the record comes from: a change of these alone needs no other source."""
FREE_TEXTS = frozenset({"status_note", "hours_text", "evidence"})
POINT = ("latitude", "longitude")
SEATED = frozenset({*POINT, "location_basis", "regency_code", "confidential", "needs"})
"""What makes the point of a hidden place one that must be its regency's seat."""
SEAT_KM = 1.0
POINTED = ("stated", "village", "kecamatan")
_COLUMNS = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a change comes from, as typed: who published it, of what year, at what address."""

    publisher: str = ""
    year: str = ""
    url: str = ""


def completed(cells: Cells, held: Cells, today: date) -> dict[str, str]:
    """What was typed, with what follows from it; `held` is the record as it was.

    The province of a new regency; how a new point is known; the day on which places were counted;
    and of a place that is to be hidden, nothing that tells where it is (R35).
    """
    made = dict(cells)
    row = {**held, **cells}
    if "regency_code" in cells and cells["regency_code"] and "province_code" not in cells:
        made["province_code"] = cells["regency_code"][:2]
    if any(name in cells for name in POINT) and "location_basis" not in cells:
        told = all(row.get(name) for name in POINT)
        made["location_basis"] = "stated" if told else _seat({**row, **made})
    counted = [cells.get(name) for name in ("capacity_total", "capacity_free")]
    if any(counted) and "capacity_counted_on" not in cells:
        made["capacity_counted_on"] = today.isoformat()
    return {**made, **_hidden({**held, **made})}


def _hidden(row: Cells) -> dict[str, str]:
    """What must go from a row whose place is hidden."""
    needs = split_list(row.get("needs", ""))
    secret = row.get("confidential") == "yes" or any(n.startswith("shelter:direct") for n in needs)
    if not secret:
        return {}
    gone = dict.fromkeys(("address", "kecamatan_code", "location_note"), "")
    if row.get("location_basis") != "regency_seat" and any(row.get(name) for name in POINT):
        gone |= dict.fromkeys(POINT, "")
    if row.get("location_basis") in POINTED:
        gone["location_basis"] = _seat(row)
    return gone


def _seat(row: Cells) -> str:
    """How a place is known that has no point of its own."""
    return "regency_seat" if row.get("regency_code") else "none"


def with_source(
    cells: Cells, held: Cells, source: Source, today: date
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The cells with their source noted in the record's evidence, and what is wrong with it.

    The record's own publisher stays: it is the source of all that was not touched.
    """
    told = sorted(n for n in set(cells) - OF_THE_SOURCE if cells[n] != held.get(n, ""))
    if not told and not source.publisher:
        return dict(cells), ()
    if problems := tuple(_source_problems(source)):
        return dict(cells), problems
    made = dict(cells)
    if {"phones", "whatsapp"} & set(told) and "phone_year" not in cells and source.year:
        made["phone_year"] = source.year
    if source.url:
        urls = split_list(made.get("source_url", held["source_url"]))
        made["source_url"] = join_list(escape(one) for one in dict.fromkeys([*urls, source.url]))
    parts = [one for one in (source.publisher, source.year, source.url) if one]
    note = f"{today.isoformat()} [{', '.join(told)}] {', '.join(parts)}"
    before = made.get("evidence", held["evidence"])
    made["evidence"] = f"{before} | {note}" if before else note
    return made, ()


def _source_problems(source: Source) -> Iterator[Problem]:
    typed = {"publisher": source.publisher, "source_year": source.year, "source_url": source.url}
    paths = {"publisher": "edit_publisher", "source_year": "edit_year", "source_url": "edit_url"}
    for name, text in typed.items():
        if not text:
            if name == "publisher":
                yield Problem(paths[name], "source_needed")
            continue
        try:
            _COLUMNS[name].read(text)
        except CellError as wrong:
            yield Problem(paths[name], wrong.code, wrong.facts)


def secret_problems(service: Service, typed: Cells, before: Service | None) -> Iterator[Problem]:
    """Free texts that seem to say where a hidden place is (R35).

    Those that were typed; of a record that is to be hidden from now on, those that it had, too.
    """
    if not tells_no_place(service):
        return
    texts = {name: typed[name] for name in FREE_TEXTS & set(typed)}
    if before is not None and not tells_no_place(before):
        held = {name: _COLUMNS[name] for name in FREE_TEXTS - set(texts)}
        texts |= {name: one.write(one.value_in(before)) for name, one in held.items()}
    for column in sorted(texts):
        if private_text.tells_where(texts[column]):
            yield Problem(column, "tells_where")


def place_problems(atlas: Atlas, service: Service, changed: Cells) -> Iterator[Problem]:
    """Codes of regions that there are not, and a point that is not in its regency.

    Only what was touched is looked at: what was recorded before is another change.
    """
    for column, code in region_codes(service):
        if column in changed and atlas.find_code(code) != code:
            yield Problem(column, "unknown_region", {"found": code})
    if {*POINT, "regency_code"} & set(changed):
        yield from _point(atlas, service)
    if SEATED & set(changed) and tells_no_place(service) and not _at_seat(atlas, service):
        yield Problem("latitude", "place_must_be_hidden")


def _at_seat(atlas: Atlas, service: Service) -> bool:
    """False where a point that is called the regency's seat is another one (R35)."""
    latitude, longitude = service.latitude, service.longitude
    if latitude is None or longitude is None or service.location_basis != "regency_seat":
        return True
    seat = atlas.regions.get(service.regency_code or service.province_code or "")
    if seat is None:
        return False
    away = distances_km(latitude, longitude, np.array([[seat.latitude, seat.longitude]]))
    return float(away[0]) <= SEAT_KM


def _point(atlas: Atlas, service: Service) -> Iterator[Problem]:
    if (own := own_point(service)) is None:
        return
    latitude, longitude, code = own
    found = elsewhere(atlas, latitude, longitude, code)
    if found and found.regency_code is None:
        yield Problem("latitude", "outside_country")
    elif found and found.regency_code:
        regions = atlas.regions
        facts = {"found": regions[found.regency_code].name, "expected": regions[code].name}
        yield Problem("latitude", "outside_regency", facts)


def own_point(service: Service) -> tuple[float, float, str] | None:
    """The recorded point that should lie in the record's regency, with that regency's code.

    None where only a seat is known, or nothing at all, and abroad.
    """
    latitude, longitude, code = service.latitude, service.longitude, service.regency_code
    if service.location_basis not in POINTED or service.level is Level.ABROAD:
        return None
    if latitude is None or longitude is None or code is None:
        return None
    return latitude, longitude, code

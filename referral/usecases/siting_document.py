"""What siting found, as a document and as GeoJSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from referral.domain.policy import BANDS
from referral.geo.coverage import UNKNOWN, Minutes
from referral.geo.shapes import regency_outlines
from referral.geo.sphere import Floats
from referral.present.coverage import COVERING, MEDIAN
from referral.present.translate import translator
from referral.usecases.siting import Sited
from referral.usecases.world import World

VERSION = 1
Document = dict[str, Any]


def siting_document(world: World, found: Sited, *, language: str) -> Document:
    """The chosen seats, and the country before and after, texts in `language`."""
    question, outcome = found.question, found.outcome
    return {
        "siting_version": VERSION,
        "ruleset": found.tables.routing.policy.ruleset,
        "directory_version": found.tables.directory.version,
        "question": {
            "need": question.column[0].value,
            "group": question.column[1].value,
            "centres": question.centres,
            "within": question.within,
            "where": "list" if question.seats else question.where.value,
            "standing": question.standing.value,
            "province": question.province or None,
        },
        "model": "median" if question.within is None else "covering",
        "text": siting_text(found, language),
        "outcome": {
            "value": round(outcome.value),
            "bound": round(outcome.bound),
            "gap": outcome.gap,
            "proven": outcome.proven,
        },
        "chosen": [_seat(world, found, at) for at in range(len(found.chosen))],
        "people": _people(found),
        "average_minutes": {
            "before": _average(world, found, found.seats_before),
            "after": _average(world, found, found.seats_after),
            "at_most": found.most,
        },
        "regencies": _changed(world, found),
    }


def siting_text(found: Sited, language: str) -> str:
    """What was looked for, in words."""
    facts = {"minutes": found.question.within, "most": found.most}
    return translator(language).fill(MEDIAN if found.question.within is None else COVERING, facts)


def _seat(world: World, found: Sited, at: int) -> Document:
    region = world.atlas.regions[found.chosen[at]]
    total = sum(_of_seats(world, found))
    alone = found.alone[at]
    saved = round(alone / total, 2) if found.question.within is None else None
    return {
        "code": region.code,
        "name": region.name,
        "province": world.atlas.regions[region.province_code].name,
        "seat": region.seat,
        "latitude": region.latitude,
        "longitude": region.longitude,
        "people_gained_alone": None if found.question.within is None else round(alone),
        "average_minutes_saved_alone": saved,
    }


def _counts(found: Sited, code: str) -> bool:
    """Whether the question asks after the people of a regency."""
    return code.startswith(found.question.province)


def _of_villages(found: Sited) -> Floats:
    """People of each village; nobody where the question does not ask."""
    people: Floats = found.people.copy()
    for code, rows in found.villages.rows.items():
        if not _counts(found, code):
            people[rows] = 0
    return people


def _of_seats(world: World, found: Sited) -> list[int]:
    """People of each regency, in the order of the seats; nobody where the question does not ask."""
    regions = world.atlas.regions
    return [
        regions[code].population if _counts(found, code) else 0
        for code in sorted(found.villages.rows)
    ]


def _people(found: Sited) -> Document:
    limit, people = found.question.within, _of_villages(found)
    document: Document = {"total": round(float(people.sum()))}
    for name, minutes in (("before", found.before), ("after", found.after)):
        document[name] = _bands(found, people, minutes)
        if limit is not None:
            document[f"within_{name}"] = round(float(people[minutes <= limit].sum()))
    if limit is not None:
        document["gained"] = document["within_after"] - document["within_before"]
    return document


def _bands(found: Sited, people: Floats, minutes: Minutes) -> dict[str, int]:
    limits = [*found.tables.routing.policy.band_limits, UNKNOWN - 1]
    counts = np.bincount(np.searchsorted(limits, minutes), people, minlength=len(BANDS))
    return {band.value: round(count) for band, count in zip(BANDS, counts.tolist(), strict=True)}


def _average(world: World, found: Sited, minutes: Minutes) -> float:
    people = _of_seats(world, found)
    return round(float(np.average(np.minimum(minutes, found.most), weights=people)), 1)


def _changed(world: World, found: Sited) -> list[Document]:
    """Regencies in which the villages, or the seat, have a shorter way than before."""
    changed = []
    for at, (code, rows) in enumerate(sorted(found.villages.rows.items())):
        people, before, after = found.people[rows], found.before[rows], found.after[rows]
        if not (after < before).any() and found.seats_after[at] == found.seats_before[at]:
            continue
        limit = found.question.within
        one: Document = {
            "code": code,
            "name": world.atlas.regions[code].name,
            "seat_minutes_before": _known(int(found.seats_before[at])),
            "seat_minutes_after": _known(int(found.seats_after[at])),
            "people_nearer": round(float(people[after < before].sum())),
        }
        if limit is not None:
            one["within_before"] = round(float(people[before <= limit].sum()))
            one["within_after"] = round(float(people[after <= limit].sum()))
        changed.append(one)
    return changed


def _known(minutes: int) -> int | None:
    return None if minutes == UNKNOWN else minutes


def siting_geojson(document: Document, data_dir: Path) -> Document:
    """The chosen seats as points, and the regencies that gain as outlines.

    :raises OSError: the outlines are missing
    """
    outlines = regency_outlines(data_dir)
    seats = [
        {
            "type": "Feature",
            "id": f"centre-{seat['code']}",
            "geometry": {"type": "Point", "coordinates": [seat["longitude"], seat["latitude"]]},
            "properties": {**seat, "role": "new_centre"},
        }
        for seat in document["chosen"]
    ]
    gaining = [
        {
            "type": "Feature",
            "id": regency["code"],
            "geometry": outlines[regency["code"]],
            "properties": {**regency, "role": "gains"},
        }
        for regency in document["regencies"]
    ]
    head = {name: value for name, value in document.items() if name not in ("chosen", "regencies")}
    return {"type": "FeatureCollection", **head, "features": seats + gaining}

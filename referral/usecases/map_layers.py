"""What can be laid over the map of coverage: services of a kind, recorded crossings, unmet needs.

A map is no place for where children live nor for a confidential place, for any role (R35): of
confidential places coordinators are told the number in each regency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from referral.domain.access import Actor
from referral.domain.services import Service
from referral.domain.vocabulary import Kind, Need, Status
from referral.present.journey import crossing_text
from referral.present.translate import translator
from referral.usecases.counters import show_counters
from referral.usecases.coverage import Coverage
from referral.usecases.coverage_table import hidden_places
from referral.usecases.office import Office
from referral.usecases.tables import Tables
from referral.usecases.world import World

Document = dict[str, Any]
_DIGITS = 4  # of a degree: eleven metres
UNMET = ("unmet", "escalated")
"""Measures of the layer of unmet needs, as the counters name them."""


def kinds_on_map(tables: Tables, province: str = "") -> Counter[Kind]:
    """How many services of each kind may stand on a map, of the country or a province."""
    return Counter(
        service.kind
        for service in _placed(tables)
        if (service.regency_code or "").startswith(province)
    )


def service_points(world: World, tables: Tables, kind: Kind, province: str = "") -> list[list[Any]]:
    """Latitude, longitude, id, name and regency's code of each service of a kind on the map.

    What has no point of its own stands at its regency's seat.
    """
    regions, found = world.atlas.regions, []
    for service in _placed(tables):
        region = regions.get(service.regency_code or "")
        if service.kind is not kind or region is None or not region.code.startswith(province):
            continue
        latitude, longitude = service.latitude, service.longitude
        if latitude is None or longitude is None:
            latitude, longitude = region.latitude, region.longitude
        point = [round(latitude, _DIGITS), round(longitude, _DIGITS)]
        found.append([*point, service.id, service.name, region.code])
    return found


def _placed(tables: Tables) -> Iterator[Service]:
    """Services that work and whose place anybody may know."""
    for service in tables.directory.services:
        working = service.status is Status.ACTIVE and service.regency_code
        if working and not tables.routing.shown(service).hide_place:
            yield service


def crossings(world: World, language: str) -> list[Document]:
    """The recorded crossings in words, with their ends in degrees."""
    words = translator(language)
    return [
        {
            "mode": link.mode,
            "text": crossing_text(link, words),
            "ends": [
                [round(link.from_latitude, _DIGITS), round(link.from_longitude, _DIGITS)],
                [round(link.to_latitude, _DIGITS), round(link.to_longitude, _DIGITS)],
            ],
            "regencies": [link.from_regency_code, link.to_regency_code],
            "confidence": link.confidence,
            "one_way": bool(link.one_way),
        }
        for link in world.atlas.links
    ]


def hidden_counts(coverage: Coverage) -> dict[str, int]:
    """How many confidential places that work each regency has; for coordinators alone."""
    return dict(sorted(hidden_places(coverage).items()))


def unmet_needs(
    office: Office, actor: Actor, need: Need, *, now: datetime, language: str
) -> Document:
    """Unmet and escalated needs of the running twelve months by regency, small counts withheld.

    It is the counters' own table, read and entered in the audit log as such.

    :raises NotFound: the actor may not read the counters
    """
    document = show_counters(office, actor, now=now, language=language)
    return {
        "since": document["since"],
        "until": document["until"],
        "withheld_below": document["withheld_below"],
        "regencies": [
            {
                "code": one["area"]["code"],
                "name": one["area"]["name"],
                **{name: one["counts"][name] for name in UNMET},
            }
            for one in document["rows"]
            if one["area"]["level"] == "regency"
            and one["need"] == need.value
            and any(one["counts"][name] for name in UNMET)
        ],
    }

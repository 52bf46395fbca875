"""What would change, as plain documents that a job keeps.

Where new centres help most, who depends on one service alone, what is lost if services close.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from referral.domain.coverage import Column
from referral.domain.errors import Problem, RequestRejected
from referral.domain.services import Service
from referral.geo.coverage import Minutes, Villages
from referral.geo.siting.outcome import Watch, unwatched
from referral.usecases.coverage import Coverage, regencies_of
from referral.usecases.fragility import fragility_document, if_closed, region_name
from referral.usecases.siting import Question, site
from referral.usecases.siting_document import siting_document, siting_text
from referral.usecases.tables import Tables
from referral.usecases.world import World

Document = dict[str, Any]
USUAL_LIMIT = 180
"""Minutes within which people are counted where a question names no limit: what is urgent."""
MOST_CLOSED = 20
LANGUAGES = ("id", "en")


def sited(
    world: World,
    question: Question,
    *,
    now: datetime,
    tables: Tables | None = None,
    watch: Watch = unwatched,
    seconds: float | None = None,
) -> Document:
    """New centres, with every regency before and after. `seconds` as in `site`.

    :raises RequestRejected: as `referral.usecases.siting.site`
    """
    found = site(world, question, now=now, tables=tables, watch=watch, seconds=seconds)
    limit = question.within or USUAL_LIMIT
    return {
        "limit": limit,
        "province": question.province,
        "texts": {language: siting_text(found, language) for language in LANGUAGES},
        "document": siting_document(world, found, language=LANGUAGES[0]),
        **_before_and_after(
            found.villages,
            found.people,
            (found.before, found.after),
            limit,
            lambda code: code.startswith(question.province),
        ),
    }


def named_seats(world: World, texts: Iterable[str]) -> tuple[str, ...]:
    """Codes of regencies by their codes or names as written officially.

    A name without "Kabupaten" or "Kota" will do where no other one is called so.

    :raises RequestRejected: a text that names no regency, or more than one
    """
    codes = regencies_of(world)
    names: dict[str, list[str]] = {}
    for code in codes:
        name = world.atlas.regions[code].name.casefold()
        short = name.removeprefix("kabupaten ").removeprefix("kota ")
        for one in {name, short}:
            names.setdefault(one, []).append(code)
    found: list[str] = []
    problems: list[Problem] = []
    for text in texts:
        known = world.atlas.find_code(text)
        meant = [known] if known in codes else names.get(" ".join(text.casefold().split()), [])
        if len(meant) == 1:
            found.append(str(meant[0]))
        else:
            wrong = "which_regency" if meant else "no_regency"
            problems.append(Problem("at", wrong, {"value": text[:60]}))
    if problems:
        raise RequestRejected(tuple(problems))
    return tuple(sorted(set(found)))


def site_file(found: Document, language: str) -> Document:
    """The document of `referral site`, out of a kept result."""
    return {**found["document"], "text": found["texts"][language]}


def critical(
    world: World, coverage: Coverage, column: Column, within: int, *, watch: Watch = unwatched
) -> Document:
    """The services on which most people depend, of those that anybody may know."""
    found = fragility_document(world, coverage, column, within, watch=watch)
    return {**found, "directory_version": coverage.tables.directory.version}


def open_services(coverage: Coverage, service_ids: Iterable[str]) -> list[Service]:
    """Services by the ids that anybody may know; a hidden place is none of them (R35).

    :raises RequestRejected: an id that names no such service, none at all, or too many
    """
    directory = coverage.tables.directory
    asked = list(dict.fromkeys(service_ids))
    found = {ref: directory.get(ref) for ref in asked}
    problems = [
        Problem("close", "unknown_service", {"value": ref})
        for ref, service in found.items()
        if service is None or service.hidden
    ]
    if not asked:
        problems.append(Problem("close", "nothing_chosen"))
    if len(asked) > MOST_CLOSED:
        problems.append(Problem("close", "too_many", {"most": MOST_CLOSED}))
    if problems:
        raise RequestRejected(tuple(problems))
    return [service for service in found.values() if service is not None]


def closed(
    world: World,
    coverage: Coverage,
    column: Column,
    within: int,
    service_ids: Iterable[str],
    *,
    watch: Watch = unwatched,
) -> Document:
    """The country with and without some services. A hidden place falls with its only gateway.

    :raises RequestRejected: as `open_services`
    """
    services = open_services(coverage, service_ids)
    after = if_closed(world, coverage, [service.id for service in services], watch)
    minutes = (coverage.minutes[column], after.minutes[column])
    return {
        "need": column[0].value,
        "group": column[1].value,
        "limit": within,
        "directory_version": coverage.tables.directory.version,
        "closed": [
            {"service_id": one.id, "name": one.name, "region": region_name(world, one)}
            for one in services
        ],
        **_before_and_after(
            coverage.villages, coverage.people, minutes, within, lambda _code: True
        ),
    }


def _before_and_after(
    villages: Villages,
    people: npt.NDArray[np.float64],
    minutes: tuple[Minutes, Minutes],
    limit: int,
    counts: Callable[[str], bool],
) -> Document:
    """People within the limit, of the country and of each regency that counts."""
    before, after = minutes[0] <= limit, minutes[1] <= limit
    areas: list[Document] = [
        {
            "code": code,
            "people": round(float(people[rows].sum())),
            "before": round(float(people[rows][before[rows]].sum())),
            "after": round(float(people[rows][after[rows]].sum())),
        }
        for code, rows in sorted(villages.rows.items())
        if counts(code)
    ]
    counted = np.zeros(len(people), dtype=bool)
    for area in areas:
        counted[villages.rows[area["code"]]] = True
    return {
        "people_total": round(float(people[counted].sum())),
        "people_before": round(float(people[counted & before].sum())),
        "people_after": round(float(people[counted & after].sum())),
        "areas": areas,
    }

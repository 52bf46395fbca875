"""What the pages "what if" share: the coverage within a job, and the country before and after."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, url_for

from referral.domain.errors import ActionRefused
from referral.geo.siting.outcome import Enough, Watch
from referral.geo.siting.outcome import Progress as Step
from referral.usecases.coverage import Coverage
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.jobs import Progress
from referral.usecases.world import World
from referral.web.coverage import words
from referral.web.coverage.suppose_pages import AreaRow, BothMaps, Class
from referral.web.words import gettext

Document = dict[str, Any]
LONGEST = 300
"""Seconds that a job waits for the first coverage."""
HUNDRED = 10_000  # of how much of the proof is done, finer than per cent


def watching(progress: Progress, seconds: float | None = None) -> Watch:
    """Hands on how far a search is; it ends where the job is wanted no longer.

    After so many seconds of searching the best that is known is taken.
    """
    begun: float | None = None

    def watch(step: Step) -> None:
        nonlocal begun
        if step.value is not None and seconds is not None:
            begun = time.monotonic() if begun is None else begun
            if time.monotonic() - begun >= seconds:
                raise Enough
        done, total = step.done, step.total
        if step.value and step.bound is not None:
            low, high = sorted((abs(step.value), abs(step.bound)))
            done, total = int(HUNDRED * low / high), HUNDRED
        progress.tell(done, total, step.step)

    return watch


def whole_coverage(measured: CoverageNow, progress: Progress, moment: datetime) -> Coverage:
    """The coverage by the directory of this moment, within a job.

    :raises ActionRefused: it could not be measured
    """
    progress.tell(0, 0, "measure")
    for _second in range(LONGEST):
        held = measured.current(moment, patience=1.0)
        progress.check()
        if held is not None:
            return held.coverage
    raise ActionRefused("not_measured")


def both_maps(world: World, found: Document) -> BothMaps:
    """The two maps and their table, what changes most first."""
    areas = found["areas"]
    ordered = sorted(areas, key=lambda one: (-abs(one["after"] - one["before"]), one["code"]))
    return BothMaps(
        rows=tuple(area_row(world, one) for one in ordered),
        classes=classes(areas),
        changed=words.number(sum(one["after"] != one["before"] for one in areas)),
        limit=limit_text(found["limit"]),
    )


def area_row(world: World, area: Document) -> AreaRow:
    """A regency before and after."""
    regions, code = world.atlas.regions, area["code"]
    change = area["after"] - area["before"]
    return AreaRow(
        code=code,
        name=regions[code].name,
        href=url_for("coverage.regency", regency_code=code),
        province=regions[code[:2]].name,
        people=words.number(area["people"]),
        before=words.number(area["before"]),
        before_share=words.percent(share(area, "before")),
        after=words.number(area["after"]),
        after_share=words.percent(share(area, "after")),
        change=signed(change),
        fill_before=words.band_of(share(area, "before")),
        fill_after=words.band_of(share(area, "after")),
        changed=change != 0,
    )


def share(area: Document, when: str) -> float:
    """The share of a regency's people within the limit."""
    return float(area[when] / area["people"]) if area["people"] else 0.0


def signed(change: int) -> str:
    """A change with its sign; none is a dash."""
    if not change:
        return "–"
    return f"{'+' if change > 0 else '−'}{words.number(abs(change))}"


def classes(areas: Sequence[Document]) -> tuple[Class, ...]:
    """The classes of both maps, with how many regencies are in each before and after."""

    def count(name: str, when: str) -> str:
        return words.number(sum(words.band_of(share(one, when)) == name for one in areas))

    return tuple(
        Class(name, str(text), count(name, "before"), count(name, "after"))
        for name, _least, text in reversed(words.BANDS)
    )


def limit_text(minutes: int) -> str:
    """A travel limit in words."""
    return str(words.LIMITS.get(minutes) or gettext("%(minutes)s minutes", minutes=minutes))


def attached(text: str, mimetype: str, name: str) -> Response:
    """A file to keep."""
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response

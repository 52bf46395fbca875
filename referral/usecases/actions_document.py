"""What to do first in a province, as it may be told: hidden places by their gateways.

Of a hidden place neither regencies nor an exact number of people are told: together they would
say where it is (R35). Where somebody telephones its gateway in any case, both are one act.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from referral.present.coverage import ABOUT, ACTIONS, CAVEAT, REACHES
from referral.present.journey import duration
from referral.present.labels import label
from referral.present.translate import Translator, translator
from referral.usecases.actions import CANNOT, Act, Advice
from referral.usecases.world import World

Document = dict[str, Any]


@dataclass(frozen=True)
class ToldAct:
    """An act as it may be told. `subject` is a public id or a code; `about`: of a hidden place."""

    kind: str
    subject: str
    name: str
    region: str
    regencies: tuple[str, ...]
    people: int
    about: bool


@dataclass(frozen=True)
class ToldAdvice:
    """The acts of a province for a need and group; `open` are subjects not done with, by kind.

    `measured` is the moment of the map behind it (ISO 8601, UTC), `version` the directory's.
    """

    province: str
    need: str
    group: str
    within: int
    measured: str
    version: str
    acts: tuple[ToldAct, ...]
    open: Mapping[str, tuple[str, ...]]

    def as_json(self) -> Document:
        """The same as plain values."""
        return asdict(self)

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> ToldAdvice:
        """The advice that was kept.

        :raises KeyError, TypeError: it is not one
        """
        acts = tuple(
            ToldAct(**{**act, "regencies": tuple(act["regencies"])}) for act in found["acts"]
        )
        still = {kind: tuple(subjects) for kind, subjects in found["open"].items()}
        return cls(**{**found, "acts": acts, "open": still})

    def asks_for(self, kind: str, subject: str) -> bool:
        """Whether something is still to be done about it."""
        return subject in self.open.get(kind, ())

    def act(self, kind: str, subject: str) -> ToldAct | None:
        """The listed act of a kind and subject."""
        return next((a for a in self.acts if (a.kind, a.subject) == (kind, subject)), None)


def told_advice(world: World, advice: Advice) -> ToldAdvice:
    """The advice as it may be told to anybody."""
    joined: dict[tuple[str, str], ToldAct] = {}
    for act in advice.acts:
        told = _told(world, advice, act)
        key = (told.kind, told.subject)
        joined[key] = _joined(joined[key], told) if key in joined else told
    return ToldAdvice(
        province=advice.province,
        need=advice.column[0].value,
        group=advice.column[1].value,
        within=advice.within,
        measured=advice.coverage.now.isoformat(),
        version=advice.coverage.tables.directory.version,
        acts=tuple(joined.values()),
        open={
            kind: tuple(sorted({_face(advice, subject) for subject in subjects}))
            for kind, subjects in advice.open.items()
        },
    )


def _joined(first: ToldAct, second: ToldAct) -> ToldAct:
    """One act of two about the same gateway: the larger number, told as of a hidden place."""
    people = about(max(first.people, second.people))
    return ToldAct(first.kind, first.subject, first.name, first.region, (), people, about=True)


def _face(advice: Advice, ref: str) -> str:
    """The public id of who is telephoned for a service; other subjects as they are."""
    table = advice.coverage.tables.routing
    service = table.directory.get(ref)
    if service is None:
        return ref
    shown = table.shown(service)
    return shown.gateway.id if shown.gateway else shown.public_id


def _told(world: World, advice: Advice, act: Act) -> ToldAct:
    regions, people = world.atlas.regions, round(act.people)
    if act.kind in ("centre", "transport"):
        centre = act.kind == "centre"
        name = regions[act.subject].seat if centre else crossing(world, act.subject)
        where = regions[act.subject].name if centre else ""
        return ToldAct(act.kind, act.subject, name or where, where, act.regencies, people, False)
    table = advice.coverage.tables.routing
    service = table.directory.services[table.directory.index[act.subject]]
    gateway = table.shown(service).gateway
    code = service.province_code if gateway else service.regency_code
    region = regions.get(code or service.province_code or "")
    return ToldAct(
        kind=act.kind,
        subject=_face(advice, act.subject),
        name=(gateway or service).name,
        region=region.name if region else "",
        regencies=() if gateway else act.regencies,
        people=about(people) if gateway else people,
        about=gateway is not None,
    )


def about(people: int) -> int:
    """A number of people with two digits that count, rounded down."""
    step: int = 10 ** max(0, len(str(people)) - 2)
    return people // step * step


def crossing(world: World, ref: str) -> str:
    """A link by the places that it joins; its id where it is no longer recorded."""
    link = next((link for link in world.atlas.links if link.id == ref), None)
    return f"{link.from_place} - {link.to_place}" if link else ref


def act_text(world: World, act: ToldAct, words: Translator) -> str:
    """What is to be done."""
    named = ", ".join(world.atlas.regions[code].name for code in act.regencies)
    no_regencies = act.kind == "agreement" and not named
    return words.fill(
        ACTIONS["agreement_of_hidden" if no_regencies else act.kind],
        {"name": act.name, "region": act.region, "link": act.name, "regencies": named},
    )


def reach_text(act: ToldAct, within: int, words: Translator) -> str:
    """Whom it would reach."""
    grouped = f"{act.people:,}"
    people = grouped.replace(",", ".") if words.language == "id" else grouped
    if act.about:
        people = words.fill(ABOUT, {"people": people})
    text = words.fill(REACHES[act.kind], {"people": people, "limit": duration(within, words)})
    return text[:1].upper() + text[1:]


def advice_document(world: World, advice: Advice, *, language: str) -> Document:
    """The advice as a document, texts in `language`; hidden places by their gateways."""
    words, told, coverage = translator(language), told_advice(world, advice), advice.coverage
    cells = {code: found[advice.column] for code, found in coverage.cells.items()}
    regions, people = world.atlas.regions, coverage.people
    inside = np.zeros(len(people), dtype=bool)
    for code in cells:
        inside[coverage.villages.rows[code]] = True
    return {
        "province": {"code": advice.province, "name": regions[advice.province].name},
        "need": told.need,
        "group": told.group,
        "within": told.within,
        "regencies": len(cells),
        "people": round(float(people[inside].sum())),
        "people_within": round(coverage.within(advice.column, advice.within)),
        "cannot": [
            {
                "code": code,
                "name": regions[code].name,
                "gap": cell.gap.value,
                "text": label("gap", cell.gap.value, words),
            }
            for code, cell in cells.items()
            if cell.gap in CANNOT
        ],
        "unverified": sum(cell.unverified for cell in cells.values()),
        "actions": [_act_document(world, act, told.within, words) for act in told.acts],
        "caveat": words.gettext(CAVEAT),
    }


def _act_document(world: World, act: ToldAct, within: int, words: Translator) -> Document:
    return {
        "kind": act.kind,
        "subject": act.subject,
        "people": act.people,
        "regencies": list(act.regencies),
        "text": act_text(world, act, words),
        "reaches": reach_text(act, within, words),
    }

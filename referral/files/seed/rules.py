"""What the seed does not say and is taken from the kind instead (README of data/services).

Presumptions are not among it: what a kind may be presumed to do is routing policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from referral.domain.services import Fact, NeedMet, fact
from referral.domain.vocabulary import Basis, How, Kind, Need, Operator, SubNeed, Trilean
from referral.files.seed.reviewed import DIRECT_MEDICAL, OPERATORS

Record = Mapping[str, Any]

UNITS = frozenset({Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT})
_HOSPITALS = frozenset({Kind.HOSPITAL, Kind.PPT_HOSPITAL, Kind.PUSKESMAS})
_ARRANGERS = frozenset({Kind.DINAS_SOSIAL, Kind.IOM, Kind.NETWORK, Kind.HOTLINE, Kind.OTHER})
"""Kinds that meet no need themselves: they find who does."""

_DIRECT: dict[Kind, frozenset[Need]] = {
    Kind.UPTD_PPA: frozenset({Need.LEGAL, Need.PSYCHOSOCIAL}),
    Kind.P2TP2A: frozenset({Need.LEGAL, Need.PSYCHOSOCIAL}),
    Kind.PPT: frozenset({Need.LEGAL, Need.PSYCHOSOCIAL}),
    Kind.HOSPITAL: frozenset({Need.MEDICAL, Need.PSYCHOSOCIAL}),
    Kind.PPT_HOSPITAL: frozenset({Need.MEDICAL, Need.PSYCHOSOCIAL}),
    Kind.PUSKESMAS: frozenset({Need.MEDICAL}),
    Kind.LEGAL_AID: frozenset({Need.LEGAL, Need.PSYCHOSOCIAL}),
    Kind.LPSK: frozenset({Need.LEGAL}),
    Kind.MISSION: frozenset({Need.LEGAL, Need.RETURN}),
    Kind.SENTRA: frozenset(Need) - {Need.LEGAL, Need.MEDICAL},
}
"""What these kinds do themselves; the rest of their needs they arrange."""

_OPERATORS: dict[Kind, Operator] = {
    Kind.UPPA: Operator.POLICE,
    Kind.IMMIGRATION: Operator.IMMIGRATION,
    Kind.DETENTION: Operator.IMMIGRATION,
    Kind.DINAS_SOSIAL: Operator.SOCIAL,
    Kind.SENTRA: Operator.SOCIAL,
    Kind.RPTC: Operator.SOCIAL,
    Kind.RPSA: Operator.SOCIAL,
    Kind.UPTD_PPA: Operator.CHILD_PROTECTION,
    Kind.P2TP2A: Operator.CHILD_PROTECTION,
    Kind.PPT: Operator.CHILD_PROTECTION,
    Kind.HOSPITAL: Operator.HEALTH,
    Kind.PPT_HOSPITAL: Operator.HEALTH,
    Kind.PUSKESMAS: Operator.HEALTH,
    Kind.LPSK: Operator.OTHER_GOVERNMENT,
    Kind.BP3MI: Operator.OTHER_GOVERNMENT,
    Kind.MISSION: Operator.OTHER_GOVERNMENT,
    Kind.KPAI: Operator.OTHER_GOVERNMENT,
    Kind.HOTLINE: Operator.OTHER_GOVERNMENT,
    Kind.CONTENT_REMOVAL: Operator.OTHER_GOVERNMENT,
    Kind.OTHER: Operator.OTHER_GOVERNMENT,
}
"""Who runs a kind; every other kind is civil society (IOM too: no Indonesian official)."""

_POLICE = re.compile(r"\b(polri|bhayangkara|polda|polres\w*|kepolisian)\b", re.IGNORECASE)
_MILITARY = re.compile(r"\bTNI\b")
_PUBLIC = frozenset(_OPERATORS) - {Kind.OTHER}
_LAW = frozenset({Kind.DINAS_SOSIAL, Kind.MISSION})
_SECRET = frozenset({Kind.NGO_SHELTER, Kind.RPTC, Kind.RPSA, Kind.LKSA, Kind.IOM_RECOVERY_CENTRE})
_ADDED: dict[Kind, tuple[SubNeed, ...]] = {
    Kind.UPPA: (SubNeed.REPORT_TO_POLICE,),
    Kind.LEGAL_AID: (SubNeed.LEGAL_AID,),
    Kind.LPSK: (SubNeed.WITNESS_PROTECTION, SubNeed.RESTITUTION),
}
"""Narrower needs that are the very task of the kind."""


def how_met(kind: Kind, need: Need, service_id: str) -> How:
    """Whether a service of that kind meets the need itself."""
    if kind in _ARRANGERS:
        return How.ARRANGED
    if kind in _DIRECT:
        return How.DIRECT if need in _DIRECT[kind] else How.ARRANGED
    if need is Need.MEDICAL:
        return How.DIRECT if service_id in DIRECT_MEDICAL else How.ARRANGED
    return How.DIRECT


def needs_of(record: Record, kind: Kind) -> tuple[NeedMet, ...]:
    """The needs of a record, each with how it is met and how that is known."""
    basis = _basis(record, kind)
    met = [
        NeedMet(need, how_met(kind, need, record["id"]), basis)
        for need in (Need(name) for name in record["needs"])
    ]
    unit = kind in (Kind.UPTD_PPA, Kind.P2TP2A)
    if unit and all(one.need is not Need.RETURN for one in met):
        # risk assessment and the way home are arranged by the unit (UU 12/2022 art. 76)
        met.append(NeedMet(Need.RETURN, How.ARRANGED, Basis.KIND))
    return tuple(met)


def _basis(record: Record, kind: Kind) -> Basis:
    evidence = record["evidence"]
    if kind in _LAW or (kind is Kind.UPPA and record.get("sub_needs")):
        return Basis.LAW
    if kind in UNITS and not re.search(r"\d+ of \d+ mandated functions", evidence):
        return Basis.LAW
    if kind is Kind.SENTRA and re.search(r"multi-service rule|not documented", evidence):
        return Basis.LAW
    return Basis.STATED


def sub_needs_of(record: Record, kind: Kind) -> tuple[SubNeed, ...]:
    """The record's narrower needs, and those that are the task of its kind."""
    named = [SubNeed(name) for name in record.get("sub_needs", ())]
    return tuple(dict.fromkeys((*named, *_ADDED.get(kind, ()))))


def operator_of(record: Record, kind: Kind) -> Operator:
    """The institution behind a record."""
    names = f"{record['name']} {record['organization']}"
    if record["id"] in OPERATORS:
        return OPERATORS[record["id"]]
    if _POLICE.search(names) or record.get("ownership") == "polri":
        return Operator.POLICE
    if _MILITARY.search(names) or record.get("ownership") == "tni":
        return Operator.MILITARY
    return _OPERATORS.get(kind, Operator.CIVIL_SOCIETY)


def is_confidential(record: Record, kind: Kind, *, houses: bool) -> bool:
    """Whether a place is reached through a gateway only."""
    women = kind is Kind.WOMEN_CRISIS_CENTRE and houses
    return bool(record["address_confidential"]) or kind in _SECRET or women


def facts_of(record: Record, kind: Kind, *, houses: bool) -> dict[str, Fact]:
    """The yes/no facts that the record's own fields state or the law says."""
    facts = dict(_sexes(record["serves_sex"], kind, houses=houses))
    if record["child_specific"] is not None:
        facts["child_specific"] = _stated(record["child_specific"])
    if "forensic_exam" in record.get("sub_needs", ()):
        facts["forensic_exam"] = _stated(True)
    if record.get("beds_2021"):
        facts["inpatient"] = _stated(True)
    if kind in _HOSPITALS:
        facts["walk_in"] = fact(Trilean.YES, Basis.KIND)
    if "not emergency intake" in record["evidence"]:
        facts["emergency_intake"] = _stated(False)
    if "emergency pick-up" in record["evidence"]:
        facts["transport"] = _stated(True)
    return facts


def _sexes(serves: str | None, kind: Kind, *, houses: bool) -> dict[str, Fact]:
    if serves == "female":
        return {"accepts_girls": _stated(True), "accepts_boys": _stated(False)}
    if serves == "any" and not houses:
        said = fact(Trilean.YES, Basis.LAW if kind in _PUBLIC else Basis.STATED)
        return {"accepts_girls": said, "accepts_boys": said}
    return {}


def _stated(value: bool) -> Fact:
    return fact(Trilean.YES if value else Trilean.NO, Basis.STATED)

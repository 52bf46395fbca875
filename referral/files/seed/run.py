"""The whole seed into service files, deterministically, with a count of every row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from referral.domain.services import Service, Statement
from referral.domain.vocabulary import Kind
from referral.files.problems import Problem
from referral.files.seed.convert import convert, hosted, merge
from referral.files.seed.presence import read_presence
from referral.files.seed.puskesmas import read_puskesmas
from referral.files.seed.reviewed import HOSTED, MERGED
from referral.files.seed.rules import Record
from referral.files.services import dumps, problems_of
from referral.files.statements import dump_statements

FILES: dict[str, frozenset[Kind]] = {
    "hospitals.csv": frozenset({Kind.HOSPITAL}),
    "hospital-ppt.csv": frozenset({Kind.PPT_HOSPITAL}),
    "puskesmas.csv": frozenset({Kind.PUSKESMAS}),
    "police.csv": frozenset({Kind.UPPA}),
    "protection-units.csv": frozenset({Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT}),
    "legal-aid.csv": frozenset({Kind.LEGAL_AID}),
    "civil-society.csv": frozenset(
        {
            Kind.NGO,
            Kind.NGO_SHELTER,
            Kind.WOMEN_CRISIS_CENTRE,
            Kind.LPA,
            Kind.LKSA,
            Kind.NETWORK,
            Kind.IOM,
            Kind.IOM_RECOVERY_CENTRE,
        }
    ),
    "ministry.csv": frozenset(
        {
            Kind.SENTRA,
            Kind.RPTC,
            Kind.RPSA,
            Kind.LPSK,
            Kind.BP3MI,
            Kind.KPAI,
            Kind.IMMIGRATION,
            Kind.OTHER,
        }
    ),
    "social-offices.csv": frozenset({Kind.DINAS_SOSIAL}),
    "missions.csv": frozenset({Kind.MISSION}),
    "hotlines.csv": frozenset({Kind.HOTLINE, Kind.CONTENT_REMOVAL}),
}
"""Which kinds stand in which file."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The seed as services and statements, and what became of every row read."""

    services: tuple[Service, ...]
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    read: int
    merged: int
    addresses_dropped: int
    coordinates_dropped: int


def convert_seed(seed: Path) -> Conversion:
    """Every record of the seed directory as a service, a part of one, or a Problem."""
    text = (seed / "services.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    converted = {record["id"]: convert(record) for record in records}
    for other, kept in MERGED.items():
        converted[kept] = merge(converted[kept], converted.pop(other))
    for centre, hospital in HOSTED.items():
        converted[centre] = hosted(converted[centre], converted[hospital])
    centres = {service.id: service for service in read_puskesmas(seed / "puskesmas.csv")}
    services, problems = _accepted([*converted.values(), *centres.values()])
    return Conversion(
        services=tuple(services),
        statements=tuple(read_presence(seed / "absences.jsonl")),
        problems=tuple(problems),
        read=len(records) + len(centres),
        merged=len(MERGED),
        addresses_dropped=_dropped(records, converted, "address"),
        coordinates_dropped=_dropped(records, converted, "latitude"),
    )


def write_files(conversion: Conversion, out: Path) -> None:
    """Write the service files and `presence.csv` of a conversion into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for name, kinds in FILES.items():
        chosen = [service for service in conversion.services if service.kind in kinds]
        (out / name).write_text(dumps(chosen), encoding="utf-8")
    (out / "presence.csv").write_text(dump_statements(conversion.statements), encoding="utf-8")


def _accepted(services: Iterable[Service]) -> tuple[list[Service], list[Problem]]:
    accepted, problems = [], []
    for line, service in enumerate(services, 1):
        wrong = problems_of(service, service.id, line)
        problems += wrong
        if not wrong:
            accepted.append(service)
    return accepted, problems


def _dropped(records: Iterable[Record], converted: dict[str, Service], field: str) -> int:
    return sum(
        record.get(field) is not None and getattr(converted[record["id"]], field) is None
        for record in records
        if record["id"] in converted
    )

"""How sure we are of what a regency has: recorded, known to be absent, or nobody has looked.

Sources contradict each other and every statement stays, so contradictions are shown, not settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from referral.domain.directory import Directory
from referral.domain.services import Statement
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Kind, Level, Need, Status, Trilean

UPTD_PPA = "uptd_ppa"
PROVINCE = len("53")

WITHOUT_GOVERNMENT = frozenset({"31.01", "31.71", "31.72", "31.73", "31.74", "31.75"})
"""The units of DKI Jakarta have no government of their own: the province's unit is theirs."""

_CENTRES = frozenset({UPTD_PPA, "p2tp2a"})
UNITS_FOR: Mapping[Need, frozenset[str]] = {
    Need.MEDICAL: frozenset(),
    Need.SHELTER: _CENTRES | {"safe_house"},
    Need.PSYCHOSOCIAL: _CENTRES | {"psychologist"},
    Need.LEGAL: _CENTRES,
    Need.RETURN: _CENTRES,
    Need.REINTEGRATION: _CENTRES,
}
"""Units whose stated absence tells something of a need."""


class Evidence(StrEnum):
    """What is known of a regency's own services for a need."""

    RECORDED = "recorded"
    KNOWN_ABSENT = "known_absent"
    NOT_SURVEYED = "not_surveyed"


class HasUnit(StrEnum):
    """Whether a regency has the unit that UU 12/2022 art. 76(2) obliges it to have."""

    YES = "yes"
    KNOWN_NO = "known_no"
    NOT_SURVEYED = "not_surveyed"


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so, of which year, and what."""

    publisher: str
    year: int | None
    says: Trilean


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """A regency's standing under UU 12/2022 art. 76(2); `contested` where sources contradict."""

    has: HasUnit
    contested: bool
    sources: tuple[Source, ...]


class Survey:
    """The statements of a directory, by regency."""

    def __init__(self, table: RoutingTable) -> None:
        self._own: dict[str, list[Statement]] = {}
        self._all_of: dict[str, list[Statement]] = {}
        for statement in table.directory.statements:
            if len(statement.region_code) > PROVINCE:
                self._own.setdefault(statement.region_code, []).append(statement)
            elif statement.have is not None:  # of every regency: none has it, or all have
                self._all_of.setdefault(statement.region_code, []).append(statement)
        self._units = _units(table.directory, table)

    def evidence(self, regency: str, need: Need, *, recorded: bool) -> Evidence:
        """What is known of a regency, of which a service is recorded or none is."""
        if recorded:
            return Evidence.RECORDED
        said = {
            statement.status
            for statement in self._statements(regency)
            if statement.unit in UNITS_FOR[need]
        }
        # "yes" without a record: it may be there, nobody has looked where
        absent = Trilean.NO in said and Trilean.YES not in said
        return Evidence.KNOWN_ABSENT if absent else Evidence.NOT_SURVEYED

    def unit(self, regency: str) -> UnitStatus:
        """Whether the regency has a UPTD PPA of its own, with everybody who says so or not."""
        sources = list(self._units.get(regency, ()))
        sources += [
            Source(statement.publisher, statement.year, statement.status)
            for statement in self._statements(regency)
            if statement.unit == UPTD_PPA and statement.status is not Trilean.UNKNOWN
        ]
        said = {source.says for source in sources}
        has = HasUnit.YES if Trilean.YES in said else HasUnit.KNOWN_NO
        status = has if said else HasUnit.NOT_SURVEYED
        return UnitStatus(status, len(said) > 1, tuple(dict.fromkeys(sources)))

    def _statements(self, regency: str) -> Iterable[Statement]:
        yield from self._own.get(regency, ())
        yield from self._all_of.get(regency[:PROVINCE], ())


def _units(directory: Directory, table: RoutingTable) -> dict[str, list[Source]]:
    """The recorded units of each regency, as sources that say yes."""
    found: dict[str, list[Source]] = {}
    for at, service in enumerate(directory.services):
        of_regency = service.kind is Kind.UPTD_PPA and service.level is Level.DISTRICT
        if of_regency and service.status is Status.ACTIVE:
            said = Source(service.provenance.publisher, service.provenance.year, Trilean.YES)
            for code in sorted(table.reaches[at].regencies):
                found.setdefault(code, []).append(said)
    return found

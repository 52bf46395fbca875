"""What a reader of the coverage asks for, from the address. What cannot be used is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from referral.domain.coverage import Column, Group
from referral.domain.coverage_evidence import Evidence, HasUnit
from referral.domain.gaps import SEVERITY
from referral.domain.vocabulary import GapCode, Need
from referral.usecases.coverage_table import RegencyRow

E = TypeVar("E", bound=StrEnum)


class Show(StrEnum):
    """What colours the map."""

    GAP = "gap"
    TRAVEL = "travel"


class Sort(StrEnum):
    """Orders of the table."""

    CODE = "code"
    NAME = "name"
    GAP = "gap"
    NEAR = "near"
    PEOPLE = "people"


@dataclass(frozen=True)
class Choice:
    """The need and group, what colours the map, and what the table is narrowed to."""

    need: Need = Need.SHELTER
    group: Group = Group.ANY
    show: Show = Show.GAP
    province: str = ""
    gap: GapCode | None = None
    evidence: Evidence | None = None
    unit: HasUnit | None = None
    sort: Sort = Sort.CODE

    @classmethod
    def read(cls, asked: Mapping[str, str], provinces: Iterable[str]) -> Choice:
        """The choice that an address makes."""
        province = asked.get("province", "")
        return cls(
            need=_member(Need, asked.get("need")) or Need.SHELTER,
            group=_member(Group, asked.get("group")) or Group.ANY,
            show=_member(Show, asked.get("show")) or Show.GAP,
            province=province if province in provinces else "",
            gap=_member(GapCode, asked.get("gap")),
            evidence=_member(Evidence, asked.get("evidence")),
            unit=_member(HasUnit, asked.get("unit")),
            sort=_member(Sort, asked.get("sort")) or Sort.CODE,
        )

    @property
    def column(self) -> Column:
        """The column of the map."""
        return self.need, self.group

    def query(self) -> dict[str, Any]:
        """The choice as it stands in an address: only what differs from what is usual."""
        usual = Choice()
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: str(value)
            for name, value in named.items()
            if value and value != getattr(usual, name)
        }

    def rows(self, rows: Iterable[RegencyRow]) -> list[RegencyRow]:
        """The rows that are asked for, in the order that is asked for."""
        found = [row for row in rows if self._wanted(row)]
        if self.sort is Sort.NAME:
            return sorted(found, key=lambda row: row.name)
        if self.sort is Sort.GAP:
            return sorted(found, key=lambda row: (SEVERITY.index(row.gap), -row.people))
        if self.sort is Sort.NEAR:
            return sorted(found, key=lambda row: row.shares.within[1])
        if self.sort is Sort.PEOPLE:
            return sorted(found, key=lambda row: -row.people)
        return found

    def _wanted(self, row: RegencyRow) -> bool:
        return (
            self.province in ("", row.province_code)
            and self.gap in (None, row.gap)
            and self.evidence in (None, row.evidence)
            and self.unit in (None, row.unit.has)
        )


def _member(kind: type[E], text: str | None) -> E | None:
    return kind(text) if text in {one.value for one in kind} else None

"""Two records of one place made into one: which value wins, field by field.

What belongs together is chosen together (a part): a point with its address, places with the day
they were counted, hours with the source's own words for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from referral.domain.services import Service
from referral.domain.upkeep_fields import PLACE, fields_of, placeless, service_of
from referral.domain.vocabulary import Basis

PARTS: Mapping[str, tuple[str, ...]] = {
    "place": ("regency_code", "province_code", "country", *sorted(PLACE)),
    "hours": ("hours", "hours.text"),
    "capacity": ("capacity.total", "capacity.free", "capacity.counted_on"),
    "ages": ("min_age", "max_age"),
    "provenance": (
        "provenance.publisher",
        "provenance.year",
        "provenance.confidence",
        "provenance.verified_on",
        "provenance.evidence",
    ),
}
"""Fields that are chosen together."""
UNITED = (
    "aliases", "phones", "whatsapp", "needs", "sub_needs", "coverage", "languages",
    "provenance.source_urls",
)  # fmt: skip
"""Lists that may also be put together."""
IDENTITY = frozenset({"name", "organization", "kind", "status"})
"""What a record is known by, and that it works: of the one that stays, unless somebody says so."""
_BASES = {Basis.STATED: 3, Basis.LAW: 2, Basis.KIND: 1, Basis.DEFAULT: 0}


class Side(StrEnum):
    """Whose value a part takes: of the record that stays, of the one that goes, or both."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """A part in which two records differ, and which side is proposed.

    `kept` and `gone` are the fields of the part with their values on either side.
    """

    part: str
    kept: Mapping[str, Any]
    gone: Mapping[str, Any]
    proposed: Side
    may_unite: bool


def differences(kept: Service, gone: Service) -> tuple[Difference, ...]:
    """Where two records differ, in a fixed order, each with what is proposed.

    Filled wins over empty, stated over assumed, the newer verified over the older; lists are put
    together. Otherwise the record that stays is right.
    """
    old, new = fields_of(kept), fields_of(gone)
    found = []
    for part, names in _parts(old).items():
        mine, theirs = {n: old[n] for n in names}, {n: new[n] for n in names}
        if mine != theirs:
            side = _proposed(part, mine, theirs, newer=_newer(kept, gone))
            found.append(Difference(part, mine, theirs, side, part in UNITED))
    return tuple(found)


def merged(kept: Service, gone: Service, choices: Mapping[str, Side]) -> Service:
    """The record that stays, with what was chosen for each part; unsaid is what is proposed.

    The other name becomes an alias. A place that either record keeps secret stays secret, and
    then nothing of where it is comes along (R35).

    :raises KeyError: a choice for a part in which they do not differ, or that cannot be united
    """
    fields = fields_of(kept)
    open_parts = {one.part: one for one in differences(kept, gone)}
    for part, side in choices.items():
        if part not in open_parts or (side is Side.BOTH and not open_parts[part].may_unite):
            raise KeyError(part)
    for part, found in open_parts.items():
        side = choices.get(part, found.proposed)
        if side is Side.GONE:
            fields |= found.gone
        elif side is Side.BOTH:
            fields[part] = united(part, found.kept[part], found.gone[part])
    fields["aliases"] = _names(fields, kept, gone)
    fields["confidential"] = kept.confidential or gone.confidential
    after = service_of(kept.id, fields)
    if after.confidential or after.houses_children:
        after = service_of(kept.id, placeless(fields))
    return after


def united(part: str, kept: Sequence[Any], gone: Sequence[Any]) -> list[Any]:
    """Both lists, each item once; a number or a need that both have is as the first says it."""
    found = list(kept)
    seen = {_same(part, one) for one in kept}
    found += [one for one in gone if _same(part, one) not in seen]
    return found


def _same(part: str, item: Any) -> Any:
    if part in ("phones", "whatsapp"):
        number, display = item[0], item[1]
        return number or display
    return item[0] if part == "needs" else item


def _parts(fields: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    together = {name: part for part, names in PARTS.items() for name in names}
    found: dict[str, tuple[str, ...]] = {}
    for name in fields:
        if name == "confidential":  # never a choice: what is secret stays so
            continue
        part = together.get(name, name)
        found.setdefault(part, PARTS.get(part, (name,)))
    return found


def _proposed(part: str, kept: Mapping[str, Any], gone: Mapping[str, Any], *, newer: bool) -> Side:
    mine, theirs = _filled(part, kept), _filled(part, gone)
    if not (mine and theirs):
        return Side.GONE if theirs else Side.KEPT
    if part in UNITED:
        return Side.BOTH
    other_wins = newer and part not in IDENTITY
    if part.startswith("facts."):
        known, other = _BASES[Basis(kept[part][1])], _BASES[Basis(gone[part][1])]
        other_wins = other > known or (other == known and newer)
    return Side.GONE if other_wins else Side.KEPT


def _filled(part: str, values: Mapping[str, Any]) -> bool:
    if part == "place":
        return any(values[name] is not None for name in ("address", "latitude"))
    if part == "provenance":
        return True
    return any(value not in (None, [], "", False) for value in values.values())


def _newer(kept: Service, gone: Service) -> bool:
    """True where the record that goes was verified later, or else published later."""

    def when(service: Service) -> tuple[str, int]:
        verified = service.provenance.verified_on
        return (verified.isoformat() if verified else "", service.provenance.year or 0)

    return when(gone) > when(kept)


def _names(fields: Mapping[str, Any], kept: Service, gone: Service) -> list[str]:
    names = dict.fromkeys((*fields["aliases"], kept.name, gone.name))
    return [name for name in names if name != fields["name"]]

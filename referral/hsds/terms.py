"""The vocabulary as HSDS taxonomies: what the standard has no field for is said in their terms.

`need` holds needs with their sub-needs below them; `fact` every yes/no fact, and below each one
term a value, so that who asks for `accepts_boys.yes` gets nobody who refuses them; `record`
carries single values of a record that no other system knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from referral.domain.fact_texts import FACT_TEXTS
from referral.domain.services import FACT_NAMES
from referral.domain.vocabulary import NEED_OF, Kind, Level, Operator, Trilean
from referral.hsds.ids import identifier
from referral.hsds.words import KINDS, LEVELS, NEEDS, OPERATORS, RECORD, SUB_NEEDS

LANGUAGE = "en"
VERSION = "1"
TAXONOMIES: Mapping[str, str] = MappingProxyType(
    {
        "need": "What a child may need, and narrower needs below each. An attribute's value says"
        " how a service meets it (direct or arranged) and how that is known, as `direct:stated`.",
        "fact": "Yes/no facts about a service; below each, one term for yes, no and unknown. An"
        " attribute's value says how it is known: stated, law, kind (presumed) or default.",
        "kind": "Kind of service.",
        "level": "Level of the institution that runs it.",
        "operator": "Institution behind it, for exclusions when an official is the suspect.",
        "record": "Single values of a record for which the standard has no field.",
    }
)
"""Every taxonomy with its description."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a taxonomy; `parent` is the code of the term above it."""

    taxonomy: str
    code: str
    name: str
    text: str
    parent: str | None = None

    @property
    def id(self) -> str:
        """Its UUID."""
        return term_uuid(self.taxonomy, self.code)


@cache
def term_uuid(taxonomy: str, code: str) -> str:
    """The UUID of a term."""
    return identifier("taxonomy_term", taxonomy, code)


@cache
def taxonomy_uuid(taxonomy: str) -> str:
    """The UUID of a taxonomy."""
    return identifier("taxonomy", taxonomy)


def _all() -> Iterator[Term]:
    for need, (name, text) in NEEDS.items():
        yield Term("need", need.value, name, text)
    for sub_need, (name, text) in SUB_NEEDS.items():
        yield Term("need", sub_need.value, name, text, NEED_OF[sub_need].value)
    for fact in FACT_NAMES:
        name = FACT_TEXTS[fact].split(";")[0].rstrip(".")
        yield Term("fact", fact, name, FACT_TEXTS[fact])
        for value in Trilean:
            code = fact_code(fact, value)
            yield Term("fact", code, f"{name}: {value}", f"{FACT_TEXTS[fact]} {value}.", fact)
    for kind in Kind:
        yield Term("kind", kind.value, KINDS[kind], KINDS[kind])
    for level in Level:
        yield Term("level", level.value, level.value.capitalize(), LEVELS[level])
    for operator in Operator:
        yield Term("operator", operator.value, OPERATORS[operator], OPERATORS[operator])
    for code, text in RECORD.items():
        yield Term("record", code, code.replace("_", " ").capitalize(), text)


def fact_code(fact: str, value: Trilean) -> str:
    """The code of the term that says that a fact has a value."""
    return f"{fact}.{value}"


TERMS: tuple[Term, ...] = tuple(_all())
"""Every term, those above before those below them."""
BY_ID: Mapping[str, Term] = MappingProxyType({term.id: term for term in TERMS})
"""Terms by their UUID."""


def term_document(term: Term) -> dict[str, Any]:
    """A term as HSDS `taxonomy_term`, its taxonomy inside."""
    return {**flat_term(term), "taxonomy_detail": taxonomy_document(term.taxonomy)}


def flat_term(term: Term) -> dict[str, Any]:
    """A term as one row: without its taxonomy."""
    found: dict[str, Any] = {
        "id": term.id,
        "code": term.code,
        "name": term.name,
        "description": term.text,
        "taxonomy": term.taxonomy,
        "taxonomy_id": taxonomy_uuid(term.taxonomy),
        "language": LANGUAGE,
    }
    if term.parent is not None:
        found["parent_id"] = term_uuid(term.taxonomy, term.parent)
    return found


def taxonomy_document(taxonomy: str) -> dict[str, Any]:
    """A taxonomy as HSDS `taxonomy`."""
    return {
        "id": taxonomy_uuid(taxonomy),
        "name": taxonomy,
        "description": TAXONOMIES[taxonomy],
        "version": VERSION,
    }

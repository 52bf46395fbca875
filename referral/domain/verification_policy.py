"""What is verified first and what a whole record holds, as a value read from its file's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from referral.domain.errors import Problem
from referral.domain.policy import content_hash
from referral.domain.policy_text import Fits, checked, misfits, speaks_of
from referral.domain.services import FACT_NAMES
from referral.domain.vocabulary import Need

ORDER = ("age", "use", "people", "gateway", "conflict", "proposal")
RECORD = ("number", "hours", "needs", "ages", "point", "capacity", "verified", "ageing")


@dataclass(frozen=True, slots=True)
class VerificationPolicy:
    """Weights in points, limits in the unit of their name."""

    version: str
    order: Mapping[str, float]
    full_age_months: int
    full_uses: int
    full_people: int
    full_gateway_for: int
    need: Mapping[Need, float]
    verified_months: int
    no_answer_days: int
    doubtful_after: int
    doubtful_days: int
    claim_minutes: int
    link_days: int
    record: Mapping[str, float]
    facts: Mapping[Need, Mapping[str, float]]


def parse_verification_policy(text: str) -> VerificationPolicy:
    """A verification policy from the text of its file.

    :raises RequestRejected: with a Problem for each thing wrong, its path that of the entry
    """
    raw = checked(text, check_verification_policy)
    full, again, whole = raw["full"], raw["again"], raw["completeness"]
    return VerificationPolicy(
        version=f"{raw['version']}-{content_hash(raw)}",
        order=raw["order"],
        full_age_months=full["age_months"],
        full_uses=full["uses"],
        full_people=full["people"],
        full_gateway_for=full["gateway_for"],
        need={Need(name): weight for name, weight in raw["need"].items()},
        verified_months=again["verified_months"],
        no_answer_days=again["no_answer_days"],
        doubtful_after=again["doubtful_after"],
        doubtful_days=again["doubtful_days"],
        claim_minutes=raw["claim"]["minutes"],
        link_days=raw["link"]["days"],
        record=whole["record"],
        facts={Need(name): facts for name, facts in whole["facts"].items()},
    )


def is_verification_policy(text: str) -> bool:
    """True for a text that means to be one: it speaks of what only such a policy does."""
    return speaks_of(text, "completeness")


def check_verification_policy(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything wrong with a verification policy's content."""
    version = raw.get("version")
    if not isinstance(version, str) or not version.strip():
        yield Problem("version", "required")
    for section, entries in _SECTIONS.items():
        yield from misfits(section, raw.get(section), entries)
    whole = raw.get("completeness")
    whole = whole if isinstance(whole, Mapping) else {}
    yield from misfits("completeness/record", whole.get("record"), dict.fromkeys(RECORD, _weight))
    by_need = whole.get("facts")
    by_need = by_need if isinstance(by_need, Mapping) else {}
    for need in Need:
        path, facts = f"completeness/facts/{need.value}", by_need.get(need.value)
        if not isinstance(facts, Mapping):
            yield Problem(path, "required")
            continue
        for name, weight in facts.items():
            if name not in FACT_NAMES:
                yield Problem(f"{path}/{name}", "invalid_choice", {"allowed": list(FACT_NAMES)})
            elif not _weight(weight):
                yield Problem(f"{path}/{name}", "wrong_type")


def _weight(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


_SECTIONS: Mapping[str, Mapping[str, Fits]] = {
    "order": dict.fromkeys(ORDER, _weight),
    "full": dict.fromkeys(("age_months", "uses", "people", "gateway_for"), _count),
    "need": dict.fromkeys((need.value for need in Need), _weight),
    "again": dict.fromkeys(
        ("verified_months", "no_answer_days", "doubtful_after", "doubtful_days"), _count
    ),
    "claim": {"minutes": _count},
    "link": {"days": _count},
}

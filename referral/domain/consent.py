"""The child's assent and a safe guardian's consent, before a referral is sent.

Field brief, section 4: assent by age plus the consent of a safe guardian; no guardian where the
family is implicated, absent or unknown (UU 31/2014 art. 29A by analogy). Best interests govern
(PP 9/2008 art. 4(3)); urgent care never waits for either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from referral.domain.errors import ActionRefused
from referral.domain.vocabulary import AgeBand, Companion, Suspect


class Assent(StrEnum):
    """What the child says to being referred (kesediaan anak)."""

    GIVEN = "given"
    TOO_YOUNG = "too_young"
    NOT_POSSIBLE = "not_possible"  # unconscious, out of reach, no interpreter yet
    REFUSED = "refused"


class GuardianConsent(StrEnum):
    """What a safe guardian says (persetujuan wali), or why nobody is asked."""

    GIVEN = "given"
    REFUSED = "refused"
    ABSENT = "absent"
    NOT_SOUGHT = "not_sought"


class GuardianRule(StrEnum):
    """Whether a guardian is asked at all."""

    ASK = "ask"
    FAMILY_IMPLICATED = "family_implicated"
    FAMILY_UNKNOWN = "family_unknown"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Consent:
    """What was noted before sending."""

    assent: Assent
    guardian: GuardianConsent


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """What a case asks for: the answers that can be noted, and those that let it be sent."""

    assent: frozenset[Assent]
    guardian_rule: GuardianRule
    guardian: frozenset[GuardianConsent]


def guardian_rule(suspect: frozenset[Suspect], companions: frozenset[Companion]) -> GuardianRule:
    """Whether a guardian is asked. Nothing said about the family is not "safe"."""
    if suspect & {Suspect.HOUSEHOLD, Suspect.FAMILY}:
        return GuardianRule.FAMILY_IMPLICATED
    if not suspect or Suspect.UNKNOWN in suspect:
        return GuardianRule.FAMILY_UNKNOWN
    if Companion.ALONE in companions:
        return GuardianRule.ABSENT
    return GuardianRule.ASK


def consent_rule(
    bands: Iterable[AgeBand], suspect: frozenset[Suspect], companions: frozenset[Companion]
) -> ConsentRule:
    """What may be noted for children of these age bands in this situation."""
    every = set(bands)
    assent = {Assent.GIVEN, Assent.NOT_POSSIBLE, Assent.REFUSED}
    if every <= {AgeBand.UNDER_6}:
        assent.add(Assent.TOO_YOUNG)
    rule = guardian_rule(suspect, companions)
    guardian = {
        GuardianRule.ASK: {
            GuardianConsent.GIVEN,
            GuardianConsent.REFUSED,
            GuardianConsent.ABSENT,
        },
        GuardianRule.ABSENT: {GuardianConsent.ABSENT},
    }.get(rule, {GuardianConsent.NOT_SOUGHT})
    return ConsentRule(frozenset(assent), rule, frozenset(guardian))


def check_consent(consent: Consent, rule: ConsentRule) -> None:
    """Refuse a note that does not fit the case: a guardian who must not be asked, say.

    :raises ActionRefused: `assent_not_fitting` or `guardian_not_fitting` (with the rule)
    """
    if consent.assent not in rule.assent:
        raise ActionRefused("assent_not_fitting", assent=consent.assent.value)
    if consent.guardian not in rule.guardian:
        raise ActionRefused("guardian_not_fitting", rule=rule.guardian_rule.value)


def lets_send(consent: Consent | None) -> bool:
    """True where neither the child nor a safe guardian said no, and somebody was asked."""
    if consent is None:
        return False
    return consent.assent is not Assent.REFUSED and consent.guardian is not GuardianConsent.REFUSED

"""The child's assent and a safe guardian's consent (field brief, section 4)."""

from __future__ import annotations

import pytest

from referral.domain.consent import (
    Assent,
    Consent,
    GuardianConsent,
    GuardianRule,
    check_consent,
    consent_rule,
    guardian_rule,
    lets_send,
)
from referral.domain.errors import ActionRefused
from referral.domain.vocabulary import AgeBand, Companion, Suspect

SAFE = frozenset({Suspect.NONE})
WITH_ADULT = frozenset({Companion.SAFE_ADULT})


@pytest.mark.parametrize(
    ("suspect", "companions", "expected"),
    [
        pytest.param({Suspect.HOUSEHOLD}, WITH_ADULT, "family_implicated", id="household"),
        pytest.param({Suspect.FAMILY, Suspect.NONE}, WITH_ADULT, "family_implicated", id="family"),
        pytest.param({Suspect.UNKNOWN}, WITH_ADULT, "family_unknown", id="nothing known"),
        pytest.param(set(), WITH_ADULT, "family_unknown", id="nothing said"),
        pytest.param({Suspect.NONE}, {Companion.ALONE}, "absent", id="alone"),
        pytest.param(
            {Suspect.NONE},
            {Companion.ALONE, Companion.SIBLINGS},
            "absent",
            id="alone with siblings",
        ),
        pytest.param({Suspect.POLICE}, WITH_ADULT, "ask", id="somebody else is suspected"),
        pytest.param({Suspect.NONE}, {Companion.UNKNOWN}, "ask", id="company not known"),
    ],
)
def test_a_guardian_is_asked_only_where_the_family_is_known_to_be_safe(
    suspect: set[Suspect], companions: set[Companion], expected: str
) -> None:
    assert guardian_rule(frozenset(suspect), frozenset(companions)) == expected


def test_an_implicated_family_can_never_be_noted_as_consenting() -> None:
    rule = consent_rule([AgeBand.TWELVE_TO_14], frozenset({Suspect.HOUSEHOLD}), WITH_ADULT)
    for answer in set(GuardianConsent) - {GuardianConsent.NOT_SOUGHT}:
        with pytest.raises(ActionRefused) as caught:
            check_consent(Consent(Assent.GIVEN, answer), rule)
        assert caught.value.code == "guardian_not_fitting"
    check_consent(Consent(Assent.GIVEN, GuardianConsent.NOT_SOUGHT), rule)


@pytest.mark.parametrize(
    ("bands", "too_young"),
    [
        ([AgeBand.UNDER_6], True),
        ([AgeBand.UNDER_6, AgeBand.SIX_TO_11], False),
        ([AgeBand.UNCERTAIN], False),
        ([AgeBand.FIFTEEN_TO_17], False),
    ],
)
def test_only_children_under_six_are_too_young_to_be_asked(
    bands: list[AgeBand], too_young: bool
) -> None:
    rule = consent_rule(bands, SAFE, WITH_ADULT)
    assert (Assent.TOO_YOUNG in rule.assent) is too_young
    assert Assent.REFUSED in rule.assent, "every child may say no"
    if not too_young:
        with pytest.raises(ActionRefused):
            check_consent(Consent(Assent.TOO_YOUNG, GuardianConsent.GIVEN), rule)


def test_a_no_is_noted_and_sends_nothing() -> None:
    rule = consent_rule([AgeBand.FIFTEEN_TO_17], SAFE, WITH_ADULT)
    assert rule.guardian_rule is GuardianRule.ASK
    for no in (
        Consent(Assent.REFUSED, GuardianConsent.GIVEN),
        Consent(Assent.GIVEN, GuardianConsent.REFUSED),
    ):
        check_consent(no, rule)
        assert not lets_send(no)
    assert not lets_send(None)
    assert lets_send(Consent(Assent.NOT_POSSIBLE, GuardianConsent.ABSENT))

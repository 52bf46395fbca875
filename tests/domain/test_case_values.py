"""A case keeps what it must and forgets the rest; its codes can be read aloud; how it is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral.domain.case_codes import (
    CASE_SYLLABLES,
    REPLY_SYLLABLES,
    SYLLABLES,
    code_of,
    read_code,
)
from referral.domain.case_policy import check_case_policy, parse_case_policy
from referral.domain.cases import ChildNote, Closure, Triage, check_closure
from referral.domain.errors import ActionRefused, RequestRejected
from referral.domain.referrals import ReferralStatus
from referral.domain.requests import Child
from referral.domain.vocabulary import AgeBand, Contact, Sex
from tests.builders import policy, request
from tests.cases import POLICY_FILE, S, case, case_policy, referral, taken_to


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "0-5"), (5, "0-5"), (6, "6-11"), (11, "6-11"), (12, "12-14"), (17, "15-17")],
)
def test_an_age_in_years_is_kept_as_a_band_only(age: int, band: str) -> None:
    note = ChildNote.of(Child(age=age, sex=Sex.MALE, own_baby=True))
    assert note == ChildNote(AgeBand(band), Sex.MALE, True)
    assert set(ChildNote.__slots__) == {"band", "sex", "own_baby"}, "no column for the age itself"


def test_a_band_is_kept_and_nothing_said_is_not_certain() -> None:
    assert ChildNote.of(Child(band=AgeBand.SIX_TO_11)).band is AgeBand.SIX_TO_11
    assert ChildNote.of(Child()).band is AgeBand.UNCERTAIN


def test_no_place_finer_than_a_regency_is_kept() -> None:
    kept = Triage.of(
        request(avoid=("53.07.10", "53.07.10.2001", "53.08", "some-service"), home="32.75.01")
    )
    assert kept.avoid == ("53.07", "53.08", "some-service") and kept.home == "32.75"


def test_what_nobody_was_asked_is_kept_as_unknown() -> None:
    assert Triage.of(request()).contact is Contact.UNKNOWN
    said = request(contact=Contact.NONE, given=frozenset({"contact"}))
    assert Triage.of(said).contact is Contact.NONE
    assert Triage.of(request(contact=Contact.SUSPECTED)).contact is Contact.SUSPECTED


def test_codes_are_spoken_as_they_are_written_and_found_again_however_typed() -> None:
    code = code_of(bytes(range(12)), CASE_SYLLABLES)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert read_code(code.upper().replace("-", " "), CASE_SYLLABLES) == code
    assert read_code(code.replace("-", ""), CASE_SYLLABLES) == code
    assert read_code(code[:-1], CASE_SYLLABLES) is None
    assert read_code("xxxx-xxxx-xxxx", CASE_SYLLABLES) is None
    assert len(set(SYLLABLES)) == 60 and REPLY_SYLLABLES > CASE_SYLLABLES
    with pytest.raises(ValueError, match="chance"):
        code_of(b"short", CASE_SYLLABLES)


def closing(closure: Closure, *referrals: object, failed: int = 0) -> str | None:
    made = case(*referrals)  # type: ignore[arg-type]
    try:
        check_closure(made, closure, 3, failed)
    except ActionRefused as refused:
        return refused.code
    return None


def test_a_case_is_met_when_every_need_is() -> None:
    done, open_need = taken_to(S.COMPLETED), taken_to(S.ACCEPTED, referral("r2", "legal"))
    assert closing(Closure.MET, done) is None
    assert closing(Closure.MET, done, open_need) == "needs_open"
    assert closing(Closure.MET, done, replace(open_need, status=S.WITHDRAWN)) is None
    assert closing(Closure.MET, taken_to(S.DECLINED)) == "needs_open"


def test_it_is_handed_over_only_to_somebody_who_said_yes() -> None:
    assert closing(Closure.TRANSFERRED, taken_to(S.ACCEPTED)) is None
    assert closing(Closure.TRANSFERRED, taken_to(S.SENT)) == "nobody_accepted"
    waiting = taken_to(S.SENT, referral("r2", "legal"))
    assert closing(Closure.TRANSFERRED, taken_to(S.ACCEPTED), waiting) == "needs_open"


def test_it_is_given_up_only_after_recorded_attempts() -> None:
    assert closing(Closure.UNREACHABLE, taken_to(S.SENT), failed=2) == "more_attempts"
    assert closing(Closure.UNREACHABLE, taken_to(S.SENT), failed=3) is None


def test_what_was_taken_back_can_be_closed_as_such() -> None:
    assert closing(Closure.WITHDRAWN, taken_to(S.SENT)) == "needs_open"
    assert closing(Closure.WITHDRAWN, replace(taken_to(S.SENT), status=S.WITHDRAWN)) is None


def test_the_referral_that_was_taken_stands_for_its_need() -> None:
    taken = taken_to(S.ACCEPTED)
    made = case(
        taken, replace(taken_to(S.SENT), id="r2", attempt=2, status=ReferralStatus.WITHDRAWN)
    )
    assert made.current(taken.need) == taken
    assert case().current(taken.need) is None


def test_the_policy_as_shipped_is_read_whole() -> None:
    read = case_policy()
    assert read.after_arrival_hours == (24, 168, 720) and read.after_return_months == (1, 3, 6)
    assert (read.danger_minutes, read.urgent_minutes, read.routine_working_days) == (10, 30, 1)
    assert (read.closed_case_days, read.audit_days) == (90, 365)
    assert all(rule.law for rule in read.deadlines) and len(read.deadlines) == 7


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("accept_minutes = 30", "accept_minutes = 0", "handover/accept_minutes"),
        ("accept_minutes = 30", "", "handover/accept_minutes"),
        ("[24, 168, 720]", "[24, 24]", "follow_up/after_arrival_hours"),
        ('code = "first_aid"', 'code = "unheard_of"', "deadline/5/code"),
        ('from = "arrived"', 'from = "somewhere"', "deadline/0/from"),
        ('needs = ["medical"]', "needs = []", "deadline/0/needs"),
        ("hours = 72\n\n[retention]", "hours = true\n\n[retention]", "link/hours"),
        ('version = "2026.11"', "", "version"),
    ],
)
def test_what_is_wrong_with_a_policy_is_said(old: str, new: str, path: str) -> None:
    text = POLICY_FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(RequestRejected) as caught:
        parse_case_policy(text.replace(old, new, 1), policy())
    assert path in {problem.path for problem in caught.value.problems}


def test_an_empty_policy_and_a_broken_one_are_refused_in_words() -> None:
    assert {problem.path for problem in check_case_policy({})} >= {"version", "deadline"}
    with pytest.raises(RequestRejected):
        parse_case_policy("[", policy())

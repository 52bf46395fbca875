"""Two people act on one case at once: one wins, the other is told, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.errors import ActionRefused, Overtaken
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need
from referral.store import audit, cases
from referral.usecases import referring
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from tests.offices import NOW, OPERATOR, SECOND, body

YES = Consent(Assent.GIVEN, GuardianConsent.GIVEN)
ROUNDS = 6


def sent_case(office: Office) -> str:
    code = open_case(office, body(), actor=OPERATOR, now=NOW)
    referring.note_consent(office, OPERATOR, code, YES, version=1, now=NOW)
    version, ref = state(office, code)
    referring.send(office, OPERATOR, code, [ref], version=version, now=NOW)
    return code


def state(office: Office, code: str) -> tuple[int, str]:
    with office.records.reading() as session:
        found = cases.case_by_code(session, code)
    assert found is not None
    return found.version, found.referrals[-1].id


def together(*steps: Callable[[], object]) -> list[str]:
    """Run the steps at the same moment; "done" or the code of the refusal of each."""
    gate = threading.Barrier(len(steps))
    ends = [""] * len(steps)

    def run(at: int) -> None:
        gate.wait()
        try:
            steps[at]()
            ends[at] = "done"
        except ActionRefused as refused:
            ends[at] = refused.code

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_a_yes_and_a_no_at_once_leave_one_of_them(office: Office) -> None:
    for _round in range(ROUNDS):
        code = sent_case(office)
        version, ref = state(office, code)

        def yes(code: str = code, version: int = version, ref: str = ref) -> None:
            referring.record(office, OPERATOR, code, ref, S.ACCEPTED, version=version, now=NOW)

        def no(code: str = code, version: int = version, ref: str = ref) -> None:
            referring.record(
                office, SECOND, code, ref, S.DECLINED, reason="full", version=version, now=NOW
            )

        assert sorted(together(yes, no)) == ["done", "overtaken"]
        with office.records.reading() as session:
            made = cases.case_by_code(session, code)
        assert made is not None
        statuses = [e.to_status for e in made.events if e.to_status in (S.ACCEPTED, S.DECLINED)]
        assert statuses == [made.referrals[0].status], "the loser left no trace"


def test_the_next_service_is_asked_once_however_many_press(office: Office) -> None:
    code = sent_case(office)
    version, _ref = state(office, code)
    late = NOW + timedelta(minutes=31)

    def ask() -> None:
        referring.ask_next(office, OPERATOR, code, Need.SHELTER, version=version, now=late)

    assert sorted(together(ask, ask, ask)) == ["done", "overtaken", "overtaken"]
    with office.records.reading() as session:
        made = cases.case_by_code(session, code)
    assert made is not None and [one.attempt for one in made.referrals] == [1, 2]


def test_cases_opened_at_once_are_all_counted_and_all_audited(office: Office) -> None:
    def open_one() -> None:
        open_case(office, body(), actor=OPERATOR, now=NOW)

    assert together(*[open_one] * 6) == ["done"] * 6
    with office.records.reading() as session:
        counted = cases.counts_since(session, NOW.date())
        entries = list(audit.every_entry(session))
    assert [(one.code, one.times) for one in counted] == [("opened", 6)]
    assert [one.entry.seq for one in entries] == list(range(1, 7))


def test_overtaken_is_a_refusal_with_its_own_name() -> None:
    assert issubclass(Overtaken, ActionRefused) and Overtaken().code == "overtaken"

"""Acts of a province get an owner, a day and a state, and say what measuring again finds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from referral.domain.access import Actor, Role
from referral.domain.act_plans import ActKind, ActOwner, ActPlan, ActState, ActSubject, Standing
from referral.domain.coverage import Group
from referral.domain.errors import NotFound, NotPermitted, Overtaken, RequestRejected
from referral.domain.vocabulary import Need
from referral.store import audit
from referral.usecases.action_plans import decide, decided, decided_elsewhere, read_plan
from referral.usecases.actions_document import ToldAct, ToldAdvice
from referral.usecases.office import Office

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
COLUMN = (Need.SHELTER, Group.BOY)
COORDINATOR = Actor("co-1", frozenset({Role.COORDINATOR}), second_factor=True)
CALL = ActSubject("53", COLUMN, ActKind.VERIFY, "unit")
PLAN = ActPlan(ActState.PLANNED, ActOwner.SOCIAL_OFFICE, date(2027, 3, 31))


def advice(*acts: ToldAct, still: tuple[str, ...] = ()) -> ToldAdvice:
    named = {act.subject for act in acts} | set(still)
    return ToldAdvice(
        "53", "shelter", "boy", 180, NOW.isoformat(), "uji", acts, {"verify": tuple(sorted(named))}
    )


def call(people: int = 1000, subject: str = "unit") -> ToldAct:
    return ToldAct("verify", subject, "Unit Uji", "Kabupaten Sikka", ("53.07",), people, False)


def test_a_decision_is_kept_with_its_history_and_what_the_map_said(office: Office) -> None:
    records = office.records
    decide(records, COORDINATOR, advice(call()), CALL, PLAN, version=0, now=NOW)
    later = ActPlan(ActState.UNDER_WAY, ActOwner.PROVINCE_UNIT, PLAN.due)
    found = advice(call(people=400))
    decide(records, COORDINATOR, found, CALL, later, version=1, now=NOW + timedelta(days=9))
    (one,) = decided(records, COORDINATOR, found, COLUMN)
    assert one.act.subject == CALL and one.act.plan == later and one.act.version == 2
    assert [(s.plan.state, s.people, s.by) for s in one.act.steps] == [
        (ActState.PLANNED, 1000, "co-1"),
        (ActState.UNDER_WAY, 400, "co-1"),
    ]
    assert one.standing is Standing.OPEN and one.now == call(people=400)
    legal = (Need.LEGAL, Group.BOY)
    assert decided(records, COORDINATOR, found, legal) == []
    assert decided_elsewhere(records, COORDINATOR, "53", legal) == {COLUMN: 1}
    assert decided_elsewhere(records, COORDINATOR, "53", COLUMN) == {}
    assert decided_elsewhere(records, Actor(), "53", legal) == {}
    with records.reading() as session:
        entries = [e.entry for e in audit.every_entry(session) if e.entry.action == "act_decided"]
    assert [(e.object_kind, e.object_id) for e in entries] == [("act", one.act.id)] * 2


def test_measured_again_an_act_whose_gap_is_gone_is_reached(office: Office) -> None:
    records = office.records
    decide(records, COORDINATOR, advice(call()), CALL, PLAN, version=0, now=NOW)
    (hidden_away,) = decided(records, COORDINATOR, advice(still=("unit",)), COLUMN)
    assert hidden_away.standing is Standing.OPEN and hidden_away.now is None
    (gone,) = decided(records, COORDINATOR, advice(call(subject="lain")), COLUMN)
    assert gone.standing is Standing.REACHED
    done = ActPlan(ActState.DONE)
    decide(records, COORDINATOR, advice(), CALL, done, version=1, now=NOW)
    (one,) = decided(records, COORDINATOR, advice(), COLUMN)
    assert one.act.steps[-1].people is None and one.act.plan == done


def test_who_acts_on_what_is_no_longer_so_is_told(office: Office) -> None:
    records, found = office.records, advice(call())
    decide(records, COORDINATOR, found, CALL, PLAN, version=0, now=NOW)
    with pytest.raises(Overtaken):
        decide(records, COORDINATOR, found, CALL, PLAN, version=0, now=NOW)
    with pytest.raises(NotFound):
        other = ActSubject("53", COLUMN, ActKind.VERIFY, "nothing")
        decide(records, COORDINATOR, found, other, PLAN, version=0, now=NOW)


@pytest.mark.parametrize(
    ("plan", "codes"),
    [
        (ActPlan(ActState.PLANNED), {"owner_needed", "due_needed"}),
        (ActPlan(ActState.UNDER_WAY, ActOwner.POLICE), {"due_needed"}),
        (ActPlan(ActState.PLANNED, ActOwner.POLICE, date(2026, 11, 24)), {"day_past"}),
    ],
)
def test_what_is_planned_has_an_owner_and_a_day_to_come(
    sqlite_office: Office, plan: ActPlan, codes: set[str]
) -> None:
    with pytest.raises(RequestRejected) as refused:
        decide(sqlite_office.records, COORDINATOR, advice(call()), CALL, plan, version=0, now=NOW)
    assert {problem.code for problem in refused.value.problems} == codes


def test_only_a_coordinator_decides_and_reads_it(sqlite_office: Office) -> None:
    records, found = sqlite_office.records, advice(call())
    decide(records, COORDINATOR, found, CALL, PLAN, version=0, now=NOW)
    editor = Actor("ed-1", frozenset({Role.EDITOR}), second_factor=True)
    with pytest.raises(NotPermitted):
        decide(records, editor, found, CALL, PLAN, version=1, now=NOW)
    assert decided(records, editor, found, COLUMN) == []
    assert decided(records, Actor(), found, COLUMN) == []


def test_the_database_itself_refuses_a_plan_without_an_owner(office: Office) -> None:
    decide(office.records, COORDINATOR, advice(call()), CALL, PLAN, version=0, now=NOW)
    with pytest.raises(IntegrityError), office.records.writing() as session:
        session.execute(text("UPDATE planned_act_step SET owner = NULL"))


def test_a_form_is_read_or_says_what_to_mend() -> None:
    assert read_plan("planned", "social_office", "2027-03-31") == PLAN
    assert read_plan("dropped", "", "") == ActPlan(ActState.DROPPED)
    with pytest.raises(RequestRejected) as refused:
        read_plan("eventually", "Bapak Anu", "besok")
    assert {p.path: p.code for p in refused.value.problems} == {
        "state": "bad_choice", "owner": "bad_choice", "due": "bad_day",
    }  # fmt: skip

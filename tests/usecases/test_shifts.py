"""A desk's list passes to the next shift; one that nobody accepts alarms the coordinator."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from referral.domain.access import Actor, Role
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.vocabulary import Need
from referral.store import audit, cases
from referral.usecases import referring, shifts
from referral.usecases.case_views import overdue_count, show_work
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from tests.offices import CASEWORKER, COORDINATOR, NOW, OPERATOR, SECOND, STRANGER, body

LIMIT = timedelta(minutes=30)


def opened(office: Office, actor: Actor = OPERATOR, *needs: str) -> str:
    return open_case(office, body(*(needs or ("shelter",))), actor=actor, now=NOW)


def sent(office: Office, actor: Actor = OPERATOR) -> str:
    """A case whose hospital was asked at once: half an hour to answer."""
    code = open_case(
        office, body("medical", contact="reported", last_abuse="<24h"), actor=actor, now=NOW
    )
    with office.records.reading() as session:
        case = cases.case_by_code(session, code)
    assert case is not None
    asked = case.current(Need.MEDICAL)
    assert asked is not None
    referring.send(office, actor, code, [asked.id], version=case.version, now=NOW)
    return code


def codes(found: list[dict[str, Any]]) -> list[Any]:
    return [one["code"] for one in found]


def handover(office: Office, actor: Actor, after: timedelta = timedelta()) -> dict[str, Any]:
    return shifts.show_handover(office, actor, now=NOW + after, language="id")


def test_the_list_names_the_last_attempt_and_the_next_action_with_its_hour(office: Office) -> None:
    code = sent(office)
    (row,) = handover(office, SECOND)["cases"]
    assert row["code"] == code
    assert (row["last_attempt"]["to"], row["last_attempt"]["at"]) == ("sent", NOW)
    assert (row["next"]["code"], row["next"]["at"]) == ("answer", NOW + LIMIT)


def test_the_list_holds_the_desk_s_own_cases_alone(sqlite_office: Office) -> None:
    mine, other, elsewhere = (
        opened(sqlite_office, who) for who in (OPERATOR, STRANGER, CASEWORKER)
    )
    assert codes(handover(sqlite_office, OPERATOR)["cases"]) == [mine]
    assert codes(handover(sqlite_office, STRANGER)["cases"]) == [other]
    # a caseworker works on the whole organisation's cases, and hands over those of the own desk
    work = show_work(sqlite_office, CASEWORKER, now=NOW, language="id")
    assert set(codes(work["cases"])) == {mine, elsewhere}
    assert codes(handover(sqlite_office, CASEWORKER)["cases"]) == [elsewhere]


def test_overdue_cases_come_first_once_their_hour_has_passed(sqlite_office: Office) -> None:
    calm, pressing = opened(sqlite_office), sent(sqlite_office)
    with sqlite_office.records.reading() as session:
        case = cases.case_by_code(session, calm)
    assert case is not None
    before = show_work(sqlite_office, OPERATOR, now=NOW - timedelta(seconds=1), language="id")
    assert (codes(before["cases"]), before["overdue"]) == ([calm, pressing], 0)
    late = show_work(sqlite_office, OPERATOR, now=NOW + LIMIT, language="id")
    assert late["overdue"] == 2
    assert codes(late["cases"]) == [calm, pressing]  # its consent has waited the longer
    assert overdue_count(sqlite_office, OPERATOR, now=NOW + LIMIT) == 2
    assert overdue_count(sqlite_office, STRANGER, now=NOW + LIMIT) == 0


def test_reading_the_list_is_entered_in_the_log(sqlite_office: Office) -> None:
    show_work(sqlite_office, OPERATOR, now=NOW, language="id")
    handover(sqlite_office, SECOND)
    with sqlite_office.records.reading() as session:
        found = audit.latest_entries(session, limit=2)
    assert [(one.actor_id, one.action, one.object_id) for one in found] == [
        ("op-2", "cases_listed", "meja-1"),
        ("op-1", "cases_listed", "meja-1"),
    ]


def test_another_account_of_the_desk_accepts(office: Office) -> None:
    given = shifts.give_desk(office, OPERATOR, now=NOW)
    seen = handover(office, SECOND)["handover"]
    assert (seen["id"], seen["waits"], seen["own"]) == (given, True, False)
    shifts.accept_desk(office, SECOND, given, now=NOW + timedelta(minutes=5))
    after = handover(office, OPERATOR)["handover"]
    assert not after["waits"]
    assert shifts.waiting_handover(office, OPERATOR, now=NOW) is None
    shifts.give_desk(office, SECOND, now=NOW + timedelta(hours=8))


def test_who_gave_the_list_does_not_accept_it(sqlite_office: Office) -> None:
    given = shifts.give_desk(sqlite_office, OPERATOR, now=NOW)
    with pytest.raises(ActionRefused, match="own_handover"):
        shifts.accept_desk(sqlite_office, OPERATOR, given, now=NOW)
    waiting = shifts.waiting_handover(sqlite_office, OPERATOR, now=NOW)
    assert waiting is not None and waiting["own"]


def test_a_list_is_given_once_and_accepted_once(sqlite_office: Office) -> None:
    given = shifts.give_desk(sqlite_office, OPERATOR, now=NOW)
    with pytest.raises(ActionRefused, match="handover_waits"):
        shifts.give_desk(sqlite_office, SECOND, now=NOW)
    shifts.accept_desk(sqlite_office, SECOND, given, now=NOW)
    third = replace(SECOND, id="op-9")
    with pytest.raises(Overtaken):
        shifts.accept_desk(sqlite_office, third, given, now=NOW)


def test_of_two_who_give_at_once_one_is_told(office: Office) -> None:
    told: list[str] = []
    together = threading.Barrier(2)

    def give(actor: Actor) -> None:
        together.wait()
        try:
            shifts.give_desk(office, actor, now=NOW)
        except ActionRefused as error:
            told.append(error.code)

    threads = [threading.Thread(target=give, args=(one,)) for one in (OPERATOR, SECOND)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert told == ["handover_waits"]


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        pytest.param(COORDINATOR, "not_allowed", id="coordinator"),
        pytest.param(replace(OPERATOR, desk=None), "no_desk", id="without a desk"),
    ],
)
def test_who_has_no_desk_hands_nothing_over(sqlite_office: Office, actor: Actor, code: str) -> None:
    for act in (
        lambda: shifts.give_desk(sqlite_office, actor, now=NOW),
        lambda: shifts.accept_desk(sqlite_office, actor, "any", now=NOW),
        lambda: handover(sqlite_office, actor),
    ):
        with pytest.raises(ActionRefused, match=code):
            act()


def test_a_list_of_another_desk_is_not_accepted(sqlite_office: Office) -> None:
    given = shifts.give_desk(sqlite_office, OPERATOR, now=NOW)
    with pytest.raises(ActionRefused, match="unknown_handover"):
        shifts.accept_desk(sqlite_office, STRANGER, given, now=NOW)


def test_after_the_limit_the_coordinator_is_alerted_until_somebody_accepts(office: Office) -> None:
    opened(office)
    opened(office)
    given = shifts.give_desk(office, OPERATOR, now=NOW)
    before = NOW + LIMIT - timedelta(seconds=1)
    assert shifts.alerts(office, COORDINATOR, now=before) == []
    assert not handover(office, SECOND, LIMIT / 2)["handover"]["late"]
    (alert,) = shifts.alerts(office, COORDINATOR, now=NOW + LIMIT)
    assert alert == {
        "desk": "Meja Uji",
        "organization": "Hotline Uji",
        "phone": "129",
        "given_at": NOW,
        "open_cases": 2,
    }
    assert handover(office, SECOND, LIMIT)["handover"]["late"]
    shifts.accept_desk(office, SECOND, given, now=NOW + LIMIT)
    assert shifts.alerts(office, COORDINATOR, now=NOW + LIMIT) == []


@pytest.mark.parametrize("actor", [OPERATOR, Actor("co", frozenset({Role.COORDINATOR})), Actor()])
def test_nobody_else_reads_the_alerts(sqlite_office: Office, actor: Actor) -> None:
    with pytest.raises(NotFound):
        shifts.alerts(sqlite_office, actor, now=NOW)

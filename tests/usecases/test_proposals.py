"""What services say of themselves counts once an editor has taken it over, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from referral.domain.access import Actor, Role
from referral.domain.corrections import Correction
from referral.domain.errors import ActionRefused, NotFound, RequestRejected
from referral.domain.referrals import ReferralStatus as S
from referral.domain.services import Capacity, Hours, fact
from referral.domain.vocabulary import Basis, Trilean
from referral.files.hours import read_hours
from referral.store import audit
from referral.store.writing import remove_service, save_service
from referral.usecases import answering, proposals
from referral.usecases.find_help import find_help
from referral.usecases.office import Office
from referral.usecases.records import Records
from referral.usecases.world import World
from tests.cases import case_policy
from tests.offices import (
    EDITOR,
    NOW,
    OPERATOR,
    RECEIVER,
    SERVICES,
    StoredDirectory,
    add_desks,
    body,
)
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.replying import Sent, send, unplaced
from tests.usecases.test_at_once import together

FULL = proposals.capacity_typed("8", "0")
DAYS = proposals.hours_typed("Senin-Jumat 08.00-16.00")
SECOND_EDITOR = replace(EDITOR, id="ed-2")


@pytest.fixture
def office(engine: Engine, world: World) -> Iterator[Office]:  # noqa: F811 - the fixture
    """An office over a directory that stands in the database, read anew whenever it changed."""
    records = Records(engine, b"a secret for tests")
    with records.writing() as session:
        for one in SERVICES:
            save_service(session, unplaced(one))

    current = StoredDirectory(records)
    made = Office(replace(world, directory=current), records, case_policy())
    add_desks(records)
    yield made


def propose(sent: Sent, correction: Correction = FULL, now: datetime = NOW) -> None:
    proposals.propose_by_link(sent.office, sent.link(), correction, now=now)


def listed(office: Office, language: str = "id") -> list[dict[str, Any]]:
    return proposals.list_proposals(office, EDITOR, language=language)


def decide(office: Office, accepted: bool = True, actor: Actor = EDITOR, **more: Any) -> None:
    ref = more.get("ref") or listed(office)[0]["id"]
    proposals.decide_proposal(office, actor, ref, accepted=accepted, now=NOW)


def recommended(office: Office) -> str:
    plan = find_help(office.world, body(), now=NOW, language="id")
    return str(plan["answers"][0]["recommended"]["name"])


def test_places_count_once_an_editor_takes_them_over(office: Office) -> None:
    propose(send(office))
    assert recommended(office) == "Rumah Uji", "a proposal alone changes nothing"
    version = office.world.directory().version
    decide(office)
    record = office.service("rumah-uji")
    assert record is not None
    assert record.capacity == Capacity(8, 0, date(2026, 11, 24))
    assert record.provenance.verified_on is None, "one field is no check of the whole record"
    assert office.world.directory().version != version
    assert recommended(office) == "Rumah Uji Kedua", "a full house is never first"
    assert listed(office) == []


def test_the_day_of_the_count_is_the_one_there_when_it_was_said(office: Office) -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # half past one at night in Makassar
    propose(send(office, now=late), now=late)
    decide(office)
    record = office.service("rumah-uji")
    assert record is not None and record.capacity.counted_on == date(2026, 11, 24)


def test_hours_take_the_place_of_what_was_recorded(office: Office) -> None:
    before = unplaced(SERVICES[2], hours=Hours((), Trilean.YES, "buka tiap hari kerja"))
    with office.records.writing() as session:
        save_service(session, before)
    propose(send(office), DAYS)
    shown = listed(office)[0]
    assert shown["hours_text"] == "buka tiap hari kerja"
    assert shown["proposed_hours"] == ["Senin–Jumat 08.00–16.00"]
    decide(office)
    record = office.service("rumah-uji")
    assert record is not None
    assert record.hours == Hours(read_hours("Mo-Fr 08:00-16:00")[0], Trilean.YES, None)


def test_an_editor_hears_that_the_record_also_says_day_and_night(office: Office) -> None:
    facts = {**SERVICES[2].facts, "open_24h": fact(Trilean.YES, Basis.STATED)}
    with office.records.writing() as session:
        save_service(session, unplaced(SERVICES[2], facts=facts))
    sent = send(office)
    propose(sent, DAYS)
    propose(sent, FULL)
    told = {one["field"]: one["always_open"] for one in listed(office)}
    assert told == {"hours": True, "capacity": False}


def test_a_proposal_that_is_not_taken_over_changes_nothing(office: Office) -> None:
    propose(send(office))
    version = office.world.directory().version
    decide(office, accepted=False)
    assert office.world.directory().version == version and listed(office) == []


def test_a_later_word_takes_the_place_of_an_earlier_one(office: Office) -> None:
    sent, other = send(office), send(office)
    for free in ("1", "2", "3"):
        propose(sent, proposals.capacity_typed("8", free))
    propose(other)
    assert sorted(one["proposed"]["free"] for one in listed(office)) == [0, 3]


def test_two_editors_decide_at_once_and_one_is_told(office: Office) -> None:
    sent = send(office)  # once: a service that took over "full" gets no second referral
    for _round in range(4):
        propose(sent)
        ref = listed(office)[0]["id"]

        def yes(ref: str = ref) -> None:
            decide(office, ref=ref)

        def no(ref: str = ref) -> None:
            decide(office, accepted=False, actor=SECOND_EDITOR, ref=ref)

        assert sorted(together(yes, no)) == ["done", "overtaken"]
        assert listed(office) == []


def test_who_proposed_and_who_decided_is_in_the_log(office: Office) -> None:
    sent = send(office)
    propose(sent)
    ref = listed(office)[0]["id"]
    decide(office)
    with office.records.reading() as session:
        about = audit.latest_entries(session, "proposal", ref)
        changed = audit.latest_entries(session, "service", "rumah-uji")
    assert [(one.actor_id, one.action) for one in about] == [
        ("ed-1", "proposal_accepted"),
        (f"link:{sent.link()}", "proposal_made"),
    ]
    assert [(one.actor_id, one.action) for one in changed] == [("ed-1", "service_changed")]


def test_staff_propose_for_their_own_institution_alone(office: Office) -> None:
    ref = send(office).referral.id
    proposals.propose_received(office, RECEIVER, ref, FULL, now=NOW)
    assert [one["by_link"] for one in listed(office)] == [False]
    other = Actor("re-2", frozenset({Role.RECEIVER}), organization="Yayasan Uji Kedua")
    for actor in (other, OPERATOR, EDITOR):
        with pytest.raises(NotFound):
            proposals.propose_received(office, actor, ref, FULL, now=NOW)


@pytest.mark.parametrize("actor", [OPERATOR, RECEIVER, Actor(), replace(EDITOR, roles=frozenset())])
def test_only_editors_see_and_decide(office: Office, actor: Actor) -> None:
    propose(send(office))
    ref = listed(office)[0]["id"]
    with pytest.raises(NotFound):
        proposals.list_proposals(office, actor, language="id")
    with pytest.raises(NotFound):
        proposals.decide_proposal(office, actor, ref, accepted=True, now=NOW)


def test_a_link_that_ended_proposes_nothing(office: Office) -> None:
    sent = send(office)
    link = sent.link()
    answering.answer(office, link, S.DECLINED, "full", now=NOW)
    with pytest.raises(ActionRefused, match="link_ended"):
        proposals.propose_by_link(office, link, FULL, now=NOW)
    with pytest.raises(ActionRefused, match="link_ended"):
        propose(send(office), now=NOW + timedelta(days=4))


def test_a_record_that_is_gone_cannot_be_changed_but_the_proposal_can_be_left(
    office: Office,
) -> None:
    propose(send(office))
    with office.records.writing() as session:
        remove_service(session, "rumah-uji")
    shown = listed(office)[0]
    assert shown["name"] is None and shown["capacity"] is None
    with pytest.raises(ActionRefused, match="service_gone"):
        decide(office)
    decide(office, accepted=False)
    assert listed(office) == []


def test_a_hidden_place_is_its_gateway_for_an_editor_too(office: Office) -> None:
    from referral.store import replies

    with office.records.writing() as session:
        made = replies.Proposal("p-1", "rumah-rahasia", "capacity", FULL.value, NOW, "link:x")
        replies.add_proposal(session, made)
    shown = listed(office)[0]
    assert shown["hidden"] and "ahasia" not in str(shown)
    decide(office)
    with office.records.reading() as session:
        changed = audit.latest_entries(session, "service")
    assert [one.object_id for one in changed] == [shown["service_id"]]


@pytest.mark.parametrize(
    ("total", "free", "wrong"),
    [
        ("", "", {("total", "not_a_number"), ("free", "not_a_number")}),
        ("8", "-1", {("free", "not_a_number")}),
        ("delapan", "1", {("total", "not_a_number")}),
        ("٨", "1", {("total", "not_a_number")}),
        ("10000", "1", {("total", "too_many")}),
        ("8", "9", {("free", "more_than_all")}),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    total: str, free: str, wrong: set[tuple[str, str]]
) -> None:
    with pytest.raises(RequestRejected) as refused:
        proposals.capacity_typed(total, free)
    assert {(one.path, one.code) for one in refused.value.problems} == wrong


@pytest.mark.parametrize("text", ["", "  ", "kapan saja", "libur nasional tutup", "x" * 400])
def test_hours_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(RequestRejected):
        proposals.hours_typed(text)


def test_places_are_written_as_they_were_typed() -> None:
    assert proposals.capacity_typed(" 8 ", "0").value == {"total": 8, "free": 0}
    assert proposals.hours_typed("Sabtu 8-12").value == {"text": "Sa 08:00-12:00"}

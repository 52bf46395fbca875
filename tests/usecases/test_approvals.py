"""Two people: what one editor asks for another decides, and at one moment only one of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from referral.domain.access import Actor
from referral.domain.approvals import ApprovalKind, RejectReason
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason
from referral.store.audit import latest_entries
from referral.store.history import Author, history_of
from referral.store.history_tables import ChangeSource
from referral.store.writing import save_service
from referral.usecases.office import Office
from referral.usecases.purge import purge
from referral.usecases.upkeep import deciding
from referral.usecases.upkeep.approvals import (
    Pending,
    Removal,
    ask,
    ask_many,
    asked_alike,
    needs_second,
    pending,
)
from referral.usecases.upkeep.burying import take_out
from referral.usecases.world import World
from tests.builders import hospital, shelter
from tests.cases import case_policy
from tests.offices import COORDINATOR, EDITOR, NOW, OPERATOR
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.upkeep_office import (
    HIDDEN,
    SECOND,
    record,
    sqlite_office,
    stored_office,
)

NEW = hospital("rsud-baru", organization="RSUD Baru")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def either(engine: Engine, world: World) -> Office:  # noqa: F811 - the fixture
    """An office over a database of each kind."""
    return stored_office(engine, world)


@pytest.fixture
def office(tmp_path: Path, world: World) -> Iterator[Office]:
    """An office, where the kind of database does not matter."""
    with sqlite_office(tmp_path, world) as made:
        yield made


def asked(
    office: Office,
    after: Service | None,
    kind: ApprovalKind = ApprovalKind.PUBLISH,
    *,
    service_id: str = NEW.id,
    actor: Actor = EDITOR,
    removal: Removal | None = None,
) -> str:
    with office.records.writing() as session:
        return ask(session, actor, kind, after, service_id, NOW, removal=removal)


def decided(office: Office, approval_id: str) -> tuple[object, ...]:
    with office.records.reading() as session:
        query = text("SELECT decision, decided_by, reason FROM approval WHERE id = :id")
        return tuple(session.connection().execute(query, {"id": approval_id}).one())


OPEN = hospital("rsud-uji")
HOUSE = shelter("rumah-uji")
SECRET = replace(HOUSE, confidential=True)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        pytest.param(None, OPEN, ApprovalKind.PUBLISH, id="new"),
        pytest.param(None, SECRET, ApprovalKind.PUBLISH, id="new and hidden"),
        pytest.param(OPEN, replace(OPEN, name="Lain"), None, id="changed"),
        pytest.param(OPEN, replace(OPEN, confidential=True), None, id="hidden from now on"),
        pytest.param(SECRET, HOUSE, ApprovalKind.UNHIDE, id="no longer confidential"),
        pytest.param(HOUSE, replace(HOUSE, needs=()), ApprovalKind.UNHIDE, id="houses nobody"),
        pytest.param(OPEN, None, None, id="an open one goes"),
        pytest.param(SECRET, None, ApprovalKind.DELETE, id="a hidden one goes"),
        pytest.param(HOUSE, None, ApprovalKind.DELETE, id="a house for children goes"),
        pytest.param(None, None, None, id="nothing"),
    ],
)
def test_what_needs_two(
    before: Service | None, after: Service | None, kind: ApprovalKind | None
) -> None:
    assert needs_second(before, after) is kind


def test_a_new_record_is_there_once_another_editor_says_so(either: Office) -> None:
    ref = asked(either, NEW)
    assert record(either, NEW.id) is None
    refused = deciding.approve(either, EDITOR, [ref], now=LATER)
    assert [one.code for one in refused] == ["own_request"] and record(either, NEW.id) is None
    assert deciding.approve(either, SECOND, [ref], now=LATER) == ()
    assert record(either, NEW.id) == NEW
    assert decided(either, ref) == ("approved", "ed-2", None)
    with either.records.reading() as session:
        (version,) = history_of(session, NEW.id)
        actions = [one.action for one in latest_entries(session, "approval", ref)]
    assert (version.by, version.what, version.source) == ("ed-1", "added", "edit")
    assert actions == ["approval_approved", "approval_asked"]


def test_the_database_itself_knows_of_two_people(either: Office) -> None:
    ref = asked(either, NEW)
    query = (
        "UPDATE approval SET decision = 'approved', decided_by = asked_by, decided_at = asked_at"
        " WHERE id = :id"
    )
    with pytest.raises(Exception, match="two_people"), either.records.writing() as session:
        session.connection().execute(text(query), {"id": ref})


def test_who_asked_withdraws_and_nobody_else(office: Office) -> None:
    ref = asked(office, NEW)
    with pytest.raises(NotFound):
        deciding.withdraw(office, SECOND, [ref], now=LATER)
    with pytest.raises(ActionRefused) as own:
        deciding.reject(office, EDITOR, [ref], RejectReason.UNSAFE, now=LATER)
    assert own.value.code == "own_request"
    deciding.withdraw(office, EDITOR, [ref], now=LATER)
    assert deciding.list_waiting(office, SECOND) == []
    with pytest.raises(Overtaken):
        deciding.approve(office, SECOND, [ref], now=LATER)


def test_a_no_has_its_reason_and_changes_nothing(office: Office) -> None:
    ref = asked(office, NEW)
    deciding.reject(office, SECOND, [ref], RejectReason.NOT_CONFIRMED, now=LATER)
    assert decided(office, ref) == ("rejected", "ed-2", "not_confirmed")
    assert record(office, NEW.id) is None
    with pytest.raises(NotFound):
        deciding.show_waiting(office, SECOND, ref, now=LATER)


def test_a_new_house_for_children_waits_without_its_place_and_who_looks_is_written_down(
    office: Office,
) -> None:
    """What waits is kept as it would be written: nowhere does it say where children live."""
    house = shelter("rumah-baru", address="Jalan Uji 1")
    secret = replace(house, id="rumah-lain", confidential=True)
    refs = [asked(office, one, service_id=one.id) for one in (house, secret)]
    with office.records.reading() as session:
        kept = session.connection().execute(text("SELECT fields FROM approval")).scalars().all()
    assert len(kept) == 2 and "Jalan Uji" not in str(kept) and str(house.latitude) not in str(kept)
    for ref in refs:
        deciding.show_waiting(office, SECOND, ref, now=LATER)
    with office.records.reading() as session:
        looks = [[one.action for one in latest_entries(session, "approval", ref)] for ref in refs]
    assert looks == [["approval_asked"], ["approval_read", "approval_asked"]]


def test_what_waits_about_a_record_counts_merges_into_it_and_is_replaced_by_its_own_alone(
    office: Office,
) -> None:
    into = Removal(RemovalReason.DUPLICATE, "lbh-uji")
    heir = record(office, "lbh-uji")
    merge = asked(office, heir, ApprovalKind.DELETE, service_id=HIDDEN, removal=into)
    with office.records.reading() as session:
        assert pending(session, EDITOR, "lbh-uji") == (Pending(merge, True, False),)
        assert pending(session, EDITOR, HIDDEN) == (Pending(merge, True, True),)
        assert pending(session, SECOND, HIDDEN) == (Pending(merge, False, False),)
        assert pending(session, EDITOR, NEW.id) == ()


def test_only_the_very_same_request_counts_as_asked_already(office: Office) -> None:
    before = record(office, HIDDEN)
    assert before is not None
    shown = replace(before, confidential=False)
    asked(office, shown, ApprovalKind.UNHIDE, service_id=HIDDEN)

    def alike(kind: ApprovalKind, service: Service) -> bool:
        with office.records.reading() as session:
            return HIDDEN in asked_alike(session, {HIDDEN: (kind, service)})

    assert alike(ApprovalKind.UNHIDE, shown)
    assert not alike(ApprovalKind.UNHIDE, replace(shown, min_age=3)), "it would say something else"
    assert not alike(ApprovalKind.DELETE, shown), "another thing is asked for"
    with office.records.writing() as session:
        save_service(session, replace(before, email="baru@contoh.example.org"), now=NOW)
    assert not alike(ApprovalKind.UNHIDE, shown), "the record is no longer what it was"


def test_a_later_request_of_the_same_editor_takes_the_place_of_the_earlier(office: Office) -> None:
    asked(office, NEW)
    ref = asked(office, replace(NEW, name="RSUD Baru Sekali"))
    (waiting,) = deciding.list_waiting(office, SECOND)
    assert (waiting.approval.id, waiting.name) == (ref, "RSUD Baru Sekali")


def test_a_place_is_uncovered_by_two_and_without_its_place(office: Office) -> None:
    before = record(office, HIDDEN)
    assert before is not None
    after = replace(
        before, confidential=False, address="Jalan Uji 1", latitude=-8.6, longitude=122.2,
        location_basis="stated",
    )  # fmt: skip
    ref = asked(office, after, ApprovalKind.UNHIDE, service_id=HIDDEN)
    with office.records.reading() as session:
        kept = session.connection().execute(text("SELECT fields FROM approval")).scalar_one()
    assert "Jalan Uji" not in str(kept) and "122.2" not in str(kept)
    assert deciding.approve(office, SECOND, [ref], now=LATER) == ()
    found = record(office, HIDDEN)
    assert found is not None and not found.confidential and found.address is None


def test_what_changed_since_cannot_be_approved(office: Office) -> None:
    before = record(office, HIDDEN)
    assert before is not None
    ref = asked(office, replace(before, confidential=False), ApprovalKind.UNHIDE, service_id=HIDDEN)
    with office.records.writing() as session:
        save_service(session, replace(before, email="x@contoh.example.org"))
    (waiting,) = deciding.list_waiting(office, SECOND)
    assert waiting.stale
    refused = deciding.approve(office, SECOND, [ref], now=LATER)
    assert [one.code for one in refused] == ["overtaken"]
    found = record(office, HIDDEN)
    assert found is not None and found.confidential


def test_it_is_judged_anew_when_it_is_approved(office: Office) -> None:
    wrong = replace(NEW, min_age=9, max_age=3)
    ref = asked(office, wrong)
    refused = deciding.approve(office, SECOND, [ref], now=LATER)
    assert [(one.code, one.problem) for one in refused] == [("contradicts", "ages_reversed")]
    ref = asked(office, replace(NEW, coverage=("99",)))
    refused = deciding.approve(office, SECOND, [ref], now=LATER)
    assert [one.problem for one in refused] == ["unknown_region"]
    assert record(office, NEW.id) is None


def test_a_hidden_place_goes_by_two_and_its_id_is_spent(office: Office) -> None:
    removal = Removal(RemovalReason.CLOSED)
    ref = asked(office, None, ApprovalKind.DELETE, service_id=HIDDEN, removal=removal)
    assert record(office, HIDDEN) is not None
    assert deciding.approve(office, SECOND, [ref], now=LATER) == ()
    assert record(office, HIDDEN) is None
    stone = office.tables.directory.tombstones[HIDDEN]
    assert (stone.hidden, stone.name, stone.region_code) == (True, None, None)
    with pytest.raises(ActionRefused) as spent:
        asked(office, SECRET, service_id=HIDDEN)
    assert spent.value.code == "removed_id"


def test_an_import_is_decided_together_and_what_cannot_stays(office: Office) -> None:
    every = [replace(NEW, id=f"rsud-baru-{n}", name=f"RSUD Baru {n}") for n in range(3)]
    every[1] = replace(every[1], max_age=1, min_age=2)
    with office.records.writing() as session:
        batch = ask_many(session, EDITOR, ApprovalKind.PUBLISH, every, NOW)
    waiting = deciding.list_waiting(office, SECOND)
    assert {one.approval.batch for one in waiting} == {batch}
    refused = deciding.approve(office, SECOND, [one.approval.id for one in waiting], now=LATER)
    assert len(refused) == 1
    assert [record(office, one.id) is not None for one in every] == [True, False, True]
    assert len(deciding.list_waiting(office, SECOND)) == 1
    assert [deciding.count_waiting(office, one) for one in (SECOND, EDITOR)] == [1, 0]
    with office.records.reading() as session:
        entries = latest_entries(session, "approval", batch)
    assert [one.action for one in entries] == ["approval_approved", "approval_asked"]


def test_of_two_requests_about_one_record_the_later_is_not_taken_over(office: Office) -> None:
    third = replace(EDITOR, id="ed-3")
    refs = [asked(office, NEW), asked(office, replace(NEW, name="RSUD Lain"), actor=third)]
    (refused,) = deciding.approve(office, SECOND, refs, now=LATER)
    assert refused.code == "overtaken"
    assert len(deciding.list_waiting(office, SECOND)) == 1
    with office.records.reading() as session:
        assert len(history_of(session, NEW.id)) == 1, "written once"


def test_a_record_that_was_removed_meanwhile_is_not_published_anew(office: Office) -> None:
    ref = asked(office, NEW)
    with office.records.writing() as session:
        save_service(session, NEW, now=NOW)
        take_out(session, NEW, RemovalReason.MISTAKE, Author("ed-3", ChangeSource.EDIT), NOW)
    assert [one.code for one in deciding.approve(office, SECOND, [ref], now=LATER)] == [
        "removed_id"
    ]
    assert record(office, NEW.id) is None


def test_a_merge_is_held_to_what_it_hides_and_to_both_records(office: Office) -> None:
    """The record that stays may not show the hidden one, and is to be as the asker saw it."""
    heir = record(office, "lbh-uji")
    assert heir is not None
    into = Removal(RemovalReason.DUPLICATE, heir.id)
    for after, code in (
        (heir, "uncovers_hidden_place"),
        (replace(heir, confidential=True), "overtaken"),
    ):
        ref = asked(office, after, ApprovalKind.DELETE, service_id=HIDDEN, removal=into)
        if code == "overtaken":
            with office.records.writing() as session:
                save_service(session, replace(heir, email="x@contoh.example.org"))
        refused = deciding.approve(office, SECOND, [ref], now=LATER)
        assert [one.code for one in refused] == [code]
    assert record(office, HIDDEN) is not None


def test_of_two_merges_into_one_record_the_later_is_not_taken_over(office: Office) -> None:
    """Each would write the record that stays as if the other had not."""
    heir = record(office, "lbh-uji")
    assert heir is not None
    into = Removal(RemovalReason.DUPLICATE, heir.id)
    after = replace(heir, confidential=True)
    leaving = (HIDDEN, "rsud-uji")
    refs = [
        asked(office, after, ApprovalKind.DELETE, service_id=one, removal=into) for one in leaving
    ]
    (refused,) = deciding.approve(office, SECOND, refs, now=LATER)
    assert refused.code == "overtaken"
    assert sorted(record(office, one) is None for one in leaving) == [False, True]


def test_of_two_who_approve_at_once_one_is_told(either: Office) -> None:
    ref = asked(either, NEW)
    start = threading.Barrier(2)
    told: list[object] = []

    def press(actor: Actor) -> None:
        start.wait()
        try:
            told.append(deciding.approve(either, actor, [ref], now=LATER))
        except Overtaken as late:
            told.append(late)

    people = [threading.Thread(target=press, args=(replace(SECOND, id=f"ed-{n}"),)) for n in (3, 4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(isinstance(one, Overtaken) for one in told) == [False, True]
    with either.records.reading() as session:
        assert len(history_of(session, NEW.id)) == 1


@pytest.mark.parametrize("actor", [OPERATOR, COORDINATOR, replace(EDITOR, second_factor=False)])
def test_only_editors_ask_and_decide(office: Office, actor: Actor) -> None:
    ref = asked(office, NEW)
    other = replace(actor, id="x-1")
    for act in (
        lambda: asked(office, NEW, actor=actor),
        lambda: deciding.list_waiting(office, other),
        lambda: deciding.show_waiting(office, other, ref, now=NOW),
        lambda: deciding.approve(office, other, [ref], now=NOW),
        lambda: deciding.reject(office, other, [ref], RejectReason.OTHER, now=NOW),
        lambda: deciding.withdraw(office, actor, [ref], now=NOW),
    ):
        with pytest.raises(NotFound):
            act()
    assert record(office, NEW.id) is None


def test_what_was_decided_goes_in_time_and_what_waits_stays(office: Office) -> None:
    old = asked(office, NEW)
    deciding.reject(office, SECOND, [old], RejectReason.OTHER, now=NOW)
    asked(office, replace(NEW, id="rsud-lain"), service_id="rsud-lain")
    report = purge(office.records, case_policy(), now=NOW + timedelta(days=92), commit=True)
    assert report.approvals == 1 and report.anything
    assert [one.approval.service_id for one in deciding.list_waiting(office, SECOND)] == [
        "rsud-lain"
    ]

"""Calls to services: what is called first, what each outcome does, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from sqlalchemy import Engine, text

from referral.domain.access import Actor, Role
from referral.domain.corrections import Correction
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Phone, Service
from referral.domain.verification import Call, Closing, Outcome
from referral.domain.vocabulary import Confidence, Status
from referral.store import audit, verification
from referral.store.engine import make_engine
from referral.store.history import Author, history_of
from referral.store.history_tables import ChangeSource
from referral.store.migrate import upgrade
from referral.store.reading import load_services
from referral.store.writing import save_service
from referral.usecases.office import Office
from referral.usecases.policies import name_of_policy
from referral.usecases.policy_file import VERIFICATION, load_verification_policy
from referral.usecases.purge import purge
from referral.usecases.records import Records
from referral.usecases.upkeep import call_sheet, own_link, verifying
from referral.usecases.upkeep.call_sheet import Choice
from referral.usecases.upkeep.verifying import Said
from referral.usecases.world import World
from tests.cases import case_policy
from tests.offices import EDITOR, NOW, SERVICES, StoredDirectory
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.replying import unplaced
from tests.usecases.test_at_once import together

SECRET = b"a secret for tests"
SECOND = replace(EDITOR, id="ed-2")
TODAY = NOW.date()
POLICY = load_verification_policy()


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of these services, brought up once and copied for each test."""
    path = tmp_path_factory.mktemp("blank") / "rujuk.db"
    upgrade(f"sqlite:///{path}")
    made = make_engine(f"sqlite:///{path}")
    fill(Records(made, SECRET))
    with made.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.dispose()
    return path


@pytest.fixture
def office(blank: Path, tmp_path: Path, world: World) -> Iterator[Office]:
    """An office over a directory that stands in the database, read anew whenever it changed."""
    path = tmp_path / "rujuk.db"
    copyfile(blank, path)
    made = make_engine(f"sqlite:///{path}")
    yield office_over(Records(made, SECRET), world)
    made.dispose()


def fill(records: Records) -> None:
    with records.writing() as session:
        for one in SERVICES:
            save_service(session, unplaced(one))


def office_over(records: Records, world: World) -> Office:
    current = StoredDirectory(records)
    return Office(replace(world, directory=current), records, case_policy())


def note(office: Office, ref: str, outcome: Outcome, said: Said | None = None, **more: Any) -> Call:
    actor, now = more.get("actor", EDITOR), more.get("now", NOW)
    seen = more.get("seen")
    if seen is None:
        seen = call_sheet.show_record(office, actor, ref, now=now).seen
    return verifying.note_call(office, actor, ref, outcome, said or Said(), seen=seen, now=now)


def stored(office: Office, ref: str = "rumah-uji") -> Service:
    with office.records.reading() as session:
        return load_services(session, [ref])[0]


def following(
    office: Office, actor: Actor = EDITOR, now: datetime = NOW, **more: Any
) -> str | None:
    return call_sheet.take_next(office, actor, Choice(), now=now, **more)


def test_each_editor_gets_another_record_until_the_claim_ends(office: Office) -> None:
    first = following(office)
    assert first is not None and following(office) == first, "one's own stays before one"
    second = following(office, SECOND)
    assert second not in (None, first)
    later = NOW + timedelta(minutes=POLICY.claim_minutes + 1)
    assert following(office, SECOND, now=later) == first, "the first editor has gone"
    skipped = following(office, SECOND, now=later, after=first)
    assert skipped not in (None, first)


def test_who_takes_a_record_lets_go_of_the_one_before_and_of_the_one_called(
    office: Office,
) -> None:
    def taken_for_second(ref: str) -> bool:
        return call_sheet.show_record(office, SECOND, ref, now=NOW).taken

    call_sheet.take(office, EDITOR, "lbh-uji", now=NOW)
    mine = call_sheet.show_record(office, EDITOR, "lbh-uji", now=NOW)
    assert mine.mine and not mine.taken and taken_for_second("lbh-uji")
    call_sheet.take(office, EDITOR, "rumah-uji", now=NOW)
    assert taken_for_second("rumah-uji") and not taken_for_second("lbh-uji")
    note(office, "rumah-uji", Outcome.NO_ANSWER)
    assert not taken_for_second("rumah-uji")


def test_two_editors_who_ask_at_the_same_moment_get_two_records(
    engine: Engine,  # noqa: F811 - the fixture
    world: World,
) -> None:
    records = Records(engine, SECRET)
    fill(records)
    office = office_over(records, world)
    got: dict[str, str | None] = {}

    def take(actor: Actor) -> None:
        got[str(actor.id)] = following(office, actor)

    assert together(lambda: take(EDITOR), lambda: take(SECOND)) == ["done", "done"]
    assert len(set(got.values())) == 2 and None not in got.values()
    call = note(office, "rumah-uji", Outcome.CORRECT)
    assert stored(office).provenance.verified_on == TODAY
    assert verifying.undo_call(office, EDITOR, call.id, now=NOW) == "rumah-uji"
    assert stored(office).provenance.verified_on is None


def test_a_record_that_is_right_is_fresh_and_waits_no_longer(office: Office) -> None:
    before = call_sheet.waiting(office, EDITOR, Choice(), now=NOW)
    call = note(office, "rumah-uji", Outcome.CORRECT)
    known = stored(office).provenance
    assert (known.verified_on, known.confidence) == (TODAY, Confidence.HIGH)
    assert call_sheet.waiting(office, EDITOR, Choice(), now=NOW) == before - 1
    with office.records.reading() as session:
        newest = history_of(session, "rumah-uji")[0]
        (entry,) = audit.latest_entries(session, "service")
    assert (newest.source, newest.number) == (ChangeSource.VERIFICATION, call.version)
    assert (entry.action, entry.object_id) == ("call_correct", "rumah-uji")
    again = NOW + timedelta(days=31 * POLICY.verified_months)
    assert call_sheet.waiting(office, EDITOR, Choice(), now=again) == before


def test_what_was_heard_goes_into_the_record_and_counts_as_corrected(office: Office) -> None:
    said = Said((Correction("facts.accepts_boys", {"value": "no"}),))
    assert note(office, "rumah-uji", Outcome.CORRECT, said).outcome is Outcome.CORRECTED
    assert stored(office).fact("accepts_boys").stated_no
    with pytest.raises(ActionRefused, match="nothing_changed"):
        note(office, "lbh-uji", Outcome.CORRECTED)


def test_what_was_corrected_in_the_form_meanwhile_counts_too(office: Office) -> None:
    call_sheet.take(office, EDITOR, "lbh-uji", now=NOW)
    with office.records.writing() as session:
        changed = replace(stored(office, "lbh-uji"), email="lbh@contoh.example.org")
        save_service(session, changed, now=NOW, author=Author("ed-1", ChangeSource.EDIT))
    assert note(office, "lbh-uji", Outcome.CORRECT).outcome is Outcome.CORRECTED


@pytest.mark.parametrize(
    ("by", "before", "source"),
    [
        pytest.param("ed-2", 0, ChangeSource.EDIT, id="by another editor"),
        pytest.param("ed-1", 1, ChangeSource.EDIT, id="before it was taken"),
        pytest.param("ed-1", 0, ChangeSource.RESTORE, id="out of its history"),
    ],
)
def test_what_changed_otherwise_is_no_correction_of_this_call(
    office: Office, by: str, before: int, source: ChangeSource
) -> None:
    assert EDITOR.id == "ed-1"
    at = NOW - timedelta(minutes=before)
    changed = replace(stored(office, "lbh-uji"), email="lbh@contoh.example.org")
    call_sheet.take(office, EDITOR, "lbh-uji", now=NOW)
    with office.records.writing() as session:
        save_service(session, changed, now=at, author=Author(by, source))
    assert note(office, "lbh-uji", Outcome.CORRECT).outcome is Outcome.CORRECT


def test_nobody_answers_three_times_and_the_record_is_doubtful_never_gone(office: Office) -> None:
    now, waiting = NOW, call_sheet.waiting(office, EDITOR, Choice(), now=NOW)
    for time in range(1, POLICY.doubtful_after + 1):
        note(office, "rumah-uji", Outcome.NO_ANSWER, now=now)
        assert call_sheet.waiting(office, EDITOR, Choice(), now=now) == waiting - 1
        doubtful = time == POLICY.doubtful_after
        assert (stored(office).provenance.confidence is Confidence.LOW) is doubtful
        now += timedelta(days=POLICY.no_answer_days)
    assert call_sheet.show_record(office, EDITOR, "rumah-uji", now=now).doubtful
    assert call_sheet.waiting(office, EDITOR, Choice(), now=now) == waiting - 1, "it rests"
    now += timedelta(days=POLICY.doubtful_days)
    assert call_sheet.waiting(office, EDITOR, Choice(), now=now) == waiting
    note(office, "rumah-uji", Outcome.CORRECT, now=now)
    record = call_sheet.show_record(office, EDITOR, "rumah-uji", now=now)
    assert not record.doubtful and stored(office).provenance.confidence is Confidence.HIGH
    assert stored(office).phones, "the number stays"


@pytest.mark.parametrize(
    ("closing", "status"),
    [(Closing.FOR_GOOD, Status.CLOSED), (Closing.SUSPENDED, Status.SUSPENDED)],
)
def test_a_service_that_no_longer_works_says_since_when_and_why(
    office: Office, closing: Closing, status: Status
) -> None:
    with pytest.raises(ActionRefused, match="reason_required"):
        note(office, "rumah-uji", Outcome.CLOSED)
    call = note(office, "rumah-uji", Outcome.CLOSED, Said(closing=closing))
    found = stored(office)
    assert found.status is status and call.reason is closing
    assert found.status_note is not None and "24 November 2026" in found.status_note


def test_a_wrong_number_leaves_the_record_and_stays_in_its_history(office: Office) -> None:
    two = (Phone("+62382000001", "0382 000001"), Phone("+62382000002", "0382 000002"))
    with office.records.writing() as session:
        save_service(session, replace(stored(office), phones=two), now=NOW)
    with pytest.raises(ActionRefused, match="which_number"):
        note(office, "rumah-uji", Outcome.WRONG_NUMBER)
    note(office, "rumah-uji", Outcome.WRONG_NUMBER, Said(wrong=frozenset({"0382 000001"})))
    assert stored(office).phones == two[1:]
    note(office, "rumah-uji", Outcome.WRONG_NUMBER, now=NOW + timedelta(minutes=1))
    assert stored(office).phones == () and stored(office).provenance.verified_on is None
    wanted = call_sheet.waiting(office, EDITOR, Choice(wanted=True), now=NOW + timedelta(days=1))
    assert wanted >= 1, "its number is wanted"
    with office.records.reading() as session:
        changes = history_of(session, "rumah-uji")[0].changes
    assert [one.field for one in changes] == ["phones"] and changes[0].before[0][1] == "0382 000002"


def test_a_hidden_place_is_called_through_its_gateway(office: Office) -> None:
    hidden = next(one for one in office.tables.directory.services if one.hidden)
    ref = office.tables.routing.public_id(hidden)
    record = call_sheet.show_record(office, EDITOR, ref, now=NOW)
    assert record.hidden and record.quality.face.id != hidden.id
    with pytest.raises(ActionRefused, match="not_its_number"):
        note(office, ref, Outcome.WRONG_NUMBER)
    note(office, ref, Outcome.CORRECT)
    assert stored(office, hidden.id).provenance.verified_on == TODAY
    with pytest.raises(NotFound):
        note(office, hidden.id, Outcome.CORRECT, seen=0)


def test_no_call_makes_public_where_children_live(office: Office) -> None:
    """Two people decide that; a house that says it is none any more is a case for them."""
    before = stored(office)
    said = Said((Correction("needs.shelter", {"how": "none"}),))
    with pytest.raises(ActionRefused, match="uncovers_hidden_place"):
        note(office, "rumah-uji", Outcome.CORRECT, said)
    assert stored(office) == before and before.houses_children


@pytest.mark.parametrize("outcome", [Outcome.CORRECT, Outcome.NO_ANSWER, Outcome.CLOSED])
def test_a_slip_is_taken_back_whole_within_the_hour(office: Office, outcome: Outcome) -> None:
    before = stored(office)
    call = note(office, "rumah-uji", outcome, Said(closing=Closing.FOR_GOOD))
    last = verifying.last_call(office, EDITOR, now=NOW)
    assert last is not None and last == (call, "rumah-uji")
    with pytest.raises(NotFound):
        verifying.undo_call(office, SECOND, call.id, now=NOW)
    assert verifying.undo_call(office, EDITOR, call.id, now=NOW) == "rumah-uji"
    assert stored(office) == before
    with pytest.raises(Overtaken):
        verifying.undo_call(office, EDITOR, call.id, now=NOW)
    with office.records.reading() as session:
        (kept,) = verification.calls_of(session, "rumah-uji")
        assert audit.latest_entries(session)[0].action == "call_undone"
        counted = verification.outcomes_since(session, NOW)
    assert kept.undone_at == NOW, "that it was noted stays known"
    assert counted == {}, "but not that it was made"


def test_only_ones_own_last_call_of_the_hour_is_offered_to_be_taken_back(office: Office) -> None:
    def offered(actor: Actor = EDITOR, minutes: int = 0) -> str | None:
        now = NOW + timedelta(minutes=minutes)
        found = verifying.last_call(office, actor, now=now)
        return found[0].id if found else None

    first = note(office, "rumah-uji", Outcome.NO_ANSWER)
    other = note(office, "lbh-uji", Outcome.NO_ANSWER, actor=SECOND)
    assert (offered(), offered(SECOND)) == (first.id, other.id)
    second = note(office, "rsud-uji", Outcome.NO_ANSWER, now=NOW + timedelta(minutes=5))
    assert offered(minutes=6) == second.id
    verifying.undo_call(office, EDITOR, second.id, now=NOW + timedelta(minutes=6))
    assert offered(minutes=6) == first.id, "the one before, once the last is taken back"
    assert offered(minutes=verifying.UNDO_MINUTES) == first.id
    assert offered(minutes=verifying.UNDO_MINUTES + 1) is None
    with pytest.raises(NotFound):
        late = NOW + timedelta(minutes=verifying.UNDO_MINUTES + 1)
        verifying.undo_call(office, EDITOR, first.id, now=late)


def test_a_link_that_ran_out_is_no_link(office: Office) -> None:
    link = own_link.make_link(office, EDITOR, "rumah-uji", now=NOW)
    last = link.expires_at - timedelta(seconds=1)
    for now, there in ((last, True), (link.expires_at, False)):
        shown = call_sheet.show_record(office, EDITOR, "rumah-uji", now=now).link
        assert (shown is not None) is there
    again = own_link.make_link(office, EDITOR, "rumah-uji", now=NOW)
    with office.records.reading() as session:
        first = verification.own_link_by_id(session, link.id)
    assert first is not None and not first.works(NOW) and again.works(NOW)
    note(office, "rumah-uji", Outcome.CLOSED, Said(closing=Closing.FOR_GOOD))
    with pytest.raises(ActionRefused, match="service_closed"):
        own_link.make_link(office, EDITOR, "rumah-uji", now=NOW)


def test_nothing_is_taken_back_over_somebody_elses_change(office: Office) -> None:
    call = note(office, "rumah-uji", Outcome.CORRECT)
    with pytest.raises(Overtaken):
        note(office, "rumah-uji", Outcome.CORRECT, seen=0)
    with office.records.writing() as session:
        save_service(session, replace(stored(office), email="a@contoh.example.org"), now=NOW)
    with pytest.raises(Overtaken):
        verifying.undo_call(office, EDITOR, call.id, now=NOW)
    late = NOW + timedelta(minutes=verifying.UNDO_MINUTES + 1)
    with pytest.raises(NotFound):
        verifying.undo_call(office, EDITOR, call.id, now=late)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.EDITOR])
def test_only_editors_call(office: Office, role: Role) -> None:
    actor = Actor("x-1", frozenset({role}), second_factor=True)
    with pytest.raises(NotFound):
        following(office, actor)
    with pytest.raises(NotFound):
        note(office, "rumah-uji", Outcome.CORRECT, actor=actor, seen=0)


def test_the_policy_is_checked_like_any_other() -> None:
    assert name_of_policy(VERIFICATION) == POLICY.version


def test_calls_and_links_go_when_they_are_old(office: Office) -> None:
    note(office, "rumah-uji", Outcome.NO_ANSWER)
    call_sheet.take(office, EDITOR, "lbh-uji", now=NOW)
    link = own_link.make_link(office, EDITOR, "rumah-uji", now=NOW)

    def left(days: int) -> tuple[int, int]:
        now = NOW + timedelta(days=days)
        purge(office.records, case_policy(), now=now, commit=True)
        with office.records.reading() as session:
            links = verification.own_link_by_id(session, link.id) is not None
            return int(links), len(verification.calls_of(session, "rumah-uji"))

    kept, audited = case_policy().closed_case_days, case_policy().audit_days
    assert left(kept) == (1, 1)
    assert left(kept + POLICY.link_days + 1) == (0, 1)
    with office.records.reading() as session:
        assert session.execute(text("SELECT count(*) FROM verification_claim")).scalar() == 0
    assert left(audited + 1) == (0, 0)

"""Editors read the history of a record, and take a field or a whole state back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Service
from referral.store import audit
from referral.store.history import Author
from referral.store.reading import load_services
from referral.store.writing import save_service
from referral.usecases.office import Office
from referral.usecases.records import Records
from referral.usecases.upkeep.edit_cells import Source
from referral.usecases.upkeep.editing import save_record
from referral.usecases.upkeep.restoring import restore_field, restore_version, show_history
from referral.usecases.world import World
from tests.cases import case_policy
from tests.offices import COORDINATOR, EDITOR, NOW, OPERATOR, SERVICES, StoredDirectory
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.replying import unplaced
from tests.usecases.test_at_once import together

REF = "rsud-uji"


@pytest.fixture
def office(engine: Engine, world: World) -> Iterator[Office]:  # noqa: F811 - the fixture
    """An office over a directory that stands in the database."""
    records = Records(engine, b"a secret for tests")
    with records.writing() as session:
        for one in SERVICES:
            save_service(session, unplaced(one))

    current = StoredDirectory(records)
    yield Office(replace(world, directory=current), records, case_policy())


def record(office: Office) -> Service:
    with office.records.reading() as session:
        return load_services(session, [REF])[0]


def save(office: Office, **changes: object) -> None:
    after = replace(record(office), **changes)  # type: ignore[arg-type]
    with office.records.writing() as session:
        save_service(session, after, now=NOW, author=Author("ed-9"))


def seen(office: Office) -> int:
    return show_history(office, EDITOR, REF, now=NOW).number


def test_a_field_comes_back_and_the_rest_stays(office: Office) -> None:
    save(office, email="lama@contoh.example.org")
    save(office, email="baru@contoh.example.org", min_age=2)
    restore_field(office, EDITOR, REF, 3, "email", seen=3, now=NOW + timedelta(hours=1))
    assert (record(office).email, record(office).min_age) == ("lama@contoh.example.org", 2)
    newest = show_history(office, EDITOR, REF, now=NOW).versions[0]
    assert (newest.number, newest.by, newest.source) == (4, EDITOR.id, "restore")


def test_a_whole_state_comes_back_and_can_be_taken_back_in_turn(office: Office) -> None:
    before = record(office)
    save(office, email="x@contoh.example.org")
    save(office, min_age=2, name="Nama lain")
    after = record(office)
    restore_version(office, EDITOR, REF, 1, seen=3, now=NOW)
    assert record(office) == before
    restore_version(office, EDITOR, REF, 3, seen=4, now=NOW)
    assert record(office) == after
    assert [one.number for one in show_history(office, EDITOR, REF, now=NOW).versions] == [
        5,
        4,
        3,
        2,
        1,
    ]


def test_who_saw_an_older_state_is_told(office: Office) -> None:
    save(office, min_age=2)
    old = seen(office)
    save(office, min_age=3)
    with pytest.raises(Overtaken):
        restore_version(office, EDITOR, REF, 1, seen=old, now=NOW)
    assert record(office).min_age == 3


@pytest.mark.parametrize(
    ("number", "field", "code"), [(2, "min_age", "already_so"), (3, "max_age", "contradicts")]
)
def test_what_makes_no_sense_is_refused(office: Office, number: int, field: str, code: str) -> None:
    save(office, min_age=2, max_age=4)
    save(office, min_age=None, max_age=9)
    save(office, min_age=None if code == "already_so" else 6)
    now = seen(office)
    with pytest.raises(ActionRefused) as refused:
        restore_field(office, EDITOR, REF, number, field, seen=now, now=NOW)
    assert refused.value.code == code


def test_one_editor_alone_does_not_uncover_a_place(office: Office) -> None:
    save(office, confidential=True)
    ref = office.tables.routing.public_id(record(office))
    assert ref != REF
    ways: tuple[Callable[[], object], ...] = (
        lambda: restore_field(office, EDITOR, ref, 2, "confidential", seen=2, now=NOW),
        lambda: restore_version(office, EDITOR, ref, 1, seen=2, now=NOW),
    )
    for give_back in ways:
        with pytest.raises(ActionRefused) as refused:
            give_back()
        assert refused.value.code == "uncovers_hidden_place"
    with pytest.raises(NotFound):
        show_history(office, EDITOR, REF, now=NOW)
    with pytest.raises(NotFound):
        restore_field(office, EDITOR, REF, 2, "confidential", seen=2, now=NOW)
    assert record(office).confidential


def test_a_hidden_place_is_put_right_under_its_opaque_id_and_the_look_is_entered(
    office: Office,
) -> None:
    save(office, confidential=True)
    save(office, min_age=2)
    ref = office.tables.routing.public_id(record(office))
    assert show_history(office, EDITOR, ref, now=NOW).number == 3
    restore_field(office, EDITOR, ref, 3, "min_age", seen=3, now=NOW)
    assert record(office).min_age is None and record(office).confidential
    with office.records.reading() as session:
        entered = {(one.action, one.object_id) for one in audit.latest_entries(session)}
    assert {("hidden_service_read", ref), ("service_restored", ref)} <= entered
    assert REF not in {object_id for _action, object_id in entered}


def test_what_was_withheld_is_neither_given_back_nor_taken_away(office: Office) -> None:
    """It is kept nowhere: to restore it would put nothing in the place of what stands there."""
    save(office, status_note="Jalan Melati No. 3, belakang pasar")
    save(office, confidential=True, status_note=None)
    save(office, min_age=2, status_note="Telepon dulu.")
    ref = office.tables.routing.public_id(record(office))
    with pytest.raises(ActionRefused, match="withheld"):
        restore_field(office, EDITOR, ref, 3, "status_note", seen=4, now=NOW)
    assert record(office).status_note == "Telepon dulu."
    seat = office.world.atlas.regions[record(office).regency_code or ""]
    placed = {"latitude": seat.latitude, "longitude": seat.longitude}
    save(office, min_age=3, location_basis="regency_seat", **placed)
    restore_version(office, EDITOR, ref, 4, seen=5, now=NOW)
    after = record(office)
    assert (after.min_age, after.location_basis) == (2, "regency_seat")
    assert (after.latitude, after.longitude) == (seat.latitude, seat.longitude)


@pytest.mark.parametrize("actor", [OPERATOR, COORDINATOR, replace(EDITOR, second_factor=False)])
def test_only_editors_read_and_restore(office: Office, actor: object) -> None:
    save(office, min_age=2)
    with pytest.raises(NotFound):
        show_history(office, actor, REF, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        restore_version(office, actor, REF, 1, seen=2, now=NOW)  # type: ignore[arg-type]
    assert record(office).min_age == 2


@pytest.mark.parametrize("number", [0, 2, 7])
def test_what_was_not_before_the_record_or_after_now_cannot_come_back(
    office: Office, number: int
) -> None:
    save(office, min_age=2)
    with pytest.raises((NotFound, ActionRefused)):
        restore_version(office, EDITOR, REF, number, seen=2, now=NOW)


def test_of_two_edits_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    before = seen(office)

    def editing(age: str) -> Callable[[], object]:
        return lambda: save_record(
            office, EDITOR, REF, {"min_age": age}, Source("Lembaga uji"), seen=before, now=NOW
        )

    ends = together(editing("2"), editing("3"))
    assert sorted(ends) == ["done", "overtaken"]
    assert record(office).min_age == (2 if ends[0] == "done" else 3)
    assert seen(office) == before + 1, "the loser left no trace"

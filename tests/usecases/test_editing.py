"""Editors change records cell by cell, and ask for new ones; two at once, sources, places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from referral.domain.errors import ActionRefused, NotFound, Overtaken, RequestRejected
from referral.domain.services import Service
from referral.domain.vocabulary import Basis, Trilean
from referral.store import audit
from referral.store.engine import make_engine
from referral.store.history import history_of
from referral.store.migrate import upgrade
from referral.store.reading import load_services
from referral.store.writing import save_services
from referral.usecases.office import Office
from referral.usecases.records import Records
from referral.usecases.upkeep.deciding import approve
from referral.usecases.upkeep.edit_cells import EDITABLE, Source
from referral.usecases.upkeep.editing import Saved, create_record, open_record, save_record, since
from referral.usecases.world import World
from tests.cases import case_policy
from tests.offices import COORDINATOR, EDITOR, NOW, OPERATOR, SERVICES, StoredDirectory
from tests.usecases.replying import unplaced

REF, HIDDEN = "rsud-uji", "rumah-rahasia"
SAID = Source("RSUD Uji", "2026", "https://rsud.example/kontak")


@pytest.fixture
def office(tmp_path: Path, world: World) -> Iterator[Office]:
    """An office over a directory that stands in the database; both kinds: `test_restoring`."""
    address = f"sqlite:///{tmp_path}/rujuk.db"
    upgrade(address)
    engine = make_engine(address)
    records = Records(engine, b"a secret for tests")
    with records.writing() as session:
        save_services(session, [unplaced(one) for one in SERVICES])

    current = StoredDirectory(records)
    yield Office(replace(world, directory=current), records, case_policy())
    engine.dispose()


def record(office: Office, ref: str = REF) -> Service:
    with office.records.reading() as session:
        return load_services(session, [ref])[0]


def edit(office: Office, ref: str = REF, source: Source = SAID, **cells: str) -> Saved:
    seen = open_record(office, EDITOR, ref, now=NOW).number
    return save_record(office, EDITOR, ref, cells, source, seen=seen, now=NOW)


def refused(office: Office, ref: str = REF, source: Source = SAID, **cells: str) -> set[Any]:
    before = record(office)
    with pytest.raises(RequestRejected) as error:
        edit(office, ref, source, **cells)
    assert record(office) == before
    return {(one.path, one.code) for one in error.value.problems}


def opaque(office: Office) -> str:
    return next(k for k, v in office.tables.routing.real_ids.items() if v == HIDDEN)


def actions(office: Office) -> list[str]:
    with office.records.reading() as session:
        return [one.action for one in audit.latest_entries(session, limit=20)]


def test_what_was_typed_is_written_with_its_source_and_the_rest_stays(office: Office) -> None:
    before = record(office)
    edit(office, phones="(0382) 21617|24h", accepts_boys="yes:stated")
    after = record(office)
    assert after.phones[0].number == "+6238221617"
    assert (after.fact("accepts_boys").value, after.fact("accepts_boys").basis) == (
        Trilean.YES, Basis.STATED,
    )  # fmt: skip
    assert after.provenance.publisher == before.provenance.publisher
    assert after.provenance.phone_year == 2026
    assert after.provenance.source_urls == (*before.provenance.source_urls, SAID.url)
    assert "2026-11-24 [accepts_boys, phones] RSUD Uji, 2026" in (after.provenance.evidence or "")
    assert after.provenance.verified_on == before.provenance.verified_on, "nobody has called"
    known = {"phones": after.phones, "facts": after.facts, "provenance": after.provenance}
    assert replace(before, **known) == after  # type: ignore[arg-type]
    with office.records.reading() as session:
        newest = history_of(session, REF)[0]
    assert (newest.by, newest.source) == (EDITOR.id, "edit")
    assert "service_changed" in actions(office)


def test_without_a_source_nothing_is_changed(office: Office) -> None:
    assert refused(office, source=Source(), min_age="3") == {("edit_publisher", "source_needed")}
    bad = Source("RSUD Uji", "19", "rsud")
    assert refused(office, source=bad, min_age="3") == {
        ("edit_year", "out_of_range"), ("edit_url", "not_a_url"),
    }  # fmt: skip
    edit(office, source=Source(), publisher="Dinas Kesehatan Uji")
    assert record(office).provenance.publisher == "Dinas Kesehatan Uji"


def test_every_wrong_cell_is_told_by_its_column(office: Office) -> None:
    found = refused(office, min_age="x", email="nobody", hours="whenever", regency_code="53.99")
    assert {path for path, _code in found} == {"min_age", "email", "hours"}
    assert refused(office, regency_code="53.99") == {("regency_code", "unknown_region")}
    assert refused(office, min_age="12", max_age="3") == {("max_age", "ages_reversed")}
    assert refused(office, name="", organization="") == {
        ("name", "required"), ("organization", "required"),
    }  # fmt: skip


def test_a_point_outside_its_regency_is_told_with_the_right_one(office: Office) -> None:
    assert refused(office, latitude="-8.84", longitude="121.66") == {
        ("latitude", "outside_regency")
    }
    assert refused(office, latitude="-8.62") == {("longitude", "incomplete_coordinates")}
    assert refused(office, latitude="1.35", longitude="103.82") == {("latitude", "outside_country")}
    edit(office, latitude="-8.6203", longitude="122.2112")
    assert (record(office).latitude, record(office).location_basis) == (-8.6203, "stated")


def test_what_follows_from_what_was_typed(office: Office) -> None:
    edit(office, latitude="-8.6203", longitude="122.2112")
    edit(office, regency_code="52.72", latitude="", longitude="", capacity_free="2")
    after = record(office)
    assert (after.province_code, after.location_basis) == ("52", "regency_seat")
    assert str(after.capacity.counted_on) == "2026-11-24"


def test_a_place_that_is_hidden_from_now_on_keeps_nothing_of_where_it_is(office: Office) -> None:
    edit(office, address="Jalan Uji 1", latitude="-8.6203", longitude="122.2112")
    saved = edit(office, confidential="yes")
    after = record(office)
    assert (after.address, after.latitude, after.location_basis) == (None, None, "regency_seat")
    assert saved.hidden and saved.public_id == office.tables.routing.public_id(after)
    with office.records.reading() as session:
        for version in history_of(session, REF):
            told = {one.field: (one.before, one.after) for one in version.changes}
            assert told.get("address", (None, None)) == (None, None)


def test_two_at_once_one_wins_and_the_other_sees_what_changed(office: Office) -> None:
    seen = open_record(office, EDITOR, REF, now=NOW).number
    edit(office, email="satu@contoh.example.org")
    with pytest.raises(Overtaken):
        save_record(office, EDITOR, REF, {"min_age": "2"}, SAID, seen=seen, now=NOW)
    draft = since(office, EDITOR, REF, seen)
    assert (draft.seen.email, draft.now.email) == (None, "satu@contoh.example.org")
    assert [one.number for one in draft.meanwhile] == [seen + 1]
    save_record(office, EDITOR, REF, {"min_age": "2"}, SAID, seen=draft.number, now=NOW)
    assert (record(office).email, record(office).min_age) == ("satu@contoh.example.org", 2)


def test_the_same_again_changes_nothing(office: Office) -> None:
    edit(office, min_age="2")
    with pytest.raises(ActionRefused) as wrong:
        edit(office, min_age="2")
    assert wrong.value.code == "already_so"


def test_a_call_and_an_id_are_no_cells_of_a_form(office: Office) -> None:
    with pytest.raises(ActionRefused):
        edit(office, verified_on="2026-11-24", id="lain")
    assert {"id", "verified_on"}.isdisjoint(EDITABLE)


def test_a_hidden_place_is_edited_under_its_opaque_id_and_the_look_is_entered(
    office: Office,
) -> None:
    ref = opaque(office)
    assert open_record(office, EDITOR, ref, now=NOW).seen.name == record(office, HIDDEN).name
    assert "hidden_service_read" in actions(office)
    with pytest.raises(NotFound):
        open_record(office, EDITOR, HIDDEN, now=NOW)
    saved = edit(office, ref, capacity_free="4", capacity_total="6")
    after = record(office, HIDDEN)
    assert after.capacity.free == 4 and saved.public_id == ref
    told = (after.provenance.evidence or "").rsplit("[", 1)[1].split("]")[0]
    assert told == "capacity_counted_on, capacity_free, capacity_total", "what changed, no more"


def test_one_editor_alone_does_not_uncover_a_place(office: Office) -> None:
    saved = edit(office, opaque(office), confidential="no")
    assert saved.waiting and record(office, HIDDEN).confidential


@pytest.mark.parametrize("column", ["status_note", "hours_text", "evidence"])
def test_no_text_of_a_hidden_place_says_where_it_is(office: Office, column: str) -> None:
    text = "Pindah ke Jalan Melati 12"
    with pytest.raises(RequestRejected) as wrong:
        edit(office, opaque(office), SAID, **{column: text})
    assert {(one.path, one.code) for one in wrong.value.problems} == {(column, "tells_where")}
    edit(office, REF, SAID, **{column: text})
    edit(office, opaque(office), SAID, **{column: "Senin sampai Jumat"})


def test_what_a_place_said_of_itself_goes_before_it_is_hidden(office: Office) -> None:
    edit(office, status_note="Pindah ke Jalan Melati 12")
    with pytest.raises(RequestRejected) as wrong:
        edit(office, confidential="yes")
    assert [(one.path, one.code) for one in wrong.value.problems] == [
        ("status_note", "tells_where")
    ]
    with pytest.raises(RequestRejected):
        edit(office, confidential="yes", status_note="", evidence=f"{'a ' * 700}Jalan Melati 12")
    saved = edit(office, confidential="yes", status_note="")
    assert saved.hidden
    with office.records.reading() as session:
        told = [c for one in history_of(session, REF) for c in one.changes]
    notes = [one for one in told if one.field == "status_note"]
    assert len(notes) == 2 and all(one.withheld for one in notes), "nor does its history say it"


@pytest.mark.parametrize(("latitude", "refused"), [("-8.6", True), ("", False)])
def test_the_point_of_a_hidden_place_is_never_a_true_one_under_another_name(
    office: Office, latitude: str, refused: bool
) -> None:
    cells = {**NEW, "confidential": "yes", "location_basis": "regency_seat",
             "latitude": latitude, "longitude": latitude and "122.3"}  # fmt: skip
    if not refused:
        assert create_record(office, EDITOR, cells, now=NOW).waiting
        return
    with pytest.raises(RequestRejected) as wrong:
        create_record(office, EDITOR, cells, now=NOW)
    assert [(one.path, one.code) for one in wrong.value.problems] == [
        ("latitude", "place_must_be_hidden")
    ]


@pytest.mark.parametrize("actor", [OPERATOR, COORDINATOR, replace(EDITOR, second_factor=False)])
def test_only_editors_edit(office: Office, actor: Any) -> None:
    for call in (
        lambda: open_record(office, actor, REF, now=NOW),
        lambda: since(office, actor, REF, 0),
        lambda: save_record(office, actor, REF, {"min_age": "2"}, SAID, seen=1, now=NOW),
        lambda: create_record(office, actor, {"name": "x"}, now=NOW),
    ):
        with pytest.raises(NotFound):
            call()


NEW = {
    "name": "Rumah Sakit Uji Ketiga", "organization": "Yayasan Uji", "kind": "hospital",
    "status": "active", "level": "district", "operator": "health", "publisher": "Dinas Uji",
    "confidence": "medium", "needs": "medical:direct:stated", "regency_code": "53.07",
    "coverage": "53.07",
}  # fmt: skip


def test_a_new_record_waits_for_a_second_editor(office: Office) -> None:
    saved = create_record(office, EDITOR, NEW, now=NOW)
    assert saved.waiting and saved.public_id is None
    with office.records.reading() as session:
        assert load_services(session, ["rumah-sakit-uji-ketiga"]) == []
    with pytest.raises(RequestRejected) as wrong:
        create_record(office, EDITOR, {"name": "x"}, now=NOW)
    assert {"organization", "kind", "publisher"} <= {one.path for one in wrong.value.problems}


def test_a_new_record_that_a_second_editor_publishes_is_in_the_directory(office: Office) -> None:
    saved = create_record(office, EDITOR, NEW, now=NOW)
    assert saved.waiting
    (refusal,) = approve(office, EDITOR, [saved.waiting], now=NOW)
    assert refusal.code == "own_request"
    other = replace(EDITOR, id="ed-2")
    assert approve(office, other, [saved.waiting], now=NOW) == ()
    made = open_record(office, EDITOR, "rumah-sakit-uji-ketiga", now=NOW).now
    assert (made.province_code, made.needs[0].basis) == ("53", Basis.STATED)
    again = create_record(office, EDITOR, NEW, now=NOW)
    assert again.waiting and approve(office, other, [again.waiting], now=NOW) == ()
    assert record(office, "rumah-sakit-uji-ketiga-2").name == made.name


def test_a_secret_new_place_has_an_id_that_tells_nothing(office: Office) -> None:
    cells = {**NEW, "kind": "ngo_shelter", "confidential": "yes", "address": "Jalan Uji 1",
             "needs": "shelter:direct:stated"}  # fmt: skip
    saved = create_record(office, EDITOR, cells, now=NOW)
    other = replace(EDITOR, id="ed-2")
    assert saved.waiting and approve(office, other, [saved.waiting], now=NOW) == ()
    before = {one.id for one in SERVICES}
    (made,) = [s for s in office.tables.routing.directory.services if s.id not in before]
    assert made.id.startswith("ngo-shelter-") and "ketiga" not in made.id
    assert (made.address, made.location_basis) == (None, "none")

"""An editor's import: rehearsed, written whole, and what needs two editors only asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from referral.domain.errors import NotFound
from referral.domain.vocabulary import Need
from referral.files.services import dumps
from referral.hsds.documents import to_service_documents
from referral.store.upkeep import open_approvals
from referral.store.writing import save_service
from referral.usecases.exchange.incoming import Source, could_be_read
from referral.usecases.exchange.submitting import Upload, rehearse, submit
from referral.usecases.jobs import Progress
from referral.usecases.office import Office
from referral.usecases.records import Records
from referral.usecases.upkeep.deciding import approve
from tests.builders import service
from tests.cases import case_policy
from tests.exchanging import NOW, STORED, fill, stored, version, world_over
from tests.offices import COORDINATOR, EDITOR

HIDDEN = next(one for one in STORED if one.confidential)


class Silent(Progress):
    """Nobody waits."""

    def __init__(self) -> None:
        pass

    def tell(self, done: int, total: int, step: str = "") -> None:
        pass


@pytest.fixture
def office(engine: Engine) -> Office:
    """A database of each kind that was seeded with four services."""
    records = fill(Records(engine, b""))
    return Office(world_over(records), records, case_policy())


@pytest.fixture
def hand_in(office: Office, tmp_path: Path) -> Callable[..., Any]:
    """Rehearses a text, and writes it with the rehearsal's mark where `commit` is asked."""

    def run(content: str, *, commit: bool = False, actor: Any = EDITOR, **more: Any) -> Any:
        path = tmp_path / "upload"
        path.write_text(content, encoding="utf-8")
        upload = Upload(path, "uji.csv", more.pop("source", None))
        told = rehearse(office, actor, upload, Silent())
        if not commit:
            return told
        given = {"mark": told["mark"], "skip_rejected": False, "now": NOW, **more}
        return submit(office, actor, upload, Silent(), **given)

    return run


def waiting(office: Office) -> list[tuple[str, str]]:
    with office.records.reading() as session:
        return [(one.kind, one.service_id) for one in open_approvals(session)]


def test_a_rehearsal_tells_cells_before_and_after_and_writes_nothing(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    before = version(office.records)
    told = hand_in(dumps([replace(STORED[0], acronym="RSUD"), service("lbh-baru", Need.LEGAL)]))
    assert (told["added"], told["changed"], told["rejected"], told["done"]) == (1, 1, 0, "")
    assert told["differing"][0]["columns"] == [{"column": "acronym", "before": "", "after": "RSUD"}]
    assert (told["new"][0]["id"], told["new"][0]["second"]) == ("lbh-baru", "publish")
    assert version(office.records) == before and waiting(office) == []


def test_what_exists_is_changed_and_what_is_new_waits_for_a_second_editor(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    changed = replace(STORED[0], acronym="RSUD")
    content = dumps([changed, service("lbh-baru", Need.LEGAL)])
    assert hand_in(content, commit=True)["done"] == "written"
    assert stored(office.records)["rsud-uji"] == changed
    assert "lbh-baru" not in stored(office.records)
    assert waiting(office) == [("publish", "lbh-baru")]


def test_the_same_file_again_changes_nothing_and_asks_nothing(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    content = dumps([replace(STORED[0], acronym="RSUD"), service("lbh-baru", Need.LEGAL)])
    hand_in(content, commit=True)
    before, asked = version(office.records), waiting(office)
    again = hand_in(content)
    assert not again["anything"] and (again["unchanged"], again["waiting"]) == (1, 1)
    assert hand_in(content, commit=True)["done"] == "written"
    assert (version(office.records), waiting(office)) == (before, asked)


def test_once_the_second_editor_agrees_it_stands_there_and_the_file_changes_nothing(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    content = dumps([service("lbh-baru", Need.LEGAL), service("lbh-lain", Need.LEGAL)])
    hand_in(content, commit=True)
    second = replace(EDITOR, id="ed-2")
    with office.records.reading() as session:
        ids = [one.id for one in open_approvals(session)]
    assert {one.code for one in approve(office, EDITOR, ids, now=NOW)} == {"own_request"}
    assert approve(office, second, ids, now=NOW) == ()
    assert {"lbh-baru", "lbh-lain"} <= stored(office.records).keys()
    again = hand_in(content)
    assert (again["unchanged"], again["anything"]) == (2, False)


def test_uncovering_a_secret_place_waits_and_tells_no_place(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    shown = replace(
        HIDDEN, confidential=False, needs=STORED[0].needs, address="Jalan Kamboja 1", name="Baru"
    )
    told = hand_in(dumps([shown]), commit=True)
    assert told["asked"] == {"publish": 0, "unhide": 1}
    assert stored(office.records)[HIDDEN.id] == HIDDEN
    cells = {one["column"]: one["after"] for one in told["differing"][0]["columns"]}
    assert cells["name"] == "Baru" and cells["address"] is None
    with office.records.reading() as session:
        (asked,) = open_approvals(session)
    assert asked.fields is not None and asked.fields["address"] is None


def test_a_change_of_a_secret_place_that_leaves_it_secret_is_written(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    told = hand_in(dumps([replace(HIDDEN, max_age=17)]), commit=True)
    assert told["done"] == "written" and waiting(office) == []
    assert stored(office.records)[HIDDEN.id].max_age == 17


def test_what_a_form_refuses_a_file_cannot_say_either(hand_in: Callable[..., Any]) -> None:
    hidden = replace(HIDDEN, status_note="Pindah ke Jl. Kamboja 3")
    astray = replace(STORED[0], latitude=-6.2, longitude=106.8, location_basis="stated")
    called_seat = replace(
        service("rumah-baru", Need.SHELTER, confidential=True),
        latitude=-8.6, longitude=122.3, location_basis="regency_seat",
    )  # fmt: skip
    told = hand_in(dumps([astray, hidden, called_seat]))
    assert [(one["line"], one["column"], one["code"]) for one in told["problems"]] == [
        (2, "latitude", "outside_regency"),
        (3, "latitude", "place_must_be_hidden"),
        (4, "status_note", "tells_where"),
    ]


@pytest.mark.parametrize("new", [True, False])
def test_no_file_says_that_a_record_was_verified(hand_in: Callable[..., Any], new: bool) -> None:
    one = service("lbh-baru", Need.LEGAL) if new else STORED[0]
    told = hand_in(
        dumps([replace(one, provenance=replace(one.provenance, verified_on=date(2062, 1, 1)))])
    )
    assert [(p["column"], p["code"]) for p in told["problems"]] == [
        ("verified_on", "only_by_verifying")
    ]


def test_with_a_bad_row_nothing_is_written_unless_it_is_left_out(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    before = version(office.records)
    content = dumps([replace(STORED[0], acronym="RSUD")]) + "x\n"
    told = hand_in(content, commit=True)
    assert told["done"] == "" and version(office.records) == before
    assert [(one["line"], one["code"]) for one in told["problems"]] == [(3, "wrong_cell_count")]
    assert hand_in(content, commit=True, skip_rejected=True)["done"] == "written"
    assert stored(office.records)["rsud-uji"].acronym == "RSUD"


def test_what_changed_meanwhile_is_looked_at_anew_instead_of_written_over(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    content = dumps([replace(STORED[0], acronym="RSUD")])
    mark = hand_in(content)["mark"]
    with office.records.writing() as session:
        save_service(session, replace(STORED[0], acronym="RSU"))
    told = hand_in(content, commit=True, mark=mark)
    assert told["done"] == "overtaken" and told["mark"] != mark
    assert told["differing"][0]["columns"][0]["before"] == "RSU"
    assert stored(office.records)["rsud-uji"].acronym == "RSU"


def test_what_changed_elsewhere_is_no_hindrance(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    content = dumps([replace(STORED[0], acronym="RSUD")])
    mark = hand_in(content)["mark"]
    with office.records.writing() as session:
        save_service(session, replace(STORED[1], acronym="UPTD"))
    assert hand_in(content, commit=True, mark=mark)["done"] == "written"


def test_only_editors_import(hand_in: Callable[..., Any]) -> None:
    with pytest.raises(NotFound):
        hand_in(dumps([STORED[0]]), actor=COORDINATOR)


def test_a_file_of_another_system_gets_the_source_that_was_named(
    office: Office, hand_in: Callable[..., Any]
) -> None:
    foreign, *_ = to_service_documents([service("lbh-baru", Need.LEGAL)], regions={})
    for name in ("attributes", "additional_urls"):
        foreign.pop(name, None)
    told = hand_in(json.dumps([foreign]), commit=True, source=Source("Dinas Uji", 2026))
    assert told["problems"] == []
    with office.records.reading() as session:
        (asked,) = open_approvals(session)
    assert asked.fields is not None
    assert asked.fields["provenance.publisher"] == "Dinas Uji"
    assert asked.fields["provenance.year"] == 2026


@pytest.mark.parametrize(
    ("start", "taken"),
    [
        (b"id,name\r\n", True),
        (b"\xef\xbb\xbf[{", True),
        (b"PK\x03\x04\x00", True),
        (b"%PDF-1.7\n\x00", False),
        (b"\x89PNG\r\n\x1a\n\x00", False),
        (b"", False),
    ],
)
def test_a_file_is_told_by_its_first_bytes(start: bytes, taken: bool) -> None:
    assert could_be_read(start) is taken

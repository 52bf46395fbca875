"""A public record merged into a place that is hidden, then or later, tells no more of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from referral.domain.errors import Gone, NotFound
from referral.domain.tombstones import RemovalReason
from referral.store.tables import metadata
from referral.store.writing import save_service
from referral.usecases.browse import show_service
from referral.usecases.office import Office
from referral.usecases.upkeep import deciding
from referral.usecases.upkeep.editing import create_record
from referral.usecases.upkeep.merging import merge, set_side_by_side
from referral.usecases.upkeep.removing import remove, see
from referral.usecases.world import World
from tests.builders import service
from tests.offices import EDITOR, NOW, SERVICES
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures
from tests.usecases.upkeep_office import SECOND, public_id, record, stored_office

OPEN, KEPT = "rumah-lama", "lbh-uji"
LATER = NOW + timedelta(hours=1)
STREET, OTHER_STREET = "Jl. Uji Rahasia 7", "Jl. Uji Tertutup 4"
ONCE_OPEN = service(OPEN, "psychosocial", regency="53.08", address=STREET, latitude=-8.8401,
                    longitude=121.6602, location_basis="stated")  # fmt: skip


@pytest.fixture
def office(engine: Engine, world: World) -> Office:  # noqa: F811 - the fixture
    """Over either database."""
    made = stored_office(engine, world, SERVICES)
    with made.records.writing() as session:
        save_service(session, ONCE_OPEN, now=NOW)
        save_service(session, replace(ONCE_OPEN, address=f"{STREET}a"), now=NOW)
    return made


def put_together(office: Office, kept: str, gone: str) -> str | None:
    seen = set_side_by_side(office, EDITOR, kept, gone, now=NOW)
    return merge(office, EDITOR, kept, gone, {}, marks=(seen.kept.mark, seen.gone.mark), now=NOW)


def hide(office: Office, ref: str) -> None:
    found = record(office, ref)
    assert found is not None
    made = replace(found, confidential=True, address=None, latitude=None, longitude=None,
                   location_basis="none", kecamatan_code=None, location_note=None)  # fmt: skip
    with office.records.writing() as session:
        save_service(session, made, now=LATER)


def kept_of_places(office: Office) -> str:
    """Everything that the database keeps of what records said, as one text."""
    tables = [metadata().tables[name] for name in ("service_change", "service_removed", "approval")]
    with office.records.reading() as session:
        rows = [tuple(row) for one in tables for row in session.execute(select(one))]
    return json.dumps(rows, default=str)


def assert_nothing_told(office: Office) -> None:
    """Its name and regency are those of the hidden place: as any id that never was."""
    with pytest.raises(NotFound) as error:
        show_service(office.world, OPEN, now=NOW, language="id")
    assert not isinstance(error.value, Gone)
    assert OPEN in office.tables.directory.unnamed


def test_whoever_is_merged_into_a_hidden_place_is_not_named_any_more(office: Office) -> None:
    assert put_together(office, public_id(office), OPEN) is None
    assert_nothing_told(office)
    assert STREET not in kept_of_places(office) and "121.66" not in kept_of_places(office)


def test_nor_whoever_was_merged_into_a_place_that_is_hidden_later(office: Office) -> None:
    put_together(office, KEPT, OPEN)
    with pytest.raises(Gone):
        show_service(office.world, OPEN, now=NOW, language="id")
    assert STREET in kept_of_places(office)
    hide(office, KEPT)
    assert STREET not in kept_of_places(office)
    waiting = remove(
        office, EDITOR, public_id(office, KEPT), RemovalReason.CLOSED,
        mark=see(office, EDITOR, public_id(office, KEPT), now=NOW).mark, now=LATER,
    )  # fmt: skip
    assert_nothing_told(office)
    assert deciding.approve(office, SECOND, [str(waiting)], now=LATER) == ()
    assert record(office, KEPT) is None
    assert_nothing_told(office)


def test_what_a_second_editor_published_keeps_no_place_once_it_is_hidden(office: Office) -> None:
    asked = create_record(
        office, EDITOR,
        {"name": "Rumah Terbuka Uji", "organization": "Yayasan Uji", "kind": "legal_aid",
         "status": "active", "level": "district", "operator": "civil_society",
         "regency_code": "53.08", "coverage": "53.08", "address": OTHER_STREET, "publisher": "Uji",
         "confidence": "medium", "needs": "legal:direct:stated"},
        now=NOW,
    )  # fmt: skip
    assert deciding.approve(office, SECOND, [str(asked.waiting)], now=NOW) == ()
    assert OTHER_STREET in kept_of_places(office)
    hide(office, "rumah-terbuka-uji")
    assert OTHER_STREET not in kept_of_places(office)

"""What an import may not uncover and an export may not tell."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from referral.domain.vocabulary import Kind
from referral.files.services import dumps
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.usecases.exchange.exporting import FORMATS
from referral.usecases.records import Records
from tests.exchanging import (
    BOTH_WAYS,
    STORED,
    Import,
    codes,
    exported,
    fill,
    importer,
    stored,
    world_over,
)
from tests.leaks import planted
from tests.leaks.planted import Sieve, opaque_ids


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that was seeded with four services."""
    path = tmp_path_factory.mktemp("exchange") / "seeded.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    engine = make_engine(url)
    fill(Records(engine, b""))
    engine.dispose()
    return path


@pytest.fixture
def records(seeded: Path, tmp_path: Path) -> Iterator[Records]:
    """A copy of it: what the formats do does not depend on the kind of database."""
    path = copyfile(seeded, tmp_path / "rujuk.db")
    engine = make_engine(f"sqlite:///{path}")
    yield Records(engine, b"")
    engine.dispose()


@pytest.fixture
def bring(records: Records) -> Import:
    """Imports a text or bytes, by default as a rehearsal."""
    return importer(records)


# --- what may not be uncovered ---


@pytest.mark.parametrize(
    ("ref", "changes", "column"),
    [
        pytest.param("rumah-senyap", {"confidential": False}, "confidential", id="un-hidden"),
        pytest.param("rumah-senyap", {"kind": Kind.UPTD_PPA}, "confidential", id="made an office"),
        pytest.param("panti-uji", {"needs": ()}, "needs", id="no longer a place to live"),
        pytest.param(
            "rumah-senyap",
            {"confidential": False, "needs": (), "address": "Jalan Uji 1"},
            "confidential",
            id="un-hidden with an address",
        ),
    ],
)
def test_an_import_does_not_uncover_a_secret_place(
    records: Records, bring: Import, ref: str, changes: dict[str, Any], column: str
) -> None:
    known = stored(records)[ref]
    report = bring(dumps([replace(known, **changes)]), commit=True, skip_rejected=True)
    assert (2, column, "uncovers_hidden_place") in codes(report)
    assert stored(records)[ref] == known


def test_leaving_the_column_out_does_not_uncover_it_either(records: Records, bring: Import) -> None:
    rows = [line.split(",") for line in dumps([stored(records)["rumah-senyap"]]).splitlines()]
    at = rows[0].index("confidential")
    report = bring("\n".join(",".join([*row[:at], *row[at + 1 :]]) for row in rows) + "\n")
    assert codes(report) == []
    assert report.unchanged == 1


def test_a_place_may_become_secret_by_import(records: Records, bring: Import) -> None:
    hidden = replace(stored(records)["panti-uji"], confidential=True)
    assert bring(dumps([hidden]), commit=True).written


def test_facts_of_a_secret_place_may_change(records: Records, bring: Import) -> None:
    known = replace(stored(records)["rumah-senyap"], max_age=17)
    assert bring(dumps([known]), commit=True).written


def test_a_new_address_where_children_live_is_rejected(records: Records, bring: Import) -> None:
    known = stored(records)["rsud-uji"]
    told = replace(known, confidential=True, address="Jalan Uji 1", location_basis="stated")
    assert {code for _, _, code in codes(bring(dumps([told])))} == {"place_must_be_hidden"}


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_what_everybody_may_see_comes_back_without_a_change(
    records: Records, bring: Import, name: str
) -> None:
    report = bring(exported(world_over(records), format=name), commit=True)
    assert (codes(report), report.added, report.changed) == ([], (), ())
    assert report.unchanged == len(STORED)


def test_a_row_that_stands_for_a_secret_place_cannot_be_changed(
    records: Records, bring: Import
) -> None:
    world = world_over(records)
    (opaque,) = opaque_ids(world)
    lines = exported(world, format="csv").decode().splitlines()
    row = next(line for line in lines if line.startswith(opaque))
    report = bring(f"{lines[0]}\n{row.replace('shelter:direct', 'shelter:arranged')}\n")
    assert codes(report) == [(2, "id", "stands_for_hidden_place")]


# --- what nobody may see ---


@pytest.mark.parametrize("name", FORMATS)
def test_no_mark_of_a_secret_place_leaves_by_a_public_export(name: str) -> None:
    world = planted.world_of(planted.services())
    sieve = Sieve([])
    sieve.look(name, plain(exported(world, format=name)))
    assert sieve.found == []


def plain(content: bytes) -> str:
    """The text of an export, unpacked."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


def test_the_full_export_has_them_so_that_the_sieve_is_known_to_find_them() -> None:
    sieve = Sieve([])
    sieve.look(
        "full", plain(exported(planted.world_of(planted.services()), format="csv", full=True))
    )
    assert sieve.found


def test_the_order_of_a_public_export_tells_nothing_of_a_secret_name() -> None:
    world = planted.world_of(planted.services())
    rows = exported(world, format="csv").decode().splitlines()[1:]
    ids = [row.split(",")[0] for row in rows]
    assert ids == sorted(ids)
    assert set(opaque_ids(world)) < set(ids)


@pytest.mark.parametrize("full", [False, True])
def test_no_map_shows_where_children_live(full: bool) -> None:
    world = planted.world_of(planted.services())
    document = json.loads(exported(world, format="geojson", full=full))
    ids = {one["id"] for one in document["features"]}
    assert ids == {"rsud-uji", "lbh-uji", "uptd-provinsi", "polres-uji"}
    assert document["left_out"] == {"53": 6}

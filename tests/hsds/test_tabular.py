"""HSDS's tabular form: the zip comes back equal, and no zip breaks the reader."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.domain.services import Service
from referral.hsds import tabular
from referral.hsds.tabular import read_zip, write_zip
from tests.builders import REGIONS, service
from tests.files.strategies import services
from tests.hsds.test_documents import RICH


def packed(*every: Service, full: bool = True) -> bytes:
    stream = io.BytesIO()
    write_zip(stream, every, regions=REGIONS, full=full)
    return stream.getvalue()


def changed(raw: bytes, name: str, content: bytes | None) -> io.BytesIO:
    """The package with one file's content replaced, or the file left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        if content is not None:
            new.writestr(name, content)
    return stream


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(services(), max_size=3, unique_by=lambda one: one.id))
def test_services_come_back_equal_and_in_order(every: list[Service]) -> None:
    assert read_zip(io.BytesIO(packed(*every))) == (every, [])


def test_equal_services_give_equal_bytes() -> None:
    assert packed(RICH) == packed(replace(RICH))


def test_the_package_describes_every_table_and_column_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(RICH, service("lain")))) as package:
        described = json.loads(package.read("datapackage.json"))
        assert described["profile"] == "tabular-data-package"
        paths = [one["path"] for one in described["resources"]]
        assert {*paths, "datapackage.json"} == set(package.namelist())
        for one in described["resources"]:
            rows = list(csv.reader(io.StringIO(package.read(one["path"]).decode("utf-8"))))
            assert rows[0] == [field["name"] for field in one["schema"]["fields"]]
            assert len(rows) > 1, f"{one['path']}: the example should fill it"
            ids = [row[0] for row in rows[1:]]
            assert len(set(ids)) == len(ids), one["path"]


def test_keys_point_to_rows_that_are_there() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(RICH, service("lain")))) as package:
        resources = json.loads(package.read("datapackage.json"))["resources"]
        tables = {
            one["name"]: list(csv.DictReader(io.StringIO(package.read(one["path"]).decode())))
            for one in resources
        }
    for one in resources:
        for key in one["schema"]["foreignKeys"]:
            known = {row["id"] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in tables[one["name"]]} <= known, key


def test_without_the_editors_facts_they_are_not_in_any_table() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(RICH, full=False))) as package:
        assert b"bukti" not in b"".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize(
    ("name", "content", "table", "item", "code"),
    [
        pytest.param("services.csv", None, "", 0, "missing_table", id="no services"),
        pytest.param("services.csv", b"", "services.csv", 1, "required", id="empty table"),
        pytest.param(
            "services.csv", b"id,name\n1,x\n", "services.csv", 1, "required", id="no status"
        ),
        pytest.param(
            "services.csv",
            b"id,name,status\n1,x,active\n2,,active\n",
            "services.csv",
            3,
            "required",
            id="a service without a name",
        ),
        pytest.param(
            "phones.csv", b"id,number\n1\n", "phones.csv", 2, "wrong_cell_count", id="short row"
        ),
        pytest.param("phones.csv", b"id,number\n1,\xff\n", "phones.csv", 1, "not_utf8", id="bytes"),
        pytest.param(
            "phones.csv",
            b"id,number\n1," + b"9" * 200_000,
            "phones.csv",
            2,
            "unreadable_table",
            id="endless cell",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_file_and_line(
    name: str, content: bytes | None, table: str, item: int, code: str
) -> None:
    _found, problems = read_zip(changed(packed(RICH), name, content))
    told = [(one.table, one.item, one.code) for one in problems]
    assert (table, item, code) in told


def test_a_header_with_a_mark_and_unknown_files_and_columns_are_read() -> None:
    content = b"\xef\xbb\xbfid,name,status,fees\n77,Klinik,active,gratis\n"
    found, problems = read_zip(changed(packed(), "services.csv", content))
    assert ([one.name for one in found], problems) == (["Klinik"], [])


def test_a_bomb_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MAX_UNPACKED", 10_000)
    stream = changed(packed(RICH), "phones.csv", b"id,number\n" + b"0" * 100_000)
    found, problems = read_zip(stream)
    assert found == [] and [one.code for one in problems] == ["too_large"]


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x03\x04" + b"x" * 100, b"id,name\n"])
def test_what_is_no_zip_is_told(raw: bytes) -> None:
    assert [one.code for one in read_zip(io.BytesIO(raw))[1]] == ["not_a_zip"]


def test_a_damaged_zip_is_told() -> None:
    raw = bytearray(packed(RICH))
    raw[len(raw) // 3] ^= 0xFF
    found, problems = read_zip(io.BytesIO(bytes(raw)))
    assert found == [] and problems

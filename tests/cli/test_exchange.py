"""`referral import` and `referral export`: what they print, and their exit status."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook

from referral.cli.main import run
from referral.files.services import dumps, loads
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.usecases.records import Records
from tests.builders import service
from tests.exchanging import STORED, fill, stored

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Records:
    """A database with four services, which the commands find."""
    url = f"sqlite:///{tmp_path / 'rujuk.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    upgrade(url)
    return fill(Records(make_engine(url), b""))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file with one new service."""
    path = tmp_path / "baru.csv"
    path.write_text(dumps([*STORED, service("lbh-baru", "legal")]), encoding="utf-8")
    return path


@pytest.fixture
def bad(good: Path) -> Path:
    """The same with a row that is none."""
    path = good.with_name("salah.csv")
    row = dumps([service("lbh-lain", "legal", coverage=("53.99",))]).splitlines()[1]
    path.write_text(good.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    return path


def test_a_rehearsal_says_what_would_be_and_how_to_do_it(
    records: Records, good: Path, capsys: Capture
) -> None:
    assert run(["import", str(good), "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert "added      baru.csv:2 lbh-baru" in out
    assert "1 added, 0 changed, 4 unchanged, 0 rejected" in out
    assert "referral import FILE --commit" in out
    assert err == ""
    assert "lbh-baru" not in stored(records)


def test_with_commit_it_is_written_and_the_second_time_there_is_nothing_to_do(
    records: Records, good: Path, capsys: Capture
) -> None:
    assert run(["import", str(good), "--commit", "--lang", "en"]) == 0
    assert capsys.readouterr().out.endswith("Written.\n")
    assert "lbh-baru" in stored(records)
    assert run(["import", str(good), "--commit", "--lang", "en"]) == 0
    assert "the directory says the same already" in capsys.readouterr().out


def test_a_bad_row_is_told_with_its_line_and_column_and_nothing_is_written(
    records: Records, bad: Path, capsys: Capture
) -> None:
    assert run(["import", str(bad), "--commit", "--lang", "en"]) == 1
    out, err = capsys.readouterr()
    assert err == "salah.csv:7 coverage unknown_region No region has the code 53.99.\n"
    assert "--skip-rejected" in out
    assert "lbh-baru" not in stored(records)


def test_the_good_rows_can_be_written_all_the_same_and_the_status_stays_one(
    records: Records, bad: Path, capsys: Capture
) -> None:
    assert run(["import", str(bad), "--commit", "--skip-rejected", "--lang", "en"]) == 1
    assert capsys.readouterr().out.endswith("Written.\n")
    assert {"lbh-baru", "lbh-lain"} & stored(records).keys() == {"lbh-baru"}


def test_changed_columns_are_named_in_indonesian_too(
    records: Records, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "ubah.csv"
    path.write_text("id,name,organization,kind,status,level,operator,publisher,confidence,acronym\n"
                    "rsud-uji,Rsud Uji,Lembaga uji,hospital,active,district,health,Sumber uji,high,"
                    "RSUD\n", encoding="utf-8")  # fmt: skip
    assert run(["import", str(path), "--lang", "id"]) == 0
    out = capsys.readouterr().out
    assert "diubah     ubah.csv:2 rsud-uji: acronym" in out
    assert "0 ditambah, 1 diubah, 0 tetap, 0 ditolak" in out


def test_the_report_as_json(records: Records, bad: Path, capsys: Capture) -> None:
    assert run(["import", str(bad), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["unchanged"], document["rejected"], document["written"]) == (4, 1, False)
    assert document["problems"][0]["code"] == "unknown_region"


def test_of_many_lines_the_first_are_printed(
    records: Records, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "banyak.csv"
    path.write_text(dumps([service(f"lbh-{at}") for at in range(250)]), encoding="utf-8")
    assert run(["import", str(path), "--lang", "en"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 203
    assert out[200] == "… 50 more: --json lists them all"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["import"], id="no file"),
        pytest.param(["import", "missing.csv"], id="a file that is not there"),
        pytest.param(["export"], id="no format"),
        pytest.param(["export", "--format", "pdf"], id="an unknown format"),
        pytest.param(["export", "--format", "xlsx", "--hxl"], id="tags in a workbook"),
        pytest.param(["export", "--format", "csv", "--template"], id="a template as CSV"),
    ],
)
def test_wrong_usage_has_the_status_two(
    records: Records, arguments: list[str], capsys: Capture
) -> None:
    assert run(arguments) == 2


def test_an_export_to_a_file_comes_back_by_import(
    records: Records, tmp_path: Path, capsys: Capture
) -> None:
    for name in ("csv", "xlsx", "hsds-json", "hsds-zip"):
        out = tmp_path / f"out-{name}"
        assert run(["export", "--format", name, "--full", "--out", str(out), "--lang", "en"]) == 0
        assert f"Written to {out}." in capsys.readouterr().err
        assert run(["import", str(out), "--lang", "en"]) == 0
        assert "0 added, 0 changed, 4 unchanged, 0 rejected" in capsys.readouterr().out


def test_an_export_is_printed_where_no_file_is_named(
    records: Records, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", "--format", "csv", "--hxl"]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert lines[1].startswith("#service+id,")
    assert "evidence" not in lines[0].split(",")
    assert len(lines) == 2 + len(STORED)
    assert not any(line.startswith("rumah-senyap") for line in lines)


def test_the_full_export_holds_the_real_ids(
    records: Records, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", "--format", "csv", "--full"]) == 0
    found, problems = loads(capfdbinary.readouterr().out.decode(), "x.csv")
    assert problems == []
    assert {one.id for one in found} == {one.id for one in STORED}


def test_the_template_needs_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    out = tmp_path / "template.xlsx"
    assert run(["export", "--format", "xlsx", "--template", "--out", str(out)]) == 0
    assert load_workbook(out).sheetnames[0] == "services"


def test_an_export_that_fails_leaves_the_file_that_was_there(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("the old one", encoding="utf-8")

    def broken(*_: object, **__: object) -> object:
        yield b"half of it"
        raise OSError(28, "No space left", str(out))

    monkeypatch.setattr("referral.cli.exchange._chunks", broken)
    assert run(["export", "--format", "csv", "--out", str(out)]) == 1
    assert out.read_text(encoding="utf-8") == "the old one"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_an_exported_file_is_readable_as_any_other(
    records: Records, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out.csv"
    assert run(["export", "--format", "csv", "--out", str(out)]) == 0
    other = tmp_path / "other"
    other.touch()
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def test_without_a_database_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, good_csv: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert run(["import", str(good_csv), "--lang", "en"]) == 1
    assert "referral db upgrade" in capsys.readouterr().err


@pytest.fixture
def good_csv(tmp_path: Path) -> Path:
    """A file, without any database beside it."""
    path = tmp_path / "baru.csv"
    path.write_text(dumps([service("lbh-baru", "legal")]), encoding="utf-8")
    return path

"""The command line from outside, in a process of its own where that matters."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from referral.cli.failures import explain
from referral.cli.main import run
from referral.domain.errors import Gone
from referral.settings import Settings
from referral.usecases.world import World

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "services"
SCHEMA = json.loads((ROOT / "referral/web/schemas/plan.schema.json").read_text("utf-8"))
OPAQUE = re.compile(r"tempat-[0-9a-f]{12}")
NIGHT = ("--when", "2026-11-21T22:00")
Output = tuple[int, str, str]


class Cli:
    """Runs commands on the tests' own seeded database."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capfd = capfd

    def __call__(self, *arguments: str) -> Output:
        self._capfd.readouterr()
        status = run(arguments)
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    def json(self, *arguments: str) -> Any:
        status, out, err = self(*arguments, "--json")
        assert status == 0, err
        return json.loads(out)


@pytest.fixture
def referral(
    settings: Settings,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Cli:
    monkeypatch.setenv("INSTANCE", str(settings.instance))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # loading takes two seconds, and there are many commands; some below run in full
    monkeypatch.setattr("referral.compose.database_world", lambda _settings: world)
    monkeypatch.setattr("referral.compose.map_world", lambda _settings: world)
    return Cli(capfd)


def test_the_contracts_first_example(referral: Cli) -> None:
    plan = referral.json(
        "route", "--at", "53.07", "--need", "medical", "--need", "legal", "--age", "14",
        "--sex", "female", *NIGHT,
    )  # fmt: skip
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(plan)] == []
    assert plan["request"]["place"]["code"] == "53.07"
    assert plan["now_local"] == "2026-11-21T22:00:00+08:00"
    assert [answer["need"] for answer in plan["answers"]] == ["medical", "legal"]


@pytest.mark.parametrize(
    ("at", "regency"),
    [("-8.62,122.21", "53.07"), ("5307", "53.07"), ("Desa Nita, Sikka", "53.07")],
)
def test_a_place_may_be_a_coordinate_a_code_or_a_name(referral: Cli, at: str, regency: str) -> None:
    plan = referral.json("route", "--at", at, "--need", "legal", *NIGHT)
    assert plan["request"]["place"]["code"].startswith(regency)


def test_every_option_reaches_the_request(referral: Cli) -> None:
    plan = referral.json(
        "route", "--at", "53.07", "--need", "medical", "--sub-need", "hiv_pep", "--child",
        "14:female", "--child", "6-11:male", "--danger", "possible", "--self-harm", "no",
        "--contact", "reported", "--last-abuse", "<24h", "--suspect", "police", "--suspect",
        "network", "--avoid", "53.08", "--tried", "uppa-polres-sikka:no_answer", "--nationality",
        "stateless", "--companion", "siblings", "--came-from", "elsewhere", "--home", "53.09",
        "--language", "id", "--disability", "deaf", "--more", "1", *NIGHT,
    )  # fmt: skip
    echo = plan["request"]
    expected = {
        "sub_needs": ["hiv_pep"],
        "danger": "possible",
        "self_harm": "no",
        "contact": "reported",
        "last_abuse": "<24h",
        "suspect": ["network", "police"],
        "avoid": ["53.08"],
        "tried": [{"service_id": "uppa-polres-sikka", "outcome": "no_answer"}],
        "nationality": "stateless",
        "companions": ["siblings"],
        "came_from": "elsewhere",
        "home": "53.09",
        "language": "id",
        "disability": "deaf",
        "more": 1,
    }
    assert {name: echo[name] for name in expected} == expected
    assert [child["sex"] for child in echo["children"]] == ["female", "male"]


def test_the_readable_plan_is_in_the_asked_language(referral: Cli) -> None:
    arguments = ("route", "--at", "53.07", "--need", "shelter", *NIGHT)
    indonesian, english = referral(*arguments)[1], referral(*arguments, "--lang", "en")[1]
    assert "129" in indonesian and "129" in english
    assert indonesian != english and "{" not in indonesian + english


def test_a_folder_of_files_routes_like_the_database_it_was_seeded_from(referral: Cli) -> None:
    arguments = ("route", "--at", "53.07", "--need", "medical", "--need", "legal", *NIGHT)
    stored, read = referral.json(*arguments), referral.json(*arguments, "--data", str(DATA))
    for plan in (stored, read):
        del plan["directory_version"]
    # each installation has its own key for the ids of hidden places (R35)
    assert OPAQUE.sub("…", json.dumps(stored)) == OPAQUE.sub("…", json.dumps(read))


def test_a_folder_with_an_unreadable_row_is_refused_with_file_and_line(
    referral: Cli, tmp_path: Path
) -> None:
    header, row, *_ = (DATA / "hotlines.csv").read_text("utf-8").splitlines()
    (tmp_path / "lines.csv").write_text(f"{header}\n{row}\n{row}\n", "utf-8")
    arguments = ("route", "--at", "53.07", "--need", "legal", "--data", str(tmp_path))
    status, out, err = referral(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("lines.csv:3 id duplicate_id ")


def test_equal_command_lines_print_equal_bytes(referral: Cli) -> None:
    arguments = ("route", "--at", "53.07", "--need", "return", *NIGHT, "--json")
    assert referral(*arguments) == referral(*arguments)


def test_why_prints_only_that_services_standing(referral: Cli) -> None:
    arguments = ("route", "--at", "53.07", "--need", "medical", *NIGHT)
    chosen = referral.json(*arguments)["answers"][0]["recommended"]["service_id"]
    standing = referral.json(*arguments, "--why", chosen)
    assert (standing["service_id"], standing["standing"]) == (chosen, "recommended")
    status, out, _ = referral(*arguments, "--why", chosen)
    assert status == 0 and chosen in out and "answers" not in out


def test_an_ambiguous_place_lists_candidates_with_codes(referral: Cli) -> None:
    status, out, err = referral("route", "--at", "Bogor", "--need", "legal")
    assert (status, out) == (1, "")
    assert err.startswith("argument:0 --at place_ambiguous ")
    assert "32.01" in err and "32.71" in err


def test_a_failure_is_said_in_the_asked_language(referral: Cli) -> None:
    arguments = ("route", "--need", "legal", "--at", "Bogor", "--lang")
    english, indonesian = referral(*arguments, "en")[2], referral(*arguments, "id")[2]
    assert "Choose" in english and "Choose" not in indonesian
    assert english.splitlines()[1:] == indonesian.splitlines()[1:]


def test_an_unknown_place_suggests_others(referral: Cli) -> None:
    status, _, err = referral("route", "--at", "Maumerre Barattt", "--need", "legal")
    assert status == 1 and err.startswith("argument:0 --at place_unknown ")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("route", "--at", "53.07", "--need", "legal", "--age", "18"), "adult"),
        (("route", "--at", "99.99", "--need", "legal"), "place_unknown"),
        (("route", "--at", "0,0", "--need", "legal"), "place_"),
        (("route", "--at", "53.07", "--need", "legal", "--when", "tomorrow"), "--when "),
        (("route", "--at", "53.07", "--need", "legal", "--avoid", "99.99"), "--avoid "),
        (("services", "show", "no-such-service"), "not_found"),
        (("place", "xqzw vvkk"), "place_unknown"),
    ],
)
def test_a_rejected_input_exits_1_with_a_line_for_each_problem(
    referral: Cli, arguments: tuple[str, ...], code: str
) -> None:
    status, out, err = referral(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("argument:0 ") and code in err.splitlines()[0]


@pytest.mark.parametrize(
    ("successor", "code", "told"),
    [(None, "gone", "services list"), ("rsud-lain", "merged", "services show rsud-lain")],
)
def test_of_a_removed_service_it_says_where_to_look(
    capfd: pytest.CaptureFixture[str], successor: str | None, code: str, told: str
) -> None:
    explain(Gone("rsud-uji", reason="closed", successor=successor))
    err = capfd.readouterr().err
    assert err.startswith(f"argument:0 ID {code} ") and told in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("route",),
        ("route", "--at", "53.07"),
        ("route", "--at", "53.07", "--need", "love"),
        ("route", "--at", "53.07", "--need", "legal", "--child", "14"),
        ("route", "--at", "53.07", "--need", "legal", "--child", "14:female", "--age", "14"),
        ("route", "--at", "53.07", "--need", "legal", "--tried", "x:busy"),
        ("route", "--at", "53.07", "--need", "legal", "--more", "-1"),
        ("route", "--at", "53.07", "--need", "legal", "--data", "no such folder"),
        ("place",),
        ("dance",),
        ("services", "list", "--page", "0"),
        ("route", "--nonsense"),
    ],
)
def test_wrong_usage_exits_2(referral: Cli, arguments: tuple[str, ...]) -> None:
    status, out, err = referral(*arguments)
    assert (status, out) == (2, "") and err


def test_places_and_services_print_for_people_and_for_programs(referral: Cli) -> None:
    assert "53.07" in referral("place", "ds nita sikka")[1].splitlines()[0]
    assert referral.json("place", "lamahora", "--limit", "2")["places"]
    listed = referral.json("services", "list", "--region", "53.07", "--per-page", "3")
    first = listed["services"][0]["service_id"]
    assert first in referral("services", "list", "--region", "53.07")[1]
    assert referral.json("services", "show", first)["service_id"] == first
    assert first in referral("services", "show", first, "--lang", "en")[1]


def test_seeding_again_changes_nothing_and_says_so(referral: Cli) -> None:
    status, out, _ = referral("seed")
    assert status == 0 and "puskesmas.csv" in out and "13" in out
    assert referral("db", "check")[0] == 0


def outside(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "referral.cli.main", *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+psycopg://nobody:hidden@127.0.0.1:1/none"}, "DATABASE_URL"),
        ({"INSTANCE": "/proc/nowhere"}, "INSTANCE"),
        ({"INSTANCE": "{tmp}"}, "db upgrade"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_a_sentence(
    environ: dict[str, str], said: str, tmp_path: Path
) -> None:
    base = {"INSTANCE": str(tmp_path), "LOG_LEVEL": "", "PORT": str(free_port())}
    filled = {name: value.format(tmp=tmp_path) for name, value in environ.items()}
    done = outside("serve", **{**base, **filled})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "hidden" not in done.stderr
    assert said in done.stderr and done.stderr.count("\n") == 1


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = outside("serve", PORT=str(other.getsockname()[1]), INSTANCE=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "PORT=" in done.stderr


def test_missing_data_is_said_in_a_sentence() -> None:
    for command in (("place", "nita"), ("route", "--at", "53", "--need", "legal"), ("seed",)):
        done = outside(*command, DATA_DIR="/nowhere", INSTANCE="/nowhere")
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "DATA_DIR" in done.stderr


def test_an_installation_from_nothing_to_a_plan(tmp_path: Path) -> None:
    installed = {"INSTANCE": str(tmp_path / "new" / "folder")}
    assert outside("route", "--at", "53.07", "--need", "legal", **installed).returncode == 1
    assert not (tmp_path / "new").exists(), "asking leaves nothing behind"
    assert outside("db", "check", **installed).returncode == 1
    for command in (("db", "upgrade"), ("seed",), ("db", "upgrade"), ("db", "check")):
        done = outside(*command, **installed)
        assert (done.returncode, done.stderr) == (0, "")
    done = outside("route", "--at", "Desa Nita, Sikka", "--need", "legal", "--json", **installed)
    assert json.loads(done.stdout)["answers"][0]["need"] == "legal"


def test_a_reader_who_goes_away_causes_no_complaint(settings: Settings, world: World) -> None:
    command = f"{sys.executable} -m referral.cli.main services list --per-page 5000 | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={**os.environ, "INSTANCE": str(settings.instance)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.count("\n") == 1 and "Error" not in done.stderr


def test_help_loads_neither_the_map_nor_the_database() -> None:
    heavy = "numpy,scipy,sqlalchemy,flask,shapely,holidays,babel"
    script = (
        "import sys; from referral.cli.main import run; run(['route', '--help']); "
        f"found = [name for name in '{heavy}'.split(',') if name in sys.modules]; "
        "sys.exit(f'loaded: {found}' if found else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--need" in done.stdout


def test_work_that_takes_long_says_so_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from referral.cli.options import progress

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with progress("Working", after=0.0, every=0.01):
        time.sleep(0.1)
    assert "Working" in capsys.readouterr().err
    with progress("Quick", after=5.0):
        pass
    assert capsys.readouterr().err == ""

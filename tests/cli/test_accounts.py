"""`referral user` and `referral token`, and what they refuse."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referral.cli.main import run
from referral.cli.users import first_link
from referral.domain.vocabulary import Need
from referral.settings import Settings
from referral.store.writing import remove_service, save_service
from referral.usecases import accounts, desks, tokens
from referral.usecases.database import upgrade
from referral.usecases.permission import SYSTEM
from referral.usecases.records import Records, open_records
from tests.builders import service

Output = tuple[int, str, str]


class Cli:
    """Runs commands on a database of their own."""

    def __init__(self, settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
        self.settings = settings
        self.records: Records = open_records(settings.database, b"")
        self._capfd = capfd

    def __call__(self, *arguments: str) -> Output:
        self._capfd.readouterr()
        status = run(arguments)
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        return status, out, err


@pytest.fixture
def referral(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Cli:
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = Settings.from_env()
    upgrade(settings.database)
    return Cli(settings, capfd)


def secret_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000/id/account/invitation/(\S+)", text)
    assert found, text
    return found[1]


def test_somebody_is_invited_listed_and_disabled(referral: Cli) -> None:
    desks.add_desk(
        referral.records, SYSTEM, datetime.now(UTC), name="Meja", organization="UPTD", phone=""
    )
    status, out, _err = referral(
        "user", "add", "Satu@contoh.example.org", "--role", "operator", "--desk", "meja"
    )
    assert status == 0 and "satu kali" in out
    taken = accounts.take_up(referral.records, secret_in(out), "hash", datetime.now(UTC))
    assert taken.email == "satu@contoh.example.org"

    _status, listed, _err = referral("user", "list", "--json")
    (one,) = json.loads(listed)["accounts"]
    assert (one["roles"], one["desk"], one["state"]) == (["operator"], "meja", "active")
    assert "hash" not in listed
    assert "satu@contoh.example.org" in referral("user", "list")[1]

    assert referral("user", "disable", "satu@contoh.example.org")[0] == 0
    found = accounts.find(referral.records, id=taken.id)
    assert found is not None and not found.active
    status, _out, err = referral("user", "add", "satu@contoh.example.org", "--role", "operator")
    assert status == 1 and "disabled" in err
    assert referral("user", "disable", "satu@contoh.example.org", "--undo")[0] == 0


def test_a_known_address_gets_another_link_and_keeps_its_roles(referral: Cli) -> None:
    first = referral("user", "add", "a@contoh.example.org", "--role", "admin")[1]
    second = referral("user", "add", "a@contoh.example.org", "--role", "editor")[1]
    assert secret_in(first) != secret_in(second)
    (one,) = json.loads(referral("user", "list", "--json")[1])["accounts"]
    assert one["roles"] == ["admin"] and one["state"] == "invited"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("a", "--role", "admin"), "argument:0 EMAIL bad_email", id="no address"),
        pytest.param(("a@x.org", "--role", "operator"), "--desk desk_required", id="no desk"),
        pytest.param(
            ("a@x.org", "--role", "receiver"), "organization_required", id="no organisation"
        ),
        pytest.param(
            ("a@x.org", "--role", "operator", "--desk", "none"), "unknown_desk", id="no such desk"
        ),
        pytest.param(
            ("a@x.org", "--role", "receiver", "--organization", "Yayasan Salah Ketik"),
            "--organization unknown_organization",
            id="an organisation that runs no service",
        ),
    ],
)
def test_what_cannot_be_is_said_on_a_line(
    referral: Cli, arguments: tuple[str, ...], said: str
) -> None:
    status, out, err = referral("user", "add", *arguments)
    assert status == 1 and out == "" and said in err


def test_a_receiver_belongs_to_an_organisation_of_the_directory(referral: Cli) -> None:
    with referral.records.writing() as session:
        save_service(session, service("lbh-uji", Need.LEGAL, organization="LBH Uji"))
    given = ("user", "add", "a@x.org", "--role", "receiver", "--organization", "LBH Uji")
    assert referral(*given)[0] == 0
    with referral.records.writing() as session:
        remove_service(session, "lbh-uji")
    status, _out, err = referral(*("b@x.org" if one == "a@x.org" else one for one in given))
    assert status == 1 and "LBH Uji" in err


def test_wrong_usage_and_unknown_names(referral: Cli) -> None:
    assert referral("user", "add", "a@x.org", "--role", "king")[0] == 2
    assert referral("user", "add", "a@x.org")[0] == 2
    assert "EMAIL not_found" in referral("user", "disable", "nobody@x.org")[2]
    assert "ID not_found" in referral("token", "revoke", "none")[2]


def test_the_last_administrator_is_kept(referral: Cli) -> None:
    out = referral("user", "add", "a@contoh.example.org", "--role", "admin")[1]
    accounts.take_up(referral.records, secret_in(out), "hash", datetime.now(UTC))
    status, _out, err = referral("user", "disable", "a@contoh.example.org")
    assert status == 1 and "last_admin" in err


def test_a_token_is_printed_once_listed_without_it_and_revoked(referral: Cli) -> None:
    status, out, err = referral("token", "add", "Papan", "--scope", "directory", "--days", "5")
    assert status == 0 and re.fullmatch(r"rujuk_\S{40,}\n", out) and "rujuk_" not in err
    listed = referral("token", "list", "--json")[1]
    (one,) = json.loads(listed)["tokens"]
    assert out.strip() not in listed
    assert (one["name"], one["scopes"], one["state"]) == ("Papan", ["directory"], "active")
    assert tokens.token_of_secret(referral.records, out.strip(), datetime.now(UTC)) is not None
    assert referral("token", "revoke", one["id"])[0] == 0
    assert "revoked" in referral("token", "list")[1]
    assert tokens.token_of_secret(referral.records, out.strip(), datetime.now(UTC)) is None
    assert referral("token", "add", "Papan", "--scope", "directory", "--days", "999")[0] == 1


def test_empty_lists_say_so_in_both_languages(referral: Cli) -> None:
    for command in ("user", "token"):
        indonesian = referral(command, "list")[1]
        english = referral(command, "list", "--lang", "en")[1]
        assert indonesian and english and indonesian != english


def test_the_first_start_prints_a_link_and_a_later_one_does_not(referral: Cli) -> None:
    first, second = first_link(referral.settings), first_link(referral.settings)
    assert first and second and secret_in(first) != secret_in(second)
    accounts.take_up(
        referral.records, secret_in(second), "hash", datetime.now(UTC), email="a@x.org"
    )
    assert first_link(referral.settings) is None


def test_without_a_database_the_next_step_is_said(
    referral: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INSTANCE", str(tmp_path / "elsewhere"))
    status, _out, err = referral("user", "list")
    assert status == 1 and "referral db upgrade" in err

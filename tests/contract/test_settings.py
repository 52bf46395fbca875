"""Settings come from the environment alone, and a wrong one is named without its value."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from referral.domain.errors import StartupError
from referral.settings import Settings, declared, user_folder


def test_the_defaults_start_on_a_fresh_machine() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 2)
    assert settings.database == f"sqlite:///{settings.instance / 'rujuk.sqlite3'}"
    assert (settings.data_dir / "services").is_dir()
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_env({"PORT": " ", "DATABASE_URL": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("PORT", "٨٠"),
        ("WORKERS", "-1"),
        ("WORKERS", "100"),
        ("DATABASE_URL", "mysql://user:secret@db/x"),
        ("DATABASE_URL", "instance/rujuk.sqlite3"),
        ("DEFAULT_LANGUAGE", "jv"),
        ("LOG_LEVEL", "loud"),
        ("SECRET_KEY", "short"),
        ("RATE_LIMIT_PLANS", "many"),
        ("TRUSTED_PROXIES", "all"),
    ],
)
def test_a_wrong_value_is_named_and_never_repeated(name: str, value: str) -> None:
    with pytest.raises(StartupError) as caught:
        Settings.from_env({name: value})
    assert caught.value.code == "bad_setting"
    assert caught.value.facts["name"] == name
    assert value not in str(caught.value.facts["expected"]).split(", ")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////srv/x.sqlite3", "sqlite:////srv/x.sqlite3"),
    ],
)
def test_the_usual_spellings_of_a_database_are_taken(given: str, used: str) -> None:
    assert Settings.from_env({"DATABASE_URL": given}).database == used


def test_secrets_do_not_show_in_a_printed_settings_object() -> None:
    shown = repr(
        Settings.from_env(
            {"SECRET_KEY": "k" * 40, "DATABASE_URL": "postgresql+psycopg://u:hidden@h/d"}
        )
    )
    assert "kkkk" not in shown and "hidden" not in shown


def test_every_setting_says_what_it_does() -> None:
    assert all(setting.help.endswith(".") for setting in declared().values())


def test_an_installed_wheel_keeps_its_things_in_the_users_folder() -> None:
    folder = user_folder({"HOME": "/users/somebody", "XDG_DATA_HOME": ""})
    assert folder.name == "rujuk" and Path("/users/somebody") in folder.parents

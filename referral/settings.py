"""The settings: one frozen object, read once from the environment. No Flask, no side effects.

Every field is an environment variable of the same name in capitals and says in its help text
what it does; the README's table is checked against it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from referral.domain.errors import StartupError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
IN_CHECKOUT = (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "templates").is_dir()
CARRIED = CHECKOUT if IN_CHECKOUT else PACKAGE / "_data"
"""Where templates, translations and data stand: in a checkout its top, else inside the wheel."""

LANGUAGES = ("id", "en")
LOG_LEVELS = ("debug", "info", "warning", "error")
_LIMIT = re.compile(r"\s*[1-9]\d* (per|/) ([1-9]\d* )?(second|minute|hour|day)s?\s*")


class _WrongValueError(ValueError):
    """A value that a setting cannot take; the argument says what it takes."""


def user_folder(environ: Mapping[str, str]) -> Path:
    """The user's own data folder for an installed wheel (XDG; macOS: Application Support)."""
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "rujuk"
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "rujuk"


def _text(value: str) -> str:
    return value


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _file(value: str) -> Path:
    path = Path(value).expanduser().resolve()
    if not path.is_file():
        raise _WrongValueError("FILE")
    return path


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise _WrongValueError(f"{low}-{high}")
        return int(value)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value.lower() not in allowed:
            raise _WrongValueError(", ".join(allowed))
        return value.lower()

    return read


def _flag(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise _WrongValueError("true, false")
    return value.lower() == "true"


def _limit(value: str) -> str:
    if not all(_LIMIT.fullmatch(part) for part in value.split(";")):
        raise _WrongValueError("30 per minute; 300 per hour")
    return value


def _secret(value: str) -> str:
    if len(value) < 32:
        raise _WrongValueError("≥ 32")
    return value


def _database(value: str) -> str:
    """SQLite or PostgreSQL; the short spellings of the latter get their driver."""
    for short in ("postgres://", "postgresql://"):
        if value.startswith(short):
            return "postgresql+psycopg://" + value.removeprefix(short)
    if not value.startswith(("sqlite:///", "sqlite+pysqlite:///", "postgresql+psycopg://")):
        raise _WrongValueError("sqlite:///…, postgresql+psycopg://…")
    return value


@dataclass(frozen=True)
class Setting:
    """What is said about a setting, and how its text is read."""

    help: str
    read: Callable[[str], Any] = _text


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All that the environment decides. Empty `database_url` and `secret_key` are derived."""

    host: Annotated[str, Setting("Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Setting("Port to listen on.", _between(1, 65535))] = 8000
    database_url: Annotated[
        str,
        Setting(
            "SQLite (default: rujuk.sqlite3 in INSTANCE) or PostgreSQL (postgresql+psycopg://…).",
            _database,
        ),
    ] = field(default="", repr=False)
    instance: Annotated[
        Path,
        Setting(
            "Folder of what this installation keeps: database, secret key. Default: instance/ in "
            "a checkout, otherwise the user's data folder.",
            _folder,
        ),
    ]
    secret_key: Annotated[
        str,
        Setting(
            "Key that signs form tokens, at least 32 characters. Default: made on the first run "
            "and kept in INSTANCE.",
            _secret,
        ),
    ] = field(default="", repr=False)
    workers: Annotated[int, Setting("Processes that answer requests.", _between(1, 64))] = 2
    threads: Annotated[int, Setting("Threads in each process.", _between(1, 64))] = 4
    trusted_proxies: Annotated[
        int,
        Setting(
            "Number of proxies in front whose X-Forwarded-… headers are believed.", _between(0, 5)
        ),
    ] = 0
    default_language: Annotated[
        str, Setting("Language where none is asked for: id or en.", _one_of(*LANGUAGES))
    ] = "id"
    log_level: Annotated[
        str,
        Setting("How much is logged: debug, info, warning or error.", _one_of(*LOG_LEVELS)),
    ] = "info"
    rate_limit_plans: Annotated[str, Setting("Plans that one address may ask for.", _limit)] = (
        "300 per minute; 6000 per hour"
    )
    rate_limit_places: Annotated[
        str, Setting("Place look-ups that one address may ask for.", _limit)
    ] = "1200 per minute; 30000 per hour"
    rate_limit_sign_in: Annotated[
        str,
        Setting("Attempts to sign in, or to take up an invitation, by one address.", _limit),
    ] = "30 per minute; 300 per hour"
    rate_limit_replies: Annotated[
        str,
        Setting("Reply codes that one address may try, and answers that it may give.", _limit),
    ] = "30 per minute; 300 per hour"
    rate_limit_exports: Annotated[
        str, Setting("Files of the whole directory that one address may fetch.", _limit)
    ] = "10 per minute; 60 per hour"
    rate_limit_coverage: Annotated[
        str,
        Setting("Provinces, earlier days and pocket sheets that one address may ask for.", _limit),
    ] = "60 per minute; 1200 per hour"
    require_sign_in: Annotated[
        bool,
        Setting("true: routing and the directory, too, are for accounts and tokens only.", _flag),
    ] = False
    session_idle_minutes: Annotated[
        int, Setting("Minutes without use after which a sign-in ends.", _between(5, 720))
    ] = 120
    session_hours: Annotated[
        int, Setting("Hours after which a sign-in ends in any case: a shift.", _between(1, 24))
    ] = 12
    policy: Annotated[
        Path | None, Setting("File of the routing policy. Default: the national one.", _file)
    ] = None
    case_policy: Annotated[
        Path | None,
        Setting(
            "File of the policy of open referrals: deadlines, follow-ups, retention. Default: the "
            "national one.",
            _file,
        ),
    ] = None
    verification_policy: Annotated[
        Path | None,
        Setting(
            "File of the policy of verification: what is called first, waiting times, points of a "
            "whole record. Default: the national one.",
            _file,
        ),
    ] = None
    data_dir: Annotated[
        Path, Setting("Folder with services/, regions/ and the other committed data.", _folder)
    ]

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings of an environment; an empty variable counts as not set.

        :raises StartupError: `bad_setting` with `name` and `expected`; never the value, which
            may be a password.
        """
        values: dict[str, Any] = {
            "instance": CHECKOUT / "instance" if IN_CHECKOUT else user_folder(environ),
            "data_dir": CARRIED / "data",
        }
        for name, setting in declared().items():
            if text := environ.get(name, "").strip():
                values[name.lower()] = _read(name, setting, text)
        return cls(**values)

    @property
    def database(self) -> str:
        """The database's address, the embedded one where none is set."""
        return self.database_url or f"sqlite:///{self.instance / 'rujuk.sqlite3'}"


def _read(name: str, setting: Setting, text: str) -> Any:
    """One value from its text, or a StartupError naming the setting and what it takes."""
    try:
        return setting.read(text)
    except _WrongValueError as wrong:
        raise StartupError("bad_setting", name=name, expected=str(wrong)) from wrong


def declared() -> Mapping[str, Setting]:
    """Every setting by the name of its variable, in order."""
    hints = get_type_hints(Settings, include_extras=True)
    return {spec.name.upper(): hints[spec.name].__metadata__[0] for spec in fields(Settings)}

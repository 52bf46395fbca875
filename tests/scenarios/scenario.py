"""A scenario of the field brief as files: synthetic services, a request, and what must hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from referral.compose import map_world
from referral.settings import Settings
from referral.usecases.find_help import find_help
from referral.usecases.service_files import directory_of
from referral.usecases.tables import tables_of
from referral.usecases.world import World

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 24, tzinfo=UTC)  # every request holds its own moment
Document = Mapping[str, Any]

REPEATED = {
    "needs": "--need",
    "sub_needs": "--sub-need",
    "suspect": "--suspect",
    "avoid": "--avoid",
    "companions": "--companion",
}
"""Lists of a request that are typed as one option an item; every other name is its option."""


@dataclass(frozen=True)
class Scenario:
    """One folder: `services.csv`, `request.json`, `expected.json`."""

    name: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return FOLDER / self.name

    @cached_property
    def request(self) -> dict[str, Any]:
        """The request of the contract."""
        return self._json("request")

    @cached_property
    def expected(self) -> dict[str, Any]:
        """What must hold, and why."""
        return self._json("expected")

    @cached_property
    def world(self) -> World:
        """The map with this folder's services alone."""
        directory = directory_of(self.folder)
        return replace(_map(), directory=lambda: directory)

    def plan(self, language: str = "en", **changes: Any) -> dict[str, Any]:
        """The plan for the request, with some of its members changed."""
        body = {**self.request, **changes}
        return find_help(self.world, body, now=NOW, language=language)

    def public_id(self, service_id: str) -> str:
        """The id under which a service may be shown: an opaque one if it is hidden (R35)."""
        table = tables_of(self.world).routing
        service = table.directory.get(service_id)
        return table.public_id(service) if service else service_id

    def arguments(self) -> list[str]:
        """The request as a user would type it after `referral`."""
        words = ["route", "--data", str(self.folder), "--json", "--lang", "en"]
        for name, value in self.request.items():
            words += _typed(name, value)
        return words

    def _json(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        return found


def _typed(name: str, value: Any) -> Iterator[str]:
    if name == "at":
        yield from ("--at", value["code"])
    elif name == "children":
        for child in value:
            yield from ("--child", f"{child['age']}:{child['sex']}")
    elif name in REPEATED:
        for item in value:
            yield from (REPEATED[name], item)
    else:
        yield from ("--" + name.replace("_", "-"), str(value))


@cache
def _map() -> World:
    return map_world(Settings.from_env({}))


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario, in the order of their numbers."""
    return tuple(Scenario(path.parent.name) for path in sorted(FOLDER.glob("*/request.json")))

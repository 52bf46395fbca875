"""A second installation takes the whole directory over by HSDS, and routes the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from referral.domain.vocabulary import Need
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.store.reading import load_directory
from referral.usecases.exchange.exporting import Export, export_chunks
from referral.usecases.exchange.importing import import_services
from referral.usecases.find_help import find_help
from referral.usecases.records import Records
from referral.usecases.world import World

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
REQUESTS = 500
PROFILES: tuple[Mapping[str, Any], ...] = (
    {},
    {"age": 14, "sex": "female", "contact": "reported", "last_abuse": "<24h", "danger": "yes"},
    {"age": 10, "sex": "male", "companions": ["alone"], "disability": "deaf"},
    {"age": 16, "sex": "female", "suspect": ["police"], "nationality": "foreign"},
)


def requests(world: World) -> Iterator[dict[str, Any]]:
    """Every need and profile in turn over the regencies."""
    codes = [code for code in world.atlas.regions if "." in code]
    needs, profiles = cycle(Need), cycle(PROFILES)
    for code in codes[:REQUESTS]:
        wanted = next(needs)
        if wanted is Need.MEDICAL:
            next(profiles)  # so that every profile meets every need
        yield {"at": {"code": code}, "needs": [wanted.value], **next(profiles)}


@pytest.fixture(scope="module")
def second(world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world of an installation that has nothing but the other's HSDS export."""
    folder: Path = tmp_path_factory.mktemp("second")
    url = f"sqlite:///{folder / 'rujuk.db'}"
    upgrade(url)
    records = Records(make_engine(url), b"")
    path = folder / "services.json"
    with path.open("wb") as stream:
        stream.writelines(export_chunks(world, Export("hsds-json", full=True)))
    with path.open("rb") as stream:
        report = import_services(world, records, stream, path.name, now=NOW, commit=True)
    assert (report.problems, report.written) == ((), True)
    with records.reading() as session:
        taken_over = load_directory(session)
    records.engine.dispose()
    own = world.directory()
    assert taken_over.services == own.services
    # statements of presence are no services; the key and the version are each installation's own
    same = replace(taken_over, statements=own.statements, opaque_key=own.opaque_key)
    directory = replace(same, version=own.version)
    return replace(world, directory=lambda: directory)


def test_it_routes_five_hundred_requests_the_same(world: World, second: World) -> None:
    asked = list(requests(world))
    assert len(asked) == REQUESTS
    answers = [
        [find_help(one, body, now=NOW, language="id") for body in asked] for one in (world, second)
    ]
    assert answers[0] == answers[1]
    recommended = [a["recommended"] for plan in answers[0] for a in plan["answers"]]
    assert sum(one is not None for one in recommended) > REQUESTS // 2

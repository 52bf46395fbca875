"""What a changed directory asks for anew is made beside the requests, once somebody needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from referral.domain.directory import Directory
from referral.usecases import feed, fhir, shelf, tables
from referral.usecases.feed import feed_of
from referral.usecases.tables import tables_of
from referral.usecases.world import World
from tests.builders import KEY
from tests.leaks.planted import world_of
from tests.offices import SERVICES


class Changing:
    """A directory that changes when it is told to."""

    def __init__(self) -> None:
        self.version = 0

    def __call__(self) -> Directory:
        return self.held

    def change(self) -> None:
        self.version += 1
        self.held = Directory.of(SERVICES, version=str(self.version), opaque_key=KEY)


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Changing]:
    """Nothing held from other tests, and nothing left for them."""
    for module in (feed, fhir, shelf):
        monkeypatch.setattr(module._latest, "_held", None)
    made = Changing()
    made.change()
    yield made
    settle()


def settle() -> None:
    for thread in threading.enumerate():
        if thread.name == "reload":
            thread.join(20)


def world_over(changing: Changing) -> World:
    return replace(world_of(()), directory=changing)


def test_the_next_snapshot_is_ready_before_it_is_asked_for(changing: Changing) -> None:
    world = world_over(changing)
    first = feed_of(world)
    fhir._subjects_of(world)
    changing.change()
    made = tables_of(world)
    settle()
    held = feed._latest._held
    assert held is not None and held is not first and held.tables is made
    assert {"by_id", "by_term", "texts"} <= vars(held).keys()
    assert feed_of(world) is held
    subjects = fhir._latest._held
    assert subjects is not None and subjects.feed is held and "services" in vars(subjects)


def test_what_nobody_fetches_is_not_made(changing: Changing) -> None:
    world = world_over(changing)
    tables_of(world)
    changing.change()
    tables_of(world)
    settle()
    assert feed._latest._held is None and shelf._latest._held is None


def test_a_failure_is_left_to_whoever_asks(
    changing: Changing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_world: World) -> None:
        raise ValueError("nobody's business")

    world = world_over(changing)
    tables_of(world)
    monkeypatch.setattr(tables, "_prepared", [fail])
    changing.change()
    tables_of(world)
    settle()
    assert "ValueError" in caplog.text and "business" not in caplog.text

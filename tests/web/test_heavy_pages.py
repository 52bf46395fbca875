"""Pages for everybody that take work leave threads and cores to whoever needs a plan now."""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from referral.app import create_app
from referral.settings import Settings
from referral.usecases.beside import alone
from referral.usecases.database import upgrade
from referral.usecases.world import World
from referral.web import coverage
from referral.web.coverage.waiting import patience
from tests.web.lint import faults

ZIP = "/id/coverage/province/53/pocket.zip"


@pytest.fixture
def narrow(settings: Settings, world: World, tmp_path: Path) -> Flask:
    own = replace(settings, rate_limit_coverage="3 per minute", instance=tmp_path)
    upgrade(own.database)
    return create_app(own, world)


def test_one_address_asks_for_so_many_of_them_together(narrow: Flask) -> None:
    client = narrow.test_client()
    path = "/id/coverage/53.07/pocket"
    assert [client.get(path).status_code for _each in range(4)] == [200, 200, 200, 429]
    refused = client.get(f"{path}.html")
    assert refused.status_code == 429 and "Retry-After" in refused.headers
    assert faults(refused.text) == []
    assert client.get("/id/").status_code == 200, "a plan has a limit of its own"


HEAVY = (
    "trend",
    "trend.csv",
    "province/53",
    "province/53/brief",
    "53.07/pocket",
    "53.07/pocket.html",
    "province/53/pocket.zip",
)


def test_all_of_them_are_limited(narrow: Flask) -> None:
    client, paths = narrow.test_client(), [f"/id/coverage/{path}" for path in HEAVY]
    addresses = narrow.url_map.bind("localhost")
    assert {addresses.match(path)[0] for path in paths} == set(coverage.LIMITED)
    for _each in range(3):
        client.get("/id/coverage/53.07/pocket")
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 429)


def test_who_comes_while_a_zip_is_made_is_told_to_come_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_world: World, code: str) -> tuple[str, str]:
        begun.set()
        assert go_on.wait(30)
        return f"{code}.html", code

    monkeypatch.setattr("referral.web.coverage.pocket.sheet_file", slow)
    first: list[int] = []
    worker = threading.Thread(target=lambda: first.append(app.test_client().get(ZIP).status_code))
    worker.start()
    assert begun.wait(30)
    second = app.test_client().get(ZIP)
    go_on.set()
    worker.join(60)
    assert second.status_code == 503 and int(second.headers["Retry-After"]) > 0
    assert first == [200] and app.test_client().get(ZIP).status_code == 200


def test_one_request_waits_and_the_others_are_told_at_once() -> None:
    with patience(2.0) as first, patience(2.0) as second:
        assert (first, second) == (2.0, 0.0)
    with patience(2.0) as again:
        assert again == 2.0


def _hold(folder: str, asked: object, held: object) -> None:
    asked.set()  # type: ignore[attr-defined]
    with alone(Path(folder)):
        held.set()  # type: ignore[attr-defined]


def test_processes_work_beside_their_requests_one_after_the_other(tmp_path: Path) -> None:
    start = multiprocessing.get_context("spawn")
    asked, held = start.Event(), start.Event()
    other = start.Process(target=_hold, args=(str(tmp_path), asked, held))
    with alone(tmp_path):
        other.start()
        assert asked.wait(60)
        assert not held.wait(0.5), "it works while we do"
    assert held.wait(60)
    other.join(60)
    with alone(None), alone(tmp_path / "missing"):
        pass  # where there is no lock, everybody works

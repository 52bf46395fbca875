"""The production server, started for real: it says its address, answers, tells nothing, stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referral.cli.serve import POLITE, measure_beside
from referral.settings import Settings
from referral.usecases.world import World

ROOT = Path(__file__).parents[2]


class Server:
    """`referral serve` in a process of its own, on a free port."""

    def __init__(self, instance: Path, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = log
        with log.open("w") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "referral.cli.main", "serve"],
                cwd=ROOT,
                env={**os.environ, "PORT": str(self.port), "INSTANCE": str(instance)},
                stdout=sink,
                stderr=sink,
            )
        deadline = time.monotonic() + 60
        while "http://" not in self.printed():
            assert self.process.poll() is None and time.monotonic() < deadline, self.printed()
            time.sleep(0.1)

    def printed(self) -> str:
        return self.log.read_text()

    def ask(self, path: str, body: object = None) -> tuple[int, bytes]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def first_day(settings: Settings, instance: Path) -> Path:
    """A copy of the tests' installation in which nobody has taken up an account."""
    with (
        closing(sqlite3.connect(settings.instance / "rujuk.sqlite3")) as source,
        closing(sqlite3.connect(instance / "rujuk.sqlite3")) as copy,
    ):
        source.backup(copy)
        copy.execute("UPDATE account SET password = NULL")
        copy.commit()
    return instance


@pytest.fixture(scope="module")
def server(
    settings: Settings, world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    instance = first_day(settings, tmp_path_factory.mktemp("first"))
    running = Server(instance, tmp_path_factory.mktemp("log") / "log")
    yield running
    running.process.kill()
    running.process.wait(10)


def test_it_prints_its_address_answers_and_stops_without_a_complaint(server: Server) -> None:
    assert f"http://127.0.0.1:{server.port}" in server.printed()
    assert server.ask("/healthz")[0] == server.ask("/readyz")[0] == 200
    status, plan = server.ask("/api/v1/plans", {"at": {"text": "Lamahora"}, "needs": ["legal"]})
    assert status in (200, 422) and b"amahora" in plan
    assert server.ask("/api/v1/services?q=Lamahora&page=x")[0] == 422
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(b"GET /Lamahora\x00 nonsense\r\n\r\n")
        raw.recv(1000)
    assert server.stop() == 0
    printed = server.printed()
    assert "Traceback" not in printed
    assert "amahora" not in printed and "/api" not in printed, "a request was logged"
    assert "/id/account/invitation/" in printed, "no link for the first administrator"
    assert printed.count("127.0.0.1") == 2, "a visitor's address was logged"


class Measuring:
    """Stands for the coverage: says where and how politely it is measured."""

    def __init__(self, told: Path) -> None:
        self.told = told

    def prepare(self, now: datetime) -> None:
        self.told.write_text(f"{os.getpid()} {os.nice(0)} {now.year}")
        raise RuntimeError("nothing of this reaches the server")


def test_the_coverage_is_measured_beside_the_server_and_gives_way_to_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told, mine = tmp_path / "told", os.nice(0)
    child = measure_beside(Measuring(told), datetime(2026, 11, 25, tzinfo=UTC))
    assert os.waitpid(child, 0) == (child, 0)
    assert told.read_text() == f"{child} {min(mine + POLITE, 19)} 2026"
    assert os.nice(0) == mine and "Traceback" not in capfd.readouterr().err

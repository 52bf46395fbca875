"""Visitors of the web: over the real directory, over made-up use cases, and through Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import TestResponse

from referral import web
from referral.catalogues import compile_all
from referral.domain.access import Role
from referral.domain.accounts import Account
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.settings import CARRIED
from referral.usecases.world import World
from referral.web.verbs import Document, Verbs
from tests.needs import require
from tests.web.accounts import make_account
from tests.web.browser import CHROMIUM, DRIVER, HOW, Browser
from tests.web.desk import Desk, installation
from tests.web.lint import faults
from tests.web.sample_plan import document
from tests.web.signing import PASSWORD


@dataclass
class Stub:
    """Use cases that answer what a test lays before them, and remember what they were asked."""

    plan: Document = field(default_factory=document)
    problems: tuple[Problem, ...] = ()
    places: list[Document] = field(default_factory=list)
    services: list[Document] = field(default_factory=list)
    asked: list[Mapping[str, Any]] = field(default_factory=list)

    def find_help(self, body: Mapping[str, Any], _now: datetime, _language: str) -> Document:
        self.asked.append(body)
        if self.problems:
            raise RequestRejected(self.problems)
        return self.plan

    def find_places(self, text: str, limit: int) -> list[Document]:
        return self.places[:limit]

    def list_services(self, filters: Mapping[str, str], **_more: Any) -> Document:
        self.asked.append(filters)
        return {"total": len(self.services), "page": 1, "pages": 1, "services": self.services}

    def show_service(self, service_id: str, _now: datetime, _language: str) -> Document:
        raise NotFound(service_id)

    def verbs(self) -> Verbs:
        return Verbs(
            find_help=self.find_help,
            find_places=self.find_places,
            list_services=self.list_services,
            show_service=self.show_service,
            plan_text=lambda plan, _language: "\n".join(a["need"] for a in plan["answers"]),
            problem_text=lambda problem, _language: f"Mend {problem.code}.",
        )


@dataclass
class Visitor:
    """A client whose every page is checked."""

    client: FlaskClient

    def get(self, path: str, status: int = 200, **more: Any) -> TestResponse:
        return self.checked(self.client.get(path, **more), status)

    def post(self, path: str, data: Any, status: int = 200) -> TestResponse:
        return self.checked(self.client.post(path, data=data), status)

    @staticmethod
    def checked(response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status
        if (response.mimetype == "text/html" and status < 300) or status >= 400:
            assert faults(response.text) == []
        return response


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a few made-up services, one for a module; its pages read `CLOCK`."""
    from tests.web.replying import small_app

    return small_app(tmp_path_factory.mktemp("small"))


@pytest.fixture
def phone(small: Flask) -> Iterator[Visitor]:
    """Somebody without an account at the small app, at the moment when tests begin."""
    clock = small.config["CLOCK"]
    yield Visitor(small.test_client())
    small.config["CLOCK"] = clock


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Somebody at the real pages over the whole directory."""
    return Visitor(client)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    """An installation of its own over a few made-up services, with a clock that tests move."""
    yield from installation(world, tmp_path)


@pytest.fixture
def stub() -> Stub:
    """What stands in for the use cases; a test may change it before it asks."""
    return Stub()


@pytest.fixture
def guest(stub: Stub) -> Visitor:
    """Somebody at pages over the stub."""
    compile_all()
    app = Flask("referral", template_folder=str(CARRIED / "templates"))
    web.register(app, None, stub.verbs())  # type: ignore[arg-type]  # the stub needs no world
    app.register_error_handler(HTTPException, web.error_page)
    return Visitor(app.test_client())


@dataclass
class Server:
    """The app served for a browser; `stop` is a line that goes down."""

    wsgi: BaseWSGIServer
    thread: threading.Thread
    posts: list[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.wsgi.port}"

    def stop(self) -> None:
        self.wsgi.shutdown()
        self.thread.join()
        self.wsgi.server_close()


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    """The real app on a free port, remembering what was posted to it."""
    posts: list[str] = []

    def remembering(environ: dict[str, Any], start: Any) -> Any:
        if environ["REQUEST_METHOD"] == "POST":
            posts.append(environ["PATH_INFO"])
        # whole and closed: of a page that is left midway, the server would leave the file open
        answer: Any = app(environ, start)
        with closing(answer):
            return [b"".join(answer)]

    wsgi = make_server("127.0.0.1", 0, remembering, threaded=True)
    running = Server(wsgi, threading.Thread(target=wsgi.serve_forever, daemon=True), posts)
    running.thread.start()
    yield running
    if running.thread.is_alive():
        running.stop()


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One window for all: starting it takes longer than any test."""
    require(CHROMIUM.exists() and DRIVER.exists(), HOW)
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.driver.quit()


@pytest.fixture
def browser(window: Browser) -> Iterator[Browser]:
    """The window as new: its size, its media, no complaints left over."""
    window.size(1280)
    window.media()
    window.complaints()
    yield window
    window.driver.get("about:blank")


@pytest.fixture(scope="session")
def hashed(app: Flask) -> str:
    """The hash of `signing.PASSWORD`."""
    from flask_security import hash_password

    with app.app_context():
        return str(hash_password(PASSWORD))


@pytest.fixture
def operator(app: Flask, hashed: str) -> Account:
    """An operator with a password and no second factor."""
    return make_account(
        app, [Role.OPERATOR], desk="meja-masuk", second_factor=False, password=hashed
    )


@pytest.fixture
def admin(app: Flask, hashed: str) -> Account:
    """An administrator who has not set up a second factor yet."""
    return make_account(app, [Role.ADMIN], second_factor=False, password=hashed)

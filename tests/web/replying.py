"""An app over a few made-up services, a referral that was sent, and the clock of its pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from referral.app import create_app
from referral.settings import Settings
from referral.store.engine import make_engine
from referral.store.sessions import writing
from referral.store.writing import save_service
from referral.usecases.database import upgrade
from referral.usecases.office import Office
from tests.leaks.planted import world_of
from tests.offices import NOW, SERVICES, add_desks
from tests.usecases.replying import Sent, unplaced
from tests.usecases.replying import send as send_case
from tests.web.accounts import token_in
from tests.web.conftest import Visitor

LANGUAGES = ("id", "en")


def small_app(folder: Path, *, stored: bool = False, **more: str) -> Flask:
    """An app whose directory is made up; its pages read the time from `CLOCK`.

    `stored`: the directory stands in the app's own database, where an editor can change it.
    """
    settings = Settings.from_env(
        {
            "INSTANCE": str(folder),
            "SECRET_KEY": "a key for tests, of thirty-two characters and more",
            "RATE_LIMIT_REPLIES": "100000 per minute",
            **more,
        }
    )
    upgrade(settings.database)
    if stored:
        store(settings)
    app = create_app(settings, None if stored else world_of(SERVICES))
    add_desks(app.extensions["records"])
    app.config["CLOCK"] = lambda: NOW
    return app


def store(settings: Settings) -> None:
    """Write the made-up services into the database."""
    engine = make_engine(settings.database)
    with writing(engine) as session:
        for one in SERVICES:
            save_service(session, unplaced(one))
    engine.dispose()


def set_clock(app: Flask, at: datetime) -> None:
    """Move the clock of an app's pages."""
    app.config["CLOCK"] = lambda: at


def office_of(app: Flask) -> Office:
    """The office that the pages work with."""
    found: Office = app.extensions["office"]
    return found


def send(app: Flask, *needs: str, **more: Any) -> Sent:
    """A case whose referrals were just sent."""
    return send_case(office_of(app), *needs, **more)


def address(sent: Sent, language: str = "id", at: int = 0) -> str:
    """The page of a referral's link."""
    return f"/{language}/reply/{sent.token(at)}"


def press(visitor: Visitor, path: str, act: str, status: int = 303, **more: str) -> Any:
    """Press a button of a page, with the page's own form token."""
    token = token_in(visitor.get(path).text)
    return visitor.post(path, {"csrf_token": token, "act": act, **more}, status)


def cookies(client: FlaskClient) -> list[str]:
    """The names of the cookies that a browser holds."""
    return [cookie.key for cookie in (client._cookies or {}).values()]

"""An installation of its own with a clock that tests move, and what they read off its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from referral.app import create_app
from referral.domain.access import Actor, Role
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.counting import Count
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need
from referral.settings import Settings
from referral.store import cases
from referral.usecases import referring
from referral.usecases.database import upgrade
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.usecases.world import World
from tests.offices import NOW, SERVICES, body, directory_world
from tests.web.accounts import client_of, make_account
from tests.web.lint import faults, parsed

ASKED = "/id/referrals"
HANDOVER = "/id/referrals/handover"
FIGURES = "/id/coverage/referrals"


@dataclass
class Desk:
    """An installation of its own with a clock that tests move, and the people at its desks."""

    app: Flask
    now: datetime = NOW

    @property
    def office(self) -> Office:
        found: Office = self.app.extensions["office"]
        return found

    def person(
        self, *roles: Role, desk: str | None = "meja-1", organization: str = "UPTD PPA Uji"
    ) -> tuple[Actor, FlaskClient]:
        """Somebody with an account, and the browser in which it is signed in."""
        account = make_account(self.app, roles, desk=desk, organization=organization)
        actor = Actor(
            account.id, account.roles, desk=desk, organization=organization, second_factor=True
        )
        return actor, client_of(self.app, account)

    def opened(self, actor: Actor, *needs: str, **more: Any) -> str:
        """A case opened now."""
        return open_case(
            self.office, body(*(needs or ("shelter",)), **more), actor=actor, now=self.now
        )

    def step(
        self, actor: Actor, code: str, to: S, reason: str | None = None, need: Need | None = None
    ) -> None:
        """Take a need of a case, the first one unless named, one step on, now."""
        with self.office.records.reading() as session:
            case = cases.case_by_code(session, code)
        assert case is not None
        current = case.current(need or case.needs[0])
        assert current is not None
        more: dict[str, Any] = {"version": case.version, "now": self.now}
        if to is S.CONSENT_NOTED:
            yes = Consent(Assent.GIVEN, GuardianConsent.GIVEN)
            referring.note_consent(self.office, actor, code, yes, **more)
        elif to is S.SENT:
            referring.send(self.office, actor, code, [current.id], **more)
        else:
            referring.record(self.office, actor, code, current.id, to, reason=reason, **more)

    def counted(self, code: str, times: int, regency: str = "53.07", **more: Any) -> None:
        """Count something of shelter so many times."""
        need = more.get("need", Need.SHELTER)
        with self.office.records.writing() as session:
            cases.add_counts(session, [Count(regency, need, code)] * times, self.now.date())


def installation(world: World, tmp_path: Path) -> Iterator[Desk]:
    """An installation over a few made-up services."""
    settings = Settings.from_env(
        {"INSTANCE": str(tmp_path), "SECRET_KEY": "a key for tests, of thirty-two characters"}
    )
    upgrade(settings.database)
    app = create_app(settings, directory_world(world, SERVICES))
    made = Desk(app)
    app.config["CLOCK"] = lambda: made.now
    yield made
    made.office.records.engine.dispose()


def codes(html: str) -> list[str]:
    """The codes of cases on a page, in its order."""
    return [one.text for one in parsed(html).all("a") if "code" in one.attributes.get("class", "")]


def checked(client: FlaskClient, path: str, status: int = 200) -> str:
    """A page in the language of its address, and its twin, both without faults."""
    for language in ("en", "id"):
        response = client.get(re.sub("^/id", f"/{language}", path))
        assert response.status_code == status
        assert faults(response.text, language) == []
        assert "no-store" in response.headers["Cache-Control"]
    return response.text

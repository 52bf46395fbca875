"""An operator at a case's page, over a few made-up services."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.domain.access import Role
from referral.domain.cases import Case
from referral.domain.referrals import Referral
from referral.domain.vocabulary import Need
from referral.store import cases
from tests.offices import NOW
from tests.web.accounts import client_of as signed_in_client
from tests.web.accounts import make_account, records_of, token_in
from tests.web.lint import faults

GIRL = {
    "places-0-text": "53.07",
    "children-0-age": "14",
    "children-0-sex": "female",
    "suspect": "none",
    "companions": "safe_adult",
    "danger": "none",
}
"""The console's answers for a girl whose family is not suspected."""


@dataclass
class Desk:
    """An operator of a desk; `now` is the clock of the app."""

    app: Flask
    client: FlaskClient
    language: str = "id"
    now: datetime = NOW
    code: str = ""
    pages: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, app: Flask, desk: str = "meja-1", role: Role = Role.OPERATOR, **more: Any) -> Desk:
        """Somebody who has just signed in at a desk."""
        account = make_account(app, [role], desk=desk, organization=f"Hotline {desk}")
        found = cls(app, signed_in_client(app, account), **more)
        found.wait()
        return found

    def wait(self, **long: float) -> Desk:
        """Move the clock."""
        self.now += timedelta(**long)
        self.app.config["CLOCK"] = lambda: self.now
        return self

    @property
    def address(self) -> str:
        return f"/{self.language}/referrals/{self.code}"

    def plan(self, *needs: str, **more: Any) -> TestResponse:
        """A plan for the girl."""
        data = {**GIRL, "needs": list(needs), **more}
        return self.client.post(f"/{self.language}/plan", data=data)

    def open(self, *needs: str, **more: Any) -> TestResponse:
        """Make the plan a case."""
        data = {**GIRL, "needs": list(needs) or ["shelter"], **more}
        token = token_in(self.client.get(f"/{self.language}/").text)
        answer = self.client.post(
            f"/{self.language}/referrals/new", data={"csrf_token": token, **data}
        )
        if answer.status_code == 303:
            self.code = answer.location.rsplit("/", 1)[-1]
        return answer

    def page(self, status: int = 200) -> str:
        """The case's page, looked over."""
        answer = self.client.get(self.address)
        assert answer.status_code == status
        assert faults(answer.text, self.language) == []
        return answer.text

    def press(self, step: str, status: int = 303, **data: Any) -> str:
        """Take a step with the version that the page shows; the page that follows."""
        page = self.client.get(self.address).text
        shown = {"csrf_token": token_in(page), "version": version_in(page), **data}
        answer = self.client.post(f"{self.address}/{step}", data=shown)
        assert answer.status_code == status, answer.text
        if status == 303:
            return self.page()
        assert faults(answer.text, self.language) == []
        return answer.text

    def agree(self, **more: str) -> str:
        """The child is willing, a safe guardian consents."""
        return self.press("consent", 303, **{"assent": "given", "guardian": "given", **more})

    def send(self, need: str = "shelter", **more: Any) -> str:
        """Send the referral of a need."""
        return self.press("send", referral=self.current(need).id, part=f"need-{need}", **more)

    def record(self, to: str, need: str = "shelter", **more: Any) -> str:
        """Record a status of the referral that stands for a need."""
        return self.press("record", referral=self.current(need).id, to=to, **more)

    @property
    def case(self) -> Case:
        """The case as it is kept."""
        with records_of(self.app).reading() as session:
            found = cases.case_by_code(session, self.code)
        assert found is not None
        return found

    def current(self, need: str = "shelter") -> Referral:
        """The referral that stands for a need."""
        found = self.case.current(Need(need))
        assert found is not None
        return found


def version_in(page: str) -> str:
    """The version of the case that a page shows."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, "the page has no form"
    return found[1]

"""The whole life of a referral in Chromium: a call, a no, a yes, an arrival, an end, the figures.

With SHOTS set to a folder every step leaves a picture there, to be looked at.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password

from referral.domain.access import Role
from referral.domain.cases import Case
from referral.domain.counting import Count
from referral.domain.vocabulary import Need
from referral.store import cases
from tests.web.accounts import client_of, make_account, records_of
from tests.web.browser import Browser
from tests.web.conftest import Server
from tests.web.replying import small_app
from tests.web.signing import PASSWORD

SENT = {"id": "dikirim", "en": "sent"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An installation of its own over a few made-up services."""
    return small_app(tmp_path_factory.mktemp("life"))


@pytest.fixture(scope="module")
def hashed(app: Flask) -> str:
    """The hash of `signing.PASSWORD`."""
    with app.app_context():
        return str(hash_password(PASSWORD))


class Life:
    """The people of one referral, in one window after the other; `now` is the app's clock."""

    def __init__(self, app: Flask, browser: Browser, server: Server, language: str) -> None:
        self.app, self.browser, self.server, self.language = app, browser, server, language
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.shots = 0
        self.wait()

    def wait(self, **long: float) -> None:
        self.now += timedelta(**long)
        at = self.now
        self.app.config["CLOCK"] = lambda: at

    def shot(self, name: str) -> None:
        self.shots += 1
        if folder := os.environ.get("SHOTS"):
            path = Path(folder) / f"{self.language}-{self.shots:02}-{name}.png"
            height = self.browser.js("return document.documentElement.scrollHeight")
            width = self.browser.js("return innerWidth")
            self.browser.size(width, min(height, 4000), touch=width < 500)
            self.browser.driver.save_screenshot(str(path))
            self.browser.size(width, touch=width < 500)

    def open(self, path: str) -> None:
        self.browser.open(f"{self.server.address}/{self.language}{path}")

    def leave(self) -> None:
        """Somebody else's device: no cookie, nothing kept."""
        self.browser.driver.delete_all_cookies()

    def sign_in(self, email: str) -> None:
        self.open("/account/sign-in")
        self.browser.type("#email", email)
        self.browser.type("#password", PASSWORD)
        self.browser.follow("main .primary")
        assert self.browser.count("#password") == 0, "the password was refused"

    @property
    def case(self) -> Case:
        with records_of(self.app).reading() as session:
            (found,) = [
                one
                for one in cases.cases_of_desk(session, "meja-1")
                if one.code == self.browser_code
            ]
        return found

    browser_code = ""


@pytest.fixture(params=["id", "en"])
def life(
    app: Flask, browser: Browser, server: Server, request: pytest.FixtureRequest
) -> Iterator[Life]:
    browser.driver.get(f"{server.address}/kalender")
    browser.driver.delete_all_cookies()
    yield Life(app, browser, server, request.param)
    browser.driver.delete_all_cookies()


def operator(life: Life, hashed: str) -> str:
    """An operator of the desk, with a password."""
    account = make_account(
        life.app, [Role.OPERATOR], desk="meja-1", organization="Hotline Uji", password=hashed,
        second_factor=False,
    )  # fmt: skip
    return account.email


CODES = (
    "opened", "sent", "accepted", "accepted_tier:1", "accepted_within:10m", "declined:full",
    "completed",
)  # fmt: skip


def enough_to_show(life: Life) -> None:
    """Eight of each beforehand: fewer than five are never shown."""
    counts = [Count("53.07", Need.SHELTER, code) for code in CODES] * 8
    with records_of(life.app).writing() as session:
        cases.add_counts(session, counts, life.now.date())


def shown_figures(life: Life) -> list[str]:
    """The cells of shelter in Sikka on the coordinator's page: the way, then the reasons."""
    enough_to_show(life)
    return sikka(client_of(life.app, make_account(life.app, [Role.COORDINATOR])), life.language)


def sikka(client: FlaskClient, language: str) -> list[str]:
    page = client.get(f"/{language}/coverage/referrals").text
    rows = re.findall(r"<tr>(?:(?!</tr>).)*Sikka.*?</tr>", page, re.S)
    return [cell.strip() for row in rows for cell in re.findall(r"<td[^>]*>([^<]*)</td>", row)]


def test_a_referral_from_the_call_to_its_end(life: Life, hashed: str) -> None:
    browser, before = life.browser, shown_figures(life)
    life.sign_in(operator(life, hashed))
    life.shot("home")
    route_and_open(life)
    agree_and_send(life)
    first = browser.text(".tell .spoken")
    desk_cookies = browser.driver.get_cookies()

    life.leave()
    decline_on_a_phone(life, first)
    life.leave()
    back_at(life, desk_cookies)
    life.shot("declined-and-next")
    assert "Rumah Uji Kedua" in browser.text("#need-shelter")
    life.browser.follow("#need-shelter .primary")
    second = browser.text(".tell .spoken")
    assert second != first
    life.shot("next-asked")

    life.leave()
    accept_on_a_phone(life, second)
    life.leave()
    back_at(life, desk_cookies)
    assert life.case.current(life.case.needs[0]).status == "accepted"  # type: ignore[union-attr]
    life.shot("accepted")
    to_the_end(life)
    life.leave()
    coordinator_sees(life, before)
    assert browser.complaints() == []


def route_and_open(life: Life) -> None:
    """The console, the plan, "Buat rujukan"."""
    browser = life.browser
    life.open("/")
    browser.type("#places-0-text", "53.07")
    for name, value in (("children-0-sex", "female"), ("suspect", "none"),
                        ("companions", "safe_adult"), ("danger", "none")):  # fmt: skip
        browser.js(
            "document.querySelector(`[name='${arguments[0]}'][value='${arguments[1]}']`)"
            ".checked = true",
            name,
            value,
        )
    browser.type("#children-0-age", "14")
    browser.press("[data-key='2']")
    browser.press("#find")
    browser.wait_for("[data-plan]")
    life.shot("plan")
    browser.wait_for("#open-case")
    life.browser.follow("#open-case")
    life.browser_code = browser.text("h1 .spoken")
    assert life.browser_code.count("-") == 2
    life.shot("opened")


def agree_and_send(life: Life) -> None:
    life.browser.press("[name=assent][value=given]")
    life.browser.press("[name=guardian][value=given]")
    life.browser.follow("#consent .primary")
    life.browser.follow("#need-shelter .primary")
    assert SENT[life.language] in life.browser.text("#need-shelter").lower()
    life.shot("sent")


def on_a_phone(life: Life, code: str) -> None:
    """The code typed as it was heard, on a small screen, without an account."""
    life.browser.size(360, touch=True)
    life.wait(minutes=4)
    life.open("/reply")
    life.browser.type("main input[type=text]", code.upper().replace("-", " "))
    life.browser.follow("main .primary")
    assert life.browser.js("return document.documentElement.scrollWidth") <= 360
    text = life.browser.text("main")
    assert not any(one in text for one in ("12–14", "Perempuan", "Girl", "bahaya", "anger"))


def decline_on_a_phone(life: Life, code: str) -> None:
    on_a_phone(life, code)
    life.shot("phone-asked")
    life.browser.press(".answer-box summary")
    life.browser.press("[name=reason][value=full]")
    life.shot("phone-reason")
    life.browser.follow("[name=act][value=declined]")
    life.shot("phone-declined")
    life.browser.size(1280)


def accept_on_a_phone(life: Life, code: str) -> None:
    on_a_phone(life, code)
    life.browser.follow("[name=act][value=accepted]")
    life.shot("phone-accepted")
    life.browser.size(1280)


def back_at(life: Life, cookies: list[dict[str, object]]) -> None:
    """The operator's own window again, on the same case, over the home page."""
    life.open("/reply")
    life.browser.driver.delete_all_cookies()
    for cookie in cookies:
        life.browser.driver.add_cookie(cookie)
    life.open("/referrals")
    life.browser.wait_for(f"a[href$='/{life.browser_code}']")
    life.shot("worklist")
    life.open(f"/referrals/{life.browser_code}")


def to_the_end(life: Life) -> None:
    """Arrived, begun, completed, closed."""
    for status in ("arrived", "service_started", "completed"):
        life.wait(hours=1)
        life.open(f"/referrals/{life.browser_code}")
        life.browser.follow(f"#need-shelter form:has([name=to][value={status}]) button")
        life.shot(status)
    closed = life.browser_code
    life.browser.press("#closing [name=closure][value=met]")
    life.browser.follow("#closing form button")
    life.shot("closed")
    with records_of(life.app).reading() as session:
        made = cases.case_by_code(session, closed)
    assert made is not None and made.closure == "met"
    kinds = [(event.actor.partition(":")[0] == "link", event.to_status) for event in made.events]
    assert (True, "declined") in kinds and (True, "accepted") in kinds


def coordinator_sees(life: Life, before: list[str]) -> None:
    """The numbers have changed: one opened, two sent, one full, one at its end."""
    account = make_account(life.app, [Role.COORDINATOR])
    client = client_of(life.app, account)
    after = sikka(client, life.language)
    changed = [int(new) - int(old) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [1, 2, 1, 1, 1], (before, after)
    life.browser.signed_in(life.server.address, client)
    life.open("/coverage/referrals")
    text = life.browser.text("main")
    assert "Sikka" in text and life.browser_code not in text
    life.shot("figures")

"""Every role asks for every address with every object, and presses every button it is shown.

Nothing of a hidden place comes out, and no case of another organisation.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.domain.referrals import ReferralStatus
from referral.usecases.world import World
from tests.leaks.conftest import planted_at
from tests.leaks.crawl import Crawler
from tests.leaks.planted import Sieve, services, world_of
from tests.leaks.scene import OURS, THEIRS, Scene, stage
from tests.web.accounts import client_of

SEES = {
    "operator": {OURS},
    "caseworker": {OURS},
    "other operator": {THEIRS},
    "other caseworker": {THEIRS},
    "admin": {OURS, THEIRS},  # by their codes alone, in the audit log
    "receiver": {OURS, THEIRS},  # its organisation was asked by both
}
ROLES = (
    "operator", "caseworker", "other operator", "other caseworker", "coordinator", "editor",
    "admin", "receiver", "other receiver", "nobody",
)  # fmt: skip
EDITORS_PAGES = re.compile(r"/(id|en)/manage/(export/[a-z-]+|approvals/[0-9a-f-]{36})")
"""What names protected places to editors, and never says where they are."""
HIDDEN = {one.id for one in services() if one.hidden}


@pytest.fixture(scope="module")
def scene(planted: World, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two cases and somebody of every role, for tests that change nothing."""
    return staged(planted_at(tmp_path_factory.mktemp("scene"), planted))


@pytest.fixture
def fresh(planted_app: Flask) -> Scene:
    """The same, to be changed."""
    return staged(planted_app)


def staged(app: Flask) -> Scene:
    made = stage(app)
    referrals = made.case(OURS).referrals
    assert {one.status for one in referrals} == {ReferralStatus.SENT}
    assert HIDDEN & {one.service_id for one in referrals}, "a hidden place was asked"
    return made


def browser(scene: Scene, who: str) -> FlaskClient:
    """A browser of somebody, signed in unless it is nobody's."""
    if who == "nobody":
        return scene.app.test_client()
    return client_of(scene.app, scene.accounts[who])


def crawler(scene: Scene, who: str) -> Crawler:
    """Somebody who looks for marks, and for codes of cases that are not theirs."""
    foreign = tuple(c for whose, c in scene.codes.items() if whose not in SEES.get(who, set()))
    whole = EDITORS_PAGES if who == "editor" else None
    return Crawler(scene.app, lambda: browser(scene, who), who, Sieve([]), foreign, whole)


@pytest.mark.parametrize("who", ROLES)
def test_every_address_with_every_object(
    scene: Scene, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = crawler(scene, who)
    with caplog.at_level(logging.DEBUG):
        one.fetch_all({**scene.examples, "token": scene.tokens[:: 1 if who == "nobody" else 5]})
    one.sieve.look(f"{who}: log", caplog.text, foreign=scene.codes.values())
    assert one.sieve.found == []
    assert sum(status == 200 for status in one.statuses.values()) > 60
    if who != "nobody":
        assert one.client.get("/id/account/").status_code == 200, "was signed in to the end"


@pytest.mark.parametrize("who", ["operator", "caseworker", "other operator", "other caseworker"])
def test_a_case_opens_for_whose_it_is_and_is_not_there_for_others(scene: Scene, who: str) -> None:
    client = browser(scene, who)
    for whose, code in scene.codes.items():
        expected = 200 if whose in SEES[who] else 404
        assert client.get(f"/id/referrals/{code}").status_code == expected


@pytest.mark.parametrize(
    "who", ["coordinator", "editor", "admin", "receiver", "other receiver", "nobody"]
)
def test_nobody_else_opens_a_case_at_all(scene: Scene, who: str) -> None:
    client = browser(scene, who)
    for code in scene.codes.values():
        assert client.get(f"/id/referrals/{code}").status_code in (302, 403, 404)


def not_oneself(path: str) -> bool:
    """Buttons that would end the crawl: signing out, and the sign-in's own."""
    return "/account/" in path


@pytest.mark.parametrize("who", [one for one in ROLES if "caseworker" not in one])
def test_every_button_that_is_shown(
    fresh: Scene, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = crawler(fresh, who)
    # a reply page is the same whoever holds its link: nobody presses all of its buttons
    links = fresh.tokens if who == "nobody" else fresh.tokens[:1]
    few = {"service_id": ["uptd-sikka"], "language": ["id"], "token": links}
    one.fetch_all({**fresh.examples, **few})
    with caplog.at_level(logging.DEBUG):
        one.press_all(not_oneself)
    one.sieve.look(f"{who}: log", caplog.text, foreign=fresh.codes.values())
    assert one.sieve.found == []
    assert len(one.pressed) > 3
    if who != "nobody":
        assert one.client.get("/id/account/").status_code == 200, "was signed in to the end"


@pytest.mark.parametrize("who", ["other operator", "coordinator", "editor", "receiver", "nobody"])
def test_the_buttons_of_somebody_elses_case_do_nothing(scene: Scene, who: str) -> None:
    """What the desk's own pages would send, sent by others with a token of their own."""
    own = crawler(scene, "operator")
    own.fetch_all({**scene.examples, "service_id": ["uptd-sikka"], "language": ["id"]})
    before = scene.case(OURS)
    code = scene.codes[OURS]
    sendings = [one for one in own.forms.values() if code in one.path]
    assert len(sendings) > 3
    client = browser(scene, who)
    token = own_token(client)
    for one in sendings:
        answer = client.post(one.path, data={**one.data, "csrf_token": token})
        assert answer.status_code in (400, 401, 403, 404), one.path
    assert scene.case(OURS) == before


def own_token(client: FlaskClient) -> str:
    """The form token of a browser's own session."""
    from tests.web.accounts import TOKEN

    found = TOKEN.search(client.get("/id/").text) or TOKEN.search(client.get("/id/reply").text)
    return found[1] if found else ""


@pytest.fixture
def token_answers(scene: Scene) -> Iterator[tuple[str, str]]:
    """What the JSON interface answers to a token with every scope."""
    client = scene.app.test_client()
    given = {"Authorization": f"Bearer {scene.api_token}"}

    def answers() -> Iterator[tuple[str, str]]:
        for rule in scene.app.url_map.iter_rules():
            if rule.rule.startswith("/api/") and "GET" in (rule.methods or ()):
                path = rule.rule.replace("<service_id>", "uptd-sikka")
                yield path, client.get(path, headers=given).text
        body = {"at": {"code": "53.07"}, "needs": ["shelter", "legal"], "more": 60}
        yield "plans", client.post("/api/v1/plans", json=body, headers=given).text

    return answers()


def test_a_token_reads_no_case_and_nothing_hidden(
    scene: Scene, token_answers: Iterator[tuple[str, str]]
) -> None:
    sieve = Sieve([])
    for path, text in token_answers:
        sieve.look(path, text, foreign=scene.codes.values())
    assert sieve.found == [] and sieve.seen >= 4


def test_a_hidden_place_that_the_directory_lost_is_not_named_by_its_id(
    planted: World, tmp_path: Path
) -> None:
    """A case remembers ids, and the id of a hidden place may hold its name."""
    left = [planted.directory()]
    made = staged(planted_at(tmp_path, replace(planted, directory=lambda: left[0])))
    left[0] = world_of([one for one in services() if not one.hidden]).directory()
    one = crawler(made, "operator")
    one.fetch_all({**made.examples, "service_id": ["uptd-sikka"], "language": ["id"]})
    assert one.sieve.found == []
    page = one.client.get(f"/id/referrals/{made.codes[OURS]}")
    assert page.status_code == 200 and "tempat-" in page.text

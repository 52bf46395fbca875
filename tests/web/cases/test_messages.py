"""What leaves the desk tells nothing: the message, the links that carry it, the slip."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from referral.app import create_app
from referral.settings import Settings
from referral.usecases.world import World
from referral.web.cases import wording
from tests.offices import SERVICES, directory_world
from tests.web.case_desk import Desk
from tests.web.lint import faults


def told(desk: Desk) -> list[str]:
    """Everything that the page lets out: the message, and each link that carries it."""
    page = desk.send()
    links = re.findall(r'href="((?:https://wa\.me/|mailto:)[^"]*\?[^"]+)"', page)
    found = re.findall(r"<textarea[^>]*>([^<]+)</textarea>", page)
    assert len(links) >= 2 and len(found) == 1
    return [html.unescape(found[0]), *(unquote(html.unescape(link)) for link in links)]


RICH: dict[str, Any] = {
    "danger": "yes", "contact": "reported", "last_abuse": "24-72h", "self_harm": "yes",
    "suspect": ["police", "family"], "nationality": "foreign", "companions": ["own_baby"],
    "came_from": "abroad", "disability": "deaf", "caller": "child", "language": "tet",
    "sub_needs": ["emergency_shelter", "hiv_pep"],
}  # fmt: skip


def labels(desk: Desk) -> set[str]:
    """Every coded word that could tell of a child, in the desk's language."""
    from referral.web import wording as console

    with desk.app.test_request_context(f"/{desk.language}/"):
        tables = (
            *(choices for _label, choices in wording.TRIAGE.values()),
            console.AGE_BANDS, console.SEX, console.NEEDS, console.SUB_NEEDS,
        )  # fmt: skip
        found = {str(text) for choices in tables for _code, text in choices}
    # "yes", "no" and "not known" tell nothing by themselves, and stand in other words
    return {text for text in found if len(text) > 5}


def test_what_leaves_the_desk_holds_nothing_of_the_child(desk: Desk) -> None:
    desk.open("shelter", "medical", **RICH)
    desk.agree(guardian="not_sought")
    outgoing = told(desk)
    code = desk.current().id
    slip = desk.client.get(f"{desk.address}/{code}/slip")
    assert slip.status_code == 200 and faults(slip.text, desk.language) == []
    main = slip.text[slip.text.index('<article class="slip">') : slip.text.index("</article>")]
    outgoing.append(html.unescape(re.sub(r'src="data:[^"]+"', "", main)))
    for text in outgoing:
        assert [word for word in labels(desk) if word.lower() in text.lower()] == []
        assert not re.search(r"anak|child|\b14\b|sikka|53\.07", text, re.IGNORECASE)
        assert desk.code not in text, "the case's own code is the desk's alone"


def test_two_messages_differ_in_link_and_code_alone(operator: Desk) -> None:
    texts = []
    for more in ({}, RICH):
        operator.open("shelter", **more)
        operator.agree(guardian="not_sought" if more else "given")
        text = told(operator)[0]
        text = re.sub(r"/id/reply/\S+", "/id/reply/…", text)
        texts.append(re.sub(r"(?:[a-z]{4}-){3}[a-z]{4}", "…", text))
    assert texts[0] == texts[1]
    assert "Meja meja-1" in texts[0] and "129" in texts[0]


def test_the_message_opens_the_reply_without_an_account(desk: Desk) -> None:
    desk.agree()
    text = told(desk)[0]
    found = re.search(r"http://localhost(/id/reply/\S+)", text)
    assert found is not None
    page = desk.app.test_client().get(found[1])
    assert page.status_code == 200
    code = re.search(r"(?:[a-z]{4}-){3}[a-z]{4}", text)
    assert code is not None and code[0] in desk.page()


def test_there_is_no_slip_without_a_link_that_works(operator: Desk) -> None:
    operator.open("shelter")
    slip = f"{operator.address}/{operator.current().id}/slip"
    assert operator.client.get(slip).status_code == 404
    operator.agree()
    operator.send()
    assert operator.client.get(slip).status_code == 200
    stranger = Desk.at(operator.app, "meja-2")
    assert stranger.client.get(slip).status_code == 404
    operator.record("declined", reason="full")
    assert operator.client.get(slip).status_code == 404


@pytest.mark.parametrize(
    ("dialled", "asked"),
    [
        pytest.param(True, "Telepon dan bacakan kode ini.", id="a number is known"),
        pytest.param(False, "Berikan kode ini kepada pihak yang menghubungi", id="none is known"),
    ],
)
def test_nobody_is_asked_to_read_the_code_to_a_service_without_a_number(
    settings: Settings, world: World, dialled: bool, asked: str
) -> None:
    known = SERVICES if dialled else [replace(one, phones=()) for one in SERVICES]
    desk = Desk.at(create_app(settings, directory_world(world, known)))
    desk.open("medical")
    desk.agree()
    page = desk.send("medical")
    invitation = page[page.index('<div class="tell">') :]
    assert asked in invitation[: invitation.index("</p>")]
    assert ("Nomor tidak tercatat" in page) is not dialled


def test_who_is_reached_on_a_site_alone_is_not_called(settings: Settings, world: World) -> None:
    known = [replace(one, phones=(), website="https://rsud.example.org") for one in SERVICES]
    desk = Desk.at(create_app(settings, directory_world(world, known)))
    desk.open("medical")
    page = desk.page()
    assert "Dihubungi lewat situsnya: https://rsud.example.org" in page
    assert "Nomor tidak tercatat" not in page

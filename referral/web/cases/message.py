"""What leaves the desk: a message with the reply's link and code, and nothing of the child (R47).

It is the same for every case but for link, code and desk, and in Indonesian, as services read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import flask_babel  # type: ignore[import-untyped]
from flask import url_for

from referral.web.cards import Number
from referral.web.words import gettext

SERVICES_READ = "id"


@dataclass(frozen=True)
class Invitation:
    """How a service is told: the code to read aloud, the link, the ways to send them.

    `entry` is where a code that was read aloud is typed.
    """

    code: str
    href: str
    entry: str
    text: str
    until: str
    whatsapp: tuple[Number, ...]
    any_whatsapp: str
    mail: str
    slip: str


def reply_address(token: str) -> str:
    """The reply's page as the outside reaches it."""
    return url_for("cases.reply", token=token, language=SERVICES_READ, _external=True)


def entry_address() -> str:
    """Where a code is typed, as it is read aloud."""
    address = url_for("cases.reply_code", language=SERVICES_READ, _external=True)
    return address.partition("://")[2]


def message_text(desk: dict[str, Any] | None, href: str, code: str) -> str:
    """The message."""
    facts = {"link": href, "code": code, "desk": (desk or {}).get("name") or "Rujuk"}
    phone = (desk or {}).get("phone")
    with flask_babel.force_locale(SERVICES_READ):
        if phone:
            return gettext(
                "A referral waits for your answer. Open %(link)s or call %(desk)s, %(phone)s, and "
                "say the code %(code)s. Please put no details in writing.",
                phone=phone,
                **facts,
            )
        return gettext(
            "A referral waits for your answer from %(desk)s. Open %(link)s; the code is %(code)s. "
            "Please put no details in writing.",
            **facts,
        )


def subject_text() -> str:
    """The subject of an e-mail."""
    with flask_babel.force_locale(SERVICES_READ):
        return gettext("Please answer")


def chat(number: str, text: str) -> str:
    """A WhatsApp chat with the message in it; without a number the sender chooses the contact."""
    return f"https://wa.me/{number}?{urlencode({'text': text}, quote_via=quote)}"


def mail_to(address: str, text: str) -> str:
    """An e-mail with the message in it."""
    query = urlencode({"subject": subject_text(), "body": text}, quote_via=quote)
    return f"mailto:{quote(address, safe='@.+-_')}?{query}"


def chats(numbers: Iterable[Number], text: str) -> tuple[Number, ...]:
    """The service's own WhatsApp numbers with the message."""
    return tuple(
        Number(chat(one.href.removeprefix("https://wa.me/"), text), one.text) for one in numbers
    )

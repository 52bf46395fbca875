"""What the pages of a service's answer may print: nothing about a child (R47)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import url_for

from referral.web import numbers
from referral.web.cards import Number
from referral.web.errors import lines
from referral.web.locale import current_language
from referral.web.pages import FieldProblem, MendedPage, Page
from referral.web.reply import wording
from referral.web.words import gettext

Document = Mapping[str, Any]
FIELDS = ("reason", "total", "free", "hours")
"""What is typed or chosen on the page of a referral."""


@dataclass(frozen=True)
class Desk:
    """Who asks, and the number to call back."""

    name: str
    organization: str
    phone: Number | None


@dataclass(frozen=True)
class RecordCard:
    """What the directory says of the service, for the service to correct."""

    total: str
    free: str
    hours: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CodePage(MendedPage):
    """The field for a code that was read aloud."""

    template: ClassVar[str] = "reply/code.html"
    typed: str
    lines: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True)
class ReplyPage(MendedPage):
    """One referral as the asked service sees it. `back` leads to the list of an account."""

    template: ClassVar[str] = "reply/reply.html"
    address: str
    back: str | None
    desk: Desk
    service: str | None
    need: str
    code: str
    sent: str
    due: str | None
    overdue: bool
    status: str
    next: str
    waiting: bool
    yes: tuple[tuple[str, str], ...]
    may_decline: bool
    reasons: tuple[tuple[str, str], ...]
    record: RecordCard | None
    typed: Mapping[str, str]

    @property
    def mends_record(self) -> bool:
        """True where the part about the record is what is to be mended."""
        return any(one.field_id in ("total", "free", "hours") for one in self.problems)


@dataclass(frozen=True, kw_only=True)
class EndedPage(Page):
    """There is nothing to answer (any more): what to do instead. `desk` where the link was ours."""

    template: ClassVar[str] = "reply/ended.html"
    heading: str
    advice: str
    desk: Desk | None
    lines: tuple[Number, ...]


@dataclass(frozen=True)
class ReceivedRow:
    """A referral in the list of the asked institution."""

    href: str
    service: str | None
    need: str
    desk: str
    sent: str
    due: str | None
    overdue: bool
    status: str
    waiting: bool


@dataclass(frozen=True, kw_only=True)
class ReceivedPage(Page):
    """Referrals to the services of the reader's institution."""

    template: ClassVar[str] = "cases/received.html"
    section: str = "received"
    organization: str
    rows: tuple[ReceivedRow, ...]


def title() -> str:
    """The tab's title; it says nothing of what the page is about."""
    return gettext("Rujuk – Notes: %(what)s", what=gettext("reply"))


def desk_of(facts: Document) -> Desk:
    """Who asks; the number to tap as it was written down."""
    phone = facts["phone"]
    dialled = re.sub(r"[^0-9+]", "", phone or "")
    return Desk(
        facts["desk"], facts["organization"], Number(f"tel:{dialled}", phone) if dialled else None
    )


def code_page(typed: str = "", problem: str | None = None) -> CodePage:
    """The field for a code, with what is wrong with what was typed."""
    problems = (FieldProblem("code", problem),) if problem else ()
    return CodePage(title=title(), typed=typed[:60], problems=problems, lines=lines()[:1])


def reply_page(
    found: Document,
    address: str,
    *,
    back: str | None = None,
    problems: tuple[FieldProblem, ...] = (),
    typed: Mapping[str, str] | None = None,
) -> ReplyPage:
    """The page of a referral; `typed` is what stays in its forms."""
    may, record, status = found["may"], found["record"], found["status"]
    declined = found["reason"]
    said = wording.REASONS[declined] if declined else None
    return ReplyPage(
        title=title(),
        section="received" if back else "",
        address=address,
        back=back,
        desk=desk_of(found["desk"]),
        service=found["service"],
        need=found["need_label"],
        code=found["code"],
        sent=moment(found["sent_at"], found["zone"]),
        due=moment(found["due_at"], found["zone"]) if found["due_at"] else None,
        overdue=found["overdue"],
        status=status_text(status) + (f": {said}" if said else ""),
        next=str(wording.NEXT["ended" if found["ended"] and status != "declined" else status]),
        waiting=found["waiting"],
        yes=tuple((to, str(text)) for to, text in wording.BUTTONS.items() if to in may),
        may_decline="declined" in may,
        reasons=tuple((code, str(text)) for code, text in wording.REASONS.items()),
        record=record_card(record) if record is not None and not found["ended"] else None,
        problems=problems,
        typed={**dict.fromkeys(FIELDS, ""), **(typed or {})},
    )


def record_card(record: Document) -> RecordCard:
    """What is recorded, as texts; what is not known is empty."""
    places = {name: "" if record[name] is None else str(record[name]) for name in ("total", "free")}
    return RecordCard(**places, hours=tuple(record["hours"]))


def ended_page(facts: Document | None, *, late: bool = False) -> EndedPage:
    """A link that does not work; `late` where somebody was about to answer by it."""
    if facts is None:
        heading = gettext("Nothing opens with this link or code")
        advice = gettext(
            "Check it with whoever gave it to you, or ask for a new one. If it is urgent, call 129."
        )
    elif late:
        heading = gettext("Thank you – this referral no longer waits for your answer")
        advice = gettext(
            "It has gone on meanwhile, and your answer was not taken down. If you can still help, "
            "call the desk: it is glad to know."
        )
    else:
        heading = gettext("This link no longer works")
        advice = gettext(
            "It was answered, its time ran out, or the referral has ended. If you still have "
            "something to say, call the desk that asked you."
        )
    return EndedPage(
        title=title(),
        heading=heading,
        advice=advice,
        desk=desk_of(facts) if facts else None,
        lines=lines()[:1],
    )


def declined_page(facts: Document) -> EndedPage:
    """Thanks for a no."""
    return EndedPage(
        title=title(),
        heading=str(wording.NOTED["declined"]),
        advice=gettext("The desk asks somebody else at once. You can close this page."),
        desk=desk_of(facts),
        lines=(),
    )


def received_page(found: list[dict[str, Any]], organization: str) -> ReceivedPage:
    """The list of an institution."""
    return ReceivedPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("received")),
        organization=organization,
        rows=tuple(map(received_row, found)),
    )


def received_row(found: Document) -> ReceivedRow:
    """One referral of the list."""
    return ReceivedRow(
        href=url_for("cases.received_one", referral_id=found["id"]),
        service=found["service"],
        need=found["need_label"],
        desk=f"{found['desk']['desk']} · {found['desk']['organization']}",
        sent=moment(found["sent_at"], found["zone"]),
        due=moment(found["due_at"], found["zone"]) if found["due_at"] else None,
        overdue=found["overdue"],
        status=status_text(found["status"]),
        waiting=found["waiting"],
    )


def status_text(status: str) -> str:
    """A status as the asked service reads it."""
    return str(wording.STATUSES[status])


def moment(at: datetime, zone: str) -> str:
    """A moment on the service's own clocks."""
    return numbers.moment_text(at, zone, current_language())

"""What a case's page and the slip may print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from referral.web.cards import Number, region_text
from referral.web.cases import wording
from referral.web.cases.cards import (
    CaseCards,
    ConsentCard,
    DueLine,
    NeedCard,
    situation,
)
from referral.web.cases.history import HistoryLine, history
from referral.web.cases.hours import hour_text
from referral.web.pages import FieldProblem, Page
from referral.web.wording import Choices
from referral.web.words import gettext

FOLLOW_UPS = ("follow_up_", "return_")


@dataclass(frozen=True)
class Kept:
    """What was chosen in a form that was refused: the step, what it is about, and the answers."""

    step: str = ""
    about: str = ""
    chosen: frozenset[tuple[str, str]] = frozenset()

    def has(self, step: str, about: str, name: str, value: str) -> bool:
        """True where this very answer was chosen."""
        return self.of(step, about) and (name, value) in self.chosen

    def of(self, step: str, about: str) -> bool:
        """True where the refused form was this one."""
        return (self.step, self.about) == (step, about)


@dataclass(frozen=True, kw_only=True)
class CasePage(Page):
    """One case: what is next, then consent, each need, what else may be noted, the history.

    `said` is what the last step did and the part of the page that it belongs to; `overtaken` is
    True where somebody else was quicker.
    """

    template: ClassVar[str] = "cases/case.html"
    section: str = "cases"
    code: str
    address: str
    version: int
    open: bool
    closed: str | None
    place: str
    opened: str
    danger: bool
    situation: tuple[str, ...]
    next: DueLine | None
    also: tuple[DueLine, ...]
    later: tuple[DueLine, ...]
    consent: ConsentCard
    urgent: bool
    may_refuse: bool
    may_close: bool
    sendable: tuple[str, ...]
    needs: tuple[NeedCard, ...]
    follow_ups: tuple[DueLine, ...]
    followed: Choices
    contact: Choices
    declined: Choices
    closures: Choices
    history: tuple[HistoryLine, ...]
    now: str
    left: str
    late: str
    due_now: str
    said: tuple[str, str] | None = None
    problems: tuple[FieldProblem, ...] = ()
    overtaken: bool = False
    kept: Kept = Kept()

    @property
    def sendable_fields(self) -> tuple[tuple[str, str], ...]:
        """What a press sends that sends everything."""
        return tuple(("referral", one) for one in self.sendable)

    def said_in(self, part: str) -> str | None:
        """What is to be said in a part of the page."""
        return self.said[1] if self.said and self.said[0] == part else None


@dataclass(frozen=True, kw_only=True)
class SlipPage(Page):
    """What a companion hands over on paper: nothing of the child, not even the need (R47)."""

    template: ClassVar[str] = "cases/slip.html"
    section: str = "cases"
    case: str
    service: str
    code: str
    href: str
    picture: str
    desk: str
    organization: str
    phone: Number | None
    made: str
    until: str


def case_title() -> str:
    """The neutral title of the tab."""
    return gettext("Rujuk – Notes: sheet")


def case_page(document: Mapping[str, Any], address: str, now: datetime, **more: Any) -> CasePage:
    """The page of a case's document; `more` is what a step that was done or refused adds."""
    cards = CaseCards(document, now)
    tasks = cards.tasks()
    late, waiting = [t for t in tasks if t.late], [t for t in tasks if not t.late]
    needs = tuple(map(cards.need, document["answers"]))
    every = [one for need in needs for one in need.current]
    closed = document["closed_at"]
    return CasePage(
        title=case_title(),
        code=document["code"],
        address=address,
        version=document["version"],
        open=document["open"],
        closed=hour_text(closed, now) if closed else None,
        place=region_text(document["regency"]),
        opened=hour_text(document["opened_at"], now),
        danger=document["danger"] == "yes",
        situation=situation(document),
        next=tasks[0] if tasks else None,
        also=tuple(late[1:]),
        later=tuple(waiting if late else waiting[1:]),
        consent=cards.consent(),
        urgent=any(one["never_waits"] for a in document["answers"] for one in a["referrals"]),
        may_close=bool(tasks) and tasks[0].code == "close_case",
        may_refuse=any(one.may_stop for one in every),
        sendable=tuple(one.id for one in every if one.sends),
        needs=needs,
        follow_ups=tuple(t for t in tasks if t.code.startswith(FOLLOW_UPS)),
        followed=wording.FOLLOWED,
        contact=wording.CONTACT,
        declined=wording.DECLINED,
        closures=wording.CLOSURES,
        history=history(document, now),
        now=now.isoformat(timespec="milliseconds"),
        left=gettext("in %(long)s", long="{long}"),
        late=gettext("%(long)s late", long="{long}"),
        due_now=gettext("due now"),
        **more,
    )

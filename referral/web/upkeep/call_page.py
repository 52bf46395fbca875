"""One record of the call sheet as its page prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import flask_babel  # type: ignore[import-untyped]
from flask import current_app, url_for

from referral.domain.services import Service
from referral.domain.verification import Call
from referral.present.asking import missing_texts, question
from referral.present.hours import hours_lines
from referral.present.plan import Painter, contacts
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep import own_link
from referral.usecases.upkeep.call_sheet import COUNTRY_ZONE, SheetRecord
from referral.web import numbers, wording
from referral.web.cards import Number, phone, region_text, whatsapp
from referral.web.cases.message import SERVICES_READ, chat
from referral.web.locale import current_language
from referral.web.pages import FieldProblem, MendedPage
from referral.web.upkeep.call_words import CLOSINGS, CONFLICTS, OUTCOMES, WHY
from referral.web.upkeep.own import AnswerRow, need_rows
from referral.web.upkeep.typed import FACT, Form, recorded
from referral.web.words import gettext, plain_label

FIRST_QUESTIONS = 4
"""As many are asked before one has to unfold: a call is to take half a minute."""
PLAIN = ("phones", "hours", "min_age", "max_age", "total", "free")


@dataclass(frozen=True)
class Undo:
    """The last call, which can be taken back."""

    call: str
    name: str
    text: str

    @property
    def told(self) -> str:
        """What was noted, with the name."""
        return self.text % {"name": self.name}


@dataclass(frozen=True)
class QuestionRow:
    """A question to read aloud, and the answer that is chosen."""

    name: str
    text: str
    answer: str


@dataclass(frozen=True)
class WrongRow:
    """A number that may be wrong, as printed."""

    display: str
    ticked: bool


@dataclass(frozen=True)
class LinkCard:
    """The own link of a service: the code to read aloud, where it is typed, the ways to send it."""

    code: str
    entry: str
    text: str
    until: str
    whatsapp: tuple[Number, ...]
    any_whatsapp: str
    mail: str


@dataclass(frozen=True, kw_only=True)
class CallPage(MendedPage):
    """A record to verify. `edit` leads to its whole form, `kept` is the choice of records."""

    template: ClassVar[str] = "upkeep/call.html"
    section: str = "upkeep"
    address: str
    kept: Mapping[str, Any]
    seen: int
    ref: str
    name: str
    kind: str
    region: str
    hidden: bool
    inactive: str | None
    mine: bool
    taken: bool
    why: tuple[str, ...]
    freshness: str
    fresh: str
    score: int
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]
    doubtful: int
    phones: tuple[Number, ...]
    whatsapp: tuple[Number, ...]
    wrong: tuple[WrongRow, ...]
    said_hours: str | None
    questions: tuple[QuestionRow, ...]
    more: tuple[QuestionRow, ...]
    open_asks: tuple[str, ...]
    typed: Mapping[str, str]
    hours: tuple[str, ...]
    places: bool
    needs: tuple[AnswerRow, ...]
    reasons: tuple[tuple[str, str], ...]
    reason: str
    calls: tuple[str, ...]
    link: LinkCard | None
    edit: str | None
    undo: Undo | None

    @property
    def mends_fields(self) -> bool:
        """True where a field of what is different is to be mended, or nothing was said there."""
        ids = {one.field_id for one in self.problems}
        return bool(ids & set(PLAIN))


def call_page(
    office: Office,
    record: SheetRecord,
    *,
    problems: tuple[FieldProblem, ...],
    form: Form | None,
    kept: Mapping[str, Any],
    undo: Undo | None,
) -> CallPage:
    """The page; `form` is what was typed and stays."""
    language = current_language()
    words, quality = translator(language), record.quality
    face, service = quality.face, quality.service
    region = Painter(office.world.atlas.regions, words).region(quality.shown)
    reach = contacts(face)
    rows = question_rows(record, form)
    return CallPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("calls")),
        problems=problems,
        address=url_for("upkeep.note_call", service_id=quality.public_id, **kept),
        kept=kept,
        seen=record.seen,
        ref=quality.public_id,
        name=face.name,
        kind=plain_label("kind", face.kind),
        region=region_text(region),
        hidden=record.hidden,
        inactive=None if service.status == "active" else plain_label("status", service.status),
        mine=record.mine,
        taken=record.taken,
        why=tuple(str(WHY[one]) for one in record.urgency.why if one in WHY),
        freshness=freshness_of(service, quality.freshness, language),
        fresh=str(quality.freshness),
        score=quality.whole.score,
        missing=tuple(missing_texts(quality.whole.missing, words)),
        conflicts=tuple(str(CONFLICTS[one]) for one in quality.conflicts),
        doubtful=record.contact.unanswered if record.doubtful else 0,
        phones=tuple(map(phone, reach["phones"])),
        whatsapp=tuple(map(whatsapp, reach["whatsapp"])),
        wrong=() if record.hidden else wrong_rows(service, form),
        said_hours=None if record.hidden else service.hours.text,
        questions=rows[:FIRST_QUESTIONS],
        more=rows[FIRST_QUESTIONS:],
        open_asks=open_asks(record),
        typed=typed_of(record, form),
        hours=tuple(hours_lines(service.hours, words)),
        places=service.houses_children,
        needs=need_rows(service, form),
        reasons=tuple((code, str(text)) for code, text in CLOSINGS.items()),
        reason=form.get("reason", "") if form else "",
        calls=tuple(call_text(call, language) for call in record.calls),
        link=link_card(office, record, language),
        edit=edit_href(quality.public_id),
        undo=undo,
    )


def freshness_of(service: Service, freshness: str, language: str) -> str:
    """When somebody last verified the record (R32)."""
    day = service.provenance.verified_on
    text = numbers.day_text(day.isoformat(), language) if day else ""
    return str(wording.FRESHNESS[freshness]) % {"day": text}


def question_rows(record: SheetRecord, form: Form | None) -> tuple[QuestionRow, ...]:
    """The yes-or-no questions, what routing needs most first."""
    words = translator(current_language())
    rows = []
    for code in record.quality.whole.missing:
        text = question(code, words)
        if text is not None and code not in _OPEN:
            answer = form.get(f"{FACT}{code}", "") if form else ""
            rows.append(QuestionRow(code, text, answer))
    return tuple(rows)


_OPEN = ("hours", "ages", "capacity", "needs")
"""What is asked and not answered by yes or no."""


def open_asks(record: SheetRecord) -> tuple[str, ...]:
    """The questions whose answer is written into a field."""
    words = translator(current_language())
    asked = (question(one, words) for one in record.quality.whole.missing if one in _OPEN)
    return tuple(one for one in asked if one)


def wrong_rows(service: Service, form: Form | None) -> tuple[WrongRow, ...]:
    """The numbers of the record, of which one may be wrong."""
    ticked = set(form.getlist("wrong")) if form else set()
    displays = dict.fromkeys(one.display for one in (*service.phones, *service.whatsapp))
    return tuple(WrongRow(one, one in ticked) for one in displays)


def typed_of(record: SheetRecord, form: Form | None) -> dict[str, str]:
    """What the plain fields hold: what was typed, else what is recorded."""
    held = {**recorded(record.quality.service), "hours": ""}
    if record.hidden:
        held["phones"] = ""
    given: Mapping[str, str] = form or {}
    return {name: given.get(name, held[name]) for name in PLAIN}


def call_text(call: Call, language: str) -> str:
    """A call as a line: its day, what came of it, whether it was taken back."""
    local = call.at.astimezone(ZoneInfo(COUNTRY_ZONE))
    day = numbers.day_text(local.date().isoformat(), language)
    text = str(OUTCOMES[call.outcome])
    if call.reason is not None:
        text = f"{text} – {CLOSINGS[call.reason]}"
    if call.undone_at is not None:
        text = gettext("%(what)s (taken back)", what=text)
    return f"{day}: {text}"


def link_card(office: Office, record: SheetRecord, language: str) -> LinkCard | None:
    """The link of the service, where one works; its message is in Indonesian, as services read."""
    if record.link is None:
        return None
    given, face = own_link.handed(office, record.link), record.quality.face
    until = given.expires_at.astimezone(ZoneInfo(COUNTRY_ZONE)).date().isoformat()
    href = url_for("upkeep.own", own_token=given.token, language=SERVICES_READ, _external=True)
    with flask_babel.force_locale(SERVICES_READ):
        subject = gettext("Please check your entry")
        text = gettext(
            "Please check whether your entry is still right. Open %(link)s; the code is %(code)s.",
            link=href,
            code=given.code,
        )
    mail = {"subject": subject, "body": text}
    numbers_of = map(whatsapp, contacts(face)["whatsapp"])
    return LinkCard(
        code=given.code,
        entry=url_for("upkeep.own_code", language=SERVICES_READ, _external=True).partition("://")[
            2
        ],
        text=text,
        until=numbers.day_text(until, language),
        whatsapp=tuple(
            Number(chat(one.href.rpartition("/")[2], text), one.text) for one in numbers_of
        ),
        any_whatsapp=chat("", text),
        mail=f"mailto:{face.email or ''}?{urlencode(mail, quote_via=quote)}",
    )


def edit_href(ref: str) -> str | None:
    """The form of the whole record."""
    there = "upkeep.edit" in current_app.view_functions
    return url_for("upkeep.edit", service_id=ref) if there else None

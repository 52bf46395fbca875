"""The page on which a service confirms or corrects its own record, without an account.

Whoever holds the link may look and propose; nothing counts before an editor has taken it over. A
signed address holds 128 bits beside its random id, a spoken code 47 bits, as of a reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]

from referral.domain.corrections import AGES, CAPACITY, HOURS, LANGUAGES, PHONES, STATUS
from referral.domain.errors import ActionRefused, NotFound, Problem, RequestRejected
from referral.domain.services import Service
from referral.domain.vocabulary import How, Need
from referral.present.corrections import field_label, recorded_lines
from referral.present.hours import hours_lines
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep import own_link
from referral.usecases.upkeep.corrections import STATUSES
from referral.usecases.upkeep.own_link import OwnRecord
from referral.web import numbers, wording
from referral.web.access import public
from referral.web.cards import Number
from referral.web.errors import lines
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, MendedPage, Page
from referral.web.render import render
from referral.web.upkeep.call_words import problem_text
from referral.web.upkeep.typed import (
    FACT,
    LANGUAGES_SENT,
    NEED,
    Form,
    Reader,
    field_of,
    how_met,
    recorded,
    stated,
)
from referral.web.words import LazyText, gettext, plain_label
from referral.web.words import lazy_gettext as _l

LIMITED = ("upkeep.own_code", "upkeep.own")
"""Endpoints that take a code or an answer, for the composition root to limit."""
PLAIN = ("phones", "hours", "min_age", "max_age", "total", "free")
STATES: Mapping[str, LazyText] = {
    "active": _l("We are working"),
    "suspended": _l("We have stopped for a while"),
    "closed": _l("We have closed"),
}
HOWS: tuple[tuple[str, LazyText], ...] = (
    (How.DIRECT, _l("We do it ourselves")),
    (How.ARRANGED, _l("We arrange it with others")),
    ("none", _l("We do not do it")),
)


@dataclass(frozen=True)
class AnswerRow:
    """Something to choose: the field's name, its label, the choice, and what can be chosen."""

    name: str
    label: str
    answer: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LanguageBox:
    """A language to tick."""

    code: str
    label: str
    ticked: bool


@dataclass(frozen=True, kw_only=True)
class OwnCodePage(MendedPage):
    """The field for a code that was read aloud."""

    template: ClassVar[str] = "upkeep/own_code.html"
    typed: str


@dataclass(frozen=True, kw_only=True)
class OwnPage(MendedPage):
    """What the directory says of a service, for the service itself. A hidden one has no `name`."""

    template: ClassVar[str] = "upkeep/own.html"
    address: str
    name: str | None
    organization: str | None
    until: str
    freshness: str
    summary: tuple[tuple[str, str], ...]
    needs: tuple[AnswerRow, ...]
    facts: tuple[AnswerRow, ...]
    status: AnswerRow
    languages: tuple[LanguageBox, ...]
    typed: Mapping[str, str]
    hours: tuple[str, ...]
    places: bool
    rest: bool
    differs: bool


@dataclass(frozen=True, kw_only=True)
class OwnEndPage(Page):
    """There is nothing to answer any more, or it was answered."""

    template: ClassVar[str] = "upkeep/own_end.html"
    heading: str
    advice: str
    lines: tuple[Number, ...] = ()


class OwnForm(FlaskForm):  # type: ignore[misc]
    """The session's token; the fields are read by what they are about."""


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the field for a code and the page of a link."""

    @upkeep.route("/own", methods=["GET", "POST"], endpoint="own_code")
    @public
    def code() -> ResponseReturnValue:
        """A code that was read aloud leads to its page. Nothing is changed, and no cookie set."""
        if request.method == "GET":
            return render(code_page())
        typed = request.form.get("code", "")
        try:
            token = own_link.token_of_own_code(office, typed)
        except NotFound:
            return make_response(render(code_page(typed, wrong=True)), 404)
        return redirect(url_for("upkeep.own", own_token=token), 303)

    @upkeep.route("/own/<own_token>", methods=["GET", "POST"], endpoint="own")
    @public
    def own(own_token: str) -> ResponseReturnValue:
        """The record of the link. To look changes nothing; a press does."""
        try:
            record = own_link.show_own(office, own_token, now=now())
            if request.method != "POST":
                return render(own_page(record, own_token))
            return answer(office, record, own_token)
        except NotFound:
            return make_response(render(ended(known=False)), 404)
        except ActionRefused as refused:
            if refused.code != "link_ended":
                raise
            return make_response(render(ended(known=True)), 410)


def answer(office: Office, record: OwnRecord, token: str) -> ResponseReturnValue:
    """Take down what the service says."""
    if not OwnForm().validate():
        return mended(record, token, [Problem("", "stale")])
    form, whole = request.form, request.form.get("act") == "right"
    try:
        said = () if whole else Reader(record.service, form, blind=record.hidden).corrections()
        confirmed = whole or (bool(said) and "rest" in form)
        own_link.propose_own(office, token, said, confirmed=confirmed, now=now())
    except RequestRejected as wrong:
        return mended(record, token, wrong.problems)
    except ActionRefused as refused:
        if refused.code != "nothing_said":
            raise
        return mended(record, token, [Problem("", refused.code)])
    return render(thanks())


def mended(record: OwnRecord, token: str, problems: Iterable[Problem]) -> Response:
    """The page with what was typed, and what to do."""
    told = tuple(
        FieldProblem(field_of(one.path) or None, problem_text(one.code)) for one in problems
    )
    return make_response(render(own_page(record, token, request.form, told)), 422)


def title() -> str:
    """The tab's title; it says nothing of what the page is about."""
    return gettext("Rujuk – Notes: %(what)s", what=gettext("own record"))


def code_page(typed: str = "", *, wrong: bool = False) -> OwnCodePage:
    """The field for a code; one text for whatever opens nothing."""
    text = gettext("Nothing opens with this code. Listen to it once more, or ask for a new one.")
    problems = (FieldProblem("code", text),) if wrong else ()
    return OwnCodePage(title=title(), typed=typed[:60], problems=problems)


def own_page(
    record: OwnRecord,
    token: str,
    form: Form | None = None,
    problems: tuple[FieldProblem, ...] = (),
) -> OwnPage:
    """The record as its service may see it; `form` is what stays."""
    service, language = record.service, current_language()
    day = service.provenance.verified_on
    verified = numbers.day_text(day.isoformat(), language) if day else ""
    return OwnPage(
        title=title(),
        problems=problems,
        address=url_for("upkeep.own", own_token=token),
        name=None if record.hidden else service.name,
        organization=None if record.hidden else service.organization,
        until=numbers.day_text(record.expires_at.date().isoformat(), language),
        freshness=str(wording.FRESHNESS[record.age]) % {"day": verified},
        summary=summary_of(record),
        needs=need_rows(service, form),
        facts=fact_rows(record, form),
        status=status_row(service, form),
        languages=language_boxes(service, form),
        typed=typed_of(record, form),
        hours=tuple(hours_lines(service.hours, translator(language))),
        places=service.houses_children,
        rest=form is None or "rest" in form,
        differs=form is not None and form.get("act") == "differs",
    )


def summary_of(record: OwnRecord) -> tuple[tuple[str, str], ...]:
    """The record in a few lines, to be read before one says that it is right."""
    service, words = record.service, translator(current_language())
    unknown = gettext("not recorded")
    fields = [STATUS, *([] if record.hidden else [PHONES]), HOURS, AGES, LANGUAGES]
    rows = [
        (field_label(one, words), "; ".join(recorded_lines(service, one, words)) or unknown)
        for one in fields
    ]
    if service.houses_children:
        places = service.capacity
        free, total = ("?" if n is None else n for n in (places.free, places.total))
        said = gettext("%(free)s of %(total)s places free", free=free, total=total)
        rows.append((field_label(CAPACITY, words), said))
    does = [
        f"{plain_label('need', met.need)} ({plain_label('how', met.how)})" for met in service.needs
    ]
    rows.append((gettext("What you do"), "; ".join(does) or unknown))
    for value, label in (("yes", gettext("Yes")), ("no", gettext("No"))):
        facts = [plain_label("fact", n) for n in record.asked if stated(service, n) == value]
        if facts:
            rows.append((label, "; ".join(facts)))
    return tuple(rows)


def typed_of(record: OwnRecord, form: Form | None) -> dict[str, str]:
    """What the plain fields hold. The numbers of a hidden place are not shown (R35)."""
    held = {**recorded(record.service), "hours": ""}
    if record.hidden:
        held["phones"] = ""
    given: Mapping[str, str] = form or {}
    return {name: given.get(name, held[name]) for name in PLAIN}


def need_rows(service: Service, form: Form | None) -> tuple[AnswerRow, ...]:
    """Each need, and how it is met."""
    options = tuple((str(value), str(text)) for value, text in HOWS)
    given: Mapping[str, str] = form or {}
    return tuple(
        AnswerRow(
            f"{NEED}{need}",
            plain_label("need", need),
            given.get(f"{NEED}{need}", how_met(service, need)),
            options,
        )
        for need in Need
    )


def fact_rows(record: OwnRecord, form: Form | None) -> tuple[AnswerRow, ...]:
    """Each fact that is asked; what is only presumed is open."""
    options = (("yes", gettext("Yes")), ("no", gettext("No")), ("", gettext("Not known yet")))
    given: Mapping[str, str] = form or {}
    return tuple(
        AnswerRow(
            f"{FACT}{name}",
            plain_label("fact", name),
            given.get(f"{FACT}{name}", stated(record.service, name)),
            options,
        )
        for name in record.asked
    )


def status_row(service: Service, form: Form | None) -> AnswerRow:
    """Whether the service works."""
    sent: Mapping[str, str] = form or {}
    given = sent.get("status", str(service.status))
    options = tuple((str(one), str(STATES[one])) for one in STATUSES)
    return AnswerRow("status", gettext("Does your service work?"), given, options)


def language_boxes(service: Service, form: Form | None) -> tuple[LanguageBox, ...]:
    """Languages to tick, those of the record first."""
    sent = form is not None and LANGUAGES_SENT in form
    ticked = set(form.getlist("languages") if form is not None and sent else service.languages)
    known = {code: str(text) for code, text in wording.LANGUAGES_SPOKEN if code}
    every = {**{code: code for code in service.languages if code not in known}, **known}
    return tuple(LanguageBox(code, text, code in ticked) for code, text in every.items())


def thanks() -> OwnEndPage:
    """It was taken down."""
    return OwnEndPage(
        title=title(),
        heading=gettext("Thank you"),
        advice=gettext(
            "An editor of the directory looks at it before it counts. If something more changes, "
            "open the link again. You can close this page."
        ),
    )


def ended(*, known: bool) -> OwnEndPage:
    """A link that does not work, or no longer."""
    if known:
        heading = gettext("This link no longer works")
        advice = gettext("Its time has run out, or a newer one has replaced it. Ask for a new one.")
    else:
        heading = gettext("Nothing opens with this link or code")
        advice = gettext("Check it with whoever gave it to you, or ask for a new one.")
    return OwnEndPage(title=title(), heading=heading, advice=advice, lines=lines()[:1])

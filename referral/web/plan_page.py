"""A plan document and the answers behind it as one page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, url_for
from werkzeug.datastructures import MultiDict

from referral.domain.access import Action, may
from referral.web import numbers, wording
from referral.web.access import current_actor
from referral.web.again import STEP, Again, kept_answers
from referral.web.cards import Cards, call_card, region_text, why_not
from referral.web.forms.console import ChildForm, ConsoleForm
from referral.web.pages import PlanPage, TriedRow, UsedRow, WhyChoice
from referral.web.verbs import Verbs
from referral.web.words import gettext

WHY_CHOICES = 6


def plan_page(
    document: dict[str, Any],
    form: ConsoleForm,
    given: MultiDict[str, str],
    again: Again,
    *,
    verbs: Verbs,
    language: str,
    choices: tuple[WhyChoice, ...],
) -> PlanPage:
    """Everything that the plan page prints."""
    now = datetime.fromisoformat(document["now_local"])
    cards = Cards(language, now)
    place = document["request"]["place"]
    answers = tuple(cards.answer(at, one) for at, one in enumerate(document["answers"], start=1))
    one_stop, why = document["one_stop"], document.get("why")
    asks_home = form.asks_home or is_abroad(document)
    return PlanPage(
        title=gettext("Rujuk – Notes: sheet"),
        place=", ".join(dict.fromkeys(filter(None, (place["name"], place["province"])))),
        moment=numbers.moment_text(now, place["timezone"], language),
        summary=summary(form),
        banners=cards.banners(document),
        answers=answers,
        call_card=call_card(document["call_card"]),
        one_stop=one_stop["text"] if one_stop else None,
        chain=tuple(map(cards.step, document["chain"])),
        home=form.home.form if asks_home else None,
        call_back=form.call_back.data or "",
        kept=kept_answers(given, form, without=form.home.name if asks_home else None),
        tried=tried_rows(document, again),
        used=used_rows(document, again),
        override_reasons=wording.OVERRIDE_REASONS,
        status=status(document, again),
        more=again.more,
        next_more=again.more + STEP,
        outcomes=wording.OUTCOMES,
        why=why_not(why) if why else None,
        why_choices=choices,
        why_text=again.why_text,
        why_missing=bool(again.why_text) and not choices and why is None,
        text=verbs.plan_text(document, language),
        ruleset=document["ruleset"],
        directory_version=document["directory_version"],
        opening=opening_address(),
    )


def opening_address() -> str | None:
    """Where the plan becomes a case; None for whoever may open none."""
    if "cases.open_new" not in current_app.view_functions:
        return None
    return url_for("cases.open_new") if may(current_actor(), Action.OPEN_CASE) else None


def is_abroad(document: dict[str, Any]) -> bool:
    """True where the plan is for a whole country, whose code is two capital letters."""
    code = str(document["request"]["place"]["code"])
    return len(code) == 2 and code.isalpha()


def summary(form: ConsoleForm) -> tuple[str, ...]:
    """What was asked besides the needs, for the operator's own screen alone."""
    said = [child_text(child) for child in form.given_children]
    for field, choices in ((form.danger, wording.DANGER), (form.contact, wording.CONTACT)):
        if field.data and field.data != "unknown":
            option = wording.word(choices, field.data)
            said.append(f"{field.label.text} {option}")
    return tuple(said)


def child_text(child: ChildForm) -> str:
    """One child in a few words."""
    parts = []
    if child.age.data:
        parts.append(gettext("%(age)s years", age=child.age.data.strip()))
    elif child.band.data:
        parts.append(wording.word(wording.AGE_BANDS, child.band.data))
    if child.sex.data and child.sex.data != "unknown":
        parts.append(wording.word(wording.SEX, child.sex.data))
    if child.baby.data:
        parts.append(gettext("with own baby"))
    return ", ".join(parts) or gettext("one child")


def tried_rows(document: dict[str, Any], again: Again) -> tuple[TriedRow, ...]:
    """The calls already made, by the names that the plan's rejections give."""
    names = {
        row["service_id"]: row["name"] for one in document["answers"] for row in one["rejected"]
    }
    return tuple(
        TriedRow(
            one.service_id,
            names.get(one.service_id, one.service_id),
            one.outcome,
            wording.word(wording.OUTCOMES, one.outcome),
        )
        for one in again.tried
    )


def used_rows(document: dict[str, Any], again: Again) -> tuple[UsedRow, ...]:
    """Services that a human lets back in; those that a rule keeps out are among the rejected."""
    names, out = {}, set()
    for answer in document["answers"]:
        for row in (answer["recommended"], *answer["alternatives"], *answer["rejected"]):
            if row is not None:
                names[row["service_id"]] = row["name"]
        out |= {row["service_id"] for row in answer["rejected"]}
    return tuple(
        UsedRow(
            one.service_id,
            names.get(one.service_id, one.service_id),
            one.text,
            wording.word(wording.OVERRIDE_REASONS, one.reason),
            one.service_id not in out,
        )
        for one in again.overridden
    )


def status(document: dict[str, Any], again: Again) -> str | None:
    """What the last press did, announced when the new plan is there."""
    if again.latest_use is not None:
        used = [row for row in used_rows(document, again) if row.value == again.latest_use.text]
        return gettext("Noted: %(name)s is used all the same.", name=used[0].name)
    rows = [row for row in tried_rows(document, again) if row.service_id == again.latest_id]
    if not rows:
        return None
    return gettext(
        "Noted: %(name)s – %(outcome)s. The next number is shown.",
        name=rows[0].name,
        outcome=rows[0].text.lower(),
    )


def why_choices(verbs: Verbs, again: Again, now: datetime, language: str) -> tuple[WhyChoice, ...]:
    """Services whose name fits what was typed under "why not …?"."""
    if not again.why_text or again.why:
        return ()
    found = verbs.list_services(
        {"q": again.why_text}, page=1, per_page=WHY_CHOICES, now=now, language=language
    )
    return tuple(
        WhyChoice(one["service_id"], one["name"], region_text(one["region"]))
        for one in found["services"]
    )

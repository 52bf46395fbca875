"""What a service does on its page: it answers, or corrects what the directory says of it.

The page by a link and the page of an account differ in how they find the referral, not in this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, make_response, redirect
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.corrections import Correction
from referral.domain.errors import ActionRefused, Overtaken, RequestRejected
from referral.domain.referrals import ReferralStatus
from referral.usecases.answering import ANSWERS
from referral.usecases.proposals import capacity_typed, hours_typed, typed_lines
from referral.web.locale import current_language
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.reply import wording
from referral.web.reply.pages import FIELDS, Document, declined_page, reply_page
from referral.web.words import gettext

DECLINED = ReferralStatus.DECLINED
STEPS = {to.value: to for to in ANSWERS}


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """Which button was pressed, and what stands in the fields; each is checked by what it is."""

    act = StringField()
    reason = StringField()
    total = StringField()
    free = StringField()
    hours = StringField()


@dataclass(frozen=True)
class Way:
    """How somebody came to a referral: the page's address, and the use cases behind it."""

    address: str
    show: Callable[[], Document]
    answer: Callable[[ReferralStatus, str | None], None]
    propose: Callable[[Correction], None]
    back: str | None = None


def look(way: Way) -> ResponseReturnValue:
    """The page as it is."""
    return render(reply_page(way.show(), way.address, back=way.back))


def act(way: Way) -> ResponseReturnValue:
    """Do what was asked for, and show the page as it is then.

    :raises NotFound: there is no such referral for this reader
    :raises ActionRefused: `link_ended`
    """
    form = ReplyForm()
    desk = way.show()["desk"] if way.back is None else None
    if not form.validate():
        stale = gettext("This page was open for too long. Send it once more.")
        return mended(way, form, (FieldProblem(None, stale),), 422)
    wanted = form.act.data or ""
    try:
        said = correct(way, form) if wanted in ("capacity", "hours") else reply(way, form)
    except RequestRejected as wrong:
        return mended(way, form, tuple(problem(p.path, p.code) for p in wrong.problems), 422)
    except ActionRefused as refused:
        if refused.code not in wording.PROBLEMS:
            raise
        asks = refused.code in ("reason_required", "unknown_reason")
        conflict = isinstance(refused, Overtaken) or not asks
        told = problem("reason-0" if asks else None, refused.code)
        return mended(way, form, (told,), 409 if conflict else 422)
    if desk is not None and wanted == DECLINED.value:
        return render(declined_page(desk))
    flash(said)
    return redirect(way.address, 303)


def reply(way: Way, form: ReplyForm) -> str:
    """Take down an answer; what to say of it."""
    to = STEPS.get(form.act.data or "")
    if to is None:
        raise ActionRefused("wrong_state", to="unknown")
    reason = (form.reason.data or None) if to is DECLINED else None
    way.answer(to, reason)
    return str(wording.NOTED[to.value])


def correct(way: Way, form: ReplyForm) -> str:
    """Put down a correction; what to say of it, with the hours as they were read."""
    if form.act.data == "capacity":
        made = capacity_typed(form.total.data or "", form.free.data or "")
        read = gettext(
            "%(free)s of %(total)s places free", free=made.value["free"], total=made.value["total"]
        )
    else:
        made = hours_typed(form.hours.data or "")
        read = "; ".join(typed_lines(made.value["text"], current_language()))
    way.propose(made)
    return gettext(
        "Thank you. An editor of the directory looks at it before it counts: %(what)s", what=read
    )


def problem(at: str | None, code: str) -> FieldProblem:
    """What is wrong, said as what to do."""
    return FieldProblem(at, str(wording.PROBLEMS[code]))


def mended(
    way: Way, form: ReplyForm, problems: tuple[FieldProblem, ...], status: int
) -> ResponseReturnValue:
    """The page as it is now, with what was typed and what to do about it."""
    typed = {name: str(form[name].data or "") for name in FIELDS}
    page = reply_page(way.show(), way.address, back=way.back, problems=problems, typed=typed)
    return make_response(render(page), status)

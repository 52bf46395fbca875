"""For editors: what services say of themselves, to take over into the directory or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Blueprint, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.access import Action, Actor
from referral.domain.corrections import CONFIRMED
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.services import Capacity
from referral.usecases import proposals
from referral.usecases.office import Office
from referral.web import numbers
from referral.web.access import current_actor, requires
from referral.web.cards import region_text
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.words import gettext, ngettext

Document = Mapping[str, Any]


DECISIONS = ("accept", "reject", "accept-all", "reject-all")


@dataclass(frozen=True)
class ProposalRow:
    """A proposal beside what is recorded. `href` is None where the record is gone.

    `together`: how many stand here that the same person said of the same service, told at the
    first of them; 0 elsewhere. `waits`: it says that the rest is right, of an answer of which
    something else is not decided on.
    """

    id: str
    name: str
    href: str | None
    region: str
    field: str
    recorded: tuple[str, ...]
    proposed: tuple[str, ...]
    made: str
    by: str
    hidden: bool
    always_open: bool
    whole: bool
    waits: bool
    together: int


@dataclass(frozen=True, kw_only=True)
class ProposalsPage(Page):
    """What nobody has decided on yet, the oldest first."""

    template: ClassVar[str] = "manage/proposals.html"
    section: str = "upkeep"
    rows: tuple[ProposalRow, ...]
    problems: tuple[FieldProblem, ...] = ()


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """Which proposal, and whether it is taken over."""

    proposal = StringField()
    decision = StringField()


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the editors' list."""

    @cases.get("/manage/proposals", endpoint="proposals")
    @requires(Action.DECIDE_PROPOSALS)
    def show() -> str:
        """Open proposals."""
        return render(listed(office))

    @cases.post("/manage/proposals", endpoint="decide_proposal")
    @requires(Action.DECIDE_PROPOSALS)
    def decide() -> ResponseReturnValue:
        """Take one over, or not."""
        form = DecisionForm()
        wanted = form.decision.data or ""
        accepted = wanted.startswith("accept")
        if not form.validate() or wanted not in DECISIONS:
            stale = gettext("This page was open for too long. Send it once more.")
            return make_response(render(listed(office, stale)), 422)
        ref = form.proposal.data or ""
        decide_on = proposals.decide_answer if "all" in wanted else decide_one
        try:
            left = decide_on(office, current_actor(), ref, accepted=accepted, now=now())
        except (ActionRefused, NotFound) as refused:
            return make_response(render(listed(office, refused_text(refused.code))), 409)
        flash(gettext("Taken over into the directory.") if accepted else gettext("Left as it was."))
        if left:
            told = ngettext(
                "%(num)d of them cannot be taken over as it is, and stays below.",
                "%(num)d of them cannot be taken over as they are, and stay below.",
                left,
            )
            flash(told)
        return redirect(url_for("cases.proposals"), 303)


def decide_one(office: Office, actor: Actor, ref: str, *, accepted: bool, now: datetime) -> int:
    """Decide on one proposal; nothing is left of it."""
    proposals.decide_proposal(office, actor, ref, accepted=accepted, now=now)
    return 0


def refused_text(code: str) -> str:
    """Why a decision did not count, and what to do."""
    if code == "service_gone":
        return gettext("The record is gone from the directory: the proposal can only be left.")
    if code in ("uncovers_hidden_place", "contradicts"):
        return gettext(
            "This cannot be taken over as it is: it does not fit the rest of the record, or it "
            "would show a protected place. Open the record’s form, and leave the proposal here."
        )
    if code == "rest_undecided":
        return gettext(
            "In the same answer the service says that something is different. Decide on that first."
        )
    return gettext("Another editor has decided on it already. This is the list as it is now.")


def listed(office: Office, problem: str | None = None) -> ProposalsPage:
    """The list as it is now, with what went wrong."""
    language = current_language()
    found = proposals.list_proposals(office, current_actor(), language=language)
    answers = Counter((one["service_id"], one["made_by"]) for one in found)
    seen: set[tuple[str, str]] = set()
    rows = []
    for one in found:
        answer = (one["service_id"], one["made_by"])
        count = answers[answer] if answers[answer] > 1 else 0
        rows.append(row(one, language, count=count, first=answer not in seen))
        seen.add(answer)
    return ProposalsPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("proposals")),
        rows=tuple(rows),
        problems=(FieldProblem(None, problem),) if problem else (),
    )


def row(found: Document, language: str, *, count: int, first: bool) -> ProposalRow:
    """One proposal as texts; `count` of its answer wait, 0 if it stands alone."""
    ref = found["service_id"]
    recorded, proposed = sides(found, language)
    whole = found["field"] == CONFIRMED
    if whole and count:
        proposed = (gettext("Everything else is right, says the service."),)
    return ProposalRow(
        id=found["id"],
        name=found["name"] or gettext("A service that is no longer in the directory"),
        href=url_for("pages.service", service_id=ref) if ref else None,
        region=region_text(found["region"]) if found["region"] else "",
        field=found["label"],
        recorded=recorded,
        proposed=proposed,
        made=numbers.moment_text(found["made_at"], found["zone"], language),
        by=proposer(found),
        hidden=found["hidden"],
        always_open=found["always_open"],
        whole=whole,
        waits=whole and count > 0,
        together=count if first else 0,
    )


def sides(found: Document, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is recorded, and what is proposed, as lines."""
    places = found["proposed"]
    if found["field"] == proposals.HOURS:
        return recorded_hours(found), tuple(found["proposed_hours"])
    if found["field"] == proposals.CAPACITY:
        said = places_text(places["total"], places["free"])
        return recorded_places(found["capacity"], language), (said,)
    recorded = tuple(found["recorded_lines"]) or (gettext("not recorded"),)
    return recorded, tuple(found["proposed_lines"])


def proposer(found: Document) -> str:
    """Who says so."""
    if found["by_own_link"]:
        return gettext("the service, by its own link")
    if found["by_link"]:
        return gettext("the service, by its reply link")
    return gettext("the institution’s own account")


def recorded_hours(found: Document) -> tuple[str, ...]:
    """The hours that are recorded, with the source's own words."""
    words = (found["hours_text"],) if found["hours_text"] else ()
    return (*found["hours"], *words) or (gettext("not recorded"),)


def recorded_places(capacity: Capacity | None, language: str) -> tuple[str, ...]:
    """The places that are recorded, and when they were counted."""
    if capacity is None or (capacity.total is None and capacity.free is None):
        return (gettext("not recorded"),)
    counted = capacity.counted_on
    day = numbers.day_text(counted.isoformat(), language) if counted else None
    return (
        places_text(capacity.total, capacity.free),
        *((gettext("counted on %(day)s", day=day),) if day else ()),
    )


def places_text(total: int | None, free: int | None) -> str:
    """Places in words; what is not known is a question mark."""
    return gettext(
        "%(free)s of %(total)s places free",
        free="?" if free is None else free,
        total="?" if total is None else total,
    )

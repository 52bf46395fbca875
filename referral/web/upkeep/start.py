"""Where an editor begins: what there is to do, and how much of it waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, url_for

from referral.domain.access import Action, Actor
from referral.usecases import proposals
from referral.usecases.office import Office
from referral.web.access import conceivable, current_actor, requires
from referral.web.pages import Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.tasks import Task
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l


@dataclass(frozen=True)
class TaskRow:
    """A page to go to; `waiting` is how much waits there, None where nothing is counted."""

    label: str
    hint: str
    href: str
    waiting: int | None


@dataclass(frozen=True, kw_only=True)
class StartPage(Page):
    """What there is to do."""

    template: ClassVar[str] = "upkeep/start.html"
    section: str = "upkeep"
    rows: tuple[TaskRow, ...]


def add_routes(upkeep: Blueprint, office: Office, tasks: Sequence[Task]) -> None:
    """Give the blueprint the start page over these tasks."""

    @upkeep.get("/manage", endpoint="start")
    @requires(Action.READ_UPKEEP)
    def show() -> Response:
        """What the reader may do."""
        page = StartPage(
            title=gettext("Rujuk – Notes: %(what)s", what=gettext("upkeep")),
            rows=tuple(rows_of(tasks, office, current_actor())),
        )
        return private(render(page))


def rows_of(tasks: Sequence[Task], office: Office, actor: Actor) -> Iterator[TaskRow]:
    """The tasks that the actor may do."""
    for task in tasks:
        if conceivable(actor, task.action):
            waiting = task.waiting(office, actor) if task.waiting else None
            yield TaskRow(str(task.label), str(task.hint), url_for(task.endpoint), waiting)


def open_proposals(office: Office, actor: Actor) -> int:
    """Proposals that nobody has decided on."""
    return len(proposals.list_proposals(office, actor, language="id"))


TASKS = (
    Task(
        _l("Proposals"),
        _l("What services say of themselves, to be taken over or not."),
        "cases.proposals",
        Action.DECIDE_PROPOSALS,
        open_proposals,
    ),
)

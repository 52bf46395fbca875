"""What the pages ask of the layers below, gathered in one value so that a test can stand in.

Pages decide nothing about routing: they turn a form into the contract's request, hand it to a
use case, and print what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from referral.domain.errors import Problem
from referral.present.problems import problem_text
from referral.present.text import plan_text
from referral.present.translate import translator
from referral.usecases.browse import list_services, show_service
from referral.usecases.find_help import find_help
from referral.usecases.find_place import find_places
from referral.usecases.world import World

Document = dict[str, Any]


class ListServices(Protocol):
    """`usecases.browse.list_services` with the world already given."""

    def __call__(
        self,
        filters: Mapping[str, str],
        *,
        page: int,
        per_page: int,
        now: datetime,
        language: str,
        facets: bool = False,
    ) -> Document:
        """One page of the directory, with counts where asked."""
        ...


@dataclass(frozen=True, kw_only=True)
class Verbs:
    """The use cases and texts that pages need, with the world already given to them."""

    find_help: Callable[[Mapping[str, Any], datetime, str], Document]
    """Request body, now (UTC), language → plan document; raises RequestRejected."""
    find_places: Callable[[str, int], list[Document]]
    """Text, limit → place documents, best first."""
    list_services: ListServices
    show_service: Callable[[str, datetime, str], Document]
    """Service id, now (UTC), language → service document; raises NotFound."""
    plan_text: Callable[[Document, str], str]
    """Plan document, language → readable text without a fact about the child (R47)."""
    problem_text: Callable[[Problem, str], str]
    """Problem, language → a sentence that says what to do."""


def verbs_over(world: World) -> Verbs:
    """The real use cases over a world."""
    return Verbs(
        find_help=lambda body, now, language: find_help(world, body, now=now, language=language),
        find_places=lambda text, limit: find_places(world, text, limit),
        list_services=partial(list_services, world),
        show_service=lambda service_id, now, language: show_service(
            world, service_id, now=now, language=language
        ),
        plan_text=lambda document, language: plan_text(document, translator(language)),
        problem_text=lambda problem, language: problem_text(problem, translator(language)),
    )

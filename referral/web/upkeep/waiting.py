"""What already waits for a second editor about a record, said before somebody asks once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from referral.usecases.upkeep.approvals import Pending
from referral.web.words import gettext


@dataclass(frozen=True)
class WaitingLink:
    """A sentence about a request, and the page of it."""

    text: str
    href: str


def waiting_links(found: Iterable[Pending]) -> tuple[WaitingLink, ...]:
    """Each request about a record: whose it is, and what becomes of it if the reader asks again."""
    return tuple(
        WaitingLink(waiting_text(one), url_for("upkeep.approval", approval_id=one.approval_id))
        for one in found
    )


def waiting_text(one: Pending) -> str:
    """A request in one sentence."""
    if one.replaced:
        return gettext(
            "Your earlier request about this record still waits for a second editor. If you ask "
            "for something else that needs a second editor, it takes the earlier one’s place."
        )
    if one.mine:
        return gettext("You have asked to merge another record into this one: that waits.")
    return gettext("Another editor has asked for a change of this record: that waits.")

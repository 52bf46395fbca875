"""What an editor can do with a record: links that stand on the record's own page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from referral.domain.access import Action
from referral.present.asking import missing_texts
from referral.present.translate import translator
from referral.usecases.find_help import find_public
from referral.usecases.office import Office
from referral.usecases.upkeep.call_sheet import day_of
from referral.usecases.upkeep.quality import quality_of
from referral.web.access import conceivable, current_actor
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.words import LazyText, gettext
from referral.web.words import lazy_gettext as _l

MISSING_SHOWN = 4


@dataclass(frozen=True)
class RecordLink:
    """A page about one record; `of_hidden` where hidden places have it too."""

    label: LazyText
    endpoint: str
    action: Action
    of_hidden: bool = False


LINKS: tuple[RecordLink, ...] = (
    RecordLink(_l("Call and verify"), "upkeep.call", Action.EDIT_DIRECTORY, of_hidden=True),
    RecordLink(_l("Edit"), "upkeep.edit", Action.EDIT_DIRECTORY, of_hidden=True),
    RecordLink(_l("History"), "upkeep.history", Action.EDIT_DIRECTORY, of_hidden=True),
    RecordLink(
        _l("Remove from the directory"), "upkeep.remove", Action.EDIT_DIRECTORY, of_hidden=True
    ),
    RecordLink(_l("What if it closed"), "coverage.close_one", Action.SUPPOSE),
)
"""In their order; each takes `service_id`. A part adds its own here."""


def record_links(service_id: str, *, hidden: bool) -> tuple[tuple[str, str], ...]:
    """Label and address of each page that the reader may go to."""
    views, actor = current_app.view_functions, current_actor()
    return tuple(
        (str(one.label), url_for(one.endpoint, service_id=service_id))
        for one in LINKS
        if one.endpoint in views
        and (one.of_hidden or not hidden)
        and conceivable(actor, one.action)
    )


def record_marks(service_id: str) -> tuple[str, ...]:
    """How complete the record is and what it lacks most, for whoever keeps it."""
    if not conceivable(current_actor(), Action.READ_UPKEEP):
        return ()
    office: Office = current_app.extensions["office"]
    service = find_public(office.tables.routing, service_id)
    if service is None:
        return ()
    one = quality_of(office, service, day_of(office, service, now()))
    lacks = missing_texts(one.whole.missing[:MISSING_SHOWN], translator(current_language()))
    told = gettext("%(score)s of 100 complete", score=one.whole.score)
    return (told, *([gettext("Lacks: %(what)s", what=", ".join(lacks))] if lacks else []))

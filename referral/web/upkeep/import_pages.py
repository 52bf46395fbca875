"""What the pages of an import print: the form, and what a file does or did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from babel.numbers import format_decimal
from flask import url_for

from referral.domain.approvals import ApprovalKind
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.world import World
from referral.web.locale import current_language
from referral.web.pages import FieldProblem, MendedPage, Page
from referral.web.words import gettext, ngettext, plain_label

Document = Mapping[str, Any]
PER_PAGE = 200
"""Problems on a page; their file has all of them."""


@dataclass(frozen=True, kw_only=True)
class ImportPage(MendedPage):
    """The form that takes a file; `last` leads to the reader's last one while it is kept."""

    template: ClassVar[str] = "upkeep/import.html"
    section: str = "upkeep"
    publisher: str = ""
    year: str = ""
    last: str | None = None
    most: str


@dataclass(frozen=True)
class Difference:
    """A column with its cell before and after; None where it is not told."""

    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RecordRow:
    """A record of the file, where it stands there, and what differs."""

    name: str
    id: str
    what: str
    place: str
    note: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class ProblemRow:
    """Why a row is refused: `file:line column`, and what to do."""

    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class OutcomePage(Page):
    """What a file would do, or has done.

    `commit`: it may be written now; `skip`: only without its rejected rows. `beyond` says how many
    more records there are than are shown.
    """

    template: ClassVar[str] = "upkeep/import_outcome.html"
    section: str = "upkeep"
    heading: str
    file: str
    said: tuple[str, ...]
    counts: tuple[tuple[str, str], ...]
    added: tuple[RecordRow, ...]
    added_beyond: str
    changed: tuple[RecordRow, ...]
    changed_beyond: str
    problems: tuple[ProblemRow, ...]
    problems_file: str
    page: int
    pages: int
    commit: bool
    skip: bool
    asks: str
    approvals: str | None
    here: str
    begin: str
    mistakes: tuple[FieldProblem, ...] = ()

    def problem_of(self, field_id: str) -> str | None:
        """The first message about a field, for the line beside it."""
        return next((one.text for one in self.mistakes if one.field_id == field_id), None)


def outcome_page(
    world: World,
    told: Document,
    *,
    job_ref: str,
    kept: bool,
    page: int = 1,
    mistakes: tuple[FieldProblem, ...] = (),
) -> OutcomePage:
    """The page of an outcome; `kept`: the file is still there and could be written."""
    written = told["done"] == "written"
    every = told["problems"]
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(page, pages)
    shown = every[(page - 1) * PER_PAGE : page * PER_PAGE]
    return OutcomePage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("import")),
        heading=gettext("Import: written") if written else gettext("Import: rehearsal"),
        file=told["file"],
        said=said(told, kept=kept),
        counts=counts(told),
        added=rows(told["new"], world),
        added_beyond=beyond(told["added"] - len(told["new"])),
        changed=rows(told["differing"], world),
        changed_beyond=beyond(told["changed"] - len(told["differing"])),
        problems=tuple(problem_row(one) for one in shown),
        problems_file=url_for("upkeep.import_problems", job_ref=job_ref) if every else "",
        page=page,
        pages=pages,
        commit=kept and not written and told["anything"],
        skip=bool(every),
        asks=asks(told),
        approvals=url_for("upkeep.approvals") if told["waiting"] or asked(told) else None,
        here=url_for("upkeep.import_job", job_ref=job_ref),
        begin=url_for("upkeep.import_file"),
        mistakes=mistakes,
    )


def said(told: Document, *, kept: bool) -> tuple[str, ...]:
    """How it stands, in sentences."""
    if told["done"] == "written":
        done = gettext("The changes are in the directory.") if told["saved"] else ""
        return tuple(filter(None, (done, asked(told))))
    if told["done"] == "overtaken":
        return (
            gettext(
                "Nothing was written: the directory changed meanwhile. This is what the file would "
                "do now."
            ),
        )
    if told["anything"]:
        gone = gettext("The file is no longer kept. Hand it in again to write it.")
        return (gettext("Nothing has been written yet."), *(() if kept else (gone,)))
    if told["problems"]:
        return (gettext("Nothing to write. Mend the rows below and hand the file in again."),)
    return (gettext("Nothing changes: the directory says the same already."),)


def asks(told: Document) -> str:
    """What a second editor will be asked, before it is written."""
    total = sum(told["asked"].values())
    text = ngettext(
        "%(num)d record goes to a second editor before it stands in the directory.",
        "%(num)d records go to a second editor before they stand in the directory.",
        total,
    )
    return text if total else ""


def asked(told: Document) -> str:
    """What a second editor was asked."""
    total = sum(told["asked"].values())
    text = ngettext(
        "%(num)d record waits for a second editor.",
        "%(num)d records wait for a second editor.",
        total,
    )
    return text if total else ""


def counts(told: Document) -> tuple[tuple[str, str], ...]:
    """How many of each."""
    language = current_language()
    listed = (
        (gettext("new"), told["added"]),
        (gettext("changed"), told["changed"]),
        (gettext("unchanged"), told["unchanged"]),
        (gettext("rejected"), told["rejected"]),
        (gettext("waiting already for a second editor"), told["waiting"]),
        (gettext("numbers that nobody can dial"), told.get("undialled", 0)),
        (gettext("rows passed over (their id begins with #)"), told["remarks"]),
    )
    always = 4
    return tuple(
        (label, format_decimal(count, locale=language))
        for at, (label, count) in enumerate(listed)
        if at < always or count
    )


def beyond(more: int) -> str:
    """How many are not shown."""
    return ngettext("and %(num)d more", "and %(num)d more", more) if more > 0 else ""


def rows(found: Sequence[Document], world: World) -> tuple[RecordRow, ...]:
    """Records as texts."""
    return tuple(record_row(one, world) for one in found)


def record_row(one: Document, world: World) -> RecordRow:
    """A record as texts."""
    region = world.atlas.regions.get(one["region"] or "")
    kind = plain_label("kind", one["kind"])
    return RecordRow(
        name=one["name"],
        id=one["id"],
        what=f"{kind} · {region.name}" if region else kind,
        place=f"{one['file']}:{one['line']}",
        note=note(one),
        differences=tuple(
            Difference(told["column"], told["before"], told["after"]) for told in one["columns"]
        ),
    )


def note(one: Document) -> str:
    """What to look at before it is written, and what a second editor has to do with it."""
    numbers = ", ".join(one.get("undialled", ()))
    unheard = gettext("Cannot be dialled as it stands: %(found)s.", found=numbers)
    return " ".join(filter(None, (unheard if numbers else "", second_note(one))))


def second_note(one: Document) -> str:
    """What a second editor has to do with it."""
    if one["waiting"]:
        return gettext("waits for a second editor already")
    if one["second"] == ApprovalKind.UNHIDE:
        return gettext("would show more of a protected place: a second editor decides")
    if one["second"] == ApprovalKind.PUBLISH:
        return gettext("a second editor decides")
    return ""


def problem_row(one: Document) -> ProblemRow:
    """A problem as texts."""
    place = " ".join(filter(None, (f"{one['file']}:{one['line']}", one["column"])))
    return ProblemRow(place, message(one))


def message(one: Document) -> str:
    """What is wrong, and what to do."""
    return file_problem_text(one["code"], one["facts"], translator(current_language()))

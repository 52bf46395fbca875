"""What the pages of the second editor print: what waits, whole, and what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import url_for

from referral.domain.approvals import ApprovalKind, RejectReason
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason
from referral.domain.upkeep_fields import fields_of
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep.approvals import brings_back
from referral.usecases.upkeep.deciding import Refusal, Waiting
from referral.usecases.upkeep.duplicates import similar_to
from referral.usecases.upkeep.removing import people as people_of
from referral.web import numbers
from referral.web.locale import current_language
from referral.web.pages import FieldProblem, Page
from referral.web.upkeep.fields import GROUPS, columns_of, label_of
from referral.web.upkeep.values import ChangeRow, row_of, value_text
from referral.web.words import LazyText, gettext, ngettext, plain_label
from referral.web.words import lazy_gettext as _l

PER_PAGE = 50
KINDS: Mapping[str, LazyText] = {
    ApprovalKind.PUBLISH: _l("New record"),
    ApprovalKind.UNHIDE: _l("Show more of a protected place"),
    ApprovalKind.DELETE: _l("Remove a protected place"),
}
RETURN = _l("Bring a removed record back")
MERGE = _l("Merge a protected place into another record")
REMOVALS: Mapping[str, LazyText] = {
    RemovalReason.CLOSED: _l("It has closed"),
    RemovalReason.DUPLICATE: _l("It is recorded twice"),
    RemovalReason.MISTAKE: _l("It was recorded by mistake"),
    RemovalReason.MOVED_AWAY: _l("It has moved away"),
}
REASONS: Mapping[str, LazyText] = {
    RejectReason.NOT_CONFIRMED: _l("The source does not say so, or it cannot be confirmed"),
    RejectReason.WRONG_DETAILS: _l("Details are wrong"),
    RejectReason.ALREADY_LISTED: _l("It is in the directory already"),
    RejectReason.UNSAFE: _l("It could endanger children or staff"),
    RejectReason.OTHER: _l("Another reason"),
}


@dataclass(frozen=True)
class RequestRow:
    """A request in a list. `mine`: the reader asked for it; `stale`: a record changed since."""

    id: str
    name: str
    what: str
    region: str
    asked: str
    href: str
    mine: bool
    stale: bool


@dataclass(frozen=True)
class ImportRow:
    """The requests of one import."""

    text: str
    asked: str
    href: str


@dataclass(frozen=True, kw_only=True)
class ApprovalsPage(Page):
    """Everything that waits for a second editor."""

    template: ClassVar[str] = "upkeep/approvals.html"
    section: str = "upkeep"
    rows: tuple[RequestRow, ...]
    imports: tuple[ImportRow, ...]
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BatchPage(Page):
    """The requests of one import, a page of them. `ticked` are ids; `whole`: all is ticked."""

    template: ClassVar[str] = "upkeep/approval_batch.html"
    section: str = "upkeep"
    batch: str
    mine: bool
    asked: str
    rows: tuple[RequestRow, ...]
    total: int
    page: int
    pages: int
    ticked: frozenset[str]
    whole: bool
    reasons: tuple[tuple[str, str], ...]
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True)
class Told:
    """A field of a record with its value."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ApprovalPage(Page):
    """One request, whole. `leaving` is the record that goes, `record` one that is new.

    `similar` are records of the directory that are perhaps the same place.
    """

    template: ClassVar[str] = "upkeep/approval.html"
    section: str = "upkeep"
    row: RequestRow
    hidden: bool
    removal: str
    into: str
    record: tuple[Told, ...]
    changes: tuple[ChangeRow, ...]
    leaving: tuple[Told, ...]
    similar: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]
    problems: tuple[FieldProblem, ...] = ()


def approvals_page(
    office: Office, waiting: Sequence[Waiting], problems: Iterable[FieldProblem] = ()
) -> ApprovalsPage:
    """The list, the oldest first; those of an import stand as one line."""
    people = askers(office, waiting)
    batches: dict[str, list[Waiting]] = {}
    for one in waiting:
        if one.approval.batch:
            batches.setdefault(one.approval.batch, []).append(one)
    return ApprovalsPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("approvals")),
        rows=tuple(request_row(one, office, people) for one in waiting if not one.approval.batch),
        imports=tuple(import_row(*one, office, people) for one in batches.items()),
        problems=tuple(problems),
    )


def askers(office: Office, waiting: Iterable[Waiting]) -> Mapping[str, str]:
    """The e-mails of those who asked."""
    return people_of(office, {one.approval.asked_by for one in waiting})


def import_row(
    batch: str, held: Sequence[Waiting], office: Office, people: Mapping[str, str]
) -> ImportRow:
    """One import as a line."""
    text = ngettext("Import: %(num)d record", "Import: %(num)d records", len(held))
    href = url_for("upkeep.approval_batch", batch_id=batch)
    return ImportRow(text, asked_text(held[0], office, people), href)


def batch_page(
    office: Office,
    batch: str,
    waiting: Sequence[Waiting],
    page: int,
    problems: Iterable[FieldProblem] = (),
    *,
    ticked: Iterable[str] = (),
    whole: bool = False,
) -> BatchPage:
    """A page of an import's requests."""
    people = askers(office, waiting)
    pages = max(1, -(-len(waiting) // PER_PAGE))
    page = min(page, pages)
    shown = waiting[(page - 1) * PER_PAGE : page * PER_PAGE]
    return BatchPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("approvals")),
        batch=batch,
        mine=waiting[0].mine,
        asked=asked_text(waiting[0], office, people),
        rows=tuple(request_row(one, office, people) for one in shown),
        total=len(waiting),
        page=page,
        pages=pages,
        ticked=frozenset(ticked),
        whole=whole,
        reasons=reasons(),
        problems=tuple(problems),
    )


def approval_page(
    office: Office, one: Waiting, problems: Iterable[FieldProblem] = ()
) -> ApprovalPage:
    """One request with everything that the second editor must see."""
    new = one.approval.kind == ApprovalKind.PUBLISH
    merging = one.approval.successor_id is not None
    language, atlas = current_language(), office.world.atlas
    return ApprovalPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("approvals")),
        row=request_row(one, office, askers(office, [one]), whole=True),
        hidden=_hidden(one),
        removal=str(REMOVALS[one.approval.removal]) if one.approval.removal else "",
        into=one.before.name if merging and one.before else "",
        record=told(one.after, office) if one.after and not merging else (),
        changes=tuple(row_of(change, atlas, language) for change in one.changes),
        leaving=told(one.leaving, office) if one.leaving else (),
        similar=tuple(similar(office, one.after)) if new and one.after else (),
        reasons=reasons(),
        problems=tuple(problems),
    )


def request_row(
    one: Waiting, office: Office, people: Mapping[str, str], *, whole: bool = False
) -> RequestRow:
    """A request as a line. The name of a hidden place stands on its own page alone, `whole`."""
    service = one.leaving or one.after or one.before
    merging = one.approval.successor_id is not None
    back = brings_back(one.approval)
    hidden = _hidden(one) and not whole
    name = service.name if service else gettext("A service that is no longer in the directory")
    return RequestRow(
        id=one.approval.id,
        name=gettext("A protected place") if hidden else name,
        what=str(MERGE if merging else RETURN if back else KINDS[one.approval.kind]),
        region=region_of(service, office, hidden=hidden) if service else "",
        asked=asked_text(one, office, people),
        href=url_for("upkeep.approval", approval_id=one.approval.id),
        mine=one.mine,
        stale=one.stale,
    )


def region_of(service: Service, office: Office, *, hidden: bool) -> str:
    """Where it is: of a hidden place the province."""
    code = service.province_code if hidden else service.regency_code or service.province_code
    region = office.world.atlas.regions.get(code or "")
    return region.name if region else ""


def asked_text(one: Waiting, office: Office, people: Mapping[str, str]) -> str:
    """Who asked, and when."""
    zone = office.zone("")
    at = one.approval.asked_at.astimezone(ZoneInfo(zone))
    when = numbers.moment_text(at, zone, current_language())
    if one.mine:
        return gettext("Asked by you, %(when)s", when=when)
    who = people.get(one.approval.asked_by, one.approval.asked_by)
    return gettext("Asked by %(who)s, %(when)s", who=who, when=when)


def told(service: Service, office: Office) -> tuple[Told, ...]:
    """Everything that a record says, in the order of its form."""
    return tuple(_told(service, office))


def _told(service: Service, office: Office) -> Iterator[Told]:
    held = fields_of(service)
    language, atlas = current_language(), office.world.atlas
    for group in GROUPS:
        for column in columns_of(group):
            value = held.get(column.path)
            if value not in (None, [], "", False):
                yield Told(label_of(column.path), value_text(column.path, value, atlas, language))


def similar(office: Office, service: Service) -> Iterator[tuple[str, str]]:
    """Records that are perhaps the same, with their addresses; hidden ones only as such."""
    for pair in similar_to(office, service):
        other = pair.second if pair.first.id == service.id else pair.first
        ref = office.tables.routing.public_id(other)
        name = gettext("A protected place") if other.hidden else other.name
        yield f"{name}, {plain_label('kind', other.kind)}", url_for("pages.service", service_id=ref)


def reasons() -> tuple[tuple[str, str], ...]:
    """Why a second editor says no."""
    return tuple((code, str(text)) for code, text in REASONS.items())


def refusal_text(code: str, problem: str | None = None) -> str:
    """Why a request was not approved, and what to do."""
    texts = {
        "own_request": gettext("You asked for this yourself: another editor decides."),
        "overtaken": gettext(
            "The record has changed since this was asked. Reject it; whoever asked looks again."
        ),
        "removed_id": gettext("A record of this id was removed. Reject it."),
        "uncovers_hidden_place": gettext("It would show a protected place. Reject it."),
    }
    if code == "contradicts":
        why = file_problem_text(problem or "other", {}, translator(current_language()))
        return gettext("The record does not fit together: %(why)s Reject it.", why=why)
    return texts.get(code, gettext("This cannot be approved."))


def refusals(refused: Sequence[Refusal], waiting: Sequence[Waiting]) -> tuple[str, ...]:
    """A line for each that could not be approved."""
    names = {one.approval.id: one.name for one in waiting if not _hidden(one)}
    return tuple(
        f"{names.get(one.approval_id) or gettext('A protected place')}: "
        f"{refusal_text(one.code, one.problem)}"
        for one in refused
    )


def _hidden(one: Waiting) -> bool:
    return any(x is not None and x.hidden for x in (one.before, one.after, one.leaving))

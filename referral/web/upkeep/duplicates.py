"""Records that are perhaps one: the list, and two of them side by side, to merge or tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from babel.numbers import format_decimal
from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.domain.duplicates import Signals
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.merging import Difference, Side
from referral.domain.services import Service
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep import merging, removing
from referral.usecases.upkeep.duplicates import Pair, list_duplicates
from referral.usecases.upkeep.merging import SideBySide
from referral.usecases.upkeep.removing import Seen
from referral.web.access import current_actor, requires
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.approval_pages import region_of
from referral.web.upkeep.approvals import page_asked
from referral.web.upkeep.fields import label_of
from referral.web.upkeep.removing import removes
from referral.web.upkeep.tasks import Task
from referral.web.upkeep.values import Told, told_of, value_text
from referral.web.upkeep.waiting import WaitingLink, waiting_links
from referral.web.words import LazyText, gettext, plain_label
from referral.web.words import lazy_gettext as _l

PER_PAGE = 25
PART_LABELS: Mapping[str, LazyText] = {
    "place": _l("Where it is"),
    "hours": _l("Hours"),
    "capacity": _l("Places"),
    "ages": _l("Ages taken"),
    "provenance": _l("Where the record comes from"),
}


@dataclass(frozen=True)
class SideView:
    """One of two records: `told` is what stands under its name."""

    name: str
    ref: str
    href: str
    told: str


@dataclass(frozen=True)
class PairRow:
    """Two records and why they may be one."""

    first: SideView
    second: SideView
    why: tuple[str, ...]
    href: str


@dataclass(frozen=True, kw_only=True)
class DuplicatesPage(Page):
    """Pairs, the likeliest first."""

    template: ClassVar[str] = "upkeep/duplicates.html"
    section: str = "upkeep"
    rows: tuple[PairRow, ...]
    total: int
    page: int
    pages: int
    problems: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True)
class Option:
    """A value that a part may take."""

    side: str
    label: str
    lines: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class PartView:
    """A part in which two records differ."""

    part: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class SideBySidePage(Page):
    """Two records, the one that stays first, and what is chosen for each part."""

    template: ClassVar[str] = "upkeep/side_by_side.html"
    section: str = "upkeep"
    kept: SideView
    gone: SideView
    swap: str
    marks: tuple[str, str]
    hidden: bool
    two_editors: bool
    waiting: tuple[WaitingLink, ...]
    parts: tuple[PartView, ...]
    histories: tuple[tuple[str, tuple[Told, ...]], ...]
    problems: tuple[FieldProblem, ...] = ()


class PairForm(FlaskForm):  # type: ignore[misc]
    """Two records, by the ids they may be known by."""

    first = StringField()
    second = StringField()


class MergeForm(FlaskForm):  # type: ignore[misc]
    """The marks of the records as they were seen."""

    kept_mark = StringField()
    gone_mark = StringField()


TASKS = (
    Task(
        _l("Duplicates"),
        _l("Records that are perhaps one place: merge them, or say that they are two."),
        "upkeep.duplicates",
        Action.EDIT_DIRECTORY,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the pages of duplicates."""

    @upkeep.get("/manage/duplicates", endpoint="duplicates")
    @requires(Action.EDIT_DIRECTORY)
    def show_all() -> Response:
        """The pairs."""
        return private(render(duplicates_page(office)))

    @upkeep.post("/manage/duplicates", endpoint="tell_apart")
    @requires(Action.EDIT_DIRECTORY)
    def tell_apart() -> ResponseReturnValue:
        """Remember that two records are two."""
        form = PairForm()
        first, second = form.first.data or "", form.second.data or ""
        try:
            if form.validate():
                merging.tell_apart(office, current_actor(), first, second, now=now())
                flash(gettext("Remembered: these are two places."))
                return redirect(url_for("upkeep.duplicates"), 303)
        except NotFound:
            text = gettext("One of the records is gone. This is the list as it is now.")
            return private(render(duplicates_page(office, text)), 409)
        stale = gettext("This page was open for too long. Send it once more.")
        return private(render(duplicates_page(office, stale)), 422)

    @upkeep.get("/manage/duplicates/<kept_ref>/<gone_ref>", endpoint="side_by_side")
    @removes
    def show(kept_ref: str, gone_ref: str) -> Response:
        """Two records side by side."""
        return private(render(both(office, kept_ref, gone_ref)))

    @upkeep.post("/manage/duplicates/<kept_ref>/<gone_ref>", endpoint="merge")
    @removes
    def merge(kept_ref: str, gone_ref: str) -> ResponseReturnValue:
        """Make one of them."""
        return merged(office, kept_ref, gone_ref, MergeForm())


def merged(office: Office, kept: str, gone: str, form: MergeForm) -> ResponseReturnValue:
    """Merge two records, or say why not."""
    if not form.validate():
        stale = gettext("This page was open for too long. Send it once more.")
        return private(render(both(office, kept, gone, stale)), 422)
    marks = (form.kept_mark.data or "", form.gone_mark.data or "")
    try:
        waits = merging.merge(
            office, current_actor(), kept, gone, choices_sent(), marks=marks, now=now()
        )
    except ActionRefused as refused:
        return private(render(both(office, kept, gone, refused_text(refused))), 409)
    except NotFound:
        abort(404)
    if waits is not None:
        flash(gettext("A second editor decides. Until then both stay in the directory."))
        return redirect(url_for("upkeep.approval", approval_id=waits), 303)
    flash(gettext("Merged. The address of the other record leads here now."))
    return redirect(url_for("pages.service", service_id=kept), 303)


def choices_sent() -> dict[str, Side]:
    """What was chosen for each part."""
    sent = {name.removeprefix("part-"): value for name, value in request.form.items()
            if name.startswith("part-")}  # fmt: skip
    return {part: Side(value) for part, value in sent.items() if value in set(Side)}


def refused_text(refused: ActionRefused) -> str:
    """Why nothing was merged, and what to do."""
    if refused.code == "contradicts":
        code = str(refused.facts.get("problem", ""))
        why = file_problem_text(code, {}, translator(current_language()))
        return gettext("What you chose does not fit together: %(why)s Choose otherwise.", why=why)
    texts = {
        "overtaken": gettext(
            "Somebody else has changed one of the records meanwhile. This is how they are now; "
            "your choices are kept."
        ),
        "uncovers_hidden_place": gettext(
            "This would show a protected place. Keep the needs of both, or leave them two."
        ),
        "removed_id": gettext("One of the records was removed meanwhile."),
    }
    return texts.get(refused.code, gettext("This cannot be merged like that. Choose once more."))


def duplicates_page(office: Office, problem: str | None = None) -> DuplicatesPage:
    """The list as it is now."""
    every = list_duplicates(office, current_actor())
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(page_asked(), pages)
    shown = every[(page - 1) * PER_PAGE : page * PER_PAGE]
    return DuplicatesPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("duplicates")),
        rows=tuple(pair_row(one, office) for one in shown),
        total=len(every),
        page=page,
        pages=pages,
        problems=(FieldProblem(None, problem),) if problem else (),
    )


def pair_row(pair: Pair, office: Office) -> PairRow:
    """A pair as texts; a hidden place only as such."""
    first, second = (side_of(one, office) for one in (pair.first, pair.second))
    return PairRow(
        first=first,
        second=second,
        why=tuple(reasons(pair.signals)),
        href=url_for("upkeep.side_by_side", kept_ref=first.ref, gone_ref=second.ref),
    )


def side_of(service: Service, office: Office, *, whole: bool = False) -> SideView:
    """One record of a pair; its name stands on a page of its own alone, where it is hidden."""
    hidden = service.hidden and not whole
    ref = office.tables.routing.public_id(service)
    region = region_of(service, office, hidden=hidden)
    told = (plain_label("kind", service.kind), region, "" if hidden else service.organization)
    return SideView(
        name=gettext("A protected place") if hidden else service.name,
        ref=ref,
        href=url_for("pages.service", service_id=ref),
        told=" · ".join(filter(None, told)),
    )


def reasons(found: Signals) -> Iterator[str]:
    """What speaks for it, and what against."""
    language = current_language()
    yield gettext("names %(percent)s %% alike", percent=round(100 * found.name))
    if found.phones:
        yield gettext("the same number")
    if found.kilometres is not None and (found.exact or found.kilometres >= 1):
        far = format_decimal(round(found.kilometres, 1), locale=language)
        yield gettext("%(km)s km apart", km=far)
    if found.same_kecamatan is not None:
        same = found.same_kecamatan
        yield gettext("the same subdistrict") if same else gettext("different subdistricts")
    if found.same_registry is not None:
        same = found.same_registry
        yield (
            gettext("the same number in the registry")
            if same
            else gettext("different numbers in the registry")
        )
    if not found.same_regency:
        yield gettext("different regencies")
    if not found.same_level:
        yield gettext("different levels")
    if found.one_expected:
        yield gettext("a regency has one such unit")


def both(office: Office, kept_ref: str, gone_ref: str, problem: str = "") -> SideBySidePage:
    """Two records side by side, or 404; what was chosen stays chosen."""
    try:
        found = merging.set_side_by_side(office, current_actor(), kept_ref, gone_ref, now=now())
    except NotFound:
        abort(404)
    sent = choices_sent() if request.method == "POST" else {}
    kept, gone = (side_of(one.service, office, whole=True) for one in (found.kept, found.gone))
    return SideBySidePage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("duplicates")),
        kept=kept,
        gone=gone,
        swap=url_for("upkeep.side_by_side", kept_ref=gone_ref, gone_ref=kept_ref),
        marks=(found.kept.mark, found.gone.mark),
        hidden=found.kept.service.hidden or found.gone.service.hidden,
        two_editors=found.two_editors,
        waiting=waiting_links(dict.fromkeys((*found.gone.waiting, *found.kept.waiting))),
        parts=tuple(part_view(one, sent.get(one.part), office) for one in found.parts),
        histories=histories(found, office),
        problems=(FieldProblem(None, problem),) if problem else (),
    )


def histories(found: SideBySide, office: Office) -> tuple[tuple[str, tuple[Told, ...]], ...]:
    """The changes of each record."""
    return tuple(
        (one.service.name, history_of_one(one, office)) for one in (found.kept, found.gone)
    )


def history_of_one(one: Seen, office: Office) -> tuple[Told, ...]:
    """Who changed a record, and when."""
    versions = removing.versions_of(office, one.service.id)
    people = removing.people(office, {version.by for version in versions})
    zone = office.zone(one.service.regency_code or one.service.province_code or "")
    return tuple(told_of(version, zone, people) for version in versions)


def part_view(found: Difference, sent: Side | None, office: Office) -> PartView:
    """A part with its values, one of them chosen."""
    chosen = sent or found.proposed
    options = [
        option(Side.KEPT, gettext("of the record that stays"), found.kept, chosen, office),
        option(Side.GONE, gettext("of the other one"), found.gone, chosen, office),
    ]
    if found.may_unite:
        label = gettext("both together")
        options.append(Option(Side.BOTH, label, (), chosen is Side.BOTH))
    label = PART_LABELS.get(found.part) or label_of(found.part)
    return PartView(found.part, str(label), tuple(options))


def option(
    side: Side, label: str, values: Mapping[str, Any], chosen: Side, office: Office
) -> Option:
    """The values of one side."""
    atlas, language = office.world.atlas, current_language()
    lines = [
        (label_of(name), value_text(name, value, atlas, language)) for name, value in values.items()
    ]
    told = [text if len(lines) == 1 else f"{name}: {text}" for name, text in lines]
    return Option(side, label, tuple(told), chosen is side)

"""The directory's pages: the list with its filters, and one service."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from referral.domain.access import Action
from referral.domain.errors import Gone, NotFound
from referral.domain.vocabulary import Kind
from referral.web import wording
from referral.web.access import requires
from referral.web.cards import phone, region_text, whatsapp
from referral.web.downloads import downloads
from referral.web.errors import lines
from referral.web.forms.console import PlaceForm, options
from referral.web.forms.directory import BOYS, TICKS, VERIFIED, DirectoryForm, linked
from referral.web.gone import to_successor
from referral.web.pages import DirectoryPage, GonePage, ProvinceRow, ServiceRow
from referral.web.places import CANDIDATES, choices_from
from referral.web.render import render
from referral.web.service_page import freshness_text, service_page, service_state
from referral.web.upkeep.links import record_links, record_marks
from referral.web.verbs import Verbs
from referral.web.words import gettext, plain_label

PER_PAGE = 25
CODE = re.compile(r"\d{2}(\.?\d{2})?")
"""A region that may stand in an address: below a regency it could be where a child is."""
GATEWAY = "through_gateway"
"""The warning of a protected place, which its unit stands for (R35)."""
Counts = Mapping[str, Mapping[str, int]]


def add_routes(pages: Blueprint, verbs: Verbs) -> None:
    """Give the blueprint the list and the page of a service."""

    @pages.get("/services")
    @requires(Action.BROWSE)
    def services() -> str:
        """The first page of everything, or what a kept link asks for."""
        return render(directory_page(linked_form(verbs), page_number(request.args), verbs))

    @pages.post("/services")
    @requires(Action.BROWSE)
    def search() -> Response:
        """The filtered list. Browsers may keep it: it says nothing about a child."""
        form = DirectoryForm()
        if code := request.form.get("province", ""):
            choose_region(form.region.form, code, verbs)
        response = make_response(render(directory_page(form, page_number(request.form), verbs)))
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    @pages.get("/services/<service_id>")
    @requires(Action.BROWSE)
    def service(service_id: str) -> ResponseReturnValue:
        """One service; of one that was merged the one it was merged into."""
        try:
            now = datetime.now(UTC)
            document = verbs.show_service(service_id, now, g.language)
        except Gone as gone:
            return to_successor(gone) or gone_page(gone, verbs)
        except NotFound:
            abort(404)
        hidden = any(one["code"] == GATEWAY for one in document["warnings"])
        links = record_links(document["service_id"], hidden=hidden)
        page = service_page(document, now, g.language, links)
        return render(replace(page, marks=record_marks(document["service_id"])))


def gone_page(gone: Gone, verbs: Verbs) -> Response:
    """410: that the service is not here any more, and where to look instead."""
    region = region_name(verbs, gone.region) if gone.region else None
    page = GonePage(
        title=gettext("Rujuk – Notes: list"),
        name=gone.name or gone.args[0],
        why=wording.word(wording.WHY_REMOVED, gone.reason),
        region=region,
        href=url_for("pages.services", region=gone.region if region else None),
        lines=lines(),
    )
    response = make_response(render(page), 410)
    response.headers["Cache-Control"] = "no-store"
    return response


def page_number(given: Mapping[str, str]) -> int:
    """The asked page; the first where it is no number."""
    asked = given.get("page", "1")
    return int(asked) if re.fullmatch(r"[1-9][0-9]{0,4}", asked) else 1


def linked_form(verbs: Verbs) -> DirectoryForm:
    """The form as a kept link fills it in."""
    form = DirectoryForm(formdata=linked(request.args) or MultiDict())
    code = request.args.get("region", "")
    if CODE.fullmatch(code):
        choose_region(form.region.form, code, verbs)
    return form


def choose_region(row: PlaceForm, code: str, verbs: Verbs) -> None:
    """Fill in a region by its code, as if it had been typed and chosen."""
    name = region_name(verbs, code) if CODE.fullmatch(code) else None
    if name is not None:
        row.text.data = row.of.data = name
        row.code.data = code if "." in code or len(code) == 2 else f"{code[:2]}.{code[2:]}"


@lru_cache(maxsize=2_048)
def region_name(verbs: Verbs, code: str) -> str | None:
    """The name of a province, or of a regency with its province."""
    found = verbs.find_places(code, 1)
    if not found:
        return None
    # as a place, a province's code means its capital: the name is what the capital lies in
    return str(found[0]["parents"][-1] if len(code) == 2 else found[0]["label"])


def kind_choices(counts: Mapping[str, int] | None = None) -> list[Any]:
    """Kinds by their label, "all" first; with how many there are of each."""
    kinds = sorted((plain_label("kind", kind.value), kind.value) for kind in Kind)
    return counted(gettext("All kinds"), [(code, text) for text, code in kinds], counts)


def counted(first: str, choices: Any, counts: Mapping[str, int] | None) -> list[Any]:
    """Choices with how many services each leaves."""
    if counts is None:
        return options([("", first), *choices])
    told = [(value, f"{text} ({counts.get(value, 0)})") for value, text in choices]
    return options([("", first), *told])


def directory_page(form: DirectoryForm, page: int, verbs: Verbs) -> DirectoryPage:
    """The list for a form; filters that cannot be used are left out and said so."""
    form.kind.choices = kind_choices()
    form.validate()
    places = places_of(form.region.form, request.form.get("pick"), verbs)
    starts = places_of(form.start.form, request.form.get("start-pick"), verbs)
    country = country_of(form.region.form, request.form.get("pick"), verbs)
    filters, lost = asked(form, () if country else places, starts)
    if country:
        filters.setdefault("kind", Kind.MISSION.value)
    now = datetime.now(UTC)
    found = verbs.list_services(
        filters, page=page, per_page=PER_PAGE, now=now, language=g.language, facets=True
    )
    counts: Counts = found.get("facets", {})
    say_counts(form, counts)
    choices, start_choices = choices_from(places), choices_from(starts)
    sure, start_sure = chosen(form.region.form, places), chosen(form.start.form, starts)
    return DirectoryPage(
        title=gettext("Rujuk – Notes: list"),
        form=form,
        rows=tuple(service_row(one, now) for one in found["services"]),
        total=found["total"],
        page=found["page"],
        pages=max(found["pages"], 1),
        region=choices[0].label if choices and not country else None,
        country=country,
        region_choices=() if sure else choices[0 if country else 1 :],
        region_unknown=bool(form.region.form.typed) and not choices and not country,
        start=start_choices[0].label if start_choices else None,
        start_choices=() if start_sure else start_choices[1:],
        start_missing=lost or (bool(form.start.form.typed) and not starts),
        ticks={
            name: counts[name].get(value, 0) if counts else None for name, value in TICKS.items()
        },
        provinces=provinces(counts.get("province", {}), verbs),
        link=link_to(filters, found["page"]),
        files=downloads(),
    )


def asked(
    form: DirectoryForm, places: Sequence[dict[str, Any]], starts: Sequence[dict[str, Any]]
) -> tuple[dict[str, str], bool]:
    """The filters, and whether an order by travel is asked for without a place to start from."""
    filters = form.filters()
    if places:
        filters["region"] = served_region(places[0])
    if starts:
        filters["from"] = starts[0]["code"]
        filters.setdefault("sort", "travel")
    lost = filters.get("sort") == "travel" and not starts
    if lost:
        del filters["sort"]
    return filters, lost


def say_counts(form: DirectoryForm, counts: Counts) -> None:
    """Put into each option how many services it leaves."""
    if not counts:
        return
    form.kind.choices = kind_choices(counts["kind"])
    form.need.choices = counted(gettext("All needs"), wording.NEEDS, counts["need"])
    form.accepts_boys.choices = counted(gettext("All"), BOYS, counts["accepts_boys"])
    form.verified.choices = counted(gettext("All"), VERIFIED, counts["verified"])


def provinces(counts: Mapping[str, int], verbs: Verbs) -> tuple[ProvinceRow, ...]:
    """Provinces in which something is found, the most first."""
    found = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        ProvinceRow(code, region_name(verbs, code) or code, number) for code, number in found
    )


def link_to(filters: Mapping[str, str], page: int) -> str | None:
    """An address for this list, to be kept; None where nothing is filtered."""
    kept: dict[str, Any] = {name: value for name, value in filters.items() if name != "from"}
    if kept.get("sort") == "travel":
        del kept["sort"]
    if not kept:
        return None
    if page > 1:
        kept["page"] = page
    return url_for("pages.services", language=g.language, **kept)


def places_of(row: PlaceForm, picked: str | None, verbs: Verbs) -> list[dict[str, Any]]:
    """What a typed place may mean: the chosen one first, else best first."""
    if not row.typed or row.text.errors:
        return []
    wanted = picked or row.chosen
    places = verbs.find_places(row.typed, CANDIDATES)
    found = [place for place in places if place["regency_code"]]  # countries hold no services
    return sorted(found, key=lambda place: bool(place["code"] != wanted))


def country_of(row: PlaceForm, picked: str | None, verbs: Verbs) -> str | None:
    """The country that was typed where a region is asked for: nothing there but missions."""
    if not row.typed or row.text.errors or picked or row.chosen:
        return None
    first = verbs.find_places(row.typed, 1)
    return str(first[0]["label"]) if first and not first[0]["regency_code"] else None


def chosen(row: PlaceForm, places: list[dict[str, Any]]) -> bool:
    """True where the place was chosen from candidates: nobody need be asked once more."""
    return bool(places) and row.chosen == places[0]["code"]


def served_region(place: dict[str, Any]) -> str:
    """The regency around a village or a port: units serve regencies; a province is itself."""
    return str(place["code"] if place["level"] == "province" else place["regency_code"])


def service_row(one: dict[str, Any], now: datetime) -> ServiceRow:
    """One line of the list."""
    travel = one.get("travel") or {}
    return ServiceRow(
        service_id=one["service_id"],
        name=one["name"],
        kind=one["kind_label"],
        region=region_text(one["region"]),
        needs=tuple(wording.word(wording.NEEDS, need["need"]) for need in one["needs"]),
        phones=tuple(map(phone, one["phones"])),
        whatsapp=tuple(map(whatsapp, one["whatsapp"])),
        state=service_state(one, now, g.language),
        open=one["open"],
        freshness=freshness_text(one, g.language),
        travel=travel.get("text"),
        secret=next((w["text"] for w in one["warnings"] if w["code"] == GATEWAY), ""),
    )

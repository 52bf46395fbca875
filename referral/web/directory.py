"""The directory's pages: the list with its filters, and one service."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, request

from referral.domain.access import Action
from referral.domain.errors import NotFound
from referral.domain.vocabulary import Kind
from referral.web import wording
from referral.web.access import requires
from referral.web.cards import phone, region_text
from referral.web.forms.console import options
from referral.web.forms.directory import DirectoryForm
from referral.web.pages import DirectoryPage, ServiceRow
from referral.web.places import CANDIDATES, choices_from
from referral.web.render import render
from referral.web.service_page import service_page, service_state
from referral.web.verbs import Verbs
from referral.web.words import gettext, plain_label

PER_PAGE = 25


def add_routes(pages: Blueprint, verbs: Verbs) -> None:
    """Give the blueprint the list and the page of a service."""

    @pages.get("/services")
    @requires(Action.BROWSE)
    def services() -> str:
        """The first page of everything."""
        return render(directory_page(DirectoryForm(formdata=None), 1, verbs))

    @pages.post("/services")
    @requires(Action.BROWSE)
    def search() -> Response:
        """The filtered list. Browsers may keep it: it says nothing about a child."""
        form = DirectoryForm()
        response = make_response(render(directory_page(form, page_number(), verbs)))
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    @pages.get("/services/<service_id>")
    @requires(Action.BROWSE)
    def service(service_id: str) -> str:
        """One service."""
        try:
            now = datetime.now(UTC)
            document = verbs.show_service(service_id, now, g.language)
        except NotFound:
            abort(404)
        return render(service_page(document, now, g.language))


def page_number() -> int:
    """The asked page; the first where it is no number."""
    asked = request.form.get("page", "1")
    return int(asked) if re.fullmatch(r"[1-9][0-9]{0,4}", asked) else 1


def kind_choices() -> list[Any]:
    """Kinds by their label, "all" first."""
    kinds = sorted((plain_label("kind", kind.value), kind.value) for kind in Kind)
    return options([("", gettext("All kinds")), *((code, text) for text, code in kinds)])


def directory_page(form: DirectoryForm, page: int, verbs: Verbs) -> DirectoryPage:
    """The list for a form; filters that cannot be used are left out and said so."""
    form.kind.choices = kind_choices()
    if form.is_submitted():
        form.validate()
    usable = {name: value for name, value in form.data.items() if name not in form.errors}
    filters = {name: usable[name].strip() for name in ("q", "need", "kind") if usable.get(name)}
    places = region_places(form, verbs)
    if places:
        filters["region"] = served_region(places[0])
    choices = choices_from(places)
    now = datetime.now(UTC)
    found = verbs.list_services(filters, page=page, per_page=PER_PAGE, now=now, language=g.language)
    return DirectoryPage(
        title=gettext("Rujuk – Notes: list"),
        form=form,
        rows=tuple(service_row(one, now) for one in found["services"]),
        total=found["total"],
        page=found["page"],
        pages=max(found["pages"], 1),
        region=choices[0].label if choices else None,
        region_choices=choices[1:],
        region_unknown=bool(form.region.form.typed) and not choices,
    )


def region_places(form: DirectoryForm, verbs: Verbs) -> list[dict[str, Any]]:
    """What the typed region may mean: the chosen one first, else best first."""
    row = form.region.form
    if not row.typed or row.text.errors:
        return []
    wanted = request.form.get("pick") or row.chosen
    places = verbs.find_places(row.typed, CANDIDATES)
    found = [place for place in places if place["regency_code"]]  # countries hold no services
    return sorted(found, key=lambda place: bool(place["code"] != wanted))


def served_region(place: dict[str, Any]) -> str:
    """The regency around a village or a port: units serve regencies; a province is itself."""
    return str(place["code"] if place["level"] == "province" else place["regency_code"])


def service_row(one: dict[str, Any], now: datetime) -> ServiceRow:
    """One line of the list."""
    return ServiceRow(
        service_id=one["service_id"],
        name=one["name"],
        kind=one["kind_label"],
        region=region_text(one["region"]),
        needs=tuple(wording.word(wording.NEEDS, need["need"]) for need in one["needs"]),
        phones=tuple(map(phone, one["phones"])),
        state=service_state(one, now, g.language),
        open=one["open"],
    )

"""What can be laid over the map: services of a kind, crossings, unmet needs, and their tables."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, json, request, url_for

from referral.domain.access import Action
from referral.domain.vocabulary import Kind
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.map_layers import (
    crossings,
    hidden_counts,
    service_points,
    unmet_needs,
)
from referral.usecases.office import Office
from referral.usecases.tables import tables_of
from referral.web import api_errors
from referral.web.access import current_actor, requires
from referral.web.conditional import conditional
from referral.web.coverage.choice import Choice
from referral.web.coverage.layer_pages import Crossing, LinksPage
from referral.web.coverage.overview import PATIENCE, kept, provinces
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.render import render
from referral.web.words import gettext


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the layers for everybody, then those for coordinators."""
    _add_open(pages, measured)
    _add_counted(pages, measured)


def _add_open(pages: Blueprint, measured: CoverageNow) -> None:
    world = measured.world

    @pages.get(f"{PREFIX}/coverage/layers/services.json")
    @requires(Action.BROWSE)
    def services_layer() -> Response:
        """Services of a kind, of the country or a province; none of a kind that there is not."""
        choice = Choice.read(request.args, provinces(world))
        kind = next((kind for kind in Kind if kind.value == request.args.get("kind")), None)
        points = service_points(world, tables_of(world), kind, choice.province) if kind else []
        href = url_for("pages.service", service_id="_")
        listed = url_for("pages.services", kind=kind)
        return again_only_if_changed({"href": href, "list": listed, "services": points})

    @pages.get(f"{PREFIX}/coverage/layers/links.json")
    @requires(Action.BROWSE)
    def links_layer() -> Response:
        """The recorded crossings."""
        return again_only_if_changed({"links": crossings(world, current_language())})

    @pages.get(f"{PREFIX}/coverage/links")
    @requires(Action.BROWSE)
    def links() -> Response:
        """The recorded crossings as a table."""
        return kept(render(links_page(measured)))


def _add_counted(pages: Blueprint, measured: CoverageNow) -> None:
    world = measured.world

    @pages.get(f"{PREFIX}/coverage/layers/unmet.json")
    @requires(Action.READ_COUNTERS)
    def unmet_layer() -> Response:
        """Unmet and escalated needs by regency, small counts withheld."""
        office: Office = current_app.extensions["office"]
        need = Choice.read(request.args, provinces(world)).need
        found = unmet_needs(office, current_actor(), need, now=now(), language=current_language())
        return never_kept(found)

    @pages.get(f"{PREFIX}/coverage/layers/confidential.json")
    @requires(Action.READ_COUNTERS)
    def confidential_layer() -> Response:
        """How many confidential places each regency has."""
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return api_errors.problem(503, "not_ready")
        return never_kept({"regencies": hidden_counts(held.coverage)})


def again_only_if_changed(document: Any) -> Response:
    """JSON that a browser may keep, asking each time if it still holds."""
    response = Response(json.dumps(document), mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return conditional(response)


def never_kept(document: Any) -> Response:
    """JSON that no cache may keep."""
    response = Response(json.dumps(document), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def links_page(measured: CoverageNow) -> LinksPage:
    """The page of the crossings, by the provinces that they join."""
    world = measured.world
    regions = world.atlas.regions

    def names(codes: list[str]) -> tuple[str, ...]:
        return tuple(regions[code].name for code in codes if code in regions)

    return LinksPage(
        title=gettext("Rujuk – Notes: map"),
        rows=tuple(
            Crossing(one["text"], names(one["regencies"]), one["one_way"])
            for one in sorted(crossings(world, current_language()), key=lambda one: one["text"])
        ),
    )

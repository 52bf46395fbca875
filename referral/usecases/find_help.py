"""Find help: the contract's request in, the contract's plan out. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from referral.domain.errors import Problem, RequestRejected
from referral.domain.plans import Plan, Standing
from referral.domain.regions import Place
from referral.domain.requests import HelpRequest
from referral.domain.routing import plan, why_not
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    NEED_OF,
    Caller,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    LastAbuse,
    Nationality,
    Need,
    Sex,
    SubNeed,
    Suspect,
    Trilean,
)
from referral.present.labels import label
from referral.present.plan import Painter, plan_document
from referral.present.translate import Translator, translator
from referral.usecases.places import read_places
from referral.usecases.reading import (
    Reader,
    read_avoid,
    read_children,
    read_overrides,
    read_tried,
    read_when,
)
from referral.usecases.tables import Tables, tables_of
from referral.usecases.world import World

MOST_AT_ONCE = 60


def find_help(
    world: World, body: Mapping[str, Any], *, now: datetime, language: str
) -> dict[str, Any]:
    """The plan for a request (contract §4), its texts in `language`.

    `now` is aware; it stands unless the request holds `when`. With `why` in the request the
    document also says where that service stands in the plan.

    Raises:
        RequestRejected: with every problem found, places to choose from among their facts.
    """
    tables = tables_of(world)
    request, why = read_request(world, tables, body, now)
    made = hardest(world, tables, request)
    words = translator(language)
    crossings = {link.id: link for link in world.atlas.links}
    document = plan_document(made, world.atlas.regions, words, crossings)
    if why is not None:
        travel = tables.travel_for(world, made.request)
        standing = why_not(made.request, tables.routing, travel, world.holidays, why)
        document["why"] = _standing(standing, world, words)
    return document


def read_request(
    world: World, tables: Tables, body: Mapping[str, Any], now: datetime
) -> tuple[HelpRequest, Service | None]:
    """The request as a value, and the service asked about, if any.

    Raises:
        RequestRejected: with every problem found.
    """
    reader = Reader(body)
    reader.unknown_fields(body)
    places: tuple[Place, ...] = ()
    try:
        places = read_places(world, body.get("at"))
    except RequestRejected as error:
        reader.problems.extend(error.problems)
    needs, sub_needs = _needs(reader)
    children = read_children(reader)
    why = _asked_about(reader, tables.routing)
    zone = places[0].timezone if places else "Asia/Jakarta"
    fields = {
        "now": read_when(reader, zone, now),
        **_about_services(reader, world, tables.routing),
        "home": _home(reader, world),
        **_triage(reader),
    }
    if reader.problems:
        raise RequestRejected(tuple(reader.problems))
    request = HelpRequest(
        place=places[0],
        any_of=places if len(places) > 1 else (),
        needs=needs,
        sub_needs=sub_needs,
        children=children,
        given=_given(reader, children),
        **fields,
    )
    return request, why


def _needs(reader: Reader) -> tuple[tuple[Need, ...], tuple[SubNeed, ...]]:
    """The needs, those of the sub-needs included; each once."""
    sub_needs = tuple(reader.choices("sub_needs", SubNeed))
    needs = reader.choices("needs", Need)
    complained = any(p.path.startswith(("needs", "sub_needs")) for p in reader.problems)
    if not needs and not sub_needs and not complained:
        reader.complain("needs", "needs_required")
    return tuple(dict.fromkeys([*needs, *(NEED_OF[sub] for sub in sub_needs)])), sub_needs


def _triage(reader: Reader) -> dict[str, Any]:
    suspect = reader.choices("suspect", Suspect) or [Suspect.UNKNOWN]
    companions = reader.choices("companions", Companion) or [Companion.UNKNOWN]
    caller = reader.choice("caller", Caller, Caller.OTHER)
    return {
        "danger": reader.choice("danger", Danger, Danger.UNKNOWN),
        "self_harm": reader.choice("self_harm", Trilean, Trilean.UNKNOWN),
        "contact": reader.choice("contact", Contact, Contact.NONE),
        "last_abuse": reader.choice("last_abuse", LastAbuse, LastAbuse.UNKNOWN),
        "suspect": frozenset(suspect),
        "nationality": reader.choice("nationality", Nationality, Nationality.UNKNOWN),
        "companions": frozenset(companions),
        "came_from": reader.choice("came_from", CameFrom, CameFrom.UNKNOWN),
        "disability": reader.choice("disability", Disability, Disability.UNKNOWN),
        "caller": caller if reader.body.get("caller") else None,
        "safe_to_talk": reader.yes_or_no("safe_to_talk"),
        "language": reader.text("language"),
        "travel_means": reader.text("travel_means"),
        "more": reader.whole("more", 0, MOST_AT_ONCE, 0),
    }


def _given(reader: Reader, children: tuple[Any, ...]) -> frozenset[str]:
    """What was said, so that the rest is asked; of children, what was said of each."""
    given = set(reader.given())
    if all(child.age is not None or child.band is not None for child in children):
        given.add("age")
    if all(child.sex is not Sex.UNKNOWN for child in children):
        given.add("sex")
    return frozenset(given)


def _home(reader: Reader, world: World) -> str | None:
    value = reader.text("home")
    if value is None:
        return None
    code = world.atlas.find_code(value)
    if code is None:
        reader.complain("home", "bad_code", value=value)
    return code


def _about_services(reader: Reader, world: World, table: RoutingTable) -> dict[str, Any]:
    """What was said of single services.

    A plan may be older than a merge: what was tried of the one record was tried of the other.
    """
    known, spent = _known_ids(table), table.spent_ids
    tried = read_tried(reader, known)
    overrides = read_overrides(reader, known)
    avoid = read_avoid(reader, world.atlas.find_code, known)
    if not spent:
        return {"tried": tried, "overrides": overrides, "avoid": avoid}
    return {
        "tried": tuple(replace(o, service_id=spent.get(o.service_id, o.service_id)) for o in tried),
        "overrides": tuple(
            replace(o, service_id=spent.get(o.service_id, o.service_id)) for o in overrides
        ),
        "avoid": tuple(dict.fromkeys(spent.get(one, one) for one in avoid)),
    }


def _known_ids(table: RoutingTable) -> Any:
    """Whether an id names a service: its own id, the public one of a hidden place, or a spent one.

    That a service is gone is no reason to refuse a plan.
    """
    ids = (table.directory.index, table.real_ids, table.lines, table.spent_ids)
    return lambda ref: any(ref in some for some in ids)


def find_public(table: RoutingTable, ref: str) -> Service | None:
    """A service by the id it may be known by: a hidden place only by its opaque one (R35)."""
    if ref in table.real_ids:
        return table.directory.get(table.real_ids[ref])
    found = table.directory.get(ref)
    return None if found is None or found.hidden else found


def _asked_about(reader: Reader, table: RoutingTable) -> Service | None:
    ref = reader.text("why")
    if ref is None:
        return None
    found = find_public(table, ref)
    if found is None:
        reader.problems.append(Problem("why", "unknown_service", {"value": ref}))
    return found


def hardest(world: World, tables: Tables, request: HelpRequest) -> Plan:
    """The plan; of several possible places, that for the one hardest to help from."""
    places = request.any_of or (request.place,)
    requests = [replace(request, place=one) for one in places]
    plans = [
        plan(one, tables.routing, tables.travel_for(world, one), world.holidays) for one in requests
    ]
    return max(plans, key=_hardship)


def _hardship(made: Plan) -> tuple[int, int, float]:
    firsts = [answer.recommended for answer in made.answers]
    found = [offer for offer in firsts if offer is not None]
    minutes = [offer.travel.minutes for offer in found]
    return (
        len(firsts) - len(found),
        max((int(offer.tier) for offer in found), default=0),
        sum(float("inf") if one is None else one for one in minutes),
    )


def _standing(standing: Standing, world: World, words: Translator) -> dict[str, Any]:
    paint = Painter(world.atlas.regions, words)
    face = standing.shown.gateway or standing.shown.service
    return {
        "service_id": standing.shown.public_id,
        "name": face.name,
        "standing": standing.standing,
        "text": label("standing", standing.standing, words),
        "reasons": paint.reasons(standing.reasons),
    }

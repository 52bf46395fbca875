"""The normalised echo of a request, in the vocabulary of the contract."""

from __future__ import annotations

from typing import Any

from referral.domain.regions import Place
from referral.domain.requests import Child, HelpRequest
from referral.present.countries import country_name
from referral.present.translate import Translator


def request_document(request: HelpRequest, translator: Translator) -> dict[str, Any]:
    """What the plan was made for: triage as given, defaults filled in."""
    return {
        "place": place_document(request.place, translator),
        "any_of": [place_document(place, translator) for place in request.any_of],
        "needs": [need.value for need in request.needs],
        "sub_needs": [sub.value for sub in request.sub_needs],
        "children": [_child(child) for child in request.children],
        "when": request.now.isoformat(timespec="seconds"),
        "danger": request.danger.value,
        "self_harm": request.self_harm.value,
        "contact": request.contact.value,
        "last_abuse": request.last_abuse.value,
        "suspect": sorted(suspect.value for suspect in request.suspect),
        "avoid": list(request.avoid),
        "tried": [{"service_id": a.service_id, "outcome": a.outcome.value} for a in request.tried],
        "override": [
            {"service_id": o.service_id, "reason": o.reason.value} for o in request.overrides
        ],
        "nationality": request.nationality.value,
        "companions": sorted(companion.value for companion in request.companions),
        "came_from": request.came_from.value,
        "home": request.home,
        "language": request.language,
        "disability": request.disability.value,
        "travel_means": request.travel_means,
        "caller": request.caller.value if request.caller else None,
        "safe_to_talk": request.safe_to_talk,
        "more": request.more,
    }


def _child(child: Child) -> dict[str, Any]:
    return {
        "age": child.age,
        "age_band": child.band.value if child.band else None,
        "sex": child.sex.value,
        "own_baby": child.own_baby,
    }


def place_document(place: Place, translator: Translator) -> dict[str, Any]:
    """A resolved place; of a country only its code and name."""
    if place.abroad:
        return {
            **dict.fromkeys(("regency_code", "regency", "province_code", "province")),
            "code": place.code,
            "name": country_name(place.code, translator),
            "timezone": place.timezone,
            "latitude": None,
            "longitude": None,
            "resolved_by": place.resolved_by,
        }
    return {
        "code": place.code,
        "name": place.name,
        "regency_code": place.regency_code,
        "regency": place.regency,
        "province_code": place.province_code,
        "province": place.province,
        "timezone": place.timezone,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "resolved_by": place.resolved_by,
    }

"""A plan as the contract's JSON document. Here hidden places are masked, once for all outputs.

Everything that leaves the product for somebody not signed in is made from this document (R35).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from referral.domain.plans import (
    Answer,
    Banner,
    ChainStep,
    Offer,
    OneStop,
    Plan,
    Question,
    Reason,
    Rejection,
    Shown,
)
from referral.domain.regions import Region, Travel
from referral.domain.services import Phone, Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import Band
from referral.domain.window import Window, windows
from referral.present.countries import country_name
from referral.present.journey import Crossings, duration, travel_document
from referral.present.labels import label
from referral.present.request import request_document
from referral.present.translate import N_, Translator
from referral.present.wording import (
    BANNERS,
    CHAIN,
    DO_NOT,
    INTERIM,
    SAY,
    clock,
    question,
    sentence,
    warning_documents,
)

Regions = Mapping[str, Region]
HIDDEN = Reason("R35", "through_gateway")
KM_BANDS = ((25, "0-25"), (50, "25-50"), (100, "50-100"), (250, "100-250"))
ONE_STOP = N_("{name} can meet several needs in one place: {needs}.")
HIDDEN_ONE_STOP = N_("A safe place arranged by {name} can meet several needs at once: {needs}.")
TRADE = N_("One move, {minutes}; need by need {moves} places, {separate} in all, each from here.")
SAME_PLACE = N_("It is the place recommended for each of them: one move, {minutes}.")
TRADE_HIDDEN = N_("One move instead of {moves}.")


def plan_document(
    plan: Plan,
    regions: Regions,
    translator: Translator,
    crossings: Crossings = MappingProxyType({}),
) -> dict[str, Any]:
    """The plan of contract §4 in the translator's language.

    `crossings` are the recorded links by id, for travel in words.
    """
    paint = Painter(regions, translator, crossings)
    return {
        "plan_version": 1,
        "ruleset": plan.ruleset,
        "directory_version": plan.directory_version,
        "request": request_document(plan.request, translator),
        "now_local": plan.now_local.isoformat(timespec="seconds"),
        "banners": [paint.banner(banner) for banner in plan.banners],
        "clock": [paint.window(window) for window in windows(plan.request)],
        "call_card": {
            "say": [paint.line(code, SAY) for code in plan.call_card.say],
            "ask": [paint.question(asked) for asked in plan.call_card.ask],
            "do_not": [paint.line(code, DO_NOT) for code in plan.call_card.do_not],
        },
        "answers": [paint.answer(answer) for answer in plan.answers],
        "one_stop": paint.one_stop(plan),
        "chain": [paint.step(step) for step in plan.chain],
    }


class Painter:
    """Turns the values of a plan into plain data, in one language."""

    def __init__(
        self,
        regions: Regions,
        translator: Translator,
        crossings: Crossings = MappingProxyType({}),
    ) -> None:
        self.regions = regions
        self.translator = translator
        self.crossings = crossings

    def line(self, code: str, table: Mapping[str, str]) -> dict[str, Any]:
        """A coded sentence."""
        return {"code": code, "text": self.translator.gettext(table[code])}

    def reasons(self, reasons: Any) -> list[dict[str, Any]]:
        """Reasons with their rule and sentence."""
        return [
            {"rule": r.rule, "code": r.code, "text": sentence(r, self.translator)} for r in reasons
        ]

    def banner(self, banner: Banner) -> dict[str, Any]:
        """A banner with whom to call."""
        return {
            **self.line(banner.code, BANNERS),
            "contacts": [self.offer(offer) for offer in banner.contacts],
        }

    def window(self, window: Window) -> dict[str, Any]:
        """A treatment's clock: hours left as a range, None where the time is not known."""
        return {
            "code": window.code,
            "text": clock(window, self.translator),
            "limit_hours": window.limit,
            "least_hours": window.least,
            "most_hours": window.most,
        }

    def step(self, step: ChainStep) -> dict[str, Any]:
        """One hand-over on the way home, with who takes part."""
        return {
            **self.line(step.code, CHAIN),
            "offers": [self.offer(offer) for offer in step.offers],
        }

    def question(self, asked: Question) -> dict[str, Any]:
        """A question to the caller, or to the named service."""
        return {
            "code": asked.code,
            "text": question(asked.code, self.translator),
            "service_id": asked.service.public_id if asked.service else None,
        }

    def answer(self, answer: Answer) -> dict[str, Any]:
        """One need's answer."""
        first = answer.recommended
        return {
            "need": answer.need.value,
            "added_by_rule": answer.added_by_rule,
            "tier": int(answer.tier) if answer.tier else None,
            "recommended": self.offer(first) if first else None,
            "alternatives": [self.offer(offer) for offer in answer.alternatives],
            "remaining": answer.remaining,
            "meanwhile": [self.offer(offer) for offer in answer.meanwhile],
            "interim": [self.line(code, INTERIM) for code in answer.interim],
            "rejected": [self.rejection(out) for out in answer.rejected],
            "gap": self.gap(answer),
            "notes": self.reasons(answer.notes),
            "next_after": sentence(answer.next_after, self.translator)
            if answer.next_after
            else None,
        }

    def gap(self, answer: Answer) -> dict[str, Any] | None:
        """The gap in plain words."""
        if answer.gap is None:
            return None
        code = answer.gap.code.value
        text = label("gap", code, self.translator)
        return {"code": code, "unverified": answer.gap.unverified, "text": text}

    def rejection(self, out: Rejection) -> dict[str, Any]:
        """A rejected service, masked where it must be."""
        face = out.shown.gateway or out.shown.service
        return {
            "service_id": out.shown.public_id,
            "name": face.name,
            "region": self.region(out.shown),
            # the name is the gateway's: say first that it is not the gateway that is rejected
            "reasons": self.reasons((*([HIDDEN] if out.shown.gateway else []), *out.reasons)),
            "overridable": out.overridable,
        }

    def one_stop(self, plan: Plan) -> dict[str, Any] | None:
        """The place for several needs at once."""
        stop = plan.one_stop
        if stop is None:
            return None
        face = stop.shown.gateway or stop.shown.service
        needs = ", ".join(label("need", need, self.translator) for need in stop.needs)
        hidden = stop.shown.gateway is not None
        text = self.translator.fill(
            HIDDEN_ONE_STOP if hidden else ONE_STOP, {"name": face.name, "needs": needs}
        )
        return {
            "service_id": stop.shown.public_id,
            "needs": [need.value for need in stop.needs],
            "text": f"{text} {self.trade(stop, hidden)}".rstrip(),
            "minutes": None if hidden else stop.minutes,
            "separate_minutes": None if hidden else stop.separate_minutes,
            "moves": 1,
            "separate_moves": stop.separate_moves,
        }

    def trade(self, stop: OneStop, hidden: bool) -> str:
        """Moves and minutes against going need by need; of a hidden place no minutes (R35)."""
        if hidden:
            moves = {"moves": stop.separate_moves}
            return self.translator.fill(TRADE_HIDDEN, moves) if stop.separate_moves > 1 else ""
        facts = {
            "minutes": self.length(stop.minutes),
            "moves": stop.separate_moves,
            "separate": self.length(stop.separate_minutes),
        }
        return self.translator.fill(TRADE if stop.separate_moves > 1 else SAME_PLACE, facts)

    def length(self, minutes: int | None) -> str:
        """How long; nought is no measurement, so the nearest band is said instead."""
        if not minutes:
            return label("band", Band.H1, self.translator)
        return f"±{duration(minutes, self.translator)}"

    def offer(self, offer: Offer) -> dict[str, Any]:
        """An OFFER; of a hidden place, that of its gateway under an opaque id (R35)."""
        shown = offer.shown
        face = shown.gateway or shown.service
        return {
            "service_id": shown.public_id,
            "name": face.name,
            "organization": face.organization,
            "kind": face.kind.value,
            "kind_label": label("kind", face.kind, self.translator),
            "how": offer.how.value,
            "tier": int(offer.tier),
            "region": self.region(shown),
            **contacts(face),
            "address": None if shown.hide_place else face.address,
            **self.point(shown),
            **self.way(offer),
            "open": offer.open.value,
            "opens_at": offer.opens_at.isoformat(timespec="minutes") if offer.opens_at else None,
            "freshness": offer.freshness.value,
            "verified_on": _day(shown),
            "source": source(face),
            "warnings": warning_documents(
                offer.warnings, self.translator, dialled=has_number(face), age=offer.freshness
            ),
            "reasons": self.reasons(offer.reasons),
        }

    def region(self, shown: Shown) -> dict[str, Any]:
        """Code, name and province; of a hidden place only the province."""
        service = shown.service
        province = self.regions.get(service.province_code or "")
        if province is None:
            code = service.country or "ID"
            nation = country_name(code, self.translator)
            return {"code": code, "name": nation, "province": nation}
        place = self.regions.get(service.regency_code or "") or province
        if shown.gateway is not None:
            place = province
        return {"code": place.code, "name": place.name, "province": province.name}

    def point(self, shown: Shown) -> dict[str, float | None]:
        """Coordinates; where children live, the regency's seat; of a hidden place the capital."""
        service = shown.service
        if not shown.hide_place and service.latitude is not None:
            return {"latitude": service.latitude, "longitude": service.longitude}
        code = service.province_code if shown.gateway else service.regency_code
        seat = self.regions.get(code or service.province_code or "")
        if seat is None:
            return {"latitude": None, "longitude": None}
        return {"latitude": seat.latitude, "longitude": seat.longitude}

    def way(self, offer: Offer) -> dict[str, Any]:
        """Distance and travel; of a hidden place in bands only."""
        hidden = offer.shown.service.hidden
        return travel_facts(offer.travel, self.crossings, self.translator, hidden=hidden)


def travel_facts(
    travel: Travel, crossings: Crossings, translator: Translator, *, hidden: bool = False
) -> dict[str, Any]:
    """Distance and travel of an offer or a line of the list; `hidden`: in bands only (R35)."""
    return {
        "distance_km": _distance(travel.km, hidden),
        "travel": travel_document(travel, crossings, translator, hidden=hidden),
    }


def _distance(km: float | None, hidden: bool) -> float | str | None:
    if km is None:
        return None
    if not hidden:
        return round(km, 1)
    return next((name for limit, name in KM_BANDS if km < limit), "250+")


def _day(shown: Shown) -> str | None:
    verified = shown.checked_on
    return verified.isoformat() if verified else None


def source(service: Service) -> str:
    """Publisher and year: what a public view says of where a record comes from."""
    year = service.provenance.year
    return f"{service.provenance.publisher}, {year}" if year else service.provenance.publisher


def contacts(service: Service) -> dict[str, Any]:
    """Numbers, mail and site; a number that does not parse is left to the service's page."""
    return {
        "phones": [_phone(phone) for phone in service.phones if phone.number],
        "whatsapp": [_phone(phone) for phone in service.whatsapp if phone.number],
        "email": service.email,
        "website": service.website,
    }


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "number": phone.number,
        "display": phone.display,
        "short_code": phone.short_code,
        "open_24h": phone.open_24h,
    }

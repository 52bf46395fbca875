"""A plan document as cards: every decision about what is printed is made here, in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referral.present.numbers import readable
from referral.web import numbers, wording
from referral.web.words import gettext, plain_label

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Number:
    """A number to tap (`href`) and to read aloud (`text`)."""

    href: str
    text: str
    note: str | None = None


@dataclass(frozen=True)
class OfferCard:
    """One service in an answer."""

    service_id: str
    name: str
    organization: str | None
    region: str
    phones: tuple[Number, ...]
    whatsapp: tuple[Number, ...]
    email: str | None
    website: str | None
    address: str | None
    open: str
    state: str
    how_far: str
    crossings: tuple[str, ...]
    tier: str
    arranged: bool
    overridden: bool
    call_first: bool
    no_number: bool
    freshness: str
    stale: bool
    source: str
    reasons: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Rejected:
    """A service that is not offered, and why."""

    service_id: str
    name: str
    region: str
    reasons: tuple[str, ...]
    overridable: bool


@dataclass(frozen=True)
class AnswerCard:
    """All about one need; `pressing` notes stand before the services."""

    number: int
    need: str
    need_label: str
    added: bool
    gap: str | None
    pressing: tuple[str, ...]
    notes: tuple[str, ...]
    recommended: OfferCard | None
    alternatives: tuple[OfferCard, ...]
    meanwhile: tuple[OfferCard, ...]
    interim: tuple[str, ...]
    rejected: tuple[Rejected, ...]
    remaining: int
    next_after: str | None


@dataclass(frozen=True)
class BannerCard:
    """A warning above everything, with whom to call, or with the clock in words."""

    code: str
    text: str
    contacts: tuple[OfferCard, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepCard:
    """One hand-over on the way home of a child abroad, with who takes part."""

    text: str
    offers: tuple[OfferCard, ...]


@dataclass(frozen=True)
class CallCard:
    """What to say, to ask, and not to do."""

    say: tuple[str, ...]
    ask: tuple[str, ...]
    do_not: tuple[str, ...]


@dataclass(frozen=True)
class WhyNot:
    """Where a service that the worker knows stands in this plan."""

    name: str
    standing: str
    reasons: tuple[str, ...]


class Cards:
    """Turns one plan document into cards: holds its language, its hour and the kinds' labels."""

    def __init__(self, language: str, now: datetime) -> None:
        self.language = language
        self.now = now

    def answer(self, number: int, answer: Document) -> AnswerCard:
        """The card of one need."""
        gap = answer["gap"]
        return AnswerCard(
            number=number,
            need=answer["need"],
            need_label=wording.word(wording.NEEDS, answer["need"]),
            added=answer["added_by_rule"] is not None,
            gap=gap["text"] if gap and gap["code"] != "OK" else None,
            pressing=texts(n for n in answer["notes"] if n["rule"] in _PRESSING),
            notes=texts(n for n in answer["notes"] if n["rule"] not in _PRESSING),
            recommended=self.offer(answer["recommended"]) if answer["recommended"] else None,
            alternatives=tuple(map(self.offer, answer["alternatives"])),
            meanwhile=tuple(map(self.offer, answer["meanwhile"])),
            interim=texts(answer["interim"]),
            rejected=tuple(map(rejected, answer["rejected"])),
            remaining=answer["remaining"],
            next_after=answer["next_after"],
        )

    def banners(self, document: Document) -> tuple[BannerCard, ...]:
        """The banners with their contacts; R12's clock stands in its own, the last if need be."""
        clock = texts(document["clock"])
        found = [
            BannerCard(
                banner["code"],
                banner["text"],
                tuple(map(self.offer, banner["contacts"])),
                clock if banner["code"] == _CLOCK else (),
            )
            for banner in document["banners"]
        ]
        if clock and not any(card.lines for card in found):
            found.append(BannerCard("clock", clock[0], lines=clock[1:]))
        return tuple(found)

    def step(self, step: Document) -> StepCard:
        """A step of the chain home."""
        return StepCard(step["text"], tuple(map(self.offer, step["offers"])))

    def offer(self, offer: Document) -> OfferCard:
        """One service, every fact in words."""
        codes = {warning["code"] for warning in offer["warnings"]}
        whose = offer["organization"]
        dialled = bool(offer["phones"] or offer["whatsapp"])
        return OfferCard(
            service_id=offer["service_id"],
            name=offer["name"],
            organization=whose if whose and whose != offer["name"] else None,
            region=region_text(offer["region"]),
            phones=tuple(map(phone, offer["phones"])),
            whatsapp=tuple(map(whatsapp, offer["whatsapp"])),
            email=offer["email"],
            website=offer["website"],
            address=offer["address"],
            open=offer["open"],
            state=self.state(offer),
            how_far=self.how_far(offer),
            crossings=texts(offer["travel"]["crossings"]),
            tier=tier_text(offer),
            arranged=offer["how"] == "arranged",
            overridden=any(reason["code"] == "overridden" for reason in offer["reasons"]),
            call_first="call_first" in codes and dialled,
            no_number=not dialled,
            freshness=self.freshness(offer),
            stale=offer["freshness"] != "fresh",
            source=offer["source"],
            reasons=texts(offer["reasons"]),
            questions=texts(w for w in offer["warnings"] if w["code"] not in _MARKED),
        )

    def how_far(self, offer: Document) -> str:
        """The way, then the distance; a mission is in the country, and nothing was measured."""
        if offer["kind"] == "mission":
            return gettext("in the country where the child is")
        distance = numbers.distance_text(offer["distance_km"], self.language)
        way = offer["travel"]["text"]
        return f"{way}; {distance}" if distance else str(way)

    def state(self, offer: Document) -> str:
        """Whether it is open now, and if not when."""
        if offer["open"] == "unknown" and any(one["open_24h"] for one in offer["phones"]):
            return gettext("Line answers day and night; office hours not known")
        state = str(wording.OPEN_STATES[offer["open"]])
        opening = numbers.opening_text(offer["opens_at"], self.now, self.language)
        return f"{state}, {opening}" if offer["open"] == "closed" and opening else state

    def freshness(self, offer: Document) -> str:
        """When somebody last checked the record."""
        day = numbers.day_text(offer["verified_on"] or "", self.language)
        return str(wording.FRESHNESS[offer["freshness"]]) % {"day": day}


_MARKED = frozenset({"call_first", "no_number"})
"""Warnings that stand as a mark on the card instead of in its list of questions."""


_PRESSING = frozenset({"R15", "R16", "R27", "R33", "R48"})
"""Rules whose note must be read before anybody is called."""
_CLOCK = "within_72_hours"


def texts(lines: Any) -> tuple[str, ...]:
    """The texts of coded lines, each once."""
    return tuple(dict.fromkeys(line["text"] for line in lines))


def region_text(region: Document) -> str:
    """A region with its province, unless they are the same."""
    name, province = region["name"], region["province"]
    return f"{name}, {province}" if province and province != name else name


def tier_text(offer: Document) -> str:
    """How near the service stands by its office; a mission is no "national" service abroad."""
    if offer["kind"] == "mission":
        return plain_label("kind", "mission")
    return plain_label("tier", offer["tier"])


def phone(number: Document) -> Number:
    """A telephone number as a link, in groups that can be read aloud."""
    text = readable(number["number"], number.get("display") or "", short_code=number["short_code"])
    note = gettext("day and night") if number["open_24h"] else None
    return Number(f"tel:{number['number']}", text, note)


def whatsapp(number: Document) -> Number:
    """A WhatsApp number as a link that opens a chat without any text in it (R47)."""
    text = readable(number["number"], number.get("display") or "", short_code=False)
    return Number(f"https://wa.me/{number['number'].removeprefix('+')}", text)


def rejected(row: Document) -> Rejected:
    """A service that is not offered, with each reason."""
    return Rejected(
        row["service_id"],
        row["name"],
        region_text(row["region"]),
        texts(row["reasons"]),
        row["overridable"],
    )


def call_card(card: Document) -> CallCard:
    """The card beside the telephone; what to ask a service stands with that service."""
    ask = [line for line in card["ask"] if not line.get("service_id")]
    return CallCard(texts(card["say"]), texts(ask), texts(card["do_not"]))


def why_not(why: Document) -> WhyNot:
    """Where the asked service stands, in words."""
    return WhyNot(why["name"], why["text"], texts(why["reasons"]))

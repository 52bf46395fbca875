"""A service document as its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from referral.web import numbers, wording
from referral.web.cards import phone, region_text, texts, whatsapp
from referral.web.pages import Fact, NeedRow, ServicePage
from referral.web.words import gettext, plain_label


def service_page(
    document: dict[str, Any],
    now: datetime,
    language: str,
    links: tuple[tuple[str, str], ...] = (),
) -> ServicePage:
    """Everything that the page of a service prints; `links` are for whoever keeps the record."""
    known = [fact for fact in document["facts"] if fact["value"] != "unknown"]
    whose = document["organization"]
    return ServicePage(
        title=gettext("Rujuk – Notes: entry"),
        name=document["name"],
        organization=whose if whose and whose != document["name"] else None,
        kind=document["kind_label"],
        region=region_text(document["region"]),
        status_note=document["status_note"],
        inactive=document["status"] != "active",
        phones=tuple(map(phone, document["phones"])),
        whatsapp=tuple(map(whatsapp, document["whatsapp"])),
        email=document["email"],
        website=document["website"],
        address=document["address"],
        needs=tuple(need_row(need) for need in document["needs"]),
        sub_needs=tuple(sub["label"] for sub in document["sub_needs"]),
        takes_reports=document["takes_reports"],
        state=service_state(document, now, language),
        open=document["open"],
        hours_text=document["hours_text"],
        hours=tuple(
            (row["label"], ", ".join(row["spans"]) or gettext("closed"))
            for row in document["hours"]
        ),
        coverage=tuple(region["name"] for region in document["coverage"]),
        age=age_text(document["age"]),
        facts=tuple(fact_row(fact) for fact in known),
        unknown=tuple(f["label"] for f in document["facts"] if f["value"] == "unknown"),
        warnings=(*texts(document["warnings"]), *document["unparsed_phones"]),
        other_names=other_names(document),
        freshness=freshness_text(document, language),
        source=document["source"],
        links=links,
    )


def need_row(need: dict[str, Any]) -> NeedRow:
    """A need that is met, and whether the service does so itself."""
    basis = plain_label("basis", need["basis"])
    return NeedRow(wording.word(wording.NEEDS, need["need"]), need["how_label"], basis)


def fact_row(fact: dict[str, Any]) -> Fact:
    """A fact that is not unknown; only a stated one is sure."""
    stated = fact["basis"] == "stated"
    return Fact(fact["label"], fact["value_label"], stated, fact["basis_label"])


def other_names(document: dict[str, Any]) -> tuple[str, ...]:
    """Acronyms and former names, without the name itself."""
    names = (document["acronym"], *document["aliases"])
    return tuple(dict.fromkeys(name for name in names if name and name != document["name"]))


def service_state(document: dict[str, Any], now: datetime, language: str) -> str:
    """Whether the service is open, and if not when it opens; empty where a line always answers."""
    if document["open"] == "unknown" and any(one["open_24h"] for one in document["phones"]):
        return ""
    state = str(wording.OPEN_STATES[document["open"]])
    opening = numbers.opening_text(document["opens_at"], now, language)
    return f"{state}, {opening}" if document["open"] == "closed" and opening else state


def freshness_text(document: dict[str, Any], language: str) -> str:
    """When somebody last checked the record."""
    day = numbers.day_text(document["verified_on"] or "", language)
    return str(wording.FRESHNESS[document["freshness"]]) % {"day": day}


def age_text(age: dict[str, int | None] | None) -> str | None:
    """The ages that a service takes."""
    if not age:
        return None
    low, high = age["min"], age["max"]
    if low is not None and high is not None:
        return gettext("%(low)s to %(high)s years", low=low, high=high)
    if high is not None:
        return gettext("up to %(high)s years", high=high)
    return gettext("from %(low)s years", low=low) if low is not None else None

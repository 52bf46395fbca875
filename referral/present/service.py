"""A service as a public document: its page, the list, the JSON interface.

`evidence` and source links are for editors and never appear here; a hidden place appears as
its gateway, under an opaque id, with the province alone (R35).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from referral.domain.plans import Reason, Shown
from referral.domain.regions import Region
from referral.domain.services import FACT_NAMES, Hours, Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import Basis, Freshness, OpenState, Status, Trilean
from referral.present.labels import label
from referral.present.plan import Painter, contacts, source
from referral.present.translate import N_, Translator
from referral.present.wording import warning_documents

UNPARSED = N_("Printed as “{number}”: this cannot be dialled as it stands.")


def service_document(
    shown: Shown,
    regions: Mapping[str, Region],
    translator: Translator,
    *,
    state: tuple[OpenState, datetime | None],
    age: Freshness,
) -> dict[str, Any]:
    """Everything about a service that may be shown to anybody."""
    paint = Painter(regions, translator)
    service = shown.gateway or shown.service
    summary = summary_document(shown, regions, translator, state=state, age=age)
    return {
        **summary,
        "status_note": service.status_note,
        "address": None if shown.hide_place else service.address,
        **paint.point(shown),
        "facts": [_fact(service, name, translator) for name in FACT_NAMES],
        "hours_text": service.hours.text,
        "hours": _hours(service.hours, translator),
        "coverage": [] if shown.gateway else _coverage(service, regions, translator),
        "aliases": list(service.aliases),
        "acronym": service.acronym,
        "age": _age(service),
        "unparsed_phones": [
            translator.fill(UNPARSED, {"number": phone.display})
            for phone in service.phones
            if phone.number is None
        ],
    }


def summary_document(
    shown: Shown,
    regions: Mapping[str, Region],
    translator: Translator,
    *,
    state: tuple[OpenState, datetime | None],
    age: Freshness,
) -> dict[str, Any]:
    """A line of the list: who, where, what for, how to reach."""
    paint = Painter(regions, translator)
    service = shown.gateway or shown.service
    verified = shown.checked_on
    return {
        "service_id": shown.public_id,
        "name": service.name,
        "organization": service.organization,
        "kind": service.kind.value,
        "kind_label": label("kind", service.kind, translator),
        "status": service.status.value,
        "status_label": label("status", service.status, translator),
        "region": paint.region(shown),
        "needs": _needs(shown.service, translator),
        "sub_needs": [
            {"code": sub.value, "label": label("sub_need", sub, translator)}
            for sub in service.sub_needs
        ],
        "takes_reports": service.takes_reports,
        **contacts(service),
        "open": state[0].value,
        "open_label": label("open", state[0], translator),
        "opens_at": state[1].isoformat(timespec="minutes") if state[1] else None,
        "freshness": age.value,
        "freshness_label": label("freshness", age, translator),
        "verified_on": verified.isoformat() if verified else None,
        "source": source(service),
        "warnings": _warnings(shown, age, translator),
    }


def _needs(service: Service, translator: Translator) -> list[dict[str, Any]]:
    return [
        {
            "need": met.need.value,
            "label": label("need", met.need, translator),
            "how": met.how.value,
            "how_label": label("how", met.how, translator),
            "basis": met.basis.value,
        }
        for met in service.needs
    ]


def _warnings(shown: Shown, age: Freshness, translator: Translator) -> list[dict[str, Any]]:
    service = shown.gateway or shown.service
    found = []
    if shown.gateway:
        found.append(Reason("R35", "through_gateway"))
    if service.status is Status.SUSPENDED:
        found.append(Reason("R30", "suspended"))
    if service.status is Status.CLOSED:
        found.append(Reason("R30", "closed_down"))
    if service.status is Status.HISTORICAL:
        found.append(Reason("R32", "historical"))
    if age in (Freshness.SEED_ONLY, Freshness.STALE):
        found.append(Reason("R32", "call_first"))
    dialled = has_number(service)
    if not dialled:
        found.append(Reason("R44", "no_number"))
    return warning_documents(found, translator, dialled=dialled, age=age)


def _fact(service: Service, name: str, translator: Translator) -> dict[str, Any]:
    fact = service.fact(name)
    unknown = fact.value is Trilean.UNKNOWN
    basis = Basis.DEFAULT if unknown else fact.basis
    return {
        "name": name,
        "label": label("fact", name, translator),
        "value": fact.value.value,
        "value_label": label("value", fact.value, translator),
        "basis": basis.value,
        "basis_label": label("basis", basis, translator),
    }


def _hours(hours: Hours, translator: Translator) -> list[dict[str, Any]]:
    days = []
    for day in range(7):
        spans = [
            f"{_clock(span.start)}–{_clock(span.end)}"
            for span in hours.intervals
            if span.weekday == day
        ]
        if hours.recorded:
            days.append({"day": day, "label": label("weekday", day, translator), "spans": spans})
    return days


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}.{minute % 60:02d}"


def _coverage(
    service: Service, regions: Mapping[str, Region], translator: Translator
) -> list[dict[str, str]]:
    nation = translator.gettext(N_("Indonesia"))
    return [
        {"code": code, "name": regions[code].name if code in regions else nation}
        for code in service.coverage
        if code in regions or code == "ID"
    ]


def _age(service: Service) -> dict[str, int | None] | None:
    if service.min_age is None and service.max_age is None:
        return None
    return {"min": service.min_age, "max": service.max_age}

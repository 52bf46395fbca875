"""A service's document as lines to read: what is known, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from referral.cli.startup import words
from referral.present.translate import N_

LABELS = {
    "organization": N_("Organisation"),
    "kind": N_("Kind"),
    "region": N_("Region"),
    "needs": N_("Needs"),
    "phones": N_("Telephone"),
    "whatsapp": N_("WhatsApp"),
    "email": N_("E-mail"),
    "website": N_("Website"),
    "address": N_("Address"),
    "hours": N_("Hours"),
    "facts": N_("Facts"),
    "coverage": N_("Covers"),
    "freshness": N_("Verified"),
    "source": N_("Source"),
    "warnings": N_("Mind"),
}
NEVER_VERIFIED = N_("never, by a person here")


def service_lines(service: dict[str, Any], language: str) -> Iterator[str]:
    """One line a field, lists one line an item; what is not known is left out."""
    translator = words(language)
    yield f"{service['name']}  ({service['service_id']})"
    for name, values in _fields(service, translator.gettext(NEVER_VERIFIED)):
        label = translator.gettext(LABELS[name])
        for at, value in enumerate(values):
            yield f"  {label if at == 0 else '':<16}{value}"


def _fields(service: dict[str, Any], never: str) -> Iterator[tuple[str, list[str]]]:
    region = service.get("region") or {}
    place = [region.get("name"), region.get("province")]
    yield "organization", [service["organization"]]
    yield "kind", [service["kind_label"]]
    yield "region", [", ".join(part for part in place if part)] if any(place) else []
    yield (
        "needs",
        [f"{met['label']}: {met['how_label']} [{met['basis']}]" for met in service["needs"]],
    )
    yield "phones", [phone["display"] for phone in service["phones"]]
    yield "whatsapp", [phone["display"] for phone in service["whatsapp"]]
    for name in ("email", "website", "address"):
        yield name, [service[name]] if service.get(name) else []
    yield "hours", [service["hours_text"]] if service.get("hours_text") else []
    yield (
        "facts",
        [
            f"{fact['label']}: {fact['value_label']} [{fact['basis']}]"
            for fact in service.get("facts", ())
            if fact["value"] != "unknown"
        ],
    )
    yield "coverage", [area["name"] for area in service.get("coverage", ())]
    yield "freshness", [service.get("verified_on") or never]
    yield "source", [service["source"]]
    yield "warnings", [warning["text"] for warning in service.get("warnings", ())]

"""FHIR's papers about an answer: the CapabilityStatement, Bundles of results, OperationOutcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome

from referral.fhir.resources import Json, Resource, checked, instant, printed
from referral.fhir.search import INCLUDES, PARAMETERS

FHIR_VERSION = "4.0.1"
GUIDE = "http://hl7.org/fhir/us/hsds/CapabilityStatement/HumanServicesDirectory"


def capability_statement(address: str, version: str, moment: datetime) -> Json:
    """What the interface at an address can do; `moment` is when that last changed."""
    found = {
        "status": "active",
        "date": instant(moment),
        "kind": "instance",
        "fhirVersion": FHIR_VERSION,
        "format": ["json", "application/fhir+json"],
        "software": {"name": "Rujuk", "version": version},
        "implementation": {
            "description": "Public services for child victims in Indonesia",
            "url": address,
        },
        "rest": [
            {
                "mode": "server",
                "documentation": (
                    "Reading and searching only, after the Human Services Directory guide"
                    f" ({GUIDE}). Places that must stay secret appear as whoever leads to them."
                ),
                "security": {"cors": True},
                "resource": [_resource(kind) for kind in PARAMETERS],
            }
        ],
    }
    return printed(checked(CapabilityStatement, found))


def _resource(kind: str) -> Json:
    found: Json = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [
            {"name": one.name, "type": one.type, "documentation": one.text}
            for one in PARAMETERS[kind].values()
        ],
    }
    return found | {"searchInclude": list(INCLUDES[kind])} if INCLUDES[kind] else found


def bundle(
    total: int,
    matches: Iterable[tuple[str, Resource]],
    included: Iterable[tuple[str, Resource]],
    links: Mapping[str, str],
) -> Json:
    """A page of results, each with its address, and what was brought along."""
    entries = [
        {"fullUrl": url, "resource": resource, "search": {"mode": mode}}
        for mode, some in (("match", matches), ("include", included))
        for url, resource in some
    ]
    found = {
        "type": "searchset",
        "total": total,
        "link": [{"relation": name, "url": url} for name, url in links.items()],
        "entry": entries,
    }
    return printed(checked(Bundle, found))


def outcome(code: str, text: str, where: str | None = None) -> Json:
    """Why an answer is no result; `code` is one of FHIR's issue types."""
    issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": text}
    if where is not None:
        issue["expression"] = [f"http.{where}"]
    return printed(checked(OperationOutcome, {"issue": [issue]}))

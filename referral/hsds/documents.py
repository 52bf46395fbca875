"""Services to HSDS documents and back: the two functions that the rest of the product calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from referral.domain.regions import Region
from referral.domain.services import Service
from referral.hsds.inward import read_service
from referral.hsds.outward import View, service_document
from referral.hsds.problems import HsdsProblem


def to_service_documents(
    services: Iterable[Service],
    *,
    regions: Mapping[str, Region] | None = None,
    changed: Mapping[str, datetime] | None = None,
    full: bool = False,
) -> Iterator[dict[str, Any]]:
    """Each service as a fully nested HSDS 3.1 `service`, in the order given.

    The services are printed as they are: for the public, give their public faces
    (`referral.domain.public.public_face`). `full` adds the editors' facts (evidence, source
    links). `regions` gives names and time zones to the codes; `changed` when each service, by
    its id, last changed.
    """
    view = View(regions or {}, changed or {}, full)
    return (service_document(service, view) for service in services)


def from_documents(items: Iterable[object]) -> tuple[list[Service], list[HsdsProblem]]:
    """The services of HSDS `service` documents, and a problem for whatever cannot be read.

    What came from `to_service_documents` with `full` comes back equal. From elsewhere, what the
    standard does not tell is unknown. Never raises.
    """
    services: list[Service] = []
    problems: list[HsdsProblem] = []
    seen: dict[str, int] = {}
    for at, item in enumerate(items, 1):
        service, wrong = read_service(item, at)
        problems += wrong
        if service is None:
            continue
        if service.id in seen:
            facts = {"found": service.id, "first_item": str(seen[service.id])}
            problems.append(HsdsProblem(at, "id", "duplicate_id", facts))
            continue
        seen[service.id] = at
        services.append(service)
    return services, problems


def items_of(document: object) -> list[object] | None:
    """The services in what a file may hold: a list, a page of a feed, or a single service.

    None where it is none of these.
    """
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        return None
    for name in ("contents", "services"):
        if isinstance(document.get(name), list):
            return list(document[name])
    return [document] if "name" in document and "id" in document else None

"""Services to HSDS documents and back: the two functions that the rest of the product calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from referral.domain.regions import Region
from referral.domain.services import Service
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
    raise NotImplementedError


def from_documents(items: Iterable[object]) -> tuple[list[Service], list[HsdsProblem]]:
    """The services of HSDS `service` documents, and a problem for whatever cannot be read.

    What came from `to_service_documents` with `full` comes back equal. From elsewhere, what the
    standard does not tell is unknown. Never raises.
    """
    raise NotImplementedError

"""The tabular form of HSDS: a zip of one CSV a table and a `datapackage.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import BinaryIO

from referral.domain.regions import Region
from referral.domain.services import Service
from referral.hsds.problems import HsdsProblem


def write_zip(
    stream: BinaryIO,
    services: Iterable[Service],
    *,
    regions: Mapping[str, Region] | None = None,
    changed: Mapping[str, datetime] | None = None,
    full: bool = False,
) -> None:
    """Write the services as an HSDS tabular data package; arguments as `to_service_documents`."""
    raise NotImplementedError


def read_zip(stream: BinaryIO) -> tuple[list[Service], list[HsdsProblem]]:
    """The services of an HSDS tabular data package, and a problem for whatever cannot be read.

    `stream` must be seekable. Bounded: a zip that unpacks to more than it may is refused unread.
    """
    raise NotImplementedError

"""Which regencies a change of the directory touches: those whose plans could look at it."""

from __future__ import annotations

from collections.abc import Iterator

from referral.domain.regions import Geography
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.tiers import Reach


def touched_by_change(
    before: RoutingTable, after: RoutingTable, geography: Geography
) -> frozenset[str] | None:
    """Regencies whose cells may differ between two tables; None for all of them.

    Of `geography` only regions and neighbours are asked. A service touches the regencies and
    provinces it counts in, and the provinces beside its own; a national one touches all.
    """
    if before.policy != after.policy:
        return None
    provinces: set[str] = set()
    regencies: set[str] = set()
    for table, at in _changed(before, after):
        reach = table.reaches[at]
        if reach.national:
            return None
        regencies |= reach.regencies
        provinces |= _provinces(reach, geography)
    codes = (code for code, region in geography.regions.items() if not region.is_province)
    return frozenset(code for code in codes if code in regencies or code[:2] in provinces)


def _provinces(reach: Reach, geography: Geography) -> set[str]:
    found = set(reach.provinces)
    if reach.home_province:
        found |= geography.neighbours(reach.home_province)
    return found


def _changed(before: RoutingTable, after: RoutingTable) -> Iterator[tuple[RoutingTable, int]]:
    """Services that differ, as they were and as they are."""
    ids = before.directory.index.keys() | after.directory.index.keys()
    for ref in ids:
        old, new = before.directory.get(ref), after.directory.get(ref)
        if old == new and not _reached_otherwise(new, before, after):
            continue
        for table in (before, after):
            at = table.directory.index.get(ref)
            if at is not None:
                yield table, at


def _reached_otherwise(service: Service | None, before: RoutingTable, after: RoutingTable) -> bool:
    """Whether a hidden place stands behind another gateway than before (R35)."""
    if service is None or not service.hidden:
        return False
    return before.gateways.for_service(service) != after.gateways.for_service(service)

"""Addresses of single objects, for the tests that walk every address."""

from __future__ import annotations

from collections.abc import Iterable

from referral.hsds import ids
from referral.hsds.terms import taxonomy_uuid, term_uuid


def uuids(service_id: str, organization: str) -> dict[str, str]:
    """What stands for the variables of addresses of HSDS and FHIR, of one public service."""
    return {
        "service_uuid": ids.service_uuid(service_id),
        "organization_uuid": ids.organization_uuid(organization),
        "placed_uuid": ids.service_at_location_uuid(service_id),
        "location_uuid": ids.location_uuid(service_id),
    }


def every_uuid(service_ids: Iterable[str], organizations: Iterable[str]) -> dict[str, list[str]]:
    """The same of many services, and what there is not; real ids must lead nowhere."""
    listed = [*service_ids, "nothing"]
    return {
        "service_uuid": [ids.service_uuid(one) for one in listed],
        "organization_uuid": [ids.organization_uuid(one) for one in (*organizations, "nothing")],
        "placed_uuid": [ids.service_at_location_uuid(one) for one in listed],
        "location_uuid": [ids.location_uuid(one) for one in listed],
        "crosswalk": ["pp-9-2008", "nothing"],
        "taxonomy_uuid": [taxonomy_uuid("need"), "nothing"],
        "term_uuid": [term_uuid("need", "shelter"), "nothing"],
    }

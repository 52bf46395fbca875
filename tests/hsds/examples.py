"""Addresses of single objects, for the tests that walk every address."""

from __future__ import annotations

from referral.hsds import ids


def uuids(service_id: str, organization: str) -> dict[str, str]:
    """What stands for the variables of addresses of HSDS and FHIR, of one public service."""
    return {
        "service_uuid": ids.service_uuid(service_id),
        "organization_uuid": ids.organization_uuid(organization),
        "placed_uuid": ids.service_at_location_uuid(service_id),
        "location_uuid": ids.location_uuid(service_id),
    }

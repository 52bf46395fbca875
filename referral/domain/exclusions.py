"""What this request removes: places to avoid, institutions of a suspect, calls already tried.

R34 beats nearness, capacity and R12; R45 removes at once; R48 follows coverage, not names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from referral.domain.plans import Reason
from referral.domain.requests import HelpRequest
from referral.domain.services import Service
from referral.domain.vocabulary import Kind, Level, Operator, Suspect, TryOutcome

REGION_CODE = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")
REGENCY = len("53.07")
SHUTS_THE_GATEWAY = (TryOutcome.NO_ANSWER, TryOutcome.UNSAFE)
HEALTH_KINDS = frozenset({Kind.HOSPITAL, Kind.PPT_HOSPITAL, Kind.PUSKESMAS})


@dataclass(frozen=True)
class Exclusions:
    """The exclusions of one request; `idle` when nothing is excluded at all."""

    regency: str
    avoid_regions: tuple[str, ...]
    avoid_ids: frozenset[str]
    tried: Mapping[str, TryOutcome]
    silent_gateways: frozenset[str]
    suspect: frozenset[Suspect]
    named: frozenset[str]  # own ids as given: a hidden place named so is dropped, not listed (R35)

    @classmethod
    def of(cls, request: HelpRequest, real_ids: Mapping[str, str]) -> Exclusions:
        """Read the request; `real_ids` turns a public id of a hidden place into its own."""
        tried = {real_ids.get(a.service_id, a.service_id): a.outcome for a in request.tried}
        regions = tuple(code for code in request.avoid if REGION_CODE.fullmatch(code))
        ids = frozenset(real_ids.get(code, code) for code in request.avoid if code not in regions)
        silent = frozenset(a for a, outcome in tried.items() if outcome in SHUTS_THE_GATEWAY)
        given = {a.service_id for a in request.tried} | set(request.avoid)
        named = frozenset(given - set(real_ids))
        return cls(request.place.regency_code, regions, ids, tried, silent, request.suspect, named)

    @property
    def idle(self) -> bool:
        """True if no service can be excluded."""
        institutions = self.suspect - {
            Suspect.UNKNOWN,
            Suspect.NONE,
            Suspect.HOUSEHOLD,
            Suspect.FAMILY,
            Suspect.NETWORK,
        }
        return not (self.avoid_regions or self.avoid_ids or self.tried or institutions)

    def reasons(self, service: Service, gateway: Service | None = None) -> tuple[Reason, ...]:
        """Why a service is excluded; empty if it is not. What bars its gateway bars it too."""
        found: list[Reason] = []
        ways = (service,) if gateway is None else (service, gateway)
        outcome = self.tried.get(service.id)
        if outcome is None and gateway is not None and gateway.id in self.silent_gateways:
            outcome = self.tried[gateway.id]
        if outcome is not None:
            found.append(Reason("R45", f"tried_{outcome.value}"))
        if any(self._to_avoid(way) for way in ways):
            found.append(Reason("R34", "place_to_avoid"))
        if any(self._of_suspect(way) for way in ways):
            found.append(Reason("R34", "institution_to_avoid"))
        return tuple(found)

    def _to_avoid(self, service: Service) -> bool:
        return service.id in self.avoid_ids or any(
            _lies_in(service, code) for code in self.avoid_regions
        )

    def _of_suspect(self, service: Service) -> bool:
        here = service.regency_code == self.regency or self.regency in service.coverage
        operator, suspect = service.operator, self.suspect
        if Suspect.POLICE in suspect and operator is Operator.POLICE:
            # the Polres of the place, whatever else it covers, and every police hospital
            return service.kind in HEALTH_KINDS or (here and service.level is Level.DISTRICT)
        return here and (
            (Suspect.OFFICIAL_IMMIGRATION in suspect and operator is Operator.IMMIGRATION)
            or (Suspect.OFFICIAL_VILLAGE in suspect and operator is Operator.VILLAGE)
            or (Suspect.OFFICIAL_SCHOOL in suspect and operator is Operator.SCHOOL)
            or (Suspect.OFFICIAL_SHELTER in suspect and service.houses_children)
        )


def _lies_in(service: Service, code: str) -> bool:
    """True if the service stands in, or serves only, the region to avoid."""
    if len(code) > REGENCY:
        # of a place whose position is secret nobody learns more than the regency (R35)
        secret = service.confidential or service.houses_children
        return not secret and service.kecamatan_code == code[:8]
    own = service.regency_code or service.province_code or ""
    if own.startswith(code):
        return True
    return bool(service.coverage) and all(area.startswith(code) for area in service.coverage)

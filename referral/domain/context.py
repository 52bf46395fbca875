"""One request, the table and the clock together: what every step of a plan looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from referral.domain.eligibility import Profile
from referral.domain.exclusions import Exclusions
from referral.domain.freshness import FRESHNESS_RANK, freshness
from referral.domain.hours import Clock, open_state, presumed_shut
from referral.domain.plans import Shown
from referral.domain.policy import Policy
from referral.domain.regions import NO_TRAVEL, Geography, Place, Reach, Travel
from referral.domain.requests import HelpRequest
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.tiers import Candidates
from referral.domain.vocabulary import (
    Freshness,
    Kind,
    Need,
    OpenState,
    OverrideReason,
    SubNeed,
    Suspect,
    Trilean,
)

FAR = 10**9
"""Minutes of a journey nobody has recorded: after every known one (R25)."""

OPEN_RANK = {
    OpenState.OPEN: 0,
    OpenState.PRESUMED_OPEN: 1,
    OpenState.UNKNOWN: 2,
    OpenState.CLOSED: 3,
}


@dataclass
class Context:
    """The state of one plan in the making."""

    request: HelpRequest
    table: RoutingTable
    geography: Geography
    clock: Clock
    exclusions: Exclusions
    neighbours: frozenset[str]
    plan_has_shelter: bool
    profiles: dict[Need, Profile] = field(default_factory=dict)
    minutes: dict[int, int] = field(default_factory=dict)
    _positions: dict[int, int] = field(default_factory=dict)
    _reach: Reach | None = None
    _shut: dict[tuple[Kind, str], bool] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """The policy of the table."""
        return self.table.policy

    @property
    def place(self) -> Place:
        """Where the child is."""
        return self.request.place

    @property
    def heads(self) -> int:
        """How many children there are."""
        return len(self.request.children)

    @cached_property
    def overrides(self) -> dict[str, OverrideReason]:
        """Services a human let back in, by their own ids (R40)."""
        real = self.table.real_ids
        return {real.get(o.service_id, o.service_id): o.reason for o in self.request.overrides}

    def near_network(self, need: Need) -> bool:
        """True where a bed in this regency is near an organised network (prefer another)."""
        return need is Need.SHELTER and Suspect.NETWORK in self.request.suspect

    @cached_property
    def today(self) -> date:
        """The day at the place."""
        return self.clock.local(self.place.timezone).date()

    def measure(self, candidates: Sequence[Candidates]) -> None:
        """Travel to every candidate of the plan, in one pass."""
        wanted = list({at for c in candidates for _, some in c.by_tier() for at in some})
        local = self.clock.local(self.place.timezone)
        hour = local.hour + local.minute / 60
        reach = self._reach = self.geography.reach(self.place, wanted, hour)
        self._positions = dict(zip(wanted, range(len(wanted)), strict=True))
        ways = [FAR if way is None else way for way in reach.minutes]
        self.minutes = dict(zip(wanted, ways, strict=True))

    def travel(self, at: int) -> Travel:
        """Travel to a candidate in full."""
        return NO_TRAVEL if self._reach is None else self._reach.journey(self._positions[at])

    def zone(self, service: Service) -> str:
        """The service's own time zone; a line without a place answers in the caller's (R28)."""
        region = self.geography.regions.get(service.regency_code or service.province_code or "")
        return region.timezone if region else self.place.timezone

    def open(self, service: Service, need: Need) -> OpenState:
        """Whether it is open at the asked moment; a 24-hour line can always be reached."""
        state, _ = open_state(service, self.zone(service), self.clock, self.policy, need)
        return state

    def shut_by_presumption(self, service: Service) -> bool:
        """True for a health centre at night, unless it has said otherwise (R43)."""
        if service.kind not in self.policy.office_presumed_kinds:
            return False
        if service.hours.recorded or service.fact("open_24h").value is Trilean.YES:
            return False
        zone = self.zone(service)
        found = self._shut.get((service.kind, zone))
        if found is None:
            found = presumed_shut(service.kind, zone, self.clock, self.policy)
            self._shut[(service.kind, zone)] = found
        return found

    def freshness_rank(self, service: Service) -> int:
        """Rank of the record's freshness today."""
        if service.hidden:
            verified = self.shown(service).checked_on
        else:
            verified = service.provenance.verified_on
        if verified is None:
            return FRESHNESS_RANK[Freshness.SEED_ONLY]
        return FRESHNESS_RANK[freshness(verified, self.today, self.policy)]

    def shown(self, service: Service) -> Shown:
        """How a service may be shown in this plan (R35)."""
        return self.table.shown(service, plan_has_shelter=self.plan_has_shelter)

    def candidates(self, profile: Profile) -> Candidates:
        """Candidates of a need around the place."""
        index = self.table.index(profile)
        return index.candidates(self.place.regency_code, self.neighbours)


def is_urgent(request: HelpRequest, need: Need) -> bool:
    """Danger, life-saving care, R12's window, a bed for tonight (order of judgement, 4)."""
    if request.danger.value == "yes":
        return True
    if need is Need.SHELTER:
        return set(request.sub_needs_of(need)) != {SubNeed.LONG_TERM_CARE}
    return need is Need.MEDICAL and request.urgent_health

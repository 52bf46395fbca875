"""Everything about a directory under a policy that does not depend on who asks from where.

Built once per directory version; the memos inside only save work, they never change an answer.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from referral.domain.directory import Directory
from referral.domain.eligibility import Profile, Verdict, fits, judge, kind_rank
from referral.domain.plans import Shown
from referral.domain.policy import Line, Policy
from referral.domain.services import Fact, Phone, Provenance, Service
from referral.domain.tiers import (
    Gateways,
    Reach,
    TierIndex,
    has_number,
    reach_of,
    refuses_outsiders,
)
from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Operator,
    Status,
    Trilean,
)

PLAIN, NOT_PLAIN = 1, 2
MEMO_PROFILES = 256
CONFIDENCE_RANK = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with the parts of the ranking that follow from the service alone."""

    verdict: Verdict
    reachable: bool
    confidence: int
    kind_rank: int
    how: How
    how_rank: int
    counted: bool  # has a count of places
    refuses_outsiders: bool
    several_needs: bool
    historical: bool
    hidden: bool
    office_hours: bool  # of a kind that is presumed shut at night (R43)
    plain: bool  # stays whatever the request: only its place in the order can matter


class RoutingTable:
    """A directory arranged for routing: candidates, verdicts, gateways, lines."""

    def __init__(self, directory: Directory, policy: Policy) -> None:
        self.directory = directory
        self.policy = policy
        self._indexes: dict[tuple[object, ...], TierIndex] = {}
        self._judged: dict[Profile, dict[int, Judged]] = {}
        self._by_shape: dict[Profile, dict[int, Judged]] = {}
        self._marks: dict[Profile, bytearray] = {}
        self._shown: dict[tuple[str, bool], Shown] = {}

    @cached_property
    def reaches(self) -> Mapping[int, Reach]:
        """Where each service counts, by its position."""
        return {at: reach_of(s, self.policy) for at, s in enumerate(self.directory.services)}

    @cached_property
    def lines(self) -> Mapping[str, Service]:
        """Every line the policy names: the directory's record, else the policy's few facts."""
        named = {name for names in self.policy.lines.values() for name in names}
        records = {
            name: record
            for name in sorted(named | set(self.policy.line))
            if (record := self.directory.get(name)) and has_number(record)
        }
        return {name: _service_of(line) for name, line in self.policy.line.items()} | records

    @cached_property
    def regional_lines(self) -> tuple[Service, ...]:
        """Hotlines of a province or regency, which stand beside the national ones."""
        return tuple(
            service
            for service in self.directory.services
            if service.kind is Kind.HOTLINE
            and service.status is Status.ACTIVE
            and service.level in (Level.PROVINCE, Level.DISTRICT)
            and has_number(service)
        )

    @cached_property
    def gateways(self) -> Gateways:
        """Who telephones for a hidden place or one without a number."""
        return Gateways.of(self.directory, self.policy, self.lines[self.policy.gateway_line])

    @cached_property
    def real_ids(self) -> Mapping[str, str]:
        """Ids of confidential places by their public ids (R35)."""
        return {
            self.public_id(service): service.id
            for service in self.directory.services
            if service.hidden
        }

    @cached_property
    def spent_ids(self) -> Mapping[str, str]:
        """Public ids of records that were removed, each with the one it is known by now.

        That is its own, or its successor's. Nobody is led from a name to a hidden place (R35).
        """
        found = {}
        for ref, stone in self.directory.tombstones.items():
            public = self.opaque_id(ref) if stone.hidden else ref
            heir = self.directory.get(self.directory.current_id(ref))
            followed = heir is not None and (stone.hidden or not heir.hidden)
            found[public] = self.public_id(heir) if heir and followed else public
        return found

    def public_id(self, service: Service) -> str:
        """The id that may leave the product: opaque for a confidential place (R35)."""
        return self.opaque_id(service.id) if service.hidden else service.id

    def opaque_id(self, service_id: str) -> str:
        """An id that tells nothing of the id it was made of, the same each time."""
        key = self.directory.opaque_key
        return "tempat-" + hmac.new(key, service_id.encode(), hashlib.sha256).hexdigest()[:12]

    def shown(self, service: Service, *, plan_has_shelter: bool = False) -> Shown:
        """How a service may be shown without signing in (R35)."""
        key = (service.id, plan_has_shelter)
        found = self._shown.get(key)
        if found is None or found.service is not service:
            found = self._shown[key] = self._make_shown(service, plan_has_shelter)
        return found

    def _make_shown(self, service: Service, plan_has_shelter: bool) -> Shown:
        gateway = self.gateways.for_service(service) if service.hidden else None
        arranges = any(met.need.value == "shelter" for met in service.needs)
        hide = service.confidential or service.houses_children or (plan_has_shelter and arranges)
        return Shown(service, gateway, self.public_id(service), hide)

    def index(self, profile: Profile) -> TierIndex:
        """Services fit for a need, arranged by where they count."""
        key = (profile.need, profile.sub_needs, profile.risk_assessment)
        found = self._indexes.get(key)
        if found is None:
            members = [
                at
                for at, service in enumerate(self.directory.services)
                if fits(service, profile, self.policy)
            ]
            found = TierIndex.of(self.directory, members, self.reaches)
            self._indexes[key] = found
        return found

    def judged(self, profile: Profile) -> dict[int, Judged]:
        """The memo of verdicts for a profile; fill it through `judge`."""
        memo = self._judged.get(profile)
        if memo is None:
            if len(self._judged) >= MEMO_PROFILES:
                self._judged.clear()
                self._by_shape.clear()
                self._marks.clear()
            memo = self._judged[profile] = {}
        return memo

    def plain_first(
        self, profile: Profile, positions: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Positions parted into the plain ones and the others, each in the order given."""
        marks = self._marks.setdefault(profile, bytearray(len(self.directory.services)))
        new = [at for at in positions if not marks[at]]
        memo = self.judged(profile) if new else {}
        for at in new:
            memo[at] = self.judge(at, profile)
            marks[at] = PLAIN if memo[at].plain else NOT_PLAIN
        plain = [at for at in positions if marks[at] == PLAIN]
        return plain, [at for at in positions if marks[at] != PLAIN]

    @cached_property
    def shapes(self) -> tuple[int, ...]:
        """For each service a number that it shares with those no judgement can tell from it.

        Thousands of health centres are of a few dozen shapes.
        """
        numbers: dict[tuple[object, ...], int] = {}
        return tuple(
            numbers.setdefault(self._all_that_is_judged(service), len(numbers))
            for service in self.directory.services
        )

    def _all_that_is_judged(self, service: Service) -> tuple[object, ...]:
        return (
            service.kind,
            service.status,
            service.country,
            service.needs,
            service.min_age,
            service.max_age,
            service.boys_with_mother_max_age,
            service.languages,
            service.provenance.confidence,
            service.capacity.free is not None,
            service.hours.recorded,
            service.hidden,
            self.reachable(service),
            # facts are shared values (`services.fact`), which live as long as the service
            tuple((name, id(fact)) for name, fact in service.facts.items()),
        )

    def judge(self, at: int, profile: Profile) -> Judged:
        """Judge the service at a position of the directory for a profile."""
        by_shape, shape = self._by_shape.setdefault(profile, {}), self.shapes[at]
        found = by_shape.get(shape)
        if found is None:
            found = by_shape[shape] = self._judge(self.directory.services[at], profile)
        return found

    def _judge(self, service: Service, profile: Profile) -> Judged:
        met = service.meets(profile.need)
        how = met.how if met else How.ARRANGED
        verdict = judge(service, profile, self.policy)
        several = len(service.needs) > 1
        outsiders = refuses_outsiders(service)
        return Judged(
            verdict=verdict,
            reachable=self.reachable(service),
            confidence=CONFIDENCE_RANK[service.provenance.confidence],
            kind_rank=kind_rank(service, profile, self.policy),
            how=how,
            how_rank=0 if how is How.DIRECT else 1,
            counted=service.capacity.free is not None,
            refuses_outsiders=outsiders,
            several_needs=several,
            historical=service.status is Status.HISTORICAL,
            hidden=service.hidden,
            office_hours=service.kind in self.policy.office_presumed_kinds,
            plain=not (verdict.out or outsiders or service.hours.recorded or service.hidden),
        )

    def reachable(self, service: Service) -> bool:
        """True if somebody can dial it, its gateway can be dialled, or one can walk in (R44)."""
        if service.hidden:
            # a national line never poses as a place (R22)
            return self.gateways.for_service(service) is not self.gateways.national
        return has_number(service) or service.kind in self.policy.walk_in_kinds


def _service_of(line: Line) -> Service:
    always = Fact(Trilean.YES if line.open_24h else Trilean.UNKNOWN, Basis.STATED)
    phone = Phone(line.number, line.number, not line.number.startswith("+"), line.open_24h)
    whatsapp = (Phone(line.whatsapp, line.whatsapp),) if line.whatsapp else ()
    return Service(
        id=line.id,
        name=line.name,
        organization=line.organization,
        kind=Kind.HOTLINE,
        status=Status.ACTIVE,
        level=Level.NATIONAL,
        operator=Operator.POLICE if "polri" in line.id else Operator.OTHER_GOVERNMENT,
        needs=(),
        sub_needs=(),
        takes_reports=True,
        regency_code=None,
        province_code=None,
        coverage=("ID",),
        provenance=Provenance(line.organization, None, Confidence.MEDIUM),
        phones=(phone,),
        whatsapp=whatsapp,
        facts={"line_24h": always},
    )

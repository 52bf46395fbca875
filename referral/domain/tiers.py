"""Which services are candidates for a place, and at which tier (R19–R22, judgement 1 and 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from referral.domain.directory import Directory
from referral.domain.policy import Policy
from referral.domain.services import Service
from referral.domain.vocabulary import Level, Status, Tier

NATION = "ID"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a service counts as tier 1, 2 and 4, and the province it stands in (tier 3)."""

    regencies: frozenset[str]
    provinces: frozenset[str]
    national: bool
    home_province: str | None


def reach_of(service: Service, policy: Policy) -> Reach:
    """Tiers of a service, from its level, where it stands, and what it covers."""
    named = {code for code in service.coverage if code != NATION}
    named_provinces = {code[:2] for code in named}
    regency, province = service.regency_code, service.province_code
    here = {province} if province else set()
    if service.kind in policy.count_where_they_stand:
        own = {regency} if regency else set()
        return Reach(
            frozenset(own), frozenset(here | named_provinces), NATION in service.coverage, province
        )
    if service.level is Level.DISTRICT:
        own = {code for code in named if len(code) > 2} or ({regency} if regency else set())
        return Reach(frozenset(own), frozenset(here | named_provinces), False, province)
    if service.level is Level.PROVINCE:
        covered = named_provinces | here
        return Reach(frozenset(), frozenset(covered), NATION in service.coverage, province)
    return Reach(frozenset(), frozenset(named_provinces), NATION in service.coverage, None)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Positions in the directory by tier; a service stands in the lowest tier it has."""

    own: tuple[int, ...]
    province: tuple[int, ...]
    neighbour: tuple[int, ...]
    national: tuple[int, ...]

    def by_tier(self) -> tuple[tuple[Tier, tuple[int, ...]], ...]:
        """The four tiers in order."""
        return (
            (Tier.REGENCY, self.own),
            (Tier.PROVINCE, self.province),
            (Tier.NEIGHBOUR, self.neighbour),
            (Tier.NATIONAL, self.national),
        )


@dataclass(frozen=True)
class TierIndex:
    """The directory arranged by where its services count, for one set of kinds and a need."""

    own: Mapping[str, tuple[int, ...]]
    province: Mapping[str, tuple[int, ...]]
    stands: Mapping[str, tuple[int, ...]]
    national: tuple[int, ...]
    members: tuple[int, ...]
    _cache: dict[tuple[str, frozenset[str]], Candidates] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, directory: Directory, members: Sequence[int], reaches: Mapping[int, Reach]
    ) -> TierIndex:
        """Arrange the services at `members` of the directory."""
        own: dict[str, list[int]] = {}
        province: dict[str, list[int]] = {}
        stands: dict[str, list[int]] = {}
        national: list[int] = []
        for at in members:
            reach = reaches[at]
            for code in sorted(reach.regencies):
                own.setdefault(code, []).append(at)
            for code in sorted(reach.provinces):
                province.setdefault(code, []).append(at)
            if reach.home_province and not refuses_outsiders(directory.services[at]):
                stands.setdefault(reach.home_province, []).append(at)
            if reach.national:
                national.append(at)
        return cls(
            own=_frozen(own),
            province=_frozen(province),
            stands=_frozen(stands),
            national=tuple(national),
            members=tuple(members),
        )

    def candidates(self, regency: str, neighbours: frozenset[str]) -> Candidates:
        """Candidates for a child now in `regency`, with the neighbouring provinces' codes."""
        found = self._cache.get((regency, neighbours))
        if found is None:
            found = self._cache[(regency, neighbours)] = self._find(regency, neighbours)
        return found

    def _find(self, regency: str, neighbours: frozenset[str]) -> Candidates:
        own = self.own.get(regency, ())
        seen = set(own)
        province = tuple(at for at in self.province.get(regency[:2], ()) if at not in seen)
        seen.update(province)
        near = tuple(
            at for code in sorted(neighbours) for at in self.stands.get(code, ()) if at not in seen
        )
        seen.update(near)
        national = tuple(at for at in self.national if at not in seen)
        return Candidates(own, province, near, national)


def refuses_outsiders(service: Service) -> bool:
    """True only if the service itself says that it takes nobody from outside (R20)."""
    return service.fact("accepts_outsiders").stated_no


def _frozen(table: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {code: tuple(found) for code, found in table.items()}


def has_number(service: Service) -> bool:
    """True if somebody can dial it: e-mail alone is not a number (R44)."""
    return any(phone.number for phone in (*service.phones, *service.whatsapp))


@dataclass(frozen=True)
class Gateways:
    """Who can telephone a place that has no number or must stay hidden (R35, R44)."""

    by_regency: Mapping[str, Service]
    by_province: Mapping[str, Service]
    national: Service

    @classmethod
    def of(cls, directory: Directory, policy: Policy, national: Service) -> Gateways:
        """The first dialable unit of the gateway kinds, by regency and by province."""
        by_regency: dict[str, Service] = {}
        by_province: dict[str, Service] = {}
        units = [
            service
            for kind in policy.gateway_kinds
            for service in directory.services
            if service.kind is kind
            and service.status is Status.ACTIVE
            and not service.hidden
            and has_number(service)
        ]
        for unit in units:
            if unit.level is Level.DISTRICT:
                for code in sorted(reach_of(unit, policy).regencies):
                    by_regency.setdefault(code, unit)
            elif unit.level is Level.PROVINCE and unit.province_code:
                by_province.setdefault(unit.province_code, unit)
        return cls(by_regency, by_province, national)

    def for_service(self, service: Service) -> Service:
        """The regency's unit, else the province's, else the national line: never none (R35)."""
        return (
            self.by_regency.get(service.regency_code or "")
            or self.by_province.get(service.province_code or "")
            or self.national
        )

    def local(self, regency: str) -> Service | None:
        """The unit of a regency, else of its province; None where neither can be dialled."""
        return self.by_regency.get(regency) or self.by_province.get(regency[:2])

"""Pairs of records that are perhaps one place, the likeliest first, for an editor to look at.

Only records that share something are compared: the regency, a number, or a point. Names are
compared without what their kind says already; compass words and numbers must agree.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from rapidfuzz import fuzz, process

from referral.domain.access import Action, Actor, may
from referral.domain.directory import Directory
from referral.domain.duplicates import DuplicatePolicy, Signals, score
from referral.domain.errors import NotFound
from referral.domain.regions import Region
from referral.domain.services import Service
from referral.geo.names import numbered, words_of
from referral.geo.sphere import distances_km
from referral.store import upkeep
from referral.usecases.office import Office
from referral.usecases.policy_file import load_duplicate_policy

RECORDED = ("stated", "village", "kecamatan")
"""Bases of points that tell places apart; of a seat they tell nothing."""
CLOSE = ("stated", "village")
"""Bases of points that can show two records to be close together."""
TITLES = frozenset({"kabupaten", "kab", "kota", "administrasi"})
"""Words before a regency’s name."""
MOST_SHOWN = 500
K = TypeVar("K", bound=Hashable)
_CELL = 100  # cells a degree: about a kilometre


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are perhaps one, why, and how many points speak for it."""

    first: Service
    second: Service
    signals: Signals
    points: float


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared: its own words, and those that tell places of one name apart."""

    own: str
    telling: tuple[str, ...]


@cache
def duplicate_policy() -> DuplicatePolicy:
    """The policy that ships with the program."""
    return load_duplicate_policy()


def list_duplicates(office: Office, actor: Actor) -> list[Pair]:
    """Pairs that nobody has told apart yet, the likeliest first.

    :raises NotFound: the actor does not edit
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound("duplicates")
    with office.records.reading() as session:
        apart = upkeep.not_duplicates(session)
    found = _found_in(office.tables.directory, office.world.atlas.regions)
    return [one for one in found if (one.first.id, one.second.id) not in apart][:MOST_SHOWN]


class _Latest:
    """The pairs of the snapshot last asked for: looking for them takes half a second."""

    def __init__(self) -> None:
        self._held: tuple[Directory, list[Pair]] | None = None

    def __call__(self, directory: Directory, regions: Mapping[str, Region]) -> list[Pair]:
        held = self._held
        if held is None or held[0] is not directory:
            found = find_duplicates(directory.services, regions, duplicate_policy())
            self._held = held = (directory, found)
        return held[1]


_found_in = _Latest()


def find_duplicates(
    services: Sequence[Service], regions: Mapping[str, Region], policy: DuplicatePolicy
) -> list[Pair]:
    """Every pair from the policy's limit on, the likeliest first; `first` has the smaller id."""
    services = sorted(services, key=lambda one: one.id)
    finder = _Finder(services, regions, policy)
    found = []
    for a, b in sorted(finder.candidates()):
        signals = finder.signals(a, b)
        points = score(signals, policy)
        if points >= policy.limits["show"]:
            found.append(Pair(services[a], services[b], signals, points))
    return sorted(found, key=lambda one: (-one.points, one.first.id, one.second.id))


def similar_to(office: Office, service: Service) -> list[Pair]:
    """Records of the directory that are perhaps the same place as one that is not in it yet."""
    numbers, where = _numbers(service), _where(service)
    some = [
        one
        for one in office.tables.directory.services
        if one.id != service.id and (_where(one) == where or numbers & _numbers(one))
    ]
    found = find_duplicates([*some, service], office.world.atlas.regions, duplicate_policy())
    return [one for one in found if service.id in (one.first.id, one.second.id)]


class _Finder:
    """The records arranged by what they may share; positions are in the order of their ids."""

    def __init__(
        self, services: Sequence[Service], regions: Mapping[str, Region], policy: DuplicatePolicy
    ) -> None:
        self.services, self.policy = services, policy
        self.names = [tuple(_names(one, regions, policy)) for one in services]
        self.numbers = [_numbers(one) for one in services]
        self.by_number = _groups(
            (number, at) for at, ns in enumerate(self.numbers) for number in ns
        )

    def candidates(self) -> set[tuple[int, int]]:
        """Pairs that are worth a closer look."""
        found = set(self._of_one_regency())
        most = int(self.policy.limits["switchboard"])
        for positions in self.by_number.values():
            if len(positions) <= most:
                found |= set(itertools.combinations(positions, 2))
        for positions in _groups(self._cells()).values():
            found |= set(itertools.combinations(positions, 2))
        return {(a, b) for a, b in found if self._akin(a, b)}

    def signals(self, a: int, b: int) -> Signals:
        """What the two records have in common, and what tells them apart."""
        one, other = self.services[a], self.services[b]
        most = self.policy.limits["switchboard"]
        shared = self.numbers[a] & self.numbers[b]
        placed = one.location_basis in RECORDED and other.location_basis in RECORDED
        kecamatan = placed and one.kecamatan_code and other.kecamatan_code
        registered = one.kind is other.kind and one.registry_id and other.registry_id
        return Signals(
            name=max(_likeness(x, y) for x, y in itertools.product(self.names[a], self.names[b])),
            phones=tuple(sorted(n for n in shared if len(self.by_number[n]) <= most)),
            kilometres=_kilometres(one, other) if placed else None,
            exact=one.location_basis in CLOSE and other.location_basis in CLOSE,
            same_kecamatan=one.kecamatan_code == other.kecamatan_code if kecamatan else None,
            same_registry=one.registry_id == other.registry_id if registered else None,
            same_regency=_where(one) == _where(other),
            same_level=one.level is other.level,
            one_expected=self._one_expected(one, other),
        )

    def _akin(self, a: int, b: int) -> bool:
        one, other = self.services[a].kind, self.services[b].kind
        family = self.policy.families.get(one)
        return one is other or (family is not None and family == self.policy.families.get(other))

    def _one_expected(self, one: Service, other: Service) -> bool:
        """True where a regency (or province) has one such unit, and here are two."""
        single = self.policy.single
        same = _where(one) == _where(other) and one.level is other.level
        return same and one.kind in single and other.kind in single

    def _of_one_regency(self) -> Iterator[tuple[int, int]]:
        """Pairs of one regency (or province, or country), if alike by name or one is expected."""
        floor = 100 * self.policy.limits["name_needed"]
        for positions in _groups(
            (_where(one), at) for at, one in enumerate(self.services)
        ).values():
            named = [(name.own, at) for at in positions for name in self.names[at]]
            texts = [own for own, _at in named]
            alike = process.cdist(
                texts, texts, scorer=fuzz.ratio, score_cutoff=floor, dtype=np.uint8
            )
            for row, column in zip(*np.nonzero(np.triu(alike, 1)), strict=True):
                a, b = named[row][1], named[column][1]
                if a != b:
                    yield (min(a, b), max(a, b))
            empty = {at for own, at in named if not own}
            single = {at for at in positions if self.services[at].kind in self.policy.single}
            for some in (empty, single):
                yield from itertools.combinations(sorted(some), 2)

    def _cells(self) -> Iterator[tuple[tuple[int, int], int]]:
        """Each record with a stated point, in its cell and the next ones to the east and north."""
        for at, one in enumerate(self.services):
            if one.location_basis == "stated" and one.latitude is not None:
                x, y = int((one.longitude or 0) * _CELL), int(one.latitude * _CELL)
                for dx, dy in itertools.product((0, 1), (0, 1)):
                    yield (x + dx, y + dy), at


def _names(
    service: Service, regions: Mapping[str, Region], policy: DuplicatePolicy
) -> Iterator[_Name]:
    """A service's names, each with the name of its own regency and without it."""
    region = regions.get(service.regency_code or service.province_code or "")
    home = [word for word in words_of(region.name) if word not in TITLES] if region else []
    seen = set()
    for text in (service.name, *service.aliases):
        long = [policy.short.get(word, word) for word in words_of(text)]
        words = [long[0], *map(numbered, long[1:])] if long else []
        for some in (words, _without(words, home)):
            own = sorted(word for word in some if word not in policy.plain)
            told = tuple(word for word in own if _tells(word, policy))
            found = _Name(" ".join(word for word in own if word not in told), told)
            if found not in seen:
                seen.add(found)
                yield found


def _without(words: Sequence[str], home: Sequence[str]) -> Sequence[str]:
    """The words without those of the regency where they stand in a row, with its title."""
    size = len(home)
    for at in range(len(words) - size + 1) if size else ():
        if list(words[at : at + size]) == list(home):
            before = at - 1 if at and words[at - 1] in TITLES else at
            return [*words[:before], *words[at + size :]]
    return words


def _tells(word: str, policy: DuplicatePolicy) -> bool:
    return word in policy.telling or word.isdigit()


def _likeness(one: _Name, other: _Name) -> float:
    """0 to 1; names whose telling words differ are two, however alike the rest is."""
    if one.telling != other.telling:
        return 0.0
    if not one.own and not other.own:
        return 1.0
    return float(fuzz.ratio(one.own, other.own)) / 100


def _numbers(service: Service) -> frozenset[str]:
    every = (*service.phones, *service.whatsapp)
    return frozenset(one.number for one in every if one.number and not one.short_code)


def _where(service: Service) -> str:
    return service.regency_code or service.province_code or service.country or ""


def _kilometres(one: Service, other: Service) -> float | None:
    if one.latitude is None or other.latitude is None:
        return None
    points = np.array([[other.latitude, other.longitude]], dtype=float)
    return float(distances_km(one.latitude, one.longitude or 0.0, points)[0])


def _groups(found: Iterable[tuple[K, int]]) -> dict[K, list[int]]:
    groups: dict[K, list[int]] = defaultdict(list)
    for key, at in found:
        groups[key].append(at)
    return {key: sorted(set(positions)) for key, positions in groups.items() if len(positions) > 1}

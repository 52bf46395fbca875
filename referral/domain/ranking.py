"""Order of the candidates of one need (order of judgement, 4 and 5), and who is out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from operator import itemgetter

from referral.domain.context import FAR, OPEN_RANK, Context
from referral.domain.eligibility import Profile
from referral.domain.freshness import has_places, is_full, too_few
from referral.domain.hours import open_state
from referral.domain.overrides import may_override
from referral.domain.plans import Reason, Rejection
from referral.domain.policy import BANDS
from referral.domain.services import Service
from referral.domain.table import Judged
from referral.domain.tiers import refuses_outsiders
from referral.domain.vocabulary import Need, OpenState, Tier

CRITERIA = (
    "usable",
    "presumed_no",
    "tier",
    "reachable",
    "band",
    "open",
    "certainty",
    "freshness",
    "confidence",
    "kind_rank",
    "barriers",
    "how",
    "capacity",
    "minutes",
    "id",
)
TIER_AT = CRITERIA.index("tier")
BAND_AT = CRITERIA.index("band")
Key = tuple[float, ...]


@dataclass(slots=True)
class Entry:
    """A candidate that stays, with its standing in each criterion (lower is better).

    `recommendable`: may stand first, for it can be reached (R44), is not full (R30), no history
    (R32), and no national place a day away that would be no bed for tonight. `good`: that, for
    all of these children, and nothing is presumed against it.
    """

    at: int
    tier: Tier
    judged: Judged
    presumed_no: bool
    full: bool
    few: bool  # free places, but not for all of these children
    recommendable: bool
    good: bool
    key: Key
    overridden: tuple[Reason, ...] = ()


@dataclass
class Ranked:
    """The candidates of a need in order, those that are out, and how many were not ordered.

    `passed_over` holds candidates that stay but certainly rank after all that are shown.
    """

    entries: list[Entry]
    rejected: list[Rejection]
    passed_over: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many candidates stay."""
        return len(self.entries) + len(self.passed_over)


def rank(context: Context, profile: Profile, *, urgent: bool, whole: bool = False) -> Ranked:
    """Judge every candidate of a need, and order those that may be shown (all, if `whole`)."""
    sieve = _Sieve(context, profile, urgent, whole)
    return sieve.by_travel() if urgent else sieve.by_tier()


def would_be_good(context: Context, profile: Profile, at: int) -> bool:
    """Whether a candidate that was passed over is as good as one that was ordered."""
    own = at in context.candidates(profile).own
    tier = Tier.REGENCY if own else Tier.NATIONAL
    service = context.table.directory.services[at]
    judged = context.table.judged(profile)[at]
    return _entry(context, profile.need, at, tier, service, judged, urgent=False).good


class _Sieve:
    """Judges candidates; those that cannot be among the first are only counted.

    Most candidates are plain: nothing but travel tells them apart from their like. They are
    taken nearest first, and once enough good ones stand nearer, the rest need not be ordered.
    """

    def __init__(self, context: Context, profile: Profile, urgent: bool, whole: bool) -> None:
        self.context = context
        self.profile = profile
        self.urgent = urgent
        self.found = Ranked([], [])
        self.wanted = 1 + context.policy.alternatives + context.request.more
        self.order = context.policy.order_urgent if urgent else context.policy.order_routine
        prefix = ("usable", "band") if urgent else ("presumed_no", "tier", "reachable", "band")
        idle = context.exclusions.idle
        self.may_pass_over = not whole and idle and self.order[: len(prefix)] == prefix
        self.good_before = 0  # good ones of earlier tiers
        self.good_in_band = [0] * len(BANDS)  # good ones of the tier at hand
        self.other_in_band = [0] * len(BANDS)  # the same but for a number to reach them by
        self._memo = context.table.judged(profile)
        self._services = context.table.directory.services
        self._idle = idle

    def by_tier(self) -> Ranked:
        """Order of judgement 5: tier by tier."""
        context, found, minutes = self.context, self.found, self.context.minutes
        shortest = FAR
        for tier, standing in context.candidates(self.profile).by_tier():
            positions: Sequence[int] = standing
            if tier is Tier.NEIGHBOUR:  # R21; with no tier 2, any known journey is shorter
                positions = [at for at in standing if minutes[at] < shortest]
            nearest = self._sift(
                positions, dict.fromkeys(positions, tier).__getitem__, self._beatable_to()
            )
            if tier is Tier.PROVINCE:
                shortest = nearest
            self.good_before += sum(self.good_in_band)
            self.good_in_band = [0] * len(BANDS)
            self.other_in_band = [0] * len(BANDS)
        _lift_nearer_tiers(found.entries, context.policy.tier_yields_to_bands)
        found.entries.sort(key=_sort_key(self.order))
        return found

    def by_travel(self) -> Ranked:
        """Order of judgement 4: nearest first, whatever the tier."""
        minutes, standing = self.context.minutes, self.context.candidates(self.profile)
        shortest = self._shortest(standing.province)
        tiers = {
            at: tier
            for tier, positions in standing.by_tier()
            for at in positions
            if tier is not Tier.NEIGHBOUR or minutes[at] < shortest
        }
        self._sift(list(tiers), tiers.__getitem__, -1)
        self.found.entries.sort(key=_sort_key(self.order))
        return self.found

    def _shortest(self, positions: Sequence[int]) -> int:
        """Travel to the nearest of some candidates that stays: tier 3 must be nearer (R21)."""
        minutes = self.context.minutes
        for at in sorted(positions, key=minutes.__getitem__):
            judged = self._memo.get(at) or self.context.table.judge(at, self.profile)
            if not self._out(self._services[at], judged, Tier.PROVINCE):
                return minutes[at]
        return FAR

    def _sift(self, positions: Sequence[int], tier_of: Callable[[int], Tier], held: float) -> int:
        """Judge candidates; `held` is the farthest band of which none may be passed over.

        Returns the shortest travel of those that stay, in minutes.
        """
        minutes, band = self.context.minutes, self.context.policy.band
        plain: Sequence[int] = ()
        if self.may_pass_over:
            plain, positions = self.context.table.plain_first(self.profile, positions)
        nearest = FAR
        for at in positions:
            if self._judge(at, tier_of(at)):
                nearest = min(nearest, minutes[at])
        plain = sorted(plain, key=minutes.__getitem__)
        for number, at in enumerate(plain):
            way = minutes[at]
            here = band(None if way == FAR else way)
            if here > held and self._enough_before(here):
                self.found.passed_over += plain[number:]
                break
            judged = self._memo[at]
            if here > held and not judged.reachable and self._enough_others(here):
                self.found.passed_over.append(at)
            else:
                self._keep(at, tier_of(at), judged)  # nothing of a request removes a plain one
        return min(nearest, minutes[plain[0]]) if plain else nearest

    def _enough_before(self, band: int) -> bool:
        """True if enough stand in a nearer band, or in an earlier tier, to fill the answer.

        By tier only the good ones count; by travel, where nobody asks whether a place can be
        telephoned (R44), one good one is enough to recommend.
        """
        good = self.good_before + sum(self.good_in_band[:band])
        if not self.urgent:
            return good >= self.wanted
        return good > 0 and good + sum(self.other_in_band[:band]) >= self.wanted

    def _enough_others(self, band: int) -> bool:
        """True if so many without a number stand nearer that a farther one is never shown."""
        return not self.urgent and sum(self.other_in_band[:band]) >= self.wanted

    def _beatable_to(self) -> float:
        """The farthest band from which a higher tier could still come before these."""
        bands = [entry.key[BAND_AT] for entry in self.found.entries if entry.good]
        return max(bands, default=-1) - self.context.policy.tier_yields_to_bands

    def _judge(self, at: int, tier: Tier) -> bool:
        """Judge one candidate; True if it stays."""
        judged = self._memo.get(at)
        if judged is None:
            judged = self._memo[at] = self.context.table.judge(at, self.profile)
        service = self._services[at]
        out = self._out(service, judged, tier)
        overridden = bool(out) and self._overridden(service, out)
        if out and not overridden:
            hidden_name = service.hidden and service.id in self.context.exclusions.named
            if not hidden_name:
                may = may_override(out, self.context.policy)
                self.found.rejected.append(Rejection(self.context.shown(service), out, may))
            return False
        self._keep(at, tier, judged, out)
        return True

    def _keep(self, at: int, tier: Tier, judged: Judged, out: tuple[Reason, ...] = ()) -> None:
        """Enter a candidate that stays; `out` are the reasons that a human set aside (R40)."""
        service = self._services[at]
        entry = _entry(self.context, self.profile.need, at, tier, service, judged, self.urgent)
        entry.overridden = out
        if not (judged.hidden or entry.presumed_no or entry.full):
            bands = self.good_in_band if entry.good else self.other_in_band
            bands[int(entry.key[BAND_AT])] += 1
        self.found.entries.append(entry)

    def _overridden(self, service: Service, out: tuple[Reason, ...]) -> bool:
        """R40: named by a human with a reason, and every reason against it may be set aside."""
        wanted = self.context.overrides
        return service.id in wanted and may_override(out, self.context.policy)

    def _out(self, service: Service, judged: Judged, tier: Tier) -> tuple[Reason, ...]:
        context, out = self.context, judged.verdict.out
        if not self._idle:
            gateway = context.table.shown(service).gateway
            out += context.exclusions.reasons(service, gateway)
        if judged.refuses_outsiders and tier > Tier.REGENCY and not _names(service, context):
            out += (Reason("R20", "no_outsiders"),)
        if self.urgent and not out:
            out = _shut_for_urgent(context, service)
        return out


def _names(service: Service, context: Context) -> bool:
    place = context.place
    return bool({"ID", place.province_code, place.regency_code} & set(service.coverage))


def _shut_for_urgent(context: Context, service: Service) -> tuple[Reason, ...]:
    """R29: recorded as shut now, and no line that answers."""
    if not service.hours.recorded or answers_day_and_night(service):
        return ()
    state, _ = open_state(service, context.zone(service), context.clock, context.policy)
    return (Reason("R29", "closed_now"),) if state is OpenState.CLOSED else ()


def answers_day_and_night(service: Service) -> bool:
    """True if somebody answers a call to it at any hour."""
    return service.fact("line_24h").stated_yes or any(p.open_24h for p in service.phones)


def _entry(
    context: Context,
    need: Need,
    at: int,
    tier: Tier,
    service: Service,
    judged: Judged,
    urgent: bool,
) -> Entry:
    verdict, policy = judged.verdict, context.policy
    minutes = context.minutes[at]
    full, free, few = _room(context, need, service, judged)
    near_network = context.near_network(need) and tier is Tier.REGENCY
    shut = judged.office_hours and context.shut_by_presumption(service)
    presumed_no = verdict.presumed_no or shut or near_network
    key = (
        presumed_no or full or few,
        presumed_no,
        float(tier),
        not judged.reachable,
        policy.band(None if minutes == FAR else minutes),
        OPEN_RANK[context.open(service, need)] if urgent else 0,
        not verdict.certain,
        context.freshness_rank(service),
        judged.confidence,
        judged.kind_rank,
        verdict.barriers,
        judged.how_rank,
        2 if full or few else 0 if free else 1,
        minutes,
        at,
    )
    tonight = urgent and tier is Tier.NATIONAL and need is Need.SHELTER
    too_far = tonight and minutes > policy.too_far_routine
    may_lead = judged.reachable and not (full or judged.historical or too_far)
    good = may_lead and not (presumed_no or few)
    return Entry(at, tier, judged, presumed_no, full, few, may_lead, good, key)


def _room(
    context: Context, need: Need, service: Service, judged: Judged
) -> tuple[bool, bool, bool]:
    """Whether it is full, has free places, and has too few of them for all of these children."""
    if not judged.counted:
        return False, False, False
    today, policy = context.today, context.policy
    free = has_places(service, today, policy)
    few = free and need is Need.SHELTER and too_few(service, today, policy, context.heads)
    return is_full(service, today, policy), free, few


class Fitness(IntEnum):
    """What a candidate is good for wherever it stands: travel and tier aside."""

    OUT = 0
    STAYS = 1
    ACCEPTABLE = 2  # may stand first, for all of these children, and nothing is presumed against it


def fitness(context: Context, profile: Profile, at: int, *, urgent: bool) -> Fitness:
    """Fitness of a candidate for a request without exclusions, at its moment."""
    service, memo = context.table.directory.services[at], context.table.judged(profile)
    judged = memo.get(at)
    if judged is None:
        judged = memo[at] = context.table.judge(at, profile)
    if judged.verdict.out or (urgent and _shut_for_urgent(context, service)):
        return Fitness.OUT
    full, _free, few = _room(context, profile.need, service, judged)
    shut = judged.office_hours and context.shut_by_presumption(service)
    against = judged.verdict.presumed_no or shut or full or few or judged.historical
    return Fitness.ACCEPTABLE if judged.reachable and not against else Fitness.STAYS


def admits(context: Context, at: int) -> bool:
    """False where a service takes nobody from outside, and the child is from outside (R20)."""
    service = context.table.directory.services[at]
    return _names(service, context) or not refuses_outsiders(service)


@cache
def _sort_key(names: tuple[str, ...]) -> Callable[[Entry], Key]:
    pick = itemgetter(*(CRITERIA.index(name) for name in names))

    def key(entry: Entry) -> Key:
        picked: Key = pick(entry.key)
        return picked

    return key


def _lift_nearer_tiers(entries: list[Entry], bands: int) -> None:
    """A higher tier goes before a lower one when it is at least `bands` travel bands nearer."""
    nearest: dict[Tier, float] = {}
    for entry in entries:
        if entry.good:
            band = entry.key[BAND_AT]
            nearest[entry.tier] = min(band, nearest.get(entry.tier, band))
    limits = {tier: band - bands for tier, band in nearest.items() if band >= bands}
    if not limits:
        return  # nothing can be that much nearer
    for entry in entries:
        band = entry.key[BAND_AT]
        passed = [tier for tier, limit in limits.items() if tier < entry.tier and band <= limit]
        if passed:
            lifted = min(passed) - 0.5
            entry.key = (*entry.key[:TIER_AT], lifted, *entry.key[TIER_AT + 1 :])

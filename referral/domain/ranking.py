"""Order of the candidates of one need (order of judgement, 4 and 5), and who is out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from referral.domain.context import FAR, OPEN_RANK, Context
from referral.domain.eligibility import Profile
from referral.domain.freshness import has_places, is_full
from referral.domain.hours import open_state
from referral.domain.plans import Reason, Rejection
from referral.domain.services import Capacity, Service
from referral.domain.table import Judged
from referral.domain.tiers import refuses_outsiders
from referral.domain.vocabulary import OpenState, Status, Tier, Trilean

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
Key = tuple[float, ...]
NO_COUNT = Capacity()


@dataclass(slots=True)
class Entry:
    """A candidate that stays, with its standing in each criterion (lower is better)."""

    at: int
    tier: Tier
    judged: Judged
    presumed_no: bool
    full: bool
    historical: bool
    key: Key

    @property
    def recommendable(self) -> bool:
        """May stand first: can be reached (R44), is not full (R30) nor history (R32)."""
        return self.judged.reachable and not self.full and not self.historical


@dataclass
class Ranked:
    """The candidates of a need in order, and those that are out."""

    entries: list[Entry]
    rejected: list[Rejection]


def rank(context: Context, profile: Profile, *, urgent: bool) -> Ranked:
    """Judge and order every candidate of a need."""
    found = Ranked([], [])
    candidates = context.candidates(profile)
    second: list[Entry] = []
    for tier, standing in candidates.by_tier():
        positions: Sequence[int] = standing
        if tier is Tier.NEIGHBOUR:
            limit = FAR if urgent else _shortest(second)
            positions = [at for at in standing if context.minutes[at] < limit]
        before = len(found.entries)
        _judge_tier(context, profile, tier, positions, urgent, found)
        if tier is Tier.PROVINCE:
            second = found.entries[before:]
    if urgent:
        found.entries.sort(key=_sort_key(context.policy.order_urgent))
    else:
        _lift_nearer_tiers(found.entries, context.policy.tier_yields_to_bands)
        found.entries.sort(key=_sort_key(context.policy.order_routine))
    return found


def _shortest(entries: list[Entry]) -> int:
    """Shortest known travel of tier 2; with none, any known journey is shorter (R21)."""
    return min((int(entry.key[-2]) for entry in entries), default=FAR)


def _judge_tier(
    context: Context,
    profile: Profile,
    tier: Tier,
    positions: Iterable[int],
    urgent: bool,
    found: Ranked,
) -> None:
    memo = context.table.judged(profile)
    services = context.table.directory.services
    idle = context.exclusions.idle
    for at in positions:
        judged = memo.get(at)
        if judged is None:
            judged = memo[at] = context.table.judge(at, profile)
        service = services[at]
        out = judged.verdict.out
        if not idle:
            gateway = context.table.shown(service).gateway
            out += context.exclusions.reasons(service, gateway)
        if tier > Tier.REGENCY and refuses_outsiders(service) and not _names(service, context):
            out += (Reason("R20", "no_outsiders"),)
        if urgent and not out:
            out = _shut_for_urgent(context, service)
        if out and service.confidential and service.id in context.exclusions.named:
            continue
        if out:
            found.rejected.append(Rejection(context.shown(service), out))
        else:
            found.entries.append(_entry(context, at, tier, service, judged, urgent))


def _names(service: Service, context: Context) -> bool:
    return "ID" in service.coverage or context.place.province_code in service.coverage


def _shut_for_urgent(context: Context, service: Service) -> tuple[Reason, ...]:
    """R29: recorded as shut now, and no line that answers."""
    if not service.hours.recorded or service.fact("line_24h").value is Trilean.YES:
        return ()
    state, _ = open_state(service, context.zone(service), context.clock, context.policy)
    return (Reason("R29", "closed_now"),) if state is OpenState.CLOSED else ()


def _entry(
    context: Context, at: int, tier: Tier, service: Service, judged: Judged, urgent: bool
) -> Entry:
    verdict, policy = judged.verdict, context.policy
    minutes = context.minutes[at]
    counted = service.capacity is not NO_COUNT and service.capacity != NO_COUNT
    full = counted and is_full(service, context.today, policy)
    free = counted and has_places(service, context.today, policy)
    presumed_no = verdict.presumed_no or context.shut_by_presumption(service)
    key = (
        presumed_no or full,
        presumed_no,
        float(tier),
        not judged.reachable,
        policy.band(None if minutes == FAR else minutes),
        OPEN_RANK[context.open(service)] if urgent else 0,
        not verdict.certain,
        context.freshness_rank(service),
        judged.confidence,
        judged.kind_rank,
        verdict.barriers,
        judged.how_rank,
        2 if full else 0 if free else 1,
        minutes,
        at,
    )
    historical = service.status is Status.HISTORICAL
    return Entry(at, tier, judged, presumed_no, full, historical, key)


@cache
def _sort_key(names: tuple[str, ...]) -> Callable[[Entry], Key]:
    pick = itemgetter(*(CRITERIA.index(name) for name in names))

    def key(entry: Entry) -> Key:
        picked: Key = pick(entry.key)
        return picked

    return key


def _lift_nearer_tiers(entries: list[Entry], bands: int) -> None:
    """A higher tier goes before a lower one when it is at least `bands` travel bands nearer."""
    band_at = CRITERIA.index("band")
    nearest: dict[Tier, float] = {}
    for entry in entries:
        if not entry.presumed_no and entry.recommendable:
            band = entry.key[band_at]
            nearest[entry.tier] = min(band, nearest.get(entry.tier, band))
    for entry in entries:
        passed = [
            tier
            for tier, band in nearest.items()
            if tier < entry.tier and entry.key[band_at] <= band - bands
        ]
        if passed:
            lifted = min(passed) - 0.5
            entry.key = (*entry.key[:TIER_AT], lifted, *entry.key[TIER_AT + 1 :])

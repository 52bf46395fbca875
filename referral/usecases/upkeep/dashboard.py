"""How the directory stands: by province and by kind, and the records behind each number.

Everything is counted over the snapshot; of the database only the calls of the last thirty days are
read. A hidden place counts under its province and its gateway's kind, as it is shown (R35).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from referral.domain.access import Action, Actor, may
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.domain.verification import Outcome, contact_of, is_doubtful
from referral.domain.vocabulary import Freshness, Kind
from referral.store import verification
from referral.usecases.office import Office
from referral.usecases.upkeep.call_sheet import COUNTRY_ZONE
from referral.usecases.upkeep.quality import Quality, qualities

CALL_DAYS = 30
Mark = Callable[[Quality], bool]
MARKS: Mapping[str, Mark] = {
    "records": lambda one: bool(one.service),
    "verified": lambda one: one.freshness is Freshness.FRESH,
    "ageing": lambda one: one.freshness is Freshness.AGEING,
    "unverified": lambda one: one.freshness in (Freshness.STALE, Freshness.SEED_ONLY),
    "no_number": lambda one: not one.reachable,
    "unparsed": lambda one: one.unparsed,
    "without_needs": lambda one: one.without_needs,
    "conflicts": lambda one: bool(one.conflicts),
    "misplaced": lambda one: one.elsewhere is not None,
}
"""What is counted, each of records whose list can be looked at."""
DOUBTFUL = "doubtful"
"""Records whose number nobody answers: known from the calls, not from the record."""
SORTS: Mapping[str, Callable[[Quality], tuple[object, ...]]] = {
    "completeness": lambda one: (one.whole.score, one.public_id),
    "verified": lambda one: (
        one.service.provenance.verified_on or date.min,
        one.whole.score,
        one.public_id,
    ),
    "people": lambda one: (-one.people, one.public_id),
}
"""Orders of a list: what is least complete, oldest, or most depended on comes first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a province or a kind; `code` None is everything.

    `counts` are those of MARKS and `doubtful`, `completeness` the median score, `calls` how often
    each outcome was noted in the last thirty days.
    """

    code: str | None
    counts: Mapping[str, int]
    completeness: int
    calls: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The whole, the provinces and the kinds, in their order."""

    whole: Tally
    provinces: tuple[Tally, ...]
    kinds: tuple[Tally, ...]
    today: date


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records a list is of."""

    mark: str = "records"
    province: str | None = None
    kind: Kind | None = None
    sort: str = "completeness"


def filter_of(given: Mapping[str, str]) -> Filter:
    """A filter as an address says it.

    :raises RequestRejected: a value that is none
    """
    kind, mark = given.get("kind") or None, given.get("mark") or "records"
    sort, province = given.get("sort") or "completeness", given.get("province") or None
    wrong = [
        Problem(name, "invalid_choice")
        for name, value, allowed in (
            ("kind", kind, {None, *Kind}),
            ("mark", mark, {*MARKS, DOUBTFUL}),
            ("sort", sort, set(SORTS)),
        )
        if value not in allowed
    ]
    if wrong:
        raise RequestRejected(tuple(wrong))
    return Filter(mark, province, Kind(kind) if kind else None, sort)


def show_dashboard(office: Office, actor: Actor, *, now: datetime) -> Dashboard:
    """The figures as they are now.

    :raises NotFound: the actor does not look after the directory
    """
    every, today, doubtful = _read(office, actor, now)
    with office.records.reading() as session:
        since = now - timedelta(days=CALL_DAYS)
        calls = verification.outcomes_since(session, since)
    count = _Counter(doubtful, calls)
    provinces = sorted({one.service.province_code for one in every if one.service.province_code})
    return Dashboard(
        whole=count.tally(None, every),
        provinces=tuple(count.grouped(every, provinces, lambda one: one.service.province_code)),
        kinds=tuple(count.grouped(every, [*Kind], lambda one: one.face.kind)),
        today=today,
    )


def list_records(
    office: Office, actor: Actor, wanted: Filter, *, now: datetime
) -> Sequence[Quality]:
    """The records that a number counts, in the order asked for.

    :raises NotFound: the actor does not look after the directory
    """
    every, _today, doubtful = _read(office, actor, now)
    mark = MARKS.get(wanted.mark)

    def is_marked(one: Quality) -> bool:
        return mark(one) if mark else one.service.id in doubtful

    found = (
        one
        for one in every
        if is_marked(one)
        and wanted.province in (None, one.service.province_code)
        and wanted.kind in (None, one.face.kind)
    )
    return sorted(found, key=SORTS[wanted.sort])


def _read(
    office: Office, actor: Actor, now: datetime
) -> tuple[tuple[Quality, ...], date, frozenset[str]]:
    """Every record, the day, and the ids of those that nobody answers for."""
    if not may(actor, Action.READ_UPKEEP):
        raise NotFound("dashboard")
    today = now.astimezone(ZoneInfo(COUNTRY_ZONE)).date()
    policy = office.verification
    with office.records.reading() as session:
        calls = verification.calls_by_service(session)
    doubtful = frozenset(
        service_id for service_id, made in calls.items() if is_doubtful(contact_of(made), policy)
    )
    return qualities(office, today), today, doubtful


class _Counter:
    """Counts groups of records."""

    def __init__(self, doubtful: frozenset[str], calls: Mapping[tuple[str, str], int]) -> None:
        self._doubtful = doubtful
        self._calls: dict[str, dict[str, int]] = {}
        for (service_id, outcome), times in calls.items():
            self._calls.setdefault(service_id, {})[outcome] = times

    def tally(self, code: str | None, group: Sequence[Quality]) -> Tally:
        """The figures of a group."""
        counts = {name: sum(map(mark, group)) for name, mark in MARKS.items()}
        counts[DOUBTFUL] = sum(one.service.id in self._doubtful for one in group)
        called = [self._calls[one.service.id] for one in group if one.service.id in self._calls]
        return Tally(
            code,
            counts,
            round(median(one.whole.score for one in group)) if group else 0,
            {str(one): sum(made.get(str(one), 0) for made in called) for one in Outcome},
        )

    def grouped(
        self,
        every: Iterable[Quality],
        codes: Sequence[str],
        code_of: Callable[[Quality], str | None],
    ) -> Iterator[Tally]:
        """The figures of each group that has any record."""
        groups: dict[str, list[Quality]] = {code: [] for code in codes}
        for one in every:
            code = code_of(one)
            if code in groups:
                groups[code].append(one)
        yield from (self.tally(str(code), group) for code, group in groups.items() if group)

"""Checking a policy, and showing which answers a change of policy would change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

from referral.domain.case_policy import is_case_policy, parse_case_policy
from referral.domain.duplicates import is_duplicate_policy, parse_duplicate_policy
from referral.domain.errors import Problem, RequestRejected
from referral.domain.plans import Answer, Plan
from referral.domain.policy import Policy, parse_policy
from referral.domain.requests import Child, HelpRequest
from referral.domain.routing import plan
from referral.domain.verification_policy import (
    is_verification_policy,
    parse_verification_policy,
)
from referral.domain.vocabulary import Need, Sex
from referral.usecases.find_help import read_request
from referral.usecases.policy_file import load_policy
from referral.usecases.tables import Tables, tables_with
from referral.usecases.world import World

# The built-in grid: Tuesday 10:00 and Saturday 02:00 in Jakarta, the cell of the gap ladder.
MOMENTS = (datetime(2026, 11, 24, 3, tzinfo=UTC), datetime(2026, 11, 20, 19, tzinfo=UTC))
CHILDREN = tuple(Child(age=age, sex=sex) for age, sex in product((10, 15), (Sex.FEMALE, Sex.MALE)))


def read_policy(path: Path) -> Policy:
    """The policy of a file.

    Raises:
        RequestRejected: every problem, its path that of the entry, or that it cannot be read.
    """
    return parse_policy(_text(path))


def name_of_policy(path: Path) -> str:
    """The ruleset of a routing policy's file, or the version of another policy's.

    Raises:
        RequestRejected: every problem, its path that of the entry, or that it cannot be read.
    """
    text = _text(path)
    if is_case_policy(text):
        return parse_case_policy(text, load_policy()).version
    if is_verification_policy(text):
        return parse_verification_policy(text).version
    if is_duplicate_policy(text):
        return parse_duplicate_policy(text).version
    return parse_policy(text).ruleset


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RequestRejected((Problem("", "unreadable_file", {"value": str(path)}),)) from error
    except UnicodeDecodeError as error:
        raise RequestRejected((Problem("", "not_utf8"),)) from error


def line_of(text: str, path: str) -> int:
    """The line of a policy file that an entry's path leads to; 1 where it is not there.

    `deadline/2/hours` is the entry of the third `[[deadline]]`.
    """
    *section, name = path.split("/") if path else [""]
    seen: Counter[str] = Counter()
    inside = not section
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            here = _section(bare, seen)
            inside = here == section
            if here == [*section, name]:
                return number
        elif inside and bare.split("=")[0].strip() == name:
            return number
    return line_of(text, "/".join(section)) if section else 1


def _section(header: str, seen: Counter[str]) -> list[str]:
    """The path of a header; of a repeated one with its number, from 0."""
    words = header.strip("[]").split(".")
    if not header.startswith("[["):
        return words
    seen[header] += 1
    return [*words, str(seen[header] - 1)]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that differs: where, for whom, and what stood first under each policy."""

    place: str
    region: str
    when: str
    child: str
    need: str
    before: str | None
    after: str | None
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many answers were replayed, and those that differ."""

    answers: int
    changes: tuple[Change, ...]


def compare_policies(
    world: World, before: Policy, after: Policy, requests: Iterable[HelpRequest] | None = None
) -> Comparison:
    """Replay requests (by default every regency x need x profile) under both policies."""
    old, new = tables_with(world, before), tables_with(world, after)
    answers = 0
    changes: list[Change] = []
    for request in grid(world) if requests is None else requests:
        one, other = _plan(world, old, request), _plan(world, new, request)
        answers += len(one.answers)
        changes.extend(_changes(one, other))
    return Comparison(answers, tuple(changes))


def _plan(world: World, tables: Tables, request: HelpRequest) -> Plan:
    return plan(request, tables.routing, tables.travel, world.holidays)


def grid(world: World) -> Iterator[HelpRequest]:
    """Every regency, day and night, girl and boy, of 10 and of 15, with all six needs."""
    codes = sorted(code for code in world.atlas.regions if len(code) == 5)
    for code in codes:
        place = world.atlas.place(code)
        for moment, child in product(MOMENTS, CHILDREN):
            yield HelpRequest(place=place, needs=tuple(Need), now=moment, children=(child,))


def read_cases(world: World, path: Path) -> list[HelpRequest]:
    """Requests from a file, one JSON object a line, in the shape of the contract.

    Raises:
        RequestRejected: with the line in the path of each problem.
    """
    tables, found, problems = tables_with(world, world.policy), [], []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RequestRejected((Problem("", "unreadable_file", {"value": str(path)}),)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            request, _ = read_request(world, tables, _object(line), MOMENTS[0])
            found += [replace(request, place=one) for one in request.any_of or (request.place,)]
        except RequestRejected as error:
            problems += [Problem(f"{number}/{p.path}", p.code, p.facts) for p in error.problems]
    if problems:
        raise RequestRejected(tuple(problems))
    return found


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, Mapping):
        raise RequestRejected((Problem("", "not_an_object"),))
    return found


def _changes(before: Plan, after: Plan) -> Iterator[Change]:
    request = before.request
    (child, *_) = request.children
    for one, other in zip(before.answers, after.answers, strict=True):
        what = tuple(_what(one, other))
        if what:
            yield Change(
                place=request.place.code,
                region=request.place.regency,
                when=before.now_local.isoformat(timespec="minutes"),
                child=f"{child.age if child.age is not None else child.band}:{child.sex.value}",
                need=one.need.value,
                before=_first(one),
                after=_first(other),
                what=what,
            )


def _what(one: Answer, other: Answer) -> Iterator[str]:
    """Which parts of an answer differ."""
    if _first(one) != _first(other):
        yield "recommended"
    if [o.shown.public_id for o in one.alternatives] != [
        o.shown.public_id for o in other.alternatives
    ]:
        yield "alternatives"
    if [o.shown.public_id for o in one.meanwhile] != [o.shown.public_id for o in other.meanwhile]:
        yield "meanwhile"
    if {r.shown.public_id for r in one.rejected} != {r.shown.public_id for r in other.rejected}:
        yield "rejected"
    if (one.gap and one.gap.code) != (other.gap and other.gap.code):
        yield "gap"


def _first(answer: Answer) -> str | None:
    return answer.recommended.shown.public_id if answer.recommended else None

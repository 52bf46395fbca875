"""Reading a request of the contract: strict about shapes, complete about what is wrong.

Every problem is collected with its path, so that a caller can mend all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from referral.domain.errors import Problem
from referral.domain.requests import Attempt, Child, Override
from referral.domain.vocabulary import AgeBand, OverrideReason, Sex, TryOutcome

MAX_CHILDREN = 12
MAX_ITEMS = 100
MAX_TEXT = 200
ADULT_AGE = 18
OLDEST_AGE = 130
YEARS = (2000, 2100)

FIELDS = frozenset(
    {
        "at",
        "needs",
        "sub_needs",
        "children",
        "age",
        "age_band",
        "sex",
        "own_baby",
        "when",
        "danger",
        "self_harm",
        "contact",
        "last_abuse",
        "suspect",
        "avoid",
        "tried",
        "override",
        "nationality",
        "companions",
        "came_from",
        "home",
        "language",
        "disability",
        "travel_means",
        "caller",
        "safe_to_talk",
        "more",
        "why",
    }
)

OF_A_CHILD = frozenset({"age", "age_band", "sex", "own_baby"})

E = TypeVar("E", bound=StrEnum)


class Reader:
    """Reads the members of a body one by one; `problems` holds what was wrong."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.problems: list[Problem] = []

    def complain(self, path: str, code: str, **facts: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(path, code, facts))

    def given(self) -> frozenset[str]:
        """Names of members that hold something."""
        return frozenset(name for name, value in self.body.items() if value not in (None, [], ""))

    def choice(self, name: str, kind: type[E], default: E) -> E:
        """One value of an enumeration."""
        value = self.body.get(name)
        if value is None or value == "":
            return default
        return self._member(name, kind, value) or default

    def choices(self, name: str, kind: type[E]) -> list[E]:
        """Several values of an enumeration, in the order given, each once."""
        found = [
            self._member(f"{name}/{at}", kind, value) for at, value in enumerate(self.items(name))
        ]
        return list(dict.fromkeys(member for member in found if member is not None))

    def _member(self, path: str, kind: type[E], value: Any) -> E | None:
        if isinstance(value, str) and value in {member.value for member in kind}:
            return kind(value)
        allowed = [member.value for member in kind]
        self.complain(path, "invalid_choice", value=_short(value), allowed=allowed)
        return None

    def items(self, name: str, limit: int = MAX_ITEMS) -> list[Any]:
        """A list; a single text counts as a list of one."""
        value = self.body.get(name)
        if value is None:
            return []
        if isinstance(value, str):
            return [value]
        if not isinstance(value, list | tuple):
            self.complain(name, "not_a_list")
            return []
        if len(value) > limit:
            self.complain(name, "too_many", limit=limit)
            return []
        return list(value)

    def text(self, name: str) -> str | None:
        """A short text, or None."""
        value = self.body.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.complain(name, "not_text")
            return None
        if len(value) > MAX_TEXT:
            self.complain(name, "too_long", limit=MAX_TEXT)
            return None
        return value.strip()

    def whole(self, name: str, low: int, high: int, default: int) -> int:
        """A whole number between two limits."""
        value = self.body.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.complain(name, "not_a_number")
            return default
        if not low <= value <= high:
            self.complain(name, "out_of_range")
            return default
        return value

    def yes_or_no(self, name: str) -> bool | None:
        """True, False or not said; the words yes and no are understood."""
        value = self.body.get(name)
        known = {None: None, "": None, True: True, False: False, "yes": True, "no": False}
        known["unknown"] = None
        if not isinstance(value, bool | str | None) or value not in known:
            self.complain(name, "not_yes_or_no")
            return None
        return known[value]

    def unknown_fields(
        self, row: Mapping[str, Any], known: frozenset[str] = FIELDS, path: str = ""
    ) -> None:
        """Complain about members that are no part of a request: a typing error hides a fact."""
        for name in sorted(set(row) - known):
            self.complain(path + str(name)[:MAX_TEXT], "unknown_field")


def read_children(reader: Reader) -> tuple[Child, ...]:
    """The children of the request: a list, or one child at the top level."""
    rows = reader.body.get("children")
    if rows is None:
        return (_child(reader, reader.body, ""),)
    for name in sorted(OF_A_CHILD & reader.given()):
        reader.complain(name, "child_twice")  # ignoring either could hide a boy, or an adult
    if not isinstance(rows, list | tuple) or not rows:
        reader.complain("children", "not_a_list")
        return (Child(),)
    if len(rows) > MAX_CHILDREN:
        reader.complain("children", "too_many", limit=MAX_CHILDREN)
        return (Child(),)
    found = []
    for at, row in enumerate(rows):
        if isinstance(row, Mapping):
            found.append(_child(reader, row, f"children/{at}/"))
            reader.unknown_fields(row, OF_A_CHILD, f"children/{at}/")
        else:
            reader.complain(f"children/{at}", "not_an_object")
    return tuple(found) or (Child(),)


def _child(reader: Reader, row: Mapping[str, Any], path: str) -> Child:
    part = Reader(row)
    age = _age(part)
    given = row.get("age_band") not in (None, "")
    band = part.choice("age_band", AgeBand, AgeBand.UNCERTAIN) if given else None
    if age is not None and band is not None:
        part.complain("age_band", "age_and_band")
    sex = part.choice("sex", Sex, Sex.UNKNOWN)
    baby = part.yes_or_no("own_baby")
    reader.problems += [Problem(path + p.path, p.code, p.facts) for p in part.problems]
    return Child(age=age, band=None if age is not None else band, sex=sex, own_baby=bool(baby))


def _age(part: Reader) -> int | None:
    value = part.body.get("age")
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        part.complain("age", "age_range")
        return None
    if ADULT_AGE <= value <= OLDEST_AGE:
        part.complain("age", "adult")
        return None
    if not 0 <= value < ADULT_AGE:
        part.complain("age", "age_range")
        return None
    return value


def read_tried(reader: Reader, known: Callable[[str], bool]) -> tuple[Attempt, ...]:
    """The calls already made; each must name a service that is known."""
    found = []
    for at, row in enumerate(reader.items("tried")):
        path = f"tried/{at}"
        if not isinstance(row, Mapping):
            reader.complain(path, "not_an_object")
            continue
        part = Reader(row)
        part.unknown_fields(row, frozenset({"service_id", "outcome"}))
        service_id = part.text("service_id")
        outcome = part.choice("outcome", TryOutcome, TryOutcome.NO_ANSWER)
        if service_id is None or not known(service_id):
            part.complain("service_id", "unknown_service", value=_short(row.get("service_id")))
        reader.problems += [Problem(f"{path}/{p.path}", p.code, p.facts) for p in part.problems]
        if not part.problems and service_id:
            found.append(Attempt(service_id, outcome))
    return tuple(found)


def read_overrides(reader: Reader, known: Callable[[str], bool]) -> tuple[Override, ...]:
    """Services let back in by a human (R40); each with one of the coded reasons."""
    found = []
    for at, row in enumerate(reader.items("override")):
        path = f"override/{at}"
        if not isinstance(row, Mapping):
            reader.complain(path, "not_an_object")
            continue
        part = Reader(row)
        service_id = part.text("service_id")
        if service_id is None or not known(service_id):
            part.complain("service_id", "unknown_service", value=_short(row.get("service_id")))
        if not row.get("reason"):
            part.complain("reason", "required")
        reason = part.choice("reason", OverrideReason, OverrideReason.SUPERVISOR)
        reader.problems += [Problem(f"{path}/{p.path}", p.code, p.facts) for p in part.problems]
        if not part.problems and service_id:
            found.append(Override(service_id, reason))
    return tuple(found)


def read_avoid(
    reader: Reader, code_of: Callable[[str], str | None], known: Callable[[str], bool]
) -> tuple[str, ...]:
    """Regions by their code with dots, and services by id."""
    found = []
    for at, value in enumerate(reader.items("avoid")):
        code = code_of(value) if isinstance(value, str) else None
        if code is not None:
            found.append(code)
        elif isinstance(value, str) and known(value):
            found.append(value)
        else:
            reader.complain(f"avoid/{at}", "bad_code", value=_short(value))
    return tuple(dict.fromkeys(found))


def read_when(reader: Reader, zone: str, now: datetime) -> datetime:
    """The asked moment; without an offset it is local time at the place."""
    value = reader.body.get("when")
    if value is None or value == "":
        return now
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        reader.complain("when", "bad_when")
        return now
    if not YEARS[0] <= moment.year < YEARS[1]:
        reader.complain("when", "when_range")
        return now
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC)


def _short(value: Any) -> str:
    return str(value)[:60]

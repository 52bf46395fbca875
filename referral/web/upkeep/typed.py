"""What a form about a record says is different from it, for the call sheet and the own page alike.

A field that says what the record says, or that the form does not have, says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from referral.domain.corrections import FACTS, NEEDS, NOT_MET, Correction
from referral.domain.errors import Problem, RequestRejected
from referral.domain.services import FACT_NAMES, Service
from referral.domain.vocabulary import Basis, Need, Trilean
from referral.usecases.upkeep import corrections as read

Form = MultiDict[str, str]
FACT, NEED = "fact-", "need-"
"""What the fields of facts and of needs begin with."""
LANGUAGES_SENT = "languages-sent"
"""A hidden field beside the boxes of languages: none ticked is an answer, too."""


@dataclass
class Reader:
    """Reads a form against a record; `problems` gather what cannot be used.

    `blind`: a hidden place, whose numbers are neither shown nor asked (R35).
    """

    service: Service
    form: Form
    blind: bool = False
    problems: list[Problem] = field(default_factory=list)

    def corrections(self) -> tuple[Correction, ...]:
        """Everything that is different.

        :raises RequestRejected: with every problem, its path the field's id
        """
        found = [one for make in self._makers() if (one := self._made(make)) is not None]
        if self.problems:
            raise RequestRejected(tuple(self.problems))
        return tuple(found)

    def _made(self, make: Callable[[], Correction]) -> Correction | None:
        try:
            return make()
        except RequestRejected as wrong:
            self.problems += wrong.problems
            return None

    def _makers(self) -> Iterator[Callable[[], Correction]]:
        told, given = recorded(self.service), self.form
        if not self.blind and self._differs(told, "phones"):
            yield lambda: read.phones_typed(given["phones"])
        if given.get("hours", "").strip():
            yield lambda: read.hours_typed(given["hours"])
        if self._differs(told, "min_age", "max_age"):
            yield lambda: read.ages_typed(given.get("min_age", ""), given.get("max_age", ""))
        if self._differs(told, "total", "free"):
            yield lambda: read.capacity_typed(given.get("total", ""), given.get("free", ""))
        if self._differs(told, "status"):
            yield lambda: read.status_said(given["status"])
        yield from self._languages()
        yield from self._judgements()

    def _languages(self) -> Iterator[Callable[[], Correction]]:
        codes = self.form.getlist("languages")
        if LANGUAGES_SENT in self.form and set(codes) != set(self.service.languages):
            yield lambda: read.languages_said(codes)

    def _judgements(self) -> Iterator[Callable[[], Correction]]:
        """Facts and needs whose answer is another than the recorded one."""
        for name in FACT_NAMES:
            said = self.form.get(f"{FACT}{name}", "")
            if said and said != stated(self.service, name):
                yield lambda name=name, said=said: _at(  # type: ignore[misc]
                    f"{FACT}{name}", read.fact_said, name, said
                )
        for need in Need:
            said = self.form.get(f"{NEED}{need}", "")
            if said and said != how_met(self.service, need):
                yield lambda need=need, said=said: _at(  # type: ignore[misc]
                    f"{NEED}{need}", read.need_said, need, said
                )

    def _differs(self, told: Mapping[str, str], *names: str) -> bool:
        given = {name: self.form[name].strip() for name in names if name in self.form}
        return any(text != told[name] for name, text in given.items())


def _at(field_id: str, make: Callable[[str, str], Correction], name: str, said: str) -> Correction:
    """A correction, whose problems stand at the form's field."""
    try:
        return make(name, said)
    except RequestRejected as wrong:
        named = (Problem(field_id, one.code) for one in wrong.problems)
        raise RequestRejected(tuple(named)) from wrong


def recorded(service: Service) -> dict[str, str]:
    """What the plain fields of a form hold of a record."""
    numbers = {
        "min_age": service.min_age,
        "max_age": service.max_age,
        "total": service.capacity.total,
        "free": service.capacity.free,
    }
    return {
        "phones": ", ".join(one.display for one in service.phones),
        "status": str(service.status),
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
    }


def stated(service: Service, name: str) -> str:
    """`yes` or `no` where the source says so; empty where it is presumed or unknown."""
    known = service.fact(name)
    sure = known.basis is Basis.STATED and known.value is not Trilean.UNKNOWN
    return str(known.value) if sure else ""


def how_met(service: Service, need: Need) -> str:
    """How a need is met; `none` where it is not."""
    met = service.meets(need)
    return str(met.how) if met else NOT_MET


def field_of(path: str) -> str:
    """The id of the form's field that a problem's path means."""
    if path.startswith(FACTS):
        return FACT + path.removeprefix(FACTS)
    return NEED + path.removeprefix(NEEDS) if path.startswith(NEEDS) else path

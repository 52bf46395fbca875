"""The form of a record as a page prints it: fields in sets, with label, hint and mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from referral.domain.services import UNKNOWN, Service
from referral.domain.vocabulary import Basis, Need
from referral.usecases.upkeep.record_inputs import PHONES, SAID, Column
from referral.web.pages import FieldProblem
from referral.web.upkeep.fields import GROUPS, HINTS, columns_of, label_of
from referral.web.upkeep.service_form import REGIONS, RecordForm
from referral.web.words import gettext, plain_label

AREAS = frozenset({"address", "evidence", "location_note", "status_note", "hours", "hours_text"})


@dataclass(frozen=True)
class Choice:
    """One of the values of a field; `group` is the heading it stands under."""

    id: str
    value: str
    label: str
    chosen: bool
    group: str = ""


@dataclass(frozen=True)
class FieldView:
    """A field of the form. `kind` is how it is printed, `parts` what belongs to it.

    `known` says how the recorded value is known.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    hint: str = ""
    wrong: str | None = None
    choices: tuple[Choice, ...] = ()
    parts: tuple[FieldView, ...] = ()
    needed: bool = False
    known: str = ""
    suggestions: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
        """The choices by their heading, in order."""
        found: dict[str, list[Choice]] = {}
        for one in self.choices:
            found.setdefault(one.group, []).append(one)
        return tuple((name, tuple(held)) for name, held in found.items())


@dataclass(frozen=True)
class SetView:
    """Fields that stand together."""

    name: str
    legend: str
    hint: str
    folded: bool
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class Painter:
    """Prints a form; `service` is the record that is edited, None for a new one."""

    form: RecordForm
    service: Service | None
    problems: Mapping[str, str]
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sets(self, columns: Iterable[Column]) -> tuple[SetView, ...]:
        """The sets of fields in which these columns stand."""
        shown = {column.name for column in columns}
        return tuple(self._sets(shown))

    def _sets(self, shown: set[str]) -> Iterator[SetView]:
        for group in GROUPS:
            fields = tuple(
                one
                for column in columns_of(group)
                if column.name in shown
                for one in self._fields(column)
            )
            if fields:
                folded = group.folded and not any(one.wrong for one in fields)
                yield SetView(group.name, str(group.legend), str(group.hint), folded, fields)

    def text(self, name: str, label: str, hint: str = "", *, needed: bool = False) -> FieldView:
        """A line of text that is no column of the record."""
        return FieldView(
            name, label, "text", str(self.form[name].data or ""), hint, self.problems.get(name),
            needed=needed, suggestions=self.suggestions.get(name, ()),
        )  # fmt: skip

    def _fields(self, column: Column) -> Iterator[FieldView]:
        name = column.name
        if column.path.startswith("facts."):
            fact = self.service.fact(column.path.partition(".")[2]) if self.service else None
            told = fact is not None and fact != UNKNOWN
            basis = fact.basis if fact and told else None
            yield self._judged(name, label_of(column.path), basis)
        elif name == "needs":
            for need in Need:
                met = self.service.meets(need) if self.service else None
                basis = met.basis if met else None
                yield self._judged(f"needs-{need}", plain_label("need", need), basis)
        elif name in PHONES:
            yield self._phones(column)
        else:
            yield self._plain(column)

    def _judged(self, name: str, label: str, recorded: Basis | None) -> FieldView:
        """One of three answers, and how it is known.

        Beside one that is only presumed stands a tick: the service itself has said it now.
        """
        basis, said = f"{name}-basis", f"{name}-{SAID}"
        parts = [
            FieldView(
                basis, gettext("How known: %(what)s", what=label), "select", "",
                choices=self._bases(basis),
            )
        ]  # fmt: skip
        if recorded not in (None, Basis.STATED):
            ticked = str(self.form[said].data or "")
            parts.append(FieldView(said, gettext("The service says so itself"), "said", ticked))
        known = plain_label("basis", recorded) if recorded else ""
        return FieldView(
            name, label, "chips", wrong=self.problems.get(name), choices=self._choices(name),
            parts=tuple(parts), known=known,
        )  # fmt: skip

    def _bases(self, name: str) -> tuple[Choice, ...]:
        """How an answer is known; nothing is recorded of a new record."""
        choices = self._choices(name)
        if self.service is not None:
            return choices
        first = replace(choices[0], label=plain_label("basis", Basis.STATED))
        return (first, *(one for one in choices[1:] if one.value != Basis.STATED))

    def _choices(self, name: str) -> tuple[Choice, ...]:
        field = self.form[name]
        chosen = {field.data} if not isinstance(field.data, list) else set(field.data)
        return tuple(
            Choice(f"{name}-{at}", str(value), str(label), value in chosen)
            for at, (value, label, *_more) in enumerate(field.iter_choices())
        )

    def _phones(self, column: Column) -> FieldView:
        name, rows = column.name, []
        at = 0
        while f"{name}-{at}-display" in self.form:
            rows.append(self._phone_row(name, at, label_of(column.path)))
            at += 1
        return FieldView(
            name, label_of(column.path), "phones", hint=str(HINTS.get(column.path, "")),
            wrong=self.problems.get(name), parts=tuple(rows),
        )  # fmt: skip

    def _phone_row(self, name: str, at: int, label: str) -> FieldView:
        row = f"{name}-{at}"
        told = {"what": label, "number": at + 1}
        texts = {
            "display": gettext("%(what)s %(number)s", **told),
            "dial": gettext("%(what)s %(number)s: dial instead", **told),
            "when": gettext("%(what)s %(number)s: answered", **told),
        }
        parts = [
            FieldView(
                f"{row}-{part}", texts[part], "tel", str(self.form[f"{row}-{part}"].data or ""),
                wrong=self.problems.get(f"{row}-{part}"),
            )
            for part in ("display", "dial")
        ]  # fmt: skip
        when = f"{row}-when"
        parts.append(FieldView(when, texts["when"], "select", choices=self._choices(when)))
        return FieldView(row, texts["display"], "row", parts=tuple(parts))

    def _plain(self, column: Column) -> FieldView:
        name, field = column.name, self.form[column.name]
        choices = self._choices(name) if hasattr(field, "iter_choices") else ()
        if name == "regency_code":
            choices = self._by_province(choices)
        value = field.data if isinstance(field.data, str) else "yes" if field.data else ""
        return FieldView(
            name, label_of(column.path), kind_of(column), value,
            str(HINTS.get(column.path, "")), self.problems.get(name), choices,
            needed=column.required, suggestions=self.suggestions.get(name, ()),
        )  # fmt: skip

    def _by_province(self, choices: Iterable[Choice]) -> tuple[Choice, ...]:
        names = {str(value): str(label) for value, label, *_more in
                 self.form["province_code"].iter_choices()}  # fmt: skip
        return tuple(
            Choice(one.id, one.value, one.label, one.chosen, names.get(one.value[:2], ""))
            if one.value
            else one
            for one in choices
        )


KINDS: tuple[tuple[str, Callable[[Column], bool]], ...] = (
    ("flag", lambda one: one.choices == ("yes", "no")),
    ("checks", lambda one: one.type == "list" and bool(one.choices)),
    ("select", lambda one: bool(one.choices) or one.name in REGIONS),
    ("text", lambda one: one.name == "languages"),
    ("lines", lambda one: one.type == "list"),
    ("day", lambda one: one.type == "date"),
    ("numeric", lambda one: one.type == "integer"),
    ("decimal", lambda one: one.type == "number"),
    ("area", lambda one: one.name in AREAS),
)
"""How the field of a column is printed: the first that holds."""


def kind_of(column: Column) -> str:
    """How the field of a column is printed."""
    return next((kind for kind, holds in KINDS if holds(column)), "text")


def first_id(view: FieldView) -> str:
    """Where a link to a field leads."""
    if view.kind in ("chips", "checks"):
        return view.choices[0].id
    return view.parts[0].parts[0].name if view.kind == "phones" else view.name


def listed(sets: Iterable[SetView], more: Iterable[FieldView] = ()) -> tuple[FieldProblem, ...]:
    """What is to be mended, in the order of the fields, each with its field's name."""
    every = [one for held in sets for one in held.fields]
    return tuple(
        FieldProblem(first_id(one), f"{one.label}: {one.wrong}")
        for view in (*every, *more)
        for one in _flat(view)
        if one.wrong
    )


def _flat(view: FieldView) -> Iterator[FieldView]:
    yield view
    for part in view.parts:
        yield from _flat(part)

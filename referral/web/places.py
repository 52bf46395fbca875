"""Places typed into a form: what the use case found wrong with them, as candidates to choose.

Without a script a worker gets a list of radio buttons under the field; with one, hardly ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wtforms import Field, FieldList, FormField  # type: ignore[import-untyped]

from referral.domain.errors import Problem
from referral.web.body import place_code
from referral.web.forms.console import ConsoleForm, PlaceForm
from referral.web.pages import FieldProblem, PlaceChoice
from referral.web.verbs import Verbs

CANDIDATES = 6
_FIELDS = {"at": "places-0-text", "needs": "needs-0", "age": "children-0-age"}


def codes_of(
    rows: Iterable[tuple[str, PlaceForm]], verbs: Verbs
) -> tuple[dict[str, str], dict[str, tuple[PlaceChoice, ...]]]:
    """Codes of places to avoid, by field name; and candidates where a text is open.

    A single candidate is taken; several are offered; none gives an empty tuple.
    """
    codes: dict[str, str] = {}
    open_choices: dict[str, tuple[PlaceChoice, ...]] = {}
    for name, row in rows:
        if not row.typed:
            continue
        code = place_code(row)
        if code is None:
            found = choices_from(verbs.find_places(row.typed, CANDIDATES))
            if len(found) != 1:
                open_choices[name] = found
                continue
            code = found[0].code
        codes[name] = code
    return codes, open_choices


def home_of(row: PlaceForm, verbs: Verbs) -> tuple[str | None, tuple[PlaceChoice, ...] | None]:
    """The code of the home, and None; or the regencies to choose from where the text is open.

    A village stands for its regency: nobody needs to know more to say who receives a child.
    """
    if not row.typed:
        return None, None
    if code := place_code(row):
        return code, None
    choices: dict[str, str] = {}
    for place in verbs.find_places(row.typed, CANDIDATES):
        code, text = regency_of(place)
        if code:
            choices.setdefault(code, text)
    if len(choices) == 1:
        return next(iter(choices)), None
    return None, tuple(PlaceChoice(code, text) for code, text in choices.items())


def regency_of(place: Mapping[str, Any]) -> tuple[str | None, str]:
    """Code and label of the regency that a place is or lies in; of a province, its own."""
    if place["level"] in ("province", "regency"):
        return place["code"], place["label"]
    return place["regency_code"], ", ".join(place.get("parents", ())[-2:]) or place["label"]


def choices_from(places: Iterable[dict[str, object]]) -> tuple[PlaceChoice, ...]:
    """Place documents as choices."""
    return tuple(PlaceChoice(str(place["code"]), str(place["label"])) for place in places)


def choices_of(problem: Problem) -> tuple[PlaceChoice, ...]:
    """The candidates or suggestions that a problem about a place carries."""
    found = problem.facts.get("candidates") or problem.facts.get("suggestions") or ()
    return choices_from(place for place in found if isinstance(place, dict))


def field_id(problem: Problem, form: ConsoleForm) -> str | None:
    """The id of the input that a problem's path means; None where the form has none."""
    path = problem.path
    if found := re.match(r"at/any_of/(\d+)", path):
        given = [row.name for row in form.places if row.form.typed]
        at = int(found[1])
        return f"{given[at]}-text" if at < len(given) else _FIELDS["at"]
    if found := re.match(r"children/(\d+)(?:/(\w+))?", path):
        rows = [row for row in form.children if not row.form.is_empty]
        name = rows[int(found[1])].name if int(found[1]) < len(rows) else "children-0"
        return _child_field(name, found[2])
    if found := re.match(r"avoid/(\d+)", path):
        given = [row.name for row in form.avoid if row.form.typed]
        at = int(found[1])
        return f"{given[at]}-text" if at < len(given) else "avoid-0-text"
    top = path.partition("/")[0]
    return _FIELDS.get(top) or _own_field(top, form)


def _child_field(name: str, part: str | None) -> str:
    """The input of one fact about one child."""
    if part == "sex":
        return f"{name}-sex-0"
    return f"{name}-band-0" if part == "age_band" else f"{name}-age"


def _own_field(top: str, form: ConsoleForm) -> str | None:
    """The first input of a field that the contract names as the form does."""
    if top == "home":
        return "home-text"
    if top not in form:
        return None
    return top if top in ("language", "travel_means", "when") else f"{top}-0"


def form_problems(form: ConsoleForm) -> tuple[FieldProblem, ...]:
    """The form's own messages about shape, in the order of the page."""
    return tuple(problem for field in form for problem in _walk(field))


def _walk(field: Field) -> Iterator[FieldProblem]:
    """Messages of a field and of the fields inside it, each with the id of its input."""
    if isinstance(field, FieldList):
        parts: Iterable[Field] = field.entries
    elif isinstance(field, FormField):
        parts = field.form
    else:
        yield from (FieldProblem(_input_id(field.name), str(text)) for text in field.errors)
        return
    for part in parts:
        yield from _walk(part)


def _input_id(name: str) -> str:
    """Options carry a number behind their field's name; single inputs do not."""
    single = ("text", "code", "of", "age", "baby", "language", "travel_means", "when")
    last = name.rpartition("-")[2]
    if last in ("code", "of"):
        return f"{name.rpartition('-')[0]}-text"
    return name if last in single else f"{name}-0"

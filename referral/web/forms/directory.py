"""The directory's filters. Posted: a region and a need are triage, until somebody keeps a link."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[import-untyped]
    BooleanField,
    FormField,
    SelectField,
    StringField,
)
from wtforms.validators import Length  # type: ignore[import-untyped]

from referral.web import wording
from referral.web.forms.console import KnownOption, PlaceForm, options
from referral.web.words import lazy_gettext as _l

BOYS: wording.Choices = [
    ("yes", _l("Say that they take boys")),
    ("not_no", _l("Have not refused boys")),
]
VERIFIED: wording.Choices = [
    ("fresh", _l("In the last six months")),
    ("year", _l("In the last year")),
    ("ever", _l("At any time")),
]
SORTS: wording.Choices = [
    ("relevance", _l("Best match")),
    ("name", _l("Region and name")),
    ("travel", _l("Shortest way from …")),
    ("freshness", _l("Last checked")),
]
TICKS: Mapping[str, str] = {"child_specific": "yes", "open": "now", "hours": "24h"}
"""Filters to tick, with the value that each stands for."""
CHOSEN = ("need", "kind", "accepts_boys", "verified", "sort")
"""Filters to choose a value of."""
MORE = (*TICKS, "accepts_boys", "verified", "sort")
"""Filters that are folded away."""


def _select(label: object, choices: wording.Choices, first: object) -> SelectField:
    return SelectField(
        label,
        choices=options([("", first), *choices]),
        validate_choice=False,
        validators=[KnownOption()],
    )


class DirectoryForm(FlaskForm):  # type: ignore[misc]
    """Words, region, need, kind, and what is folded away."""

    class Meta:
        """No CSRF token: a search changes nothing."""

        csrf = False

    q = StringField(
        _l("Name, number or words"),
        validators=[Length(max=200, message=_l("Shorten the search."))],
    )
    region = FormField(PlaceForm)
    need = _select(_l("Need"), wording.NEEDS, _l("All needs"))
    kind = SelectField(_l("Kind"), validate_choice=False, validators=[KnownOption()])
    child_specific = BooleanField(_l("For children only"))
    open = BooleanField(_l("Open now"))
    hours = BooleanField(_l("Day and night"))
    accepts_boys = _select(_l("Boys"), BOYS, _l("All"))
    verified = _select(_l("Checked"), VERIFIED, _l("All"))
    sort = _select(_l("Order"), SORTS, _l("As it comes"))
    start = FormField(PlaceForm)

    def filters(self) -> dict[str, str]:
        """What is set, apart from places; values that nobody offered are left out."""
        found = {
            name: str(value).strip()
            for name in ("q", *CHOSEN)
            if name not in self.errors and (value := self[name].data)
        }
        found |= {name: value for name, value in TICKS.items() if self[name].data}
        return {name: value for name, value in found.items() if value}

    @property
    def unfolded(self) -> bool:
        """True where something is set that would be folded away."""
        return bool(self.start.form.typed or any(self[name].data for name in MORE))


def linked(arguments: Mapping[str, str]) -> MultiDict[str, str]:
    """The filters of a kept link, as the form would post them; a region is not among them.

    Where travel starts is never in an address, so neither is an order by it.
    """
    names = ("q", *CHOSEN, *TICKS)
    given = {name: arguments[name] for name in names if arguments.get(name)}
    if given.get("sort") == "travel":
        del given["sort"]
    return MultiDict(given)

"""The questions "what if": new centres, who depends on one service. About places, never a child."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[import-untyped]
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange  # type: ignore[import-untyped]

from referral.domain.coverage import Group
from referral.domain.vocabulary import Need
from referral.usecases.siting import Standing, Where
from referral.web import wording
from referral.web.coverage import words
from referral.web.forms.console import KnownOption, options
from referral.web.words import lazy_gettext as _l

MOST_CENTRES = 50
LIST = "list"
"""Where new centres may stand: only at the seats that are named."""
WHERE: wording.Choices = [
    (Where.ANY.value, _l("At the seat of any regency or city")),
    (Where.WITHOUT.value, _l("Only where none stands yet")),
    (LIST, _l("Only at the seats listed below")),
]
STANDING: wording.Choices = [
    (Standing.ANY.value, _l("All that a plan could recommend")),
    (Standing.DIRECT.value, _l("Only those that meet the need themselves")),
    (Standing.NONE.value, _l("None, as if there were nothing yet")),
]
SHORTEST = "average"
"""In place of a limit: the shortest average journey."""


def _select(label: object, choices: wording.Choices, usual: object) -> SelectField:
    return SelectField(
        label,
        choices=options(choices),
        default=str(usual),
        validate_choice=False,
        validators=[KnownOption()],
    )


def _limits() -> wording.Choices:
    return [(str(minutes), text) for minutes, text in words.LIMITS.items()]


class SupposeForm(FlaskForm):  # type: ignore[misc]
    """A need and whom it is asked for."""

    need = _select(_l("Need"), wording.NEEDS, Need.SHELTER)
    group = _select(_l("For"), [(one.value, text) for one, text in words.GROUPS.items()], Group.ANY)

    @property
    def values(self) -> dict[str, Any]:
        """What was chosen, by field; the token is not among it."""
        return {one.name: str(one.data or "") for one in self if one.name != "csrf_token"}


class CloseForm(FlaskForm):  # type: ignore[misc]
    """Services that are supposed to close."""

    close = SelectMultipleField(validate_choice=False)


class FragileForm(SupposeForm):
    """Who depends on one service, within a limit."""

    within = _select(_l("Travel limit"), _limits(), 180)


class CloseOneForm(FragileForm):
    """What is lost if one service closes."""

    service_id = StringField(validators=[Length(max=200)])


class SitingForm(SupposeForm):
    """How many centres, what they are to achieve, and where they may stand."""

    centres = IntegerField(
        _l("New centres"),
        default=3,
        validators=[
            InputRequired(_l("Write how many new centres, in digits.")),
            NumberRange(1, MOST_CENTRES, _l("Write a number from 1 to 50.")),
        ],
    )
    within = _select(
        _l("Travel limit"),
        [*_limits(), (SHORTEST, _l("none: make the average journey shortest"))],
        180,
    )
    where = _select(_l("Where they may stand"), WHERE, Where.ANY)
    seats = TextAreaField(
        _l("Seats to choose from"),
        validators=[Length(max=1500, message=_l("Shorten the list."))],
    )
    standing = _select(_l("Services that count already"), STANDING, Standing.ANY)
    province = SelectField(
        _l("People of"), default="", validate_choice=False, validators=[KnownOption()]
    )

    def offer(self, provinces: Mapping[str, str]) -> None:
        """Give the question of whose people count its choices."""
        named = sorted(provinces.items(), key=lambda one: one[1])
        self.province.choices = options([("", _l("All of Indonesia")), *named])


def typed(arguments: Mapping[str, Any]) -> MultiDict[str, str] | None:
    """An address's values as a form takes them; None where there are none."""
    return MultiDict(arguments) if arguments else None

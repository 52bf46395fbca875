"""The routing console's form: the questions of triage, coded, without a field for a story.

Only the shape is checked here (a known option, a number, a time); what the answers mean is the
use case's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import (  # type: ignore[import-untyped]
    BooleanField,
    DateTimeLocalField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import (  # type: ignore[import-untyped]
    Length,
    Optional,
    Regexp,
    StopValidation,
)

from referral.web import wording
from referral.web.words import lazy_gettext as _l

_COUNTRY = re.compile(r"[A-Z]{2}")
MAX_PLACES = 4
MAX_CHILDREN = 8
MAX_AVOIDED = 4


def options(choices: Iterable[tuple[str, Any]]) -> list[Any]:
    """Codes and their texts as the library wants them."""
    return [SelectChoice(value=code, label=text) for code, text in choices]


class KnownOption:
    """Say what to do where a browser sends an option that is not on the list."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Stop with one message of our own instead of the library's."""
        given = field.data if isinstance(field.data, list) else [field.data]
        allowed = {value for value, *_rest in field.iter_choices()}
        if any(value and value not in allowed for value in given):
            raise StopValidation(str(_l("Choose one of the options shown.")))


class Chips(RadioField):  # type: ignore[misc]
    """One of a few options, none of them chosen at first: not asked is not "unknown"."""

    def __init__(self, label: Any, choices: wording.Choices, **more: Any) -> None:
        more = {"validators": [KnownOption()], "validate_choice": False} | more
        super().__init__(label, choices=options(choices), **more)


class Checks(SelectMultipleField):  # type: ignore[misc]
    """Several of a few options."""

    def __init__(self, label: Any, choices: wording.Choices, **more: Any) -> None:
        more = {"validators": [KnownOption()], "validate_choice": False} | more
        super().__init__(label, choices=options(choices), **more)


class PlaceForm(Form):  # type: ignore[misc]
    """A place as typed, and the code that a chosen candidate gave it.

    `of` is the text that `code` was chosen for: once the text is changed the code is stale.
    """

    text = StringField(validators=[Length(max=200, message=_l("Shorten the name of the place."))])
    code = HiddenField(validators=[Length(max=80)])
    of = HiddenField(validators=[Length(max=200)])

    @property
    def typed(self) -> str:
        """What was typed, without spaces around it."""
        return (self.text.data or "").strip()

    @property
    def chosen(self) -> str | None:
        """The code of the chosen candidate, if it still belongs to the text."""
        code = (self.code.data or "").strip()
        return code if code and (self.of.data or "").strip() == self.typed else None

    @property
    def is_country(self) -> bool:
        """True where a country was chosen, or typed as its code."""
        return _COUNTRY.fullmatch(self.chosen or self.typed) is not None


class ChildForm(Form):  # type: ignore[misc]
    """One child: age in years or a band, sex, own baby."""

    age = StringField(
        _l("Age (years)"),
        validators=[
            Optional(),
            Regexp(r"\s*\d{1,3}\s*$", message=_l("Write the age in whole years, such as 14.")),
        ],
    )
    band = Chips(_l("Or about"), wording.AGE_BANDS)
    sex = Chips(_l("Sex"), wording.SEX)
    baby = BooleanField(_l("Has an own baby along"))

    @property
    def is_empty(self) -> bool:
        """True where nothing is said about this child."""
        return not (self.age.data or self.band.data or self.sex.data or self.baby.data)


class ConsoleForm(FlaskForm):  # type: ignore[misc]
    """All of triage. Everything but a place and a need may stay empty."""

    class Meta:
        """No CSRF token: this form changes nothing on the server.

        It must work without cookies, and from a page that a poor line delivered hours ago.
        """

        csrf = False

    safe_to_talk = Chips(_l("Safe to talk now?"), wording.SAFE)
    caller = Chips(_l("Who is calling?"), wording.CALLER)
    places = FieldList(FormField(PlaceForm), min_entries=1, max_entries=MAX_PLACES)
    danger = Chips(_l("Danger now?"), wording.DANGER)
    self_harm = Chips(_l("Thoughts of self-harm?"), wording.YES_NO)
    contact = Chips(_l("Physical sexual contact?"), wording.CONTACT)
    last_abuse = Chips(_l("When was the last time?"), wording.LAST_ABUSE)
    children = FieldList(FormField(ChildForm), min_entries=1, max_entries=MAX_CHILDREN)
    needs = Checks(_l("What is needed?"), wording.NEEDS)
    sub_needs = Checks(_l("More precisely"), wording.SUB_NEEDS)
    nationality = Chips(_l("Nationality"), wording.NATIONALITY)
    came_from = Chips(_l("Where did the child come from?"), wording.CAME_FROM)
    home = FormField(PlaceForm)
    companions = Checks(_l("With whom is the child now?"), wording.COMPANIONS)
    language = SelectField(
        _l("Language the child speaks best"),
        choices=options(wording.LANGUAGES_SPOKEN),
        validate_choice=False,
        validators=[KnownOption()],
    )
    disability = Chips(_l("Disability"), wording.DISABILITY)
    travel_means = SelectField(
        _l("Means of travel"),
        choices=options(wording.TRAVEL_MEANS),
        validate_choice=False,
        validators=[KnownOption()],
    )
    suspect = Checks(_l("About the reported person"), wording.SUSPECT)
    avoid = FieldList(FormField(PlaceForm), min_entries=1, max_entries=MAX_AVOIDED)
    call_back = Chips(_l("Safe to call back?"), wording.SAFE)
    when = DateTimeLocalField(
        _l("Another time"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional()],
    )

    @property
    def blank_place(self) -> PlaceForm:
        """A further line for a place, as a script copies it."""
        return PlaceForm(formdata=None)

    @property
    def blank_child(self) -> ChildForm:
        """A further child, as a script copies it."""
        return ChildForm(formdata=None, prefix="children-__i__-")

    @property
    def given_children(self) -> list[ChildForm]:
        """The children about whom anything is said."""
        return [row.form for row in self.children if not row.form.is_empty]

    @property
    def asks_home(self) -> bool:
        """Whether it matters where the child's home is: a return is asked, or it is abroad."""
        abroad = any(row.form.is_country for row in self.places)
        return abroad or "return" in (self.needs.data or [])

    @property
    def safety_answers(self) -> int:
        """How many safety questions have an answer: the folded heading says so."""
        avoided = sum(1 for row in self.avoid if row.form.typed)
        return len(self.suspect.data or []) + avoided + bool(self.call_back.data)

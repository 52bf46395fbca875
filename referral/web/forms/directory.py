"""The directory's filters. Posted, not put into the address: a region and a need are triage."""

from __future__ import annotations

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import (  # type: ignore[import-untyped]
    FormField,
    SelectField,
    StringField,
)
from wtforms.validators import Length  # type: ignore[import-untyped]

from referral.web import wording
from referral.web.forms.console import KnownOption, PlaceForm, options
from referral.web.words import lazy_gettext as _l


class DirectoryForm(FlaskForm):  # type: ignore[misc]
    """Words, need, region, kind."""

    class Meta:
        """No CSRF token: a search changes nothing."""

        csrf = False

    q = StringField(
        _l("Name, number or words"),
        validators=[Length(max=200, message=_l("Shorten the search."))],
    )
    region = FormField(PlaceForm)
    need = SelectField(
        _l("Need"),
        choices=options([("", _l("All needs")), *wording.NEEDS]),
        validate_choice=False,
        validators=[KnownOption()],
    )
    kind = SelectField(_l("Kind"), validate_choice=False, validators=[KnownOption()])

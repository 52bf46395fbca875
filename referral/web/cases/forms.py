"""The forms of a case's page: each holds the version of the case that the person saw.

Only the shape is checked here, a known code and no other; what may be done when is the core's
matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import (  # type: ignore[import-untyped]
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional  # type: ignore[import-untyped]

from referral.domain.cases import Closure, ContactOutcome, FollowUpOutcome, HandoverCheck
from referral.domain.consent import Assent, GuardianConsent
from referral.domain.referrals import REASONS, ReferralStatus
from referral.domain.vocabulary import Need
from referral.web.forms.console import options


class CaseForm(FlaskForm):  # type: ignore[misc]
    """What every form of a case sends; `part` is the part of the page that it stands in."""

    version = IntegerField(validators=[InputRequired()])
    part = StringField()


def code_field(codes: type[StrEnum] | Iterable[str], *, needed: bool = True) -> RadioField:
    """One of some codes."""
    rule = InputRequired() if needed else Optional()
    return RadioField(choices=options((str(code), str(code)) for code in codes), validators=[rule])


class ConsentForm(CaseForm):
    """What the child and a safe guardian say."""

    assent = code_field(Assent)
    guardian = code_field(GuardianConsent)


class SendForm(CaseForm):
    """Referrals to send."""

    referral = SelectMultipleField(validate_choice=False, validators=[InputRequired()])


class ReferralForm(CaseForm):
    """Something about one referral."""

    referral = StringField(validators=[InputRequired()])


class RecordForm(ReferralForm):
    """A status, with its reason where it asks for one."""

    to = code_field(ReferralStatus)
    reason = code_field(
        sorted({str(one) for codes in REASONS.values() for one in codes}), needed=False
    )


class NextForm(CaseForm):
    """The next service of a need; `service` names another one of the plan."""

    need = code_field(Need)
    service = StringField()


class ChecksForm(ReferralForm):
    """Ticked steps of the warm hand-over."""

    checks: Any = SelectMultipleField(
        choices=options((one.value, one.value) for one in HandoverCheck),
        validators=[InputRequired()],
    )


class LegalForm(ReferralForm):
    """A deadline of law that was met."""

    deadline = StringField(validators=[InputRequired()])


class ContactForm(CaseForm):
    """An attempt to reach the child."""

    outcome = code_field(ContactOutcome)


class FollowUpForm(CaseForm):
    """A follow-up and what it found."""

    which = StringField(validators=[InputRequired()])
    outcome = code_field(FollowUpOutcome)


class CloseForm(CaseForm):
    """The end of a case."""

    closure = code_field(Closure)

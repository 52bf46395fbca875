"""What can be done on a case's page: for each step its form, its use case, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referral.domain.access import Actor
from referral.domain.cases import Closure, ContactOutcome, FollowUpOutcome, HandoverCheck
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.referrals import ReferralStatus
from referral.domain.vocabulary import Need
from referral.usecases import referring
from referral.usecases.office import Office
from referral.web.cases import forms
from referral.web.cases.forms import CaseForm
from referral.web.cases.work_words import status_text
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l


@dataclass(frozen=True)
class Press:
    """A valid form of somebody who acts on a case now."""

    office: Office
    actor: Actor
    code: str
    form: Any
    now: datetime

    @property
    def who(self) -> tuple[Office, Actor, str]:
        """What every use case asks for first."""
        return self.office, self.actor, self.code

    @property
    def when(self) -> dict[str, Any]:
        """The version that the person saw, and the moment."""
        return {"version": self.form.version.data, "now": self.now}


def note_consent(press: Press) -> None:
    """What the child and a guardian say."""
    said = Consent(Assent(press.form.assent.data), GuardianConsent(press.form.guardian.data))
    referring.note_consent(*press.who, said, **press.when)


def refused(press: Press) -> None:
    """The child's own no."""
    referring.withdraw_refused(*press.who, **press.when)


def send(press: Press) -> None:
    """One or several referrals go out."""
    referring.send(*press.who, press.form.referral.data, **press.when)


def record(press: Press) -> None:
    """A status of one referral, with its reason."""
    form = press.form
    to, reason = ReferralStatus(form.to.data), form.reason.data or None
    referring.record(*press.who, form.referral.data, to, reason=reason, **press.when)


def ask_next(press: Press) -> None:
    """The next service of a need."""
    form = press.form
    wanted = form.service.data or None
    referring.ask_next(*press.who, Need(form.need.data), service_id=wanted, **press.when)


def check(press: Press) -> None:
    """Steps of the warm hand-over."""
    checks = [HandoverCheck(code) for code in press.form.checks.data]
    referring.check_handover(*press.who, press.form.referral.data, checks, **press.when)


def legal(press: Press) -> None:
    """A deadline of law is met."""
    form = press.form
    referring.legal_done(*press.who, form.referral.data, form.deadline.data, **press.when)


def contact(press: Press) -> None:
    """An attempt to reach the child."""
    outcome = ContactOutcome(press.form.outcome.data)
    referring.note_contact(*press.who, outcome, **press.when)


def follow_up(press: Press) -> None:
    """A follow-up."""
    form = press.form
    outcome = FollowUpOutcome(form.outcome.data)
    referring.follow_up(*press.who, form.which.data, outcome, **press.when)


def close(press: Press) -> None:
    """The end."""
    referring.close(*press.who, Closure(press.form.closure.data), **press.when)


@dataclass(frozen=True)
class Step:
    """A step: its form, what it does, and what is said afterwards."""

    form: type[CaseForm]
    run: Callable[[Press], None]
    said: LazyText


STEPS: Mapping[str, Step] = {
    "consent": Step(
        forms.ConsentForm, note_consent, _l("Noted what the child and the guardian say.")
    ),
    "refused": Step(
        CaseForm,
        refused,
        _l("Noted: the child is not willing. What had not begun is taken back."),
    ),
    "send": Step(
        forms.SendForm,
        send,
        _l("Sent. Now tell the service: by telephone, or with the message below."),
    ),
    "record": Step(forms.RecordForm, record, _l("Noted: %(what)s.")),
    "next": Step(
        forms.NextForm,
        ask_next,
        _l(
            "The next service is chosen. Once it is sent, tell the service: by telephone, or with "
            "the message below."
        ),
    ),
    "checks": Step(forms.ChecksForm, check, _l("Noted what is agreed.")),
    "legal": Step(forms.LegalForm, legal, _l("Noted: the deadline is met.")),
    "contact": Step(forms.ContactForm, contact, _l("The attempt is noted.")),
    "follow-up": Step(forms.FollowUpForm, follow_up, _l("The follow-up is noted.")),
    "close": Step(forms.CloseForm, close, _l("The referral is closed.")),
}
"""Every step by the last part of its address."""


def said(step: Step, form: Any) -> str:
    """What is said after a step was done."""
    text = str(step.said)
    return text % {"what": status_text(form.to.data)} if step.run is record else text

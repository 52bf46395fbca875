"""Words of a case's page: what may be noted, why somebody is not asked, what was refused."""

from __future__ import annotations

from collections.abc import Mapping

from referral.web import wording
from referral.web.wording import Choices
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

ASSENT: Mapping[str, LazyText] = {
    "given": _l("The child is willing"),
    "too_young": _l("Too young to be asked"),
    "not_possible": _l("Cannot be asked now"),
    "refused": _l("The child is not willing"),
}
GUARDIAN: Mapping[str, LazyText] = {
    "given": _l("A safe guardian consents"),
    "refused": _l("A safe guardian does not consent"),
    "absent": _l("No safe guardian is within reach"),
    "not_sought": _l("No guardian is asked"),
}
GUARDIAN_WHY: Mapping[str, LazyText] = {
    "family_implicated": _l(
        "The family took part, or the reported person lives in the same house: no guardian is "
        "asked. The child’s best interests decide."
    ),
    "family_unknown": _l(
        "Nothing is known yet of the family’s part: no guardian is asked. The child’s best "
        "interests decide."
    ),
    "absent": _l(
        "The child is alone: there is no guardian to ask. The child’s best interests decide."
    ),
}
"""Why nobody is asked for consent (UU 31/2014 art. 29A by analogy; PP 9/2008 art. 4(3))."""

DECLINED: Choices = [
    ("full", _l("Full")),
    ("age", _l("Does not take this age")),
    ("sex", _l("Does not take this sex")),
    ("disability", _l("No access for this disability")),
    ("no_specialist", _l("No specialist")),
    ("outside_area", _l("Outside its area")),
    ("documents_demanded", _l("Asks for papers or a police report")),
    ("nationality", _l("Does not take this nationality")),
    ("unsafe", _l("Not safe there")),
    ("closed", _l("Closed")),
    ("wrong_contact", _l("Wrong contact")),
]
SILENT: Choices = [
    ("not_picked_up", _l("nobody picked up")),
    ("timer", _l("not answered in time")),
]
WITHDRAWN: Choices = [
    ("service_retracted", _l("The service cannot after all")),
    ("guardian_refused", _l("A safe guardian does not consent")),
    ("met_elsewhere", _l("The need is met elsewhere")),
    ("opened_by_mistake", _l("Chosen by mistake")),
]
"""The child's own no is not among them: it has an action of its own."""
CHILD_REFUSED = _l("the child is not willing")
ANSWERS: Mapping[str, LazyText] = {
    "accepted": _l("They say yes"),
    "acknowledged": _l("They have seen it"),
    "arrived": _l("The child has arrived"),
    "service_started": _l("The service has begun"),
    "completed": _l("The service is complete"),
}
"""The next step of a referral as a button, by the status that it leads to."""
CHECKS: Mapping[str, LazyText] = {
    "voice_confirmed": _l("The officer on duty there has confirmed by voice"),
    "place_and_time": _l("Place and time are agreed"),
    "escort": _l("It is agreed who goes along"),
    "no_retelling": _l("The child need not tell the story again to get help"),
    "stayed_until_arrival": _l("Somebody stays with the child until the arrival"),
}
CONTACT: Choices = [
    ("reached", _l("Reached")),
    ("not_reached", _l("Not reached")),
    ("not_safe", _l("Not safe to talk")),
]
FOLLOWED: Choices = [
    ("well", _l("Well")),
    ("needs_more", _l("Needs more help")),
    ("unsafe", _l("Not safe")),
    ("not_reached", _l("Not reached")),
]
CLOSURES: Choices = [
    ("met", _l("The needs are met")),
    ("transferred", _l("Handed over to services that accepted")),
    ("unreachable", _l("Nobody could be reached after recorded attempts")),
    ("withdrawn", _l("Taken back")),
]
OWNERS: Mapping[str, LazyText] = {
    "receiver": _l("the receiving service must do this"),
    "police": _l("the police must do this"),
    "lpsk": _l("LPSK must do this"),
}
TRIAGE: Mapping[str, tuple[LazyText, Choices]] = {
    "danger": (_l("Danger now?"), wording.DANGER),
    "self_harm": (_l("Thoughts of self-harm?"), wording.YES_NO),
    "contact": (_l("Physical sexual contact?"), wording.CONTACT),
    "last_abuse": (_l("When was the last time?"), wording.LAST_ABUSE),
    "suspect": (_l("About the reported person"), wording.SUSPECT),
    "nationality": (_l("Nationality"), wording.NATIONALITY),
    "companions": (_l("With whom is the child now?"), wording.COMPANIONS),
    "came_from": (_l("Where did the child come from?"), wording.CAME_FROM),
    "disability": (_l("Disability"), wording.DISABILITY),
    "caller": (_l("Who is calling?"), wording.CALLER),
    "language": (_l("Language the child speaks best"), wording.LANGUAGES_SPOKEN),
}
"""Question and answers of the coded triage, for the desk's own screen alone."""


_STANDS = _l("This step does not fit how the referral stands. Look at it as it is now.")
REFUSALS: Mapping[str, LazyText] = {
    "case_closed": _l("This referral is closed: nothing more can be noted."),
    "wrong_state": _STANDS,
    "unknown_referral": _STANDS,
    "consent_refused": _l(
        "Somebody said no: nothing is sent. If they think again, note that first."
    ),
    "reason_required": _l("Choose an answer, then press once more."),
    "assent_required": _l("Choose what the child says, then press once more."),
    "guardian_required": _l("Choose what a safe guardian says, then press once more."),
    "unknown_reason": _l("Choose a reason from the list, then press once more."),
    "assent_not_fitting": _l("Choose what the child says from the list."),
    "guardian_not_fitting": _l("In this situation no other answer of a guardian can be noted."),
    "answer_not_due": _l(
        "Another service still has time to answer, or has accepted. Note its answer first."
    ),
    "nobody_left": _l(
        "No further service is on the list. Call the lines shown, or make a new plan."
    ),
    "unknown_service": _l("This service can no longer be asked. Choose another one."),
    "unknown_follow_up": _l("This follow-up is not due. Look at the list as it is now."),
    "unknown_deadline": _l("This deadline is not due. Look at the list as it is now."),
    "needs_open": _l("Not every need is at its end. Finish or take back what is still open."),
    "nobody_accepted": _l("No service has accepted yet: nothing has been handed over."),
    "more_attempts": _l("Record %(needed)s attempts without success first; %(made)s so far."),
    "no_desk": _l("Your account belongs to no desk. Ask the administrator; nothing is lost."),
    "not_allowed": _l("Your account may not do this. Ask the administrator."),
}
"""Why something cannot be done, said as what to do instead."""


def refusal(code: str, facts: Mapping[str, object]) -> str:
    """The text of a refusal with its facts."""
    text = str(REFUSALS.get(code, _STANDS))
    return text % facts if code == "more_attempts" else text


def reason_text(status: str, reason: str | None) -> str:
    """The reason of a no, a silence or a taking back; empty where there is none."""
    if reason == "child_refused":
        return str(CHILD_REFUSED)
    known = {"declined": DECLINED, "no_answer": SILENT, "withdrawn": WITHDRAWN}
    return wording.word(known.get(status, []), reason) if reason else ""

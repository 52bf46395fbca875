"""Words of the pages on which a service answers; what is said of a child is said by telephone."""

from __future__ import annotations

from collections.abc import Mapping

from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

REASONS: Mapping[str, LazyText] = {
    "full": _l("Full: no place left"),
    "age": _l("The age is not one we take"),
    "sex": _l("The sex is not one we take"),
    "disability": _l("No access yet for this disability"),
    "no_specialist": _l("No specialist for this"),
    "outside_area": _l("Outside the area we cover"),
    "documents_demanded": _l("We ask for papers or a police report"),
    "nationality": _l("The nationality is not one we take"),
    "unsafe": _l("Not safe at our place now"),
    "closed": _l("Closed at the moment"),
    "wrong_contact": _l("Wrong contact: this is not us"),
}
"""Why a service says no, in its own words."""

STATUSES: Mapping[str, LazyText] = {
    "sent": _l("Waiting for your answer"),
    "acknowledged": _l("You have seen it; a yes or a no is still awaited"),
    "accepted": _l("You have accepted"),
    "declined": _l("You have said that you cannot"),
    "arrived": _l("The child has arrived"),
    "service_started": _l("The service has begun"),
    "completed": _l("Completed"),
    "ended": _l("This referral has ended"),
}

NEXT: Mapping[str, LazyText] = {
    "sent": _l("Please answer below, or call the desk."),
    "acknowledged": _l("Please answer below, or call the desk."),
    "accepted": _l(
        "The desk now telephones you: the place, the time and who comes along are agreed by "
        "voice. The child need not tell the story again to get help."
    ),
    "declined": _l("The desk asks somebody else. You need do nothing more."),
    "arrived": _l("Thank you. Please say when the service has begun."),
    "service_started": _l("Thank you. The desk calls you to hear how it goes on."),
    "completed": _l("Thank you. You need do nothing more."),
    "ended": _l("You need do nothing more. Thank you."),
}

BUTTONS: Mapping[str, LazyText] = {
    "acknowledged": _l("We have seen this"),
    "accepted": _l("Yes, we accept"),
    "arrived": _l("The child has arrived"),
    "service_started": _l("The service has begun"),
}

NOTED: Mapping[str, LazyText] = {
    "acknowledged": _l("Noted that you have seen it. Please say yes or no soon."),
    "accepted": _l("Your yes is noted. Thank you."),
    "declined": _l("Your answer is noted: you cannot. Thank you for saying so at once."),
    "arrived": _l("The arrival is noted. Thank you."),
    "service_started": _l("The beginning is noted. Thank you."),
}

PROBLEMS: Mapping[str, LazyText] = {
    "reason_required": _l("Choose why you cannot."),
    "unknown_reason": _l("Choose why you cannot."),
    "not_a_number": _l("Write a number of places, such as 8; 0 if there is none."),
    "too_many": _l("That is too large a number of places."),
    "more_than_all": _l("There cannot be more free places than places in all."),
    "not_hours": _l(
        "Write days and hours such as: Monday-Friday 08:00-16:00, Saturday 08:00-12:00"
    ),
    "too_long": _l("Shorten the hours: days and times only."),
    "wrong_state": _l(
        "Something else was noted of this referral meanwhile. Look at how it stands now."
    ),
    "overtaken": _l("Something else was noted at the same moment. Press once more."),
    "case_closed": _l("This referral has ended. You need do nothing more. Thank you."),
}

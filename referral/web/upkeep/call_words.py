"""Words of the call sheet."""

from __future__ import annotations

from collections.abc import Mapping

from referral.domain.verification import Closing, Outcome
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

OUTCOMES: Mapping[str, LazyText] = {
    Outcome.CORRECT: _l("Everything is right"),
    Outcome.CORRECTED: _l("Something is different"),
    Outcome.NO_ANSWER: _l("Nobody answered"),
    Outcome.CLOSED: _l("It no longer works"),
    Outcome.WRONG_NUMBER: _l("Wrong number"),
}
"""What came of a call, as it is chosen and listed."""
NOTED: Mapping[str, LazyText] = {
    Outcome.CORRECT: _l("%(name)s: verified today."),
    Outcome.CORRECTED: _l("%(name)s: corrected, and verified today."),
    Outcome.NO_ANSWER: _l("%(name)s: nobody answered. It comes back in a few days."),
    Outcome.CLOSED: _l("%(name)s: no longer used for referrals."),
    Outcome.WRONG_NUMBER: _l("%(name)s: the number is no longer used. A right one is wanted."),
}
CLOSINGS: Mapping[str, LazyText] = {
    Closing.FOR_GOOD: _l("It has closed for good"),
    Closing.SUSPENDED: _l("It has stopped for a while"),
    Closing.MERGED: _l("It has become part of another service"),
    Closing.MOVED: _l("It has moved to another area"),
}
WHY: Mapping[str, LazyText] = {
    "use": _l("referrals go there"),
    "people": _l("many people depend on it"),
    "gateway": _l("the way to protected places"),
    "conflict": _l("its sources contradict each other"),
    "proposal": _l("the service has proposed corrections"),
}
"""Why a record comes early. Its age is said by its freshness."""
PROBLEMS: Mapping[str, LazyText] = {
    "service_gone": _l("This record is gone from the directory meanwhile. Take the next one."),
    "nothing_changed": _l(
        "Nothing is changed here. Say below what is different, or press “Everything is right”."
    ),
    "reason_required": _l("Choose why it no longer works."),
    "which_number": _l("Tick the number that is wrong."),
    "not_its_number": _l(
        "This is the number of the unit that reaches the place. Look for that unit’s own record."
    ),
    "uncovers_hidden_place": _l(
        "This would show a protected place. Two people decide that: use the record’s form."
    ),
    "contradicts": _l("This does not fit the rest of the record. Use the record’s form."),
    "overtaken": _l(
        "Somebody else has changed this record meanwhile. This is how it is now: look once more."
    ),
    "stale": _l("This page was open for too long. Send it once more."),
    "service_closed": _l("This record is no longer in use: it gets no link."),
    "not_a_number": _l("Write a number in digits, such as 8."),
    "too_many": _l("Write a number up to 9999."),
    "more_than_all": _l("There cannot be more free places than places in all."),
    "too_long": _l("Write the hours in fewer words."),
    "not_hours": _l("Write the hours like this: Monday-Friday 08:00-16:00."),
    "not_a_phone": _l(
        "Write numbers with their area code, such as 0382 21617, with a comma between two."
    ),
    "too_many_numbers": _l("Write at most six numbers."),
    "not_an_age": _l("Write an age in years, in digits."),
    "ages_reversed": _l("The oldest cannot be younger than the youngest."),
    "unknown_language": _l("Choose languages from the list."),
    "invalid_choice": _l("Choose one of the answers."),
    "nothing_said": _l(
        "Nothing is said yet. Press “Everything is right”, or write what is different."
    ),
}
"""What is wrong, said as what to do."""
CONFLICTS: Mapping[str, LazyText] = {
    "presence": _l("One source says that the regency has this unit, another that it has none."),
    "hours": _l("The record says open day and night, and also shorter hours."),
}


def problem_text(code: str) -> str:
    """A problem as what to do."""
    return str(PROBLEMS[code])

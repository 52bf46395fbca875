"""Words of the coordinators' figures: what is counted, why services said no, how long it took."""

from __future__ import annotations

from collections.abc import Mapping

from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

MEASURE_WORDS: Mapping[str, LazyText] = {
    "opened": _l("Needs opened"),
    "sent": _l("Sent"),
    "accepted": _l("Accepted"),
    "no_answer": _l("No answer"),
    "escalated": _l("A tier up"),
    "unmet": _l("Nobody left to ask"),
    "national_only": _l("National lines only"),
    "child_refused": _l("The child said no"),
    "completed": _l("Completed"),
    "nearby_percent": _l("Accepted in the own regency"),
    "median_wait": _l("Median wait for a yes"),
}
WAIT_WORDS: Mapping[str, LazyText] = {
    "10m": _l("up to 10 minutes"),
    "30m": _l("10–30 minutes"),
    "2h": _l("30 minutes – 2 hours"),
    "1d": _l("2–24 hours"),
    "3d": _l("1–3 days"),
    "longer": _l("more than 3 days"),
}
REASONS: Mapping[str, LazyText] = {
    "full": _l("Full"),
    "age": _l("Age"),
    "sex": _l("Sex"),
    "disability": _l("Disability"),
    "no_specialist": _l("No specialist"),
    "outside_area": _l("Outside its area"),
    "documents_demanded": _l("Papers or a police report demanded"),
    "nationality": _l("Nationality"),
    "unsafe": _l("Not safe there"),
    "closed": _l("Closed"),
    "wrong_contact": _l("Wrong number"),
}


def reason_text(code: str) -> str:
    """A reason by its counter: `declined:full`."""
    reason = code.partition(":")[2]
    return str(REASONS.get(reason, reason))

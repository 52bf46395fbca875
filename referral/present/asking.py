"""What an editor asks a service on the telephone: one question to read aloud for each gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral.present.labels import label
from referral.present.translate import N_, Translator
from referral.present.wording import REASONS

MORE: Mapping[str, str] = {
    "hours": N_("On which days and at what hours are you open?"),
    "ages": N_("From what age and up to what age do you take children?"),
    "capacity": N_("How many places do you have, and how many are free now?"),
    "needs": N_("What do you do yourselves, and what do you arrange with others?"),
    "child_specific": N_("Are you for children only?"),
    "child_trained_staff": N_("Are there staff trained to work with children?"),
    "requires_police_report": N_("Do you ask for a police report before you help?"),
    "requires_documents": N_("Do you ask for identity papers before you help?"),
    "requires_residence": N_("Do you help only those who live in your area?"),
    "transport": N_("Can you fetch a child, or take one further?"),
    "open_24h": N_("Is somebody at your place day and night?"),
    "line_24h": N_("Does somebody answer the telephone at night?"),
    "walk_in": N_("Can somebody come without an appointment?"),
    "inpatient": N_("Can patients stay overnight?"),
    "accepts_foreign": N_("Do you take foreign children?"),
}
"""Questions that a plan does not ask."""
PARTS: Mapping[str, str] = {
    "number": N_("A number that can be dialled"),
    "hours": N_("Opening hours"),
    "needs": N_("What it does itself, and what it arranges"),
    "ages": N_("Ages"),
    "point": N_("Where it is"),
    "capacity": N_("Places"),
    "verified": N_("Verified in the last six months"),
}
"""What of a record may be missing beside facts."""


def question(code: str, words: Translator) -> str | None:
    """The question for a part or a fact that is missing; None where nobody is asked for it."""
    text = MORE.get(code) or REASONS.get(f"unknown_{code}")
    return words.gettext(text) if text else None


def missing_texts(codes: Iterable[str], words: Translator) -> list[str]:
    """What is missing, by its names on screen."""
    return [
        words.gettext(PARTS[code]) if code in PARTS else label("fact", code, words)
        for code in codes
    ]

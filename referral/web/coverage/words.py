"""The words of the coverage pages."""

from __future__ import annotations

from collections.abc import Mapping

from babel.numbers import format_decimal, format_percent

from referral.domain.coverage import Group
from referral.domain.coverage_evidence import Evidence, HasUnit
from referral.domain.vocabulary import GapCode
from referral.present.journey import duration
from referral.present.translate import translator
from referral.web.locale import current_language
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

GROUPS: Mapping[Group, LazyText] = {
    Group.ANY: _l("Any child"),
    Group.BOY: _l("Boys"),
    Group.GIRL: _l("Girls"),
    Group.UNDER_12: _l("Under 12"),
    Group.FROM_12: _l("12 to 17"),
}
GAPS: Mapping[GapCode, LazyText] = {
    GapCode.NOTHING: _l("Nothing recorded"),
    GapCode.NOT_THIS_NEED: _l("A centre, but not for this need"),
    GapCode.ADULT_OR_ONE_SEX: _l("For adults or one sex only"),
    GapCode.TOO_FAR: _l("Too far away"),
    GapCode.OFFICE_HOURS: _l("In office hours only"),
    GapCode.ARRANGED_ONLY: _l("Only arranged with others"),
    GapCode.OK: _l("A service is recorded"),
}
EVIDENCE: Mapping[Evidence, LazyText] = {
    Evidence.RECORDED: _l("recorded"),
    Evidence.KNOWN_ABSENT: _l("known to be absent"),
    Evidence.NOT_SURVEYED: _l("not surveyed"),
}
UNITS: Mapping[HasUnit, LazyText] = {
    HasUnit.YES: _l("yes"),
    HasUnit.KNOWN_NO: _l("known no"),
    HasUnit.NOT_SURVEYED: _l("not surveyed"),
}
BANDS: tuple[tuple[str, float, LazyText], ...] = (
    ("t5", 0.95, _l("95 of 100 people or more")),
    ("t4", 0.80, _l("80 to 94 of 100")),
    ("t3", 0.50, _l("50 to 79 of 100")),
    ("t2", 0.20, _l("20 to 49 of 100")),
    ("t1", 0.0, _l("fewer than 20 of 100")),
)
"""Classes of the map of travel: the least share of people within three hours."""

LIMITS: Mapping[int, LazyText] = {
    30: _l("30 minutes"),
    60: _l("1 hour"),
    120: _l("2 hours"),
    180: _l("3 hours"),
    360: _l("6 hours"),
    720: _l("12 hours"),
    1440: _l("a day"),
}
"""Travel limits that can be chosen, in minutes."""
STEPS: Mapping[str, LazyText] = {
    "measure": _l("Measuring travel from every village."),
    "reduce": _l("Leaving out what cannot help."),
    "search": _l("Looking for a good choice."),
    "bound": _l("Proving that there is no better one."),
    "branch": _l("Proving that there is no better one."),
    "highs": _l("Solving."),
}
"""What long work is at."""


def band_of(share: float) -> str:
    """The class of a share of people within three hours: of the whole per cent that is shown."""
    return next(name for name, least, _text in BANDS if round(100 * share) >= round(100 * least))


def number(count: float) -> str:
    """A whole number in the language's grouping."""
    return str(format_decimal(round(count), locale=current_language()))


def duration_text(minutes: float) -> str:
    """A duration in words, in whole minutes."""
    return duration(round(minutes), translator(current_language()))


def exact_percent(share: float) -> str:
    """A share in per cent with four digits after the point: small ones matter."""
    return str(format_percent(share, "0.0000%", locale=current_language()))


def percent(share: float) -> str:
    """A share in whole per cent; one that is not nothing is never said to be nothing or all."""
    if 0 < share < 0.005:
        return "<" + str(format_percent(0.01, locale=current_language()))
    if 0.995 <= share < 1:
        return ">" + str(format_percent(0.99, locale=current_language()))
    return str(format_percent(share, locale=current_language()))

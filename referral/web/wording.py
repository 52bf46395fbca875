"""Words of the pages: vocabulary codes and plan facts → translated text.

Ministry terms throughout: *anak*, *terlapor*, *tempat aman sementara*, *usia belum pasti*.
"""

from __future__ import annotations

from referral.domain.tombstones import RemovalReason
from referral.domain.vocabulary import NEED_OF, Need, OverrideReason, SubNeed, TryOutcome
from referral.web.words import LazyText, lazy_label
from referral.web.words import lazy_gettext as _l

Choices = list[tuple[str, LazyText]]

NEEDS: Choices = [(need.value, lazy_label("need", need.value)) for need in Need]
"""The six needs in the order of the plan's answers; the digit keys follow it."""

SUB_NEEDS: Choices = [
    (sub.value, lazy_label("sub_need", sub.value))
    for need in Need
    for sub in SubNeed
    if NEED_OF[sub] is need
]
"""What is needed more precisely, grouped by need."""

UNKNOWN = ("unknown", _l("Not known yet"))
DANGER: Choices = [
    ("none", _l("No")),
    ("possible", _l("Perhaps")),
    ("yes", _l("Yes")),
    UNKNOWN,
]
YES_NO: Choices = [("no", _l("No")), ("yes", _l("Yes")), UNKNOWN]
SAFE: Choices = [("yes", _l("Safe")), ("no", _l("Not safe")), UNKNOWN]
CONTACT: Choices = [
    ("none", _l("No")),
    ("reported", _l("Said to have happened")),
    ("suspected", _l("Suspected")),
    ("online_only", _l("Online only")),
    UNKNOWN,
]
LAST_ABUSE: Choices = [
    ("<24h", _l("Less than 24 hours ago")),
    ("24-72h", _l("24–72 hours ago")),
    ("72-120h", _l("3–5 days ago")),
    ("later", _l("Longer ago")),
    UNKNOWN,
]
AGE_BANDS: Choices = [
    ("0-5", _l("0–5")),
    ("6-11", _l("6–11")),
    ("12-14", _l("12–14")),
    ("15-17", _l("15–17")),
    ("uncertain", _l("Age not certain")),
]
SEX: Choices = [("female", _l("Girl")), ("male", _l("Boy")), UNKNOWN]
NATIONALITY: Choices = [
    ("indonesian", _l("Indonesian")),
    ("foreign", _l("Foreign")),
    ("stateless", _l("Stateless")),
    UNKNOWN,
]
CAME_FROM: Choices = [
    ("here", _l("From here")),
    ("elsewhere", _l("From elsewhere in Indonesia")),
    ("abroad", _l("From abroad")),
    UNKNOWN,
]
COMPANIONS: Choices = [
    ("alone", _l("Alone")),
    ("safe_adult", _l("A safe adult")),
    ("siblings", _l("Brothers or sisters")),
    ("own_baby", _l("Own baby")),
]
DISABILITY: Choices = [
    ("none", _l("None")),
    ("physical", _l("Physical")),
    ("deaf", _l("Deaf")),
    ("blind", _l("Blind")),
    ("intellectual", _l("Intellectual")),
    ("psychosocial", _l("Mental")),
    UNKNOWN,
]
CALLER: Choices = [
    ("child", _l("The child")),
    ("family", _l("Family")),
    ("teacher", _l("Teacher")),
    ("officer", _l("Officer")),
    ("worker", _l("Service worker")),
    ("other", _l("Someone else")),
]
SUSPECT: Choices = [
    ("household", _l("The reported person lives in the same house")),
    ("family", _l("Family took part")),
    ("police", _l("The reported person is police")),
    ("official_village", _l("… a village official")),
    ("official_immigration", _l("… an immigration officer")),
    ("official_shelter", _l("… staff of a shelter or institution")),
    ("official_school", _l("… school staff")),
    ("official_other", _l("… another official")),
    ("network", _l("An organised network is nearby")),
    ("none", _l("None of these")),
]
LANGUAGES_SPOKEN: Choices = [
    ("", _l("Indonesian, or not known yet")),
    ("ace", _l("Acehnese")),
    ("ban", _l("Balinese")),
    ("bjn", _l("Banjarese")),
    ("btk", _l("Batak")),
    ("bug", _l("Buginese")),
    ("jav", _l("Javanese")),
    ("mad", _l("Madurese")),
    ("mak", _l("Makassarese")),
    ("min", _l("Minangkabau")),
    ("pmy", _l("Papuan Malay")),
    ("sas", _l("Sasak")),
    ("sun", _l("Sundanese")),
    ("tet", _l("Tetum")),
    ("ara", _l("Arabic")),
    ("eng", _l("English")),
    ("zho", _l("Mandarin")),
    ("mya", _l("Burmese")),
    ("prs", _l("Dari")),
    ("rhg", _l("Rohingya")),
    ("som", _l("Somali")),
    ("vie", _l("Vietnamese")),
    ("ins", _l("Indonesian sign language")),
]
TRAVEL_MEANS: Choices = [
    ("", _l("Not known yet")),
    ("none", _l("None of their own")),
    ("foot", _l("On foot")),
    ("motorcycle", _l("Motorcycle")),
    ("car", _l("Car")),
    ("boat", _l("Boat")),
]
OVERRIDE_REASONS: Choices = [
    (one.value, lazy_label("override_reason", one.value)) for one in OverrideReason
]
OUTCOMES: Choices = [(one.value, lazy_label("outcome", one.value)) for one in TryOutcome]

OPEN_STATES = {
    "open": _l("Open"),
    "presumed_open": _l("Presumed open (emergency room)"),
    "closed": _l("Closed"),
    "unknown": _l("Hours not known – ask"),
}
FRESHNESS = {
    "fresh": _l("checked on %(day)s"),
    "ageing": _l("checked on %(day)s, more than 6 months ago"),
    "stale": _l("checked on %(day)s, more than a year ago"),
    "seed_only": _l("never checked by telephone"),
}


WHY_REMOVED: Choices = [
    (RemovalReason.CLOSED.value, _l("It has closed.")),
    (RemovalReason.DUPLICATE.value, _l("It was recorded twice.")),
    (RemovalReason.MISTAKE.value, _l("It was recorded by mistake.")),
    (RemovalReason.MOVED_AWAY.value, _l("It has moved away.")),
]
"""Why a record is no longer in the directory."""


def word(choices: Choices, code: str) -> str:
    """The text of a code; the code itself where the vocabulary has grown past this page."""
    return str(dict(choices).get(code, code))

"""What documents of coverage, of sites and of what to do first say in words."""

from __future__ import annotations

from referral.domain.coverage import Group
from referral.present.translate import N_

DENOMINATOR = N_(
    "{governments} regencies and cities with a government of their own, and the six units of "
    "Jakarta, which has one government: {governments} + Jakarta."
)
STANDARD = N_(
    "Each cell is what a plan answers for one child alone at the regency's seat, on a Tuesday at "
    "10:00. People live evenly spread over the villages of their regency."
)
CAVEAT = N_("No report is not no need: nothing here counts reports.")

GROUPS = {
    Group.ANY: N_("any child"),
    Group.BOY: N_("boy"),
    Group.GIRL: N_("girl"),
    Group.UNDER_12: N_("under 12"),
    Group.FROM_12: N_("12 to 17"),
}
EVIDENCE = {
    "recorded": N_("recorded"),
    "known_absent": N_("known to be absent"),
    "not_surveyed": N_("not surveyed"),
}
UNIT = {
    "yes": N_("yes"),
    "known_no": N_("known to be absent"),
    "not_surveyed": N_("not surveyed"),
}
TITLE = N_("Coverage of services for child victims")
SHEET_COLUMNS = {
    "fixed": (
        N_("Code"),
        N_("Regency or city"),
        N_("Province"),
        N_("People"),
        N_("UPTD PPA of its own"),
        N_("In the regency itself"),
    ),
    "of_group": (N_("What a child would find"), N_("Checked"), N_("People within 3 hours")),
}
"""Heads of the workbook's columns: of the regency, and of each group of children."""
SHEET_WORDS = {
    "words": N_("Words"),
    "standard": N_("What a cell says"),
    "denominator": N_("Counted are"),
    "caveat": N_("Note"),
    "hidden": N_("Confidential places"),
    "hidden_text": N_("They count like others, at the seat of their regency; none is named."),
    "directory": N_("Directory"),
    "rules": N_("Rules"),
    "day": N_("Day of the standard case"),
    "yes": N_("yes"),
    "no": N_("no"),
}

COVERING = N_(
    "The seats that bring most people within {minutes} minutes, village by village. A new centre "
    "takes every child, meets the need itself, and serves its province and the neighbouring ones."
)
MEDIAN = N_(
    "The seats that make the average journey from the seats of all regencies, weighted by their "
    "people, shortest. Where no way is recorded, or a longer one, {most} minutes are counted."
)

ACTIONS = {
    "number": N_(
        "Find a number at which {name} ({region}) answers: none is recorded, and nobody can call."
    ),
    "verify": N_(
        "Telephone {name} ({region}) and confirm whom it takes, when, and where it answers."
    ),
    "agreement": N_(
        "Agree with {name} ({region}) that it takes children from: {regencies}. It has not said so."
    ),
    "agreement_of_hidden": N_(
        "Agree with {name} ({region}) that it takes children from outside. It has not said so."
    ),
    "night": N_(
        "See to a line of {name} ({region}) that answers at night too: it is known for office "
        "hours only."
    ),
    "transport": N_(
        "See to a way at any hour on the crossing {link}, for instance a boat or vehicle on call."
    ),
    "beds": N_(
        "Make room at {name} ({region}) for these children, apart from adults, at any hour."
    ),
    "centre": N_("Build a new centre at {name} ({region})."),
}
"""What to do first, by kind of action."""

ABOUT = N_("about {people}")
"""Of a hidden place only about how many people are told (R35)."""

REACHES = {
    "number": N_("{people} more people within {limit}."),
    "night": N_("{people} people live where the best there is answers in office hours only."),
    "verify": N_("{people} people live where nobody has checked what is best for them."),
    "agreement": N_("{people} people live where this is the best there is, outside their regency."),
    "transport": N_("{people} more people within {limit}."),
    "beds": N_("{people} more people within {limit}."),
    "centre": N_("{people} more people within {limit}."),
}
"""Whom an action would reach."""

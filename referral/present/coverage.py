"""What documents of coverage, of sites and of what to do first say in words."""

from __future__ import annotations

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

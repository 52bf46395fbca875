"""The sentence of a problem with an input: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from referral.domain.errors import Problem
from referral.present.countries import country_name
from referral.present.translate import N_, Translator

PROBLEMS: dict[str, str] = {
    "required": N_("This is needed. Fill it in."),
    "needs_required": N_("Choose at least one need."),
    "at_required": N_("Say where the child is now: a village, regency, port or coordinate."),
    "invalid_choice": N_("“{value}” is not known here. Use one of: {allowed}."),
    "not_a_list": N_("Give a list."),
    "not_an_object": N_("Give an object with named members."),
    "not_a_number": N_("Give a number."),
    "not_text": N_("Give plain text."),
    "not_yes_or_no": N_("Answer yes or no."),
    "out_of_range": N_("This number is outside what is possible."),
    "age_range": N_("Give the age in whole years, from 0 to 17."),
    "age_and_band": N_("Give the age in years or an age band, not both."),
    "child_twice": N_("Describe the children in one place only: in the list, or beside it."),
    "adult": N_(
        "This tool plans for children under 18. An adult can call SAPA 129, or 112 in danger."
    ),
    "too_many": N_("At most {limit} are possible here."),
    "too_long": N_("This is too long: at most {limit} characters."),
    "too_deep": N_("This is nested too deeply."),
    "given_twice": N_("Give this once only."),
    "unknown_field": N_("This is not a part of a request. Leave it out."),
    "bad_when": N_("Give a date and time such as 2026-11-21T22:00."),
    "when_range": N_("Give a date between 2000 and 2100."),
    "owner_needed": N_("Choose the office that sees to it."),
    "due_needed": N_("Give the day by which it is to be done."),
    "bad_day": N_("Give a day, such as 2027-03-31."),
    "day_past": N_("This day is over. Give one to come."),
    "bad_code": N_("“{value}” is not the code of a region, and no service is known by it."),
    "unknown_service": N_("No service is known by “{value}”. Check it in the list of services."),
    "place_unknown": N_(
        "“{text}” was not found. Try another spelling, or the name of the regency."
    ),
    "place_ambiguous": N_("“{text}” can be several places. Choose one of them."),
    "place_at_border": N_(
        "This point is at the border with {country}. Choose on which side the child is."
    ),
    "place_far_away": N_("This point is far from Indonesia. Give the country instead."),
    "unknown_country": N_("“{value}” is not the code of another country, such as MY."),
    "place_at_sea": N_(
        "This point is at sea, more than 20 km from land. Give the next port or island instead."
    ),
    "bad_coordinate": N_("Give latitude and longitude in degrees, such as -8.62, 122.21."),
    "one_place": N_("Give the place in one way: a code, a name, or latitude and longitude."),
    "bad_email": N_("Give a whole e-mail address, such as nama@lembaga.go.id."),
    "email_taken": N_("There is an account of this address already. Change that one."),
    "unknown_desk": N_("There is no desk “{value}”. Make it first."),
    "desk_required": N_("Operators and caseworkers work at a desk: choose one."),
    "organization_required": N_("A receiver belongs to an organisation: name it."),
    "organization_differs": N_("The desk belongs to another organisation. Make two accounts."),
    "unknown_organization": N_(
        "No service of the directory belongs to “{value}”. Write it as the directory does."
    ),
    "token_days": N_("Give a number of days from 1 to {limit}."),
    "last_admin": N_("This is the last administrator. Make another one first."),
    "disabled": N_("This account is disabled. Enable it first."),
    "not_found": N_("There is nothing of that name here."),
    "not_toml": N_("This is not a TOML file: {detail}"),
    "not_utf8": N_("This is not UTF-8 text. Save the file as UTF-8."),
    "unreadable_file": N_("“{value}” cannot be read."),
    "wrong_type": N_("A value of another kind belongs here."),
    "missing": N_("These are missing: {missing}."),
    "duplicate": N_("Something stands here twice."),
    "empty": N_("This may not be empty: an answer could be empty too."),
    "too_small": N_("Give a number above {above}."),
    "bands": N_("Give {count} rising limits in minutes."),
    "bad_number": N_("Give a telephone number as dialled, such as 129 or +6281…."),
    "before_fresh": N_("This may not be shorter than the time a record counts as fresh."),
    "not_so_many": N_("There are only {high} places to choose from. Ask for fewer."),
    "day_not_come": N_("This day has not come yet. Ask for today or an earlier day."),
    "before_history": N_(
        "What the directory was on that day is not known: its history begins on {since}. Ask for "
        "that day or a later one."
    ),
    "nowhere_to_stand": N_(
        "Every regency has one already, so there is nowhere to stand. Allow any seat, or name some."
    ),
    "no_seats": N_("List the seats that the centres may stand at, or allow any."),
    "no_regency": N_("“{value}” is no regency or city. Write its name, or its code such as 53.07."),
    "which_regency": N_(
        "There is a regency and a city called “{value}”. Write which, or its code."
    ),
    "other": N_("This cannot be used as it stands. Check it and try again."),
}


def problem_text(problem: Problem, translator: Translator) -> str:
    """A full sentence for a problem, in the translator's language."""
    message = PROBLEMS.get(problem.code, PROBLEMS["other"])
    facts = _Facts(_plain(problem.facts))
    if "country" in facts:
        facts["country"] = country_name(facts["country"], translator)
    return translator.gettext(message).format_map(facts)


def _plain(facts: Mapping[str, object]) -> dict[str, str]:
    return {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for name, value in facts.items()
        if value is not None
    }


class _Facts(dict[str, str]):
    """Facts of a problem; one that is not known leaves a dash, never an error."""

    def __missing__(self, key: str) -> str:
        return "–"

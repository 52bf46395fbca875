"""The sentence of a problem with a file of services: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from referral.present.translate import N_, Translator

SENTENCES = {
    "not_utf8": N_("This is not UTF-8 text. Save the file as UTF-8."),
    "empty_file": N_("The file has no header, or cannot be read as CSV."),
    "missing_column": N_("This column is missing. Add it, empty if need be."),
    "unknown_column": N_("This column is not known. Remove it, or correct its name."),
    "not_a_workbook": N_("This is not a workbook (XLSX) that can be read. Save it anew as XLSX."),
    "not_a_format": N_("This is no CSV, XLSX, HSDS JSON or HSDS zip file."),
    "too_large": N_("The file is too large, or unpacks to too much. Divide it."),
    "too_many_rows": N_("There are more than {limit} rows. Divide the file."),
    "not_json": N_("From here on this is not JSON."),
    "not_hsds": N_("This holds no list of services in the HSDS form."),
    "not_a_zip": N_("This is not a zip file that can be read."),
    "missing_table": N_("The zip has no table {expected}."),
    "unreadable_table": N_("The table cannot be read as CSV."),
    "not_an_object": N_("This is not a service in the HSDS form."),
    "wrong_type": N_("A value of another kind belongs here."),
    "not_a_time": N_("“{found}” is not a time such as 08:00."),
    "stands_for_hidden_place": N_(
        "This row stands for a place that is kept secret here. Change it under its own id."
    ),
    "uncovers_hidden_place": N_(
        "This would show where a secret place is. Two editors decide that: make the change there."
    ),
    "source_needed": N_("Say who published what you changed, or who told you so."),
    "only_by_verifying": N_(
        "Only verifying on the call sheet changes this day. Leave this column out of the file."
    ),
    "tells_where": N_("This seems to say where a protected place is. Leave that out."),
    "outside_regency": N_(
        "This point lies in {found}, not in {expected}. Correct the point or the regency."
    ),
    "outside_country": N_("This point lies outside Indonesia, or far out at sea."),
    "removed_id": N_("“{found}” was removed here. A new service takes an id of its own."),
    "merged_id": N_("“{found}” was merged into “{successor}”. Make the change there."),
    "unknown_region": N_("No region has the code {found}."),
    "repeated_column": N_("This column stands twice. Remove one."),
    "wrong_cell_count": N_("The row has more or fewer cells than the header."),
    "duplicate_id": N_("This id was used before. Every service has its own."),
    "required": N_("This cell may not be empty."),
    "not_allowed": N_("“{found}” is not possible here. Use one of: {allowed}."),
    "not_a_number": N_("“{found}” is not a number."),
    "out_of_range": N_("{found} is outside {low} to {high}."),
    "not_a_date": N_("“{found}” is not a date such as 2026-11-21."),
    "not_a_code": N_("“{found}” is not the code of a region."),
    "not_a_slug": N_("“{found}” is no id: small letters, digits and hyphens."),
    "not_an_email": N_("“{found}” is not an e-mail address."),
    "not_a_url": N_("“{found}” is not a web address."),
    "not_a_fact": N_("“{found}” is no fact: yes, no or unknown, and how it is known."),
    "not_a_need": N_("“{found}” is no need with the way it is met."),
    "not_a_phone": N_("“{found}” is not a telephone number."),
    "not_hours": N_("“{found}” are no opening hours such as Mo-Fr 08:00-16:00."),
    "too_long": N_("This is too long: at most {limit} characters."),
    "control_character": N_("This holds a character that cannot be printed."),
    "formula": N_("This begins like a formula of a spreadsheet."),
    "repeated_item": N_("An item stands twice: {found}."),
    "province_mismatch": N_("The province is not the one of the regency."),
    "incomplete_coordinates": N_("Latitude and longitude belong together."),
    "basis_without_coordinates": N_("A basis of the location is given without coordinates."),
    "coordinates_without_basis": N_("Say how the coordinates are known."),
    "place_must_be_hidden": N_("Where children live, no address and no true point may stand."),
    "ages_reversed": N_("The youngest age is above the oldest."),
    "free_exceeds_total": N_("More are counted than there are in all."),
    "country_needed": N_("A mission needs its country."),
    "country_unexpected": N_("Only a mission has a country."),
    "sub_need_without_need": N_("A sub-need stands here without its need."),
    "other": N_("This cannot be used as it stands."),
}


class _Facts(dict[str, str]):
    """Facts of a problem; one that is not known leaves a dash, never an error."""

    def __missing__(self, key: str) -> str:
        return "–"


def file_problem_text(code: str, facts: Mapping[str, str], translator: Translator) -> str:
    """A full sentence for a problem's code, in the translator's language."""
    text = translator.gettext(SENTENCES.get(code, SENTENCES["other"]))
    return text.format_map(_Facts(facts))

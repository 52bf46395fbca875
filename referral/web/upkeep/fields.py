"""The columns of a record on the screen: what each is called, what stands together, what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from referral.domain.vocabulary import Confidence, Kind, Level, Operator, Status
from referral.usecases.upkeep.record_inputs import COLUMNS, LOCATION_BASES, Column
from referral.web.words import LazyText, lazy_label
from referral.web.words import lazy_gettext as _l

BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}
BY_PATH: Mapping[str, Column] = {column.path: column for column in COLUMNS}
FACT = "facts."


@dataclass(frozen=True)
class Group:
    """Columns that stand in one set; a `folded` one is opened by whoever needs it."""

    name: str
    legend: LazyText
    columns: tuple[str, ...]
    hint: LazyText = ""
    folded: bool = False


WHOSE_WORD = _l(
    "An answer that you change counts as said by the source, unless you choose otherwise. "
    "“Not known” is an honest answer: the operator will then ask. Where an answer is only presumed "
    "and the service confirms it, tick “The service says so itself”."
)
GROUPS: tuple[Group, ...] = (
    Group(
        "identity", _l("What it is"),
        ("name", "organization", "acronym", "aliases", "kind", "level", "operator",
         "ecpat_member", "status", "status_note"),
    ),
    Group(
        "needs", _l("What it does"), ("needs", "sub_needs", "takes_reports"),
        _l(
            "“Does it itself” means: there, by its own staff. Whoever only passes a child on "
            "arranges it with others."
        ),
    ),
    Group("contact", _l("How to reach it"), ("phones", "whatsapp", "email", "website")),
    Group(
        "hours", _l("Hours"), ("hours", "open_24h", "line_24h", "hours_text"),
    ),
    Group(
        "where", _l("Where it is"),
        ("confidential", "province_code", "regency_code", "kecamatan_code", "country", "address",
         "latitude", "longitude", "location_basis", "location_note", "coverage"),
    ),
    Group(
        "whom", _l("Whom it takes"),
        ("min_age", "max_age", "boys_with_mother_max_age", "accepts_girls", "accepts_boys",
         "accepts_unaccompanied", "accepts_siblings", "accepts_baby", "accepts_foreign",
         "accepts_outsiders", "child_specific", "apart_from_adults", "apart_from_offenders"),
        WHOSE_WORD,
    ),
    Group(
        "entry", _l("How one gets in, and what is demanded"),
        ("emergency_intake", "walk_in", "inpatient", "requires_documents", "requires_residence",
         "requires_police_report"),
        WHOSE_WORD,
    ),
    Group(
        "can", _l("What it can do"),
        ("child_trained_staff", "hiv_pep", "emergency_contraception", "forensic_exam",
         "transport"),
        WHOSE_WORD,
    ),
    Group(
        "access", _l("Access and languages"),
        ("access_physical", "access_deaf", "access_blind", "access_intellectual",
         "access_psychosocial", "languages"),
        WHOSE_WORD,
    ),
    Group(
        "capacity", _l("Places"),
        ("capacity_total", "capacity_free", "capacity_counted_on"),
    ),
    Group(
        "registry", _l("Registries"),
        ("hospital_type", "hospital_class", "ownership", "registry_id", "accreditation"),
        folded=True,
    ),
    Group(
        "source", _l("Where the record comes from"),
        ("publisher", "source_year", "confidence", "phone_year", "source_url", "evidence"),
        _l("This stands for everything in the record that nobody has changed since."),
    ),
)  # fmt: skip
"""Every column that an editor may change stands in one of them (a test holds it to that)."""

LABELS: Mapping[str, LazyText] = {
    "name": _l("Name"),
    "organization": _l("Organisation"),
    "acronym": _l("Short name"),
    "aliases": _l("Other and former names"),
    "kind": _l("Kind"),
    "status": _l("State"),
    "status_note": _l("Why it is not active"),
    "level": _l("Level"),
    "operator": _l("Institution behind it"),
    "ecpat_member": _l("Member of the national ECPAT coalition"),
    "needs": _l("Needs"),
    "sub_needs": _l("Narrower needs"),
    "takes_reports": _l("Has a desk that takes reports"),
    "country": _l("Country (missions abroad only)"),
    "province_code": _l("Province"),
    "regency_code": _l("Regency or city"),
    "kecamatan_code": _l("Subdistrict"),
    "coverage": _l("Area it serves"),
    "address": _l("Address"),
    "latitude": _l("Latitude"),
    "longitude": _l("Longitude"),
    "location_basis": _l("How the point is known"),
    "location_note": _l("What to know about the point"),
    "confidential": _l("Where it is stays secret"),
    "phones": _l("Telephone"),
    "whatsapp": _l("WhatsApp"),
    "email": _l("E-mail"),
    "website": _l("Website"),
    "hours": _l("Hours"),
    "hours.text": _l("Hours as the source prints them"),
    "min_age": _l("Youngest age taken"),
    "max_age": _l("Oldest age taken"),
    "boys_with_mother_max_age": _l("Oldest boy taken with his mother or sister"),
    "languages": _l("Languages spoken there"),
    "capacity.total": _l("Places in all"),
    "capacity.free": _l("Places free"),
    "capacity.counted_on": _l("Counted on"),
    "hospital_type": _l("Type in the health registry"),
    "hospital_class": _l("Class in the health registry"),
    "ownership": _l("Owner in the health registry"),
    "registry_id": _l("Number in the health registry"),
    "accreditation": _l("Accreditation of the legal aid office"),
    "provenance.publisher": _l("Publisher"),
    "provenance.year": _l("Year of the source"),
    "provenance.confidence": _l("How sure it is that the service exists"),
    "provenance.verified_on": _l("Confirmed by a call on"),
    "provenance.phone_year": _l("Year of the source of the numbers"),
    "provenance.source_urls": _l("Addresses of the sources"),
    "provenance.evidence": _l("What the sources say"),
}
"""By a field's path, for forms and for the history; facts have labels of their own."""

HINTS: Mapping[str, LazyText] = {
    "name": _l("As its public source prints it."),
    "aliases": _l("One on each line."),
    "operator": _l("For exclusions when an official is the reported person."),
    "status_note": _l("Never the name of a person."),
    "kecamatan_code": _l("Name or code."),
    "coverage": _l("One on each line: name or code of a regency or province, or Indonesia."),
    "confidential": _l(
        "Then address and point are removed for good, and it is reached through others."
    ),
    "address": _l("Never where children live."),
    "latitude": _l("In degrees, such as -8.6203. Empty: the seat of the regency."),
    "longitude": _l("In degrees, such as 122.2112."),
    "hours": _l("As one would say it: Monday–Friday 8–16, Saturday 8–12; closed on holidays."),
    "languages": _l("Codes with spaces between them: id jav mak."),
    "capacity.counted_on": _l("Where you change the places and leave this, it is today."),
    "country": _l("Two letters, such as MY."),
    "provenance.source_urls": _l("One on each line. For editors only."),
    "provenance.evidence": _l("For editors only. Never anything about a child."),
    "phones": _l(
        "As printed, with the area code. Empty the field to remove a number. “Dial instead” is for "
        "what is dialled where the print does not say it."
    ),
    "whatsapp": _l("In the same form."),
}

OPERATORS: Mapping[str, LazyText] = {
    Operator.POLICE: _l("police"),
    Operator.IMMIGRATION: _l("immigration"),
    Operator.SOCIAL: _l("social affairs"),
    Operator.HEALTH: _l("health"),
    Operator.CHILD_PROTECTION: _l("women and child protection"),
    Operator.VILLAGE: _l("village"),
    Operator.SCHOOL: _l("school"),
    Operator.MILITARY: _l("military"),
    Operator.CIVIL_SOCIETY: _l("civil society"),
    Operator.OTHER_GOVERNMENT: _l("another part of government"),
    Operator.UNKNOWN: _l("not known"),
}
LEVELS: Mapping[str, LazyText] = {
    Level.DISTRICT: _l("regency or city"),
    Level.PROVINCE: _l("province"),
    Level.NATIONAL: _l("national"),
    Level.ABROAD: _l("abroad"),
}
BASES_OF_PLACE: Mapping[str, LazyText] = {
    "stated": _l("the source gives it, or an editor set it"),
    "village": _l("the middle of the village"),
    "kecamatan": _l("the middle of the subdistrict"),
    "regency_seat": _l("the seat of the regency"),
    "none": _l("no point is known"),
}
CHOICES: Mapping[str, Mapping[str, LazyText]] = {
    "kind": {one: lazy_label("kind", one) for one in Kind},
    "status": {one: lazy_label("status", one) for one in Status},
    "level": LEVELS,
    "operator": OPERATORS,
    "location_basis": {one: BASES_OF_PLACE[one] for one in LOCATION_BASES},
    "provenance.confidence": {one: lazy_label("confidence", one) for one in Confidence},
}
"""Fields with one of a few values, by their path."""


def label_of(path: str) -> str:
    """What a field is called, by its path in a record."""
    if path.startswith(FACT):
        return str(lazy_label("fact", path.removeprefix(FACT)))
    return str(LABELS.get(path, path))


def columns_of(group: Group) -> Iterator[Column]:
    """The columns of a group, in its order."""
    return (BY_NAME[name] for name in group.columns)

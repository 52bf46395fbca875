"""The columns of a service file: one table that reads, writes, documents and checks.

`path` says where the value lives in a Service: `facts.inpatient`, `provenance.year`, `id`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from referral.domain.fact_texts import FACT_TEXTS
from referral.domain.services import FACT_NAMES, UNKNOWN, Service
from referral.domain.vocabulary import (
    Confidence,
    Kind,
    Level,
    Operator,
    Status,
    SubNeed,
)
from referral.files import cells
from referral.files.hours import read_hours, write_hours
from referral.files.phones import read_phones, write_phones
from referral.files.text import clean_text

LOCATION_BASES = ("stated", "village", "kecamatan", "regency_seat", "none")
UNSAID = "unknown"
"""The cell of a fact that nobody has stated; an empty cell reads the same."""
YEARS = (1945, 2100)
LATITUDES = (-90.0, 90.0)
LONGITUDES = (-180.0, 180.0)


@dataclass(frozen=True)
class Column:
    """One column: its place in a Service, how its cells are read and written, and its schema."""

    name: str
    path: str
    text: str
    read: cells.Read
    write: Callable[[Any], str] = cells.write_text
    type: str = "string"
    empty: Any = None
    required: bool = False
    public: bool = True
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    low: float | None = None
    high: float | None = None
    example: str | None = None

    def value_in(self, service: Service) -> Any:
        """The value this column holds of a service."""
        group, _, name = self.path.rpartition(".")
        if group == "facts":
            return service.facts.get(name, UNKNOWN)
        return getattr(getattr(service, group) if group else service, name)


def _text(name: str, text: str, *, path: str = "", public: bool = True) -> Column:
    return Column(name, path or name, text, clean_text, public=public)


def _name(name: str, text: str, *, path: str = "", required: bool = False) -> Column:
    return Column(name, path or name, text, cells.read_name, required=required)


def _choice(name: str, kind: type[StrEnum], text: str, path: str = "") -> Column:
    choices = tuple(kind)
    return Column(name, path or name, text, cells.one_of(kind), required=True, choices=choices)


def _code(
    name: str, pattern: str, text: str, code: str = "not_a_code", *, required: bool = False
) -> Column:
    read = cells.matching(pattern, code)
    return Column(name, name, text, read, pattern=pattern, required=required)


def _number(name: str, text: str, low: int, high: int, path: str = "") -> Column:
    read = cells.whole(low, high)
    return Column(name, path or name, text, read, type="integer", low=low, high=high)


def _degrees(name: str, text: str, bounds: tuple[float, float]) -> Column:
    read = cells.degrees(*bounds)
    return Column(name, name, text, read, type="number", low=bounds[0], high=bounds[1])


def _list(
    name: str,
    text: str,
    read_item: cells.Read,
    *,
    path: str = "",
    public: bool = True,
    choices: tuple[str, ...] = (),
    pattern: str | None = None,
) -> Column:
    return Column(
        name,
        path or name,
        text,
        cells.list_of(read_item),
        cells.write_list,
        type="list",
        empty=(),
        public=public,
        choices=choices,
        pattern=pattern,
    )


def _flag(name: str, text: str) -> Column:
    return Column(
        name, name, text, cells.read_yes_no, cells.write_yes_no, empty=False, choices=("yes", "no")
    )


def _phones(name: str, text: str) -> Column:
    return Column(
        name,
        name,
        text,
        read_phones,
        write_phones,
        type="list",
        empty=(),
        example="(0271) 2931755|office;0878-6449-9998|24h",
    )


def _fact(name: str) -> Column:
    return Column(
        name,
        f"facts.{name}",
        FACT_TEXTS[name],
        cells.read_fact,
        cells.write_fact,
        empty=UNKNOWN,
        pattern=cells.FACT,
        example="yes:stated",
    )


_IDENTITY = (
    _code("id", cells.SLUG, "Stable slug of the service; never reused.", "not_a_slug",
          required=True),
    _name("name", "Name of the service, as its public source prints it.", required=True),
    _name("organization", "Institution or organisation that runs it.", required=True),
    _name("acronym", "Short name."),
    _list("aliases", "Other and older names it is known by.", cells.read_name),
    _choice("kind", Kind, "Kind of service; which needs a kind is fit for is routing policy."),
    _choice("status", Status, "`active`; `historical` (shown, never first, never alone); "
            "`suspended` or `closed` (shown with the reason, never offered)."),
    _text("status_note", "Why the status is not `active`."),
    _choice("level", Level, "Level of the institution: district, province, national, abroad."),
    _choice("operator", Operator, "Institution behind it, for exclusions when an official is "
            "the suspect."),
    _flag("ecpat_member", "Named as a member of the national ECPAT coalition, or its "
          "secretariat; no proof of direct service."),
)  # fmt: skip

_NEEDS = (
    Column("needs", "needs",
           "Needs it meets, each as `need:how:basis`: itself (`direct`) or with others "
           "(`arranged`), and how that is known.",
           cells.read_needs, cells.write_needs, type="list", empty=(), pattern=cells.NEED,
           example="legal:direct:law;medical:arranged:stated"),
    _list("sub_needs", "Narrower needs it is known to meet.", cells.one_of(SubNeed),
          choices=tuple(SubNeed)),
    _flag("takes_reports", "Has an intake desk for reports; not a need."),
)  # fmt: skip

_PLACE = (
    _code("country", cells.COUNTRY, "ISO 3166 country of a mission abroad; empty in Indonesia."),
    _code("province_code", cells.PROVINCE, "Province it stands in (Kemendagri code)."),
    _code("regency_code", cells.REGENCY, "Regency or city it stands in (Kemendagri code)."),
    _code("kecamatan_code", cells.KECAMATAN, "Kecamatan it stands in (Kemendagri code)."),
    _list("coverage", "Area it serves: Kemendagri codes, `ID` for the nation, or the ISO "
          "country of a mission.", cells.matching(cells.COVERAGE, "not_a_code"),
          pattern=cells.COVERAGE),
    _text("address", "Street address. Always empty where children live and for a confidential "
          "place."),
    _degrees("latitude", "Latitude in degrees (WGS 84); empty means the regency's seat.",
             LATITUDES),
    _degrees("longitude", "Longitude in degrees (WGS 84).", LONGITUDES),
    Column("location_basis", "location_basis",
           "How good the point is: `stated`, `village`, `kecamatan`, `regency_seat`, `none`.",
           cells.matching("|".join(LOCATION_BASES), "not_allowed"), empty="none",
           choices=LOCATION_BASES),
    _text("location_note", "What to know about the point."),
    _flag("confidential", "Where it is stays secret: reached through a gateway only."),
)  # fmt: skip

_CONTACT = (
    _phones("phones", "Numbers as printed; `|24h` answers day and night, `|office` in office "
            "hours only, `|dial:` what to dial where the print does not say it."),
    _phones("whatsapp", "WhatsApp numbers, in the same form."),
    _code("email", cells.EMAIL, "Institution's e-mail address.", "not_an_email"),
    _code("website", cells.URL, "Institution's own site.", "not_a_url"),
    Column("hours", "hours",
           "Opening hours in the service's own zone: `Mo-Fr 08:00-16:00;Sa 08:00-12:00`, "
           "`24/7`, and `PH off` or `PH open` for public holidays. Empty: not recorded.",
           read_hours, write_hours, empty=None, example="Mo-Fr 08:00-16:00;PH off"),
    _text("hours_text", "Hours as the source prints them.", path="hours.text"),
)  # fmt: skip

_WHOM = (
    _number("min_age", "Youngest age taken, in years.", 0, 120),
    _number("max_age", "Oldest age taken, in years.", 0, 120),
    _number("boys_with_mother_max_age", "Oldest boy a women's place takes with his mother or "
            "sister, in years.", 0, 120),
    *(_fact(name) for name in FACT_NAMES),
    _list("languages", "Languages spoken there (BCP 47).",
          cells.matching(cells.LANGUAGE, "not_a_code"), pattern=cells.LANGUAGE),
    _number("capacity_total", "Places in all (beds, of a hospital).", 0, 100_000,
            "capacity.total"),
    _number("capacity_free", "Places free when last counted.", 0, 100_000, "capacity.free"),
    Column("capacity_counted_on", "capacity.counted_on", "Day of that count.", cells.read_day,
           type="date"),
)  # fmt: skip

_REGISTRY = (
    _name("hospital_type", "Type in the health registry: general, psychiatric, mother_child."),
    _name("hospital_class", "Class in the health registry."),
    _name("ownership", "Owner in the health registry."),
    _name("registry_id", "Number in the health registry."),
    _name("accreditation", "Accreditation of a legal aid office."),
)

_SOURCE = (
    _name("publisher", "Who published the fact.", path="provenance.publisher", required=True),
    _number("source_year", "Year of the source.", *YEARS, "provenance.year"),
    _choice("confidence", Confidence, "How sure it is that the service exists, not that its "
            "number works.", "provenance.confidence"),
    Column("verified_on", "provenance.verified_on",
           "Day a person of this directory last confirmed the record; empty: never.",
           cells.read_day, type="date"),
    _number("phone_year", "Year of the source of the numbers.", *YEARS, "provenance.phone_year"),
    _list("source_url", "Addresses of the sources. Editors only.",
          cells.matching(cells.URL, "not_a_url", limit=2000), path="provenance.source_urls",
          public=False, pattern=cells.URL),
    _text("evidence", "What the sources say, in the compilers' words. Editors only.",
          path="provenance.evidence", public=False),
)  # fmt: skip

COLUMNS: tuple[Column, ...] = (
    *_IDENTITY,
    *_NEEDS,
    *_PLACE,
    *_CONTACT,
    *_WHOM,
    *_REGISTRY,
    *_SOURCE,
)
"""Every column of a service file, in order."""

PUBLIC_COLUMNS: tuple[Column, ...] = tuple(column for column in COLUMNS if column.public)
"""The columns of a public export: without evidence and source links."""

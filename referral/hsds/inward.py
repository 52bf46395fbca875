"""HSDS `service` documents to services: ours come back whole, others with unknowns.

The standard's own fields come first; our terms fill in what it has no word for. Whether the
service then keeps the rules of a record (no shelter's address, ages in order) is for the caller
to ask (`files.services.problems_of`): the rules are the same for every way in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from referral.domain.services import (
    UNKNOWN,
    Capacity,
    Fact,
    Hours,
    Interval,
    NeedMet,
    Phone,
    Provenance,
    Service,
    fact,
)
from referral.domain.vocabulary import (
    NEED_OF,
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    SubNeed,
    Trilean,
)
from referral.hsds.outward import DAYS, KEMENDAGRI, STATUSES, WHATSAPP
from referral.hsds.problems import HsdsProblem
from referral.hsds.reader import Fields
from referral.hsds.terms import BY_ID, Term

_STATUS_OF = {text: status for status, text in STATUSES.items()}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"\d{2}(\.\d{2}){0,2}")
_AREA = re.compile(r"\d{2}(\.\d{2})?|[A-Z]{2}")
_DIALLED = re.compile(r"\+?\d{3,15}")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_DAYTIME = 1440
_SLUG_LENGTH = 60


def read_service(document: Any, item: int) -> tuple[Service | None, list[HsdsProblem]]:
    """The service of one document, or what is wrong with it; `item` is its place in the list."""
    problems: list[HsdsProblem] = []
    if not isinstance(document, dict):
        facts = {"found": type(document).__name__}
        return None, [HsdsProblem(item, "", "not_an_object", facts)]
    fields = Fields(document, problems, item)
    values = _values(fields, _Said(fields))
    return (None, problems) if problems else (Service(**values), [])


class _Said:
    """What an object's attributes say under our terms; others' terms are left alone.

    `record` holds the first value of each of a record's fields.
    """

    def __init__(self, fields: Fields) -> None:
        self.terms: list[tuple[Term, str | None]] = []
        self._lists: dict[str, list[str]] = defaultdict(list)
        for attribute in fields.objects("attributes"):
            nested = attribute.object("taxonomy_term")
            key = attribute.text("taxonomy_term_id") or (nested and nested.text("id"))
            term, value = BY_ID.get(key or ""), attribute.text("value")
            if term is not None and term.taxonomy != "record":
                self.terms.append((term, value))
            elif term is not None and value is not None:
                self._lists[term.code].append(value)
        firsts = {code: values[0] for code, values in self._lists.items()}
        self.record = fields.beside(firsts, "attributes/")

    def all(self, code: str) -> tuple[str, ...]:
        """Every value said of a record's field, each once."""
        return tuple(dict.fromkeys(self._lists.get(code, ())))

    def one(self, taxonomy: str, otherwise: str) -> str:
        """The code of the term under which the object stands, in a taxonomy."""
        return next((t.code for t, _ in self.terms if t.taxonomy == taxonomy), otherwise)


def _values(fields: Fields, said: _Said) -> dict[str, Any]:
    record = said.record
    name = fields.text("name", required=True) or ""
    organization = fields.object("organization")
    run_by = organization.text("name", required=True) if organization else None
    phones, whatsapp = _phones(fields)
    return {
        "id": _slug(fields, record, name),
        "name": name,
        "organization": run_by or name,
        "acronym": fields.text("alternate_name"),
        "aliases": said.all("alias"),
        "kind": Kind(said.one("kind", Kind.OTHER)),
        "level": Level(said.one("level", Level.DISTRICT)),
        "operator": Operator(said.one("operator", Operator.UNKNOWN)),
        "status": _status(fields),
        "status_note": fields.text("alert"),
        "needs": tuple(_needs(fields, said)),
        "sub_needs": tuple(_sub_needs(said)),
        "facts": dict(_facts(fields, said)),
        "coverage": tuple(_coverage(fields)),
        "phones": phones,
        "whatsapp": whatsapp,
        "email": fields.text("email"),
        "website": fields.text("url"),
        "min_age": fields.whole("minimum_age"),
        "max_age": fields.whole("maximum_age"),
        "accreditation": fields.text("accreditations"),
        "languages": tuple(_languages(fields)),
        "hours": _hours(fields, record),
        "capacity": _capacity(fields, record),
        "provenance": _provenance(fields, record, run_by or name),
        "country": record.text("country"),
        "boys_with_mother_max_age": record.whole("boys_with_mother_max_age"),
        **{flag: record.flag(flag) or False for flag in _FLAGS},
        **{word: record.text(word) for word in _WORDS},
        **_place(fields, record),
    }


_FLAGS = ("takes_reports", "ecpat_member", "confidential")
_WORDS = ("hospital_type", "hospital_class", "ownership", "registry_id")


def _slug(fields: Fields, record: Fields, name: str) -> str:
    """Our own id; from elsewhere, one made of the name and the first part of the UUID."""
    slug, key = record.text("slug"), fields.text("id", required=True)
    if slug is not None and _SLUG.fullmatch(slug):
        return slug
    words = re.sub(r"[^a-z0-9]+", "-", name.casefold())[:_SLUG_LENGTH].strip("-")
    tail = re.sub(r"[^a-z0-9]", "", (key or "").casefold())[:8]
    return "-".join(part for part in (words, tail) if part) or "service"


def _status(fields: Fields) -> Status | None:
    text = fields.text("status", required=True)
    status = _STATUS_OF.get(text or "")
    if text is not None and status is None:
        fields.wrong("status", "not_allowed", found=text, allowed=", ".join(_STATUS_OF))
    return status


def _needs(fields: Fields, said: _Said) -> Iterator[NeedMet]:
    met: set[Need] = set()
    for term, value in said.terms:
        if term.taxonomy != "need" or term.parent is not None or Need(term.code) in met:
            continue
        how, _, basis = (value or f"{How.DIRECT}:{Basis.STATED}").partition(":")
        told = fields.beside({term.code: how, f"{term.code}:basis": basis}, "attributes/")
        known_how = told.choice(term.code, How)
        known_basis = told.choice(f"{term.code}:basis", Basis) or Basis.DEFAULT
        if known_how is not None:
            met.add(Need(term.code))
            yield NeedMet(Need(term.code), known_how, known_basis)


def _sub_needs(said: _Said) -> list[SubNeed]:
    """Those whose need is met too: a narrower need alone says nothing of how."""
    every = [term for term, _ in said.terms if term.taxonomy == "need"]
    needs = {term.code for term in every if term.parent is None}
    codes = dict.fromkeys(term.code for term in every if term.parent is not None)
    return [SubNeed(code) for code in codes if NEED_OF[SubNeed(code)].value in needs]


def _facts(fields: Fields, said: _Said) -> Iterator[tuple[str, Fact]]:
    for term, value in said.terms:
        if term.taxonomy == "fact" and term.parent is not None:
            told = fields.beside({term.code: value}, "attributes/")
            basis = told.choice(term.code, Basis) or Basis.DEFAULT
            known = fact(Trilean(term.code.rpartition(".")[2]), basis)
            if known != UNKNOWN:
                yield term.parent, known


def _coverage(fields: Fields) -> Iterator[str]:
    """Codes of areas; an area that is only described cannot be routed by."""
    seen: set[str] = set()
    for area in fields.objects("service_areas"):
        code = area.text("extent")
        if code is not None and _AREA.fullmatch(code) and code not in seen:
            seen.add(code)
            yield code


def _languages(fields: Fields) -> Iterator[str]:
    codes = (one.text("code") for one in fields.objects("languages"))
    yield from dict.fromkeys(code for code in codes if code is not None)


def _phones(fields: Fields) -> tuple[tuple[Phone, ...], tuple[Phone, ...]]:
    found: tuple[list[Phone], list[Phone]] = ([], [])
    for one in fields.objects("phones"):
        number = one.text("number", required=True)
        if number is not None:
            texts = one.text("type") == "text" and one.text("description") == WHATSAPP
            found[texts].append(_phone(one, number))
    return tuple(found[False]), tuple(found[True])


def _phone(one: Fields, number: str) -> Phone:
    record = _Said(one).record
    dialled = _DIALLED.fullmatch(number) is not None and not record.flag("phone_not_dialled")
    return Phone(
        number=number if dialled else None,
        display=record.text("phone_printed") or number,
        short_code=record.flag("phone_short_code") or False,
        open_24h=record.flag("phone_open_24h"),
    )


def _hours(fields: Fields, record: Fields) -> Hours:
    spans: set[tuple[int, int, int]] = set()
    text = None
    for one in fields.objects("schedules"):
        days = one.text("byday")
        opens, closes = _minute(one, "opens_at"), _minute(one, "closes_at")
        if days is None:
            text = text or one.text("description")
        elif opens is not None and closes is not None:
            end = closes if closes > opens else closes + _DAYTIME
            spans.update((day, opens, end) for day in _days(one, days))
    holidays = record.choice("closed_on_holidays", Trilean) or Trilean.UNKNOWN
    return Hours(tuple(Interval(*span) for span in sorted(spans)), holidays, text)


def _days(one: Fields, days: str) -> Iterator[int]:
    for day in days.split(","):
        if day.strip() in DAYS:
            yield DAYS.index(day.strip())
        else:
            one.wrong("byday", "not_allowed", found=day, allowed=", ".join(DAYS))


def _minute(one: Fields, name: str) -> int | None:
    text = one.text(name)
    found = _TIME.fullmatch(text) if text is not None else None
    if text is not None and found is None:
        one.wrong(name, "not_a_time", found=text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def _capacity(fields: Fields, record: Fields) -> Capacity:
    counts = fields.objects("capacities")
    if counts:
        one = counts[0]
        return Capacity(one.whole("maximum"), one.whole("available"), one.day("updated"))
    return Capacity(
        record.whole("capacity_total"),
        record.whole("capacity_free"),
        record.day("capacity_counted_on"),
    )


def _provenance(fields: Fields, record: Fields, run_by: str) -> Provenance:
    urls = (one.text("url") for one in fields.objects("additional_urls"))
    return Provenance(
        publisher=record.text("publisher") or run_by,
        year=record.whole("source_year"),
        confidence=record.choice("confidence", Confidence) or Confidence.LOW,
        verified_on=fields.day("assured_date"),
        phone_year=record.whole("phone_year"),
        source_urls=tuple(dict.fromkeys(url for url in urls if url is not None)),
        evidence=record.text("evidence"),
    )


def _place(fields: Fields, record: Fields) -> dict[str, Any]:
    """The first location; a service at several is several services, which no record here is."""
    placed = fields.objects("service_at_locations")
    location = placed[0].object("location") if placed else None
    location = location or fields.beside({}, "location/")
    latitude, longitude = location.number("latitude"), location.number("longitude")
    code = location.text("external_identifier")
    ours = location.text("external_identifier_type") == KEMENDAGRI
    parts = code.split(".") if code and ours and _CODE.fullmatch(code) else []
    pointed = latitude is not None and longitude is not None
    basis = record.text("location_basis")
    return {
        "latitude": latitude,
        "longitude": longitude,
        "location_basis": basis or ("stated" if pointed else "none"),
        "location_note": location.text("description"),
        "address": _address(location, whole=basis is not None) or record.text("address"),
        "province_code": parts[0] if parts else None,
        "regency_code": ".".join(parts[:2]) if len(parts) > 1 else None,
        "kecamatan_code": code if len(parts) > 2 else None,
    }


def _address(location: Fields, *, whole: bool) -> str | None:
    """The address as one line; ours is one already (`whole`)."""
    for one in location.objects("addresses"):
        names = ("address_1",) if whole else ("address_1", "address_2", "city")
        lines = [text for name in names if (text := one.text(name)) is not None]
        if lines:
            return ", ".join(lines)
    return None

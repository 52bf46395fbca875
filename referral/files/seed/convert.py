"""One record of the seed into a Service, and double records into one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from referral.domain.services import Capacity, NeedMet, Phone, Provenance, Service
from referral.domain.vocabulary import Confidence, How, Kind, Level, Need, Status
from referral.files.seed.hours import hours_of, line_fact, phones_of
from referral.files.seed.publishers import publisher_of
from referral.files.seed.reviewed import (
    CAPACITY,
    EVIDENCE_EDITS,
    FACTS,
    KINDS,
    NAMES,
    OLD_NAMES,
    SUSPENDED,
)
from referral.files.seed.rules import (
    Record,
    facts_of,
    is_confidential,
    needs_of,
    operator_of,
    sub_needs_of,
)

_URL = re.compile(r"https?://[^\s)]*[^\s).,;]")
_AROUND_URL = re.compile(r"\s*\(\s*\)|\s*(?:Also|Second report):\s*(?=[.;]|$|\s)")
_UNIT = re.compile(r"UPTD? PPA (?=Kabupaten|Kota|Provinsi)")
_BP3MI = "Balai Pelayanan Pelindungan Pekerja Migran Indonesia (BP3MI) "
_HISTORICAL_CENTRE = "Pusat pemulihan dari masa 2005-2011; belum ada sumber baru."
_HISTORICAL_MEMBER = "Hanya disebut dalam laporan koalisi tahun 2011; keberadaannya belum pasti."
_ONLY_2011 = "UPR submission"
_SEAT_TOO_FAR = "coordinates left out"
"""A point that the compilers left out because the regency's seat would mislead."""


def convert(record: Record) -> Service:
    """The Service of one seed record."""
    kind = KINDS.get(record["id"], Kind(record["kind"]))
    needs = needs_of(record, kind)
    houses = any(met.need is Need.SHELTER and met.how is How.DIRECT for met in needs)
    secret = is_confidential(record, kind, houses=houses)
    hidden = houses or secret
    name, renamed_from = NAMES.get(record["id"], (record["name"], ()))
    status, note = _status(record, kind)
    facts = {
        **facts_of(record, kind, houses=houses),
        **line_fact(record["id"], record.get("hours")),
        **FACTS.get(record["id"], {}),
    }
    return _located(
        record,
        Service(
            id=record["id"],
            name=name,
            organization=_organization(record, name),
            kind=kind,
            status=status,
            status_note=note,
            level=Level(record["level"]),
            operator=operator_of(record, kind),
            needs=needs,
            sub_needs=sub_needs_of(record, kind),
            takes_reports=record["takes_reports"],
            regency_code=record["regency_code"],
            province_code=record["province_code"],
            country=record.get("country"),
            coverage=tuple(dict.fromkeys(record["coverage"])),
            provenance=_provenance(record),
            acronym=record.get("acronym"),
            aliases=_aliases(record, name, kind, renamed_from),
            ecpat_member=bool(record.get("is_ecpat_member")),
            confidential=secret,
            min_age=record["min_age"],
            max_age=record["max_age"],
            facts=facts,
            capacity=Capacity(total=record.get("beds_2021") or CAPACITY.get(record["id"])),
            **_contact(record, kind),
            **_registry(record),
        ),
        hidden=hidden,
    )


def merge(kept: Service, other: Service) -> Service:
    """The kept record with what a second record of the same place adds."""
    needs = {met.need: met for met in (*other.needs, *kept.needs)}
    sources = (*kept.provenance.source_urls, *other.provenance.source_urls)
    evidence = f"{kept.provenance.evidence} Second record: {other.provenance.evidence}"
    aliases = (*kept.aliases, other.id, other.name)
    ordered: Iterable[NeedMet] = (needs[need] for need in Need if need in needs)
    return replace(
        kept,
        needs=tuple(ordered),
        sub_needs=tuple(dict.fromkeys((*kept.sub_needs, *other.sub_needs))),
        facts={**other.facts, **kept.facts},
        phones=_united(kept, other),
        address=kept.address or other.address,
        aliases=tuple(name for name in dict.fromkeys(aliases) if name != kept.name),
        provenance=replace(
            kept.provenance, source_urls=tuple(dict.fromkeys(sources)), evidence=evidence
        ),
    )


def _contact(record: Record, kind: Kind) -> dict[str, Any]:
    printed = record.get("hours")
    return {
        "phones": phones_of(record["phones"], printed, kind),
        "whatsapp": phones_of(record.get("whatsapp", []), printed, kind),
        "email": record.get("email"),
        "website": _website(record.get("website")),
        "hours": hours_of(printed),
    }


def _registry(record: Record) -> dict[str, Any]:
    return {
        "hospital_type": record.get("hospital_type"),
        "hospital_class": record.get("class"),
        "ownership": record.get("ownership"),
        "registry_id": record.get("sirs_code"),
        "accreditation": record.get("accreditation"),
    }


def _website(printed: str | None) -> str | None:
    """The site with a scheme; two records print it without."""
    if printed is None or printed.startswith("http"):
        return printed
    return f"https://{printed}"


def _united(kept: Service, other: Service) -> tuple[Phone, ...]:
    numbers = {phone.number for phone in kept.phones}
    return (*kept.phones, *(phone for phone in other.phones if phone.number not in numbers))


def _status(record: Record, kind: Kind) -> tuple[Status, str | None]:
    if record["id"] in SUSPENDED:
        return Status.SUSPENDED, SUSPENDED[record["id"]]
    if kind is Kind.IOM_RECOVERY_CENTRE:
        return Status.HISTORICAL, _HISTORICAL_CENTRE
    if (record.get("source") or "").startswith(_ONLY_2011):
        return Status.HISTORICAL, _HISTORICAL_MEMBER
    return Status.ACTIVE, None


def _organization(record: Record, name: str) -> str:
    organization: str = record["organization"]
    return name if organization == record["name"] else organization


def hosted(centre: Service, hospital: Service) -> Service:
    """A centre inside a hospital: where it has no point, address or number, the hospital's."""
    note = f"Di dalam {hospital.name}"
    if not centre.phones and hospital.phones:
        note += "; nomornya nomor rumah sakit"
    year = centre.provenance.phone_year or hospital.provenance.phone_year
    return replace(
        centre,
        latitude=hospital.latitude,
        longitude=hospital.longitude,
        location_basis=hospital.location_basis,
        location_note="; ".join(filter(None, (note, hospital.location_note))),
        address=centre.address or hospital.address,
        phones=centre.phones or hospital.phones,
        provenance=replace(centre.provenance, phone_year=year),
    )


def _located(record: Record, service: Service, *, hidden: bool) -> Service:
    """The service with its place; where children live or must not be found, none (R35)."""
    fallback = "none" if service.regency_code is None else "regency_seat"
    if hidden:
        return replace(service, location_basis=fallback)
    latitude, longitude = record.get("latitude"), record.get("longitude")
    note = record.get("coord_note")
    if latitude is None and note and _SEAT_TOO_FAR in note:
        fallback = "none"
    source = (record.get("coord_source") or "").replace(
        "covid19.go.id hospital list", "national COVID-19 hospital list"
    )
    return replace(
        service,
        address=record["address"],
        latitude=latitude,
        longitude=longitude,
        location_basis=fallback if latitude is None else "stated",
        location_note="; ".join(part for part in (source, note) if part) or None,
    )


def _provenance(record: Record) -> Provenance:
    text: str = record["evidence"]
    for old, new in EVIDENCE_EDITS.get(record["id"], ()):
        if old not in text:
            raise ValueError(f"{record['id']}: the reviewed wording is gone: {old!r}")
        text = text.replace(old, new)
    links = [record["source_url"], record.get("source_url_2"), *record.get("other_urls", ())]
    links += _URL.findall(text)
    if record.get("source"):
        text = f"{text} Source: {record['source']}."
    return Provenance(
        publisher=publisher_of(record["source_url"], record.get("source")),
        year=record["source_year"],
        confidence=Confidence(record["confidence"]),
        phone_year=record.get("phone_year"),
        source_urls=tuple(dict.fromkeys(link for link in links if link)),
        evidence=_without_links(text),
    )


def _without_links(text: str) -> str:
    bare = _AROUND_URL.sub("", _URL.sub("", text))
    return re.sub(r"\s+([.,;])", r"\1", re.sub(r"\s{2,}", " ", bare)).replace("..", ".").strip()


def _aliases(
    record: Record, name: str, kind: Kind, renamed_from: tuple[str, ...]
) -> tuple[str, ...]:
    found = [*record.get("aliases", ()), *renamed_from, *OLD_NAMES.get(record["id"], ())]
    if kind is Kind.UPTD_PPA and _UNIT.match(name):
        found.append(_UNIT.sub("P2TP2A ", name))
    if kind is Kind.BP3MI and name.startswith(_BP3MI):
        place = name.removeprefix(_BP3MI)
        found += [f"BP3MI {place}", f"BP3TKI {place}", f"UPT BP2MI {place}"]
    return tuple(alias for alias in dict.fromkeys(found) if alias != name)

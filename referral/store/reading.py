"""The whole directory out of the database as a snapshot of values; nothing is decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, RowMapping, select
from sqlalchemy.orm import Session

from referral.domain.directory import Directory
from referral.domain.errors import StartupError
from referral.domain.services import (
    Capacity,
    Fact,
    Hours,
    Interval,
    NeedMet,
    Phone,
    Provenance,
    Service,
    Statement,
    fact,
)
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.domain.vocabulary import (
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
from referral.store.tables import metadata

_T = metadata().tables
_ENUMS: dict[str, Any] = {
    "kind": Kind,
    "status": Status,
    "level": Level,
    "operator": Operator,
}
_PLAIN = (
    "id", "name", "acronym", "status_note", "takes_reports", "ecpat_member", "confidential",
    "email", "website", "min_age", "max_age", "boys_with_mother_max_age", "hospital_type",
    "hospital_class", "ownership", "registry_id", "accreditation",
)  # fmt: skip
_LOCATION = (
    "latitude", "longitude", "location_basis", "location_note", "address", "country",
    "province_code", "regency_code", "kecamatan_code",
)  # fmt: skip
MOST_RENEWED = 500
"""Changed records that are read one by one; of more, all are read."""
_PROVENANCE = ("publisher", "verified_on", "phone_year", "evidence")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A directory that was read, and the content hash of each of its records."""

    directory: Directory
    hashes: Mapping[str, str]


def load_directory(session: Session) -> Directory:
    """The directory as it stands, with its version."""
    return renew_directory(session, None).directory


def renew_directory(session: Session, last: Loaded | None) -> Loaded:
    """The directory as it stands; of `last` every record is kept whose content is the same.

    The version is read first: what changes while the rest is read is then read again next time.
    """
    state = session.execute(select(_T["directory_state"])).one_or_none()
    if state is None:
        raise StartupError("bad_data", path="directory_state")
    hashes = _content_hashes(session)
    directory = Directory.of(
        _renewed_services(session, last, hashes),
        load_statements(session),
        version=state.version,
        opaque_key=bytes(state.opaque_key),
        changed=load_changes(session),
        tombstones=load_tombstones(session),
    )
    return Loaded(directory, hashes)


def _content_hashes(session: Session) -> dict[str, str]:
    columns = _T["service"].c
    query = select(columns.id, columns.content_hash)
    return {row.id: row.content_hash for row in session.execute(query)}


def _renewed_services(
    session: Session, last: Loaded | None, hashes: Mapping[str, str]
) -> list[Service]:
    if last is None:
        return load_services(session)
    kept = [
        one
        for one in last.directory.services
        if one.id in hashes and hashes[one.id] == last.hashes.get(one.id)
    ]
    new = hashes.keys() - {one.id for one in kept}
    if len(new) > MOST_RENEWED:
        return load_services(session)
    return [*kept, *(load_services(session, new) if new else ())]


def organization_names(session: Session) -> frozenset[str]:
    """The institutions that run a service of the directory."""
    service, organization = _T["service"], _T["organization"]
    query = select(organization.c.name).join(
        service, organization.c.id == service.c.organization_id
    )
    return frozenset(session.scalars(query.distinct()))


def directory_version(session: Session) -> str:
    """The directory's version alone; changes with every change, equal for equal content."""
    version = session.execute(select(_T["directory_state"].c.version)).scalar_one_or_none()
    if version is None:
        raise StartupError("bad_data", path="directory_state")
    return str(version)


def load_services(session: Session, ids: Iterable[str] | None = None) -> list[Service]:
    """All services, or those of the ids, sorted by id."""
    wanted = None if ids is None else sorted(ids)
    children = _Children(session, wanted)
    service, location = _T["service"], _T["location"]
    place, organization = _T["service_at_location"], _T["organization"]
    query = (
        select(
            service,
            organization.c.name.label("organization"),
            *(location.c[name] for name in _LOCATION),
        )
        .join(organization, organization.c.id == service.c.organization_id)
        .join(place, place.c.service_id == service.c.id)
        .join(location, location.c.id == place.c.location_id)
    )
    if wanted is not None:
        query = query.where(service.c.id.in_(wanted))
    rows = session.execute(query).mappings()
    return sorted((children.service(row) for row in rows), key=lambda one: one.id)


def load_changes(session: Session) -> dict[str, datetime]:
    """When each service last changed, by id, in UTC."""
    columns = _T["service"].c
    query = select(columns.id, columns.changed_at).where(columns.changed_at.is_not(None))
    return {row.id: row.changed_at for row in session.execute(query)}


def load_tombstones(session: Session) -> dict[str, Tombstone]:
    """Every record that was removed here, by its id."""
    table = _T["tombstone"]
    columns = [table.c[name] for name in Tombstone.__slots__]
    found = {}
    for row in session.execute(select(*columns).order_by(table.c.service_id)):
        told = {**row._mapping, "reason": RemovalReason(row.reason)}
        found[row.service_id] = Tombstone(**told)
    return found


def load_statements(session: Session) -> list[Statement]:
    """The statements of presence, in their order."""
    table = _T["presence_statement"]
    return [
        Statement(
            row.region_code,
            row.unit,
            Trilean(row.status),
            row.have,
            row.of,
            row.year,
            row.note,
            row.publisher,
            row.source_url,
        )
        for row in session.execute(select(table).order_by(table.c.position))
    ]


class _Children:
    """The rows below services, by service id: one query a table, not one a service."""

    def __init__(self, session: Session, ids: list[str] | None) -> None:
        self._session, self._ids = session, ids
        self._aliases = self._lists("service_alias", "name")
        self._sources = self._lists("source", "url")
        self._areas = self._lists("service_area", "code")
        self._languages = self._lists("language", "code")
        self._needs: dict[str, list[NeedMet]] = defaultdict(list)
        self._sub_needs: dict[str, list[SubNeed]] = defaultdict(list)
        self._facts: dict[str, dict[str, Fact]] = defaultdict(dict)
        self._read_attributes()
        self._phones = self._phone_lists()
        self._hours: dict[str, list[Interval]] = defaultdict(list)
        for row in self._rows("schedule", "weekday", "opens_at", "closes_at"):
            self._hours[row.service_id].append(Interval(row.weekday, row.opens_at, row.closes_at))
        self._capacity = {
            row.service_id: Capacity(row.total, row.free, row.counted_on)
            for row in self._rows("service_capacity")
        }

    def service(self, row: RowMapping) -> Service:
        """The Service of one joined row."""
        key = row["id"]
        return Service(
            organization=row["organization"],
            needs=tuple(self._needs.get(key, ())),
            sub_needs=tuple(self._sub_needs.get(key, ())),
            coverage=tuple(self._areas.get(key, ())),
            aliases=tuple(self._aliases.get(key, ())),
            phones=tuple(self._phones.get((key, "voice"), ())),
            whatsapp=tuple(self._phones.get((key, "whatsapp"), ())),
            facts=self._facts.get(key, {}),
            languages=tuple(self._languages.get(key, ())),
            capacity=self._capacity.get(key, Capacity()),
            hours=Hours(
                tuple(self._hours.get(key, ())),
                Trilean(row["closed_on_holidays"]),
                row["hours_text"],
            ),
            provenance=Provenance(
                year=row["source_year"],
                confidence=Confidence(row["confidence"]),
                source_urls=tuple(self._sources.get(key, ())),
                **{name: row[name] for name in _PROVENANCE},
            ),
            **{name: enum(row[name]) for name, enum in _ENUMS.items()},
            **{name: row[name] for name in (*_PLAIN, *_LOCATION)},
        )

    def _rows(self, table: str, *order: str) -> Iterable[Row[Any]]:
        columns = _T[table].c
        query = select(_T[table]).order_by(columns.service_id, *(columns[name] for name in order))
        if self._ids is not None:
            query = query.where(columns.service_id.in_(self._ids))
        return self._session.execute(query)

    def _lists(self, table: str, column: str) -> dict[str, list[str]]:
        lists: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(table, "position"):
            lists[row.service_id].append(getattr(row, column))
        return lists

    def _phone_lists(self) -> dict[tuple[str, str], list[Phone]]:
        lists: dict[tuple[str, str], list[Phone]] = defaultdict(list)
        for row in self._rows("phone", "channel", "position"):
            phone = Phone(row.number, row.display, row.short_code, row.open_24h)
            lists[row.service_id, row.channel].append(phone)
        return lists

    def _read_attributes(self) -> None:
        for row in self._rows("attribute", "position", "term_id"):
            taxonomy, _, code = row.term_id.partition(":")
            if taxonomy == "need":
                met = NeedMet(Need(code), How(row.value), Basis(row.basis))
                self._needs[row.service_id].append(met)
            elif taxonomy == "sub_need":
                self._sub_needs[row.service_id].append(SubNeed(code))
            else:
                self._facts[row.service_id][code] = fact(Trilean(row.value), Basis(row.basis))

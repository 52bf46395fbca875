"""Tables of the directory, on the nouns of HSDS 3.1: organisation, location, service and so on.

Yes/no facts and needs are `attribute`s: a taxonomy term with a value and its basis. What the
standard has no word for (kind, operator, provenance) stands as columns of the service.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Operator,
    Status,
    Trilean,
)
from referral.store.base import UtcMoment, between, known

LOCATION_BASES = ("stated", "village", "kecamatan", "regency_seat", "none")
ORIGINS = ("seed", "local")
_SERVICE = "service.id"


class OrganizationRow(SQLModel, table=True):
    """An institution; its id is the UUIDv5 of its name."""

    __tablename__ = "organization"
    id: str = Field(primary_key=True, max_length=36)
    name: str = Field(unique=True)


class LocationRow(SQLModel, table=True):
    """Where a service is. A `hidden` one (R35) holds nothing that tells the place."""

    __tablename__ = "location"
    __table_args__ = (
        known("location_basis", LOCATION_BASES),
        between("latitude", -90, 90),
        between("longitude", -180, 180),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="point_complete"),
        CheckConstraint(
            "NOT hidden OR (address IS NULL AND kecamatan_code IS NULL"
            " AND location_note IS NULL"
            " AND (latitude IS NULL OR location_basis = 'regency_seat'))",
            name="hidden_tells_nothing",
        ),
        Index("ix_location_regency_code", "regency_code"),
    )
    id: str = Field(primary_key=True)
    hidden: bool
    latitude: float | None = None
    longitude: float | None = None
    location_basis: str
    location_note: str | None = None
    address: str | None = None
    country: str | None = Field(default=None, max_length=2)
    province_code: str | None = Field(default=None, max_length=2)
    regency_code: str | None = Field(default=None, max_length=5)
    kecamatan_code: str | None = Field(default=None, max_length=8)


class ServiceRow(SQLModel, table=True):
    """A service with its provenance. `origin` `local` marks what was edited or verified here.

    `content_hash` covers the whole record with its child rows; the directory's version is the
    hash of these. `changed_at` is when that hash last changed.
    """

    __tablename__ = "service"
    __table_args__ = (
        known("kind", Kind),
        known("status", Status),
        known("level", Level),
        known("operator", Operator),
        known("confidence", Confidence),
        known("closed_on_holidays", Trilean),
        known("origin", ORIGINS),
        between("min_age", 0, 120),
        between("max_age", 0, 120),
        between("boys_with_mother_max_age", 0, 120),
        between("source_year", 1945, 2100),
        between("phone_year", 1945, 2100),
        CheckConstraint("min_age <= max_age", name="ages_ordered"),
    )
    id: str = Field(primary_key=True)
    organization_id: str = Field(foreign_key="organization.id", index=True)
    name: str
    acronym: str | None = None
    kind: str = Field(index=True)
    status: str
    status_note: str | None = None
    level: str
    operator: str
    takes_reports: bool
    ecpat_member: bool
    confidential: bool
    email: str | None = None
    website: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    boys_with_mother_max_age: int | None = None
    closed_on_holidays: str
    hours_text: str | None = None
    hospital_type: str | None = None
    hospital_class: str | None = None
    ownership: str | None = None
    registry_id: str | None = None
    accreditation: str | None = None
    publisher: str
    source_year: int | None = None
    confidence: str
    verified_on: date | None = None
    phone_year: int | None = None
    evidence: str | None = None
    origin: str
    content_hash: str = Field(max_length=64)
    changed_at: datetime | None = Field(default=None, sa_type=UtcMoment)


class ServiceAtLocationRow(SQLModel, table=True):
    """That a service is offered at a location."""

    __tablename__ = "service_at_location"
    id: str = Field(primary_key=True)
    service_id: str = Field(foreign_key=_SERVICE, ondelete="CASCADE", unique=True)
    location_id: str = Field(foreign_key="location.id", ondelete="CASCADE", index=True)


class ServiceAliasRow(SQLModel, table=True):
    """Another or an older name of a service."""

    __tablename__ = "service_alias"
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    name: str


class SourceRow(SQLModel, table=True):
    """A source's address; editors only."""

    __tablename__ = "source"
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    url: str


class PhoneRow(SQLModel, table=True):
    """A number; `number` is NULL where the printed form cannot be dialled."""

    __tablename__ = "phone"
    __table_args__ = (known("channel", ("voice", "whatsapp")),)
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    channel: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    number: str | None = None
    display: str
    short_code: bool
    open_24h: bool | None = None


class ScheduleRow(SQLModel, table=True):
    """Open on a weekday (0 = Monday) from and to minutes after the place's own midnight."""

    __tablename__ = "schedule"
    __table_args__ = (
        between("weekday", 0, 6),
        between("opens_at", 0, 1439),
        CheckConstraint(
            "closes_at > opens_at AND closes_at <= opens_at + 1440", name="closes_after_opening"
        ),
    )
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    weekday: int = Field(primary_key=True)
    opens_at: int = Field(primary_key=True)
    closes_at: int = Field(primary_key=True)


class ServiceAreaRow(SQLModel, table=True):
    """A region a service covers: Kemendagri code, `ID`, or a mission's country."""

    __tablename__ = "service_area"
    __table_args__ = (Index("ix_service_area_code", "code"),)
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    code: str = Field(max_length=5)


class LanguageRow(SQLModel, table=True):
    """A language spoken at a service (BCP 47)."""

    __tablename__ = "language"
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True)
    code: str


class TaxonomyRow(SQLModel, table=True):
    """A vocabulary: `need`, `sub_need` or `fact`."""

    __tablename__ = "taxonomy"
    id: str = Field(primary_key=True)


class TaxonomyTermRow(SQLModel, table=True):
    """A term of a vocabulary; its id is `taxonomy:code`."""

    __tablename__ = "taxonomy_term"
    id: str = Field(primary_key=True)
    taxonomy_id: str = Field(foreign_key="taxonomy.id", index=True)
    code: str


class AttributeRow(SQLModel, table=True):
    """What is known of a service under a term: how a need is met, or a fact's value."""

    __tablename__ = "attribute"
    __table_args__ = (
        known("value", (*How, *Trilean), empty=True),
        known("basis", Basis, empty=True),
        Index("ix_attribute_term_id", "term_id"),
    )
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    term_id: str = Field(foreign_key="taxonomy_term.id", primary_key=True)
    position: int
    value: str | None = None
    basis: str | None = None


class ServiceCapacityRow(SQLModel, table=True):
    """Places of a service in all and free, with the day of the count."""

    __tablename__ = "service_capacity"
    __table_args__ = (
        CheckConstraint("total >= 0", name="total_counted"),
        CheckConstraint("free >= 0 AND (total IS NULL OR free <= total)", name="free_within_total"),
    )
    service_id: str = Field(foreign_key=_SERVICE, primary_key=True, ondelete="CASCADE")
    total: int | None = None
    free: int | None = None
    counted_on: date | None = None


class PresenceStatementRow(SQLModel, table=True):
    """A sourced statement that a region has, or has not, a unit."""

    __tablename__ = "presence_statement"
    __table_args__ = (known("status", Trilean), between("year", 1945, 2100))
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    region_code: str = Field(max_length=5, index=True)
    unit: str | None = None
    status: str
    have: int | None = None
    of: int | None = None
    year: int | None = None
    note: str
    publisher: str
    source_url: str | None = None


class DirectoryStateRow(SQLModel, table=True):
    """The one row about the directory as a whole.

    `version` is a hash of its content; `opaque_key` keys the public ids of confidential places
    and is made once, when the database is created. `history_since` is empty where the history
    begins with the directory itself.
    """

    __tablename__ = "directory_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: str
    opaque_key: bytes
    ruleset: str | None = None
    history_since: datetime | None = Field(
        default=None, sa_column=Column(UtcMoment(), nullable=True)
    )

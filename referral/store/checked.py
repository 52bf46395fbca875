"""Validation of rows on the way in: table classes themselves accept anything."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

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
from referral.store.rows import Rows

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class ServiceIn(BaseModel):
    """A service row as it may come in."""

    id: str = Field(pattern=_SLUG, max_length=400)
    name: str = Field(min_length=1, max_length=300)
    kind: Kind
    status: Status
    level: Level
    operator: Operator
    closed_on_holidays: Trilean
    confidence: Confidence
    publisher: str = Field(min_length=1)
    min_age: int | None = Field(default=None, ge=0, le=120)
    max_age: int | None = Field(default=None, ge=0, le=120)
    boys_with_mother_max_age: int | None = Field(default=None, ge=0, le=120)
    source_year: int | None = Field(default=None, ge=1945, le=2100)
    phone_year: int | None = Field(default=None, ge=1945, le=2100)
    verified_on: date | None = None

    @model_validator(mode="after")
    def _ages(self) -> Self:
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValueError("ages_reversed")
        return self


class LocationIn(BaseModel):
    """A location row as it may come in; a hidden one tells nothing of the place (R35)."""

    hidden: bool
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    location_basis: Literal["stated", "village", "kecamatan", "regency_seat", "none"]
    location_note: str | None = None
    address: str | None = None
    regency_code: str | None = Field(default=None, pattern=r"^\d{2}\.\d{2}$")
    province_code: str | None = Field(default=None, pattern=r"^\d{2}$")
    kecamatan_code: str | None = Field(default=None, pattern=r"^\d{2}\.\d{2}\.\d{2}$")

    @model_validator(mode="after")
    def _place(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("incomplete_coordinates")
        told = [self.address, self.kecamatan_code, self.location_note]
        if self.location_basis != "regency_seat":
            told.append(None if self.latitude is None else str(self.latitude))
        if self.hidden and any(one is not None for one in told):
            raise ValueError("place_must_be_hidden")
        return self


class PhoneIn(BaseModel):
    """A phone row as it may come in."""

    display: str = Field(min_length=1, max_length=200)
    number: str | None = Field(default=None, pattern=r"^\+?\d{3,15}$")


class AttributeIn(BaseModel):
    """An attribute row as it may come in."""

    term_id: str = Field(pattern=r"^(need|sub_need|fact):[a-z0-9_]+$")
    value: How | Trilean | None = None
    basis: Basis | None = None


class CapacityIn(BaseModel):
    """A capacity row as it may come in."""

    total: int | None = Field(default=None, ge=0)
    free: int | None = Field(default=None, ge=0)
    counted_on: date | None = None

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.total is not None and self.free is not None and self.free > self.total:
            raise ValueError("free_exceeds_total")
        return self


_CHECKS: dict[str, type[BaseModel]] = {
    "service": ServiceIn,
    "location": LocationIn,
    "phone": PhoneIn,
    "attribute": AttributeIn,
    "service_capacity": CapacityIn,
}


def check_rows(rows: Rows) -> None:
    """Refuse rows that no table should hold.

    :raises ValueError: with the table's fields that are wrong
    """
    for table, model in _CHECKS.items():
        for row in rows[table]:
            model.model_validate(row)

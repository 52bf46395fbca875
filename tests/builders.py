"""Small values for tests: a service, a place, a map, with only what matters spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from referral.domain.directory import Directory
from referral.domain.plans import Answer, Offer, Plan
from referral.domain.policy import Policy, parse_policy
from referral.domain.regions import Place, Region, Travel
from referral.domain.requests import Child, HelpRequest
from referral.domain.routing import plan
from referral.domain.services import NeedMet, Phone, Provenance, Service, fact
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    Band,
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Sex,
    Status,
    Trilean,
)

POLICY_FILE = Path(__file__).parents[1] / "referral" / "policies" / "national.toml"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Makassar
KEY = b"a key for tests only"

REGIONS: Mapping[str, Region] = {
    code: Region(code, name, name, lat, lon, zone, 100_000, 1_000.0, land)
    for code, name, lat, lon, zone, land in (
        ("53", "Nusa Tenggara Timur", -10.17, 123.58, "Asia/Makassar", 2),
        ("53.07", "Kabupaten Sikka", -8.62, 122.21, "Asia/Makassar", 1),
        ("53.08", "Kabupaten Ende", -8.84, 121.66, "Asia/Makassar", 1),
        ("53.71", "Kota Kupang", -10.17, 123.58, "Asia/Makassar", 2),
        ("52", "Nusa Tenggara Barat", -8.58, 116.10, "Asia/Makassar", 3),
        ("52.72", "Kota Bima", -8.46, 118.73, "Asia/Makassar", 1),
        ("31", "DKI Jakarta", -6.18, 106.83, "Asia/Jakarta", 4),
        ("31.75", "Jakarta Timur", -6.21, 106.90, "Asia/Jakarta", 4),
    )
}
NEIGHBOURS = {"53": frozenset({"52"}), "52": frozenset({"53"})}


@cache
def policy() -> Policy:
    """The national policy as shipped."""
    return parse_policy(POLICY_FILE.read_text(encoding="utf-8"))


def place(regency: str = "53.07", **changes: Any) -> Place:
    """A place at a regency's seat."""
    region, province = REGIONS[regency], REGIONS[regency[:2]]
    made = Place(
        code=regency,
        name=region.name,
        regency_code=regency,
        regency=region.name,
        province_code=province.code,
        province=province.name,
        kecamatan_code=None,
        timezone=region.timezone,
        latitude=region.latitude,
        longitude=region.longitude,
        landmass=region.landmass,
        resolved_by="code",
    )
    return replace(made, **changes)


def service(ref: str, *needs: Need | str, **changes: Any) -> Service:
    """An active service in Sikka with a number; `facts` as {"accepts_boys": "yes"}."""
    regency = changes.pop("regency", "53.07")
    how = changes.pop("how", How.DIRECT)
    facts = {
        name: fact(Trilean(value), Basis.STATED) for name, value in changes.pop("facts", {}).items()
    }
    region = REGIONS[regency]
    made = Service(
        id=ref,
        name=ref.replace("-", " ").title(),
        organization="Lembaga uji",
        kind=Kind.NGO,
        status=Status.ACTIVE,
        level=Level.DISTRICT,
        operator=Operator.CIVIL_SOCIETY,
        needs=tuple(NeedMet(Need(need), how, Basis.STATED) for need in needs),
        sub_needs=(),
        takes_reports=False,
        regency_code=regency,
        province_code=regency[:2],
        coverage=(regency,),
        provenance=Provenance("Sumber uji", 2025, Confidence.HIGH),
        latitude=region.latitude,
        longitude=region.longitude,
        location_basis="stated",
        phones=(Phone("+6281000000000", "0810-0000-0000"),),
        facts=facts,
    )
    return replace(made, **changes)


def hospital(ref: str, **changes: Any) -> Service:
    """A public hospital."""
    given = {"kind": Kind.HOSPITAL, "operator": Operator.HEALTH, **changes}
    return service(ref, Need.MEDICAL, **given)


def uptd(ref: str, *needs: Need | str, **changes: Any) -> Service:
    """A UPTD PPA that arranges what it is asked for."""
    given = {"kind": Kind.UPTD_PPA, "operator": Operator.CHILD_PROTECTION, "how": How.ARRANGED}
    return service(ref, *(needs or tuple(Need)), **{**given, **changes})


def shelter(ref: str, **changes: Any) -> Service:
    """A shelter run by civil society, not confidential unless said."""
    return service(ref, Need.SHELTER, **{"kind": Kind.NGO_SHELTER, **changes})


def request(*needs: Need | str, **changes: Any) -> HelpRequest:
    """A girl of 14 in Sikka, Tuesday morning; `age` and `sex` shape the one child."""
    child = Child(age=changes.pop("age", 14), sex=Sex(changes.pop("sex", "female")))
    at = changes.pop("at", "53.07")
    made = HelpRequest(
        place=place(at) if isinstance(at, str) else at,
        needs=tuple(Need(need) for need in needs) or (Need.MEDICAL,),
        now=NOW,
        children=(child,),
    )
    return replace(made, **changes)


@dataclass
class Columns:
    """Travel to many services."""

    found: list[Travel]

    @property
    def km(self) -> list[float | None]:
        """Kilometres."""
        return [one.km for one in self.found]

    @property
    def minutes(self) -> list[int | None]:
        """Minutes."""
        return [one.minutes for one in self.found]

    def journey(self, position: int) -> Travel:
        """One of them."""
        return self.found[position]


@dataclass
class FlatMap:
    """A small map: road travel on one landmass, nothing known between two."""

    services: Sequence[Service]
    kmh: float = 35.0
    regions: Mapping[str, Region] = field(default_factory=lambda: REGIONS)

    def neighbours(self, province_code: str) -> frozenset[str]:
        """Neighbouring provinces of the small table."""
        return NEIGHBOURS.get(province_code, frozenset())

    def reach(self, place: Place, services: Sequence[int], hour: float | None = None) -> Columns:
        """Great-circle km and minutes to each service."""
        return Columns([self.travel_one(place, at) for at in services])

    def travel_one(self, place: Place, service: int) -> Travel:
        """The journey to one service."""
        found = self.services[service]
        region = REGIONS.get(found.regency_code or "")
        if found.latitude is None or found.longitude is None:
            return Travel(None, None, Band.UNKNOWN)
        km = _km(place.latitude, place.longitude, found.latitude, found.longitude)
        if region is None or region.landmass != place.landmass:
            return Travel(km, None, Band.UNKNOWN)
        minutes = round(km * 1.4 / self.kmh * 60)
        band = list(Band)[policy().band(minutes)]
        return Travel(km, minutes, band, ("road",), (), "estimated")


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def no_holidays(_year: int) -> frozenset[date]:
    """A year without public holidays."""
    return frozenset()


def route(help_request: HelpRequest, *services: Service, holidays: Any = no_holidays) -> Plan:
    """The plan over a directory of these services alone."""
    directory = Directory.of(services, version="test", opaque_key=KEY)
    table = RoutingTable(directory, policy())
    return plan(help_request, table, FlatMap(directory.services), holidays)


def away(minutes: int, regency: str = "53.07") -> dict[str, Any]:
    """Coordinates so many minutes north of Sikka's seat, on the small map."""
    seat = REGIONS[regency]
    return {"latitude": seat.latitude + minutes / 2.4 / 111.19493, "longitude": seat.longitude}


def answer(help_request: HelpRequest, *services: Service, holidays: Any = no_holidays) -> Answer:
    """The answer to the first need asked for."""
    made = route(help_request, *services, holidays=holidays)
    return next(one for one in made.answers if one.need is help_request.needs[0])


def ids(offers: Iterable[Offer | None]) -> list[str]:
    """The services' own ids, in order."""
    return [offer.service.id for offer in offers if offer is not None]


def shown(found: Answer) -> list[str]:
    """Ids of the recommended service and its alternatives, in order."""
    return ids([found.recommended, *found.alternatives])


def first(help_request: HelpRequest, *services: Service, holidays: Any = no_holidays) -> str | None:
    """The id of the recommended service, or None."""
    found = answer(help_request, *services, holidays=holidays).recommended
    return found.service.id if found else None


def out(found: Answer) -> dict[str, set[tuple[str, str]]]:
    """Rejected services with the rule and the code of each reason."""
    return {
        rejected.shown.service.id: {(reason.rule, reason.code) for reason in rejected.reasons}
        for rejected in found.rejected
    }


def warned(offer: Offer | None) -> set[str]:
    """Codes of an offer's warnings."""
    assert offer is not None
    return {warning.code for warning in offer.warnings}

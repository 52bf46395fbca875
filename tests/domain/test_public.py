"""A service as anybody may see it (R35): what is taken away, and what stays."""

from __future__ import annotations

from dataclasses import replace

from referral.domain.plans import Shown
from referral.domain.public import public_face
from referral.domain.services import Capacity, Phone, Provenance, Service
from referral.domain.vocabulary import Confidence, Need, Status
from tests.builders import service, shelter, uptd

SOURCES = Provenance(
    "Sumber", 2025, Confidence.HIGH, source_urls=("https://x.example",), evidence="kata"
)
GATEWAY = uptd(
    "uptd-uji",
    Need.LEGAL,
    organization="DP3A Uji",
    address="Jalan Kantor 1",
    phones=(Phone("129", "129"),),
    provenance=SOURCES,
    registry_id="77",
)
HOUSE = shelter(
    "rumah-rahasia",
    confidential=True,
    name="Rumah Kenanga",
    organization="Yayasan Rahasia",
    status=Status.SUSPENDED,
    status_note="Pindah ke belakang pasar",
    capacity=Capacity(8, 2),
    provenance=SOURCES,
)


def face(one: Service, gateway: Service | None = None, *, hide: bool = False) -> Service:
    return public_face(Shown(one, gateway, "tempat-1" if gateway else one.id, hide))


def test_an_open_service_loses_its_evidence_and_sources_alone() -> None:
    one = service("lbh", Need.LEGAL, address="Jalan Satu 1", provenance=SOURCES)
    known = replace(SOURCES, source_urls=(), evidence=None)
    assert face(one) == replace(one, provenance=known)


def test_a_hidden_place_is_its_gateway_with_its_own_needs_and_province() -> None:
    seen = face(HOUSE, GATEWAY, hide=True)
    assert (seen.id, seen.name, seen.organization) == ("tempat-1", GATEWAY.name, "DP3A Uji")
    assert (seen.kind, seen.phones) == (GATEWAY.kind, GATEWAY.phones)
    assert (seen.needs, seen.status) == (HOUSE.needs, Status.SUSPENDED)
    assert (seen.province_code, seen.regency_code, seen.coverage) == ("53", None, ("53",))
    assert (seen.address, seen.latitude, seen.longitude, seen.location_basis) == (
        None, None, None, "none",
    )  # fmt: skip
    assert (seen.capacity, seen.registry_id, seen.status_note) == (Capacity(), None, None)
    assert seen.confidential
    text = repr(seen).casefold()
    assert not any(word in text for word in ("kenanga", "rahasia", "pasar", "kata", "x.example"))


def test_where_children_live_the_address_and_the_point_go_and_the_regency_stays() -> None:
    home = shelter("panti", address="Jalan Dua 2", kecamatan_code="53.07.01", location_note="utara")
    seen = face(home, hide=True)
    assert (seen.name, seen.regency_code, seen.location_basis) == (
        home.name, "53.07", "regency_seat",
    )  # fmt: skip
    assert (seen.address, seen.latitude, seen.longitude) == (None, None, None)
    assert (seen.kecamatan_code, seen.location_note) == (None, None)


def test_without_a_regency_it_stands_nowhere() -> None:
    home = replace(shelter("panti"), regency_code=None, province_code=None)
    assert face(home, hide=True).location_basis == "none"

"""A directory with marks in everything that must not come out, and what finds them in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from typing import Any

from referral.domain.directory import Directory
from referral.domain.services import Phone, Provenance, Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Confidence, Kind, Level, Need, Operator
from referral.geo.atlas import Atlas
from referral.geo.gazetteer import Gazetteer
from referral.settings import CARRIED
from referral.usecases.policy_file import NATIONAL, load_policy
from referral.usecases.world import World
from tests.builders import KEY, hospital, no_holidays, service, shelter, uptd

DATA = CARRIED / "data"
LATITUDE, LONGITUDE = -8.673151, 122.318467
"""The true point of what is hidden: digits that stand nowhere else."""
HIDDEN_ORGANIZATION = "Yayasan Kenanga Senyap"
REACHED_BY = {
    "phones": (Phone("+628119007731", "0811-9007-731"),),
    "whatsapp": (Phone("+628119007732", "0811-9007-732"),),
    "email": "kenanga.senyap@mail.example",
    "website": "https://kenanga-senyap.example",
}
PLACE: dict[str, Any] = {
    "latitude": LATITUDE,
    "longitude": LONGITUDE,
    "location_basis": "stated",
    "location_note": "belakang pasar kamboja lama",
    "address": "Jalan Kamboja Buntu 4417",
    "kecamatan_code": "53.07.06",
}
MARKS = (
    "zamrud",
    "kenanga",
    "senyap",
    "kamboja",
    "8119007",
    "9007-73",
    "9007731",
    "9007732",
    "8.6731",
    "122.3184",
    "bukti-redaksi",
    "53.07.06",
)
"""What no text that leaves the product may hold, in small letters; no chance id holds any."""
PLACED = ("kamboja", "4417", "8.6731", "122.3184", "53.07.06")
"""Marks of where a place is: nobody may have these, an editor neither."""
ECHOED = ("zamrud", "53.07.06")
"""Marks that an answer may hold where the question did: an id, a place to look in."""


TAKES = ("emergency_intake", "accepts_girls", "accepts_boys", "accepts_unaccompanied")


def hidden(ref: str, **changes: Any) -> Service:
    """A confidential place: nothing of it may be seen but its province, behind its gateway."""
    given: dict[str, Any] = {
        "name": f"Rumah Kenanga {ref}",
        "acronym": "KENANGA",
        "aliases": ("Kenanga Lama",),
        "organization": HIDDEN_ORGANIZATION,
        "confidential": True,
        "facts": dict.fromkeys(TAKES, "yes"),
        "provenance": Provenance("Sumber uji", 2025, Confidence.HIGH, evidence="bukti-redaksi"),
        **REACHED_BY,
        **PLACE,
        **changes,
    }
    return shelter(f"zamrud-{ref}", **given)


def services() -> tuple[Service, ...]:
    """Something for every need in two regencies, most of it open to be seen."""
    every = tuple(Need)
    seen_by_editors = Provenance("Sumber uji", 2025, Confidence.HIGH, evidence="bukti-redaksi")
    return (
        hidden("satu"),
        hidden("dua", kind=Kind.WOMEN_CRISIS_CENTRE, facts={"accepts_boys": "no"}),
        hidden("tiga", needs=uptd("x", *every).needs),
        # public offices whose address alone is hidden; one gives no bed itself: it is a gateway
        uptd(
            "uptd-sikka", *(n for n in every if n is not Need.SHELTER), confidential=True, **PLACE
        ),
        uptd("uptd-ende", *every, regency="53.08", **{**PLACE, "confidential": True}),
        # children live here: its name is public, where it stands is not
        shelter("panti-terbuka", provenance=seen_by_editors, **PLACE),
        hospital("rsud-uji", provenance=seen_by_editors),
        service("lbh-uji", Need.LEGAL, kind=Kind.LEGAL_AID),
        uptd("uptd-provinsi", *every, regency="53.71", level=Level.PROVINCE, coverage=("53",)),
        service("polres-uji", Need.LEGAL, kind=Kind.UPPA, operator=Operator.POLICE),
    )


@cache
def atlas() -> Atlas:
    """The map of the whole country, as shipped."""
    return Atlas.load(DATA)


@cache
def gazetteer() -> Gazetteer:
    """Its names."""
    return Gazetteer(atlas(), DATA)


def world_of(found: Iterable[Service], version: str = "planted") -> World:
    """A world over these services, handed in past every check that a store or a file makes."""
    directory = Directory.of(found, version=version, opaque_key=KEY)
    return World(
        atlas=atlas(),
        names=gazetteer,
        policy=load_policy(NATIONAL),
        directory=lambda: directory,
        holidays=no_holidays,
    )


def opaque_ids(world: World) -> list[str]:
    """By what id the confidential places may be known."""
    return sorted(RoutingTable(world.directory(), world.policy).real_ids)


def moved(one: Service, **place: Any) -> Service:
    """The same service somewhere else."""
    return replace(one, **place)


@dataclass
class Sieve:
    """Every text that left the product, and the marks that were found in it."""

    found: list[str]
    seen: int = 0

    def look(
        self,
        where: str,
        text: str,
        asked: str = "",
        foreign: Iterable[str] = (),
        marks: Sequence[str] = MARKS,
    ) -> None:
        """Look through one text that answered what was `asked`; `where` says which it was.

        `foreign` are further marks: the codes of cases that are not the reader's.
        """
        self.seen += 1
        small, asked = unescape(text).casefold(), asked.casefold()
        own = {mark for mark in (*ECHOED, *foreign) if mark in asked}
        for mark in (*marks, *foreign):
            if mark in small and mark not in own:
                self.found.append(f"{where}: {mark}")

"""Made-up services, desks and people for tests of what happens after a plan."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from referral.domain.access import Actor, Role
from referral.domain.directory import Directory
from referral.domain.services import Service
from referral.domain.vocabulary import Kind
from referral.store.reading import load_directory
from referral.store.tables import metadata
from referral.usecases.records import Records
from referral.usecases.world import World
from tests.builders import KEY, away, hospital, service, shelter, uptd

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Makassar

SERVICES: tuple[Service, ...] = (
    hospital("rsud-uji", organization="RSUD Uji", **away(5)),
    hospital("rs-uji-kedua", organization="RS Uji Kedua", **away(40)),
    shelter(
        "rumah-uji",
        organization="Yayasan Uji Rumah",
        facts={"emergency_intake": "yes", "accepts_girls": "yes", "accepts_boys": "yes",
               "accepts_unaccompanied": "yes"},
        **away(10),
    ),
    shelter(
        "rumah-uji-kedua",
        organization="Yayasan Uji Kedua",
        facts={"emergency_intake": "yes", "accepts_girls": "yes", "accepts_boys": "yes",
               "accepts_unaccompanied": "yes"},
        **away(20),
    ),
    shelter(
        "rumah-rahasia",
        organization="Yayasan Uji Rahasia",
        confidential=True,
        regency="53.08",
        facts={"emergency_intake": "yes", "accepts_girls": "yes", "accepts_unaccompanied": "yes"},
    ),
    uptd("uptd-uji", "psychosocial", "legal", "shelter", organization="UPTD PPA Uji", **away(30)),
    service("lbh-uji", "legal", kind=Kind.LEGAL_AID, organization="LBH Uji", **away(15)),
)  # fmt: skip

OPERATOR = Actor("op-1", frozenset({Role.OPERATOR}), desk="meja-1", organization="Hotline Uji")
SECOND = Actor("op-2", frozenset({Role.OPERATOR}), desk="meja-1", organization="Hotline Uji")
STRANGER = Actor("op-3", frozenset({Role.OPERATOR}), desk="meja-2", organization="Hotline Lain")
CASEWORKER = Actor("cw-1", frozenset({Role.CASEWORKER}), desk="meja-3", organization="Hotline Uji")
COORDINATOR = Actor("co-1", frozenset({Role.COORDINATOR}), second_factor=True)
EDITOR = Actor("ed-1", frozenset({Role.EDITOR}), second_factor=True)
RECEIVER = Actor("re-1", frozenset({Role.RECEIVER}), organization="Yayasan Uji Rumah")

DESKS = (
    ("meja-1", "Meja Uji", "Hotline Uji", "129"),
    ("meja-2", "Meja Lain", "Hotline Lain", None),
    ("meja-3", "Meja Uji Kedua", "Hotline Uji", None),
)


def directory_world(world: World, services: Sequence[Service]) -> World:
    """The world over these services instead of its own."""
    directory = Directory.of(services, version="uji", opaque_key=KEY)
    return replace(world, directory=lambda: directory)


def add_desks(records: Records) -> None:
    """The desks of the people above."""
    rows = [
        {"id": ref, "name": name, "organization": whose, "phone": phone, "created_at": NOW}
        for ref, name, whose, phone in DESKS
    ]
    with records.writing() as session:
        session.execute(insert(metadata().tables["desk"]), rows)


def body(*needs: str, **more: Any) -> dict[str, Any]:
    """A request in Sikka for a girl of 14 whose family is not suspected."""
    return {
        "at": {"code": "53.07"},
        "needs": list(needs) or ["shelter"],
        "age": 14,
        "sex": "female",
        "suspect": ["none"],
        "companions": ["safe_adult"],
        "danger": "none",
        **more,
    }


class StoredDirectory:
    """The directory of a database, read anew whenever it has changed.

    CurrentDirectory gives the last one while another thread reads; here everybody waits, for a
    test looks at what it has just written.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._held: Directory | None = None

    def __call__(self) -> Directory:
        with self._lock, self._records.reading() as session:
            found = load_directory(session)
            if self._held is None or self._held.version != found.version:
                self._held = found
            return self._held

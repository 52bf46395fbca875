"""Records that are perhaps one place: found however the second one was written, and no others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from referral.domain.duplicates import (
    Signals,
    is_duplicate_policy,
    parse_duplicate_policy,
    score,
)
from referral.domain.errors import NotFound, RequestRejected
from referral.domain.services import Phone, Service
from referral.domain.vocabulary import Kind, Level
from referral.usecases.office import Office
from referral.usecases.policies import name_of_policy
from referral.usecases.policy_file import DUPLICATES
from referral.usecases.upkeep.duplicates import (
    duplicate_policy,
    find_duplicates,
    list_duplicates,
    similar_to,
)
from referral.usecases.upkeep.merging import tell_apart
from referral.usecases.world import World
from tests.builders import away, hospital, service, uptd
from tests.offices import EDITOR, NOW, OPERATOR, SERVICES
from tests.usecases.upkeep_office import sqlite_office

SHARED = (Phone("+62382111222", "(0382) 111222"),)


def clinic(ref: str, name: str, **changes: object) -> Service:
    given = {"kind": Kind.PUSKESMAS, "name": name, "phones": (), **changes}
    return service(ref, "medical", **given)


def found(world: World, *services: Service) -> set[frozenset[str]]:
    pairs = find_duplicates(services, world.atlas.regions, duplicate_policy())
    return {frozenset((one.first.id, one.second.id)) for one in pairs}


ONE = frozenset(("a", "b"))


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        pytest.param(clinic("a", "Puskesmas Nita"), clinic("b", "PKM NITA"), True, id="short"),
        pytest.param(
            clinic("a", "Puskesmas Wolofeo"), clinic("b", "Puskesmas Wolofe"), True, id="typo"
        ),
        pytest.param(
            clinic("a", "Puskesmas Nita"),
            clinic("b", "Puskesmas Nita Kabupaten Sikka"),
            True,
            id="with its regency",
        ),
        pytest.param(
            clinic("a", "Puskesmas Nita I"), clinic("b", "Puskesmas Nita II"), False, id="numbers"
        ),
        pytest.param(
            clinic("a", "Puskesmas Nita II"), clinic("b", "Puskesmas Nita 2"), True, id="a number"
        ),
        pytest.param(
            clinic("a", "Puskesmas Alok Barat"),
            clinic("b", "Puskesmas Alok Timur"),
            False,
            id="compass",
        ),
        pytest.param(
            clinic("a", "Puskesmas Nita"), clinic("b", "Puskesmas Paga"), False, id="other names"
        ),
        pytest.param(
            clinic("a", "Puskesmas Nita"),
            clinic("b", "Puskesmas Nita", regency="53.08"),
            False,
            id="another regency",
        ),
        pytest.param(
            hospital("a", name="RSUD Uji", phones=SHARED),
            hospital("b", name="RSUD Uji", kind=Kind.PPT_HOSPITAL, phones=SHARED),
            False,
            id="a hospital and the centre in it",
        ),
        pytest.param(
            service("a", "legal", kind=Kind.UPPA, name="Unit PPA Polres Sikka", phones=SHARED),
            service("b", "legal", kind=Kind.UPPA, name="Unit PPA Polsek Nita Maumere Baru",
                    phones=SHARED),
            False,
            id="police units of one number",
        ),
        pytest.param(
            uptd("a", "legal", name="UPTD PPA Kabupaten Sikka"),
            uptd("b", "legal", name="P2TP2A Sikka", kind=Kind.P2TP2A),
            True,
            id="the unit and its predecessor",
        ),
        pytest.param(
            uptd("a", "legal", name="UPTD PPA Kabupaten Sikka"),
            uptd("b", "legal", name="UPTD PPA Provinsi", level=Level.PROVINCE),
            False,
            id="levels",
        ),
        pytest.param(
            hospital("a", name="RSUD Uji Jaya", registry_id="1", phones=()),
            hospital("b", name="RSUD Uji Jaya", registry_id="2", phones=()),
            False,
            id="two entries of a registry",
        ),
        pytest.param(
            clinic("a", "Puskesmas Nita", **away(0)),
            clinic("b", "Puskesmas Nita", **away(60)),
            False,
            id="far apart",
        ),
        pytest.param(
            clinic("a", "Puskesmas Watublapi"),
            clinic("b", "Puskesmas Baru", aliases=("Puskesmas Watublapi",), phones=SHARED),
            True,
            id="by a former name",
        ),
    ],
)  # fmt: skip
def test_two_records(world: World, first: Service, second: Service, together: bool) -> None:
    assert (ONE in found(world, first, second)) is together


def test_a_number_of_many_tells_nothing(world: World) -> None:
    names = ("RS Cendana Wangi", "RS Cendana Putih", "RS Cendana Merah")
    every = [hospital(f"r-{n}", name=name, phones=SHARED) for n, name in enumerate(names)]
    assert found(world, *every) == set()


WRITTEN: tuple[Callable[[Service, World], str], ...] = (
    lambda one, _world: one.name.upper(),
    lambda one, _world: one.name.replace("Puskesmas", "PKM").replace("Kabupaten", "Kab."),
    lambda one, world: f"{one.name}, {world.atlas.regions[one.regency_code or ''].name}",
)
"""How a second source may write a name."""


def test_in_the_real_directory_few_pairs_are_shown_and_second_writings_are_found(
    world: World,
) -> None:
    services, pick = world.directory().services, random.Random(7)
    assert len(found(world, *services)) <= 20, "what is shown can be looked through"
    some = [one for one in services if one.regency_code and not one.hidden and " " in one.name]
    for written in WRITTEN:
        chosen = pick.sample(some, 100)
        twins = [
            replace(
                one, id=f"{one.id}-kembar", name=written(one, world), aliases=(), phones=(),
                whatsapp=(), registry_id=None, latitude=None, longitude=None,
                location_basis="none", kecamatan_code=None,
            )
            for one in chosen
        ]  # fmt: skip
        pairs = found(world, *services, *twins)
        seen = sum(frozenset((one.id, f"{one.id}-kembar")) in pairs for one in chosen)
        assert seen >= 75


@pytest.fixture
def office(tmp_path: Path, world: World) -> Iterator[Office]:
    twins = [hospital(f"kembar-{n}", name="RS Kembar Jaya") for n in range(2)]
    with sqlite_office(tmp_path, world, (*SERVICES, *twins)) as made:
        yield made


def test_what_was_told_apart_is_not_shown_again(office: Office) -> None:
    ids = {(one.first.id, one.second.id) for one in list_duplicates(office, EDITOR)}
    assert ("kembar-0", "kembar-1") in ids
    for _twice in range(2):
        tell_apart(office, EDITOR, "kembar-1", "kembar-0", now=NOW)
    left = {(one.first.id, one.second.id) for one in list_duplicates(office, EDITOR)}
    assert left == ids - {("kembar-0", "kembar-1")}
    with pytest.raises(NotFound):
        list_duplicates(office, OPERATOR)


def test_a_new_record_is_held_against_what_there_is(office: Office) -> None:
    new = hospital("baru", name="RS Kembar Jaya")
    assert {pair.second.id for pair in similar_to(office, new)} == {"kembar-0", "kembar-1"}


def test_points_are_of_the_policy() -> None:
    policy = duplicate_policy()
    assert score(Signals(name=1.0), policy) == policy.points["name"]
    assert score(Signals(name=0.2, phones=("1",)), policy) == 0
    assert score(Signals(name=1.0, same_registry=False), policy) == 0


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("name = 70", "", "points/name", "required"),
        ("show = 34", 'show = "many"', "limits/show", "wrong_type"),
        ('"uptd_ppa", "p2tp2a"]', '"nonsense"]', "single", "invalid_choice"),
        ("version = ", "edition = ", "version", "required"),
    ],
)
def test_a_policy_with_a_mistake_is_refused_with_its_place(
    old: str, new: str, path: str, code: str
) -> None:
    text = DUPLICATES.read_text(encoding="utf-8")
    assert old in text and is_duplicate_policy(text)
    with pytest.raises(RequestRejected) as rejected:
        parse_duplicate_policy(text.replace(old, new, 1))
    assert [(one.path, one.code) for one in rejected.value.problems] == [(path, code)]


def test_the_policy_check_knows_it() -> None:
    assert name_of_policy(DUPLICATES) == duplicate_policy().version

"""Five hundred questions from all over the region tell of no hidden place but its regency."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from referral.domain.services import Service
from referral.usecases.find_help import find_help
from referral.usecases.tables import tables_of, travel_map
from referral.usecases.world import World
from tests.leaks.planted import PLACE, atlas, moved, opaque_ids, services, world_of

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
POINTS = 500
REGENCY = "53.07"
AROUND = ("53.07", "53.08", "53.06", "53.71", "53.15")
BANDS = {"0-25", "25-50", "50-100", "100-250", "250+"}
HIDDEN_IDS = opaque_ids(world_of(services()))
ASKED: tuple[dict[str, Any], ...] = (
    {"needs": ["shelter"], "age": 14, "sex": "female"},
    {"needs": ["shelter", "psychosocial"], "age": 10, "sex": "male", "more": 5},
    {"needs": ["medical", "legal", "return", "reintegration"], "danger": "yes"},
    {"needs": ["shelter"], "sub_needs": ["long_term_care"], "avoid": ["53.07.06"]},
    {"needs": ["shelter"], "avoid": ["53.07.01", "53.08"], "suspect": ["official_shelter"]},
    {"needs": ["shelter"], "why": HIDDEN_IDS[0]},
    {"needs": ["shelter"], "tried": [{"service_id": HIDDEN_IDS[0], "outcome": "full"}]},
    {"needs": ["shelter"], "when": "2026-11-21T23:30", "travel_means": "car"},
)


def points() -> list[tuple[float, float]]:
    """Villages of five regencies, each a little beside its point: always on land."""
    chance = random.Random(5307)
    table = atlas().villages
    rows = [row for row, code in enumerate(table.codes) if code[:5] in AROUND]
    placed = [row for row in rows if not np.isnan(table.points[row, 0])]
    return [
        (
            round(float(table.points[row, 0]) + chance.uniform(-0.005, 0.005), 5),
            round(float(table.points[row, 1]) + chance.uniform(-0.005, 0.005), 5),
        )
        for row in (chance.choice(placed) for _ in range(POINTS))
    ]


def answers(world: World) -> Iterator[str]:
    """What is answered at each point, as it is sent; a question nobody can answer is one too."""
    for turn, (latitude, longitude) in enumerate(points()):
        body = {**ASKED[turn % len(ASKED)], "at": {"lat": latitude, "lon": longitude}}
        yield json.dumps(find_help(world, body, now=NOW, language="id"), ensure_ascii=False)


def secret(one: Service) -> bool:
    """True for a place whose position must not matter."""
    return one.confidential or one.houses_children


def with_secrets_at(latitude: float, longitude: float, kecamatan: str) -> World:
    """The directory with its secret places of the regency somewhere else in it."""
    place = {
        **PLACE,
        "latitude": latitude,
        "longitude": longitude,
        "kecamatan_code": kecamatan,
        "address": f"Jalan {kecamatan}",
    }
    return world_of(
        moved(one, **place) if secret(one) and one.regency_code == REGENCY else one
        for one in services()
    )


def corners() -> list[tuple[float, float, str]]:
    """The outermost villages of the regency, and some between."""
    table = atlas().villages
    inside = [
        (float(table.points[row, 0]), float(table.points[row, 1]), code[:8])
        for row, code in enumerate(table.codes)
        if code.startswith(REGENCY) and not np.isnan(table.points[row, 0])
    ]
    by_latitude, by_longitude = sorted(inside), sorted(inside, key=lambda one: one[1])
    return [by_latitude[0], by_latitude[-1], by_longitude[0], by_longitude[-1]]


@pytest.fixture(scope="module")
def here() -> list[str]:
    """The answers while every secret place stands where it was planted."""
    return list(answers(world_of(services())))


@pytest.mark.parametrize("corner", range(4), ids=["south", "north", "west", "east"])
def test_wherever_in_its_regency_a_secret_place_is_the_answers_are_the_same_bytes(
    here: list[str], corner: int
) -> None:
    there = list(answers(with_secrets_at(*corners()[corner])))
    assert len(here) == POINTS
    differing = [
        turn for turn, pair in enumerate(zip(here, there, strict=True)) if len({*pair}) > 1
    ]
    assert [points()[turn] for turn in differing] == []


def test_the_comparison_sees_a_position_that_does_matter(here: list[str]) -> None:
    """An open place that moves changes answers: the four tests above are able to fail."""
    latitude, longitude, _kecamatan = corners()[0]
    world = world_of(
        moved(one, latitude=latitude, longitude=longitude) if one.id == "lbh-uji" else one
        for one in services()
    )
    assert list(answers(world)) != here


def test_every_village_of_the_regency_stays_possible() -> None:
    """The travel map is all that knows of places: it is the same for each of them."""
    table = atlas().villages
    expected = tables_of(world_of(services())).travel.points.degrees
    regency = [row for row, code in enumerate(table.codes) if code.startswith(REGENCY)]
    placed = [row for row in regency if not np.isnan(table.points[row, 0])]
    assert len(placed) > 100
    for row in placed:
        latitude, longitude = map(float, table.points[row])
        world = with_secrets_at(latitude, longitude, table.codes[row][:8])
        directory = world.directory()
        found = travel_map(directory, atlas(), world.policy).points.degrees
        assert np.array_equal(found, expected, equal_nan=True), table.codes[row]


def offers(document: Any) -> Iterator[dict[str, Any]]:
    """Every offer in a plan, wherever it stands."""
    if isinstance(document, dict):
        if "distance_km" in document:
            yield document
        for value in document.values():
            yield from offers(value)
    elif isinstance(document, list):
        for value in document:
            yield from offers(value)


def test_distance_and_travel_of_a_confidential_place_are_bands(here: list[str]) -> None:
    seen = 0
    capital = atlas().regions["53"]
    for text in here:
        for offer in offers(json.loads(text)):
            if offer["service_id"] in HIDDEN_IDS:
                seen += 1
                assert offer["distance_km"] in BANDS
                assert offer["travel"]["minutes"] is None and offer["travel"]["links"] == []
                assert (offer["latitude"], offer["longitude"]) == (
                    capital.latitude,
                    capital.longitude,
                )
                assert offer["region"]["code"] == "53" and offer["address"] is None
    assert seen > 50, "hidden places were offered often enough to be measured"

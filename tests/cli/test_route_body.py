"""What a command line becomes: the contract's request, and nothing judged."""

from __future__ import annotations

from typing import Any

import click
import pytest

from referral.cli.route_body import attempt, child, override, place, request_body


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("53.07", {"code": "53.07"}, id="a regency"),
        pytest.param("5307", {"code": "5307"}, id="without the dot"),
        pytest.param("53.07.05.2003", {"code": "53.07.05.2003"}, id="a village"),
        pytest.param("53", {"code": "53"}, id="a province"),
        pytest.param("-8.62,122.21", {"lat": -8.62, "lon": 122.21}, id="a coordinate"),
        pytest.param("-8.62 122.21", {"lat": -8.62, "lon": 122.21}, id="with a blank"),
        pytest.param(" 3.5 ; 98.6 ", {"lat": 3.5, "lon": 98.6}, id="north of the equator"),
        pytest.param("-8, 122", {"lat": -8.0, "lon": 122.0}, id="whole degrees"),
        pytest.param("MY", {"country": "MY"}, id="a country"),
        pytest.param("Desa Nita, Sikka", {"text": "Desa Nita, Sikka"}, id="a name"),
        pytest.param("jkt timur", {"text": "jkt timur"}, id="in lower case"),
        pytest.param("", {"text": ""}, id="nothing is for the use case to refuse"),
    ],
)
def test_a_place_is_read_by_its_shape(typed: str, meant: dict[str, Any]) -> None:
    assert place(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:female", {"age": 14, "sex": "female", "own_baby": False}),
        ("16:female:baby", {"age": 16, "sex": "female", "own_baby": True}),
        ("0:unknown", {"age": 0, "sex": "unknown", "own_baby": False}),
        ("6-11:male", {"age_band": "6-11", "sex": "male", "own_baby": False}),
        ("uncertain:male", {"age_band": "uncertain", "sex": "male", "own_baby": False}),
    ],
)
def test_a_child_of_a_group(typed: str, meant: dict[str, Any]) -> None:
    assert child(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "14", "14:girl", "x:male", "14:male:twins", "-3:male", "١٤:male", "6-12:male"]
)
def test_another_shape_of_child_is_wrong_usage(typed: str) -> None:
    with pytest.raises(click.BadParameter):
        child(typed)


def test_an_attempt_names_a_service_and_an_outcome() -> None:
    assert attempt("uptd:ppa-sikka:full") == {"service_id": "uptd:ppa-sikka", "outcome": "full"}
    for wrong in ("uptd-ppa-sikka", "uptd-ppa-sikka:busy", ":full"):
        with pytest.raises(click.BadParameter):
            attempt(wrong)


def test_an_override_names_a_service_and_a_coded_reason() -> None:
    given = override("uptd:ppa-sikka:confirmed_by_phone")
    assert given == {"service_id": "uptd:ppa-sikka", "reason": "confirmed_by_phone"}
    for wrong in ("uptd-ppa-sikka", "uptd-ppa-sikka:because", ":supervisor"):
        with pytest.raises(click.BadParameter):
            override(wrong)
    body = request_body(["53.07"], [], [], {"need": ("legal",), "override": (given,)})
    assert body["override"] == [given]


def test_only_what_was_given_is_asked() -> None:
    options = {"need": ("medical",), "sub_need": (), "age": 0, "sex": None, "more": 0, "why": None}
    assert request_body(["53.07"], [], [], options) == {
        "at": {"code": "53.07"},
        "needs": ["medical"],
        "age": 0,
        "more": 0,
    }


def test_several_places_mean_one_of_these() -> None:
    body = request_body(["53.07", "MY"], [], [], {"need": ("legal",)})
    assert body["at"] == {"any_of": [{"code": "53.07"}, {"country": "MY"}]}


def test_a_group_and_a_single_child_exclude_each_other() -> None:
    with pytest.raises(click.UsageError):
        request_body(["53.07"], [child("14:female")], [], {"need": ("legal",), "age": 14})

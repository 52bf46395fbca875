"""Travel in words: the parts of the way, the crossings, and no more certainty than there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from referral.domain.regions import NO_TRAVEL, Travel, TravelLeg
from referral.domain.vocabulary import Band
from referral.present.journey import crossing_text, travel_document
from referral.present.translate import translator

EN, ID = translator("en"), translator("id")


@dataclass(frozen=True)
class Ferry:
    """A recorded link as the file holds it."""

    mode: str = "ferry"
    from_place: str = "Hither"
    to_place: str = "Yonder"
    duration_minutes: int | None = 60
    duration_estimated: bool | None = None
    frequency_per_week: float | None = 7.0
    frequency_assumed: bool | None = None
    frequency_is_floor: bool | None = None
    runs_at_night: bool | None = True
    weather_sensitive: bool | None = None


ROAD = Travel(8.8, 95, Band.H3, ("road",), (), "estimated", (TravelLeg("road", 95),))
BY_SEA = Travel(
    40.0,
    200,
    Band.H6,
    ("road", "ferry"),
    ("hither-yonder",),
    "recorded",
    (TravelLeg("road", 120), TravelLeg("ferry", 60, 20, "hither-yonder")),
)


def shown(travel: Travel, words: Any = EN, *, hidden: bool = False) -> dict[str, Any]:
    return travel_document(travel, {"hither-yonder": Ferry()}, words, hidden=hidden)


@pytest.mark.parametrize(
    ("travel", "english", "indonesian"),
    [
        pytest.param(ROAD, "±1 h 35 min by road (estimated)",
                     "±1 jam 35 menit darat (perkiraan)", id="by road"),
        pytest.param(BY_SEA,
                     "±3 h 20 min: 2 h by road + 1 h by ferry + 20 min of waiting"
                     " (by recorded timetables)",
                     "±3 jam 20 menit: darat 2 jam + feri 1 jam + menunggu 20 menit"
                     " (menurut jadwal tercatat)", id="by sea"),
        pytest.param(NO_TRAVEL, "travel not known", "waktu tempuh belum diketahui", id="unknown"),
        pytest.param(Travel(0.0, 0, Band.H1), "up to 1 hour", "sampai 1 jam",
                     id="nought is no measurement"),
        pytest.param(Travel(5.0, 70, Band.H3, ("road",), (), "estimated", (TravelLeg("road", 40),)),
                     "±1 h 10 min: 40 min by road + 30 min to the exact place, which is not known"
                     " (estimated)",
                     "±1 jam 10 menit: darat 40 menit + 30 menit ke tempatnya"
                     " (letak pasti belum diketahui) (perkiraan)",
                     id="somewhere in its regency"),
    ],
)  # fmt: skip
def test_r23_the_way_is_told_part_by_part(travel: Travel, english: str, indonesian: str) -> None:
    assert shown(travel)["text"] == english
    assert shown(travel, ID)["text"] == indonesian


def test_r35_of_the_way_to_a_hidden_place_only_the_band_is_told() -> None:
    found = shown(BY_SEA, hidden=True)
    assert found["text"] == "3 to 6 hours" and found["minutes"] is None
    assert found["modes"] == found["links"] == found["legs"] == found["crossings"] == []


def test_r25_each_crossing_stands_under_its_own_link() -> None:
    found = shown(BY_SEA)["crossings"]
    assert [one["link"] for one in found] == ["hither-yonder"]
    told = "Ferry Hither – Yonder: 1 h under way, about once a day, runs day and night"
    assert found[0]["text"] == told


@pytest.mark.parametrize(
    ("changes", "english"),
    [
        ({"duration_minutes": None}, "time under way not known"),
        ({"duration_estimated": True}, "about 1 h under way"),
        ({"frequency_per_week": None}, "how often is not known"),
        ({"frequency_per_week": 630.0}, "about 90 times a day"),
        ({"frequency_per_week": 11.0}, "about 2 times a day"),
        ({"frequency_per_week": 3.0}, "about 3 times a week"),
        ({"frequency_per_week": 0.5}, "about every 2 weeks"),
        ({"frequency_is_floor": True}, "about once a day or more"),
        ({"frequency_assumed": True}, "about once a day (assumed)"),
        ({"runs_at_night": False}, "does not run at night"),
        ({"runs_at_night": None}, "by night: not known"),
        ({"weather_sensitive": True}, "stops in bad weather"),
    ],
)
def test_r25_what_is_not_recorded_of_a_crossing_is_said_to_be_unknown(
    changes: dict[str, Any], english: str
) -> None:
    facts = crossing_text(Ferry(**changes), EN).partition(": ")[2].split(", ")
    assert english in facts
    assert crossing_text(Ferry(**changes), EN) != crossing_text(Ferry(**changes), ID)

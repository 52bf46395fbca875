"""Travel in words: each part of the way, what a crossing is like, and how sure that is (R23, R25).

Minutes are never more exact than their source: what is estimated says so, what nobody has
recorded is "not known", and of a hidden place only the band is said (R35).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from referral.domain.regions import Travel, TravelLeg
from referral.present.labels import label
from referral.present.translate import N_, Translator

ROAD = "road"
UNPLACED_MINUTES = 10
"""Minutes of the total that belong to no part of the way, from which on they are named."""

DAYS = N_("{days} d {hours} h")
WHOLE_DAYS = N_("{days} d")
HOURS = N_("{hours} h {minutes} min")
WHOLE_HOURS = N_("{hours} h")
MINUTES = N_("{minutes} min")
ONE_PART = N_("±{length} {way}")
PART = N_("{length} {way}")
WAITING = N_("{length} of waiting")
UNPLACED = N_("{length} to the exact place, which is not known")
SEVERAL_PARTS = N_("±{length}: {parts}")
ESTIMATED = N_("{text} (estimated)")
RECORDED = N_("{text} (by recorded timetables)")
CROSSING = N_("{way} {ends}: {facts}")
PASSAGE = N_("{length} under way")
PASSAGE_ABOUT = N_("about {length} under way")
PASSAGE_UNKNOWN = N_("time under way not known")
A_DAY = N_("about {count} times a day")
DAILY = N_("about once a day")
A_WEEK = N_("about {count} times a week")
RARELY = N_("about every {count} weeks")
AT_LEAST = N_("{often} or more")
ASSUMED = N_("{often} (assumed)")
FREQUENCY_UNKNOWN = N_("how often is not known")
BY_NIGHT = N_("runs day and night")
NOT_BY_NIGHT = N_("does not run at night")
NIGHT_UNKNOWN = N_("by night: not known")
WEATHER = N_("stops in bad weather")


class Crossing(Protocol):
    """What is said of a recorded link between two places."""

    @property
    def mode(self) -> str:
        """A mode of travel."""

    @property
    def from_place(self) -> str:
        """One end."""

    @property
    def to_place(self) -> str:
        """The other end."""

    @property
    def duration_minutes(self) -> int | None:
        """Minutes under way; None: not recorded."""

    @property
    def duration_estimated(self) -> bool | None:
        """Whether that is an estimate."""

    @property
    def frequency_per_week(self) -> float | None:
        """Departures a week; None: not recorded."""

    @property
    def frequency_assumed(self) -> bool | None:
        """Whether that is assumed."""

    @property
    def frequency_is_floor(self) -> bool | None:
        """Whether there may be more."""

    @property
    def runs_at_night(self) -> bool | None:
        """None: not recorded."""

    @property
    def weather_sensitive(self) -> bool | None:
        """None: not recorded."""


Crossings = Mapping[str, Crossing]


def duration(minutes: int, translator: Translator) -> str:
    """Minutes in words: `45 min`, `2 h`, `2 h 5 min`; from two days on `2 d 3 h`, or `2 d`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return translator.fill(MINUTES, {"minutes": rest})
    if hours >= 48:
        days, left = divmod(hours, 24)
        return translator.fill(DAYS if left else WHOLE_DAYS, {"days": days, "hours": left})
    facts = {"hours": hours, "minutes": rest}
    return translator.fill(HOURS if rest else WHOLE_HOURS, facts)


def travel_document(
    travel: Travel, crossings: Crossings, translator: Translator, *, hidden: bool
) -> dict[str, Any]:
    """The travel of an OFFER: the contract's members, then `legs`, `text` and `crossings`.

    Of a hidden place nothing but the band.
    """
    shown = Travel(km=None, minutes=None, band=travel.band) if hidden else travel
    return {
        "minutes": shown.minutes,
        "band": travel.band.value,
        "modes": list(shown.modes),
        "links": list(shown.links),
        "confidence": travel.confidence,
        "legs": [_leg(leg) for leg in shown.legs],
        "text": way_text(shown, translator),
        "crossings": [
            {"link": link, "text": crossing_text(crossings[link], translator)}
            for link in shown.links
            if link in crossings
        ],
    }


def _leg(leg: TravelLeg) -> dict[str, Any]:
    return {"mode": leg.mode, "minutes": leg.minutes, "wait": leg.wait, "link": leg.link}


def way_text(travel: Travel, translator: Translator) -> str:
    """The way in words: `±3 h 10 min: 2 h by road + 1 h by ferry + 10 min of waiting`.

    Nought minutes are no measurement: the band is said instead.
    """
    if not travel.minutes:
        return label("band", travel.band, translator)
    parts = list(_parts(travel, translator))
    if len(parts) > 1:
        facts = {"length": duration(travel.minutes, translator), "parts": " + ".join(parts)}
        text = translator.fill(SEVERAL_PARTS, facts)
    else:
        modes = [label("mode", mode, translator) for mode in travel.modes]
        facts = {"length": duration(travel.minutes, translator), "way": ", ".join(modes)}
        text = translator.fill(ONE_PART, facts).strip()
    certainty = {"estimated": ESTIMATED, "recorded": RECORDED}.get(travel.confidence)
    return translator.fill(certainty, {"text": text}) if certainty else text


def _parts(travel: Travel, translator: Translator) -> Iterator[str]:
    for leg in travel.legs:
        yield _part(leg.minutes, label("mode", leg.mode, translator), translator)
    if not travel.legs:
        return
    waiting = sum(leg.wait for leg in travel.legs)
    if waiting:
        yield translator.fill(WAITING, {"length": duration(waiting, translator)})
    rest = (travel.minutes or 0) - waiting - sum(leg.minutes for leg in travel.legs)
    if rest >= UNPLACED_MINUTES:
        yield translator.fill(UNPLACED, {"length": duration(rest, translator)})


def _part(minutes: int, way: str, translator: Translator) -> str:
    facts = {"length": duration(minutes, translator), "way": way}
    return translator.fill(PART, facts)


def crossing_text(link: Crossing, translator: Translator) -> str:
    """A link in words: where, how long, how often, whether at night and in bad weather."""
    facts = [_passage(link, translator), _often(link, translator), _night(link, translator)]
    if link.weather_sensitive:
        facts.append(translator.gettext(WEATHER))
    way = label("crossing", link.mode, translator)
    ends = f"{link.from_place} – {link.to_place}"
    return translator.fill(CROSSING, {"way": way, "ends": ends, "facts": ", ".join(facts)})


def _passage(link: Crossing, translator: Translator) -> str:
    if link.duration_minutes is None:
        return translator.gettext(PASSAGE_UNKNOWN)
    length = duration(link.duration_minutes, translator)
    about = PASSAGE_ABOUT if link.duration_estimated else PASSAGE
    return translator.fill(about, {"length": length})


def _often(link: Crossing, translator: Translator) -> str:
    often = link.frequency_per_week
    if not often:
        return translator.gettext(FREQUENCY_UNKNOWN)
    if often > 10:
        text = translator.fill(A_DAY, {"count": max(round(often / 7), 2)})
    elif often >= 6.5:
        text = translator.gettext(DAILY)
    elif often >= 1:
        text = translator.fill(A_WEEK, {"count": round(often)})
    else:
        text = translator.fill(RARELY, {"count": round(1 / often)})
    if link.frequency_is_floor:
        text = translator.fill(AT_LEAST, {"often": text})
    return translator.fill(ASSUMED, {"often": text}) if link.frequency_assumed else text


def _night(link: Crossing, translator: Translator) -> str:
    if link.runs_at_night is None:
        return translator.gettext(NIGHT_UNKNOWN)
    return translator.gettext(BY_NIGHT if link.runs_at_night else NOT_BY_NIGHT)

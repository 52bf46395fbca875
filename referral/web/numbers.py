"""Telephone numbers, times, distances as an operator reads them aloud."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from referral.web.words import gettext

ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
JAKARTA = ZoneInfo("Asia/Jakarta")
_TIME = {"id": "HH.mm", "en": "HH:mm"}


def moment_text(moment: datetime, timezone: str | None, language: str) -> str:
    """A full local time: "Sabtu, 21 November 2026, 22.00 WITA"; abroad with its offset."""
    day = format_date(moment, "EEEE, d MMMM y", locale=language)
    zone = ZONES.get(timezone or "") or f"UTC{moment.isoformat()[-6:]}"
    return f"{day}, {format_time(moment, _TIME[language], locale=language)} {zone}"


def stamp_text(at: datetime, language: str) -> str:
    """A moment to the minute, in the time of Jakarta, which it says: "21 Nov 2026, 22.00 WIB"."""
    local = at.astimezone(JAKARTA)
    day = format_date(local, "d MMM y", locale=language)
    return f"{day}, {format_time(local, _TIME[language], locale=language)} WIB"


def day_text(text: str, language: str) -> str:
    """A date in words; the text itself where it is no date."""
    try:
        return format_date(datetime.fromisoformat(text), "d MMM y", locale=language)
    except ValueError:
        return text


def opening_text(opens_at: str | None, now: datetime, language: str) -> str | None:
    """When a closed place opens: today, tomorrow or a weekday, with the hour."""
    if not opens_at:
        return None
    try:
        opening = datetime.fromisoformat(opens_at)
    except ValueError:
        return opens_at
    hour = opening.strftime("%H.%M" if language == "id" else "%H:%M")
    days = (opening.date() - now.astimezone(opening.tzinfo).date()).days
    if days == 0:
        return gettext("opens today at %(hour)s", hour=hour)
    if days == 1:
        return gettext("opens tomorrow at %(hour)s", hour=hour)
    if days < 7:
        day = format_date(opening, "EEEE", locale=language)
    else:
        day = format_date(opening, "d MMMM", locale=language)
    return gettext("opens %(day)s at %(hour)s", day=day, hour=hour)


def distance_text(distance: float | str | None, language: str) -> str | None:
    """Great-circle distance; of a confidential place only its band."""
    if distance is None:
        return None
    if isinstance(distance, str):
        return gettext("about %(band)s km", band=distance.replace("-", "–"))
    if distance == 0:
        return gettext("in the same place or near, distance not measured")
    rounded = round(distance, 1) if distance < 10 else round(distance)
    number = format_decimal(rounded, locale=language)
    return gettext("%(number)s km in a straight line", number=number)

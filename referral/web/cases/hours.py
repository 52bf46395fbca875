"""Hours of a case in words: the clock where the child is, how late, how long still."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from referral.web.locale import current_language
from referral.web.numbers import JAKARTA, ZONES
from referral.web.words import gettext, ngettext

_HOUR, _DAY = 60, 24 * 60


def hour_text(at: datetime, now: datetime) -> str:
    """`14.30 WITA`, with the day where it is another one than today there."""
    language = current_language()
    clock = at.strftime("%H.%M" if language == "id" else "%H:%M")
    text = f"{clock} {zone_text(at)}"
    today = now.astimezone(at.tzinfo).date()
    if at.date() == today:
        return text
    shape = "EEE d MMM" if abs((at.date() - today).days) < 180 else "d MMM y"
    return f"{format_date(at, shape, locale=language)}, {text}"


def zone_text(at: datetime) -> str:
    """The usual name of a moment's zone; abroad its offset."""
    name = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else ""
    return ZONES.get(name) or f"UTC{at.isoformat()[-6:]}"


def in_jakarta(at: datetime, now: datetime) -> str:
    """The hour of what belongs to no place, on Jakarta's clocks."""
    return hour_text(at.astimezone(JAKARTA), now)


def due_text(at: datetime, now: datetime) -> str:
    """When something is due: how late it is, or how long there is still."""
    minutes = int(abs(now - at).total_seconds() // 60)
    if minutes < 1:
        return gettext("due now")
    if now >= at:
        return gettext("%(long)s late", long=span_text(minutes))
    return gettext("in %(long)s", long=span_text(minutes))


def span_text(minutes: int) -> str:
    """So many minutes as people say them: days and hours, hours and minutes."""
    days, hours = minutes // _DAY, minutes % _DAY // _HOUR
    parts = []
    if days:
        parts.append(ngettext("%(num)d day", "%(num)d days", days))
    if hours:
        parts.append(ngettext("%(num)d hour", "%(num)d hours", hours))
    if minutes % _HOUR and not days:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", minutes % _HOUR))
    return " ".join(parts)

"""R12's clocks: how much of the time in which treatment works may be left.

Only a band of time is known, so what is left is a range of hours, never a count-down.
"""

from __future__ import annotations

from dataclasses import dataclass

from referral.domain.requests import HelpRequest
from referral.domain.vocabulary import LastAbuse

PEP_HOURS = 72
CONTRACEPTION_HOURS = 120
SINCE: dict[LastAbuse, tuple[int, int]] = {
    LastAbuse.UNDER_24H: (0, 24),
    LastAbuse.H24_TO_72: (24, 72),
    LastAbuse.H72_TO_120: (72, 120),
}
"""Hours since the last contact, at least and at most; an unknown time is in none."""


@dataclass(frozen=True, slots=True)
class Window:
    """One treatment's clock: works within `limit` hours, of which a range is left.

    `least` and `most` are None where the time is unknown, which counts as inside (R12).
    """

    code: str
    limit: int
    least: int | None
    most: int | None


def windows(request: HelpRequest) -> tuple[Window, ...]:
    """The clocks that run for a request: HIV prevention first, then emergency contraception."""
    found = []
    if request.recent_contact:
        found.append(_window("pep", PEP_HOURS, request.last_abuse))
    if request.contraception_window:
        found.append(_window("contraception", CONTRACEPTION_HOURS, request.last_abuse))
    return tuple(found)


def _window(code: str, limit: int, last: LastAbuse) -> Window:
    if last not in SINCE:
        return Window(code, limit, None, None)
    shortest, longest = SINCE[last]
    return Window(code, limit, max(limit - longest, 0), max(limit - shortest, 0))

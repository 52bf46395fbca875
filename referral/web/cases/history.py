"""What happened to a case, line by line, the latest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referral.web.cases import wording
from referral.web.cases.hours import hour_text
from referral.web.cases.work_words import CLOSURES, STEPS, attempt_text, follow_up_text, need_text
from referral.web.words import gettext

Document = Mapping[str, Any]


@dataclass(frozen=True)
class HistoryLine:
    """Something that happened, and when."""

    hour: str
    text: str
    by_link: bool


def history(document: Document, now: datetime) -> tuple[HistoryLine, ...]:
    """Every event of a case, the latest first."""
    return tuple(
        HistoryLine(hour_text(one["at"], now), event_text(one), one["by_link"])
        for one in document["events"]
    )


def event_text(event: Document) -> str:
    """One event in words."""
    return _TEXTS[event["kind"]](event)


def _moved(event: Document) -> str:
    reason = wording.reason_text(event["to"], event["code"])
    text = attempt_text(event)
    return f"{text} ({reason})" if reason else text


def _opened(event: Document) -> str:
    if not event["service"]:
        return gettext("Opened")
    need = need_text(event["need"])
    return gettext("%(need)s: %(name)s chosen", need=need, name=event["service"])


def _consent(event: Document) -> str:
    assent, guardian = wording.ASSENT[event["code"]], wording.GUARDIAN[event["detail"]]
    return f"{assent} · {guardian}"


_TEXTS: Mapping[str, Callable[[Document], str]] = {
    "opened": _opened,
    "moved": _moved,
    "consent": _consent,
    "child_refused": lambda _event: gettext("The child is not willing"),
    "handover_check": lambda event: f"{event['service']}: {wording.CHECKS[event['code']]}",
    "contact_attempt": attempt_text,
    "follow_up": lambda event: f"{follow_up_text(event['code'])}: {attempt_text(event)}",
    "link_made": lambda _event: gettext("A reply link was made"),
    "legal_done": lambda event: gettext("Done: %(what)s", what=STEPS[event["code"]]),
    "closed": lambda event: gettext("Closed: %(how)s", how=CLOSURES[event["code"]]),
}

"""Words of the worklist: what is to be done, where a referral stands, what was tried last."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from referral.web.words import LazyText, gettext, ngettext, plain_label
from referral.web.words import lazy_gettext as _l

STEPS: Mapping[str, LazyText] = {
    "note_consent": _l("Note what the child and a safe guardian say"),
    "send": _l("Send the referral"),
    "ask_next": _l("Ask the next service"),
    "call_line": _l("Call a national line"),
    "confirm_arrival": _l("Ask whether the child has arrived"),
    "confirm_start": _l("Ask whether the service has begun"),
    "complete": _l("Ask whether the service is complete"),
    "close_case": _l("Close the referral"),
    "police_told": _l("Ask whether the police have been told"),
    "violence_reported": _l("Ask whether it has been reported to the police"),
    "temporary_protection": _l("Ask whether the police give temporary protection"),
    "protection_asked": _l("Ask whether LPSK has been asked for protection"),
    "rehabilitation": _l("Ask whether the help that was applied for has begun"),
    "first_aid": _l("Ask whether first help has been given"),
    "lpsk_decision": _l("Ask for the decision of LPSK"),
}
"""What is to be done, by the code of what is due; answers and follow-ups are below."""
WARNINGS: Mapping[str, LazyText] = {
    "police_suspected": _l("The reported person is police: think first whom this tells."),
}
STATUS: Mapping[str, LazyText] = {
    "draft": _l("not sent yet"),
    "consent_noted": _l("ready to send"),
    "sent": _l("sent"),
    "acknowledged": _l("received, not answered yet"),
    "accepted": _l("accepted"),
    "declined": _l("declined"),
    "no_answer": _l("no answer"),
    "arrived": _l("the child has arrived"),
    "service_started": _l("the service has begun"),
    "completed": _l("complete"),
    "withdrawn": _l("taken back"),
    "lost_contact": _l("contact lost"),
    "unsafe_stop": _l("stopped: not safe"),
}
NO_PLACE = _l("no place found")
CLOSURES: Mapping[str, LazyText] = {
    "met": _l("needs met"),
    "transferred": _l("transferred"),
    "unreachable": _l("nobody could be reached"),
    "withdrawn": _l("taken back"),
}
CONTACTS: Mapping[str, LazyText] = {
    "reached": _l("called: reached"),
    "not_reached": _l("called: nobody reached"),
    "not_safe": _l("called: it was not safe to talk"),
}
FOLLOWED: Mapping[str, LazyText] = {
    "well": _l("followed up: well"),
    "needs_more": _l("followed up: needs more"),
    "unsafe": _l("followed up: not safe"),
    "not_reached": _l("followed up: nobody reached"),
}


def step_text(due: Mapping[str, Any]) -> str:
    """What is to be done about something due, with the need that it is about."""
    text = action_text(due)
    return f"{need_text(due['need'])}: {text}" if due["need"] else text


def paper_text(due: Mapping[str, Any]) -> str:
    """The same for paper: nothing that tells of the child (R47)."""
    return gettext("A deadline of law: see the referral") if due["law"] else action_text(due)


def action_text(due: Mapping[str, Any]) -> str:
    """What is to be done, whatever it is about."""
    code = due["code"]
    if code == "answer" and due["overdue"]:
        return gettext("No answer in time: ask the next service")
    if code == "answer":
        return gettext("Wait for the answer of the service")
    return str(STEPS[code]) if code in STEPS else follow_up_text(code)


def follow_up_text(code: str) -> str:
    """A follow-up by its code: `follow_up_24h`, `return_3m`; the code itself where it is none."""
    if found := re.fullmatch(r"follow_up_(\d+)h", code):
        hours = int(found[1])
        if hours % 24 or hours < 48:
            return ngettext(
                "Follow up, %(num)d hour after the arrival",
                "Follow up, %(num)d hours after the arrival",
                hours,
            )
        return ngettext(
            "Follow up, %(num)d day after the arrival",
            "Follow up, %(num)d days after the arrival",
            hours // 24,
        )
    if found := re.fullmatch(r"return_(\d+)m", code):
        return ngettext(
            "Follow up, %(num)d month after the return",
            "Follow up, %(num)d months after the return",
            int(found[1]),
        )
    return code


def need_text(need: str) -> str:
    """A need as in a plan."""
    return plain_label("need", need)


def status_text(status: str | None) -> str:
    """Where the referral of a need stands."""
    return str(NO_PLACE if status is None else STATUS.get(status, status))


def attempt_text(event: Mapping[str, Any]) -> str:
    """What was tried last, and with whom."""
    if event["kind"] == "contact_attempt":
        return str(CONTACTS.get(event["code"], event["code"]))
    if event["kind"] == "follow_up":
        return str(FOLLOWED.get(event["detail"], event["detail"]))
    status = status_text(event["to"])
    return f"{event['service']}: {status}" if event["service"] else status

"""A case's document as cards: what is printed, and which buttons stand where, is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import url_for

from referral.web import wording as words
from referral.web.cards import Number, phone, region_text, whatsapp
from referral.web.cases import message, wording
from referral.web.cases.hours import due_text, hour_text
from referral.web.cases.message import Invitation
from referral.web.cases.work_words import WARNINGS, action_text, need_text, status_text, step_text
from referral.web.words import gettext, plain_label

Document = Mapping[str, Any]
WAITING = ("sent", "acknowledged")
TAKEN = ("accepted", "arrived", "service_started", "completed")
FAILED = ("declined", "no_answer")
RETRACTED = "service_retracted"
UNSENT = ("draft", "consent_noted")
MOMENT = timedelta(minutes=1)
"""What is due just now is not called overdue yet."""
NEXT_STEPS = {
    "sent": ("accepted", "acknowledged"),
    "acknowledged": ("accepted",),
    "accepted": ("arrived",),
    "arrived": ("service_started",),
    "service_started": ("completed",),
}
"""What a referral becomes by one press, the likeliest first."""


class Option(NamedTuple):
    """One answer of a choice."""

    value: str
    label: str


@dataclass(frozen=True)
class DueLine:
    """Something due: its hour, and how long there is still (`at` is for the script's clock).

    `action` leaves out the need. `law` is the article of a legal deadline, `owner` who must meet
    it.
    """

    code: str
    text: str
    action: str
    hour: str
    when: str
    at: str
    late: bool
    href: str
    law: str | None = None
    owner: str | None = None
    warning: str | None = None


@dataclass(frozen=True)
class ServiceCard:
    """A service as the public sees it."""

    service_id: str
    name: str
    kind: str | None
    region: str | None
    tier: str
    phones: tuple[Number, ...]
    whatsapp: tuple[Number, ...]
    email: str | None
    website: str | None
    gone: bool
    arranged: bool
    href: str | None


@dataclass(frozen=True)
class ReferralCard:
    """One service that was asked. `steps` are buttons; `sends` is what sending it is called."""

    id: str
    service: ServiceCard
    status: str
    status_text: str
    reason: str
    since: str
    ended: bool
    failed: bool
    answer: DueLine | None
    legal: tuple[DueLine, ...]
    sends: str | None
    held: str | None
    steps: tuple[Option, ...]
    answers: bool
    may_stop: bool
    stops: tuple[Option, ...]
    invitation: Invitation | None
    checks: tuple[tuple[Option, bool], ...]


@dataclass(frozen=True)
class NeedCard:
    """One need; `settled` once a service has said yes.

    `urge` is True where asking the next service is what to do now.
    """

    need: str
    label: str
    status: str
    settled: bool
    current: tuple[ReferralCard, ...]
    past: tuple[ReferralCard, ...]
    may_ask: bool
    urge: bool
    ask: str
    next: ServiceCard | None
    why: tuple[str, ...]
    others: tuple[ServiceCard, ...]
    lines: tuple[ServiceCard, ...]


@dataclass(frozen=True)
class Chosen:
    """What was noted before."""

    assent: str
    guardian: str


@dataclass(frozen=True)
class ConsentCard:
    """What was noted, what may be noted, and why no guardian is asked."""

    noted: tuple[str, ...]
    said_no: bool
    assent: tuple[Option, ...]
    guardian: tuple[Option, ...]
    chosen: Chosen
    why: str | None


class CaseCards:
    """Turns one case's document into cards, at one moment."""

    def __init__(self, document: Document, now: datetime) -> None:
        self.document = document
        self.now = now
        consent = document["consent"]
        self.said_no = "refused" in (consent["assent"], consent["guardian"])
        self.agreed = consent["assent"] is not None and not self.said_no

    def due(self, due: Document) -> DueLine:
        """Something due in words, with the part of the page where it is done."""
        return DueLine(
            code=due["code"],
            text=action_text(due) if due["code"] == "note_consent" else step_text(due),
            action=action_text(due),
            hour=hour_text(due["at"], self.now),
            when=due_text(due["at"], self.now),
            at=due["at"].isoformat(timespec="seconds"),
            late=self.now - due["at"] >= MOMENT,
            href=f"#{part_of(due)}",
            law=due["law"],
            owner=str(wording.OWNERS[due["owner"]]) if due["owner"] else None,
            warning=str(WARNINGS[due["warning"]]) if due["warning"] in WARNINGS else None,
        )

    def tasks(self) -> tuple[DueLine, ...]:
        """Everything due, soonest first; what is noted once for all needs stands once."""
        found: list[DueLine] = []
        for due in self.document["tasks"]:
            if due["code"] != "note_consent" or all(t.code != "note_consent" for t in found):
                found.append(self.due(due))
        return tuple(found)

    def consent(self) -> ConsentCard:
        """The part about assent and consent."""
        found = self.document["consent"]
        noted: tuple[str, ...] = ()
        if found["assent"]:
            noted = (
                str(wording.ASSENT[found["assent"]]),
                str(wording.GUARDIAN[found["guardian"]]),
            )
        why = wording.GUARDIAN_WHY.get(found["guardian_rule"])
        return ConsentCard(
            noted=noted,
            said_no=self.said_no,
            assent=options(wording.ASSENT, found["may_assent"]),
            guardian=options(wording.GUARDIAN, found["may_guardian"]),
            chosen=Chosen(found["assent"] or "", found["guardian"] or ""),
            why=str(why) if why else None,
        )

    def need(self, answer: Document) -> NeedCard:
        """One need with everybody who was, is or may be asked."""
        cards = [self.referral(one) for one in answer["referrals"]]
        running = tuple(one for one in cards if not one.ended or one.status == "completed")
        ended = [one for one in cards if one not in running]
        failed = bool(ended) and ended[-1].failed and not running
        late = any(
            due["code"] == "answer" and due["overdue"]
            for one in answer["referrals"]
            for due in one["dues"]
        )
        following = answer["next"]
        return NeedCard(
            need=answer["need"],
            label=need_text(answer["need"]),
            status=status_text(answer["status"]),
            settled=answer["status"] in TAKEN,
            current=running,
            past=tuple(reversed(ended)),
            may_ask=answer["may_ask_more"],
            urge=answer["may_ask_more"] and following is not None and (failed or late or not cards),
            ask=self.ask_text(answer),
            next=service(following) if following else None,
            why=self.why_next(answer, cards, late=late),
            others=tuple(map(service, answer["others"])),
            lines=tuple(map(service, answer["lines"])),
        )

    def ask_text(self, answer: Document) -> str:
        """What the press says that asks the next service."""
        urgent = any(one["never_waits"] for one in answer["referrals"])
        return gettext("Ask this one now") if self.agreed or urgent else gettext("Take this one")

    def why_next(
        self, answer: Document, cards: list[ReferralCard], *, late: bool
    ) -> tuple[str, ...]:
        """Why the next service comes: who said no and why, who was silent, a tier left."""
        if answer["next"] is None:
            return ()
        found = []
        last = cards[-1] if cards else None
        if last and last.status == "declined":
            found.append(
                gettext("%(name)s said no: %(reason)s.", name=last.service.name, reason=last.reason)
            )
        elif last and last.status == "no_answer":
            found.append(gettext("%(name)s has not answered.", name=last.service.name))
        elif last and last.failed:
            found.append(gettext("%(name)s cannot after all.", name=last.service.name))
        elif late and last:
            found.append(gettext("%(name)s has not answered in time.", name=last.service.name))
        if answer["escalated"] and cards:
            tier = plain_label("tier", str(answer["next"]["tier"]))
            found.append(gettext("It stands a tier higher: %(tier)s.", tier=tier))
        elif found:
            found.append(gettext("It is the next one of the stored plan."))
        return tuple(found)

    def referral(self, one: Document) -> ReferralCard:
        """One service that was asked."""
        status, dues = one["status"], [self.due(due) for due in one["dues"]]
        running = self.document["open"] and not one["ended"]
        steps = NEXT_STEPS.get(status, ()) if running else ()
        return ReferralCard(
            id=one["id"],
            service=service({**one["service"], "tier": one["tier"], "how": one["how"]}),
            status=status,
            status_text=status_text(status),
            reason=wording.reason_text(status, one["reason"]),
            since=hour_text(one["since"], self.now),
            ended=one["ended"],
            failed=status in FAILED or one["reason"] == RETRACTED,
            answer=next((due for due in dues if due.code == "answer"), None),
            legal=tuple(due for due in dues if due.law) if self.document["open"] else (),
            sends=self.sends(one) if running else None,
            held=self.held(one) if running else None,
            steps=tuple(Option(to, str(wording.ANSWERS[to])) for to in steps),
            answers=running and status in WAITING,
            may_stop=running,
            stops=stops(status),
            invitation=self.invitation(one) if running else None,
            checks=checklist(one) if running and status == "accepted" else (),
        )

    def sends(self, one: Document) -> str | None:
        """What sending is called; None where it cannot be sent now."""
        if one["status"] not in UNSENT:
            return None
        if one["never_waits"]:
            return gettext("Send now: urgent care does not wait")
        ready = one["status"] == "consent_noted" and self.agreed
        return gettext("Send the referral") if ready else None

    def held(self, one: Document) -> str | None:
        """Why it cannot be sent yet."""
        if one["status"] not in UNSENT or self.sends(one):
            return None
        if self.said_no:
            return gettext("Somebody said no: this is not sent.")
        return gettext("Not sent yet: first note what the child says.")

    def invitation(self, one: Document) -> Invitation | None:
        """How the service is told, as long as its link works."""
        link = one["link"]
        if link is None or not link["works"]:
            return None
        href, found = message.reply_address(link["token"]), service(one["service"])
        text = message.message_text(self.document["desk"], href, link["code"])
        return Invitation(
            code=link["code"],
            href=href,
            entry=message.entry_address(),
            text=text,
            until=hour_text(link["expires_at"], self.now),
            whatsapp=message.chats(found.whatsapp, text),
            any_whatsapp=message.chat("", text),
            mail=message.mail_to(found.email or "", text),
            slip=url_for("cases.slip", code=self.document["code"], referral_id=one["id"]),
        )


def options(table: Mapping[str, Any], codes: list[str]) -> tuple[Option, ...]:
    """The options of a choice in the order of their words' table."""
    return tuple(Option(code, str(text)) for code, text in table.items() if code in codes)


def stops(status: str) -> tuple[Option, ...]:
    """Why a referral may be taken back now: only a yes can be taken back by the service."""
    return tuple(
        Option(code, str(text))
        for code, text in wording.WITHDRAWN
        if code != RETRACTED or status in TAKEN
    )


def service(one: Document) -> ServiceCard:
    """A service of the stored plan."""
    shown = one["region"] is not None and not one["gone"] and not one["hidden"]
    return ServiceCard(
        service_id=one["service_id"],
        name=one["name"],
        kind=one["kind"],
        region=region_text(one["region"]) if one["region"] else None,
        tier=plain_label("tier", str(one["tier"])) if "tier" in one else "",
        phones=tuple(map(phone, one["phones"])),
        whatsapp=tuple(map(whatsapp, one["whatsapp"])),
        email=one["email"],
        website=one["website"],
        gone=one["gone"],
        arranged=one.get("how") == "arranged",
        href=url_for("pages.service", service_id=one["service_id"]) if shown else None,
    )


def checklist(one: Document) -> tuple[tuple[Option, bool], ...]:
    """The steps of the warm hand-over, and which are done."""
    return tuple(
        (Option(code, str(text)), code in one["checks"]) for code, text in wording.CHECKS.items()
    )


def part_of(due: Document) -> str:
    """The part of the page where something due is done."""
    code = str(due["code"])
    if code == "note_consent":
        return "consent"
    if code == "close_case":
        return "closing"
    if code.startswith(("follow_up_", "return_")):
        return "follow-ups"
    return f"need-{due['need']}"


def situation(document: Document) -> tuple[str, ...]:
    """What was noted of the children and the situation, for the desk's own screen alone."""
    found = [child_text(child) for child in document["children"]]
    for name, answer in document["triage"].items():
        label, choices = wording.TRIAGE[name]
        codes = answer if isinstance(answer, list) else [answer]
        said = [words.word(choices, code) for code in codes]
        stop = "" if str(label).endswith("?") else ":"
        found.append(f"{label}{stop} {', '.join(said)}")
    found += [plain_label("sub_need", code) for code in document["sub_needs"]]
    return tuple(found)


def child_text(child: Document) -> str:
    """One child: sex and age band."""
    parts = [words.word(words.SEX, child["sex"])] if child["sex"] != "unknown" else []
    parts.append(words.word(words.AGE_BANDS, child["band"]))
    if child["own_baby"]:
        parts.append(gettext("with own baby"))
    return ", ".join(parts)

"""The call card and the banners: what to say, ask and never do, as codes (domain: triage)."""

from __future__ import annotations

from collections.abc import Sequence

from referral.domain.context import Context
from referral.domain.lines import danger_lines
from referral.domain.plans import Answer, Banner, CallCard, Question
from referral.domain.requests import HelpRequest
from referral.domain.tiers import has_number
from referral.domain.vocabulary import (
    Caller,
    Companion,
    Contact,
    Danger,
    Nationality,
    Need,
    Sex,
    Suspect,
    Trilean,
)

MOST_QUESTIONS_TO_A_SERVICE = 6
OFFICIALS = frozenset(suspect for suspect in Suspect if suspect.value.startswith("official_"))


def call_card(context: Context, answers: Sequence[Answer]) -> CallCard:
    """What the operator says, asks (the caller, then each recommended service) and avoids."""
    request = context.request
    return CallCard(
        say=tuple(_say(request, answers)),
        ask=(*_ask_caller(request), *_ask_services(answers)),
        do_not=tuple(_do_not(request)),
    )


def _say(request: HelpRequest, answers: Sequence[Answer]) -> list[str]:
    said = ["safe_to_talk", "cut_off_abroad" if request.place.abroad else "if_cut_off"]
    if request.caller is Caller.CHILD:
        said += ["you_did_right", "not_your_fault"]
    else:
        said.append("thank_caller")
    if request.recent_contact:
        said.append("hospital_soon")
    if request.contact in (Contact.REPORTED, Contact.SUSPECTED):
        said.append("exam_is_choice")
    if request.contact is Contact.ONLINE_ONLY:
        said.append("keep_messages")
    before = "call_before_going" if _can_be_called(answers) else "told_before_going"
    return [*said, before, "stay_until_received"]


def _can_be_called(answers: Sequence[Answer]) -> bool:
    """True if a recommended place has a number; else nobody may promise to call it (R44)."""
    faces = [one.shown.gateway or one.service for a in answers if (one := a.recommended)]
    return any(map(has_number, faces))


QUESTIONS: tuple[tuple[str, str], ...] = (
    ("danger", "ask_danger"),
    ("contact", "ask_contact"),
    ("age", "ask_age"),
    ("sex", "ask_sex"),
    ("companions", "ask_companions"),
    ("suspect", "ask_suspect"),
    ("self_harm", "ask_self_harm"),
    ("nationality", "ask_nationality"),
    ("disability", "ask_access"),
)
"""Fields whose default could change the answer, in the order of triage, and their questions."""


def _ask_caller(request: HelpRequest) -> list[Question]:
    found = [Question("confirm_place")] if request.any_of else []
    found += [
        Question(code)
        for name, code in QUESTIONS
        if name not in request.given or _unknown(request, name)
    ]
    asked_about = request.contact in (Contact.REPORTED, Contact.SUSPECTED)
    if asked_about and request.last_abuse.value == "unknown":
        found.append(Question("ask_last_abuse"))
    if request.online_only:
        found.append(Question("ask_meeting"))
    if Need.RETURN in request.needs and request.came_from.value == "unknown":
        found.append(Question("ask_came_from"))
    if request.home is None and (request.place.abroad or Need.RETURN in request.needs):
        found.append(Question("ask_home"))
    return found


def _unknown(request: HelpRequest, name: str) -> bool:
    if name == "sex":
        return any(child.sex is Sex.UNKNOWN for child in request.children)
    if name == "suspect":
        return Suspect.UNKNOWN in request.suspect
    if name == "companions":
        return Companion.UNKNOWN in request.companions
    value = getattr(request, name, None)
    return getattr(value, "value", None) == "unknown"


def _ask_services(answers: Sequence[Answer]) -> list[Question]:
    """The unknowns of each recommended service, as the questions to put on the phone (R10)."""
    found: list[Question] = []
    seen: set[tuple[str, str]] = set()
    for answer in answers:
        offer = answer.recommended
        if offer is None:
            continue
        codes = [w.code for w in offer.warnings if w.code.startswith(("unknown_", "presumed_no_"))]
        for code in codes[:MOST_QUESTIONS_TO_A_SERVICE]:
            key = (code, offer.shown.public_id)
            if key not in seen and code != "unknown_travel":
                seen.add(key)
                found.append(Question(code, offer.shown))
    return found


def _do_not(request: HelpRequest) -> list[str]:
    avoided = ["no_identity", "no_story"]
    if request.contact is not Contact.NONE:
        avoided.append("no_mediation")  # R17; UU 12/2022 art. 23
    if request.recent_contact:
        avoided.append("no_washing")
    if request.contact is Contact.ONLINE_ONLY:
        avoided += ["no_paying", "no_material"]
    if request.family_implicated:
        avoided += ["no_family_phone", "no_home"]
    if Suspect.POLICE in request.suspect:
        avoided.append("no_local_police")
    if request.suspect & OFFICIALS:
        avoided.append(
            "no_village_letters"
        )  # R48: whoever the official, a letter tells the village
    if request.nationality in (Nationality.FOREIGN, Nationality.STATELESS):
        avoided.append("no_embassy_yet")  # PP 9/2008 art. 20, once a human has looked (asylum)
    if Need.SHELTER in request.needs:
        avoided.append("no_cell")  # R18
    return avoided


def banners(context: Context) -> tuple[Banner, ...]:
    """Warnings above everything else, immediate danger first (R11)."""
    request, found = context.request, []
    if request.danger is Danger.YES:
        found.append(Banner("immediate_danger", danger_lines(context)))
    if request.self_harm is Trilean.YES:
        found.append(Banner("self_harm", danger_lines(context)))
    if request.recent_contact:
        found.append(Banner("within_72_hours", ()))
    if Suspect.POLICE in request.suspect:
        found.append(Banner("police_suspected", ()))
    if request.safe_to_talk is False:
        found.append(Banner("not_safe_to_talk", ()))
    return tuple(found)

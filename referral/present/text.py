"""A plan as plain text, to read aloud or to hand on.

`plan_report` is for the operator's own screen. `plan_text` may leave it: it holds no fact about
the child and no reason that rests on a suspect (R47), so no questions, no rejections, no notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from referral.present.labels import label
from referral.present.numbers import readable
from referral.present.translate import N_, Translator

Document = Mapping[str, Any]

NOTHING_FITS = N_("No suitable service is recorded.")
CALL_NOW = N_("Call now:")
ALTERNATIVES = N_("If not:")
MORE = N_("{count} more: ask for the next ones.")
NO_PHONE = N_("no number recorded")
CALL_FIRST = N_("call first")
OTHERS_REACH_IT = N_("Ask one of those named under “Call now” to reach it.")
ABOUT_KM = N_("about {km} km")
OPENS = N_("opens {when}")
WHY = N_("Why:")
ASK_THEM = N_("Ask them:")
INTERIM_TITLE = N_("Until a bed is confirmed:")
REJECTED_TITLE = N_("Rejected:")
SAY_TITLE = N_("Say:")
ASK_TITLE = N_("Ask:")
DO_NOT_TITLE = N_("Do not:")
NOTES_TITLE = N_("Note:")
CHAIN_TITLE = N_("The way home:")
ASSESSMENT_TITLE = N_("Risk assessment, before any return:")
MADE_WITH = N_("Rules {ruleset}, directory {version}, {when}.")


def travel_words(offer: Document, translator: Translator) -> str:
    """How far an offer is: the way in words and the distance, or a band."""
    parts = [offer["travel"]["text"]]
    if offer["distance_km"] is not None:
        parts.append(translator.fill(ABOUT_KM, {"km": offer["distance_km"]}))
    return ", ".join(parts)


def phone_words(offer: Document, translator: Translator) -> str:
    """The numbers of an offer in groups, WhatsApp included."""
    numbers = [_number(phone) for phone in offer["phones"]]
    numbers += [f"WhatsApp {_number(phone)}" for phone in offer["whatsapp"]]
    return " / ".join(numbers) or translator.gettext(NO_PHONE)


def _number(phone: Document) -> str:
    return readable(phone["number"], phone["display"], short_code=phone["short_code"])


def open_words(offer: Document, translator: Translator) -> str:
    """Whether it is open, and when it opens."""
    text = label("open", offer["open"], translator)
    if offer["opens_at"]:
        when = offer["opens_at"].replace("T", " ")[:16]
        return f"{text}, {translator.fill(OPENS, {'when': when})}"
    return text


def plan_text(document: Document, translator: Translator) -> str:
    """The plan to copy or print: whom to call for what, and nothing about the child (R47)."""
    lines: list[str] = []
    for answer in document["answers"]:
        lines.append(label("need", answer["need"], translator).upper())
        shown = [answer["recommended"], *answer["alternatives"]]
        for offer in (one for one in shown if one):
            lines.extend(_share(offer, translator))
        if not any(shown):
            lines.append(translator.gettext(NOTHING_FITS))
        lines.append(translator.gettext(CALL_NOW))
        lines += [f"  {one['name']}: {phone_words(one, translator)}" for one in answer["meanwhile"]]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _share(offer: Document, translator: Translator) -> Iterator[str]:
    dialled = offer["phones"] or offer["whatsapp"]
    first = dialled and any(w["code"] == "call_first" for w in offer["warnings"])
    mark = f" ({translator.gettext(CALL_FIRST)})" if first else ""
    yield f"- {offer['name']}, {offer['region']['name']}"
    yield f"  {phone_words(offer, translator)}{mark}"
    if not dialled:
        yield f"  {translator.gettext(OTHERS_REACH_IT)}"


def plan_report(document: Document, translator: Translator) -> str:
    """The whole plan, readable, for the operator's own screen."""
    place = document["request"]["place"]
    where = ", ".join(filter(None, (place["name"], place["province"])))
    lines = [f"{where} – {_when(document)}", ""]
    for banner in document["banners"]:
        lines.append(f"!! {banner['text']}")
        lines += [f"   {one['name']}: {phone_words(one, translator)}" for one in banner["contacts"]]
    lines += [f"!! {one['text']}" for one in document["clock"]]
    for number, answer in enumerate(document["answers"], start=1):
        lines += [*_answer(number, answer, translator), ""]
    if document["one_stop"]:
        lines += [document["one_stop"]["text"], ""]
    lines += _chain(document["chain"], translator)
    lines += _card(document["call_card"], translator)
    facts = {
        "ruleset": document["ruleset"],
        "version": document["directory_version"],
        "when": _when(document),
    }
    return "\n".join([*lines, "", translator.fill(MADE_WITH, facts)]) + "\n"


def _when(document: Document) -> str:
    return str(document["now_local"]).replace("T", " ")[:16]


def _answer(number: int, answer: Document, translator: Translator) -> Iterator[str]:
    yield f"{number}. {label('need', answer['need'], translator).upper()}"
    gap = answer["gap"]
    if gap and gap["code"] != "OK":
        yield f"   {gap['text']}"
    if answer["recommended"]:
        yield from _offer(answer["recommended"], translator, "   ")
    else:
        yield f"   {translator.gettext(NOTHING_FITS)}"
    yield from _titled(NOTES_TITLE, [n["text"] for n in answer["notes"]], translator)
    if answer["next_after"]:
        yield f"   {answer['next_after']}"
    if answer["alternatives"]:
        yield f"   {translator.gettext(ALTERNATIVES)}"
        for offer in answer["alternatives"]:
            yield f"     {offer['name']}, {offer['region']['name']}"
            yield f"       {phone_words(offer, translator)}; {travel_words(offer, translator)}"
    if answer["remaining"]:
        yield f"   {translator.fill(MORE, {'count': answer['remaining']})}"
    calls = [f"{one['name']}: {phone_words(one, translator)}" for one in answer["meanwhile"]]
    yield from _titled(CALL_NOW, calls, translator)
    yield from _titled(INTERIM_TITLE, [one["text"] for one in answer["interim"]], translator)
    rejected = [
        f"{out['name']} ({out['region']['name']}): "
        + " ".join(f"{r['text']} [{r['rule']}]" for r in out["reasons"])
        for out in answer["rejected"]
    ]
    yield from _titled(REJECTED_TITLE, rejected, translator)


def _offer(offer: Document, translator: Translator, indent: str) -> Iterator[str]:
    yield f"{indent}{offer['name']}, {offer['region']['name']} ({offer['service_id']})"
    yield f"{indent}  {phone_words(offer, translator)}"
    yield f"{indent}  {open_words(offer, translator)}; {travel_words(offer, translator)}"
    yield from (f"{indent}  {one['text']}" for one in offer["travel"]["crossings"])
    if offer["address"]:
        yield f"{indent}  {offer['address']}"
    asks = ("unknown_", "presumed_no_")
    for warning in offer["warnings"]:
        if not warning["code"].startswith(asks):
            yield f"{indent}  ! {warning['text']}"
    questions = [w["text"] for w in offer["warnings"] if w["code"].startswith(asks)]
    yield from _titled(ASK_THEM, questions, translator)
    reasons = [f"{r['text']} [{r['rule']}]" for r in offer["reasons"]]
    yield from _titled(WHY, reasons, translator)


def _titled(title: str, items: list[str], translator: Translator) -> Iterator[str]:
    if items:
        yield f"   {translator.gettext(title)}"
        yield from (f"     - {item}" for item in items)


def _chain(chain: list[Document], translator: Translator) -> Iterator[str]:
    if not chain:
        return
    assessed = chain[0]["code"] == "assess_here"  # R16: the word is not "return" then
    yield translator.gettext(ASSESSMENT_TITLE if assessed else CHAIN_TITLE)
    for number, step in enumerate(chain, start=1):
        yield f"  {number}. {step['text']}"
        for offer in step["offers"]:
            yield f"     {offer['name']}: {phone_words(offer, translator)}"
    yield ""


def _card(card: Document, translator: Translator) -> Iterator[str]:
    for title, name in ((SAY_TITLE, "say"), (ASK_TITLE, "ask"), (DO_NOT_TITLE, "do_not")):
        lines = [one for one in card[name] if not one.get("service_id")]
        if lines:
            yield translator.gettext(title)
            yield from (f"  - {line['text']}" for line in lines)

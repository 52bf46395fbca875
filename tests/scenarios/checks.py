"""What `expected.json` asks of a plan; every difference is a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from tests.scenarios.scenario import Document, Scenario

Sentences = Iterator[str]


def differences(scenario: Scenario, plan: Document) -> list[str]:
    """Everything in the plan that is not as expected, and the reason that it should be."""
    found = [
        *_frame(scenario, plan),
        *_secrets(scenario, plan),
        *_answers(scenario, plan),
    ]
    return [*found, f"why: {scenario.expected['why']}"] if found else []


def _answers(scenario: Scenario, plan: Document) -> Sentences:
    wanted = scenario.expected["answers"]
    for want, answer in zip_longest(wanted, plan["answers"], fillvalue={"need": None}):
        if want["need"] != answer["need"]:
            yield f"answers: expected {want['need']}, got {answer['need']}"
            return
        for sentence in (
            *_choice(scenario, want, answer),
            *_rejected(scenario, want, answer),
            *_around(want, answer),
        ):
            yield f"{want['need']}: {sentence}"


def _choice(scenario: Scenario, want: Document, answer: Document) -> Sentences:
    first = answer["recommended"]
    yield from _same("recommended", _id(scenario, want["recommended"]), first and _ref(first))
    yield from _same("tier", want["tier"], answer["tier"])
    alternatives = [_id(scenario, ref) for ref in want["alternatives"]]
    yield from _same("alternatives", alternatives, [_ref(o) for o in answer["alternatives"]])
    offers = {_ref(offer): offer for offer in (first, *answer["alternatives"]) if offer}
    for ref in want.get("not_offered", []):
        if _id(scenario, ref) in offers:
            yield f"{ref} is offered and must not be"
    for ref, facts in want.get("offers", {}).items():
        offer = offers.get(scenario.public_id(ref))
        if offer is None:
            yield f"{ref} is not offered"
            continue
        for name, value in facts.items():
            yield from (f"{ref}: {sentence}" for sentence in _fact(offer, name, value))


def _fact(offer: Document, name: str, value: Any) -> Sentences:
    """One expectation of an offer: lists must be held, `not_…` must not, the rest be equal."""
    travel, codes = offer["travel"], [warning["code"] for warning in offer["warnings"]]
    held: dict[str, Sequence[Any]] = {
        "warnings": codes,
        "modes": travel["modes"],
        "links": travel["links"],
        "reasons": _pairs(offer["reasons"]),
    }
    if name in held:
        yield from _holds(name, value, held[name])
    elif name == "not_warnings":
        yield from (f"warns {code}, and must not" for code in value if code in codes)
    elif name == "any_mode":
        if not set(value) & set(travel["modes"]):
            yield f"modes: expected one of {value}, got {travel['modes']}"
    elif name in ("band", "minutes"):
        yield from _same(name, value, travel[name])
    elif name == "region":
        yield from _same(name, value, offer["region"]["code"])
    else:
        yield from _same(name, value, offer["distance_km" if name == "distance" else name])


def _rejected(scenario: Scenario, want: Document, answer: Document) -> Sentences:
    expected = {_id(scenario, ref): reasons for ref, reasons in want["rejected"].items()}
    got = {out["service_id"]: _pairs(out["reasons"]) for out in answer["rejected"]}
    yield from _same("rejected", expected, got)


def _around(want: Document, answer: Document) -> Sentences:
    """Lines, notes, the ladder for tonight and the gap."""
    lines = [_ref(offer) for offer in answer["meanwhile"]]
    yield from _holds("meanwhile", want["meanwhile"], lines)
    for ref in want.get("not_meanwhile", []):
        if ref in lines:
            yield f"{ref} stands in meanwhile and must not"
    notes = _pairs(answer["notes"])
    yield from _holds("notes", want["notes"], notes)
    yield from (
        f"notes {note}, and must not" for note in want.get("not_notes", []) if note in notes
    )
    yield from _same("interim", want["interim"], bool(answer["interim"]))
    gap = answer["gap"] and [answer["gap"]["code"], answer["gap"]["unverified"]]
    yield from _same("gap", want["gap"], gap)
    yield from _same("added_by_rule", want.get("added_by_rule"), answer["added_by_rule"])


def _frame(scenario: Scenario, plan: Document) -> Sentences:
    """Banners, call card, one stop, the way home, and what appears nowhere."""
    expected, card = scenario.expected, plan["call_card"]
    yield from _same("banners", expected["banners"], [b["code"] for b in plan["banners"]])
    for name in ("say", "do_not"):
        yield from _holds(name, expected.get(name, []), [line["code"] for line in card[name]])
    asked = [[q["code"], q["service_id"]] for q in card["ask"]]
    yield from _holds("ask", expected.get("ask", []), asked)
    stop = plan["one_stop"]
    got = stop and {"service_id": stop["service_id"], "needs": stop["needs"]}
    yield from _same("one_stop", expected["one_stop"], got)
    chain = [[step["code"], [_ref(o) for o in step["offers"]]] for step in plan["chain"]]
    yield from _same("chain", expected["chain"], chain)


def _secrets(scenario: Scenario, plan: Document) -> Sentences:
    """Ids that appear nowhere, and everything of a hidden place (R35)."""
    text = str(plan)
    for ref in scenario.expected.get("nowhere", []):
        if f"'{ref}'" in text:
            yield f"{ref} appears, and must nowhere"
    for ref in scenario.expected.get("hidden", []):
        service = scenario.world.directory().get(ref)
        assert service is not None
        numbers = [phone.number for phone in service.phones]
        yield from (
            f"{ref} is hidden and {secret!r} appears"
            for secret in (service.id, service.name, *numbers)
            if secret and secret in text
        )


def _id(scenario: Scenario, ref: str | None) -> str | None:
    return ref and scenario.public_id(ref)


def _ref(offer: Document) -> str:
    return str(offer["service_id"])


def _pairs(reasons: Sequence[Document]) -> list[list[str]]:
    return [[reason["rule"], reason["code"]] for reason in reasons]


def _same(name: str, expected: Any, got: Any) -> Sentences:
    if expected != got:
        yield f"{name}: expected {expected!r}, got {got!r}"


def _holds(name: str, expected: Sequence[Any], got: Sequence[Any]) -> Sentences:
    missing = [one for one in expected if one not in got]
    if missing:
        yield f"{name}: {missing!r} missing in {got!r}"

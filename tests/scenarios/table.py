"""The published table: what each scenario asks, what is expected, and what the plan says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.scenarios.checks import differences
from tests.scenarios.scenario import Document, Scenario, scenarios

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- scenarios: begin -->", "<!-- scenarios: end -->"
HEADER = ("Scenario", "Need", "Expected", "Got")


def rows() -> Iterator[tuple[str, str, str, str]]:
    """A row for each need of each scenario."""
    for scenario in scenarios():
        plan, expected = scenario.plan(), scenario.expected
        number = scenario.name.split("-")[0].lstrip("0")
        wrong = differences(scenario, plan)
        for at, (want, answer) in enumerate(zip(expected["answers"], plan["answers"], strict=True)):
            who = f"**{number}** {expected['place']}: {expected['who']}" if at == 0 else ""
            got = _got(scenario, answer) + (" **(not as expected)**" if wrong else "")
            yield who, want["need"], want["says"], got


def _got(scenario: Scenario, answer: Document) -> str:
    first = answer["recommended"]
    parts = [_named(first) if first else "no place"]
    parts += [f"then {_named(offer)}" for offer in answer["alternatives"]]
    parts += [f"out: {_rules(out)}" for out in answer["rejected"]]
    if answer["interim"]:
        parts.append("ladder for tonight")
    return "; ".join(parts)


def _named(offer: Document) -> str:
    hidden = any(reason["code"] == "through_gateway" for reason in offer["reasons"])
    name = f"a hidden place through {offer['name']}" if hidden else str(offer["name"])
    over = [mode.replace("_", " ") for mode in offer["travel"]["modes"] if mode != "road"]
    how = ", ".join([f"tier {offer['tier']}", *over])
    return f"{name} ({how})"


def _rules(out: Document) -> str:
    reasons = [reason for reason in out["reasons"] if reason["code"] != "through_gateway"]
    hidden = len(reasons) < len(out["reasons"])
    name = f"a hidden place behind {out['name']}" if hidden else out["name"]
    return f"{name} ({', '.join(reason['rule'] for reason in reasons)})"


def table() -> str:
    """The table as Markdown."""
    lines = [HEADER, tuple("---" for _ in HEADER), *rows()]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def published() -> str | None:
    """The table that stands in the README; None if its marks are missing."""
    text = README.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        return None
    return text.split(BEGIN)[1].split(END)[0].strip()

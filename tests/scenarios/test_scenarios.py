"""The ten scenarios of the field brief, over synthetic services: what must hold, and why."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from referral.cli.main import run
from referral.files.phones import parse_phone
from tests.conftest import ROOT
from tests.scenarios.checks import differences
from tests.scenarios.scenario import Scenario, scenarios
from tests.scenarios.table import published, table

SCHEMA = json.loads((ROOT / "referral/web/schemas/plan.schema.json").read_text("utf-8"))
EACH = pytest.mark.parametrize("scenario", scenarios(), ids=lambda one: one.name)


@EACH
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_plan_is_what_the_scenario_expects(scenario: Scenario, language: str) -> None:
    plan = scenario.plan(language)
    jsonschema.Draft202012Validator(SCHEMA).validate(plan)
    assert differences(scenario, plan) == []


@EACH
def test_both_languages_choose_alike(scenario: Scenario) -> None:
    english, indonesian = (_codes(scenario.plan(language)) for language in ("en", "id"))
    assert english == indonesian


@EACH
def test_the_command_line_says_the_same(
    scenario: Scenario, capfd: pytest.CaptureFixture[str]
) -> None:
    status = run(scenario.arguments())
    out, err = capfd.readouterr()
    assert status == 0, err
    assert json.loads(out) == scenario.plan("en")


@EACH
def test_notes_say_the_figures_expected(scenario: Scenario) -> None:
    for want, answer in zip(
        scenario.expected["answers"], scenario.plan("en")["answers"], strict=True
    ):
        said = " ".join(note["text"] for note in answer["notes"])
        assert [text for text in want.get("note_texts", []) if text not in said] == []


SAME_ORDER = [one for one in scenarios() if "same_order_with" in one.expected]


@pytest.mark.parametrize("scenario", SAME_ORDER, ids=lambda one: one.name)
def test_r8_nationality_changes_no_option(scenario: Scenario) -> None:
    own = _options(scenario.plan())
    for changes in scenario.expected["same_order_with"]:
        assert _options(scenario.plan(**changes)) == own, changes


def test_every_scenario_of_the_brief_is_there() -> None:
    numbers = {one.name[:2] for one in scenarios()}
    assert numbers == {f"{number:02}" for number in range(1, 11)}


@EACH
def test_every_service_of_a_scenario_is_plainly_made_up(scenario: Scenario) -> None:
    for service in scenario.world.directory().services:
        assert "uji" in service.name.lower() and "uji" in service.id.split("-"), service.id
        for phone in service.phones:
            assert phone.display.startswith("0811-0000-"), service.id
            assert parse_phone(phone.display).number == phone.number is not None
        assert service.address is None and service.email is None and service.website is None


def test_a_difference_is_named_with_its_reason() -> None:
    scenario = scenarios()[0]
    plan = scenario.plan()
    first = plan["answers"][0]
    first["recommended"], first["notes"] = first["alternatives"][0], []
    found = differences(scenario, plan)
    assert any(line.startswith("medical: recommended: expected") for line in found)
    assert any(line.startswith("medical: notes:") for line in found)
    assert found[-1] == f"why: {scenario.expected['why']}"


def test_the_readme_shows_the_table_as_it_is() -> None:
    assert published() == table(), "python -m tests.scenarios prints the table for README.md"


def _codes(value: Any) -> Any:
    """A document without its words: what remains are codes, numbers and ids."""
    words = {"text", "kind_label", "name", "province"}
    if isinstance(value, dict):
        return {name: _codes(one) for name, one in value.items() if name not in words}
    if isinstance(value, list):
        return [_codes(one) for one in value]
    return None if isinstance(value, str) and " " in value else value


def _options(plan: dict[str, Any]) -> list[list[str]]:
    return [
        [
            o["service_id"]
            for o in (one["recommended"], *one["alternatives"], *one["meanwhile"])
            if o
        ]
        for one in plan["answers"]
    ]

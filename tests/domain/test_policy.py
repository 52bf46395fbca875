"""The policy: what is wrong with one is found, and its name is that of its content."""

from __future__ import annotations

import copy
import random
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from referral.domain.eligibility import OUT_WHEN_NO, RULE_OF_FACT
from referral.domain.errors import RequestRejected
from referral.domain.policy import content_hash, parse_policy
from referral.domain.policy_check import CAN_MATTER, check_policy
from referral.domain.vocabulary import Kind, Need, SubNeed
from tests.builders import POLICY_FILE, policy

TEXT = POLICY_FILE.read_text(encoding="utf-8")
RAW = tomllib.loads(TEXT)
Change = Callable[[dict[str, Any]], object]


def set_at(path: str, value: Any) -> Change:
    def change(raw: dict[str, Any]) -> None:
        *above, last = path.split("/")
        for name in above:
            raw = raw[name]
        raw[last] = value

    return change


def drop(path: str) -> Change:
    def change(raw: dict[str, Any]) -> None:
        *above, last = path.split("/")
        for name in above:
            raw = raw[name]
        del raw[last]

    return change


PLANTED: list[Any] = [
    (drop("version"), "version", "required"),
    (set_at("version", 3), "version", "required"),
    *[(drop(section), section, "required") for section in RAW if section != "version"],
    *[(set_at(section, 7), section, "required") for section in RAW if section != "version"],
    (drop("order/urgent"), "order/urgent", "required"),
    (drop("kinds/shelter"), "kinds/shelter", "required"),
    (drop("kinds/return_from_abroad"), "kinds/return_from_abroad", "required"),
    (drop("lines/danger"), "lines/danger", "required"),
    (drop("matters/shelter"), "matters/shelter", "required"),
    (set_at("order/urgent", "band"), "order/urgent", "wrong_type"),
    (set_at("travel/bands", [60, "180", 360, 1440]), "travel/bands", "wrong_type"),
    (set_at("travel/day_hours", "12"), "travel/day_hours", "wrong_type"),
    (set_at("plan/alternatives", True), "plan/alternatives", "wrong_type"),
    (set_at("kinds/medical", {"hospital": "first"}), "kinds/medical", "wrong_type"),
    (set_at("kinds/medical", ["hospital"]), "kinds/medical", "wrong_type"),
    (set_at("sub_need_ranks/hiv_pep", ["hospital"]), "sub_need_ranks/hiv_pep", "wrong_type"),
    (set_at("presume/ngo", ["accepts_boys"]), "presume/ngo", "wrong_type"),
    (set_at("presume/ngo", {"accepts_boys": True}), "presume/ngo", "wrong_type"),
    (set_at("line/psc-119", "119"), "line/psc-119", "wrong_type"),
    (set_at("order/urgent", ["band"]), "order/urgent", "missing"),
    (set_at("order/routine", [*RAW["order"]["routine"], "colour"]), "order/routine", "invalid"),
    (set_at("order/routine", [*RAW["order"]["routine"], "id"]), "order/routine", "duplicate"),
    (set_at("order/tier_yields_to_bands", 0), "order/tier_yields_to_bands", "too_small"),
    (set_at("travel/bands", [60, 180, 360]), "travel/bands", "bands"),
    (set_at("travel/bands", []), "travel/bands", "bands"),
    (set_at("travel/bands", [180, 60, 360, 1440]), "travel/bands", "bands"),
    (set_at("travel/bands", [0, 60, 360, 1440]), "travel/bands", "bands"),
    (set_at("travel/day_hours", 0), "travel/day_hours", "too_small"),
    (set_at("travel/day_hours", float("nan")), "travel/day_hours", "out_of_range"),
    (set_at("travel/too_far_urgent", -1), "travel/too_far_urgent", "too_small"),
    (set_at("plan/alternatives", -1), "plan/alternatives", "too_small"),
    (set_at("plan/one_stop_factor", 0), "plan/one_stop_factor", "too_small"),
    (set_at("capacity/valid_days", -2), "capacity/valid_days", "too_small"),
    (set_at("freshness/fresh_months", 0), "freshness/fresh_months", "too_small"),
    (set_at("freshness/ageing_months", 3), "freshness/ageing_months", "before_fresh"),
    (set_at("hours/office_presumed_days", [7]), "hours/office_presumed_days", "out_of_range"),
    (set_at("hours/office_presumed_end", 480), "hours/office_presumed_end", "out_of_range"),
    (set_at("hours/emergency_room_kinds", ["clinic"]), "hours/emergency_room_kinds", "invalid"),
    (set_at("reach/gateway_kinds", ["unit"]), "reach/gateway_kinds", "invalid"),
    (set_at("tiers/count_where_they_stand", ["x"]), "tiers/count_where_they_stand", "invalid"),
    (set_at("kinds/never", ["police"]), "kinds/never", "invalid"),
    (set_at("kinds/risk_assessors", ["x"]), "kinds/risk_assessors", "invalid"),
    (set_at("kinds/psychiatric_only_for", ["sad"]), "kinds/psychiatric_only_for", "invalid"),
    (set_at("kinds/never_shelter", ["uppa"]), "kinds/never_shelter", "missing"),
    (set_at("kinds/legal", {"lawyer": 1}), "kinds/legal", "invalid"),
    (set_at("sub_need_ranks/pep", {"hospital": 1}), "sub_need_ranks", "invalid"),
    (set_at("sub_need_ranks/hiv_pep", {"clinic": 1}), "sub_need_ranks/hiv_pep", "invalid"),
    (set_at("presume/clinic", {"hiv_pep": "no"}), "presume", "invalid"),
    (set_at("presume/ngo", {"kind_staff": "yes"}), "presume/ngo", "invalid"),
    (set_at("presume/ngo", {"hiv_pep": "perhaps"}), "presume/ngo", "invalid"),
    (set_at("matters/sleep", ["accepts_sex"]), "matters", "invalid"),
    (set_at("matters/legal", ["transport"]), "matters/legal", "invalid"),
    (set_at("lines/legal", []), "lines/legal", "empty"),
    (set_at("lines/danger", []), "lines/danger", "empty"),
    (set_at("lines/legal", ["nobody"]), "lines/legal", "invalid"),
    (set_at("lines/danger", ["nobody"]), "lines/danger", "invalid"),
    (set_at("lines/from_abroad", ["nobody"]), "lines/from_abroad", "invalid"),
    (drop("line/psc-119/number"), "line/psc-119", "missing"),
    (set_at("line/psc-119/number", 119), "line/psc-119/number", "wrong_type"),
    (set_at("line/psc-119/number", "one one nine"), "line/psc-119/number", "bad_number"),
    (set_at("line/psc-119/fax", "1"), "line/psc-119", "invalid"),
    (set_at("line/psc-119/open_24h", "yes"), "line/psc-119/open_24h", "wrong_type"),
]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    PLANTED,
    ids=[f"{n}-{path}-{code}" for n, (_, path, code) in enumerate(PLANTED)],
)
def test_every_planted_error_is_found_at_its_place(change: Change, path: str, code: str) -> None:
    raw = copy.deepcopy(RAW)
    change(raw)
    found = {(problem.path, problem.code) for problem in check_policy(raw)}
    wanted = "invalid_choice" if code == "invalid" else code
    assert (path, wanted) in found


def test_the_shipped_policy_has_no_problem_and_names_its_version() -> None:
    assert check_policy(RAW) == []
    assert policy().ruleset == f"{RAW['version']}-{content_hash(RAW)}"


def test_every_problem_is_reported_at_once_and_a_bad_policy_is_no_policy() -> None:
    text = TEXT.replace("day_hours = 12", "day_hours = 0").replace(
        "fresh_months = 6", "fresh_months = 0"
    )
    with pytest.raises(RequestRejected) as caught:
        parse_policy(text)
    assert {problem.path for problem in caught.value.problems} == {
        "travel/day_hours",
        "freshness/fresh_months",
    }


def test_text_that_is_no_toml_is_said_to_be_none() -> None:
    with pytest.raises(RequestRejected) as caught:
        parse_policy("order = [")
    assert caught.value.problems[0].code == "not_toml"


def shuffled(value: Any, dice: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    names = list(value)
    dice.shuffle(names)
    return {name: shuffled(value[name], dice) for name in names}


def test_the_hash_knows_neither_order_nor_comments() -> None:
    dice = random.Random(7)
    assert all(content_hash(shuffled(RAW, dice)) == content_hash(RAW) for _ in range(5))
    commented = "\n".join(
        f"{line} # so\n" if line.endswith("]") and "=" not in line else line
        for line in TEXT.splitlines()
    )
    assert tomllib.loads(commented) == RAW
    assert parse_policy(f"# {TEXT.splitlines()[0]}\n{commented}").ruleset == policy().ruleset


def leaves(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(value, dict):
        return [leaf for name in value for leaf in leaves(value[name], (*path, name))]
    return [path]


def changed(value: Any, path: tuple[str, ...]) -> Any:
    """The same with another leaf there; only the tables on the way to it are new."""
    if not path:
        return [value, "changed"]
    return {**value, path[0]: changed(value[path[0]], path[1:])}


def test_the_hash_changes_with_every_single_entry() -> None:
    hashes = {content_hash(RAW)}
    for path in leaves(RAW):
        hashes.add(content_hash(changed(RAW, path)))
    assert len(hashes) == len(leaves(RAW)) + 1


def test_what_may_matter_has_a_rule() -> None:
    """A fact that matters without one would break every plan."""
    assert CAN_MATTER - {"accepts_sex"} <= set(RULE_OF_FACT)
    assert set(OUT_WHEN_NO) - {"accepts_either"} <= CAN_MATTER | {
        f"access_{kind}" for kind in ("physical", "deaf", "blind", "intellectual", "psychosocial")
    }


@pytest.mark.parametrize(
    ("minutes", "band"),
    [
        (0, 0),
        (60, 0),
        (61, 1),
        (180, 1),
        (181, 2),
        (360, 2),
        (361, 3),
        (1440, 3),
        (1441, 4),
        (None, 5),
    ],
)
def test_travel_bands_end_where_the_policy_says(minutes: int | None, band: int) -> None:
    assert policy().band(minutes) == band


def test_the_lines_of_the_brief() -> None:
    """R22 as the policy must hold it; another table is another policy and must say so."""
    assert policy().lines["medical"] == ("psc-119", "hotline-sapa-129")
    assert all("hotline-sapa-129" in policy().lines[need.value] for need in Need)
    assert {Kind.KPAI, Kind.NETWORK, Kind.DETENTION, Kind.HOTLINE} <= policy().never
    assert policy().psychiatric_only_for == {SubNeed.MENTAL_HEALTH_CRISIS}

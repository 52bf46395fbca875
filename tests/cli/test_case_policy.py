"""The policy of open referrals on the command line, and as a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral.cli.main import run
from referral.domain.errors import StartupError
from referral.settings import Settings
from referral.usecases.policy_file import CASES, load_case_policy
from tests.builders import policy
from tests.cases import case_policy


def test_check_names_a_case_policy_that_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", str(CASES)]) == 0
    assert capsys.readouterr().out.strip() == case_policy().version


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ('when = "protection"', 'when = "always maybe"', "deadline/6/when"),
        ("closed_case_days = 90", "closed_case_days = -1", "retention/closed_case_days"),
    ],
)
def test_check_names_the_line_of_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, entry: str
) -> None:
    text = CASES.read_text(encoding="utf-8").replace(old, new)
    file = tmp_path / "cases.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit):
        run(["policy", "check", str(file)])
    line = text.splitlines().index(new) + 1
    assert capsys.readouterr().err.startswith(f"{file}:{line} {entry} wrong_type ")


def test_a_policy_of_ones_own_is_a_setting_and_a_wrong_one_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "cases.toml"
    text = CASES.read_text(encoding="utf-8")
    file.write_text(text.replace("hours = 72\n\n[retention]", "hours = 24\n\n[retention]"))
    settings = Settings.from_env({"CASE_POLICY": str(file)})
    assert settings.case_policy == file
    assert load_case_policy(policy(), file).link_hours == 24
    file.write_text("[follow_up]")
    with pytest.raises(StartupError) as caught:
        load_case_policy(policy(), file)
    assert caught.value.code == "bad_policy"

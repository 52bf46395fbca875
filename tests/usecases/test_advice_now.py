"""What to do first is worked out once for all processes, and again when the directory changes."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from referral.domain.coverage import Column, Group
from referral.domain.directory import Directory
from referral.domain.vocabulary import Need
from referral.usecases.actions_document import ToldAct, ToldAdvice
from referral.usecases.advice_now import AdviceNow
from referral.usecases.world import World

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
COLUMN = (Need.SHELTER, Group.FROM_12)
ENOUGH = 20.0


class Work:
    """Answers at once, or when it is let; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.go = threading.Event()
        self.go.set()
        self.fails = 0

    def __call__(self, world: World, province: str, column: Column, now: datetime) -> ToldAdvice:
        self.asked.append(province)
        assert self.go.wait(ENOUGH)
        if self.fails:
            self.fails -= 1
            raise RuntimeError
        act = ToldAct("verify", "unit", "Unit Uji", "Sikka", ("53.07",), 10, about=False)
        version = world.directory().version
        return ToldAdvice(
            province, column[0].value, column[1].value, 180, now.isoformat(), version,
            (act,), {"verify": ("unit",)},
        )  # fmt: skip


def test_processes_share_what_one_has_worked_out(world: World, tmp_path: Path) -> None:
    work, other = Work(), Work()
    one = AdviceNow(world, tmp_path, work)
    assert one.current("53", COLUMN, NOW, patience=ENOUGH) is not None
    found = AdviceNow(world, tmp_path, other).current("53", COLUMN, NOW)
    assert found == one.current("53", COLUMN, NOW)
    assert (work.asked, other.asked) == (["53"], [])
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


def test_nobody_waits_for_it_and_it_is_asked_once(world: World, tmp_path: Path) -> None:
    work = Work()
    work.go.clear()
    one = AdviceNow(world, tmp_path, work)
    assert all(one.current("53", COLUMN, NOW) is None for _again in range(5))
    work.go.set()
    assert one.current("53", COLUMN, NOW, patience=ENOUGH) is not None
    assert work.asked == ["53"]


def test_what_another_process_has_begun_is_not_begun_again(world: World, tmp_path: Path) -> None:
    ours, theirs = Work(), Work()
    theirs.go.clear()
    other = AdviceNow(world, tmp_path, theirs)
    assert other.current("53", COLUMN, NOW) is None
    until = time.monotonic() + ENOUGH
    while not theirs.asked and time.monotonic() < until:
        time.sleep(0.02)
    one = AdviceNow(world, tmp_path, ours)
    assert one.current("53", COLUMN, NOW, patience=0.3) is None
    theirs.go.set()
    assert one.current("53", COLUMN, NOW, patience=ENOUGH) is not None
    assert (ours.asked, theirs.asked) == ([], ["53"])


def test_another_day_or_directory_is_worked_out_anew(world: World, tmp_path: Path) -> None:
    work = Work()
    directory = {"now": world.directory()}
    moving = replace(world, directory=lambda: directory["now"])
    one = AdviceNow(moving, tmp_path, work)
    one.current("53", COLUMN, NOW, patience=ENOUGH)
    one.current("53", COLUMN, NOW + timedelta(days=1), patience=ENOUGH)
    directory["now"] = Directory.of([], version="lain", opaque_key=b"kunci uji")
    found = one.current("53", COLUMN, NOW + timedelta(days=1), patience=ENOUGH)
    assert found is not None and found.version == "lain"
    assert len(work.asked) == 3 and len(list(tmp_path.glob("*.json"))) == 1


@pytest.mark.filterwarnings("ignore")
def test_a_failure_is_tried_again_and_a_spoilt_file_is_no_answer(
    world: World, tmp_path: Path
) -> None:
    work = Work()
    work.fails = 1
    one = AdviceNow(world, tmp_path, work)
    assert one.current("53", COLUMN, NOW, patience=ENOUGH) is not None
    assert work.asked == ["53", "53"]
    (kept,) = tmp_path.glob("*.json")
    kept.write_text('{"province": "53"}', encoding="utf-8")
    again = AdviceNow(world, tmp_path, work)
    assert again.current("53", COLUMN, NOW, patience=ENOUGH) is not None
    assert len(work.asked) == 3


def test_without_a_folder_each_process_works_for_itself(world: World) -> None:
    work = Work()
    found = AdviceNow(world, None, work).current("53", COLUMN, NOW, patience=ENOUGH)
    assert found is not None and found.acts[0].regencies == ("53.07",)

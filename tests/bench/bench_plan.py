"""A plan for six needs in each of the 514 regencies, for several children: milliseconds.

`first` meets every province with empty memos, as just after a start; `again` is the plan alone,
and `answered` the whole answer with its document, once the memos are filled. Processor time, so
that other work on the machine counts little.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from referral.compose import file_world
from referral.domain.routing import plan
from referral.domain.vocabulary import Need
from referral.settings import Settings
from referral.usecases.find_help import find_help, read_request
from referral.usecases.tables import tables_of

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
TARGET_MS = 3.0
PROFILES: dict[str, dict[str, Any]] = {
    "nothing known": {},
    "girl 14, urgent": {
        "children": [{"age": 14, "sex": "female"}],
        "contact": "reported",
        "last_abuse": "<24h",
        "danger": "yes",
        "suspect": ["household"],
    },
    "boy 10, disabled": {
        "children": [{"age": 10, "sex": "male"}],
        "disability": "deaf",
        "companions": ["alone"],
    },
}


def main() -> None:
    """Print median, 95th percentile and maximum of each pass, for each profile."""
    world = file_world(Settings.from_env(), Path("data/services"))
    tables = tables_of(world)
    codes = [code for code, region in world.atlas.regions.items() if not region.is_province]
    needs = [need.value for need in Need]
    gc.freeze()  # as the server does
    for name, profile in PROFILES.items():
        bodies = [{"at": {"code": code}, "needs": needs, **profile} for code in codes]
        requests = [read_request(world, tables, body, NOW)[0] for body in bodies]

        def alone(at: int, asked: Any = requests) -> object:
            return plan(asked[at], tables.routing, tables.travel, world.holidays)

        def answered(at: int, asked: Any = bodies) -> object:
            return find_help(world, asked[at], now=NOW, language="id")

        print(f"  {name}")
        for label, run in (("first", alone), ("again", alone), ("answered", answered)):
            _report(label, [_milliseconds(run, at) for at in range(len(codes))])
    print(f"  target: a plan of six needs in at most {TARGET_MS} ms")


def _milliseconds(run: Callable[[int], object], at: int) -> float:
    start = time.process_time()
    run(at)
    return (time.process_time() - start) * 1000


def _report(label: str, taken: list[float]) -> None:
    ordered = sorted(taken)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    within = sum(one <= TARGET_MS for one in ordered) / len(ordered)
    print(
        f"    {label:<9} median {middle:5.2f} ms   p95 {high:5.2f} ms   "
        f"max {ordered[-1]:6.2f} ms   within target {within:4.0%}"
    )


if __name__ == "__main__":
    main()

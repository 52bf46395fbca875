"""A plan for six needs in each of the 514 regencies, for several children: milliseconds."""

from __future__ import annotations

import gc
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from referral.compose import file_world
from referral.domain.vocabulary import Need
from referral.settings import Settings
from referral.usecases.find_help import find_help

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
    """Print median, 95th percentile and maximum for each profile."""
    world = file_world(Settings.from_env(), Path("data/services"))
    regencies = [code for code, region in world.atlas.regions.items() if not region.is_province]
    find_help(world, {"at": {"code": "53.07"}, "needs": ["legal"]}, now=NOW, language="id")
    gc.freeze()  # as the server does
    needs = [need.value for need in Need]
    for name, profile in PROFILES.items():
        taken = []
        for code in regencies:
            body = {"at": {"code": code}, "needs": needs, **profile}
            start = time.perf_counter()
            find_help(world, body, now=NOW, language="id")
            taken.append((time.perf_counter() - start) * 1000)
        ordered = sorted(taken)
        p95 = ordered[int(len(ordered) * 0.95)]
        print(
            f"  {name:<18} median {statistics.median(ordered):6.2f} ms   p95 {p95:6.2f} ms   "
            f"max {ordered[-1]:6.2f} ms   (target p95 {TARGET_MS} ms)"
        )


if __name__ == "__main__":
    main()

"""Runs every `bench_*.py` beside it: `make bench`. Each has a `main()` that prints its numbers."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measure one after the other, so that none disturbs the next."""
    sys.path.insert(0, str(HERE.parents[1]))
    wanted = sys.argv[1:]
    for path in sorted(HERE.glob("bench_*.py")):
        if not wanted or path.stem.removeprefix("bench_") in wanted:
            print(f"— {path.stem.removeprefix('bench_')}")
            runpy.run_path(str(path))["main"]()


if __name__ == "__main__":
    main()

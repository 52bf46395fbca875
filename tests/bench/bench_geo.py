"""How long the map takes: `python tests/bench/bench_geo.py`. Prints; asserts nothing."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

Asked = TypeVar("Asked")


def timed(name: str, call: Callable[[Asked], object], inputs: Sequence[Asked]) -> None:
    """Print the median and the 95th percentile of the calls in milliseconds."""
    took = []
    for item in inputs:
        start = time.perf_counter()
        call(item)
        took.append((time.perf_counter() - start) * 1000)
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"{name:34} p50 {p50:7.3f} ms   p95 {p95:7.3f} ms   max {max(took):7.3f} ms")


def main() -> None:
    """Load the map and the index, then search and locate."""
    start = time.perf_counter()
    import numpy as np

    from referral.geo.atlas import Atlas
    from referral.geo.gazetteer import Gazetteer
    from tests.geo import places

    imported = time.perf_counter()
    atlas = Atlas.load(ROOT / "data")
    loaded = time.perf_counter()
    gazetteer = Gazetteer(atlas, ROOT / "data")
    indexed = time.perf_counter()
    print(f"import {imported - start:.2f} s, atlas {loaded - imported:.2f} s, ", end="")
    print(f"index {indexed - loaded:.2f} s, together {indexed - start:.2f} s")

    clean = [ask.text for ask in places.clean(atlas)]
    wrong = [ask.text for ask in places.misspelt(atlas)]
    timed("search, rightly spelled", gazetteer.search, clean)
    timed("search, misspelt", gazetteer.search, wrong)
    timed("search, as it is typed", gazetteer.search, _begun(clean))

    points = atlas.villages.points[~np.isnan(atlas.villages.points[:, 0])]
    spots = [tuple(point) for point in points[::50].tolist()]
    timed("locate", lambda spot: atlas.locate(*spot), spots)


def _begun(texts: Sequence[str]) -> list[str]:
    return [text[:length] for text in texts[:60] for length in range(3, len(text))]


if __name__ == "__main__":
    main()

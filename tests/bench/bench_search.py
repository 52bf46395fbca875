"""Search of the directory with filters, sorting and counts: milliseconds a question.

`warm`: the index is made, but no question was asked before; `again`: the same questions.
"""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from referral.compose import file_world
from referral.settings import Settings
from referral.usecases.browse import list_services
from referral.usecases.shelf import shelf_of
from referral.usecases.world import World

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TARGET_MS = 50
WORDS = (
    "", "rsud sikka", "rumah sakit umum maumere", "P2TP2A kupang", "unit ppa polres ende",
    "dinsos kab ende", "LBH apik", "pusat pelayanan terpadu", "penampungan bali", "menampung",
    "puskesmas nita", "pukesmas nitta", "rsud hilers", "visum jakarta", "0382 21617", "129",
    "uptd ppa ntt", "jaksel puskesmas", "bantuan hukum jogja", "rumahsakit jiwa", "makasar rsud",
    "kepolisian resor kota ambon", "xyzzyq", "psikolog surabaya", "women crisis center",
)  # fmt: skip
FILTERS: tuple[Mapping[str, str], ...] = (
    {},
    {"need": "medical", "open": "now"},
    {"region": "53", "accepts_boys": "not_no", "hours": "24h"},
    {"sort": "travel", "from": "53.07"},
    {"kind": "uptd_ppa", "sort": "freshness", "verified": "ever"},
)


def main() -> None:
    """Print the seconds of making the index, then median, p95 and maximum of both passes."""
    world = file_world(Settings.from_env(), Path("data/services"))
    shelf = shelf_of(world)
    start = time.perf_counter()
    shelf.text.search("mulai")
    print(f"  index of {len(shelf.shown)} services: {time.perf_counter() - start:.1f} s")
    _ask(world, {})
    gc.freeze()
    questions = [{**more, "q": q} for q, more in itertools.product(WORDS, FILTERS)]
    for label in ("warm", "again"):
        taken = sorted(_ask(world, question) for question in questions)
        p95 = taken[int(len(taken) * 0.95)]
        print(
            f"  {label:<6} median {taken[len(taken) // 2]:5.1f} ms   p95 {p95:5.1f} ms   "
            f"max {taken[-1]:5.1f} ms   target p95 {TARGET_MS} ms"
        )


def _ask(world: World, question: Mapping[str, str]) -> float:
    start = time.process_time()
    list_services(world, question, page=1, per_page=25, now=NOW, language="id", facets=True)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()

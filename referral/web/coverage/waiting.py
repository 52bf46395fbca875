"""Who may be kept waiting for what is worked out beside the requests.

A request that waits occupies a thread, and a process has few: somebody on the telephone needs one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

MOST = 1
"""Requests of a process that may wait at once; everybody else is told at once to come again."""
_places = BoundedSemaphore(MOST)


@contextmanager
def patience(seconds: float) -> Iterator[float]:
    """How many seconds this request may wait: those, or none where another one waits already."""
    if not _places.acquire(blocking=False):
        yield 0.0
        return
    try:
        yield seconds
    finally:
        _places.release()

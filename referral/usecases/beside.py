"""Work beside the requests that anybody may ask for: one piece at a time on the whole machine.

Several processes answer requests; together they leave the cores to whoever needs a plan now.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "beside.lock"


@contextmanager
def alone(folder: Path | None) -> Iterator[None]:
    """Wait until no other process works beside its requests, and keep them waiting meanwhile.

    Where there is no folder, or no lock can be had in it, each process works for itself.
    """
    try:
        if folder is None:
            raise OSError
        held = (folder / NAME).open("ab")
    except OSError:
        yield
        return
    with held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield

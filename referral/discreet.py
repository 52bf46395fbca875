"""Saying where something went wrong without saying what was asked.

The message of an exception and the address of a request may hold where a child is: a log gets
the kind of failure and the lines of the program, nothing else.
"""

from __future__ import annotations

import traceback
from types import TracebackType

LINES = 4


def whereabouts(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    """`Unexpected KeyError in look_up (api.py:60) < …`, the innermost lines first."""
    at = " < ".join(
        f"{frame.name} ({frame.filename.rsplit('/', 1)[-1]}:{frame.lineno})"
        for frame in reversed(traceback.extract_tb(trace)[-LINES:])
    )
    return f"Unexpected {kind.__name__ if kind else 'failure'} in {at or 'an unknown place'}"

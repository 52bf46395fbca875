"""The clock of the pages: views take the time from here, so that a test can move it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app


def now() -> datetime:
    """The moment of a request (aware, UTC); `app.config["CLOCK"]` may be a function instead."""
    clock = current_app.config.get("CLOCK")
    moment: datetime = clock() if callable(clock) else datetime.now(UTC)
    return moment

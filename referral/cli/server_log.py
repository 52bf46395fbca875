"""Gunicorn's log without addresses of visitors and of requests."""

from __future__ import annotations

import sys
from typing import Any

from gunicorn.glogging import Logger

from referral.discreet import whereabouts


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Says that and where something failed; never for whom, nor on what."""

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - Gunicorn's
        """A failure by its kind and the lines of the program."""
        kind, _error, trace = sys.exc_info()
        self.error("%s", whereabouts(kind, trace))

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """What the server does; what it does it with may be an error that repeats a request."""
        super().debug(msg, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Whatever warns of the server itself; a malformed request would come with an address."""
        if not str(msg).startswith("Invalid request"):
            super().warning(msg, *args, **kwargs)

"""`referral serve`: the production server, Gunicorn, with the app loaded before it forks.

No access log: it would tell who looked where. Errors go to standard error, without what was
asked.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
from datetime import UTC, datetime
from typing import Any, Protocol

import click

from referral.domain.errors import StartupError
from referral.settings import Settings

POLITE = 10  # steps of niceness: who asks for a plan goes first


def server_options(settings: Settings) -> dict[str, Any]:
    """Gunicorn's settings; whatever would write or listen elsewhere is off."""
    return {
        "bind": f"[{settings.host}]:{settings.port}"
        if ":" in settings.host
        else f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "preload_app": True,
        "accesslog": None,
        "errorlog": "-",
        "logger_class": "referral.cli.server_log.DiscreetLogger",
        "loglevel": "warning" if settings.log_level == "info" else settings.log_level,
        "control_socket_disable": True,
        "graceful_timeout": 15,
        "timeout": 60,
        "keepalive": 5,
        "limit_request_line": 2000,
        "limit_request_fields": 60,
        "proc_name": "rujuk",
    }


def check_address(settings: Settings) -> None:
    """Fail early and in words where the address cannot be listened on.

    :raises StartupError: `port_taken` with `host` and `port`
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise StartupError("port_taken", host=settings.host, port=settings.port) from error


class Measured(Protocol):
    """The coverage, as far as it can be measured beforehand."""

    def prepare(self, now: datetime) -> None:
        """Measure, and leave the result where every process finds it."""


def measure_beside(measured: Measured, now: datetime) -> int:
    """Measure the coverage in a process of its own and give its id.

    The workers find the file that it leaves, and no plan waits for it. It has no socket of the
    server's, and no part in what happens at the end of one.
    """
    child = os.fork()
    if child:
        return child
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.nice(POLITE)
        measured.prepare(now)
    finally:
        os._exit(0)


@click.command()
def serve() -> None:
    """Start the web server on HOST and PORT, with WORKERS processes; Ctrl-C ends it.

    The database must be upgraded and seeded: `referral db upgrade`, `referral seed`. While there
    is no administrator it prints a one-time link that makes the first; each start replaces it.
    """
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - no other command needs it

    from referral.app import create_app  # noqa: PLC0415
    from referral.cli.users import first_link  # noqa: PLC0415

    settings = Settings.from_env()
    check_address(settings)
    app = create_app(settings)
    first = first_link(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"Rujuk: http://{host}:{settings.port}  (Ctrl-C ends it)"
    hooks = {
        "when_ready": lambda _server: click.echo(
            "\n".join(filter(None, (address, first)))  # both at once: nobody sees half of it
        ),
    }

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with settings from ours instead of from its own command line."""

        def load_config(self) -> None:
            """Take over the settings."""
            for name, value in {**server_options(settings), **hooks}.items():
                if name in self.cfg.settings:  # a newer Gunicorn may drop one
                    self.cfg.set(name, value)

        def load(self) -> Any:
            """The app, made once before the processes are forked."""
            return app

    gc.freeze()  # what is loaded now stays shared between the processes, and is never searched
    gc.enable()
    measure_beside(app.extensions["coverage"], datetime.now(UTC))
    Server().run()

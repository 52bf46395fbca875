"""The `referral` command: finds a command by name, and lets no traceback reach a user.

Exit status: 0 done, 1 the input was rejected or the program cannot run, 2 wrong usage. Each
command lives in a module of its own, imported only when it is called.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from referral import __version__
from referral.cli.options import spoken
from referral.domain.errors import ReferralError

COMMANDS = {
    "route": ("referral.cli.route", "Route a referral: the nearest appropriate service."),
    "place": ("referral.cli.place", "Look up a place: candidates with codes and coordinates."),
    "coverage": ("referral.cli.coverage", "The gaps of every regency: what is missing where."),
    "site": ("referral.cli.site", "Where the next centres help most, exactly."),
    "services": ("referral.cli.services", "List services, or show one."),
    "seed": ("referral.cli.store", "Load the committed data into the database."),
    "import": ("referral.cli.exchange", "Take in services from a file: rehearsed first."),
    "export": ("referral.cli.exchange", "Give out the directory as CSV, XLSX, HSDS or GeoJSON."),
    "db": ("referral.cli.store", "Upgrade or check the database."),
    "regions": ("referral.cli.regions", "Rebuild data/regions from its sources."),
    "policy": ("referral.cli.policy", "Check a routing policy, or compare two."),
    "audit": ("referral.cli.audit", "Verify the audit log."),
    "purge": ("referral.cli.purge", "Remove what the retention rules say is over."),
    "user": ("referral.cli.users", "Accounts: add, list, disable."),
    "token": ("referral.cli.tokens", "Tokens of the JSON interface: add, list, revoke."),
    "serve": ("referral.cli.serve", "Start the web server."),
}


class Commands(click.Group):
    """Commands by name, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order of a first acquaintance."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list for --help, without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="referral")
def root() -> None:
    """Rujuk: services for child victims in Indonesia, and the nearest appropriate one.

    Exit status: 0 done; 1 the input was rejected, each problem as "file:line column code
    message" (file "argument" for what was typed); 2 wrong usage.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its status."""
    gc.disable()  # a process of two seconds has no cycles worth looking for; saves a quarter
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    spoken.set(None)
    try:
        status = root.main(args=arguments, prog_name="referral", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader has gone (`| head`): nothing to say, and no second failure at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _failed(error)
    return status if isinstance(status, int) else 0


def _failed(error: Exception) -> int:
    """Say what went wrong in words; where in the program, only to who asks for it."""
    from referral.cli.failures import explain  # noqa: PLC0415 - loads Babel and catalogues

    explain(error)
    if not isinstance(error, ReferralError) and os.environ.get("LOG_LEVEL") == "debug":
        sys.excepthook(type(error), error, error.__traceback__)
    return 1


if __name__ == "__main__":
    main()

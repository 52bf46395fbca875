"""`referral seed` and `referral db`: the database and what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from referral.cli.file_problems import print_file_problems
from referral.cli.options import language_option, progress
from referral.cli.startup import words
from referral.present.translate import N_, Translator
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.usecases.seed import SeedReport

FILE_LINE = N_("{file}: {read} read, {loaded} loaded, {rejected} rejected")
NO_DIAL = N_("{service_id}: the number “{display}” cannot be dialled; it is shown as printed")
RESULT = N_(
    "Directory: {loaded} written, {unchanged} unchanged, {kept} kept as edited here, "
    "{removed} removed; {statements} statements of presence"
)
SPENT = N_("Left out, as they were removed or merged here: {spent}")
CURRENT = N_("The database is up to date.")


@click.command()
@language_option
def seed(lang: str | None) -> int:
    """Load the committed data (DATA_DIR) into the database, which is created where there is none.

    Prints for each file how many rows were read, loaded and rejected, each rejected row with
    its reason, and each number that cannot be dialled. Loading the same data again changes
    nothing; records edited here are kept. Exits 1 if a row was rejected.
    """
    from referral.usecases.database import upgrade as bring_up  # noqa: PLC0415 - SQLAlchemy
    from referral.usecases.seed import seed as load  # noqa: PLC0415

    settings = Settings.from_env()
    with progress("Loading"):
        bring_up(settings.database)
        report = load(settings.database, settings.data_dir / "services")
    _print(report, words(lang))
    print_file_problems(report.files.problems)
    return 1 if report.files.problems else 0


def _print(report: SeedReport, translator: Translator) -> None:
    for count in report.files.counts:
        facts = {
            "file": count.file,
            "read": count.read,
            "loaded": count.loaded,
            "rejected": count.rejected,
        }
        click.echo(translator.fill(FILE_LINE, facts))
    for phone in report.files.unparsed_phones:
        facts = {"service_id": phone.service_id, "display": phone.display}
        click.echo(translator.fill(NO_DIAL, facts))
    load = report.load
    facts = {
        "loaded": load.loaded,
        "unchanged": load.unchanged,
        "kept": load.kept,
        "removed": load.removed,
        "statements": load.statements,
    }
    click.echo(translator.fill(RESULT, facts))
    if load.spent:
        click.echo(translator.fill(SPENT, {"spent": load.spent}))


@click.group()
def db() -> None:
    """The database's structure."""


@db.command()
def upgrade() -> None:
    """Create the database (DATABASE_URL) or bring it up to this version."""
    from referral.usecases.database import upgrade as bring_up  # noqa: PLC0415

    with progress("Upgrading"):
        bring_up(Settings.from_env().database)


@db.command()
@language_option
def check(lang: str | None) -> int:
    """Say whether the database is this version's; changes nothing. Exits 1 if it is not."""
    from referral.usecases.database import differences  # noqa: PLC0415

    found = differences(Settings.from_env().database)
    for line in found:
        click.echo(f"database:0 - database_outdated {line}", err=True)
    if not found:
        click.echo(words(lang).gettext(CURRENT))
    return 1 if found else 0

"""`referral audit verify`: whether the audit log is as it was written."""

from __future__ import annotations

import click

from referral.cli.options import language_option, progress
from referral.cli.startup import words
from referral.present.translate import N_
from referral.settings import Settings

WHOLE = N_("{entries} entries, each as it was written. Note this seal elsewhere: {seq} {hash}")
DROPPED = N_("Retention has dropped the first {seq}.")
BROKEN = N_("entry {seq} is not as it was written, is missing, or should not be there.")


@click.group()
def audit() -> None:
    """The log of who read or changed what."""


@audit.command()
@language_option
def verify(lang: str | None) -> int:
    """Verify the whole log; print how many entries it has, and the seal of the last one.

    Exits 1 with the number of the first entry that is not as it was written. Somebody with full
    rights over the database could rewrite the log to its end: compare the seal with one that was
    noted elsewhere.
    """
    from referral.usecases.audit import verify_log  # noqa: PLC0415 - SQLAlchemy
    from referral.usecases.records import open_records  # noqa: PLC0415

    translator = words(lang)
    with progress("Verifying"):
        report = verify_log(open_records(Settings.from_env().database, b""))
    if report.broken_at is not None:
        text = translator.fill(BROKEN, {"seq": report.broken_at})
        click.echo(f"audit:{report.broken_at} - chain_broken {text}", err=True)
        return 1
    facts = {"entries": report.entries, "seq": report.head.seq, "hash": report.head.hash}
    click.echo(translator.fill(WHOLE, facts))
    if report.anchor.seq:
        click.echo(translator.fill(DROPPED, {"seq": report.anchor.seq}))
    return 0

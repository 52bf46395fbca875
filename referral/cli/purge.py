"""`referral purge`: what the retention rules remove; a rehearsal unless told otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from referral.cli.options import language_option, progress
from referral.cli.startup import words
from referral.present.translate import N_
from referral.settings import Settings

CASES = N_("Cases closed before {day} (UTC), with all that hangs on them: {count}")
LINKS = N_("Reply links of open cases that ran out before {day}: {count}")
HANDOVERS = N_("Shift hand-overs accepted before {day}: {count}")
APPROVALS = N_("Requests to a second editor decided before {day}: {count}")
OWN_LINKS = N_("Links of services to their own record that ran out before {day}: {count}")
CALLS = N_("Calls to services before {day}: {count}")
ENTRIES = N_("Entries of the audit log before {day}: {count}")
SIGN_INS = N_("Sign-ins, one-time links and tokens that ended before {day}: {count}")
ACCOUNTS = N_("Accounts shut and unused since before {day}: {count}")
JOBS = N_("Files handed in and results of more than an hour ago: {count}")
DONE = N_("Removed. The counters stay.")
NOTHING = N_("Nothing is old enough to go.")
REHEARSED = N_("Nothing was removed. To remove this, run: referral purge --commit")


@click.command()
@click.option("--commit", is_flag=True, help="Remove it; without this it is a rehearsal.")
@language_option
def purge(commit: bool, lang: str | None) -> int:
    """Remove what the retention rules say is over: closed cases, ran-out links, old log entries.

    Prints how much of each goes. The counters of referrals stay: they hold nobody's identity.
    How long each is kept stands in the policy of cases. Run it once a day.
    """
    from referral.usecases import policy_file  # noqa: PLC0415
    from referral.usecases.jobs import Jobs  # noqa: PLC0415
    from referral.usecases.purge import purge as apply  # noqa: PLC0415 - SQLAlchemy
    from referral.usecases.records import open_records  # noqa: PLC0415

    settings, translator = Settings.from_env(), words(lang)
    routing = policy_file.load_policy(settings.policy or policy_file.NATIONAL)
    with progress("Purging"):
        report = apply(
            open_records(settings.database, b""),
            policy_file.load_case_policy(routing, settings.case_policy or policy_file.CASES),
            now=datetime.now(UTC),
            commit=commit,
        )
        jobs = Jobs(settings.instance / "jobs").sweep(commit=commit)
    for text, day, count in (
        (CASES, report.cases_kept_from, report.cases),
        (LINKS, report.cases_kept_from, report.links),
        (HANDOVERS, report.cases_kept_from, report.handovers),
        (SIGN_INS, report.cases_kept_from, report.sign_ins),
        (APPROVALS, report.cases_kept_from, report.approvals),
        (OWN_LINKS, report.cases_kept_from, report.own_links),
        (CALLS, report.audit_kept_from, report.calls),
        (ENTRIES, report.audit_kept_from, report.audit_entries),
        (ACCOUNTS, report.audit_kept_from, report.accounts),
    ):
        click.echo(translator.fill(text, {"day": day.isoformat(), "count": count}))
    click.echo(translator.fill(JOBS, {"count": jobs}))
    last = NOTHING if not (report.anything or jobs) else DONE if commit else REHEARSED
    click.echo(translator.fill(last, {}))
    return 0

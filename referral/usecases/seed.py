"""Load the committed service files into the database, and account for every row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from referral.files.reader import ReadResult
from referral.store.engine import WRITING, make_engine
from referral.store.writing import LoadReport, replace_seed
from referral.usecases.database import named_failures
from referral.usecases.service_files import read_files


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What was read from the files, and what became of it in the database."""

    files: ReadResult
    load: LoadReport


def seed(url: str, folder: Path) -> SeedReport:
    """Make the seed's part of the directory equal to the files of a folder, in one transaction.

    Records edited or verified here stay as they are; unchanged files change nothing.

    :raises StartupError: files or database are missing or cannot be used
    """
    files = read_files(folder)
    engine = make_engine(url)
    try:
        with (
            named_failures(url),
            engine.connect().execution_options(**{WRITING: True}) as connection,
            Session(connection) as session,
        ):
            load = replace_seed(session, files)
            session.commit()
    finally:
        engine.dispose()
    return SeedReport(files, load)

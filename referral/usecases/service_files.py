"""Service files as a directory: what `route --data` routes over and `seed` loads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from referral.domain.directory import Directory
from referral.domain.errors import ReferralError, StartupError
from referral.files.problems import Problem
from referral.files.reader import ReadResult, read_directory


class FilesRejected(ReferralError):
    """Service files hold rows that cannot be read; each problem with file and line."""

    code = "files_rejected"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(self.code)
        self.problems = problems


def read_files(folder: Path) -> ReadResult:
    """Every service file of a folder.

    :raises StartupError: `missing_data` or `missing_services`, with `path`
    """
    try:
        found = read_directory(folder)
    except OSError as error:
        raise StartupError("missing_data", path=str(error.filename or folder)) from error
    if not found.counts:
        raise StartupError("missing_services", path=str(folder))
    return found


def content_hash(folder: Path) -> str:
    """Sixteen hex digits of all service files of a folder, names included."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def directory_of(folder: Path) -> Directory:
    """The directory that a folder of service files holds, the same for the same files.

    A part of it is never routed over: a missing row may be the nearest shelter.

    :raises FilesRejected: a row cannot be read
    :raises StartupError: the folder cannot be read, or holds no service file
    """
    found = read_files(folder)
    if found.problems:
        raise FilesRejected(found.problems)
    version = content_hash(folder)
    return Directory.of(
        found.services, found.statements, version=version, opaque_key=version.encode()
    )

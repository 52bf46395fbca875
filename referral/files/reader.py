"""A directory of service files, read whole: what `route --data` and `seed` start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from referral.domain.services import Service, Statement
from referral.files.phones import UnparsedPhone, unparsed_phones
from referral.files.problems import Problem
from referral.files.services import loads
from referral.files.statements import load_statements

PRESENCE_FILE = "presence.csv"


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of one file: rows read (loaded and rejected) and loaded."""

    file: str
    read: int
    loaded: int

    @property
    def rejected(self) -> int:
        """Rows that became Problems."""
        return self.read - self.loaded


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Services and statements of a folder, each problem with its place, and the counts."""

    services: tuple[Service, ...]
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]
    counts: tuple[FileCount, ...]

    @property
    def unparsed_phones(self) -> tuple[UnparsedPhone, ...]:
        """Printed numbers that cannot be dialled."""
        return unparsed_phones(self.services)


def read_directory(folder: Path) -> ReadResult:
    """Read every `*.csv` of a folder, in the order of the names.

    `presence.csv` holds statements, every other file services. A service id that stood in
    an earlier file is a Problem of the later one.

    Raises:
        OSError: the folder or a file cannot be read.
    """
    services: dict[str, Service] = {}
    statements: list[Statement] = []
    problems: list[Problem] = []
    counts: list[FileCount] = []
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    for path in sorted(folder.glob("*.csv")):
        text, wrong = _decode(path)
        if path.name == PRESENCE_FILE:
            found, more = load_statements(text, path.name) if not wrong else ([], wrong)
            statements += found
            loaded = len(found)
        else:
            read, more = loads(text, path.name) if not wrong else ([], wrong)
            fresh = [service for service in read if service.id not in services]
            more = [*more, *_repeated(read, services, path.name, text)]
            services.update((service.id, service) for service in fresh)
            loaded = len(fresh)
        problems += more
        rejected = len({problem.line for problem in more if problem.line > 1})
        counts.append(FileCount(path.name, loaded + rejected, loaded))
    ordered = tuple(services[key] for key in sorted(services))
    return ReadResult(ordered, tuple(statements), tuple(problems), tuple(counts))


def _decode(path: Path) -> tuple[str, list[Problem]]:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", [Problem(path.name, line, "", "not_utf8", {"byte": str(error.start)})]


def _repeated(
    read: list[Service], earlier: dict[str, Service], file: str, text: str
) -> list[Problem]:
    ids = [service.id for service in read if service.id in earlier]
    if not ids:
        return []
    lines = text.splitlines()
    return [
        Problem(file, _line_of(one, lines), "id", "duplicate_id", {"found": one}) for one in ids
    ]


def _line_of(service_id: str, lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines, 1) if service_id in line.split(",")), 0)

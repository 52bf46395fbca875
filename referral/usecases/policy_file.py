"""The policies of routing and of open cases from their files, which lie inside the package."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from referral.domain.case_policy import CasePolicy, parse_case_policy
from referral.domain.duplicates import DuplicatePolicy, parse_duplicate_policy
from referral.domain.errors import RequestRejected, StartupError
from referral.domain.policy import Policy, parse_policy
from referral.domain.verification_policy import VerificationPolicy, parse_verification_policy

_FOLDER = Path(__file__).resolve().parents[1] / "policies"
NATIONAL, CASES = _FOLDER / "national.toml", _FOLDER / "cases.toml"
VERIFICATION = _FOLDER / "verification.toml"
DUPLICATES = _FOLDER / "duplicates.toml"
_P = TypeVar("_P")


def load_policy(path: Path = NATIONAL) -> Policy:
    """The policy of a file.

    :raises StartupError: `bad_policy` with `path` and `problems`, or `missing_data`
    """
    return _load(path, parse_policy)


def load_case_policy(routing: Policy, path: Path = CASES) -> CasePolicy:
    """The case policy of a file; how long to wait for a yes is the routing policy's.

    :raises StartupError: `bad_policy` with `path` and `problems`, or `missing_data`
    """
    return _load(path, lambda text: parse_case_policy(text, routing))


@cache
def load_verification_policy(path: Path = VERIFICATION) -> VerificationPolicy:
    """The verification policy of a file.

    :raises StartupError: `bad_policy` with `path` and `problems`, or `missing_data`
    """
    return _load(path, parse_verification_policy)


def load_duplicate_policy(path: Path = DUPLICATES) -> DuplicatePolicy:
    """The policy by which records are shown as perhaps one place.

    :raises StartupError: `bad_policy` with `path` and `problems`, or `missing_data`
    """
    return _load(path, parse_duplicate_policy)


def _load(path: Path, parse: Callable[[str], _P]) -> _P:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartupError("missing_data", path=str(path)) from error
    except (RequestRejected, UnicodeDecodeError) as error:
        raise StartupError("bad_policy", path=str(path), problems=str(error)) from error

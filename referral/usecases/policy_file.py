"""The routing policy from its file, which lies inside the package."""

from __future__ import annotations

from pathlib import Path

from referral.domain.errors import RequestRejected, StartupError
from referral.domain.policy import Policy, parse_policy

NATIONAL = Path(__file__).resolve().parents[1] / "policies" / "national.toml"


def load_policy(path: Path = NATIONAL) -> Policy:
    """The policy of a file.

    :raises StartupError: `bad_policy` with `path` and `problems`, or `missing_data`
    """
    try:
        return parse_policy(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartupError("missing_data", path=str(path)) from error
    except (RequestRejected, UnicodeDecodeError) as error:
        raise StartupError("bad_policy", path=str(path), problems=str(error)) from error

"""Named failures: a code and facts, no prose. The edge turns them into words and a status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where (`at`, `children/0/age`), a code, and facts."""

    path: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class ReferralError(Exception):
    """Base of every failure that the product names."""

    code = "error"


class RequestRejected(ReferralError):
    """The input cannot be used as it stands; every problem found is listed."""

    code = "request_rejected"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{p.path}: {p.code}" for p in problems))
        self.problems = problems


class NotFound(ReferralError):
    """Nothing of that id is public here."""

    code = "not_found"


class Gone(NotFound):
    """There was a record of that id, and it was removed; `successor` is the id it is found by now.

    `reason` is the code of why; `name` and `region` (a code) are those of the record, or None.
    """

    code = "gone"

    def __init__(
        self,
        ref: str,
        *,
        reason: str,
        name: str | None = None,
        region: str | None = None,
        successor: str | None = None,
    ) -> None:
        super().__init__(ref)
        self.reason = reason
        self.name = name
        self.region = region
        self.successor = successor


class StartupError(ReferralError):
    """The product cannot start; `code` and `facts` say what to do."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class ActionRefused(ReferralError):
    """What somebody wanted to do with a case cannot be done now; `code` and `facts` say why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Overtaken(ActionRefused):
    """Somebody else was quicker: what was changed is no longer as it was when it was read."""

    def __init__(self, **facts: object) -> None:
        super().__init__("overtaken", **facts)


class NotPermitted(ReferralError):
    """Whoever asks may not do this at all."""

    code = "not_permitted"

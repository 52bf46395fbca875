"""A correction of one field of a record, as somebody who knows the service says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CAPACITY, HOURS, PHONES, AGES = "capacity", "hours", "phones", "ages"
LANGUAGES, STATUS, CONFIRMED = "languages", "status", "confirmed"
FACTS, NEEDS = "facts.", "needs."
"""What the fields of one fact and of one need begin with."""
NOT_MET = "none"
"""How a service meets a need that it does not meet."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A field and what it should say, checked; the value is what JSON holds.

    `capacity` {"total", "free"}, `hours` {"text"}, `phones` {"numbers"}, `ages` {"min_age",
    "max_age"}, `languages` {"codes"}, `status` {"status"}, `facts.NAME` {"value": yes or no},
    `needs.NEED` {"how": direct, arranged or none}; `confirmed` {} says that the record is right.
    """

    field: str
    value: Mapping[str, Any]

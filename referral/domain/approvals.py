"""Codes of what two people decide together.

Field brief, section 6: two people publish or un-hide a service. Taking a hidden place out needs
two as well: a record that is gone cannot help anybody.
"""

from __future__ import annotations

from enum import StrEnum


class ApprovalKind(StrEnum):
    """What a second editor is asked for."""

    PUBLISH = "publish"  # a record that the directory does not hold yet
    UNHIDE = "unhide"  # more of a hidden place could be seen
    DELETE = "delete"  # a hidden place is taken out


class Decision(StrEnum):
    """How a request ended; `withdrawn` by whoever asked."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RejectReason(StrEnum):
    """Why the second editor says no."""

    NOT_CONFIRMED = "not_confirmed"  # the source does not say so, or nobody could confirm it
    WRONG_DETAILS = "wrong_details"
    ALREADY_LISTED = "already_listed"
    UNSAFE = "unsafe"  # could endanger children or staff
    OTHER = "other"

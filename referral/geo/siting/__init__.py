"""Where the next centres help most: exact answers to two classical questions of location.

`covering`: most people within a travel limit; `median`: least travel of all together.
"""

from referral.geo.siting.covering import Covering, cover_most
from referral.geo.siting.median import Median, shorten_most
from referral.geo.siting.orlib import MatrixProblem, MatrixRejected, read_instance
from referral.geo.siting.outcome import Cancelled, Enough, Outcome, Progress, Watch

__all__ = [
    "Cancelled",
    "Covering",
    "Enough",
    "MatrixProblem",
    "MatrixRejected",
    "Median",
    "Outcome",
    "Progress",
    "Watch",
    "cover_most",
    "read_instance",
    "shorten_most",
]

"""Named failures of places: what is known about why a place could not be settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from referral.domain.errors import ReferralError

if TYPE_CHECKING:
    from referral.geo.gazetteer import Candidate


class PlaceError(ReferralError):
    """Base: the place given is not one place in Indonesia."""

    code = "place"


class OutsideIndonesia(PlaceError):
    """The coordinate lies in another country (R24), or far from Indonesia.

    `country_code` is ISO 3166 (MY, TL, PG …), None where no country around Indonesia is near.
    `nearest` is the code of the nearest Indonesian village and `km` the distance to it: a caller
    at the border can be asked whether the child is there, for outlines err by a kilometre or two.
    """

    code = "outside_indonesia"

    def __init__(self, country_code: str | None, nearest: str, km: float) -> None:
        super().__init__(country_code or "far from Indonesia")
        self.country_code = country_code
        self.nearest = nearest
        self.km = km


class OpenSea(PlaceError):
    """The coordinate lies at sea, farther than 20 km from Indonesian land.

    `nearest` is the code of the nearest village, `km` the distance to the nearest land.
    """

    code = "open_sea"

    def __init__(self, nearest: str, km: float) -> None:
        super().__init__(f"{km:.0f} km from {nearest}")
        self.nearest = nearest
        self.km = km


class UnknownCode(PlaceError):
    """No province, regency, kecamatan or village has this code."""

    code = "unknown_code"

    def __init__(self, given: str) -> None:
        super().__init__(given)
        self.given = given


class UnknownPlace(PlaceError):
    """No place of this name; `suggestions` are the likeliest, best first."""

    code = "unknown_place"

    def __init__(self, suggestions: tuple[Candidate, ...]) -> None:
        super().__init__(", ".join(candidate.code for candidate in suggestions))
        self.suggestions = suggestions


class AmbiguousPlace(PlaceError):
    """Several places fit equally well; `candidates` are all of them, best first."""

    code = "ambiguous_place"

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        super().__init__(", ".join(candidate.code for candidate in candidates))
        self.candidates = candidates

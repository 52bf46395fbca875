"""`referral regions build`: data/regions from two packages and a few reviewed lists."""

from referral.geo.build.official import BoundariesError
from referral.geo.build.regions import BuildReport, build_regions
from referral.geo.build.sources import (
    SourceMissingError,
    Sources,
    fetch_sources,
    find_sources,
)

__all__ = [
    "BoundariesError",
    "BuildReport",
    "SourceMissingError",
    "Sources",
    "build_regions",
    "fetch_sources",
    "find_sources",
]

"""The ministry's list of community health centres (2022) into services."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from referral.domain.services import NeedMet, Provenance, Service, fact
from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    Trilean,
)

_BASIS = {
    "village centroid": "village",
    "kecamatan centroid": "kecamatan",
    "kecamatan centroid (name contained)": "kecamatan",
    "regency seat": "regency_seat",
}
_NOTES = {
    "kecamatan centroid (name contained)": "placed at the kecamatan whose name its own contains",
}
_PROVENANCE = Provenance("Kementerian Kesehatan", 2022, Confidence.MEDIUM)
_NEEDS = (NeedMet(Need.MEDICAL, How.DIRECT, Basis.KIND),)


def read_puskesmas(path: Path) -> Iterator[Service]:
    """The health centres of the seed's list, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield convert_puskesmas(row)


def convert_puskesmas(row: Mapping[str, str]) -> Service:
    """One health centre. It serves its regency; hours, numbers and stock are not recorded."""
    facts = {"walk_in": fact(Trilean.YES, Basis.KIND)}
    if "rawat inap" in row["name"].lower():
        facts["inpatient"] = fact(Trilean.YES, Basis.STATED)
    regency = row["regency_code"]
    return Service(
        id=row["id"],
        name=row["name"],
        organization="Dinas Kesehatan kabupaten/kota",
        kind=Kind.PUSKESMAS,
        status=Status.ACTIVE,
        level=Level.DISTRICT,
        operator=Operator.HEALTH,
        needs=_NEEDS,
        sub_needs=(),
        takes_reports=False,
        regency_code=regency,
        province_code=regency[:2],
        kecamatan_code=row["kecamatan_code"] or None,
        coverage=(regency,),
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        location_basis=_BASIS[row["coord_source"]],
        location_note=_NOTES.get(row["coord_source"]),
        facts=facts,
        provenance=_PROVENANCE,
    )

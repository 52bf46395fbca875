"""Opening hours as people type them."""

from __future__ import annotations

import pytest

from referral.files.hours import read_hours
from referral.files.problems import CellError
from referral.files.typed_hours import cell_of_typed


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("Senin–Jumat 08.00–16.00", "Mo-Fr 08:00-16:00"),
        ("Sen s/d Jum'at pukul 08.00 s/d 15.30 WIB", "Mo-Fr 08:00-15:30"),
        (
            "Senin-Jumat 08.00-16.00, Sabtu 8-12; libur nasional tutup",
            "Mo-Fr 08:00-16:00;Sa 08:00-12:00;PH off",
        ),
        ("Senin-Sabtu 8-14, Minggu dan libur nasional tutup", "Mo-Sa 08:00-14:00;PH off"),
        ("Senin-Jumat 08.00-16.00 tanggal merah tetap buka", "Mo-Fr 08:00-16:00;PH open"),
        ("Sabtu, Minggu 09.00-12.00", "Sa 09:00-12:00;Su 09:00-12:00"),
        ("Senin 8-12 dan Rabu 13-16", "Mo 08:00-12:00;We 13:00-16:00"),
        ("Senin-Jumat 8-12, 13-16", "Mo-Fr 08:00-12:00,13:00-16:00"),
        ("24 jam", "24/7"),
        ("Setiap hari 24 jam", "24/7"),
        ("24 jam setiap hari", "24/7"),
        ("Senin-Jumat: 08.00-16.00", "Mo-Fr 08:00-16:00"),
        ("Senin-Jumat 8.00-16.00, Sabtu-Minggu libur", "Mo-Fr 08:00-16:00"),
        ("Senin-Jumat 8-16; Sabtu dan Minggu tutup", "Mo-Fr 08:00-16:00"),
        ("Senin-Sabtu 8-14, hari Minggu dan libur nasional tutup", "Mo-Sa 08:00-14:00;PH off"),
        ("24/7, open on public holidays", "24/7;PH open"),
        ("Senin-Jumat 24 jam", "Mo-Fr 00:00-24:00"),
        ("Setiap hari 20.00-06.00", "Mo-Su 20:00-06:00"),
        ("Monday to Friday 8:00 - 16:00\nclosed on public holidays", "Mo-Fr 08:00-16:00;PH off"),
        ("Every day 7 to 21", "Mo-Su 07:00-21:00"),
        ("Mo-Fr 08:00-16:00;Sa 08:00-12:00;PH off", "Mo-Fr 08:00-16:00;Sa 08:00-12:00;PH off"),
    ],
)
def test_what_people_write_becomes_a_cell(typed: str, cell: str) -> None:
    assert cell_of_typed(typed) == cell
    assert read_hours(cell)[0], "and the files' reader takes it"


@pytest.mark.parametrize(
    "typed",
    [
        "Sabtu tutup",
        "Senin-Jumat 8-16, Jumat tutup",
        "24 jam, Minggu tutup",
        "kapan saja",
        "08.00-16.00",
        "Senin",
        "Senin 25-26",
        "Jumat-Senin 8-12",
        "jam kerja",
    ],
)
def test_what_is_not_clear_is_left_for_the_reader_to_refuse(typed: str) -> None:
    with pytest.raises(CellError):
        read_hours(cell_of_typed(typed))

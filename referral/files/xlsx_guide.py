"""What a workbook offers beside its rows: drop-downs, a guide in two languages, an example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from referral.domain.vocabulary import Basis, How, Need, Trilean
from referral.files.columns import Column
from referral.files.columns_id import COLUMN_TEXTS_ID

CHOICES, GUIDE = "choices", "petunjuk - guide"
LAST_ROW = 60_000
FACTS = (
    "unknown",
    *(f"{v}:{b}" for b in (Basis.STATED, Basis.LAW, Basis.KIND) for v in (Trilean.YES, Trilean.NO)),
)
"""What a fact is usually; `unknown:kind` and the like are rare and may be typed."""
NEEDS = tuple(
    f"{need}:{how}:{basis}"
    for need in Need
    for how in How
    for basis in (Basis.STATED, Basis.LAW, Basis.KIND)
)
MARK = "# contoh / example"
_EXAMPLE = {
    "id": f"{MARK}: uptd-ppa-kabupaten-contoh",
    "name": "UPTD PPA Kabupaten Contoh",
    "organization": "Pemerintah Kabupaten Contoh",
    "acronym": "UPTD PPA",
    "kind": "uptd_ppa",
    "status": "active",
    "level": "district",
    "operator": "child_protection",
    "ecpat_member": "no",
    "needs": "psychosocial:direct:stated;shelter:arranged:stated",
    "takes_reports": "yes",
    "province_code": "53",
    "regency_code": "53.10",
    "coverage": "53.10",
    "location_basis": "none",
    "confidential": "no",
    "phones": "(0384) 000000|office;0812-0000-0000|24h",
    "hours": "Mo-Fr 08:00-16:00;PH off",
    "accepts_boys": "yes:stated",
    "publisher": "Pemerintah Kabupaten Contoh",
    "source_year": "2026",
    "confidence": "high",
    "verified_on": "2026-11-21",
}
_RULES = (
    ("Satu baris satu layanan di satu lokasi. Isi lembar \"services\"; jangan ubah nama kolomnya.",
     "One row is one service at one location. Fill in the sheet \"services\"; keep its names."),
    ("Kolom berlatar jingga wajib diisi. Kolom yang dihapus dari berkas tidak diubah di direktori.",
     "Orange columns are required. What a removed column held stays as it is."),
    ("Baris yang id-nya diawali # tidak dibaca. Baris contoh boleh dihapus.",
     "A row whose id begins with # is not read. The example may be removed."),
    ("Semua sel berupa teks. Kode wilayah memakai titik: 53.10. Tanggal: 2026-11-21.",
     "Every cell is text. Codes of regions have points: 53.10. Dates: 2026-11-21."),
    ("Butir dalam satu sel dipisahkan titik koma. Sel kosong dan unknown berarti belum diketahui.",
     "Items of one cell are separated by semicolons. Empty, and unknown, mean not known."),
    ("Fakta ditulis dengan dasarnya: yes:stated berarti layanan itu sendiri yang menyatakan ya.",
     "A fact has its basis: yes:stated means that the service itself says yes."),
    ("Tempat anak tinggal dan tempat yang dirahasiakan: tanpa alamat, kecamatan, dan koordinat.",
     "Where children live, and for a confidential place: no address, kecamatan or coordinates."),
    ("Hanya nomor dan alamat surel lembaga, bukan milik pribadi. Tidak ada data tentang anak.",
     "Numbers and e-mail addresses of institutions only, never private ones. Nothing on a child."),
    ("Periksa dahulu tanpa menyimpan: referral import BERKAS; lalu simpan dengan --commit.",
     "Rehearse first: referral import FILE; then write with --commit."),
)  # fmt: skip


def example_cells(columns: Iterable[Column]) -> list[str]:
    """The example row; its id begins with `#`, so that reading leaves it out."""
    return [_EXAMPLE.get(column.name, "") for column in columns]


def choices_of(column: Column) -> tuple[str, ...]:
    """What a column offers in its drop-down; nothing where anything may be typed."""
    if column.path.startswith("facts."):
        return FACTS
    return NEEDS if column.name == "needs" else column.choices


def add_choices(book: Workbook, sheet: Any, columns: Sequence[Column]) -> None:
    """A drop-down for every column that has choices; lists may hold more than one of them."""
    offered = {column.name: choices for column in columns if (choices := choices_of(column))}
    distinct = list(dict.fromkeys(offered.values()))
    for at, column in enumerate(columns, 1):
        if column.name not in offered:
            continue
        where = distinct.index(offered[column.name]) + 1
        letter, last = get_column_letter(where), len(offered[column.name]) + 1
        rule = DataValidation(
            type="list",
            formula1=f"{CHOICES}!${letter}$2:${letter}${last}",
            allow_blank=True,
            showErrorMessage=column.type != "list" and not column.path.startswith("facts."),
            showDropDown=False,  # "do not hide the arrow"
        )
        own = get_column_letter(at)
        rule.add(f"{own}2:{own}{LAST_ROW}")
        sheet.data_validations.append(rule)
    lists = book.create_sheet(CHOICES)
    lists.append([f"list {at}" for at in range(1, len(distinct) + 1)])
    for turn in range(max(map(len, distinct), default=0)):
        lists.append([one[turn] if turn < len(one) else None for one in distinct])
    lists.sheet_state = "hidden"


def add_guide(book: Workbook, columns: Iterable[Column]) -> None:
    """The rules and every column, in Indonesian and English."""
    guide = book.create_sheet(GUIDE)
    for letter, width in zip("ABCD", (26, 12, 70, 70), strict=True):
        guide.column_dimensions[letter].width = width
    guide.append([None, None, _bold(guide, "Petunjuk"), _bold(guide, "Guide")])
    for row in _RULES:
        guide.append([None, None, *(_wrapped(guide, text) for text in row)])
    guide.append([])
    heads = ("kolom / column", "wajib / required", "Isi", "What it holds")
    guide.append([_bold(guide, head) for head in heads])
    for column in columns:
        guide.append([
            column.name,
            "ya / yes" if column.required else None,
            _wrapped(guide, COLUMN_TEXTS_ID[column.name]),
            _wrapped(guide, column.text),
        ])  # fmt: skip


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _wrapped(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell

"""The note of a record that is no longer used: the directory itself is kept in Indonesian."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from referral.domain.verification import Closing

NOTES: Mapping[Closing, str] = {
    Closing.FOR_GOOD: "Sudah tutup, menurut telepon pada {day}.",
    Closing.SUSPENDED: "Berhenti melayani untuk sementara, menurut telepon pada {day}.",
    Closing.MERGED: "Bergabung dengan layanan lain, menurut telepon pada {day}.",
    Closing.MOVED: "Pindah ke luar daerah, menurut telepon pada {day}.",
}


def closing_note(closing: Closing, day: date) -> str:
    """Since when a service no longer works, and why."""
    return NOTES[closing].format(day=format_date(day, "d MMMM y", locale="id"))

"""The seed's printed hours: what they say of the place, and what of its lines.

"24 jam" printed by a hotline or a unit means its line; the place itself only where the
record says so (see `reviewed.FACTS`).
"""

from __future__ import annotations

from dataclasses import replace

from referral.domain.services import Fact, Hours, Phone, fact
from referral.domain.vocabulary import Basis, Kind, Trilean
from referral.files.hours import read_hours
from referral.files.phones import parse_phone

_MACHINE = {
    "Senin-Jumat 09.00-16.00": "Mo-Fr 09:00-16:00",
    "Senin-Jumat 08.00-16.00; laporan daring 24 jam": "Mo-Fr 08:00-16:00",
    "Hotline 24 jam; kunjungan Senin-Jumat 08.00-16.00": "Mo-Fr 08:00-16:00",
    "Senin-Kamis 08.00-16.00, Jumat 08.00-11.00": "Mo-Th 08:00-16:00;Fr 08:00-11:00",
}
_LINE = frozenset(
    {
        "24/7",
        "24 jam",
        "24 jam (hotline)",
        "24 jam (112)",
        "24 jam (menurut sumber)",
        "Hotline 24 jam; kunjungan Senin-Jumat 08.00-16.00",
    }
)
_PLANNED = frozenset({"polri-pengaduan-ppa-ppo"})  # a channel still being built
_ALWAYS_ANSWERED = frozenset({"110", "119", "129", "171"})
"""Lines whose own record says day and night."""


def hours_of(printed: str | None) -> Hours:
    """The hours of the place; where the print is not about the place, only its words."""
    if printed is None:
        return Hours()
    intervals, holidays = read_hours(_MACHINE.get(printed, ""))
    return Hours(intervals, holidays, printed)


def line_fact(service_id: str, printed: str | None) -> dict[str, Fact]:
    """That a line answers day and night, where the record prints it."""
    if printed in _LINE and service_id not in _PLANNED:
        return {"line_24h": fact(Trilean.YES, Basis.STATED)}
    return {}


def phones_of(numbers: list[str], printed: str | None, kind: Kind) -> tuple[Phone, ...]:
    """The printed numbers, with when each answers as far as the record tells."""
    phones = [parse_phone(number) for number in dict.fromkeys(numbers)]
    return tuple(replace(phone, open_24h=_answers(phone, phones, printed, kind))
                 for phone in phones)  # fmt: skip


def _answers(phone: Phone, phones: list[Phone], printed: str | None, kind: Kind) -> bool | None:
    if phone.short_code and phone.number in _ALWAYS_ANSWERED:
        return True
    if printed == "jam kerja (telepon)":
        return None if _is_mobile(phone) else False
    if printed not in _LINE:
        return None
    if printed == "24 jam (112)":
        return True if phone.number == "112" else None
    likely = phone.short_code or _is_mobile(phone) or len(phones) == 1
    return True if kind is Kind.HOTLINE or likely else None


def _is_mobile(phone: Phone) -> bool:
    return bool(phone.number and phone.number.startswith("+628"))

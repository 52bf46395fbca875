"""Telephone numbers: from the printed form to what one dials, and back to a cell.

Short codes and five area codes that `phonenumbers` does not know come from own tables.
Sources: the national numbering plan (PM Kominfo 14/2018) and the operators' own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import phonenumbers

from referral.domain.services import Phone, Service
from referral.files.problems import CellError
from referral.files.text import join_list, split_list, split_unescaped

REGION = "ID"

SHORT_CODES: frozenset[str] = frozenset(
    {
        "110",  # police
        "112",  # emergency call centre of regencies that run one
        "113",  # fire brigade
        "115",  # search and rescue
        "117",  # disaster agency
        "118",  # ambulance
        "119",  # public safety centre of the health ministry
        "123",
        "129",  # SAPA, women and children
        "148",  # witness and victim protection (LPSK)
        "171",  # social ministry
    }
)
_SHORT_SERIES = re.compile(r"1500\d{3}|140\d{2,3}")
_VIA_JAKARTA = {"021129": "129", "021171": "171"}
"""Printed with Jakarta's area code, because mobile networks ask for it; the line is the code."""
_TOLL_FREE_SHORT = frozenset({"08001000"})  # the migrant workers' ministry, shorter than E.164
_EXTENSION = re.compile(r"\s*(?:ext\.?|pes\.?|x)\s*\d+\s*$", re.IGNORECASE)
_UNLISTED_AREAS = ("450", "454", "630", "740", "931")
"""Parigi, Tinombo, Teluk Dalam, Muara Sabak, Saparua: in use, missing from the metadata."""


@dataclass(frozen=True, slots=True)
class UnparsedPhone:
    """A printed number that cannot be dialled as it stands, and why."""

    service_id: str
    display: str
    reason: str


def parse_phone(display: str, *, open_24h: bool | None = None) -> Phone:
    """The Phone of a printed number; `number` is None when it cannot be dialled."""
    code = _short_code(display)
    if code is not None:
        return Phone(code, display, short_code=True, open_24h=open_24h)
    number, _reason = _e164(display)
    return Phone(number, display, open_24h=open_24h)


def why_unparsed(display: str) -> str:
    """Reason code of a number that does not parse: `not_a_number`, `too_short` and so on."""
    return _e164(display)[1]


def unparsed_phones(services: Iterable[Service]) -> tuple[UnparsedPhone, ...]:
    """Every number of the directory that cannot be dialled, in the order of the services."""
    return tuple(
        UnparsedPhone(service.id, phone.display, why_unparsed(phone.display))
        for service in services
        for phone in (*service.phones, *service.whatsapp)
        if phone.number is None
    )


def write_phones(phones: tuple[Phone, ...]) -> str:
    """The cell of a list of phones; what the display does not imply is marked after `|`."""
    return join_list("|".join(_marks(phone)) for phone in phones)


def read_phones(cell: str) -> tuple[Phone, ...]:
    """The phones of a cell.

    Raises:
        CellError: an item is empty or carries an unknown mark.
    """
    return tuple(_read_phone(item) for item in split_list(cell, keep_escapes=True))


def _short_code(display: str) -> str | None:
    digits = re.sub(r"[\s().-]", "", _EXTENSION.sub("", display))
    if digits in SHORT_CODES or _SHORT_SERIES.fullmatch(digits) or digits in _TOLL_FREE_SHORT:
        return digits
    return _VIA_JAKARTA.get(digits)


def _e164(display: str) -> tuple[str | None, str]:
    try:
        number = phonenumbers.parse(display, REGION)
    except phonenumbers.NumberParseException:
        return None, "not_a_number"
    national = phonenumbers.national_significant_number(number)
    unlisted = number.country_code == 62 and national.startswith(_UNLISTED_AREAS)
    if phonenumbers.is_valid_number(number) or (unlisted and len(national) >= 8):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ""
    result = phonenumbers.is_possible_number_with_reason(number)
    if result == phonenumbers.ValidationResult.TOO_SHORT:
        return None, "too_short"
    if result == phonenumbers.ValidationResult.TOO_LONG:
        return None, "too_long"
    return None, "unknown_area"


def _marks(phone: Phone) -> Iterator[str]:
    yield phone.display.replace("\\", "\\\\").replace("|", "\\|")
    implied = parse_phone(phone.display)
    if (implied.number, implied.short_code) != (phone.number, phone.short_code):
        yield f"{'short' if phone.short_code else 'dial'}:{phone.number or ''}"
    if phone.open_24h is not None:
        yield "24h" if phone.open_24h else "office"


def _read_phone(item: str) -> Phone:
    display, *marks = split_unescaped(item, "|")
    if not display:
        raise CellError("not_a_phone", found=item)
    phone = parse_phone(display)
    number, short, open_24h = phone.number, phone.short_code, phone.open_24h
    for mark in marks:
        if mark in ("24h", "office"):
            open_24h = mark == "24h"
        elif match := re.fullmatch(r"(short|dial):(\+?\d*)", mark):
            number, short = match[2] or None, match[1] == "short"
        else:
            raise CellError("not_a_phone", found=mark)
    return Phone(number, display, short_code=short, open_24h=open_24h)

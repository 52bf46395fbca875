"""Telephone numbers as an operator reads them aloud."""

from __future__ import annotations

import phonenumbers


def readable(number: str, display: str, *, short_code: bool) -> str:
    """A number in groups short enough to read aloud: as dialled inside the country.

    An extension, which E.164 cannot hold, stays as printed.
    """
    if short_code or not number.startswith("+"):
        return display or number
    if any(letter.isalpha() for letter in display):
        return display
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return display or number
    inside = parsed.country_code == 62
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if inside else style.INTERNATIONAL)

"""Amounts as a language writes them."""

from __future__ import annotations

from babel.numbers import format_decimal


def amount(value: float, language: str) -> str:
    """A number with its groups: 8.716.163 in Indonesian, 8,716,163 in English."""
    return str(format_decimal(value, locale=language))

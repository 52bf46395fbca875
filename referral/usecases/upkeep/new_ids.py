"""The id of a new record: a slug of its name; of a hidden place one that tells nothing of it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping

from sqlmodel import Session

from referral.store.history import history_of

LONGEST = 80


def free_id(session: Session, cells: Mapping[str, str], taken: Collection[str]) -> str:
    """An id that no record has or ever had; `taken` are those of the directory.

    The history of a record outlives it: an id that was removed is not given again.
    """
    if cells.get("confidential") == "yes":
        return f"{slug(cells.get('kind', ''))}-{secrets.token_hex(5)}"
    base = slug(cells.get("name", ""))
    for number in range(1, 10_000):
        one = base if number == 1 else f"{base}-{number}"
        if one not in taken and not history_of(session, one):
            return one
    return f"{base}-{secrets.token_hex(5)}"


def slug(text: str) -> str:
    """Small letters, digits and hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = "-".join(re.findall(r"[a-z0-9]+", plain))
    return made[:LONGEST].strip("-") or "layanan"

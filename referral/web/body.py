"""The console's form as the contract's request body. Decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from referral.web.forms.console import ChildForm, ConsoleForm, PlaceForm

_COORDINATE = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)$")
_COUNTRY = re.compile(r"[A-Z]{2}$")
_SINGLE = (
    "danger",
    "self_harm",
    "contact",
    "nationality",
    "came_from",
    "disability",
    "caller",
    "language",
    "travel_means",
)
_SEVERAL = ("sub_needs", "suspect", "companions")
_PHYSICAL = ("reported", "suspected")
_ASKED = ("at", "needs", "safe_to_talk")
"""What stays in the body even where it is empty or "no"."""


def place_body(row: PlaceForm) -> dict[str, Any]:
    """One place of the request: a chosen candidate, a coordinate, a country, or text."""
    if row.chosen:
        return {"code": row.chosen}
    if found := _COORDINATE.match(row.typed):
        return {"lat": float(found[1]), "lon": float(found[2])}
    return {"country" if _COUNTRY.match(row.typed) else "text": row.typed}


def place_code(row: PlaceForm) -> str | None:
    """The code of a place to avoid or a home, where the row says one by itself."""
    if row.chosen:
        return row.chosen
    return row.typed if re.fullmatch(r"\d{2}[\d.]*|[a-z0-9]+(?:-[a-z0-9]+)+", row.typed) else None


def _child(row: ChildForm) -> dict[str, Any]:
    """One child; an age in years makes the band superfluous."""
    child: dict[str, Any] = {"own_baby": bool(row.baby.data)}
    if row.age.data:
        child["age"] = int(row.age.data)
    elif row.band.data:
        child["age_band"] = row.band.data
    if row.sex.data:
        child["sex"] = row.sex.data
    return child


def _at(rows: Sequence[PlaceForm]) -> dict[str, Any]:
    """Where the child is: one place, or "one of these"."""
    places = [place_body(row) for row in rows if row.typed]
    if len(places) > 1:
        return {"any_of": places}
    return places[0] if places else {"text": ""}


def request_body(
    form: ConsoleForm,
    *,
    avoid: Iterable[str] = (),
    home: str | None = None,
    again: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The contract's request of a filled form; what was not answered is left out.

    `again` holds `tried`, `more` and `why` of a plan asked for once more.
    """
    body: dict[str, Any] = {
        "at": _at([row.form for row in form.places]),
        "needs": list(form.needs.data or []),
        **{name: form[name].data for name in _SINGLE},
        **{name: list(form[name].data or []) for name in _SEVERAL},
        "children": [_child(row) for row in form.given_children],
        "last_abuse": form.last_abuse.data if form.contact.data in _PHYSICAL else None,
        "avoid": list(avoid),
        "home": home,
        "when": form.when.data.isoformat(timespec="minutes") if form.when.data else None,
    }
    if form.safe_to_talk.data in ("yes", "no"):
        body["safe_to_talk"] = form.safe_to_talk.data == "yes"
    answered = {name: value for name, value in body.items() if name in _ASKED or value}
    return answered | dict(again or {})

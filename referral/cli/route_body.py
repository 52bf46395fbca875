"""From the options of `route` to the contract's request; nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from referral.domain.vocabulary import AgeBand, OverrideReason, Sex, TryOutcome

_COORDINATE = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?|\d{4}|\d{6}|\d{10}")
_COUNTRY = re.compile(r"[A-Z]{2}")

LISTS = {
    "need": "needs",
    "sub_need": "sub_needs",
    "suspect": "suspect",
    "avoid": "avoid",
    "companion": "companions",
}
SINGLE = (
    "age",
    "age_band",
    "sex",
    "when",
    "danger",
    "self_harm",
    "contact",
    "last_abuse",
    "nationality",
    "came_from",
    "home",
    "language",
    "disability",
    "travel_means",
    "more",
    "why",
)


def place(text: str) -> dict[str, Any]:
    """One `--at`: a coordinate, a code, a country, or a name to look up."""
    if found := _COORDINATE.fullmatch(text):
        return {"lat": float(found[1]), "lon": float(found[2])}
    if _CODE.fullmatch(text.strip()):
        return {"code": text.strip()}
    if _COUNTRY.fullmatch(text.strip()):
        return {"country": text.strip()}
    return {"text": text}


def child(text: str) -> dict[str, Any]:
    """One `--child AGE:SEX[:baby]`; the age in years or a band.

    :raises click.BadParameter: another shape
    """
    age, _, rest = text.partition(":")
    sex, _, baby = rest.partition(":")
    if sex not in set(Sex) or baby not in {"", "baby"}:
        raise click.BadParameter(
            f"{text!r} is not AGE:SEX[:baby], as in 14:female or 16:female:baby"
        )
    found: dict[str, Any] = {"sex": sex, "own_baby": baby == "baby"}
    if age.isascii() and age.isdigit() and len(age) <= 3:
        return {"age": int(age), **found}
    if age in set(AgeBand):
        return {"age_band": age, **found}
    raise click.BadParameter(f"{age!r} is neither years nor one of {', '.join(AgeBand)}")


def attempt(text: str) -> dict[str, str]:
    """One `--tried SERVICE_ID:OUTCOME`.

    :raises click.BadParameter: another shape
    """
    service_id, _, outcome = text.rpartition(":")
    if not service_id or outcome not in set(TryOutcome):
        raise click.BadParameter(
            f"{text!r} is not SERVICE_ID:OUTCOME with one of {', '.join(TryOutcome)}"
        )
    return {"service_id": service_id, "outcome": outcome}


def override(text: str) -> dict[str, str]:
    """One `--override SERVICE_ID:REASON`.

    :raises click.BadParameter: another shape
    """
    service_id, _, reason = text.rpartition(":")
    if not service_id or reason not in set(OverrideReason):
        raise click.BadParameter(
            f"{text!r} is not SERVICE_ID:REASON with one of {', '.join(OverrideReason)}"
        )
    return {"service_id": service_id, "reason": reason}


def request_body(
    at: Sequence[str],
    children: Sequence[Mapping[str, Any]],
    tried: Sequence[Mapping[str, str]],
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """The request of a command line; what was not given is left out.

    :raises click.UsageError: `--child` together with options for a single child
    """
    if children and any(options.get(name) is not None for name in ("age", "age_band", "sex")):
        raise click.UsageError("Use either --child, or --age, --age-band and --sex.")
    places = [place(text) for text in at]
    body: dict[str, Any] = {"at": places[0] if len(places) == 1 else {"any_of": places}}
    body |= {name: list(options[key]) for key, name in LISTS.items() if options.get(key)}
    body |= {name: options[name] for name in SINGLE if options.get(name) is not None}
    if children:
        body["children"] = [dict(each) for each in children]
    if tried:
        body["tried"] = [dict(each) for each in tried]
    if options.get("override"):
        body["override"] = [dict(each) for each in options["override"]]
    return body

"""Addresses of records that were removed: to the successor where there is one, else 410."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for

from referral.domain.errors import Gone


def to_successor(gone: Gone) -> Response | None:
    """The way to the record that a removed one was merged into, by the same kind of address.

    None where there is none. It is asked anew each time: that one may be merged in turn.
    """
    if gone.successor is None or request.endpoint is None:
        return None
    values: dict[str, Any] = dict.fromkeys(request.view_args or {}, gone.successor)
    values |= request.args.to_dict(flat=False)
    answer = make_response(redirect(url_for(request.endpoint, **values), 308))
    answer.headers["Cache-Control"] = "no-cache"
    return answer

"""Answers that need not be sent again: `ETag`, `If-None-Match`, 304.

The tags are weak: compressed or not, an answer says the same.
"""

from __future__ import annotations

import hashlib

from flask import Response, request

TAG_LENGTH = 20


def conditional(response: Response, tag: str | None = None) -> Response:
    """The answer, or 304 where the asker has it already.

    `tag` names the state of what the answer follows from; without one the answer's own bytes
    do, where it follows from the hour as well (open now, days since a check).
    """
    if request.method not in ("GET", "HEAD"):
        return response
    content = tag or hashlib.sha256(response.get_data()).hexdigest()[:TAG_LENGTH]
    response.set_etag(content, weak=True)
    response.make_conditional(request)
    return response

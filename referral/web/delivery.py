"""How pages and files travel over a poor line: compressed, and files kept by their version."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_TEXT = ("text/", "application/json", "image/svg+xml", "application/manifest+json")
_WORTH = 600
"""Bytes below which compression saves no packet."""
_FOREVER = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Compress texts where the browser can read that; let it keep versioned files for good."""
    app.after_request(deliver)


def deliver(response: Response) -> Response:
    """One answer, compressed and with its caching said."""
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Cache-Control"] = _FOREVER if request.args.get("v") else "no-cache"
    if worth_compressing(response):
        response.direct_passthrough = False
        data = response.get_data()
        if len(data) >= _WORTH:
            kept = request.endpoint == "static"
            response.set_data(compressed_file(data) if kept else gzip.compress(data, 6, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.pop("ETag", None)
    if is_text(response):
        response.vary.add("Accept-Encoding")
    return response


def is_text(response: Response) -> bool:
    """True for what compression makes smaller."""
    return (response.mimetype or "").startswith(_TEXT)


def worth_compressing(response: Response) -> bool:
    """True for a whole text that the browser takes compressed.

    The pages hold no secret beside what the reader typed, so length tells nothing (BREACH).
    """
    return (
        response.status_code in (200, 404, 422)
        and is_text(response)
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["gzip"] > 0
        and request.method != "HEAD"
    )


@lru_cache(maxsize=64)
def compressed_file(data: bytes) -> bytes:
    """A static file, compressed once. Pages are never kept in memory: some hold triage."""
    return gzip.compress(data, compresslevel=9, mtime=0)

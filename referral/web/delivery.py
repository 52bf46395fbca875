"""How pages and files travel over a poor line: compressed, and files kept by their version."""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO

from flask import Flask, Response, request, session

_TEXT = (
    "text/",
    "application/json",
    "application/fhir+json",
    "application/geo+json",
    "application/manifest+json",
    "image/svg+xml",
)
_WORTH = 600
"""Bytes below which compression saves no packet."""
MOST_PADDING = 100
"""Bytes by which the length of somebody's own page may differ from one time to the next."""
_FOREVER = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Compress texts where the browser can read that; let it keep versioned files for good."""
    app.after_request(deliver)


def deliver(response: Response) -> Response:
    """One answer, compressed and with its caching said."""
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Cache-Control"] = _FOREVER if request.args.get("v") else "no-cache"
    if worth_compressing(response) and is_written_as_sent(response):
        response.response = compressed_stream(response.iter_encoded())
        response.headers["Content-Encoding"] = "gzip"
    elif worth_compressing(response):
        response.direct_passthrough = False
        data = response.get_data()
        if len(data) >= _WORTH:
            kept = request.endpoint == "static"
            response.set_data(compressed_file(data) if kept else compressed_page(data))
            response.headers["Content-Encoding"] = "gzip"
            if not response.headers.get("ETag", "").startswith("W/"):
                response.headers.pop("ETag", None)
    if is_text(response):
        response.vary.add("Accept-Encoding")
    return response


def is_written_as_sent(response: Response) -> bool:
    """True for what is made while it is sent, and may be long; a file of ours is not."""
    return bool(response.is_streamed) and not response.direct_passthrough


def compressed_stream(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces, compressed as they come: never all of them in memory."""
    packer = zlib.compressobj(6, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def is_text(response: Response) -> bool:
    """True for what compression makes smaller."""
    return (response.mimetype or "").startswith(_TEXT)


def worth_compressing(response: Response) -> bool:
    """True for a whole text that the browser takes compressed."""
    return (
        response.status_code in (200, 404, 422)
        and is_text(response)
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["gzip"] > 0
        and request.method != "HEAD"
    )


def compressed_page(data: bytes) -> bytes:
    """A page, compressed; of somebody's own page the length says nothing.

    Such a page holds a form token and perhaps something that a link put there: who can watch how
    long it is, compressed, could guess the token letter by letter (BREACH). A file name of a
    chance length in the compressed form hides that; other pages hold no secret.
    """
    if not session:
        return gzip.compress(data, 6, mtime=0)
    packed = BytesIO()
    name = "n" * secrets.randbelow(MOST_PADDING + 1)
    with gzip.GzipFile(name, "wb", 6, packed, mtime=0) as file:
        file.write(data)
    return packed.getvalue()


@lru_cache(maxsize=64)
def compressed_file(data: bytes) -> bytes:
    """A static file, compressed once. Pages are never kept in memory: some hold triage."""
    return gzip.compress(data, compresslevel=9, mtime=0)

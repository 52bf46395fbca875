"""What a zip would unpack to, before anything of it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

MOST_MEMBERS = 2_000
MOST_RATIO = 250
"""A spreadsheet packs to a tenth or a twentieth; a bomb to a thousandth and less."""
SMALL = 5_000_000
"""Bytes up to which the ratio does not matter."""


def unpacks_to_too_much(stream: BinaryIO, most: int) -> bool:
    """True of a zip with too many members, too many bytes, or packed beyond belief.

    The sizes are those that the zip tells; reading a member never yields more than it told.
    Leaves the stream at its beginning; what is no zip at all is somebody else's problem.
    """
    try:
        with zipfile.ZipFile(stream) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        stream.seek(0)
    size = sum(one.file_size for one in members)
    packed_size = max(sum(one.compress_size for one in members), 1)
    beyond_belief = size > SMALL and size / packed_size > MOST_RATIO
    return size > most or len(members) > MOST_MEMBERS or beyond_belief


def declares_entities(stream: BinaryIO) -> bool:
    """True where an XML part has a document type: entities in it could grow without end.

    No spreadsheet writes one. Each part is parsed up to its root element and no further. Leaves
    the stream at its beginning.
    """
    try:
        with zipfile.ZipFile(stream) as packed:
            parts = [one for one in packed.namelist() if one.endswith((".xml", ".rels"))]
            return any(_has_doctype(packed, name) for name in parts)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False  # broken or encrypted: whoever reads it says so
    finally:
        stream.seek(0)


class _Found(Exception):
    """Ends the look at a part."""


def _has_doctype(packed: zipfile.ZipFile, name: str) -> bool:
    parser = ParserCreate()
    seen: list[bool] = []

    def doctype(*_what: object) -> None:
        seen.append(True)
        raise _Found

    def root(*_what: object) -> None:
        raise _Found

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        with packed.open(name) as part:
            while block := part.read(16_384):
                parser.Parse(block)
    except (_Found, ExpatError, zlib.error):
        pass
    return bool(seen)

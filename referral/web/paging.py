"""Where the other pages of a list are: in the document, and in the Link header (RFC 8288)."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, request


def page_links(page: int, pages: int) -> dict[str, str | None]:
    """Addresses, from the server's root, of this page and its neighbours; None where is none."""

    def at(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        query = urlencode([*kept, ("page", str(number))])
        return f"{request.script_root}{request.path}?{query}"

    return {
        "self": at(page),
        "first": at(1),
        "prev": at(min(page - 1, pages)),
        "next": at(page + 1),
        "last": at(pages),
    }


def with_links(response: Response, links: dict[str, str | None]) -> Response:
    """The answer with its neighbours in the Link header."""
    said = [f'<{url}>; rel="{name}"' for name, url in links.items() if url and name != "self"]
    response.headers["Link"] = ", ".join(said)
    return response

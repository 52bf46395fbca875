"""Headers that every response carries. No inline code anywhere, nothing from other hosts.

And how long it may be kept: not at all, unless a view says otherwise of what is the same for
everybody. To somebody signed in no page may be kept whatever its view says: the frame around it
is theirs.
"""

from __future__ import annotations

from flask import Flask, Response, request, session

POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What a browser could do for a page and no page here asks for."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
}
HTTPS_FOR_A_YEAR = "max-age=31536000; includeSubDomains"
NEVER_KEPT = "no-store"
SAME_FOR_ALL = frozenset({"static", "shell.service_worker"})
"""Endpoints whose answers are the same whoever asks."""
SIGN_OUT = "security.logout"


def add_headers(response: Response) -> Response:
    """The headers, on any response; and HTTPS for a year where the request came by HTTPS."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if of_somebody():
        response.headers["Cache-Control"] = NEVER_KEPT
    response.headers.setdefault("Cache-Control", NEVER_KEPT)
    if request.endpoint == SIGN_OUT:
        # a plan in this tab's storage goes too; what was kept in a cache never was a page of theirs
        response.headers["Clear-Site-Data"] = '"storage"'
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HTTPS_FOR_A_YEAR)
    return response


def of_somebody() -> bool:
    """True for the answer to a request that brought, or is given, a session or a token."""
    return request.endpoint not in SAME_FOR_ALL and (
        bool(session) or request.authorization is not None
    )


def register(app: Flask) -> None:
    """Have every response of the app carry the headers, error pages included.

    To be called first: what is registered later runs earlier, and is looked over here.
    """
    app.after_request(add_headers)

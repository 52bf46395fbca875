"""The session cookie: signed, out of reach of scripts, gone with the browser.

SameSite is Lax, not Strict: a colleague's link to a case, opened out of a chat, must find its
reader signed in. Nothing is changed by GET, and what is posted from another site is refused.
The name gets the prefix `__Host-` over HTTPS, so that no neighbouring site can set it.
"""

from __future__ import annotations

from flask import Flask, Request, Response, has_request_context, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

NAME = "rujuk"
WITHOUT_SESSION = ("/static/", "/healthz", "/readyz", "/sw.js")


class Sessions(SecureCookieSessionInterface):
    """Flask's own signed cookie, secured by how the request came."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """An empty one for files and probes: they are the same for everybody."""
        if request.path.startswith(WITHOUT_SESSION):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to say of files and probes, not even that they would vary with a cookie."""
        if not request.path.startswith(WITHOUT_SESSION):
            super().save_session(app, session, response)

    def get_cookie_name(self, app: Flask) -> str:  # noqa: ARG002
        """With its prefix where the request came by HTTPS."""
        return f"__Host-{NAME}" if self.secure else NAME

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        """True where the request came by HTTPS."""
        return self.secure

    def get_cookie_path(self, app: Flask) -> str:  # noqa: ARG002
        """The whole host, as the prefix demands."""
        return "/"

    @property
    def secure(self) -> bool:
        """True where the request came by HTTPS, to us or to the proxy in front."""
        return has_request_context() and request.is_secure

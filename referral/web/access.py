"""Who may use which address. Every view says so; what says nothing is refused.

`@public` and `@requires(Action.…)` only mark a view; the guard that runs before every request
asks the permission table. What depends on the object (whose case is it?) the view asks itself
with `check`, once it has read the object: refused is 404 there, so that nothing is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import ValidationError, validate_csrf  # type: ignore[import-untyped]
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from referral.domain.access import NOTHING, Action, Actor, Subject, may
from referral.usecases.records import Records
from referral.usecases.tokens import token_of_secret

V = TypeVar("V", bound=Callable[..., Any])

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STATELESS = frozenset({Action.ROUTE, Action.BROWSE})
"""Actions that change nothing and keep nothing: no cookie, and so no token, is needed."""
PROTECTED_PATH = ("/api/", "/hsds/", "/fhir/")


@dataclass(frozen=True, slots=True)
class Access:
    """What an address asks for. Without an action it is for everybody.

    `fresh`: the password must have been given a short while ago. `token`: whoever is signed in
    must send the form's token, although the address is for everybody.
    """

    action: Action | None = None
    fresh: bool = False
    token: bool = False


PUBLIC = Access()
_OWN, _OWN_FRESH = Access(Action.OWN_ACCOUNT), Access(Action.OWN_ACCOUNT, fresh=True)
DECLARED: Mapping[str, Access] = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": Access(token=True),
    "security.verify": _OWN,
    "security.change_password": _OWN_FRESH,
    # for somebody in the middle of signing in, too: the library looks at who it is
    "security.two_factor_setup": PUBLIC,
    "security.two_factor_setup_validate": _OWN_FRESH,
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_rescue": PUBLIC,
    "security.tf_select": PUBLIC,
    "security.mf_recovery_codes": _OWN_FRESH,
    "security.mf_recovery": PUBLIC,
}
"""Views that are not ours, and so carry no mark."""
UNFINISHED = frozenset({"security.logout", "security.verify", "security.two_factor_setup_validate"})
"""What an account may use before the second factor that its role demands is set up."""


def public(view: V) -> V:
    """Mark a view as open to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(action: Action, *, fresh: bool = False) -> Callable[[V], V]:
    """Mark a view as needing an action; `fresh` also a password given a short while ago."""

    def mark(view: V) -> V:
        view.access = Access(action, fresh)  # type: ignore[attr-defined]
        return view

    return mark


def takes(size: int) -> Callable[[V], V]:
    """Mark a view as taking a body of so many bytes, from whoever may use it at all."""

    def mark(view: V) -> V:
        view.takes = size  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What an address asks for; None where nobody said so."""
    found = getattr(app.view_functions.get(endpoint), "access", None)
    return found if isinstance(found, Access) else DECLARED.get(endpoint)


Detour = Callable[[Access, Actor], "ResponseReturnValue | None"]


def install(app: Flask, *, open_door: bool = True, before: Detour | None = None) -> None:
    """Guard every address of the app. `open_door`: routing and directory are for everybody.

    `before` is asked where an account may act, and may send it elsewhere first (to set up a
    second factor, to give the password again).
    """
    app.extensions["access"] = {"open_door": open_door, "before": before}
    app.before_request(guard)


def current_actor() -> Actor:
    """Who acts in this request: an account, a token, or nobody."""
    if "actor" not in g:
        g.actor = _actor()
    found: Actor = g.actor
    return found


def _actor() -> Actor:
    open_door = bool(current_app.extensions.get("access", {}).get("open_door", True))
    if (secret := bearer()) is not None:
        token = token_of_secret(records(), secret, datetime.now(UTC))
        if token is None:
            raise unauthorized(error="invalid_token")
        return token.actor(open_door=open_door)
    member = current_member()
    return Actor(open_door=open_door) if member is None else member.actor(open_door=open_door)


def current_member() -> Any:
    """The account that is signed in by cookie, or None."""
    if "accounts" not in current_app.extensions:
        return None
    return current_app.extensions["accounts"].current()


def bearer() -> str | None:
    """The API token that a request to the JSON interface carries."""
    given = request.authorization
    if not request.path.startswith(PROTECTED_PATH) or given is None or given.type != "bearer":
        return None
    return given.token or ""


def records() -> Records:
    """The database of accounts and cases."""
    found: Records = current_app.extensions["records"]
    return found


def check(action: Action, subject: Subject = NOTHING) -> None:
    """Go on only where the actor may do this with this object; otherwise there is none (404)."""
    if not may(current_actor(), action, subject):
        abort(404)


def conceivable(actor: Actor, action: Action) -> bool:
    """True where the actor may do it with some object: with its own, if with any."""
    own = Subject(
        desk=actor.desk,
        organization=actor.organization,
        opened_by=actor.id,
        receivers=frozenset({actor.organization} if actor.organization else ()),
    )
    return may(actor, action) or may(actor, action, own)


def guard() -> ResponseReturnValue | None:
    """Refuse what may not be; None lets the view answer."""
    refuse_other_sites()
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None:
        current_app.logger.error("%s declares no access", request.endpoint)
        abort(403)
    if access.action is None:
        if access.token and current_member() is not None and request.method not in SAFE:
            demand_token()
        return None
    actor = current_actor()
    before = current_app.extensions["access"]["before"]
    if actor.roles and before is not None and (detour := before(access, actor)) is not None:
        answer: ResponseReturnValue = detour
        return answer
    if not conceivable(actor, access.action):
        return refuse(actor)
    size = getattr(current_app.view_functions[request.endpoint], "takes", None)
    if size is not None:
        request.max_content_length = size
    if actor.roles and access.action not in STATELESS and request.method not in SAFE:
        demand_token()
    return None


def refuse(actor: Actor) -> ResponseReturnValue:
    """To the sign-in where nobody is signed in and a page was asked for; else refused."""
    if actor.id is not None:
        raise Forbidden
    if request.path.startswith(PROTECTED_PATH):
        raise unauthorized()
    if request.method not in SAFE:
        raise Unauthorized
    return redirect(sign_in_address())


def unauthorized(**more: str) -> Unauthorized:
    """401 for a program, which is told that a token would do."""
    return Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "Rujuk", **more}))


def sign_in_address() -> str:
    """The sign-in, and the way back from it to the asked page."""
    wanted = request.full_path.rstrip("?")
    return url_for("security.login", next=request.script_root + wanted)


def refuse_other_sites() -> None:
    """Refuse what a page of another site sends: it has no business to post here.

    Browsers say where a request comes from in Sec-Fetch-Site; older ones in Origin alone, which
    is "null" under our own referrer policy and then tells nothing: forms carry a token besides.
    """
    if request.method in SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        foreign = origin not in (None, "null") and urlsplit(str(origin)).netloc != request.host
    if foreign:
        abort(403)


def demand_token() -> None:
    """Refuse a form of somebody signed in that does not carry this session's token."""
    given = request.form.get("csrf_token") or request.headers.get("X-CSRF-Token")
    try:
        validate_csrf(given)
    except ValidationError:
        abort(400)


def has_session() -> bool:
    """True where the browser has brought a cookie of ours, signed in or not."""
    return bool(session)

"""The composition root of the web: settings, world, blueprints, limits, headers, errors."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response, json, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from referral import web
from referral.compose import build_office, build_world, session_limits
from referral.discreet import whereabouts
from referral.domain.errors import StartupError
from referral.present.translate import translator
from referral.settings import CARRIED, LANGUAGES, Settings
from referral.usecases.advice_now import AdviceNow
from referral.usecases.coverage_history import CoverageThen
from referral.usecases.coverage_kept import KeptCoverage
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.jobs import Jobs
from referral.usecases.records import open_records
from referral.usecases.world import World
from referral.web import (
    access,
    accounts,
    api,
    api_errors,
    audit,
    coverage,
    fhir,
    hsds,
    jobs,
    reply,
    security,
)
from referral.web.access import public
from referral.web.upkeep import own

__all__ = ["build_world", "create_app"]

PUBLIC_EXPORT = "upkeep.public_export"
MAX_FORM_BYTES = 256 * 1024
PROGRAM = Path(__file__).parent
ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Rujuk(Flask):
    """Flask that never logs what was asked."""

    def log_exception(self, exc_info: ExceptionInfo) -> None:
        """Where it went wrong and of which kind; not the message, which may hold a place."""
        kind, _error, trace = exc_info
        self.logger.error("%s", whereabouts(kind, trace))


def create_app(settings: Settings | None = None, world: World | None = None) -> Flask:
    """The web application, ready to serve.

    :raises StartupError: anything it needs is missing or cannot be used
    """
    settings = settings or Settings.from_env()
    for language in LANGUAGES:
        translator(language)
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(message)s")
    app = Rujuk("referral", template_folder=str(CARRIED / "templates"))
    _configure(app, settings)
    app.extensions["rujuk"] = world or build_world(settings)
    records = open_records(settings.database, app.config["SECRET_KEY"].encode())
    app.extensions["office"] = build_office(settings, app.extensions["rujuk"], records)
    app.extensions["jobs"] = Jobs(settings.instance / "jobs")
    app.extensions["jobs"].sweep()
    security.register(app)
    api.register(app)
    hsds.register(app)
    fhir.register(app)
    web.register(app, app.extensions["rujuk"], office=app.extensions["office"])
    accounts.register(app, records, session_limits(settings))
    app.register_blueprint(audit.bp)
    app.register_blueprint(jobs.bp)
    kept = KeptCoverage(settings.instance, (PROGRAM, settings.data_dir))
    measured = app.extensions["coverage"] = CoverageNow(app.extensions["rujuk"], kept=kept)
    app.extensions["coverage_then"] = CoverageThen(
        app.extensions["rujuk"], records, settings.instance
    )
    app.extensions["advice"] = AdviceNow(app.extensions["rujuk"], settings.instance / "advice")
    app.register_blueprint(coverage.blueprint(measured, settings.data_dir / "regions"))
    access.install(app, open_door=not settings.require_sign_in, before=accounts.before)
    _add_probes(app)
    _add_limits(app, settings)
    _add_errors(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    """Flask's own settings, from ours."""
    app.config.update(
        SECRET_KEY=secret_key(settings),
        LANGUAGES=LANGUAGES,
        DEFAULT_LANGUAGE=settings.default_language,
        DATA_DIR=settings.data_dir,
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        RATELIMIT_HEADERS_ENABLED=True,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count
        )


def secret_key(settings: Settings) -> str:
    """The key of form tokens: from the settings, else kept in the instance folder.

    :raises StartupError: `database_unwritable` where the folder cannot be written
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.instance / "secret_key"
    try:
        settings.instance.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            part = path.with_name(f"secret_key.{secrets.token_hex(4)}")
            part.touch(mode=0o600)
            part.write_text(secrets.token_hex(32), encoding="ascii")
            try:
                path.hardlink_to(part)  # only one of several first processes wins
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StartupError("database_unwritable", path=str(settings.instance)) from error


def _add_probes(app: Flask) -> None:
    """`/healthz`: the process answers; `/readyz`: so do the database and the directory."""

    @app.get("/healthz")
    @public
    def healthz() -> Response:
        return Response(json.dumps({"status": "ok"}), mimetype="application/json")

    @app.get("/readyz")
    @public
    def readyz() -> Response:
        world: World = app.extensions["rujuk"]
        try:
            world.check()
            ready = bool(world.directory().services)
        except Exception as error:  # whatever a driver may raise: not ready
            app.logger.warning("Not ready: %s", type(error).__name__)
            ready = False
        return healthz() if ready else api_errors.problem(503, "not_ready")


def _add_limits(app: Flask, settings: Settings) -> None:
    """Limits by address, counted in the memory of each process and nowhere else."""
    logging.getLogger("flask-limiter").setLevel(logging.ERROR)  # it would log the address

    @app.after_request
    def only_the_refused_come_back_later(response: Response) -> Response:
        if response.status_code not in (429, 503):
            response.headers.pop("Retry-After", None)
        return response

    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", default_limits=[])
    limits = {
        "api.make_plan": settings.rate_limit_plans,
        "api.look_up_place": settings.rate_limit_places,
        **dict.fromkeys(web.PLAN_ENDPOINTS, settings.rate_limit_plans),
        **dict.fromkeys(accounts.SIGN_IN_ENDPOINTS, settings.rate_limit_sign_in),
        **dict.fromkeys((*reply.LIMITED, *own.LIMITED), settings.rate_limit_replies),
    }
    views: dict[str, Any] = app.view_functions
    for endpoint, limit in limits.items():
        limited = limiter.limit(limit, methods=["POST"], scope=endpoint)
        views[endpoint] = limited(views[endpoint])
    asked = limiter.shared_limit(settings.rate_limit_coverage, scope="coverage")
    for endpoint in coverage.LIMITED:
        views[endpoint] = asked(views[endpoint])
    export = limiter.limit(settings.rate_limit_exports, scope=PUBLIC_EXPORT)
    views[PUBLIC_EXPORT] = export(views[PUBLIC_EXPORT])


def _add_errors(app: Flask) -> None:
    """One handler for failures: problems under /api, pages elsewhere."""

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        if fhir.is_fhir(request.path):
            return fhir.http_outcome(error)
        if api.is_api(request.path) or hsds.is_hsds(request.path):
            return api_errors.http_problem(error)
        return web.error_page(error)

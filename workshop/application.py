"""The application: all wiring, nothing else."""

import datetime as dt
from importlib import import_module
from importlib.util import find_spec

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from workshop import access, db, error_pages, i18n, local_clock, web
from workshop.arrival.seating import take_over
from workshop.keys import Keys
from workshop.paths import bundled
from workshop.registration.succession_views import TAKE_OVER
from workshop.settings import Settings

FEATURES = (
    "registration", "accounts", "planning", "people", "invitations", "messages", "documents",
    "privacy", "assignment", "arrival", "feedback", "summary", "agreement", "report", "publication",
    "screen", "operations",
)  # fmt: skip
MOST_BYTES = 20 * 1024 * 1024
MOST_FORM_BYTES = 2 * 1024 * 1024
SIGNED_IN_FOR = dt.timedelta(days=30)


def assembled(settings: Settings) -> Flask:
    """The application of an installation."""
    app = Flask("workshop", template_folder=str(bundled("templates")))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FORM_BYTES,
        MAX_FORM_PARTS=5000,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # no view is async
    app.extensions["workshop.keys"] = Keys(settings.keys_dir)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (i18n, local_clock, web, error_pages, access):
        part.init_app(app)
    db.init_app(app, settings)
    _register_features(app)
    app.extensions[TAKE_OVER] = take_over
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _register_features(app: Flask) -> None:
    for name in FEATURES:
        if find_spec(f"workshop.{name}") and find_spec(f"workshop.{name}.views"):
            for blueprint in import_module(f"workshop.{name}.views").blueprints:
                app.register_blueprint(blueprint)

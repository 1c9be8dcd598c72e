"""Browsers in which an account has signed in before: their wrong passwords are counted apart.

Whoever knows an address and shares the network of the account's owner could otherwise keep the
owner out, by guessing until nobody may try any more. A browser is known by a signed cookie that it
gets with a sign-in; it gives no more than a counter of its own. After OWASP's device cookies.
"""

import datetime as dt
import secrets

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from workshop.models import Account

COOKIE = "device"
LASTS = dt.timedelta(days=365)
MOST = 8
"""Accounts that share a browser; the one that signed in longest ago is forgotten first."""


def name_of(account: Account | None) -> str | None:
    """What this browser is known by; None where this account has not signed in in it."""
    name, known = _read()
    return name if account is not None and account.id in known else None


def remember(account: Account) -> None:
    """With the answer to this request the browser becomes one that the account has signed in in."""
    name, known = _read()
    known = [account.id, *(one for one in known if one != account.id)][:MOST]
    value = str(_signer().dumps([name or secrets.token_urlsafe(16), known]))

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE, value, max_age=LASTS, httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
        return response


def _read() -> tuple[str | None, list[int]]:
    """Its name and accounts, the last one to sign in first; nothing without a cookie of ours."""
    sent = request.cookies.get(COOKIE)
    if not sent:
        return None, []
    try:
        name, known = _signer().loads(sent, max_age=int(LASTS.total_seconds()))
    except BadSignature:
        return None, []
    return name, known


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="workshop.device")

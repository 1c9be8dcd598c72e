"""What a browser knows its own votes by: a random secret in its signed cookie, and no vote.

When somebody signs out, or another person signs in, browser.py forgets it.
"""

import base64
import secrets

from flask import session as browser

from workshop.browser import VOTES

BYTES = 16


def recall() -> bytes | None:
    """This browser's secret, once it has voted."""
    found = str(browser.get(VOTES, ""))
    return base64.urlsafe_b64decode(found) if found else None


def secret() -> bytes:
    """The same, made where there is none; call where a vote is sent or about to be."""
    kept = recall()
    if kept is None:
        kept = secrets.token_bytes(BYTES)
        browser[VOTES] = base64.urlsafe_b64encode(kept).decode()
    return kept

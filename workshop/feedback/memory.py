"""What a browser remembers of its own sends: ids and moments in its signed cookie, no content.

The server keeps none of this. It lets a browser, and only it, see again what it sent. When
somebody signs out, or another person signs in, access.py forgets it.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask import session as browser

from workshop.browser import SENT

MOST = 20  # forms; a cookie holds 4 KB
RECENT = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """A send of this browser that was stored."""

    form_id: int
    submission_id: str
    at: dt.datetime


def remember(form_id: int, submission_id: str, at: dt.datetime) -> None:
    """The newest send of each form is kept, of the last forms only."""
    earlier = {key: value for key, value in browser.get(SENT, {}).items() if key != str(form_id)}
    last = list(earlier.items())[1 - MOST :]
    value = f"{uuid.UUID(submission_id).hex}.{int(at.timestamp())}"
    browser[SENT] = {**dict(last), str(form_id): value}


def recall(form_id: int) -> Kept | None:
    """What this browser sent last for a form."""
    found = browser.get(SENT, {}).get(str(form_id))
    return _kept(str(form_id), found) if found else None


def just_sent(now: dt.datetime) -> Kept | None:
    """The last send of this browser, if it is not older than some minutes."""
    all_sent = [_kept(key, value) for key, value in browser.get(SENT, {}).items()]
    newest = max(all_sent, key=lambda kept: kept.at, default=None)
    return newest if newest and now - newest.at < RECENT else None


def _kept(form_id: str, value: str) -> Kept:
    submission_id, _, seconds = value.partition(".")
    return Kept(int(form_id), submission_id, dt.datetime.fromtimestamp(int(seconds), dt.UTC))

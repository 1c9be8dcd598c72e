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
ELSEWHERE = "elsewhere"
RECENT = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """A send of this browser that was stored.

    over: it was stored over an answer that its writer had not seen, and who sent it has not chosen
    yet; then the id of this browser's own earlier send, or ELSEWHERE.
    """

    form_id: int
    submission_id: str
    at: dt.datetime
    over: str = ""


def remember(
    form_id: int, submission_id: str, at: dt.datetime, *, over_another: bool = False
) -> None:
    """The newest send of each form is kept, of the last forms only."""
    number = uuid.UUID(submission_id).hex
    value = f"{number}.{int(at.timestamp())}"
    if over_another:
        value = f"{value}.{_over(recall(form_id), number)}"
    earlier = {key: value for key, value in browser.get(SENT, {}).items() if key != str(form_id)}
    last = list(earlier.items())[1 - MOST :]
    browser[SENT] = {**dict(last), str(form_id): value}


def _over(kept: Kept | None, number: str) -> str:
    if kept is None:
        return ELSEWHERE
    return (kept.over or ELSEWHERE) if kept.submission_id == number else kept.submission_id


def undecided() -> set[int]:
    """The forms on which this browser stored an answer over another one, by id."""
    return {one.form_id for one in _all() if one.over}


def recall(form_id: int) -> Kept | None:
    """What this browser sent last for a form."""
    found = browser.get(SENT, {}).get(str(form_id))
    return _kept(str(form_id), found) if found else None


def just_sent(now: dt.datetime) -> Kept | None:
    """The last send of this browser, if it is not older than some minutes."""
    newest = max(_all(), key=lambda kept: kept.at, default=None)
    return newest if newest and now - newest.at < RECENT else None


def _all() -> list[Kept]:
    return [_kept(key, value) for key, value in browser.get(SENT, {}).items()]


def _kept(form_id: str, value: str) -> Kept:
    submission_id, seconds, *over = value.split(".")
    at = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    return Kept(int(form_id), submission_id, at, "".join(over))

"""The session of a member of staff: the way from a right password to being signed in."""

import datetime as dt

from flask import Response, after_this_request, current_app, request, session
from flask_login import login_user
from wtforms import Field

from workshop import db
from workshop.access import current_account
from workshop.accounts import devices, guessing, passwords, second_service
from workshop.accounts.guessing import Guess
from workshop.browser import PEOPLE
from workshop.clock import now as moment
from workshop.domain.terms import AttemptKind
from workshop.errors import ThrottledError
from workshop.i18n import _
from workshop.models import Account

FROM_HERE, ON_ACCOUNT = 10, 60
"""Wrong passwords of an account in 15 minutes, from one address and from everywhere."""
HALFWAY = "second"
HALFWAY_FOR = dt.timedelta(minutes=5)


def mine() -> Account:
    """One's own account, on pages for staff."""
    found = current_account()
    if found is None:  # the guard has already asked for a sign-in
        raise LookupError("nobody is signed in")
    return found


def guess_of(kind: AttemptKind, subject: str, *, device: str | None = None) -> Guess:
    """What this request guesses, and from where; from a known device it counts by itself."""
    return Guess.of(
        kind, secret=current_app.config["SECRET_KEY"],
        subject=f"{subject} in {device}" if device else subject,
        address=f"device {device}" if device else request.remote_addr or "",
    )  # fmt: skip


def try_password(account: Account | None, email: str, typed: str) -> bool:
    """Whether this is the account's password; takes as long where there is no such account.

    Wrong ones are counted; after too many, right or wrong, it raises ThrottledError. A browser in
    which the account has signed in before is stopped by its own wrong ones alone.
    """
    guess = guess_of(AttemptKind.PASSWORD, email, device=devices.name_of(account))
    guessing.check(db.session(), guess, from_here=FROM_HERE, on_subject=ON_ACCOUNT, now=moment())
    right = passwords.fits(typed, account.password_hash if account else "")
    with db.transaction() as writing:
        if right:
            guessing.forget(writing, guess)
        else:
            guessing.count_wrong(writing, guess, now=moment())
    return right


def is_own_password(field: Field, account: Account) -> bool:
    """Whether the field holds one's own password; says at the field what is wrong."""
    try:
        if try_password(account, account.email, field.data):
            return True
        field.errors = [_("This is not your current password. Try again.")]
    except ThrottledError as error:
        field.errors = [error.sentence]
    return False


def slowed_down(field: Field, error: ThrottledError) -> int:
    """Says at the field how long to wait, and to the browser as well; the status to answer."""
    field.errors = [error.sentence]

    @after_this_request
    def say_when(response: Response) -> Response:
        response.headers["Retry-After"] = str(error.retry_after)
        return response

    return int(error.status)


def start_session(account: Account) -> None:
    """A new session: nothing a visitor planted before lives on."""
    _clear()
    session.permanent = True
    login_user(account)
    devices.remember(account)


def sign_in(account: Account, *, target: str | None, now: dt.datetime) -> bool:
    """After a right password: signed in, or False while the second step is still to come.

    Then the session says for some minutes who gave a right password, and signs nobody in.
    """
    if not second_service.is_on(account):
        start_session(account)
        return True
    _clear()
    session[HALFWAY] = [account.get_id(), int(now.timestamp()), target]
    return False


def halfway(now: dt.datetime) -> tuple[Account, str | None] | None:
    """Whose second step it is and where it leads; None once it took too long.

    A new password, or a second factor that changed, ends it as well.
    """
    kept = session.get(HALFWAY)
    if not kept:
        return None
    who, since, target = kept
    account = db.session().get(Account, int(who.partition(":")[0]))
    in_time = 0 <= now.timestamp() - since <= HALFWAY_FOR.total_seconds()
    if account is None or account.get_id() != who or not in_time:
        session.pop(HALFWAY)
        return None
    return account, target


def _clear() -> None:
    people = session.get(PEOPLE)
    session.clear()
    if people:
        session[PEOPLE] = people

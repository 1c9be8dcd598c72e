"""The session of a member of staff: the way from a right password to being signed in."""

import datetime as dt

from flask import session
from flask_login import login_user

from workshop import db
from workshop.access import PEOPLE, current_account
from workshop.accounts import second_service
from workshop.models import Account

HALFWAY = "second"
HALFWAY_FOR = dt.timedelta(minutes=5)


def mine() -> Account:
    """One's own account, on pages for staff."""
    found = current_account()
    if found is None:  # the guard has already asked for a sign-in
        raise LookupError("nobody is signed in")
    return found


def start_session(account: Account) -> None:
    """A new session: nothing a visitor planted before lives on."""
    _clear()
    session.permanent = True
    login_user(account)


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

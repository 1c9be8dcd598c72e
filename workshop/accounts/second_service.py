"""The second factor of staff: codes of an app (RFC 6238) and recovery codes for when it is lost.

The app's secret is stored under a key that lies outside the database, recovery codes as keyed
hashes: a stolen backup passes no second step. Each code is accepted once, whoever races for it,
because an account is held while its code is looked at.
"""

import base64
import datetime as dt
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

import pyotp
import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit, i18n, mail
from workshop.accounts import guessing
from workshop.accounts.guessing import Guess
from workshop.accounts.service import find_account
from workshop.domain.codes import CODE_LETTERS
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.i18n import _, _l
from workshop.keys import recovery_hash, sealed, unsealed
from workshop.models import Account

SECRET_BYTES = 20  # 160 bits, as RFC 4226 recommends
STEP_SECONDS = 30
DRIFT = 1  # steps an app's clock may be ahead or behind
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12  # of 26 letters and digits: 56 bits
PART = 4  # letters and digits that are read and typed together
FROM_HERE, ON_ACCOUNT = 10, 30
"""Wrong codes on an account in 15 minutes, from one address and from everywhere."""
ISSUER = "Workshop"
COMMAND_LINE = "command line"
TOLD = {
    "account.recovery_code_used": _l("A recovery code of your account was used."),
    "account.second_factor_removed": _l("The second factor of your account was switched off."),
    "account.second_factor_lifted": _l("The second factor of your account was reset."),
}
"""What weakens an account is told to its owner, who may not be the one who did it."""


@dataclass(frozen=True)
class Secret:
    """What an app needs to know: `uri` for a QR code, `parts` to be typed."""

    uri: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """A code that somebody typed to prove who they are, and the guess that it counts as."""

    typed: str
    key: bytes
    guess: Guess
    now: dt.datetime


def is_on(account: Account) -> bool:
    return account.second_since is not None


def waiting(account: Account, *, key: bytes) -> Secret | None:
    """The secret that waits for its first right code; shown to its owner until then."""
    if account.second_secret is None or is_on(account):
        return None
    app = _app(account, key)
    uri = app.provisioning_uri(name=account.email, issuer_name=ISSUER)
    return Secret(uri, in_parts(app.secret))


def in_parts(text: str) -> tuple[str, ...]:
    """A long code in parts that can be read out and typed."""
    return tuple(text[at : at + PART] for at in range(0, len(text), PART))


def hold(session: Session, account_id: int) -> Account:
    """The account, to be changed by nobody else until the transaction ends."""
    return session.scalars(
        sa.select(Account)
        .where(Account.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def begin(session: Session, account_id: int, *, key: bytes) -> None:
    """A new secret, which counts only after `switch_on`; ConflictError when one counts already."""
    account = hold(session, account_id)
    if is_on(account):
        raise ConflictError(_("The second factor is already switched on."))
    secret = secrets.token_bytes(SECRET_BYTES)
    account.second_secret = sealed(key, secret, account_id=account.id)
    account.second_step = 0


def give_up(session: Session, account_id: int) -> None:
    """Forget a secret that never counted."""
    account = hold(session, account_id)
    if not is_on(account):
        account.second_secret = None


def switch_on(
    session: Session, account_id: int, *, typed: str, key: bytes, now: dt.datetime
) -> tuple[Account, list[str]]:
    """The second factor counts from now on: everybody else is signed out.

    Returns the recovery codes, which nobody can see again. Raises WorkshopError on the field
    `code` when `typed` is not what the app shows.
    """
    account = hold(session, account_id)
    if is_on(account) or account.second_secret is None:
        raise ConflictError(_("The second factor changed in the meantime. Look at it again."))
    step = _step_of(account, typed, key=key, now=now)
    if step is None:
        raise WorkshopError(
            _("This is not the code of the moment. Check the clock of the phone and try again."),
            field="code",
        )
    account.second_since, account.second_step = now, step
    account.session_version += 1
    codes = _new_codes(account, key)
    _record(session, account, "account.second_factor_added", now=now)
    return account, codes


def passes(session: Session, account_id: int, proof: Proof) -> bool:
    """Whether this is a code of now, or a recovery code that is left; it is good only this once.

    The caller commits in either case: wrong codes are counted, and after too many of them every
    code is answered with ThrottledError.
    """
    account, now = hold(session, account_id), proof.now
    guessing.check(session, proof.guess, from_here=FROM_HERE, on_subject=ON_ACCOUNT, now=now)
    if is_on(account) and (
        _takes_digits(account, proof) or _takes_recovery(session, account, proof)
    ):
        guessing.forget(session, proof.guess)
        return True
    guessing.count_wrong(session, proof.guess, now=now)
    return False


def renew_codes(session: Session, account_id: int, proof: Proof) -> list[str]:
    """Ten new recovery codes, and no more use for those from before; none for a wrong code."""
    if not passes(session, account_id, proof):
        return []
    account = session.get_one(Account, account_id)
    codes = _new_codes(account, proof.key)
    _record(session, account, "account.recovery_codes_renewed", now=proof.now)
    return codes


def switch_off(session: Session, account_id: int, proof: Proof) -> bool:
    """From now on the password alone signs in; False, and nothing of that, for a wrong code."""
    if not passes(session, account_id, proof):
        return False
    account = session.get_one(Account, account_id)
    _clear(account)
    _record(session, account, "account.second_factor_removed", now=proof.now)
    return True


def reset(session: Session, *, email: str, now: dt.datetime) -> Account:
    """For somebody who lost phone and recovery codes; signs the account out everywhere.

    NotFoundError without such an account, ConflictError where there is nothing to reset.
    """
    account = find_account(session, email)
    if account is None:
        raise NotFoundError(_("There is no account for this address."))
    if not is_on(hold(session, account.id)):
        raise ConflictError(_("This account has no second factor."))
    _clear(account)
    account.session_version += 1
    _record(session, account, "account.second_factor_lifted", now=now, actor=COMMAND_LINE)
    return account


def _app(account: Account, key: bytes) -> pyotp.TOTP:
    secret = unsealed(key, account.second_secret or b"", account_id=account.id)
    return pyotp.TOTP(_base32(secret), digits=DIGITS, interval=STEP_SECONDS)


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode("ascii")


def _read(typed: str) -> str:
    """A code as it was made, from any way to write it: spaced, in small letters, Thai digits."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain if one.isalnum()
    )


def _step_of(account: Account, typed: str, *, key: bytes, now: dt.datetime) -> int | None:
    """The newest step whose code this is, of those not used yet and near enough to now."""
    code, current = _read(typed).encode(), int(now.timestamp()) // STEP_SECONDS
    if len(code) != DIGITS:
        return None
    app = _app(account, key)
    for step in range(current + DRIFT, max(current - DRIFT, account.second_step + 1) - 1, -1):
        if hmac.compare_digest(app.generate_otp(step).encode(), code):
            return step
    return None


def _takes_digits(account: Account, proof: Proof) -> bool:
    step = _step_of(account, proof.typed, key=proof.key, now=proof.now)
    if step is not None:
        account.second_step = step
    return step is not None


def _takes_recovery(session: Session, account: Account, proof: Proof) -> bool:
    wanted = recovery_hash(proof.key, _read(proof.typed), account_id=account.id)
    left = [kept for kept in account.recovery_hashes if not hmac.compare_digest(kept, wanted)]
    if len(left) == len(account.recovery_hashes):
        return False
    account.recovery_hashes = left
    _record(session, account, "account.recovery_code_used", now=proof.now)
    return True


def _new_codes(account: Account, key: bytes) -> list[str]:
    codes = [
        "".join(secrets.choice(CODE_LETTERS) for _letter in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]
    account.recovery_hashes = [recovery_hash(key, code, account_id=account.id) for code in codes]
    return codes


def _clear(account: Account) -> None:
    account.second_secret = account.second_since = None
    account.second_step, account.recovery_hashes = 0, []


def _record(
    session: Session, account: Account, what: str, *, now: dt.datetime, actor: str = ""
) -> None:
    audit.record(
        session, workshop_id=None, actor=actor or account.email, what=what,
        subject=account.email if actor else "", now=now,
    )  # fmt: skip
    if what in TOLD:
        _tell(session, account, what, now=now)


def _tell(session: Session, account: Account, what: str, *, now: dt.datetime) -> None:
    """In the owner's own language, whoever speaks now."""
    before, own = i18n.language(), account.language or i18n.language()
    i18n.speak(own)
    told = str(TOLD[what])
    advice = _(
        "If this was not you, change your password at once and tell whoever runs the installation."
    )
    i18n.speak(before)
    mail.enqueue(
        session, workshop_id=None, kind="account.second_factor", recipient=account.email,
        subject=told, body=f"{told}\n\n{advice}\n", language=own, now=now,
    )  # fmt: skip

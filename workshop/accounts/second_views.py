"""The second factor: asked for after a right password, set up and changed on its own page."""

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from workshop import db
from workshop.access import public, signed_in, start_page
from workshop.accounts import second_service
from workshop.accounts.forms import CodeForm, EitherCodeForm, PasswordForm, ProvenForm
from workshop.accounts.second_service import Proof
from workshop.accounts.signing import (
    guess_of,
    halfway,
    is_own_password,
    mine,
    slowed_down,
    start_session,
)
from workshop.clock import now
from workshop.domain.terms import AttemptKind
from workshop.errors import ThrottledError, WorkshopError
from workshop.i18n import _
from workshop.models import Account

bp = Blueprint("second_factor", __name__)


@bp.route("/login/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """The second step of a sign-in; without the first one, or long after it, back to the start."""
    begun = halfway(now())
    if begun is None:
        if request.method == "POST":
            flash(_("That took too long. Sign in again."), "caution")
        return redirect(url_for("accounts.login"), 303)
    account, target = begun
    form = EitherCodeForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
    else:
        passed, status = _attempt(second_service.passes, form, account)
        if passed:
            start_session(account)
            return redirect(target or start_page(account), 303)
    return render_template("accounts/code.html", form=form, email=account.email), status


@bp.route("/account/second-factor", methods=["GET", "POST"])
@signed_in
def setup() -> ResponseReturnValue:
    """Off: begin. Begun: scan and confirm. On: new recovery codes, or off again."""
    account = mine()
    if second_service.is_on(account):
        return _change(account)
    if account.second_secret is not None:
        return _confirm(account)
    form = PasswordForm()
    if not form.validate_on_submit() or not is_own_password(form.password, account):
        return _page("second_begin.html", 422 if form.is_submitted() else 200, form=form)
    with db.transaction() as writing:
        second_service.begin(writing, account.id, key=_key())
    return redirect(url_for(".setup"), 303)


@bp.post("/account/second-factor/give-up")
@signed_in
def give_up() -> ResponseReturnValue:
    """Nothing was switched on; the secret that was shown is forgotten."""
    with db.transaction() as writing:
        second_service.give_up(writing, mine().id)
    return redirect(url_for("accounts.account"), 303)


def _confirm(account: Account) -> ResponseReturnValue:
    """Shows the secret until the app gives a right code; then the recovery codes, this once."""
    form, status = CodeForm(), 200
    if form.validate_on_submit():
        try:
            with db.transaction() as writing:
                changed, codes = second_service.switch_on(
                    writing, account.id, typed=form.code.data, key=_key(), now=now()
                )
            start_session(changed)
            return _recovery(codes, _("The second factor is on. Other devices are signed out."))
        except WorkshopError as error:
            if error.field != "code":
                raise
            form.code.errors = [error.sentence]
    if form.is_submitted():
        status = 422
    secret = second_service.waiting(account, key=_key())
    return _page("second_confirm.html", status, form=form, secret=secret, email=account.email)


def _change(account: Account) -> ResponseReturnValue:
    renew, off, status = ProvenForm(prefix="renew"), ProvenForm(prefix="off"), 200
    if "renew-code" in request.form:
        codes, status = _proven(second_service.renew_codes, renew, account)
        if codes:
            return _recovery(codes, _("These codes are new. Those from before no longer work."))
    elif "off-code" in request.form:
        done, status = _proven(second_service.switch_off, off, account)
        if done:
            flash(_("The second factor is off. The password alone signs in."), "done")
            return redirect(url_for("accounts.account"), 303)
    left = len(account.recovery_hashes)
    return _page("second_on.html", status, renew=renew, off=off, left=left, account=account)


def _proven(deed: Callable[..., Any], form: ProvenForm, account: Account) -> tuple[Any, int]:
    """What `deed` did, after a right password and a right code, and what to answer if nothing."""
    if not form.validate_on_submit() or not is_own_password(form.password, account):
        return None, 422
    return _attempt(deed, form, account)


def _attempt(deed: Callable[..., Any], form: EitherCodeForm, account: Account) -> tuple[Any, int]:
    """What `deed` did with the code that was typed, and what to answer if it was wrong."""
    guess = guess_of(AttemptKind.SECOND, str(account.id))
    proof = Proof(form.code.data, _key(), guess, now())
    try:
        with db.transaction() as writing:
            done = deed(writing, account.id, proof)
    except ThrottledError as error:
        return None, slowed_down(form.code, error)
    if not done:
        form.code.errors = [
            _("This code is not right, or was used already. Wait for the next one and try again.")
        ]
    return done, 422


def _recovery(codes: list[str], sentence: str) -> ResponseReturnValue:
    """The one page that shows recovery codes; not even the browser keeps it."""
    parts = [second_service.in_parts(one) for one in codes]
    return _page("recovery.html", codes=parts, sentence=sentence, email=mine().email)


def _page(template: str, status: int = 200, **values: Any) -> Response:
    """A page that holds secrets, so nothing on the way keeps a copy."""
    response = make_response(render_template(f"accounts/{template}", **values), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _key() -> bytes:
    found: bytes = current_app.extensions["workshop.keys"].second_key()
    return found

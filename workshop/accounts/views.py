"""Sign-in and everything about one's own account."""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from workshop import db
from workshop.access import current_account, public, safe_next, signed_in, start_page
from workshop.accounts import passwords, second_service, second_views, service
from workshop.accounts.forms import (
    AcceptForm,
    ChangePasswordForm,
    DetailsForm,
    ForgottenForm,
    JoinForm,
    NewPassword,
    SetupForm,
    SignInForm,
)
from workshop.accounts.signing import (
    is_own_password,
    mine,
    sign_in,
    slowed_down,
    start_session,
    try_password,
)
from workshop.clock import now
from workshop.domain.terms import LinkPurpose
from workshop.errors import ThrottledError
from workshop.i18n import _
from workshop.models import Account, OneTimeLink

bp = Blueprint("accounts", __name__)
blueprints = (bp, second_views.bp)


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    target = safe_next(request.args.get("next"))
    signed_in_as = current_account()
    if signed_in_as is not None and request.method == "GET":
        return redirect(target or start_page(signed_in_as), 303)
    form = SignInForm()
    status = 200
    if form.validate_on_submit():
        account, status = _check_password(form)
        if account is not None:
            return _go_on(account, target)
    elif form.is_submitted():
        status = 422
    return render_template("accounts/login.html", form=form), status


def _check_password(form: SignInForm) -> tuple[Account | None, int]:
    """The account whose password this is; guesses are counted before and after."""
    account = service.find_account(db.session(), form.email.data)
    try:
        if try_password(account, form.email.data, form.password.data):
            return account, 303
    except ThrottledError as error:
        return None, slowed_down(form.password, error)
    form.password.errors = [_("Email address and password do not belong together. Try again.")]
    return None, 422


def _go_on(account: Account, target: str | None = None) -> ResponseReturnValue:
    """Signed in, or to the second step where the account has one."""
    if sign_in(account, target=target, now=now()):
        return redirect(target or start_page(account), 303)
    return redirect(url_for("second_factor.code"), 303)


@bp.post("/logout")
@public
def logout() -> ResponseReturnValue:
    logout_user()
    session.clear()
    return redirect(url_for("accounts.login"), 303)


@bp.route("/login/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten.html", form=form), (
            422 if form.is_submitted() else 200
        )
    with db.transaction() as writing:
        service.mail_reset(
            writing, settings=current_app.config["SETTINGS"], email=form.email.data, now=now()
        )
    flash(_("If there is an account for this address, a link is on its way."), "done")
    return redirect(url_for("accounts.login"), 303)


@bp.route("/link/<token>", methods=["GET", "POST"])
@public
def one_time(token: str) -> ResponseReturnValue:
    """Opening the link (also by a mail scanner) changes nothing; sending its form does."""
    link = service.open_link(db.session(), token, now=now())
    known = bool(link.email and service.find_account(db.session(), link.email))
    form = _form_for(link, known=known)
    if not form.validate_on_submit():
        return render_template("accounts/one_time.html", form=form, link=link, known=known), (
            422 if form.is_submitted() else 200
        )
    password = form.password.data if isinstance(form, NewPassword) else None
    password_hash = passwords.hashed(password) if password else None
    with db.transaction() as writing:
        account = service.use_link(
            writing,
            token,
            name=form.name.data if isinstance(form, JoinForm) else "",
            email=form.email.data if isinstance(form, SetupForm) else "",
            password_hash=password_hash,
            now=now(),
        )
    if password_hash is None:
        here = current_account()
        if here is not None and here.id == account.id:
            flash(_("You are now in the team."), "done")
            return redirect(start_page(account), 303)
        flash(_("You are now in the team. Sign in to start."), "done")
        return redirect(url_for("accounts.login"), 303)
    return _go_on(account)


def _form_for(link: OneTimeLink, *, known: bool) -> AcceptForm | NewPassword:
    if link.purpose is LinkPurpose.RESET:
        return NewPassword()
    if link.purpose is LinkPurpose.SETUP:
        return SetupForm()
    return AcceptForm() if known else JoinForm(data={"name": link.name})


@bp.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    me = mine()
    details = DetailsForm(prefix="details", data={"name": me.name, "language": me.language or "th"})
    form = ChangePasswordForm(prefix="password")
    if "details-name" in request.form and details.validate_on_submit():
        with db.transaction() as writing:
            service.change_details(
                writing, me.id, name=details.name.data, language=details.language.data
            )
        flash(_("Your details are stored."), "done")
        return redirect(url_for("accounts.account"), 303)
    if "password-current" in request.form and _new_password(form, me):
        return redirect(url_for("accounts.account"), 303)
    status = 422 if request.method == "POST" else 200
    return render_template(
        "accounts/account.html",
        form=form,
        details=details,
        second=second_service.is_on(me),
        codes_left=len(me.recovery_hashes),
    ), status


def _new_password(form: ChangePasswordForm, me: Account) -> bool:
    if not form.validate_on_submit() or not is_own_password(form.current, me):
        return False
    password_hash = passwords.hashed(form.password.data)
    with db.transaction() as writing:
        changed = service.change_password(writing, me.id, password_hash=password_hash, now=now())
    start_session(changed)
    flash(_("Your password is changed. Other devices are signed out."), "done")
    return True

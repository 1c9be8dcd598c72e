"""Who may see what. Every view declares it; a view that does not is answered 404.

URL values become objects before the view runs: `<w>` a Workshop as `workshop`, `<g>` a FocusGroup
as `group`; a participant's view gets `person`. Fetching and authorising is one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, overload

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

from workshop import browser, db, error_pages, i18n, links
from workshop.accounts import guessing
from workshop.clock import now
from workshop.domain.terms import AttemptKind, Role, WorkshopState
from workshop.errors import NotFoundError
from workshop.models import Account, FocusGroup, Membership, Workshop

View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
GROUP_ROLES = frozenset({Role.FACILITATOR, Role.NOTE_TAKER})
WRONG_LINKS, WRONG_EVERYWHERE = 100, 100_000
"""Links of invitations that do not exist, from one address and from all, in 15 minutes."""
NOBODY = i18n._l("Not stored: nobody is signed in here any more. Sign in, then send again.")
NO_PERSON = i18n._l(
    "Not sent: this browser is not signed in. Use your code or link, then send again."
)

csrf = CSRFProtect()
login_manager = LoginManager()


@dataclass(frozen=True)
class Access:
    """What a view declared. `reads`: roles that may look but not change.

    `beside`: roles that may look at what this page is there to change, so they know of it.
    """

    kind: str
    roles: frozenset[Role] = frozenset()
    reads: frozenset[Role] = frozenset()
    beside: frozenset[Role] = frozenset()
    optional: bool = False


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


@overload
def public(view: View) -> View: ...
@overload
def public(*, keeps_text: bool) -> Callable[[View], View]: ...
def public(view: Any = None, *, keeps_text: bool = False) -> Any:
    """Anybody; a workshop in draft is shown to its team only.

    keeps_text: the view's form checks its CSRF token itself, so that a page that was open too
    long comes back with what was typed.
    """
    access = Access("public", optional=keeps_text)
    return partial(_declare, access=access) if view is None else _declare(view, access)


@overload
def participant(view: View) -> View: ...
@overload
def participant(*, optional: bool) -> Callable[[View], View]: ...
def participant(view: Any = None, *, optional: bool = False) -> Any:
    """Somebody registered for this workshop; others are led to `join`.

    optional: the view runs for others too, with `person` None and without the CSRF check, so it
    must store nothing for them.
    """
    access = Access("participant", optional=optional)
    return partial(_declare, access=access) if view is None else _declare(view, access)


def sending(view: View) -> View:
    """A participant's post that is one short transaction, begun before its first read.

    The view gets a `sender` (see browser.Sender), None for anybody else: it must store nothing for
    them, and there is no CSRF check then.
    """
    return _declare(view, Access("sending"))


def invited(view: View) -> View:
    """Whoever has an invitation's link: `<token>` becomes `invitee`, with its `workshop`.

    A link that a newer one replaced says so; any other is answered 404, and counted.
    """
    return _declare(view, Access("invited"))


def requires(
    *roles: Role, reads: tuple[Role, ...] = (), beside: tuple[Role, ...] = ()
) -> Callable[[View], View]:
    """Members of the workshop's team in one of these roles, facilitators for their own group."""
    access = Access("team", frozenset(roles), frozenset(reads), frozenset(beside))
    return partial(_declare, access=access)


def signed_in(view: View) -> View:
    """Any member of staff."""
    return _declare(view, Access("staff"))


def organising(view: View) -> View:
    """Staff who may create workshops, or organise one."""
    return _declare(view, Access("organising"))


def may_create(view: View) -> View:
    """Staff who may create workshops."""
    return _declare(view, Access("creator"))


def current_account() -> Account | None:
    """Who is signed in as staff."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def staff_mark() -> str:
    """Under what a browser keeps what this account types; "" for nobody."""
    account = current_account()
    return f"staff-{account.id}" if account else ""


def current_roles() -> frozenset[Role]:
    """The roles of the signed-in account in the workshop of this request."""
    roles: frozenset[Role] = g.get("roles", frozenset())
    return roles


def organises(account: Account) -> bool:
    """Whether the organiser's pages are somebody's own: as `organising` asks."""
    if account.may_create or Role.ORGANISER in current_roles():
        return True
    organiser = sa.select(Membership.id).where(
        Membership.account_id == account.id, Membership.role == Role.ORGANISER
    )
    return db.session().scalar(organiser.limit(1)) is not None


def start_page(account: Account) -> str:
    """Where a sign-in leads: an organiser's list of workshops, anybody else's desk."""
    return url_for("planning.home" if organises(account) else "start.workshops")


def safe_next(target: str | None) -> str | None:
    """`target` when it is a path on this site; None for anything that could lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 33 or ord(character) == 127 for character in target):
        return None
    return None if "\\" in target else target


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None
    login_manager.user_loader(_load_account)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked in _guard, after who it is
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    csrf.init_app(app)
    app.before_request(_guard)
    app.jinja_env.globals.update(mark_of=browser.mark_of, staff_mark=staff_mark)
    _declare(app.view_functions["static"], Access("public"))


def _load_account(key: str) -> Account | None:
    number, _, version = key.partition(":")
    if not (number.isdecimal() and version.isdecimal()):
        return None
    account: Account | None = db.session().scalar(_ACCOUNT, {"number": int(number)})
    if account is None or account.session_version != int(version):
        return None
    i18n.prefer(account.language)
    return account


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None  # 404 and files
    access: Access | None = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access is None:
        abort(404)
    answer = GUARDS[access.kind](access, request.view_args or {})
    if answer is not None:
        return answer
    if request.method not in SAFE_METHODS and not g.get("skip_csrf"):
        csrf.protect()
    return None


def _guard_public(access: Access, values: dict[str, Any]) -> None:
    if access.optional:
        g.skip_csrf = True
    if "w" not in values:
        return
    workshop = _public_workshop(values.pop("w"))
    values["workshop"] = workshop


def _guard_participant(access: Access, values: dict[str, Any]) -> ResponseReturnValue | None:
    workshop = _shown(browser.workshop_with_person(values.pop("w")))
    values["workshop"] = workshop
    person = browser.signed_in_person(workshop)
    values["person"] = g.person = person
    if person is not None:
        i18n.prefer(person.language)
        return None
    if access.optional:
        g.skip_csrf = True
        return None
    join = url_for("registration.join", w=workshop.slug)
    if _is_form():
        return error_pages.signed_out(NO_PERSON, (join, i18n._("Sign in with code or link")))
    return redirect(join, 303)


def _guard_sending(_access: Access, values: dict[str, Any]) -> None:
    _ = request.form  # read to its end first: nobody waits for a slow sender
    db.begin_writing()
    slug = values.pop("w")
    sender = browser.sender(slug)
    if sender is None or sender.state is WorkshopState.DRAFT:
        workshop = _shown(browser.workshop_with_person(slug))
        person = browser.signed_in_person(workshop)
        sender = browser.Sender.of(workshop, person) if person else None
    values["sender"] = g.person = sender
    if sender is None:
        g.skip_csrf = True
        return
    g.default_language = sender.default_language
    i18n.prefer(sender.language)


def _guard_invited(_access: Access, values: dict[str, Any]) -> None:
    found = links.invitee_behind(db.session(), browser.keys(), values.pop("token"))
    if found is None:
        _count_wrong_link()
        abort(404)
    invitee, is_newest = found
    workshop = _shown(db.session().get(Workshop, invitee.workshop_id))
    i18n.prefer(invitee.language)
    if not is_newest:
        raise NotFoundError(
            i18n._(
                "A newer invitation replaced this link. Use the newest one, or ask the organiser."
            )
        )
    values["workshop"], values["invitee"] = workshop, invitee


def _count_wrong_link() -> None:
    """Guesses are slowed; the right link always works."""
    guess = guessing.Guess.of(
        AttemptKind.LINK, secret=current_app.config["SECRET_KEY"], subject="invitation",
        address=request.remote_addr or "",
    )  # fmt: skip
    with db.transaction() as writing:
        guessing.check(
            writing, guess, from_here=WRONG_LINKS, on_subject=WRONG_EVERYWHERE, now=now()
        )
        guessing.count_wrong(writing, guess, now=now())


def _guard_staff(_access: Access, _values: dict[str, Any]) -> ResponseReturnValue | None:
    return None if current_account() else _to_login()


def _guard_organising(_access: Access, _values: dict[str, Any]) -> ResponseReturnValue | None:
    account = current_account()
    if account is None:
        return _to_login()
    if not organises(account):
        abort(404)
    return None


def _guard_creator(_access: Access, _values: dict[str, Any]) -> ResponseReturnValue | None:
    account = current_account()
    if account is None:
        return _to_login()
    if not account.may_create:
        abort(404)
    return None


def _guard_team(access: Access, values: dict[str, Any]) -> ResponseReturnValue | None:
    account = current_account()
    if account is None:
        return _to_login()
    rows = _memberships(account, values.pop("w"))
    if not rows:
        abort(404)
    workshop: Workshop = rows[0][0]
    g.workshop, g.roles = workshop, frozenset(row[1] for row in rows)
    g.default_language = workshop.default_language
    values["workshop"] = workshop
    if "g" in values:
        values["group"] = _own_group(workshop, values.pop("g"), rows)
    if g.roles & access.roles:
        return None
    may_look = g.roles & access.reads and request.method in SAFE_METHODS
    if not may_look:
        abort(403 if g.roles & (access.reads | access.beside) else 404)
    return None


GUARDS: dict[str, Callable[[Access, dict[str, Any]], ResponseReturnValue | None]] = {
    "public": _guard_public,
    "participant": _guard_participant,
    "sending": _guard_sending,
    "invited": _guard_invited,
    "staff": _guard_staff,
    "organising": _guard_organising,
    "creator": _guard_creator,
    "team": _guard_team,
}


def _is_form() -> bool:
    """Something filled in on a page; scripts that send JSON look where they are led."""
    return request.method not in SAFE_METHODS and not request.is_json


def _to_login() -> ResponseReturnValue:
    """A page leads to the sign-in and back; a form comes back with everything typed in it."""
    if _is_form():
        return error_pages.signed_out(NOBODY, (url_for("accounts.login"), i18n._("Sign in")))
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else None
    asked = request.args.get("lang")
    return redirect(url_for("accounts.login", next=safe_next(wanted), lang=asked), 303)


_WORKSHOP = sa.select(Workshop).where(Workshop.slug == sa.bindparam("slug"))
_ACCOUNT = sa.select(Account).where(Account.id == sa.bindparam("number"))
_MEMBERSHIPS = (
    sa.select(Workshop, Membership.role, Membership.group_id)
    .join(Membership, Membership.workshop_id == Workshop.id)
    .where(Workshop.slug == sa.bindparam("slug"), Membership.account_id == sa.bindparam("account"))
)
_GROUP = sa.select(FocusGroup).where(
    FocusGroup.workshop_id == sa.bindparam("workshop"), FocusGroup.code == sa.bindparam("code")
)
"""What every request of the team asks for: written once, not once a request."""


def _public_workshop(slug: str) -> Workshop:
    return _shown(db.session().scalar(_WORKSHOP, {"slug": slug}))


def _shown(workshop: Workshop | None) -> Workshop:
    if workshop is None:
        abort(404)
    if workshop.state is WorkshopState.DRAFT and not _in_team(workshop):
        abort(404)
    g.workshop, g.default_language = workshop, workshop.default_language
    return workshop


def _in_team(workshop: Workshop) -> bool:
    account = current_account()
    return account is not None and bool(_memberships(account, workshop.slug))


def _memberships(account: Account, slug: str) -> list[tuple[Workshop, Role, int | None]]:
    rows = db.session().execute(_MEMBERSHIPS, {"slug": slug, "account": account.id})
    return [(row[0], row[1], row[2]) for row in rows]


def _own_group(
    workshop: Workshop, code: str, rows: list[tuple[Workshop, Role, int | None]]
) -> FocusGroup:
    group: FocusGroup | None = db.session().scalar(_GROUP, {"workshop": workshop.id, "code": code})
    if group is None:
        abort(404)
    g.roles = frozenset(
        role for _, role, group_id in rows if role not in GROUP_ROLES or group_id == group.id
    )
    return group

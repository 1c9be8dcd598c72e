"""What the commands do, as plain functions: open the installation, call one service, say so."""

import datetime as dt
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from workshop import create_app, db, i18n, serving, timed
from workshop.accounts import passwords, second_service
from workshop.accounts import service as accounts
from workshop.clock import now
from workshop.domain.terms import LinkPurpose
from workshop.errors import NotFoundError, SettingsError, WorkshopError
from workshop.installation import prepare
from workshop.models import Workshop
from workshop.operations import safekeeping
from workshop.planning.settings_service import closed_uids
from workshop.settings import ADDRESS_FILE, Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """The installation, migrated, in an application context that speaks English."""
    serving.give_memory_back()
    prepare(settings, _say)
    app = create_app(settings)
    with app.app_context():
        i18n.speak("en")
        _forget_closed(app)
        try:
            yield app
        except WorkshopError as error:
            raise WorkshopError(str(error)) from error  # in the language spoken here
        finally:
            app.extensions[db.EXTENSION].engine.dispose()


def _forget_closed(app: Flask) -> None:
    """Destroys the answer keys of closed workshops that a crash at closing may have left."""
    for uid in closed_uids(db.session()):
        app.extensions["workshop.keys"].destroy_answer_key(uid)
    db.session().rollback()


def find_workshop(session: Session, slug: str) -> Workshop:
    workshop = session.scalar(sa.select(Workshop).where(Workshop.slug == slug))
    if workshop is None:
        known = ", ".join(session.scalars(sa.select(Workshop.slug).order_by(Workshop.slug)))
        raise NotFoundError(f"There is no workshop {slug}. Known: {known or 'none yet'}.")
    return workshop


def serve(
    settings: Settings, *, host: str, port: int, tls_cert: Path | None, tls_key: Path | None
) -> None:
    """Serve the installation and do its timed work until interrupted."""
    serving.require_free(host, port)
    settings = serving.listening_at(settings, host, port, tls=tls_cert is not None)
    _say(f"Data: {settings.data_dir}")
    with opened(settings) as app:
        _offer_setup(settings)
    _say(f"Workshop: {settings.address}   (Ctrl+C stops it)")
    run(app, settings, host=host, port=port, tls_cert=tls_cert, tls_key=tls_key)


def run(
    app: Flask, settings: Settings, *, host: str, port: int,
    tls_cert: Path | None = None, tls_key: Path | None = None,
) -> None:  # fmt: skip
    """Serve, with the timed work beside it."""
    (settings.data_dir / ADDRESS_FILE).write_text(settings.listening, "ascii")

    with timed.beside(app):
        serving.serve(app, host, port, tls_cert=tls_cert, tls_key=tls_key)


def _offer_setup(settings: Settings) -> None:
    """With no organiser yet, print the one-time link that makes the first."""
    with db.transaction() as session:
        if accounts.has_organiser(session):
            return
        _link, token = accounts.make_link(
            session, purpose=LinkPurpose.SETUP, lifetime=accounts.SETUP_FOR, now=now()
        )
    _say(f"No organiser yet. Open this link once to set up: {settings.address}/link/{token}")


def add_organiser(settings: Settings, email: str) -> None:
    """Reads the password from standard input."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise SettingsError("Give a password of 10 to 200 characters on standard input.")
    if "@" not in email:
        raise SettingsError(f"{email} is not an email address. Use one like name@agency.go.th.")
    password_hash = passwords.hashed(password)
    with opened(settings), db.transaction() as session:
        accounts.add_organiser(session, email=email, password_hash=password_hash, now=now())
    _say(f"{email} can sign in and create workshops.")


def reset_second_factor(settings: Settings, email: str) -> None:
    """The way back in for staff who lost phone and recovery codes; the password stays as it is."""
    with opened(settings), db.transaction() as session:
        account = second_service.reset(session, email=email, now=now())
    _say(f"{account.email} signs in with the password alone, and may set up a second factor anew.")


def deliver_mail(settings: Settings, *, watch: bool) -> None:
    """The timed work, once or for ever."""
    with opened(settings) as app:
        if not watch:
            _say(f"{timed.work(app, now=now())} messages handed over.")
            return
        _say("Doing the timed work (Ctrl+C stops it)")
        with timed.beside(app):
            threading.Event().wait()


def import_people(
    settings: Settings, slug: str, file: Path, *, apply: bool,
    sheets: Sequence[str], columns: Sequence[str],
) -> int:  # fmt: skip
    with opened(settings):
        workshop = find_workshop(db.session(), slug)
        command = import_module("workshop.people.commands")
        return int(
            command.import_people(workshop, file, apply=apply, sheets=sheets, columns=columns)
        )


def links(settings: Settings, slug: str) -> None:
    with opened(settings):
        command = import_module("workshop.people.commands")
        command.links(find_workshop(db.session(), slug), settings)


def assign(settings: Settings, slug: str, *, seed: int, publish: bool) -> int:
    with opened(settings):
        command = import_module("workshop.assignment.commands")
        workshop = find_workshop(db.session(), slug)
        return int(command.assign(workshop, seed=seed, publish=publish))


def forms(
    settings: Settings, slug: str, *, number: str | None, group: str | None, is_open: bool | None,
    ends: int | dt.time | None,
) -> int:  # fmt: skip
    with opened(settings):
        command = import_module("workshop.feedback.commands")
        workshop = find_workshop(db.session(), slug)
        return int(command.forms(workshop, number=number, group=group, is_open=is_open, ends=ends))


def report(settings: Settings, slug: str, file: Path, *, language: str | None) -> None:
    with opened(settings):
        command = import_module("workshop.report.commands")
        command.report(find_workshop(db.session(), slug), file, language=language)


def backup(settings: Settings, file: Path) -> None:
    safekeeping.backup(settings, file)
    _say(f"Stored in {file}. Keys are kept apart: workshop backup-keys FILE.")


def restore(settings: Settings, file: Path) -> None:
    former = safekeeping.restore(settings, file)
    _say(f"Restored from {file}." + (f" The former database is {former}." if former else ""))


def backup_keys(settings: Settings, file: Path) -> None:
    safekeeping.backup_keys(settings, file)
    _say(f"Stored in {file}. Keep it apart from the data, and delete it with the workshop.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  progress of a command

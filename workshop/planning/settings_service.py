"""A workshop's own settings, and the states it goes through."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import PersonStatus, WorkshopState
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.feedback import filing, opening
from workshop.i18n import _l
from workshop.models import Person, PrivacyNotice, Response, Workshop
from workshop.planning import editing, home_service
from workshop.planning.editing import By
from workshop.registration import seats

NAMES = (
    "title_th", "title_en", "short_title_th", "short_title_en", "slug", "summary_th", "summary_en",
    "date", "starts", "ends", "timezone", "venue_th", "venue_en", "map_url", "album_url",
    "capacity", "offer_hours", "contact_name_th", "contact_name_en", "contact_email",
    "contact_phone", "default_language", "answer_mode", "disclosure_k",
)  # fmt: skip


def notice(session: Session, workshop: Workshop) -> PrivacyNotice | None:
    """The newest version of the privacy notice."""
    return session.scalar(
        sa.select(PrivacyNotice)
        .where(PrivacyNotice.workshop_id == workshop.id)
        .order_by(PrivacyNotice.number.desc())
        .limit(1)
    )


def has_answers(session: Session, workshop: Workshop) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Response.workshop_id == workshop.id))))


def values(session: Session, workshop: Workshop) -> dict[str, Any]:
    """As the form shows them: moments in the workshop's own time."""
    zone = ZoneInfo(workshop.timezone)
    moments: dict[str, dt.datetime | None] = {
        name: getattr(workshop, name) for name in home_service.MOMENTS
    }
    told = notice(session, workshop)
    return {
        **editing.read(workshop, *NAMES),
        **{
            name: value.astimezone(zone).replace(tzinfo=None) if value else None
            for name, value in moments.items()
        },
        "notice_th": told.text_th if told else "",
        "notice_en": told.text_en if told else "",
    }


def change(
    session: Session, workshop: Workshop, new: Mapping[str, Any], *, version: int | None, by: By
) -> None:
    """Raises ChangedMeanwhileError when somebody stored a change after `version`.

    Raises WorkshopError for what cannot be changed any more, on its field.
    """
    row = editing.hold(session, workshop)
    editing.seen(version, row.version, values(session, row))
    _check_slug(session, row, new["slug"])
    _check_answers(session, row, new)
    _check_capacity(session, row, new["capacity"])
    editing.fill(row, home_service.columns(new))
    row.version += 1
    home_service.store_address(session)
    _store_notice(session, row, new, by)
    by.record(session, row, "workshop.changed", row.slug)


def _check_slug(session: Session, row: Workshop, slug: str) -> None:
    if not slug:
        raise WorkshopError(_l("Enter an address such as strategy-2026"), field="slug")
    if slug != row.slug and row.state is not WorkshopState.DRAFT:
        raise WorkshopError(
            _l("The address is in use since the workshop opened, in links and on paper. It stays."),
            field="slug",
        )
    if not home_service.is_free(session, slug, row.id):
        raise WorkshopError(
            _l("Another workshop has this address. Choose a different one."), field="slug"
        )


def _check_answers(session: Session, row: Workshop, new: Mapping[str, Any]) -> None:
    """What people were told before they answered stays true afterwards."""
    if not has_answers(session, row):
        return
    if new["answer_mode"] != row.answer_mode:
        raise WorkshopError(
            _l("People have answered and were told how their answers are kept. It stays so."),
            field="answer_mode",
        )
    if new["disclosure_k"] < row.disclosure_k:
        raise WorkshopError(
            _l("People have answered and were told this number. It can only rise."),
            field="disclosure_k",
        )


def _check_capacity(session: Session, row: Workshop, capacity: int) -> None:
    counted = seats.lock(session, row.id)
    taken = counted.confirmed
    if taken <= capacity < counted.promised:
        raise WorkshopError(
            _l(
                "%(taken)s people have a seat or are offered one. Enter at least that many, "
                "or withdraw offers on the waiting list.",
                taken=counted.promised,
            ),
            field="capacity",
        )
    if capacity < taken:
        raise WorkshopError(
            _l("%(taken)s people have a seat. Enter at least that many.", taken=taken),
            field="capacity",
        )


def _store_notice(session: Session, row: Workshop, new: Mapping[str, Any], by: By) -> None:
    """Other words are a new version; older ones are never changed."""
    last = notice(session, row)
    if last and (last.text_th, last.text_en) == (new["notice_th"], new["notice_en"]):
        return
    session.add(
        PrivacyNotice(
            workshop_id=row.id, number=(last.number if last else 0) + 1, created_at=by.now,
            text_th=new["notice_th"], text_en=new["notice_en"],
        )
    )  # fmt: skip


def open_workshop(session: Session, workshop: Workshop, *, by: By) -> None:
    """From draft to open: everybody can see its page."""
    row = editing.hold(session, workshop)
    _not_closed(row)
    row.state = WorkshopState.OPEN
    row.version += 1
    by.record(session, row, "workshop.opened", row.slug)


def back_to_draft(session: Session, workshop: Workshop, *, by: By) -> None:
    """Hides it again; raises ConflictError once somebody registered or answered."""
    row = editing.hold(session, workshop)
    _not_closed(row)
    people = sa.exists().where(
        Person.workshop_id == row.id, Person.status != PersonStatus.CANCELLED
    )
    if session.scalar(sa.select(people)) or has_answers(session, row):
        raise ConflictError(
            _l("People are registered and have this page’s address. It cannot be hidden again.")
        )
    row.state, row.registration_open = WorkshopState.DRAFT, False
    row.version += 1
    by.record(session, row, "workshop.hidden", row.slug)


def set_registration(session: Session, workshop: Workshop, is_open: bool, *, by: By) -> None:
    """Raises ConflictError where registering makes no sense."""
    row = editing.hold(session, workshop)
    _not_closed(row)
    if is_open and row.state is not WorkshopState.OPEN:
        raise ConflictError(_l("Open the workshop first. People cannot see a draft."))
    told = notice(session, row)
    if is_open and (told is None or not (told.text_th or told.text_en)):
        raise ConflictError(_l("Write the privacy notice first. People agree to it to register."))
    row.registration_open = is_open
    row.version += 1
    what = "registration.opened" if is_open else "registration.closed"
    by.record(session, row, what, row.slug)


def close(session: Session, workshop: Workshop, *, version: int | None, by: By) -> str:
    """Closes the workshop for good: registration and all forms; gives the name of its key.

    Under whom answers are filed is forgotten. The caller destroys the answer key after the commit;
    closing again does only that.
    """
    row = editing.hold(session, workshop)
    if row.state is WorkshopState.CLOSED:
        return row.uid
    editing.seen(version, row.version, values(session, row))
    if row.state is WorkshopState.DRAFT:
        raise ConflictError(_l("This is a draft; there is nothing to close yet."))
    with suppress(NotFoundError):  # a workshop without any form has none to close
        opening.set_open(
            session, row, form=None, group=None, is_open=False, actor=by.actor, now=by.now
        )
    opening.close_all(session, row)
    filing.forget_authors(session, workshop_id=row.id)
    row.state, row.registration_open = WorkshopState.CLOSED, False
    row.version += 1
    by.record(session, row, "workshop.closed", row.slug)
    return row.uid


def closed_uids(session: Session) -> list[str]:
    """The workshops whose answer key has to be gone; for the start of a server."""
    return list(
        session.scalars(sa.select(Workshop.uid).where(Workshop.state == WorkshopState.CLOSED))
    )


def _not_closed(row: Workshop) -> None:
    if row.state is WorkshopState.CLOSED:
        raise ConflictError(_l("The workshop is closed for good."))

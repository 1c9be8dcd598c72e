"""What the staff of the groups made of the day: notes from the room, themes on comments."""

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from workshop.demonstration import data
from workshop.demonstration.setup import Stage
from workshop.domain.terms import NoteKind
from workshop.models import FeedbackForm, FocusGroup
from workshop.summary import notes_service, service, themes_service
from workshop.summary.notes_service import Content
from workshop.summary.place import By, Place, Point

NOTE_TAKER = "notes@example.go.th"
IDS = uuid.UUID("6b7d1c9e-2557-4723-8f00-000000000000")


def write(session: Session, stage: Stage, *, now: dt.datetime) -> None:
    """Notes and themes; a theme goes on the released comments that hold one of its words."""
    by = By(NOTE_TAKER, now)
    made = data.desk()
    places = {
        (form.number, code): _place(form, group)
        for form in stage.forms.values()
        for code, group in stage.groups.items()
    }
    for at, one in enumerate(made["notes"]):
        place = places[one["strategy"], one["group"]]
        content = Content(NoteKind(one["kind"]), one["text"])
        own = str(uuid.uuid5(IDS, str(at)))
        note = notes_service.add(session, place, content, submission_id=own, by=by)
        for name in one["themes"]:
            themes_service.put(session, place, Point(note=note.id), by=by, name=name)
    for place in places.values():
        _put_themes(session, stage, place, made["themes"], by)


def _place(form: FeedbackForm, group: FocusGroup) -> Place:
    return Place(form.workshop_id, form.id, group.id, group.code, form.number)


def _put_themes(
    session: Session, stage: Stage, place: Place, themes: list[dict[str, list[str]]], by: By
) -> None:
    desk = service.desk(session, workshop_id=place.workshop_id, group_id=place.group_id)
    standing = desk.on(place.number)
    if standing is None or standing.is_overall:
        return
    _number, said = service.summary(session, stage.workshop, standing).comments()
    for _strand, comment in said:
        for theme in themes:
            if any(word in comment.text for word in theme["words"]):
                point = Point(comment=comment.order)
                themes_service.put(session, place, point, by=by, name=str(theme["name"]))

"""What tests of answers share: ids, what is stored, closing a form."""

import uuid

import sqlalchemy as sa

from tests import factories as make
from workshop.models import FormOpening, ResponseRevision

ENGLISH = "?lang=en"


def new_id():
    return str(uuid.uuid4())


def revisions(session):
    session.rollback()
    rows = session.scalars(sa.select(ResponseRevision)).all()
    return sorted(rows, key=lambda row: row.number)


def content_by_kind(room, session, revision):
    versions = {
        str(version): kind
        for kind, question in room.questions.items()
        for version in session.scalars(
            sa.text("SELECT id FROM question_version WHERE question_id = :q"), {"q": question.id}
        )
    }
    return {versions[key]: value for key, value in revision.content.items()}


def close(session, room, number=1):
    form = make.form_of(room.workshop, number)
    opening = session.get(FormOpening, (form.id, room.a.id))
    opening.is_open, opening.closings = False, 1
    session.commit()

"""Files people may download."""

import math
from collections.abc import Mapping
from pathlib import PurePosixPath

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.errors import WorkshopError
from workshop.i18n import _, _l
from workshop.models import Document, Workshop
from workshop.planning import editing
from workshop.planning.editing import By

MOST_BYTES = 10 * 1024 * 1024
MOST_DOCUMENTS = 50
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": (f"{_OFFICE}.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", (b"PK\x03\x04",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
}


def documents(session: Session, workshop: Workshop) -> list[Document]:
    """In the order they were added; without their content."""
    return list(
        session.scalars(
            sa.select(Document)
            .where(Document.workshop_id == workshop.id)
            .order_by(Document.position, Document.id)
        )
    )


def document(session: Session, workshop: Workshop, number: int) -> Document:
    return editing.find(session, Document, workshop, number)


def version(row: Document) -> int:
    return editing.checksum(row.title_th, row.title_en, row.filename, row.size)


def check(filename: str, content: bytes) -> tuple[str, str]:
    """The name to keep and the media type; raises WorkshopError for what is not taken.

    The type follows from the ending and must agree with how the file begins.
    """
    name = PurePosixPath(filename.replace("\\", "/")).name
    name = "".join(letter for letter in name if letter.isprintable()).strip(". ")
    ending = PurePosixPath(name).suffix.lower()
    if not content:
        raise WorkshopError(_l("The file is empty. Choose another one."), field="file")
    if len(content) > MOST_BYTES:
        raise WorkshopError(
            _("The file has %(size)s MB; at most 10 MB can be taken. Make it smaller.",
              size=math.ceil(len(content) * 10 / 1024 / 1024) / 10),
            field="file",
        )  # fmt: skip
    media_type, beginnings = KINDS.get(ending, ("", ()))
    if not any(content.startswith(beginning) for beginning in beginnings):
        raise WorkshopError(
            _l("Choose a PDF, Word, Excel or PowerPoint file or a picture (png, jpg)"), field="file"
        )
    stem = name[: -len(ending)] or "document"
    return f"{stem[:180]}{ending}", media_type


def add(
    session: Session, workshop: Workshop, titles: Mapping[str, str], *,
    filename: str, content: bytes, by: By,
) -> None:  # fmt: skip
    editing.hold(session, workshop)
    name, media_type = check(filename, content)
    present = documents(session, workshop)
    if len(present) >= MOST_DOCUMENTS:
        raise WorkshopError(
            _l("A workshop has at most 50 documents. Delete one first."), field="file"
        )
    session.add(
        Document(
            workshop_id=workshop.id, position=max((d.position for d in present), default=-1) + 1,
            title_th=titles["title_th"], title_en=titles["title_en"], filename=name,
            media_type=media_type, size=len(content), content=content,
        )
    )  # fmt: skip
    by.record(session, workshop, "document.added", name)


def delete(session: Session, workshop: Workshop, number: int, *, seen: int | None, by: By) -> None:
    editing.hold(session, workshop)
    row = document(session, workshop, number)
    editing.seen(seen, version(row), {})
    session.delete(row)
    by.record(session, workshop, "document.deleted", row.filename)

"""The report as a file of any kind: written pages (pdf, docx) or the data behind them."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from workshop.documents.press import press, word
from workshop.models import Workshop
from workshop.report import exports, participation_service, printed, service
from workshop.report.printed import Material
from workshop.summary import themes_service
from workshop.summary.shares import shares

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Press = Callable[[dict[str, Any], dt.datetime], bytes]
WRITTEN: Mapping[str, tuple[Press, str]] = {
    "pdf": (lambda data, now: press("report.typ", data, now=now), PDF),
    "docx": (lambda data, _now: word(data), DOCX),
}


def made(
    session: Session, workshop: Workshop, ending: str, *, now: dt.datetime
) -> tuple[bytes, str]:
    """The file and its media type, in the language spoken now; the ending chooses the kind.

    Raises NotFoundError for any other ending, WorkshopError where pages cannot be made.
    """
    if ending in WRITTEN:
        write, kind = WRITTEN[ending]
        return write(printed.content(material(session, workshop)), now), kind
    write_data, kind = exports.writer_for(ending)
    return write_data(service.for_files(session, workshop)), kind


def check(ending: str) -> None:
    """Raises NotFoundError unless `made` knows files of this ending."""
    if ending not in WRITTEN:
        exports.writer_for(ending)


def material(session: Session, workshop: Workshop) -> Material:
    """What a written report is made of: what pages show, so without comments that staff hid."""
    whole = service.results(session, workshop, service.overview(session, workshop))
    results = whole.without(whole.hidden.keys())
    return Material(
        workshop,
        results,
        shares(
            results.disclosed,
            results.overview.groups,
            themes_service.themes(session, workshop.id),
            themes_service.carried(session, workshop.id),
        ),
        participation_service.participation(session, workshop),
    )

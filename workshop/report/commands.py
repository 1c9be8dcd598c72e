"""`workshop report W FILE`."""

from pathlib import Path

from workshop import db, i18n
from workshop.clock import now
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Workshop
from workshop.paths import writable
from workshop.report import files


def report(workshop: Workshop, file: Path, *, language: str | None = None) -> None:
    """Write the results to `file`; the ending chooses the kind.  language: the workshop's if None.

    Call in an application context. Raises WorkshopError where the ending or the folder is wrong,
    SettingsError where the disk refuses the file.
    """
    ending = file.suffix.removeprefix(".").lower()
    files.check(ending)
    if not file.absolute().parent.is_dir():
        raise WorkshopError(_("There is no folder %(folder)s.", folder=file.absolute().parent))
    i18n.speak(language or workshop.default_language)
    with writable(file):
        content, _kind = files.made(db.session(), workshop, ending, now=now())
        file.write_bytes(content)

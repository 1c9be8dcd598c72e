"""`workshop report W FILE`."""

from pathlib import Path

from workshop import db, i18n
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Workshop
from workshop.paths import writable
from workshop.report import exports, service


def report(workshop: Workshop, file: Path) -> None:
    """Write the results to `file` in the workshop's language; the ending chooses the kind.

    Call in an application context. Raises WorkshopError where the ending or the folder is wrong,
    SettingsError where the disk refuses the file.
    """
    write, _kind = exports.writer_for(file.suffix.removeprefix(".").lower())
    if not file.absolute().parent.is_dir():
        raise WorkshopError(_("There is no folder %(folder)s.", folder=file.absolute().parent))
    i18n.speak(workshop.default_language)
    results = service.for_files(db.session(), workshop)
    with writable(file):
        file.write_bytes(write(results))

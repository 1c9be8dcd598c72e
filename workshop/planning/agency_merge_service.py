"""Two entries of the list that are one agency become one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.domain.agencies import AgencyEntry, loose_key
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.models import Agency, Workshop
from workshop.planning import agencies_service, agency_names_service, agency_references, editing
from workshop.planning.editing import By
from workshop.registration import seats

ABBREVIATIONS = 10
"""As many as an agency's form takes; more become other names."""
TEXTS = ("name_th", "name_en", "ministry_th", "ministry_en")


@dataclass(frozen=True)
class Merging:
    """What would become of two agencies: `lost` goes into `kept`; `version` is of both."""

    lost: Agency
    kept: Agency
    counts: dict[str, int]
    version: int

    def names(self) -> dict[str, AgencyEntry]:
        """Both as they are now, for a page that is shown even when one is gone by then."""
        return {"lost": _entry(self.lost), "kept": _entry(self.kept)}


def _entry(row: Agency) -> AgencyEntry:
    return AgencyEntry(
        row.id, row.name_th, row.name_en, tuple(row.abbreviations), row.ministry_th, row.ministry_en
    )


def candidates(session: Session, workshop: Workshop, row: Agency) -> list[AgencyEntry]:
    """Agencies whose name is close to one of its names."""
    directory = seats.directory(session, workshop.id)
    near = agencies_service.similar(directory, row.name_th, row.name_en)
    return [entry for entry in near if entry.id != row.id]


def named(session: Session, workshop: Workshop, text: str, *, other_than: int) -> Agency:
    """The agency that is meant; raises WorkshopError for none, several or the agency itself."""
    found = agencies_service.named(session, workshop, text)
    if found.id == other_than:
        raise WorkshopError(_l("This is the agency itself. Choose another one."), field="into")
    return found


def plan(session: Session, workshop: Workshop, number: int, into: int) -> Merging:
    """What merging would do now; raises NotFoundError when one of them is gone."""
    lost = agencies_service.agency(session, workshop, number)
    kept = agencies_service.agency(session, workshop, into)
    if lost is kept:
        raise WorkshopError(_l("This is the agency itself. Choose another one."), field="into")
    version = editing.checksum(lost.id, lost.version, kept.id, kept.version)
    return Merging(lost, kept, agency_references.counts(session, lost.id), version)


def merge(
    session: Session, workshop: Workshop, number: int, into: int, *, version: int | None, by: By
) -> int:
    """People, invitees, roles and names of `number` move to `into`; the entry itself is deleted.

    Its names and abbreviations mean the other agency from now on, also in lists and registrations
    to come. Gives how many people and invitees moved. Raises ChangedMeanwhileError when either is
    not what was looked at.
    """
    editing.hold(session, workshop)
    merging = plan(session, workshop, number, into)
    lost, kept = merging.lost, merging.kept
    editing.seen(version, merging.version, {})
    names = [lost.name_th, lost.name_en, *_abbreviations(lost, kept)]
    missing = {name: getattr(lost, name) for name in TEXTS if not getattr(kept, name)}
    known_as = lost.name_th or lost.name_en
    # What goes makes way first: no two agencies of a list bear the same two names at any time.
    lost.name_th, lost.name_en = f"#{lost.id}", ""
    session.flush()
    editing.fill(kept, missing)
    kept.version += 1
    subject = f"{known_as} → {kept.name_th or kept.name_en}"
    session.flush()
    moved = agency_references.move(session, lost, kept)
    session.delete(lost)
    session.flush()
    agency_names_service.remember(session, kept, [name for name in names if name])
    agencies_service.match_people(session, workshop)
    by.record(session, workshop, "agency.merged", f"{subject}: {moved}")
    return moved


def _abbreviations(lost: Agency, kept: Agency) -> list[str]:
    """Joins the abbreviations; gives those there is no room for."""
    known = {loose_key(one) for one in kept.abbreviations}
    more = [one for one in lost.abbreviations if loose_key(one) not in known]
    room = max(0, ABBREVIATIONS - len(kept.abbreviations))
    kept.abbreviations = [*kept.abbreviations, *more[:room]]
    return more[room:]

"""Other names of agencies: kept, changed, and remembered so that they match from then on."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.agencies import Directory, exact_key
from workshop.domain.names import tidy
from workshop.errors import WorkshopError
from workshop.i18n import _
from workshop.models import Agency, AgencyAlias

LONGEST = 200


def names_of(session: Session, agency: Agency) -> list[str]:
    """In the order they were added."""
    query = sa.select(AgencyAlias.name).where(AgencyAlias.agency_id == agency.id)
    return list(session.scalars(query.order_by(AgencyAlias.id)))


def check(directory: Directory, names: Iterable[str], own: int | None) -> None:
    """Raises WorkshopError for a name by which people already mean another agency."""
    for name in names:
        entry = directory.match(name).entry
        if entry is not None and entry.id != own:
            raise WorkshopError(
                _("“%(name)s” already means %(agency)s. Take it off there first, or merge the two.",
                  name=name, agency=entry.name),
                field="aliases",
            )  # fmt: skip


def remember(session: Session, agency: Agency, names: Iterable[str]) -> None:
    """From now on these names mean this agency, whatever they meant before, without its own."""
    own = {exact_key(name) for name in (agency.name_th, agency.name_en) if name}
    wanted = {
        key[:LONGEST]: tidy(name)[:LONGEST]
        for name in names
        if (key := exact_key(name)) and key not in own
    }
    known = {
        alias.name_key: alias
        for alias in session.scalars(
            sa.select(AgencyAlias).where(
                AgencyAlias.workshop_id == agency.workshop_id, AgencyAlias.name_key.in_(wanted)
            )
        )
    }
    for key, name in wanted.items():
        if key in known:
            known[key].agency_id = agency.id
        else:
            session.add(
                AgencyAlias(
                    workshop_id=agency.workshop_id, agency_id=agency.id, name=name, name_key=key
                )
            )
    session.flush()


def set_names(session: Session, agency: Agency, names: Iterable[str]) -> None:
    """Exactly these other names; one that no longer stands here means nothing any more."""
    kept = {exact_key(name)[:LONGEST] for name in names}
    session.execute(
        sa.delete(AgencyAlias).where(
            AgencyAlias.agency_id == agency.id, AgencyAlias.name_key.not_in(kept)
        )
    )
    remember(session, agency, names)

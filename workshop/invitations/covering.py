"""Which invited agencies will be there; the database counts, not we one by one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.agencies import core_key
from workshop.domain.coverage import Asked, MinistryCoverage, Presence, cover
from workshop.domain.names import in_thai_order
from workshop.domain.terms import PersonStatus
from workshop.i18n import plain
from workshop.models import Agency, Invitee, Person, Workshop
from workshop.registration import seats
from workshop.registration.invited import came_of


def coverage(session: Session, workshop: Workshop) -> list[MinistryCoverage]:
    """The invited agencies by ministry, both in Thai order."""
    asked, others = _counted(session, workshop)
    return cover(in_thai_order(asked, lambda one: f"{one.ministry} {one.agency}"), others)


def presences(session: Session, workshop: Workshop) -> Counter[Presence]:
    """How many invited agencies will be present, absent, silent."""
    return totals(cover(*_counted(session, workshop)))


def totals(ministries: Iterable[MinistryCoverage]) -> Counter[Presence]:
    return Counter(agency.presence for ministry in ministries for agency in ministry.agencies)


def matcher(session: Session, workshop: Workshop) -> Callable[[str, str], int | None]:
    """The id of the agency a text surely names, or None; the list is read when first asked."""
    directory = cache(lambda: seats.directory(session, workshop.id))

    def matched(text: str, ministry: str) -> int | None:
        entry = directory().match(text, ministry).entry if text else None
        return entry.id if entry else None

    return matched


def agency_key(agency_id: int | None, name: str) -> str:
    """What tells agencies apart, on the list or not."""
    return f"#{agency_id}" if agency_id else core_key(name)


def _counted(session: Session, workshop: Workshop) -> tuple[list[Asked], Counter[str]]:
    """Invitations by agency and what came of them; by agency who comes without one."""
    matched = matcher(session, workshop)
    listed: dict[int, Any] = {
        one.id: one
        for one in session.execute(
            sa.select(
                Agency.id, Agency.name_th, Agency.name_en, Agency.ministry_th, Agency.ministry_en
            ).where(Agency.workshop_id == workshop.id)
        )
    }
    asked = []
    for agency_id, name, ministry, status, withdrawn, declined, sent, count in _replies(
        session, workshop
    ):
        number = agency_id or matched(name, ministry)
        agency = listed.get(number or 0)
        asked.append(
            Asked(
                agency_key(number, name),
                plain(agency, "name") if agency else name,
                (plain(agency, "ministry") if agency else "") or ministry,
                came_of(status, withdrawn=withdrawn, declined=declined, sent=sent),
                count,
            )
        )
    others: Counter[str] = Counter()
    for agency_id, name, ministry, count in _unasked(session, workshop):
        others[agency_key(agency_id or matched(name, ministry), name)] += count
    return [one for one in asked if one.agency], others


def _replies(session: Session, workshop: Workshop) -> Iterator[Any]:
    """Rows: agency, its name and ministry, status of who came, what happened, how many."""
    kinds = (
        Invitee.agency_id, Invitee.agency_name, Invitee.ministry, Person.status,
        Invitee.withdrawn_at.is_not(None), Invitee.declined_at.is_not(None),
        Invitee.sent_at.is_not(None),
    )  # fmt: skip
    return iter(
        session.execute(
            sa.select(*kinds, sa.func.count())
            .outerjoin(Person, Person.id == Invitee.person_id)
            .where(Invitee.workshop_id == workshop.id)
            .group_by(*kinds)
        )
    )


def _unasked(session: Session, workshop: Workshop) -> Iterator[Any]:
    """Rows: agency, its name and ministry, how many have a seat whom no invitation led there."""
    kinds = (Person.agency_id, Person.agency_name, Person.ministry)
    led = sa.select(Invitee.person_id).where(
        Invitee.workshop_id == workshop.id, Invitee.person_id.is_not(None)
    )
    return iter(
        session.execute(
            sa.select(*kinds, sa.func.count())
            .where(
                Person.workshop_id == workshop.id,
                Person.status == PersonStatus.CONFIRMED,
                Person.id.not_in(led),
            )
            .group_by(*kinds)
        )
    )

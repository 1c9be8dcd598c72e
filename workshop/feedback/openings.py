"""How every form stands to every group: what organisers see of them."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.feedback import opening, service
from workshop.feedback.attendance import Room, rooms
from workshop.feedback.structure import FormState, form_states
from workshop.local_clock import local_time
from workshop.models import FocusGroup, Workshop


@dataclass(frozen=True, slots=True)
class Cell:
    """One form for one group: is it open, how many of how many people answered (see Room).

    closes: when it closes by itself, on the workshop's clock; None where it does not.
    """

    form: FormState
    group: FocusGroup
    is_open: bool
    closings: int
    answered: int
    people: int
    closes: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """All forms of a workshop by group; None where a form asks a group nothing."""

    groups: tuple[FocusGroup, ...]
    rows: tuple[tuple[FormState, tuple[Cell | None, ...]], ...]


def forms_by_group(session: Session, workshop: Workshop, *, now: dt.datetime) -> Table:
    """Every form by group, with live counts."""
    groups = tuple(opening.groups(session, workshop))
    counts = service.counts(session, workshop_id=workshop.id)
    people = rooms(session, workshop_id=workshop.id)
    states = {
        (group.id, state.form_id): state
        for group in groups
        for state in form_states(session, workshop_id=workshop.id, group_id=group.id)
    }
    shown = {state.form_id: state for state in states.values()}
    order = sorted(shown.values(), key=lambda state: (state.is_overall, state.number))

    def cell(form: FormState, group: FocusGroup) -> Cell | None:
        state = states.get((group.id, form.form_id))
        if state is None:
            return None
        place = (form.form_id, group.id)
        answered = counts.get(place, 0)
        expected = people.get(group.id, Room()).expected(answered)
        is_open = state.is_open_at(now)
        closes = local_time(workshop, state.closes_at) if is_open and state.closes_at else None
        return Cell(state, group, is_open, state.closings, answered, expected, closes)

    rows = tuple((form, tuple(cell(form, group) for group in groups)) for form in order)
    return Table(groups, rows)

"""What came of the voting: every page, picture and file takes its numbers from here.

The votes have passed what all answers pass, `summary.disclosed`, and thereby the one function
that decides what may be shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.agreement import service
from workshop.agreement.service import Worded
from workshop.domain import agreement
from workshop.domain.agreement import Tallied, Votes
from workshop.domain.statistics import Choices, Tally
from workshop.domain.terms import Vote
from workshop.feedback.attendance import Room, rooms
from workshop.models import FocusGroup, Workshop
from workshop.summary.disclosed import Disclosed, disclose
from workshop.summary.released import cells
from workshop.summary.standing import Standing, statement_standings
from workshop.summary.strands import Strand, strands

Counted = Tallied["Line", int]
"""A statement with its votes by group id."""


@dataclass(frozen=True, slots=True)
class Line:
    """One wording of a statement, as far as it may be shown.

    groups: votes by id of the shown groups.  total: their sum and which groups are in it; None
    where none is shown.  standings: by group id; how many voted is always live.
    """

    asked: Worded
    groups: Mapping[int, Votes]
    total: tuple[Votes, frozenset[int]] | None
    standings: Mapping[int, Standing]

    @property
    def people(self) -> int:
        """How many people voted; always live."""
        return sum(one.answered for one in self.standings.values())

    @property
    def is_open(self) -> bool:
        return any(one.is_open for one in self.standings.values())


@dataclass(frozen=True, slots=True)
class Results:
    """All approved statements in the order they are asked in.

    earlier: wordings that were asked before and of which something may be shown.  k: see
    disclosure.threshold.  stamp: the same while no number here changes.
    """

    lines: tuple[Line, ...]
    earlier: tuple[Line, ...]
    groups: tuple[FocusGroup, ...]
    rooms: Mapping[int, Room]
    is_open: bool
    k: int
    stamp: tuple[object, ...]

    def line(self, number: int) -> Line | None:
        return next((one for one in self.lines if one.asked.number == number), None)

    def tallied(self) -> list[Counted]:
        """For agreement: complete where no group that has people is hidden."""
        return [
            Tallied(one, one.groups, complete=all(g in one.groups for g in self._expected(one)))
            for one in self.lines
        ]

    def _expected(self, line: Line) -> list[int]:
        """Groups that have people, or votes on this statement."""
        return [
            group.id
            for group in self.groups
            if self.rooms.get(group.id, Room()).placed
            or (group.id in line.standings and line.standings[group.id].answered)
        ]

    @property
    def shared(self) -> Sequence[Counted]:
        return agreement.shared(self.tallied())

    @property
    def dividing(self) -> Sequence[Counted]:
        return agreement.dividing(self.tallied())

    @property
    def neither(self) -> Sequence[Counted]:
        return agreement.neither(self.tallied())

    @property
    def undecided(self) -> Sequence[Counted]:
        """Of which too little may be shown to say anything."""
        return [one for one in self.tallied() if one.outcome is agreement.Outcome.OPEN]


def results(session: Session, workshop: Workshop, *, k: int) -> Results:
    """The votes released so far. k: at least so many people stand behind every number."""
    worded = [one for one in service.wordings(session, workshop.id) if one.is_approved]
    if not worded:
        return Results((), (), (), {}, is_open=False, k=k, stamp=())
    standings = statement_standings(session, workshop_id=workshop.id)
    forms = {one.form_id for one in worded}
    standings = [one for one in standings if one.form_id in forms]
    asked = strands(session, sorted(forms))
    found = cells(session, workshop_id=workshop.id, standings=standings, strands=asked)
    disclosed = disclose(found, asked, k=k)
    by_form = {strand.form_id: strand for strand in asked}
    lines = [_line(one, by_form[one.form_id], standings, disclosed) for one in worded]
    groups = session.scalars(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop.id)
        .order_by(*FocusGroup.by_letter())
    )
    here = tuple(groups)
    people = rooms(session, workshop_id=workshop.id)
    marks = [(one.id, one.version) for one in here]
    return Results(
        lines=tuple(one for one in lines if one.asked.is_newest),
        earlier=tuple(one for one in lines if not one.asked.is_newest and one.groups),
        groups=here,
        rooms=people,
        is_open=any(one.is_open for one in standings),
        k=k,
        stamp=(tuple(worded), tuple(standings), k, tuple(marks), tuple(sorted(people.items()))),
    )


def _line(
    asked: Worded, strand: Strand, standings: Sequence[Standing], disclosed: Disclosed
) -> Line:
    places = [one for one in standings if one.form_id == asked.form_id]
    summed = disclosed.total(strand)
    return Line(
        asked=asked,
        groups={
            one.group_id: _votes(tally)
            for one in places
            if (tally := disclosed.tally(strand, one.group_id)) is not None
        },
        total=(_votes(summed[0]), summed[2]) if summed else None,
        standings={one.group_id: one for one in places},
    )


def _votes(tally: Tally) -> Votes:
    if not isinstance(tally, Choices):
        raise TypeError(f"not votes: {tally!r}")
    return Votes(*(tally.counts.get(vote.value, 0) for vote in Vote))

"""What a group said, as far as it may be shown: for its facilitator, live."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from workshop.domain import disclosure
from workshop.domain.terms import AnswerMode
from workshop.feedback.attendance import Room, room
from workshop.models import Workshop
from workshop.summary.disclosed import Disclosed, Said, disclose
from workshop.summary.released import cells
from workshop.summary.standing import Standing, standings
from workshop.summary.strands import Strand, strands


@dataclass(frozen=True, slots=True)
class Desk:
    """What a facilitator's pages always say; equal desks of a workshop make equal pages."""

    standings: tuple[Standing, ...]
    room: Room

    def on(self, number: int) -> Standing | None:
        """The form with this number, if it is put to the group."""
        return next((one for one in self.standings if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """One form in one group: its questions, and what may be shown of the answers."""

    standing: Standing
    disclosed: Disclosed

    @property
    def figures(self) -> Sequence[Strand]:
        """Questions that are counted."""
        return [strand for strand in self._asked if not strand.is_text]

    @property
    def texts(self) -> Sequence[Strand]:
        """Questions that are answered in writing."""
        return [strand for strand in self._asked if strand.is_text]

    @property
    def _asked(self) -> Sequence[Strand]:
        """Questions put to the group; see Disclosed.has_place."""
        here = self.standing.group_id
        return [
            strand
            for strand in self.disclosed.strands
            if strand.is_for(here) and self.disclosed.has_place(strand, [here])
        ]

    def without(self, hidden: Collection[bytes]) -> "Summary":
        """See Disclosed.without."""
        return replace(self, disclosed=self.disclosed.without(hidden)) if hidden else self

    def has(self, comment: bytes) -> bool:
        """Whether this comment is shown now; one that was revised since is not."""
        return comment in self.disclosed.orders(self.standing.group_id)

    def text(self, comment: bytes) -> str:
        """The words of a shown comment, "" of any other."""
        here = (one for _, one in self.comments()[1] if one.order == comment)
        return next((one.text for one in here), "")

    def comments(self, chosen: Strand | None = None) -> tuple[int, Iterator[Said]]:
        """How many shown comments there are, and each, shuffled; on one question or on all."""
        texts = [chosen] if chosen else self.texts
        return self.disclosed.said(texts, self.standing.group_id)


def desk(session: Session, *, workshop_id: int, group_id: int) -> Desk:
    """At most two queries, whatever the number of answers."""
    found = standings(session, workshop_id=workshop_id, group_id=group_id)
    return Desk(tuple(found), room(session, workshop_id=workshop_id, group_id=group_id))


def summary(session: Session, workshop: Workshop, standing: Standing) -> Summary:
    """At most two more queries: the questions, and the answers if they were released anew."""
    asked = strands(session, [standing.form_id])
    found = cells(session, workshop_id=workshop.id, standings=[standing], strands=asked)
    return Summary(standing, disclose(found, asked, k=k_of(workshop)))


def k_of(workshop: Workshop) -> int:
    """How many people must be behind what is shown of this workshop."""
    named = workshop.answer_mode is AnswerMode.NAMED
    return disclosure.threshold(workshop.disclosure_k, named=named)

"""Words in which a group differs from the others, and comments alike, for one form in one group.

Made of shown comments alone (`domain.disclosure` decides which those are), without those that
staff took off the pages; every number says which comments it was counted in.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.words import alike
from workshop.domain.words.keyness import Keyness, keyness
from workshop.domain.words.parting import Parting, UnpartedError
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.models import Agency, FocusGroup, Strategy, Workshop
from workshop.summary import themes_service
from workshop.summary.disclosed import Disclosed, Said, disclose
from workshop.summary.place import By, Place, Point, hold
from workshop.summary.released import cells
from workshop.summary.service import k_of
from workshop.summary.standing import Standing, standings
from workshop.summary.strands import strands

MOST_ALIKE = 20
"""Groups of comments alike on the page, the largest."""
UNPARTED = _l("The words cannot be worked out right now. Load the page again in a moment.")
NONE_CHOSEN = _l("None of these comments is shown any more. Load the page again.")
_partings: WeakKeyDictionary[object, Parting] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Words:
    """What stands out in one group on one form.

    said: the group's comments it was worked out of, and others, how many of the other groups.
    alike: comments that say nearly the same, two or more each.
    """

    keyness: Keyness
    said: Sequence[Said]
    others: int
    alike: Sequence[Sequence[Said]]

    @property
    def comments(self) -> int:
        return len(self.said)

    def holding(self, word: str) -> set[bytes]:
        """The comments that hold a word that stands out."""
        places = (key.places for key in self.keyness.words if key.word == word)
        return {self.said[at][1].order for at in next(places, ())}


def form_standings(session: Session, workshop: Workshop, form_id: int) -> list[Standing]:
    """A form in all groups: the same while nothing new of it is released anywhere."""
    every = standings(session, workshop_id=workshop.id)
    return [one for one in every if one.form_id == form_id]


def words(session: Session, workshop: Workshop, place: Place, found: Sequence[Standing]) -> Words:
    """found: see form_standings. Raises WorkshopError while texts cannot be taken apart."""
    disclosed = _disclosed(session, workshop, place.form_id, found)
    mine = list(_said(disclosed, place.group_id))
    others = [
        one for group in found if group.group_id != place.group_id
        for one in _said(disclosed, group.group_id)
    ]  # fmt: skip
    texts = [comment.text for _strand, comment in (*mine, *others)]
    try:
        parted = _parting(session).words(texts, dictionary(session, workshop.id))
    except UnpartedError as error:
        raise WorkshopError(UNPARTED) from error
    here, there = parted[: len(mine)], parted[len(mine) :]
    together = alike.alike(here)[:MOST_ALIKE]
    return Words(
        keyness(here, there), mine, len(others), [[mine[at] for at in one] for one in together]
    )


def part_ahead(
    session: Session, workshop: Workshop, found: Sequence[Standing], names: Sequence[str]
) -> None:
    """Takes the shown comments of these forms apart, so that no look at their words waits for it.

    found: of every group; names: see dictionary. Raises UnpartedError.
    """
    texts: list[str] = []
    for form_id in dict.fromkeys(one.form_id for one in found):
        there = [one for one in found if one.form_id == form_id]
        disclosed = _disclosed(session, workshop, form_id, there)
        for group in there:
            texts += [comment.text for _strand, comment in _said(disclosed, group.group_id)]
    _parting(session).words(texts, names)


def _parting(session: Session) -> Parting:
    return _partings.setdefault(session.get_bind(), Parting())


def dictionary(session: Session, workshop_id: int) -> list[str]:
    """Names that are one word each: agencies with their short forms, strategies, groups."""
    names: list[str] = []
    for agency in session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop_id)):
        names += [agency.name_th, agency.name_en, *agency.abbreviations]
    for strategy in session.scalars(sa.select(Strategy).where(Strategy.workshop_id == workshop_id)):
        names += [strategy.title_th, strategy.title_en]
        names += [strategy.short_title_th, strategy.short_title_en]
    for group in session.scalars(
        sa.select(FocusGroup).where(FocusGroup.workshop_id == workshop_id)
    ):
        names += [group.name_th, group.name_en]
    return [name for name in names if name.strip()]


def put_on_all(
    session: Session, place: Place, points: Collection[bytes], *, name: str, by: By
) -> int:
    """Puts the theme of this name on each of these comments; gives how many those are."""
    if not points:
        raise WorkshopError(NONE_CHOSEN)
    hold(session, place.workshop_id)
    for comment in sorted(points):
        themes_service.put(session, place, Point(comment=comment), by=by, name=name)
    return len(points)


def _disclosed(
    session: Session, workshop: Workshop, form_id: int, found: Sequence[Standing]
) -> Disclosed:
    asked = strands(session, [form_id])
    released = cells(session, workshop_id=workshop.id, standings=found, strands=asked)
    hidden = themes_service.hidden(session, workshop.id)
    return disclose(released, asked, k=k_of(workshop)).without(hidden)


def _said(disclosed: Disclosed, group_id: int) -> Iterator[Said]:
    texts = [
        strand
        for strand in disclosed.strands
        if strand.is_text and strand.is_for(group_id) and disclosed.has_place(strand, [group_id])
    ]
    yield from disclosed.said(texts, group_id)[1]

"""The released answers after the one function that decides what may be shown has seen them.

Pages, live parts and exports take everything they say about answers from here.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import repeat
from typing import Any

from workshop.domain import disclosure, statistics
from workshop.domain.answers import Answer
from workshop.domain.statistics import Choices, Ranking, Scale, Tally
from workshop.summary.released import Cell, Comment, Key
from workshop.summary.strands import Strand

Place = tuple[int, int]
"""A question (its strand's key) in a group."""
Said = tuple[Strand, Comment]
"""A comment with the question it answers."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What may be shown, by (question, group); a place that is missing here is hidden.

    people: behind each shown place.  answered: places of which something was released, shown or
    not.
    """

    k: int
    strands: Sequence[Strand]
    answered: frozenset[Place]
    people: Mapping[Place, int]
    tallies: Mapping[Place, Tally]
    comments: Mapping[Place, Sequence[Comment]]

    def is_shown(self, strand: Strand, group_id: int) -> bool:
        return (strand.key, group_id) in self.people

    def is_answered(self, strand: Strand, group_id: int) -> bool:
        """Whether something was released of a question in a group, shown or not."""
        return (strand.key, group_id) in self.answered

    def has_place(self, strand: Strand, group_ids: Iterable[int]) -> bool:
        """Whether a question stands on outputs about these groups.

        One that is asked always does, a retired one where it was answered, and earlier words only
        where something of them is shown.
        """
        groups = [group_id for group_id in group_ids if strand.is_for(group_id)]
        if strand.is_earlier:
            return any(self.is_shown(strand, group_id) for group_id in groups)
        return not strand.retired or any(self.is_answered(strand, one) for one in groups)

    def tally(self, strand: Strand, group_id: int) -> Tally | None:
        """None when it is hidden or nobody answered."""
        return self.tallies.get((strand.key, group_id))

    def said(self, strands: Iterable[Strand], group_id: int) -> tuple[int, Iterator[Said]]:
        """Shown comments on these questions in one group: how many, and one by one, shuffled.

        Lazy, so that a page costs what it shows and not what there is.
        """
        shown = [
            (strand, comments)
            for strand in strands
            if (comments := self.comments.get((strand.key, group_id)))
        ]
        parts = [zip(repeat(strand), comments, strict=False) for strand, comments in shown]
        number = sum(len(comments) for _, comments in shown)
        return number, heapq.merge(*parts, key=lambda pair: pair[1].order)

    def without(self, hidden: Collection[bytes]) -> "Disclosed":
        """For pages and the projector: what staff took off them is not among the comments.

        Exports keep every comment, so that their numbers reconcile.
        """
        if not hidden:
            return self
        left = {
            place: [comment for comment in comments if comment.order not in hidden]
            for place, comments in self.comments.items()
        }
        return replace(self, comments=left)

    def orders(self, group_id: int) -> Iterator[bytes]:
        """Every shown comment of a group, by its `order`; a comment of no shown place is none."""
        for (_, here), comments in self.comments.items():
            if here == group_id:
                yield from (comment.order for comment in comments)

    def total(self, strand: Strand) -> tuple[Tally, int, frozenset[int]] | None:
        """All shown groups of a question as one: their sum, people, and which groups they are."""
        tallies = {p: tally for p, tally in self.tallies.items() if p[0] == strand.key}
        people = {place: self.people[place] for place in tallies}
        result = disclosure.total(tallies, people, self.k, add=_add)
        if result is None:
            return None
        summed, behind, places = result
        return summed, behind, frozenset(group_id for _, group_id in places)


def disclose(cells: Mapping[Key, Cell], strands: Iterable[Strand], *, k: int) -> Disclosed:
    """Keep of the released answers what at least k people are behind.

    cells: by (form, group).  k: see disclosure.threshold.
    """
    chosen = list(strands)
    places = [
        (strand, group_id, cell)
        for strand in chosen
        for (form_id, group_id), cell in cells.items()
        if form_id == strand.form_id and strand.is_for(group_id)
    ]
    behind = {(s.key, group_id): _people_behind(s, cell) for s, group_id, cell in places}
    keys = disclosure.shown(behind, k)
    open_places = [place for place in places if (place[0].key, place[1]) in keys]
    figures = [place for place in open_places if not place[0].is_text]
    texts = [place for place in open_places if place[0].is_text]
    return Disclosed(
        k=k,
        strands=chosen,
        answered=frozenset(key for key, count in behind.items() if count),
        people={key: behind[key] for key in keys},
        tallies={(s.key, g): _tally(s, cell) for s, g, cell in figures},
        comments={(s.key, g): _comments(s, cell) for s, g, cell in texts},
    )


def quotable(said: Iterable[Said]) -> Iterator[Said]:
    """Of shown comments those whose writers allow it: every output that quotes asks here.

    A list for facilitators and organisers to read is no quotation; anything handed on is.
    """
    return ((strand, comment) for strand, comment in said if comment.may_quote)


def answers(
    disclosed: Disclosed, cells: Mapping[Key, Cell]
) -> Iterator[tuple[Strand, int, str, Answer]]:
    """Every shown answer as (question, group, source, value), all of a place after each other.

    The source is left empty where it would tell a few people from the rest.
    """
    for strand in disclosed.strands:
        for (form_id, group_id), cell in cells.items():
            if form_id == strand.form_id and disclosed.is_shown(strand, group_id):
                given, sources = _given(strand, cell)
                told = disclosure.trait_shown(sources, disclosed.k)
                for source, value in given:
                    yield strand, group_id, source if told else "", value


def _given(strand: Strand, cell: Cell) -> tuple[list[tuple[str, Answer]], Mapping[str, int]]:
    """The answers of a place with their source, and people by source (see _people_behind)."""
    if strand.is_text:
        texts: list[tuple[str, Answer]] = [(c.source, c.text) for c in _comments(strand, cell)]
        return texts, _asked(strand, cell)
    values = [(str(s), value) for v in strand.versions for s, value in cell.values.get(v, ())]
    return values, Counter(source for source, _ in values)


def _people_behind(strand: Strand, cell: Cell) -> int:
    """See disclosure.shown: who answered; for texts everybody who was asked in these words."""
    if strand.is_text:
        return sum(_asked(strand, cell).values())
    return sum(len(cell.values.get(version, ())) for version in strand.versions)


def _asked(strand: Strand, cell: Cell) -> Mapping[str, int]:
    """By source, the people before whom a written question stood in these words.

    Those of every version of the form in which somebody answered it, which may be too few but
    never too many: a question may have been added, put back or reworded while people answered.
    Where nobody wrote anything there is nothing to hide; earlier words are then not told of.
    """
    forms = {form for version in strand.versions for form in cell.asked.get(version, ())}
    is_silent = not forms and not strand.is_reworded
    people: Counter[str] = Counter()
    for (form, source), number in cell.people.items():
        if form in forms or is_silent:
            people[str(source)] += number
    return people


def _tally(strand: Strand, cell: Cell) -> Tally:
    return _add(cell.tallies[v] for v in strand.versions if v in cell.tallies)


def _comments(strand: Strand, cell: Cell) -> Sequence[Comment]:
    parts = [cell.comments[v] for v in strand.versions if v in cell.comments]
    if len(parts) == 1:
        return parts[0]
    return sorted((one for part in parts for one in part), key=lambda comment: comment.order)


def _add(tallies: Iterable[Tally]) -> Tally:
    """Tallies of one question as one."""
    return reduce(_together, tallies)


def _together(one: Any, other: Any) -> Tally:
    if isinstance(one, Scale):
        return statistics.add_scales((one, other))
    if isinstance(one, Choices):
        return statistics.add_choices((one, other))
    if isinstance(one, Ranking):
        return statistics.add_rankings((one, other))
    raise TypeError(f"not a tally: {one!r}")

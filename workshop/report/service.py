"""What all groups said, as far as it may be shown: for organisers, pages and exports alike."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.agreement import results as agreement
from workshop.domain.terms import AnswerMode, QuestionKind
from workshop.feedback import paper_service
from workshop.feedback.attendance import Room, rooms
from workshop.feedback.paper_service import Totals
from workshop.models import FocusGroup, Person, Workshop
from workshop.summary import themes_service
from workshop.summary.disclosed import Disclosed, disclose
from workshop.summary.notes_service import Reported, reported
from workshop.summary.released import Cell, Comment, Key, cells
from workshop.summary.report_backs_service import Approved, approved
from workshop.summary.service import k_of
from workshop.summary.standing import Standing, standings
from workshop.summary.strands import Strand, strands


@dataclass(frozen=True, slots=True)
class Overview:
    """Where every form stands in every group; equal overviews make equal reports."""

    standings: tuple[Standing, ...]
    rooms: Mapping[int, Room]
    groups: tuple[FocusGroup, ...]

    @property
    def version(self) -> tuple[object, ...]:
        """What changes whenever a page made of this would."""
        marks = tuple((one.id, one.version, one.letter) for one in self.groups)
        return self.standings, tuple(sorted(self.rooms.items())), marks

    @property
    def forms(self) -> list[Standing]:
        """One standing of each form, strategies by number and the overall one last."""
        return list({one.form_id: one for one in self.standings}.values())

    @property
    def release(self) -> str:
        """The same while no figure and no comment changes."""
        stamps = repr([(one.form_id, one.group_id, one.stamp) for one in self.standings])
        return hashlib.blake2b(stamps.encode(), digest_size=6).hexdigest()

    def on(self, form_id: int, group_id: int) -> Standing | None:
        """Where a form stands in a group it is put to."""
        places = (one for one in self.standings if one.form_id == form_id)
        return next((one for one in places if one.group_id == group_id), None)

    @property
    def released(self) -> int:
        """Answers that outputs may use: people counted once per form."""
        return sum(one.released for one in self.standings)

    @property
    def held_back(self) -> int:
        """Answers whose newest revision outputs may not use, yet or ever."""
        return sum(one.waiting for one in self.standings)

    @property
    def queued(self) -> int:
        """Those of them that wait for the next batch of an open form."""
        return sum(one.waiting for one in self.standings if one.is_open)

    @property
    def few(self) -> int:
        """Those of them that stay unshown because fewer than k people answered."""
        return sum(one.waiting for one in self.standings if one.keeps_few)

    @property
    def late(self) -> int:
        """Those of them that came after a reopening, and stay unshown as it was closed."""
        return sum(one.waiting for one in self.standings if one.keeps_late)


@dataclass(frozen=True, slots=True)
class Results:
    """An overview and what may be shown of the answers behind it.

    notes: points made in the room, which are no answers and stand apart from them.
    hidden: comments that staff took off the pages, with why; files hold and mark them.
    agreed: the votes on statements, None where none was approved.
    came: how the answers came in; None where nobody asks (see for_files) or it may not be told.
    """

    overview: Overview
    disclosed: Disclosed
    cells: Mapping[Key, Cell]
    notes: Sequence[Reported] = ()
    hidden: Mapping[bytes, str] = field(default_factory=dict)
    told: Sequence[Approved] = ()
    agreed: agreement.Results | None = None
    came: Totals | None = None

    def without(self, hidden: Collection[bytes]) -> "Results":
        """For pages: without the comments that staff took off them. Files hold them all."""
        return replace(self, disclosed=self.disclosed.without(hidden))

    def standing(self, form_id: int) -> Standing:
        return next(one for one in self.overview.standings if one.form_id == form_id)

    @staticmethod
    def head(family: Sequence[Strand]) -> Strand:
        """Which of a family's questions names it: one that is still asked so, if any."""
        return next((strand for strand in family if not strand.is_earlier), family[0])

    def families(self, *kinds: QuestionKind) -> list[list[Strand]]:
        """Questions of these kinds; the same words on several forms stand together.

        Retired questions are in when something was released of them.
        """
        found: dict[tuple[object, ...], list[Strand]] = defaultdict(list)
        for strand in self.strands:
            if strand.kind in kinds:
                words = (strand.text_th, strand.text_en, strand.short_text_th, strand.short_text_en)
                found[strand.kind, words, strand.option_keys].append(strand)
        return list(found.values())

    @property
    def strands(self) -> list[Strand]:
        """All questions by form; see Disclosed.has_place."""
        here = [group.id for group in self.overview.groups]
        order = {one.form_id: at for at, one in enumerate(self.overview.forms)}
        chosen = [
            strand
            for strand in self.disclosed.strands
            if strand.form_id in order and self.disclosed.has_place(strand, here)
        ]
        return sorted(chosen, key=lambda strand: (order[strand.form_id], strand.retired))

    def comments(
        self, wanted: Iterable[Strand], groups: Iterable[FocusGroup], *, start: int, most: int
    ) -> "tuple[int, list[Said]]":
        """How many shown comments there are on these questions in these groups, and a page of them.

        By form and group, shuffled within.  start: how many come before the page.
        """
        chosen, listed, here = list(wanted), list(groups), []
        total = 0
        for form_id in dict.fromkeys(strand.form_id for strand in chosen):
            asked = [strand for strand in chosen if strand.form_id == form_id]
            for group in listed:
                number, said = self.disclosed.said(asked, group.id)
                first, last = max(start - total, 0), start + most - total
                if first < number and last > 0:
                    page = islice(said, first, last)
                    here += [Said(strand, group, comment) for strand, comment in page]
                total += number
        return total, here


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with where it was made."""

    strand: Strand
    group: FocusGroup
    comment: Comment


def overview(session: Session, workshop: Workshop) -> Overview:
    """At most three queries, whatever the number of answers."""
    groups = session.scalars(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop.id)
        .order_by(*FocusGroup.by_letter())
    )
    return Overview(
        standings=tuple(standings(session, workshop_id=workshop.id)),
        rooms=rooms(session, workshop_id=workshop.id),
        groups=tuple(groups),
    )


def results(
    session: Session, workshop: Workshop, seen: Overview, agreed: agreement.Results | None = None
) -> Results:
    """At most eleven more queries, and a few for each approved report-back.

    agreed: what came of the voting, where it was read already.
    """
    asked = strands(session, [form.form_id for form in seen.forms])
    found = cells(session, workshop_id=workshop.id, standings=seen.standings, strands=asked)
    disclosed = disclose(found, asked, k=k_of(workshop))
    notes, hidden = reported(session, workshop.id), themes_service.reasons(session, workshop.id)
    agreed = agreed or agreement.results(session, workshop, k=k_of(workshop))
    told = approved(session, workshop, seen.standings, seen.groups, k=disclosed.k)
    return Results(seen, disclosed, found, notes, hidden, told, agreed if agreed.lines else None)


def for_files(session: Session, workshop: Workshop) -> Results:
    """What files are made of: the results, and how many answers came by phone and on paper."""
    seen = overview(session, workshop)
    return replace(results(session, workshop, seen), came=came(session, workshop, seen))


def came(session: Session, workshop: Workshop, seen: Overview) -> Totals | None:
    """By which way the answers on all forms came in: one query.

    People are counted once per form, as in the counts beside it. None unless the numbers of every
    single form may be told: one person's five papers are five answers, but one person still.
    """
    forms = {one.form_id for one in seen.standings}
    counts = paper_service.by_form(paper_service.totals(session, workshop_id=workshop.id))
    found = [one for form_id, one in counts.items() if form_id in forms]
    if not all(one.is_told(k_of(workshop)) for one in found):
        return None
    return Totals(sum(one.phone for one in found), sum(one.paper for one in found))


def writers(session: Session, workshop: Workshop, said: Sequence[Said]) -> dict[int, Person]:
    """By id, who wrote these comments; nobody unless answers carry names."""
    ids = {one.comment.person_id for one in said} - {None}
    if workshop.answer_mode is not AnswerMode.NAMED or not ids:
        return {}
    people = session.scalars(
        sa.select(Person).where(Person.workshop_id == workshop.id, Person.id.in_(ids))
    )
    return {person.id: person for person in people}


def names(session: Session, workshop: Workshop) -> list[tuple[object, ...]]:
    """What everybody is called, as pages show the writers; nothing unless answers carry names."""
    if workshop.answer_mode is not AnswerMode.NAMED:
        return []
    called = sa.select(Person.id, Person.prefix, Person.first_name, Person.last_name)
    return list(map(tuple, session.execute(called.where(Person.workshop_id == workshop.id))))

"""The facilitator's pages as finished values, in the reader's language."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from markupsafe import Markup

from workshop.forms import without_refused
from workshop.i18n import _, clock, ngettext
from workshop.local_clock import local_time
from workshop.models import Note, Theme, Workshop
from workshop.summary import pictures, waiting
from workshop.summary.disclosed import Said
from workshop.summary.pictures import PAGE, Listing, ScaleRow
from workshop.summary.place import Point
from workshop.summary.released import Comment
from workshop.summary.service import Desk, Summary
from workshop.summary.standing import Standing
from workshop.summary.strands import Strand
from workshop.summary.themes_service import Marks, counted

MOST = 10_000_000
COMMENTS = "comments"
STARRED, HIDDEN = "starred", "hidden"
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: comments of one question, a page of them, how many were seen.

    find: in the words.  theme: its number, 0 for none of them.  only: STARRED or HIDDEN ones.
    undo: the note or comment that was just taken off the page.
    """

    question: int | None = None
    page: int = 1
    seen: int | None = None
    find: str = ""
    theme: int | None = None
    only: str = ""
    undo: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "Wanted":
        """Anything that is no such number is as if it had not been asked for."""
        return cls(
            question=_number(arguments.get("question")),
            page=max(_number(arguments.get("page")) or 1, 1),
            seen=_number(arguments.get("seen")),
            find=" ".join(without_refused(arguments.get("find", ""))[:LONGEST_SEARCH].split()),
            theme=_number(arguments.get("theme")),
            only=only if (only := arguments.get("only", "")) in (STARRED, HIDDEN) else "",
            undo=arguments.get("undo", "")[:20],
        )

    @property
    def filters(self) -> dict[str, Any]:
        """As they stand in addresses, without the page."""
        return {
            "question": self.question,
            "find": self.find or None,
            "theme": self.theme,
            "only": self.only or None,
        }

    @property
    def is_filtered(self) -> bool:
        return bool(self.find or self.only) or self.theme is not None


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST)):
        return None
    return int(text)


@dataclass(frozen=True, slots=True)
class Progress:
    """One form's row of the overview, or the head of its page.

    until: the time at which it closes by itself, "" where it does not.
    """

    standing: Standing
    title: Markup
    answered: int
    expected: int
    words: str
    state: str
    until: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment as shown, its question's short words above; whether it may be quoted.

    key: see place.Point.  because: why it is hidden, "" where it is not.
    """

    key: str
    kind: Markup
    text: str
    may_quote: bool
    themes: Sequence[Theme]
    starred: bool
    because: str


@dataclass(frozen=True, slots=True)
class CommentList:
    """A page of the shown comments; kinds are (words, address, chosen), left counts later ones.

    before, after: addresses of the pages around, "" at the ends.  total: whatever the filters.
    is_any: whether there is any to filter.  off_page: how many staff took off the page.
    """

    heading: str
    total: int
    is_any: bool
    off_page: int
    rows: Sequence[CommentRow]
    kinds: Sequence[tuple[Markup | str, str, bool]]
    before: str
    after: str
    left: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class StrategyPage:
    """One strategy in one group.

    live: where its live part is, which asks for `watched`.  fresh: a sentence about comments that
    came since, or "", and where they are.
    """

    progress: Progress
    released: str
    waits: bool
    hidden: str
    scales: Sequence[ScaleRow]
    listings: Sequence[Listing]
    comments: CommentList
    fresh: str
    fresh_url: str
    live: str
    watched: Wanted
    why: str


def group_page(workshop: Workshop, desk: Desk) -> list[Progress]:
    """Every form with how far the group is."""
    return [progress(workshop, standing, desk) for standing in desk.standings]


def progress(workshop: Workshop, standing: Standing, desk: Desk) -> Progress:
    """How many of how many answered, in numbers and in words."""
    expected = desk.room.expected(standing.answered)
    return Progress(
        standing=standing,
        title=pictures.title_of(standing),
        answered=standing.answered,
        expected=expected,
        words=_("Answered %(n)s of %(all)s", n=standing.answered, all=expected),
        state=_state(standing),
        until=clock(local_time(workshop, standing.closes_at), workshop.timezone)
        if standing.closes_at
        else "",
    )


def _state(standing: Standing) -> str:
    if standing.is_open:
        return "open"
    return "closed" if standing.closings else "later"


def strategy_page(
    workshop: Workshop,
    desk: Desk,
    summary: Summary,
    wanted: Wanted,
    marks: Marks,
    *,
    address: Callable[..., str],
) -> StrategyPage:
    """What of a form may be shown now.  address: of this page with these parameters."""
    standing, disclosed = summary.standing, summary.disclosed
    comments = comment_list(summary, wanted, marks, address=address)
    new = comments.total - wanted.seen if wanted.seen is not None else 0
    return StrategyPage(
        progress=progress(workshop, standing, desk),
        released=released_words(summary),
        waits=standing.waiting > 0,
        hidden=pictures.hidden_words(standing, disclosed.k),
        scales=pictures.scale_rows(summary.figures, disclosed, standing.group_id),
        listings=pictures.listings(summary.figures, disclosed, standing.group_id),
        comments=comments,
        fresh=ngettext("%(num)s new comment", "%(num)s new comments", new) if new > 0 else "",
        fresh_url=address(question=wanted.question, _anchor=COMMENTS),
        live=address(question=wanted.question, seen=comments.total),
        watched=Wanted(question=wanted.question, seen=comments.total),
        why=why_words(disclosed.k),
    )


def why_words(k: int) -> str:
    """Why answers wait before they show; "" where they do not."""
    if k == 1:
        return ""
    return str(
        _(
            "Answers show in rounds of at least %(k)s people, and at least %(k)s always wait "
            "while the form is open, so that no change tells what one person said. "
            "Closing the form shows the rest. "
            "After a reopening, fewer than %(k)s late answers are never shown.",
            k=k,
        )
    )


def released_words(summary: Summary) -> str:
    """How many answers the figures are made of, and how many wait."""
    standing = summary.standing
    rest = waiting.words([standing], summary.disclosed.k)
    if not standing.answered or (standing.is_open and not standing.released):
        return ""
    first = [_("From %(n)s answers", n=standing.released)] if standing.released else []
    return waiting.joined([*first, *rest])


def comment_list(
    summary: Summary, wanted: Wanted, marks: Marks, *, address: Callable[..., str]
) -> CommentList:
    """One page of comments, shuffled so that it does not tell when one was written."""
    chosen = next((one for one in summary.texts if one.key == wanted.question), None)
    shown = summary.without(marks.hidden)
    total, _all = shown.comments(chosen)
    number, found = _wanted(summary if wanted.only == HIDDEN else shown, chosen, wanted, marks)
    page = min(wanted.page, max((number - 1) // PAGE + 1, 1))
    start, left = (page - 1) * PAGE, max(number - page * PAGE, 0)
    withheld = summary.standing.released < summary.disclosed.k

    def there(question: int | None, number: int | None = None) -> str:
        kept = {**wanted.filters, "question": question}
        return address(**kept, page=number, _anchor=COMMENTS)

    kinds: list[tuple[Markup | str, str, bool]] = [(_("All"), there(None), chosen is None)]
    kinds += [(pictures.name_of(one), there(one.key), one is chosen) for one in summary.texts]
    key = chosen.key if chosen else None
    return CommentList(
        heading=str(_("Comments")) if withheld else pictures.comments_words(number),
        total=total,
        is_any=total > 0 or bool(marks.hidden),
        off_page=summary.comments(chosen)[0] - total,
        rows=[_row(one, comment, marks) for one, comment in islice(found, start, start + PAGE)],
        kinds=kinds,
        before=there(key, page - 1) if start else "",
        after=there(key, page + 1) if left else "",
        left=left,
        hidden=withheld,
    )


def _wanted(
    summary: Summary, chosen: Strand | None, wanted: Wanted, marks: Marks
) -> tuple[int, Iterable[Said]]:
    """The comments that pass the filters, and how many; without a filter one by one."""
    number, found = summary.comments(chosen)
    if not wanted.is_filtered:
        return number, found
    words = wanted.find.casefold()

    def passes(comment: Comment) -> bool:
        themes = marks.on_comments.get(comment.order, ())
        return (
            (wanted.only != STARRED or comment.order in marks.starred)
            and (wanted.only != HIDDEN or comment.order in marks.hidden)
            and (wanted.theme is None or (wanted.theme in themes if wanted.theme else not themes))
            and words in comment.text.casefold()
        )

    passed = [(strand, comment) for strand, comment in found if passes(comment)]
    return len(passed), passed


def notes_found(notes: Sequence[Note], wanted: Wanted, marks: Marks) -> list[Note]:
    """The notes that pass the filters of comments; none of them is ever hidden."""
    words, themes = wanted.find.casefold(), marks.on_notes

    def passes(note: Note) -> bool:
        here = themes.get(note.id, ())
        return (
            words in note.text.casefold()
            and (wanted.only != STARRED or note.starred)
            and (wanted.theme is None or (wanted.theme in here if wanted.theme else not here))
        )

    return [note for note in notes if passes(note)]


def _row(strand: Strand, comment: Comment, marks: Marks) -> CommentRow:
    return CommentRow(
        key=str(Point(comment=comment.order)),
        kind=pictures.name_of(strand),
        text=comment.text,
        may_quote=comment.may_quote,
        themes=marks.of_comment(comment.order),
        starred=comment.order in marks.starred,
        because=marks.hidden.get(comment.order, ""),
    )


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in this group on this form: how many comments and notes carry it.

    bar: of LONGEST_BAR units.  key: the digit that puts it on, "" after the ninth.
    number: 0 for no theme at all.
    """

    number: int
    name: str
    key: str
    comments: int
    notes: int
    bar: float
    address: str
    chosen: bool


LONGEST_BAR = 100


def theme_rows(
    summary: Summary,
    marks: Marks,
    notes: Sequence[int],
    wanted: Wanted,
    *,
    address: Callable[..., str],
) -> list[ThemeRow]:
    """Every theme of the workshop with its numbers here, comments of no theme last."""
    shown = summary.without(marks.hidden).disclosed.orders(summary.standing.group_id)
    counts, none = counted(shown, marks.on_comments)
    spoken: Counter[int] = Counter()
    for number in notes:
        spoken.update(marks.on_notes.get(number, ()))
    most = max([*counts.values(), none, 1])
    rows = [(theme.id, theme.name, counts[theme.id], spoken[theme.id]) for theme in marks.themes]
    if none and rows:
        rows.append((0, str(_("No theme yet")), none, 0))
    return [
        ThemeRow(
            number, name, str(at) if at < 10 and number else "", comments, notes_,
            comments * LONGEST_BAR / most,
            address(**{**wanted.filters, "theme": None if wanted.theme == number else number},
                    _anchor=COMMENTS),
            wanted.theme == number,
        )
        for at, (number, name, comments, notes_) in enumerate(rows, 1)
    ]  # fmt: skip

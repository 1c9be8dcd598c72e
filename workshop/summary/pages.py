"""The facilitator's pages as finished values, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from markupsafe import Markup

from workshop.i18n import _, ngettext
from workshop.summary import pictures, waiting
from workshop.summary.pictures import PAGE, Listing, ScaleRow
from workshop.summary.released import Comment
from workshop.summary.service import Desk, Summary
from workshop.summary.standing import Standing
from workshop.summary.strands import Strand

MOST = 10_000_000
COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: comments of one question, a page of them, how many were seen.

    undo: the note that was just deleted.
    """

    question: int | None = None
    page: int = 1
    seen: int | None = None
    undo: int | None = None

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "Wanted":
        """Anything that is no such number is as if it had not been asked for."""
        return cls(
            question=_number(arguments.get("question")),
            page=max(_number(arguments.get("page")) or 1, 1),
            seen=_number(arguments.get("seen")),
            undo=_number(arguments.get("undo")),
        )


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST)):
        return None
    return int(text)


@dataclass(frozen=True, slots=True)
class Progress:
    """One form's row of the overview, or the head of its page."""

    standing: Standing
    title: Markup
    answered: int
    expected: int
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment as shown, its question's short words above; whether it may be quoted."""

    kind: Markup
    text: str
    may_quote: bool = False


@dataclass(frozen=True, slots=True)
class CommentList:
    """A page of the shown comments; kinds are (words, address, chosen), left counts later ones.

    before, after: addresses of the pages around, "" at the ends.
    """

    heading: str
    total: int
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


def group_page(desk: Desk) -> list[Progress]:
    """Every form with how far the group is."""
    return [progress(standing, desk) for standing in desk.standings]


def progress(standing: Standing, desk: Desk) -> Progress:
    """How many of how many answered, in numbers and in words."""
    expected = desk.room.expected(standing.answered)
    return Progress(
        standing=standing,
        title=pictures.title_of(standing),
        answered=standing.answered,
        expected=expected,
        words=_("Answered %(n)s of %(all)s", n=standing.answered, all=expected),
        state=_state(standing),
    )


def _state(standing: Standing) -> str:
    if standing.is_open:
        return "open"
    return "closed" if standing.closings else "later"


def strategy_page(
    desk: Desk, summary: Summary, wanted: Wanted, *, address: Callable[..., str]
) -> StrategyPage:
    """What of a form may be shown now.  address: of this page with these parameters."""
    standing, disclosed = summary.standing, summary.disclosed
    comments = comment_list(summary, wanted, address=address)
    new = comments.total - wanted.seen if wanted.seen is not None else 0
    return StrategyPage(
        progress=progress(standing, desk),
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


def comment_list(summary: Summary, wanted: Wanted, *, address: Callable[..., str]) -> CommentList:
    """One page of comments, shuffled so that it does not tell when one was written."""
    chosen = next((one for one in summary.texts if one.key == wanted.question), None)
    key = chosen.key if chosen else None
    total, found = summary.comments(chosen)
    page = min(wanted.page, max((total - 1) // PAGE + 1, 1))
    start, left = (page - 1) * PAGE, max(total - page * PAGE, 0)

    hidden = summary.standing.released < summary.disclosed.k

    def there(question: int | None, number: int | None = None) -> str:
        return address(question=question, page=number, _anchor=COMMENTS)

    kinds: list[tuple[Markup | str, str, bool]] = [(_("All"), there(None), chosen is None)]
    kinds += [(pictures.name_of(one), there(one.key), one is chosen) for one in summary.texts]
    return CommentList(
        heading=str(_("Comments")) if hidden else pictures.comments_words(total),
        total=total,
        rows=[_row(strand, comment) for strand, comment in islice(found, start, start + PAGE)],
        kinds=kinds,
        before=there(key, page - 1) if start else "",
        after=there(key, page + 1) if left else "",
        left=left,
        hidden=hidden,
    )


def _row(strand: Strand, comment: Comment) -> CommentRow:
    return CommentRow(pictures.name_of(strand), comment.text, comment.may_quote)

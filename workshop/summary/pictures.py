"""Figures with their tables, in the reader's language: what templates print as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from workshop.domain.figures import answers as figures
from workshop.domain.figures.answers import Reach
from workshop.domain.statistics import Choices, Ranking, Scale, Tally
from workshop.domain.terms import QuestionKind
from workshop.i18n import _, local, ngettext, plain
from workshop.summary.disclosed import Disclosed
from workshop.summary.standing import Standing
from workshop.summary.strands import Strand

PAGE = 20
"""Comments on one page."""


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A scale question: its bar and counts, or hidden (tally None)."""

    name: Markup
    tally: Scale | None
    bar: Markup
    median: str
    top: str

    @property
    def is_hidden(self) -> bool:
        return self.tally is None


@dataclass(frozen=True, slots=True)
class Line:
    """An option in a figure of choices or a ranking: words, picture, figures beside it."""

    name: Markup
    picture: Markup
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A choice or ranking question with its options; hidden when there are no lines."""

    name: Markup
    heads: Sequence[str]
    note: str
    lines: Sequence[Line]

    @property
    def is_hidden(self) -> bool:
        return not self.lines


def name_of(strand: Strand) -> Markup:
    """A question's short words, or else its text; an earlier wording has its text, and says so."""
    if strand.is_earlier:
        words = Markup.escape(_("%(question)s · earlier wording"))
        return words % {"question": local(strand, "text")}
    return local(strand, "short_text") or local(strand, "text")


def plain_name(strand: Strand) -> str:
    """The same where no markup fits."""
    if strand.is_earlier:
        return str(_("%(question)s · earlier wording", question=plain(strand, "text")))
    return plain(strand, "short_text") or plain(strand, "text")


def title_of(standing: Standing) -> Markup:
    """A strategy's title, or what the overall form is called."""
    return (
        Markup.escape(_("Overall questions")) if standing.is_overall else local(standing, "title")
    )


def plain_title(standing: Standing) -> str:
    """The same where no markup fits."""
    return str(_("Overall questions")) if standing.is_overall else plain(standing, "title")


def hidden_words(standing: Standing, k: int) -> str:
    """In place of a figure that may not be shown, or not yet."""
    if standing.is_open and not standing.released:
        return str(_("Shown once %(n)s people have answered", n=2 * k))
    return str(_("Fewer than %(k)s answers, so not shown", k=k))


def comments_words(number: int) -> str:
    """How many comments there are."""
    return str(ngettext("%(num)s comment", "%(num)s comments", number))


def scale_rows(questions: Iterable[Strand], disclosed: Disclosed, group_id: int) -> list[ScaleRow]:
    """One table: all rows on the same scale."""
    scales = [one for one in questions if one.kind is QuestionKind.SCALE]
    tallies = [disclosed.tally(strand, group_id) for strand in scales]
    across = reach(tallies)
    return [scale_row(strand, tally, across) for strand, tally in zip(scales, tallies, strict=True)]


def reach(tallies: Iterable[Tally | None]) -> Reach:
    """How far the bars of these scales go."""
    return figures.reach(tally.counts for tally in tallies if isinstance(tally, Scale))


def scale_row(
    strand: Strand, tally: Tally | None, across: Reach, *, where: str = "", width: int = 0
) -> ScaleRow:
    """where: named with the picture, for tables of several groups.  width: in px."""
    if not isinstance(tally, Scale):
        return ScaleRow(name_of(strand), None, Markup(), "", "")
    title = plain_name(strand) + (f", {where}" if where else "")
    bar = figures.diverging_bars(
        tally.counts,
        across,
        title=title,
        desc=described(tally),
        width=width or figures.WIDTH,
    )
    return ScaleRow(
        name_of(strand), tally, _drawn(bar), number(tally.median), percent(tally.top_share)
    )


def described(tally: Scale) -> str:
    """A scale's counts in words."""
    words = _("Of %(n)s answers: 1: %(a)s, 2: %(b)s, 3: %(c)s, 4: %(d)s, 5: %(e)s.")
    counts = dict(zip("abcde", tally.counts, strict=True))
    return str(words % {"n": tally.rated, **counts})


def listings(questions: Iterable[Strand], disclosed: Disclosed, group_id: int) -> list[Listing]:
    """Choices and rankings, one table each."""
    return [
        listing(strand, disclosed.tally(strand, group_id))
        for strand in questions
        if strand.kind is not QuestionKind.SCALE and not strand.is_text
    ]


def listing(strand: Strand, tally: Tally | None) -> Listing:
    """A question's options with their counts; hidden without a tally."""
    if isinstance(tally, Choices):
        return _choices(strand, tally)
    if isinstance(tally, Ranking):
        return _ranking(strand, tally)
    return Listing(name_of(strand), (), "", ())


def _choices(strand: Strand, tally: Choices) -> Listing:
    most = max(tally.counts.values(), default=0)
    several = strand.kind is QuestionKind.MULTIPLE
    note = ngettext("%(num)s person", "%(num)s people", tally.people)
    if several:
        note += " · " + _("several choices possible")
    lines = []
    for option in strand.options:
        count = tally.counts.get(option.key, 0)
        picture = figures.bars(count, most, title=f"{plain(option, 'label')}: {count}")
        cells = (str(count), percent(tally.share(option.key)))
        lines.append(Line(local(option, "label"), _drawn(picture), cells))
    return Listing(name_of(strand), (_("Number of people"), _("Share")), note, lines)


def _ranking(strand: Strand, tally: Ranking) -> Listing:
    options: Mapping[str, Any] = {option.key: option for option in strand.options}
    most = max((max(places) for places in tally.places.values()), default=0)
    lines = []
    for key in tally.order():
        mean = number(tally.mean_rank(key))
        words = plain(options[key], "label")
        picture = figures.ranking(
            tally.places[key],
            title=_("%(what)s: mean place %(place)s", what=words, place=mean),
            most=most,
        )
        cells = (mean, str(tally.borda(key)))
        lines.append(Line(local(options[key], "label"), _drawn(picture), cells))
    note = ngettext("%(num)s person", "%(num)s people", tally.people)
    note += " · " + _("first place at the left")
    return Listing(name_of(strand), (_("Mean place"), _("Points")), note, lines)


def percent(share: float | None) -> str:
    """A share in whole per cent; "" of nobody."""
    return "" if share is None else f"{share * 100:.0f}\u00a0%"


def number(value: float | None) -> str:
    """At most one decimal; "" of nobody."""
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704  drawn by domain.figures, which escapes every word

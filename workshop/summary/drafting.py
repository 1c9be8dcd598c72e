"""A report-back's lines: each rests on counts of shown answers, a comment, a note or a theme.

A line's key says on what: "scale.7" on question version 7, "quote.<hex>" on that comment. Lines
are worked out when they are looked at, from what may be shown then; what may no longer be shown or
quoted is no longer among them, whoever put it into a report-back before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workshop.domain import report_back as rules
from workshop.domain import statistics
from workshop.domain.report_back import LineKind
from workshop.domain.statistics import Choices, Ranking, Scale
from workshop.i18n import _, ngettext, plain
from workshop.models import Note
from workshop.summary import pictures
from workshop.summary.disclosed import Disclosed, Said, quotable
from workshop.summary.pictures import ScaleRow
from workshop.summary.service import Summary
from workshop.summary.strands import Strand
from workshop.summary.themes_service import Marks, counted


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell. source: what it rests on, in words. own: the words it has by itself."""

    key: str
    kind: LineKind
    text: str
    source: str
    own: str = ""
    row: ScaleRow | None = None

    @property
    def is_fixed(self) -> bool:
        """A quotation stands as its writer wrote it."""
        return self.kind is LineKind.QUOTE


@dataclass(frozen=True, slots=True)
class Material:
    """What a report-back of one group on one form can be made of.

    summary: without hidden comments.  whole: the same form in all groups.
    """

    summary: Summary
    whole: Disclosed
    group_ids: Sequence[int]
    marks: Marks
    notes: Sequence[Note]

    @property
    def here(self) -> int:
        return self.summary.standing.group_id

    def scale(self, strand: Strand) -> Scale | None:
        tally = self.whole.tally(strand, self.here)
        return tally if isinstance(tally, Scale) and tally.rated else None

    def elsewhere(self, strand: Strand) -> Scale | None:
        """The shown answers of all other groups as one."""
        others = [self.whole.tally(strand, one) for one in self.group_ids if one != self.here]
        found = [tally for tally in others if isinstance(tally, Scale)]
        return statistics.add_scales(found) if found else None


def lines(material: Material) -> dict[str, Line]:
    """Everything there is to tell now, by key, in the order of a draft."""
    made = [*_figures(material), *_differences(material), *_splits(material), *_themes(material),
            *_quotes(material), *_notes(material)]  # fmt: skip
    return {line.key: line for line in made}


def draft(material: Material, found: Mapping[str, Line]) -> list[str]:
    """Keys of the lines that a report-back starts with."""
    by_kind = {kind: [line.key for line in found.values() if line.kind is kind]
               for kind in LineKind}  # fmt: skip
    starred = [f"note.{note.id}" for note in material.notes if note.starred]
    return [
        *by_kind[LineKind.FIGURE],
        *by_kind[LineKind.DIFFERENCE][: rules.MOST_DIFFERENT],
        *by_kind[LineKind.SPLIT],
        *by_kind[LineKind.THEME][: rules.MOST_THEMES],
        *_chosen_quotes(material),
        *[key for key in starred if key in found][: rules.MOST_NOTES],
    ]


def own_line(key: str, text: str) -> Line:
    """What a facilitator wrote."""
    return Line(key, LineKind.OWN, text, str(_("written by the facilitator")))


def told(items: Sequence[Mapping[str, str]], found: Mapping[str, Line]) -> list[Line]:
    """The lines of a stored report-back as they stand now, those that are gone left out."""
    made = []
    for item in items:
        key, text = item["key"], item["text"]
        if key.startswith(f"{LineKind.OWN}."):
            made.append(own_line(key, text))
        elif key in found:
            line = found[key]
            keep = line if not text or line.is_fixed else replace(line, text=text)
            made.append(replace(keep, own=line.text))
    return made


def _answers(number: int) -> str:
    return str(ngettext("%(num)s answer", "%(num)s answers", number))


def _figures(material: Material) -> Iterator[Line]:
    scales = [(one, scale) for one in material.summary.figures
              if (scale := material.scale(one))]  # fmt: skip
    across = pictures.reach([scale for _strand, scale in scales])
    for strand, scale in scales:
        text = _(
            "%(question)s: %(share)s gave 4 or 5, median %(median)s",
            question=pictures.plain_name(strand), share=pictures.percent(scale.top_share),
            median=pictures.number(scale.median),
        )  # fmt: skip
        row = pictures.scale_row(strand, scale, across)
        yield Line(f"scale.{strand.key}", LineKind.FIGURE, str(text), _answers(scale.rated),
                   row=row)  # fmt: skip
    for strand in material.summary.figures:
        text = _leader(strand, tally := material.whole.tally(strand, material.here))
        if text and tally is not None:
            yield Line(f"top.{strand.key}", LineKind.FIGURE, text, _answers(tally.people))


def _leader(strand: Strand, tally: object) -> str:
    """What was chosen most, or stands first; "" where nothing was."""
    names = {option.key: plain(option, "label") for option in strand.options}
    question = pictures.plain_name(strand)
    if isinstance(tally, Choices) and tally.people:
        key = max(strand.option_keys, key=lambda one: tally.counts.get(one, 0), default="")
        words = _("%(question)s: most chosen is %(option)s, by %(count)s of %(people)s")
        count = tally.counts.get(key, 0)
        values = {"question": question, "option": names.get(key, key), "count": count,
                  "people": tally.people}  # fmt: skip
        return str(words) % values if count else ""
    if isinstance(tally, Ranking) and tally.people:
        key = tally.order()[0]
        words = _("%(question)s: %(option)s stands first, mean place %(place)s")
        values = {"question": question, "option": names.get(key, key),
                  "place": pictures.number(tally.mean_rank(key))}  # fmt: skip
        return str(words) % values
    return ""


def _differences(material: Material) -> list[Line]:
    found = []
    for strand in material.summary.figures:
        here, there = material.scale(strand), material.elsewhere(strand)
        apart = rules.difference(here, there) if here and there else None
        if here and there and apart is not None:
            text = _(
                "%(question)s: %(here)s gave 4 or 5 here, %(there)s in the other groups",
                question=pictures.plain_name(strand), here=pictures.percent(here.top_share),
                there=pictures.percent(there.top_share),
            )  # fmt: skip
            source = _("%(here)s answers here, %(there)s in the other groups", here=here.rated,
                       there=there.rated)  # fmt: skip
            line = Line(f"differs.{strand.key}", LineKind.DIFFERENCE, str(text), str(source))
            found.append((abs(apart), line))
    return [line for _apart, line in sorted(found, key=lambda pair: -pair[0])]


def _splits(material: Material) -> Iterator[Line]:
    for strand in material.summary.figures:
        scale = material.scale(strand)
        if scale and rules.divides(scale):
            text = _(
                "%(question)s divides the group: %(low)s gave 1 or 2, %(high)s gave 4 or 5",
                question=pictures.plain_name(strand), low=scale.counts[0] + scale.counts[1],
                high=scale.top_two,
            )  # fmt: skip
            yield Line(f"split.{strand.key}", LineKind.SPLIT, str(text), _answers(scale.rated))


def _ordered(material: Material) -> list[tuple[int, str, int]]:
    """Themes of shown comments here as (number, name, comments), those on most comments first."""
    shown = [comment.order for _strand, comment in material.summary.comments()[1]]
    counts, _none = counted(shown, material.marks.on_comments)
    listed = [(one.id, one.name, counts[one.id]) for one in material.marks.themes if counts[one.id]]
    return sorted(listed, key=lambda one: (-one[2], one[0]))


def _themes(material: Material) -> Iterator[Line]:
    everything = material.summary.comments()[0]
    for number, name, count in _ordered(material):
        text = ngettext(
            "%(theme)s: in %(num)s of %(all)s comments",
            "%(theme)s: in %(num)s of %(all)s comments",
            count, theme=name, all=everything,
        )  # fmt: skip
        source = str(_("theme, put on comments at the desk"))
        yield Line(f"theme.{number}", LineKind.THEME, str(text), source)


def _quotable(material: Material) -> list[Said]:
    return list(quotable(material.summary.comments()[1]))


def _chosen_quotes(material: Material) -> list[str]:
    orders = [comment.order for _strand, comment in _quotable(material)]
    on = material.marks.on_comments
    starred = [order for order in orders if order in material.marks.starred]
    leading = [
        [order for order in orders if number in on.get(order, ())]
        for number, _name, _count in _ordered(material)
    ]
    return [f"quote.{order.hex()}" for order in rules.quoted(starred, leading)]


def _quotes(material: Material) -> Iterator[Line]:
    for strand, comment in _quotable(material):
        source = _("%(kind)s; its writer allows quoting", kind=pictures.plain_name(strand))
        yield Line(f"quote.{comment.order.hex()}", LineKind.QUOTE, comment.text, str(source))


def _notes(material: Material) -> Iterator[Line]:
    for note in material.notes:
        yield Line(f"note.{note.id}", LineKind.NOTE, note.text, str(_("said in the room")))

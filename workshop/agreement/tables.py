"""Votes as finished values: a row of each group with its bar, its share and its interval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workshop.agreement.results import Counted, Line, Results
from workshop.domain.agreement import Votes
from workshop.domain.figures.answers import Reach, diverging_bars, reach
from workshop.i18n import _, local, plain
from workshop.models import FocusGroup
from workshop.summary import waiting
from workshop.summary.pictures import hidden_words, percent

BAR = 300
"""Width of a bar in px."""


@dataclass(frozen=True, slots=True)
class Row:
    """A group, or all of them (no group). words: in place of the numbers that may not be shown."""

    group: FocusGroup | None
    name: Markup
    votes: Votes | None
    bar: Markup
    share: str
    interval: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with its rows; `note` says which votes are in none of them.

    left_out: groups that the row of all is without, or "".  lowest: the group that agrees least.
    """

    line: Line
    text: Markup
    rows: Sequence[Row]
    note: str
    left_out: str
    is_clear: bool = False
    lowest: str = ""


def shown(results: Results, line: Line, across: Reach | None = None) -> Shown:
    """One statement: all groups first, then each."""
    across = across or spread([line])
    rows = [_row(results, line, group, across) for group in results.groups]
    if len(results.groups) > 1:
        rows.insert(0, _all(results, line, across))
    clauses = waiting.words(line.standings.values(), results.k)
    out = []
    if line.total:
        out = [g.letter for g in results.groups if g.id not in line.total[1]]
    return Shown(
        line,
        local(line.asked, "text"),
        rows,
        waiting.joined(clauses),
        str(_("without %(groups)s", groups=", ".join(out))) if out and line.groups else "",
    )


def listed(results: Results, counted: Iterable[Counted], across: Reach) -> list[Shown]:
    """Statements in the order of what they say of the groups."""
    found = []
    for one in counted:
        made = shown(results, one.name, across)
        lowest = one.lowest
        found.append(
            Shown(
                made.line, made.text, made.rows, made.note, made.left_out, one.is_clear,
                _lowest(results, *lowest) if lowest else "",
            )
        )  # fmt: skip
    return found


def outcome(results: Results) -> dict[str, object]:
    """For agreement/_results.html: the statements by what they say of the groups."""
    across = spread(results.lines)
    return {
        "shared": listed(results, results.shared, across),
        "dividing": listed(results, results.dividing, across),
        "neither": listed(results, results.neither, across),
        "undecided": listed(results, results.undecided, across),
        "k": results.k,
        "voted": {one.asked.number: one.people for one in results.lines},
    }


def spread(lines: Iterable[Line]) -> Reach:
    """How far bars go, so that those of all these statements are on one scale."""
    return reach(_counts(votes) for line in lines for votes in line.groups.values())


def interval(votes: Votes) -> str:
    """The Wilson interval of the agreement in whole per cent; "" of nobody."""
    if votes.interval is None:
        return ""
    low, high = votes.interval
    return f"{low * 100:.0f}\u2013{high * 100:.0f}\u00a0%"


def _lowest(results: Results, group_id: int, share: float) -> str:
    group = next(one for one in results.groups if one.id == group_id)
    return str(_("lowest: %(group)s %(share)s", group=group.letter, share=percent(share)))


def _all(results: Results, line: Line, across: Reach) -> Row:
    name = Markup.escape(_("All groups"))
    if line.total is None:
        standings = list(line.standings.values())
        words = hidden_words(standings[0], results.k) if standings else ""
        return Row(None, name, None, Markup(), "", "", words)
    return _counted(None, name, line.total[0], across, str(_("All groups")))


def _row(results: Results, line: Line, group: FocusGroup, across: Reach) -> Row:
    name = local(group, "short_name") or local(group, "name")
    votes = line.groups.get(group.id)
    if votes is None:
        standing = line.standings.get(group.id)
        words = hidden_words(standing, results.k) if standing else str(_("no votes"))
        return Row(group, name, None, Markup(), "", "", words)
    return _counted(group, name, votes, across, plain(group, "name"))


def _counted(
    group: FocusGroup | None, name: Markup, votes: Votes, across: Reach, where: str
) -> Row:
    words = _("Of %(n)s votes: agree %(a)s, pass %(p)s, disagree %(d)s.")
    bar = diverging_bars(
        _counts(votes), across, title=where, width=BAR,
        desc=str(words % {"n": votes.people, "a": votes.agree, "p": votes.passed,
                          "d": votes.disagree}),
    )  # fmt: skip
    drawn = Markup(bar)  # noqa: S704  made by our own figure from numbers and escaped words
    return Row(group, name, votes, drawn, percent(votes.agreement), interval(votes), "")


def _counts(votes: Votes) -> tuple[int, int, int, int, int]:
    """Disagree on the left, agree on the right, who passed in the middle."""
    return (votes.disagree, 0, votes.passed, 0, votes.agree)

"""The written report's parts in words: what was said and agreed, and the method."""

from collections.abc import Iterator, Sequence

from workshop.agreement import tables as agreement_tables
from workshop.agreement.tables import Shown
from workshop.i18n import _, ngettext, plain
from workshop.report import blocks
from workshop.report.blocks import Block
from workshop.report.participation_service import Participation, Split
from workshop.report.service import Results
from workshop.summary import pictures, waiting
from workshop.summary.disclosed import quotable
from workshop.summary.shares import Shares
from workshop.summary.standing import Standing
from workshop.summary.wording import KINDS

MOST_QUOTED = 5
"""Comments of one question in one group."""


def titled(standing: Standing) -> str:
    title = pictures.plain_title(standing)
    return title if standing.is_overall else f"{standing.number} {title}"


def report_backs(results: Results) -> Iterator[Block]:
    for one in results.told:
        yield blocks.heading(f"{blocks.short(one.group)}: {titled(one.standing)}", one.group)
        yield blocks.lines([
            blocks.line(
                line.text, below=line.source, quote=line.is_fixed,
                picture=line.row.bar if line.row else "",
                alt=pictures.described(line.row.tally) if line.row and line.row.tally else "",
            )
            for line in one.lines
        ])  # fmt: skip


def quotes(results: Results, participation: Participation) -> Iterator[Block]:
    """What writers allow to be quoted, as released; starred comments before others."""
    found = list(_quoted(results, participation))
    if found:
        yield blocks.hint(
            _(
                "Only comments whose writers agreed to be quoted: of each question and group up to"
                " %(num)s, first those that the facilitators chose.",
                num=MOST_QUOTED,
            )
        )
    yield from found


def _quoted(results: Results, participation: Participation) -> Iterator[Block]:
    for strand in results.strands:
        lines = []
        for group in results.overview.groups if strand.is_text else ():
            said = list(quotable(results.disclosed.said([strand], group.id)[1]))
            said.sort(key=lambda one: one[1].order not in participation.starred)
            lines += [
                blocks.line(comment.text, group=group, quote=True)
                for _strand, comment in said[:MOST_QUOTED]
            ]
        if lines:
            form = titled(results.standing(strand.form_id))
            yield blocks.heading(f"{form}: {pictures.plain_name(strand)}")
            yield blocks.lines(lines)


def themes(results: Results, shares: Shares) -> Iterator[Block]:
    if not shares.rows:
        return
    yield blocks.hint(_("Of the comments shown in each group; a comment can have several themes."))
    heads = [
        f"{group.letter} " + str(_("not shown") if of is None else _("of %(num)s", num=of))
        for group, of in shares.groups
    ]
    yield blocks.table(
        [blocks.column(_("Theme"), 66), *blocks.numbers(heads, blocks.WIDTH - 66)],
        [
            blocks.row(
                blocks.cell(row.theme.name),
                *(
                    blocks.cell("–" if number is None else f"{number}   {share}".strip())
                    for number, share in row.cells
                ),
            )
            for row in shares.rows
        ],
    )
    if results.disclosed.k > 1:
        yield blocks.below(
            _(
                "Comments of fewer than %(k)s people are never shown and not counted here.",
                k=results.disclosed.k,
            )
        )


def agreement(results: Results) -> Iterator[Block]:
    if results.agreed is None:
        return
    found = agreement_tables.outcome(results.agreed)
    for name, heading, says in (
        ("shared", _("What all groups share"), _(
            "In every group more than half agree. First the statement with the highest agreement"
            " in the group that agrees least.")),
        ("dividing", _("What divides the groups"), _(
            "More than half agree in one group and not in another. A difference is clear where the"
            " intervals of two groups do not touch.")),
        ("neither", _("What no group agrees with for the most part"), ""),
        ("undecided", _("Not to be said yet"), _(
            "Too few votes of a group may be shown to compare all groups.")),
    ):  # fmt: skip
        listed = found[name]
        if isinstance(listed, list) and listed:
            yield blocks.heading(heading)
            if says:
                yield blocks.hint(says)
            yield _votes(listed)
    yield blocks.below(
        _(
            "Agreement is the share of all votes, passes included; the interval is Wilson’s at 95"
            " percent."
        )
    )


def _votes(listed: Sequence[Shown]) -> Block:
    rows = []
    for one in listed:
        notes = [one.left_out, _("clear difference") if one.is_clear else "", one.note]
        rows.append(blocks.band(" · ".join(str(n) for n in [blocks.spoken(one.text), *notes] if n)))
        for row in one.rows:
            head = blocks.of_group(row.group)
            if row.votes is None:
                rows.append(blocks.row(head, blocks.cell(row.words, span=7)))
                continue
            said = _("Of %(n)s votes: agree %(a)s, pass %(p)s, disagree %(d)s.")
            counts = {"n": row.votes.people, "a": row.votes.agree, "p": row.votes.passed,
                      "d": row.votes.disagree}  # fmt: skip
            rows.append(blocks.row(
                head, blocks.drawn(row.bar, str(said) % counts, 45),
                *map(blocks.cell, (counts["a"], counts["p"], counts["d"], counts["n"])),
                blocks.cell(row.share), blocks.cell(row.interval),
            ))  # fmt: skip
    heads = {
        _("agree"): 12, _("neither"): 12, _("disagree"): 15, _("Votes"): 12, _("Agreement"): 19,
        _("Interval"): 22,
    }  # fmt: skip
    columns = [blocks.column(_("Group"), 37), blocks.column("", 47)]
    columns += [blocks.column(head, width, right=True) for head, width in heads.items()]
    return blocks.table(columns, rows)


def notes(results: Results) -> Iterator[Block]:
    """Points made in the room, marked so: no answers, and nobody's comment."""
    groups = {group.code: group for group in results.overview.groups}
    kinds = {key: str(words) for key, words in KINDS}
    if results.notes:
        yield blocks.hint(_("Notes have no speaker and never count as answers."))
    for form in results.overview.forms:
        found = [one for one in results.notes if one.number == form.number]
        if not found:
            continue
        yield blocks.heading(f"{titled(form)} · {_('said in the room')}")
        yield blocks.lines([
            blocks.line(
                one.text, group=groups[one.group],
                below=" · ".join(filter(None, (
                    str(_("said in the room")), kinds[one.kind.value], *one.themes,
                ))),
            )
            for one in found
        ])  # fmt: skip


def method(results: Results, participation: Participation) -> Iterator[Block]:
    k = results.disclosed.k
    yield blocks.heading(_("What is shown"))
    yield blocks.text(
        _(
            "A figure is shown only where at least %(k)s people answered that question in that"
            " group (k = %(k)s). Smaller ones are left out, of sums too, so that no subtraction"
            " gives them away.",
            k=k,
        )
        if k > 1
        else _("Answers carry names in this workshop, so figures of every size are shown.")
    )
    yield blocks.text(held_back(results))
    yield from _counting()
    yield blocks.heading(_("How the groups were made"))
    for sentence in _split(participation.split):
        yield blocks.text(sentence)
    listed = [f"{group.letter} {plain(group, 'name')}" for group in results.overview.groups]
    if listed:
        yield blocks.text("; ".join(listed))


def _counting() -> Iterator[Block]:
    yield blocks.heading(_("How it is counted"))
    yield blocks.text(
        _(
            "n is the number of people who answered. Median and the share of 4 and 5 are of those"
            " who chose a point of the scale, without “not relevant” (n/a) and “don’t know” (d/k);"
            " behind the share stands its Wilson interval at 95 percent. A bar is centred on the"
            " middle of point 3."
        )
    )
    yield blocks.text(
        _(
            "Every number about answers can be worked out again from the file report.csv of this"
            " workshop; votes stand in the workbook."
        )
    )


def held_back(results: Results) -> str:
    """How many answers are behind no figure, and why."""
    overview = results.overview
    if not overview.held_back:
        return str(_("No answer is held back."))
    clauses = waiting.words(overview.standings, results.disclosed.k)
    number = ngettext(
        "%(num)s answer is held back", "%(num)s answers are held back", overview.held_back
    )
    what = f"{number}: {waiting.joined(clauses)}" if clauses else number
    return str(_("%(what)s.", what=what))


def _split(split: Split | None) -> Iterator[object]:
    if split is None:
        yield _("No split into groups is published.")
        return
    yield ngettext(
        "The program split %(num)s person over the groups by the roles of the agencies, the sizes"
        " of the groups and the rules of this workshop.",
        "The program split %(num)s people over the groups by the roles of the agencies, the sizes"
        " of the groups and the rules of this workshop.",
        split.people,
    )
    if split.proven:
        yield _(
            "When it was worked out, it was proven that no other split by these rules is better."
        )
    if split.pinned:
        yield ngettext(
            "%(num)s person was placed by hand.", "%(num)s people were placed by hand.",
            split.pinned,
        )  # fmt: skip


def way_words(k: int) -> str:
    """Why it may not be told how the answers to a form came in (disclosure.trait_shown)."""
    return str(
        _(
            "How many answers came from phones and how many on paper is left out for a form where "
            "fewer than %(k)s came one of these ways: it would tell who wrote on paper.",
            k=k,
        )
    )

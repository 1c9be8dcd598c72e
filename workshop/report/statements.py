"""The votes on statements as the files hold them: figures alone, of every group and of all.

A vote stands in no row of answers: what may be shown of it are its counts, and every share and
interval can be worked out from those. A figure without a group is of all groups that it names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workshop.agreement.results import Line, Results
from workshop.domain.agreement import Votes
from workshop.domain.terms import Vote
from workshop.i18n import plain

HEADINGS = (
    "number", "statement", "wording", "group", "votes", "agree", "disagree", "pass", "agreement",
    "from", "to", "outcome",
)  # fmt: skip


def figures(results: Results) -> list[dict[str, Any]]:
    """Every figure that may be shown, statements in their order, earlier wordings behind them.

    agreement: the share of all votes, in [0, 1]; interval: Wilson's at 95 %; both rounded to four
    places.  outcome: see domain.agreement.Outcome; None for an earlier wording.
    """
    outcomes = {one.name.asked.number: one.outcome.value for one in results.tallied()}
    return [
        figure
        for line in (*results.lines, *results.earlier)
        for figure in _of_line(
            results, line, outcomes[line.asked.number] if line.asked.is_newest else None
        )
    ]


def _of_line(results: Results, line: Line, outcome: str | None) -> Iterator[dict[str, Any]]:
    codes = {group.id: group.code for group in results.groups}
    head = {
        "number": line.asked.number,
        "statement": plain(line.asked, "text"),
        "wording": None if line.asked.is_newest else line.asked.wording,
    }
    for group_id, code in codes.items():
        if (votes := line.groups.get(group_id)) is not None:
            yield {**head, "group": code, "groups": [code], **_numbers(votes), "outcome": outcome}
    if line.total is not None:
        votes, within = line.total
        named = [code for group_id, code in codes.items() if group_id in within]
        yield {**head, "group": None, "groups": named, **_numbers(votes), "outcome": outcome}


def _numbers(votes: Votes) -> dict[str, Any]:
    counts = {Vote.AGREE: votes.agree, Vote.DISAGREE: votes.disagree, Vote.PASS: votes.passed}
    return {
        "votes": votes.people,
        **{vote.value: count for vote, count in counts.items()},
        "agreement": None if votes.agreement is None else round(votes.agreement, 4),
        "interval": [round(bound, 4) for bound in votes.interval or ()] or None,
    }


def rows(found: Iterable[Mapping[str, Any]]) -> list[Sequence[Any]]:
    """The same as rows of a sheet."""
    return [
        (
            one["number"], one["statement"], one["wording"],
            one["group"] or " + ".join(one["groups"]), one["votes"], one["agree"],
            one["disagree"], one["pass"], one["agreement"], *(one["interval"] or (None, None)),
            one["outcome"],
        )
        for one in found
    ]  # fmt: skip

"""How good tables are, in words: who meets again, colleagues at one table, the mixture."""

from collections.abc import Sequence
from dataclasses import dataclass

from workshop.assignment.proof import Figure
from workshop.domain.assignment.tables import (
    TableProblem,
    Tables,
    TableScore,
    even_sizes,
    meetings,
    proven_parts,
    table_bound,
    table_score,
)
from workshop.domain.assignment.words import people_uneven
from workshop.i18n import _, ngettext

USUAL_SIZE = (6, 10)
"""People at a table at which a talk goes well; other sizes can be chosen."""


@dataclass(frozen=True)
class Said:
    """sealed: whether repeated meetings, and pairs of colleagues at one table, are proven fewest.

    A pair that shares k tables meets again C(k, 2) times: the sum is what is proven, never the
    number of such pairs.
    """

    title: str
    sentence: str
    sealed: bool
    figures: list[Figure]


def tell(problem: TableProblem, tables: Tables) -> Said:
    """What the tables as they are now are worth, held against what no even tables undercut."""
    score, bound = table_score(problem, tables), table_bound(problem)
    sizes = sorted(even_sizes(len(problem.persons), problem.count))
    even = all(sorted(filter(None, map(len, now))) == sizes for now in tables)
    proven = proven_parts(score, bound) if even else ()
    again = sum(rounds > 1 for rounds in meetings(tables).values())
    return Said(
        title=_title(problem, again, proven),
        sentence=_sentence(problem, score, bound, proven, even=even),
        sealed="O" in proven,
        figures=_figures(problem, score, proven, again),
    )


def _title(problem: TableProblem, again: int, proven: tuple[str, ...]) -> str:
    said: str
    if "T" in proven:
        said = _("Proven best")
    elif problem.rounds == 1:
        said = _("Fewest colleagues together") if "O" in proven else _("One round")
    elif not again:
        said = _("No pair meets twice")
    elif "Q" in proven:
        said = _("Fewest repeated meetings")
    else:
        said = ngettext(
            "%(num)s pair meets more than once", "%(num)s pairs meet more than once", again
        )
    return said


def _sentence(
    problem: TableProblem, score: TableScore, bound: TableScore, proven: tuple[str, ...],
    *, even: bool,
) -> str:  # fmt: skip
    sizes = {"people": len(problem.persons), "count": problem.count}
    said: str
    if not even:
        said = _("Not compared with the best: the tables are not even.")
    elif "T" in proven:
        said = _("Proven best: no other way to seat these %(people)s people at %(count)s even "
                 "tables is better in any of the three.", **sizes)  # fmt: skip
    elif "O" in proven and problem.rounds == 1:
        said = _("Proven: nothing else seats these %(people)s people at %(count)s even tables "
                 "with fewer colleagues together. How well they are mixed is not proven best.",
                 **sizes)  # fmt: skip
    elif "O" in proven:
        said = _("Proven: nothing else seats these %(people)s people at %(count)s even tables "
                 "with fewer repeated meetings or fewer colleagues together. How well they are "
                 "mixed is not proven best.", **sizes)  # fmt: skip
    elif "Q" in proven:
        said = ngettext(
            "Proven: fewer repeated meetings are not possible. At most %(num)s pair of colleagues "
            "fewer could share a table.",
            "Proven: fewer repeated meetings are not possible. At most %(num)s pairs of colleagues "
            "fewer could share a table.", score.O - bound.O,
        )  # fmt: skip
    else:
        said = ngettext(
            "Not proven best: at most %(num)s repeated meeting fewer is possible.",
            "Not proven best: at most %(num)s repeated meetings fewer are possible.",
            score.Q - bound.Q,
        )
    return said


def _figures(
    problem: TableProblem, score: TableScore, proven: tuple[str, ...], again: int
) -> list[Figure]:
    least = _("the fewest possible")
    over = _("in all %(num)s rounds together", num=problem.rounds) if problem.rounds > 1 else ""
    mixed = _("the least possible") if "T" in proven else over
    figures = [
        Figure(_("Repeated meetings"), str(score.Q), "",
               _("%(worth)s; each two rounds a pair shares count as one",
                 worth=least if "Q" in proven else _("not proven the fewest"))),
        Figure(_("Meet more than once"), str(again), ngettext("pair", "pairs", again), over),
        Figure(_("Colleagues at one table"), str(score.O), ngettext("pair", "pairs", score.O),
               ", ".join(filter(None, (over, least if "O" in proven else "")))),
        Figure(_("Mixture"), people_uneven(score.T, len(problem.persons)), _("people"),
               _("from an even mix, %(over)s", over=mixed) if mixed else _("from an even mix")),
    ]  # fmt: skip
    return figures if problem.rounds > 1 else figures[2:]


def effect_words(change: TableScore, people: int) -> str:
    """What a change by hand does, in a few words, the most important part first."""
    said = []
    if change.Q:
        said.append(
            ngettext("%(num)s repeated meeting more", "%(num)s repeated meetings more", change.Q)
            if change.Q > 0
            else ngettext("%(num)s repeated meeting fewer", "%(num)s repeated meetings fewer",
                          -change.Q)
        )  # fmt: skip
    if change.O:
        said.append(
            ngettext("%(num)s pair of colleagues more", "%(num)s pairs of colleagues more",
                     change.O)
            if change.O > 0
            else ngettext("%(num)s pair of colleagues fewer", "%(num)s pairs of colleagues fewer",
                          -change.O)
        )  # fmt: skip
    if change.T and not said:
        said.append(_("less evenly mixed") if change.T > 0 else _("more evenly mixed"))
    return ", ".join(said) or str(_("nothing gets better or worse"))


def uneven_tables(tables: Tables) -> list[str]:
    """Rounds whose tables are not as even as they could be, in words."""
    said: list[str] = []
    for number, tables_now in enumerate(tables, start=1):
        least, most = min(map(len, tables_now)), max(map(len, tables_now))
        if most - least > 1:
            said.append(
                _("Round %(number)s: tables of %(least)s to %(most)s people.",
                  number=number, least=least, most=most)
            )  # fmt: skip
    return said


def joined_pairs(problem: TableProblem, tables: Tables) -> list[str]:
    """Pairs kept apart that share a table."""
    name = {person.id: person.name for person in problem.persons}
    said: list[str] = []
    for number, tables_now in enumerate(tables, start=1):
        at = {person: table for table, people in enumerate(tables_now, 1) for person in people}
        said += [
            _("%(one)s and %(other)s are kept apart, but share table %(table)s in round "
              "%(number)s.", one=name[one], other=name[other], table=at[one], number=number)
            for one, other in problem.apart if at[one] == at[other]
        ]  # fmt: skip
    return said


def unusual_words(sizes: Sequence[int]) -> str:
    """How tables of these sizes, the largest first, differ from the usual; empty if they do not."""
    least, most = USUAL_SIZE
    if sizes[-1] < least:
        return str(_("smaller than the usual %(least)s to %(most)s", least=least, most=most))
    if sizes[0] > most:
        return str(_("larger than the usual %(least)s to %(most)s", least=least, most=most))
    return ""


def size_words(count: int, sizes: Sequence[int]) -> str:
    """How many tables of how many people."""
    most, least = sizes[0], sizes[-1]
    said: str = (
        ngettext("%(num)s table of %(size)s", "%(num)s tables of %(size)s", count, size=most)
        if most == least
        else ngettext("%(num)s table of %(least)s–%(most)s",
                      "%(num)s tables of %(least)s–%(most)s", count, least=least, most=most)
    )  # fmt: skip
    return said

"""What seating one person elsewhere in one round, or two who change places, does to a deal.

Plain Python: only the tables that are touched are counted anew, so that every change there is can
be weighed while a page is made.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from workshop.domain.assignment.tables import TableProblem, Tables, TableScore, meetings


class Weighed:
    """A deal with what its changes cost; tables and rounds are numbered from 0."""

    def __init__(self, problem: TableProblem, tables: Tables) -> None:
        self.tables = tables
        self._agency = {person.id: person.organisation for person in problem.persons}
        self._meetings = meetings(tables)
        self._traits = [
            (attribute.weight, {person.id: person.traits[index] for person in problem.persons})
            for index, attribute in enumerate(problem.attributes)
        ]
        self._totals = [Counter(trait.values()) for _weight, trait in self._traits]

    def change(self, turn: int, moves: Mapping[str, int]) -> TableScore:
        """After minus before when people (by id) go to these tables in a round."""
        tables = self.tables[turn]
        touched = {
            number
            for number, table in enumerate(tables)
            if number in moves.values() or any(person in moves for person in table)
        }
        before = [tables[number] for number in touched]
        after = [
            [person for person in tables[number] if moves.get(person, number) == number]
            + [person for person, to in moves.items() if to == number
               and person not in tables[number]]
            for number in touched
        ]  # fmt: skip
        old, new = self._parts(before, before), self._parts(after, before)
        return TableScore(*(now - then for now, then in zip(new, old, strict=True)))

    def _parts(
        self, tables: Sequence[Sequence[str]], here: Sequence[Sequence[str]]
    ) -> tuple[int, int, int]:
        """Q, O and T of these tables in a round; `here` are the tables that stand in it now."""
        at = {person: number for number, table in enumerate(here) for person in table}
        repeats = colleagues = 0
        for table in tables:
            for one, other in combinations(sorted(table), 2):
                # every other round that the two share makes one repeat with this one
                repeats += self._meetings[one, other] - (at[one] == at[other])
                colleagues += self._agency[one] == self._agency[other]
        return repeats, colleagues, sum(map(self._uneven, tables))

    def _uneven(self, table: Sequence[str]) -> int:
        found = 0
        for (weight, trait), totals in zip(self._traits, self._totals, strict=True):
            here = Counter(trait[person] for person in table)
            found += weight * sum(
                abs(len(trait) * here[category] - len(table) * total)
                for category, total in totals.items()
            )
        return found

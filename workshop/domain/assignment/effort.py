"""How much work each effort may do: counts of nodes, programs and rounds, never seconds."""

from dataclasses import dataclass

from workshop.domain.assignment.problem import Effort

USUAL, FEWEST_NODES = 400, 10
"""Columns of a program over 130 people in 3 groups, about; a larger one gets fewer nodes."""
FEW, MANY = 20, 60
"""Numbers of groups between which the pairs that are filled again grow with them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each kind of work may cost.

    nodes, columns: search nodes of a program over all people, and its size beyond level one;
    move_columns: its size for D.
    class_nodes, class_columns: the same over classes of equal groups; above so many columns the
    bound of S looks at P only.  turns: how often the deal takes everybody out.  pairs: of groups,
    that are filled again, per group; pair_nodes: search nodes for each; shuffles: new starts for
    these.  rounds: over all people, of single moves and swaps; moves: people times groups up to
    which moves are tried; swaps: people times people up to which swaps are.
    """

    nodes: int
    columns: int
    class_columns: int
    turns: int
    pairs: int
    pair_nodes: int
    rounds: int
    shuffles: int
    class_nodes: int = 50
    move_columns: int = 40_000
    moves: int = 10_000
    swaps: int = 60_000

    def nodes_of(self, columns: int) -> int:
        """Fewer where each takes long: the time of a node grows like the square of the columns."""
        if columns <= USUAL:
            return self.nodes
        return max(round(self.nodes * (USUAL / columns) ** 2), FEWEST_NODES)

    def programs(self, groups: int, start: int) -> int:
        """How many pairs of groups are filled again; one more for each group beyond MANY.

        start: 0 for the first; a third is enough for those after it.
        """
        first = self.pairs * min(max(groups, FEW), MANY) + max(groups - MANY, 0)
        return first // 3 if start else first


LIMITS = {
    Effort.QUICK: Limits(100, 600, 1_500, 10, 2, 10, 10, 0),
    Effort.NORMAL: Limits(1_000, 800, 3_000, 15, 5, 20, 50, 2),
    Effort.THOROUGH: Limits(10_000, 3_000, 3_000, 15, 6, 20, 200, 3),
}

"""Level by level, each optimum fixed for the next; bounds first, and no proof without one."""

from collections.abc import Callable
from dataclasses import replace

from workshop.domain.assignment.budget import Budget
from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.classes import Classes, classes_of
from workshop.domain.assignment.deal import deal, shuffle
from workshop.domain.assignment.effort import LIMITS, Limits
from workshop.domain.assignment.formulate import Formulation, formulate
from workshop.domain.assignment.improve import improved
from workshop.domain.assignment.problem import Assignment, Level, Options, Problem, Score
from workshop.domain.assignment.program import Outcome
from workshop.domain.assignment.progress import Listener, Progress, nobody
from workshop.domain.assignment.resplit import resplit
from workshop.domain.assignment.sizes import fixed_sizes

Levels = tuple[Level, ...]


class Search:
    """The best assignment so far with its score, and what is known about each level."""

    def __init__(
        self, problem: Problem, options: Options, budget: Budget, listener: Listener
    ) -> None:
        self.problem = problem
        self.options = options
        self.limits: Limits = LIMITS[options.effort]
        self.listener = listener
        self.budget = budget
        self.assignment: Assignment | None = None
        self.score: Score | None = None
        self.bound: dict[Level, int | None] = dict.fromkeys(options.order)
        self.infeasible = False
        classes = classes_of(problem)
        self.classes = classes if len(classes.members) < len(problem.groups) else None

    def run(self) -> None:
        for number in range(len(self.options.order)):
            levels = self.options.order[: number + 1]
            self._tell(levels)
            self._minimise(levels)
            if self.infeasible:
                return

    def _tell(self, levels: Levels) -> None:
        self.listener(Progress(levels[-1], levels[:-1], self.score, dict(self.bound)))

    def _minimise(self, levels: Levels) -> None:
        """Minimises the last of `levels` while those before it keep what they have reached."""
        level = levels[-1]
        self._raise(level, least(self.problem, level))
        for attempt in self._attempts(level):
            if self.infeasible or self._done(level) or (self.assignment and self.budget.spent):
                return
            attempt(levels)
            self._tell(levels)

    def _attempts(self, level: Level) -> tuple[Callable[[Levels], None], ...]:
        """In the order of trial; pairs of groups prove nothing for D."""
        if level is Level.MOVES:
            return (self._by_persons, self._by_pairs, self._by_moves)
        bounds = (self._by_classes, self._by_parts)
        return (*bounds, self._by_fixed_sizes, self._by_pairs, self._by_persons, self._by_moves)

    def _raise(self, level: Level, bound: int) -> None:
        """Every deviation counts twice in B (as surplus and as shortage), so B is even."""
        if level is Level.BALANCE:
            bound += bound % 2
        self.bound[level] = max(self.bound[level] or 0, bound)

    def _done(self, level: Level) -> bool:
        """Whether what is known cannot get better at this level."""
        return self.score is not None and self.score.part(level) == self.bound[level]

    def _large(self) -> bool:
        """Whether a program over all people would be too large beyond the first level."""
        seats = sum(len(person.levels()) for person in self.problem.persons)
        return seats > self.limits.columns

    def _by_classes(self, levels: Levels) -> None:
        """The bound of the problem over classes of equal groups, and a deal that aims at it."""
        level, classes = levels[-1], self.classes
        if classes is None or level is Level.MOVES:
            return
        formulation = self._over_classes(classes, levels)
        outcome = self._solve(formulation, levels, self.limits.class_nodes)
        if outcome.infeasible and self.assignment is None:
            self.infeasible = True
        if outcome.bound is not None:
            self._raise(level, outcome.bound)
        if outcome.values is None or level not in (Level.PREFERENCE, Level.BALANCE):
            return
        if self._returning(levels):
            return
        self._tell(levels)
        goal = self.bound[level] or 0
        dealt = deal(
            self.problem,
            formulation.read(outcome.values, self.options.seed),
            classes.members,
            self.options.order,
            turns=self.limits.turns if level is Level.BALANCE else 0,
            seed=self.options.seed,
            enough=lambda balance: balance <= goal or self.budget.spent,
        )
        self._keep(dealt, levels)

    def _returning(self, levels: Levels) -> bool:
        """Whether few moves come before the last of `levels`: a new deal would move many."""
        before = Level.MOVES in levels[:-1]
        return before and any(person.current is not None for person in self.problem.persons)

    def _over_classes(self, classes: Classes, levels: Levels) -> Formulation:
        """Without B where only the bound of S is wanted and B would make the program hard."""
        formulation = formulate(classes.merged, levels, self.options.seed, classes.copies)
        if levels[-1] is Level.SPREAD and formulation.program.columns > self.limits.class_columns:
            eased = tuple(level for level in levels if level is not Level.BALANCE)
            return formulate(classes.merged, eased, self.options.seed, classes.copies)
        return formulation

    def _by_parts(self, levels: Levels) -> None:
        """A bound where no program over all people follows: each attribute of B for itself."""
        level, problem = levels[-1], replace(self.problem, apart=())
        if self.classes or not self._large():
            return
        if level is Level.SPREAD:
            self._raise(level, self._eased(problem, levels))
        if level is Level.BALANCE:
            alone = [
                replace(
                    problem,
                    persons=tuple(
                        replace(one, traits=one.traits[number : number + 1])
                        for one in problem.persons
                    ),
                    attributes=problem.attributes[number : number + 1],
                )
                for number, attribute in enumerate(problem.attributes)
                if attribute.weight
            ]
            self._raise(level, sum(self._eased(one, levels) for one in alone))

    def _eased(self, problem: Problem, levels: Levels) -> int:
        """A bound of the last of `levels` that looks at P only before it; 0 is always one."""
        kept = tuple(one for one in levels if one in (Level.PREFERENCE, levels[-1]))
        formulation = formulate(problem, kept, self.options.seed)
        if self.budget.spent or formulation.program.columns > self.limits.class_columns:
            return 0
        return self._solve(formulation, kept, self.limits.class_nodes).bound or 0

    def _by_fixed_sizes(self, levels: Levels) -> None:
        """Where many groups may be of several sizes: the best split with fixed ones, to begin with.

        Groups of one size can be dealt as classes, which comes far nearer to the bound than pairs
        of groups do from anywhere; these may change the sizes afterwards.
        """
        if levels != (Level.PREFERENCE, Level.BALANCE) or self.score is None:
            return
        if self.classes or not self._large():
            return
        sizes = fixed_sizes(
            self.problem, self.score.P, seed=self.options.seed,
            most=self.limits.move_columns, nodes=self.limits.class_nodes,
            seconds=self.budget.left(),
        )  # fmt: skip
        for problem, bound in sizes:
            self._raise(levels[-1], bound)
            even = Search(problem, self.options, self.budget, nobody)
            for number in range(len(levels)):
                even._minimise(levels[: number + 1])
            if even.assignment is not None:
                self._keep(even.assignment, levels)
            if self._done(levels[-1]) or self.budget.spent:
                return

    def _by_pairs(self, levels: Levels) -> None:
        """Two groups at a time, where a program over all people would be too large."""
        level = levels[-1]
        if not self.assignment or level is Level.PREFERENCE:
            return
        if not (self.classes or self._large()):
            return
        if not self.classes:
            self._by_moves(levels)
        found = self._refilled(self.assignment, levels, 0)
        if level is not Level.BALANCE or not self.classes or self._returning(levels):
            return
        for number in range(self.limits.shuffles):
            if self._done(level) or self.budget.spent:
                return
            members, seed = self.classes.members, self.options.seed + number
            found = self._refilled(
                shuffle(self.problem, found, members, seed=seed), levels, number + 1
            )

    def _refilled(self, start: Assignment, levels: Levels, number: int) -> Assignment:
        """What filling pairs of groups again makes of a split."""

        def enough(found: Assignment | None) -> bool:
            if found is not None:
                self._keep(found, levels)
                self._tell(levels)
            return self._done(levels[-1]) or self.budget.spent

        programs = self.limits.programs(len(self.problem.groups), number)
        found = resplit(
            self.problem, start, levels,
            programs=programs, nodes=self.limits.pair_nodes, enough=enough,
        )  # fmt: skip
        self._keep(found, levels)
        return found

    def _by_persons(self, levels: Levels) -> None:
        """One program over all people, unless it is too large or a level before is open."""
        if self._left_open(levels[:-1]):
            return
        if self.assignment and levels[-1] is not Level.MOVES and self._large():
            return
        formulation = formulate(self.problem, levels, self.options.seed)
        limits, columns = self.limits, formulation.program.columns
        few_moves = levels == (Level.PREFERENCE, Level.MOVES)  # hardly more than transport
        if self.assignment and columns > (limits.move_columns if few_moves else limits.columns):
            return
        nodes = limits.nodes_of(columns)
        outcome = self._solve(formulation, levels, nodes)
        if self._nothing_known(outcome) and not self.budget.spent:
            outcome = self._solve(formulation, levels, limits.nodes * 100)
        if outcome.infeasible and self.assignment is None:
            self.infeasible = True
        if outcome.values is not None:
            self._keep(formulation.read(outcome.values, self.options.seed), levels)
        if outcome.bound is not None:
            self._raise(levels[-1], outcome.bound)

    def _nothing_known(self, outcome: Outcome) -> bool:
        """Neither a split nor that there is none."""
        return self.assignment is None and outcome.values is None and not outcome.infeasible

    def _left_open(self, levels: Levels) -> bool:
        """Whether one of these is not proven: a proof of what comes after would be worth little."""
        return self.score is not None and not all(self._done(level) for level in levels)

    def _by_moves(self, levels: Levels) -> None:
        """Single moves, and swaps where there are not too many of them."""
        people = len(self.problem.persons)
        if self.assignment and people * len(self.problem.groups) <= self.limits.moves:
            swaps = people * people <= self.limits.swaps
            rounds = self.limits.rounds
            found = improved(self.problem, self.assignment, levels, rounds=rounds, swaps=swaps)
            self._keep(found, levels)

    def _solve(self, formulation: Formulation, levels: Levels, nodes: int) -> Outcome:
        """The last of `levels`, while those before it keep what has been reached."""
        if self.score is not None:
            for earlier in levels[:-1]:
                cost = formulation.costs.get(earlier)
                if cost is not None:
                    formulation.program.row(cost, 0, self.score.part(earlier) + 0.5)
        return formulation.program.minimise(
            formulation.costs[levels[-1]], nodes=nodes, seconds=self.budget.left()
        )

    def _keep(self, found: Assignment, levels: Levels) -> None:
        """Takes what is valid and better, in `levels` or, where these are equal, beyond."""
        if found is self.assignment or violations(self.problem, found):
            return
        reached = score(self.problem, found)
        if self.score is None or reached.key(self.options.order) < self.score.key(
            self.options.order
        ):
            self.assignment, self.score = found, reached


def least(problem: Problem, level: Level) -> int:
    """What no assignment can undercut, seen without solving."""
    if level is not Level.PREFERENCE:
        return 0
    return sum(
        person.levels().get(person.pin, 0) if person.pin else 0 for person in problem.persons
    )

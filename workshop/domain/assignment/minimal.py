"""A smallest set of rules that cannot hold together, verified by solving again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workshop.domain.assignment.budget import Budget, Work
from workshop.domain.assignment.contradictions import tied
from workshop.domain.assignment.formulate import formulate
from workshop.domain.assignment.problem import Conflict, Group, Person, Problem
from workshop.domain.assignment.words import Words, listed

NODES = 400
MOST_RULES = 20
"""Rules that are said; of more their number is."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """One thing the organiser could give up."""

    kind: str
    subject: tuple[str, ...]


def smallest_conflict(problem: Problem, budget: Budget) -> Conflict:
    """Rules (pins, pairs, sizes) none of which can be spared: giving up any one allows a split.

    The problem must have no split, and everybody at least one group.  Where the work is spent
    before, some that could be spared may be among them.
    """
    work = Work(NODES, budget)
    part = next(impossible_parts(problem, work), None)
    rules = _about(problem, part) if part else [*_about(problem, problem.persons), *_sizes(problem)]
    return _said(problem, _needed(problem, [], rules, work, tested=False))


def impossible_parts(problem: Problem, work: Work) -> Iterator[tuple[Person, ...]]:
    """People whom pairs tie to each other and who could not sit anywhere if they were alone."""
    for part in tied(problem, (*problem.together, *problem.apart)):
        if not _possible(problem, _about(problem, part), work):
            yield part


def _about(problem: Problem, persons: Sequence[Person]) -> list[_Rule]:
    """The pins of these people and the pairs among them."""
    among = {person.id for person in persons}
    return [
        *(_Rule("pin", (person.id,)) for person in persons if person.pin),
        *(_Rule("together", pair) for pair in problem.together if among.issuperset(pair)),
        *(_Rule("apart", pair) for pair in problem.apart if among.issuperset(pair)),
    ]


def _sizes(problem: Problem) -> list[_Rule]:
    return [
        *(_Rule("maximum", (group.id,)) for group in problem.groups),
        *(_Rule("minimum", (group.id,)) for group in problem.groups if group.minimum > 0),
    ]


def _needed(
    problem: Problem, kept: list[_Rule], doubted: list[_Rule], work: Work, *, tested: bool
) -> list[_Rule]:
    """Those of `doubted` that a conflict with `kept` needs (Junker 2004, QuickXplain)."""
    if tested and not _possible(problem, kept, work):
        return []
    if len(doubted) == 1:
        return doubted
    half = len(doubted) // 2
    first, second = doubted[:half], doubted[half:]
    from_second = _needed(problem, [*kept, *first], second, work, tested=bool(first))
    from_first = _needed(problem, [*kept, *from_second], first, work, tested=bool(from_second))
    return [*from_first, *from_second]


def _possible(problem: Problem, rules: Sequence[_Rule], work: Work) -> bool:
    """Whether the problem with no other rules than these has a split; yes when work is spent."""
    if work.spent:
        return True
    kept = set(rules)
    everybody = len(problem.persons)
    bound = _bound(rules)
    reduced = replace(
        problem,
        persons=tuple(
            person
            if not person.pin or _Rule("pin", (person.id,)) in kept
            else replace(person, pin=None)
            for person in problem.persons
            if bound is None or person.id in bound
        ),
        groups=tuple(
            replace(
                group,
                minimum=group.minimum if _Rule("minimum", (group.id,)) in kept else 0,
                maximum=group.maximum if _Rule("maximum", (group.id,)) in kept else everybody,
            )
            for group in problem.groups
        ),
        together=tuple(pair for pair in problem.together if _Rule("together", pair) in kept),
        apart=tuple(pair for pair in problem.apart if _Rule("apart", pair) in kept),
    )
    return not work.minimise(formulate(reduced, (), 0).program, []).infeasible


def _bound(rules: Sequence[_Rule]) -> set[str] | None:
    """Whom the rules are about: without any about sizes nobody else matters.  None: everybody."""
    if any(rule.kind in ("maximum", "minimum") for rule in rules):
        return None
    return {person for rule in rules for person in rule.subject}


def _said(problem: Problem, rules: Sequence[_Rule]) -> Conflict:
    people = {person.id: person for person in problem.persons}
    groups = {group.id: group for group in problem.groups}
    told = [_phrase(rule, people, groups) for rule in rules[:MOST_RULES]]
    if more := len(rules) - len(told):
        told.append((f"และอีก {more} ข้อ", f"and {more} more"))
    thai, english = zip(*told, strict=True)
    named = {subject for rule in rules for subject in rule.subject}
    return Conflict(
        "ข้อกำหนดเหล่านี้เป็นจริงพร้อมกันไม่ได้ ต้องยกเลิกอย่างน้อยหนึ่งข้อ: " + " · ".join(thai),
        f"These rules cannot all hold; give up at least one: {' · '.join(english)}.",
        tuple(person.id for person in problem.persons if person.id in named),
        tuple(group.id for group in problem.groups if group.id in named),
    )


def _phrase(rule: _Rule, people: dict[str, Person], groups: dict[str, Group]) -> tuple[str, str]:
    if rule.kind in ("together", "apart"):
        words = {
            "together": Words("{who} อยู่ด้วยกัน", "{who} together"),
            "apart": Words("{who} แยกกลุ่ม", "{who} apart"),
        }[rule.kind].of(who=listed([people[person] for person in rule.subject]))
    elif rule.kind == "pin":
        person = people[rule.subject[0]]
        words = Words("{who} ถูกกำหนดไว้กลุ่ม {a}", "{who} pinned to group {a}").of(
            who=person, a=groups[person.pin or ""]
        )
    else:
        group = groups[rule.subject[0]]
        words = {
            "maximum": Words("กลุ่ม {a} ไม่เกิน {n} คน", "group {a} at most {n}"),
            "minimum": Words("กลุ่ม {a} อย่างน้อย {n} คน", "group {a} at least {n}"),
        }[rule.kind].of(a=group, n=group.maximum if rule.kind == "maximum" else group.minimum)
    return words.th, words.en

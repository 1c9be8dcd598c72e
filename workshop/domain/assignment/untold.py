"""Why a cure changes more than the conflicts found so far account for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from workshop.domain.assignment.budget import Budget
from workshop.domain.assignment.contradictions import chains, conflict
from workshop.domain.assignment.cure_words import said
from workshop.domain.assignment.cures import changed, possible
from workshop.domain.assignment.elastic import PAIRS, SIZES
from workshop.domain.assignment.minimal import smallest_conflict
from workshop.domain.assignment.problem import Change, ChangeKind, Conflict, Cure, Problem
from workshop.domain.assignment.words import Words

MOST, MOST_RULES = 2, 60
"""Reasons, and the rules among which one is looked for: it takes some dozens of small problems."""


def untold(
    problem: Problem, cure: Cure, sizes: Sequence[Conflict], rules: Sequence[Conflict],
    budget: Budget,
) -> Iterator[Conflict]:  # fmt: skip
    """A smallest set of rules for each part of the cure that no conflict named so far explains.

    cure: a smallest one.  sizes: conflicts about seats, minimums and roles; rules: all others.
    """
    known = list(rules)
    for _ in range(MOST):
        done = _accounted_for(problem, cure, sizes, known)
        rest = changed(problem, done)
        if done == cure.changes or not all(person.levels() for person in rest.persons):
            return
        if possible(rest, budget) or budget.spent:
            return
        found = _by_chains(problem, rest, done, budget) or _by_rules(problem, rest, done, budget)
        if found is None or found in known:
            return
        yield found
        known.append(found)


def _accounted_for(
    problem: Problem, cure: Cure, sizes: Sequence[Conflict], rules: Sequence[Conflict]
) -> tuple[Change, ...]:
    """The cure, without what nothing explains, or with a seat less where it has too many."""
    done = []
    for change in cure.changes:
        if change.kind in SIZES:
            alike = [one for one in cure.changes if one.kind is change.kind]
            more = sum(one.number for one in alike) > _lacking(problem, change.kind, sizes)
            bound = any(set(change.groups) <= set(one.groups) for one in rules)
            if more and not bound and change is max(alike, key=lambda one: one.number):
                change = replace(change, number=change.number - 1)
            done += [change] if change.number else []
        elif _explained(change, sizes, rules):
            done.append(change)
    return tuple(done)


def _lacking(problem: Problem, kind: ChangeKind, sizes: Sequence[Conflict]) -> int:
    """How many seats, or people below a minimum, the conflicts about sizes name."""
    groups = {group.id: group for group in problem.groups}
    total, parts = 0, 0
    for one in sizes:
        number = len(one.persons) if one.persons else len(problem.persons)
        seats = sum(groups[key].maximum for key in one.groups)
        needed = sum(groups[key].minimum for key in one.groups)
        lacks = number - seats if kind is ChangeKind.SEATS else needed - number
        if len(one.groups) == 1 and not one.persons:  # the minimum above the maximum
            lacks = needed - seats
        if one.persons:
            parts += max(lacks, 0)
        else:
            total = max(total, lacks)
    return max(total, parts)


def _explained(change: Change, sizes: Sequence[Conflict], rules: Sequence[Conflict]) -> bool:
    """Whether a conflict tells of these people, together or apart, pinned or not taken."""
    told = rules if change.kind is ChangeKind.APART else (*sizes, *rules)
    people, among = set(change.persons), [set(one.persons) for one in told]
    return any(people <= some if change.kind in PAIRS else people & some for some in among)


def _by_chains(
    problem: Problem, rest: Problem, done: tuple[Change, ...], budget: Budget
) -> Conflict | None:
    """Where people tied together take several seats at once, and each alone would find one."""
    sizes = tuple(one for one in done if one.kind in SIZES)
    if not sizes or not rest.together or not possible(replace(rest, together=()), budget):
        return None
    tied = chains(rest)
    people = tuple(person for chain in tied for person in chain)
    cure = said(problem, sizes)
    words = Words(
        "แม้{cure}แล้วก็ยังจัดกลุ่มไม่ได้ เพราะคู่ที่ต้องอยู่ด้วยกันผูก {n} คนไว้เป็น {chains} ชุด ซึ่งลงที่นั่งที่มีไม่พอดี",
        "Even with {cure} there is no split: together-pairs tie {n} people into "
        f"{{chains}} {'chain' if len(tied) == 1 else 'chains'}, which do not fit the seats.",
    )
    groups = {group.id: group for group in problem.groups}
    changed_groups = tuple(groups[one.groups[0]] for one in sizes)
    told = words.of(cure=Words(cure.th, cure.en), n=len(people), chains=len(tied))
    return conflict(told, people, changed_groups)


def _by_rules(
    problem: Problem, rest: Problem, done: tuple[Change, ...], budget: Budget
) -> Conflict | None:
    """A smallest set of rules, unless there are too many to look through.

    Says which changes are counted with, where the sizes that are named come from them.
    """
    pinned = sum(person.pin is not None for person in rest.persons)
    if pinned + len(rest.together) + len(rest.apart) > MOST_RULES:
        return None
    found = smallest_conflict(rest, budget)
    counted = tuple(one for one in done if set(one.groups) & set(found.groups))
    if not counted:
        return found
    cure = said(problem, counted)
    english = found.en[:1].lower() + found.en[1:]
    return replace(found, th=f"แม้{cure.th}แล้ว {found.th}", en=f"Even with {cure.en}, {english}")

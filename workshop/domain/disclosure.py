"""What may be shown of answers given by group: the one place that decides it.

Two rules keep a single voice out of sight. While answers come in, they are released in shuffled
batches (`batch`, `on_close`), so that no change on a page is about fewer than k people: those who
are new and those who revised wait apart while a form is open, so that what comes in is of k people,
and what goes, the earlier answers of those who revised, as well. And of what is released, only
cells with at least k people are shown (`shown`); every sum is made of shown cells alone (`total`),
so subtracting outputs from each other yields shown cells again and never a hidden one. Every
output, page or export, asks here.

Counts are people, not rows; k >= 1 is the workshop's threshold, 1 where answers carry names.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def batch(pending: int, k: int) -> int:
    """How many of `pending` answers of an open form are released now.

    pending: of people of whom nothing is released yet, or of those who revised what is; never of
    both together, since one who revised among others who are new would be known by what goes.
    A batch is exactly k people and leaves at least k back; as many batches as fit are taken at
    once: 21 waiting with k = 5 releases 15. Who is in it must be drawn by lot, never by time.
    Answers with names do not come here: they show at once.
    """
    _check(k, pending=pending)
    return max(pending // k - 1, 0) * k


def on_close(*, pending: int, total: int, released: int, k: int, reopened: bool) -> int:
    """How many of `pending` answers are released when a form is closed: all of them or none.

    pending: new or revised since their last release.  total: people who answered in this group.
    released: people of whom something is released already.  reopened: it was closed once before.
    The first closing releases the rest if the group then has at least k people, those who revised
    as well, however few, since the newest answer counts in the end. After a reopening
    the late ones are released only if they are at least k; otherwise they never are, and count as
    held back. Fewer than k people beside others already released never come out in either case
    (possible only where k was raised in between), since a subtraction would show them.
    """
    _check(k, pending=pending, total=total, released=released)
    if reopened or released:
        return pending if pending >= k else 0
    return pending if total >= k else 0


def threshold(k: int, *, named: bool) -> int:
    """The k that holds for a workshop: its setting by group, 1 where answers carry names."""
    return 1 if named else max(k, 1)


def shown(people: Mapping[Key, int], k: int) -> frozenset[Key]:
    """The cells that may be shown: those with at least k people behind them.

    people: for every cell, the released people behind it. A cell is the smallest thing an output
    can ask for: one question of one strategy in one group. For a figure these are the people who
    answered that question ("not relevant" is an answer); for written comments they are the
    released people of that form and group who were asked it, for a comment hides among them.
    A change of a figure is about everybody released since: leaving a question open answers it too.
    A hidden cell gives neither figure, nor number of people, nor comments.
    """
    _check(k)
    return frozenset(key for key, count in people.items() if count >= k)


def total(
    cells: Mapping[Key, Value],
    people: Mapping[Key, int],
    k: int,
    *,
    add: Callable[[Iterable[Value]], Value],
) -> tuple[Value, int, frozenset[Key]] | None:
    """A sum over cells, as (value, people, the cells in it), or None when no cell is shown.

    Hidden cells are left out altogether: whoever takes the shown cells from the sum gets nothing.
    cells and people have the same keys; `add` adds up the values of the shown ones.
    """
    keys = shown(people, k)
    if not keys:
        return None
    chosen = [key for key in cells if key in keys]
    return add(cells[key] for key in chosen), sum(people[key] for key in chosen), keys


def trait_shown(people_by_trait: Mapping[Key, int], k: int) -> bool:
    """Whether a trait of answers, such as phone or paper, may be told: beside them, or as totals.

    Only when each of its values that occurs has at least k people: one paper form among fifteen
    phones would be known by its writer. Otherwise the trait is left empty for the whole cell, and
    totals by it are left out altogether: the room saw who wrote on paper, and one of two numbers
    gives the other, as the count of answers is always told.
    """
    _check(k)
    return all(count == 0 or count >= k for count in people_by_trait.values())


def _check(k: int, **counts: int) -> None:
    if k < 1:
        raise ValueError(f"k is at least 1, not {k}")
    for name, count in counts.items():
        if count < 0:
            raise ValueError(f"{name} is a number of people, not {count}")

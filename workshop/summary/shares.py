"""How large a share of its comments each group gives to each theme."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from workshop.models import FocusGroup, Theme
from workshop.summary.disclosed import Disclosed
from workshop.summary.pictures import percent
from workshop.summary.themes_service import counted


@dataclass(frozen=True, slots=True)
class Share:
    """One theme: its comments and share by group, "" where none of a group is shown."""

    theme: Theme
    cells: Sequence[tuple[int | None, str]]
    total: int


@dataclass(frozen=True, slots=True)
class Shares:
    """groups: with the number of comments that the shares are of, None where none is shown."""

    groups: Sequence[tuple[FocusGroup, int | None]]
    rows: Sequence[Share]


def shares(
    disclosed: Disclosed,
    groups: Iterable[FocusGroup],
    themes: Iterable[Theme],
    on: Mapping[bytes, Set[int]],
) -> Shares:
    """Of shown comments alone, so of people of whom there are at least k.

    A comment can have several themes: the shares of a group need not sum to all.
    """
    heads, counts = [], []
    for group in groups:
        is_shown = any(place[1] == group.id for place in disclosed.comments)
        orders = list(disclosed.orders(group.id))
        heads.append((group, len(orders) if is_shown else None))
        counts.append(counted(orders, on)[0])
    rows = []
    for theme in themes:
        numbers = [count[theme.id] for count in counts]
        cells = [
            (None, "") if of is None else (number, _percent(number, of))
            for number, (_group, of) in zip(numbers, heads, strict=True)
        ]
        rows.append(Share(theme, cells, sum(numbers)))
    return Shares(heads, rows)


def _percent(number: int, of: int) -> str:
    """A few of very many are not told as none; "" of nobody."""
    share = percent(number / of if of else None)
    return f"<{percent(0.01)}" if number and share == percent(0.0) else share

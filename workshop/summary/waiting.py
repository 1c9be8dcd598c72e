"""What is said of answers that no figure holds: which of them wait, and which never show."""

from collections.abc import Iterable

from workshop.i18n import _, ngettext
from workshop.summary.standing import Standing


def words(standings: Iterable[Standing], k: int) -> list[str]:
    """A clause for each kind of answers that are not shown, with how many; none when all are.

    Those of open forms wait for the next batch. At a closing fewer than k were held back: as late
    ones where others had been released before.  k: see disclosure.threshold.
    """
    waiting = [one for one in standings if one.waiting]
    queued = [one for one in waiting if one.is_open]
    late = [one for one in waiting if one.keeps_late]
    few = [one for one in waiting if one.keeps_few]
    return [*_queued(queued), *_late(late, k), *_few(few, k)]


def joined(clauses: Iterable[str]) -> str:
    """Clauses as one sentence without its end; "" of none."""
    whole = ""
    for clause in clauses:
        whole = str(_("%(first)s; %(next)s", first=whole, next=clause)) if whole else clause
    return whole


def _queued(places: list[Standing]) -> list[str]:
    number = _people(places)
    if not number:
        return []
    return [ngettext("%(num)s waits for the next batch", "%(num)s wait for the next batch", number)]


def _late(places: list[Standing], k: int) -> list[str]:
    number = _people(places)
    if not number:
        return []
    clause = ngettext(
        "%(num)s came late and is not shown, because fewer than %(k)s did",
        "%(num)s came late and are not shown, because they are fewer than %(k)s",
        number,
        k=k,
    )
    return [_of_each(clause, places)]


def _few(places: list[Standing], k: int) -> list[str]:
    number = _people(places)
    if not number:
        return []
    clause = ngettext(
        "%(num)s is not shown, because fewer than %(k)s answered",
        "%(num)s are not shown, because they are fewer than %(k)s",
        number,
        k=k,
    )
    return [_of_each(clause, places)]


def _of_each(clause: str, places: list[Standing]) -> str:
    """Where several groups or forms are summed, k is about each of them."""
    if len(places) < 2:
        return clause
    return str(_("%(clause)s in each group on each form", clause=clause))


def _people(places: list[Standing]) -> int:
    return sum(one.waiting for one in places)

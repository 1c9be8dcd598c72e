"""Names of agencies that were cut short, and names with a bracket: to ask what is meant."""

import re
from bisect import bisect_left
from collections.abc import Iterable

_CUT = re.compile(r"(?:…|\.{2,}|ฯลฯ|ฯ)[\s.…ฯ]*")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)(?:[)\]]|$)")


def sides(text: str) -> tuple[str, str] | None:
    """What stands outside and inside the last bracket: "สพธอ. (ETDA)" may be two names of one."""
    found = list(_BRACKET.finditer(text))
    if not found:
        return None
    last = found[-1]
    outside, inside = f"{text[: last.start()]} {text[last.end() :]}".strip(), last[1].strip()
    return (outside, inside) if outside and inside else None


def pieces(text: str) -> list[str]:
    """What is left of a name that was cut short: "ปลัด…คลัง" is ปลัด and คลัง; the whole if it was
    not. A mark of cutting at the end leaves an empty piece."""
    return [piece.strip() for piece in _CUT.split(text)]


class Beginnings:
    """Names, each with the number of its agency, to find those that begin with something."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._names = sorted(set(names))

    def of(self, start: str, then: Iterable[str] = ()) -> list[int]:
        """The shortest first, each agency once; behind `start` the others follow in order.

        A number at the end is never taken for the beginning of a longer one.
        """
        found: list[tuple[int, int]] = []
        for name, agency_id in self._names[bisect_left(self._names, (start, -1)) :]:
            if not name.startswith(start):
                break
            rest = name[len(start) :]
            if not (start[-1:].isdigit() and rest[:1].isdigit()) and _follow(rest, then):
                found.append((len(name), agency_id))
        return list(dict.fromkeys(one for _length, one in sorted(found)))


def _follow(rest: str, wanted: Iterable[str]) -> bool:
    for one in wanted:
        _before, here, rest = rest.partition(one)
        if not here:
            return False
    return True

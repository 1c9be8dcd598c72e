"""Which words a group uses more than the others do."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CRITICAL = 3.84
"""Log-likelihood that chance alone passes once in twenty words (chi squared, one degree)."""
LEAST = 2
"""Comments that a word must be in: one writer's habit is no subject of a group."""


@dataclass(frozen=True, slots=True)
class Key:
    """A word with the counts behind it.

    here, there: how often it occurs in this group and in the others.  places: which comments of
    this group hold it.  likelihood: log-likelihood of the difference.
    """

    word: str
    here: int
    there: int
    places: Sequence[int]
    likelihood: float

    @property
    def comments(self) -> int:
        """How many of this group hold it."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Keyness:
    """words: the most telling first.  here, there: words looked at in this group, in others."""

    words: Sequence[Key]
    here: int
    there: int


def log_likelihood(a: int, b: int, c: int, d: int) -> float:
    """How surely a word is used more in one collection than in another; 0 where equally often.

    a, b: how often it occurs in each.  c, d: all words of each, c >= a, d >= b, c + d > 0.
    Source: Rayson and Garside (2000), Comparing corpora using frequency profiling.
    """
    if a < 0 or b < 0 or c < a or d < b or c + d == 0:
        raise ValueError(f"no frequencies: {a} of {c}, {b} of {d}")
    expected = (c * (a + b) / (c + d), d * (a + b) / (c + d))
    parts = (
        count * math.log(count / wanted)
        for count, wanted in zip((a, b), expected, strict=True)
        if count
    )
    return max(2 * sum(parts), 0.0)


def keyness(
    here: Iterable[Sequence[str]], there: Iterable[Sequence[str]], *, most: int = 20
) -> Keyness:
    """Words of this group's comments that stand out against the others', at most `most`.

    here, there: the words of each comment; an English plural counts as its singular where that
    occurs too. Only words that are in LEAST comments or more, that are used relatively more often
    here, and whose log-likelihood reaches CRITICAL.
    """
    mine, others = list(here), list(there)
    one = _singular({word for words in (*mine, *others) for word in words})
    a = Counter(one.get(word, word) for words in mine for word in words)
    b = Counter(one.get(word, word) for words in others for word in words)
    within: dict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(mine):
        for word in {one.get(word, word) for word in words}:
            within[word].append(place)
    c, d = a.total(), b.total()
    if not c or not d:
        return Keyness((), c, d)
    found = [
        Key(word, count, b[word], within[word], log_likelihood(count, b[word], c, d))
        for word, count in a.items()
        if len(within[word]) >= LEAST and count * d > b[word] * c
    ]
    telling = [key for key in found if key.likelihood >= CRITICAL]
    telling.sort(key=lambda key: (-key.likelihood, -key.here, key.word))
    return Keyness(telling[:most], c, d)


def _singular(words: set[str]) -> dict[str, str]:
    return {word: word[:-1] for word in words if word.endswith("s") and word[:-1] in words}

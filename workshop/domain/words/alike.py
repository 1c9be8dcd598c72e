"""Comments that say nearly the same, brought together."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

LIKENESS = 0.2
"""From where two comments are alike: the cosine of their words, each weighed by its rarity."""
SHARED = 2
"""Words that comments alike have in common: a single one is a subject, not a likeness."""


def alike(comments: Sequence[Sequence[str]], *, likeness: float = LIKENESS) -> list[list[int]]:
    """Places of comments that belong together, two or more each, the largest group first.

    Each comment joins the first of the comments before it that it is most like and that leads a
    group, so that no chain of small steps joins what is not alike; every comment is in one group
    at most. The same input gives the same answer.
    """
    weights = _weights(comments)
    leaders: dict[str, list[int]] = defaultdict(list)
    found: dict[int, list[int]] = {}
    for place, mine in enumerate(weights):
        scores: dict[int, float] = defaultdict(float)
        for word, weight in mine.items():
            for leader in leaders[word]:
                scores[leader] += weight * weights[leader][word]
        near = [
            leader
            for leader, score in scores.items()
            if score >= likeness and len(mine.keys() & weights[leader].keys()) >= SHARED
        ]
        if near:
            found[max(near, key=lambda one: (scores[one], -one))].append(place)
            continue
        found[place] = [place]
        for word in mine:
            leaders[word].append(place)
    groups = [places for places in found.values() if len(places) > 1]
    return sorted(groups, key=lambda places: (-len(places), places[0]))


def _weights(comments: Sequence[Sequence[str]]) -> list[Mapping[str, float]]:
    """Vectors of length 1 by word; a comment without words has none."""
    spread = Counter(word for words in comments for word in set(words))
    rarity = {word: math.log(1 + len(comments) / count) for word, count in spread.items()}
    made: list[Mapping[str, float]] = []
    for words in comments:
        raw = {word: count * rarity[word] for word, count in Counter(words).items()}
        length = math.sqrt(sum(weight**2 for weight in raw.values())) or 1.0
        made.append({word: weight / length for word, weight in raw.items()})
    return made

"""Composes what the demonstration's people answer: the same every time, and spread as in a room.

Every written comment is given to one person; nobody is given two of a kind on one strategy.
"""

import random
from collections.abc import Mapping, Sequence

from workshop.demonstration import data
from workshop.domain.answers import Answer
from workshop.domain.terms import NOT_RELEVANT, OVERALL, QuestionKind

SCALE: tuple[Answer, ...] = (1, 2, 3, 4, 5, NOT_RELEVANT)
Answers = dict[str, Answer]


def on_strategy(strategy: int, group: str, people: int) -> list[Answers]:
    """For each of `people` members of a group the answers by question key; texts only for some."""
    chance = _chance(f"strategy {strategy} {group}")
    shapes = data.shapes()
    number = str(strategy)
    given: list[Answers] = [
        {
            "need": _point(chance, shapes["need"][number][group]),
            "ready": _point(chance, shapes["ready"][number][group]),
            "first": _order(chance, shapes["first"][number][group]),
        }
        for _ in range(people)
    ]
    for kind in data.COMMENT_KINDS:
        _deal(chance, given, kind, data.comments(strategy, group, kind))
    return given


def overall(group: str, people: int) -> list[Answers]:
    """The same for the overall questions."""
    chance = _chance(f"overall {group}")
    shapes = data.shapes()["overall"]
    asked = [
        question
        for question in data.questions(OVERALL)
        if question.get("group", group) == group and question["kind"] != QuestionKind.SHORT_TEXT
    ]
    given = [
        {
            question["key"]: answer
            for question in asked
            if (answer := _choice(chance, question["kind"], shapes[question["key"]][group]))
        }
        for _ in range(people)
    ]
    _deal(chance, given, "one_word", data.shapes()["one_word"][group])
    return given


def _chance(subject: str) -> random.Random:
    return random.Random(f"ega-2557 {subject}")  # noqa: S311  invented answers, not a secret


def _choice(
    chance: random.Random, kind: str, shape: Sequence[float] | Mapping[str, float]
) -> Answer:
    if not isinstance(shape, Mapping):
        return _point(chance, shape)
    if kind == QuestionKind.SINGLE:
        return chance.choices(list(shape), list(shape.values()))[0]
    return [key for key, share in shape.items() if chance.random() < share]


def _point(chance: random.Random, weights: Sequence[float]) -> Answer:
    return chance.choices(SCALE, weights)[0]


def _order(chance: random.Random, weights: Mapping[str, float]) -> list[str]:
    """Options drawn one after another, each with its weight among those left."""
    drawn = {key: chance.random() ** (1 / weight) for key, weight in weights.items()}
    return sorted(drawn, key=lambda key: drawn[key], reverse=True)


def _deal(chance: random.Random, given: list[Answers], key: str, texts: Sequence[str]) -> None:
    writers = chance.sample(given, len(texts))
    for answers, text in zip(writers, texts, strict=True):
        answers[key] = text

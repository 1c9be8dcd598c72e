"""Pictures as SVG text: one pure function per kind, no style attributes, title and text inside."""

from workshop.domain.figures.answers import bars, diverging_bars, ranking, swatch
from workshop.domain.figures.marks import bar, flower, group_class, logo, mark, seats
from workshop.domain.figures.tradeoff import tradeoff

__all__ = [
    "bar",
    "bars",
    "diverging_bars",
    "flower",
    "group_class",
    "logo",
    "mark",
    "ranking",
    "seats",
    "swatch",
    "tradeoff",
]

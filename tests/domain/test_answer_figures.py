"""Figures say what the counts say."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.figures import answers as figures

COUNTS = st.lists(st.integers(0, 40), min_size=5, max_size=5)
SVG = "{http://www.w3.org/2000/svg}"


def segments(svg):
    """(class, x, width) of every bar segment."""
    return [
        (rect.get("class"), float(rect.get("x")), float(rect.get("width")))
        for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect")  # noqa: S314  our own text
    ]


def test_the_middle_of_three_is_zero():
    across = figures.reach([(0, 2, 3, 6, 4)])
    assert across == figures.Reach(0.3, 0.8)
    svg = figures.diverging_bars((0, 2, 3, 6, 4), across, title="t", width=330)
    ((_, x, width),) = [part for part in segments(svg) if part[0] == "a3"]
    assert x + width / 2 == pytest.approx(0.3 * 300, abs=0.2)


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_no_row_of_a_table_is_ever_cut(rows):
    across = figures.reach(rows)
    for row in rows:
        for _, x, width in segments(figures.diverging_bars(row, across, title="t")):
            assert x >= -0.1
            assert x + width <= figures.WIDTH + 0.1


@given(COUNTS.filter(any))
def test_every_segment_is_as_long_as_its_share(counts):
    across = figures.reach([counts])
    unit = figures.WIDTH / (across.left + across.right)
    drawn = {
        name: width
        for name, _, width in segments(figures.diverging_bars(counts, across, title="t"))
    }
    for point, count in enumerate(counts, 1):
        assert (f"a{point}" in drawn) == (count > 0)
        if count:
            expected = max(count / sum(counts) * unit - 2, 1)
            assert drawn[f"a{point}"] == pytest.approx(expected, abs=0.06)


def test_a_number_stands_in_its_segment_only_when_it_fits():
    svg = figures.diverging_bars((1, 0, 0, 0, 99), figures.Reach(0.1, 1.0), title="t")
    assert [node.text for node in ElementTree.fromstring(svg).iter(f"{SVG}text")] == ["99"]  # noqa: S314


def test_a_figure_names_itself_and_takes_words_as_words():
    svg = figures.diverging_bars((1, 1, 1, 1, 1), figures.Reach(), title='<b>"', desc="a & b")
    tree = ElementTree.fromstring(svg)  # noqa: S314  our own text
    assert tree.findtext(f"{SVG}title") == '<b>"'
    assert tree.findtext(f"{SVG}desc") == "a & b"
    assert tree.get("aria-label") == '<b>"'
    assert tree.get("role") == "img"


@pytest.mark.parametrize(
    "svg",
    [
        figures.diverging_bars((1, 2, 3, 4, 5), figures.Reach(), title="t"),
        figures.diverging_bars((0, 0, 0, 0, 0), figures.Reach(), title="t"),
        figures.bars(3, 7, title="t"),
        figures.bars(0, 7, title="t"),
        figures.bars(0, 0, title="t"),
        figures.bars(3, 7, title="t", hollow=True),
        figures.ranking((4, 2, 1), title="t"),
        figures.ranking((0, 0, 0), title="t"),
        figures.ranking((3,), title="t"),
        figures.swatch(3),
    ],
)
def test_no_figure_carries_a_style(svg):
    ElementTree.fromstring(svg)  # noqa: S314  our own text
    assert "style" not in svg
    assert not re.search(r"\b(nan|inf)\b", svg)


def test_bars_share_the_scale_of_their_table():
    ((_, _, longest),) = segments(figures.bars(8, 8, title="t", width=200))
    ((_, _, half),) = segments(figures.bars(4, 8, title="t", width=200))
    assert (longest, half) == (198.5, 98.5)
    assert segments(figures.bars(0, 8, title="t")) == []


def test_a_ranking_has_its_dot_at_the_mean_place():
    tree = ElementTree.fromstring(figures.ranking((1, 0, 1), title="t", width=200))  # noqa: S314
    assert float(tree.find(f"{SVG}circle").get("cx")) == pytest.approx(100)

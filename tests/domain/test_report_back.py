"""What of a group's answers is worth telling the plenary."""

import pytest

from workshop.domain.report_back import difference, divides, quoted
from workshop.domain.statistics import Scale


@pytest.mark.parametrize(
    ("counts", "split"),
    [
        ((1, 0, 2, 1, 0), True),  # a quarter at each end
        ((1, 0, 3, 1, 0), False),
        ((5, 5, 0, 1, 2), False),
        ((0, 0, 0, 0, 0), False),
        ((2, 2, 0, 2, 2), True),
    ],
)
def test_a_scale_divides_a_group_when_many_stand_at_each_end(counts, split):
    assert divides(Scale(counts, not_relevant=9)) is split


def test_a_group_differs_from_ten_points_on_in_either_direction():
    half, most, nearly = Scale((5, 0, 0, 0, 5)), Scale((1, 0, 0, 0, 9)), Scale((45, 0, 0, 0, 54))
    assert difference(most, half) == pytest.approx(0.4)
    assert difference(half, most) == pytest.approx(-0.4)
    assert difference(nearly, half) is None
    assert difference(Scale(not_relevant=5), half) is None  # nobody chose a point


def test_starred_comments_are_quoted_before_one_of_each_theme_and_none_twice():
    assert quoted(["a", "b", "a"], [["b", "c"], ["d"]]) == ["a", "b", "c"]
    assert quoted([], [["a", "b"], ["a"], ["a", "c"], ["d"]]) == ["a", "c", "d"]
    assert quoted([*"abcd"], []) == ["a", "b", "c"]

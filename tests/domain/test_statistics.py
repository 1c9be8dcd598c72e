"""Numbers people will quote."""

import random
import statistics as reference

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workshop.domain import statistics

POINTS = st.lists(st.integers(1, 5), max_size=60)


def test_a_scale_is_counted_with_what_stands_beside_it_apart():
    tally = statistics.scale([2, 3, 3, "na", 5, 4, 4, "dk", "dk"])
    assert tally.counts == (0, 1, 2, 2, 1)
    assert (tally.rated, tally.not_relevant, tally.unknown, tally.people) == (6, 1, 2, 9)
    assert tally.top_two == 3
    assert tally.top_share == pytest.approx(0.5)


def test_what_is_not_on_the_scale_is_refused():
    with pytest.raises(ValueError, match="not on the scale"):
        statistics.scale([1, 6])


@given(POINTS.filter(bool))
def test_the_median_is_that_of_the_people(points):
    assert statistics.scale(points).median == reference.median(points)


def test_an_even_number_between_two_points_has_its_median_between_them():
    assert statistics.median((0, 0, 2, 2, 0)) == 3.5
    assert statistics.median((0, 0, 0, 0, 0)) is None


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_wilson_interval_agrees_with_scipy(case):
    hits, n = case
    expected = stats.binomtest(hits, n).proportion_ci(method="wilson")
    assert statistics.wilson_interval(hits, n) == pytest.approx(tuple(expected), abs=1e-9)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (-1, 4), (5, 4)])
def test_an_impossible_share_is_refused(hits, n):
    with pytest.raises(ValueError, match="share"):
        statistics.wilson_interval(hits, n)


def test_an_unknown_confidence_is_refused():
    with pytest.raises(ValueError, match="confidence"):
        statistics.wilson_interval(1, 2, confidence=0.5)


def test_nobody_has_no_share():
    assert statistics.scale(["na"]).top_share is None
    assert statistics.scale(["na"]).top_interval is None
    assert statistics.Choices().share("a") is None


def test_choices_count_people_and_keep_options_nobody_chose():
    tally = statistics.multiple([["a", "b"], ["b"], ["b", "b"]], ["a", "b", "c"])
    assert tally.counts == {"a": 1, "b": 3, "c": 0}
    assert tally.share("b") == pytest.approx(1.0)
    assert tally.share("a") == pytest.approx(1 / 3)
    assert statistics.single(["c", "a"], ["a", "b", "c"]).counts == {"a": 1, "b": 0, "c": 1}


def test_a_ranking_has_mean_places_and_points():
    tally = statistics.ranking([["a", "b", "c"], ["b", "a", "c"], ["b", "c", "a"]], ["a", "b", "c"])
    assert tally.mean_rank("b") == pytest.approx(4 / 3)
    assert (tally.borda("a"), tally.borda("b"), tally.borda("c")) == (3, 5, 1)
    assert tally.order() == ["b", "a", "c"]
    assert statistics.ranking([], ["a", "b"]).mean_rank("a") is None


def test_half_a_ranking_is_refused():
    with pytest.raises(ValueError, match="every option"):
        statistics.ranking([["a"]], ["a", "b"])


@given(st.lists(st.lists(st.sampled_from([1, 2, 3, 4, 5, "na", "dk"]), max_size=15), max_size=5))
def test_groups_added_up_are_their_answers_together(groups):
    together = statistics.scale([value for group in groups for value in group])
    assert statistics.add_scales(map(statistics.scale, groups)) == together


@given(st.lists(st.lists(st.permutations("abc"), max_size=6), min_size=1, max_size=4))
def test_rankings_and_choices_add_up_too(groups):
    everyone = [order for group in groups for order in group]
    parts = [statistics.ranking(group, "abc") for group in groups]
    assert statistics.add_rankings(parts) == statistics.ranking(everyone, "abc")
    chosen = [statistics.multiple((order[:2] for order in group), "abc") for group in groups]
    expected = statistics.multiple((order[:2] for order in everyone), "abc")
    assert statistics.add_choices(chosen) == expected


def test_the_order_of_answers_does_not_matter():
    values = [1, 2, 2, "na", 5, "dk"]
    shuffled = random.sample(values, len(values))
    assert statistics.scale(values) == statistics.scale(shuffled)

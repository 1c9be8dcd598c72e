"""What groups share and what divides them, from votes alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain import agreement
from workshop.domain.agreement import Outcome, Tallied, Votes

VOTES = st.builds(Votes, *[st.integers(0, 60)] * 3)


def of(name, complete=True, **groups):
    return Tallied(name, {key: Votes(*votes) for key, votes in groups.items()}, complete)


def names(found):
    return [one.name for one in found]


def test_what_all_share_is_ordered_by_the_group_that_agrees_least():
    tallied = [
        of("even", a=(8, 2, 0), b=(8, 2, 0)),
        of("high but one", a=(10, 0, 0), b=(6, 4, 0)),
        of("highest", a=(9, 1, 0), b=(10, 0, 0)),
        of("even, of more people", a=(80, 20, 0), b=(80, 20, 0)),
    ]
    assert names(agreement.shared(tallied)) == [
        "highest", "even, of more people", "even", "high but one"
    ]  # fmt: skip
    assert not agreement.dividing(tallied)


def test_what_divides_puts_clear_differences_first():
    tallied = [
        of("wide, of few", a=(5, 0, 0), b=(1, 4, 0)),
        of("clear", a=(40, 10, 0), b=(20, 30, 0)),
        of("half is not most", a=(5, 5, 0), b=(6, 4, 0)),
        of("nobody wants it", a=(1, 9, 0), b=(2, 8, 0)),
    ]
    assert names(agreement.dividing(tallied)) == ["clear", "wide, of few", "half is not most"]
    assert names(agreement.neither(tallied)) == ["nobody wants it"]


def test_passing_is_no_agreement_and_a_hidden_group_leaves_it_open():
    assert of("passes", a=(5, 0, 6)).outcome is Outcome.NEITHER
    assert of("one is hidden", complete=False, a=(9, 1, 0)).outcome is Outcome.OPEN
    hidden = of("two differ anyway", complete=False, a=(9, 1, 0), b=(1, 9, 0))
    assert hidden.outcome is Outcome.DIVIDES
    assert of("nobody").outcome is Outcome.OPEN


def test_the_interval_is_wilsons():
    low, high = Votes(6, 3, 0).interval
    assert (round(low, 4), round(high, 4)) == (0.3542, 0.8794)
    with pytest.raises(ValueError, match="numbers of people"):
        Votes(-1, 0, 0)


@given(st.dictionaries(st.integers(0, 9), VOTES, max_size=6))
def test_every_statement_is_in_exactly_one_list(groups):
    one = Tallied("x", groups)
    lists = [agreement.shared([one]), agreement.dividing([one]), agreement.neither([one])]
    assert sum(map(len, lists)) == (one.outcome is not Outcome.OPEN)
    assert 0 <= one.spread <= 1
    for votes in groups.values():
        if votes.interval:
            assert votes.interval[0] <= votes.agreement <= votes.interval[1]

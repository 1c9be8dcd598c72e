"""What is hidden stays hidden, whatever is asked and whatever is subtracted."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain import disclosure

KS = st.integers(1, 8)


def test_twenty_one_answers_release_fifteen():
    assert disclosure.batch(21, 5) == 15


@pytest.mark.parametrize(
    ("pending", "released"), [(0, 0), (5, 0), (9, 0), (10, 5), (14, 5), (15, 10), (20, 15)]
)
def test_a_batch_is_k_people_and_leaves_k_back(pending, released):
    assert disclosure.batch(pending, 5) == released


@given(st.integers(0, 500), KS)
def test_an_open_form_always_keeps_at_least_k_back(pending, k):
    released = disclosure.batch(pending, k)
    assert released % k == 0
    assert released == 0 or pending - released >= k
    assert pending - released < 2 * k, "nothing waits that need not wait"


def test_the_first_closing_releases_the_rest_of_a_large_enough_group():
    assert disclosure.on_close(pending=6, total=21, released=15, k=5, reopened=False) == 6
    assert disclosure.on_close(pending=7, total=7, released=0, k=5, reopened=False) == 7


def test_the_first_closing_releases_nothing_of_a_small_group():
    assert disclosure.on_close(pending=4, total=4, released=0, k=5, reopened=False) == 0


def test_after_a_reopening_fewer_than_k_late_answers_are_never_released():
    assert disclosure.on_close(pending=4, total=25, released=21, k=5, reopened=True) == 0
    assert disclosure.on_close(pending=5, total=26, released=21, k=5, reopened=True) == 5


def test_a_small_group_that_grows_after_a_reopening_is_released():
    assert disclosure.on_close(pending=6, total=6, released=0, k=5, reopened=True) == 6


@given(
    st.integers(1, 6),
    st.lists(st.one_of(st.just("new"), st.just("revise"), st.just("close")), max_size=120),
    st.randoms(),
)
def test_no_step_of_a_form_ever_shows_fewer_than_k_people(k, events, lot):
    """Answers, revisions and closings in any order: what comes out changes by k people or none,
    and while the form is open so does what goes, the earlier answers of those who revised."""
    out, pending, closed_before, is_open = set(), set(), False, True
    for event in events:
        is_open = is_open or event != "close"
        everyone = sorted(out | pending)
        alike = set()
        if event == "new":
            pending.add(len(everyone))
            alike = pending - out
        elif event == "revise" and everyone:
            one = lot.choice(everyone)
            pending.add(one)
            alike = pending & out if one in out else pending - out
        if event == "close" and is_open:
            number = disclosure.on_close(
                pending=len(pending),
                total=len(out | pending),
                released=len(out),
                k=k,
                reopened=closed_before,
            )
            closed_before, is_open, alike = True, False, pending
        else:
            number = disclosure.batch(len(alike), k)
        chosen = set(lot.sample(sorted(alike), number))
        assert not chosen or len(chosen) >= k
        assert not is_open or not chosen & out or len(chosen & out) >= k
        out |= chosen
        pending -= chosen
        assert not out or len(out) >= k


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("123"), st.sampled_from("ABCD")), st.integers(0, 30), max_size=12
)


@given(CELLS, KS)
def test_a_cell_is_shown_exactly_when_k_people_are_behind_it(people, k):
    keys = disclosure.shown(people, k)
    assert all((key in keys) == (count >= k) for key, count in people.items())


@given(CELLS, KS)
def test_no_difference_of_outputs_is_about_a_hidden_cell(people, k):
    """Every page and filter is a sum of shown cells; so is every difference of two of them."""
    outputs = {}
    for wanted in [
        frozenset(key for key in people if (not s or key[0] == s) and (not g or key[1] == g))
        for s in ("", *"123")
        for g in ("", *"ABCD")
    ]:
        part = {key: people[key] for key in wanted}
        result = disclosure.total(part, part, k, add=sum)
        if result is not None:
            value, behind, keys = result
            assert value == behind >= k
            outputs[keys] = behind
    for (a, na), (b, nb) in combinations(outputs.items(), 2):
        if b < a:
            assert na - nb >= k
        if a < b:
            assert nb - na >= k


@given(
    st.dictionaries(
        st.sampled_from("ABCD"), st.lists(st.integers(1, 5), max_size=12), min_size=1, max_size=4
    ),
    KS,
    st.integers(1, 5),
)
def test_what_a_hidden_group_said_changes_no_output(answers, k, other):
    """Two worlds that differ only in a hidden group's answers look the same from outside."""

    def outside(world):
        people = {key: len(values) for key, values in world.items()}
        counts = {key: Counter(values) for key, values in world.items()}
        result = disclosure.total(counts, people, k, add=lambda parts: sum(parts, Counter()))
        cells = {key: counts[key] for key in disclosure.shown(people, k)}
        return cells, result

    changed = {
        key: [other] * len(values) if len(values) < k else values for key, values in answers.items()
    }
    assert outside(answers) == outside(changed)


def test_nothing_shown_has_no_sum():
    assert disclosure.total({"A": 3}, {"A": 3}, 5, add=sum) is None


def test_one_paper_form_among_phones_is_not_told():
    assert not disclosure.trait_shown({"phone": 14, "paper": 1}, 5)
    assert disclosure.trait_shown({"phone": 15, "paper": 0}, 5)
    assert disclosure.trait_shown({"phone": 10, "paper": 5}, 5)


def test_named_answers_have_no_threshold():
    assert disclosure.threshold(5, named=True) == 1
    assert disclosure.threshold(5, named=False) == 5


@pytest.mark.parametrize(
    "call",
    [
        lambda: disclosure.batch(3, 0),
        lambda: disclosure.batch(-1, 5),
        lambda: disclosure.shown({"A": 3}, 0),
        lambda: disclosure.on_close(pending=-1, total=0, released=0, k=5, reopened=False),
    ],
)
def test_impossible_numbers_are_refused(call):
    with pytest.raises(ValueError, match=r"k is|number of people"):
        call()

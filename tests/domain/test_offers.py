"""How long a seat is held: as set, shorter on the last day, never beyond the beginning."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.offers import SHORTEST, offer_ends, time_left

STARTS = dt.datetime(2026, 7, 23, 1, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "hours", "lasts"),
    [
        (30 * 24 * HOUR, 24, 24 * HOUR),
        (30 * 24 * HOUR, 72, 72 * HOUR),
        (30 * HOUR, 48, 30 * HOUR),  # until the beginning
        (24 * HOUR, 24, 2 * HOUR),  # the last day
        (24 * HOUR, 1, HOUR),
        (HOUR, 24, HOUR),  # until the beginning
        (HOUR / 6, 24, 2 * HOUR),  # too little would be left
        (-HOUR, 24, 2 * HOUR),  # it has begun: nothing is closed by a date
    ],
)
def test_an_offer_lasts_as_long_as_was_told(before, hours, lasts):
    now = STARTS - before
    assert offer_ends(now, hours=hours, starts_at=STARTS) - now == lasts


@given(
    before=st.timedeltas(min_value=-48 * HOUR, max_value=400 * 24 * HOUR),
    hours=st.integers(min_value=1, max_value=336),
)
def test_there_is_always_time_to_answer_and_never_more_than_was_set(before, hours):
    now = STARTS - before
    ends = offer_ends(now, hours=hours, starts_at=STARTS)
    assert SHORTEST <= ends - now <= hours * HOUR
    assert ends <= STARTS or now + SHORTEST > STARTS


@pytest.mark.parametrize(
    ("left", "hours_and_minutes"),
    [(dt.timedelta(minutes=90), (1, 30)), (dt.timedelta(seconds=1), (0, 1)),
     (dt.timedelta(0), (0, 0)), (dt.timedelta(days=-1), (0, 0)), (HOUR, (1, 0))],
)  # fmt: skip
def test_what_is_left_is_told_in_hours_and_minutes_rounded_up(left, hours_and_minutes):
    assert time_left(STARTS + left, STARTS) == hours_and_minutes

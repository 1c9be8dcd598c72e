"""Who is in follows from the scans alone, not from the way they came."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.arrivals import OLDEST, is_doubled, made_at, standing
from workshop.domain.terms import ArrivalKind

NINE = dt.datetime(2026, 7, 23, 2, 0, tzinfo=dt.UTC)
IN, UNDO = ArrivalKind.IN, ArrivalKind.UNDO


@dataclass(frozen=True)
class Scan:
    scan_id: str
    kind: ArrivalKind
    at: dt.datetime
    received_at: dt.datetime
    device: str = "one"


def scan(name, kind, minute, *, received=None, device="one"):
    at = NINE + dt.timedelta(minutes=minute)
    later = NINE + dt.timedelta(minutes=minute if received is None else received)
    return Scan(name, kind, at, later, device)


def test_the_earliest_scan_counts_also_when_it_is_received_last():
    first, second = scan("a", IN, 5, received=60), scan("b", IN, 9)
    assert standing([second, first]) == [first, second]


def test_undoing_takes_back_what_was_scanned_until_then():
    before, undo, after = scan("a", IN, 1), scan("b", UNDO, 5), scan("c", IN, 8)
    assert standing([before, undo]) == []
    assert standing([after, undo, before]) == [after]
    assert standing([scan("d", IN, 5), undo]) == []  # at the same moment


def test_two_devices_that_knew_nothing_of_each_other_are_a_conflict():
    offline = scan("a", IN, 5, received=60, device="one")
    assert is_doubled(standing([offline, scan("b", IN, 9, device="two")]))
    assert is_doubled(standing([offline, scan("b", IN, 9, received=70, device="two")]))


def test_a_second_scan_that_was_told_already_is_none():
    first = scan("a", IN, 5, device="one")
    assert not is_doubled(standing([first, scan("b", IN, 9, device="two")]))
    assert not is_doubled(standing([scan("a", IN, 5, received=60), scan("b", IN, 9, received=60)]))
    assert not is_doubled(standing([first]))
    assert not is_doubled([])


def test_a_device_cannot_scan_in_the_future_nor_long_ago():
    assert made_at(NINE + dt.timedelta(hours=1), received_at=NINE) == NINE
    assert made_at(NINE - OLDEST - dt.timedelta(days=900), received_at=NINE) == NINE
    early = NINE - dt.timedelta(hours=3)
    assert made_at(early, received_at=NINE) == early


def test_a_wrong_clock_is_put_right_where_the_device_tells_its_time():
    slow = dt.timedelta(minutes=17)
    told = NINE - dt.timedelta(minutes=20) - slow
    made = made_at(told, received_at=NINE, sent_at=NINE - slow)
    assert made == NINE - dt.timedelta(minutes=20)


SCANS = st.lists(
    st.builds(
        scan,
        st.text("abcdef0123456789", min_size=8, max_size=8),
        st.sampled_from([IN, IN, UNDO]),
        st.integers(0, 9),
        received=st.integers(9, 20),
        device=st.sampled_from(["one", "two", "three"]),
    ),
    max_size=9,
    unique_by=lambda one: one.scan_id,
)


@given(SCANS, st.randoms())
def test_order_changes_nothing(scans, chance):
    other = list(scans)
    chance.shuffle(other)
    assert standing(other) == standing(scans)
    assert is_doubled(standing(other)) == is_doubled(standing(scans))

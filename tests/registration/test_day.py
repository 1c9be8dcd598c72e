"""Now and next follow the workshop's own clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from workshop.models import AgendaItem, Workshop
from workshop.registration.day import When, day_of

BANGKOK = ZoneInfo("Asia/Bangkok")
DATE = dt.date(2026, 7, 23)


def agenda(*times: tuple[str, str | None]) -> list[AgendaItem]:
    return [
        AgendaItem(
            starts=dt.time.fromisoformat(starts),
            ends=dt.time.fromisoformat(ends) if ends else None,
            title_en=starts,
        )
        for starts, ends in times
    ]


ITEMS = agenda(("08:30", "09:00"), ("09:00", None), ("10:45", "12:00"), ("13:00", None))
WORKSHOP = Workshop(
    date=DATE, starts=dt.time(8, 30), ends=dt.time(15, 30), timezone="Asia/Bangkok", clock_shift=0
)


def at(text: str, date: dt.date = DATE) -> dt.datetime:
    return dt.datetime.combine(date, dt.time.fromisoformat(text), BANGKOK).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("time", "current", "following"),
    [
        ("08:00", None, "08:30"),
        ("08:30", "08:30", "09:00"),
        ("09:00", "09:00", "10:45"),
        ("10:44", "09:00", "10:45"),
        ("12:30", None, "13:00"),
        ("15:29", "13:00", None),
        ("15:30", None, None),
    ],
)
def test_one_part_is_on_and_the_next_one_follows(time, current, following):
    day = day_of(WORKSHOP, ITEMS, now=at(time))
    assert (day.now.item.title_en if day.now else None) == current
    assert (day.next.item.title_en if day.next else None) == following


def test_minutes_left_are_rounded_up():
    assert day_of(WORKSHOP, ITEMS, now=at("10:50")).minutes_left == 70
    almost = at("11:59") + dt.timedelta(seconds=30)
    assert day_of(WORKSHOP, ITEMS, now=almost).minutes_left == 1
    assert day_of(WORKSHOP, ITEMS, now=at("12:30")).minutes_left is None


def test_before_the_date_everything_is_to_come_and_after_it_everything_is_past():
    before = day_of(WORKSHOP, ITEMS, now=at("11:00", DATE - dt.timedelta(days=1)))
    after = day_of(WORKSHOP, ITEMS, now=at("08:00", DATE + dt.timedelta(days=1)))
    assert {part.when for part in before.parts} == {When.LATER}
    assert {part.when for part in after.parts} == {When.PAST}
    assert not before.is_today
    assert not after.is_today


def test_a_shifted_clock_rehearses_the_day():
    real = dt.datetime(2026, 11, 22, 5, 0, tzinfo=dt.UTC)
    shift = round((at("11:00") - real).total_seconds())
    rehearsed = Workshop(
        date=DATE, starts=dt.time(8, 30), ends=dt.time(15, 30), timezone="Asia/Bangkok",
        clock_shift=shift,
    )  # fmt: skip
    day = day_of(rehearsed, ITEMS, now=real)
    assert day.is_today
    assert day.now
    assert day.now.item.title_en == "10:45"
    assert day.local.time() == dt.time(11, 0)


def test_a_part_that_would_end_before_it_starts_is_never_on():
    late = agenda(("16:00", None))
    assert day_of(WORKSHOP, late, now=at("16:00")).now is None

"""Dates as lists hold them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.intake.dates import read_date

TODAY = dt.date(2014, 7, 10)
THIRD = dt.date(2014, 7, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2014-07-03", "2557-07-03", "2014-07-03 00:00:00", "2014-07-03T09:30:00",
        "03/07/2557", "3/7/2557", "3/7/57", "3/7/14", "3-7-2557", "3.7.2557",
        "๓/๗/๒๕๕๗", "3 กรกฎาคม 2557", "3 ก.ค. 57", "3 ก.ค. 2557", "3 กค 57",
        "๓ กรกฎาคม ๒๕๕๗", "3 กรกฎาคม พ.ศ. 2557", "วันพฤหัสบดีที่ 3 กรกฎาคม 2557",
        "3 July 2014", "3 Jul 2014", "July 3, 2014", "Jul 3, 2014",
        "Thursday, July 3, 2014", "3 กรกฎาคม 2557 10.42 น.",
        "3 July 2557 BE (2014), 10:42", "3/7/2557 10:42:00", "41823", "41823.5",
    ],
)  # fmt: skip
def test_a_day_is_read_in_both_eras_however_it_is_written(text):
    assert read_date(text, TODAY) == THIRD


@pytest.mark.parametrize(
    "text",
    ["", "-", "31/2/2557", "วันนี้", "3 มกรา", "2014", "0822527365", "99/99/9999", "12345", "ก/ข/ค"],
)
def test_what_is_no_day_is_none(text):
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("year", "meant"), [("57", 2014), ("14", 2014), ("69", 2026), ("26", 2026)]
)
def test_a_short_year_is_of_the_era_that_brings_it_nearest(year, meant):
    assert read_date(f"1/2/{year}", TODAY) == dt.date(meant, 2, 1)


@pytest.mark.slow
@given(st.text(max_size=100))
def test_any_text_is_a_day_or_none(text):
    found = read_date(text, TODAY)
    assert found is None or 1900 <= found.year <= 2200


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_survives_both_eras(day):
    assert read_date(f"{day.day}/{day.month}/{day.year}", TODAY) == day
    assert read_date(f"{day.day}/{day.month}/{day.year + 543}", TODAY) == day

"""A weekday and a date that disagree are a mistake in one of them."""

import pytest

from promoter.campaign.dates import disagreeing_dates


@pytest.mark.parametrize(
    "text",
    [
        "Monday 14 September",
        "Monday, 14 September",
        "Monday 14th September 2021",
        "Monday the 14th of September",
        "Mon 14 Sept",
        "Mon. 14 Sep.",
        "Monday, September 14",
        "Monday September 14, 2021",
        "on Monday\n14 September,",
    ],
)
def test_a_wrong_weekday_is_found_however_the_date_is_written(text):
    found = list(disagreeing_dates(text, year=2021))
    assert found == [(text.index("Mon"), "14 September 2021 is a Tuesday, not a Monday: correct one of them")]


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday 14 September",
        "Tues 14 Sept 2021",
        "Tuesday, September 14, 2021",
        "Monday 14 September 2020",
        "Monday, 14 people came in September",
        "Sunday 140 September",
        "Monday and 14 September",
        "Wed 1 Marching band",
        "",
    ],
)
def test_dates_that_agree_and_words_that_are_none_are_left_alone(text):
    assert list(disagreeing_dates(text, year=2021)) == []


def test_a_day_that_no_calendar_has_is_told():
    assert list(disagreeing_dates("Friday 31 June", year=2021)) == [(0, "there is no 31 June 2021: correct the date")]


def test_all_are_found_in_the_order_of_the_text():
    text = "Tuesday, September 15 and Monday 15 September and Monday 14 September"
    assert [position for position, _ in disagreeing_dates(text, year=2021)] == [0, 26, 50]


@pytest.mark.parametrize("unit", ["Monday ", "Monday 1 ", "Mon 1 of ", "Monday the ", "1", "Monday, Sep "])
def test_a_megabyte_of_almost_dates_is_read_through(unit):
    assert list(disagreeing_dates(unit * (1_000_000 // len(unit)), year=2021)) == []

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from promoter.cli.moments import moment
from promoter.errors import UsageProblem

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2021-09-13T10:45", datetime(2021, 9, 13, 9, 45, tzinfo=UTC)),
        ("2021-09-13 10:45", datetime(2021, 9, 13, 9, 45, tzinfo=UTC)),
        (" 2021-12-13T10:45:30 ", datetime(2021, 12, 13, 10, 45, 30, tzinfo=UTC)),
        ("2021-09-13T10:45+05:30", datetime(2021, 9, 13, 5, 15, tzinfo=UTC)),
        ("2021-09-13t10:45z", datetime(2021, 9, 13, 10, 45, tzinfo=UTC)),
        ("2021-10-31T01:30+00:00", datetime(2021, 10, 31, 1, 30, tzinfo=UTC)),
        ("2021-10-31T00:59", datetime(2021, 10, 30, 23, 59, tzinfo=UTC)),
        ("2021-10-31T02:00", datetime(2021, 10, 31, 2, 0, tzinfo=UTC)),
        ("2022-03-27T02:00", datetime(2022, 3, 27, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_means_the_zones_clocks_unless_it_has_an_offset(typed, meant):
    assert moment(typed, LONDON) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "tomorrow", "2021-09-13", "10:45", "20210913T1045", "2021-09-31T10:00", "2021-09-13T25:00", "2021-W37-1"],
)
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(UsageProblem, match="is not a time like 2021-09-13T10:45"):
        moment(typed, LONDON)


@pytest.mark.parametrize("typed", ["2022-03-27T01:00", "2022-03-27T01:59"])
def test_a_time_that_the_clocks_skip_is_refused(typed):
    with pytest.raises(UsageProblem, match="clocks go forward over it"):
        moment(typed, LONDON)


@pytest.mark.parametrize("typed", ["2021-10-31T01:00", "2021-10-31T01:59"])
def test_a_time_that_comes_twice_asks_which_of_the_two(typed):
    with pytest.raises(UsageProblem, match=r"comes twice .*\+01:00 or .*\+00:00"):
        moment(typed, LONDON)

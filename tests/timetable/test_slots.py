"""Slots: regular times, blackouts, clock changes, and the next free time for a post that is late."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.campaign.model import Cadence
from promoter.timetable import slots

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
DAY = date(2021, 9, 14)
X = {"first": "08:45", "last": "17:00", "gap": "60m", "per_day": 9}
LINKEDIN = {"first": "08:50", "last": "17:00", "gap": "90m", "per_day": 6, "blackout": [["12:00", "13:00"]]}


def cadence(**settings):
    return Cadence.model_validate(settings)


def walls(found, zone=LONDON):
    return [f"{slot.astimezone(zone):%H:%M}" for slot in found]


def utc(found):
    return [f"{slot:%H:%M}" for slot in found]


def at(wall, day=DAY, zone=LONDON):
    hour, minute = map(int, wall.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (X, "08:45 09:45 10:45 11:45 12:45 13:45 14:45 15:45 16:45"),
        (X | {"per_day": 3}, "08:45 09:45 10:45"),
        (X | {"last": "16:45"}, "08:45 09:45 10:45 11:45 12:45 13:45 14:45 15:45 16:45"),
        (X | {"last": "16:44"}, "08:45 09:45 10:45 11:45 12:45 13:45 14:45 15:45"),
        (LINKEDIN, "08:50 10:20 11:50 13:20 14:50 16:20"),
        ({"first": "09:00", "last": "09:00", "gap": "1h"}, "09:00"),
        ({"first": "09:00", "last": "09:30", "gap": "1h"}, "09:00"),
        ({"first": "09:00", "last": "10:00", "gap": "24h"}, "09:00"),
        ({"first": "00:00", "last": "23:59:59", "gap": "8h"}, "00:00 08:00 16:00"),
    ],
)
def test_slots_run_from_the_first_time_to_the_last_one_gap_apart(settings, expected):
    assert walls(slots.day_slots(DAY, cadence(**settings), LONDON)) == expected.split()


@pytest.mark.parametrize(
    ("blackout", "expected"),
    [
        ([["10:00", "11:00"]], "09:00 11:00 12:00"),  # the start belongs to the blackout, the end does not
        ([["09:30", "10:00"]], "09:00 10:00 11:00 12:00"),
        ([["10:01", "11:00"]], "09:00 10:00 11:00 12:00"),
        ([["10:00", "10:01"]], "09:00 10:01 11:01 12:01"),
        ([["08:00", "09:30"]], "09:30 10:30 11:30"),
        ([["09:00", "10:00"], ["10:00", "11:15"]], "11:15 12:15"),
        ([["11:15", "12:30"], ["09:30", "10:30"], ["10:15", "10:45"]], "09:00 10:45"),
        ([["11:30", "13:00"]], "09:00 10:00 11:00"),
        ([["08:00", "13:00"]], ""),
        ([["12:00", "12:30"]], "09:00 10:00 11:00"),
    ],
)
def test_a_slot_in_a_blackout_moves_to_its_end_and_the_next_ones_follow_from_there(blackout, expected):
    found = slots.day_slots(DAY, cadence(first="09:00", last="12:15", gap="60m", blackout=blackout), LONDON)
    assert walls(found) == expected.split()


@pytest.mark.parametrize(
    ("day", "zone", "first", "last", "gap", "expected"),
    [
        # London goes back on 31 October 2021 at 02:00 (01:00 UTC): the hour from 01:00 is there twice.
        ("2021-10-31", LONDON, "00:30", "03:30", "60m", "23:30 00:30 01:30 02:30 03:30"),
        ("2021-10-31", LONDON, "01:30", "02:30", "30m", "00:30 01:00 01:30 02:00 02:30"),
        ("2021-10-31", LONDON, "01:00", "01:45", "15m", "00:00 00:15 00:30 00:45"),
        ("2021-10-30", LONDON, "00:30", "03:30", "60m", "23:30 00:30 01:30 02:30"),
        ("2021-11-01", LONDON, "00:30", "03:30", "60m", "00:30 01:30 02:30 03:30"),
        # and forward on 27 March 2022 at 01:00 (01:00 UTC): the hour from 01:00 is not there at all.
        ("2022-03-27", LONDON, "00:30", "03:30", "60m", "00:30 01:30 02:30"),
        ("2022-03-27", LONDON, "01:30", "03:00", "30m", "01:00 01:30 02:00"),
        ("2022-03-27", LONDON, "00:15", "01:30", "30m", "00:15 00:45"),
        ("2022-03-27", LONDON, "01:10", "01:50", "10m", "01:00"),
        # New York goes back on 7 November 2021 at 02:00 (06:00 UTC), forward on 14 March 2021 at 02:00 (07:00 UTC).
        ("2021-11-07", NEW_YORK, "01:30", "03:00", "60m", "05:30 06:30 07:30"),
        ("2021-03-14", NEW_YORK, "01:30", "04:00", "60m", "06:30 07:30"),
        ("2021-03-14", NEW_YORK, "02:00", "04:00", "60m", "07:00 08:00"),
        # Lord Howe Island moves by half an hour; Apia had no 30 December 2011.
        ("2021-10-03", ZoneInfo("Australia/Lord_Howe"), "02:10", "03:30", "30m", "15:30 16:00 16:30"),
        ("2011-12-30", ZoneInfo("Pacific/Apia"), "08:00", "17:00", "60m", ""),
    ],
)
def test_slots_are_right_on_days_when_clocks_change(day, zone, first, last, gap, expected):
    found = slots.day_slots(date.fromisoformat(day), cadence(first=first, last=last, gap=gap), zone)
    assert utc(found) == expected.split()


def test_a_blackout_lasts_until_clocks_have_shown_its_end_for_the_last_time():
    night = cadence(first="00:00", last="03:00", gap="30m", blackout=[["01:00", "01:30"]])
    assert utc(slots.day_slots(date(2021, 10, 31), night, LONDON)) == [
        "23:00",
        "23:30",
        "01:30",
        "02:00",
        "02:30",
        "03:00",
    ]


def test_a_blackout_that_the_clocks_skip_is_no_blackout():
    night = cadence(first="00:30", last="03:00", gap="30m", blackout=[["01:15", "01:45"]])
    assert utc(slots.day_slots(date(2022, 3, 27), night, LONDON)) == ["00:30", "01:00", "01:30", "02:00"]


def test_the_window_ends_at_the_last_time_of_the_day_in_utc():
    assert slots.window_end(DAY, cadence(**X), LONDON) == datetime(2021, 9, 14, 16, tzinfo=UTC)
    assert slots.window_end(date(2021, 12, 14), cadence(**X), LONDON) == datetime(2021, 12, 14, 17, tzinfo=UTC)
    ambiguous = cadence(first="00:00", last="01:30")
    assert slots.window_end(date(2021, 10, 31), ambiguous, LONDON) == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    assert slots.window_end(date(2022, 3, 27), ambiguous, LONDON) == datetime(2022, 3, 27, 1, 0, tzinfo=UTC)


def test_posts_of_one_account_keep_the_gap_or_five_minutes_whichever_is_less():
    assert slots.spacing(cadence(gap="60m")) == timedelta(minutes=5)
    assert slots.spacing(cadence(gap="90s")) == timedelta(seconds=90)


def test_the_capacity_is_the_number_of_slots():
    assert slots.capacity(DAY, cadence(**X), LONDON) == 9
    assert slots.capacity(DAY, cadence(**LINKEDIN), LONDON) == 6


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("08:44", False),
        ("08:45", True),
        ("11:59", True),
        ("12:00", False),
        ("12:59", False),
        ("13:00", True),
        ("17:00", True),
        ("17:01", False),
    ],
)
def test_a_moment_fits_from_the_first_to_the_last_and_outside_blackouts(wall, expected):
    assert slots.fits(at(wall), DAY, cadence(**X | {"blackout": [["12:00", "13:00"]]}), LONDON, ()) is expected


@given(
    day=st.dates(date(2019, 1, 1), date(2027, 12, 31)),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Nuuk", "Asia/Kolkata"]),
    first=st.times(),
    last=st.times(),
    gap=st.integers(300, 20000),
    blackout=st.lists(st.tuples(st.times(), st.times()), max_size=3),
    per_day=st.integers(1, 50),
)
def test_on_any_day_slots_ascend_by_a_gap_or_more_within_the_window_and_outside_blackouts(
    day, zone, first, last, gap, blackout, per_day
):
    zone = ZoneInfo(zone)
    first, last = sorted((first, last))
    blackout = tuple((a, b) if a < b else (b, a) for a, b in blackout if a != b)
    some = Cadence.model_construct(
        first=first, last=last, gap=timedelta(seconds=gap), blackout=blackout, per_day=per_day, account="default"
    )
    found = slots.day_slots(day, some, zone)
    assert len(found) <= per_day
    assert all(b - a >= some.gap for a, b in pairwise(found))
    for slot in found:
        assert slot.tzinfo is UTC
        local = slot.astimezone(zone)
        shown = local.replace(tzinfo=None).time()
        assert local.date() == day
        assert first <= shown
        assert shown <= last or slot == slots.window_end(day, some, zone)
        assert not any(start <= shown < end for start, end in blackout)


# ------------------------------------------------------------------------------------------------- a post that is late


def late(after, taken=(), settings=X, spacing=timedelta(minutes=5), until=None):
    found = slots.next_free(
        at(after), DAY, cadence(**settings), LONDON, [at(time) for time in taken], spacing, until=until and at(until)
    )
    return found and f"{found.astimezone(LONDON):%H:%M}"


@pytest.mark.parametrize(
    ("after", "taken", "expected"),
    [
        ("09:00", [], "09:45"),
        ("09:45", [], "09:45"),
        ("09:00", ["09:45", "10:45"], "11:45"),
        ("07:00", [], "08:45"),
        # a regular slot that is nearer than a gap to some other time is not free
        ("09:00", ["10:00"], "11:45"),
        # no regular slot left: any moment that is a gap away, then any that is five minutes away
        ("09:00", ["09:45", "10:45", "11:45", "12:45", "13:45", "14:45", "15:45"], "16:45"),
        ("16:50", [], "16:50"),
        ("16:50", ["16:45"], "16:50"),
        ("16:46", ["16:45"], "16:50"),
        ("09:00", ["08:45", "09:45", "10:45", "11:45", "12:45", "13:45", "14:45", "15:45", "16:45"], "09:00"),
        ("09:42", ["08:45", "09:45", "10:45", "11:45", "12:45", "13:45", "14:45", "15:45", "16:45"], "09:50"),
        ("15:50", ["15:45", "16:15"], "15:50"),
        ("17:00", [], "17:00"),
        # nothing left at all
        ("17:01", [], None),
        ("16:56", ["16:58"], None),
    ],
)
def test_a_late_post_takes_the_next_free_time_of_its_day(after, taken, expected):
    assert late(after, taken) == expected


def test_a_late_post_never_falls_into_a_blackout():
    full = LINKEDIN | {"per_day": 3}  # regular slots: 08:50, 10:20, 11:50
    assert late("12:10", ["11:30"], full) == "13:00"
    assert late("11:51", ["11:50"], full) == "13:20"


def test_a_late_post_does_not_go_after_its_own_last_moment():
    assert late("09:00", until="09:45") == "09:45"
    assert late("09:00", until="09:44") == "09:00"
    assert late("09:00", ["08:56", "09:04"], until="09:08") is None


def test_the_order_of_the_times_taken_changes_nothing():
    taken = ["16:45", "09:45", "12:45"]
    assert late("09:00", taken) == late("09:00", sorted(taken)) == "10:45"


@given(
    after=st.integers(0, 24 * 60),
    taken=st.lists(st.integers(8 * 60, 18 * 60), max_size=40),
    gap=st.integers(1, 180),
)
def test_the_next_free_time_always_keeps_its_promises(after, taken, gap):
    some = cadence(first="08:45", last="17:00", gap=f"{gap}m", blackout=[["12:00", "13:00"]])
    start = datetime(2021, 9, 13, 23, tzinfo=UTC)
    times = [start + timedelta(minutes=minute) for minute in taken]
    now = start + timedelta(minutes=after)
    least = slots.spacing(some)
    found = slots.next_free(now, DAY, some, LONDON, times, least)
    opening, closing = slots.window(DAY, some, LONDON)
    minutes = (opening + timedelta(minutes=n) for n in range(8 * 60 + 16))
    possible = [
        m
        for m in minutes
        if m >= now and not at("12:00") <= m < at("13:00") and all(abs(m - t) >= least for t in times)
    ]
    if found is None:
        assert not possible
    else:
        assert possible
        assert max(now, opening) <= found <= closing
        assert not at("12:00") <= found < at("13:00")
        assert all(abs(found - time) >= least for time in times)

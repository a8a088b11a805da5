"""The week as a calendar file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from icalendar import Calendar

from promoter.reporting.calendar import calendar

if TYPE_CHECKING:
    from promoter.planning import Plan

NOW = datetime(2021, 9, 1, 12, tzinfo=UTC)


def test_there_is_one_entry_for_each_post_at_its_time(awkward: Plan) -> None:
    entries = Calendar.from_ical(calendar(awkward, now=NOW)).events
    assert [(str(entry["uid"]), entry.start) for entry in entries] == [
        (f"{item.post.key}@promoter", item.placement.at) for item in awkward.planned
    ]


def test_an_entry_says_network_kind_title_and_words(week: Plan) -> None:
    entries = {str(entry["uid"]): entry for entry in Calendar.from_ical(calendar(week, now=NOW)).events}
    entry = entries["smarter-state-2021/fix-the-address-first/x/blog@promoter"]
    post = next(post for post in week.posts if post.key == "smarter-state-2021/fix-the-address-first/x/blog")
    assert entry["summary"] == "X: Blog – Fix the address first"
    assert entry["description"] == post.said.text
    entry = entries["smarter-state-2021/fix-the-address-first/linkedin/blog@promoter"]
    assert entry["summary"] == "LinkedIn: Blog – Fix the address first"
    assert str(entry["description"]).endswith(str(entry["url"]))


def test_times_are_in_utc_and_lines_are_folded(week: Plan) -> None:
    file = calendar(week, now=NOW)
    assert b"\r\nDTSTART:20210913T074500Z\r\n" in file
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


def test_words_that_mean_something_to_calendars_survive(awkward: Plan) -> None:
    entries = Calendar.from_ical(calendar(awkward, now=NOW)).events
    for entry, item in zip(entries, awkward.planned, strict=True):
        assert str(entry["description"]).startswith(item.post.said.text)


def test_a_post_that_moves_keeps_its_entry(week: Plan) -> None:
    first = {str(entry["uid"]) for entry in Calendar.from_ical(calendar(week, now=NOW)).events}
    later = Calendar.from_ical(calendar(week, now=NOW.replace(day=2)))
    assert {str(entry["uid"]) for entry in later.events} == first
    assert {entry["dtstamp"].dt for entry in later.events} == {NOW.replace(day=2)}

"""Compose and timetable: time for each blog with 10,000 blogs against 100, and the peak memory of the larger.

Two shapes: a week of five days that overflows, and a campaign of as many days as its blogs need. Run with
`make bench`, or by itself. Promises: at most 1.3 times the time for each blog, under 300 MB.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from datetime import date, timedelta

from promoter.campaign.model import Blog, Campaign, FrontMatter, Settings
from promoter.planning import compose_week, plan

SMALL, LARGE = 100, 10_000
BODY = "“This stands in the blog,” said nobody, and then the same again in other words. " * 30


def campaign(blogs: int, days: int) -> Campaign:
    """A campaign of invented blogs, spread evenly over its days."""
    first = date(2030, 1, 7)
    settings = Settings.model_validate({
        "name": "Building the Smarter State Week",
        "hashtag": "#techUKSmarterState",
        "timezone": "Europe/London",
        "organisation": {"name": "Example"},
        "page": "https://example.org/week",
        "themes": [{"id": f"t{n}", "name": f"A theme of day {n}", "line": "what the day is about"} for n in range(days)],
        "days": [{"date": str(first + timedelta(days=n)), "theme": f"t{n}"} for n in range(days)],
        "channels": {"x": {"gap": "60m"}, "linkedin": {"gap": "90m"}},
    })  # fmt: skip
    made = tuple(blog(number, f"t{number % days}") for number in range(blogs))
    return Campaign.model_construct(**dict(settings), slug="bench", blogs=made, templates={})


def blog(number: int, theme: str) -> Blog:
    front = FrontMatter.model_validate({
        "title": f"What blog number {number} found out about public services",
        "subtitle": "A sample",
        "hook": f"Blog {number} begins with the point that it wants to make.",
        "points": ["It says one thing in a sentence of its own.", "And it says another thing, which is longer."],
        "quotes": ["This stands in the blog"],
        "authors": [{"name": f"Sample {number}", "role": "Head of Samples", "organisation": f"Example {number % 997}"}],
        "themes": [theme],
        "url": f"https://example.org/week/{number}",
        "status": "approved",
    })  # fmt: skip
    return Blog.model_construct(**dict(front), id=f"b{number}", body=BODY)


def seconds_a_blog(blogs: int, days: int) -> float:
    made = campaign(blogs, days)
    started = time.perf_counter()
    planned = plan(made, compose_week(made))
    elapsed = time.perf_counter() - started
    assert planned.planned
    return elapsed / blogs


def main() -> int:
    ratios = []
    for name, small_days, large_days in (("five days", 5, 5), ("days as needed", 20, 2_000)):
        small = statistics.median(seconds_a_blog(SMALL, small_days) for _ in range(7))
        large = statistics.median(seconds_a_blog(LARGE, large_days) for _ in range(3))
        ratios.append(large / small)
        print(
            f"compose and timetable, {name}: {small * 1e3:.2f} ms a blog with {SMALL}, {large * 1e3:.2f} with {LARGE:,}: ratio {large / small:.2f} (promise 1.3)"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"compose and timetable: peak memory {peak:.0f} MB (promise 300)")
    return 0 if max(ratios) <= 1.3 and peak < 300 else 1


if __name__ == "__main__":
    sys.exit(main())

"""Does a blog cost the same in a crowd? The time per blog for 10,000 blogs against that for 100, in one run.

    python benchmarks/bench_timetable.py

Three shapes: a campaign of many days with five blogs each, one day with room for every blog, and one day with more
blogs than slots. Each line ends with the ratio; more than 1.3 means that something is not linear.
"""

from __future__ import annotations

import gc
import time
from datetime import date, timedelta

from promoter.campaign.model import Campaign, ChannelName, Kind
from promoter.posts.model import Post, Wording
from promoter.timetable.assign import assign

FEW, MANY = 100, 10_000
REPEAT = 7
START = date(2001, 1, 1)
SAID = {channel: Wording(channel=channel, text="words") for channel in ChannelName}
Case = tuple[Campaign, list[Post]]


def campaign(days: int, **cadence: object) -> Campaign:
    return Campaign.model_validate(
        {
            "slug": "week",
            "name": "A Week",
            "hashtag": "#AWeek",
            "timezone": "Europe/London",
            "organisation": {"name": "Example"},
            "themes": [{"id": "theme", "name": "A theme"}],
            "days": [{"date": (START + timedelta(days=n)).isoformat(), "theme": "theme"} for n in range(days)],
            "channels": {"x": cadence, "linkedin": cadence},
        }
    )


def blog(number: int, day: date, channel: ChannelName, organisations: int) -> Post:
    name = f"blog-{number:05}"
    return Post(
        key=f"week/{name}/{channel.value}/blog",
        campaign="week",
        kind=Kind.BLOG,
        day=day,
        said=SAID[channel],
        blog=name,
        organisations=(f"Organisation {number % organisations}",),
    )


def many_days(blogs: int) -> Case:
    posts = [
        blog(n, START + timedelta(days=n // 5), channel, blogs // 2) for n in range(blogs) for channel in ChannelName
    ]
    return campaign(blogs // 5, first="08:45", last="17:00", gap="60m"), posts


def one_day(blogs: int) -> Case:
    posts = [blog(n, START, channel, blogs // 5) for n in range(blogs) for channel in ChannelName]
    # The same sixteen hours for few and for many, so that distances between blogs of one organisation compare too.
    return campaign(1, first="06:00", last="22:00", gap=f"{50_000 // blogs}s", per_day=blogs + blogs // 10), posts


def overfull(blogs: int) -> Case:
    plan, posts = one_day(blogs)
    half = plan.channels.x.model_copy(update={"per_day": blogs // 2})  # type: ignore[union-attr]
    return plan.model_copy(update={"channels": plan.channels.model_copy(update={"x": half, "linkedin": half})}), posts


def seconds(case: Case, runs: int) -> float:
    """The processor's seconds for one timetable; the mean of so many runs that its clock can tell."""
    plan, posts = case
    gc.collect()
    began = time.process_time()
    for _ in range(runs):
        table = assign(posts, plan)
    took = time.process_time() - began
    assert len(table.placements) + sum(len(one.keys) for one in table.overflow) == len(posts)
    return took / runs


def main() -> None:
    for title, make in (("many days", many_days), ("one day", one_day), ("one day, overfull", overfull)):
        few, many = make(FEW), make(MANY)
        # In turns, so that a busy moment of the machine falls on both; the best of each.
        measured = [(seconds(few, runs=MANY // FEW // 2) / FEW, seconds(many, runs=1) / MANY) for _ in range(REPEAT)]
        least, most = (min(column) * 1e6 for column in zip(*measured, strict=True))
        print(
            f"{title:<18} {FEW:>6,}: {least:6.1f} µs a blog   {MANY:>6,}: {most:6.1f} µs a blog   ratio {most / least:.2f}"
        )


if __name__ == "__main__":
    main()

"""The report in words: sentences and tables of plain cells, which the terminal, the page and the sheet share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.ledger.figures import Source
from promoter.posts.phrases import listed, span
from promoter.reporting.report.counting import INTERACTIONS_ON, MEASURES
from promoter.reporting.report.model import OUT, OUTCOMES, Outcome, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from promoter.reporting.report.counting import Rate, Sum
    from promoter.reporting.report.model import Compared, Cut, Newest, Report, Reported

NO_DATA = "no data"
REHEARSED = "A rehearsal: nothing of this was posted, and its figures are made up."
SOURCES = {
    Source.NETWORK: "read from the network",
    Source.EXPORT: "from the network's export",
    Source.ANALYTICS: "from the website's statistics",
}
_MARKS = {"1h": "an hour", "24h": "a day", "7d": "a week", "28d": "four weeks"}


def heading(report: Report) -> str:
    """What the report is of: the week, its days, and whether it is over."""
    settings = report.campaign.settings
    return f"{settings.name}, {span(*report.days)}, {settings.hashtag}"


def in_one_minute(report: Report) -> Iterator[str]:
    """What a director wants to know, a sentence each, the most important first."""
    whole = report.whole
    so_far = "" if report.over else " so far"
    yield f"{whole.sent} of {_things(whole.planned, 'planned post', 'planned posts')} went out{so_far}{_how(whole)}."
    for outcome, said in (
        (Outcome.NOT_SENT, "did not go out"),
        (Outcome.UNKNOWN, "may be out or not: nobody can tell"),
        (Outcome.TO_COME, "still to come"),
    ):
        if count := whole.outcomes.get(outcome, 0):
            yield f"{count} {said}."
    yield from _coverage(report)
    yield from _figures(report)


def _how(whole: Cut) -> str:
    on_time, late, by_hand = (whole.outcomes.get(one, 0) for one in (Outcome.ON_TIME, Outcome.LATE, Outcome.BY_HAND))
    if not whole.sent:
        return ""
    if on_time == whole.sent:
        return ", all on time"
    parts = [f"{on_time} on time", *([f"{late} late"] if late else []), *([f"{by_hand} by hand"] if by_hand else [])]
    return ": " + ", ".join(parts)


def _coverage(report: Report) -> Iterator[str]:
    if not report.with_files:
        yield "Blogs, authors and organisations are not counted: the week's files are not here, or have errors."
    elif report.blogs and not report.not_covered:
        had = "had its post" if report.over else "has its post, out or still to come,"
        yield f"Every one of the {_things(report.blogs, 'blog', 'blogs')} {had} on every network."
    gaps: dict[str, list[str]] = {}
    for gap in report.not_covered:
        gaps.setdefault(gap.network, []).append(f"“{gap.title}”")
    for network, titles in gaps.items():
        if len(titles) == 1:
            yield f"{titles[0]} had no post of its own on {network}."
        elif len(titles) == report.blogs:
            yield f"None of the {report.blogs} blogs had a post of its own on {network}."
        else:
            yield f"{len(titles)} of the {report.blogs} blogs had no post of their own on {network}: {listed(titles)}."


def _figures(report: Report) -> Iterator[str]:
    yield from not_read(report)
    if report.read_between is None:
        if report.whole.sent:
            yield "Nobody has told any figures yet: no network was read, and no file was brought in."
        return
    for question in report.questions:
        if question.id == "networks":
            for cut in question.cuts:
                if cut.tally.posts:
                    yield f"{cut.name}: {_did(cut)}."
    if missing := len(report.without_figures):
        yield f"Nobody has told what {_things(missing, 'of the posts', 'of the posts')} did: {NO_DATA}."
    if gone := sum(one.outcome in OUT and one.latest is not None and one.latest.gone for one in report.posts):
        yield f"{_things(gone, 'post is', 'posts are')} not on the network any more; what was last read counts."
    first, last = (moment.astimezone(report.campaign.settings.zone) for moment in report.read_between)
    between = f"on {_day(first)}" if first.date() == last.date() else f"between {_day(first)} and {_day(last)}"
    yield f"Figures were read {between}; the newest of each post counts."


def not_read(report: Report) -> Iterator[str]:
    """Which networks do not let us read, why and since when."""
    for one in report.not_read:
        since = one.since.astimezone(report.campaign.settings.zone)
        yield f"{one.why} So it has been since {_day(since)} at {since:%H:%M}; it is asked again."


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _did(cut: Cut) -> str:
    parts = [
        f"{amount(found)} {MEASURES[measure].lower()}"
        + (f" ({INTERACTIONS_ON[cut.id]})" if measure == "interactions" and cut.id in INTERACTIONS_ON else "")
        + (f" (of {_things(found.known, 'post', 'posts')})" if found.known < cut.tally.posts else "")
        for measure, found in cut.tally.sums.items()
        if found.value is not None
    ]
    if cut.tally.interaction_rate.value is not None:
        parts.append(f"{rate(cut.tally.interaction_rate)} of impressions led to an interaction")
    return ", ".join(parts) or NO_DATA


def _things(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


# ---------------------------------------------------------------------------------------------------------------- cells


def amount(found: Sum) -> str:
    """A sum as people read it."""
    return NO_DATA if found.value is None else f"{found.value:,}"


def figure(value: int | None) -> str:
    """A figure of one post."""
    return NO_DATA if value is None else f"{value:,}"


def rate(found: Rate) -> str:
    """A rate as people read it."""
    return NO_DATA if found.value is None else f"{100 * found.value:.1f} %"


def when(moment: datetime | None, report: Report) -> str:
    """A moment in the campaign's zone."""
    if moment is None:
        return ""
    local = moment.astimezone(report.campaign.settings.zone)
    return f"{local:%a} {local.day} {local:%b, %H:%M}"


def made(report: Report) -> str:
    """When the report was made."""
    at = report.made_at.astimezone(report.campaign.settings.zone)
    return f"{_day(at)}, {at:%H:%M}"


def length(time: timedelta) -> str:
    """A short time, such as "15 minutes"."""
    minutes = time.total_seconds() / 60
    return f"{minutes:g} minute{'' if minutes == 1 else 's'}"


def told_by(newest: Newest | None) -> str:
    """Who told a post's figures, and which of them somebody else."""
    if newest is None:
        return NO_DATA
    if not told(newest.counts):
        return "gone from the network" if newest.gone else "the network names no figures for it"
    others: dict[Source, list[str]] = {}
    for reading, names in newest.filled:
        if reading.source is not newest.source:
            others.setdefault(reading.source, []).extend(names)
    rest = "".join(f"; {', '.join(names)} {SOURCES[source]}" for source, names in others.items())
    return SOURCES[newest.source] + rest + ("; gone from the network since" if newest.gone else "")


def outcome(one: Reported) -> str:
    """What became of a post, with the reason."""
    word = OUTCOMES[one.outcome]
    return f"{word}: {one.why}" if one.why else word


def what_became(cut: Cut) -> str:
    """The outcomes of a cut's posts but for those that went as planned."""
    rest = [f"{count} {OUTCOMES[one]}" for one, count in sorted(cut.outcomes.items()) if one not in OUT and count]
    return ", ".join(rest)


def compared(line: Compared) -> str:
    """One line of a comparison."""
    network = ChannelName(line.network).shown
    return f"{MEASURES[line.measure]} on {network} after {_MARKS[line.mark]}, the middle post"

"""A plan as text: the week at a glance, and posts in full."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.cli.terminal import Cell, clock, columns, cut, fill, one_line, safe, table, wrap
from promoter.posts.fitting import measure
from promoter.posts.phrases import dated, span
from promoter.reporting.plan import (
    HOLDS,
    KINDS,
    by_day,
    costs_in_words,
    event_in_words,
    past_in_words,
    shortfalls,
    title,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from promoter.campaign.model import Campaign
    from promoter.planning import Plan, Planned

TIME, NETWORK, KIND = 5, 8, 8  # columns of a time, of a network and of a kind
ROOMY = 72  # columns of a terminal on which there is room beside them for what a post is about


def header(plan: Plan, folder: str, now: datetime) -> Iterator[str]:
    """Whose week it is, what kind of plan this is, and what nobody has confirmed."""
    campaign = plan.campaign
    days = [day.date for day in campaign.days]
    yield from (Cell("", bold=True).styled(line) for line in wrap(one_line(campaign.name), columns()))
    yield from wrap(f"{campaign.hashtag}   {span(min(days), max(days))}   times in {campaign.timezone}", columns())
    if event := event_in_words(campaign):
        yield from wrap(f"Leads up to {event}.", columns())
    yield ""
    says = f"The plan as composed from the files in {folder}. Edits, moves and approvals are not in it, nor times that posts in the queue already have: see `promoter queue`."
    yield from wrap(says, columns())
    if past := past_in_words(plan, now):
        yield from (Cell("", "yellow").styled(line) for line in wrap(past, columns()))
    if plan.open_assumptions:
        yield ""
        yield "Assumed, and confirmed by nobody yet:"
        yield from table((), [(Cell(a.about, bold=True), a.says) for a in plan.open_assumptions], indent=2)


def glance(plan: Plan) -> Iterator[str]:
    """The week, day by day and post by post, each in a line or two."""
    limits = {item.post.channel: f"{item.post.said.limit:,} on {item.post.channel.shown}" for item in plan.planned}
    if limits:
        yield ""
        told = f"At the end of a line is the length: of {' and of '.join(limits[one] for one in ChannelName if one in limits)}."
        if any(item.post.said.media for item in plan.planned):
            told += " A + before it is a picture."
        yield from (Cell("", dim=True).styled(line) for line in wrap(told, columns()))
    for day, items in by_day(plan):
        yield ""
        yield from _heading(plan.campaign, day)
        if not items:
            yield "Nothing is planned."
        for item in items:
            yield from _brief(item, plan.campaign)


def _brief(item: Planned, campaign: Campaign) -> Iterator[str]:
    """One post: when, where, its kind, its length, a mark if there is something to look at, and what it is about."""
    post, said = item.post, item.post.said
    start = f"{clock(item.placement.at, campaign.zone):{TIME}}  {post.channel.shown:{NETWORK}}  "
    kind = Cell("", bold=True).styled(fill(KINDS[post.kind], KIND))
    mark = "! " if post.warnings or post.hold else ""
    count = f"{mark}{'+ ' if said.media else ''}{measure(said.text, said.channel):,}"
    words = Cell("", "yellow" if mark else None)
    rest = columns() - len(start) - KIND
    if columns() < ROOMY:
        yield start + kind + words.styled(_ends("", count, rest))
        yield from _indented(_two_lines(_about(item, campaign), columns() - TIME - 2), TIME + 2, words)
        return
    first, *others = _two_lines(_about(item, campaign), rest - 2 - len(count) - 2)
    yield start + kind + words.styled(_ends(f"  {first}", count, rest))
    yield from _indented(others, columns() - rest + 2, words)


def _two_lines(text: str, width: int) -> list[str]:
    first, *others = wrap(text, width)
    return [first, cut(" ".join(others), width)] if others else [first]


def _indented(lines: Sequence[str], by: int, words: Cell) -> Iterator[str]:
    yield from (" " * by + words.styled(line) for line in lines)


def _ends(left: str, right: str, width: int) -> str:
    return fill(left, width - len(right)) + right


def _about(item: Planned, campaign: Campaign) -> str:
    blog = next((blog for blog in campaign.blogs if blog.id == item.post.blog), None)
    if blog is None:
        return one_line(item.post.said.text.split("\n", 1)[0])
    names = " and ".join(author.name for author in blog.authors if author.mention != "none")
    return one_line(": ".join(part for part in (names, title(blog, campaign)) if part))


def in_full(plan: Plan, *, width: int | None) -> Iterator[str]:
    """Every post with all its words, wrapped to `width`; as it is where that is None."""
    for day, items in by_day(plan):
        if items:
            yield ""
            yield from _heading(plan.campaign, day)
        for item in items:
            yield ""
            yield from _in_full(item, plan.campaign, width)


def _in_full(item: Planned, campaign: Campaign, width: int | None) -> Iterator[str]:
    post, said = item.post, item.post.said
    indent = " " * (TIME + 2)
    count = f"{measure(said.text, said.channel):,} of {said.limit:,}"
    first = f"{clock(item.placement.at, campaign.zone)}  {post.channel.shown}  {KINDS[post.kind]}  {count}"
    yield Cell("", bold=True).styled(first)
    yield f"{indent}{post.key}"
    yield ""
    for line in _lines(said.text, width):
        yield f"{indent}{line}".rstrip()
    facts = [("link", said.link)] if post.channel is not ChannelName.X else []
    if said.card:
        facts.append(("card", " | ".join(part for part in (said.card.title, said.card.description) if part)))
    facts += [("picture", f"{medium.alt} ({medium.file})") for medium in said.media]
    if said.uncounted is not None:
        facts.append(("if not all are live", said.uncounted))
    facts.append(("why then", item.placement.why))
    facts += [("hold", HOLDS.get(post.hold, post.hold))] if post.hold else []
    facts += [("look", remark.message) for remark in post.warnings]
    yield ""
    for name, value in facts:
        first, *others = _lines(f"{name}: {value}", width)
        yield indent + Cell("", dim=True).styled(f"{name}:") + first[len(name) + 1 :]
        yield from (f"{indent}{line}".rstrip() for line in others)


def _lines(text: str, width: int | None) -> list[str]:
    return safe(text).split("\n") if width is None else wrap(text, width - TIME - 2)


def footer(plan: Plan) -> Iterator[str]:
    """What is missing, what to look at, and what it costs."""
    yield from _section("Gaps", [gap.message for gap in plan.gaps])
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for key, remark in plan.warnings:
        if key is not None:
            grouped[remark.message].append(key.split("/", 1)[1])
    yield from _section("To look at, marked !", [f"{message} ({', '.join(keys)})" for message, keys in grouped.items()])
    for heading, sentences in shortfalls(plan):
        yield from _section(heading, sentences)
    yield ""
    many = f"{len(plan.planned)} post{'' if len(plan.planned) == 1 else 's'}"
    yield from wrap(f"{many}. {costs_in_words(plan)}", columns())


def _section(heading: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield ""
        yield Cell("", bold=True).styled(heading)
        yield from table((), [("-", sentence) for sentence in sentences])


def _heading(campaign: Campaign, day: date) -> Iterator[str]:
    themes = {day.date: campaign.theme(day.theme).name for day in campaign.days}
    name = f"{dated(day)}   {one_line(themes.get(day, ''))}".rstrip()
    yield from (Cell("", "cyan", bold=True).styled(line) for line in wrap(name, columns()))

"""A plan as text: the week at a glance, and posts in full."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName, Kind
from promoter.cli.terminal import Cell, clock, columns, cut, fill, one_line, safe, table, wrap
from promoter.posts.fitting import measure
from promoter.posts.phrases import dated, span
from promoter.reporting.plan import (
    HOLDS,
    KINDS,
    NETWORKS,
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

SHORT = KINDS | {Kind.BLOG: "Blog", Kind.SECOND: "Second"}
TIME, KIND = 5, 11  # columns of a time, and of a kind where there is room for a column of kinds
ROOMY, LEAST = 50, 30  # columns of a network: enough for a column of kinds; too few to be read


def header(plan: Plan, folder: str, now: datetime) -> Iterator[str]:
    """Whose week it is, what kind of plan this is, and what nobody has confirmed."""
    campaign = plan.campaign
    days = [day.date for day in campaign.days]
    yield from (Cell("", bold=True).styled(line) for line in wrap(one_line(campaign.name), columns()))
    yield from wrap(f"{campaign.hashtag}   {span(min(days), max(days))}   times in {campaign.timezone}", columns())
    if event := event_in_words(campaign):
        yield from wrap(f"Leads up to {event}.", columns())
    yield ""
    says = f"The plan as composed from the files in {folder}. Edits, moves and approvals are not in it: see `promoter queue`."
    yield from wrap(says, columns())
    if past := past_in_words(plan, now):
        yield from (Cell("", "yellow").styled(line) for line in wrap(past, columns()))
    if plan.open_assumptions:
        yield ""
        yield "Assumed, and confirmed by nobody yet:"
        yield from table((), [(Cell(a.about, bold=True), a.says) for a in plan.open_assumptions], indent=2)


def glance(plan: Plan) -> Iterator[str]:
    """The week, day by day: one line for each time, and one column for each network where there is room."""
    networks = [channel for channel in NETWORKS if any(item.post.channel is channel for item in plan.planned)]
    width = (columns() - TIME - 2 * len(networks)) // max(len(networks), 1)
    draw = _side_by_side if width >= LEAST or len(networks) == 1 else _below_each_other
    for day, items in by_day(plan):
        yield ""
        yield from _heading(plan.campaign, day)
        yield from draw(items, plan.campaign, networks, width) if items else ("Nothing is planned.",)


def _side_by_side(
    items: Sequence[Planned], campaign: Campaign, networks: Sequence[ChannelName], width: int
) -> Iterator[str]:
    rows: defaultdict[str, dict[ChannelName, Planned]] = defaultdict(dict)
    limits = {}
    for item in items:
        rows[clock(item.placement.at, campaign.zone)][item.post.channel] = item
        limits[item.post.channel] = f"of {item.post.said.limit:,}"
    names = (_ends(NETWORKS[channel], limits.get(channel, ""), width) for channel in networks)
    yield Cell("", dim=True).styled(f"{'':{TIME}}  {'  '.join(names)}".rstrip())
    for time, its in rows.items():
        drawn = (_brief(its[channel], campaign, width) if channel in its else " " * width for channel in networks)
        yield f"{time:{TIME}}  {'  '.join(drawn)}".rstrip()


def _below_each_other(items: Sequence[Planned], campaign: Campaign, *_: object) -> Iterator[str]:
    widest = max(map(len, NETWORKS.values()))
    for item in items:
        start = f"{clock(item.placement.at, campaign.zone):{TIME}}  {NETWORKS[item.post.channel]:{widest}}  "
        yield start + _brief(item, campaign, columns() - len(start))


def _brief(item: Planned, campaign: Campaign, width: int) -> str:
    """One post in one line: its kind, what it is about, a mark if there is something to look at, and its length."""
    post, said = item.post, item.post.said
    mark = "! " if post.warnings or post.hold else ""
    count = f"{mark}{measure(said.text, said.channel):,}"
    kind = SHORT[post.kind]
    start = fill(kind, KIND if width >= ROOMY else len(kind)) + "  "
    room = width - len(start)
    rest = _ends(cut(_about(item, campaign), room - len(count) - 1), count, room)
    return Cell("", bold=True).styled(start) + (Cell("", "yellow").styled(rest) if mark else rest)


def _ends(left: str, right: str, width: int) -> str:
    return fill(left, width - len(right)) + right


def _about(item: Planned, campaign: Campaign) -> str:
    blog = next((blog for blog in campaign.blogs if blog.id == item.post.blog), None)
    if blog is None:
        return item.post.said.text
    names = " and ".join(author.name for author in blog.authors if author.mention != "none")
    return ": ".join(part for part in (names, title(blog, campaign)) if part)


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
    first = f"{clock(item.placement.at, campaign.zone)}  {NETWORKS[post.channel]}  {KINDS[post.kind]}  {count}"
    yield Cell("", bold=True).styled(first)
    yield f"{indent}{post.key}"
    yield ""
    for line in _lines(said.text, width):
        yield f"{indent}{line}".rstrip()
    facts = [("link", said.link)] if post.channel is not ChannelName.X else []
    if said.card:
        facts.append(("card", " | ".join(part for part in (said.card.title, said.card.description) if part)))
    facts += [("image", f"{medium.file}: {medium.alt}") for medium in said.media]
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

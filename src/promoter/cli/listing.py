"""How posts, deliveries and one post's story are listed on a terminal: by day, each with its key to copy."""

from __future__ import annotations

import textwrap
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from rich.cells import cell_len

from promoter.cli.telling import SHORT_DIGEST, named_with_digest
from promoter.cli.terminal import Cell, clock, columns, cut, fill, safe, status, table, when
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.reporting.plan import KINDS
from promoter.reporting.standing import status_in_words, why_it_stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from promoter.ledger.rows import AttemptRow, DecisionRow, EventRow, PauseRow, PostRow, ReadingRow
    from promoter.posts.model import Wording
    from promoter.reporting.record import Delivery, Story

LEFT, GAP = "  ", "  "
BESIDE = 50  # columns that a post's words need beside its state; with fewer they have a line of their own
FACTS = 14  # columns of a fact's name and the space after it
TALLIED = {
    Status.SENT: "sent",
    Status.SENDING: "going out now",
    Status.APPROVED: "approved",
    Status.PENDING: "waiting for approval",
    Status.FAILED: "refused by the network",
    Status.UNCLEAR: "unclear",
    Status.WITHDRAWN: "taken out",
}


class InCampaign(Protocol):
    """Whatever knows which campaign it is of."""

    @property
    def campaign(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A post in a list: how it stands, its first words or where it is, and what stands below it."""

    post: PostRow
    state: Cell
    words: str
    below: tuple[Cell, ...] = ()


# ------------------------------------------------------------------------------------------------------------ the lists


def queue_entry(post: PostRow, now: datetime) -> Entry:
    """A post of the queue: its first words, and whatever a person should know about it."""
    if post.status is Status.APPROVED:
        told = post.hold_reason or ""
    else:
        told = why_it_stands(post, now=now, account=None, pause=None)
    below = [Cell(post.key, dim=True), *([Cell(told)] if told else [])]
    below += [Cell(f"look: {remark.message}", "yellow") for remark in post.warnings]
    return Entry(post, status(post.status, status_in_words(post)), post.said.text, tuple(below))


def delivery_entry(delivery: Delivery) -> Entry:
    """A post of the record: where it is public, or why it is not, and each attempt that was not the whole story."""
    post, zone = delivery.post, delivery.zone
    if post.status is Status.SENT:
        words = f"sent {_time_sent(post, zone)}"
        told = post.url or post.network_id or "the network did not say under which address"
    else:
        words, told = status_in_words(post), delivery.why
    below = [Cell(post.key, dim=True)]
    if post.status is not Status.SENT or len(delivery.attempts) > 1:
        below += [Cell(_attempt(attempt, zone)) for attempt in delivery.attempts]
    if post.status is not Status.SENT:
        below.insert(1, Cell(told))
        told = post.said.text
    return Entry(post, status(post.status, words), told, tuple(below))


def _time_sent(post: PostRow, zone: ZoneInfo) -> str:
    if post.sent_at is None:
        return ""
    same_day = post.sent_at.astimezone(zone).date() == post.day
    return clock(post.sent_at, zone) if same_day else when(post.sent_at, zone)


def by_day(entries: Iterable[Entry], zones: Mapping[str, ZoneInfo]) -> Iterator[str]:
    """The entries under their days, in the order given, on the clocks of each campaign's zone."""
    entries = list(entries)
    width = max((cell_len(entry.state.text) for entry in entries), default=0)
    for (campaign, day), group in groupby(entries, lambda entry: (entry.post.campaign, entry.post.day)):
        zone = zones[campaign]
        yield ""
        yield Cell("", bold=True).styled(f"{dated(day)} {day.year}") + f"  {safe(campaign)}, {zone.key}"
        for entry in group:
            yield from _lines(entry, zone, width)


def _lines(entry: Entry, zone: ZoneInfo, width: int) -> Iterator[str]:
    time = fill(clock(entry.post.at, zone), 5)
    network = fill(entry.post.channel.shown, 8)
    state = entry.state.styled(fill(entry.state.text, width))
    indent = LEFT + " " * 5 + GAP
    start = f"{LEFT}{time}{GAP}{network}{GAP}{state}{GAP}"
    room = columns() - len(indent)
    beside = room - 8 - 2 * len(GAP) - width
    if beside >= BESIDE:
        yield f"{start}{_words(entry, beside)}".rstrip()
    else:
        yield f"{start}{KINDS[entry.post.kind]}"
        yield f"{indent}{_words(entry, room)}".rstrip()
    for cell in entry.below:
        yield from (indent + cell.styled(line) for line in flowed(cell.text, room))


def _words(entry: Entry, room: int) -> str:
    return safe(entry.words) if " " not in entry.words else cut(entry.words, room)


def tally(posts: Sequence[PostRow]) -> str:
    """How many posts there are and how they stand, as "40 posts: 38 sent, 2 taken out"."""
    counts = Counter(post.status for post in posts)
    parts = ", ".join(f"{counts[one]} {words}" for one, words in TALLIED.items() if counts[one])
    return f"{len(posts)} {'post' if len(posts) == 1 else 'posts'}" + (f": {parts}" if parts else "")


def left_out(posts: Iterable[InCampaign]) -> Iterator[str]:
    """How many posts are not shown because their week is over, and how to see them."""
    counts = Counter(post.campaign for post in posts)
    if counts:
        what = "1 post" if counts.total() == 1 else f"{counts.total()} posts"
        told = (
            f"Left out: {what} of weeks that are over ({', '.join(sorted(counts))}); promoter queue --all shows them."
        )
        yield from flowed(told, columns())


def pause_line(pause: PauseRow) -> str:
    """Said first wherever somebody might wonder why nothing goes out."""
    return Cell("", "red", bold=True).styled("Stopped") + safe(
        f" by {pause.paused_by} since {pause.paused_at:%Y-%m-%d %H:%M} UTC: {pause.reason.rstrip('.')}. Nothing goes out; promoter resume --as USER starts again."
    )


# ------------------------------------------------------------------------------------------------------------- one post


#: What a look at the network found, in words. LinkedIn may give back words that it shows cut: it proves that they are there.
READ = {
    "found": "there",
    "as_sent": "there, with the words that were sent",
    "differs": "there, otherwise than it was sent",
    "absent": "not there",
    "unreadable": "could not be read",
}


def story_lines(story: Story) -> Iterator[str]:
    """Everything about one post, the words first."""
    post, zone = story.post, story.zone
    yield Cell("", bold=True).styled(safe(post.key))
    yield f"{post.channel.shown}, {KINDS[post.kind].lower()}, {when(post.at, zone)}"
    words = status_in_words(post)
    yield status(post.status, words).styled(words) + (f": {safe(story.why)}" if story.why else "")
    yield ""
    yield from _quoted(post.said.text)
    if post.said.uncounted is not None:
        yield from ("", "Without the count, should it not be true at the time:", *_quoted(post.said.uncounted))
    if post.composed is not None and post.composed != post.said:
        yield from ("", "As the files have it now:", *_quoted(post.composed.text))
    yield ""
    for name, value in _facts(replace(post, warnings=(*post.warnings, *story.foreseen)), zone):
        first, *others = flowed(value, columns() - FACTS)
        yield Cell(name, dim=True).styled(fill(name, FACTS)) + first
        yield from (" " * FACTS + line for line in others)
    if story.decisions:
        yield from ("", "Decisions", *table((), _decisions(story.decisions, zone), indent=2))
    if story.attempts:
        yield from (
            "",
            "Attempts",
            *(line for attempt in story.attempts for line in _attempt_in_full(attempt, post.said, zone)),
        )
    if story.readings:
        yield from ("", "Read back", *(f"  {safe(_reading(reading, zone))}" for reading in story.readings))
    if story.events:
        yield from ("", "Events", *table((), _events(story.events, zone), indent=2))
    if post.status is Status.PENDING:
        yield from ("", f"To approve it as it is here: promoter approve {named_with_digest(post)} --as USER")


def _facts(post: PostRow, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    said = post.said
    facts = {
        "link": said.link,
        "card": said.card and said.card.title,
        "": said.card and said.card.description,
        "length": f"{said.length:,} of {said.limit:,}",
        "digest": post.digest,
        "account": post.account,
        "last moment": when(post.until, zone),
        "not before": post.not_before and when(post.not_before, zone),
        "why then": post.why,
        "wording": post.wording + (", edited since" if post.edited else ""),
        "written by": post.written_by,
        "approved by": ", ".join(post.approved_by),
        "sent": post.sent_at and when(post.sent_at, zone),
        "address": post.url,
        "network's id": post.network_id,
    }
    yield from ((name, value) for name, value in facts.items() if value)
    for medium in said.media:
        yield "picture", f"{medium.alt} ({medium.file})"
    for remark in post.warnings:
        yield "look", remark.message


def _decisions(decisions: Sequence[DecisionRow], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for decision in decisions:
        on = f"{decision.digest[: len('sha256:') + SHORT_DIGEST]} for {when(decision.at, zone)}"
        because = f": {decision.reason}" if decision.reason else ""
        machine = f" ({decision.os_user} on the machine)" if decision.os_user else ""
        deed = decision.kind.replace("_", " ")
        yield when(decision.decided_at, zone), f"{deed} by {decision.by}{machine}{because}\n{on}"


def _events(events: Sequence[EventRow], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for event in events:
        detail = event.data.get("reason") or event.data.get("detail") or ""
        yield (
            when(event.at, zone),
            f"{event.seq} {event.kind.replace('_', ' ')} by {event.actor}" + (f": {detail}" if detail else ""),
        )


def _attempt(attempt: AttemptRow, zone: ZoneInfo) -> str:
    status_code = f" (HTTP {attempt.http_status})" if attempt.http_status else ""
    detail = f": {attempt.detail}" if attempt.detail else ""
    return f"attempt {attempt.fence}, {when(attempt.started_at, zone)}: {attempt.outcome or 'under way'}{status_code}{detail}"


def _attempt_in_full(attempt: AttemptRow, said: Wording, zone: ZoneInfo) -> Iterator[str]:
    yield f"  {safe(_attempt(attempt, zone))}"
    for picture in attempt.pictures or ():
        there = datetime.fromisoformat(picture["uploaded_at"])
        words = _alt_of(picture, said)
        yield from (
            f"    {line}"
            for line in flowed(
                f"with picture {picture['network_id']}: {picture['file']}, {picture['bytes']:,} bytes, sha256 {picture['sha256']}, "
                f"there since {when(there, zone)}, {words}",
                columns() - 4,
            )
        )


def _alt_of(picture: Mapping[str, Any], said: Wording) -> str:
    """What became of a picture's alt text: X is told it beforehand, LinkedIn in the post, where it has a place for it."""
    if picture["alt_set"]:
        return "alt text set"
    if any(medium.file == picture["file"] and said.is_on_card(medium) for medium in said.media):
        return "no alt text there: LinkedIn has no place for it on a link's card"
    return "alt text sent with the post"


def _reading(reading: ReadingRow, zone: ZoneInfo) -> str:
    detail = f": {reading.detail}" if reading.detail else ""
    return f"after attempt {reading.fence}, {when(reading.began_at, zone)}: {READ[reading.finding]}{detail}"


def _quoted(text: str) -> list[str]:
    return [f"  {line}".rstrip() for line in flowed(text, columns() - 4)]


def flowed(text: str, width: int) -> list[str]:
    """`text` in lines that end at spaces; an address, a key or a digest stays whole, so that it can be copied."""
    lines = [
        line
        for paragraph in safe(text).split("\n")
        for line in textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]
    ]
    return lines or [""]

"""What posts did: every reading of a post's figures with its moment, kept as it was read, and what reading cost.

A figure that nobody told is None, never 0. Readings are added and never changed: a later one stands beside the earlier.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select

from promoter.ledger.putting import put_in
from promoter.ledger.queue import post_from
from promoter.ledger.tables import figure_files, figures, posts, reads
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.ledger.rows import PostRow


class Mark(StrEnum):
    """After which time a post's figures are read."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"
    FOUR_WEEKS = "28d"


#: After how long each reading is due, and until when it still counts as that one: later it would say something else.
READ_AT: dict[Mark, tuple[timedelta, timedelta]] = {
    Mark.HOUR: (timedelta(hours=1), timedelta(hours=6)),
    Mark.DAY: (timedelta(hours=24), timedelta(hours=72)),
    Mark.WEEK: (timedelta(days=7), timedelta(days=14)),
    Mark.FOUR_WEEKS: (timedelta(days=28), timedelta(days=40)),
}
OLDEST = READ_AT[Mark.FOUR_WEEKS][1]


class Source(StrEnum):
    """Who told the figures."""

    NETWORK = "network"  #: read from it by Promoter
    EXPORT = "export"  #: from a file that the network's own site wrote
    ANALYTICS = "analytics"  #: from a file of the website's statistics: what followed the link


class Standing(StrEnum):
    """What a reading found."""

    READ = "read"
    OMITTED = "omitted"  #: the network named no figures for this post: nothing happened there yet, or it lags
    GONE = "gone"  #: the network has no such post any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A post's figures, each None where nobody told it. On LinkedIn `shares` are reposts, as on X; `comments` are replies.

    `clicks` are those that the network counted, `visits` those that arrived at the website.
    """

    impressions: int | None = None
    reach: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    quotes: int | None = None
    bookmarks: int | None = None
    clicks: int | None = None
    engagements: int | None = None
    visits: int | None = None


COUNTS = tuple(field.name for field in fields(Counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One reading of one post. `mark` is a `Mark`, or "file:N" for what the file N said."""

    post_key: str
    source: Source
    mark: str
    read_at: datetime
    standing: Standing = Standing.READ
    counts: Counts = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFile:
    """A file of figures that was brought in. `unmatched` are its rows that belong to no post, as people can find them again."""

    id: int
    campaign: str
    name: str
    sha256: str
    kind: str
    as_of: datetime
    brought_in_at: datetime
    brought_in_by: str
    matched: int
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A post whose figures are due."""

    post: PostRow
    mark: Mark


def add_reading(conn: Connection, reading: FigureRow) -> bool:
    """Keep a reading; False if the post has one of this mark already, which stays as it is."""
    row: dict[str, Any] = {name: getattr(reading.counts, name) for name in COUNTS}
    row |= {
        "post_key": reading.post_key,
        "source": reading.source.value,
        "mark": reading.mark,
        "read_at": reading.read_at,
        "standing": reading.standing.value,
    }
    return put_in(conn, figures, row)


def list_readings(conn: Connection, *, campaign: str | None = None, post_key: str | None = None) -> list[FigureRow]:
    """The readings of a campaign's posts, of one post or of all, by post and then in the order in which they were made."""
    columns = [figures.c[name] for name in ("post_key", "source", "mark", "read_at", "standing", *COUNTS)]
    query = select(*columns).order_by(figures.c.post_key, figures.c.read_at, figures.c.mark)
    if campaign is not None:
        query = query.join(posts, posts.c.key == figures.c.post_key).where(posts.c.campaign == campaign)
    if post_key is not None:
        query = query.where(figures.c.post_key == post_key)
    return [
        FigureRow(
            post_key=key, source=Source(source), mark=mark, read_at=read_at, standing=Standing(standing),
            counts=Counts(**dict(zip(COUNTS, counts, strict=True))),
        )
        for key, source, mark, read_at, standing, *counts in conn.execute(query)
    ]  # fmt: skip


def to_read(conn: Connection, now: datetime) -> list[Wanted]:
    """The sent posts whose figures are due and not read yet, each under the one mark that fits its age; oldest first."""
    recent = select(posts).where(
        posts.c.status == Status.SENT, posts.c.network_id.is_not(None), posts.c.sent_at.between(now - OLDEST, now)
    )
    rows = conn.execute(recent.order_by(posts.c.sent_at, posts.c.key)).all()
    read = select(figures.c.post_key, figures.c.mark).join(posts, posts.c.key == figures.c.post_key)
    read = read.where(posts.c.sent_at.between(now - OLDEST, now), figures.c.source == Source.NETWORK.value)
    have = {(key, mark) for key, mark in conn.execute(read)}
    wanted = []
    for row in rows:
        mark = mark_for(now - row.sent_at)
        if mark is not None and (row.key, mark.value) not in have:
            wanted.append(Wanted(post=post_from(row), mark=mark))
    return wanted


def mark_for(age: timedelta) -> Mark | None:
    """The reading that a post of this age is due for, or None between two."""
    return next((mark for mark, (due, over) in READ_AT.items() if due <= age < over), None)


def next_reading(conn: Connection, now: datetime) -> datetime | None:
    """When the next reading becomes due that is not due yet; None if none is to come."""
    sent = conn.execute(
        select(posts.c.sent_at).where(
            posts.c.status == Status.SENT, posts.c.network_id.is_not(None), posts.c.sent_at.between(now - OLDEST, now)
        )
    ).scalars()
    coming = (moment + due for moment in sent for due, _ in READ_AT.values())
    return min((moment for moment in coming if moment > now), default=None)


# ------------------------------------------------------------------------------------------------------ files of figures


def add_file(conn: Connection, file: FigureFile) -> int:
    """Note a file that is being brought in (`id` is given here); its number, for the marks of its readings."""
    row = {field.name: getattr(file, field.name) for field in fields(file) if field.name != "id"}
    row["unmatched"] = list(file.unmatched)
    return int(conn.execute(insert(figure_files).values(row).returning(figure_files.c.id)).scalar_one())


def file_of(conn: Connection, campaign: str, sha256: str) -> FigureFile | None:
    """The file with these bytes, if it was brought in before."""
    query = select(figure_files).where(figure_files.c.campaign == campaign, figure_files.c.sha256 == sha256)
    row = conn.execute(query).mappings().first()
    return None if row is None else _file(row)


def list_files(conn: Connection, campaign: str) -> list[FigureFile]:
    """The files that were brought in, oldest first."""
    query = select(figure_files).where(figure_files.c.campaign == campaign).order_by(figure_files.c.id)
    return [_file(row) for row in conn.execute(query).mappings()]


def _file(row: Any) -> FigureFile:
    return FigureFile(**{**row, "unmatched": tuple(row["unmatched"])})


# --------------------------------------------------------------------------------------------------------- what it costs


def note_cost(conn: Connection, account: str, *, posts_read: int, micro_usd: int, now: datetime) -> None:
    """Note what a request for figures cost, in millionths of a US dollar."""
    conn.execute(insert(reads).values({"account": account, "at": now, "posts": posts_read, "micro_usd": micro_usd}))


def spent(conn: Connection, network: str, *, since: datetime) -> int:
    """What reading figures on a network cost since then, all accounts together, in millionths of a US dollar."""
    query = select(func.coalesce(func.sum(reads.c.micro_usd), 0)).where(
        reads.c.account.startswith(f"{network}:", autoescape=True), reads.c.at >= since
    )
    return int(conn.execute(query).scalar_one())


def last_asked(conn: Connection, account: str) -> datetime | None:
    """When an account's network was asked for figures last, by whichever machine."""
    moment: datetime | None = conn.execute(select(func.max(reads.c.at)).where(reads.c.account == account)).scalar()
    return moment

"""The posts: put in, looked up, listed and changed, with every change guarded against one made meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from promoter.campaign.model import ChannelName, Kind
from promoter.errors import NotPossible, NotThere
from promoter.ledger.rows import PostRow
from promoter.ledger.tables import posts
from promoter.posts.lifecycle import Status, check_move
from promoter.posts.model import Card, Media, Mention, Remark, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Update

_BOUND = ("said", "account", "day", "at", "until")  #: what an approval stands on
_ENDS_WITH_APPROVAL = frozenset({"approved_by", "approved_at", "let_through"})
_COLUMNS = tuple(column.name for column in posts.columns)
_PLAIN = frozenset(column.name for column in posts.columns) & frozenset(PostRow.__slots__)
_FIELDS = tuple(PostRow.__slots__)
_GUARDED = update(posts).where(
    posts.c.key == bindparam("this_key"),
    posts.c.version == bindparam("this_version"),
    posts.c.fence == bindparam("this_fence"),
    posts.c.status == bindparam("this_status"),
)
_ONE = select(posts).where(posts.c.key == bindparam("key"))
_ONE_LOCKED = _ONE.with_for_update()
_BY_NETWORK_ID = select(posts).where(
    posts.c.channel == bindparam("channel"), posts.c.network_id == bindparam("network_id")
)
_AT_ONCE = 500
_NEAR = 5000  #: how many keys a misspelt one is compared with


class Changes(TypedDict, total=False):
    """What may be changed of a post; `version` and the approval follow by themselves."""

    account: str
    theme: str | None
    day: date
    said: Wording
    at: datetime
    until: datetime
    written_by: str
    spacing: timedelta
    status: Status
    not_before: datetime | None
    counted_live_from: datetime | None
    hold: str | None
    hold_reason: str | None
    warnings: tuple[Remark, ...]
    why: str
    wording: str
    composed: Wording | None
    source: str | None
    edited: bool
    moved: bool
    approved_by: tuple[str, ...]
    approved_at: datetime | None
    fence: int
    lease_until: datetime | None
    tries: int
    retry_at: datetime | None
    look_at: datetime | None
    page_titles: tuple[str, ...]
    sent_at: datetime | None
    network_id: str | None
    url: str | None
    trouble: str | None
    withdrawn_by: str | None
    reason: str | None
    let_through: int | None
    picture_at: datetime | None
    pictured_until: datetime | None


def insert_post(conn: Connection, post: PostRow) -> None:
    """Put a new post in. Its campaign and its account are there already."""
    conn.execute(insert(posts).values(_values(post)))


def get_post(conn: Connection, key: str, *, lock: bool = False) -> PostRow:
    """The post with this key. `lock` keeps others from changing it until the transaction ends."""
    row = conn.execute(_ONE_LOCKED if lock else _ONE, {"key": key}).first()
    if row is None:
        raise NotThere(f"there is no post {key}{_did_you_mean(conn, key)}; promoter queue lists them")
    return post_from(row)


def get_posts(conn: Connection, keys: Iterable[str]) -> list[PostRow]:
    """The posts with these keys, in the order of the keys."""
    wanted = list(keys)
    found: dict[str, PostRow] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = conn.execute(select(posts).where(posts.c.key.in_(wanted[start : start + _AT_ONCE])))
        found |= {row.key: post_from(row) for row in rows}
    return [found[key] for key in wanted]


def list_posts(
    conn: Connection,
    *,
    campaign: str | None = None,
    status: Status | None = None,
    channel: ChannelName | None = None,
    day: date | None = None,
    account: str | None = None,
    lock: bool = False,
) -> list[PostRow]:
    """The posts that fit, in the order of their times."""
    wanted = {"campaign": campaign, "status": status, "channel": channel, "day": day, "account": account}
    query = select(posts).order_by(posts.c.at, posts.c.key)
    for name, value in wanted.items():
        if value is not None:
            query = query.where(posts.c[name] == value)
    return [post_from(row) for row in conn.execute(query.with_for_update() if lock else query)]


def find_by_network_id(conn: Connection, channel: ChannelName, network_id: str) -> PostRow | None:
    """The post that the network knows by this id."""
    row = conn.execute(_BY_NETWORK_ID, {"channel": channel, "network_id": network_id}).first()
    return None if row is None else post_from(row)


def update_post(
    conn: Connection, post: PostRow, *, keep_approval: bool = False, void: bool = False, **changes: Unpack[Changes]
) -> PostRow:
    """Change a post that was read as `post`, and give back how it is now; `NotPossible` if somebody was faster.

    An approval ends when what it stands on changes, when the post becomes pending, and when `void` says so.
    `keep_approval` is for the one change that it survives: a later time of the same day.
    """
    after = replace(post, **changes)
    if after.status is not post.status:
        check_move(post.status, after.status)
    moved_back = after.status is Status.PENDING and post.status is not Status.PENDING
    touched: set[str] = set(changes)
    changed = any(getattr(after, name) != getattr(post, name) for name in touched.intersection(_BOUND))
    if void or moved_back or (changed and not keep_approval):
        if after.status is Status.APPROVED:
            raise ValueError(f"{post.key} may not stay approved while what was approved changes")
        after = replace(after, version=post.version + 1, approved_by=(), approved_at=None, let_through=None)
        touched |= _ENDS_WITH_APPROVAL
    if (after.said.media, after.account) != (
        post.said.media,
        post.account,
    ):  # what the network has is not what it needs
        after = replace(after, picture_at=None, pictured_until=None)
        touched |= {"picture_at", "pictured_until"}
    # Only what changed is written: a post has fifty columns, and a claim changes five.
    changed_columns: dict[str, Any] = {"version": after.version}
    for name in touched:
        if getattr(after, name) != getattr(post, name):
            changed_columns |= _columns(after, name)
    if changed_columns.keys() & {"at", "status", "retry_at"}:
        changed_columns["handed_at"] = None  # the job that was made for it comes at the wrong time, or has been done
    guard = {"this_key": post.key, "this_version": post.version, "this_fence": post.fence, "this_status": post.status}
    if conn.execute(_changing(frozenset(changed_columns)), guard | changed_columns).rowcount != 1:
        raise NotPossible(f"{post.key} was changed meanwhile; look at it again")
    return after


@lru_cache(maxsize=256)
def _changing(names: frozenset[str]) -> Update:
    """The statement that changes these columns: putting one together takes longer than running it."""
    return _GUARDED.values({name: bindparam(name) for name in sorted(names)})


def post_from(row: Row[Any]) -> PostRow:
    """A row that begins with the table's columns, as a post."""
    columns = dict(zip(_COLUMNS, row, strict=False))  # by place: by name takes as long as all the rest
    values = {name: columns[name] for name in _PLAIN}
    values |= {
        "kind": Kind(columns["kind"]),
        "status": Status(columns["status"]),
        "spacing": timedelta(seconds=columns["spacing_s"]),
        "said": wording_from(columns),
        "composed": columns["composed"] and wording_from(columns["composed"]),
        "warnings": tuple(Remark(**remark) for remark in columns["warnings"]),
        "approved_by": tuple(columns["approved_by"]),
        "page_titles": tuple(columns["page_titles"]),
    }
    return PostRow(**values)


def _values(post: PostRow) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in _FIELDS:
        values |= _columns(post, name)
    return values


def _columns(post: PostRow, name: str) -> dict[str, Any]:
    """A field of a post as the columns that keep it."""
    match name:
        case "said":
            return wording_parts(post.said) | {"digest": post.digest}
        case "spacing":
            return {"spacing_s": round(post.spacing.total_seconds())}
        case "composed":
            return {"composed": post.composed and wording_parts(post.composed)}
        case "warnings":
            return {"warnings": [{"code": remark.code, "message": remark.message} for remark in post.warnings]}
        case _:
            return {name: getattr(post, name)}


def wording_parts(said: Wording) -> dict[str, Any]:
    """A wording in plain values, as columns and JSON keep it."""
    return {
        "channel": said.channel,
        "text": said.text,
        "uncounted": said.uncounted,
        "link": said.link,
        "card": said.card
        and {"title": said.card.title, "description": said.card.description, "image": said.card.image},
        "media": [{"file": medium.file, "sha256": medium.sha256, "alt": medium.alt} for medium in said.media],
        "tags": list(said.tags),
        "mentions": [{"name": mention.name, "urn": mention.urn} for mention in said.mentions],
    }


def wording_from(parts: Mapping[str, Any]) -> Wording:
    """The wording that `wording_parts` took apart."""
    return Wording(
        channel=ChannelName(parts["channel"]),
        text=parts["text"],
        uncounted=parts["uncounted"],
        link=parts["link"],
        card=parts["card"] and Card(**parts["card"]),
        media=tuple(Media(**medium) for medium in parts["media"]),
        tags=tuple(parts["tags"]),
        mentions=tuple(Mention(**mention) for mention in parts["mentions"]),
    )


def _did_you_mean(conn: Connection, key: str) -> str:
    campaign = key.split("/", 1)[0]
    keys = conn.execute(select(posts.c.key).where(posts.c.campaign == campaign).limit(_NEAR)).scalars().all()
    near = get_close_matches(key, keys or conn.execute(select(posts.c.key).limit(_NEAR)).scalars().all(), n=1)
    return f"; did you mean {near[0]}?" if near else ""

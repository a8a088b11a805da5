"""The pictures of posts on their way to the networks: which is to be seen to next, and how far each is.

A step is taken before it is made, so that two do not make the same one, and nothing is locked while the network answers.
If whoever took it never comes back, it is taken again: a picture that was brought twice is seen by nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Text, and_, bindparam, func, insert, or_, select, type_coerce, update

from promoter.ledger import events
from promoter.ledger.due import give_up
from promoter.ledger.holds import PAGE, PICTURE
from promoter.ledger.pauses import MAY_PASS
from promoter.ledger.queue import get_post, post_from, update_post
from promoter.ledger.rows import Bringing, PostRow, UploadRow
from promoter.ledger.tables import accounts, fixed, posts, uploads
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection

    from promoter.posts.model import Media

_MARGIN = timedelta(minutes=15)  #: before its end a picture is brought anew
_FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
_FEW = 8  #: how many posts are looked at for a step; several machines may be at it
_SERVED = (
    select(accounts.c.id)
    .where(accounts.c.manual.is_(False), accounts.c.blocked_reason.is_(None))
    .where(accounts.c.id.in_(bindparam("only", expanding=True)))
)
_WANTING = (
    posts.c.status == fixed(Status.APPROVED),
    type_coerce(posts.c.media, Text) != "[]",
    or_(posts.c.hold.is_(None), posts.c.hold.in_([PAGE, PICTURE])),
    MAY_PASS,
    posts.c.account.in_(_SERVED),
)
_TO_TAKE = (
    select(posts)
    .where(
        *_WANTING,
        or_(
            posts.c.picture_at <= bindparam("now"),
            and_(posts.c.picture_at.is_(None), posts.c.pictured_until.is_(None), posts.c.at <= bindparam("soon")),
        ),
    )
    .order_by(func.coalesce(posts.c.picture_at, posts.c.at), posts.c.key)
    .limit(_FEW)
    .with_for_update(skip_locked=True, of=posts)
)
_NEXT = select(func.min(posts.c.picture_at)).where(*_WANTING, posts.c.picture_at.is_not(None))
_FIRST = select(func.min(posts.c.at)).where(*_WANTING, posts.c.picture_at.is_(None), posts.c.pictured_until.is_(None))


def take_bringing(
    conn: Connection, now: datetime, *, ahead: timedelta, patience: timedelta, only: Collection[str]
) -> Bringing | None:
    """The step that is due first, if any; for as long as `patience` nobody else takes it.

    Pictures are seen to from so long `ahead` of their posts' times. `only` names the accounts that can be spoken to.
    """
    rows = conn.execute(_TO_TAKE, {"now": now, "soon": now + ahead, "only": list(only)}).all()
    for post in map(post_from, rows):
        until = now + patience
        for number, medium in enumerate(post.said.media):
            upload = _current(conn, post, number, medium, now) or _begin(conn, post, number, medium, now)
            if upload.ready_at is None:
                return Bringing(post=update_post(conn, post, picture_at=until), upload=upload, until=until)
        _all_ready(conn, post, now)
    return None


def next_bringing(conn: Connection, *, ahead: timedelta, only: Collection[str]) -> datetime | None:
    """When the next step is due."""
    given = {"only": list(only)}
    begun: datetime | None = conn.execute(_NEXT, given).scalar_one()
    first: datetime | None = conn.execute(_FIRST, given).scalar_one()
    moments = (begun, first and first - ahead)
    return min((moment for moment in moments if moment is not None), default=None)


def note_brought(
    conn: Connection, step: Bringing, *, size: int, again: datetime, now: datetime, **brought: Any
) -> PostRow | None:
    """The network has the picture. `brought` is what it said; `again` is when to go on, unless that was all.

    None if the picture is not wanted any more, or somebody else has taken the step up.
    """
    ready = brought.pop("ready")
    values = {**brought, "size": size, "ready_at": now if ready else None}
    if step.upload.network_id is None:
        values["uploaded_at"] = now
    post = _still_taken(conn, step)
    if post is None:
        return None
    _note(conn, step, values)
    if not ready:
        return update_post(conn, post, picture_at=again)
    return _all_ready(conn, post, now) or update_post(conn, post, picture_at=now)


def note_stuck(
    conn: Connection, step: Bringing, detail: str, *, gone: bool, hold: bool, again: datetime, now: datetime
) -> PostRow | None:
    """The step brought nothing, and is made `again`; with `hold` the post says so until it is done.

    `gone`: what the network had of it is of no use, so that the next step begins anew.
    """
    post = _still_taken(conn, step)
    if post is None:
        return None
    values: dict[str, Any] = {"tries": step.upload.tries + 1, "detail": detail}
    _note(conn, step, values | ({"ended_at": now} if gone else {}))
    if gone:  # the new one goes on counting, so that its pauses grow
        _begin(conn, post, step.upload.number, post.said.media[step.upload.number], now, tries=step.upload.tries + 1)
    if not hold or post.hold == PAGE:
        return update_post(conn, post, picture_at=again)
    after = update_post(conn, post, picture_at=again, hold=PICTURE, hold_reason=detail)
    if (post.hold, post.hold_reason) != (PICTURE, detail):  # the same trouble every few minutes is told once
        _tell(conn, after, "held", now, hold=PICTURE, reason=detail)
    return after


def not_as_approved(conn: Connection, step: Bringing, reason: str, *, now: datetime) -> PostRow | None:
    """The picture's file is not what was approved: the post waits for a person."""
    post = _still_taken(conn, step)
    return None if post is None else give_up(conn, post.key, reason, now=now)


def ready_pictures(conn: Connection, post: PostRow, *, until: datetime) -> tuple[UploadRow, ...] | None:
    """What the network has of the post's pictures, in their order; None unless it has them all for as long as that."""
    found = {row.number: row for row in list_uploads(conn, post.key) if row.ended_at is None}
    its = [found.get(number) for number in range(len(post.said.media))]
    ready = tuple(
        row
        for row, medium in zip(its, post.said.media, strict=True)
        if row is not None and _is_of(row, post, medium) and row.ready_at is not None and not _ends_by(row, until)
    )
    return ready if len(ready) == len(its) else None


def forget_pictures(conn: Connection, post: PostRow, detail: str, *, now: datetime) -> None:
    """None of them is used any more; whoever says so has them brought again."""
    current = (uploads.c.post_key == post.key, uploads.c.ended_at.is_(None))
    conn.execute(update(uploads).where(*current).values(ended_at=now, detail=detail))


def forget_account_pictures(conn: Connection, account: str, detail: str, *, now: datetime) -> None:
    """None of the account's is used any more: they belong to whom it was before."""
    current = (uploads.c.account == account, uploads.c.ended_at.is_(None))
    conn.execute(update(uploads).where(*current).values(ended_at=now, detail=detail))


def list_uploads(conn: Connection, post_key: str) -> list[UploadRow]:
    """Every picture that was brought for a post or is to be, in the order in which they were begun."""
    query = select(uploads).where(uploads.c.post_key == post_key).order_by(uploads.c.id)
    return [UploadRow(**row) for row in conn.execute(query).mappings()]


def _current(conn: Connection, post: PostRow, number: int, medium: Media, now: datetime) -> UploadRow | None:
    """The picture as it stands; one that is another by now, or that the network is about to forget, is ended."""
    query = select(uploads).where(
        uploads.c.post_key == post.key, uploads.c.number == number, uploads.c.ended_at.is_(None)
    )
    row = conn.execute(query).mappings().first()
    if row is None:
        return None
    upload = UploadRow(**row)
    if _is_of(upload, post, medium) and not _ends_by(upload, now):
        return upload
    conn.execute(update(uploads).where(uploads.c.id == upload.id).values(ended_at=now))
    return None


def _begin(conn: Connection, post: PostRow, number: int, medium: Media, now: datetime, *, tries: int = 0) -> UploadRow:
    values = {
        "post_key": post.key, "number": number, "account": post.account, "file": medium.file, "sha256": medium.sha256,
        "alt": medium.alt, "working": False, "alt_set": False, "begun_at": now, "tries": tries,
    }  # fmt: skip
    row = conn.execute(insert(uploads).values(values).returning(uploads)).mappings().one()
    return UploadRow(**row)


def _note(conn: Connection, step: Bringing, values: dict[str, Any]) -> None:
    conn.execute(update(uploads).where(uploads.c.id == step.upload.id).values(values))


def _still_taken(conn: Connection, step: Bringing) -> PostRow | None:
    """The post, if the step is still ours: whoever takes it up later than `until` sets another moment."""
    post = get_post(conn, step.post.key, lock=True)
    ours = post.status is Status.APPROVED and post.version == step.post.version and post.picture_at == step.until
    return post if ours else None


def _all_ready(conn: Connection, post: PostRow, now: datetime) -> PostRow | None:
    """Say that the post has its pictures, if it has them all; None if not."""
    ready = ready_pictures(conn, post, until=now)
    if ready is None:
        return None
    ends = min((row.expires_at for row in ready if row.expires_at is not None), default=None)
    again = None if ends is None else ends - _MARGIN
    waited = post.hold == PICTURE
    hold, why = (None, None) if waited else (post.hold, post.hold_reason)
    after = update_post(conn, post, pictured_until=again or _FOR_GOOD, picture_at=again, hold=hold, hold_reason=why)
    if after.pictured_until != post.pictured_until:
        _tell(conn, after, "pictured", now, pictures=[row.evidence for row in ready])
    if waited:
        _tell(conn, after, "released", now, hold=PICTURE)
    return after


def _is_of(upload: UploadRow, post: PostRow, medium: Media) -> bool:
    return (upload.account, upload.sha256, upload.alt) == (post.account, medium.sha256, medium.alt)


def _ends_by(upload: UploadRow, moment: datetime) -> bool:
    return upload.expires_at is not None and upload.expires_at - _MARGIN <= moment


def _tell(conn: Connection, post: PostRow, kind: str, now: datetime, **data: object) -> None:
    events.append(conn, campaign=post.campaign, kind=kind, actor="daemon", post_key=post.key, at=now, data=data)

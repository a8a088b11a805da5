"""What people remark on posts, for each other; a comment holds nothing up, and somebody marks it as settled."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from promoter.approval.rights import known, may_write
from promoter.approval.standing import refuse_hidden
from promoter.errors import UsageProblem
from promoter.ledger import comments as ledger_comments
from promoter.ledger import events
from promoter.ledger.queue import get_post

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, Comment

MOST = 2000


def comment(conn: Connection, post_key: str, text: str, *, who: Actor, now: datetime) -> Comment:
    """Put a comment on a post. Anybody known may."""
    person = known(conn, who)
    post = get_post(conn, post_key)
    said = ledger_comments.add_comment(conn, post, _fit_to_read(text), by=person.email, now=now)
    _note(conn, said, "commented", who, now, text=said.text)
    return said


def settle_comment(conn: Connection, number: int, *, who: Actor, now: datetime) -> Comment:
    """Mark a comment as settled: whoever wrote it may, and whoever may change posts."""
    return _settle(conn, number, who=who, now=now, settled=True)


def unsettle_comment(conn: Connection, number: int, *, who: Actor, now: datetime) -> Comment:
    """Open a comment again that was marked as settled, under the same rule."""
    return _settle(conn, number, who=who, now=now, settled=False)


def comments(conn: Connection, post_key: str) -> list[Comment]:
    """The comments on a post, oldest first."""
    return ledger_comments.list_comments(conn, post_key)


def open_comments(conn: Connection, campaign: str) -> dict[str, int]:
    """How many comments are not settled, by post; posts without any are left out."""
    return ledger_comments.open_counts(conn, campaign)


def _settle(conn: Connection, number: int, *, who: Actor, now: datetime, settled: bool) -> Comment:
    found = ledger_comments.comment_by_number(conn, number)
    if found is None:
        known(conn, who)
        raise UsageProblem(f"there is no comment {number}")
    if known(conn, who).email != found.by:
        may_write(conn, who)
    if ledger_comments.set_settled(conn, number, by=who.name if settled else None, now=now):
        _note(conn, found, "comment_settled" if settled else "comment_reopened", who, now)
    return ledger_comments.comment_by_number(conn, number) or found


def _note(conn: Connection, said: Comment, kind: str, who: Actor, now: datetime, **more: str) -> None:
    events.append(
        conn,
        campaign=said.post_key.split("/", 1)[0],
        kind=kind,
        actor=who.name,
        os_user=who.os_user,
        post_key=said.post_key,
        at=now,
        data={"comment": said.id, **more},
    )


def _fit_to_read(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    refuse_hidden(text)
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):
        raise UsageProblem("a comment needs words")
    if len(text) > MOST:
        raise UsageProblem(f"the comment has {len(text):,} characters and may have {MOST:,}; make it shorter")
    return text

"""Saying yes to a post exactly as it stands, or sending it back to its writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.approval.rights import may_approve, may_decide
from promoter.approval.standing import a_reason, lacks_address, require
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.decisions import APPROVE, RETURN, add_decision, approvals
from promoter.ledger.holds import ADDRESS, CHANGES, NOTHING, OF_DELIVERY, OF_TIME, hold_of_time
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.posts.checks import FORBID_APPROVAL, remarks
from promoter.posts.lifecycle import IN_WORDS, Status

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from promoter.ledger.rows import Actor, PostRow

_SHORTEST_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Skipped:
    """A post that a sweep left alone, and why."""

    key: str
    reason: str

    @property
    def campaign(self) -> str:
        return self.key.split("/", 1)[0]


def approve(conn: Connection, key: str, *, who: Actor, now: datetime, digest: str | None = None) -> PostRow:
    """Approve a post as it stands: its words, account, day, time and last moment. `digest` is what the person saw.

    Changes that somebody wanted of it are refused by that; the record says so. `wanted` tells them beforehand.
    """
    return _approve(conn, get_post(conn, key, lock=True), who=who, now=now, digest=digest)


def approve_all(
    conn: Connection, *, who: Actor, now: datetime, campaign: str | None = None, day: date | None = None
) -> tuple[list[PostRow], list[Skipped]]:
    """Approve every pending post that this person may approve now; the others are left alone, each with the reason."""
    may_decide(conn, who, now=now)
    if campaign is not None:
        get_campaign(conn, campaign)
    approved, skipped = [], []
    for post in list_posts(conn, campaign=campaign, day=day, status=Status.PENDING, lock=True):
        if (wish := wanted(post)) is not None:
            skipped.append(Skipped(post.key, f"changes are wanted: {wish}"))
            continue
        try:
            approved.append(_approve(conn, post, who=who, now=now, digest=None))
        except NotPossible as problem:
            skipped.append(Skipped(post.key, str(problem)))
    return approved, skipped


def wanted(post: PostRow) -> str | None:
    """The changes that somebody wants of a post before it is approved; None if nobody does."""
    return post.hold_reason or "changes" if post.hold == CHANGES else None


def return_(conn: Connection, key: str, *, reason: str, who: Actor, now: datetime) -> PostRow:
    """Changes are wanted: back to the writer, with the reason. An approval that was given ends."""
    reason = a_reason(reason)
    right = may_decide(conn, who, now=now)
    post = get_post(conn, key, lock=True)
    require(post, frozenset({Status.PENDING, Status.APPROVED}), "sent back")
    replaced = {None, CHANGES, *OF_DELIVERY, *OF_TIME}
    hold, why = (CHANGES, reason) if post.hold in replaced else (post.hold, post.hold_reason)
    after = update_post(
        conn, post, status=Status.PENDING, void=True,
        retry_at=None, hold=hold, hold_reason=why, reason=reason,
    )  # fmt: skip
    add_decision(conn, after, RETURN, who, now=now, event="returned", reason=reason, **right.noted)
    return after


def _approve(conn: Connection, post: PostRow, *, who: Actor, now: datetime, digest: str | None) -> PostRow:
    right = may_approve(conn, post, who, now=now)
    settings = get_campaign(conn, post.campaign).settings
    _require_seen(post, digest)
    _require_ready(post, now, settings.hashtag)
    given = tuple(approval.by for approval in approvals(conn, post))
    # Once is enough where the campaign has come to ask for fewer people since.
    if right.email in given and len(given) < settings.approvals:
        raise NotPossible(f"{right.email} has approved {post.key} already; it takes another person's approval too")
    people = tuple(dict.fromkeys((*given, right.email)))
    enough = len(people) >= settings.approvals
    settled = enough and post.hold == CHANGES
    after = update_post(
        conn,
        post,
        status=Status.APPROVED if enough else Status.PENDING,
        approved_by=people,
        approved_at=now if enough else None,
        hold=None if settled else post.hold,
        hold_reason=None if settled else post.hold_reason,
        reason=None,
        trouble=None,
    )
    wish = wanted(post)
    although = {} if wish is None else {"although": wish}
    add_decision(conn, after, APPROVE, who, now=now, event="approved", link=after.said.link, **right.noted, **although)
    return after


def _require_seen(post: PostRow, digest: str | None) -> None:
    if digest is None:
        return
    seen = digest.strip().lower().removeprefix("sha256:")
    if len(seen) < _SHORTEST_DIGEST:
        raise UsageProblem(f"{digest} is too short for a digest; give at least {_SHORTEST_DIGEST} of its characters")
    if not post.digest.removeprefix("sha256:").startswith(seen):
        raise NotPossible(
            f"{post.key} changed since you looked: it is {post.digest} now; read it again, then approve that"
        )


def _require_ready(post: PostRow, now: datetime, hashtag: str) -> None:
    if post.status is Status.APPROVED:
        raise NotPossible(f"{post.key} is approved already")
    if post.status is not Status.PENDING:
        raise NotPossible(f"{post.key} does not wait for approval: {IN_WORDS[post.status]}")
    timely = hold_of_time(post, now)
    if timely != NOTHING:
        raise NotPossible(f"{post.key} cannot be approved: {timely[1]}")
    if post.hold == ADDRESS[0] or lacks_address(post):
        raise NotPossible(f"{post.key} cannot be approved: {ADDRESS[1]}")
    if post.hold not in {None, CHANGES, *OF_DELIVERY}:
        raise NotPossible(f"{post.key} cannot be approved ({post.hold}): {post.hold_reason or 'it is on hold'}")
    for remark in remarks(post.said, hashtag=hashtag):
        if remark.code in FORBID_APPROVAL:
            raise NotPossible(f"{post.key} cannot be approved: {remark.message}")

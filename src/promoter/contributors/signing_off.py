"""Sign-off by a link: made by an editor, answered by a contributor who has no account here, and kept with what they saw."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from promoter.approval.rights import may_write
from promoter.campaign.model import BlogStatus
from promoter.contributors.facts import author_of, blog_of, published
from promoter.errors import NotPossible, NotThere, UsageProblem
from promoter.ledger import events
from promoter.ledger import signoffs as kept
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.signoffs import CONFIRMED, CORRECTED, DECLINED, TAKEN, SignOffRow
from promoter.people.sessions import sealed
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.campaign.model import Blog, Campaign
    from promoter.contributors.facts import Published
    from promoter.ledger.rows import Actor

LONGEST = timedelta(days=60)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
OUT = frozenset({BlogStatus.DECLINED, BlogStatus.WITHDRAWN})
BY_LINK = "contributor:"  #: before the name of whoever answers by a link, where others have their e-mail


class Standing(Enum):
    """How it stands with somebody's sign-off, in words for those who wait for it."""

    NONE = "not asked"
    ASKED = "asked, no answer yet"
    LAPSED = "asked, and the link ended without an answer"
    SIGNED = "signed off"
    WAITS = "a correction waits for an editor"
    DECLINED = "their correction was declined, so this is not signed off"
    CHANGED = "does not count any more: what they signed has changed"

    @property
    def fine(self) -> bool:
        return self is Standing.SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """How it stands with one contributor: the answer that counts or would, and the link that is open, if there is one.

    `otherwise` are the facts that are not what they signed, `posts` how many posts say something else since.
    """

    person: str
    standing: Standing
    answer: SignOffRow | None = None
    open: SignOffRow | None = None
    otherwise: tuple[str, ...] = ()
    posts: int = 0


# --------------------------------------------------------------------------------------------------------- what editors do


def make_link(
    conn: Connection, campaign: Campaign, blog: str, person: str,
    *, who: Actor, now: datetime, until: date | None = None,
) -> tuple[str, SignOffRow]:  # fmt: skip
    """The token of a link for one author, which is kept nowhere, and what is kept. Links before it that nobody answered end."""
    may_write(conn, who)
    found = blog_of(campaign, blog)
    _author(found, person)
    if found.status in OUT:
        raise NotPossible(f"{blog} is {found.status}, so nothing about it is published and nothing is to be signed off")
    ends_at = _ends(campaign, until, now)
    get_campaign(conn, campaign.slug)
    for row in kept.list_signoffs(conn, campaign.slug, blog=blog):
        if row.person == person and row.answer is None and row.is_open(now):
            kept.end_signoff(conn, row.id, now=now)
    token = secrets.token_urlsafe(32)
    row = kept.add_signoff(conn, campaign.slug, blog, person, sealed(token), made_by=who.name, now=now, ends_at=ends_at)
    _note(conn, row, "sign_off_asked", who, now, until=ends_at.isoformat())
    return token, row


def end_link(conn: Connection, campaign: str, number: int, *, who: Actor, now: datetime) -> SignOffRow:
    """Let a link lead nowhere any more. What was answered by it stays."""
    may_write(conn, who)
    row = by_number(conn, campaign, number)
    if not row.is_open(now) or not kept.end_signoff(conn, number, now=now):
        raise NotPossible(f"sign-off {number} has ended already")
    _note(conn, row, "sign_off_ended", who, now)
    return row


def by_number(conn: Connection, campaign: str, number: int) -> SignOffRow:
    """The sign-off of this number in this campaign."""
    row = kept.signoff_by_number(conn, number)
    if row is None or row.campaign != campaign:
        raise NotThere(f"{campaign} has no sign-off {number}; promoter sign-off list {campaign} shows them")
    return row


def standing(conn: Connection, campaign: str, blog: Blog, *, now: datetime) -> list[SignOff]:
    """How it stands with each author of a blog."""
    rows = kept.list_signoffs(conn, campaign, blog=blog.id)
    return [
        standing_of(
            author.name,
            [row for row in rows if row.person == author.name],
            published(conn, campaign, blog, author),
            now=now,
        )
        for author in blog.authors
    ]


def standing_of(person: str, rows: Iterable[SignOffRow], now_so: Published, *, now: datetime) -> SignOff:
    """How it stands with somebody whose links these are, by what is published now."""
    mine = list(rows)
    answered = max(
        (row for row in mine if row.answered_at is not None),
        key=lambda row: row.answered_at or row.made_at,
        default=None,
    )
    link = next((row for row in reversed(mine) if row.is_open(now)), None)
    if answered is None:
        word = Standing.ASKED if link else Standing.LAPSED if mine else Standing.NONE
        return SignOff(person=person, standing=word, open=link)
    otherwise = differing(answered, now_so)
    if answered.waits:
        word = Standing.WAITS
    elif answered.verdict == DECLINED:
        word = Standing.DECLINED
    else:
        word = Standing.CHANGED if otherwise else Standing.SIGNED
    return SignOff(
        person=person, standing=word, answer=answered, open=link, otherwise=otherwise, posts=reworded(answered, now_so)
    )


# ---------------------------------------------------------------------------------------------------- what contributors do


def by_token(conn: Connection, token: str, *, now: datetime) -> SignOffRow | None:
    """The sign-off that a link leads to; None if it has ended, is too old or never was."""
    return kept.signoff_by_token(conn, sealed(token), now=now) if looks_like_one(token) else None


def looks_like_one(token: str) -> bool:
    """Could this be a token? What could not is no guess either."""
    return _TOKEN.fullmatch(token) is not None


def answer(
    conn: Connection, row: SignOffRow, shown: Published, *, seen: str, now: datetime,
    fields: Mapping[str, str | None] | None = None, note: str = "",
) -> SignOffRow:  # fmt: skip
    """Keep that a contributor confirms what they saw, or, with fields or a note, what is to be otherwise.

    Nothing of the campaign changes by it. `NotPossible` if what they saw is not so any more, or if they have answered.
    """
    if seen != shown.seal:
        raise NotPossible("Something changed while you looked. Please look again, then answer.")
    if not may_answer(row, shown):
        raise NotPossible("You have answered this already. Thank you.")
    said = {"fields": dict(fields or {}), "note": note} if fields or note else None
    word = CONFIRMED if said is None else CORRECTED
    if not kept.keep_answer(conn, row, word, shown=shown.kept(), said=said, now=now):
        raise NotPossible("You have answered this already, or the link has ended.")
    _note_answer(conn, row, shown, word=word, fields=dict(fields or {}), now=now)
    return by_number(conn, row.campaign, row.id)


def may_answer(row: SignOffRow, shown: Published) -> bool:
    """Is there anything to be asked? Not while a correction waits, nor while all is as they signed it."""
    if row.answer is None or row.verdict == DECLINED:
        return True
    return not row.waits and bool(differing(row, shown) or reworded(row, shown))


# ----------------------------------------------------------------------------------------------------------------- details


def _author(blog: Blog, person: str) -> None:
    if author_of(blog, person) is None:
        names = " or ".join(author.name for author in blog.authors)
        raise UsageProblem(f"{blog.id} has no author {person}; name {names}")


def _ends(campaign: Campaign, until: date | None, now: datetime) -> datetime:
    """The end of the last day unless another is named, and never later than the longest that a link may stand."""
    last = max(day.date for day in campaign.days)
    ends = end_of(until or last, campaign.zone)
    if ends <= now:
        if until is not None:
            raise UsageProblem(f"{dated(until)} {until.year} is over; choose a day to come")
        raise NotPossible(f"the last day of {campaign.slug} is over; name a day until which the link shall stand")
    if until is not None and ends > now + LONGEST + timedelta(days=1):
        raise UsageProblem(f"a link stands for at most {LONGEST.days} days; choose an earlier day")
    return min(ends, now + LONGEST)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def signed_facts(row: SignOffRow) -> dict[str, Any]:
    """The facts that somebody stands behind: those that they saw, with what they wanted otherwise once that was taken."""
    facts = dict((row.shown or {}).get("facts", {}))
    return facts | (row.said or {}).get("fields", {}) if row.verdict == TAKEN else facts


def differing(row: SignOffRow, now_so: Published) -> tuple[str, ...]:
    """The facts that are not what they signed."""
    signed = signed_facts(row)
    return tuple(name for name, value in now_so.facts.items() if name in signed and signed[name] != value)


def reworded(row: SignOffRow, now_so: Published) -> int:
    """How many posts say something that they have not seen."""
    seen = {post["key"]: post["digest"] for post in (row.shown or {}).get("posts", [])}
    return sum(seen.get(post.key) != post.digest for post in now_so.posts)


def _note_answer(
    conn: Connection, row: SignOffRow, shown: Published, *, word: str, fields: Mapping[str, Any], now: datetime
) -> None:
    kind, actor = f"sign_off_{word}", BY_LINK + row.person
    data = {"blog": row.blog, "person": row.person, "number": row.id}
    whole = {**data, "seal": shown.seal, "shown": dict(shown.facts), "fields": dict(fields)}
    events.append(conn, campaign=row.campaign, kind=kind, actor=actor, at=now, data=whole)
    for post in shown.posts:
        one = {**data, "digest": post.digest, "version": post.version}
        events.append(conn, campaign=row.campaign, kind=kind, actor=actor, at=now, data=one, post_key=post.key)


def _note(conn: Connection, row: SignOffRow, kind: str, who: Actor, now: datetime, **more: Any) -> None:
    data = {"blog": row.blog, "person": row.person, "number": row.id, **more}
    events.append(conn, campaign=row.campaign, kind=kind, actor=who.name, os_user=who.os_user, at=now, data=data)

"""One day as a person reads it before approving it: each post in full, and why the others are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.approval import remarks_beside, wanted
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated, opened
from promoter.reporting.peoples_words import told
from promoter.reporting.plan import KINDS
from promoter.web.facts import pictures_of
from promoter.web.signing import not_yet, signers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from promoter.ledger.outline import Outline
    from promoter.ledger.rows import CampaignRow, PostRow, Role, UserRow
    from promoter.posts.model import Remark
    from promoter.reporting.drawing import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A post to be approved, with all that there is to look at. `left`: why it was not approved a moment ago."""

    post: PostRow
    kind: str
    title: str
    remarks: tuple[str, ...]
    pictures: tuple[Picture, ...]
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A post of the day that this person cannot approve here, and why."""

    post: PostRow
    kind: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayToRead:
    """A day. `others` is how many of its posts are approved already, out, or taken out."""

    date: date
    name: str
    theme: str
    ready: tuple[Read, ...]
    left_out: tuple[LeftOut, ...]
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads, with whom else there is. `deputies` are those of today, each with the approver for whom they stand in."""

    email: str
    roles: frozenset[Role]
    users: Mapping[str, UserRow]
    deputies: Mapping[str, str]
    now: datetime


def day_to_read(
    campaign: CampaignRow, day: date, its: Sequence[PostRow], around: Sequence[Outline],
    *, reader: Reader, left: Mapping[str, str], ahead: Mapping[str, tuple[Remark, ...]],
) -> DayToRead:  # fmt: skip
    """The day for one person, with `its` posts. `around` are all posts of the accounts that it uses; `left` says of posts
    why they were not approved, `ahead` what would keep them from going out.
    """
    settings = campaign.settings
    waiting = [post for post in its if post.status is Status.PENDING]
    why_not = {post.key: _why_not(post, reader) for post in waiting}
    themes = {theme.id: theme.name for theme in settings.themes}
    named = {one.date: themes.get(one.theme or "", "") for one in settings.days}

    def read(post: PostRow) -> Read:
        odd = remarks_beside(post, settings, [other for other in around if other.account == post.account])
        remarks = (
            *(one.message for one in post.warnings),
            *(told(one.message, post) for one in (*odd, *ahead[post.key])),
        )
        return Read(
            post=post, kind=KINDS[post.kind], title=_title(post), remarks=remarks,
            pictures=pictures_of(post, campaign), left=left.get(post.key, ""),
        )  # fmt: skip

    return DayToRead(
        date=day,
        name=dated(day),
        theme=named.get(day, ""),
        ready=tuple(read(post) for post in waiting if not why_not[post.key]),
        left_out=tuple(
            LeftOut(post=post, kind=KINDS[post.kind], title=_title(post), why=why)
            for post in waiting
            if (why := why_not[post.key])
        ),
        others=len(its) - len(waiting),
    )


def _why_not(post: PostRow, reader: Reader) -> str:
    """Why this person cannot approve the post together with others; nothing if they can."""
    if (wish := wanted(post)) is not None:
        return f"Changes are wanted: {wish}"
    if post.at < reader.now:
        return "Its time has passed."
    if why := not_yet(post):
        return opened(why)
    signs = signers(post, reader.email, reader.users, reader.roles, reader.deputies)
    if signs.me:
        return ""
    others = f" {' or '.join(signs.others)} may." if signs.others else ""
    return f"{signs.why_not}{others}"


def _title(post: PostRow) -> str:
    return next(iter(post.page_titles), "") if post.blog is not None else ""

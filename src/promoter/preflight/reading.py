"""The preflight itself: read the ledger and the campaign's folder, let everybody be asked, and draw the lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.approval import team_warning
from promoter.approval.rights import may_approve
from promoter.campaign.loading import load
from promoter.campaign.model import ChannelName
from promoter.errors import NotPossible, PromoterError
from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.invitations import list_invitations
from promoter.ledger.people import list_users
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import AccountRow, Actor
from promoter.ledger.tokens import list_tokens
from promoter.pictures.store import read_picture
from promoter.posts.lifecycle import Status
from promoter.preflight.lines import Preflight, Section
from promoter.preflight.lines_of_accounts import of_accounts
from promoter.preflight.lines_of_house import of_house, of_people
from promoter.preflight.lines_of_pages import of_pages, pages_of
from promoter.preflight.lines_of_week import of_week
from promoter.preflight.seen import Seen
from promoter.reporting.health import of_ledger
from promoter.reporting.machine import soundness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.campaign.model import Campaign
    from promoter.channels.pages import Page
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import CampaignRow, PostRow, UserRow
    from promoter.posts.model import Media
    from promoter.preflight.seen import House, Looks

    Progress = Callable[[int, int], None]
    Look = Callable[[Iterable[str], Iterable[Page], Progress], Looks]


def preflight(
    ledger: Ledger, slug: str, *, now: datetime, house: House, look: Look | None, progress: Progress = lambda *_: None
) -> Preflight:
    """Is the campaign's week ready? Without `look` nobody is asked but the ledger."""
    seen = read(ledger, slug, now=now, house=house)
    if look is not None:
        asked = [account.id for account in seen.accounts.values() if not account.manual]
        seen = replace(seen, looks=look(asked, pages_of(seen), progress))
    return drawn(seen)


def drawn(seen: Seen) -> Preflight:
    """The lines of what was seen."""
    sections = (
        Section("Posts", tuple(of_week(seen))),
        Section("Pages", tuple(of_pages(seen))),
        Section("Accounts", tuple(of_accounts(seen))),
        Section("People", tuple(of_people(seen))),
        Section("Machine", tuple(of_house(seen))),
    )
    return Preflight(campaign=seen.campaign.slug, at=seen.now, asked=seen.looks is not None, sections=sections)


def read(ledger: Ledger, slug: str, *, now: datetime, house: House) -> Seen:
    """What ledger and folder say, as of one moment."""
    machine = tuple(soundness(ledger))
    with ledger.read() as conn:
        campaign = get_campaign(conn, slug)
        everywhere = list_posts(conn)
        posts = tuple(post for post in everywhere if post.campaign == slug)
        accounts = _accounts(conn, campaign, posts)
        people = tuple(list_users(conn))
        return Seen(
            campaign=campaign, now=now, posts=posts,
            alongside=tuple(post for post in everywhere if post.account in accounts and post.status is not Status.WITHDRAWN),
            files=_files(campaign), accounts=accounts, tokens={row.account: row for row in list_tokens(conn)},
            people=people, team=team_warning(conn, campaign.settings.approvals),
            invitations=tuple(list_invitations(conn, now=now)), able=_able(conn, posts, people, now),
            pictures=_pictures(campaign, posts),
            checks=(*of_ledger(conn, now=now, connected=house.connected), *machine, *house.watching), house=house,
        )  # fmt: skip


def _accounts(conn: Connection, campaign: CampaignRow, posts: Sequence[PostRow]) -> dict[str, AccountRow]:
    """The accounts that the campaign names, and those of its posts, by name."""
    known = {account.id: account for account in list_accounts(conn)}
    found: dict[str, AccountRow] = {}
    for channel in ChannelName:
        cadence = getattr(campaign.settings.channels, channel.value)
        if cadence is not None:
            name = f"{channel}:{cadence.account}"
            found[name] = known.get(name) or AccountRow(id=name, channel=channel, name=cadence.account)
    for post in posts:
        found.setdefault(post.account, known[post.account])
    return found


def _files(campaign: CampaignRow) -> Campaign | None:
    try:
        return load(Path(campaign.folder)).campaign
    except (PromoterError, OSError):
        return None


def _able(
    conn: Connection, posts: Sequence[PostRow], people: Sequence[UserRow], now: datetime
) -> dict[str, tuple[str, ...]]:
    """For each last writer of a post that waits, who could approve what they wrote."""
    waiting = {post.written_by: post for post in posts if post.status is Status.PENDING}
    return {
        writer: tuple(person.email for person in people if person.active and _may(conn, post, person, now))
        for writer, post in waiting.items()
    }


def _may(conn: Connection, post: PostRow, person: UserRow, now: datetime) -> bool:
    try:
        may_approve(conn, post, Actor(person.email), now=now)
    except NotPossible:
        return False
    return True


def _pictures(campaign: CampaignRow, posts: Sequence[PostRow]) -> dict[Media, str | None]:
    return {medium: _trouble(Path(campaign.folder), medium) for post in posts for medium in post.said.media}


def _trouble(folder: Path, medium: Media) -> str | None:
    try:
        read_picture(folder, medium)
    except PromoterError as problem:
        return str(problem)
    return None

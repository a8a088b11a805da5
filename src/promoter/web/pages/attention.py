"""What needs somebody: every post and account that waits for a person, what is known of it, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter import approval
from promoter.campaign.model import ChannelName
from promoter.errors import NotPossible
from promoter.ledger.accounts import get_account, unblock_account
from promoter.ledger.attempts import list_attempts
from promoter.ledger.attention import watched
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.comments import open_counts
from promoter.ledger.looks import list_readings
from promoter.ledger.people import list_users
from promoter.ledger.queue import get_posts, list_posts
from promoter.ledger.signoffs import waiting_signoffs
from promoter.posts.lifecycle import Status
from promoter.reporting.peoples_words import in_people_words, told
from promoter.reporting.standing import status_in_words, why_it_stands
from promoter.web.access import Need, deed, page
from promoter.web.happened import Happening, looked, tried
from promoter.web.needing import Concern, House, concern, house, stamp
from promoter.web.signing import Signers, signers, stand_ins
from promoter.web.stopped import PASSED, SAYS, passed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.ledger.rows import AccountRow, CampaignRow, PostRow
    from promoter.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Refusal:
    """A deed that was not done: about which post, why, and what the person had typed."""

    key: str
    why: str
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A post that needs somebody: what is known of it, who may approve it, and where to look for it."""

    post: PostRow
    campaign: CampaignRow
    concern: Concern
    word: str
    why: str
    happened: tuple[Happening, ...]
    signers: Signers
    profile: str | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """An account that stopped, why, and how many approved posts wait for it."""

    account: AccountRow
    why: str
    waiting: int


def show(visit: Visit, *, refused: Refusal | None = None, status: int = 200) -> Response:
    """The page; after a deed that was refused, with the reason and with what the person had typed."""
    with visit.wiring.ledger.read() as conn:
        stands = house(conn, now=visit.now, grace=visit.wiring.grace)
        campaigns = {row.slug: row for row in list_campaigns(conn)}
        cards = list(_cards(conn, visit, stands, campaigns))
        stopped = [_stopped(conn, account) for account in stands.stopped()]
        open_comments = {key: n for slug in stands.slugs for key, n in open_counts(conn, slug).items()}
        as_seen = stamp(conn, stands)
        corrections = waiting_signoffs(conn, stands.slugs)
        commented = [(post, open_comments[post.key]) for post in get_posts(conn, open_comments)]
    groups = [(kind, its) for kind in Concern if (its := [card for card in cards if card.concern is kind])]
    return visit.page(
        "attention.html",
        status=status,
        title="Needs somebody",
        campaign=next(iter(campaigns.values())) if len(campaigns) == 1 else None,
        campaigns=campaigns,
        groups=groups,
        corrections=corrections,
        count=len(stopped) + len(corrections) + sum(card.concern.counts for card in cards),
        stopped=stopped,
        commented=commented,
        by_hand=any(account.manual for account in stands.accounts.values()),
        over=[row for slug, row in campaigns.items() if slug not in stands.slugs],
        refused=refused,
        Concern=Concern,
        stamp=as_seen,
        changed=False,
    )


def meanwhile(visit: Visit) -> Response:
    """Has anything changed since the page was opened? Asked by a page that stays open, which keeps what is typed into it."""
    with visit.wiring.ledger.read() as conn:
        now = stamp(conn, house(conn, now=visit.now, grace=visit.wiring.grace))
    as_seen = visit.query.get("as", "")
    return visit.page("attention_meanwhile.html", stamp=as_seen, changed=now != as_seen)


def _cards(conn: Connection, visit: Visit, stands: House, campaigns: Mapping[str, CampaignRow]) -> Iterator[Card]:
    users = {user.email: user for user in list_users(conn)}
    deputies = stand_ins(conn, users, visit.now.date())
    for post in watched(conn, stands.slugs, now=visit.now, until=stands.until):
        kind = concern(post, stands)
        if kind is None:
            continue
        campaign = campaigns[post.campaign]
        account, zone = stands.accounts[post.account], campaign.settings.zone
        late = passed(post, stands.pause, now=stands.now, grace=stands.grace)
        why = why_it_stands(post, now=visit.now, account=account, pause=stands.pause, zone=zone)
        yield Card(
            post=post,
            campaign=campaign,
            concern=kind,
            word=PASSED if late else status_in_words(post),
            why=SAYS if late else told(why, post),
            happened=happened(conn, post),
            signers=signers(post, visit.who.name, users, visit.roles, deputies),
            profile=profile(campaign, post.channel),
        )


def happened(conn: Connection, post: PostRow) -> tuple[Happening, ...]:
    """Every attempt to send a post and every look for it, in order."""
    if not post.fence:
        return ()
    attempts = map(tried, list_attempts(conn, post_key=post.key))
    return tuple(sorted((*attempts, *map(looked, list_readings(conn, post.key))), key=lambda one: one.at))


def profile(campaign: CampaignRow, channel: ChannelName) -> str | None:
    """Where people see the organisation's own posts on a network; None if the campaign does not say."""
    organisation = campaign.settings.organisation
    if channel is ChannelName.X:
        return organisation.x and f"https://x.com/{organisation.x.removeprefix('@')}"
    return organisation.linkedin and f"https://www.linkedin.com/company/{organisation.linkedin.rpartition(':')[2]}/"


def _stopped(conn: Connection, account: AccountRow) -> Stopped:
    waiting = list_posts(conn, account=account.id, status=Status.APPROVED)
    return Stopped(account, in_people_words(account.blocked_reason or ""), len(waiting))


def mended(visit: Visit) -> Response:
    """An account works again: its posts may go."""
    name = visit.path["account"]
    with visit.wiring.ledger.write() as conn:
        approval.may_administer(conn, visit.who)
        if get_account(conn, name).blocked_reason is None:
            raise NotPossible(f"{name} is not stopped any more.")
        unblock_account(conn, name, who=visit.who, now=visit.now)
    return visit.back(f"{name} may be used again: its posts go at their times.", otherwise="/attention")


ROUTES = [
    page("/attention", show),
    page("/attention/meanwhile", meanwhile),
    deed("/accounts/{account}/mended", mended, Need.TO_ADMINISTER),
]

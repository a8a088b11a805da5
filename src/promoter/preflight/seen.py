"""All that the lines of a preflight are made from, as it was seen: frozen, and nothing that asks anybody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promoter.approval import named
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import opened
from promoter.preflight.lines import Detail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from promoter.campaign.model import Campaign, ChannelName
    from promoter.channels.pages import Page, Verdict
    from promoter.ledger.rows import AccountRow, CampaignRow, Invitation, PostRow, UserRow
    from promoter.ledger.tokens import TokenRow
    from promoter.posts.model import Media
    from promoter.reporting.health import Check

#: What may still go out; the rest is out, was taken out, or is in doubt.
TO_COME = frozenset({Status.PENDING, Status.APPROVED, Status.SENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLook:
    """What a network answered when it was asked about an account. `subject` is whose it says the account is, if it does."""

    accepted: bool
    says: str
    subject: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """How a page was found. `faults` are what is wrong with its card, in sentences; None where it was not to be seen."""

    verdict: Verdict
    faults: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What networks and pages said. What did not answer in time is not in it.

    `apart` is how far the clocks of those who answered are from this machine's, each by at least so much.
    """

    accounts: Mapping[str, AccountLook] = field(default_factory=dict)
    pages: Mapping[Page, PageLook] = field(default_factory=dict)
    apart: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the settings say: accounts with keys, those of which go to a stand-in, and what is set."""

    connected: frozenset[str]
    stand_ins: Mapping[str, str]
    version_ends: datetime
    page_check: bool
    watching: tuple[Check, ...]
    renewing: frozenset[ChannelName] = frozenset()  #: the networks with an app, without which no token is given anew
    x_budget: float | None = None  #: dollars
    x_read_budget: float | None = None  #: dollars a month for reading figures; None: nobody reads them


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A campaign, its posts and what they stand on.

    `alongside` are all posts of its accounts, other campaigns' too. `files` is the campaign as its folder has it now, if it
    is here. `able` says for each last writer who could approve what they wrote. `pictures` says of each picture what is
    wrong with its file. `checks` are the doctor's.
    """

    campaign: CampaignRow
    now: datetime
    posts: tuple[PostRow, ...]
    alongside: tuple[PostRow, ...]
    files: Campaign | None
    accounts: Mapping[str, AccountRow]
    tokens: Mapping[str, TokenRow]
    people: tuple[UserRow, ...]
    team: str | None
    invitations: tuple[Invitation, ...]
    able: Mapping[str, tuple[str, ...]]
    pictures: Mapping[Media, str | None]
    checks: tuple[Check, ...]
    house: House
    looks: Looks | None = None

    @property
    def to_come(self) -> tuple[PostRow, ...]:
        """The posts that may still go out."""
        return tuple(post for post in self.posts if post.status in TO_COME and post.at >= self.now)

    def of(self, account: str) -> tuple[PostRow, ...]:
        """The posts to come of an account."""
        return tuple(post for post in self.to_come if post.account == account)

    def detail(self, post: PostRow, more: str = "") -> Detail:
        """A post as a detail of a line, with its time and what there is to say of it."""
        says = f"{opened(named(post))} on {post.channel.shown}, {self.when(post.at)}"
        return Detail(f"{says}: {more}" if more else says, post.key)

    def when(self, moment: datetime) -> str:
        """A moment as people read it, in the campaign's zone; with its year where that is not the week's."""
        local = moment.astimezone(self.campaign.settings.zone)
        year = "" if local.year in {day.date.year for day in self.campaign.settings.days} else f" {local.year}"
        return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"

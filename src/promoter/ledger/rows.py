"""What the ledger hands out and takes in: frozen values, one class per table, and nothing that knows a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from promoter.campaign.model import Assumption, ChannelName, Kind, Settings
    from promoter.posts.model import Remark, Wording


class Role(StrEnum):
    """What a person may do. A person may hold several; admin alone decides nothing about posts."""

    VIEWER = "viewer"  #: sees everything; may pause
    EDITOR = "editor"  #: changes posts; countersigns an approver's change
    APPROVER = "approver"  #: approves other people's posts; lifts a pause
    ADMIN = "admin"  #: people and accounts


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a known person's e-mail, and on the command line the operating system's user beside it.

    Without an e-mail it is whoever runs the command on this machine, such as the one who adds the first person.
    """

    email: str | None
    os_user: str | None = None

    def __post_init__(self) -> None:
        # One person, one spelling: whether two people stand behind a post is decided by comparing these.
        if self.email is not None:
            object.__setattr__(self, "email", self.email.strip().lower())

    @property
    def name(self) -> str:
        return self.email or f"os:{self.os_user or 'unknown'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """A post as it stands. `version` rises whenever an approval loses its ground; `fence` with every claim.

    `hold` is a word for what stands in the way: past, early, address, choose, changes, page, picture. `composed` and `source` are what
    the files gave last; `said` is what will go out. `written_by` is who last changed it. `look_at` is when to look
    next: at the page of an approved post, at the network for an unclear or a sent one. `page_titles` are the titles of
    which the page must carry one. `let_through` is the pause that an approver let it pass. Until `pictured_until` the
    network has its pictures; at `picture_at` they are to be seen to next, and if that is None, some time before its own.
    """

    key: str
    campaign: str
    account: str
    kind: Kind
    day: date
    said: Wording
    at: datetime
    until: datetime
    written_by: str
    spacing: timedelta
    status: Status = Status.PENDING
    blog: str | None = None
    theme: str | None = None
    not_before: datetime | None = None
    counted_live_from: datetime | None = None
    hold: str | None = None
    hold_reason: str | None = None
    warnings: tuple[Remark, ...] = ()
    why: str = ""
    wording: str = ""
    composed: Wording | None = None
    source: str | None = None
    edited: bool = False
    moved: bool = False
    version: int = 1
    approved_by: tuple[str, ...] = ()
    approved_at: datetime | None = None
    fence: int = 0
    lease_until: datetime | None = None
    tries: int = 0
    retry_at: datetime | None = None
    look_at: datetime | None = None
    page_titles: tuple[str, ...] = ()
    sent_at: datetime | None = None
    network_id: str | None = None
    url: str | None = None
    trouble: str | None = None
    withdrawn_by: str | None = None
    reason: str | None = None
    let_through: int | None = None
    picture_at: datetime | None = None
    pictured_until: datetime | None = None

    @property
    def channel(self) -> ChannelName:
        return self.said.channel

    @property
    def digest(self) -> str:
        """Of the wording as it stands, computed anew: never a remembered one."""
        return self.said.digest

    def payload_at(self, moment: datetime) -> str:
        """The text that goes out: the wording without the count if not every counted piece is live by then."""
        said = self.said
        if (
            said.payload_uncounted is not None
            and self.counted_live_from is not None
            and self.counted_live_from > moment
        ):
            return said.payload_uncounted
        return said.payload_text


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account on a network, `id` like "x:default". `manual`: people post by hand, Promoter does not.

    `subject` is the network's own name for whose it is, a user's number or a page's URN, as far as it was ever known, and
    `subject_name` what people call it: "@techUK". It stays when the account is disconnected, because posts were approved for it.
    """

    id: str
    channel: ChannelName
    name: str
    blocked_reason: str | None = None
    blocked_at: datetime | None = None
    not_before: datetime | None = None
    last_left_at: datetime | None = None
    busy_post: str | None = None
    manual: bool = False
    subject: str | None = None
    subject_name: str | None = None

    @property
    def wants_connecting(self) -> bool:
        """Is it stopped until somebody connects it again, which starts it by itself?"""
        return "promoter accounts connect" in (self.blocked_reason or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """A campaign as it was last loaded."""

    slug: str
    folder: str
    settings: Settings
    loaded_at: datetime
    loaded_by: str

    @property
    def open_assumptions(self) -> tuple[Assumption, ...]:
        """What the call leaves open and nobody has confirmed."""
        return tuple(assumption for assumption in self.settings.assumptions if assumption.confirmed_by is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """A person. `email` is in lower case."""

    email: str
    roles: frozenset[Role]
    active: bool
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A person who signed in, on one device. `via` is "password", "invitation" or the name of the single sign-on."""

    id: int
    email: str
    made_at: datetime
    seen_at: datetime
    address: str
    agent: str
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link by which one person may set a password, once. Without `email` it is for whoever becomes the first admin."""

    id: int
    email: str | None
    made_by: str
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeputyRow:
    """Somebody who has an approver's right to approve and to resume, from the day `since` to the day `until`, in UTC."""

    id: int
    approver: str
    deputy: str
    since: date
    until: date
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a person remarked on a post, which was at `version` then."""

    id: int
    post_key: str
    version: int
    text: str
    by: str
    at: datetime
    settled_by: str | None = None
    settled_at: datetime | None = None

    @property
    def settled(self) -> bool:
        return self.settled_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRow:
    """A time in which nothing goes out; open as long as nobody resumed."""

    id: int
    reason: str
    paused_by: str
    paused_at: datetime
    resumed_by: str | None = None
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """What a person decided about a post, and exactly what they decided it about."""

    post_key: str
    kind: str
    by: str
    os_user: str | None
    decided_at: datetime
    version: int
    digest: str
    account: str
    day: date
    at: datetime
    until: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One attempt to publish: `outcome` is sent, refused, later, blocked or unclear, and None while it runs.

    `payload` is the text that it brought; `boottime` is what the boot-time clock of `host` said when it began. `pictures`
    are those that it brought, as `UploadRow.evidence` tells them.
    """

    post_key: str
    fence: int
    account: str
    digest: str
    owner: str
    host: str
    started_at: datetime
    lease_until: datetime
    ended_at: datetime | None
    outcome: str | None
    http_status: int | None
    detail: str | None
    payload: str | None = None
    boottime: float | None = None
    pictures: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRow:
    """A picture of a post on its way to the network, or there: `number` counts the post's pictures from 0.

    `network_id` is the network's name for it, known once the bytes are there; `working`: the network is busy with it
    still; `ready_at`: since when a post may bring it. One that `ended_at` some moment is kept as evidence and not used
    any more. `tries` are those that failed; `detail` says how the last one ended.
    """

    id: int
    post_key: str
    number: int
    account: str
    file: str
    sha256: str
    alt: str
    size: int | None
    network_id: str | None
    working: bool
    alt_set: bool
    begun_at: datetime
    uploaded_at: datetime | None
    ready_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    tries: int
    detail: str | None

    @property
    def evidence(self) -> dict[str, Any]:
        """What an attempt brought, in plain values."""
        moment = self.uploaded_at and self.uploaded_at.isoformat()
        return {
            "network_id": self.network_id, "file": self.file, "sha256": self.sha256, "bytes": self.size,
            "alt": self.alt, "alt_set": self.alt_set, "uploaded_at": moment,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """A step for one of a post's pictures, taken by somebody until `until`, when anybody else may take it up."""

    post: PostRow
    upload: UploadRow
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """One look at the network for a post: found, absent, unreadable, as_sent, or differs.

    `counts` says whether an absence proves anything: only if the reading began long enough after the attempt.
    """

    post_key: str
    fence: int
    began_at: datetime
    finding: str
    counts: bool
    detail: str
    network_id: str | None = None
    seen: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at the network that is to be made: for which post, and what is known of it so far.

    `attempt` is its last one and `text` what went out with it, `began` when the first one with these words began of which
    nobody could tell what came of it. `taken` are ids of other posts; from `next_alike` on a post with these words may be
    another one of ours. `absences` are the clean readings without it that count, `made` all readings so far.
    `duplicate` says that it was refused because these words are public, and that no attempt of ours in doubt can have
    made them so; then `began` is long before the attempt. `pictures` are the network's names for those that its attempts
    in doubt brought.
    """

    post: PostRow
    attempt: AttemptRow
    text: str
    began: datetime
    taken: frozenset[str]
    absences: int
    made: int
    next_alike: datetime | None = None
    duplicate: bool = False
    pictures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookStep:
    """What is made of a look: where the post goes, when to look again, and whether its account is free again.

    `changes` are the columns that follow from what was seen; `event` is the word for the record, None for a look that
    brought nothing new.
    """

    status: Status
    look_at: datetime | None = None
    frees: bool = False
    hold: str | None = None
    reason: str | None = None
    event: str | None = None
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def network_id(self) -> str | None:
        return self.changes.get("network_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """Something that happened, chained by hash to what happened before it in the same campaign ("" is the house)."""

    campaign: str
    seq: int
    at: datetime
    kind: str
    actor: str
    os_user: str | None
    post_key: str | None
    data: dict[str, Any]
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """A place where the record of events is not what was once written."""

    campaign: str
    seq: int
    message: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a daemon was last seen, and what it said."""

    name: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to make one attempt for `post`, until `lease_until`, and as long as nobody holds a higher fence.

    `again` is the text of an earlier attempt that surely did not arrive: a repetition brings the same bytes, so that the
    network's own check for duplicates helps. `doubt_since` is when the first attempt with these words began of which
    nobody could tell what came of it. `pictures` are those that it brings.
    """

    post: PostRow
    fence: int
    owner: str
    host: str
    claimed_at: datetime
    lease_until: datetime
    again: str | None = None
    doubt_since: datetime | None = None
    boottime: float | None = None
    pictures: tuple[UploadRow, ...] = ()

    @property
    def payload(self) -> str:
        """The text that this attempt brings, decided with the claim."""
        return self.again or self.post.payload_at(self.claimed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What the policy makes of an outcome: where the post goes and what its account does meanwhile.

    `counts` says whether this was one of the post's tries; `block_account` is the sentence for whoever mends it.
    """

    status: Status
    retry_at: datetime | None = None
    account_not_before: datetime | None = None
    block_account: str | None = None
    counts: bool = True
    hold: str | None = None
    reason: str | None = None
    look_at: datetime | None = None

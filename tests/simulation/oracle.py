"""What must hold in every history, judged by the network's own list, by what people decided, and by the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from promoter.ledger.accounts import list_accounts
from promoter.ledger.attempts import list_attempts
from promoter.ledger.decisions import list_decisions
from promoter.ledger.events import verify
from promoter.ledger.queue import get_post, list_posts
from promoter.ledger.uploads import list_uploads
from promoter.posts.lifecycle import Status
from promoter.timetable.slots import LEAST_SPACING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from promoter.ledger.rows import PostRow
    from simulation.network import Public, Request
    from simulation.world import World


def _had_pictures(conn: Connection, post: PostRow, moment: datetime) -> bool:
    ready = [row.ready_at for row in list_uploads(conn, post.key) if row.ended_at is None and row.ready_at is not None]
    return len(ready) == len(post.said.media) and max(ready) <= moment


class Broken(Exception):
    """A promise was broken; the message says which and how."""


@dataclass(frozen=True)
class Approval:
    """What a person approved, as the history remembers it without the ledger."""

    version: int
    texts: frozenset[str]
    account: str
    day: date
    at: datetime
    until: datetime
    by: str
    writer: str

    @classmethod
    def of(cls, post: PostRow, by: str) -> Approval:
        said = post.said
        texts = {text for text in (said.payload_text, said.payload_uncounted) if text is not None}
        return cls(post.version, frozenset(texts), post.account, post.day, post.at, post.until, by, post.written_by)


@dataclass
class Oracle:
    """Collects what was promised and breaks the history where it is not kept."""

    world: World
    approved: dict[str, Approval] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)  #: by a person's word
    paused: bool = False

    # ------------------------------------------------------------------------------------------------- as a request leaves

    def leaves(self, request: Request) -> None:
        """The guard has just said yes."""
        with self.world.ledger.read() as conn:
            post = get_post(conn, request.key)
            attempts = list_attempts(conn, post_key=post.key)
            waiting = list_posts(conn, account=request.account, status=Status.APPROVED)
            lacks = {
                other.key
                for other in waiting
                if other.said.media and not _had_pictures(conn, other, attempts[-1].started_at)
            }
        its = [attempt for attempt in attempts if attempt.outcome is None]
        self._require(len(its) == 1, "it leaves without one open attempt on record")
        attempt = its[0]
        self._require(attempt.payload == request.text, "what leaves is not what the attempt says")
        self._as_approved(post, request)
        self._in_time(post, attempt.started_at)
        self._same_bytes(post, request)
        for other in waiting:
            overtaken = other.at < post.at and other.at + self.world.grace >= attempt.started_at
            free = (
                other.hold is None and other.retry_at is None and (other.approved_at or post.at) <= attempt.started_at
            )
            self._require(not (overtaken and free and other.key not in lacks), f"it overtakes {other.key}")
        self._with_its_picture(post, request)
        self._spaced(request)
        self._require(not self.paused, "it leaves during a pause")

    def _as_approved(self, post: PostRow, request: Request) -> None:
        approval = self.approved.get(post.key)
        if approval is None:
            raise Broken(f"{post.key}: it leaves without an approval")
        self._require(post.version == approval.version, "its approval has ended")
        self._require(request.text in approval.texts, f"it says {request.text!r}, and {approval.texts} was approved")
        self._require(
            (request.account, post.day) == (approval.account, approval.day), "another account or day than approved"
        )
        self._require(approval.at <= post.at <= approval.until, "another time than approved")
        self._require(approval.by != approval.writer, "nobody but its writer stands behind it")

    def _in_time(self, post: PostRow, claimed: datetime) -> None:
        world = self.world
        self._require(post.at <= claimed <= post.at + world.grace, f"claimed at {claimed}, due at {post.at}")
        last = max(post.until, post.at + world.grace)
        if not world.steps:
            left = world.clock.now()
            self._require(
                left <= last + world.lease - world.http_timeout + timedelta(seconds=1),
                f"it leaves at {left}, after {last}",
            )

    def _same_bytes(self, post: PostRow, request: Request) -> None:
        for before in self.world.network.requests:
            same_words = before.key == post.key and before.text in self.approved[post.key].texts
            if same_words and not before.refused and before.text != request.text:
                raise Broken(f"{post.key}: repeated with other bytes: {before.text!r}, then {request.text!r}")

    def _with_its_picture(self, post: PostRow, request: Request) -> None:
        """It brings every picture that was approved, and each is the account's own and ready."""
        there = [self.world.network.pictures[name] for name in request.pictures]
        brought = [hashlib.sha256(picture.content).hexdigest() for picture in there]
        approved = [medium.sha256 for medium in post.said.media]
        self._require(brought == approved, f"{post.key}: it leaves with other pictures than approved")
        for picture in there:
            ours = picture.account == request.account and picture.ready <= self.world.clock.seconds
            self._require(ours, f"{post.key}: it leaves with a picture that is not ready")

    def _spaced(self, request: Request) -> None:
        for before in self.world.network.requests:
            if before.account == request.account and before.taken and before.steps == request.steps:
                apart = request.left - before.left
                self._require(apart >= LEAST_SPACING.total_seconds(), f"it follows {before.key} after {apart:.1f} s")

    # --------------------------------------------------------------------------------------------------------- at the end

    def judge(self) -> None:
        """Everything has come to rest."""
        with self.world.ledger.read() as conn:
            posts = list_posts(conn)
            self._require(not verify(conn), f"the chain of events is broken: {verify(conn)}")
            for account in list_accounts(conn):
                self._require(account.busy_post is None, f"{account.id} is busy with {account.busy_post} for ever")
            for post in posts:
                self._once(post.key)
                self._settled(conn, post)
        for public in self.world.network.public:
            post = next(post for post in posts if post.key == public.key)
            self._recorded(post, public)

    def once(self) -> None:
        """Nothing is public twice."""
        for key in {request.key for request in self.world.network.requests if request.taken}:
            self._once(key)

    def _once(self, key: str) -> None:
        ours = [public for public in self.world.network.of(key) if not public.ghost]
        self._require(len(ours) < 2, f"{key} is public {len(ours)} times: {', '.join(p.network_id for p in ours)}")

    def _settled(self, conn: Connection, post: PostRow) -> None:
        ids = {public.network_id for public in self.world.network.of(post.key)}
        match post.status:
            case Status.SENT:
                by_word = post.key in self.settled or any(
                    d.kind == "resolve_sent" for d in list_decisions(conn, post.key)
                )
                told = post.network_id is not None or post.trouble is not None
                self._require(by_word or told, f"{post.key} is sent without an id, and nobody is told")
                self._require(by_word or bool(ids), f"{post.key} is recorded as sent and is not public")
                self._require(
                    post.network_id is None or post.network_id in ids,
                    f"{post.key} has the id {post.network_id} of another",
                )
            case Status.UNCLEAR:
                self._require(
                    post.hold == "person" and bool(post.reason), f"{post.key} is unclear for ever, and nobody is asked"
                )
            case Status.PENDING | Status.FAILED:
                self._require(
                    bool(post.reason or post.hold or post.key not in self.approved),
                    f"{post.key} is {post.status} without a reason",
                )
            case Status.WITHDRAWN:
                self._require(post.key in self.withdrawn, f"{post.key} is withdrawn, and nobody did it")
            case _:
                raise Broken(
                    f"{post.key} is {post.status} for ever: at {post.at}, hold {post.hold}, reason {post.reason}"
                )

    def _recorded(self, post: PostRow, public: Public) -> None:
        if public.ghost:
            return
        known = post.status is Status.SENT or (post.status is Status.UNCLEAR and post.hold == "person")
        self._require(
            known,
            f"{post.key} is public as {public.network_id} and recorded as {post.status}: {post.trouble or post.reason}",
        )

    def _require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise Broken(otherwise)

"""A rehearsal: the whole week through the real dispatcher, channels and HTTP, on a pretended clock, in a throw-away ledger.

Nothing in it is a copy of the real run but the wiring: where the networks are, which ledger, which clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval import approve_all
from promoter.campaign.model import ChannelName
from promoter.delivery.policy import last_moment
from promoter.errors import PromoterError
from promoter.ledger.people import add_user
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor, Role
from promoter.offering import offer
from promoter.people.inviting import accept, invite
from promoter.people.sessions import SignedIn, sign_out
from promoter.posts.lifecycle import Status
from promoter.reporting import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from promoter.approval import Skipped
    from promoter.campaign.model import Campaign
    from promoter.clock import Clock, PretendedClock
    from promoter.delivery.dispatch import Dispatcher
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.offering import LoadReport
    from promoter.posts.model import Post
    from promoter.reporting.record import Delivery

WRITER = Actor("sample.writer@example.org")
APPROVERS = (Actor("sample.approver@example.org"), Actor("second.approver@example.org"))
ADMINISTRATOR = Actor(None, "rehearsal")
DELIBERATION = timedelta(hours=1)  # between loading and approving
PASSWORD = "only a rehearsal"  # noqa: S105 - of everybody in a throw-away ledger, which lives as long as the command
MOST_ROUNDS = 50  # for each post; a week that needs more does not come to an end


@dataclass(frozen=True, slots=True)
class Published:
    """What the sandbox has taken, as it left: wire text, link, card and pictures. On X a link is part of the text.

    Each picture is its sha256 and the alt text that the network has for it; the picture of a card has none.
    """

    network: str
    text: str
    link: str | None = None
    title: str | None = None
    description: str | None = None
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rehearsal:
    """What came of a rehearsal that began and ended at these pretended moments.

    `skipped` are the posts that could not be approved. `strays` are sentences about differences between what was
    approved, what is recorded and what is public: there should be none.
    """

    campaign: Campaign
    began: datetime
    ended: datetime
    report: LoadReport
    skipped: tuple[Skipped, ...]
    posts: tuple[PostRow, ...]
    deliveries: tuple[Delivery, ...]
    strays: tuple[str, ...]


def set_the_stage(
    ledger: Ledger, campaign: Campaign, posts: tuple[Post, ...], *, folder: Path, clock: Clock, door: Clock
) -> None:
    """Load a week for people to try the pages on, with a writer and two approvers who can sign in by the `door`'s clock."""
    now = clock.now()
    roles = {WRITER: Role.EDITOR} | dict.fromkeys(APPROVERS, Role.APPROVER)
    with ledger.write() as conn:
        for person, role in roles.items():
            add_user(conn, person.name, [role], who=ADMINISTRATOR, now=now)
        invited = [invite(conn, person.name, who=ADMINISTRATOR, now=door.now()) for person in roles]
        offer(conn, campaign, posts, folder=folder, who=WRITER, now=now)
    for token in invited:
        let_in = accept(ledger, token, PASSWORD, now=door.now(), address="", agent="")
        if isinstance(let_in, SignedIn):  # nobody sits there: people come in by themselves
            with ledger.write() as conn:
                sign_out(conn, let_in.token, now=door.now())


def rehearse(
    campaign: Campaign,
    posts: tuple[Post, ...],
    *,
    folder: Path,
    ledger: Ledger,
    dispatcher: Dispatcher,
    clock: PretendedClock,
    public: Callable[[], Iterable[Published]],
    progress: Callable[[int, int], None],
) -> Rehearsal:
    """Load, approve as other people, and run every due moment until the last post of the week is settled."""
    began = clock.now()
    with ledger.write() as conn:
        add_user(conn, WRITER.name, [Role.EDITOR], who=ADMINISTRATOR, now=began)
        for approver in APPROVERS:
            add_user(conn, approver.name, [Role.APPROVER], who=ADMINISTRATOR, now=began)
        report = offer(conn, campaign, posts, folder=folder, who=WRITER, now=began)
    clock.advance(DELIBERATION)
    with ledger.write() as conn:
        for approver in APPROVERS[: campaign.approvals]:
            _, skipped = approve_all(conn, who=approver, now=clock.now(), campaign=campaign.slug)
    _run(dispatcher, clock, ledger, progress)
    with ledger.read() as conn:
        rows = tuple(list_posts(conn, campaign=campaign.slug))
        return Rehearsal(
            campaign=campaign,
            began=began,
            ended=clock.now(),
            report=report,
            skipped=tuple(skipped),
            posts=rows,
            deliveries=tuple(reading.deliveries(conn, campaign=campaign.slug, now=clock.now())),
            strays=tuple(strays(rows, public())),
        )


def _run(dispatcher: Dispatcher, clock: PretendedClock, ledger: Ledger, progress: Callable[[int, int], None]) -> None:
    total = len(_open_posts(ledger))
    for _ in range(MOST_ROUNDS * total):
        left = _open_posts(ledger)
        progress(total - len(left), total)
        if not left:
            return
        moment = dispatcher.next_due()
        if moment is None or moment <= clock.now():
            # Nothing can be claimed as things stand: go to where a lease ends or a post is late, and see what becomes of it.
            moment = min(_change_without_claim(post, clock.now(), dispatcher.terms.grace) for post in left)
        clock.advance_to(moment)
        dispatcher.run()
    if total:
        raise PromoterError("the rehearsal did not come to an end; please report this with the campaign folder")


def _open_posts(ledger: Ledger) -> list[PostRow]:
    """What is still to come of the week: posts to go out, and looks at the network that are to be made."""
    statuses = (Status.APPROVED, Status.SENDING, Status.UNCLEAR, Status.SENT)
    with ledger.read() as conn:
        posts = [post for status in statuses for post in list_posts(conn, status=status)]
    return [post for post in posts if post.status in statuses[:2] or (post.look_at is not None and post.hold is None)]


def _change_without_claim(post: PostRow, now: datetime, grace: timedelta) -> datetime:
    ends = (post.lease_until, post.at + grace, last_moment(post, grace))
    return min((end for end in ends if end is not None and end >= now), default=now) + timedelta(seconds=1)


def strays(posts: Iterable[PostRow], published: Iterable[Published]) -> Iterator[str]:
    """Whatever is public and was not approved so, or is recorded as sent and is not public, or is public twice."""
    left = Counter(published)
    for post in posts:
        if post.sent_at is None:
            continue
        sent = _as_published(post, post.payload_at(post.sent_at))
        if left[sent]:
            left[sent] -= 1
        else:
            yield f"{post.key} is recorded as sent and is not public as approved"
    for post in posts:
        if post.status is Status.UNCLEAR:  # it may be public, once, in either of its wordings
            wordings = (
                _as_published(post, text) for text in (post.said.payload_text, post.said.payload_uncounted) if text
            )
            for public in [one for one in wordings if left[one]][:1]:
                left[public] -= 1
    for one in left.elements():
        yield f"public on {one.network}, and not recorded as sent: {one.text[:60]}"


def _as_published(post: PostRow, text: str) -> Published:
    card, media = post.said.card, post.said.media
    pictures = tuple((medium.sha256, medium.alt) for medium in media)
    if post.channel is ChannelName.X:
        return Published(post.channel.value, text, pictures=pictures)
    if post.said.link is None or (card is None and media):  # LinkedIn then shows the picture instead of a link
        return Published(post.channel.value, text, pictures=pictures)
    title, description = (card.title, card.description) if card else (None, None)
    thumbnails = tuple((medium.sha256, "") for medium in media)
    return Published(post.channel.value, text, post.said.link, title, description, thumbnails)

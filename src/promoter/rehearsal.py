"""A rehearsal: the whole week through the real dispatcher, channels and HTTP, on a pretended clock, in a throw-away ledger.

Nothing in it is a copy of the real run but the wiring: where the networks are, which ledger, which clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval import approve_all
from promoter.campaign.model import ChannelName
from promoter.contributors.letters import LetterBox, addressee, letter_for, letters_of, may_be_written_to
from promoter.delivery.measuring import BETWEEN
from promoter.delivery.policy import last_moment
from promoter.errors import PromoterError
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.figures import next_reading, to_read
from promoter.ledger.people import add_user
from promoter.ledger.queue import get_post, list_posts
from promoter.ledger.rows import Actor, Role
from promoter.offering import offer
from promoter.people.inviting import accept, invite
from promoter.people.sessions import SignedIn, sign_out
from promoter.posts.lifecycle import Status
from promoter.reporting import reading
from promoter.reporting.report.reading import read_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.approval import Skipped
    from promoter.campaign.model import Campaign
    from promoter.clock import Clock, PretendedClock
    from promoter.delivery.dispatch import Dispatcher
    from promoter.delivery.measuring import Measurer
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.offering import LoadReport
    from promoter.posts.model import Post
    from promoter.reporting.record import Delivery
    from promoter.reporting.report.model import Report

WRITER = Actor("sample.writer@example.org")
APPROVERS = (Actor("sample.approver@example.org"), Actor("second.approver@example.org"))
ADMINISTRATOR = Actor(None, "rehearsal")
DELIBERATION = timedelta(hours=1)  # between loading and approving
PASSWORD = "only a rehearsal"  # noqa: S105 - of everybody in a throw-away ledger, which lives as long as the command
MOST_WAITS = 12  # hours that a network may go on refusing to be read, after the last reading was due
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter to a contributor that the week would bring; nobody was sent it. `to` is an address, or a name without one.

    `goes`: it would be sent where a mail server is set, and is no draft for somebody to send.
    """

    at: datetime
    to: str
    about: str
    subject: str
    goes: bool


@dataclass(frozen=True)
class Rehearsal:
    """What came of a rehearsal that began and ended at these pretended moments.

    `skipped` are the posts that could not be approved. `strays` are sentences about differences between what was
    approved, what is recorded and what is public: there should be none. `did` is the report after four more weeks, where
    figures were read; they are as made up as the networks that tell them.
    """

    campaign: Campaign
    began: datetime
    ended: datetime
    report: LoadReport
    skipped: tuple[Skipped, ...]
    posts: tuple[PostRow, ...]
    deliveries: tuple[Delivery, ...]
    strays: tuple[str, ...]
    did: Report | None = None
    letters: tuple[Mail, ...] = ()


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
    figures: Measurer | None = None,
) -> Rehearsal:
    """Load, approve as other people, and run every due moment until the last post of the week is settled.

    With `figures` they are read as posts come of age, in the week and for four weeks after it.
    """
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
    box = LetterBox(ledger, clock, read=lambda _: campaign)  # without a mail server, so that nothing can be sent
    _run(dispatcher, clock, ledger, progress, figures=figures, letters=box)
    with ledger.read() as conn:
        rows = tuple(list_posts(conn, campaign=campaign.slug))
        rehearsed = Rehearsal(
            campaign=campaign,
            began=began,
            ended=clock.now(),
            report=report,
            skipped=tuple(skipped),
            posts=rows,
            deliveries=tuple(reading.deliveries(conn, campaign=campaign.slug, now=clock.now())),
            strays=tuple(strays(rows, public())),
            letters=tuple(_letters(conn, campaign)),
        )
    if figures is None:
        return rehearsed
    _read_on(figures, clock, ledger)
    with ledger.read() as conn:
        grace = dispatcher.terms.grace
        return replace(
            rehearsed,
            did=read_report(conn, campaign.slug, now=clock.now(), grace=grace, files_of=lambda _: campaign),
        )


def _run(
    dispatcher: Dispatcher,
    clock: PretendedClock,
    ledger: Ledger,
    progress: Callable[[int, int], None],
    *,
    figures: Measurer | None,
    letters: LetterBox,
) -> None:
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
        of_age = None if figures is None else _next_reading(ledger, clock.now())
        clock.advance_to(moment if of_age is None else min(moment, of_age))
        if any(post.status is Status.SENT for post in dispatcher.run()):
            letters.round()
        if figures is not None:
            figures.round()
    if total:
        raise PromoterError("the rehearsal did not come to an end; please report this with the campaign folder")


def _letters(conn: Connection, campaign: Campaign) -> Iterator[Mail]:
    """The letters that were noted, as they would be written."""
    week = get_campaign(conn, campaign.slug)
    for row in letters_of(conn, campaign.slug):
        post = get_post(conn, row.about)
        found, letter = addressee(campaign, post, row.recipient), letter_for(conn, week, campaign, row)
        if found is not None and letter is not None:
            goes = campaign.mail_contributors and may_be_written_to(*found)
            yield Mail(at=row.made_at, to=row.recipient, about=row.about, subject=letter.subject, goes=goes)


def _read_on(figures: Measurer, clock: PretendedClock, ledger: Ledger) -> None:
    """Let time pass after the week, from one reading to the next, until the last was made or its network let it pass."""
    while (moment := _next_reading(ledger, clock.now())) is not None:
        clock.advance_to(max(moment, clock.now() + BETWEEN))
        figures.round()
    for _ in range(MOST_WAITS):
        with ledger.read() as conn:
            if not to_read(conn, clock.now()):
                return
        clock.advance(timedelta(hours=1))
        figures.round()


def _next_reading(ledger: Ledger, now: datetime) -> datetime | None:
    with ledger.read() as conn:
        return next_reading(conn, now)


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

"""“You are live”: a letter for each author once the first post about their blog is out on a network; a draft, or sent.

Posts on two networks that are out when a letter is noted are told in the one letter; what comes later is told in a short one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import make_msgid
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.contributors.facts import files_of
from promoter.contributors.letter import as_mail, is_address, is_nobodys
from promoter.contributors.pack import live, pack_of
from promoter.contributors.post_office import Fate
from promoter.contributors.signing_off import end_of
from promoter.errors import PromoterError
from promoter.ledger import events
from promoter.ledger import letters as kept
from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import get_post, list_posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from promoter.campaign.model import Author, Blog, Campaign
    from promoter.clock import Clock
    from promoter.contributors.letter import Letter
    from promoter.contributors.post_office import PostOffice
    from promoter.ledger.database import Ledger
    from promoter.ledger.letters import LetterRow
    from promoter.ledger.rows import CampaignRow, PostRow

log = logging.getLogger(__name__)

LIVE = "live"
STILL = timedelta(days=3)  #: how long after its last day a week's posts are looked at
FRESH = timedelta(hours=24)  #: what is older is no news, and is not sent by itself any more
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
ON_ITS_WAY = "on its way; if it stays so, nobody can tell whether it went out"
_AGAIN = "not yet: "
POSTMAN = "daemon"


@dataclass
class LetterBox:
    """Notes which letters are due and, where a mail server is set and the campaign says so, sends them. `round` is called
    again and again by one thread. `rehearsing`: addresses that examples have are written to as well. `read` reads a folder.
    """

    ledger: Ledger
    clock: Clock
    office: PostOffice | None = None
    rehearsing: bool = False
    read: Callable[[Path], Campaign] = files_of
    _waits: dict[int, tuple[datetime, timedelta]] = field(default_factory=dict, init=False)

    def round(self) -> None:
        """Note what is due, then send what may be sent. Posts wait for none of it: they are out and recorded."""
        now = self.clock.now()
        with self.ledger.read() as conn:
            weeks = [row for row in list_campaigns(conn) if _concerns(row, now)]
            due = [(week, list(_due(conn, week))) for week in weeks]
            stopped = current_pause(conn) is not None
        for week, first in due:
            self._see_to(week, first, now, stopped=stopped)

    def _see_to(self, week: CampaignRow, first: list[PostRow], now: datetime, *, stopped: bool) -> None:
        if not first:
            return
        try:
            files = self.read(Path(week.folder))
        except PromoterError as problem:
            log.warning("no letters for %s: %s", week.slug, problem)
            return
        self._note(files, first, now)
        if self.office is None or stopped or not files.mail_contributors:
            return
        with self.ledger.read() as conn:
            waiting = kept.list_letters(conn, week.slug, unsent=True)
        for row in waiting:
            if self._may_go(row, now):
                self._send(row, week, files, now)

    def _note(self, files: Campaign, first: list[PostRow], now: datetime) -> None:
        with self.ledger.read() as conn:
            known = kept.list_letters(conn, files.slug)
        new = list(_untold(files, first, known, now))
        if not new:
            return
        with self.ledger.write() as conn:
            for post, recipient in new:
                kept.add_letter(conn, files.slug, LIVE, post.key, recipient, now=now)

    def _may_go(self, row: LetterRow, now: datetime) -> bool:
        fresh = row.made_at > now - FRESH
        again = row.trouble is None or row.trouble.startswith(_AGAIN)
        return fresh and again and now >= self._waits.get(row.id, (now, FIRST_PAUSE))[0]

    def _send(self, row: LetterRow, week: CampaignRow, files: Campaign, now: datetime) -> None:
        """Claimed first and then handed in, so that whatever stops us in between, nobody gets it twice."""
        office = self.office
        with self.ledger.read() as conn:
            post = get_post(conn, row.about)
            found = addressee(files, post, row.recipient)
            letter = None if found is None else letter_for(conn, week, files, row)
        if office is None or found is None or letter is None or not self._may_be_written_to(row, *found):
            return
        if post.sent_at is None or post.sent_at <= now - FRESH:
            return
        sender = office.sender or letter.sender
        if not is_address(sender):
            self._trouble(row, "refused: neither the week's contact nor PROMOTER_MAIL says whom it comes from")
            return
        mail = as_mail(letter, now=now, draft=False, sender=sender)
        mail["Message-ID"] = make_msgid(domain=str(sender).rpartition("@")[2])
        with self.ledger.write() as conn:
            if not kept.note_trouble(conn, row, ON_ITS_WAY):
                return
        self._came_of_it(row, post, found[1].name, *office.hand_in(mail), now=now)

    def _came_of_it(self, row: LetterRow, post: PostRow, person: str, fate: Fate, why: str, *, now: datetime) -> None:
        if fate is Fate.SENT:
            with self.ledger.write() as conn:
                kept.note_sent(conn, row.id, now=now)
                data = {"blog": post.blog, "person": person, "letter": row.kind}
                events.append(
                    conn, campaign=row.campaign, kind="letter_sent", actor=POSTMAN, at=now, data=data, post_key=post.key
                )
            log.info("letter %d was sent", row.id)
            return
        if fate is Fate.NOT_YET:
            pause = self._waits.get(row.id, (now, FIRST_PAUSE))[1]
            self._waits[row.id] = (now + pause, min(pause * 2, LONGEST_PAUSE))
        prefix = _AGAIN if fate is Fate.NOT_YET else f"{fate.value}: "
        self._trouble(row, prefix + why, claimed=True)
        log.warning("letter %d: %s", row.id, why)

    def _trouble(self, row: LetterRow, trouble: str, *, claimed: bool = False) -> None:
        was = kept.LetterRow(**{name: getattr(row, name) for name in row.__slots__} | {"trouble": ON_ITS_WAY})
        with self.ledger.write() as conn:
            kept.note_trouble(conn, was if claimed else row, trouble)

    def _may_be_written_to(self, row: LetterRow, blog: Blog, author: Author) -> bool:
        return row.recipient == author.email and may_be_written_to(blog, author, rehearsing=self.rehearsing)


def may_be_written_to(blog: Blog, author: Author, *, rehearsing: bool = False) -> bool:
    """Is there an address of theirs that somebody reads?"""
    if author.email is None or not is_address(author.email):
        return False
    return rehearsing or not (blog.sample or is_nobodys(author.email))


# ----------------------------------------------------------------------------------------------------------- what they say


def letter_for(conn: Connection, week: CampaignRow, files: Campaign, row: LetterRow) -> Letter | None:
    """What a letter says as things stand; None if the files do not name whom it is for any more."""
    post = get_post(conn, row.about)
    found = addressee(files, post, row.recipient)
    if found is None:
        return None
    pack = pack_of(conn, files, *found, folder=Path(week.folder))
    its = {one.key: one for one in pack.posts}
    others = [other for other in letters_of(conn, row.campaign) if other.recipient == row.recipient]
    earlier = [other.made_at for other in others if other.about in its and other.id < row.id]
    told = {one.channel for one in pack.sent if any(_was_out(one, moment) for moment in earlier)} - {post.channel}
    out = {one.channel: one for one in reversed(_in_order(pack.sent)) if _was_out(one, row.made_at)} | {
        post.channel: post
    }
    return live(
        pack,
        [out[channel] for channel in files.networks if channel in out and channel not in told],
        again=bool(earlier),
    )


def addressee(files: Campaign, post: PostRow, recipient: str) -> tuple[Blog, Author] | None:
    """The blog that a post is about and its author who is called so, by e-mail or, without one, by name."""
    blog = next((blog for blog in files.blogs if blog.id == post.blog), None)
    author = next((one for one in blog.authors if recipient == called(one)), None) if blog else None
    return None if blog is None or author is None else (blog, author)


def called(author: Author) -> str:
    """What letters to an author are kept under."""
    return author.email if author.email is not None and is_address(author.email) else author.name


def letters_of(conn: Connection, campaign: str) -> list[LetterRow]:
    """The letters of a campaign, oldest first."""
    get_campaign(conn, campaign)
    return kept.list_letters(conn, campaign)


def _untold(
    files: Campaign, first: Sequence[PostRow], known: Sequence[LetterRow], now: datetime
) -> Iterator[tuple[PostRow, str]]:
    """Which posts want a letter, and to whom: those of which no letter tells that was noted when they were out already."""
    there = {(row.about, row.recipient) for row in known}
    blogs = {post.key: post.blog for post in first}
    made = {(blogs[row.about], row.recipient, row.made_at) for row in known if row.about in blogs}
    for post in first:
        for recipient in _recipients(files, post):
            its = {moment for blog, whom, moment in made if (blog, whom) == (post.blog, recipient)}
            if (post.key, recipient) not in there and not any(_was_out(post, moment) for moment in its):
                made.add((post.blog, recipient, now))
                yield post, recipient


def _was_out(post: PostRow, moment: datetime) -> bool:
    return (post.sent_at or post.at) <= moment


def _in_order(posts: Iterable[PostRow]) -> list[PostRow]:
    return sorted(posts, key=lambda post: (post.sent_at or post.at, post.key))


def _recipients(files: Campaign, post: PostRow) -> Iterator[str]:
    blog = next((blog for blog in files.blogs if blog.id == post.blog), None)
    yield from dict.fromkeys(called(author) for author in (blog.authors if blog else ()))


def _due(conn: Connection, week: CampaignRow) -> Iterator[PostRow]:
    """The first post about each blog that is out on each network, with its address."""
    seen = set()
    out = [post for post in list_posts(conn, campaign=week.slug, status=Status.SENT) if post.blog and post.url]
    for post in _in_order(out):
        if (post.blog, post.channel) not in seen:
            seen.add((post.blog, post.channel))
            yield post


def _concerns(week: CampaignRow, now: datetime) -> bool:
    last = max(day.date for day in week.settings.days)
    return now < end_of(last, week.settings.zone) + STILL

"""Alerts about posts: each says which post it is, how it stands, and the command that settles it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from promoter.alerting.alert import Alert, alert, clock, mark, sentence
from promoter.delivery.looking import PERSON
from promoter.ledger.alerts import missed_times, posts_to_watch
from promoter.ledger.attempts import list_attempts
from promoter.ledger.holds import EARLY, PAGE, PAST, PICTURE
from promoter.ledger.queue import get_post
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.alerting.week import Week
    from promoter.ledger.rows import EventRow, PostRow

AHEAD = timedelta(hours=1)  #: before its time, a post that nobody approved is told of
BACK = timedelta(days=31)  #: how far back posts are looked at
LATELY = timedelta(days=3)  #: how far back events are looked at
UNCLEAR_FOR = timedelta(minutes=2)  #: most unclear posts are found on the network before that
_HOUR = timedelta(hours=1)


def about_posts(
    conn: Connection, weeks: Sequence[Week], *, now: datetime, by_hand: Collection[str], paused: bool
) -> Iterator[Alert]:
    """All that is to be told of the posts of these campaigns. `by_hand` are the accounts for which people post."""
    for week in weeks:
        watched = posts_to_watch(conn, [week.slug], by_hand, since=now - BACK, until=now + AHEAD + _HOUR)
        for post in watched:
            yield from _one(conn, post, week.zone, now, by_hand, paused=paused)
        yield from _not_approved(watched, week, now)
        yield from _missed(conn, week, now)


def _one(
    conn: Connection, post: PostRow, zone: ZoneInfo, now: datetime, by_hand: Collection[str], *, paused: bool
) -> Iterator[Alert]:
    match post.status:
        case Status.UNCLEAR:
            yield from _unclear(conn, post, zone, now)
        case Status.FAILED:
            yield alert(
                f"failed:{post.key}:{post.fence}",
                f"{post.channel.shown} refused {post.key}",
                sentence(post.trouble or post.reason),
                f"It was due at {clock(post.at, zone)} and will not go out as it is.",
                f"promoter edit {post.key} --text TEXT, then have it approved; or promoter withdraw {post.key} --reason TEXT",
            )
        case Status.SENT:
            yield alert(
                f"trouble:{post.key}:{mark(post.trouble)}",
                f"Look at what {post.channel.shown} shows of {post.key}",
                sentence(post.trouble),
                f"It went out at {clock(post.sent_at, zone)}." if post.sent_at else "",
                f"It should be at {post.url}" if post.url else "",
                f"promoter evidence {post.key} shows what was approved and what was seen. Nothing is deleted or repeated by itself.",
            )
        case Status.APPROVED if post.hold == PAGE:
            yield _held(post, zone)
        case Status.APPROVED if post.hold == PICTURE:
            yield _without_picture(post, zone)
        case Status.APPROVED if post.account in by_hand and post.at <= now and not paused:
            yield _by_hand(post, zone, now)


def _held(post: PostRow, zone: ZoneInfo) -> Alert:
    return alert(
        f"held:{post.key}:{post.version}:{mark(post.hold_reason)}",
        f"{post.key} waits for its page",
        sentence(post.hold_reason),
        f"Its page is {post.said.link}" if post.said.link else "",
        f"It was due at {clock(post.at, zone)}. The page is looked at again every few minutes until "
        f"{post.until.astimezone(zone):%H:%M}; the post goes out once the page is live, and never without it.",
        "Publish or mend the page, and nothing more is to be done.",
    )


def _without_picture(post: PostRow, zone: ZoneInfo) -> Alert:
    return alert(
        f"held:{post.key}:{post.version}:{mark(post.hold_reason)}",
        f"{post.key} waits for its picture",
        sentence(post.hold_reason),
        f"It is due at {clock(post.at, zone)}. The picture is brought to {post.channel.shown} again every few minutes until "
        f"{post.until.astimezone(zone):%H:%M}; the post goes out once the picture is there, and never without it.",
        f"promoter evidence {post.key} shows what was tried. If the picture itself is at fault, put another one into the "
        "campaign's folder, load it, and have the post approved again.",
    )


def _by_hand(post: PostRow, zone: ZoneInfo, now: datetime) -> Alert:
    said = post.said
    text = said.text if post.payload_at(now) == said.payload_text else said.uncounted or said.text
    apart = said.link if said.link and said.link not in text else None
    return alert(
        f"by-hand:{post.key}:{post.version}",
        f"Post {post.key} by hand now",
        f"It is due at {clock(post.at, zone)}, at the latest at {post.until.astimezone(zone):%H:%M}, on {post.channel.shown}. "
        "Post exactly this, between the lines:",
        f"---\n{text}\n---",
        f"with this link: {apart}" if apart else "",
        *(f"with the picture {medium.file}, described as: {medium.alt}" for medium in said.media),
        f"Then run promoter resolve {post.key} --sent ADDRESS-OF-THE-POST --as USER",
    )


def _unclear(conn: Connection, post: PostRow, zone: ZoneInfo, now: datetime) -> Iterator[Alert]:
    attempt = list_attempts(conn, post_key=post.key)[-1]
    since = attempt.ended_at or attempt.started_at
    told = f"The attempt began at {clock(attempt.started_at, zone)}. {sentence(post.trouble)}"
    settle = f"Then promoter resolve {post.key} --sent ADDRESS --as USER, or promoter resolve {post.key} --not-sent --as USER"
    if post.hold == PERSON:
        yield alert(
            f"unclear-person:{post.key}:{post.fence}",
            f"Somebody must look whether {post.key} is on {post.channel.shown}",
            sentence(post.reason or post.hold_reason),
            told,
            settle,
        )
    elif since <= now - UNCLEAR_FOR:
        yield alert(
            f"unclear:{post.key}:{post.fence}",
            f"We cannot tell yet whether {post.key} went out",
            told,
            f"{post.channel.shown} is being read back, and most such posts settle themselves within a quarter of an hour; "
            "you will be told if a person has to decide. Until then, do not post it again.",
        )


def _not_approved(watched: Sequence[PostRow], week: Week, now: datetime) -> Iterator[Alert]:
    """Posts that nobody approved, told an hour before the first of them: those of one hour together."""
    waiting = [
        post
        for post in watched
        if post.status is Status.PENDING and post.hold not in {PAST[0], EARLY[0]} and post.at > now - AHEAD
    ]
    for hour, group in groupby(waiting, key=lambda post: _hour(post.at, week.zone)):
        its = list(group)
        if its[0].at - AHEAD > now:
            continue
        yield Alert(
            keys=tuple(f"approval:{post.key}:{post.version}" for post in its),
            subject=f"{week.slug}: {_counted(len(its), 'post')} of the hour from {hour:%H:%M} on {dated(hour.date())} not approved",
            body="\n".join([
                *(
                    f"{post.at.astimezone(week.zone):%H:%M} {post.key}" + (f": {post.hold_reason}" if post.hold_reason else "")
                    for post in its
                ),
                "",
                f"What nobody approves does not go out. promoter queue --campaign {week.slug} --status pending shows them;",
                "promoter approve POST --as USER approves one.",
            ]),
        )  # fmt: skip


def _missed(conn: Connection, week: Week, now: datetime) -> Iterator[Alert]:
    """What the daemon could not send at its time: what was put off, by day and account; what came back to people."""
    events = missed_times(conn, week.slug, since=now - LATELY)
    stood = {event.post_key: get_post(conn, event.post_key) for event in events if event.post_key is not None}
    put_off: dict[tuple[str, str], list[EventRow]] = {}
    given_back: dict[tuple[str, datetime], list[EventRow]] = {}
    for event in events:
        post = stood.get(event.post_key or "")
        if post is None:
            continue
        if event.kind == "reslotted":
            on = f"{event.at.astimezone(week.zone).date()}"
            put_off.setdefault((on, post.account), []).append(event)
        elif post.status is Status.PENDING:
            given_back.setdefault((post.account, event.at), []).append(event)
    for (day, account), its in put_off.items():
        yield Alert(
            keys=(f"late:{week.slug}:{account}:{day}",),
            subject=f"{week.slug}: posts of {account} go out later than planned",
            body="\n".join([*(_put_off(event, week.zone) for event in its), "", _LATER]),
        )
    for (account, at), its in given_back.items():
        yield Alert(
            keys=tuple(f"given-back:{week.slug}:{event.seq}" for event in its),
            subject=f"{week.slug}: {_counted(len(its), 'post')} of {account} did not go out",
            body="\n".join([
                f"At {clock(at, week.zone)}:", *(f"{event.post_key}: {sentence(event.data.get('reason'))}" for event in its), "",
                "They are not approved any more, and nothing happens to them until somebody decides: promoter move POST --to TIME",
                "and have it approved, or promoter withdraw POST --reason TEXT.",
            ]),
        )  # fmt: skip


_LATER = "They keep their approval, and nothing is to be done. Others of the day may follow; promoter queue shows their times."


def _put_off(event: EventRow, zone: ZoneInfo) -> str:
    return f"{event.post_key}: {sentence(event.data.get('why'))} {_times(event, zone)}".rstrip()


def _times(event: EventRow, zone: ZoneInfo) -> str:
    at = event.data.get("at")
    return "" if at is None else f"Now {datetime.fromisoformat(at).astimezone(zone):%H:%M}."


def _hour(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(minute=0, second=0, microsecond=0)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

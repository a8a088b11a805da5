"""The daily digest: once after the last time of each campaign day, what went out, what did not, and what comes next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from promoter.alerting.alert import Alert, clock
from promoter.ledger import events
from promoter.ledger.alerts import raised
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.reporting.standing import status_in_words, why_it_stands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from sqlalchemy import Connection

    from promoter.alerting.week import Week
    from promoter.ledger.rows import AccountRow, PostRow

DIGEST = "digest:"  #: how the key of a digest begins
_GOING = frozenset({Status.APPROVED, Status.SENDING})


def about_days(
    conn: Connection, weeks: Sequence[Week], accounts: Mapping[str, AccountRow], *, now: datetime, grace: timedelta
) -> Iterator[Alert]:
    """The digest of each campaign's last day that ended, unless it was raised before."""
    for week in weeks:
        ended = [day for day in sorted({*week.days, week.last}) if week.hours(day)[1] + grace < now]
        if not ended or raised(conn, [_key(week, ended[-1])]):
            continue
        posts = [post for post in list_posts(conn, campaign=week.slug) if post.status is not Status.WITHDRAWN]
        still_going = any(post.day == ended[-1] and post.status in _GOING and post.at + grace >= now for post in posts)
        if posts and not still_going:
            yield _digest(conn, week, ended[-1], posts, accounts, now=now)


def _key(week: Week, day: date) -> str:
    return f"{DIGEST}{week.slug}:{day}"


def _digest(
    conn: Connection,
    week: Week,
    day: date,
    posts: Sequence[PostRow],
    accounts: Mapping[str, AccountRow],
    *,
    now: datetime,
) -> Alert:
    pause = current_pause(conn)
    its = [post for post in posts if post.day == day]
    sent = [post for post in its if post.status is Status.SENT]
    rest = [post for post in its if post.status is not Status.SENT]
    lines = [f"{week.campaign.settings.name}, {dated(day)}", "", "Went out:"]
    lines += [_line(post, week, post.url or "without an address") for post in sent] or ["nothing"]
    if rest:
        lines += ["", "Did not go out:"]
    for post in rest:
        why = why_it_stands(post, now=now, account=accounts.get(post.account), pause=pause, zone=week.zone)
        lines.append(_line(post, week, f"{status_in_words(post)}. {why}".rstrip()))
    lines += ["", *_next(week, day, posts), "", *_record(conn)]
    not_sent = f", {len(rest)} not" if rest else ""
    subject = f"{week.slug}: {len(sent)} sent{not_sent} on {dated(day)}"
    return Alert(keys=(_key(week, day),), subject=subject, body="\n".join(lines))


def _line(post: PostRow, week: Week, what: str) -> str:
    at = post.sent_at if post.status is Status.SENT and post.sent_at else post.at
    return f"{at.astimezone(week.zone):%H:%M} {post.key}: {what}"


def _next(week: Week, day: date, posts: Sequence[PostRow]) -> Iterator[str]:
    later = sorted({post.day for post in posts if post.day > day and post.status is not Status.SENT})
    if not later:
        yield "Nothing is to come."
        return
    coming = [post for post in posts if post.day == later[0] and post.status is not Status.SENT]
    missing = [post for post in coming if post.status is not Status.APPROVED]
    approved = "all approved" if not missing else f"{len(coming) - len(missing)} approved"
    count = f"{len(coming)} {'post' if len(coming) == 1 else 'posts'}"
    yield f"Next: {count}, the first at {clock(coming[0].at, week.zone)}; {approved}."
    if missing:
        yield "Not approved:"
        yield from (_line(post, week, status_in_words(post)) for post in missing)


def _record(conn: Connection) -> Iterator[str]:
    """The ends of the record, kept in somebody's mailbox: nobody who changes the ledger later can change them there."""
    yield "The record ends with these events. Keep this message: with the next line in a file, promoter audit --seen FILE finds"
    yield "out whether anything that was recorded until now was changed or taken away."
    chains = [
        {"campaign": name, "seq": seq, "hash": digest} for name, (seq, digest) in sorted(events.heads(conn).items())
    ]
    yield json.dumps({"chains": chains})

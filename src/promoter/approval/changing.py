"""Changing what a post says or when, and writing a new one; either way somebody else has to approve it then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from promoter.approval.rights import may_write
from promoter.approval.standing import fit_to_say, refuse_hidden, require, standing_hold
from promoter.campaign.alt_texts import ALT_LIMIT_LINKEDIN, ALT_LIMIT_X, alt_length
from promoter.campaign.model import Cadence, ChannelName, Kind, Settings
from promoter.clock import as_utc
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.decisions import add_decision
from promoter.ledger.holds import CHOOSE
from promoter.ledger.queue import get_post, insert_post, list_posts, update_post
from promoter.ledger.rows import Actor, PostRow
from promoter.posts.checks import remarks, reworded
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.posts.phrases import dated
from promoter.timetable.slots import spacing, window_end

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_OPEN = frozenset({Status.PENDING, Status.APPROVED, Status.FAILED})


def edit(conn: Connection, key: str, text: str, *, who: Actor, now: datetime) -> PostRow:
    """Give a post new words. It waits for approval again, by somebody else."""
    person = may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, _OPEN, "edited")
    said = fit_to_say(reworded(post.said, text))
    if said == post.said and post.hold != CHOOSE[0]:
        raise UsageProblem(f"{key} says that already; nothing was changed")
    return _reword(conn, post, said, who=who, by=person.email, now=now, kind="edit", edited=True)


def describe(conn: Connection, key: str, alt: str, *, who: Actor, now: datetime) -> PostRow:
    """Give a post's picture other words for those who cannot see it. It waits for approval again, by somebody else."""
    person = may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, _OPEN, "changed")
    alt = " ".join(alt.split())
    refuse_hidden(alt)
    if not post.said.media:
        raise UsageProblem(f"{key} has no picture to describe")
    if not alt:
        raise UsageProblem("say what the picture shows, for those who cannot see it")
    most = ALT_LIMIT_X if post.channel is ChannelName.X else ALT_LIMIT_LINKEDIN
    if (length := alt_length(alt)) > most:
        raise UsageProblem(f"this has {length:,} characters and may have {most:,}: say what matters in the picture")
    said = replace(post.said, media=tuple(medium._replace(alt=alt) for medium in post.said.media))
    if said == post.said and post.hold != CHOOSE[0]:
        raise UsageProblem(f"the picture of {key} is described so already; nothing was changed")
    return _reword(conn, post, said, who=who, by=person.email, now=now, kind="describe", edited=True)


def choose(conn: Connection, key: str, which: Literal["edited", "files"], *, who: Actor, now: datetime) -> PostRow:
    """Settle which words a post says whose files changed after it was edited: the edited ones, or those of the files."""
    person = may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, _OPEN, "changed")
    if post.hold != CHOOSE[0] or post.composed is None:
        raise NotPossible(f"there is nothing to choose for {key}: it has one wording")
    if which == "files":
        return _reword(conn, post, post.composed, who=who, by=person.email, now=now, kind="choose", edited=False)
    return _reword(conn, post, post.said, who=who, by=post.written_by, now=now, kind="choose", edited=True)


def move(conn: Connection, key: str, to: datetime, *, who: Actor, now: datetime) -> PostRow:
    """Give a post another time, and with it another day if need be. It waits for approval again."""
    person = may_write(conn, who)
    post = get_post(conn, key, lock=True)
    require(post, _OPEN, "moved")
    settings = get_campaign(conn, post.campaign).settings
    zone = ZoneInfo(settings.timezone)
    at = _a_time_to_come(to, now, zone)
    if post.not_before is not None and at < post.not_before:
        live = _said(post.not_before, zone)
        raise NotPossible(f"{key} cannot go before {live}, when its page is live; move it to a later time")
    day = at.astimezone(zone).date()
    until = max(at, window_end(day, _cadence(settings, post.channel), zone))
    hold, hold_reason = standing_hold(replace(post, at=at), now)
    moved = update_post(
        conn, post, status=Status.PENDING, void=True, at=at, day=day,
        until=until, moved=True, written_by=person.email, why=f"moved here by {person.email}", hold=hold,
        hold_reason=hold_reason, reason=None, retry_at=None, tries=0,
    )  # fmt: skip
    add_decision(conn, moved, "move", who, now=now, event="moved", before=post.at)
    return moved


def write(
    conn: Connection, campaign: str, channel: ChannelName, at: datetime, text: str, *, who: Actor, now: datetime
) -> PostRow:
    """A post of its own, such as thanks, a correction or a cancellation; approved like any other."""
    person = may_write(conn, who)
    settings = get_campaign(conn, campaign).settings
    cadence, zone = _cadence(settings, channel), ZoneInfo(settings.timezone)
    at = _a_time_to_come(at, now, zone)
    day = at.astimezone(zone).date()
    said = fit_to_say(reworded(Wording(channel=channel, text="", tags=(settings.hashtag,)), text))
    post = PostRow(
        key=_free_key(conn, f"{campaign}/{day}/{channel}/{Kind.FREE}"),
        campaign=campaign,
        account=ensure_account(conn, channel, cadence.account).id,
        kind=Kind.FREE,
        day=day,
        said=said,
        at=at,
        until=max(at, window_end(day, cadence, zone)),
        written_by=person.email,
        spacing=spacing(cadence),
        warnings=remarks(said, hashtag=settings.hashtag, hosts=settings.rules.hosts),
        why=f"{person.email} chose this time",
        wording="written by a person",
    )
    insert_post(conn, post)
    add_decision(conn, post, "write", who, now=now, event="written")
    return post


def _reword(
    conn: Connection, post: PostRow, said: Wording, *, who: Actor, by: str, now: datetime, kind: str, edited: bool
) -> PostRow:
    settings = get_campaign(conn, post.campaign).settings
    hold, hold_reason = standing_hold(replace(post, said=said), now, chosen=True)
    after = update_post(
        conn, post, status=Status.PENDING, void=True, said=said,
        edited=edited, written_by=by, warnings=remarks(said, hashtag=settings.hashtag, hosts=settings.rules.hosts), hold=hold,
        hold_reason=hold_reason, reason=None, retry_at=None, tries=0,
    )  # fmt: skip
    event = {"edit": "edited", "describe": "described", "choose": "chosen"}[kind]
    more = {"detail": said.media[0].alt} if kind == "describe" else {}
    add_decision(conn, after, kind, who, now=now, event=event, before=post.said.text, edited=edited, **more)
    return after


def _a_time_to_come(moment: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    if moment.tzinfo is None:
        raise UsageProblem(f"{moment.isoformat()} names no time zone; write it like 2021-09-13T10:45+01:00")
    if moment < now:
        raise NotPossible(f"{_said(moment, zone)} has passed; choose a time to come")
    return as_utc(moment)


def _said(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on the campaign's clocks, such as "Monday 13 September 2021, 09:00 BST"."""
    local = moment.astimezone(zone)
    return f"{dated(local.date())} {local.year}, {local:%H:%M %Z}"


def _cadence(settings: Settings, channel: ChannelName) -> Cadence:
    cadence: Cadence | None = getattr(settings.channels, channel)
    if cadence is None:
        raise UsageProblem(f"{settings.name} does not use {channel}; its campaign.yaml names the networks")
    return cadence


def _free_key(conn: Connection, stem: str) -> str:
    campaign = stem.split("/", 1)[0]
    taken = {post.key for post in list_posts(conn, campaign=campaign)}
    if stem not in taken:
        return stem
    return next(key for number in range(2, len(taken) + 3) if (key := f"{stem}-{number}") not in taken)

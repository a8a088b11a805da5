"""Offering a plan to the ledger: what is new is put in, what changed waits again, what people decided stays.

Newly composed is compared with last composed, never with what people made of it. The same files offered again change
nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from promoter.approval.standing import ADDRESS, CHOOSE, NOTHING, OF_WORDS, PAST, lacks_address
from promoter.campaign.model import Kind
from promoter.ledger import events
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import list_campaigns, save_campaign
from promoter.ledger.queue import insert_post, list_posts, update_post
from promoter.ledger.rows import Actor, PostRow
from promoter.planning import Plan, Planned, plan
from promoter.posts.lifecycle import Status
from promoter.timetable.model import Placement
from promoter.timetable.slots import spacing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.approval.standing import Hold
    from promoter.campaign.model import Cadence, Campaign, ChannelName
    from promoter.posts.model import Post

UNTOUCHABLE = frozenset({Status.SENT, Status.SENDING, Status.UNCLEAR})
BY_LOADING = "load"  #: who withdrew a post that the files no longer make, or that found no time


@dataclass
class LoadReport:
    """What offering a plan did, by key; `edited` are posts whose files changed under somebody's edit."""

    plan: Plan
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)


def offer(
    conn: Connection, campaign: Campaign, posts: tuple[Post, ...], *, folder: Path, who: Actor, now: datetime
) -> LoadReport:
    """Bring the ledger's queue in line with the files, in one transaction of the caller's."""
    rows = {row.key: row for row in list_posts(conn, campaign=campaign.slug, lock=True)}
    left_out = {key for key, row in rows.items() if _left_out(row)}
    kept = _kept_times(posts, rows, _changed_cadences(conn, campaign))
    made = plan(
        campaign,
        tuple(post for post in posts if post.key not in left_out),
        fixed=kept,
        taken=_others_times(conn, campaign),
        now=now,
    )
    for channel in campaign.networks:
        ensure_account(conn, channel, _cadence(campaign, channel).account)
    save_campaign(conn, campaign.slug, folder=str(folder.resolve()), settings=campaign, loaded_by=who.name, now=now)
    offering = _Offering(conn, campaign, who, now, LoadReport(made), kept.keys())
    for item in made.planned:
        offering.offer(item, rows.get(item.post.key))
    offering.take_out(rows, composed={post.key for post in posts}, timed={item.post.key for item in made.planned})
    for post in posts:
        if post.key in left_out:
            offering.refresh(post, rows[post.key])
    offering.close(folder)
    return offering.report


def source_of(post: Post, account: str) -> str:
    """The day and a digest of what else the files say of a post, its time aside.

    Equal sources mean that nothing was changed in the files; the day is readable, because a post follows its day.
    """
    facts = (post.digest, account, str(post.not_before), str(post.counted_live_from), post.hold or "")
    digest = hashlib.sha256("\n".join(facts).encode()).hexdigest()
    return f"{post.day} sha256:{digest}"


@dataclass
class _Offering:
    conn: Connection
    campaign: Campaign
    who: Actor
    now: datetime
    report: LoadReport
    kept: Collection[str]  #: keys of the posts that keep their times

    def offer(self, item: Planned, row: PostRow | None) -> None:
        new = self._new(item)
        if row is None:
            insert_post(self.conn, new)
            self.report.added.append(new.key)
            self._tell("offered", new.key, digest=new.digest, at=new.at, text=new.said.text)
        elif row.status in UNTOUCHABLE:
            self.report.unchanged.append(row.key)
        elif row.source == new.source and row.status is not Status.WITHDRAWN:
            self._retime(row, new)
        else:
            self._recompose(row, new)

    def refresh(self, post: Post, row: PostRow) -> None:
        """What a person took out stays out, and says what the files say now should it ever come back."""
        self.report.unchanged.append(row.key)
        new = self._new(Planned(post, Placement(row.key, row.at, row.until, row.why)))
        # Its day stays the one it was timed for, so that a load after its return sees that it has another.
        day, facts = (row.source or new.source or "").split(" ")[0], (new.source or "").split(" ")[1]
        new = replace(new, source=f"{day} {facts}")
        if row.source != new.source:
            self._recompose(row, new)

    def take_out(self, rows: Mapping[str, PostRow], *, composed: Collection[str], timed: Collection[str]) -> None:
        """Withdraw what the files no longer make and what found no time; what was sent or written here stays."""
        for key, row in rows.items():
            if key in timed or row.kind is Kind.FREE or row.status in UNTOUCHABLE or row.status is Status.WITHDRAWN:
                continue
            reason = (
                "no time is free for it on its day" if key in composed else "the campaign's files no longer make it"
            )
            update_post(self.conn, row, status=Status.WITHDRAWN, withdrawn_by=BY_LOADING, reason=reason, retry_at=None)
            self.report.withdrawn.append(key)
            self._tell("vanished", key, reason=reason)

    def close(self, folder: Path) -> None:
        """Tell that the campaign was loaded, and what came of it."""
        counted = ("added", "changed", "unchanged", "withdrawn", "edited")
        counts = {name: len(getattr(self.report, name)) for name in counted}
        self._tell("loaded", None, folder=str(folder.resolve()), **counts)

    def _new(self, item: Planned) -> PostRow:
        """The post as it would be if it were not in the queue yet."""
        post, placement = item.post, item.placement
        cadence = _cadence(self.campaign, post.channel)
        account = f"{post.channel}:{cadence.account}"
        hold, reason = PAST if placement.at < self.now else ADDRESS if post.hold == ADDRESS[0] else NOTHING
        return PostRow(
            key=post.key, campaign=self.campaign.slug, account=account, kind=post.kind, day=post.day, said=post.said,
            at=placement.at, until=placement.until, written_by=self.who.name, spacing=spacing(cadence), blog=post.blog,
            theme=post.theme, not_before=post.not_before, counted_live_from=post.counted_live_from, hold=hold,
            hold_reason=reason, warnings=post.warnings, why=placement.why, wording=post.wording, composed=post.said,
            source=source_of(post, account),
        )  # fmt: skip

    def _retime(self, row: PostRow, new: PostRow) -> None:
        """The files say the same; only the hours of the network may have changed."""
        timed = self._timed(row, new)
        if (timed.at, timed.until) == (row.at, row.until):
            if row.spacing != new.spacing:
                update_post(self.conn, row, spacing=new.spacing)
            self.report.unchanged.append(row.key)
            return
        hold, why = self._hold_after(row, timed, new, choose=False)
        update_post(
            self.conn, row, void=True, at=timed.at, until=timed.until, why=timed.why, spacing=new.spacing,
            written_by=self.who.name, hold=hold, hold_reason=why,
            reason="the network's hours changed in the campaign's files",
        )  # fmt: skip
        self.report.changed.append(row.key)
        self._tell("retimed", row.key, before=row.at, at=timed.at)

    def _recompose(self, row: PostRow, new: PostRow) -> None:
        """The files changed, or make a post again that they had left out. Words that people wrote stay."""
        out = _left_out(row)
        timed, words = row if out else self._timed(row, new), row if row.edited else new
        choose = row.edited and (row.source != new.source or row.hold == CHOOSE[0])
        before = row if row.hold in OF_WORDS and words.said == row.said else None
        hold, why = self._hold_after(before, timed, new, choose=choose)
        update_post(
            self.conn, row, status=row.status if out else Status.PENDING, void=True, said=words.said,
            written_by=words.written_by, wording=words.wording, warnings=words.warnings, composed=new.said, source=new.source,
            account=new.account, theme=new.theme, not_before=new.not_before, counted_live_from=new.counted_live_from,
            day=timed.day, at=timed.at, until=timed.until, why=timed.why, moved=timed.moved, spacing=new.spacing,
            hold=hold, hold_reason=why, retry_at=None, withdrawn_by=row.withdrawn_by if out else None,
            reason=row.reason if out else CHOOSE[1] if choose else "the campaign's files changed",
        )  # fmt: skip
        if not out:
            (self.report.edited if choose else self.report.changed).append(row.key)
        kind = "recomposed_under_edit" if choose else "recomposed"
        self._tell(kind, row.key, digest=new.digest, before=row.digest, text=new.said.text)

    def _timed(self, row: PostRow, new: PostRow) -> PostRow:
        """The post with its own time, or with a new one if its day or the network's hours changed."""
        if row.key in self.kept:
            return row
        return replace(row, day=new.day, at=new.at, until=new.until, why=new.why, moved=False)

    def _hold_after(self, before: PostRow | None, after: PostRow, new: PostRow, *, choose: bool) -> Hold:
        """What keeps the changed post back; `before` if its words are the same, so that an earlier hold goes on."""
        if choose:
            return CHOOSE
        if before is not None and before.hold in OF_WORDS:
            return before.hold, before.hold_reason
        if after.at < self.now:
            return PAST
        if before is not None and before.hold != PAST[0]:
            return before.hold, before.hold_reason
        return ADDRESS if lacks_address(new) else NOTHING

    def _tell(self, kind: str, key: str | None, **data: object) -> None:
        events.append(
            self.conn, campaign=self.campaign.slug, kind=kind, actor=self.who.name, os_user=self.who.os_user,
            post_key=key, at=self.now, data=data,
        )  # fmt: skip


def _left_out(row: PostRow) -> bool:
    """Did a person take it out? Then only a person brings it back."""
    return row.status is Status.WITHDRAWN and row.withdrawn_by != BY_LOADING


def _kept_times(
    posts: tuple[Post, ...], rows: Mapping[str, PostRow], changed: Collection[ChannelName]
) -> dict[str, datetime]:
    """The times of posts that keep theirs. On the networks whose hours `changed`, what nobody has settled is timed anew."""
    days = {post.key: str(post.day) for post in posts}

    def stays(row: PostRow) -> bool:
        if row.status in UNTOUCHABLE:
            return True
        if row.status is Status.WITHDRAWN:
            return False
        if row.kind is Kind.FREE:
            return True
        if (row.source or "").split(" ")[0] != days.get(row.key):
            return False  # the files no longer make it, or give it another day
        return row.channel not in changed or row.status is not Status.PENDING or row.moved

    return {key: row.at for key, row in rows.items() if stays(row)}


def _changed_cadences(conn: Connection, campaign: Campaign) -> set[ChannelName]:
    """The networks whose hours are not what they were when the campaign was last loaded."""
    before = next((row.settings.channels for row in list_campaigns(conn) if row.slug == campaign.slug), None)
    if before is None:
        return set()
    return {
        channel
        for channel in campaign.networks
        if (was := getattr(before, channel)) is not None
        and was.model_copy(update={"account": None}) != _cadence(campaign, channel).model_copy(update={"account": None})
    }


def _others_times(conn: Connection, campaign: Campaign) -> dict[ChannelName, list[datetime]]:
    """When other campaigns use the same accounts."""
    return {
        channel: [
            row.at
            for row in list_posts(conn, account=f"{channel}:{_cadence(campaign, channel).account}")
            if row.campaign != campaign.slug and row.status is not Status.WITHDRAWN
        ]
        for channel in campaign.networks
    }


def _cadence(campaign: Campaign, channel: ChannelName) -> Cadence:
    """How the campaign uses a network that it has posts for."""
    cadence = campaign.cadence(channel)
    if cadence is None:
        raise ValueError(f"{campaign.slug} does not use {channel}")
    return cadence

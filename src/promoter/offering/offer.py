"""Offering a plan to the ledger: what is new is put in, what changed waits again, what people decided stays.

Newly composed is compared with last composed, never with what people made of it. The same files offered again change
nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.approval.standing import lacks_address
from promoter.campaign.loading import FILE
from promoter.campaign.model import Kind
from promoter.errors import NotPossible
from promoter.ledger import events
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import list_campaigns, save_campaign
from promoter.ledger.decisions import wanted_besides
from promoter.ledger.holds import (
    ADDRESS,
    CHANGES,
    CHOOSE,
    NOTHING,
    OF_TIME,
    OF_WORDS,
    PAST,
    hold_of_returned,
    hold_of_time,
)
from promoter.ledger.queue import insert_post, list_posts, update_post
from promoter.ledger.rows import Actor, PostRow
from promoter.offering.times import (
    UNTOUCHABLE,
    cadence_of,
    changed_cadences,
    is_timetables,
    kept_times,
    others_times,
    too_early,
)
from promoter.planning import Plan, Planned, plan
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import number
from promoter.timetable.model import Placement
from promoter.timetable.slots import spacing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from promoter.campaign.model import Campaign, Settings
    from promoter.ledger.holds import Hold
    from promoter.ledger.rows import CampaignRow
    from promoter.posts.model import Post

BY_LOADING = "load"  #: who withdrew a post that the files no longer make, or that found no time
FILES_CHANGED = "the campaign's files changed"
LIVE_LATER = "its page is live only after the time that it had"


@dataclass
class LoadReport:
    """What offering a plan did, by key. `edited` are posts whose files changed under somebody's edit.

    Of the posts that changed, those in `later` have a later time because their page is live only then, and those in
    `short` had fewer approvals than the campaign asks for now. `first_place` is where it was loaded from before, if that
    is another folder and still there.
    """

    plan: Plan
    first_place: Path | None = None
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)


def offer(
    conn: Connection,
    campaign: Campaign,
    posts: tuple[Post, ...],
    *,
    folder: Path,
    who: Actor,
    now: datetime,
    moved: bool = False,
) -> LoadReport:
    """Bring the ledger's queue in line with the files, in one transaction of the caller's.

    Another week in a folder of the same name is refused as long as the first is there, unless the campaign has `moved`.
    """
    before = next((row for row in list_campaigns(conn) if row.slug == campaign.slug), None)
    first_place = None if moved else _first_place(before, campaign, folder)
    # First of all, because whoever loads the same campaign now waits here, and then finds the posts that are put in.
    save_campaign(conn, campaign.slug, folder=str(folder.resolve()), settings=campaign, loaded_by=who.name, now=now)
    rows = {row.key: row for row in list_posts(conn, campaign=campaign.slug, lock=True)}
    left_out = {key for key, row in rows.items() if _left_out(row)}
    kept = kept_times(posts, rows, changed_cadences(before, campaign))
    made = plan(
        campaign,
        tuple(post for post in posts if post.key not in left_out),
        fixed=kept,
        taken=others_times(conn, campaign),
        now=now,
        given={key: row.why for key, row in rows.items() if is_timetables(row)},
    )
    for channel in campaign.networks:
        ensure_account(conn, channel, cadence_of(campaign, channel).account)
    early = too_early(posts, rows, timed={item.post.key for item in made.planned})
    offered = (*made.planned, *early)
    offering = _Offering(
        conn, campaign, who, now, LoadReport(made, first_place), kept.keys() | {item.post.key for item in early}
    )
    for item in offered:
        offering.offer(item, rows.get(item.post.key))
    offering.take_out(rows, composed={post.key for post in posts}, timed={item.post.key for item in offered})
    for post in posts:
        if post.key in left_out:
            offering.refresh(post, rows[post.key])
    offering.recount()
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

    def recount(self) -> None:
        """Give back now what the claim would give back at its time: the campaign has come to ask for more approvals."""
        for row in list_posts(self.conn, campaign=self.campaign.slug, status=Status.APPROVED):
            if len({*row.approved_by} - {row.written_by}) >= self.campaign.approvals:
                continue
            reason = f"the campaign asks for {number(self.campaign.approvals)} people's approval now"
            hold, why = hold_of_returned(row, self.now)
            update_post(self.conn, row, status=Status.PENDING, reason=reason, retry_at=None, hold=hold, hold_reason=why)
            self.report.short.append(row.key)
            self._tell("given_up", row.key, reason=reason)
        self.report.unchanged = [key for key in self.report.unchanged if key not in self.report.short]
        self.report.changed += self.report.short

    def close(self, folder: Path) -> None:
        """Tell that the campaign was loaded, and what came of it."""
        counted = ("added", "changed", "unchanged", "withdrawn", "edited")
        counts = {name: len(getattr(self.report, name)) for name in counted}
        self._tell("loaded", None, folder=str(folder.resolve()), **counts)

    def _new(self, item: Planned) -> PostRow:
        """The post as it would be if it were not in the queue yet."""
        post, placement = item.post, item.placement
        cadence = cadence_of(self.campaign, post.channel)
        account = f"{post.channel}:{cadence.account}"
        hold, reason = PAST if placement.at < self.now else ADDRESS if post.hold == ADDRESS[0] else NOTHING
        return PostRow(
            key=post.key, campaign=self.campaign.slug, account=account, kind=post.kind, day=post.day, said=post.said,
            at=placement.at, until=placement.until, written_by=self.who.name, spacing=spacing(cadence), blog=post.blog,
            theme=post.theme, not_before=post.not_before, counted_live_from=post.counted_live_from, hold=hold,
            hold_reason=reason, warnings=post.warnings, why=placement.why, wording=post.wording, composed=post.said,
            source=source_of(post, account), page_titles=post.titles,
        )  # fmt: skip

    def _retime(self, row: PostRow, new: PostRow) -> None:
        """The files say the same; only the hours of the network may have changed."""
        timed = self._timed(row, new)
        if (timed.at, timed.until) == (row.at, row.until):
            if (row.spacing, row.page_titles, row.why) != (new.spacing, new.page_titles, timed.why):
                update_post(self.conn, row, spacing=new.spacing, page_titles=new.page_titles, why=timed.why)
            self.report.unchanged.append(row.key)
            return
        hold, why = self._hold_after(row, timed, new, choose=False)
        update_post(
            self.conn, row, void=True, at=timed.at, until=timed.until, why=timed.why, spacing=new.spacing,
            written_by=self.who.name, hold=hold, hold_reason=why,
            reason=LIVE_LATER if self._is_later(row, timed, new) else "the network's hours changed in the campaign's files",
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
        if hold is None and row.hold == ADDRESS[0] and (wish := self._wishes.get(row.key)) is not None:
            hold, why = CHANGES, wish  # it was kept back for both; the address alone is not what somebody asked for
        later = not out and self._is_later(row, timed, new)
        update_post(
            self.conn, row, status=row.status if out else Status.PENDING, void=True, said=words.said,
            written_by=words.written_by, wording=words.wording, warnings=words.warnings, composed=new.said, source=new.source,
            account=new.account, theme=new.theme, page_titles=new.page_titles, not_before=new.not_before, counted_live_from=new.counted_live_from,
            day=timed.day, at=timed.at, until=timed.until, why=timed.why, moved=timed.moved, spacing=new.spacing,
            hold=hold, hold_reason=why, retry_at=None, withdrawn_by=row.withdrawn_by if out else None,
            reason=row.reason if out else CHOOSE[1] if choose else LIVE_LATER if later else FILES_CHANGED,
        )  # fmt: skip
        if not out:
            (self.report.edited if choose else self.report.changed).append(row.key)
        kind = "recomposed_under_edit" if choose else "recomposed"
        self._tell(kind, row.key, digest=new.digest, before=row.digest, text=new.said.text, at=timed.at)

    def _timed(self, row: PostRow, new: PostRow) -> PostRow:
        """The post with its own time, or with a new one if its day or the network's hours changed.

        The reason for its own time is told as it is now: others may have come or gone.
        """
        if row.key in self.kept:
            return replace(row, why=new.why) if is_timetables(row) else row
        return replace(row, day=new.day, at=new.at, until=new.until, why=new.why, moved=False)

    def _is_later(self, row: PostRow, timed: PostRow, new: PostRow) -> bool:
        """Did the post get its new time because its page is live only after the old one? The report tells it then."""
        later = timed.at != row.at and new.not_before is not None and row.at < new.not_before
        if later:
            self.report.later.append(row.key)
        return later

    def _hold_after(self, before: PostRow | None, after: PostRow, new: PostRow, *, choose: bool) -> Hold:
        """What keeps the changed post back; `before` if its words are the same, so that an earlier hold goes on."""
        if choose:
            return CHOOSE
        if before is not None and before.hold in OF_WORDS:
            return before.hold, before.hold_reason
        timely = hold_of_time(replace(after, not_before=new.not_before), self.now)
        if timely != NOTHING:
            return timely
        if before is not None and before.hold not in OF_TIME:
            return before.hold, before.hold_reason
        return ADDRESS if lacks_address(new) else NOTHING

    @cached_property
    def _wishes(self) -> Mapping[str, str]:
        return wanted_besides(self.conn, self.campaign.slug)

    def _tell(self, kind: str, key: str | None, **data: object) -> None:
        events.append(
            self.conn, campaign=self.campaign.slug, kind=kind, actor=self.who.name, os_user=self.who.os_user,
            post_key=key, at=self.now, data=data,
        )  # fmt: skip


def _left_out(row: PostRow) -> bool:
    """Did a person take it out? Then only a person brings it back."""
    return row.status is Status.WITHDRAWN and row.withdrawn_by != BY_LOADING


def _first_place(before: CampaignRow | None, campaign: Campaign, folder: Path) -> Path | None:
    """Where a campaign of this name was loaded from, if that is another place and it is still there.

    Two weeks under one name would take each other's posts out, so a week of another name or other days is refused there.
    The same week may have been copied: a second checkout, or a whole folder with the ledger in it.
    """
    if before is None or (first := Path(before.folder)) == folder.resolve():
        return None
    try:
        gone = not (first / FILE).is_file()
    except OSError:  # it is somebody else's, which is no sign that it is gone
        gone = False
    if gone:
        return None
    if (before.settings.name, _dates(before.settings)) != (campaign.name, _dates(campaign)):
        raise NotPossible(
            f"{before.slug} was loaded from {first}, which is still there, and this is another week, {folder.resolve()}: "
            "rename its folder, because that is its name; or, if the week has moved here, load it with --moved"
        )
    return first


def _dates(settings: Settings) -> set[date]:
    return {day.date for day in settings.days}

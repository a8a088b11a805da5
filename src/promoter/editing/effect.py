"""What a change to many posts comes to: seen before it is done, and then done exactly as it was seen.

The change is made on a copy of the queue first, by the very code that makes it in the ledger.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from promoter.approval import may_write, remarks_beside
from promoter.errors import NotPossible
from promoter.ledger import events
from promoter.ledger.campaigns import list_campaigns, lock_campaign
from promoter.ledger.queue import list_posts
from promoter.ledger.scratch import scratch
from promoter.ledger.tables import canonical
from promoter.pictures.store import keep
from promoter.posts.lifecycle import Status
from promoter.posts.model import Remark
from promoter.posts.phrases import WEEKDAYS, listed, weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.campaign.findings import Finding
    from promoter.editing.draft import Draft
    from promoter.ledger.rows import Actor, PostRow

_AGAIN = "look at what it would change again, then decide"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A post as it is, None if it is new, and as it would be. `remarks` say what is odd about a new time."""

    key: str
    before: PostRow | None
    after: PostRow
    remarks: tuple[Remark, ...] = ()

    @property
    def new(self) -> bool:
        """Is it put in, or back in?"""
        was_out = self.before is None or self.before.status is Status.WITHDRAWN
        return was_out and not self.taken_out

    @property
    def taken_out(self) -> bool:
        return self.after.status is Status.WITHDRAWN

    @property
    def retimed(self) -> bool:
        return self.before is not None and (self.before.at, self.before.day) != (self.after.at, self.after.day)

    @property
    def timed(self) -> bool:
        """Does it get a time, as one that is put in or as one that goes at another?"""
        return not self.taken_out and (self.new or self.retimed)

    @property
    def reworded(self) -> bool:
        """Does the network receive something else: words, link, card?"""
        return self.before is not None and self.before.digest != self.after.digest

    @property
    def voids(self) -> tuple[str, ...]:
        """Whose approvals end."""
        return () if self.before is None or self.after.approved_by else self.before.approved_by


@dataclass(frozen=True, kw_only=True)
class Left:
    """A post that the change does not reach, and why, in a sentence."""

    post: PostRow
    reason: str


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Everything that a change would do. `says` is a sentence for people, `kind` and `data` are for the record.

    `stays` are unsent posts that cannot go along, `out` are sent ones that only a person can put right on the network.
    `findings` are what the changed files give to look at, `warnings` what the timetable does. `made` are pictures that
    the posts will carry and that are not in the folder yet.
    """

    campaign: str
    zone: ZoneInfo
    kind: str
    says: str
    who: Actor
    changes: tuple[Change, ...]
    stays: tuple[Left, ...] = ()
    out: tuple[Left, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    made: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    deed: Callable[[Connection, datetime], None] = field(repr=False, compare=False)

    @property
    def voids(self) -> tuple[Change, ...]:
        """The changes that end an approval."""
        return tuple(change for change in self.changes if change.voids)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are written, as people call them."""
        return () if self.draft is None else tuple(self.draft.named(path) for path in self.draft.texts)

    @property
    def seal(self) -> str:
        """A digest of all that is shown: whoever decides sends it back, so that they decide about what they saw."""
        texts = {} if self.draft is None else {self.draft.named(path): text for path, text in self.draft.texts.items()}
        shown = {
            "kind": self.kind,
            "data": self.data,
            "texts": texts,
            "before": {change.key: change.before and _seen(change.before) for change in self.changes},
            "after": {change.key: _outcome(change.after) for change in self.changes},
        }
        return hashlib.sha256(canonical(shown).encode()).hexdigest()


def tried(
    conn: Connection, campaign: str, deed: Callable[[Connection, datetime], None], *, now: datetime
) -> tuple[Change, ...]:
    """What would come of a deed, in the order of the new times. Nothing is changed."""
    before = _rows(conn, campaign)
    with scratch(conn) as copy:
        deed(copy, now)
        after = _rows(copy, campaign)
        settings = next(row.settings for row in list_campaigns(copy) if row.slug == campaign)
        queues = {account: list_posts(copy, account=account) for account in {row.account for row in after.values()}}
    changes = []
    for key in _touched(before, after):
        was, row = before.get(key), after[key]
        remarks: tuple[Remark, ...] = ()
        if was is not None and was.at != row.at and row.status is not Status.WITHDRAWN:
            remarks = (*remarks_beside(row, settings, queues[row.account]), *_on_words(was, row))
        changes.append(Change(key=key, before=was, after=row, remarks=remarks))
    return tuple(sorted(changes, key=lambda change: (change.after.at, change.key)))


def _on_words(before: PostRow, after: PostRow) -> Iterator[Remark]:
    """Words that speak of a day may be wrong on another one."""
    text = after.said.text
    for title in after.page_titles:
        text = text.replace(title, "")
    named = [day for day in WEEKDAYS if day != weekday(after.day) and re.search(rf"\b{day}\b", text)]
    if named and before.day != after.day and before.said == after.said:
        message = f"it says {listed(named)} and goes out on {weekday(after.day)} then; see whether that is still right"
        yield Remark("names_a_day", message)


def carry_out(conn: Connection, effect: Effect, *, now: datetime, seen: str | None = None) -> list[PostRow]:
    """Do what was shown, in one transaction of the caller's that does nothing after it; the posts as they are then.

    `NotPossible`, and nothing is done, if a post or a file changed since, if it would come to anything else by now, or if
    `seen` is not the effect's seal: then somebody decided about something else.
    """
    may_write(conn, effect.who)
    if seen is not None and seen != effect.seal:
        raise NotPossible(f"what this would change is not what you saw any more; {_AGAIN}")
    lock_campaign(conn, effect.campaign)
    before = _rows(conn, effect.campaign, lock=True)
    for change in effect.changes:
        if _seen(before.get(change.key)) != _seen(change.before):
            raise NotPossible(f"{change.key} was changed meanwhile; {_AGAIN}")
    effect.deed(conn, now)
    after = _rows(conn, effect.campaign)
    come_to = {key: _outcome(after[key]) for key in _touched(before, after)}
    if come_to != {change.key: _outcome(change.after) for change in effect.changes}:
        raise NotPossible(f"by now this would change something else than you saw; {_AGAIN}")
    _note(conn, effect, now)
    if effect.draft is not None:
        keep(effect.draft.folder, effect.made)
        effect.draft.save()  # last, because a transaction can be taken back and a file cannot
    return [after[change.key] for change in effect.changes]


def _note(conn: Connection, effect: Effect, now: datetime) -> None:
    who, keys = effect.who, [change.key for change in effect.changes]
    data = {**effect.data, "posts": keys, "files": list(effect.files)}
    events.append(
        conn, campaign=effect.campaign, kind=effect.kind, actor=who.name, os_user=who.os_user, at=now, data=data
    )


def _rows(conn: Connection, campaign: str, *, lock: bool = False) -> dict[str, PostRow]:
    return {row.key: row for row in list_posts(conn, campaign=campaign, lock=lock)}


def _touched(before: Mapping[str, PostRow], after: Mapping[str, PostRow]) -> Iterator[str]:
    """The posts of which something changed that people see or that an approval stands on."""
    for key, row in after.items():
        was = before.get(key)
        if was is None or (_outcome(was), was.hold, was.approved_by) != (_outcome(row), row.hold, row.approved_by):
            yield key


def _outcome(row: PostRow) -> tuple[str, ...]:
    moments = (row.day.isoformat(), row.at.isoformat(), row.until.isoformat())
    return (row.status.value, row.account, *moments, row.digest, str(row.version))


def _seen(row: PostRow | None) -> tuple[str, ...] | None:
    return None if row is None else (*_outcome(row), str(row.fence), *row.approved_by)

"""The small weeks that histories begin with: some posts for one or two accounts, most of them approved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from promoter.approval import approve
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger import people
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.model import Media, Wording
from sample_week import WEEK
from simulation.machine import START
from simulation.oracle import Approval
from simulation.people import AMARA, OLU, RUTH

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

DAY_BEFORE = START - timedelta(days=1)
UNTIL = START + timedelta(minutes=91)
PICTURE = b"what a picture's file holds"
MEDIA = (Media("images/card.png", hashlib.sha256(PICTURE).hexdigest(), "What it shows"),)
SETTINGS = {
    **WEEK,
    "channels": {"x": {"first": "09:00", "last": "10:30", "gap": "8m"}, "linkedin": {"first": "09:00", "last": "10:30", "gap": "8m"}},
}  # fmt: skip


@dataclass(frozen=True)
class Week:
    """A ledger's file, and what people have approved in it."""

    file: bytes
    approved: dict[str, Approval]


@cache
def week(kind: int) -> Week:
    """One of the weeks; built once."""
    approved: dict[str, Approval] = {}

    def fill(conn: Connection) -> None:
        settings = Settings.model_validate(SETTINGS)
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by=str(AMARA.email), now=DAY_BEFORE)
        approved.update(_fill(conn, Random(f"week {kind}"), kind))

    return Week(_file(fill), approved)


@cache
def nothing_yet() -> bytes:
    """A ledger's file with people in it and no campaign."""
    return _file(lambda _: None)


def _file(fill: Callable[[Connection], None]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        ledger = open_ledger(f"sqlite:///{path}", create=True)
        with ledger.write() as conn:
            for who, role in ((AMARA, Role.EDITOR), (RUTH, Role.APPROVER), (OLU, Role.APPROVER)):
                people.add_user(conn, str(who.email), [role], who=Actor(None, "root"), now=DAY_BEFORE)
            fill(conn)
        with ledger.engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            conn.rollback()
        ledger.close()
        return path.read_bytes()


def _fill(conn: Connection, draw: Random, kind: int) -> dict[str, Approval]:
    channels = [[ChannelName.X], [ChannelName.X], [ChannelName.LINKEDIN], [ChannelName.X, ChannelName.LINKEDIN]][
        kind % 4
    ]
    approved = {}
    pictured = Random(f"pictures {kind}")
    for channel in channels:
        account = ensure_account(conn, channel, "default")
        minute = 1
        for number in range(draw.choice((1, 2, 3) if len(channels) == 1 else (1, 2))):
            post = _post(f"week/{number}/{channel}/free", channel, account.id, minute, counted=draw.random() < 0.4)
            if pictured.random() < 0.4:
                post = replace(post, said=replace(post.said, media=MEDIA))
            insert_post(conn, post)
            if draw.random() < 0.9:
                after = approve(conn, post.key, who=RUTH, now=DAY_BEFORE)
                approved[post.key] = Approval.of(after, str(RUTH.email))
            minute += draw.choice((5, 8, 8, 15))
    return approved


def _post(key: str, channel: ChannelName, account: str, minute: int, *, counted: bool) -> PostRow:
    at = START + timedelta(minutes=minute)
    said = Wording(
        channel=channel,
        text=f"{key} says this, one of three #SampleWeek",
        uncounted=f"{key} says this #SampleWeek" if counted else None,
        tags=("#SampleWeek",),
    )
    return PostRow(
        key=key, campaign="week", account=account, kind=Kind.FREE, day=at.date(), said=said, at=at, until=UNTIL,
        written_by=str(AMARA.email), spacing=timedelta(minutes=5),
        counted_live_from=at + timedelta(minutes=2) if counted else None,
    )  # fmt: skip

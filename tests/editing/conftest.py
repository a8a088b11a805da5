"""The week of 2021 in a folder of its own, loaded into a real ledger with two editors, two approvers and a viewer."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from promoter.approval import approve_all
from promoter.editing import Effect, carry_out
from promoter.ledger import people
from promoter.ledger.claims import claim, record
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.events import EventRow, list_events, verify
from promoter.ledger.queue import get_post, list_posts
from promoter.ledger.rows import Actor, NextStep, PostRow, Role
from promoter.offering import offer
from promoter.planning import read
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEK = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
SLUG = "smarter-state-2021"
FRIDAY = datetime(2021, 9, 10, 14, 0, tzinfo=UTC)
ROLES = {
    "amara": Role.EDITOR,
    "joe": Role.EDITOR,
    "ruth": Role.APPROVER,
    "tom": Role.APPROVER,
    "vera": Role.VIEWER,
}


def person(name: str) -> Actor:
    return Actor(f"{name}@example.org", f"os-{name}")


@dataclass
class Desk:
    """The folder and the ledger, and what people do with them."""

    folder: Path
    ledger: Ledger
    now: datetime = FRIDAY

    @property
    def campaign_file(self) -> Path:
        return self.folder / "campaign.yaml"

    def blog_file(self, blog: str) -> Path:
        return self.folder / "blogs" / f"{blog}.md"

    def load(self, who: str = "amara") -> None:
        loaded, posts = read(self.folder)
        assert loaded.campaign is not None, loaded.errors
        with self.ledger.write() as conn:
            offer(conn, loaded.campaign, posts, folder=self.folder, who=person(who), now=self.now)

    def do(self, deed, *args, who: str, **more) -> Any:
        with self.ledger.write() as conn:
            return deed(conn, *args, who=person(who), now=self.now, **more)

    def plan(self, plan, *args, who: str = "amara", **more) -> Effect:
        with self.ledger.read() as conn:
            return plan(conn, *args, who=person(who), now=self.now, **more)

    def carry_out(self, effect: Effect, **more) -> list[PostRow]:
        with self.ledger.write() as conn:
            return carry_out(conn, effect, now=self.now, **more)

    def approve_all(self, who: str = "ruth") -> None:
        self.do(approve_all, who=who)

    def attempt(self, key: str, status: Status) -> PostRow:
        """Let an approved post be claimed at its time; `SENDING` leaves it in flight."""
        key = self.key(key)
        at = self.post(key).at
        with self.ledger.write() as conn:
            claimed = claim(conn, now=at, lease=timedelta(minutes=1), owner="d", host="h", only=[key])
            assert claimed is not None
            outcomes = {
                Status.SENT: Sent(network_id=key, url=f"https://x.com/i/status/{key}"),
                Status.FAILED: Refused(detail="no"),
                Status.UNCLEAR: Unclear(detail="no answer"),
            }
            if status in outcomes:
                record(conn, claimed, outcomes[status], NextStep(status=status), now=at)
        return self.post(key)

    def post(self, key: str) -> PostRow:
        with self.ledger.read() as conn:
            return get_post(conn, self.key(key))

    def key(self, key: str) -> str:
        return key if key.startswith(f"{SLUG}/") else f"{SLUG}/{key}"

    def posts(self) -> dict[str, PostRow]:
        with self.ledger.read() as conn:
            return {post.key: post for post in list_posts(conn, campaign=SLUG)}

    def events(self) -> list[EventRow]:
        with self.ledger.read() as conn:
            return list_events(conn, campaign=SLUG)

    def files(self) -> dict[str, bytes]:
        """All that lies in the folder, hidden files too."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }


def everybody(ledger: Ledger) -> None:
    with ledger.write() as conn:
        for name, role in ROLES.items():
            people.add_user(conn, f"{name}@example.org", [role], who=Actor(None, "root"), now=FRIDAY)


def loaded(ledger: Ledger) -> None:
    """Once for all tests, and from a place that is not there any more when they load from theirs."""
    everybody(ledger)
    week, posts = read(WEEK)
    assert week.campaign is not None
    with ledger.write() as conn:
        offer(conn, week.campaign, posts, folder=Path("gone") / SLUG, who=person("amara"), now=FRIDAY)


def _desk(address: str, tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "schedules" / SLUG
    shutil.copytree(WEEK, folder)
    ledger = open_ledger(address)
    yield Desk(folder, ledger)
    with ledger.read() as conn:
        assert verify(conn) == []
    ledger.close()


@pytest.fixture
def empty(database, tmp_path: Path) -> Iterator[Desk]:
    """The folder, and a ledger into which nothing has been loaded yet."""
    yield from _desk(database.fresh(everybody), tmp_path)


@pytest.fixture
def desk(database, tmp_path: Path) -> Iterator[Desk]:
    """The folder, and a ledger into which it has been loaded."""
    yield from _desk(database.fresh(loaded), tmp_path)

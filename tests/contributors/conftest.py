"""The week of 2021 in a folder of its own, loaded into a real ledger with an editor, an approver and a viewer."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from promoter import editing
from promoter.approval import approve_all
from promoter.contributors import signing_off
from promoter.contributors.corrections import plan_correction
from promoter.contributors.facts import author_of, blog_of, files_of, published
from promoter.ledger import people
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.events import list_events
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor, Role
from promoter.ledger.tables import campaigns
from promoter.offering import offer
from promoter.planning import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.contributors.facts import Published
    from promoter.contributors.signing_off import SignOff
    from promoter.ledger.signoffs import SignOffRow

WEEK = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
SLUG, BLOG, NIA = "smarter-state-2021", "an-ordinary-tuesday-in-2031", "Nia Sample"
OWN = f"{SLUG}/{BLOG}/x/blog"
FRIDAY = datetime(2021, 9, 10, 14, 0, tzinfo=UTC)


def person(name: str) -> Actor:
    return Actor(f"{name}@example.org")


@dataclass
class Desk:
    """The folder and the ledger, and what editors and contributors do with them."""

    folder: Path
    ledger: Ledger
    now: datetime = FRIDAY

    def ask(self, name: str = NIA, **more: Any) -> tuple[str, SignOffRow]:
        with self.ledger.write() as conn:
            return signing_off.make_link(
                conn, files_of(self.folder), BLOG, name, who=person("amara"), now=self.now, **more
            )

    def shown(self, name: str = NIA) -> Published:
        blog = blog_of(files_of(self.folder), BLOG)
        author = author_of(blog, name)
        assert author is not None
        with self.ledger.read() as conn:
            return published(conn, SLUG, blog, author)

    def answer(self, token: str, **said: Any) -> SignOffRow:
        with self.ledger.write() as conn:
            row = signing_off.by_token(conn, token, now=self.now)
            assert row is not None
            shown = self.shown(row.person)
            return signing_off.answer(conn, row, shown, seen=said.pop("seen", shown.seal), now=self.now, **said)

    def standing(self, name: str = NIA) -> SignOff:
        with self.ledger.read() as conn:
            found = signing_off.standing(conn, SLUG, blog_of(files_of(self.folder), BLOG), now=self.now)
        return next(one for one in found if one.person == name)

    def take(self, row: SignOffRow, who: str = "amara", **more: Any) -> editing.Effect:
        return editing.do(
            self.ledger,
            lambda conn: plan_correction(conn, self.folder, row, who=person(who), now=self.now, **more),
            now=self.now,
        )

    def write(self, old: str, new: str) -> None:
        """Somebody changes the blog's file by hand and loads."""
        file = self.folder / "blogs" / f"{BLOG}.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        self.load()

    def load(self) -> None:
        loaded, posts = read(self.folder)
        assert loaded.campaign is not None, loaded.errors
        with self.ledger.write() as conn:
            offer(conn, loaded.campaign, posts, folder=self.folder, who=person("amara"), now=self.now)

    def approve(self) -> None:
        with self.ledger.write() as conn:
            approve_all(conn, who=person("ruth"), now=self.now, campaign=SLUG)

    def post(self, key: str = OWN) -> Any:
        with self.ledger.read() as conn:
            return get_post(conn, key)

    def events(self, kind: str) -> list[Any]:
        with self.ledger.read() as conn:
            return [event for event in list_events(conn, campaign=SLUG) if event.kind == kind]


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger with the week and its people in it, made once."""
    file = tmp_path_factory.mktemp("contributors") / "promoter.db"
    ledger = open_ledger(f"sqlite:///{file}", create=True)
    with ledger.write() as conn:
        for name, role in (("amara", Role.EDITOR), ("ruth", Role.APPROVER), ("vera", Role.VIEWER)):
            people.add_user(conn, f"{name}@example.org", [role], who=Actor(None, "test"), now=FRIDAY)
    Desk(WEEK, ledger).load()
    ledger.close()
    return file


@pytest.fixture
def desk(loaded: Path, tmp_path: Path) -> Iterator[Desk]:
    ledger = open_ledger(f"sqlite:///{shutil.copy(loaded, tmp_path / 'promoter.db')}")
    folder = shutil.copytree(WEEK, tmp_path / SLUG)
    with ledger.write() as conn:
        conn.execute(sa.update(campaigns).values(folder=str(folder)))
    yield Desk(folder, ledger)
    ledger.close()

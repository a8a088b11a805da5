"""Commands run as a person types them, on a real ledger with a small campaign whose days are still to come."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from promoter.cli import run
from promoter.ledger import claims
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.queue import get_post, update_post
from promoter.ledger.rows import NextStep, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Outcome, Sent

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"
PAST = Path(__file__).parents[2] / "campaigns" / "one-day"

BLOG = """---
title: "{title}"
subtitle: "A short sample text for a test."
hook: "{hook}"
authors: [{{name: "Una Sample", organisation: "Example {title}"}}]
themes: [one]
url: https://example.org/spring/{slug}
status: approved
approved_by: Robin Sample
sample: true
---

This is a sample text with invented contributors.
"""


def monday() -> date:
    """A Monday that is at least a week away."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=14 - today.weekday())


def write_campaign(folder: Path) -> None:
    first = monday()
    (folder / "blogs").mkdir(parents=True)
    (folder / "campaign.yaml").write_text(
        f"""
name: Example Spring
hashtag: "#ExampleSpring"
timezone: Europe/London
organisation: {{name: Example Association}}
page: https://example.org/spring
rules: {{words: [1, 600]}}
themes:
  - {{id: one, name: The first theme, line: "the first of the themes"}}
  - {{id: two, name: The second theme, line: "the second of the themes"}}
days:
  - {{date: "{first}", theme: one}}
  - {{date: "{first + timedelta(days=1)}", theme: two}}
channels:
  x:        {{first: "08:45", last: "17:00", gap: 60m, per_day: 9}}
  linkedin: {{first: "08:50", last: "17:00", gap: 90m, per_day: 6}}
""",
        encoding="utf-8",
    )
    for slug, title, hook in (("doors", "Doors", "A door is a queue."), ("stairs", "Stairs", "A stair is a choice.")):
        write_blog(folder, slug, title, hook)


def write_blog(folder: Path, slug: str, title: str, hook: str) -> None:
    (folder / "blogs" / f"{slug}.md").write_text(BLOG.format(slug=slug, title=title, hook=hook), encoding="utf-8")


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Desk:
    """A folder with a campaign, and a terminal in it."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Said:
        self.capsys.readouterr()
        code = run(arguments)
        out, err = self.capsys.readouterr()
        return Said(code, out, err)

    def done(self, *arguments: str) -> Said:
        said = self.run(*arguments)
        assert said.code == 0, said.err
        return said

    def post(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.done("show", key, "--json").json
        return found

    def ledger(self) -> Ledger:
        return open_ledger(f"sqlite:///{self.folder / 'promoter.db'}")

    def row(self, key: str) -> PostRow:
        ledger = self.ledger()
        try:
            with ledger.read() as conn:
                return get_post(conn, key)
        finally:
            ledger.close()

    def approve(self, key: str) -> None:
        self.done("approve", key, "--as", APPROVER)

    def attempt(self, key: str, outcome: Outcome | None) -> None:
        """Claim the approved post at its time; the lease runs out if there is no outcome."""
        at = self.row(key).at
        ledger = self.ledger()
        try:
            with ledger.write() as conn:
                claimed = claims.claim(
                    conn, now=at, lease=timedelta(seconds=60), owner="daemon-1", host="here", only=[key]
                )
                assert claimed is not None
            with ledger.write() as conn:
                if outcome is None:
                    claims.expire_leases(conn, at + timedelta(seconds=61))
                else:
                    status = Status.SENT if isinstance(outcome, Sent) else Status.FAILED
                    claims.record(conn, claimed, outcome, NextStep(status=status), now=at + timedelta(seconds=3))
        finally:
            ledger.close()

    def let_its_time_pass(self, key: str) -> None:
        ledger = self.ledger()
        try:
            with ledger.write() as conn:
                update_post(conn, get_post(conn, key), keep_approval=True, at=datetime.now(UTC) - timedelta(hours=2))
        finally:
            ledger.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `desk`, made once: a ledger with an editor, an approver and the campaign loaded."""
    folder = tmp_path_factory.mktemp("desk")
    write_campaign(folder / "schedules" / "spring")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for arguments in (
            ("users", "add", EDITOR, "--role", "editor"),
            ("users", "add", APPROVER, "--role", "approver"),
            ("load", "spring", "--as", EDITOR),
        ):
            assert run(arguments) == 0
    return folder


@pytest.fixture
def desk(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    return Desk(folder, capsys)


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The campaign, and no ledger yet."""
    write_campaign(tmp_path / "schedules" / "spring")
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)


@pytest.fixture
def past() -> str:
    """A campaign whose day has passed."""
    return str(PAST)


@pytest.fixture
def first_day() -> date:
    return monday()

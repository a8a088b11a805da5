"""The week of 2021 in a folder of its own, and blogs as they would be brought into it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from promoter.campaign.loading import load
from promoter.intake import arriving
from promoter.intake.guessing import Hints

WEEK = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
NOW = datetime(2021, 9, 8, 12, tzinfo=UTC)  #: one in the afternoon in London
SETTINGS = load(WEEK).settings


@pytest.fixture
def week(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WEEK, tmp_path / "smarter-state-2021"))


@pytest.fixture
def propose():
    """All blogs in a file, as `propose("blog.docx", data)`."""

    def propose(name: str, data: bytes | str, *, columns=None, **hints):
        raw = data if isinstance(data, bytes) else data.encode()
        return arriving.proposals(
            arriving.original(name, raw), Hints(settings=SETTINGS, now=NOW, **hints), columns=columns
        )

    return propose


@pytest.fixture
def facts(propose):
    """What is known of the one blog in a file."""

    def facts(name: str, data: bytes | str, **more) -> dict[str, str]:
        (one,) = propose(name, data, **more)
        return {fact: guess.value for fact, guess in one.facts.items()}

    return facts

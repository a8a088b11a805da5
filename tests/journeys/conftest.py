"""The real command line in processes of its own, against a sandbox in another process, on the machine's own clock."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from promoter.approval import approve
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger import people
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.model import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 300.0  # seconds; only a broken program takes as long, however busy the machine is
LOOK = 0.2  # seconds between two looks
PEOPLE = {"amara@example.org": Role.EDITOR, "ruth@example.org": Role.APPROVER}


class Program:
    """A `promoter` that runs, with what it has said so far."""

    def __init__(self, arguments: tuple[str, ...], cwd: Path, env: dict[str, str]) -> None:
        command = [sys.executable, "-m", "promoter", *arguments]
        self.process = subprocess.Popen(command, cwd=cwd, env=env, stderr=subprocess.PIPE, text=True)
        self.said = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stderr:
            self.said += line
        self.process.stderr.close()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        self._reader.join()
        return code


@dataclass
class Journey:
    """A folder of somebody's own, with the settings that a sandbox printed."""

    folder: Path
    env: dict[str, str]
    url: str = ""
    programs: list[Program] = field(default_factory=list)

    def run(self, *arguments: str, expect: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "promoter", *arguments],
            cwd=self.folder, env=self.env | env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == expect, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    def start(self, *arguments: str, **env: str) -> Program:
        self.programs.append(Program(arguments, self.folder, self.env | env))
        return self.programs[-1]

    def wait_until(self, holds: Callable[[], object], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, f"waited for nothing: {what}\n" + "\n".join(p.said for p in self.programs)
            threading.Event().wait(LOOK)

    def put_approved(self, *names: str, channel: str = "x") -> list[str]:
        """Approved posts that are due now, two seconds apart, without the minutes that loading and approving take people."""
        now = datetime.now(UTC)
        settings = Settings.model_validate({
            "name": "A week", "hashtag": "#SampleWeek", "timezone": "UTC", "organisation": {"name": "Example"},
            "themes": [{"id": "one", "name": "One"}], "days": [{"date": str(now.date()), "theme": "one"}],
            "channels": {"x": {"gap": "2s"}, "linkedin": {"gap": "2s"}},
        })  # fmt: skip
        ledger = open_ledger(f"sqlite:///{self.folder / 'promoter.db'}", create=True)
        with ledger.write() as conn:
            save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=now)
            account = ensure_account(conn, ChannelName(channel), "default")
            for email, role in PEOPLE.items():
                people.add_user(conn, email, [role], who=Actor(None, "root"), now=now)
            for number, name in enumerate(names):
                at = now + number * timedelta(seconds=2)
                post = PostRow(
                    key=f"week/{name}/{channel}/free", campaign="week", account=account.id, kind=Kind.FREE, day=at.date(),
                    said=Wording(channel=ChannelName(channel), text=f"{name} says this #SampleWeek"), at=at,
                    until=at + timedelta(hours=1), written_by="amara@example.org", spacing=timedelta(seconds=2),
                )  # fmt: skip
                insert_post(conn, post)
                approve(conn, post.key, who=Actor("ruth@example.org"), now=at - timedelta(seconds=1))
        ledger.close()
        return [f"week/{name}/{channel}/free" for name in names]

    def deliveries(self) -> dict[str, dict[str, Any]]:
        return {delivery["key"]: delivery for delivery in self.json("deliveries")["deliveries"]}

    # ------------------------------------------------------------------------------------------------- the sandbox's side

    def public(self) -> list[dict[str, Any]]:
        return requests.get(f"{self.url}/sandbox/posts", timeout=10).json()["posts"]

    def asked(self) -> list[dict[str, Any]]:
        return requests.get(f"{self.url}/sandbox/requests", timeout=10).json()["requests"]

    def order(self, **fault: Any) -> None:
        assert requests.post(f"{self.url}/sandbox/faults", json=fault, timeout=10).status_code == 200


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Journey]:
    """Nothing is set and there is no sandbox."""
    folder = tmp_path / "office"
    folder.mkdir()
    journey = Journey(folder, dict(os.environ))
    yield journey
    for program in journey.programs:
        with suppress(ProcessLookupError):
            program.end(signal.SIGKILL)


@pytest.fixture
def journey(alone: Journey) -> Journey:
    sandbox = alone.start("sandbox", "--port", "0")
    alone.wait_until(lambda: "stop: Ctrl-C" in sandbox.said, "the sandbox says where it is")
    alone.env |= dict(re.findall(r"^  (PROMOTER_\w+)=(\S+)$", sandbox.said, re.MULTILINE))
    alone.url = alone.env["PROMOTER_X_API_URL"]
    return alone

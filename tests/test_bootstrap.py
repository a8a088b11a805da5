"""The parts put together: what goes to a stand-in never looks public, and nothing else is different there."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from promoter import bootstrap, staging
from promoter.channels.contract import Outgoing
from promoter.posts.outcome import Sent
from promoter.sandbox.server import Sandbox

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("account", [bootstrap.X_ACCOUNT, bootstrap.LINKEDIN_ACCOUNT])
def test_a_post_that_a_stand_in_took_has_an_address_that_shows_it_there(account: str, tmp_path) -> None:
    with Sandbox(clock=lambda: NINE) as sandbox:
        settings = staging.rehearsal_settings(sandbox.url, tmp_path / "ledger.db")
        channel = bootstrap.channels(settings)[account]
        outcome = channel.publish(Outgoing(key="week/first", text="Words"), now=NINE, still_ours=lambda: True)
        assert isinstance(outcome, Sent)
        assert outcome.url is not None
        assert outcome.url.startswith(f"{sandbox.url}/")
        shown = requests.get(outcome.url, timeout=10)
        assert (shown.status_code, "not public" in shown.text, "Words" in shown.text) == (200, True, True)


def test_where_nothing_else_is_set_posts_are_shown_by_the_networks_themselves(tmp_path) -> None:
    settings = staging.rehearsal_settings("http://127.0.0.1:1", tmp_path / "ledger.db")
    real = settings.model_copy(
        update={"x_api_url": "https://api.x.com", "linkedin_api_url": "https://api.linkedin.com"}
    )
    assert bootstrap.stand_ins(real) == {}
    assert bootstrap.stand_ins(settings) == dict.fromkeys(bootstrap.channels(settings), "http://127.0.0.1:1")


def test_all_processes_of_a_machine_give_it_one_name_until_it_is_started_again(tmp_path, monkeypatch) -> None:
    other = subprocess.run(
        [sys.executable, "-c", "from promoter.bootstrap import machine; print(machine())"],
        env={"PYTHONPATH": str(Path(bootstrap.__file__).parents[1])}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert other.stdout.strip() == bootstrap.machine()
    (tmp_path / "boot_id").write_text("another start")
    before = bootstrap.machine()
    monkeypatch.setattr(bootstrap, "BOOT_ID", tmp_path / "boot_id")
    assert bootstrap.machine() != before
    monkeypatch.setattr(bootstrap, "BOOT_ID", tmp_path / "none")  # not every system has one
    assert bootstrap.machine() == bootstrap.machine()

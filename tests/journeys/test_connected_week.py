"""A week with accounts that people agreed to: connected, loaded, approved, and posted while a token ends in the middle."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import requests

from journeys.test_first_week import write_campaign
from promoter.sandbox.authorising.people import Consent, House, Mind
from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from journeys.conftest import Journey


@pytest.fixture
def sandbox(alone: Journey) -> Iterator[Sandbox]:
    """Stand-ins whose tokens on X end after half a minute, and the settings of an app at both."""
    with Sandbox(rules=Rules(house=House(x_access=timedelta(seconds=30)))) as stand_in:
        for network in NetworkName:
            stand_in.set_consent(network, Consent(mind=Mind.AGREE))
        alone.url = stand_in.url
        alone.env |= {
            "PROMOTER_X_API_URL": stand_in.url, "PROMOTER_LINKEDIN_API_URL": stand_in.url,
            "PROMOTER_X_CLIENT_ID": "sandbox-x-app", "PROMOTER_LINKEDIN_CLIENT_ID": "sandbox-linkedin-app",
            "PROMOTER_LINKEDIN_CLIENT_SECRET": "sandbox-linkedin-app-secret", "PROMOTER_PAGE_CHECK": "off",
        }  # fmt: skip
        yield stand_in


def connect(journey: Journey, *arguments: str) -> None:
    """The command, and a browser that goes where it says and comes back."""
    command = [sys.executable, "-m", "promoter", "accounts", "connect", *arguments, "--port", "0", "--no-browser"]
    with subprocess.Popen(command, cwd=journey.folder, env=journey.env, stderr=subprocess.PIPE, text=True) as process:
        address = next(line.strip() for line in process.stderr if line.startswith("  http"))
        assert requests.get(address, timeout=30).status_code == 200
        process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.long
def test_a_week_goes_out_by_accounts_that_people_agreed_to(alone: Journey, sandbox: Sandbox) -> None:
    journey = alone
    start = time.monotonic()
    journey.run("users", "add", "amara@example.org", "--role", "editor")
    a_command = timedelta(seconds=time.monotonic() - start)
    journey.run("users", "add", "ruth@example.org", "--role", "approver")
    connect(journey, "x")
    connect(journey, "linkedin", "--page", "1002")
    assert "they post as @sample_assoc" in journey.run("accounts", "check").stdout

    # X's posts are due about when its token ends, LinkedIn's after.
    week = write_campaign(journey.folder, ahead=timedelta(seconds=8) + 15 * a_command)
    journey.run("load", week, "--as", "amara@example.org")
    journey.run("approve", "--all", "--as", "ruth@example.org")
    daemon = journey.start("daemon")
    journey.wait_until(lambda: len(sandbox.posts()) == 6, "all six posts are public")
    journey.wait_until(
        lambda: {delivery["status"] for delivery in journey.deliveries().values()} == {"sent"}, "all is recorded"
    )
    assert daemon.end() == 0

    accounts = {post.account for post in sandbox.posts(NetworkName.LINKEDIN)}
    assert accounts == {"urn:li:organization:1002"}
    assert len({post.account for post in sandbox.posts(NetworkName.X)}) == 1
    spent = [seen for seen in sandbox.authorisations() if seen.asked.endswith("refresh_token")]
    assert spent, "the token that X gave first had ended before its posts were due"
    assert {seen.status for seen in spent} == {200}
    assert {seen.status for seen in sandbox.requests()} == {201}
    assert [len(delivery["attempts"]) for delivery in journey.deliveries().values()] == [1] * 6
    for said in (daemon.said, journey.run("audit").stdout, journey.run("deliveries", "--json").stdout):
        assert "issued-" not in said
    assert re.search(r"x:default +@sample_assoc +ready", journey.run("accounts", "list").stdout)
    assert (journey.folder / "promoter.key").stat().st_mode & 0o777 == 0o600

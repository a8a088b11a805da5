"""From files to what is public on both networks, through the commands that people type, on the machine's own clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

CAMPAIGN = """\
name: A week
hashtag: "#SampleWeek"
timezone: {zone}
organisation: {{name: Example}}
page: https://example.org/week
themes: [{{id: one, name: The theme}}]
days: [{{date: "{day}", theme: one}}]
channels:
  x:        {{first: "{x:%H:%M:%S}", last: "{x_last:%H:%M:%S}", gap: 2s}}
  linkedin: {{first: "{linkedin:%H:%M:%S}", last: "{linkedin_last:%H:%M:%S}", gap: 2s}}
kinds: {{second: false, round_up: false, week_end: false, event: false}}
"""
BLOG = """\
---
title: The title of {name}
subtitle: What {name} (and more) is about.
authors: [{{name: Author of {name}, organisation: Firm {name}}}]
themes: [one]
url: https://example.org/{name}
status: approved
approved_by: Robin Sample
sample: true
---
{words}
"""


def write_campaign(folder, ahead: timedelta) -> str:
    """An opener and two blogs for each network, X in the last seconds of a minute and LinkedIn in the next one."""
    # A zone in which it is about noon: the day of this campaign does not end while the test runs.
    hours = datetime.now(UTC).hour - 12
    zone = "Etc/GMT" + (f"{hours:+d}" if hours else "")
    begin = datetime.now(ZoneInfo(zone)) + ahead + timedelta(seconds=6)
    minute = begin.replace(second=0, microsecond=0) + timedelta(minutes=1)
    times = {
        "x": minute - timedelta(seconds=6), "x_last": minute - timedelta(seconds=1),
        "linkedin": minute, "linkedin_last": minute + timedelta(seconds=5),
    }  # fmt: skip
    (folder / "week" / "blogs").mkdir(parents=True)
    (folder / "week" / "campaign.yaml").write_text(CAMPAIGN.format(zone=zone, day=begin.date(), **times))
    for name in ("first", "second"):
        words = " ".join(["word"] * 450)
        (folder / "week" / "blogs" / f"{name}.md").write_text(BLOG.format(name=name, words=words))
    return "week"


@pytest.mark.long
def test_a_small_week_goes_from_files_to_both_networks_unchanged(journey) -> None:
    start = time.monotonic()
    journey.run("users", "add", "amara@example.org", "--role", "editor")
    a_command = timedelta(seconds=time.monotonic() - start)
    journey.run("users", "add", "ruth@example.org", "--role", "approver")

    week = write_campaign(journey.folder, ahead=timedelta(seconds=2) + 20 * a_command)
    journey.run("check", week)
    previewed = {post["key"]: post for post in journey.json("preview", week)["posts"]}
    journey.run("load", week, "--as", "amara@example.org")
    journey.run("approve", "--all", "--as", "ruth@example.org")
    queued = {post["key"]: post for post in journey.json("queue")["posts"]}
    daemon = journey.start("daemon")
    journey.wait_until(lambda: len(journey.public()) == 6, "all six posts are public")
    journey.wait_until(
        lambda: {delivery["status"] for delivery in journey.deliveries().values()} == {"sent"}, "all is recorded"
    )
    assert daemon.end() == 0
    assert "week: 6 approved and ready" in daemon.said
    assert daemon.said.rstrip().endswith("The daemon has ended; what it sent is recorded.")

    delivered = journey.deliveries()
    assert previewed.keys() == queued.keys() == delivered.keys()
    public = {post["id"]: post for post in journey.public()}
    for key, before in previewed.items():
        after = delivered[key]
        seen = public.pop(after["network_id"])
        assert before["digest"] == queued[key]["digest"] == after["digest"]
        assert before["at"] == queued[key]["at"] == after["due_at"]
        assert seen["raw"] == before.get("payload_text", before["text"])
        if seen["network"] == "linkedin":
            assert (seen["link"], seen["card"]["title"]) == (before["link"], before["card"]["title"])
        else:
            assert before["link"] in seen["text"]
        assert after["sent_at"] >= after["due_at"]
        assert after["approved_by"] == ["ruth@example.org"]
        assert [attempt["outcome"] for attempt in after["attempts"]] == ["sent"]
    assert public == {}
    journey.run("audit")

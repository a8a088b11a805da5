"""What `promoter doctor` is told: the next post that can really go, and where posts go when it is not to the network."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.cli import run
from promoter.ledger import people
from promoter.ledger.accounts import ensure_account, note_left
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.claims import claim
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.decisions import APPROVE, add_decision
from promoter.ledger.queue import insert_post, update_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.reporting import reading
from promoter.reporting.health import Check, State, of_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)  # nine in London
RUTH = Actor("ruth@example.org")
X, LINKEDIN = "x:default", "linkedin:default"
KEYS = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET", "LINKEDIN_ACCESS_TOKEN")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'promoter.db'}", create=True)
    settings = Settings.model_validate({
        "name": "A week", "hashtag": "#SampleWeek", "timezone": "Europe/London", "organisation": {"name": "Example"},
        "themes": [{"id": "one", "name": "One"}], "days": [{"date": "2021-09-13", "theme": "one"}],
        "channels": {"x": {}, "linkedin": {}},
    })  # fmt: skip
    with ledger.write() as conn:
        people.add_user(conn, str(RUTH.email), [Role.APPROVER], who=Actor(None, "root"), now=NINE)
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=NINE)
        for channel in ChannelName:
            ensure_account(conn, channel, "default")
    yield ledger
    ledger.close()


def put_approved(ledger: Ledger, key: str, at: datetime) -> None:
    channel = ChannelName(key.split("/")[2])
    post = PostRow(
        key=key, campaign="week", account=f"{channel}:default", kind=Kind.BLOG, day=at.date(),
        said=Wording(channel=channel, text=key), at=at, until=at + timedelta(hours=8),
        written_by="amara@example.org", spacing=timedelta(minutes=5),
    )  # fmt: skip
    with ledger.write() as conn:
        insert_post(conn, post)
        add_decision(conn, post, APPROVE, RUTH, now=NINE - timedelta(days=1), event="approved")
        update_post(conn, post, status=Status.APPROVED)


def next_post(ledger: Ledger, *connected: str, now: datetime = NINE) -> Check:
    with ledger.read() as conn:
        return next(check for check in of_ledger(conn, now=now, connected=connected) if check.name == "next post")


def test_the_next_post_is_the_next_of_an_account_that_has_keys(ledger: Ledger) -> None:
    put_approved(ledger, "week/a/x/blog", NINE + timedelta(hours=1))
    put_approved(ledger, "week/a/linkedin/blog", NINE + timedelta(hours=2))
    assert next_post(ledger, X, LINKEDIN).says == "2021-09-13 09:00 UTC"
    assert next_post(ledger, LINKEDIN).says == "2021-09-13 10:00 UTC"
    none = next_post(ledger)
    assert (none.state, none.says) == (State.LOOK, "nothing is approved that could go out as things stand")


def test_the_next_post_is_not_promised_before_it_keeps_its_distance(ledger: Ledger) -> None:
    put_approved(ledger, "week/a/x/blog", NINE)
    with ledger.write() as conn:
        note_left(conn, X, NINE - timedelta(minutes=1))
    assert next_post(ledger, X).says == "2021-09-13 08:04 UTC"


def test_a_post_behind_another_of_its_account_says_so_on_the_campaigns_clocks(ledger: Ledger) -> None:
    put_approved(ledger, "week/a/x/blog", NINE)
    put_approved(ledger, "week/b/x/blog", NINE + timedelta(minutes=1))
    late = NINE + timedelta(minutes=2)

    def why() -> set[str]:
        with ledger.read() as conn:
            told = {d.post.key: d.why for d in reading.deliveries(conn, campaign="week", now=late)}
            return {told["week/b/x/blog"], reading.story(conn, "week/b/x/blog", now=late).why}

    assert why() == {"Its time has come and no daemon has taken it yet."}
    with ledger.write() as conn:
        assert claim(conn, now=late, lease=timedelta(seconds=60), owner="daemon-1", host="here") is not None
    assert why() == {"It waits for week/a/x/blog, which is going out from x:default."}
    with ledger.write() as conn:
        note_left(conn, X, late)
        conn.exec_driver_sql("UPDATE accounts SET busy_post = NULL")
    assert why() == {"It keeps its distance from the last post of x:default: not before 09:07 BST."}


def doctor(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    run(("doctor", "--json"))
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["checks"]
    return found


def test_doctor_says_of_each_account_whose_posts_go_to_a_stand_in_that_nothing_will_be_public(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> dict[str, str]:
        return {
            check["name"]: f"{check['state']}: {check['says']}"
            for check in doctor(capsys)
            if "nothing will be public" in check["says"]
        }

    monkeypatch.chdir(tmp_path)
    for name in KEYS:
        monkeypatch.setenv(f"PROMOTER_{name}", "sample")
    monkeypatch.setenv("PROMOTER_LINKEDIN_ORGANISATION", "urn:li:organization:1")
    assert told() == {}
    says = "look: its posts go to http://127.0.0.1:8090, not to the network: nothing will be public"
    monkeypatch.setenv("PROMOTER_X_API_URL", "http://127.0.0.1:8090")
    assert told() == {X: says}
    monkeypatch.setenv("PROMOTER_LINKEDIN_API_URL", "http://127.0.0.1:8090")
    assert told() == {X: says, LINKEDIN: says}
    for name in KEYS[:4]:
        monkeypatch.delenv(f"PROMOTER_{name}")
    assert told() == {LINKEDIN: says}  # nothing is posted for an account without keys, to wherever

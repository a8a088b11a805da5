"""`promoter preflight` as a person types it: what it prints, for people and programs, and how it exits."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from promoter.alerting.addresses import Addresses, Delivery
from promoter.ledger.heartbeats import beat
from promoter.sandbox.server import Sandbox

KEYS = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_TOKEN_SECRET", "LINKEDIN_ACCESS_TOKEN")


@pytest.fixture
def ready(desk, monkeypatch):
    """The desk with everything approved, accounts on the sandbox, and no page looked at."""
    with Sandbox() as sandbox:
        for key in KEYS:
            monkeypatch.setenv(f"PROMOTER_{key}", "sample")
        monkeypatch.setenv("PROMOTER_LINKEDIN_ORGANISATION", "urn:li:organization:1")
        monkeypatch.setenv("PROMOTER_X_API_URL", sandbox.url)
        monkeypatch.setenv("PROMOTER_LINKEDIN_API_URL", sandbox.url)
        monkeypatch.setenv("PROMOTER_PAGE_CHECK", "off")
        desk.done("approve", "--all", "--as", "ruth@example.org")
        awake(desk)
        yield desk


def awake(desk):
    ledger = desk.ledger()
    with ledger.write() as conn:
        beat(conn, "here:1", now=datetime.now(UTC))
    ledger.close()


def test_a_week_that_is_ready_exits_with_0(ready) -> None:
    said = ready.done("preflight", "spring")
    assert "The week is ready" in said.out
    assert "12 posts to come, all approved" in said.out.replace("\n               ", " ")
    assert "X accepts the keys" in said.out


def test_one_that_is_not_exits_with_4_and_names_what_is_not(desk) -> None:
    said = desk.run("preflight", "spring", "--no-network")
    assert said.code == 4
    assert "✗ not ready  approval" in said.out
    assert "ruth@example.org" in said.out
    assert said.err == "Error: spring is not ready: approval, x:default, linkedin:default\n"
    assert "(spring/doors/x/blog)" in " ".join(said.out.split())


def test_json_is_one_document_with_the_same_lines(desk) -> None:
    said = desk.run("preflight", "spring", "--no-network", "--json")
    assert said.code == 4
    found = json.loads(said.out)
    assert (found["campaign"], found["ready"], found["asked"]) == ("spring", False, False)
    lines = {line["code"]: line for line in found["lines"]}
    assert lines["approval"]["state"] == "not ready"
    assert {detail["post"] for detail in lines["approval"]["details"]} >= {"spring/doors/x/blog"}
    assert lines["cost"]["says"].startswith("about $1.20 on X: 6 posts with a link at $0.20")


def test_a_path_to_the_folder_will_do(desk) -> None:
    assert desk.run("preflight", "schedules/spring/campaign.yaml", "--no-network").code == 4


def test_a_campaign_that_is_not_loaded_is_not_there(desk) -> None:
    said = desk.run("preflight", "sprong", "--no-network")
    assert said.code == 2
    assert "did you mean spring?" in said.err


def test_without_a_ledger_none_is_made(bare) -> None:
    assert bare.run("preflight", "spring").code != 0
    assert not (bare.folder / "promoter.db").exists()


def test_a_budget_that_does_not_do_is_said(ready, monkeypatch) -> None:
    monkeypatch.setenv("PROMOTER_X_BUDGET", "1")
    said = ready.run("preflight", "spring", "--no-network")
    assert said.code == 4
    assert "the budget is $1.00" in " ".join(said.out.split())


@pytest.mark.parametrize("budget", ["-1", "ten", "inf", "nan"])
def test_a_budget_that_is_none_is_refused(desk, monkeypatch, budget) -> None:
    monkeypatch.setenv("PROMOTER_X_BUDGET", budget)
    said = desk.run("preflight", "spring", "--no-network")
    assert said.code == 2
    assert "PROMOTER_X_BUDGET" in said.err


def test_tell_without_an_address_says_where_one_is_set(ready) -> None:
    said = ready.run("preflight", "spring", "--tell")
    assert said.code == 4
    assert "PROMOTER_ALERTS is not set" in said.err


def test_tell_sends_an_alert_to_every_address(ready, monkeypatch) -> None:
    told = []

    def tell(self, messages):
        told.append((self.addresses, messages))
        return [Delivery(1, {})]

    monkeypatch.setenv("PROMOTER_ALERTS", "json://127.0.0.1:9/alerts")
    monkeypatch.setattr(Addresses, "tell", tell)
    said = ready.done("preflight", "spring", "--tell")
    assert [(addresses, messages[0][0]) for addresses, messages in told] == [
        (("json://127.0.0.1:9/alerts",), "A test alert from Promoter")
    ]
    assert "taken by 1 of 1" in said.err

"""What is said of the reading of figures: its cost, and readings that should have been made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger.accounts import block_account, ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.figures import FigureRow, Source, add_reading, note_cost
from promoter.ledger.not_read import note_not_read
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import Actor, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.reporting.health import State
from promoter.reporting.measuring import of_figures
from sample_week import WEEK

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
BOTH = ("x:default", "linkedin:default")


@pytest.fixture
def ledger(tmp_path):
    """One post on each network, out since nine."""
    made = open_ledger(f"sqlite:///{tmp_path / 'promoter.db'}", create=True)
    with made.write() as conn:
        settings = Settings.model_validate({**WEEK, "channels": {"x": {}, "linkedin": {}}})
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=NINE)
        for channel in ChannelName:
            ensure_account(conn, channel, "default")
            post = PostRow(
                key=f"week/a/{channel}/blog", campaign="week", account=f"{channel}:default", kind=Kind.BLOG, day=NINE.date(),
                said=Wording(channel=channel, text="A post"), at=NINE, until=NINE + timedelta(hours=8), sent_at=NINE,
                written_by="amara@example.org", spacing=timedelta(minutes=5), status=Status.SENT, network_id=f"{channel}-1",
            )  # fmt: skip
            insert_post(conn, post)
    yield made
    made.close()


def said(ledger, *, hours, on=True, budget=5.0, connected=BOTH):
    with ledger.read() as conn:
        return of_figures(conn, now=NINE + timedelta(hours=hours), on=on, budget=budget, connected=connected)


def test_what_reading_cost_is_said_of_what_is_allowed(ledger):
    with ledger.write() as conn:
        note_cost(conn, "x:default", posts_read=100, micro_usd=500_000, now=NINE)
        ensure_account(conn, ChannelName.X, "second")
        note_cost(conn, "x:second", posts_read=10, micro_usd=50_000, now=NINE)
    check = said(ledger, hours=2)
    assert (check.state, check.says) == (State.OK, "reading X has cost $0.55 this month, of $5.00 that are allowed")


def test_a_reading_that_should_have_been_made_is_for_a_person(ledger):
    check = said(ledger, hours=4)
    assert check.state is State.LOOK
    assert check.says.startswith("1 on LinkedIn and 1 on X readings are due and not made; ")
    assert "promoter figures read" in check.todo
    with ledger.write() as conn:
        for channel in ChannelName:
            row = FigureRow(post_key=f"week/a/{channel}/blog", source=Source.NETWORK, mark="1h", read_at=NINE)
            add_reading(conn, row)
    assert said(ledger, hours=4).state is State.OK


def test_a_budget_that_is_used_up_is_named_as_the_cause(ledger):
    with ledger.write() as conn:
        note_cost(conn, "x:default", posts_read=1000, micro_usd=4_999_000, now=NINE)
    check = said(ledger, hours=4)
    assert "nothing is left" in check.says
    assert "PROMOTER_X_READ_BUDGET" in check.todo


def test_what_cannot_be_asked_is_nobody_s_omission(ledger):
    assert said(ledger, hours=4, connected=()).state is State.OK
    with ledger.write() as conn:
        for account in BOTH:
            block_account(conn, account, "its key ended", who=Actor("amara@example.org"), now=NINE)
    assert said(ledger, hours=4).state is State.OK
    assert said(ledger, hours=4, on=False).says == "PROMOTER_FIGURES is off: no network is read"


def test_a_network_that_does_not_let_us_read_is_named_with_the_reason(ledger):
    with ledger.write() as conn:
        note_not_read(conn, "x:default", "X could not be read: it answered 402.", http_status=402, now=NINE)
    check = said(ledger, hours=1)
    assert check.state is State.LOOK
    assert check.says == (
        "X could not be read: it answered 402. So it has been for x:default since Monday 13 September at 08:00 UTC."
    )
    assert "asked again by itself" in check.todo
    assert said(ledger, hours=1, connected=("linkedin:default",)).state is State.OK

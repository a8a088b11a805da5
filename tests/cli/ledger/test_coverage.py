from __future__ import annotations

import pytest
from sqlalchemy import update

from promoter.ledger.tables import campaigns
from promoter.posts.outcome import Sent

BLOG = "spring/doors/x/blog"


def test_coverage_counts_what_is_planned_and_sent(desk) -> None:
    desk.approve(BLOG)
    desk.attempt(BLOG, Sent(network_id="1437312345678901234", url="https://x.com/i/status/1437312345678901234"))
    desk.done("withdraw", "spring/stairs/x/blog", "--reason", "Not now.", "--as", "amara@example.org")
    every = desk.done("queue", "--json").json["posts"]
    said = desk.done("coverage", "spring", "--json").json
    assert said["campaign"] == "spring"
    assert said["posts"] == {"planned": len(every) - 1, "sent": 1, "open": len(every) - 2, "taken_out": 1}
    on_x = [post for post in every if post["channel"] == "x" and post["status"] != "withdrawn"]
    assert said["networks"][0] == {
        "id": "x",
        "name": "X",
        "planned": len(on_x),
        "sent": 1,
        "open": len(on_x) - 1,
        "taken_out": 1,
    }
    assert {"id": "Example Doors", "name": "Example Doors"}.items() <= said["organisations"][0].items()


def test_people_read_it_as_tables(desk) -> None:
    out = desk.done("coverage", "schedules/spring").out
    for heading in ("Themes", "Days", "Networks", "Kinds of post", "Organisations"):
        assert f"\n{heading}  " in f"\n{out}"
    assert "The first theme" in out
    assert "sent" in out.splitlines()[-1]


def test_without_the_files_organisations_are_not_counted(desk) -> None:
    ledger = desk.ledger()
    with ledger.write() as conn:
        conn.execute(update(campaigns).values(folder=str(desk.folder / "gone")))
    ledger.close()
    assert desk.done("coverage", "spring", "--json").json["organisations"] is None
    assert "Organisations are not counted" in desk.done("coverage", "spring").err


@pytest.mark.parametrize("name", ["autumn", "sprin"])
def test_a_campaign_that_was_never_loaded_is_refused(desk, name) -> None:
    said = desk.run("coverage", name)
    assert said.code == 2
    assert f"no campaign {name} has been loaded" in said.err

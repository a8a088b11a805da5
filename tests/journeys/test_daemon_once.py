"""`promoter daemon --once`, as a timer runs it: what it says, and the exit code for each thing that a person must see to."""

from __future__ import annotations

from pathlib import Path

import pytest

WEEK_OF_2021 = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"


def test_without_a_ledger_it_refuses_and_names_where_it_looked(alone) -> None:
    ledger = alone.folder / "promoter.db"
    for arguments in (("daemon", "--once"), ("daemon",)):
        assert str(ledger) in alone.run(*arguments, expect=1).stderr
    assert not ledger.exists()


def test_the_week_of_2021_posts_nothing_today_and_says_why_in_one_sentence(journey) -> None:
    journey.run("users", "add", "amara@example.org", "--role", "editor")
    journey.run("load", str(WEEK_OF_2021), "--as", "amara@example.org")
    said = journey.run("daemon", "--once").stderr.splitlines()
    because = "nothing will be posted, because its last day was Friday 17 September 2021"
    *where, pages, sentence, end = said
    assert pages.startswith("Pages are not looked at")
    assert (sentence, end) == (f"smarter-state-2021: {because}; 46 of its posts did not go out.", "Nothing was posted.")
    assert len(where) == 2
    assert all("not to the network: nothing will be public." in line for line in where)
    assert journey.asked() == []


def test_with_no_keys_it_runs_and_says_what_is_missing(alone) -> None:
    alone.put_approved("first")
    said = alone.run("daemon", "--once", expect=5).stderr
    assert "x:default has no keys in the settings" in said
    assert "Nothing was posted." in said


def test_as_long_as_a_stopped_account_has_posts_due_no_run_looks_like_success(journey) -> None:
    journey.put_approved("first")
    journey.order(kind="refused", status=401)
    for _ in range(2):
        assert "X does not accept our keys" in journey.run("daemon", "--once", expect=5).stderr
    assert len(journey.asked()) == 1


@pytest.mark.parametrize(
    ("fault", "code", "says"),
    [
        (None, 0, "1 sent."),
        ({"kind": "rate-limited", "reset": 60}, 0, "1 to be tried again."),
        ({"kind": "refused", "status": 403}, 1, "1 refused by the network"),
        ({"kind": "error-after"}, 1, "1 unclear"),
        ({"kind": "refused", "status": 401}, 5, "X does not accept our keys"),
    ],
    ids=["sent", "later", "refused", "unclear", "blocked"],
)
def test_the_exit_code_tells_a_timer_whether_a_person_must_look(journey, fault, code: int, says: str) -> None:
    journey.put_approved("first")
    if fault:
        journey.order(**fault)
    assert says in journey.run("daemon", "--once", expect=code).stderr


def test_while_everything_is_paused_it_posts_nothing_and_exits_4(journey) -> None:
    journey.put_approved("first")
    journey.run("pause", "--reason", "a sad day", "--as", "amara@example.org")
    assert "Everything is stopped by amara@example.org: a sad day." in journey.run("daemon", "--once", expect=4).stderr
    assert journey.asked() == []
    journey.run("resume", "--as", "ruth@example.org")
    assert "1 sent." in journey.run("daemon", "--once").stderr


@pytest.mark.parametrize("channel", ["x", "linkedin"])
@pytest.mark.parametrize("fault", [None, {"kind": "refused", "status": 401}, {"kind": "dropped-after"}])
def test_no_key_or_token_is_ever_said(journey, channel: str, fault) -> None:
    journey.put_approved("first", channel=channel)
    if fault:
        journey.order(**fault)
    names = [name for name in journey.env if name.startswith("PROMOTER_") and name.endswith(("KEY", "SECRET", "TOKEN"))]
    assert len(names) == 6
    said = journey.run(
        "-v", "daemon", "--once", expect={None: 0, "refused": 5, "dropped-after": 1}[fault and fault["kind"]]
    )
    assert len(journey.asked()) == 1
    assert [name for name in names if journey.env[name] in said.stderr + said.stdout] == []
    assert "says this" not in said.stderr

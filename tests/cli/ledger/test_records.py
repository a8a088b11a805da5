from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys

import pytest

from promoter.posts.outcome import Refused, Sent

EDITOR, APPROVER = "amara@example.org", "ruth@example.org"
BLOG, OTHER = "spring/doors/x/blog", "spring/stairs/linkedin/blog"
SENT = Sent(network_id="1437312345678901234", url="https://x.com/i/status/1437312345678901234", http_status=201)


@pytest.mark.parametrize(
    "arguments",
    [("queue",), ("show", BLOG), ("deliveries",), ("evidence", BLOG), ("audit",), ("approve", "--all", "--as", EDITOR)],
)
def test_reading_makes_no_ledger_and_says_where_it_looked(bare, arguments):
    said = bare.run(*arguments)
    assert said.code == 1
    assert f"there is no ledger at {bare.folder / 'promoter.db'}" in said.err
    assert not (bare.folder / "promoter.db").exists()


def test_the_queue_says_of_each_post_what_the_preview_says(desk):
    previewed = {post["key"]: post for post in desk.done("preview", "spring", "--json").json["posts"]}
    queued = {post["key"]: post for post in desk.done("queue", "--json").json["posts"]}
    assert queued.keys() == previewed.keys()
    for key, post in previewed.items():
        assert {name: queued[key].get(name) for name in post} == post
        assert (queued[key]["status"], queued[key]["approved_by"], queued[key]["hold"]) == ("pending", [], None)


def test_the_queue_is_filtered_by_what_is_asked(desk, first_day):
    desk.approve(BLOG)
    every = desk.done("queue", "--json").json["posts"]

    def keys(*arguments):
        return [post["key"] for post in desk.done("queue", *arguments, "--json").json["posts"]]

    assert keys("--status", "approved") == [BLOG]
    assert keys("--channel", "linkedin") == [post["key"] for post in every if post["channel"] == "linkedin"]
    assert keys("--day", str(first_day)) == [post["key"] for post in every if post["day"] == str(first_day)]
    for campaign in ("spring", "schedules/spring", "schedules/spring/", "schedules/spring/campaign.yaml"):
        assert keys("--campaign", campaign) == [post["key"] for post in every]


@pytest.mark.parametrize("command", ["queue", "deliveries", "audit"])
def test_a_path_to_the_folder_means_its_campaign_as_everywhere(desk, past, command):
    desk.done("load", past, "--as", EDITOR)
    assert desk.done(command, "--campaign", past).out == desk.done(command, "--campaign", "one-day").out
    assert desk.run(command, "--campaign", f"{past}-gone").code == 2


def test_weeks_that_are_over_are_left_out_of_what_people_look_at_and_counted(desk, past):
    desk.done("load", past, "--as", EDITOR)
    count = len(desk.done("queue", "--campaign", "one-day", "--json").json["posts"])
    said = " ".join(desk.done("queue").out.split())
    assert "one-day/" not in said
    assert f"Left out: {count} posts of weeks that are over (one-day); promoter queue --all shows them." in said
    for arguments in (("--all",), ("--campaign", "one-day"), ("--campaign", past), ("--day", "2021-10-06")):
        out = desk.done("queue", *arguments).out
        assert "one-day/" in out
        assert "Left out" not in out


def test_other_programs_get_the_whole_queue(desk, past):
    desk.done("load", past, "--as", EDITOR)
    assert {post["campaign"] for post in desk.done("queue", "--json").json["posts"]} == {"spring", "one-day"}


def test_a_week_that_is_over_is_shown_where_it_is_the_only_one(bare, past):
    bare.done("users", "add", EDITOR, "--role", "editor")
    bare.done("load", past, "--as", EDITOR)
    assert "one-day/" in bare.done("queue").out


@pytest.mark.parametrize(
    "arguments", [("--campaign", "sprung"), ("--status", "done"), ("--channel", "y"), ("--day", "monday")]
)
def test_a_filter_that_means_nothing_is_refused(desk, arguments):
    assert desk.run("queue", *arguments).code == 2


@pytest.mark.parametrize("columns", [50, 60, 80, 100, 120])
def test_the_queue_fits_the_terminal_and_shows_keys_whole(desk, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = desk.done("queue").out.splitlines()
    assert max(map(len, lines)) <= columns
    assert f"         {BLOG}" in lines
    assert "waiting for approval" in lines[-1]
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize(("columns", "room"), [(60, 51), (80, 71), (100, 61)])
def test_a_post_in_the_queue_has_room_for_the_words_it_is_known_by(desk, monkeypatch, columns, room):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = " ".join(f"word{number}" for number in range(20))
    desk.done("edit", BLOG, "--text", f"{text} #ExampleSpring", "--as", EDITOR)
    lines = desk.done("queue").out.splitlines()
    (shown,) = [line[line.index("word0") :] for line in lines if "word0" in line]
    assert room - 6 <= len(shown) <= room
    above = lines[lines.index(f"         {BLOG}") - (1 if columns == 100 else 2)]
    assert "waits for approval" in above
    assert above.endswith(shown if columns == 100 else "Blog")


def test_a_real_process_under_a_poor_locale_gives_the_same_document(desk):
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "promoter", "queue", "--json"], env=env, capture_output=True, check=True
    )
    assert json.loads(ran.stdout.decode("ascii")) == desk.done("queue", "--json").json
    assert ran.stderr == b""


def test_show_has_the_words_and_what_happened(desk):
    desk.approve(BLOG)
    said = desk.done("show", BLOG)
    assert "A door is a queue." in said.out
    assert desk.post(BLOG)["digest"] in said.out
    assert "approve by ruth@example.org" in said.out
    story = desk.post(BLOG)
    assert [decision["kind"] for decision in story["decisions"]] == ["approve"]
    assert [event["kind"] for event in story["events"]] == ["offered", "approved"]
    assert story["attempts"] == []


def test_show_says_how_to_approve_exactly_what_it_shows(desk):
    line = desk.done("show", BLOG).out.splitlines()[-1]
    named = line.split("promoter approve ")[1].split()[0]
    desk.done("approve", named, "--as", APPROVER)


def test_the_record_has_what_was_sent_with_every_attempt(desk):
    desk.approve(BLOG)
    desk.attempt(BLOG, SENT)
    (delivery,) = desk.done("deliveries", "--json").json["deliveries"]
    assert delivery["key"] == BLOG
    assert delivery["status"] == "sent"
    assert (delivery["network_id"], delivery["url"]) == (SENT.network_id, SENT.url)
    assert delivery["approved_by"] == [APPROVER]
    assert delivery["digest"] == desk.post(BLOG)["digest"]
    (attempt,) = delivery["attempts"]
    assert (attempt["number"], attempt["outcome"], attempt["http_status"]) == (1, "sent", 201)
    assert attempt["started_at"] == delivery["due_at"]
    assert SENT.url in desk.done("deliveries").out


def test_a_post_that_silently_did_not_go_out_is_in_the_record_with_the_reason(desk, past):
    desk.done("load", past, "--as", EDITOR)
    said = desk.done("deliveries", "--campaign", "one-day", "--json").json["deliveries"]
    assert len(said) == len(desk.done("queue", "--campaign", "one-day", "--json").json["posts"])
    assert {(one["status"], one["sent_at"]) for one in said} == {("pending", None)}
    assert all("time has passed" in one["why"] for one in said)
    assert desk.done("deliveries", "--campaign", "spring", "--json").json["deliveries"] == []


def test_an_approved_post_that_no_daemon_took_is_in_the_record(desk):
    desk.approve(BLOG)
    desk.let_its_time_pass(BLOG)
    (delivery,) = desk.done("deliveries", "--json").json["deliveries"]
    assert (delivery["status"], delivery["why"]) == ("approved", "Its time has come and no daemon has taken it yet.")


def test_a_refusal_is_told_in_the_networks_words(desk):
    desk.approve(BLOG)
    desk.attempt(BLOG, Refused(detail="X has no such picture.", http_status=400))
    said = desk.done("deliveries").out
    assert "refused by the network" in said
    assert "X has no such picture." in said
    assert "attempt 1" in said


def test_the_record_as_csv_is_plain_utf_8_and_computes_nothing(desk):
    desk.done("edit", BLOG, "--text", "=HYPERLINK(1) – déjà #ExampleSpring", "--as", EDITOR)
    desk.approve(BLOG)
    desk.attempt(BLOG, Refused(detail="@nobody", http_status=400))
    out = desk.done("deliveries", "--csv").out
    assert out.startswith("key,campaign,channel,")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["text"] == "'=HYPERLINK(1) – déjà #ExampleSpring"
    assert row["detail"] == "'@nobody"
    assert (row["attempts"], row["outcome"], row["http_status"]) == ("1", "refused", "400")


def test_one_format_at_a_time(desk):
    assert desk.run("deliveries", "--json", "--csv").code == 2


def test_evidence_tells_a_posts_whole_story_in_order(desk):
    desk.approve(BLOG)
    desk.attempt(BLOG, SENT)
    document = desk.done("evidence", BLOG, "--json").json
    events = document["post"]["events"]
    assert [event["kind"] for event in events] == ["offered", "approved", "claimed", "sent"]
    assert [event["seq"] for event in events] == sorted(event["seq"] for event in events)
    assert document["chain"]["whole"] is True
    assert document["chain"]["head"]["hash"] == events[-1]["hash"]
    assert events[-1]["hash"] in desk.done("evidence", BLOG).out


def tamper(desk) -> None:
    with sqlite3.connect(desk.folder / "promoter.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE events SET actor = 'joe@example.org' WHERE campaign = 'spring' AND seq = 2")
    database.close()


def test_a_changed_event_breaks_audit_and_evidence_at_its_place(desk):
    assert desk.done("audit", "--json").json["whole"] is True
    tamper(desk)
    said = desk.run("audit")
    assert said.code == 1
    assert "spring: not whole" in said.out
    assert "spring, event 2: this event is not what was written" in said.err
    shown = desk.run("evidence", BLOG, "--json")
    assert shown.code == 1
    assert shown.json["chain"]["breaks"] == [{"seq": 2, "message": "this event is not what was written"}]


def test_a_head_that_was_kept_elsewhere_shows_that_events_are_gone(desk):
    desk.approve(BLOG)
    heads = desk.done("audit", "--json").out
    (desk.folder / "heads.json").write_text(heads, encoding="utf-8")
    desk.done("audit", "--seen", "heads.json")
    with sqlite3.connect(desk.folder / "promoter.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        last = max(chain["seq"] for chain in json.loads(heads)["chains"] if chain["campaign"] == "spring")
        database.execute("DELETE FROM events WHERE campaign = 'spring' AND seq = ?", (last,))
    database.close()
    desk.done("audit")
    assert desk.run("audit", "--seen", "heads.json").code == 1


def test_what_is_no_list_of_heads_is_refused(desk):
    (desk.folder / "heads.json").write_text("[]", encoding="utf-8")
    assert desk.run("audit", "--seen", "heads.json").code == 2

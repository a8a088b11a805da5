"""What other programs may rely on, tried as they would: commands, files, JSON, exit codes, and the stand-in networks."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parents[2]
LONDON = ZoneInfo("Europe/London")
ROLES = {
    "vera": ["viewer"], "ed": ["editor"], "edna": ["editor"], "ada": ["admin"],
    "ann": ["approver"], "abe": ["approver"], "both": ["editor", "approver"],
}  # fmt: skip
EVERY_FIELD = {
    "key": str, "campaign": str, "channel": str, "kind": str, "blog": (str, type(None)), "theme": (str, type(None)),
    "day": str, "at": str, "until": str, "text": str, "link": (str, type(None)), "card": (dict, type(None)), "length": int,
    "limit": int, "digest": str, "media": list, "warnings": list, "why": str,
}  # fmt: skip
# Every key that a campaign and a blog may have.
CAMPAIGN_IN_FULL = """\
name: Building the Smarter State Week
hashtag: "#techUKSmarterState"
timezone: Europe/London
organisation: {name: techUK, x: "@techUK", linkedin: null, contact: null}   # linkedin (urn:li:organization:N) serves mentions
page: https://www.techuk.org/week
deadline: "2021-09-09T17:00"
event: {name: Building the Smarter State, edition: seventh, starts: "2021-09-22", ends: "2021-09-22", url: https://www.techuk.org/event}
rules: {words: [400, 600], subtitle: 150, per_organisation: null, hosts: [www.techuk.org]}     # all optional
assumptions:
  - {about: days, says: "themes in the order of the call, Monday to Friday", confirmed_by: null}
themes:
  - {id: next-ten-years, name: The next ten years, line: "the challenges of the next decade", description: "What is to come."}
days:
  - {date: "2021-09-13", theme: next-ten-years}
channels:                                                       # one or both
  x:        {first: "08:45", last: "17:00", gap: 60m, per_day: 9, account: default}
  linkedin: {first: "08:50", last: "17:00", gap: 90m, per_day: 6, blackout: [["12:00", "13:00"]]}
kinds: {opener: true, blog: true, second: true, round_up: {x: true, linkedin: false}, week_end: true, event: true}
approvals: 1
"""
BLOG_IN_FULL = """\
title: A plain title
subtitle: What a plain title says.
hook: "A hook of few words"          # optional, as are points
points: ["Plain words are enough.", "Nobody needs more."]
authors: [{name: Ann Sample, role: Director, organisation: Sample Ltd, x: "@ann", linkedin: "urn:li:person:a1", email: ann@example.org, mention: name}]
organisation_x: "@sample"            # optional
organisation_linkedin: "urn:li:organization:7"
themes: [next-ten-years]             # the first is home
url: https://www.techuk.org/blog
live_from: "2021-09-13T07:00"        # optional
received: "2021-09-08T15:20"
status: approved
approved_by: Robin Sample
accepted_late_by: Robin Sample
kind: blog
quotes: ["Plain words are enough."]
suggested: {x: "Mine", linkedin: "Mine too"}
sample: true
"""


def week(
    folder, slug: str, first: date, *titles: str, days: int = 1, window: str = "", more: str = "", facts: str = ""
):
    """A campaign of the fewest keys, with a blog on its first day for each title."""
    at = folder / "schedules" / slug
    shutil.rmtree(at, ignore_errors=True)
    (at / "blogs").mkdir(parents=True)
    dates = [first + timedelta(days=number) for number in range(days)]
    (at / "campaign.yaml").write_text(
        'name: A week\nhashtag: "#SampleWeek"\ntimezone: Europe/London\norganisation: {name: Example}\n'
        "page: https://example.org/week\nthemes:\n"
        + "".join(f"  - {{id: theme-{number}, name: Theme {number}}}\n" for number in range(days))
        + "days:\n"
        + "".join(f'  - {{date: "{day}", theme: theme-{number}}}\n' for number, day in enumerate(dates))
        + f"channels: {{x: {{{window}}}, linkedin: {{{window}}}}}\n{more}"
    )
    for title in titles:
        (at / "blogs" / f"{title.split()[0].lower()}.md").write_text(
            f"---\ntitle: {title}\nsubtitle: What it says.\nauthors: [{{name: {title.split()[0]} Sample, organisation: Firm}}]\n"
            f"themes: [theme-0]\nurl: https://example.org/{title.split()[0]}\nstatus: approved\napproved_by: me\n{facts}---\n"
            + " ".join(["word"] * 450)
        )
    return at


def a_tuesday_to_come() -> date:
    day = datetime.now(UTC).date() + timedelta(days=10)
    return day + timedelta(days=(1 - day.weekday()) % 7)


@pytest.fixture(scope="module")
def staff(tmp_path_factory) -> dict[str, Path]:
    """Where the ledger of an office in which everybody is known and nothing is loaded is kept, once it was made."""
    return {"ledger": tmp_path_factory.mktemp("staff") / "promoter.db"}


@pytest.fixture
def office(alone, staff):
    """A folder with a ledger that knows one person or two for each role."""
    if not staff["ledger"].exists():
        for name, roles in ROLES.items():
            alone.run("users", "add", f"{name}@example.org", *(word for role in roles for word in ("--role", role)))
        alone.run("db", "backup", str(staff["ledger"]))
    shutil.copy(staff["ledger"], alone.folder / "promoter.db")
    return alone


def counted(office, *words: str, typed: str) -> list[str]:
    """What `promoter text` answers to what is typed."""
    command = [sys.executable, "-m", "promoter", "text", *words]
    ran = subprocess.run(
        command, cwd=office.folder, env=office.env, input=typed, capture_output=True, text=True, check=True
    )
    return ran.stdout.splitlines()


def by(name: str) -> tuple[str, str]:
    return "--as", f"{name}@example.org"


def queued(office, **wanted: object) -> dict[str, dict]:
    posts = {post["key"]: post for post in office.json("queue")["posts"]}
    return {key: post for key, post in posts.items() if all(post[name] == value for name, value in wanted.items())}


# ------------------------------------------------------------------------------------------------- files, and the plan


def test_a_campaign_with_every_key_and_one_with_the_fewest_are_both_understood(alone) -> None:
    full = week(alone.folder, "full", date(2021, 9, 13))
    (full / "campaign.yaml").write_text(CAMPAIGN_IN_FULL)
    (full / "blogs" / "plain.md").write_text(f"---\n{BLOG_IN_FULL}---\n" + "Plain words are enough. " * 110)
    week(alone.folder, "bare", date(2021, 9, 13))
    assert {finding["level"] for finding in alone.json("check", "full")["findings"]} == {"note"}
    for finding in alone.json("check", "full")["findings"]:
        assert finding.keys() == {"file", "line", "column", "level", "code", "message"}
    kinds = {(post["kind"], post["channel"]) for post in alone.json("preview", "full")["posts"]}
    every_kind = {(kind, network) for kind in ("opener", "blog", "week_end", "event") for network in ("x", "linkedin")}
    assert every_kind <= kinds
    assert "Mine" not in "".join(post["text"] for post in alone.json("preview", "full")["posts"])
    assert len(alone.json("preview", "bare")["posts"]) == 2


def test_every_field_of_the_plan_has_its_name_type_and_meaning_across_a_clock_change(alone) -> None:
    week(alone.folder, "autumn", date(2027, 10, 30), "Ann says", "Bob says", days=3)
    plan = alone.json("preview", "autumn")
    names = {"campaign", "timezone", "posts", "gaps", "warnings", "assumptions", "estimate"}
    assert names <= plan.keys()
    assert {"x_usd", "requests", "prices_of"} <= plan["estimate"].keys()
    assert all({"code", "message"} <= one.keys() for one in [*plan["gaps"], *plan["warnings"]])
    lines = {network: [post for post in plan["posts"] if post["channel"] == network] for network in ("x", "linkedin")}
    for network, posts in lines.items():
        typed = "".join(json.dumps(post["text"]) + "\n" for post in posts)
        answers = counted(alone, network, "--lines", typed=typed)
        for post, answer in zip(posts, map(json.loads, answers), strict=True):
            assert {name: post[name] for name, kind in EVERY_FIELD.items() if not isinstance(post[name], kind)} == {}
            assert (post["length"], post["limit"], True) == (answer["length"], answer["limit"], answer["valid"])
            assert post.get("payload_text") == answer.get("payload_text")
            assert (post["link"] in post["text"]) == (network == "x")
            at, until = datetime.fromisoformat(post["at"]), datetime.fromisoformat(post["until"])
            assert (at.utcoffset(), str(at.date())) == (at.astimezone(LONDON).utcoffset(), post["day"])
            assert at <= until
            sent = {"text": post.get("payload_text", post["text"]), "version": 1}
            if "text_without_count" in post:
                sent["uncounted"] = post.get("payload_without_count", post["text_without_count"])
            facts = {name: post[name] for name in ("channel", "link", "card", "media")} | sent
            canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert post["digest"] == "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
    assert {post["at"][-6:] for post in plan["posts"]} == {"+01:00", "+00:00"}


def test_a_preview_needs_files_only_narrows_and_leaves_nothing_behind(alone) -> None:
    week(alone.folder, "sample", date(2027, 3, 2), "Ann says", days=2)
    (alone.folder / ".env").write_text("PROMOTER_GRACE=nonsense\nPROMOTER_DATABASE_URL=nonsense\n")
    before = sorted(alone.folder.rglob("*"))
    whole = alone.json("preview", "sample")["posts"]
    part = json.loads(alone.run("preview", "sample", "--json", "--channel", "x", "--day", "2027-03-02").stdout)["posts"]
    assert part == [post for post in whole if post["channel"] == "x" and post["day"] == "2027-03-02"]
    assert 0 < len(part) < len(whole)
    assert sorted(alone.folder.rglob("*")) == before
    elsewhere = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    assert json.loads(alone.run("preview", "sample", "--json", **elsewhere).stdout)["posts"] == whole


def test_a_key_outlives_title_time_and_theme_and_a_digest_does_not_outlive_a_word(alone) -> None:
    week(alone.folder, "sample", date(2027, 3, 2), "Ann says")
    before = {post["key"]: post["digest"] for post in alone.json("preview", "sample")["posts"]}
    folder = week(alone.folder, "sample", date(2027, 3, 2), "Ann insists", window='first: "11:00"')
    for file in (folder / "campaign.yaml", folder / "blogs" / "ann.md"):
        file.write_text(file.read_text().replace("theme-0", "another"))
    after = {post["key"]: post["digest"] for post in alone.json("preview", "sample")["posts"]}
    assert before.keys() == after.keys()
    assert {"sample/2027-03-02/x/opener", "sample/ann/linkedin/blog"} <= after.keys()
    assert before["sample/ann/x/blog"] != after["sample/ann/x/blog"]


def test_a_new_week_moves_every_date_by_whole_days_and_stands_on_assumptions(alone) -> None:
    old = week(alone.folder, "old", date(2021, 9, 13), "Ann says", days=2, more='deadline: "2021-09-09T17:00"\n')
    assert (old / "blogs" / "ann.md").exists()
    alone.run("new", "fresh", "--from", "old", "--start", "2027-03-01")
    made = (alone.folder / "schedules" / "fresh" / "campaign.yaml").read_text()
    moved = sorted(re.findall(r'(?:date|deadline): "([^"]+)"', made))
    assert moved == ["2027-02-25T17:00", "2027-03-01", "2027-03-02"]
    assert list((alone.folder / "schedules" / "fresh" / "blogs").iterdir()) == []
    assumed = {one["about"] for one in alone.json("preview", "fresh")["assumptions"] if one["confirmed_by"] is None}
    assert {"days", "deadline", "page"} <= assumed
    alone.run("new", "fresh", "--from", "old", "--start", "2027-03-01", expect=2)


def test_positions_in_a_text_are_code_points_of_the_input(alone) -> None:
    text = "\U0001f469‍\U0001f680 @jack/list sees #日本語 for $ABC at http://example.com/a?b=1."
    for network in ("x", "linkedin"):
        said = json.loads(counted(alone, network, "--json", typed=text + "\n")[0])
        assert {"length", "limit", "valid", "urls", "hashtags", "mentions", "cashtags"} <= said.keys()
    said = json.loads(counted(alone, "x", "--json", typed=text + "\n")[0])
    found = {
        name: [(one["text"], text[one["start"] : one["end"]]) for one in said[name]] for name in said if name[-1] == "s"
    }
    assert found == {
        "urls": [("http://example.com/a?b=1", "http://example.com/a?b=1")],
        "hashtags": [("日本語", "#日本語")],
        "mentions": [("jack", "@jack/list")],
        "cashtags": [("ABC", "$ABC")],
    }
    escaped = json.loads(counted(alone, "linkedin", "--json", typed="(a_b) @c\n")[0])
    assert (escaped["length"], escaped["payload_text"]) == (8, r"\(a\_b\) \@c")


# ------------------------------------------------------------------------------------------------- people and decisions


def test_two_people_stand_behind_every_post_whatever_their_roles(office) -> None:
    day = a_tuesday_to_come()
    names = ["Amy", "Ben", "Cem", "Dag", "Eva", "Fay", "Gus"]
    for changer in ("ed", "ann", "both"):  # loading counts as changing
        week(office.folder, f"by-{changer}", day, *names)
        office.run("load", f"by-{changer}", *by(changer))
    allowed = {}
    for name, approver in zip(names, ROLES, strict=True):
        keys = [f"by-{changer}/{name.lower()}/linkedin/blog" for changer in ("ed", "ann", "both")]
        code = 0 if set(ROLES[approver]) & {"editor", "approver"} else 4
        said = json.loads(office.run("approve", *keys, "--json", *by(approver), expect=code).stdout)
        approved = {one["key"] for one in said["approved"]}
        allowed[approver] = {key.split("/")[0].removeprefix("by-") for key in approved}
        assert {one["key"] for one in said["skipped"]} == set(keys) - approved
    assert allowed == {
        "vera": set(), "ed": {"ann", "both"}, "edna": {"ann", "both"}, "ada": set(),
        "ann": {"ed", "both"}, "abe": {"ed", "ann", "both"}, "both": {"ed", "ann"},
    }  # fmt: skip
    assert {key.split("/")[0] for key in queued(office, status="approved")} == {"by-ed", "by-ann", "by-both"}
    for who in ("vera", "ada"):
        office.run("load", "by-ed", *by(who), expect=4)


def test_two_approvals_are_two_people_besides_the_one_who_changed_the_post(office) -> None:
    week(office.folder, "sample", a_tuesday_to_come(), more="approvals: 2\n")
    office.run("load", "sample", *by("ed"))
    key = f"sample/{a_tuesday_to_come()}/x/opener"
    office.run("approve", key, *by("ann"))
    office.run("approve", key, *by("ann"), expect=4)
    assert office.json("show", key)["status"] == "pending"
    office.run("approve", key, *by("abe"))
    assert office.json("show", key)["status"] == "approved"
    office.run("move", key, "--to", f"{a_tuesday_to_come()}T10:10", *by("both"))
    moved = office.json("show", key)
    assert (moved["status"], moved["approved_by"]) == ("pending", [])


def test_an_approval_is_of_what_was_seen_and_a_sweep_lists_what_it_leaves(office) -> None:
    folder = week(office.folder, "sample", a_tuesday_to_come(), "Ann says", "Bob says")
    bob = folder / "blogs" / "bob.md"
    bob.write_text(re.sub(r"url: .*", "url: null", bob.read_text()))
    office.run("load", "sample", *by("ed"))
    key, own = f"sample/{a_tuesday_to_come()}/x/opener", f"sample/{a_tuesday_to_come()}/linkedin/opener"
    office.run("approve", f"{key}@sha256:{'0' * 64}", *by("ann"), expect=4)
    office.run("approve", f"{key}@{queued(office)[key]['digest']}", *by("ann"))
    office.run("edit", own, "--text", "My own words #SampleWeek", *by("ann"))
    swept = json.loads(office.run("approve", "--all", "--json", *by("ann")).stdout)
    without = {"sample/bob/x/blog", "sample/bob/linkedin/blog"}
    assert {one["key"] for one in swept["skipped"]} == {own, *without}
    assert queued(office, status="pending").keys() == {own, *without}
    assert {queued(office)[one]["hold"] for one in without} == {"address"}
    office.run("approve", "--all", *by("ann"), expect=4)


def without_reasons(posts: dict[str, dict]) -> dict[str, dict]:
    return {key: {name: value for name, value in post.items() if name != "why"} for key, post in posts.items()}


def test_loading_again_keeps_what_people_decided_and_shows_what_changed(office) -> None:
    day = a_tuesday_to_come()
    week(office.folder, "sample", day, "Ann says", "Bob says")
    office.run("load", "sample", *by("ed"))
    assert {key: post["digest"] for key, post in queued(office).items()} == {
        post["key"]: post["digest"] for post in office.json("preview", "sample")["posts"]
    }
    office.run("edit", "sample/ann/x/blog", "--text", "Words of a person #SampleWeek", *by("edna"))
    office.run("move", "sample/bob/x/blog", "--to", f"{day}T11:37", *by("edna"))
    office.run("approve", "--all", *by("ann"))
    decided = queued(office)
    again = json.loads(office.run("load", "sample", "--json", *by("edna")).stdout)
    assert (again["added"], again["changed"], again["withdrawn"]) == ([], [], [])
    assert sorted(again["unchanged"]) == sorted(decided)
    # The reason for the time that the other network's post has may be told anew, because a person moved this one.
    assert without_reasons(queued(office)) == without_reasons(decided)

    week(office.folder, "sample", day, "Ann insists", "Cat says")
    office.run("load", "sample", *by("ed"))
    after = queued(office)
    ann, opener = after["sample/ann/x/blog"], after[f"sample/{day}/x/opener"]
    assert (ann["status"], ann["hold"], ann["text"]) == ("pending", "choose", "Words of a person #SampleWeek")
    assert "Ann insists" in ann["composed"]["text"]
    office.run("approve", "sample/ann/x/blog", *by("abe"), expect=4)
    assert (opener["status"], opener["approved_by"], opener["at"]) == ("pending", [], decided[opener["key"]]["at"])
    assert after["sample/bob/x/blog"]["status"] == after["sample/bob/linkedin/blog"]["status"] == "withdrawn"
    assert after["sample/cat/x/blog"]["status"] == "pending"
    standing = [post for post in after.values() if post["channel"] == "x" and post["status"] != "withdrawn"]
    assert len({post["at"] for post in standing}) == len(standing)


def test_a_week_that_is_past_is_offered_but_cannot_be_approved_until_it_is_moved(office) -> None:
    week(office.folder, "sample", date(2021, 9, 14))
    office.run("load", "sample", *by("ed"))
    assert {(post["status"], post["hold"]) for post in queued(office).values()} == {("pending", "past")}
    office.run("approve", "--all", *by("ann"), expect=4)
    key = "sample/2021-09-14/x/opener"
    office.run("move", key, "--to", f"{a_tuesday_to_come()}T10:10", *by("ed"))
    office.run("approve", key, *by("ann"))
    assert queued(office, status="approved").keys() == {key}


# --------------------------------------------------------------------------------------------------------- the machine


def test_reading_commands_make_no_ledger_and_name_where_they_looked(alone) -> None:
    for words in (["queue"], ["deliveries", "--json"], ["audit"]):
        assert str(alone.folder / "promoter.db") in alone.run(*words, expect=1).stderr
    assert list(alone.folder.iterdir()) == []


def test_each_kind_of_trouble_has_its_exit_code_and_one_sentence(office) -> None:
    week(office.folder, "sample", a_tuesday_to_come())
    broken = week(office.folder, "broken", a_tuesday_to_come())
    (broken / "campaign.yaml").write_text("name: [\n")
    office.run("load", "sample", *by("ed"))
    for code, words in [
        (2, ["queue", "--day", "yesterday"]),
        (2, ["show", "no/such/x/post"]),
        (3, ["check", "broken"]),
        (3, ["load", "broken", *by("ed")]),
        (4, ["load", "sample", *by("stranger")]),
        (4, ["resume", *by("ann")]),
    ]:
        said = office.run(*words, expect=code)
        assert "Traceback" not in said.stdout + said.stderr
    office.env |= {"PROMOTER_X_API_URL": "http://127.0.0.1:1"}
    office.env |= {
        f"PROMOTER_X_{key}": "a" for key in ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")
    }
    office.run("accounts", "check", expect=5)


def test_with_json_there_is_one_document_on_stdout_and_nothing_else(office) -> None:
    week(office.folder, "sample", a_tuesday_to_come(), "Ann says")
    key = f"sample/{a_tuesday_to_come()}/x/opener"
    for words in (
        ["check", "sample"], ["preview", "sample", "--html", "week.html"], ["load", "sample", *by("ed")],
        ["approve", key, *by("ann")], ["queue"], ["deliveries"], ["evidence", key], ["audit"],
    ):  # fmt: skip
        assert isinstance(json.loads(office.run(*words, "--json", FORCE_COLOR="1").stdout), dict)
    assert "\x1b" in office.run("queue", FORCE_COLOR="1").stdout
    assert "\x1b" not in office.run("queue", FORCE_COLOR="1", NO_COLOR="1").stdout


# ------------------------------------------------------------------------------------------------------------ delivery

TROUBLES = {  # what the network does -> the post's status, the attempt's outcome, and what was answered
    "all-is-well": ({}, "sent", "sent", 201),
    "well-too": ({}, "sent", "sent", 201),
    "refused": ({"kind": "refused", "status": 403}, "failed", "refused", 403),
    "lost": ({"kind": "dropped-after"}, "sent", "unclear", None),  # and found when the network was read back
    "broken": ({"kind": "error-before", "status": 503}, "sent", "unclear", 503),  # not found, and so sent once more
    "wait": ({"kind": "rate-limited", "reset": 1}, "sent", "later", 429),
}


def test_every_answer_of_a_network_is_told_in_the_record_and_two_campaigns_keep_their_distance(office, journey) -> None:
    assert office is journey  # one folder, which has people and a sandbox
    today, always = datetime.now(LONDON).date(), 'first: "00:00", last: "23:59:59", gap: 1s'
    none = "kinds: {opener: false, week_end: false}\n"
    start = time.monotonic()
    for slug in ("one", "other"):
        week(journey.folder, slug, today, window=always, more=none)
        journey.run("load", slug, *by("ed"))
    a_command = (time.monotonic() - start) / 2
    due = datetime.now(UTC) + timedelta(seconds=2 + a_command * 2 * (len(TROUBLES) + 2))
    keys = {}
    for number, (name, (fault, *_)) in enumerate(TROUBLES.items()):
        slug = ("one", "other")[number % 2]
        words = [
            "write",
            slug,
            "--channel",
            "x",
            "--at",
            due.isoformat(timespec="seconds"),
            "--text",
            f"{name} #SampleWeek",
        ]
        keys[name] = re.search(r"\S+/x/free\S*(?=,)", journey.run(*words, *by("ed")).stdout)[0]
        if fault:
            journey.order(network="x", contains=name, **fault)
    journey.run("approve", "--all", *by("ann"))
    terms = {"PROMOTER_LEASE": "3s", "PROMOTER_HTTP_TIMEOUT": "2s", "PROMOTER_SETTLE_X": "1s"}
    daemon = journey.start("daemon", **terms)
    tries = len(TROUBLES) + 2  # the one that had to wait comes twice, and so does the one that was never taken
    journey.wait_until(lambda: daemon.said.count(" attempt ") == tries, "every attempt is recorded")
    record = journey.deliveries()
    for name, (_, status, outcome, answered) in TROUBLES.items():
        delivery, first = record[keys[name]], record[keys[name]]["attempts"][0]
        assert (name, delivery["status"], first["outcome"], first["http_status"]) == (name, status, outcome, answered)
        assert {"number", "started_at", "ended_at", "outcome", "http_status", "detail"} <= first.keys()
        assert (delivery["network_id"] is None, delivery["sent_at"] is None) == (status != "sent",) * 2
        assert datetime.fromisoformat(first["started_at"]) >= datetime.fromisoformat(delivery["due_at"])
    moments = sorted(datetime.fromisoformat(one["sent_at"]) for one in record.values() if one["sent_at"])
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(moments))

    public = {post["text"].split()[0]: post["url"] for post in journey.public()}
    assert public.keys() == {"all-is-well", "well-too", "lost", "broken", "wait"}
    assert len(journey.public()) == len(public)  # and nothing twice
    assert record[keys["lost"]]["network_id"] == public["lost"].rsplit("/", 1)[1]
    assert [attempt["outcome"] for attempt in record[keys["broken"]]["attempts"]] == ["unclear", "sent"]


def test_a_past_post_whose_files_changed_under_an_edit_still_waits_for_somebody_to_choose(office) -> None:
    key, day = "sample/ann/x/blog", a_tuesday_to_come()
    week(office.folder, "sample", day, "Ann says")
    office.run("load", "sample", *by("ed"))
    office.run("edit", key, "--text", "Words of a person #SampleWeek", *by("edna"))
    week(office.folder, "sample", date(2021, 9, 14), "Ann insists")
    office.run("load", "sample", *by("ed"))
    office.run("move", key, "--to", f"{day}T10:10", *by("ed"))
    assert office.json("show", key)["hold"] == "choose"
    office.run("approve", key, *by("ann"), expect=4)


def test_a_post_that_comes_back_says_what_the_files_say_now(office) -> None:
    key, day = "sample/ann/x/blog", a_tuesday_to_come()
    folder = week(office.folder, "sample", day, "Ann says")
    office.run("load", "sample", *by("ed"))
    office.run("withdraw", key, "--reason", "Wrong link.", *by("ed"))
    blog = folder / "blogs" / "ann.md"
    blog.write_text(blog.read_text().replace("https://example.org/Ann", "https://example.org/right"))
    office.run("load", "sample", *by("ed"))
    office.run("reopen", key, *by("ed"))
    assert "https://example.org/right?" in office.json("show", key)["text"]


def test_a_move_does_not_answer_a_request_for_changes(office) -> None:
    key, day = f"sample/{a_tuesday_to_come()}/x/opener", a_tuesday_to_come()
    week(office.folder, "sample", day)
    office.run("load", "sample", *by("ed"))
    office.run("return", key, "--reason", "Name the council.", *by("ann"))
    office.run("move", key, "--to", f"{day}T10:10", *by("ed"))
    assert office.json("show", key)["hold"] == "changes"


def test_an_own_post_on_linkedin_has_its_hashtag(office) -> None:
    week(office.folder, "sample", a_tuesday_to_come())
    office.run("load", "sample", *by("ed"))
    words = ["write", "sample", "--channel", "linkedin", "--at", f"{a_tuesday_to_come()}T15:10"]
    assert "is missing" not in office.run(*words, "--text", "Thank you. #SampleWeek", *by("ed")).stdout
    free = office.json("show", f"sample/{a_tuesday_to_come()}/linkedin/free")
    assert free["payload_text"] == r"Thank you. {hashtag|\#|SampleWeek}"

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from promoter.sandbox.database import NotOurLedger
from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox


def get(sandbox, path):
    return requests.get(sandbox.url + path, timeout=10)


def send(sandbox, text="Hello", token="anna"):
    return requests.post(
        f"{sandbox.url}/2/tweets", json={"text": text}, headers={"Authorization": f"Bearer {token}"}, timeout=10
    )


def test_what_is_public_can_be_read(sandbox, x, linkedin):
    x.post("On X: https://example.org/a")
    linkedin.post("On \\(LinkedIn\\)", content={"article": {"source": "https://example.org/b", "title": "B"}})
    first, second = get(sandbox, "/sandbox/posts").json()["posts"]
    assert (first["network"], first["text"], first["link"], first["card"]) == (
        *("x", "On X: https://example.org/a", "https://example.org/a"),
        None,
    )
    assert second == {
        "network": "linkedin",
        "account": "urn:li:organization:1001",
        "id": second["id"],
        "url": f"https://www.linkedin.com/feed/update/{second['id']}/",
        "text": "On (LinkedIn)",
        "raw": "On \\(LinkedIn\\)",
        "link": "https://example.org/b",
        "card": {"title": "B"},
        **dict.fromkeys(("created_at", "public_at", "listed_at", "shown_at"), "2026-11-02T09:00:00+00:00"),
        "copy_of": None,
        "pictures": [],
    }
    assert get(sandbox, "/sandbox/posts?network=x").json()["posts"] == [first]
    assert get(sandbox, "/sandbox/posts?network=myspace").status_code == 400


def test_what_is_still_to_come_is_told_apart_from_what_is_public(sandbox, x, linkedin, clock):
    url = f"{sandbox.url}/sandbox/faults"
    requests.post(url, json={"kind": "lag", "network": "x", "accept": 60, "lag": 30, "lag_by_id": 5}, timeout=10)
    x.post("Later")
    linkedin.post("Now")
    found = get(sandbox, "/sandbox/posts").json()
    assert [post["text"] for post in found["posts"]] == ["Now"]
    (later,) = found["coming"]
    assert [later[name][11:19] for name in ("created_at", "public_at", "listed_at", "shown_at")] == [
        *("09:01:00", "09:01:00", "09:01:30", "09:01:05")
    ]
    assert get(sandbox, "/sandbox/posts?network=linkedin").json()["coming"] == []
    clock.advance(seconds=60)
    assert get(sandbox, "/sandbox/posts?network=x").json() == {"posts": [later], "coming": []}


def test_what_was_asked_can_be_read(sandbox, x):
    x.post("a" * 281)
    identifier = x.post("Short").json()["data"]["id"]
    x.timeline(since_id=5, **{"tweet.fields": "created_at"}, pagination_token="before9")
    x.call("GET", "/2/users/me", params={"oauth_token": "secret"})
    requests.get(sandbox.page_url("https://www.example.org/a?b"), timeout=10)
    refused, taken = get(sandbox, "/sandbox/requests").json()["requests"]
    me, timeline, again = get(sandbox, "/sandbox/requests?on=read").json()["requests"]
    (page,) = get(sandbox, "/sandbox/requests?on=page").json()["requests"]
    assert (me["asked"], me["status"], me["network"]) == ("/2/users/me", 200, "x")
    assert timeline["asked"].endswith("/tweets?since_id=5&tweet.fields=created_at&pagination_token=before9")
    assert again["asked"] == "/2/users/me"
    assert (page["asked"], page["network"]) == ("https://www.example.org/a?b", None)
    assert get(sandbox, "/sandbox/requests?on=all").json()["requests"] == [refused, taken, me, timeline, again, page]
    assert get(sandbox, "/sandbox/requests?on=delete").status_code == 400
    assert (refused["number"], refused["status"], refused["post"]) == (1, 403, None)
    assert (taken["number"], taken["status"], taken["post"], taken["at"]) == (
        2,
        201,
        identifier,
        "2026-11-02T09:00:00+00:00",
    )


def test_faults_can_be_ordered_seen_and_cancelled(sandbox):
    url = f"{sandbox.url}/sandbox/faults"
    ordered = requests.post(
        url, json={"kind": "error-before", "network": "x", "times": 3, "status": 500, "lag": None}, timeout=10
    )
    assert ordered.status_code == 200
    assert send(sandbox).status_code == 500
    (fault,) = get(sandbox, "/sandbox/faults").json()["faults"]
    assert (fault["kind"], fault["network"], fault["status"], fault["times"]) == ("error-before", "x", 500, 2)
    assert requests.delete(url, timeout=10).json() == {"faults": []}
    assert send(sandbox).status_code == 201


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({}, "a kind, one of refused, rate-limited"),
        ([], "a kind, one of"),
        ({"kind": "earthquake"}, 'kind cannot be "earthquake"'),
        ({"kind": "hang", "network": "myspace"}, 'network cannot be "myspace"'),
        ({"kind": "hang", "often": 3}, 'has no "often"'),
        ({"kind": "hang", "times": "3"}, "times cannot be '3'"),
        ({"kind": "hang", "times": True}, "times cannot be True"),
        ({"kind": "hang", "contains": 3}, "contains cannot be 3"),
        ({"kind": "hang", "times": 0}, "times must be 1 or more"),
        ({"kind": "error-before", "status": 200}, "needs a status like 5xx"),
        ({"kind": "slow", "seconds": 1e400}, "seconds cannot be inf"),
        ({"kind": "lag", "lag": 10**12}, "lag cannot be 1000000000000"),
        ({"kind": "lag", "lag": 5, "on": "page"}, '"lag" does not happen on "page"'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_that_makes_no_sense_is_told_so(sandbox, order, words):
    answer = requests.post(f"{sandbox.url}/sandbox/faults", data=json.dumps(order), timeout=10)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert get(sandbox, "/sandbox/faults").json() == {"faults": []}


def test_a_reset_forgets_everything(sandbox, x):
    x.post("Hello")
    requests.post(f"{sandbox.url}/sandbox/faults", json={"kind": "hang"}, timeout=10)
    assert requests.post(f"{sandbox.url}/sandbox/reset", timeout=10).json() == {"faults": []}
    assert (sandbox.posts(), sandbox.requests()) == ([], [])
    answer = x.post("Hello")
    assert (answer.status_code, answer.headers["x-rate-limit-remaining"]) == (201, "99")


def test_an_unknown_call_is_told_which_there_are(sandbox):
    answer = get(sandbox, "/sandbox/everything")
    assert answer.status_code == 404
    assert "GET /sandbox/posts" in answer.json()["calls"]


def test_a_restart_keeps_posts_requests_limits_and_duplicates(tmp_path, clock):
    path = tmp_path / "sandbox.db"
    with Sandbox(path, clock=clock, rules=Rules(x_posts=3)) as sandbox:
        send(sandbox, "First")
        send(sandbox, "First")
        before = (sandbox.posts(), sandbox.requests())
    with Sandbox(path, clock=clock, rules=Rules(x_posts=3)) as sandbox:
        assert (sandbox.posts(), sandbox.requests()) == before
        assert send(sandbox, "First").json()["detail"].endswith("duplicate content.")
        assert send(sandbox, "Second").status_code == 429
        assert len(sandbox.posts()) == 1


def test_without_a_file_it_forgets(clock):
    for _ in range(2):
        with Sandbox(clock=clock) as sandbox:
            assert send(sandbox).status_code == 201


def test_another_program_s_database_is_left_alone(tmp_path):
    path = tmp_path / "promoter.db"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE posts (id TEXT)")
    theirs.close()
    before = path.read_bytes()
    with pytest.raises(NotOurLedger, match="is not a sandbox's ledger"):
        Sandbox(path)
    assert path.read_bytes() == before


def test_a_ledger_of_another_version_is_left_alone(tmp_path):
    path = tmp_path / "sandbox.db"
    Sandbox(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(NotOurLedger, match="of this version"):
        Sandbox(path)


def test_a_taken_port_leaves_no_ledger_open(tmp_path, sandbox):
    with pytest.raises(OSError, match="in use"):
        Sandbox(tmp_path / "sandbox.db", port=int(sandbox.url.rpartition(":")[2]))
    assert [file.name for file in tmp_path.iterdir()] == [
        "sandbox.db"
    ]  # SQLite's side files go when the last one closes


def test_many_at_once_lose_nothing_and_share_no_id(sandbox):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: send(sandbox, f"Post {number}", f"token-{number % 3}"), range(60)))
    assert {answer.status_code for answer in answers} == {201}
    ids = {answer.json()["data"]["id"] for answer in answers}
    assert len(ids) == 60
    assert {post.id for post in sandbox.posts()} == {seen.post for seen in sandbox.requests()} == ids


def test_whoever_listens_hears_of_every_post_that_is_taken(clock):
    heard = []
    with Sandbox(clock=clock, on_post=heard.append) as sandbox:
        send(sandbox, "One")
        send(sandbox, "One")
        send(sandbox, "Two")
        assert heard == sandbox.posts()
    assert [post.text for post in heard] == ["One", "Two"]


def test_whoever_hears_of_a_post_may_read_while_hearing_it(clock):
    heard = []

    def hear(post):
        url = f"{sandbox.url}/2/tweets/{post.id}"
        heard.append(requests.get(url, headers={"Authorization": "Bearer anna"}, timeout=10).json()["data"]["text"])

    with Sandbox(clock=clock, on_post=hear) as sandbox:
        assert send(sandbox, "Hello").status_code == 201
    assert heard == ["Hello"]

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from promoter.sandbox.rules import Rules
from promoter.sandbox.wire import NetworkName


def test_a_post_is_taken_and_is_public(x, sandbox, clock):
    answer = x.post("Good morning")
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert data == {"id": data["id"], "text": "Good morning", "edit_history_tweet_ids": [data["id"]]}
    (post,) = sandbox.posts()
    assert (post.network, post.id, post.text, post.raw) == (NetworkName.X, data["id"], "Good morning", "Good morning")
    assert (post.account, post.created_at) == (x.me(), clock.moment)
    assert post.url == f"https://x.com/i/web/status/{data['id']}"


def test_ids_carry_the_pretended_time_and_never_repeat(x, clock):
    ids = [int(x.post(f"Post {number}").json()["data"]["id"]) for number in range(3)]
    assert len(set(ids)) == 3
    assert {(one >> 22) + 1288834974657 for one in ids} == {int(clock.moment.timestamp() * 1000)}


def test_the_date_header_follows_the_pretended_clock(x, clock):
    clock.advance(days=-1900)
    assert parsedate_to_datetime(x.post("Long ago").headers["Date"]) == clock.moment


def test_a_post_is_trimmed_and_composed(x, sandbox):
    x.post("  Cafe\u0301 \n")
    (post,) = sandbox.posts()
    assert (post.text, post.raw) == ("Café", "  Cafe\u0301 \n")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("a" * 280, True),
        ("a" * 281, False),
        ("…" * 140, True),
        ("…" * 141, False),
        ("a" * 256 + " https://example.org/" + "b" * 200, True),
    ],
    ids=["280", "281", "140 wide", "141 wide", "a long link counts 23"],
)
def test_more_than_280_is_not_permitted(x, sandbox, text, taken):
    answer = x.post(text)
    assert answer.status_code == (201 if taken else 403)
    assert len(sandbox.posts()) == taken
    if not taken:
        assert answer.json()["detail"] == "You are not permitted to perform this action."


def test_a_text_of_a_million_letters_is_refused_at_once(x):
    assert x.post("a." * 400_000).status_code == 403


def test_one_cashtag_is_allowed_and_two_are_not(x):
    assert x.post("$ABC is up").status_code == 201
    answer = x.post("$ABC is up, $XYZ is down")
    assert answer.status_code == 403
    assert "maximum of one cashtag" in answer.json()["detail"]


def test_the_same_text_is_refused_for_a_day_even_after_it_was_deleted(x, clock):
    identifier = x.post("Once").json()["data"]["id"]
    assert x.call("DELETE", f"/2/tweets/{identifier}").json() == {"data": {"deleted": True}}
    clock.advance(hours=23, minutes=59)
    answer = x.post("Once ")
    assert answer.status_code == 403
    assert answer.json() == {
        "detail": "You are not allowed to create a Tweet with duplicate content.",
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
    }
    clock.advance(minutes=1)
    assert x.post("Once").status_code == 201


def test_the_same_text_of_two_accounts_is_no_duplicate(x, sandbox):
    assert [x.post("Hello", token).status_code for token in ("anna", "ben")] == [201, 201]
    first, second = sandbox.posts()
    assert first.account == x.me("anna") != second.account == x.me("ben")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            {"text": "a", "txet": "b"},
            "$.txet: is not defined in the schema and the schema does not allow additional properties",
        ),
        ({}, "$.text: is missing but it is required"),
        ({"text": "  "}, "$.text: is missing but it is required"),
        ({"text": 5}, "$.text: the value does not fit the schema"),
        ({"text": None}, "$.text: the value does not fit the schema"),
        ({"text": "a\ufeffb"}, "$.text: contains invalid characters"),
        ({"text": "a", "reply_settings": "everyone"}, "$.reply_settings: the value does not fit the schema"),
        ({"text": "a", "made_with_ai": 1}, "$.made_with_ai: the value does not fit the schema"),
        ({"text": "a", "media": {"media_ids": ["1"]}}, "Your media IDs are invalid."),
        ({"text": "a", "media": {"media_ids": []}}, "$.media: the value does not fit the schema"),
        ({"text": "a", "media": {"media_ids": ["1"] * 5}}, "$.media: the value does not fit the schema"),
        ({"text": "a", "media": {"media_ids": ["1"], "tagged": []}}, "$.media: the value does not fit the schema"),
        ({"text": "a", "poll": {}}, "$.poll: the sandbox does not play this field"),
        ([], "$: an object is expected."),
    ],
)
def test_a_body_off_the_schema_is_refused(x, sandbox, body, message):
    answer = x.call("POST", "/2/tweets", json=body)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (400, "https://api.x.com/2/problems/invalid-request")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["message"] for error in problem["errors"]] == [message]
    assert not sandbox.posts()


@pytest.mark.parametrize("body", [b"", b"{", b'{"text": "\\ud800"}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(x, body):
    answer = x.call("POST", "/2/tweets", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_body_of_another_kind_is_refused(x):
    assert x.call("POST", "/2/tweets", data="text=Hello").status_code == 415


def test_settings_that_x_knows_are_taken(x):
    assert x.post("a", reply_settings="verified", made_with_ai=False).status_code == 201


def test_every_reply_tells_what_is_left_and_when_it_is_whole_again(x, clock):
    first = x.post("One").headers
    clock.advance(minutes=5)
    second = x.post("One").headers  # refused, and counted all the same
    assert [first[f"x-rate-limit-{name}"] for name in ("limit", "remaining")] == ["100", "99"]
    assert second["x-rate-limit-remaining"] == "98"
    assert int(first["x-rate-limit-reset"]) == int(second["x-rate-limit-reset"]) == int(clock.moment.timestamp()) + 600


@pytest.mark.parametrize("rules", [Rules(x_posts=2)])
def test_too_many_posts_are_refused_until_the_window_is_over(x, sandbox, clock):
    assert [x.post(f"Post {number}").status_code for number in range(2)] == [201, 201]
    answer = x.post("Post 2")
    assert answer.status_code == 429
    assert answer.json()["type"].endswith("/rate-limit-exceeded")
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert x.post("Another account", "ben").status_code == 201
    clock.moment = datetime.fromtimestamp(int(answer.headers["x-rate-limit-reset"]), UTC)
    assert x.post("Post 2").status_code == 201
    assert len(sandbox.posts()) == 4


@pytest.mark.parametrize("rules", [Rules(x_posts_per_day=1)])
def test_the_daily_limit_outlasts_the_short_one(x, clock):
    assert x.post("One").status_code == 201
    clock.advance(hours=1)
    answer = x.post("Two")
    assert answer.status_code == 429
    assert answer.headers["x-rate-limit-remaining"] == "99"
    assert answer.headers["x-app-limit-24hour-remaining"] == "0"
    assert int(answer.headers["x-app-limit-24hour-reset"]) == int(clock.moment.timestamp()) + 23 * 3600


def test_only_the_author_deletes_a_post(x, sandbox):
    identifier = x.post("Mine").json()["data"]["id"]
    assert x.call("DELETE", f"/2/tweets/{identifier}", "ben").status_code == 403
    assert x.call("DELETE", "/2/tweets/12345").status_code == 404
    assert len(sandbox.posts()) == 1


def test_an_unknown_address_is_not_found(x):
    assert x.call("POST", "/2/tweets/search").status_code == 404


def test_a_refused_request_is_seen_with_its_answer(x, sandbox):
    x.post("a" * 281)
    x.post("fine", "expired-anna")
    long, dead = sandbox.requests()
    assert (long.status, long.account, long.post, long.fault) == (403, x.me(), None, None)
    assert json.loads(long.answer)["title"] == "Forbidden"
    assert (dead.status, dead.account, dead.text) == (401, "", "fine")

import html

import pytest


def ids(document):
    return [post["id"] for post in document.get("data", [])]


def test_a_timeline_shows_the_account_s_own_posts_newest_first(x, clock):
    first = x.post("First").json()["data"]["id"]
    clock.advance(minutes=1)
    second = x.post("Second").json()["data"]["id"]
    x.post("Somebody else", "ben")
    document = x.timeline()
    assert ids(document) == [second, first]
    assert document["meta"] == {"result_count": 2, "newest_id": second, "oldest_id": first}


def test_who_am_i_is_the_same_each_time_and_the_author_of_what_is_posted(x):
    document = x.call("GET", "/2/users/me").json()
    assert set(document["data"]) == {"id", "name", "username"}
    assert x.me() == document["data"]["id"] != x.me("ben")
    x.post("Hello")
    assert x.timeline(**{"tweet.fields": "author_id"})["data"][0]["author_id"] == x.me()


def test_a_timeline_of_nobody_is_an_error_and_not_an_empty_timeline(x):
    answer = x.call("GET", "/2/users/4711/tweets")
    assert answer.status_code == 200
    assert set(answer.json()) == {"errors"}
    assert answer.json()["errors"][0]["detail"] == "Could not find user with id: [4711]."


def test_somebody_else_s_timeline_can_be_read(x):
    identifier = x.post("Hello", "ben").json()["data"]["id"]
    assert ids(x.call("GET", f"/2/users/{x.me('ben')}/tweets").json()) == [identifier]


def test_a_timeline_needs_a_token(x):
    assert x.call("GET", f"/2/users/{x.me()}/tweets", headers={"Authorization": ""}).status_code == 401
    assert x.call("GET", "/2/users/me", "revoked-anna").status_code == 401


def test_an_empty_timeline_has_no_data(x):
    assert x.timeline() == {"meta": {"result_count": 0}}


def test_since_id_made_from_a_time_leaves_out_what_came_before(x, clock):
    x.post("Before")
    clock.advance(minutes=1)
    since = (int(clock.moment.timestamp() * 1000) - 1 - 1288834974657) << 22
    after = x.post("After").json()["data"]["id"]
    assert ids(x.timeline(since_id=since)) == [after]
    assert ids(x.timeline(since_id=after)) == []
    assert ids(x.timeline(start_time=clock.moment.strftime("%Y-%m-%dT%H:%M:%SZ"))) == [after]
    assert len(ids(x.timeline(until_id=after))) == len(ids(x.timeline(end_time="2026-11-02T09:01:00.000Z"))) == 1


def test_pages_follow_one_another_until_all_is_read(x, clock):
    posted = []
    for number in range(12):
        clock.advance(seconds=1)
        posted.append(x.post(f"Post {number}").json()["data"]["id"])
    read, token = [], None
    while True:
        document = x.timeline(max_results=5, **({"pagination_token": token} if token else {}))
        read += ids(document)
        token = document["meta"].get("next_token")
        if token is None:
            break
    assert read == posted[::-1]


@pytest.mark.parametrize(
    "params",
    [
        {"max_results": 4},
        {"max_results": 101},
        {"max_results": "ten"},
        {"since_id": "x"},
        {"pagination_token": "x"},
        {"start_time": "yesterday"},
        {"start_time": "2026-13-01T00:00:00Z"},
        {"exclude": "everything"},
        {"tweet.fields": "created_at,creator"},
        {"page": 2},
    ],
    ids=str,
)
def test_a_parameter_that_x_does_not_know_is_refused(x, params):
    answer = x.call("GET", f"/2/users/{x.me()}/tweets", params=params)
    assert answer.status_code == 400
    assert next(iter(answer.json()["errors"][0]["parameters"])) in params


def test_only_the_fields_asked_for_are_given(x):
    x.post("Hello")
    assert set(x.timeline()["data"][0]) == {"id", "text", "edit_history_tweet_ids"}
    fields = "created_at,author_id,entities,public_metrics,referenced_tweets,attachments,note_tweet"
    post = x.timeline(**{"tweet.fields": fields, "exclude": "retweets"})["data"][0]
    assert post["created_at"] == "2026-11-02T09:00:00.000Z"
    assert post["author_id"] == x.me()
    assert "entities" not in post  # there are none


def test_links_come_back_shortened_and_text_escaped(x, sandbox):
    text = "R&D <now>: https://example.org/a?utm_source=x&b=1 and www.gov.uk/some/very/long/address/here."
    x.post(text)
    post = x.timeline(**{"tweet.fields": "entities"})["data"][0]
    first, second = post["entities"]["urls"]
    assert post["text"] == f"R&amp;D &lt;now&gt;: {first['url']} and {second['url']}."
    assert [post["text"][one["start"] : one["end"]] for one in (first, second)] == [first["url"], second["url"]]
    assert all(one["url"].startswith("https://t.co/") and len(one["url"]) == 23 for one in (first, second))
    assert first["expanded_url"] == "https://example.org/a?utm_source=x&b=1"
    assert second["expanded_url"] == "http://www.gov.uk/some/very/long/address/here"
    assert second["display_url"] == "gov.uk/some/very/long/addr…"
    restored = (
        html.unescape(post["text"])
        .replace(first["url"], first["expanded_url"])
        .replace(second["url"], second["expanded_url"])
    )
    assert restored == text.replace("www.", "http://www.")
    assert sandbox.posts()[0].text == text
    assert sandbox.posts()[0].link == first["expanded_url"]


def test_places_in_a_text_are_counted_in_code_points(x):
    x.post("👩‍👩‍👧 𝕏 & é https://example.org/a 👍 https://example.org/b")
    post = x.timeline(**{"tweet.fields": "entities"})["data"][0]
    for link in post["entities"]["urls"]:
        assert post["text"][link["start"] : link["end"]] == link["url"]
    assert post["text"].startswith("👩‍👩‍👧 𝕏 &amp; é https://t.co/")


def test_what_is_not_there_is_an_error_of_its_own_beside_what_is(x):
    answer = x.call("GET", "/2/tweets/99")
    assert answer.status_code == 200
    assert answer.json() == {
        "errors": [
            {
                "value": "99",
                "detail": "Could not find tweet with id: [99].",
                "title": "Not Found Error",
                "resource_type": "tweet",
                "parameter": "id",
                "resource_id": "99",
                "type": "https://api.x.com/2/problems/resource-not-found",
            }
        ]
    }
    answer = x.call("GET", "/2/tweets", params={"ids": "98,99"})
    assert (answer.status_code, list(answer.json()), len(answer.json()["errors"])) == (200, ["errors"], 2)
    assert x.call("GET", "/2/tweets", params={"ids": ",".join("1" * 101)}).status_code == 400
    assert x.call("GET", "/2/tweets").status_code == 400


def test_posts_are_looked_up_by_their_ids(x):
    one = x.post("One").json()["data"]["id"]
    answer = x.call("GET", "/2/tweets", params={"ids": f"{one},99", "tweet.fields": "public_metrics"}).json()
    assert ids(answer) == [one]
    assert answer["data"][0]["public_metrics"]["like_count"] == 0
    assert [error["resource_id"] for error in answer["errors"]] == ["99"]
    assert x.call("GET", f"/2/tweets/{one}").json()["data"]["text"] == "One"
    assert x.call("GET", "/2/tweets", params={"ids": "one"}).status_code == 400


def test_a_deleted_post_is_read_no_more(x, sandbox):
    one = x.post("One").json()["data"]["id"]
    x.call("DELETE", f"/2/tweets/{one}")
    assert ids(x.timeline()) == []
    assert "data" not in x.call("GET", "/2/tweets", params={"ids": one}).json()
    assert sandbox.posts() == []


def test_reads_have_limits_of_their_own(x):
    assert x.call("GET", "/2/users/me").headers["x-rate-limit-limit"] == "75"
    assert x.call("GET", f"/2/users/{x.me()}/tweets").headers["x-rate-limit-limit"] == "900"
    assert x.call("GET", "/2/tweets", params={"ids": "1"}).headers["x-rate-limit-limit"] == "5000"


def test_a_limit_on_reading_is_used_up_and_whole_again_after_its_window(x, clock):
    answers = [x.call("GET", "/2/users/me") for _ in range(76)]
    assert [answer.status_code for answer in answers] == [200] * 75 + [429]
    assert [int(answer.headers["x-rate-limit-remaining"]) for answer in answers] == [*range(74, -1, -1), 0]
    assert int(answers[-1].headers["x-rate-limit-reset"]) == int(clock.moment.timestamp()) + 15 * 60
    clock.advance(minutes=15)
    assert x.call("GET", "/2/users/me").status_code == 200

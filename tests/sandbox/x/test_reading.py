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

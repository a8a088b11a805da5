import pytest

from promoter.sandbox.rules import Rules

CARD = {"article": {"source": "https://example.org/a", "title": "A title"}}


def test_a_post_comes_back_as_it_was_sent(linkedin, clock):
    urn = linkedin.post("Hello {hashtag|#|World} #Again", content=CARD).headers["x-restli-id"]
    element = linkedin.get(urn).json()
    millis = int(clock.moment.timestamp() * 1000)
    assert element["id"] == urn
    assert element["commentary"] == "Hello {hashtag|\\#|World} {hashtag|\\#|Again}"
    assert element["content"] == CARD
    assert element["createdAt"] == element["publishedAt"] == element["lastModifiedAt"] == millis
    assert (element["lifecycleState"], element["author"]) == ("PUBLISHED", "urn:li:organization:1001")


def test_an_unknown_post_is_not_found(linkedin):
    answer = linkedin.get("urn:li:share:1")
    assert answer.status_code == 404
    assert answer.json() == {"status": 404, "code": "NOT_FOUND", "message": "Could not find entity"}


@pytest.mark.parametrize("name", ["LinkedIn-Version", "X-Restli-Protocol-Version", "Authorization"])
def test_a_read_needs_the_same_headers_as_a_post(linkedin, name):
    status = 401 if name == "Authorization" else 400
    params = {"author": "urn:li:organization:1001", "q": "author"}
    headers = {"X-RestLi-Method": "FINDER", name: None}
    assert linkedin.call("GET", "/rest/posts", params=params, headers=headers).status_code == status
    assert linkedin.call("GET", "/rest/posts/urn%3Ali%3Ashare%3A1", headers={name: None}).status_code == status


@pytest.mark.parametrize("rules", [Rules(linkedin_organisations={"ben": frozenset({"urn:li:organization:2"})})])
def test_an_organisation_s_posts_are_for_those_who_may_speak_for_it(linkedin):
    urn = linkedin.post("Hello").headers["x-restli-id"]
    assert linkedin.find(token="ben").status_code == linkedin.get(urn, "ben").status_code == 403
    assert linkedin.find(token="anna").status_code == linkedin.get(urn, "anna").status_code == 200


@pytest.mark.parametrize("rules", [Rules(linkedin_calls_per_day=2)])
def test_reads_count_for_the_day_s_limit(linkedin, clock):
    linkedin.post("Hello")
    answers = [linkedin.find() for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert " DAY limit" in answers[1].json()["message"]
    clock.advance(hours=15)  # midnight, where LinkedIn counts
    assert linkedin.find().status_code == 200


def test_an_organisation_s_posts_are_found_newest_first_page_by_page(linkedin, clock):
    urns = []
    for number in range(5):
        clock.advance(seconds=1)
        urns.append(linkedin.post(f"Post {number}").headers["x-restli-id"])
    linkedin.post("Of another", author="urn:li:organization:2")
    first, last = (linkedin.find(count=3, start=start, sortBy="CREATED").json() for start in (0, 3))
    assert [one["id"] for one in first["elements"] + last["elements"]] == urns[::-1]
    assert first["paging"] == {"start": 0, "count": 3, "links": []}
    assert len(last["elements"]) == 2


@pytest.mark.parametrize(
    "params",
    [{"count": 101}, {"count": 0}, {"start": "a"}, {"sortBy": "NAME"}, {"q": "author", "author": "urn:li:person:1"}],
)
def test_a_search_that_makes_no_sense_is_refused(linkedin, params):
    assert linkedin.find(**params).status_code == 400


def test_a_search_needs_its_header(linkedin):
    assert (
        linkedin.call("GET", "/rest/posts", params={"q": "author", "author": "urn:li:organization:1001"}).status_code
        == 400
    )


def test_deleting_twice_is_no_error(linkedin, sandbox):
    path = f"/rest/posts/{linkedin.post('Once').headers['x-restli-id']}"
    assert [linkedin.call("DELETE", path).status_code for _ in range(2)] == [204, 204]
    assert not sandbox.posts()
    assert linkedin.find().json()["elements"] == []

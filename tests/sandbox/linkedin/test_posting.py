import pytest
import requests

from promoter.sandbox.rules import Rules
from promoter.sandbox.wire import NetworkName

CARD = {
    "article": {"source": "https://example.org/a?utm_source=linkedin", "title": "A title", "description": "Of a page"}
}
ORGANISATION = "urn:li:organization:1001"


def test_a_post_is_taken_with_an_empty_answer_and_its_urn_in_a_header(linkedin, sandbox, clock):
    answer = linkedin.post("Good morning \\(all\\)", content=CARD)
    assert (answer.status_code, answer.content) == (201, b"")
    urn = answer.headers["x-restli-id"]
    assert answer.headers["Content-Length"] == "0"
    assert answer.headers["x-li-uuid"]
    assert answer.headers["x-li-request-id"]
    assert int(urn.removeprefix("urn:li:share:")) >> 22 == int(clock.moment.timestamp() * 1000)
    (post,) = sandbox.posts()
    assert (post.network, post.id, post.account) == (NetworkName.LINKEDIN, urn, ORGANISATION)
    assert (post.text, post.raw) == ("Good morning (all)", "Good morning \\(all\\)")
    assert (post.link, post.card) == (CARD["article"]["source"], {"title": "A title", "description": "Of a page"})
    assert post.url == f"https://www.linkedin.com/feed/update/{urn}/"


def test_a_text_is_cut_in_silence_at_an_unescaped_character(linkedin, sandbox):
    answer = linkedin.post("Read this (now): https://example.org")
    assert answer.status_code == 201
    (post,) = sandbox.posts()
    assert post.text == "Read this "
    assert linkedin.get(post.id).json()["commentary"] == "Read this (now): https://example.org"


@pytest.mark.parametrize(
    ("changes", "complaints"),
    [
        ({"author": None}, ["/author :: field is required but not found and has no default value"]),
        (
            {"visibility": None, "distribution": {"targetEnties": []}},
            [
                "/visibility :: field is required but not found and has no default value",
                "/distribution/targetEnties :: unrecognized field found but not allowed",
                "/distribution/feedDistribution :: field is required but not found and has no default value",
            ],
        ),
        ({"comentary": "a"}, ["/comentary :: unrecognized field found but not allowed"]),
        ({"visibility": "EVERYONE"}, ['/visibility :: "EVERYONE" is not an enum symbol']),
        ({"commentary": 5}, ["/commentary :: 5 cannot be coerced to str"]),
        (
            {"content": {"article": {"source": "https://example.org"}}},
            ["/content/article/title :: field is required but not found and has no default value"],
        ),
        (
            {"content": {**CARD, "media": {"id": "urn:li:image:1"}}},
            ["/content :: DataMap should have no more than one entry for a union type"],
        ),
    ],
    ids=["missing", "several", "unknown", "symbol", "kind", "title", "two contents"],
)
def test_a_body_off_the_schema_is_refused_with_every_complaint(linkedin, sandbox, changes, complaints):
    answer = linkedin.post("Hello", **changes)
    assert (answer.status_code, answer.json()["status"]) == (422, 422)
    assert sorted(answer.json()["message"].split("\n")) == sorted(f"ERROR :: {one}" for one in complaints)
    assert not sandbox.posts()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"author": "urn:li:person:abc"}, "INVALID_URN_TYPE"),
        ({"lifecycleState": "DRAFT"}, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": {**CARD["article"], "title": " "}}}, "INVALID_VALUE_BLANK_FIELD"),
        ({"content": {"article": {**CARD["article"], "source": "example.org"}}}, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"media": {"id": "urn:li:image:1"}}}, "INVALID_IMAGE_ID"),
    ],
    ids=["author", "draft", "blank title", "source", "image"],
)
def test_a_value_that_linkedin_does_not_take_is_refused(linkedin, sandbox, changes, code):
    answer = linkedin.post("Hello", **changes)
    assert answer.status_code == 400
    assert [one["code"] for one in answer.json()["errorDetails"]["inputErrors"]] == [code]
    assert not sandbox.posts()


def test_three_thousand_units_are_counted_in_what_members_see(linkedin):
    assert linkedin.post("\\(" * 3000).status_code == 201
    assert linkedin.post("😀" * 1500).status_code == 201
    answer = linkedin.post("😀" * 1500 + "a")
    assert answer.status_code == 400
    assert (
        "ShareCommentary text length (3001 characters) exceeded the maximum allowed (3000 characters)"
        in answer.json()["message"]
    )


def test_the_same_content_is_refused_for_ten_minutes_and_named(linkedin, sandbox, clock):
    urn = linkedin.post("Once", content=CARD).headers["x-restli-id"]
    clock.advance(minutes=9, seconds=59)
    answer = linkedin.post("Once", content=CARD)
    assert answer.status_code == 422
    assert answer.json() == {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}",
        "errorDetails": {
            "inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]
        },
        "status": 422,
    }
    assert linkedin.post("Once").status_code == 201  # without the card it is another content
    assert linkedin.post("Once", author="urn:li:organization:2", content=CARD).status_code == 201
    clock.advance(seconds=1)
    assert linkedin.post("Once", content=CARD).status_code == 201
    assert len(sandbox.posts()) == 4


def test_a_deleted_post_still_makes_a_duplicate_and_is_a_ghost(linkedin):
    urn = linkedin.post("Once").headers["x-restli-id"]
    assert linkedin.call("DELETE", f"/rest/posts/{urn.replace(':', '%3A')}").status_code == 204
    assert urn in linkedin.post("Once").json()["message"]
    assert linkedin.get(urn).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status", "told"),
    [
        ({"Authorization": None}, 401, {"message": "Empty oauth2_access_token", "serviceErrorCode": 401}),
        ({"Authorization": "Bearer expired-1"}, 401, {"code": "EXPIRED_ACCESS_TOKEN"}),
        ({"Authorization": "Bearer revoked-1"}, 401, {"code": "REVOKED_ACCESS_TOKEN", "serviceErrorCode": 65601}),
        ({"LinkedIn-Version": None}, 400, {"code": "VERSION_MISSING"}),
        (
            {"LinkedIn-Version": "202404"},
            426,
            {"code": "NONEXISTENT_VERSION", "message": "Requested version 20240401 is not active"},
        ),
        ({"X-Restli-Protocol-Version": None}, 400, {"code": "INVALID_PROTOCOL_VERSION"}),
        ({"Content-Type": "text/plain"}, 415, {"code": "UNSUPPORTED_MEDIA_TYPE"}),
    ],
    ids=["no token", "expired", "revoked", "no version", "old version", "protocol", "content type"],
)
def test_headers_are_checked(linkedin, sandbox, headers, status, told):
    answer = linkedin.call("POST", "/rest/posts", json=linkedin.body("Hello"), headers=headers)
    assert answer.status_code == status
    assert told.items() <= answer.json().items()
    assert not sandbox.posts()
    assert [seen.status for seen in sandbox.requests()] == [status]


@pytest.mark.parametrize("body", [b"", b"{", b'{"commentary": "\\ud800"}'])
def test_a_body_that_is_no_json_is_refused(linkedin, body):
    assert (
        linkedin.call("POST", "/rest/posts", data=body, headers={"Content-Type": "application/json"}).status_code == 400
    )


@pytest.mark.parametrize("body", [b"[]", b"5", b"null"])
def test_a_body_that_is_no_object_is_refused(linkedin, body):
    assert (
        linkedin.call("POST", "/rest/posts", data=body, headers={"Content-Type": "application/json"}).status_code == 422
    )


@pytest.mark.parametrize("rules", [Rules(linkedin_organisations={"anna": frozenset({"urn:li:organization:7"})})])
def test_a_token_speaks_for_its_own_organisations_only(linkedin):
    answer = linkedin.post("Hello")
    assert (answer.status_code, answer.json()["code"]) == (403, "ACCESS_DENIED")
    assert "[/author]" in answer.json()["message"]
    urn = linkedin.post("Hello", author="urn:li:organization:7").headers["x-restli-id"]
    assert linkedin.post("Hello", "ben").status_code == 201  # nobody said for whom this one speaks
    assert linkedin.find().status_code == 403
    assert linkedin.get(urn).status_code == 200


@pytest.mark.parametrize("rules", [Rules(linkedin_calls_per_day=2)])
def test_the_daily_quota_counts_all_calls_and_ends_at_midnight_utc(linkedin, clock):
    assert [linkedin.post("One").status_code, linkedin.find().status_code] == [201, 200]
    answer = linkedin.post("Two")
    assert answer.status_code == 429
    assert answer.json() == {
        "status": 429,
        "serviceErrorCode": 101,
        "code": "TOO_MANY_REQUESTS",
        "message": "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.",
    }
    assert "Retry-After" not in answer.headers
    clock.advance(hours=14, minutes=59)
    assert linkedin.post("Two").status_code == 429
    clock.advance(minutes=1)
    assert linkedin.post("Two").status_code == 201


def test_what_is_not_played_is_refused_plainly(linkedin):
    assert linkedin.call("POST", "/rest/videos?action=initializeUpload", json={}).status_code == 404
    assert linkedin.call("DELETE", "/rest/images/urn:li:image:1").status_code == 405
    assert linkedin.call("PUT", "/rest/posts", json={}).status_code == 405
    assert linkedin.get("urn:li:activity:1").status_code == 400


def test_both_networks_are_on_one_port(linkedin, x, sandbox):
    linkedin.post("Hello")
    x.post("Hello")
    assert [post.network for post in sandbox.posts()] == ["linkedin", "x"]
    assert [post.text for post in sandbox.posts(NetworkName.X)] == ["Hello"]
    assert requests.get(f"{sandbox.url}/nowhere", timeout=10).status_code == 404

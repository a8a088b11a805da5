"""What LinkedIn is sent, and what every answer of its table means."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from promoter.channels.http import Transport
from promoter.errors import NetworkTrouble
from promoter.posts.model import Card
from promoter.posts.outcome import Blocked, Later, Refused, Sent, Unclear

URN = "urn:li:share:7045020441609936898"
PAGE = "urn:li:organization:5515715"


def trouble(message, status=400, **more):
    return {"message": message, "status": status, **more}


def inputs(*codes):
    errors = [{"description": "Something", "input": {}, "code": code} for code in codes]
    return {"errorDetailType": "com.linkedin.common.error.BadRequest", "errorDetails": {"inputErrors": errors}}


@pytest.fixture
def publish(network, make_linkedin, outgoing, now):
    """Publish to a network that answers so; the outcome, after seeing that exactly one request was made."""

    def publish(status, body=b"", headers=None, now=now):
        network.answers(status, headers, body)
        outcome = make_linkedin().publish(outgoing, now=now, still_ours=lambda: True)
        assert len(network.requests()) == 1
        assert outcome.http_status == status
        return outcome

    return publish


# ---------------------------------------------------------------------------------------------------------- what is sent


def sent(network, make_linkedin, post, now, **settings):
    network.answers(201, {"x-restli-id": URN})
    make_linkedin(**settings).publish(post, now=now, still_ours=lambda: True)
    (request,) = network.requests()
    return request


def test_the_request_has_the_headers_that_linkedin_requires(network, make_linkedin, outgoing, now):
    request = sent(network, make_linkedin, outgoing, now)
    assert (request.method, request.path) == ("POST", "/rest/posts")
    assert {name: request.headers[name] for name in request.headers if name not in {"host", "content-length"}} == {
        "authorization": "Bearer AQXlinkedintoken5555",
        "linkedin-version": "202609",
        "x-restli-protocol-version": "2.0.0",
        "content-type": "application/json",
        "accept-encoding": "identity",
        "user-agent": request.headers["user-agent"],
    }


def test_another_version_may_be_set(network, make_linkedin, outgoing, now):
    request = sent(network, make_linkedin, outgoing, now, version="202709")
    assert request.headers["linkedin-version"] == "202709"


def test_the_body_is_a_public_post_of_the_page_with_its_card(network, make_linkedin, outgoing, now):
    assert sent(network, make_linkedin, outgoing, now).json == {
        "author": PAGE,
        "commentary": outgoing.text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        "content": {
            "article": {
                "source": "https://www.techuk.org/a?b=c&d=e",
                "title": "A title",
                "description": "What it is about",
            }
        },
    }


def test_a_post_without_a_link_has_no_content(network, make_linkedin, outgoing, now):
    post = replace(outgoing, link=None, card=None)
    assert "content" not in sent(network, make_linkedin, post, now).json


def test_a_link_without_a_card_is_sent_all_the_same(network, make_linkedin, outgoing, now):
    content = sent(network, make_linkedin, replace(outgoing, card=None), now).json["content"]
    assert content == {"article": {"source": outgoing.link}}


def test_a_card_at_its_limits_is_sent(network, make_linkedin, outgoing, now):
    card = Card(title="t" * 200, description="d" * 256)
    assert (
        sent(network, make_linkedin, replace(outgoing, card=card), now).json["content"]["article"]["title"]
        == card.title
    )


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (Card(title="t" * 201, description="d"), "title has 201 characters, more than 200"),
        (Card(title="t", description="d" * 257), "description has 257 characters, more than 256"),
    ],
)
def test_a_card_beyond_its_limits_is_refused_before_anything_is_sent(
    card, words, network, make_linkedin, outgoing, now
):
    asked = []
    post = replace(outgoing, card=card)
    outcome = make_linkedin().publish(post, now=now, still_ours=lambda: asked.append(1) or True)
    assert isinstance(outcome, Refused)
    assert words in outcome.detail
    assert "Nothing was sent" in outcome.detail
    assert network.connections() == []
    assert not asked


# ---------------------------------------------------------------------------------------------------------------- taken


@pytest.mark.parametrize("header", ["x-restli-id", "X-RestLi-Id"])
@pytest.mark.parametrize("urn", [URN, "urn:li:ugcPost:7045020441609936899"])
def test_a_created_post_is_sent_under_its_urn(header, urn, publish):
    outcome = publish(201, b"", {header: urn})
    assert outcome == Sent(network_id=urn, url=f"https://www.linkedin.com/feed/update/{urn}/", http_status=201)


def test_the_pages_that_people_read_may_be_elsewhere(network, make_linkedin, outgoing, now):
    network.answers(201, {"x-restli-id": URN})
    channel = make_linkedin(web_url="http://127.0.0.1:8070/linkedin")
    outcome = channel.publish(outgoing, now=now, still_ours=lambda: True)
    assert outcome.url == f"http://127.0.0.1:8070/linkedin/feed/update/{URN}/"


@pytest.mark.parametrize("header", [None, "", "7045020441609936898", f"{URN}, {URN}", "urn:li:share:../../x", "<b>"])
def test_a_created_post_without_a_urn_is_sent_and_to_be_looked_up(header, publish):
    outcome = publish(201, b"", {} if header is None else {"x-restli-id": header})
    assert isinstance(outcome, Sent)
    assert (outcome.network_id, outcome.url) == (None, None)
    assert "look it up" in outcome.detail


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({"Content-Encoding": "gzip"}, b"garbage", id="garbage called gzip"),
        pytest.param({"Content-Length": "99"}, b"{", id="half the body"),
        pytest.param({}, b"<html>", id="HTML"),
        pytest.param({}, b"x" * 1_000_001, id="a huge body"),
    ],
)
def test_the_body_of_a_created_post_does_not_matter(headers, body, publish):
    assert publish(201, body, {"x-restli-id": URN, **headers}).network_id == URN


def test_a_urn_cut_off_in_the_middle_is_not_taken_for_one(network, make_linkedin, outgoing, now):
    network.does(b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:70450")
    assert isinstance(make_linkedin().publish(outgoing, now=now, still_ours=lambda: True), Unclear)


# --------------------------------------------------------------------------------------------------------- refused, blocked


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(400, b"", id="400 without a word"),
        pytest.param(400, trouble("Too long", **inputs("FIELD_ARRAY_SIZE_TOO_HIGH")), id="400 too long"),
        pytest.param(400, trouble("No.", **inputs("MISSING_FIELD")), id="400 missing field"),
        pytest.param(400, trouble("No.", code="INVALID_IMAGE_ID"), id="400 no such picture, of a post that has none"),
        pytest.param(404, b"<html>", id="404"),
        pytest.param(405, b"", id="405"),
        pytest.param(411, b"", id="411"),
        pytest.param(413, b"", id="413"),
        pytest.param(415, b"", id="415"),
        pytest.param(422, b"", id="422 without a word"),
        pytest.param(422, trouble("ERROR :: /author :: field is required", 422), id="422 of the schema"),
    ],
)
def test_a_definite_refusal_is_refused(status, body, publish):
    outcome = publish(status, body)
    assert isinstance(outcome, Refused)
    assert not outcome.duplicate


DUPLICATE = "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(trouble(f"{DUPLICATE} {URN}", 422, **inputs("DUPLICATE_POST")), id="by code and words"),
        pytest.param(trouble(f"{DUPLICATE} {URN}", 422), id="by words alone"),
    ],
)
def test_a_duplicate_is_refused_and_names_the_other_post(body, publish):
    outcome = publish(422, body)
    assert isinstance(outcome, Refused)
    assert outcome.duplicate
    assert outcome.network_id == URN
    assert f"https://www.linkedin.com/feed/update/{URN}/" in outcome.detail


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(trouble("No.", 422, **inputs("DUPLICATE_POST")), id="among the inputs"),
        pytest.param(trouble("No.", 422, **inputs("OTHER", "DUPLICATE_POST")), id="not the first"),
        pytest.param(trouble(None, 422, code="DUPLICATE_POST"), id="at the top"),
    ],
)
def test_a_duplicate_of_an_unnamed_post_is_refused_as_one(body, publish):
    outcome = publish(422, body)
    assert outcome.duplicate
    assert outcome.network_id is None
    assert "Look on the page" in outcome.detail


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        pytest.param(400, trouble("A version must be present.", code="VERSION_MISSING"), "version", id="no version"),
        pytest.param(
            426,
            trouble("Requested version 20240401 is not active", 426, code="NONEXISTENT_VERSION"),
            "version",
            id="old",
        ),
        pytest.param(426, b"", "version", id="426 without a word"),
        pytest.param(401, trouble("Empty oauth2_access_token", 401, serviceErrorCode=401), "token", id="no token"),
        pytest.param(401, trouble("Invalid access token", 401, serviceErrorCode=65600), "token", id="invalid token"),
        pytest.param(401, trouble("Revoked", 401, code="REVOKED_ACCESS_TOKEN"), "token", id="revoked token"),
        pytest.param(401, trouble("Expired", 401, code="EXPIRED_ACCESS_TOKEN"), "token", id="expired token"),
        pytest.param(401, b"<html>", "token", id="401 as HTML"),
        pytest.param(403, trouble("Not enough permissions to access: POST /posts", 403), "page", id="no right"),
        pytest.param(403, trouble("Denied", 403, code="ACCESS_DENIED"), "page", id="denied"),
        pytest.param(
            403, trouble("Field Value validation failed in REQUEST_BODY: [/author]", 403), "page", id="another page"
        ),
        pytest.param(403, b"", "page", id="403 without a word"),
    ],
)
def test_a_fault_of_version_token_or_page_blocks_the_account(status, body, advice, publish):
    outcome = publish(status, body)
    assert isinstance(outcome, Blocked)
    assert advice in outcome.detail.partition("LinkedIn said")[0]


def test_a_picture_still_in_the_works_may_be_tried_again(publish):
    outcome = publish(400, trouble("Waiting", **inputs("MEDIA_ASSET_WAITING_UPLOAD")))
    assert isinstance(outcome, Later)
    assert not outcome.rate_limited


# ---------------------------------------------------------------------------------------------------------------- later

LIMIT = "Resource level throttle {} limit for calls to this resource is reached."


@pytest.mark.parametrize("whose", ["APPLICATION_AND_MEMBER DAY", "APPLICATION DAY"])
@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2021, 9, 13, 7, 45, tzinfo=UTC), datetime(2021, 9, 14, tzinfo=UTC)),
        (datetime(2021, 9, 13, tzinfo=UTC), datetime(2021, 9, 14, tzinfo=UTC)),
        (datetime.fromisoformat("2021-12-31T18:59:59-05:00"), datetime(2022, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_used_up_waits_for_midnight_utc(whose, now, midnight, publish):
    outcome = publish(429, trouble(LIMIT.format(whose), 429, code="TOO_MANY_REQUESTS"), now=now)
    assert outcome == Later(detail=outcome.detail, until=midnight, rate_limited=True, http_status=429)


@pytest.mark.parametrize("body", [b"", b"<html>", trouble(LIMIT.format("MEMBER MINUTE"), 429), trouble("TODAY", 429)])
def test_a_shorter_limit_leaves_the_pause_to_the_policy(body, publish):
    outcome = publish(429, body)
    assert isinstance(outcome, Later)
    assert (outcome.until, outcome.rate_limited) == (None, True)


# -------------------------------------------------------------------------------------------------------------- unclear


@pytest.mark.parametrize(
    "status", [200, 202, 204, 301, 302, 303, 307, 308, 304, 402, 406, 408, 409, 410, 418, 425, 500, 502, 503, 504]
)
@pytest.mark.parametrize(
    "body", [b"", b"<html>", trouble("A write conflict occurred.", code="CONFLICT")], ids=["", "HTML", "JSON"]
)
def test_what_is_in_no_table_is_unclear(status, body, publish):
    headers = {"Location": "/elsewhere", "x-restli-id": URN}
    assert isinstance(publish(status, body, headers), Unclear)


def test_the_words_of_a_duplicate_mean_nothing_at_another_status(publish):
    assert isinstance(publish(500, trouble(f"{DUPLICATE} {URN}", 500, **inputs("DUPLICATE_POST"))), Unclear)


# ---------------------------------------------------------------------------------------------------------------- check


def test_check_lists_one_post_of_the_page_and_publishes_nothing(network, make_linkedin):
    network.answers(200, body={"elements": [], "paging": {"start": 0, "count": 1, "links": []}})
    assert make_linkedin().check() == f"LinkedIn accepts the token and shows us the posts of {PAGE}."
    (request,) = network.requests()
    assert (request.method, request.body) == ("GET", b"")
    assert request.path == "/rest/posts?author=urn%3Ali%3Aorganization%3A5515715&q=author&count=1"
    assert request.headers["x-restli-method"] == "FINDER"
    assert request.headers["linkedin-version"] == "202609"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, trouble("Expired", 401), "into the settings, start the daemon again"),
        (403, trouble("Not enough permissions", 403), "role on the page"),
        (426, b"", "PROMOTER_LINKEDIN_VERSION"),
        (429, b"", "Try again later"),
        (500, b"<html>", "Try again later"),
        (200, b"<html>", "Try again later"),
        (200, {"elements": None}, "Try again later"),
        (302, b"", "check page and address"),
    ],
)
def test_check_says_what_to_do_when_linkedin_does_not_accept_us(status, body, words, network, make_linkedin):
    network.answers(status, {"Location": "/elsewhere"}, body)
    with pytest.raises(NetworkTrouble, match=words) as trouble:
        make_linkedin().check()
    assert str(status) in str(trouble.value)
    assert len(network.requests()) == 1


def test_check_says_that_linkedin_did_not_answer(network, make_linkedin):
    network.does(network.hold)
    with pytest.raises(NetworkTrouble, match=r"did not finish in 0\.2 seconds"):
        make_linkedin(transport=Transport(total=0.2)).check()

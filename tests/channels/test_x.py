"""What X is sent, and what every answer of its table means."""

from datetime import UTC, datetime, timedelta

import pytest
from oauthlib.common import Request, urldecode
from oauthlib.oauth1.rfc5849 import signature

from promoter.channels.http import Transport
from promoter.errors import NetworkTrouble
from promoter.posts.outcome import Blocked, Later, Refused, Sent, Unclear

PROBLEMS = "https://api.x.com/2/problems/"
TOLD_SECRETS = ("CONSUMERSECRETcccc2222", "ACCESSSECRETaaaa4444")
CREATED = {"data": {"id": "1437000000000000001", "text": "hello", "edit_history_tweet_ids": ["1437000000000000001"]}}


def problem(detail, kind="about:blank", title="Forbidden", status=403):
    return {"title": title, "detail": detail, "type": kind, "status": status}


@pytest.fixture
def publish(network, make_x, outgoing, now):
    """Publish to a network that answers so; the outcome, after seeing that exactly one request was made."""

    def publish(status, body=b"", headers=None):
        network.answers(status, headers, body)
        outcome = make_x().publish(outgoing, now=now, still_ours=lambda: True)
        assert len(network.requests()) == 1
        assert outcome.http_status == status
        return outcome

    return publish


# ---------------------------------------------------------------------------------------------------------- what is sent


def test_the_post_is_sent_as_its_text_and_nothing_else(network, make_x, outgoing, now):
    network.answers(201, body=CREATED)
    make_x().publish(outgoing, now=now, still_ours=lambda: True)
    (request,) = network.requests()
    assert (request.method, request.path) == ("POST", "/2/tweets")
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("Promoter/")
    assert request.json == {"text": outgoing.text}


def test_the_four_keys_sign_the_request(network, make_x, outgoing, now):
    network.answers(201, body=CREATED)
    make_x().publish(outgoing, now=now, still_ours=lambda: True)
    (request,) = network.requests()
    header = request.headers["authorization"]
    assert not [secret for secret in TOLD_SECRETS if secret in header]
    seen = Request(network.url + request.path, "POST", None, {})
    given = dict(pair.split("=", 1) for pair in header.removeprefix("OAuth ").replace('"', "").split(", "))
    seen.signature = urldecode(f"s={given.pop('oauth_signature')}")[0][1]
    seen.params = [(name, urldecode(f"s={value}")[0][1]) for name, value in given.items()]
    assert signature.verify_hmac_sha1(seen, *TOLD_SECRETS)
    assert not signature.verify_hmac_sha1(seen, TOLD_SECRETS[0], "another")


def test_a_user_token_is_sent_as_it_is(network, make_x, outgoing, now):
    network.answers(201, body=CREATED)
    make_x(token="a-user-token").publish(outgoing, now=now, still_ours=lambda: True)
    assert network.requests()[0].headers["authorization"] == "Bearer a-user-token"


def test_an_address_with_a_path_and_a_slash_at_its_end_is_understood(network, make_x, outgoing, now):
    network.answers(201, body=CREATED)
    outcome = make_x(api_url=f"{network.url}/x/").publish(outgoing, now=now, still_ours=lambda: True)
    assert network.requests()[0].path == "/x/2/tweets"
    assert isinstance(outcome, Sent)


# ---------------------------------------------------------------------------------------------------------------- taken


@pytest.mark.parametrize("status", [200, 201])
def test_an_answer_with_an_id_is_sent(status, publish):
    outcome = publish(status, CREATED)
    assert outcome == Sent(
        network_id="1437000000000000001", url="https://x.com/i/web/status/1437000000000000001", http_status=status
    )


def test_the_pages_that_people_read_may_be_elsewhere(network, make_x, outgoing, now):
    network.answers(201, body=CREATED)
    outcome = make_x(web_url="http://127.0.0.1:8070/x").publish(outgoing, now=now, still_ours=lambda: True)
    assert outcome.url == "http://127.0.0.1:8070/x/i/web/status/1437000000000000001"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(201, b"", id="nothing"),
        pytest.param(204, b"", id="no content"),
        pytest.param(201, b"<html>Created</html>", id="HTML"),
        pytest.param(201, b'{"data":{"id":"14370000', id="half JSON"),
        pytest.param(201, [{"data": {"id": "1"}}], id="a list"),
        pytest.param(201, {"data": None}, id="data null"),
        pytest.param(201, {"data": []}, id="data a list"),
        pytest.param(201, {"data": {"text": "hello"}}, id="no id"),
        pytest.param(201, {"data": {"id": ""}}, id="an empty id"),
        pytest.param(201, {"data": {"id": 1437}}, id="an id that is a number"),
        pytest.param(201, {"data": {"id": "../../etc"}}, id="an id that is none"),
        pytest.param(201, {"data": {"id": "14 37\n"}}, id="an id with a line end"),
        pytest.param(201, {"data": {"id": "١٢٣"}}, id="an id of other digits"),
        pytest.param(200, {"errors": [{"title": "Not Found Error", "detail": "No such thing."}]}, id="errors only"),
        pytest.param(200, {"errors": None}, id="errors null"),
        pytest.param(202, {"status": "accepted"}, id="accepted"),
    ],
)
def test_success_without_an_id_is_unclear(status, body, publish):
    outcome = publish(status, body)
    assert isinstance(outcome, Unclear)
    assert "probably took this post" in outcome.detail


def test_an_answer_cut_off_after_its_id_is_unclear_because_it_is_not_whole(network, make_x, outgoing, now):
    network.does(b'HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"data":{"id":"1437"}}')
    outcome = make_x().publish(outgoing, now=now, still_ours=lambda: True)
    assert isinstance(outcome, Unclear)
    assert outcome.http_status == 201


# --------------------------------------------------------------------------------------------------------- refused, blocked


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308, 400, 403, 404, 413, 415, 422])
@pytest.mark.parametrize("body", [b"", b"<html></html>", problem("Because.")], ids=["nothing", "HTML", "a problem"])
def test_a_definite_refusal_is_refused(status, body, publish):
    outcome = publish(status, body, {"Location": "/elsewhere"} if 300 <= status < 400 else None)
    assert isinstance(outcome, Refused)
    assert not outcome.duplicate


@pytest.mark.parametrize("status", [401, 402])
@pytest.mark.parametrize("body", [b"", b"<html></html>", problem("Because.")], ids=["nothing", "HTML", "a problem"])
def test_a_fault_of_keys_or_credits_blocks_the_account(status, body, publish):
    assert isinstance(publish(status, body), Blocked)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(problem("You are not allowed to create a Tweet with duplicate content."), id="as X says it"),
        pytest.param({"errors": [{"code": 187, "message": "Status is a duplicate."}]}, id="as X once said it"),
        pytest.param({"errors": [{"message": "duplicate content"}], "title": "Forbidden"}, id="among the errors"),
    ],
)
def test_a_duplicate_is_refused_as_one(body, publish):
    outcome = publish(403, body)
    assert isinstance(outcome, Refused)
    assert outcome.duplicate
    assert outcome.network_id is None
    assert "already has a post" in outcome.detail


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        pytest.param(problem("Usage cap exceeded: Monthly", PROBLEMS + "usage-capped"), "allowance", id="usage-capped"),
        pytest.param(problem("No.", "https://api.twitter.com/2/problems/usage-capped"), "allowance", id="older host"),
        pytest.param(problem("No.", PROBLEMS + "user-suspended"), "suspended", id="user-suspended"),
        pytest.param(problem("This user has been suspended."), "suspended", id="suspended in words"),
        pytest.param({"errors": [{"code": 64, "message": "No."}]}, "suspended", id="code 64"),
        pytest.param({"errors": [{"code": 326, "message": "Locked."}]}, "locked", id="code 326"),
        pytest.param(problem("Your account is temporarily locked."), "locked", id="locked in words"),
        pytest.param({"errors": [{"code": 226, "message": "No."}]}, "robot", id="code 226"),
        pytest.param(problem("This request looks like it might be automated."), "robot", id="automated in words"),
        pytest.param(
            problem(
                "Authenticating with OAuth 2.0 Application-Only is forbidden.", PROBLEMS + "unsupported-authentication"
            ),
            "may read on X but not write",
            id="unsupported-authentication",
        ),
        pytest.param(problem("No.", title="Unsupported Authentication"), "not write", id="by its title"),
        pytest.param(
            problem("Your client app is not configured.", "https://api.twitter.com/2/problems/oauth1-permissions"),
            "not write",
            id="oauth1-permissions",
        ),
        pytest.param(
            {**problem("No.", PROBLEMS + "client-forbidden"), "reason": "client-not-enrolled"},
            "our app",
            id="client-forbidden",
        ),
        pytest.param({"errors": [{"code": 453, "message": "Limited endpoints."}]}, "our app", id="code 453"),
        pytest.param({"errors": [{"code": 261, "message": "No."}]}, "our app", id="code 261"),
        pytest.param(problem("Your account is not permitted to access this feature."), "our app", id="feature"),
    ],
)
def test_a_403_about_app_or_account_blocks_the_account(body, advice, publish):
    outcome = publish(403, body)
    assert isinstance(outcome, Blocked)
    assert advice in outcome.detail.partition("X said")[0]


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        pytest.param(problem("You can post a maximum of one cashtag."), "cashtag", id="cashtag"),
        pytest.param(problem("The Tweet contains an invalid URL."), "address", id="invalid URL"),
        pytest.param(problem("You are not permitted to perform this action."), "too long", id="not permitted"),
        pytest.param(problem("Reply to this conversation is not allowed."), "reply", id="reply"),
        pytest.param(problem("Quote posts are not available."), "quote", id="quote"),
        pytest.param(problem("Never heard of.", PROBLEMS + "disallowed-resource"), "does not allow", id="another"),
        pytest.param({"errors": None}, "does not allow", id="nothing to read"),
    ],
)
def test_a_403_about_the_post_refuses_it(body, advice, publish):
    outcome = publish(403, body)
    assert isinstance(outcome, Refused)
    assert not outcome.duplicate
    assert advice in outcome.detail.partition("X said")[0]


def test_the_words_of_a_403_mean_nothing_at_another_status(publish):
    assert isinstance(publish(500, problem("duplicate content", PROBLEMS + "usage-capped")), Unclear)


# ---------------------------------------------------------------------------------------------------------------- later


def epoch(now, **later):
    return str(int((now + timedelta(**later)).timestamp()))


def window(name, remaining, reset):
    return {f"{name}-limit": "100", f"{name}-remaining": str(remaining), f"{name}-reset": reset}


def test_too_many_requests_wait_until_the_short_window_opens(publish, now):
    outcome = publish(429, problem("Too Many Requests", status=429), window("x-rate-limit", 0, epoch(now, minutes=15)))
    assert isinstance(outcome, Later)
    assert outcome.rate_limited
    assert outcome.until == datetime(2021, 9, 13, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("day", ["x-app-limit-24hour", "x-user-limit-24hour"])
def test_an_exhausted_day_outlasts_the_short_window(day, publish, now):
    headers = {**window("x-rate-limit", 0, epoch(now, minutes=15)), **window(day, 0, epoch(now, hours=20))}
    assert publish(429, b"", headers).until == now + timedelta(hours=20)


def test_a_window_with_requests_left_is_not_waited_for(publish, now):
    headers = {
        **window("x-rate-limit", 0, epoch(now, minutes=15)),
        **window("x-app-limit-24hour", 3, epoch(now, hours=20)),
    }
    assert publish(429, b"", headers).until == now + timedelta(minutes=15)


def test_the_short_window_open_and_the_day_exhausted_waits_for_the_day(publish, now):
    headers = {
        **window("x-rate-limit", 57, epoch(now, minutes=15)),
        **window("x-user-limit-24hour", 0, epoch(now, hours=20)),
    }
    assert publish(429, b"", headers).until == now + timedelta(hours=20)


def test_a_reset_without_a_count_is_believed(publish, now):
    assert publish(429, b"", {"x-rate-limit-reset": epoch(now, minutes=5)}).until == now + timedelta(minutes=5)


def test_the_longer_of_reset_and_retry_after_is_kept(publish, now):
    headers = {**window("x-rate-limit", 0, epoch(now, minutes=5)), "Retry-After": "3600"}
    assert publish(429, b"", headers).until == now + timedelta(hours=1)


@pytest.mark.parametrize("reset", ["", "soon", "-1", "0", "1631519099", "9999999999", "163152000000000"])
def test_a_reset_that_cannot_be_is_not_believed(reset, publish):
    outcome = publish(429, b"", window("x-rate-limit", 0, reset))
    assert isinstance(outcome, Later)
    assert outcome.until is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, id="code 88"),
        pytest.param(b"Too Many Requests\n", id="text"),
        pytest.param(problem("Slow down.", PROBLEMS + "rate-limit-exceeded", status=429), id="rate-limit-exceeded"),
    ],
)
def test_too_many_requests_are_later_in_any_form(body, publish):
    assert isinstance(publish(429, body), Later)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(problem("Usage cap exceeded", PROBLEMS + "usage-capped", status=429), id="by type"),
        pytest.param(problem("Usage cap exceeded: Monthly product cap", status=429), id="by words"),
        pytest.param(problem("No.", title="UsageCapExceeded", status=429), id="by title"),
    ],
)
def test_a_month_used_up_blocks_the_account_instead_of_waiting(body, publish, now):
    assert isinstance(publish(429, body, {"Retry-After": "10"}), Blocked)


# ---------------------------------------------------------------------------------------------------- unclear, and words


@pytest.mark.parametrize("status", [408, 409, 410, 418, 425, 426, 451, 500, 502, 503, 504, 599])
def test_what_is_in_no_table_is_unclear(status, publish):
    assert isinstance(publish(status, problem("Sorry.", title="Service Unavailable", status=status)), Unclear)


def test_the_words_of_x_are_quoted_on_one_line_and_bounded(publish):
    detail = publish(400, problem("one\r\n\x1b[31m two\u202e three" + " and on" * 100)).detail
    assert "X said: “one [31m two three and on" in detail
    assert len(detail.partition("X said: ")[2]) <= 302
    assert detail.endswith("…”")


def test_all_that_x_says_is_quoted_once(publish):
    body = {"errors": [{"message": "First."}, {"message": "Second."}, {"message": "First."}], "detail": "First."}
    assert publish(400, body).detail.endswith("X said: “First. Second.”")


# ---------------------------------------------------------------------------------------------------------------- check


def test_check_says_whose_keys_these_are_and_publishes_nothing(network, make_x):
    network.answers(200, body={"data": {"id": "1", "name": "techUK", "username": "techUK"}})
    assert make_x().check() == "X accepts the keys; they post as @techUK."
    (request,) = network.requests()
    assert (request.method, request.path, request.body) == ("GET", "/2/users/me", b"")
    assert request.headers["authorization"].startswith("OAuth ")


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, problem("Unauthorized", status=401), "into the settings, start the daemon again"),
        (402, b"", "credits"),
        (403, problem("No.", PROBLEMS + "client-forbidden"), "our app"),
        (429, b"", "Try again later"),
        (503, b"<html>", "Try again later"),
        (404, b"", "check the address"),
        (200, b"", "Try again later"),
        (200, {"data": {"username": "<b>"}}, "Try again later"),
        (307, b"", "check the address"),
    ],
)
def test_check_says_what_to_do_when_x_does_not_accept_us(status, body, words, network, make_x):
    network.answers(status, {"Location": "/elsewhere"}, body)
    with pytest.raises(NetworkTrouble, match=words) as trouble:
        make_x(token="a-user-token").check()
    assert str(status) in str(trouble.value)
    assert len(network.requests()) == 1


def test_check_says_that_x_did_not_answer(network, make_x):
    network.does(network.hold)
    with pytest.raises(NetworkTrouble, match=r"did not finish in 0\.2 seconds"):
        make_x(transport=Transport(total=0.2)).check()

"""What every channel promises, whatever its network does."""

import gzip
import logging
import socket

import pytest

from promoter.channels.http import Transport
from promoter.posts.outcome import Blocked, Later, Outcome, Refused, Sent, Unclear

SHORT = Transport(total=0.3)
HTML = b"<!doctype html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"


def always():
    return True


# What a channel makes of these is in its own tests; here: that it makes something of it, once, and raises nothing.
HOSTILE = {
    **{
        f"status {status}": ("answers", status)
        for status in (100, 103, 199, 200, 202, 204, 206, 226, 299, 300, 304, 306)
    },
    **{
        f"error {status}": ("answers", status)
        for status in (400, 401, 402, 403, 404, 408, 409, 410, 418, 425, 426, 429, 451)
    },
    **{f"fault {status}": ("answers", status) for status in (500, 501, 502, 503, 504, 507, 520, 599, 600, 999)},
    "a redirect of the method": ("answers", 307, {"Location": "/elsewhere"}),
    "a redirect by GET": ("answers", 302, {"Location": "/elsewhere"}),
    "a redirect to nowhere": ("answers", 301, {"Location": "http://[broken"}),
    "HTML for a gateway's fault": ("answers", 502, {"Content-Type": "text/html"}, HTML),
    "HTML for a refusal": ("answers", 403, {"Content-Type": "text/html"}, HTML),
    "HTML for success": ("answers", 200, {"Content-Type": "text/html"}, HTML),
    "a list": ("answers", 500, {}, []),
    "a list of nothings": ("answers", 403, {}, [None]),
    "null": ("answers", 400, {}, None),
    "errors null": ("answers", 403, {}, {"errors": None, "errorDetails": None, "message": None}),
    "errors a word": ("answers", 403, {}, {"errors": "no", "errorDetails": "no", "type": 3, "code": {}, "detail": []}),
    "errors of odd shapes": ("answers", 403, {}, {"errors": [None, [], 3, {"code": "x", "message": 3, "type": None}]}),
    "inputErrors of odd shapes": ("answers", 422, {}, {"errorDetails": {"inputErrors": [None, {"code": []}, 1]}}),
    "success with errors only": ("answers", 200, {}, {"errors": [{"title": "Not Found Error"}]}),
    "success with data null": ("answers", 201, {}, {"data": None}),
    "success with data a list": ("answers", 201, {}, {"data": [{"id": "1"}]}),
    "deep JSON": ("answers", 400, {}, b"[" * 100_000),
    "a number without end": ("answers", 400, {}, b"1" * 5_000),
    "bytes of no encoding": ("answers", 400, {}, b'{"detail": "\xff\xfe"}'),
    "a lone surrogate": ("answers", 400, {}, b'{"detail": "\\ud800", "message": "\\ud800"}'),
    "garbage called gzip": ("answers", 201, {"Content-Encoding": "gzip"}, b"garbage"),
    "real gzip": ("answers", 400, {"Content-Encoding": "gzip"}, gzip.compress(b"{}")),
    "a huge body": ("answers", 400, {}, b"x" * 1_000_001),
    "odd headers for a wait": (
        "answers",
        429,
        {"Retry-After": "soon", "x-rate-limit-remaining": "?", "x-rate-limit-reset": "99999999999999999999"},
    ),
    "a wait of ages": ("answers", 429, {"Retry-After": "9" * 30, "x-rate-limit-reset": "9999999999"}),
    "a wait until no day": ("answers", 429, {"Retry-After": "Mon, 99 Sep 2021 99:00:00 GMT"}),
    "closed without a word": ("does",),
    "no HTTP": ("does", b"SSH-2.0-OpenSSH\r\n"),
    "half the headers": ("does", b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:12"),
    "half the body": ("does", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
}


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE)
def test_whatever_the_network_does_one_request_and_one_outcome_come_of_it(case, network, make_channel, outgoing, now):
    how, *parts = case
    getattr(network, how)(*parts)
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Outcome)
    assert len(network.requests()) == 1
    assert len(network.connections()) == 1
    told = getattr(outcome, "detail", "")
    told.encode()  # may be stored and shown
    assert len(told) < 700


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 520, 599, 408, 409, 425, 410, 418, 451, 103, 199, 600])
def test_what_may_have_been_taken_or_is_in_no_table_is_unclear(status, network, make_channel, outgoing, now):
    network.answers(status, {"Retry-After": "1"}, {"detail": "Sorry.", "message": "Sorry."})
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Unclear)
    assert outcome.http_status == status
    assert f"it answered {status}" in outcome.detail
    assert len(network.requests()) == 1


@pytest.mark.parametrize(
    "script",
    [
        pytest.param((), id="closed without a word"),
        pytest.param(("reset",), id="reset"),
        pytest.param((b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",), id="half the body"),
        pytest.param((b"HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\n{",), id="half a refusal"),
        pytest.param((b"HTTP/1.1 429 Slow Down\r\nContent-Length: 99\r\n\r\n{",), id="half a wait"),
    ],
)
def test_an_exchange_that_breaks_off_is_unclear(script, network, wire, make_channel, outgoing, now):
    network.does(*(wire.reset if step == "reset" else step for step in script))
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Unclear)
    assert "cannot tell" in outcome.detail
    assert len(network.requests()) == 1


@pytest.mark.parametrize("how", ["hold", "drip"])
def test_publish_returns_while_the_network_still_holds_the_request(how, network, make_channel, outgoing, now):
    network.does(network.hold if how == "hold" else network.drip(b"H"))
    outcome = make_channel(transport=SHORT).publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Unclear)
    assert network.holding.is_set()
    assert not network.released.is_set()
    assert not network.ran_out.is_set()
    assert len(network.requests()) == 1


def test_no_as_the_last_answer_leaves_nothing_on_the_wire(network, make_channel, outgoing, now):
    asked = []
    outcome = make_channel().publish(outgoing, now=now, still_ours=lambda: asked.append(1))
    assert isinstance(outcome, Later)
    assert not outcome.rate_limited
    assert outcome.detail.startswith("Nothing was sent")
    assert asked == [1]
    assert network.connections() == [b""]


def test_a_last_question_that_fails_leaves_nothing_on_the_wire(network, make_channel, outgoing, now):
    def still_ours():
        raise ZeroDivisionError

    assert isinstance(make_channel().publish(outgoing, now=now, still_ours=still_ours), Later)
    assert network.connections() == [b""]


def test_the_last_question_is_asked_once_for_a_post_that_goes_out(network, make_channel, outgoing, now):
    asked = []
    network.answers(500)
    make_channel().publish(outgoing, now=now, still_ours=lambda: asked.append(1) or True)
    assert asked == [1]


def test_a_refused_connection_may_be_tried_again(make_channel, outgoing, now):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    outcome = make_channel(api_url=f"http://127.0.0.1:{port}").publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert (outcome.until, outcome.rate_limited, outcome.http_status) == (None, False, None)
    assert "Nothing was sent" in outcome.detail


def test_a_name_that_nobody_knows_may_be_tried_again(make_channel, outgoing, now):
    outcome = make_channel(api_url="https://api.invalid").publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert "api.invalid" in outcome.detail


def test_a_failed_tls_handshake_may_be_tried_again(secure, make_channel, outgoing, now):
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert secure.requests() == []


def test_an_address_that_is_none_stops_the_account(make_channel, outgoing, now):
    outcome = make_channel(api_url="api.example").publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Blocked)


@pytest.mark.parametrize(
    ("wait", "until"),
    [("120", "2021-09-13T07:47:00+00:00"), ("Mon, 13 Sep 2021 09:00:00 GMT", "2021-09-13T09:00:00+00:00")],
)
def test_a_wait_that_the_network_asks_for_is_kept(wait, until, network, make_channel, outgoing, now):
    network.answers(429, {"Retry-After": wait}, {"title": "Too Many Requests"})
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert outcome.rate_limited
    assert outcome.http_status == 429
    assert outcome.until.isoformat() == until


@pytest.mark.parametrize("wait", [None, "0", "-5", "soon", "99999999", "Mon, 13 Sep 2021 06:00:00 GMT"])
def test_without_a_wait_to_believe_the_pause_is_left_to_the_policy(wait, network, make_channel, outgoing, now):
    network.answers(429, {"Retry-After": wait} if wait else {}, {"title": "Too Many Requests"})
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert outcome.rate_limited
    assert outcome.until is None


def test_a_channel_publishes_one_post_after_another_on_connections_of_their_own(network, make_channel, outgoing, now):
    network.answers(500)
    channel = make_channel()
    for _ in range(3):
        channel.publish(outgoing, now=now, still_ours=always)
    assert len(network.connections()) == 3


# ---------------------------------------------------------------------------------------------------------------- secrets


def echo(request_secrets):
    words = f"Your token is {' and '.join(request_secrets)}"
    return {"title": words, "detail": words, "message": words, "type": words, "errors": [{"message": words}]}


@pytest.mark.parametrize("status", [200, 201, 400, 401, 402, 403, 404, 409, 422, 426, 429, 500])
def test_no_secret_is_told_even_when_the_network_repeats_it(
    status, network, make_channel, outgoing, now, secrets, caplog
):
    caplog.set_level(logging.DEBUG)
    network.answers(status, {"x-li-uuid": "AAY"}, echo(secrets))
    outcome = make_channel().publish(outgoing, now=now, still_ours=always)
    told = repr(outcome) + caplog.text
    sent = network.requests()[0].headers["authorization"]
    assert outgoing.key in told
    assert any(secret in sent for secret in secrets)
    for hidden in (*secrets, sent, "oauth_signature", outgoing.text):
        assert hidden not in told


def test_the_words_for_a_channel_and_its_account_show_no_secret(make_channel, secrets):
    channel = make_channel()
    shown = repr(channel) + repr(vars(channel)["_account"])
    assert not [secret for secret in secrets if secret in shown]


@pytest.mark.parametrize("kind", ["x with OAuth 2.0", "linkedin"], indirect=True)
@pytest.mark.parametrize("token", ["SECRET\n", "SECRET\r\nX-Smuggled: yes", "“SECRET”"])
def test_a_token_that_fits_into_no_header_stops_the_account_and_is_not_told(
    token, network, make_channel, outgoing, now, caplog
):
    caplog.set_level(logging.DEBUG)
    network.answers(500)
    outcome = make_channel(token=token).publish(outgoing, now=now, still_ours=always)
    assert isinstance(outcome, Blocked)
    assert "connect the account again" in outcome.detail
    assert "SECRET" not in outcome.detail + caplog.text
    assert network.requests() == []


# ---------------------------------------------------------------------------------------------------- faults of our own


def test_a_fault_of_our_own_before_sending_is_later_and_says_so(network, make_channel, outgoing, now, caplog):
    class Trap:
        key = "sample/key"

        @property
        def text(self):
            raise ZeroDivisionError("SECRET")

        link = card = None
        pictures = ()

    outcome = make_channel().publish(Trap(), now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert "ZeroDivisionError" in outcome.detail
    assert "SECRET" not in outcome.detail + caplog.text
    assert "sample/key: unexpected ZeroDivisionError at" in caplog.text
    assert network.connections() == []


def test_a_fault_of_our_own_after_sending_is_unclear(network, make_channel, outgoing):
    network.answers(429, {"Retry-After": "10"}, {"message": "limit of the DAY"})
    outcome = make_channel().publish(outgoing, now="no moment at all", still_ours=always)
    assert isinstance(outcome, Unclear)
    assert "fault in Promoter itself" in outcome.detail
    assert len(network.requests()) == 1


@pytest.mark.parametrize("outcome", [Sent, Refused, Later, Blocked, Unclear])
def test_there_is_no_sixth_outcome(outcome):
    assert outcome in Outcome.__args__

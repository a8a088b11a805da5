"""What every channel promises about reading back, whatever its network does."""

import gzip
import logging
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests

from promoter.channels.contract import Absent, Finding, Found, Seen, Sought, Unreadable
from promoter.channels.http import Transport
from promoter.channels.reading import MOST_REQUESTS, Reading

SHORT = Transport(total=0.3)
HTML = b"<!doctype html><title>Sign in</title><h1>Sign in</h1>"

# None of these shows what was asked for, so none of them may count as "it is not there".
HOSTILE = {
    **{f"success {status}": ("answers", status, {}, {}) for status in (200, 201, 202, 203, 204, 206)},
    **{f"status {status}": ("answers", status) for status in (100, 199, 300, 304, 306)},
    **{f"error {status}": ("answers", status) for status in (400, 404, 405, 408, 409, 410, 418, 425, 429, 451)},
    **{f"fault {status}": ("answers", status, {}, {"message": "Sorry."}) for status in (500, 502, 503, 504, 520, 999)},
    "a redirect": ("answers", 302, {"Location": "/elsewhere"}),
    "a redirect to nowhere": ("answers", 301, {"Location": "http://[broken"}),
    "HTML": ("answers", 200, {"Content-Type": "text/html"}, HTML),
    "HTML for nothing there": ("answers", 404, {"Content-Type": "text/html"}, HTML),
    "another interface": ("answers", 404, {}, {"status": 404, "message": "No virtual resource found for /rest/posts"}),
    "nothing": ("answers", 200),
    "a list": ("answers", 200, {}, []),
    "null": ("answers", 200, {}, None),
    "nulls": ("answers", 200, {}, {"data": None, "meta": None, "elements": None, "id": None}),
    "words": ("answers", 200, {}, {"data": "no", "meta": "no", "elements": "no", "errors": "no", "id": "no"}),
    "odd posts": ("answers", 200, {}, {"data": [None, 3], "meta": {"result_count": 2}, "elements": [None, [], 3]}),
    "posts of odd shapes": (
        "answers",
        200,
        {},
        {"data": [{"id": 3, "text": None}], "meta": {"result_count": 1}, "elements": [{"id": "<b>", "createdAt": "x"}]},
    ),
    "fewer posts than it says": ("answers", 200, {}, {"data": [], "meta": {"result_count": 1}, "elements": [{}]}),
    "posts left out": ("answers", 200, {}, {"meta": {"result_count": 0}, "errors": [{"title": "x"}], "elements": [1]}),
    "deep JSON": ("answers", 200, {}, b"[" * 100_000),
    "deep JSON in an object": ("answers", 200, {}, b'{"data":' + b"[" * 900 + b"]" * 900 + b"}"),
    "bytes of no encoding": ("answers", 200, {}, b'{"data": "\xff\xfe"}'),
    "lone surrogates": ("answers", 400, {}, b'{"detail": "\\ud800", "message": "\\ud800"}'),
    "garbage called gzip": ("answers", 200, {"Content-Encoding": "gzip"}, b"garbage"),
    "real gzip": ("answers", 400, {"Content-Encoding": "gzip"}, gzip.compress(b"{}")),
    "a body without end": ("answers", 200, {}, b" " * 8_000_001),
    "odd headers": ("answers", 429, {"Retry-After": "soon", "x-rate-limit-reset": "9" * 30, "Date": "no day"}),
    "a date that is none": ("answers", 500, {"Date": "Mon, 99 Sep 99999999999999 99:99:99 GMT"}),
    "closed without a word": ("does",),
    "no HTTP": ("does", b"SSH-2.0-OpenSSH\r\n"),
    "half the headers": ("does", b"HTTP/1.1 200 OK\r\nContent-Type: applica"),
    "half the body": (
        "does",
        b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"meta":{"result_count":0},"elements":[]}',
    ),
}


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE)
def test_whatever_the_network_does_nothing_is_raised_and_absence_is_not_claimed(case, network, make_reader, ask):
    channel = make_reader()
    how, *parts = case
    getattr(network, how)(*parts)
    result = ask(channel)
    assert isinstance(result, Unreadable)
    assert [request.method for request in network.requests()] == ["GET"]
    assert "fault in Promoter" not in result.detail
    result.detail.encode()
    assert len(result.detail) < 700


@pytest.mark.parametrize("kind", ["x with OAuth 1.0a", "x with OAuth 2.0"], indirect=True)
@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE)
def test_nothing_is_claimed_either_if_x_does_not_say_whose_account_it_is(case, network, make_channel, sought, now):
    how, *parts = case
    getattr(network, how)(*parts)
    assert isinstance(make_channel().find(sought, now=now), Unreadable)
    assert [(request.method, request.path) for request in network.requests()] == [("GET", "/2/users/me")]


@pytest.mark.parametrize("status", [401, 402, 403, 426])
@pytest.mark.parametrize("body", [b"", HTML, {"message": "No.", "detail": "No."}], ids=["nothing", "HTML", "JSON"])
def test_an_account_that_may_not_read_is_unreadable_until_a_person_mends_it(status, body, network, make_reader, ask):
    channel = make_reader()
    network.answers(status, {}, body)
    result = ask(channel)
    assert isinstance(result, Unreadable)
    assert (result.http_status, result.for_good) == (status, True)
    assert len(network.requests()) == 1


@pytest.mark.parametrize("status", [404, 408, 418, 429, 500, 502, 503, 504])
def test_trouble_that_passes_is_not_for_good(status, network, make_reader, ask):
    channel = make_reader()
    network.answers(status, {}, HTML)
    result = ask(channel)
    assert (result.http_status, result.for_good, result.until) == (status, False, None)
    assert f"it answered {status}" in result.detail


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_the_network_asks_for_is_told(status, network, make_reader, ask):
    channel = make_reader()
    network.answers(status, {"Retry-After": "120"}, {"title": "Too Many Requests"})
    assert ask(channel).until == datetime(2021, 9, 13, 7, 47, tzinfo=UTC)


def test_a_refused_connection_is_unreadable(make_reader, ask, network, make_channel):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    result = ask(make_channel(api_url=f"http://127.0.0.1:{port}"))
    assert isinstance(result, Unreadable)
    assert (result.http_status, result.for_good) == (None, False)


def test_an_address_that_is_none_is_for_good(ask, make_channel):
    result = ask(make_channel(api_url="api.example"))
    assert isinstance(result, Unreadable)
    assert result.for_good


@pytest.mark.parametrize("how", ["hold", "drip"])
def test_reading_ends_while_the_network_still_holds_the_request(how, network, make_reader, ask):
    channel = make_reader(transport=SHORT)
    network.does(network.hold if how == "hold" else network.drip(b" "))
    result = ask(channel)
    assert isinstance(result, Unreadable)
    assert network.holding.is_set()
    assert not network.released.is_set()
    assert not network.ran_out.is_set()


def test_no_redirect_is_followed(network, make_reader, ask):
    channel = make_reader()
    network.answers(307, {"Location": f"{network.url}/elsewhere"})
    assert isinstance(ask(channel), Unreadable)
    assert "/elsewhere" not in [request.path for request in network.requests()]


def test_the_pages_of_one_reading_share_one_deadline(network, now, wire):
    reading = Reading("X", "sample/key", Transport(total=1.0), now)
    network.answers_by(lambda request: (network.released.wait(0.1), wire.response(200))[1])  # each within any limit
    made = 0

    def ask():
        nonlocal made
        while True:
            reading.send(requests.Request("GET", network.url))
            made += 1

    result = reading.outcome(ask)
    assert isinstance(result, Unreadable)
    assert 0 < made < MOST_REQUESTS
    assert "in 1 seconds" in result.detail


def test_the_last_page_has_the_time_that_is_left_and_no_more(network, now):
    longer_than_the_network_holds = Transport(total=60.0)
    reading = Reading("X", "sample/key", longer_than_the_network_holds, now)
    reading._began -= 59.7  # the pages before it took the rest
    network.does(network.hold)
    result = reading.outcome(lambda: reading.send(requests.Request("GET", network.url)))
    assert "did not finish" in result.detail
    assert not network.released.is_set()


def test_without_time_left_nothing_is_asked(network, patient, now):
    reading = Reading("X", "sample/key", patient, now)
    reading._began -= patient.total
    result = reading.outcome(lambda: reading.send(requests.Request("GET", network.url)))
    assert isinstance(result, Unreadable)
    assert network.connections() == []


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "PATCH", "get"])
def test_a_reading_refuses_any_request_that_could_change_something(method, network, patient, now):
    reading = Reading("X", "sample/key", patient, now)
    result = reading.outcome(lambda: reading.send(requests.Request(method, network.url)))
    assert isinstance(result, Unreadable)
    assert network.connections() == []


def test_a_fault_of_our_own_is_unreadable_and_quotes_nothing(make_reader, ask, caplog, network):
    channel = make_reader()
    network.answers(200, {"Date": "Mon, 13 Sep 2021 07:45:00 GMT"}, {"meta": {"result_count": 0}, "elements": []})
    result = ask(channel, now="SECRET")
    assert isinstance(result, Unreadable)
    assert "fault in Promoter itself" in result.detail
    assert "SECRET" not in result.detail + caplog.text


def test_no_secret_is_told_even_when_the_network_repeats_it(network, make_reader, ask, secrets, caplog):
    caplog.set_level(logging.DEBUG)
    channel = make_reader()
    words = f"Your token is {' and '.join(secrets)}"
    for status in (200, 400, 401, 403, 429, 500):
        network.answers(
            status, {"x-li-uuid": "AAY"}, {"detail": words, "message": words, "errors": [{"message": words}]}
        )
        told = repr(ask(channel)) + caplog.text
        assert not [secret for secret in secrets if secret in told]
    assert "oauth_signature" not in caplog.text


def test_the_log_names_the_post_and_quotes_none_of_it(shown, make_reader, ask, outgoing, caplog):
    caplog.set_level(logging.DEBUG)
    ask(make_reader())
    assert outgoing.key in caplog.text
    assert outgoing.text not in caplog.text


# ----------------------------------------------------------------------------------------- finding, for both networks alike


@pytest.fixture
def give_back(kind, given, outgoing):
    """A post of the network as it gives back `text` (the wire form that was sent) at a moment."""

    def give_back(at, text=outgoing.text, **more):
        make = given.linkedin_post if kind == "linkedin" else given.x_post
        return make(text, at, **more)

    return give_back


@pytest.fixture
def listed(kind, given, shown):
    """Let the network list these posts, newest first, on one page."""

    def listed(*posts):
        shown.pages = [given.linkedin_page(*posts) if kind == "linkedin" else given.x_page(*posts)]

    return listed


def seconds(count):
    return timedelta(seconds=count)


def test_a_post_that_is_there_is_found_with_its_evidence(make_channel, give_back, listed, sought, now, network):
    post = give_back(now + seconds(3))
    listed(give_back(now + seconds(60), "Another one", number=2), post)
    result = make_channel().find(sought, now=now + seconds(200))
    assert isinstance(result, Found)
    assert (result.seen.network_id, result.seen.created_at) == (post["id"], now + seconds(3))
    assert result.seen.url.startswith("https://")
    assert post["id"] in result.seen.url
    assert result.seen.raw == post
    assert result.others == ()
    assert {request.method for request in network.requests()} == {"GET"}


def test_an_account_without_such_a_post_is_absent_after_one_reading(
    make_reader, sought, listed, give_back, now, network
):
    channel = make_reader()
    listed(give_back(now + seconds(60), "Another one"))
    result = channel.find(sought, now=now + seconds(200))
    assert isinstance(result, Absent)
    assert "13 September 2021, 07:43:00 UTC" in result.detail
    assert len(network.requests()) == 1


@pytest.mark.parametrize("status", [203, 206, 304, 404, 500])
def test_a_post_in_an_answer_of_another_status_proves_nothing(
    status, make_reader, give_back, given, kind, sought, now, network, wire
):
    channel = make_reader()
    page = given.linkedin_page(give_back(now)) if kind == "linkedin" else given.x_page(give_back(now))
    network.answers_by(lambda request: wire.response(status, {}, page))
    assert isinstance(channel.find(sought, now=now), Unreadable)


def test_a_page_of_long_posts_is_read_whole(make_channel, give_back, listed, sought, now):
    listed(*(give_back(now + seconds(90 - index), "x" * 25_000, number=index) for index in range(90)), give_back(now))
    assert isinstance(make_channel().find(sought, now=now), Found)


def test_an_account_without_any_post_is_absent(make_channel, shown, sought, now):
    assert isinstance(make_channel().find(sought, now=now), Absent)


def test_the_oldest_is_the_post_and_the_others_are_told(make_channel, give_back, listed, sought, now):
    posts = [give_back(now + seconds(at), number=at) for at in (30, 20, 10)]
    listed(*posts)
    result = make_channel().find(sought, now=now)
    assert result.seen.network_id == posts[2]["id"]
    assert [other.network_id for other in result.others] == [posts[1]["id"], posts[0]["id"]]


def test_a_post_that_the_ledger_knows_is_another_one(make_channel, give_back, listed, sought, now):
    mine, taken = give_back(now + seconds(30), number=2), give_back(now + seconds(3))
    listed(mine, taken)
    sought = replace(sought, taken=frozenset({taken["id"]}))
    result = make_channel().find(sought, now=now)
    assert (result.seen.network_id, result.others) == (mine["id"], ())
    listed(taken)
    assert isinstance(make_channel().find(sought, now=now), Absent)


def test_a_post_from_before_the_attempt_is_another_one(make_channel, give_back, listed, sought, now):
    listed(give_back(now - seconds(121)))
    assert isinstance(make_channel().find(sought, now=now), Absent)
    listed(give_back(now - seconds(119)))
    assert isinstance(make_channel().find(sought, now=now), Found)


def test_words_that_differ_in_one_letter_are_another_post(make_channel, give_back, listed, sought, now, outgoing):
    listed(give_back(now, outgoing.text.replace("quotes", "quoted")))
    assert isinstance(make_channel().find(sought, now=now), Absent)


DATE = "%a, %d %b %Y %H:%M:%S GMT"


def test_with_a_clock_that_is_ahead_the_post_is_still_found(make_channel, give_back, listed, shown, sought, now):
    ahead = timedelta(minutes=10)
    shown.date = (now - ahead).strftime(DATE)
    listed(give_back(now - ahead))
    assert isinstance(make_channel().find(sought, now=now), Found)
    shown.date = now.strftime(DATE)
    listed(give_back(now - ahead))
    assert isinstance(make_channel().find(sought, now=now), Absent)


def test_a_clock_that_is_behind_changes_nothing(make_channel, give_back, listed, shown, sought, now):
    shown.date = (now + timedelta(hours=1)).strftime(DATE)
    listed(give_back(now + timedelta(hours=1)))
    assert isinstance(make_channel().find(sought, now=now), Found)


def test_a_clock_that_is_a_day_ahead_has_to_be_mended_first(make_reader, listed, shown, sought, now):
    channel = make_reader()
    shown.date = (now - timedelta(days=1, seconds=1)).strftime(DATE)
    listed()
    result = channel.find(sought, now=now)
    assert isinstance(result, Unreadable)
    assert "clock" in result.detail


def test_an_endless_list_is_given_up(kind, make_reader, give_back, given, shown, sought, now, network):
    channel = make_reader()
    fitted = [give_back(now + seconds(1000 - index), "Another", number=index) for index in range(100)]
    page = given.linkedin_page(*fitted) if kind == "linkedin" else given.x_page(*fitted, token="more")
    shown.pages = [page] * 100
    result = channel.find(sought, now=now)
    assert isinstance(result, Unreadable)
    assert len(network.requests()) == MOST_REQUESTS


def test_a_match_counts_even_if_the_rest_of_the_list_cannot_be_read(
    kind, make_reader, give_back, given, shown, sought, now
):
    channel = make_reader()
    fitted = [give_back(now + seconds(1000 - index), "Another", number=index) for index in range(99)]
    fitted.append(give_back(now + seconds(10)))
    page = given.linkedin_page(*fitted) if kind == "linkedin" else given.x_page(*fitted, token="more")
    shown.pages = [page, {"broken": True}]
    assert channel.find(sought, now=now).seen.network_id == fitted[-1]["id"]
    without = {**page, **{name: page[name][:-1] for name in ("data", "elements") if name in page}}
    if kind != "linkedin":
        without["meta"] = {"result_count": 99, "next_token": "more"}
    else:
        without["paging"] = {"count": 99}
    shown.pages = [without, {"broken": True}]
    assert isinstance(channel.find(sought, now=now), Unreadable)


def test_odd_letters_come_back_so_that_they_can_be_stored(make_channel, give_back, listed, sought, now, outgoing, kind):
    more = {"note": "\ud800 and \0", "number_": float("nan")}
    listed({**give_back(now), **more})
    seen = make_channel().find(sought, now=now).seen
    assert seen.raw["note"] == "? and "
    assert seen.raw["number_"] is None


def test_a_channel_reads_again_and_again(make_channel, shown, sought, now):
    channel = make_channel()
    assert [type(channel.find(sought, now=now)) for _ in range(3)] == [Absent] * 3


@pytest.mark.parametrize("result", [Found, Absent, Unreadable])
def test_there_is_no_fourth_finding(result):
    assert result in Finding.__args__
    assert Seen not in Finding.__args__
    assert Sought not in Finding.__args__

"""One request, made once: what surely did not leave, what may have, and how long it may take."""

import gzip
import logging
import socket
import sys
import threading
import time

import pytest
import requests

from promoter.channels.http import Answer, Call, Lost, NotSent, Transport

SHORT = Transport(total=0.3)


def post(url, transport, still_ours=lambda: True, **parts):
    call = Call("X", "sample/key", transport, still_ours)
    return call, call.send(requests.Request("POST", f"{url}/2/tweets", **{"json": {"text": "hello"}, **parts}))


def test_an_answer_comes_back_whole_with_its_headers_in_any_case(network, patient):
    network.answers(418, {"X-Teapot": "short and stout"}, {"spout": True})
    _, answer = post(network.url, patient)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.headers["x-TEAPOT"], answer.body) == (418, "short and stout", b'{"spout": true}')
    assert len(network.requests()) == 1


def test_a_call_makes_one_request_and_no_second(network, patient):
    network.answers(200)
    call, _ = post(network.url, patient)
    with pytest.raises(RuntimeError, match="one request"):
        call.send(requests.Request("POST", network.url))
    assert len(network.requests()) == 1


def test_a_call_after_the_deadline_that_it_shares_leaves_nothing(network, patient):
    call = Call("X", "sample/key", patient, deadline=time.monotonic())
    assert isinstance(call.send(requests.Request("GET", network.url)), NotSent)
    assert not call.left


def test_a_call_ends_at_the_deadline_that_it_shares(network, patient):
    network.does(network.hold)
    call = Call("X", "sample/key", patient, deadline=time.monotonic() + 0.2)
    assert isinstance(call.send(requests.Request("GET", network.url)), Lost)
    assert not network.released.is_set()


@pytest.mark.parametrize("status", [429, 503, 413])
def test_an_answer_that_asks_for_a_retry_is_not_retried(network, patient, status):
    network.answers(status, {"Retry-After": "0"})
    _, answer = post(network.url, patient)
    assert isinstance(answer, Answer)
    assert len(network.connections()) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_never_followed(network, patient, status):
    network.answers(status, {"Location": f"{network.url}/elsewhere"})
    _, answer = post(network.url, patient)
    assert isinstance(answer, Answer)
    assert answer.status == status
    assert len(network.connections()) == 1


def test_the_answer_of_a_redirect_to_nowhere_is_still_read(network, patient):
    network.answers(302, {"Location": "http://[broken"})
    _, answer = post(network.url, patient)
    assert isinstance(answer, Answer)


def test_neither_proxy_nor_netrc_of_the_machine_is_used(network, patient, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    network.answers(200)
    _, answer = post(network.url, patient)
    assert isinstance(answer, Answer)
    assert "authorization" not in network.requests()[0].headers


# ------------------------------------------------------------------------------------------------------ nothing left


def test_a_refused_connection_left_nothing(patient):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    call, outcome = post(f"http://127.0.0.1:{port}", patient)
    assert isinstance(outcome, NotSent)
    assert not call.left
    assert not outcome.unusable


def test_a_name_that_nobody_knows_left_nothing(patient):
    call, outcome = post("http://api.invalid", patient)
    assert outcome == NotSent("the name api.invalid could not be looked up")
    assert not call.left


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a full queue of connections hang")
def test_a_connection_that_is_not_taken_up_left_nothing():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        call, outcome = post(f"http://127.0.0.1:{full.getsockname()[1]}", Transport(total=20, connect=0.2))
        for one in waiting:
            one.close()
    assert isinstance(outcome, NotSent)
    assert "did not answer in time" in outcome.detail
    assert not call.left


def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer(network, patient, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        dead = gone.getsockname()
    alive = network.listener.getsockname()
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in (dead, alive)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    network.answers(200)
    _, answer = post("http://two.localhost", patient)
    assert isinstance(answer, Answer)
    assert len(network.requests()) == 1


def test_a_name_with_many_silent_addresses_gets_no_more_time_than_one(monkeypatch):
    tried = []

    class Silent(socket.socket):
        def connect(self, address):
            tried.append(self.gettimeout())
            raise TimeoutError

    addresses = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))] * 5
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: addresses)
    monkeypatch.setattr(socket, "socket", Silent)
    _, outcome = post("http://many.localhost", Transport(total=20, connect=2))
    assert isinstance(outcome, NotSent)
    assert len(tried) == 5
    assert tried == sorted(tried, reverse=True)
    assert max(tried) <= 2


def test_a_server_that_speaks_no_tls_got_nothing_of_the_request(network, patient):
    network.does(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    network.before_request = lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    call, outcome = post(network.url.replace("http:", "https:"), patient)
    assert isinstance(outcome, NotSent)
    assert "secure connection" in outcome.detail
    assert not call.left


def test_a_server_with_an_untrusted_certificate_got_nothing_of_the_request(secure, patient):
    asked = []
    call, outcome = post(secure.url, patient, lambda: asked.append(1) or True)
    assert isinstance(outcome, NotSent)
    assert "secure connection" in outcome.detail
    assert not call.left
    assert not asked
    assert secure.requests() == []


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"headers": {"Authorization": "Bearer token\nwith a line end"}}, id="a line end in a token"),
        pytest.param({"headers": {"Authorization": "Bearer “token”"}}, id="quotes around a token"),
    ],
)
def test_keys_that_fit_into_no_header_left_nothing_and_are_not_shown(network, patient, parts, caplog):
    caplog.set_level(logging.DEBUG)
    call, outcome = post(network.url, patient, **parts)
    assert isinstance(outcome, NotSent)
    assert outcome.unusable
    assert not call.left
    assert "token" not in outcome.detail + caplog.text
    assert network.requests() == []


@pytest.mark.parametrize("url", ["api.x.com", "http://", "htp://127.0.0.1", "http://a..b", "http://127.0.0.1:port"])
def test_an_address_that_is_none_left_nothing(url, patient):
    call, outcome = post(url, patient)
    assert isinstance(outcome, NotSent)
    assert outcome.unusable
    assert not call.left


# ---------------------------------------------------------------------------------------------- the question before sending


@pytest.mark.parametrize("kind", ["plain", "secure"])
def test_the_last_question_is_asked_once_when_the_connection_stands_and_before_a_byte_leaves(
    kind, network, request, certificate
):
    if kind == "secure":
        request.getfixturevalue("secure")
    accepted, seen = threading.Event(), []
    network.before_request = lambda _: accepted.set()

    def still_ours():
        seen.append((accepted.wait(20), call.left, list(network.raw)))
        return True

    network.answers(200)
    call = Call("X", "sample/key", Transport(ca_bundle=str(certificate)), still_ours)
    assert isinstance(call.send(requests.Request("POST", network.url, data=b"x")), Answer)
    assert seen == [(True, False, [])]
    assert call.left


@pytest.mark.parametrize("kind", ["plain", "secure"])
def test_no_as_the_last_answer_leaves_nothing_on_the_wire(kind, network, request, certificate):
    if kind == "secure":
        request.getfixturevalue("secure")
    call, outcome = post(network.url, Transport(ca_bundle=str(certificate)), lambda: False)
    assert isinstance(outcome, NotSent)
    assert not call.left
    assert network.connections() == [b""]


def test_a_question_that_fails_leaves_nothing_on_the_wire(network, patient):
    def still_ours():
        raise ZeroDivisionError

    call, outcome = post(network.url, patient, still_ours)
    assert isinstance(outcome, NotSent)
    assert not call.left
    assert network.connections() == [b""]


def test_when_connecting_took_all_the_time_the_question_is_not_even_asked(network, monkeypatch):
    asked = []
    late = Transport(total=0.05)
    answer = socket.getaddrinfo("127.0.0.1", network.port, type=socket.SOCK_STREAM)
    moment = threading.Event()

    def slow_look_up(*_, **__):
        moment.wait(0.1)
        return answer

    monkeypatch.setattr(socket, "getaddrinfo", slow_look_up)
    call, outcome = post(network.url, late, lambda: asked.append(1) or True)
    assert isinstance(outcome, NotSent)
    assert not call.left
    assert not asked


# ------------------------------------------------------------------------------------------------------- something left


def lost(outcome, call):
    return isinstance(outcome, Lost) and call.left


@pytest.mark.parametrize("kind", ["plain", "secure"])
@pytest.mark.parametrize(
    ("beginning", "piece", "status"),
    [
        pytest.param(b"HTTP/1.1 201 ", b"C", None, id="in the status line"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", None, id="with promises of an answer"),
        pytest.param(b"HTTP/1.1 201 Created\r\n", b"x", None, id="in a header"),
        pytest.param(b"HTTP/1.1 201 Created\r\nContent-Length: 9999\r\n\r\n", b"x", 201, id="in the body"),
        pytest.param(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 201, id="in chunks"),
        pytest.param(b'HTTP/1.1 201 Created\r\n\r\n{"data":{"id":"1"}}', b" ", 201, id="in a body without a length"),
    ],
)
def test_an_answer_that_drips_does_not_outlast_the_whole_time(
    kind, beginning, piece, status, network, request, certificate
):
    if kind == "secure":
        request.getfixturevalue("secure")
    network.does(beginning, network.drip(piece))
    call, outcome = post(network.url, Transport(total=0.3, ca_bundle=str(certificate)))
    assert lost(outcome, call)
    assert outcome.status == status
    assert "did not finish" in outcome.detail
    assert network.holding.is_set()
    assert not network.ran_out.is_set()
    assert len(network.connections()) == 1


def test_a_tls_handshake_that_drips_left_nothing(secure):
    asked = []
    # The beginning of a handshake record that is announced as long and never becomes whole.
    secure.before_request = lambda connection: (
        connection.sendall(b"\x16\x03\x03\x3f\x00"),
        secure.drip(b"\x02")(connection),
    )
    call, outcome = post(secure.url, SHORT, lambda: asked.append(1) or True)
    assert isinstance(outcome, NotSent)
    assert not call.left
    assert not asked
    assert secure.holding.is_set()
    assert not secure.ran_out.is_set()


def test_a_server_that_takes_the_request_and_stays_silent_is_left_while_it_holds(network):
    network.does(network.hold)
    call, outcome = post(network.url, SHORT)
    assert lost(outcome, call)
    assert network.holding.is_set()
    assert not network.released.is_set()
    assert len(network.connections()) == 1


@pytest.mark.parametrize(
    ("script", "status"),
    [
        pytest.param((), None, id="closed without a word"),
        pytest.param(("reset",), None, id="reset"),
        pytest.param((b"SSH-2.0-OpenSSH\r\n",), None, id="no HTTP"),
        pytest.param((b"HTTP/1.1 201",), None, id="half the status line"),
        pytest.param((b"HTTP/1.1 201 Created\r\nContent-Le",), None, id="half the headers"),
        pytest.param((b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:12",), None, id="half an id"),
        pytest.param(
            (b"HTTP/1.1 201 Created\r\nx-restli-id: urn:li:share:12\r\n",), None, id="headers without their end"
        ),
        pytest.param((b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{",), 201, id="half the body"),
        pytest.param((b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{", "reset"), 201, id="reset in the body"),
        pytest.param((b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",), 201, id="half a chunk"),
        pytest.param((b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",), 201, id="no chunk"),
        pytest.param((b"HTTP/1.1 201 Created\r\nX: " + b"y" * 70_000,), None, id="a header without end"),
        pytest.param((b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 500,), None, id="headers without end"),
    ],
)
def test_an_exchange_that_breaks_off_is_lost(network, patient, wire, script, status):
    network.does(*(wire.reset if step == "reset" else step for step in script))
    call, outcome = post(network.url, patient)
    assert lost(outcome, call)
    assert outcome.status == status
    assert len(network.connections()) == 1


def test_a_request_that_breaks_off_while_it_leaves_is_lost(network, patient, wire):
    network.before_request = lambda connection: (connection.recv(1), wire.reset(connection))
    call, outcome = post(network.url, patient, data=b"x" * 30_000_000)
    assert lost(outcome, call)


def test_who_hangs_up_before_the_request_is_whole_may_have_answered(network, patient, wire):
    early = b"HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch"
    network.before_request = lambda connection: (connection.recv(1), connection.sendall(early), wire.reset(connection))
    _, answer = post(network.url, patient, data=b"x" * 30_000_000)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body) == (413, b"much")


def test_a_body_that_is_not_compressed_as_announced_is_lost_with_its_status(network, patient):
    network.answers(201, {"Content-Encoding": "gzip"}, b"garbage, not gzip")
    call, outcome = post(network.url, patient)
    assert lost(outcome, call)
    assert outcome.status == 201


def test_a_compressed_body_is_read_although_we_ask_for_none(network, patient):
    network.answers(200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}'))
    _, answer = post(network.url, patient)
    assert isinstance(answer, Answer)
    assert answer.body == b'{"a": 1}'
    assert network.requests()[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param({}, b"x" * 1001, id="plain"),
        pytest.param({"Content-Encoding": "gzip"}, gzip.compress(b"x" * 50_000_000), id="a bomb"),
    ],
)
def test_a_body_beyond_the_limit_is_not_read_to_its_end(network, headers, body):
    network.answers(201, headers, body)
    call, outcome = post(network.url, Transport(size=1000))
    assert lost(outcome, call)
    assert outcome.status == 201
    assert "more than 1000 bytes" in outcome.detail


def test_a_body_of_just_the_limit_is_read(network):
    network.answers(200, body=b"x" * 1000)
    _, answer = post(network.url, Transport(size=1000))
    assert isinstance(answer, Answer)


def test_nothing_is_watched_any_more_after_an_answer_that_came_in_time(network, patient):
    network.answers(200)
    call, _ = post(network.url, patient)
    assert call._watch is not None
    assert call._watch.cut is None


def test_the_log_names_the_post_the_status_and_what_support_asks_for(network, patient, caplog):
    caplog.set_level(logging.INFO)
    network.answers(201, {"x-li-uuid": "AAY+uuid==\x1b[31m", "Authorization": "Bearer echoed"})
    post(network.url, patient)
    assert "sample/key: X POST answered 201 x-li-uuid=AAY+uuid==31m" in caplog.text
    assert "echoed" not in caplog.text

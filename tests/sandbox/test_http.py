import http.client
import logging
import socket

import pytest
import requests

from promoter.sandbox.server import Sandbox

HEAD = b"POST /2/tweets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer anna\r\nContent-Type: application/json\r\n"


def port(sandbox):
    return int(sandbox.url.rpartition(":")[2])


def raw(sandbox, *pieces):
    """Bytes over a socket, and all that comes back until the sandbox closes."""
    with socket.create_connection(("127.0.0.1", port(sandbox)), timeout=10) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def test_it_listens_on_loopback_only(sandbox):
    assert sandbox._server.server_address[0] == "127.0.0.1"


def test_one_connection_serves_many_requests(sandbox):
    connection = http.client.HTTPConnection("127.0.0.1", port(sandbox), timeout=10)
    locals_ = set()
    for number in range(3):
        connection.request(
            "POST",
            "/2/tweets",
            f'{{"text": "{number}"}}',
            {"Authorization": "Bearer anna", "Content-Type": "application/json"},
        )
        locals_.add(connection.sock.getsockname())
        answer = connection.getresponse()
        assert (answer.version, answer.status, len(answer.read())) == (11, 201, int(answer.headers["Content-Length"]))
    connection.close()
    assert len(locals_) == 1


def test_a_client_that_asks_whether_to_go_on_may_go_on(sandbox):
    received = raw(
        sandbox, HEAD + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: 13\r\n\r\n", b'{"text": "a"}'
    )
    assert received.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n")


def test_a_body_of_more_than_a_megabyte_is_refused_and_noted(sandbox):
    headers = {"Authorization": "Bearer anna"}
    answer = requests.post(f"{sandbox.url}/2/tweets", data=b"x" * 1_000_001, headers=headers, timeout=10)
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert [seen.status for seen in sandbox.requests()] == [413]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n", b"411"),
        (b"Content-Length: many\r\n", b"400"),
        (b"Content-Length: -1\r\n", b"400"),
    ],
)
def test_a_body_of_unknown_length_is_refused(sandbox, headers, status):
    assert raw(sandbox, HEAD + headers + b"\r\n").startswith(b"HTTP/1.1 " + status)
    assert not sandbox.posts()


def test_half_a_request_takes_nothing(sandbox):
    with socket.create_connection(("127.0.0.1", port(sandbox)), timeout=10) as connection:
        connection.sendall(HEAD + b'Content-Length: 100\r\n\r\n{"text": "a"}')
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert (sandbox.posts(), sandbox.requests()) == ([], [])


@pytest.mark.parametrize(
    "sent", [b"", b"POST /2/twe", HEAD + b"Content-Length: 100\r\n\r\n{"], ids=["nothing", "head", "body"]
)
def test_a_client_that_keeps_the_sandbox_waiting_is_hung_up_on(clock, sent):
    with Sandbox(clock=clock, patience=0.1) as sandbox:
        assert raw(sandbox, sent) == b""
        assert not sandbox.requests()


def test_nonsense_breaks_nothing(sandbox):
    assert b"400" in raw(sandbox, b"\x16\x03\x01 nonsense nonsense nonsense\r\n\r\n")
    assert requests.options(f"{sandbox.url}/2/tweets", timeout=10).status_code == 501
    assert requests.get(f"{sandbox.url}/2/tweets?ids=%ff%fe&&=", timeout=10).status_code == 401


def test_the_log_says_little_and_no_token(sandbox, x, linkedin, caplog):
    caplog.set_level(logging.DEBUG)
    x.post("Hello", "secret-token")
    linkedin.post("Hello", "secret-token")
    requests.get(f"{sandbox.url}/2/users/me?oauth_token=secret-token", timeout=10)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("promoter")]
    assert ours == ["POST /2/tweets 201", "POST /rest/posts 201", "GET /2/users/me 401"]


def test_a_fault_of_its_own_is_said_and_logged(clock, caplog):
    def fail(_):
        raise RuntimeError("broken on purpose")

    with Sandbox(clock=clock, on_post=fail) as sandbox:
        answer = requests.post(
            f"{sandbox.url}/2/tweets", json={"text": "a"}, headers={"Authorization": "Bearer anna"}, timeout=10
        )
        assert answer.status_code == 500
    assert "POST /2/tweets could not be answered" in caplog.text


def test_an_answer_about_the_head_only_has_no_body(sandbox):
    received = raw(sandbox, b"HEAD /pages/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.endswith(b"\r\n\r\n")

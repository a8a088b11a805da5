"""The dead man's switch: asked while rounds succeed, silent while they do not, and quiet in the log."""

from __future__ import annotations

import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from promoter.channels.http import Transport
from promoter.monitoring.heartbeat import Ping

if TYPE_CHECKING:
    from collections.abc import Iterator


class Switch:
    """An address on this machine that counts who asks; `answer` is its status."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer = 200
        self.hangs = threading.Event()
        self.hangs.set()
        switch = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                switch.asked.append(self.path)
                switch.hangs.wait(20)
                self.send_response(switch.answer)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/s3cret"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def switch() -> Iterator[Switch]:
    switch = Switch()
    yield switch
    switch.hangs.set()
    switch.server.shutdown()
    switch.server.server_close()


def test_it_is_asked_while_rounds_succeed_and_not_while_they_fail(switch: Switch) -> None:
    sound = True
    ping = Ping(switch.url, lambda: sound)
    ping()
    sound = False
    ping()
    assert switch.asked == ["/s3cret"]


def test_a_redirect_is_not_followed(switch: Switch, caplog: pytest.LogCaptureFixture) -> None:
    switch.answer = 302
    Ping(switch.url, lambda: True)()
    assert switch.asked == ["/s3cret"]
    assert "it answered 302" in caplog.text


def test_each_outage_is_logged_once_and_its_end_too_without_the_address(
    switch: Switch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    ping = Ping(switch.url, lambda: True)
    for answer in (200, 200, 500, 500, 200, 500):
        switch.answer = answer
        ping()
    said = [record.getMessage() for record in caplog.records]
    outage = "PROMOTER_HEARTBEAT_URL does not take the sign of life: it answered 500"
    assert said == [outage, "PROMOTER_HEARTBEAT_URL takes the sign of life again", outage]
    assert "s3cret" not in caplog.text


def test_an_address_that_hangs_is_left_in_time(switch: Switch, caplog: pytest.LogCaptureFixture) -> None:
    switch.hangs.clear()
    Ping(
        switch.url, lambda: True, Transport(total=0.2)
    )()  # would wait for twenty seconds, and fail no test but this one
    assert "did not finish in 0.2 seconds" in caplog.text

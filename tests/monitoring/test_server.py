"""The health server as others meet it: over HTTP, on this machine, with a real ledger behind it."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import PretendedClock
from promoter.errors import NotPossible
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.heartbeats import beat
from promoter.ledger.pauses import open_pause
from promoter.ledger.queue import insert_post, update_post
from promoter.ledger.rows import Actor, PostRow
from promoter.monitoring import metrics, server
from promoter.monitoring.pages import health_pages
from promoter.monitoring.server import HealthServer, sentence
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
WORDS = "Nobody is to find these words here"


class House:
    """A ledger with an approved post of nine o'clock, and the server that speaks of it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.clock = ledger, PretendedClock(NINE - timedelta(hours=1))
        self.server = HealthServer("127.0.0.1", 0, health_pages(ledger, self.clock, {"x:default"}))
        self.server.start()

    def ask(self, path: str, method: str = "GET") -> tuple[int, str]:
        conn = http.client.HTTPConnection(urlsplit(self.server.address).netloc, timeout=20)
        try:
            conn.request(method, path)
            answer = conn.getresponse()
            return answer.status, answer.read().decode()
        finally:
            conn.close()

    def ready(self) -> tuple[int, dict]:
        status, body = self.ask("/readyz")
        return status, json.loads(body)

    def beat(self) -> None:
        with self.ledger.write() as conn:
            beat(conn, "here:1", now=self.clock.now())


def fill(ledger: Ledger) -> None:
    settings = Settings.model_validate({
        "name": "A week", "hashtag": "#SampleWeek", "timezone": "Europe/London", "organisation": {"name": "Example"},
        "themes": [{"id": "one", "name": "One"}], "days": [{"date": "2021-09-13", "theme": "one"}],
        "channels": {"x": {}, "linkedin": {}},
    })  # fmt: skip
    post = PostRow(
        key="week/a/x/blog", campaign="week", account="x:default", kind=Kind.BLOG, day=NINE.date(),
        said=Wording(channel=ChannelName.X, text=WORDS), at=NINE, until=NINE + timedelta(hours=8),
        written_by="amara@example.org", spacing=timedelta(minutes=5),
    )  # fmt: skip
    with ledger.write() as conn:
        save_campaign(conn, "week", folder="week", settings=settings, loaded_by="amara@example.org", now=NINE)
        for channel in ChannelName:
            ensure_account(conn, channel, "default")
        insert_post(conn, post)
        update_post(conn, post, status=Status.APPROVED)


@pytest.fixture
def house(database) -> Iterator[House]:
    house = House(open_ledger(database.fresh(fill)))
    yield house
    house.server.stop()
    house.ledger.close()


# --------------------------------------------------------------------------------------------------------- will it go?


def test_with_a_daemon_awake_the_next_post_will_go(house: House) -> None:
    house.beat()
    status, found = house.ready()
    assert (status, found["ready"], found["paused"]) == (200, True, False)
    assert found["next_due"] == "2021-09-13T08:00:00+00:00"


def test_when_the_sign_of_life_is_old_it_will_not(house: House) -> None:
    house.beat()
    house.clock.advance(timedelta(minutes=2, seconds=1))
    status, found = house.ready()
    assert (status, found["ready"]) == (503, False)
    (daemon,) = [check for check in found["checks"] if check["name"] == "daemon"]
    assert (daemon["state"], "2 minutes ago" in daemon["says"]) == ("broken", True)


def test_while_everything_is_paused_it_will_not_and_the_reason_stays_with_people(house: House) -> None:
    house.beat()
    with house.ledger.write() as conn:
        open_pause(conn, "A private reason", who=Actor("ruth@example.org"), now=NINE)
    status, found = house.ready()
    assert (status, found["ready"], found["paused"]) == (503, False, True)
    body = house.ask("/readyz")[1]
    assert "private" not in body
    assert "ruth" not in body


def test_an_account_that_is_stopped_with_posts_waiting_is_not_ready(house: House) -> None:
    house.beat()
    with house.ledger.write() as conn:
        conn.exec_driver_sql("UPDATE accounts SET blocked_reason = 'keys' WHERE id = 'x:default'")
    status, found = house.ready()
    assert (status, found["next_due"]) == (503, None)


def test_with_nothing_to_post_all_is_well_without_a_daemon(house: House) -> None:
    with house.ledger.write() as conn:
        conn.exec_driver_sql("UPDATE posts SET status = 'sent'")
    assert house.ready()[0] == 200


@pytest.mark.only_on("sqlite")
def test_a_ledger_that_cannot_be_read_is_said_without_where_it_is(house: House, tmp_path) -> None:
    house.ledger.close()
    (tmp_path / "ledger.db").write_bytes(b"no ledger any more")
    status, found = house.ready()
    assert (status, found["checks"][0]["says"]) == (503, "the ledger cannot be read")
    assert str(tmp_path) not in house.ask("/readyz")[1]
    assert house.ask("/healthz")[0] == 200
    assert house.ask("/metrics")[0] == 503


# ------------------------------------------------------------------------------------------------------------- numbers


def test_the_numbers_are_those_of_the_ledger(house: House) -> None:
    house.beat()
    house.clock.advance(timedelta(hours=1, minutes=5))
    status, body = house.ask("/metrics")
    assert status == 200
    numbers = dict(line.rsplit(" ", 1) for line in body.splitlines() if not line.startswith("#"))
    assert float(numbers["promoter_oldest_overdue_seconds"]) == 300
    assert float(numbers["promoter_heartbeat_age_seconds"]) == 3900
    assert float(numbers["promoter_next_due_timestamp_seconds"]) == (NINE + timedelta(minutes=5)).timestamp()
    assert float(numbers['promoter_posts{channel="x",status="approved"}']) == 1
    assert float(numbers['promoter_account_state{account="x:default",state="ready"}']) == 1
    assert float(numbers['promoter_account_state{account="linkedin:default",state="no_keys"}']) == 1
    assert float(numbers["promoter_paused"]) == 0
    assert "promoter_last_sent_timestamp_seconds" not in numbers


def test_without_the_extra_a_sentence_says_what_to_install(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics.importlib.util, "find_spec", lambda name: None)
    assert house.ask("/metrics") == (501, "Metrics need prometheus-client: install promoter[metrics].\n")


# ---------------------------------------------------------------------------------------------------------- the server


def test_nothing_of_what_posts_say_is_to_be_found_out(house: House) -> None:
    house.beat()
    for path in ("/healthz", "/readyz", "/metrics", "/", "/week/a/x/blog"):
        assert WORDS not in house.ask(path)[1]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_answers_questions(house: House, method: str) -> None:
    assert house.ask("/healthz", method)[0] == 501


@pytest.mark.only_on("sqlite")
def test_other_paths_are_told_which_ones_there_are(house: House) -> None:
    assert house.ask("/readyz?verbose")[0] in {200, 503}
    assert house.ask("/metrics/../etc") == (404, "There are /healthz, /readyz, /metrics.\n")
    assert house.ask("/healthz", "HEAD") == (200, "")


def test_a_place_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotPossible, match=rf"at 127.0.0.1:{port}: .*in use; change PROMOTER_HEALTH"):
            HealthServer("127.0.0.1", port, {})


def test_more_than_a_few_at_a_time_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "AT_ONCE", 1)
    inside, go_on = threading.Event(), threading.Event()

    def slow():
        inside.set()
        assert go_on.wait(20)
        return sentence(HTTPStatus.OK, "done")

    health = HealthServer("127.0.0.1", 0, {"/slow": slow})
    health.start()
    answers = []

    def ask() -> None:
        conn = http.client.HTTPConnection(urlsplit(health.address).netloc, timeout=20)
        conn.request("GET", "/slow")
        answers.append(conn.getresponse().status)
        conn.close()

    first = threading.Thread(target=ask)
    first.start()
    assert inside.wait(20)
    ask()
    go_on.set()
    first.join()
    health.stop()
    assert answers == [503, 200]


def test_a_question_that_drips_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.3)
    monkeypatch.setattr(server._Question, "timeout", None)  # as if another byte came just before each of its reads ends
    health = HealthServer("127.0.0.1", 0, {})
    health.start()
    host, port = urlsplit(health.address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as conn:
        conn.sendall(b"GET /heal")
        assert conn.recv(100) == b""
    health.stop()


def test_an_answer_that_fails_is_not_told_in_detail(caplog: pytest.LogCaptureFixture) -> None:
    def broken():
        raise ValueError(WORDS)

    health = HealthServer("127.0.0.1", 0, {"/x": broken})
    health.start()
    conn = http.client.HTTPConnection(urlsplit(health.address).netloc, timeout=20)
    conn.request("GET", "/x")
    answer = conn.getresponse()
    assert (answer.status, WORDS in answer.read().decode()) == (500, False)
    assert re.search("could not be answered", caplog.text)
    conn.close()
    health.stop()

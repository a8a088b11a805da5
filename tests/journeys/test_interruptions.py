"""Processes that are stopped or killed at the worst moment: nothing leaves twice, and what happened is known or said to be unknown."""

from __future__ import annotations

import signal
from collections import Counter

import pytest

TERMS = {"PROMOTER_HTTP_TIMEOUT": "5s", "PROMOTER_LEASE": "8s", "PROMOTER_SETTLE_X": "1s"}


def is_taken(journey) -> bool:
    return any(request["post"] for request in journey.asked())


@pytest.mark.parametrize("recovery", [("daemon",), ("daemon", "--once")], ids=" ".join)
def test_what_a_daemon_sent_that_was_killed_between_call_and_record_is_found_and_not_sent_twice(
    journey, recovery: tuple[str, ...]
) -> None:
    first, second = journey.put_approved("first", "second")
    journey.order(kind="hang", network="x", contains="first")
    daemon = journey.start("daemon", **TERMS)
    journey.wait_until(lambda: is_taken(journey), "the network took a post and does not answer")
    assert daemon.end(signal.SIGKILL) == -signal.SIGKILL
    left = journey.deliveries()[first]
    assert (left["status"], [attempt["outcome"] for attempt in left["attempts"]]) == ("sending", [None])

    def is_settled() -> bool:
        if "--once" in recovery:
            journey.run(*recovery, **TERMS)
        statuses = {key: one["status"] for key, one in journey.deliveries().items()}
        return statuses == {first: "sent", second: "sent"}

    again = None if "--once" in recovery else journey.start(*recovery, **TERMS)
    journey.wait_until(is_settled, "the first post was found, and the account's other post is out")
    if again is not None:
        assert again.end() == 0
        assert f"{first}: its lease ran out" in again.said
    assert Counter(request["text"] for request in journey.asked()) == {
        "first says this #SampleWeek": 1, "second says this #SampleWeek": 1,
    }  # fmt: skip
    record = journey.deliveries()[first]
    assert [attempt["outcome"] for attempt in record["attempts"]] == ["unclear"]
    assert record["network_id"] == next(post["id"] for post in journey.public() if post["text"].startswith("first"))
    journey.run("audit")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_waits_for_the_post_in_flight_and_records_it(journey, number: signal.Signals) -> None:
    (key,) = journey.put_approved("first")
    journey.order(kind="hang", network="x", seconds=1)
    daemon = journey.start("daemon", **TERMS)
    journey.wait_until(lambda: is_taken(journey), "a post is in flight")
    assert daemon.end(number) == 0
    record = journey.deliveries()[key]
    assert (record["status"], [attempt["outcome"] for attempt in record["attempts"]]) == ("unclear", ["unclear"])
    assert len(journey.asked()) == 1


def test_a_person_settles_what_was_unclear_and_it_is_not_sent_again(journey) -> None:
    (key,) = journey.put_approved("first")
    journey.order(kind="dropped-after", network="x")
    journey.run("daemon", "--once", expect=1)
    (public,) = journey.public()
    journey.run("resolve", key, "--sent", public["url"], "--as", "ruth@example.org")  # before anybody looks by itself
    assert journey.deliveries()[key]["network_id"] == public["id"]
    journey.run("daemon", "--once")
    assert len(journey.asked()) == 1

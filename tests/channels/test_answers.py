"""Reading what may be anything: bodies, words and waits of an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.channels.answers import LONGEST_QUOTE, document, objects, quoted, retry_after

NOW = datetime(2021, 9, 13, 7, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"{",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b"1" * 5_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda body: repr(body[:9]),
)
def test_a_body_that_is_no_object_is_an_empty_one(body):
    assert document(body) == {}


@pytest.mark.parametrize("body", [b'{"a": 1}', b'\xef\xbb\xbf{"a": 1}', '{"a": 1}'.encode("utf-16")])
def test_a_body_that_is_an_object_is_read_in_any_encoding_of_json(body):
    assert document(body) == {"a": 1}


@given(st.binary())
def test_any_body_can_be_read(body):
    assert isinstance(document(body), dict)


@pytest.mark.parametrize("value", [None, "no", 3, {}, {"a": 1}])
def test_what_is_no_list_has_no_objects(value):
    assert objects(value) == []


def test_only_the_objects_of_a_list_are_read():
    assert objects([None, {"a": 1}, [], 3]) == [{"a": 1}]


@given(st.lists(st.one_of(st.none(), st.integers(), st.text())), st.lists(st.text(max_size=5)))
def test_any_words_can_be_quoted_on_one_bounded_line(words, secrets):
    said = quoted("X", words, secrets)
    assert len(said.encode().decode().splitlines()) <= 1
    assert len(said) <= LONGEST_QUOTE + len(" X said: “”")
    assert said.isprintable()


def test_a_secret_is_removed_even_at_the_end_of_the_quote():
    said = quoted("X", ["x" * (LONGEST_QUOTE - 5) + "SECRET and more"], ["SECRET", ""])
    assert "SECR" not in said


def test_where_nothing_was_said_nothing_is_quoted():
    assert quoted("X", [None, 3, {}, "", "\n"], []) == ""


@given(st.text())
def test_any_retry_after_is_a_moment_ahead_or_none(value):
    moment = retry_after({"retry-after": value}, NOW)
    assert moment is None or NOW < moment <= NOW + timedelta(days=7)


@pytest.mark.parametrize(
    "value",
    ["Mon, 13 Sep 2021 08:00:00 GMT", "Mon, 13 Sep 2021 09:00:00 +0100", "Mon, 13 Sep 2021 08:00:00 -0000", "900"],
)
def test_a_retry_after_in_seconds_or_as_a_date_is_the_same_moment_in_utc(value):
    assert retry_after({"retry-after": value}, NOW) == datetime(2021, 9, 13, 8, 0, tzinfo=UTC)

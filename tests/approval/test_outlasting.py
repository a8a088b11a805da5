"""Whoever decides is told if the account, or LinkedIn's interface, ends before the post is due."""

from datetime import timedelta

import pytest

from approval.conftest import KEY, NINE
from promoter.approval import remarks_on_ends
from promoter.ledger.accounts import ensure_account
from promoter.ledger.rows import Actor
from promoter.ledger.tokens import Given, keep_tokens, token_ends

PAGE = "week/first/linkedin/blog"


def connected(desk, account, ends, *, refresh_ends=None):
    given = Given(sealed="x", scopes=(), token_ends=ends, refresh_ends=refresh_ends, renewable=refresh_ends is not None)
    channel, _, name = account.partition(":")
    with desk.ledger.write() as conn:
        ensure_account(conn, channel, name)
        keep_tokens(conn, account, given, subject="1", name="@x", person=None, who=Actor("a@b"), now=NINE)


def remarks(desk, key, **more):
    from promoter.ledger.queue import get_post

    with desk.ledger.read() as conn:
        return [(one.code, one.message) for one in remarks_on_ends(conn, get_post(conn, key), **more)]


@pytest.mark.parametrize(
    ("later", "told"), [(timedelta(minutes=-1), True), (timedelta(), True), (timedelta(minutes=1), False)]
)
def test_a_post_after_the_end_of_its_token_is_told(desk, later, told):
    post = desk.put()
    connected(desk, post.account, post.at + later)
    assert [code for code, _ in remarks(desk, KEY)] == (["token_ends"] if told else [])


def test_what_is_told_names_the_account_and_when(desk):
    post = desk.put()
    connected(desk, post.account, post.at - timedelta(hours=1))
    assert remarks(desk, KEY) == [
        (
            "token_ends",
            (
                f"{post.account} is connected until 08:00 on Monday 13 September 2021, and this is due later: "
                "unless an admin connects it again before, it does not go out"
            ),
        )
    ]


def test_tokens_that_are_renewed_count_by_the_end_of_what_renews_them(desk):
    post = desk.put()
    connected(desk, post.account, post.at - timedelta(hours=1), refresh_ends=post.at + timedelta(days=100))
    assert remarks(desk, KEY) == []


def test_an_account_that_is_not_connected_ends_nowhere(desk):
    post = desk.put()
    assert remarks(desk, KEY) == []
    with desk.ledger.read() as conn:
        assert token_ends(conn, post.account) is None


def test_linkedins_version_matters_to_posts_on_linkedin(desk):
    desk.put()
    post = desk.put(PAGE)
    ends = post.at - timedelta(days=1)
    assert [code for code, _ in remarks(desk, PAGE, version_ends=ends)] == ["version_ends"]
    assert remarks(desk, KEY, version_ends=ends) == []
    assert remarks(desk, PAGE, version_ends=post.at + timedelta(minutes=1)) == []

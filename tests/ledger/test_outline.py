"""Posts in outline: the same posts, in the same order, without their words."""

from dataclasses import fields
from datetime import timedelta

from promoter.ledger.outline import Outline, outlines
from promoter.ledger.queue import get_post, list_posts


def test_an_outline_says_what_the_post_says(desk, ledger, nine):
    desk.pending(
        "week/first/x/blog",
        at=nine + timedelta(hours=1),
        hold="page",
        approved_by=("a@example.org",),
        page_titles=("A", "B"),
    )
    desk.pending("week/second/x/blog", at=nine)
    with ledger.read() as conn:
        found = outlines(conn, campaign="week")
        assert [one.key for one in found] == [post.key for post in list_posts(conn, campaign="week")]
        for one in found:
            post = get_post(conn, one.key)
            assert {field.name: getattr(one, field.name) for field in fields(Outline)} == {
                field.name: getattr(post, field.name) for field in fields(Outline)
            }


def test_posts_of_the_accounts_are_there_whichever_week_they_are_of(desk, ledger):
    desk.pending("week/first/x/blog")
    with ledger.read() as conn:
        assert outlines(conn, campaign="other") == []
        assert [one.key for one in outlines(conn, campaign="other", accounts={"x:default"})] == ["week/first/x/blog"]
        assert len(outlines(conn, campaign="week", accounts={"x:default"})) == 1

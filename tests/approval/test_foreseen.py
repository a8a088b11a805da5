"""Whoever decides is told what would keep a post from going out: what ends before, and a link that leads elsewhere."""

from datetime import timedelta

import pytest

from approval.conftest import KEY
from approval.test_outlasting import connected
from promoter.approval import foreseen
from promoter.campaign.model import Kind
from promoter.ledger.queue import get_post
from promoter.posts.lifecycle import Status

NAMED = {"hosts": ["www.example.com"]}


def remarks(desk, key=KEY, **more):
    with desk.ledger.read() as conn:
        return {one.code: one.message for one in foreseen(conn, get_post(conn, key), **more)}


@pytest.mark.parametrize(
    ("checked", "then"),
    [
        (True, ": it would be held when its time comes."),
        (False, ", and pages are not checked here: it would go out there all the same."),
    ],
)
def test_a_blogs_link_to_a_host_that_the_week_does_not_name_is_told(desk, checked, then):
    desk.set_up(rules=NAMED)
    desk.put()
    says = remarks(desk, page_check=checked)["host_not_named"]
    assert says == (
        f"{KEY} leads to example.org, which the week does not name among its hosts{then} "
        "Add the host on the page Facts, or change the address."
    )


@pytest.mark.parametrize("hosts", [[], ["example.org"], ["www.example.org", "example.com"]])
def test_a_link_to_a_host_that_is_named_or_where_none_is_named_is_not(desk, hosts):
    desk.set_up(rules={"hosts": hosts})
    desk.put()
    assert remarks(desk) == {}


@pytest.mark.parametrize(
    "other", [{"link": None, "text": "No link. #SampleWeek"}, {"blog": None}, {"blog": None, "kind": Kind.FREE}]
)
def test_the_weeks_own_page_may_be_anywhere_and_a_post_without_a_link_leads_nowhere(desk, other):
    desk.set_up(rules=NAMED)
    desk.put(**other)
    assert remarks(desk) == {}


@pytest.mark.parametrize("status", list(Status))
def test_only_of_posts_that_may_still_go_out(desk, status):
    desk.set_up(rules=NAMED)
    desk.at_status(status)
    assert ("host_not_named" in remarks(desk)) is (status in {Status.PENDING, Status.APPROVED, Status.FAILED})


def test_what_ends_before_comes_with_it(desk):
    desk.set_up(rules=NAMED)
    post = desk.put()
    connected(desk, post.account, post.at - timedelta(hours=1))
    assert list(remarks(desk)) == ["token_ends", "host_not_named"]

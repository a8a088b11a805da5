"""A person says whether a post went out, and the record takes no second answer."""

from datetime import timedelta

import pytest

from promoter.approval import approve, resolve_not_sent, resolve_sent
from promoter.approval.settling import network_address
from promoter.campaign.model import ChannelName
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import claims
from promoter.ledger.accounts import get_account
from promoter.posts.lifecycle import Status

KEY = "week/first/x/blog"
URL = "https://x.com/techUK/status/1437312345678901234"


@pytest.mark.parametrize("status", [Status.APPROVED, Status.FAILED])
def test_a_post_made_by_hand_is_recorded_and_keeps_the_next_one_at_a_distance(desk, eight, status):
    desk.at_status(status)
    post = desk.do(resolve_sent, KEY, URL, who="joe")
    assert (post.status, post.network_id, post.url, post.sent_at) == (
        Status.SENT, "1437312345678901234", "https://x.com/i/status/1437312345678901234", eight,
    )  # fmt: skip
    with desk.ledger.read() as conn:
        assert get_account(conn, "x:default").last_left_at == eight
    assert desk.decisions() == [("resolve_sent", "joe@example.org")]
    assert desk.events() == ["resolved"]


def _unclear(desk):
    post = desk.put()
    desk.do(approve, KEY, who="ruth")
    with desk.ledger.write() as conn:
        claims.claim(conn, now=post.at, lease=timedelta(minutes=1), owner="a", host="b")
        claims.expire_leases(conn, post.at + timedelta(minutes=1))
    return post


def test_a_post_that_was_unclear_left_when_it_was_tried(desk):
    post = _unclear(desk)
    settled = desk.do(resolve_sent, KEY, URL, who="joe", now=post.at + timedelta(hours=1))
    assert (settled.status, settled.sent_at, settled.trouble) == (Status.SENT, post.at, None)


def test_a_post_that_did_not_go_out_waits_for_approval_again(desk):
    post = _unclear(desk)
    settled = desk.do(resolve_not_sent, KEY, who="joe", now=post.at)
    assert (settled.status, settled.approved_by, settled.trouble, settled.hold) == (Status.PENDING, (), None, None)
    assert settled.reason == "joe@example.org looked and it had not gone out"
    assert desk.do(approve, KEY, who="ruth", now=post.at).status is Status.APPROVED


def test_a_post_that_did_not_go_out_in_time_has_to_be_moved(desk):
    post = _unclear(desk)
    assert desk.do(resolve_not_sent, KEY, who="joe", now=post.at + timedelta(minutes=5)).hold == "past"


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED, Status.FAILED, Status.UNCLEAR}))
def test_what_cannot_be_recorded_as_sent(desk, status):
    desk.at_status(status)
    with pytest.raises(NotPossible, match="approve it first" if status is Status.PENDING else "cannot be settled"):
        desk.do(resolve_sent, KEY, URL, who="joe")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.UNCLEAR}))
def test_only_what_nobody_can_tell_is_settled_as_not_sent(desk, status):
    desk.at_status(status)
    with pytest.raises(NotPossible, match="nothing to settle"):
        desk.do(resolve_not_sent, KEY, who="joe")


def test_one_address_belongs_to_one_post(desk):
    desk.at_status(Status.APPROVED)
    desk.at_status(Status.APPROVED, "week/second/x/blog")
    desk.do(resolve_sent, KEY, URL, who="joe")
    with pytest.raises(NotPossible, match="is week/first/x/blog already"):
        desk.do(resolve_sent, "week/second/x/blog", URL.replace("x.com", "twitter.com"), who="joe")


OURS = {"organisation": {"name": "Example", "x": "@Example_Org"}}


@pytest.mark.parametrize("url", [URL, "https://twitter.com/techUK/status/1437312345678901234/photo/1"])
def test_the_address_of_another_accounts_post_is_refused_with_whose_it_is(desk, url):
    desk.set_up(**OURS)
    desk.at_status(Status.APPROVED)
    with pytest.raises(NotPossible) as refused:
        desk.do(resolve_sent, KEY, url, who="joe")
    assert str(refused.value) == (
        f"{url} is a post of @techUK, and {KEY} goes out as @Example_Org; give the address of @Example_Org's post, "
        "or https://x.com/i/status/1437312345678901234 if this one is right all the same"
    )
    assert desk.post().status is Status.APPROVED


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/example_ORG/status/12",
        "https://x.com/i/status/12",
        "https://x.com/I/status/12",
        "https://twitter.com/i/web/status/12",
    ],
)
def test_our_own_address_and_one_without_a_name_are_taken(desk, url):
    desk.set_up(**OURS)
    desk.at_status(Status.APPROVED)
    assert desk.do(resolve_sent, KEY, url, who="joe").network_id == "12"


def test_whose_page_an_address_on_linkedin_names_is_not_known_and_not_asked(desk):
    desk.set_up(**OURS)
    desk.at_status(Status.APPROVED, "week/first/linkedin/blog")
    url = "https://www.linkedin.com/posts/techuk_a-ugcPost-12-AbCd/"
    assert desk.do(resolve_sent, "week/first/linkedin/blog", url, who="joe").status is Status.SENT


@pytest.mark.parametrize("who", ["vera", "adam", "nobody"])
def test_who_settles_nothing(desk, who):
    desk.at_status(Status.UNCLEAR)
    with pytest.raises(NotPossible):
        desk.do(resolve_sent, KEY, URL, who=who)
    with pytest.raises(NotPossible):
        desk.do(resolve_not_sent, KEY, who=who)


@pytest.mark.parametrize(
    ("channel", "url", "identifier"),
    [
        ("x", "https://x.com/techUK/status/12", "12"),
        ("x", "https://x.com/techUK/status/12?s=20", "12"),
        ("x", "https://twitter.com/techUK/status/12/photo/1", "12"),
        ("x", "https://mobile.twitter.com/i/web/status/12", "12"),
        ("x", " https://X.com/i/status/12 ", "12"),
        ("linkedin", "https://www.linkedin.com/feed/update/urn:li:share:12/", "urn:li:share:12"),
        ("linkedin", "https://linkedin.com/feed/update/urn%3Ali%3Aactivity%3A12?utm_source=x", "urn:li:activity:12"),
        (
            "linkedin",
            "https://www.linkedin.com/posts/techuk_forms-that-ask-once-activity-12-AbCd",
            "urn:li:activity:12",
        ),
        ("linkedin", "https://www.linkedin.com/posts/techuk_a-ugcPost-12-AbCd/", "urn:li:ugcPost:12"),
    ],
)
def test_addresses_as_people_copy_them(channel, url, identifier):
    found, address = network_address(ChannelName(channel), url)
    assert found == identifier
    assert network_address(ChannelName(channel), address) == (found, address)


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("x", "http://x.com/techUK/status/12"),
        ("x", "https://x.com/techUK"),
        ("x", "https://x.com/techUK/status/twelve"),
        ("x", "https://x.com.example.org/techUK/status/12"),
        ("x", "https://example.org/x.com/techUK/status/12"),
        ("x", "https://user@x.com/techUK/status/12"),
        ("x", "https://x.com:99999/techUK/status/12"),
        ("x", "https://www.linkedin.com/feed/update/urn:li:share:12/"),
        ("x", "12"),
        ("x", ""),
        ("linkedin", "https://x.com/techUK/status/12"),
        ("linkedin", "https://www.linkedin.com/company/techuk"),
        ("linkedin", "https://www.linkedin.com/feed/update/urn:li:person:12/"),
        ("linkedin", "https://[oops"),
    ],
)
def test_other_addresses_are_refused_with_an_example(channel, url):
    with pytest.raises(UsageProblem, match="it looks like https://"):
        network_address(ChannelName(channel), url)

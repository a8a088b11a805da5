"""What networks are asked about what posts did, and what of their answers is believed."""

from urllib.parse import parse_qs, urlsplit

import pytest

from promoter.channels.contract import Measured, Measuring, Unreadable

ONE, TWO, THREE = "1437000000000000001", "1437000000000000002", "1437000000000000003"
SHARE, UGC = "urn:li:share:11", "urn:li:ugcPost:22"
METRICS = {
    "retweet_count": 3, "reply_count": 2, "like_count": 8, "quote_count": 1, "bookmark_count": 0, "impression_count": 900,
}  # fmt: skip
STATISTICS = {
    "impressionCount": 400, "uniqueImpressionsCount": 310, "clickCount": 12, "likeCount": 9, "commentCount": 1,
    "shareCount": 2, "engagement": 0.06,
}  # fmt: skip


def test_both_networks_can_be_asked(make_x, make_linkedin):
    assert isinstance(make_x(), Measuring)
    assert isinstance(make_linkedin(), Measuring)


def test_x_is_asked_for_all_at_once_with_no_more_than_the_figures(network, make_x, now):
    network.answers(200, body={"data": [{"id": ONE, "text": "a", "public_metrics": METRICS}]})
    found = make_x().figures([ONE, TWO, "no number"], now=now)
    (request,) = network.requests()
    parts = urlsplit(request.path)
    assert parts.path == "/2/tweets"
    assert parse_qs(parts.query) == {"ids": [f"{ONE},{TWO}"], "tweet.fields": ["public_metrics"]}
    counts = {"impressions": 900, "likes": 8, "comments": 2, "shares": 3, "quotes": 1, "bookmarks": 0}
    assert found == Measured(figures={ONE: counts}, returned=1)


def test_what_x_does_not_find_is_gone_and_other_trouble_is_not(network, make_x, now):
    errors = [
        {"resource_id": TWO, "type": "https://api.x.com/2/problems/resource-not-found"},
        {"resource_id": THREE, "type": "https://api.x.com/2/problems/not-authorized-for-resource"},
    ]
    network.answers(200, body={"data": [{"id": ONE, "text": "a", "public_metrics": METRICS}], "errors": errors})
    found = make_x().figures([ONE, TWO, THREE], now=now)
    assert found.gone == {TWO}
    assert set(found.figures) == {ONE}


@pytest.mark.parametrize("told", ["12", -1, 1.5, None, True, 10**12, []])
def test_a_figure_that_is_no_count_is_not_told(network, make_x, now, told):
    network.answers(200, body={"data": [{"id": ONE, "text": "a", "public_metrics": {**METRICS, "like_count": told}}]})
    figures = make_x().figures([ONE], now=now).figures[ONE]
    assert "likes" not in figures
    assert figures["impressions"] == 900


def test_a_post_without_figures_has_none(network, make_x, now):
    network.answers(200, body={"data": [{"id": ONE, "text": "a"}]})
    assert make_x().figures([ONE], now=now).figures == {ONE: {}}


def test_posts_that_nobody_asked_for_are_not_believed(network, make_x, now):
    network.answers(200, body={"data": [{"id": TWO, "text": "a", "public_metrics": METRICS}]})
    assert isinstance(make_x().figures([ONE], now=now), Unreadable)


def test_linkedin_is_asked_by_the_kinds_of_names(network, make_linkedin, now):
    network.answers(200, body={"elements": []})
    found = make_linkedin().figures([SHARE, UGC, "urn:li:activity:33"], now=now)
    (request,) = network.requests()
    path, _, query = request.path.partition("?")
    assert path == "/rest/organizationalEntityShareStatistics"
    assert "shares=List(urn%3Ali%3Ashare%3A11)" in query
    assert "ugcPosts=List(urn%3Ali%3AugcPost%3A22)" in query
    assert "activity" not in query
    assert request.headers["linkedin-version"]
    assert found == Measured(figures={}, returned=0)


def test_linkedin_tells_by_share_and_by_ugc_post(network, make_linkedin, now):
    elements = [
        {"share": SHARE, "totalShareStatistics": STATISTICS},
        {"ugcPost": UGC, "totalShareStatistics": {**STATISTICS, "clickCount": 0}},
        {"share": "urn:li:share:99", "totalShareStatistics": STATISTICS},
    ]
    network.answers(200, body={"elements": elements})
    found = make_linkedin().figures([SHARE, UGC], now=now)
    assert found.figures[SHARE] == {
        "impressions": 400, "reach": 310, "likes": 9, "comments": 1, "shares": 2, "clicks": 12,
    }  # fmt: skip
    assert found.figures[UGC]["clicks"] == 0
    assert found.returned == 2


def test_names_that_linkedin_does_not_tell_of_are_not_asked_for(network, make_linkedin, now):
    found = make_linkedin().figures(["urn:li:activity:33"], now=now)
    assert isinstance(found, Unreadable)
    assert found.for_good
    assert network.connections() == []


@pytest.mark.parametrize("body", [b"", b"<html>", {}, {"elements": "none"}, {"data": "none"}, []])
def test_an_answer_in_another_form_tells_nothing(network, make_channel, kind, now, body):
    network.answers(200, body=body)
    name = SHARE if kind == "linkedin" else ONE
    assert isinstance(make_channel().figures([name], now=now), Unreadable)


@pytest.mark.parametrize("status", [401, 402, 403, 429, 500, 503])
def test_a_refusal_says_its_number_and_no_secret(network, make_channel, kind, now, status, secrets):
    network.answers(status, body={"detail": " ".join(secrets), "message": " ".join(secrets)})
    name = SHARE if kind == "linkedin" else ONE
    found = make_channel().figures([name], now=now)
    assert isinstance(found, Unreadable)
    assert f"answered {status}" in found.detail
    assert not any(secret in found.detail for secret in secrets)

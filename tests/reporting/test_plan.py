"""A plan as JSON, and parts of plans."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName, Kind
from promoter.posts import little_text, x_text
from promoter.reporting import plan as reporting

if TYPE_CHECKING:
    from promoter.planning import Plan

POST = {
    "key", "campaign", "channel", "kind", "blog", "theme", "day", "at", "until", "text", "link", "card", "length", "limit",
    "digest", "media", "warnings", "why",
}  # fmt: skip


def test_a_plan_has_all_that_other_programs_rely_on(week: Plan) -> None:
    document = json.loads(json.dumps(reporting.document(week)))
    assert {"campaign", "timezone", "posts", "gaps", "warnings", "assumptions", "estimate"} <= document.keys()
    assert (document["campaign"], document["timezone"]) == ("smarter-state-2021", "Europe/London")
    assert [post for post in document["posts"] if not POST.issubset(post)] == []
    assert document["estimate"] == {"x_usd": 5.4, "requests": 46, "prices_of": "2026-04-20"}
    assert [a["about"] for a in document["assumptions"]] == ["days", "deadline", "event.edition", "year", "page"]


def test_times_carry_the_offset_of_the_campaigns_zone(week: Plan) -> None:
    first = reporting.document(week)["posts"][0]
    assert (first["day"], first["at"], first["until"]) == (
        "2021-09-13", "2021-09-13T08:45:00+01:00", "2021-09-13T17:00:00+01:00",
    )  # fmt: skip


def test_posts_come_in_the_order_of_their_times(awkward: Plan) -> None:
    times = [datetime.fromisoformat(post["at"]) for post in reporting.document(awkward)["posts"]]
    assert times == sorted(times)


def test_length_is_what_the_network_counts_of_the_text(awkward: Plan) -> None:
    count = {"x": x_text.weighted_length, "linkedin": little_text.visible_length}
    for post in reporting.document(awkward)["posts"]:
        assert post["length"] == count[post["channel"]](post["text"])
        if "text_without_count" in post:
            assert post["length_without_count"] == count[post["channel"]](post["text_without_count"])


def test_linkedin_has_its_escaped_form_beside_what_people_read(awkward: Plan) -> None:
    for post in reporting.document(awkward)["posts"]:
        if post["channel"] == "x":
            assert "payload_text" not in post
            assert post["link"] is None or post["link"] in post["text"] or post["warnings"]
        else:
            assert little_text.visible(post["payload_text"]) == post["text"]


def test_a_second_wording_is_there_where_there_is_one(week: Plan) -> None:
    by_key = {item.post.key: item.post.said for item in week.planned}
    for post in reporting.document(week)["posts"]:
        assert post.get("text_without_count") == by_key[post["key"]].uncounted
    assert any("payload_without_count" in post for post in reporting.document(week)["posts"])


def test_every_post_that_found_no_time_is_in_a_warning(awkward: Plan) -> None:
    document = reporting.document(awkward)
    timed = {post["key"] for post in document["posts"]}
    warned = {key for warning in document["warnings"] for key in warning["posts"]}
    assert {post.key for post in awkward.posts} - timed <= warned
    assert all(warning["code"] and warning["message"] for warning in document["warnings"])


def test_a_part_of_a_plan_is_the_same_posts_and_what_concerns_them(week: Plan) -> None:
    part = reporting.narrowed(week, channel=ChannelName.X, day=date(2021, 9, 14))
    assert part.planned == tuple(
        item for item in week.planned if item.post.channel is ChannelName.X and item.post.day == date(2021, 9, 14)
    )
    assert {overflow.day for overflow in part.timetable.overflow} == {date(2021, 9, 14)}
    assert part.estimate["requests"] == len(part.planned)


def test_nothing_asked_for_is_the_whole_plan(awkward: Plan) -> None:
    assert reporting.document(reporting.narrowed(awkward)) == reporting.document(awkward)


def test_every_kind_and_network_has_a_name_that_people_read() -> None:
    assert set(reporting.KINDS) == set(Kind)

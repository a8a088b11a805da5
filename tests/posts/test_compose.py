"""From a campaign to its posts: which there are, what they carry, and that a change changes only what it must."""

from datetime import UTC, datetime

import pytest

from promoter.campaign.model import ChannelName, Kind
from promoter.posts.compose import TO_COME, blogs_by_day, reminder_day
from promoter.posts.templates import BrokenTemplate

X, LINKEDIN = ChannelName.X, ChannelName.LINKEDIN
OF_ALL = {Kind.OPENER, Kind.ROUND_UP, Kind.WEEK_END, Kind.EVENT}  # posts that name or count several blogs


def said(posts, *, but=()):
    """What is bound by an approval, of every post but those of some blogs and those of several blogs."""
    return {post.key: (post.digest, post.day) for post in posts if post.kind not in OF_ALL and post.blog not in but}


def three_blogs(make, **front):
    return [make.blog(1, **front), make.blog(2, **front), make.blog(3, themes=["two"], **front)]


# ------------------------------------------------------------------------------------------------- which posts there are


def test_a_week_has_its_posts_in_order_on_each_network(make):
    posts = make.posts(make.campaign(*three_blogs(make)))
    on_x = [post.key for post in posts if post.channel is X]
    assert on_x == [
        "week/2021-09-13/x/opener",
        "week/blog-1/x/blog",
        "week/blog-1/x/second",
        "week/blog-2/x/blog",
        "week/blog-2/x/second",
        "week/2021-09-13/x/round_up",
        "week/2021-09-14/x/opener",
        "week/blog-3/x/blog",
        "week/blog-3/x/second",
        "week/2021-09-15/x/opener",
        "week/2021-09-15/x/week_end",
        "week/2021-09-15/x/event",
    ]
    assert [post.key.replace("/linkedin/", "/x/") for post in posts if post.channel is LINKEDIN] == on_x


@pytest.mark.parametrize("kind", ["opener", "blog", "second", "round_up", "week_end", "event"])
def test_a_kind_that_is_not_wanted_is_not_composed(make, kind):
    posts = make.posts(make.campaign(*three_blogs(make), kinds={"second": True, kind: {"x": False, "linkedin": True}}))
    assert {post.channel for post in posts if post.kind is Kind(kind)} == {LINKEDIN}


@pytest.mark.parametrize(
    "front",
    [{"status": "submitted"}, {"status": "declined"}, {"status": "withdrawn"}, {"received": "2021-09-10T09:00"}],
)
def test_only_blogs_that_are_approved_and_in_time_are_promoted(make, front):
    campaign = make.campaign(make.blog(1), make.blog(2, **front), deadline="2021-09-09T17:00")
    assert {post.blog for post in make.posts(campaign)} == {"blog-1", None}


def test_a_network_that_is_not_used_has_no_posts(make):
    posts = make.posts(make.campaign(make.blog(1), channels={"linkedin": {}}))
    assert {post.channel for post in posts} == {LINKEDIN}


def test_days_are_taken_by_their_date_and_not_in_the_order_of_the_file(make):
    days = [
        {"date": day, "theme": theme}
        for day, theme in (("2021-09-15", "three"), ("2021-09-13", "one"), ("2021-09-14", "two"))
    ]
    written, sorted_ = (
        make.posts(make.campaign(*three_blogs(make), days=order)) for order in (days, sorted(days, key=str))
    )
    assert [(post.key, post.digest) for post in written] == [(post.key, post.digest) for post in sorted_]


def test_blogs_of_a_theme_with_two_days_take_turns_if_their_pages_are_live(make):
    days = [{"date": "2021-09-13", "theme": "one"}, {"date": "2021-09-14", "theme": "one"}]
    late = make.blog(3, live_from="2021-09-14T09:00")
    campaign = make.campaign(make.blog(1), make.blog(2), late, make.blog(4), days=days)
    placed = {day.date.day: [blog.id for blog in blogs] for day, blogs in blogs_by_day(campaign).items()}
    assert placed == {13: ["blog-1", "blog-4"], 14: ["blog-2", "blog-3"]}


def test_an_opener_names_no_blog_before_its_own_hour(make):
    early, late = make.blog(1, live_from="2021-09-13T08:45"), make.blog(2, live_from="2021-09-13T08:46")
    posts = make.posts(make.campaign(early, late))
    assert {post.channel for post in posts if post.kind == "opener" and "number 1" in post.said.text} == {LINKEDIN}
    openers = [post for post in posts if post.kind == "opener" and post.day.day == 13]
    assert len(openers) == 2
    for opener in openers:
        assert "Sample 1" in opener.said.text or "What number 1 found" in opener.said.text
        assert "Sample 2" not in opener.said.text
        assert "What number 2 found" not in opener.said.text


def test_the_reminder_is_on_the_last_day_before_the_event(make):
    event = {"name": "Example", "starts": "2021-09-15", "ends": "2021-09-15"}
    assert reminder_day(make.campaign(event=event)).date.day == 14
    assert reminder_day(make.campaign(event={**event, "starts": "2021-09-13"})) is None
    assert reminder_day(make.campaign()).date.day == 15


# ------------------------------------------------------------------------------------------------------- what they carry


def test_a_post_on_a_blog_carries_its_link_card_and_facts(make):
    blog = make.blog(1, live_from="2021-09-13T07:00", title="Example 1: The title #ExampleWeek")
    posts = make.posts(make.campaign(blog))
    post = make.of(posts, "blog", "linkedin")
    assert (
        post.said.link
        == "https://example.org/week/1?utm_source=linkedin&utm_medium=social&utm_campaign=exampleweek-2021&utm_content=blog-1-blog-1"
    )
    assert (post.said.card.title, post.said.card.description) == ("The title", blog.subtitle)
    assert post.not_before == datetime(2021, 9, 13, 6, 0, tzinfo=UTC)
    assert (post.blog, post.theme, post.organisations, post.hold) == ("blog-1", "one", ("Example 1",), None)
    assert make.of(posts, "blog", "x").said.card is None


def test_a_card_too_long_for_linkedin_ends_at_a_word_and_cuts_no_character(make):
    family = "👨‍👩‍👧"
    blog = make.blog(1, title=f"{family} words " * 40, subtitle="long " * 80)
    card = make.of(make.posts(make.campaign(blog)), "blog", "linkedin").said.card
    assert len(card.title.encode("utf-16-le")) // 2 <= 200
    assert card.title.endswith("words…") or card.title.endswith(f"{family}…")
    assert card.description.endswith("long…")
    assert len(card.description) <= 256


def test_without_an_address_the_post_says_so_and_is_held(make):
    posts = make.posts(make.campaign(make.blog(1, url=None)))
    for channel in ("x", "linkedin"):
        post = make.of(posts, "blog", channel)
        assert (post.said.link, post.hold) == (None, "address")
        assert "no_address" in {remark.code for remark in post.warnings}
    assert TO_COME in make.of(posts, "blog", "x").said.text
    assert TO_COME not in make.of(posts, "blog", "linkedin").said.text


def test_a_round_up_says_when_the_last_of_its_blogs_is_live(make):
    early, late = make.blog(1, live_from="2021-09-13T07:00"), make.blog(2, live_from="2021-09-13T15:00")
    post = make.of(make.posts(make.campaign(early, late)), "round_up")
    assert post.counted == ("blog-1", "blog-2")
    assert post.counted_live_from == datetime(2021, 9, 13, 14, 0, tzinfo=UTC)


def test_the_event_has_its_own_page_as_link_and_card_where_it_has_one(make):
    event = {**make.EVENT, "ends": "2021-09-23", "url": "https://example.org/event"}
    posts = make.posts(make.campaign(make.blog(1), event=event))
    on_x, on_linkedin = make.of(posts, "event"), make.of(posts, "event", "linkedin")
    assert on_x.said.link.startswith("https://example.org/event?utm_source=x&")
    assert on_x.said.link in on_x.said.text
    assert on_linkedin.said.card.title == "Example, 22–23 September 2021"
    assert on_linkedin.said.link not in on_linkedin.said.text


def test_the_weeks_page_has_a_card_with_its_dates_and_themes(make):
    posts = make.posts(make.campaign(make.blog(1)))
    card = make.of(posts, "week_end", "linkedin").said.card
    assert (card.title, card.description) == (
        "Example Week, 13–15 September 2021",
        "The first theme · A second theme · Endings",
    )


def test_the_card_of_a_week_with_one_theme_does_not_repeat_it(make):
    posts = make.posts(make.campaign(make.blog(1), days=[{"date": "2021-09-13", "theme": "one"}]))
    card = make.of(posts, "opener", "linkedin").said.card
    assert (card.title, card.description) == ("Example Week, 13 September 2021", "")


def test_a_name_with_a_urn_becomes_a_mention_once_in_the_week(make):
    author = {"name": "Kit Sample", "organisation": "Example", "linkedin": "urn:li:person:kit"}
    posts = make.posts(make.campaign(make.blog(1, authors=[author]), make.blog(2, authors=[author])))
    assert "@[Kit Sample](urn:li:person:kit)" in make.of(posts, "blog", "linkedin", "blog-1").said.payload_text
    assert "urn:li" not in make.of(posts, "blog", "linkedin", "blog-2").said.payload_text
    assert "urn:li" not in make.of(posts, "second", "linkedin", "blog-1").said.payload_text


def test_the_second_post_leads_with_a_quotation_and_says_no_point_again(make):
    points = tuple(f"Point number {word} is small." for word in ("one", "two", "three", "four"))
    posts = make.posts(make.campaign(make.blog(1, points=points)))
    for channel in ("x", "linkedin"):
        first, second = (make.of(posts, kind, channel).said.text for kind in ("blog", "second"))
        assert second.startswith("“Nobody had asked for a portal, they had asked for an answer.”")
        assert "Nobody had asked" not in first
        assert [point for point in points if point in first and point in second] == []
        assert any(point in first for point in points)
        assert any(point in second for point in points)


def test_a_point_that_will_lead_the_second_post_is_left_out_of_the_first(make):
    posts = make.posts(make.campaign(make.blog(2, points=("The only point.",))))
    assert "The only point." not in make.of(posts, "blog").said.text
    assert make.of(posts, "second").said.text.startswith("The only point.")
    alone = make.posts(make.campaign(make.blog(2, points=("The only point.",)), kinds={"second": False}))
    assert "The only point." in make.of(alone, "blog").said.text


def test_posts_that_begin_alike_for_want_of_another_way_in_are_flagged(make):
    blogs = [make.blog(number, hook=f"This page is about {number}", points=(), quotes=()) for number in (1, 2, 3)]
    posts = make.posts(make.campaign(*blogs))
    flagged = [post.key for post in posts if "same_opening" in {remark.code for remark in post.warnings}]
    assert flagged == [f"week/blog-{number}/{channel}/blog" for channel in ("x", "linkedin") for number in (2, 3)]


def test_wordings_take_turns_and_their_names_say_which(make):
    posts = make.posts(make.campaign(*(make.blog(number) for number in range(1, 7))))
    used = [post.wording.split(".")[0] for post in posts if post.kind is Kind.BLOG and post.channel is X]
    assert used == ["x/blog 2", "x/blog 3", "x/blog 1"] * 2


# ------------------------------------------------------------------------------------- what a change changes, and what not


@pytest.mark.parametrize("front", [{"received": "2021-09-08T09:00"}, {"received": None}])
def test_a_blog_that_comes_late_changes_no_other_blogs_post(make, front):
    handle = [
        {
            "name": "Kit Sample",
            "organisation": "Example",
            "x": "@kit",
            "mention": "handle",
            "linkedin": "urn:li:person:kit",
        }
    ]
    blogs = three_blogs(make, authors=handle, hook="We began with the doors.")
    late = make.blog(4, authors=handle, hook="We began with the doors.", **front)
    before, after = make.posts(make.campaign(*blogs)), make.posts(make.campaign(late, *blogs))
    assert said(before) == said(after, but=("blog-4",))
    assert any(post.blog == "blog-4" for post in after)


@pytest.mark.parametrize("status", ["withdrawn", "submitted"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_withdrawing_a_blog_changes_no_other_blogs_post(make, number, status):
    handle = [
        {
            "name": "Kit Sample",
            "organisation": "Example",
            "x": "@kit",
            "mention": "handle",
            "linkedin": "urn:li:person:kit",
        }
    ]
    two_days = [
        {"date": "2021-09-13", "theme": "one"},
        {"date": "2021-09-14", "theme": "one"},
        {"date": "2021-09-15", "theme": "two"},
    ]
    for settings in ({}, {"days": two_days}):
        blogs = three_blogs(make, authors=handle, hook="We began with the doors.")
        before = make.posts(make.campaign(*blogs, **settings))
        gone = blogs[number].id
        blogs[number] = blogs[number].model_copy(update={"status": status})
        after = make.posts(make.campaign(*blogs, **settings))
        assert said(before, but=(gone,)) == said(after)


def test_the_posts_that_name_several_blogs_change_with_them(make):
    blogs = three_blogs(make)
    before, after = (make.posts(make.campaign(*some)) for some in (blogs, [*blogs, make.blog(4)]))
    for kind in ("round_up", "week_end"):
        assert make.of(before, kind).digest != make.of(after, kind).digest


def test_the_order_of_the_files_changes_nothing(make):
    blogs = three_blogs(make)
    assert make.posts(make.campaign(*blogs)) == make.posts(make.campaign(*reversed(blogs)))


# --------------------------------------------------------------------------------------------------- a folder's own words


def test_a_folders_own_template_is_used_instead_of_the_built_in_one(make):
    own = "New: {{ title }}\n\n{{ link }} {{ hashtag }}\n"
    posts = make.posts(make.campaign(make.blog(1, title="The title"), templates={"x/blog": own}))
    post = make.of(posts, "blog")
    assert post.said.text == f"New: The title\n\n{post.said.link} #ExampleWeek"
    assert post.wording == "x/blog 1.1"
    assert not make.of(posts, "blog", "linkedin").said.text.startswith("New:")


def test_a_broken_template_stops_composing_with_its_line(make):
    campaign = make.campaign(make.blog(1), templates={"x/blog": "words\n{{ titel }}"})
    with pytest.raises(BrokenTemplate, match="titel") as caught:
        make.posts(campaign)
    assert caught.value.line == 2


def test_what_breaks_only_on_the_last_day_breaks_with_its_line_too(make):
    campaign = make.campaign(
        make.blog(1), templates={"linkedin/opener": "words\n\nOn {{ next.weekday }} {{ hashtag }}"}
    )
    with pytest.raises(BrokenTemplate, match=r"linkedin/opener 1\.1 uses what is not always there") as caught:
        make.posts(campaign)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ("{{ lead }} {{ hashtag }}", "link_missing"),
        ("{{ lead }} {{ link }}", "hashtag_missing"),
        ("{% if closing %}x{% endif %}", "empty"),
        ("{{ lead }} {{ link }} {{ hashtag }} {{ hashtag }}", "hashtag_twice"),
        ("{{ link }} {{ hashtag }} https://example.net", "links"),
        ("@example {{ link }} {{ hashtag }}", "starts_with_handle"),
        ("{{ lead }} {{ link }}{{ hashtag }}", "link_broken"),
        ("words " * 60 + "{{ link }} {{ hashtag }}", "too_long"),
        ("Delighted! Tomorrow {{ link }} {{ hashtag }}", "praise"),
    ],
)
def test_a_template_that_forgets_something_is_remarked_on_at_the_post(make, own, code):
    posts = make.posts(make.campaign(make.blog(1), templates={"x/blog": own}))
    assert code in {remark.code for remark in make.of(posts, "blog").warnings}


def test_an_address_in_a_linkedin_template_is_remarked_on(make):
    posts = make.posts(
        make.campaign(make.blog(1), templates={"linkedin/blog": "{{ lead }} {{ link }}\n\n{{ hashtag }}"})
    )
    assert "link_in_text" in {remark.code for remark in make.of(posts, "blog", "linkedin").warnings}

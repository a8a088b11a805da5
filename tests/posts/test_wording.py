"""The built-in wordings, held against the rules of the house: in the weeks that are kept here, and in every situation."""

import re
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from promoter import planning
from promoter.campaign import words
from promoter.campaign.model import ChannelName, Kind
from promoter.posts import checks, little_text, variables, x_text
from promoter.posts.angles import leads, opening
from promoter.posts.compose import compose
from promoter.posts.fitting import measure
from promoter.posts.templates import built_in, parse, parts

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(
    path.parent for base in ("schedules", "tests/campaigns") for path in (ROOT / base).glob("*/campaign.yaml")
)
THE_WEEKS = [folder for folder in FOLDERS if folder.parent.name == "schedules"]
COMPOSED = [kind for kind in Kind if kind is not Kind.FREE]
NAMES = [f"{channel}/{kind}" for channel, kind in product(ChannelName, COMPOSED)]
OF_A_BLOG = (Kind.BLOG, Kind.SECOND)
MOST_RUNGS = 7
# Where something that was not there has left its surroundings behind.
SEAM = re.compile(
    r"[ \n][,.;:?](?![\w/])|,,|[,:;]\.|(?<!\.)\.\.(?!\.)|\(\)|“”|[?!…][”’]?[.:](\s|$)| {2}|\n{3}|None|\{[{%]|: *\n\n"
    r"|\b(by|of|on|in|from|at|with) [:.,]|\b([Tt]he|[Oo]f|[Oo]n|[Ii]n|[Bb]y|[Aa]n?) \2\b|\b[Tt]he [Tt]he\b"
)
# What a campaign's own material may bring about, however it is worded.
OF_THE_MATERIAL = {
    "title_only",
    "no_address",
    "same_opening",
    "repeats_card",
    "long_sentence",
    "emoji",
    "shortened",
    "link_in_text",
}


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def week(request):
    loaded, posts = planning.read(request.param)
    assert loaded.campaign is not None
    merged = compose(loaded.campaign, merged=dict.fromkeys(ChannelName, True))
    return loaded.campaign, {post.key: post for post in (*merged, *posts)}.values()


def texts(posts):
    """Every wording of every post: also the one without the count."""
    return [(post, text) for post in posts for text in (post.said.text, post.said.uncounted) if text is not None]


def own_words(campaign, post):
    """Everything that the campaign's files say themselves, for what they are quoted with."""
    blogs = [blog for blog in campaign.blogs if post.blog in (None, blog.id)]
    said = [words.plain(blog.body) for blog in blogs]
    said += [" ".join((blog.title, blog.subtitle, blog.hook or "", *blog.points)) for blog in blogs]
    said += [
        f"{theme.name} {theme.line} {theme.description} {theme.question} {theme.phrase}" for theme in campaign.themes
    ]
    said += [author.model_dump_json() for blog in blogs for author in blog.authors]
    return words.alike(" ".join((*said, campaign.name, str(campaign.event))))


# ------------------------------------------------------------------------------------------ every post that is composed


def test_every_post_fits_its_network_and_is_not_empty(week):
    _, posts = week
    for post, text in texts(posts):
        assert 0 < measure(text, post.channel) <= post.said.limit, post.key


def test_nothing_is_remarked_on_but_what_the_material_brings_with_it(week):
    _, posts = week
    assert {remark.code for post in posts for remark in post.warnings} <= OF_THE_MATERIAL


@pytest.mark.parametrize("folder", THE_WEEKS, ids=lambda folder: folder.name)
def test_nothing_at_all_is_remarked_on_in_the_weeks_of_the_calls(folder):
    _, posts = planning.read(folder)
    assert [(post.key, remark) for post in posts for remark in post.warnings] == []


@pytest.mark.parametrize("folder", THE_WEEKS, ids=lambda folder: folder.name)
def test_posts_on_blogs_in_the_weeks_of_the_calls_use_most_of_the_room_on_x(folder):
    _, posts = planning.read(folder)
    lengths = [post.said.length for post in posts if post.channel is ChannelName.X and post.kind in OF_A_BLOG]
    assert min(lengths) >= 200


def test_the_first_line_on_a_blog_is_the_blogs_own_point(week):
    campaign, posts = week
    chosen = leads(campaign)
    for post in posts:
        if post.kind not in OF_A_BLOG:
            continue
        angle = chosen[post.blog].first if post.kind is Kind.BLOG else chosen[post.blog].second
        first = post.said.text.split("\n")[0].replace(x_text.ZERO_WIDTH_SPACE, "")
        if angle.kind != "title":
            assert first == angle.lead, post.key
        elif post.channel is ChannelName.X:
            shortened = any(remark.code == "shortened" for remark in post.warnings)
            assert angle.text.startswith(first.rstrip("…")) if shortened else first == angle.text, post.key
        assert not re.search(r"\bday \d|guest blog", first, re.IGNORECASE), post.key
        assert campaign.name not in first, post.key
        assert campaign.hashtag not in post.said.text.split("\n")[0], post.key


def test_the_title_leads_only_where_there_is_nothing_else_and_is_flagged(week):
    campaign, posts = week
    blogs = {blog.id: blog for blog in campaign.blogs}
    for post in posts:
        if post.kind is Kind.BLOG:
            blog = blogs[post.blog]
            flagged = any(remark.code == "title_only" for remark in post.warnings)
            assert flagged == (not (blog.hook or blog.points or blog.quotes)), post.key


def test_what_stands_in_double_quotation_marks_is_a_title_or_stands_in_the_blog(week):
    campaign, posts = week
    for post, text in texts(posts):
        if any(remark.code == "shortened" for remark in post.warnings):
            continue
        said = own_words(campaign, post).replace('"', "'")
        for quotation in re.findall("“([^”]*)”", text.replace(x_text.ZERO_WIDTH_SPACE, "")):
            assert words.alike(quotation).replace('"', "'") in said, post.key


def test_every_figure_stands_in_the_blog_or_in_the_campaigns_facts(week):
    campaign, posts = week
    facts = words.figures(own_words(campaign, next(iter(posts))))
    days = {str(day.date.day) for day in campaign.days} | {str(number + 1) for number in range(len(campaign.days))}
    if campaign.event:
        days |= {str(campaign.event.starts.day), str(campaign.event.ends.day)}
    for post, text in texts(posts):
        pieces = len(post.counted)
        counts = {str(count) for count in range(13, pieces + 1)}
        read = text.replace(post.said.link or "\0", "")
        blogs_own = words.figures(own_words(campaign, post))
        assert words.figures(read) <= blogs_own | facts | days | counts, post.key


def test_linkedin_shows_neither_an_address_nor_what_the_card_shows(week):
    campaign, posts = week
    for post, text in texts(posts):
        if post.channel is ChannelName.LINKEDIN and post.blog is not None:
            assert post.said.card.title not in text.removesuffix(campaign.hashtag).split("\n"), post.key
            assert post.said.card.description not in text, post.key
            assert not little_text.addresses(text), post.key


def test_no_handle_stands_in_more_than_one_post_of_a_network(week):
    _, posts = week
    on_x = Counter(
        handle.text.casefold()
        for post in posts
        if post.channel is ChannelName.X
        for handle in {handle.text.casefold(): handle for handle in x_text.mentions(post.said.text)}.values()
    )
    linked = Counter(mention.urn for post in posts for mention in post.said.mentions)
    assert [name for name, count in (on_x + linked).items() if count > 1] == []


def test_handles_stand_in_brackets_after_a_name_and_only_of_those_who_want_it(week):
    campaign, posts = week
    wanted = {a.x for blog in campaign.blogs for a in blog.authors if a.mention == "handle" and a.x}
    wanted |= {blog.organisation_x for blog in campaign.blogs}
    for post, text in texts(posts):
        for handle in x_text.mentions(text) if post.channel is ChannelName.X else ():
            assert "@" + handle.text in wanted, post.key
            assert re.search(rf"\w[^\n]* \(@{handle.text}\)", text), post.key


def test_names_of_those_who_want_none_stand_nowhere(week):
    campaign, posts = week
    silent = {a.name for blog in campaign.blogs for a in blog.authors if a.mention == "none"}
    named = {a.name for blog in campaign.blogs for a in blog.authors if a.mention != "none"}
    for post, text in texts(posts):
        assert [name for name in silent - named if name in text] == [], post.key


def test_every_post_on_a_blog_names_its_author_or_says_a_blog(week):
    campaign, posts = week
    blogs = {blog.id: blog for blog in campaign.blogs}
    for post in posts:
        if post.kind in OF_A_BLOG:
            plain = post.said.text.replace(x_text.ZERO_WIDTH_SPACE, "")
            for author in blogs[post.blog].authors:
                assert author.mention == "none" or author.name in plain, post.key


def test_no_sentence_is_long_no_manner_is_loud_and_no_day_is_relative(week):
    campaign, posts = week
    for post, text in texts(posts):
        material = {remark.code for remark in post.warnings} & OF_THE_MATERIAL
        assert not re.search(r"\b(tomorrow|yesterday|delighted|insightful|must-read)\b", text, re.IGNORECASE), post.key
        if not own_words(campaign, post).count("!"):
            assert "!" not in text, post.key
        if "long_sentence" not in material:
            assert max(len(sentence.split()) for sentence in checks.sentences(text)) <= 25, post.key


def test_today_stands_only_in_posts_that_are_bound_to_their_day(week):
    _, posts = week
    for post, text in texts(posts):
        if re.search(r"\btoday\b", text, re.IGNORECASE):
            assert post.kind in (Kind.OPENER, Kind.ROUND_UP) or post.kind in OF_A_BLOG, post.key
    by_us = [post for post in posts if post.kind in (Kind.WEEK_END, Kind.EVENT)]
    assert [post.key for post in by_us if "today" in post.said.text.casefold()] == []


def test_a_count_counts_blogs_that_are_linked_and_the_other_wording_counts_nothing(week):
    campaign, posts = week
    linked = {blog.id for blog in campaign.blogs if blog.url}
    counting = re.compile(
        r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+) (blogs|case stud|answers)", re.IGNORECASE
    )
    for post in posts:
        assert set(post.counted) <= linked, post.key
        if post.counted:
            assert len(post.counted) > 1, post.key
            assert post.said.uncounted is not None, post.key
            assert not counting.search(post.said.uncounted), post.key
        elif post.kind not in OF_A_BLOG:
            assert not counting.search(post.said.text), post.key


@pytest.mark.parametrize("folder", THE_WEEKS, ids=lambda folder: folder.name)
def test_an_opener_that_links_to_nothing_does_not_say_here(folder):
    loaded, _ = planning.read(folder)
    for post in compose(loaded.campaign.model_copy(update={"page": None}), merged=dict.fromkeys(ChannelName, False)):
        if post.kind is Kind.OPENER and post.channel is ChannelName.X:
            assert post.said.link is None
            assert "in the course of the day." in post.said.text
            assert not re.search(r"\bhere\b", post.said.text), post.said.text
            assert not SEAM.search(post.said.text), post.said.text
            assert 0 < post.said.length <= post.said.limit


def test_case_studies_are_called_that(week):
    campaign, posts = week
    studies = {blog.id for blog in campaign.blogs if blog.kind == "case-study"}
    for post in posts:
        if post.blog in studies:
            assert re.search(r"case study", post.said.text, re.IGNORECASE), post.key
            assert not re.search(r"\ba blog\b", post.said.text, re.IGNORECASE), post.key


def test_two_posts_of_a_kind_on_a_day_begin_differently_or_are_flagged(week):
    _, posts = week
    seen = Counter()
    for post in posts:
        begins = (post.channel, post.kind, post.day, opening(post.said.text))
        seen[begins] += 1
        assert seen[begins] == 1 or any(remark.code == "same_opening" for remark in post.warnings), post.key


def test_a_day_without_blogs_promises_none(week):
    campaign, posts = week
    busy = {post.day for post in posts if post.blog is not None}
    for post in posts:
        if post.kind is Kind.OPENER and post.day not in busy:
            assert not re.search(
                r"blog|case stud|writ|read", post.said.text.replace(campaign.name, ""), re.IGNORECASE
            ), post.key


def test_without_a_page_nothing_points_to_one(week):
    _, posts = week
    pointing = re.compile(r"\b(one page|the page|catch up|read all|read both)\b|https?:|:\s*(\n[^–]|$)", re.IGNORECASE)
    for post, text in texts(posts):
        if post.said.link is None and post.blog is None:
            assert not pointing.search(text), post.key


def test_the_hashtag_stands_last_letter_for_letter_and_once(week):
    campaign, posts = week
    for post, text in texts(posts):
        assert text.split()[-1] == campaign.hashtag, post.key
        tags = [tag.text for tag in x_text.hashtags(text)] if post.channel is ChannelName.X else list(post.said.tags)
        assert tags in ([campaign.hashtag[1:]], [campaign.hashtag]), post.key
        if post.channel is ChannelName.LINKEDIN:
            assert post.said.payload_text.count("{hashtag|") == 1, post.key


def test_x_makes_one_link_of_a_post_and_it_is_the_tagged_one(week):
    _, posts = week
    for post, text in texts(posts):
        if post.channel is ChannelName.X:
            assert [link.text for link in x_text.urls(text)] == ([post.said.link] if post.said.link else []), post.key
            assert post.said.link is None or "utm_source=x&utm_medium=social&utm_campaign=" in post.said.link


def test_no_wording_leaves_a_seam(week):
    _, posts = week
    for post, text in texts(posts):
        if "markup" not in post.key and "said-twice" not in post.key:  # what contributors wrote like that themselves
            assert not SEAM.search(text.replace("Director of of Delivery", "")), f"{post.key}: {text}"


def test_the_same_week_gives_the_same_bytes(week):
    campaign, _ = week
    first, second = (compose(campaign, merged=dict.fromkeys(ChannelName, False)) for _ in range(2))
    assert first == second
    assert [post.digest for post in first] == [post.digest for post in second]


# --------------------------------------------------------------------------------- every wording, in every situation

NOTHING = {"hook": None, "points": (), "quotes": ()}
ALONE = {"authors": [{"name": "Kit Sample"}]}
SITUATIONS = {
    "everything": ({}, [{}, {"themes": ["two"]}, {"kind": "case-study"}]),
    "no page": ({"page": None}, [{}, {}]),
    "no event": ({"event": None}, [{}, {}]),
    "event with an address": ({"event": {"name": "The Example", "starts": "2021-09-17", "ends": "2021-09-18", "url": "https://example.org/e"}}, [{}, {}]),
    "event inside the week": ({"event": {"name": "Example", "starts": "2021-09-14", "ends": "2021-09-14"}}, [{}, {"themes": ["two"]}]),
    "event before the week": ({"event": {"name": "Example", "starts": "2021-09-01", "ends": "2021-09-01"}}, [{}, {}]),
    "bare themes": ({"themes": [{"id": name, "name": name.capitalize()} for name in ("one", "two", "three")]}, [{}, {}]),
    "long names": ({"name": "A Week " + "with a Long Name " * 3, "themes": [{"id": name, "name": "Theme " * 12 + name} for name in ("one", "two", "three")]}, [{}, {}]),
    "titles only": ({}, [NOTHING, NOTHING, NOTHING]),
    "no organisation": ({}, [ALONE, ALONE]),
    "nobody named": ({}, [{"authors": [{"name": "Kit Sample", "mention": "none"}]}] * 2),
    "no point": ({}, [{"points": ()}, {"points": ()}]),
    "hook only": ({}, [{"points": (), "quotes": ()}]),
    "one blog": ({}, [{}]),
    "thirteen blogs": ({}, [{}] * 13),
    "forty blogs": ({}, [{}] * 40),
    "no blogs": ({}, []),
    "one day": ({"days": [{"date": "2021-09-13", "theme": "one"}]}, [{}, {}]),
    "one day, one theme, one blog": ({"days": [{"date": "2021-09-13", "theme": "one"}], "themes": [{"id": "one", "name": "The day"}]}, [{}]),
    "organisations with commas": ({}, [{"authors": [{"name": f"Kit {n}", "organisation": f"Sample, {n} & Co"}]} for n in range(4)]),
    "addresses to come": ({}, [{"url": None}, {"url": None}]),
    "many authors": ({}, [{"authors": [{"name": f"Sample {n}", "organisation": f"Example {n % 4}"} for n in range(9)]}] * 2),
}  # fmt: skip


def in_situation(make, name):
    settings, blogs = SITUATIONS[name]
    made = [make.blog(number, **blog) for number, blog in enumerate(blogs, start=1)]
    return make.campaign(*made, **settings)


@pytest.mark.parametrize("name", NAMES)
def test_the_built_in_wordings_keep_the_rules_for_templates(name):
    assert len(parse(name, source(name), known=variables.KNOWN).variants) >= 3


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_built_in_wordings_say_what_their_files_say_to_jinja(make, situation):
    campaign = in_situation(make, situation)
    by_jinja = campaign.model_copy(update={"templates": {name: source(name) for name in NAMES}})
    for merged in (True, False):
        assert make.posts(by_jinja, merged=merged) == make.posts(campaign, merged=merged)


@pytest.mark.parametrize("name", NAMES)
def test_every_rung_of_the_built_in_wordings_says_what_its_file_says_to_jinja(name):
    by_jinja = parse(name, source(name), known=variables.KNOWN)
    for choice, given in product((True, False), VARIABLES):
        for ours, its in zip(built_in(name).variants, by_jinja.variants, strict=True):
            assert [(rung.name, rung.render(given | {"counted": choice})) for rung in ours] == [
                (rung.name, rung.render(given | {"counted": choice})) for rung in its
            ]


def source(name):
    return (ROOT / "src/promoter/posts/wording" / f"{name}.txt").read_text(encoding="utf-8")


FULL = {
    **{name: dict.fromkeys(parts, "part") if parts else "word" for name, parts in variables.KNOWN.items()},
    "blogs": [{"title": "A title", "by_title": "A: a title"}] * 3,
    "points": ["A point."] * 2,
    "organisations": ["A", "B"],
    "total": 3,
    "day": {"number": 1, "of": 5, "weekday": "Monday", "date": "13 September"},
}
# Everything there, nothing there, and each thing missing in turn; what has parts stays, and has them empty.
NOTHING = {
    name: dict.fromkeys(full, 0 if name == "day" else "") if isinstance(full, dict) else type(full)()
    for name, full in FULL.items()
}
VARIABLES = [
    FULL,
    NOTHING,
    *(FULL | {name: NOTHING[name]} for name in FULL),
    *(NOTHING | {name: FULL[name]} for name in FULL),
]


def forced(campaign, variant, rung):
    """The campaign with one rung of one variant as its only wording of every kind; the last rung where it has fewer."""
    only = {}
    for name in NAMES:
        variants = parts(source(name))
        rungs = variants[variant % len(variants)]
        _, only[name] = rungs[min(rung, len(rungs) - 1)]
    return campaign.model_copy(update={"templates": only})


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_variant_and_rung_says_something_whole_in_every_situation(make, situation):
    campaign = in_situation(make, situation)
    for variant, rung in product(range(3), range(MOST_RUNGS)):
        for post, text in texts(make.posts(forced(campaign, variant, rung), merged=rung % 2 == 0)):
            where = f"{post.key}, variant {variant + 1}, rung {rung + 1}: {text}"
            assert not SEAM.search(text), where
            assert text.split()[-1] == campaign.hashtag, where
            if post.channel is ChannelName.X and post.said.link:
                assert text.count(post.said.link) == 1, where


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_last_rung_of_every_variant_fits_in_every_situation(make, situation):
    campaign = in_situation(make, situation)
    for variant in range(3):
        for post in make.posts(forced(campaign, variant, MOST_RUNGS), merged=True):
            assert post.said.length <= post.said.limit, f"{post.key}: {post.said.text}"


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_situation_gives_a_post_that_may_not_be_approved(make, situation):
    for merged in (False, True):
        for post in make.posts(in_situation(make, situation), merged=merged):
            codes = {remark.code for remark in post.warnings}
            assert codes <= OF_THE_MATERIAL, post.key
            assert not codes & checks.FORBID_APPROVAL, post.key


@pytest.mark.parametrize("variant", range(3))
def test_where_nothing_is_asked_nobody_speaks_of_a_question_or_its_answers(make, variant):
    for rung in range(MOST_RUNGS):
        for post, text in texts(make.posts(forced(in_situation(make, "bare themes"), variant, rung))):
            assert not re.search(r"\bquestion\b|\banswers\b|\?", text.split("http")[0]) or post.blog, (
                f"{post.key}: {text}"
            )


def test_the_day_before_the_event_reminds_of_it_also_inside_the_week(make):
    posts = make.posts(in_situation(make, "event inside the week"))
    (on_x, on_linkedin) = (post for post in posts if post.kind is Kind.EVENT)
    assert on_x.day == on_linkedin.day == date(2021, 9, 13)
    assert "Still to come after" not in on_x.said.text
    assert "led up" not in on_x.said.text


def test_an_event_that_is_over_is_not_announced(make):
    campaign = in_situation(make, "event before the week")
    for merged in (False, True):
        posts = make.posts(campaign, merged=merged)
        assert Kind.EVENT not in {post.kind for post in posts}
        assert not [post.key for post in posts if "1 September" in post.said.text]


@pytest.mark.parametrize("channel", ["x", "linkedin"])
def test_one_blog_makes_no_round_up_and_is_not_counted(make, channel):
    posts = make.posts(in_situation(make, "one blog"))
    assert Kind.ROUND_UP not in {post.kind for post in posts}
    assert "Sample 1, who wrote" in make.of(posts, "week_end", channel).said.text
    opener = next(post for post in posts if post.kind is Kind.OPENER and post.channel == channel)
    assert "blogs" not in opener.said.text


@pytest.mark.parametrize("channel", ["x", "linkedin"])
def test_the_merged_post_of_the_last_day_is_round_up_thanks_and_reminder_in_one(make, channel):
    campaign = make.campaign(make.blog(1), make.blog(2, themes=["three"]), make.blog(3, themes=["three"]))
    posts = [
        post for post in make.posts(campaign, merged=True) if post.channel == channel and post.day == date(2021, 9, 15)
    ]
    closing = [post for post in posts if post.blog is None and post.kind is not Kind.OPENER]
    assert [post.kind for post in closing] == [Kind.WEEK_END]
    assert "Thank you" in closing[0].said.text
    assert "Example conference" in closing[0].said.text
    assert "Wednesday 22 September" in closing[0].said.uncounted
    assert closing[0].counted == ("blog-1", "blog-2", "blog-3")


def test_a_blog_that_is_not_linked_is_not_counted(make):
    campaign = make.campaign(make.blog(1), make.blog(2), make.blog(3, url=None))
    round_up = make.of(make.posts(campaign), "round_up")
    assert round_up.counted == ("blog-1", "blog-2")
    assert "Two blogs" in round_up.said.text

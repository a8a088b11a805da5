"""What the wordings may speak of: complete, inert, short, and in the call's own words."""

import re
from pathlib import Path

import pytest

from promoter.campaign.model import ChannelName
from promoter.posts import variables, x_text
from promoter.posts.angles import Angle
from promoter.posts.template_rules import LISTS
from promoter.posts.templates import parse
from promoter.posts.variables import KNOWN

X, LINKEDIN = ChannelName.X, ChannelName.LINKEDIN
FOUL = "Why #GovTech needs @home, $CASH and GOV.UK"


def of_blog(make, channel=X, angle=None, named=(), said=(), **front):
    blog = make.blog(**front)
    campaign = make.campaign(blog)
    angle = angle or Angle("hook", "A hook.")
    return variables.of_blog(blog, campaign, channel, angle=angle, named=frozenset(named), said=said)


def theme(make, **told):
    campaign = make.campaign(
        themes=[{"id": "one", "name": "The Theme", **told}], days=[{"date": "2021-09-13", "theme": "one"}]
    )
    return variables.of_day(campaign, X, campaign.days, 1)["theme"]


def event(make, **told):
    campaign = make.campaign(event={"name": "Example", "starts": "2021-09-22", "ends": "2021-09-22", **told})
    return variables.of_week(campaign, X, campaign.days, campaign.blogs)["event"]


def everything(make, channel, *blogs, **settings):
    campaign = make.campaign(*blogs, **settings)
    days = sorted(campaign.days, key=lambda day: day.date)
    return (
        variables.of_week(campaign, channel, days, blogs)
        | variables.of_day(campaign, channel, days, 1)
        | variables.of_pieces(blogs, campaign, channel)
        | variables.of_blog(blogs[0], campaign, channel, angle=Angle("hook", "A hook."), named=frozenset(), said=())
    )


@pytest.mark.parametrize("channel", [X, LINKEDIN])
def test_the_known_names_and_parts_are_those_that_there_are(make, channel):
    there = everything(make, channel, make.blog(1), make.blog(2))
    assert there.keys() == KNOWN.keys()
    for name, parts in KNOWN.items():
        holder = there[name][0] if name == "blogs" else there[name]
        assert parts == (holder.keys() if isinstance(holder, dict) else frozenset()), name


@pytest.mark.parametrize("channel", [X, LINKEDIN])
def test_every_list_is_short_however_much_there_is(make, channel):
    blogs = [
        make.blog(
            n % 60,
            id=f"b{n}",
            authors=[{"name": f"Kit {n}", "organisation": f"Example {n}"}],
            points=[f"Point {p}." for p in range(30)],
        )
        for n in range(90)
    ]
    there = everything(make, channel, *blogs)
    lists = {name: value for name, value in there.items() if isinstance(value, list | tuple)}
    assert lists.keys() <= LISTS
    assert {name: len(value) for name, value in lists.items()} == {"blogs": 30, "organisations": 40, "points": 3}
    assert there["more"] == "60"


def test_on_x_nothing_foreign_becomes_a_tag_a_mention_a_cashtag_or_a_link(make):
    blog = make.blog(
        title=FOUL, subtitle=FOUL, hook=FOUL, points=(FOUL,),
        authors=[{"name": FOUL, "organisation": FOUL, "role": FOUL}],
    )  # fmt: skip
    themes = [{"id": "one", "name": FOUL, "question": FOUL, "line": FOUL, "description": FOUL}]
    there = everything(
        make,
        X,
        blog,
        name=FOUL,
        themes=themes,
        days=[{"date": "2021-09-13", "theme": "one"}],
        event={**make.EVENT, "name": FOUL},
    )
    assert texts_in({name: value for name, value in there.items() if name != "hashtag"})
    for text in texts_in({name: value for name, value in there.items() if name != "hashtag"}):
        parsed = x_text.parse(text)
        assert (parsed.urls, parsed.hashtags, parsed.mentions, parsed.cashtags) == ((), (), (), ()), text


def texts_in(value):
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for inner in values for text in texts_in(inner)]


def test_on_linkedin_only_the_campaigns_own_hashtag_is_made_inert(make):
    there = of_blog(make, LINKEDIN, hook=None, angle=Angle("hook", "On #ExampleWeek and #Other"))
    assert there["lead"] == "On #\u200bExampleWeek and #Other"


def test_on_linkedin_nothing_leads_where_only_the_title_could(make):
    title = Angle("title", "The title")
    assert of_blog(make, LINKEDIN, title)["lead"] == ""
    assert (of_blog(make, X, title)["lead"], of_blog(make, X, title)["title"]) == ("The title", "")


def test_points_that_lead_or_were_said_are_not_said_again(make):
    points = ("It’s the first.", "It is the second", "It is the third.", "It is the fourth.", "It is the fifth.")
    there = of_blog(
        make, angle=Angle("point", "It's the first."), said=("A post. It is the third. And more.",), points=points
    )
    assert there["points"] == ["It is the second.", "It is the fourth.", "It is the fifth."]
    assert (there["point"], there["short_point"]) == ("It is the second.", "It is the fifth.")


def test_without_points_x_has_the_sub_title_and_linkedin_whose_card_shows_it_has_nothing(make):
    assert of_blog(make, X, points=(), subtitle="How it went")["point"] == "How it went."
    assert of_blog(make, LINKEDIN, points=(), subtitle="How it went")["point"] == ""
    assert of_blog(make, X, points=(), subtitle="How it went", said=("How it went. LINK",))["point"] == ""


def test_quotation_marks_inside_a_quoted_title_are_single(make):
    assert of_blog(make, title="The “last” one")["title_inside"] == "The ‘last’ one"


@pytest.mark.parametrize(
    ("told", "about"),
    [
        ({"description": "How we do it", "line": "the doing"}, "It is about how we do it."),
        ({"description": "The things that matter."}, "It is about the things that matter."),
        ({"description": "Looking at things", "line": "what things are"}, "It is about what things are."),
        ({"description": "What is it?", "line": "what it is"}, "It is about what it is."),
        ({"description": "How " + "long it is " * 10, "line": "length"}, "It is about length."),
        ({"description": "Britain in ten years"}, "Britain in ten years."),
        ({"description": "What is it?"}, "What is it?"),
        ({"description": "word " * 26}, ""),
        ({"line": "Doing things"}, "It is about doing things."),
        ({"line": "London calling"}, "It is about London calling."),
        ({}, ""),
    ],
)
def test_a_theme_is_told_in_one_sentence_of_the_calls_own_words(make, told, about):
    assert theme(make, **told)["about"] == about


def test_a_theme_inside_a_sentence_is_its_phrase_or_its_name_with_a_small_article(make):
    assert theme(make)["phrase"] == "the Theme"
    assert theme(make, phrase="themes at large")["phrase"] == "themes at large"
    assert theme(make, phrase="themes at large")["phrase_capital"] == "Themes at large"


@pytest.mark.parametrize(
    ("told", "edition", "ours"),
    [
        ({"what": "conference", "edition": "seventh"}, "the seventh Example conference", "our Example conference"),
        ({"what": "conference"}, "the Example conference", "our Example conference"),
        ({"edition": "third"}, "the third Example", "Example"),
        ({}, "Example", "Example"),
        ({"name": "The Example", "edition": "third"}, "the third Example", "The Example"),
        ({"name": "The Example"}, "The Example", "The Example"),
    ],
)
def test_an_event_is_called_by_what_is_known_of_it(make, told, edition, ours):
    assert (event(make, **told)["the_edition"], event(make, **told)["our_name"]) == (edition, ours)


def test_an_event_of_several_days_runs(make):
    assert event(make)["is_or_runs"] == "is"
    two_days = event(make, ends="2021-09-23")
    assert (two_days["is_or_runs"], two_days["when"]) == ("runs", "from Wednesday 22 to Thursday 23 September")


def test_one_of_a_thing_is_not_counted(make):
    one = everything(make, X, make.blog(1), days=[{"date": "2021-09-13", "theme": "one"}])
    assert (one["days"], one["themes"], one["tally"], one["all"], one["are"]) == ("", "", "a blog", "it", "is")
    assert (one["intro"], one["intro_weekday"]) == ("Example Week", "Example Week")
    assert one["thanks"] == "Sample 1, who wrote"


def test_two_and_more_are_counted(make):
    three = everything(make, X, make.blog(1), make.blog(2, themes=["two"]), make.blog(3, kind="case-study"))
    assert three["tally_capital"] == "Three days, two themes, two blogs and a case study"
    assert (three["all"], three["answers"], three["thanks"]) == ("all three", "three answers", "everyone who wrote")
    assert (three["intro"], three["intro_weekday"]) == ("Day 1 of Example Week", "Monday of Example Week")
    assert three["next"] == {"weekday": "Tuesday", "phrase": "a second theme"}


def test_people_are_listed_only_if_they_are_few_and_all_want_it(make):
    few = [make.blog(n) for n in range(1, 6)]
    assert everything(make, X, *few)["writers"] == "Sample 1, Sample 2, Sample 3, Sample 4 and Sample 5"
    assert everything(make, X, *few, make.blog(6))["writers"] == ""
    silent = make.blog(2, authors=[{"name": "Kit Sample", "mention": "none"}])
    assert everything(make, X, make.blog(1), silent)["writers"] == ""
    assert everything(make, X, make.blog(1), make.blog(2, authors=[{"name": "Sample 1"}]))["writers"] == "Sample 1"


def test_organisations_stand_in_the_order_of_the_alphabet_and_once(make):
    blogs = [
        make.blog(n, authors=[{"name": "Kit", "organisation": name}])
        for n, name in enumerate(("beta", "Alpha", "Gamma", "Alpha"), 1)
    ]
    there = everything(make, X, *blogs)
    assert (there["organisations"], there["organisations_listed"]) == (
        ["Alpha", "beta", "Gamma"],
        "Alpha, beta and Gamma",
    )


def test_the_handbook_for_wordings_names_everything_that_can_be_named_and_nothing_else():
    handbook = (Path(__file__).parents[2] / "docs" / "wording.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[^|]+`) \|", handbook, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_.]+)`", row) if not name.endswith(".txt")}
    parts = {f"{name}.{part}" for name, parts in KNOWN.items() for part in parts if name != "blogs"}
    assert named == parts | {name for name, parts in KNOWN.items() if not parts or name == "blogs"}


def test_the_examples_of_the_handbook_are_templates():
    handbook = (Path(__file__).parents[2] / "docs" / "wording.md").read_text(encoding="utf-8")
    examples = re.findall(r"```jinja\n(.*?)```", handbook, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        parse("x/blog", example, known=KNOWN)

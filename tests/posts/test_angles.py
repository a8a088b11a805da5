"""The ways into a blog: only its own words, the best first, and no two posts of a day alike at the start."""

import pytest

from promoter.posts.angles import Angle, angles, leads, opening, said_in, sentence

QUOTE = "Nobody had asked for a portal, they had asked for an answer."


def kinds(make, **front):
    blog = make.blog(**front)
    return [(angle.kind, angle.text) for angle in angles(blog, make.campaign(blog))]


def test_the_hook_comes_first_then_quotations_then_points(make):
    found = kinds(make, hook="A hook.", quotes=(QUOTE,), points=("A point", "Another?"))
    assert found == [("hook", "A hook."), ("quotation", QUOTE), ("point", "A point."), ("point", "Another?")]


def test_without_any_of_them_the_clean_title_is_the_only_way_in(make):
    title = "Example 1: What it found #ExampleWeek"
    assert kinds(make, hook=None, quotes=(), points=(), title=title) == [("title", "What it found")]


def test_a_quotation_that_does_not_stand_in_the_blog_is_not_used(make):
    assert kinds(make, hook=None, points=(), quotes=("Nobody said this.", QUOTE)) == [("quotation", QUOTE)]


def test_a_quotation_may_differ_in_kinds_of_marks_only(make):
    body = "She said “it’s done – at last” and left."
    assert kinds(make, hook=None, points=(), quotes=("it's done - at last",), body=body) == [
        ("quotation", "it's done - at last")
    ]


def test_a_hook_that_is_a_quotation_is_shown_as_one_and_not_again(make):
    assert kinds(make, hook=QUOTE, quotes=(QUOTE,), points=(QUOTE.rstrip("."),)) == [("quotation", QUOTE)]


def test_only_quotations_stand_in_quotation_marks(make):
    assert Angle("quotation", "It “works”").lead == "“It ‘works’”"
    assert Angle("hook", "It “works”").lead == "It “works”"


def test_the_second_post_takes_a_quotation_before_a_point(make):
    blog = make.blog(hook="A hook.", points=("A point.",), quotes=(QUOTE,))
    chosen = leads(make.campaign(blog))["blog-1"]
    assert (chosen.first.kind, chosen.second.kind) == ("hook", "quotation")


def test_with_one_way_in_there_is_no_second_post(make):
    blog = make.blog(points=(), quotes=())
    assert leads(make.campaign(blog))["blog-1"].second is None


def test_of_two_blogs_of_a_day_that_begin_alike_the_later_one_begins_otherwise(make):
    first = make.blog(1, hook="We began with the doors.", points=())
    second = make.blog(2, hook="We began with the windows.", points=("Light is cheap.",))
    other_day = make.blog(3, hook="We began with the roof.", points=(), themes=["two"])
    chosen = leads(make.campaign(second, other_day, first))
    assert [chosen[f"blog-{number}"].first.text for number in (1, 2, 3)] == [
        "We began with the doors.",
        "Light is cheap.",
        "We began with the roof.",
    ]


def test_seconds_begin_differently_too(make):
    points = ("One thing is that it works.", "Another thing is missing.")
    blogs = [make.blog(number, points=points, quotes=()) for number in (1, 2)]
    chosen = leads(make.campaign(*blogs))
    assert [chosen[blog.id].second.text for blog in blogs] == list(points)


@pytest.mark.parametrize("status", ["withdrawn", "declined", "submitted"])
def test_what_became_of_a_blog_changes_no_other_blogs_lead(make, status):
    blogs = [make.blog(number, hook="We began with the doors.") for number in (1, 2, 3)]
    changed = [blogs[0].model_copy(update={"status": status}), *blogs[1:]]
    assert leads(make.campaign(*blogs)) == leads(make.campaign(*changed))


@pytest.mark.parametrize(
    ("text", "said"), [("A point", "A point."), ("Why?", "Why?"), ("So…", "So…"), ("He said “no.”", "He said “no.”")]
)
def test_a_sentence_ends_with_one_mark(text, said):
    assert sentence(text) == said


def test_an_opening_is_four_words_whatever_their_marks_and_capitals():
    assert opening("“It’s THE same\nold story") == opening("\"It's the same old song") == "\"it's the same old"
    assert opening("Why?") == "why?"


def test_what_is_said_already_is_found_whatever_its_marks(make):
    assert said_in("First: it’s DONE. And more.", ["it's done.", "It is done."]) == ["it's done."]

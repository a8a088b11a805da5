"""Contributors are named as they want to be, and each handle once a week."""

import pytest

from promoter.campaign.model import ChannelName
from promoter.posts import contributors

X, LINKEDIN = ChannelName.X, ChannelName.LINKEDIN


def person(name="Kit Sample", organisation="Example", **more):
    return {"name": name, "organisation": organisation, **more}


def by_line(blog, *named):
    return contributors.by_line(blog, frozenset(named), str)


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        ([person()], "Kit Sample of Example"),
        ([person(organisation=None)], "Kit Sample"),
        ([person(), person("Ann Sample")], "Kit Sample and Ann Sample of Example"),
        ([person(), person("Ann Sample", "Other")], "Kit Sample of Example and Ann Sample of Other"),
        ([person(), person("Ann Sample", "Other"), person("Bo Sample", "Third, Co")], "Kit Sample of Example; Ann Sample of Other; and Bo Sample of Third, Co"),
        ([person(mention="none"), person("Ann Sample")], "Ann Sample of Example"),
        ([person(mention="none")], ""),
    ],
)  # fmt: skip
def test_a_by_line_names_each_organisation_after_its_people(make, authors, said):
    assert by_line(make.blog(authors=authors)) == said


def test_a_handle_stands_in_brackets_after_the_name_of_who_wants_it(make):
    blog = make.blog(authors=[person(x="@kit", mention="handle"), person("Ann Sample", x="@ann", mention="name")])
    assert by_line(blog, "@kit", "@ann") == "Kit Sample (@kit) and Ann Sample of Example"
    assert by_line(blog) == "Kit Sample and Ann Sample of Example"


def test_one_handle_given_by_two_authors_stands_once(make):
    blog = make.blog(authors=[person(x="@both", mention="handle"), person("Ann Sample", x="@both", mention="handle")])
    assert by_line(blog, "@both") == "Kit Sample (@both) and Ann Sample of Example"


def test_the_organisations_handle_stands_after_its_first_mention_only(make):
    authors = [person(), person("Ann Sample", "Example Other"), person("Bo Sample")]
    blog = make.blog(authors=authors, organisation_x="@example")
    assert (
        by_line(blog, "@example")
        == "Kit Sample of Example (@example), Ann Sample of Example Other and Bo Sample of Example"
    )


def test_an_organisation_whose_name_begins_like_another_gets_its_own_handle(make):
    blog = make.blog(
        authors=[person("Ann", "Example Ltd", mention="none"), person("Bo", "Example Ltd Group")], organisation_x="@ltd"
    )
    assert contributors.handles(blog) == []
    assert by_line(blog, "@ltd") == "Bo of Example Ltd Group"


def test_the_organisations_handle_is_used_only_where_no_author_gives_one(make):
    own, other = person(x="@kit", mention="handle"), person("Ann Sample", x="@ann")
    assert contributors.handles(make.blog(authors=[own, other], organisation_x="@example")) == ["@kit"]
    assert contributors.handles(make.blog(authors=[other], organisation_x="@example")) == ["@example"]
    assert contributors.handles(make.blog(authors=[person(organisation=None)], organisation_x="@example")) == []


@pytest.mark.parametrize(
    ("count", "all_names", "brief"),
    [(1, "A", "A"), (2, "A and B", "A and B"), (3, "A, B and C", "A and two others"), (0, "", "")],
)
def test_names_are_brief_where_room_is_short(make, count, all_names, brief):
    people = [person(name) for name in "ABC"[:count]] or [person(mention="none")]
    blog = make.blog(authors=people)
    assert (contributors.names(blog), contributors.brief_names(blog)) == (all_names, brief)


def test_in_a_list_authors_of_several_organisations_are_told_apart(make):
    assert (
        contributors.by_organisation(make.blog(authors=[person(), person("Ann Sample")]))
        == "Kit Sample and Ann Sample, Example"
    )
    assert contributors.by_organisation(make.blog(authors=[person(organisation=None)])) == "Kit Sample"
    assert contributors.by_organisation(make.blog(authors=[person(mention="none")])) == ""
    two = make.blog(authors=[person(), person("Ann Sample", "Other")])
    assert contributors.by_organisation(two) == "Kit Sample of Example and Ann Sample of Other"


def test_roles_go_where_they_would_make_too_long_a_sentence(make):
    short = make.blog(authors=[person(role="Head of Data")])
    assert contributors.full_by_line(short) == "Kit Sample, Head of Data at Example"
    long = make.blog(authors=[person(role="Director of " + "Many Things and " * 5 + "More")])
    assert contributors.full_by_line(long) == "Kit Sample of Example"


def test_each_handle_belongs_to_the_blog_that_came_first(make):
    kit = [person(x="@kit", mention="handle")]
    loud = [person(x="@KIT", mention="handle")]
    second, first = make.blog(2, authors=loud), make.blog(1, authors=kit)
    named = contributors.named_once(make.campaign(second, first), X)
    assert named == {"blog-1": frozenset({"@kit"}), "blog-2": frozenset()}


@pytest.mark.parametrize(
    ("status", "left"), [("withdrawn", frozenset()), ("submitted", frozenset()), ("declined", frozenset({"@kit"}))]
)
def test_a_withdrawn_blog_keeps_its_handle_so_that_no_other_post_changes(make, status, left):
    kit = [person(x="@kit", mention="handle")]
    named = contributors.named_once(
        make.campaign(make.blog(1, authors=kit, status=status), make.blog(2, authors=kit)), X
    )
    assert named["blog-2"] == left


def test_linkedin_links_only_names_with_a_known_urn_and_each_once_a_week(make):
    linked = {"linkedin": "urn:li:person:abc"}
    page = {"organisation_linkedin": "urn:li:organization:7"}
    first = make.blog(1, authors=[person(**linked), person("Ann Sample")], **page)
    silent = make.blog(3, authors=[person("Bo Sample", linkedin="urn:li:person:bo", mention="none")])
    campaign = make.campaign(first, make.blog(2, authors=[person(**linked)], **page), silent)
    named = contributors.named_once(campaign, LINKEDIN)
    assert named["blog-1"] == frozenset({"urn:li:person:abc", "urn:li:organization:7"})
    assert named["blog-2"] == named["blog-3"] == frozenset()
    found = contributors.mentions(first, named["blog-1"])
    assert [(mention.name, mention.urn) for mention in found] == [
        ("Kit Sample", "urn:li:person:abc"),
        ("Example", "urn:li:organization:7"),
    ]
    assert contributors.mentions(first, frozenset()) == ()

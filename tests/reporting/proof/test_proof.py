"""What a member gets: their own, and nothing of anybody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from promoter.posts.lifecycle import Status
from promoter.reporting.proof.making import proofs, spelt_alike
from promoter.reporting.proof.writing import proof_mail, proof_page
from reporting.report.test_making import NINE, blog, post, reading, report

OURS, THEIRS, JOINT = "ours", "theirs", "joint"


@pytest.fixture
def blogs():
    return [
        blog(OURS, ("Una Sample", "Example Ltd")),
        blog(THEIRS, ("Ola Rival", "Rival plc")),
        blog(JOINT, ("Una Sample", "Example Ltd"), ("Ola Rival", "Rival plc")),
    ]


@pytest.fixture
def week(blogs):
    posts = [
        post(blog=OURS),
        post(blog=THEIRS),
        post(blog=JOINT),
        post(blog=OURS, channel="linkedin", status=Status.PENDING),
    ]
    told = [
        reading(posts[0], impressions=1111),
        reading(posts[1], impressions=2222),
        reading(posts[2], impressions=3333),
    ]
    return report(posts, blogs=blogs, readings=told)


def of(week, blogs, name):
    return next(one for one in proofs(week, blogs) if one.name == name)


def test_each_organisation_gets_its_own_posts_and_figures_and_no_others(week, blogs):
    proof = of(week, blogs, "Example Ltd")
    page = proof_page(proof, week)
    assert [piece.blog.id for piece in proof.pieces] == [OURS, JOINT]
    assert "1,111" in page
    assert "3,333" in page
    mail = proof_mail(proof, week, page).decode()
    for alien in ("2,222", "On theirs", "Rival plc"):
        assert alien not in page, alien
        assert alien not in mail, alien


def test_a_joint_blog_is_in_both_proofs(week, blogs):
    assert [[piece.blog.id for piece in one.pieces] for one in proofs(week, blogs)] == [[OURS, JOINT], [THEIRS, JOINT]]


def test_what_nobody_told_is_no_data(blogs):
    page = proof_page(
        of(report([post(blog=OURS)], blogs=blogs), blogs, "Example Ltd"), report([post(blog=OURS)], blogs=blogs)
    )
    assert "no data" in page
    assert "Nobody has told figures of this post yet." in page
    assert not re.search(r"<dd>0</dd>", page)


def test_the_mail_is_a_draft_to_the_contributors(week, blogs):
    una = blogs[0].authors[0].model_copy(update={"email": "una@example.org"})
    with_mail = [blogs[0].model_copy(update={"authors": (una,)}), *blogs[1:]]
    proof = of(week, with_mail, "Example Ltd")
    mail = message_from_bytes(proof_mail(proof, week, "<p>page</p>"), policy=policy.default)
    assert mail["To"] == "una@example.org"
    assert mail["X-Unsent"] == "1"
    text = mail.get_body(("plain",)).get_content()
    assert "Dear Una Sample," in text
    assert "“On ours” and “On joint”" in text
    (page,) = mail.iter_attachments()
    assert page.get_filename() == "example-ltd.html"


def test_what_somebody_wrote_begins_no_line_of_the_mail_s_head(week, blogs):
    wicked = week.campaign.settings.model_copy(update={"name": "A week\r\nBcc: everybody@example.net"})
    from dataclasses import replace

    changed = replace(week, campaign=replace(week.campaign, settings=wicked))
    mail = message_from_bytes(proof_mail(of(week, blogs, "Example Ltd"), changed, ""), policy=policy.default)
    assert mail["Bcc"] is None


def test_what_somebody_wrote_is_no_markup(week, blogs):
    wicked = [blogs[0].model_copy(update={"title": "<script>alert(1)</script>"}), *blogs[1:]]
    assert "<script" not in proof_page(of(week, wicked, "Example Ltd"), week)


def test_two_spellings_of_one_organisation_are_for_a_person(week, blogs):
    twice = [*blogs, blog("again", ("Una Sample", "Example Limited"))]
    found = proofs(report([post(blog=one) for one in (OURS, THEIRS, JOINT, "again")], blogs=twice), twice)
    assert spelt_alike(found) == (("Example Limited", "Example Ltd"),)


def test_two_organisations_have_two_files_even_if_their_letters_are_the_same(blogs):
    pair = [blog("a", ("A", "X & Y")), blog("b", ("B", "X / Y")), blog("c", ("C", "例"))]
    found = proofs(report([post(blog=one) for one in "abc"], blogs=pair), pair)
    assert sorted(one.slug for one in found) == ["organisation", "x-y", "x-y-2"]


def test_an_organisation_without_anything_sent_is_thanked_all_the_same(blogs):
    waiting = report([post(blog=OURS, status=Status.PENDING, at=NINE)], blogs=blogs, now=NINE)
    page = proof_page(of(waiting, blogs, "Example Ltd"), waiting)
    assert "Thank you, Una Sample." in page
    assert "Nothing of it has gone out yet." in page


def test_before_the_week_is_over_it_says_what_is_planned_and_never_that_nothing_was_posted(blogs):
    tomorrow = NINE + timedelta(days=1)
    coming = [
        post(blog=OURS, status=Status.PENDING, at=tomorrow),
        post(blog=JOINT, status=Status.APPROVED, at=tomorrow),
    ]
    early = report(coming, blogs=blogs, now=NINE)
    proof = of(early, blogs, "Example Ltd")
    for says in (proof_page(proof, early), letter(proof, early)):
        assert "No post about what you wrote is out yet; 2 are planned and still to come." in says
        assert "0 " not in says.split("<main>")[-1]
    half = report([post(blog=OURS), coming[1]], blogs=blogs, now=NINE)
    assert "1 post about what you wrote is out so far; 1 is planned and still to come:" in letter(
        of(half, blogs, "Example Ltd"), half
    )


def test_after_the_week_the_letter_names_each_blog_above_its_posts(week, blogs):
    text = letter(of(week, blogs, "Example Ltd"), week)
    assert (
        text.index("2 posts about what you wrote went out:")
        < text.index("\n“On ours”\n")
        < text.index("\n“On joint”\n")
    )
    alone = report([post(blog=THEIRS)], blogs=blogs, readings=[reading(post(blog=THEIRS), shares=1, likes=2)])
    theirs = letter(of(alone, blogs, "Rival plc"), alone)
    assert "2 likes, 1 share (read" in theirs


def letter(proof, week):
    mail = message_from_bytes(proof_mail(proof, week, ""), policy=policy.default)
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")

"""A wrong handle is put right in every file and in every word that a person wrote."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from promoter.approval import edit, write
from promoter.campaign.model import ChannelName
from promoter.editing import plan_handle
from promoter.errors import Mistake, NotPossible, UsageProblem
from promoter.posts.lifecycle import Status

pytestmark = pytest.mark.only_on("sqlite")
WEEK = "smarter-state-2021"
OWN, OTHER = f"{WEEK}/fix-the-address-first/x/blog", f"{WEEK}/2021-09-14/x/opener"
OLD, NEW = "@sample_tom", "@tom_at_work"


def correct(desk, old: str = OLD, new: str = NEW, **more):
    effect = desk.plan(plan_handle, desk.folder, old, new, **more)
    desk.carry_out(effect)
    return effect


def test_files_and_posts_say_the_new_one(desk) -> None:
    desk.approve_all()
    assert OLD in desk.post(OWN).said.text
    correct(desk)
    post = desk.post(OWN)
    assert (OLD in post.said.text, NEW in post.said.text) == (False, True)
    assert (post.status, post.written_by) == (Status.PENDING, "amara@example.org")
    text = desk.blog_file("fix-the-address-first").read_text(encoding="utf-8")
    assert (OLD in text, text.count(f'x: "{NEW}"')) == (False, 1)


def test_only_what_carries_it_changes(desk) -> None:
    desk.approve_all()
    assert [change.key for change in correct(desk).changes] == [OWN]


def test_it_is_found_in_any_case_and_without_its_sign(desk) -> None:
    correct(desk, "Sample_TOM", "tom_at_work")
    assert NEW in desk.post(OWN).said.text


def test_all_who_have_it_are_corrected_at_once(desk) -> None:
    for blog in ("fix-the-address-first", "the-migration-we-stopped"):
        path = desk.blog_file(blog)
        path.write_text(
            path.read_text(encoding="utf-8").replace("themes:", f'organisation_x: "{OLD}"\nthemes:'), encoding="utf-8"
        )
    desk.campaign_file.write_text(
        desk.campaign_file.read_text(encoding="utf-8").replace('x: "@techUK"', f'x: "{OLD}"'), encoding="utf-8"
    )
    effect = correct(desk)
    assert set(effect.files) == {"campaign.yaml", "blogs/fix-the-address-first.md", "blogs/the-migration-we-stopped.md"}
    assert not any(OLD.encode() in content for content in desk.files().values())


def test_words_that_people_wrote_are_corrected_as_an_edit(desk) -> None:
    at = datetime(2021, 9, 17, 15, 30, tzinfo=UTC)
    free = desk.do(write, WEEK, ChannelName.X, at, f"Thanks, {OLD}. #techUKSmarterState", who="joe").key
    desk.do(edit, OWN, f"Read {OLD.upper()} and @sample_tommy. #techUKSmarterState", who="joe")
    desk.do(edit, OTHER, f"With {OLD}. #techUKSmarterState", who="joe")
    desk.approve_all()
    effect = correct(desk)
    assert {change.key for change in effect.changes} == {free, OWN, OTHER}
    assert desk.post(free).said.text == f"Thanks, {NEW}. #techUKSmarterState"
    assert desk.post(OWN).said.text == f"Read {NEW} and @sample_tommy. #techUKSmarterState"
    for key in (free, OWN, OTHER):
        post = desk.post(key)
        assert (post.status, post.hold, post.written_by) == (Status.PENDING, None, "amara@example.org")


def test_an_edited_post_without_it_keeps_its_words_and_asks_which_to_take(desk) -> None:
    desk.do(edit, OWN, "Read this. #techUKSmarterState", who="joe")
    correct(desk)
    assert (desk.post(OWN).said.text, desk.post(OWN).hold) == ("Read this. #techUKSmarterState", "choose")


def test_it_may_stand_in_a_persons_words_alone(desk) -> None:
    desk.do(edit, OTHER, "With @nobody_here. #techUKSmarterState", who="joe")
    files = desk.files()
    correct(desk, "@nobody_here", NEW)
    assert desk.post(OTHER).said.text == f"With {NEW}. #techUKSmarterState"
    assert desk.files() == files


def test_what_is_out_with_it_is_listed(desk) -> None:
    desk.approve_all()
    sent = desk.attempt(OWN, Status.SENT)
    effect = correct(desk)
    assert [(left.post.key, left.reason) for left in effect.out] == [
        (sent.key, f"see whether to delete it on X by hand: it names {OLD}")
    ]
    assert desk.post(OWN) == sent


def test_words_that_would_be_too_long_are_named_and_nothing_is_done(desk) -> None:
    words = f"{OLD} " + "x" * (280 - len(OLD) - 1)
    desk.do(edit, OTHER, words, who="joe")
    files = desk.files()
    with pytest.raises(NotPossible, match=f"{OTHER} cannot say {NEW}: the text counts 281"):
        correct(desk)
    assert desk.files() == files


def test_one_that_stands_nowhere_is_told_with_the_nearest(desk) -> None:
    with pytest.raises(UsageProblem, match=f"@sampletom stands nowhere in {WEEK}; did you mean {OLD}"):
        correct(desk, "@sampletom")


@pytest.mark.parametrize(
    ("old", "new"), [(OLD, "@with-a-dash"), ("tom@example.org", NEW), (OLD, "@" + "x" * 16), (OLD, OLD)]
)
def test_what_is_no_handle_or_no_change_is_a_mistake(desk, old: str, new: str) -> None:
    with pytest.raises(UsageProblem):
        correct(desk, old, new)


def test_a_viewer_corrects_nothing(desk) -> None:
    with pytest.raises(NotPossible, match="may not change posts"):
        correct(desk, who="vera")


# -------------------------------------------------------------------------------------------------------- on LinkedIn

WRONG, RIGHT = "urn:li:person:WrongOne", "urn:li:person:RightOne"
ON_LINKEDIN = f"{WEEK}/fix-the-address-first/linkedin/blog"


def known_on_linkedin(desk, urn: str = WRONG) -> None:
    path = desk.blog_file("fix-the-address-first")
    text = path.read_text(encoding="utf-8").replace('x: "@sample_tom"', f'x: "@sample_tom", linkedin: "{urn}"')
    path.write_text(text, encoding="utf-8")
    desk.load()


def linked(desk, key: str = ON_LINKEDIN) -> set[str]:
    return {mention.urn for mention in desk.post(key).said.mentions}


def test_another_person_is_linked_from_the_same_words(desk) -> None:
    known_on_linkedin(desk)
    desk.approve_all()
    words = desk.post(ON_LINKEDIN).said.text
    effect = correct(desk, WRONG, RIGHT)
    assert ON_LINKEDIN in {change.key for change in effect.changes}
    assert (linked(desk), desk.post(ON_LINKEDIN).said.text) == ({RIGHT}, words)
    assert desk.post(ON_LINKEDIN).status is Status.PENDING
    assert f'linkedin: "{RIGHT}"' in desk.blog_file("fix-the-address-first").read_text(encoding="utf-8")


def test_words_that_people_wrote_link_the_right_one_too_and_keep_their_words(desk) -> None:
    known_on_linkedin(desk)
    desk.do(edit, ON_LINKEDIN, "Tom Sample on addresses. #techUKSmarterState", who="joe")
    assert linked(desk) == {WRONG}
    correct(desk, WRONG, RIGHT)
    post = desk.post(ON_LINKEDIN)
    assert (linked(desk), post.said.text) == ({RIGHT}, "Tom Sample on addresses. #techUKSmarterState")
    assert (post.status, post.hold, post.written_by) == (Status.PENDING, None, "amara@example.org")


def test_a_page_is_known_by_its_number_or_its_address_with_it(desk) -> None:
    path = desk.campaign_file
    path.write_text(
        path.read_text(encoding="utf-8").replace("linkedin: null", 'linkedin: "urn:li:organization:1"'),
        encoding="utf-8",
    )
    desk.load()
    correct(desk, "https://www.linkedin.com/company/1/", "linkedin.com/company/1234/admin/")
    assert 'linkedin: "urn:li:organization:1234"' in path.read_text(encoding="utf-8")


def test_what_is_out_with_the_wrong_link_is_listed(desk) -> None:
    known_on_linkedin(desk)
    desk.approve_all()
    desk.attempt(ON_LINKEDIN, Status.SENT)
    effect = desk.plan(plan_handle, desk.folder, WRONG, RIGHT)
    assert [(one.post.key, one.reason) for one in effect.out] == [
        (ON_LINKEDIN, f"see whether to delete it on LinkedIn by hand: it links {WRONG}")
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        (OLD, "a b", "new", "is not a handle on X"),
        ("", NEW, "old", "is not a handle on X"),
        (OLD, RIGHT, "new", "write two of a kind"),
        (WRONG, "urn:li:organization:1", "new", "write two of a kind"),
        (WRONG, "urn:li:share:1", "new", "is nobody on LinkedIn"),
        (WRONG, "https://www.linkedin.com/in/tom-sample/", "new", "LinkedIn does not tell programs who that is"),
        (WRONG, "https://www.linkedin.com/company/techuk/", "new", "an admin of the page finds its number"),
        (WRONG, WRONG, "new", "is what it is already"),
        (WRONG, RIGHT, "old", "stands nowhere"),
    ],
)
def test_what_cannot_be_is_told_with_the_field_that_it_is_about(desk, old, new, field, said) -> None:
    with pytest.raises(Mistake, match=said) as problem:
        desk.plan(plan_handle, desk.folder, old, new)
    assert problem.value.field == field

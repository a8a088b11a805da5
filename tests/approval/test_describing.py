"""Other words for a picture: they go out with it, so somebody else approves them."""

from dataclasses import replace

import pytest

from promoter.approval import approve, choose, describe, edit
from promoter.campaign.model import ChannelName
from promoter.errors import NotPossible, UsageProblem
from promoter.posts.lifecycle import Status
from promoter.posts.model import Card, Media, Wording

KEY, ON_LINKEDIN = "week/first/x/blog", "week/first/linkedin/blog"
DOOR = Media("images/door.png", "ab" * 32, "A door")
CLOSED = sorted(set(Status) - {Status.PENDING, Status.APPROVED, Status.FAILED})


def with_picture(desk, key=KEY, **more):
    channel = ChannelName(key.split("/")[2])
    card = Card("Title", "Description", DOOR.file) if channel is ChannelName.LINKEDIN else None
    said = Wording(
        channel=channel, text=f"Words. https://example.org/{key}", link=f"https://example.org/{key}", card=card
    )
    return desk.put(key, said=replace(said, media=(DOOR,)), **more)


def test_a_new_description_waits_for_approval_and_leaves_the_words(desk):
    before = with_picture(desk)
    desk.do(approve, KEY, who="ruth")
    after = desk.do(describe, KEY, " A door,\n half open ", who="joe")
    assert after.said == replace(before.said, media=(DOOR._replace(alt="A door, half open"),))
    assert (after.status, after.approved_by, after.written_by, after.edited) == (
        Status.PENDING,
        (),
        "joe@example.org",
        True,
    )
    assert after.digest != before.digest
    assert desk.post() == after
    assert desk.events() == ["approved", "described"]
    assert desk.decisions() == [("approve", "ruth@example.org"), ("describe", "joe@example.org")]


def test_the_thumbnail_of_an_article_stays_its_thumbnail(desk):
    with_picture(desk, ON_LINKEDIN)
    after = desk.do(describe, ON_LINKEDIN, "A door, half open", who="joe")
    assert after.said.card.image == after.said.media[0].file


@pytest.mark.parametrize("status", CLOSED)
def test_what_is_going_out_or_done_is_not_described_anew(desk, status):
    desk.at_status(status)
    with pytest.raises(NotPossible):
        desk.do(describe, KEY, "A door", who="joe")


@pytest.mark.parametrize(
    ("alt", "says"),
    [("", "say what the picture shows"), (" \n", "say what the picture shows"), ("A door", "is described so already"), ("x" * 1001, "has 1,001 characters and may have 1,000"), ("bell\a", r"U\+0007"), ("\u202edoor", r"U\+202E")],
)  # fmt: skip
def test_words_that_do_not_describe_it_are_refused(desk, alt, says):
    with_picture(desk)
    with pytest.raises(UsageProblem, match=says):
        desk.do(describe, KEY, alt, who="joe")


def test_linkedin_takes_a_longer_one(desk):
    with_picture(desk, ON_LINKEDIN)
    assert len(desk.do(describe, ON_LINKEDIN, "x" * 4086, who="joe").said.media[0].alt) == 4086
    with pytest.raises(UsageProblem, match="may have 4,086"):
        desk.do(describe, ON_LINKEDIN, "x" * 4087, who="joe")


def test_a_post_without_a_picture_has_nothing_to_describe(desk):
    desk.put()
    with pytest.raises(UsageProblem, match="has no picture to describe"):
        desk.do(describe, KEY, "A door", who="joe")


def test_new_words_keep_the_picture_and_the_files_words_bring_its_description_back(desk):
    composed = with_picture(desk).said
    desk.do(describe, KEY, "A door, half open", who="joe")
    after = desk.do(edit, KEY, f"Other words. {composed.link}", who="joe")
    assert [medium.alt for medium in after.said.media] == ["A door, half open"]
    desk.force(composed=composed, hold="choose", hold_reason="choose")
    assert desk.do(choose, KEY, "files", who="joe").said == composed


@pytest.mark.parametrize("name", ["vera", "adam", "nobody"])
def test_only_writers_describe(desk, name):
    with_picture(desk)
    with pytest.raises(NotPossible):
        desk.do(describe, KEY, "A door, half open", who=name)

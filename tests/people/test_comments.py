"""Comments: anybody known may write one, and the record keeps them."""

import pytest

from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.queue import get_post, update_post
from promoter.people.comments import comment, comments, open_comments, settle_comment, unsettle_comment

KEY, OTHER = "week/first/x/blog", "week/second/linkedin/blog"


@pytest.mark.parametrize("who", ["vera", "amara", "ruth", "adam"])
def test_anybody_known_puts_a_comment_on_a_post(desk, noon, who):
    said = desk.do(comment, KEY, "  Is her title right?\r\nIt says Dr.  ", who=desk.person(who))
    assert (said.text, said.by, said.at, said.version) == (
        "Is her title right?\nIt says Dr.", f"{who}@example.org", noon, 1
    )  # fmt: skip
    assert desk.look(comments, KEY) == [said]
    assert desk.look(comments, OTHER) == []
    assert desk.events("week") == [("commented", said.by, {"comment": said.id, "text": said.text})]


def test_a_comment_holds_nothing_up_and_keeps_the_version_it_was_made_on(desk):
    desk.do(comment, KEY, "one", who=desk.person("vera"))
    with desk.ledger.write() as conn:
        post = update_post(conn, get_post(conn, KEY), void=True)
    desk.do(comment, KEY, "two", who=desk.person("vera"))
    assert [one.version for one in desk.look(comments, KEY)] == [1, post.version]
    assert desk.post() == post


@pytest.mark.parametrize("who", ["nobody", "gone"])
def test_nobody_else_does(desk, who):
    with pytest.raises(NotPossible):
        desk.do(comment, KEY, "hello", who=desk.person(who))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "needs words"),
        (" \n ", "needs words"),
        ("\u200b\u2060\u00ad", "needs words"),
        ("x" * 2001, "may have 2,000"),
        ("left \u202eright", "U.202E"),
        ("nul \0", "U.0000"),
        ("half \ud800", "U.D800"),
    ],
)
def test_a_comment_that_nobody_could_read_is_refused(desk, text, complaint):
    with pytest.raises(UsageProblem, match=complaint):
        desk.do(comment, KEY, text, who=desk.person("vera"))
    assert desk.look(comments, KEY) == []


@pytest.mark.parametrize("text", ["x" * 2000, "👍", "?", "<script>alert(1)</script>"])
def test_any_words_and_signs_will_do(desk, text):
    assert desk.do(comment, KEY, text, who=desk.person("vera")).text == text


def test_a_post_that_is_not_there_has_no_comments(desk):
    with pytest.raises(UsageProblem):
        desk.do(comment, "week/none/x/blog", "hello", who=desk.person("vera"))


@pytest.mark.parametrize(("who", "may"), [("vera", True), ("amara", True), ("ruth", True), ("adam", False)])
def test_its_writer_settles_a_comment_or_whoever_may_change_posts(desk, noon, who, may):
    said = desk.do(comment, KEY, "Is her title right?", who=desk.person("vera"))
    if not may:
        with pytest.raises(NotPossible, match="may not change posts"):
            desk.do(settle_comment, said.id, who=desk.person(who))
        return
    settled = desk.do(settle_comment, said.id, who=desk.person(who))
    assert (settled.settled, settled.settled_by, settled.settled_at) == (True, f"{who}@example.org", noon)
    assert desk.do(settle_comment, said.id, who=desk.person("ruth")) == settled, "settling twice changes nothing"
    assert desk.do(unsettle_comment, said.id, who=desk.person(who)) == said
    assert [(kind, data.get("comment")) for kind, _, data in desk.events("week")] == [
        ("commented", said.id),
        ("comment_settled", said.id),
        ("comment_reopened", said.id),
    ]


def test_a_comment_that_is_not_there_cannot_be_settled(desk):
    with pytest.raises(UsageProblem, match="there is no comment 7"):
        desk.do(settle_comment, 7, who=desk.person("ruth"))


def test_open_comments_are_counted_by_post(desk):
    assert desk.look(open_comments, "week") == {}
    first = desk.do(comment, KEY, "one", who=desk.person("vera"))
    desk.do(comment, KEY, "two", who=desk.person("vera"))
    only = desk.do(comment, OTHER, "three", who=desk.person("vera"))
    assert desk.look(open_comments, "week") == {KEY: 2, OTHER: 1}
    for said in (first, only):
        desk.do(settle_comment, said.id, who=desk.person("vera"))
    assert desk.look(open_comments, "week") == {KEY: 1}
    assert desk.look(open_comments, "another") == {}

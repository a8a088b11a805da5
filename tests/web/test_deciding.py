"""Deciding on the post's page: who may, about exactly what was on the screen, and what two people do at once."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from promoter import approval
from promoter.ledger.deputies import end_deputies
from promoter.ledger.holds import CHOOSE
from promoter.ledger.rows import Actor
from promoter.people.comments import comment, comments
from promoter.people.standing_in import appoint
from promoter.posts.checks import reworded
from promoter.posts.lifecycle import Status
from serving import PEOPLE, email
from web.desk import KEY, OTHER, WEEK, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from serving import House

MONDAY = date(2021, 9, 13)
CHANGED = "Somebody changed this post while you looked at it. Nothing was done."


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def two_wordings(desk: Desk) -> None:
    """Amara edited the post, and then its file changed."""
    desk.does("amara", approval.edit, KEY, desk.shorter())
    new = reworded(desk.post().said, desk.shorter().replace("legacy", "old"))
    desk.force(hold=CHOOSE[0], hold_reason=CHOOSE[1], composed=new)


def stopped(desk: Desk) -> None:
    desk.does("tom", approval.approve, KEY)
    desk.does("vera", approval.pause, reason="sad news")


FIELDS: dict[str, dict[str, str]] = {
    "approve": {},
    "return": {"reason": "the title"},
    "withdraw": {"reason": "not now"},
    "reopen": {},
    "edit": {"text": "See https://example.org/ #techUKSmarterState"},
    "move": {"to": "2021-09-13T12:15"},
    "choose": {"which": "files"},
    "let-through": {"reason": "a correction"},
}
BEFORE: dict[str, Callable[[Desk], Any]] = {
    "reopen": lambda desk: desk.does("amara", approval.withdraw, KEY, reason="not now"),
    "choose": two_wordings,
    "let-through": stopped,
}
MAY = {
    "approve": {"ruth", "tom"},
    "return": {"amara", "ruth", "tom"},
    "withdraw": {"amara", "ruth", "tom"},
    "reopen": {"amara", "ruth", "tom"},
    "edit": {"amara", "ruth", "tom"},
    "move": {"amara", "ruth", "tom"},
    "choose": {"amara", "ruth", "tom"},
    "let-through": {"ruth", "tom"},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("deed", MAY)
def test_a_deed_is_done_by_those_who_may_and_by_nobody_else(desk: Desk, deed: str, who: str) -> None:
    BEFORE.get(deed, lambda _: None)(desk)
    before = desk.post()
    answer = desk.press(who, deed, **FIELDS[deed])
    if who in MAY[deed]:
        assert (answer.status_code, answer.headers["location"]) == (303, f"/posts/{KEY}")
        assert desk.post() != before
    else:
        assert answer.status_code in {403, 409}
        assert desk.post() == before


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("deed", MAY)
def test_the_page_offers_what_may_be_done_and_nothing_else(desk: Desk, deed: str, who: str) -> None:
    BEFORE.get(deed, lambda _: None)(desk)
    assert (f'action="/posts/{KEY}/{deed}"' in desk.look(who).text) == (who in MAY[deed])


@pytest.mark.parametrize("deed", MAY)
def test_a_deed_about_a_post_that_changed_meanwhile_is_refused_and_the_change_is_shown(desk: Desk, deed: str) -> None:
    BEFORE.get(deed, lambda _: None)(desk)
    seen = desk.post().version
    after = desk.force(
        void=True,
        **({"status": Status.PENDING} if deed == "let-through" else {}),
        said=reworded(desk.post().said, "Other words altogether."),
    )
    answer = desk.press("ruth", deed, version=seen, **FIELDS[deed])
    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert "Other words altogether." in answer.text
    assert f'name="version" value="{after.version}"' in answer.text
    assert desk.post() == after


@pytest.mark.parametrize("version", ["", "x", "0", "99", "1 ", "١"])
def test_a_form_that_names_no_version_of_the_post_does_nothing(desk: Desk, version: str) -> None:
    answer = desk.clients["ruth"].post(f"/posts/{KEY}/approve", data={"version": version, "digest": desk.post().digest})
    assert answer.status_code == 409
    assert desk.post().status is Status.PENDING


def test_an_approval_names_the_very_words(desk: Desk) -> None:
    answer = desk.press("ruth", "approve", digest="sha256:" + "0" * 64)
    assert answer.status_code == 409
    assert "sha256" not in answer.text.partition('role="alert"')[2].partition("</p>")[0].replace(desk.post().digest, "")
    assert desk.post().status is Status.PENDING


# ---------------------------------------------------------------------------------------------------------- two people


def test_nobody_approves_their_own_words_and_the_page_says_who_may(desk: Desk) -> None:
    desk.press("ruth", "edit", text=desk.shorter())
    page = desk.look("ruth").text
    assert "You changed it last, so somebody else has to approve it." in page
    assert "amara@example.org or tom@example.org may." in page
    answer = desk.press("ruth", "approve")
    assert answer.status_code == 409
    assert "so somebody else has to approve it" in answer.text
    assert "ruth@example.org changed this post last" in answer.text
    assert desk.press("amara", "approve").status_code == 303
    assert desk.post().approved_by == (email("amara"),)


def test_who_may_approve_is_told_who_may_too(desk: Desk) -> None:
    assert "tom@example.org may, too." in desk.look("ruth").text


def test_a_deputy_is_named_among_those_who_may_on_their_days(desk: Desk) -> None:
    today = desk.clock.now().date()

    def stand_in(since: date) -> None:
        with desk.wiring.ledger.write() as conn:
            appoint(
                conn, email("ruth"), email("vera"), since=since, until=since, who=Actor(email("ruth")),
                now=desk.clock.now(),
            )  # fmt: skip

    stand_in(today + timedelta(days=1))
    assert "standing in" not in desk.look("ruth").text
    stand_in(today)
    assert "tom@example.org or vera@example.org (standing in for ruth@example.org) may, too." in desk.look("ruth").text
    with desk.wiring.ledger.write() as conn:
        end_deputies(conn, email("vera"), now=desk.clock.now())
    assert "standing in" not in desk.look("ruth").text


def test_a_deputy_approves_and_does_not_write(desk: Desk) -> None:
    wiring = desk.wiring
    with wiring.ledger.write() as conn:
        today = wiring.clock.now().date()
        appoint(
            conn, email("ruth"), email("vera"), since=today, until=today, who=Actor(email("ruth")),
            now=wiring.clock.now(),
        )  # fmt: skip
    page = desk.look("vera").text
    assert f"/posts/{KEY}/approve" in page
    assert f"/posts/{KEY}/edit" not in page
    assert desk.press("vera", "edit", text=desk.shorter()).status_code == 409
    assert desk.press("vera", "approve").status_code == 303
    assert desk.post().approved_by == (email("vera"),)


def test_what_cannot_be_approved_yet_has_no_button_and_says_why(desk: Desk) -> None:
    two_wordings(desk)
    page = unescape(desk.look("ruth").text)
    assert f"/posts/{KEY}/approve" not in page
    assert "It cannot be approved yet: Its files changed after somebody had edited it" in page


# ------------------------------------------------------------------------------------------------- editing at one time


def test_two_people_edit_one_post_and_neither_wording_is_lost(desk: Desk) -> None:
    was, version = desk.post().said.text, desk.post().version
    theirs, mine = was.replace("Rehearsing", "Practising"), was.replace("quiet", "calm")
    assert desk.press("ruth", "edit", version=version, text=theirs, was=was).status_code == 303
    answer = desk.press("amara", "edit", version=version, text=mine, was=was)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "ruth@example.org saved this" in page
    assert '<del><span class="quiet"> taken out: </span>Rehearsing ' in page
    assert '<ins><span class="quiet"> put in: </span>Practising ' in page
    assert '<ins><span class="quiet"> put in: </span>calm ' in page
    assert f">\n{mine}</textarea>" in page
    assert desk.post().said.text == theirs
    both = was.replace("Rehearsing", "Practising").replace("quiet", "calm")
    assert f'value="{both}"' in page
    assert desk.press("amara", "edit", text=both, was=theirs).status_code == 303
    assert desk.post().said.text == both


def test_who_saves_over_somebody_does_so_knowingly(desk: Desk) -> None:
    was, version = desk.post().said.text, desk.post().version
    theirs, mine = was.replace("quiet", "still"), was.replace("quiet", "calm")
    desk.press("ruth", "edit", version=version, text=theirs, was=was)
    page = unescape(desk.press("amara", "edit", version=version, text=mine, was=was).text)
    assert "Save this over theirs" in page
    assert "Both changes together" not in page  # they changed the same word
    assert desk.press("amara", "edit", text=mine, was=theirs).status_code == 303
    assert desk.post().said.text == mine
    assert "still" in desk.look("vera").text  # in the history


def test_words_typed_while_somebody_moved_the_post_stay_typed(desk: Desk) -> None:
    was, version = desk.post().said.text, desk.post().version
    desk.press("ruth", "move", to="2021-09-13T12:15")
    mine = was.replace("quiet", "calm")
    answer = desk.press("amara", "edit", version=version, text=mine, was=was)
    assert answer.status_code == 409
    assert "Two people changed the words" not in answer.text
    assert f">\n{mine}</textarea>" in unescape(answer.text)
    assert '<details open><summary data-key="e">' in answer.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "A post needs words."),
        ("x" * 281, "The text counts 281 and may count 280; make it shorter."),
        ("abc\u202edef", "The text holds U+202E, which nobody can see; take it out."),
    ],
)
def test_words_that_cannot_be_saved_stay_typed_and_the_page_says_why(desk: Desk, text: str, says: str) -> None:
    before = desk.post()
    answer = desk.press("amara", "edit", text=text)
    assert answer.status_code == 422
    assert says in unescape(answer.text)
    assert f">\n{text}</textarea>" in answer.text
    assert "promoter" not in answer.text.partition('role="alert"')[2].partition("</p>")[0]
    assert desk.post() == before


def test_a_reason_that_could_not_be_taken_stays_typed(desk: Desk) -> None:
    version = desk.post().version
    desk.press("amara", "edit", text=desk.shorter())
    answer = desk.press("ruth", "return", version=version, reason="Say “forms”, please")
    assert answer.status_code == 409
    assert 'value="Say “forms”, please"' in answer.text
    assert desk.press("ruth", "return", reason=" ").status_code == 422


def test_keeping_ours_and_taking_the_new_one(desk: Desk) -> None:
    two_wordings(desk)
    ours, new = desk.post().said.text, desk.post().composed
    page = unescape(desk.look("ruth").text)
    assert ours in page
    assert new is not None
    assert new.text in page
    assert desk.press("ruth", "choose", which="both").status_code == 422
    assert desk.press("ruth", "choose", which="edited").status_code == 303
    assert (desk.post().said.text, desk.post().hold) == (ours, None)
    assert desk.press("ruth", "choose", which="files").status_code == 409  # there is nothing to choose any more


def test_mending_settles_two_wordings_as_well(desk: Desk) -> None:
    two_wordings(desk)
    assert desk.press("ruth", "edit", text=desk.post().said.text).status_code == 303
    assert desk.post().hold is None


# ---------------------------------------------------------------------------------------------------------------- moving


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("2021-09-13T12:15", "2021-09-13T11:15:00+00:00"),  # on London's clocks
        ("2021-09-14T12:15:00+01:00", "2021-09-14T11:15:00+00:00"),  # as the free times are offered
        ("2022-03-27T01:30", "2022-03-27T01:00:00+00:00"),  # a time that the clocks leave out
    ],
)
def test_a_post_moves_to_the_time_that_was_meant(desk: Desk, typed: str, at: str) -> None:
    assert desk.press("amara", "move", to=typed, odd=typed).status_code == 303
    assert desk.post().at.isoformat() == at
    assert desk.post().written_by == email("amara")


@pytest.mark.parametrize("typed", ["", "soon", "2021-13-13T12:00", "2021-09-13 25:00"])
def test_what_is_no_time_is_asked_for_again(desk: Desk, typed: str) -> None:
    answer = desk.press("amara", "move", to=typed)
    assert answer.status_code == 422
    assert "Choose a day and a time." in answer.text


def test_a_time_that_has_passed_is_refused_in_plain_words_and_stays_typed(desk: Desk) -> None:
    answer = desk.press("amara", "move", to="2021-09-01T12:00", odd="2021-09-01T12:00")
    assert answer.status_code == 409
    assert "Wednesday 1 September 2021, 12:00 BST has passed; choose a time to come." in answer.text
    assert 'type="datetime-local" required value="2021-09-01T12:00"' in answer.text


ODD = [
    ("2021-09-18T12:00", "Saturday 18 September is none of the campaign’s days"),
    ("2021-09-13T06:59", "06:59 is outside the campaign’s hours on this network"),
    ("2021-09-13T20:00", "20:00 is outside the campaign’s hours on this network"),
    ("2021-09-13T08:50", "The day’s opener goes at 08:45, 5 minutes away"),
]


@pytest.mark.parametrize(("typed", "says"), ODD)
def test_an_odd_time_is_asked_about_once_and_done_when_it_is_meant(desk: Desk, typed: str, says: str) -> None:
    desk.force(not_before=None)
    before = desk.post()
    asked = desk.press("amara", "move", to=typed)
    assert asked.status_code == 409
    page = unescape(asked.text).replace("'", "’")
    assert says in page.partition("An odd time: ")[2].partition("</section>")[0]
    assert "Move it all the same" in page
    assert 'type="datetime-local" required value="' + typed in page
    assert desk.post() == before
    sent = {"version": str(before.version), "to": typed, "odd": typed}
    done = desk.clients["amara"].post(f"/posts/{KEY}/move", data=sent, follow_redirects=True)
    assert "Moved. Somebody else has to approve it now." in done.text
    assert says in unescape(done.text).replace("'", "’")
    assert desk.post().version > before.version


def test_who_changes_the_time_again_is_asked_about_the_other_one(desk: Desk) -> None:
    assert desk.press("amara", "move", to="2021-09-18T13:00", odd="2021-09-18T12:00").status_code == 409
    assert desk.post().day == MONDAY


def test_no_name_of_a_machine_stands_in_what_is_asked_of_a_time(desk: Desk) -> None:
    page = unescape(desk.press("amara", "move", to="2021-09-13T08:50").text)
    asked = page.partition("An odd time: Monday 13 September, 08:50 BST")[2]
    assert WEEK not in asked.partition("</ul>")[0]


# ---------------------------------------------------------------------------------------------------- changes are wanted


def test_what_was_wanted_stands_beside_a_button_that_says_so(desk: Desk) -> None:
    desk.does("ruth", approval.return_, KEY, reason="name the city & the year")
    desk.does("amara", approval.return_, KEY, reason="and the price")
    page = unescape(desk.look("tom").text)
    assert "<b>ruth@example.org wanted:</b>" in page
    assert "name the city & the year" in page
    assert "<b>amara@example.org wanted:</b>" in page
    assert "Approve it as it stands, although amara@example.org and ruth@example.org wanted changes</button>" in page
    assert '<button class="yes" data-key="a">Approve</button>' not in page


def test_nobody_approves_by_accident_what_changes_are_wanted_of(desk: Desk) -> None:
    desk.does("ruth", approval.return_, KEY, reason="name the city")
    answer = desk.press("tom", "approve")
    assert answer.status_code == 409
    assert "Changes are wanted: name the city." in answer.text
    assert desk.post().status is Status.PENDING
    assert desk.press("tom", "approve", although="yes").status_code == 303
    assert desk.post().approved_by == (email("tom"),)
    assert (
        "tom@example.org approved it as it stood, although changes were wanted: name the city"
        in desk.look("amara").text
    )


def test_new_words_answer_what_was_wanted(desk: Desk) -> None:
    desk.does("ruth", approval.return_, KEY, reason="name the city")
    desk.does("amara", approval.edit, KEY, desk.shorter())
    assert "wanted changes" not in desk.look("tom").text
    assert desk.press("tom", "approve").status_code == 303


# -------------------------------------------------------------------------------------------------------------- comments


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_comments(desk: Desk, who: str) -> None:
    assert desk.press(who, "comment", comment="Is the title right?").status_code == 303
    page = desk.look("ruth").text
    assert "Is the title right?" in page
    assert f"<b>{email(who)}</b>" in page


def test_a_comment_needs_no_version_because_it_changes_nothing(desk: Desk) -> None:
    assert desk.press("vera", "comment", version=99, comment="Still there?").status_code == 303


@pytest.mark.parametrize("text", ["", " \n", "x" * 2001, "a\u202eb"])
def test_a_comment_that_cannot_be_kept_stays_typed(desk: Desk, text: str) -> None:
    answer = desk.press("vera", "comment", comment=text)
    assert answer.status_code == 422
    assert f">\n{text}</textarea>" in answer.text


@pytest.mark.parametrize(("who", "done"), [("vera", True), ("amara", True), ("ruth", True), ("adam", False)])
def test_a_comment_is_settled_by_its_writer_or_by_who_may_write(desk: Desk, who: str, done: bool) -> None:
    number = desk.does("vera", comment, KEY, "Is the title right?").id
    for deed, settled in (("settle", True), ("unsettle", False)):
        answer = desk.press(who, f"comments/{number}/{deed}")
        assert answer.status_code == (303 if done else 409)
        with desk.wiring.ledger.read() as conn:
            assert comments(conn, KEY)[0].settled == (settled and done)


def test_a_comment_is_settled_on_its_own_post_alone(desk: Desk) -> None:
    number = desk.does("vera", comment, OTHER, "Is the title right?").id
    assert desk.press("ruth", f"comments/{number}/settle").status_code == 422
    assert desk.press("ruth", "comments/999999/settle").status_code == 422


# -------------------------------------------------------------------------------------------------- where it goes after


def test_a_form_on_a_page_that_refused_comes_back_to_the_post(desk: Desk) -> None:
    referer = {"referer": f"http://127.0.0.1/posts/{KEY}/edit"}
    sent = {"version": str(desk.post().version), "text": desk.shorter()}
    answer = desk.clients["amara"].post(f"/posts/{KEY}/edit", data=sent, headers=referer)
    assert answer.headers["location"] == f"/posts/{KEY}"


@pytest.mark.parametrize("deed", [*MAY, "comment", "comments/1/settle", "sent"])
def test_the_address_of_a_deed_asked_for_as_a_page_is_that_of_the_post(desk: Desk, deed: str) -> None:
    answer = desk.clients["amara"].get(f"/posts/{KEY}/{deed}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/posts/{KEY}")

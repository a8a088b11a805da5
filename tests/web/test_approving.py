"""Approving more than one post in one go: what was ticked, what was looked at, and a day that was read."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from promoter import approval
from promoter.ledger.campaigns import get_campaign, save_campaign
from promoter.ledger.holds import CHOOSE
from promoter.ledger.queue import list_posts
from promoter.people.having_seen import seen_by
from promoter.posts.lifecycle import Status
from promoter.posts.model import Remark
from serving import email
from web.desk import KEY, OTHER, WEEK, Desk

if TYPE_CHECKING:
    from browsing import OpenPage
    from serving import House, Served

DAY = f"/weeks/{WEEK}/approve?day=2021-09-13"
WISH = "name the city first"


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_what_is_ticked_is_approved_and_nothing_else(desk: Desk) -> None:
    form = desk.sweep_form("ruth")
    answer = desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**form, f"tick:{KEY}": "on"})
    assert answer.headers["location"] == f"/weeks/{WEEK}"
    assert desk.approved() == {KEY}


def test_all_that_i_have_looked_at_is_approved_and_nothing_else(desk: Desk) -> None:
    desk.look("ruth")
    desk.look("ruth", OTHER)
    desk.look("tom", desk.posts()[0].key)
    assert "Approve all 2 that I have looked at" in desk.clients["ruth"].get(f"/weeks/{WEEK}").text
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**desk.sweep_form("ruth"), "which": "seen"})
    assert desk.approved() == {KEY, OTHER}


def test_what_changed_since_it_was_looked_at_is_left_alone(desk: Desk) -> None:
    desk.look("ruth")
    desk.look("ruth", OTHER)
    form = desk.sweep_form("ruth")
    desk.does("amara", approval.edit, KEY, desk.shorter())
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**form, "which": "seen"})
    assert desk.approved() == {OTHER}
    with desk.wiring.ledger.read() as conn:
        assert KEY not in seen_by(conn, email("ruth"), WEEK)


def test_what_was_looked_at_again_is_still_not_what_the_board_showed(desk: Desk) -> None:
    desk.look("ruth")
    form = desk.sweep_form("ruth")
    desk.does("amara", approval.edit, KEY, desk.shorter())
    desk.look("ruth")
    answer = desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**form, "which": "seen"}, follow_redirects=True)
    assert desk.approved() == set()
    told = "Nothing was approved. 1 left: Blog on X, Monday 13 September, 10:45 BST: Somebody changed this post"
    assert told in answer.text


def test_a_day_takes_to_the_page_that_is_read_first_and_approves_nothing(desk: Desk) -> None:
    board = desk.clients["ruth"].get(f"/weeks/{WEEK}").text
    assert f'href="/weeks/{WEEK}/approve?day=2021-09-13"' in board
    assert '<button name="day"' not in board
    form = desk.sweep_form("ruth")
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**form, "day": "2021-09-13"})
    assert desk.approved() == set()


def test_a_forged_form_approves_nothing_that_its_sender_may_not_sign(desk: Desk) -> None:
    form = {f"post:{post.key}": str(post.version) for post in desk.posts()}
    for who in ("amara", "vera", "adam"):
        desk.clients[who].post(f"/weeks/{WEEK}/approve", data={**form, "which": "day", "day": "2021-09-13"})
    assert desk.approved() == set()


@pytest.mark.parametrize(
    "sent",
    [{}, {"which": "seen"}, {"day": "soon"}, {f"post:{WEEK}/none/x/blog": "1", f"tick:{WEEK}/none/x/blog": "on"}],
)
def test_a_form_with_nothing_in_it_approves_nothing(desk: Desk, sent: dict[str, str]) -> None:
    answer = desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data=sent)
    assert answer.status_code == 303
    assert desk.approved() == set()


def test_what_was_sent_back_is_in_no_sweep(desk: Desk) -> None:
    form = desk.sweep_form("ruth")
    desk.does("tom", approval.return_, KEY, reason="the title")
    assert f"post:{KEY}" not in desk.sweep_form("ruth")
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**form, f"tick:{KEY}": "on"})
    assert desk.approved() == set()


# ------------------------------------------------------------------------------------------------------ changes are wanted


def test_what_was_sent_back_is_told_apart_and_left_out(desk: Desk) -> None:
    desk.look("ruth")
    desk.does("tom", approval.return_, KEY, reason=WISH)
    page = unescape(desk.clients["ruth"].get(f"/weeks/{WEEK}").text)
    left = page.partition("Left out here, because changes are wanted")[2].partition("</fieldset>")[0]
    assert f'href="/posts/{KEY}"' in left
    assert WISH in left
    forged = {f"post:{KEY}": str(desk.post().version), f"tick:{KEY}": "on"}
    answer = desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data=forged, follow_redirects=True)
    assert f"Changes are wanted: {WISH}" in unescape(answer.text)
    desk.look("ruth")
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data={**forged, "which": "seen"})
    assert desk.approved() == set()


# ------------------------------------------------------------------------------------------------------------ a day, read


def day_form(page: str, *, but: str = "") -> dict[str, str]:
    """What the day's form would send as it stands on the page."""
    form = dict(re.findall(r'<input type="hidden" name="(post:[^"]*|day)" value="([^"]*)"', page))
    ticked = re.findall(r'name="(tick:[^"]*)" checked', page)
    return form | {name: "on" for name in ticked if name != f"tick:{but}"}


def read(desk: Desk, who: str = "ruth", day: str = DAY) -> str:
    answer = desk.clients[who].get(day)
    assert answer.status_code == 200
    return unescape(answer.text)


def of_monday(desk: Desk) -> set[str]:
    return {post.key for post in desk.posts() if f"{post.day}" == "2021-09-13"}


def test_a_day_is_read_in_full_before_it_is_approved(desk: Desk) -> None:
    page = read(desk)
    for post in desk.posts():
        if post.key not in of_monday(desk):
            assert f'name="post:{post.key}"' not in page
            continue
        assert post.said.text in page
        assert post.said.link is None or f'href="{post.said.link}"' in page
        assert all(remark.message in page for remark in post.warnings)
    assert "5 things are assumed and confirmed by nobody" in page
    assert "08:45 X, Opener" in page
    assert "10:45 X, Blog: <bdi>Give every new system a leaving date</bdi>" in page


def test_a_day_that_was_read_is_approved_as_it_was_on_the_page(desk: Desk) -> None:
    answer = desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data=day_form(read(desk)))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/weeks/{WEEK}")
    assert desk.approved() == of_monday(desk)


def test_what_is_not_ticked_stays(desk: Desk) -> None:
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data=day_form(read(desk), but=KEY))
    assert desk.approved() == of_monday(desk) - {KEY}


def test_what_changed_while_the_day_was_read_is_left_and_shown_as_it_is_now(desk: Desk) -> None:
    form = day_form(read(desk))
    desk.does("amara", approval.edit, KEY, desk.shorter())
    answer = desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data=form)
    assert answer.status_code == 409
    assert desk.approved() == of_monday(desk) - {KEY}
    page = unescape(answer.text)
    assert "Somebody changed this post while you looked at it." in page
    assert desk.shorter() in page
    assert f'name="tick:{KEY}">' in page, "it is not ticked by itself"
    again = day_form(page)
    assert again[f"post:{KEY}"] == str(desk.post().version)
    desk.clients["ruth"].post(f"/weeks/{WEEK}/approve", data=again | {f"tick:{KEY}": "on"})
    assert desk.approved() == of_monday(desk)


def test_odd_times_and_remarks_stand_where_the_day_is_read(desk: Desk) -> None:
    desk.does("amara", approval.move, KEY, desk.post(OTHER).at.replace(hour=19))
    desk.force(OTHER, warnings=(Remark("praise", "Let the reader judge."),))
    page = read(desk)
    assert "is outside the campaign" in page
    assert "Let the reader judge." in page


def test_each_post_of_the_day_that_is_left_out_is_listed_with_the_reason(desk: Desk) -> None:
    monday = [post.key for post in desk.posts() if post.key in of_monday(desk)]
    returned, mine, held, two, out, yes = monday[:6]
    desk.does("tom", approval.return_, returned, reason=WISH)
    desk.force(mine, void=True, written_by=email("ruth"))
    desk.force(held, hold="address", hold_reason="the address of its page is still to come")
    desk.force(two, hold=CHOOSE[0], hold_reason=CHOOSE[1])
    desk.does("amara", approval.withdraw, out, reason="not now")
    desk.does("tom", approval.approve, yes)
    page = read(desk)
    left = page.partition("<h2>Left out</h2>")[2]
    for key, why in [
        (returned, f"Changes are wanted: {WISH}"),
        (mine, "You changed it last, so somebody else has to approve it. amara@example.org or tom@example.org may."),
        (held, "The address of its page is still to come"),
        (two, "Its files changed after somebody had edited it"),
    ]:
        assert why in left.partition(f'href="/posts/{key}"')[2].partition("</li>")[0]
        assert f'name="post:{key}"' not in page
    assert "2 of this day do not wait for approval." in page
    assert not any(f"post:{key}" in page for key in (out, yes))


def test_a_time_that_has_passed_is_left_out(house: House, desk: Desk) -> None:
    house.clock.advance_to(desk.post().at)
    left = read(Desk(house)).partition("<h2>Left out</h2>")[2]  # a session ends over the week-end
    assert "Its time has passed." in left


def test_where_two_approve_a_day_tells_who_did_already(desk: Desk) -> None:
    with desk.wiring.ledger.write() as conn:
        row = get_campaign(conn, WEEK)
        save_campaign(
            conn, WEEK, folder=row.folder, settings=row.settings.model_copy(update={"approvals": 2}),
            loaded_by="x", now=desk.clock.now(),
        )  # fmt: skip
    desk.does("ruth", approval.approve, KEY)
    assert "You have approved it; it takes another person too." in read(desk).partition("Left out")[2]
    assert "approved already by ruth@example.org" in read(desk, "tom")


@pytest.mark.parametrize("day", ["", "?day=", "?day=soon", "?day=2021-13-45"])
def test_a_day_that_is_none_leads_to_the_board(desk: Desk, day: str) -> None:
    answer = desk.clients["ruth"].get(f"/weeks/{WEEK}/approve{day}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/weeks/{WEEK}")


def test_a_day_without_posts_says_so(desk: Desk) -> None:
    assert "Nothing of this day waits for your approval." in read(desk, day=DAY.replace("-13", "-01"))


def test_a_hostile_title_is_shown_as_letters(desk: Desk) -> None:
    hostile = "<script>alert(1)</script>\u202eabc" + "x" * 300
    desk.force(page_titles=(hostile,), warnings=(Remark("x", "<b>&</b>"),))
    page = desk.clients["ruth"].get(DAY).text
    assert "<script>alert" not in page
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_day_is_read_and_approved_by_keyboard_on_a_phone_and_for_everybody(
    open_page: OpenPage, sign_in, served: Served, scheme: str
) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "ruth")
    page.goto(served.at(f"/weeks/{WEEK}"))
    page.get_by_role("link", name="Read this day and approve it").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Approve Monday 13 September").wait_for()
    axe(page)
    fits(page)
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Approve what is ticked").focus()
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"^\d+ approved\.$")).wait_for()
    with served.ledger.read() as conn:
        count = len(list_posts(conn, campaign=WEEK, status=Status.APPROVED))
    assert f"{count} approved." in page.inner_text(".said")
    with served.ledger.read() as conn:
        assert count == len([post for post in list_posts(conn, campaign=WEEK) if f"{post.day}" == "2021-09-13"]) - 1

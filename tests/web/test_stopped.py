"""A stop that lasts: what passes meanwhile does not look approved any more, wherever people see it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from promoter import approval
from promoter.posts.lifecycle import Status
from web.desk import KEY, OTHER, WEEK, Desk

if TYPE_CHECKING:
    from serving import House

PASSED = "its time passed while stopped"
GRACE = timedelta(minutes=15)


@pytest.fixture
def desk(house: House) -> Desk:
    """Monday morning, everything approved and then stopped, and an hour later: people have just come in."""
    desk = Desk(house)
    desk.does("ruth", approval.approve_all, campaign=WEEK)
    house.clock.advance_to(desk.post().at - timedelta(minutes=30))
    desk.does("vera", approval.pause, reason="sad news")
    house.clock.advance_to(desk.post().at + GRACE + timedelta(seconds=1))
    return Desk(house)


def missed(desk: Desk) -> set[str]:
    return {post.key for post in desk.posts() if post.at + GRACE < desk.clock.now()}


def see(desk: Desk, path: str, who: str = "ruth") -> str:
    answer = desk.clients[who].get(path)
    assert answer.status_code == 200
    return unescape(answer.text)


def card(page: str, key: str) -> str:
    return page.partition(f'<h3><a href="/posts/{key}">')[2].partition("</article>")[0]


def test_the_board_says_whose_time_has_passed_and_that_they_come_back(desk: Desk) -> None:
    page = see(desk, f"/weeks/{WEEK}")
    for post in desk.posts():
        assert (PASSED in card(page, post.key)) == (post.key in missed(desk))
    count = len(missed(desk))
    assert count > 1
    assert f"The time of {count} approved posts has passed meanwhile" in page
    assert f"<b>{count}</b> held" in page


def test_only_after_the_grace_has_a_time_passed(house: House, desk: Desk) -> None:
    later = min((post for post in desk.posts() if post.key not in missed(desk)), key=lambda post: post.at)
    house.clock.advance_to(later.at + GRACE)
    assert PASSED not in card(see(Desk(house), f"/weeks/{WEEK}"), later.key)
    house.clock.advance(timedelta(seconds=1))
    assert PASSED in card(see(Desk(house), f"/weeks/{WEEK}"), later.key)


def test_the_post_itself_says_so_and_what_can_be_done(desk: Desk) -> None:
    page = see(desk, f"/posts/{KEY}")
    assert "Its time passed while stopped." in page
    assert "it comes back for a decision" in page
    assert f'action="/posts/{KEY}/move"' in page
    assert PASSED.capitalize() not in see(desk, f"/posts/{max(desk.posts(), key=lambda post: post.at).key}")


def test_only_what_is_still_to_come_can_be_let_through(desk: Desk) -> None:
    later = max(desk.posts(), key=lambda post: post.at)
    assert "Let this one through" in see(desk, f"/posts/{later.key}")
    assert "Let this one through" not in see(desk, f"/posts/{KEY}"), "it would only be refused"


def test_they_stand_with_what_needs_somebody_and_are_counted(desk: Desk) -> None:
    page = see(desk, "/attention")
    group = page.partition("Their time has passed")[2].partition("</section>")[0]
    assert {post.key for post in desk.posts() if f'id="{post.key}"' in group} == missed(desk)
    assert "it comes back for a decision" in group
    assert f"{len(missed(desk))} things wait for a person" in page


def test_starting_again_gives_back_just_these_and_then_they_are_held(desk: Desk) -> None:
    were = missed(desk)
    page = see(desk, "/start")
    assert all(f'href="/posts/{key}"' in page for key in were)
    desk.clients["ruth"].post("/start")
    assert {post.key for post in desk.posts() if post.status is Status.PENDING} == were
    board = see(desk, f"/weeks/{WEEK}")
    assert PASSED not in board
    assert all("its time has passed" in card(board, key) for key in were)


def test_a_post_that_is_given_a_new_time_meanwhile_does_not_come_back(desk: Desk) -> None:
    tomorrow = desk.post(OTHER).at + timedelta(days=1)
    desk.does("amara", approval.move, KEY, tomorrow)
    desk.does("ruth", approval.approve, KEY)
    assert PASSED not in card(see(desk, f"/weeks/{WEEK}"), KEY)
    assert KEY not in {post.key for post in desk.posts() if post.key in missed(desk)}


def test_without_a_stop_nothing_has_passed_while_stopped(desk: Desk) -> None:
    desk.does("ruth", approval.resume, grace=timedelta(days=9))
    assert PASSED not in see(desk, f"/weeks/{WEEK}")


def test_everybody_reads_one_word_for_it(desk: Desk) -> None:
    for path in (f"/weeks/{WEEK}", "/attention", "/start", f"/posts/{KEY}", f"/weeks/{WEEK}/record"):
        assert "paused" not in see(desk, path).lower()

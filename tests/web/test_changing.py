"""Changes to many posts and to the facts behind them: seen first, then done as they were seen."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from browsing import PHONE, axe, fits
from promoter.approval import approve_all
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor
from promoter.ledger.tables import campaigns
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "smarter-state-2021"


@pytest.fixture
def folder(house, tmp_path) -> Path:
    """The campaign's files as a copy that pages may change."""
    with house.ledger.write() as conn:
        kept = conn.execute(sa.select(campaigns.c.folder)).scalar_one()
        copy = shutil.copytree(kept, tmp_path / SLUG)
        conn.execute(sa.update(campaigns).values(folder=str(copy)))
    return copy


def posts(house, **more):
    with house.ledger.read() as conn:
        return list_posts(conn, campaign=SLUG, **more)


def approved(house) -> None:
    with house.ledger.write() as conn:
        approve_all(conn, who=Actor("ruth@example.org"), now=house.clock.now(), campaign=SLUG)


def opened(open_page, sign_in, served, path, name="amara", **more):
    page = sign_in(open_page(**more), name)
    page.goto(f"{served.url}/weeks/{SLUG}/{path}")
    return page


@pytest.mark.parametrize("path", ["shift", "blogs", "facts", "write"])
@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 900})], ids=["phone", "dark"]
)
def test_the_forms_are_for_everybody(open_page, sign_in, served, folder, path, scheme, viewport) -> None:
    page = opened(open_page, sign_in, served, path, color_scheme=scheme, viewport=viewport)
    axe(page)
    fits(page)


def test_the_rest_of_the_week_moves_after_it_was_looked_at(open_page, sign_in, served, house) -> None:
    approved(house)
    before = {post.key: post.at for post in posts(house)}
    page = opened(open_page, sign_in, served, "shift", javascript=False)
    page.get_by_label("Days").fill("7")
    page.get_by_role("button", name="Show what changes").first.click()
    assert "Nothing is changed yet" in page.inner_text("main")
    assert {post.key: post.at for post in posts(house)} == before
    assert page.locator(".effects > li").count() == len(before)
    page.get_by_role("button", name="Do this").click()
    assert f"{len(before)} posts wait for somebody else's approval" in page.inner_text(".said")
    assert {post.key: post.at for post in posts(house)} == {key: at + timedelta(days=7) for key, at in before.items()}
    assert {post.status for post in posts(house)} == {Status.PENDING}


def test_what_changed_while_somebody_looked_is_not_moved_over(open_page, sign_in, served, house) -> None:
    page = opened(open_page, sign_in, served, "shift")
    page.get_by_role("button", name="Show what changes").first.click()
    page.get_by_role("button", name="Do this").wait_for()
    axe(page)
    approved(house)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name="Do this").click()
    assert answered.value.status == 409
    assert "not what you saw any more" in page.inner_text("main")
    assert {post.status for post in posts(house)} == {Status.APPROVED}


@pytest.fixture
def allowed(allowed, request) -> list[str]:
    if "not_moved_over" in request.node.name or "odd" in request.node.name:
        allowed.append("status of 4")
    return allowed


def test_one_days_posts_go_on_another_day(open_page, sign_in, served, house) -> None:
    monday = posts(house)[0].day
    page = opened(open_page, sign_in, served, "shift")
    page.get_by_label("From").fill(str(monday))
    page.get_by_label("To").fill("2021-09-20")
    page.get_by_role("button", name="Show what changes").last.click()
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    assert monday not in {post.day for post in posts(house)}


@pytest.mark.parametrize("days", ["0", "many", "-1"])
def test_an_odd_number_of_days_gets_a_sentence(open_page, sign_in, served, days) -> None:
    page = opened(open_page, sign_in, served, "shift", javascript=False)
    page.get_by_label("Days").fill(days)
    page.get_by_role("button", name="Show what changes").first.click()
    assert page.locator(".refused").count() == 1


def test_a_blog_is_withdrawn_with_all_that_names_it(open_page, sign_in, served, house, folder) -> None:
    approved(house)
    page = opened(open_page, sign_in, served, "blogs")
    card = page.locator("article", has_text="Fix the address first")
    assert "words:" in card.inner_text()
    card.locator("summary", has_text="Withdraw").click()
    card.get_by_label("Why?").fill("the author asked for it")
    card.get_by_role("button", name="Show what changes").click()
    assert "is taken out" in page.inner_text(".effects")
    axe(page)
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    own = [post for post in posts(house) if post.blog == "fix-the-address-first"]
    assert own
    assert {post.status for post in own} == {Status.WITHDRAWN}
    assert "status: withdrawn" in (folder / "blogs" / "fix-the-address-first.md").read_text()
    again = [post for post in posts(house) if post.status is Status.PENDING]
    assert again, "the posts that named it wait for approval again"


def test_an_assumption_is_confirmed_by_name(open_page, sign_in, served, house, folder) -> None:
    page = opened(open_page, sign_in, served, "facts")
    page.get_by_role("button", name="I confirm this").first.click()
    page.get_by_role("button", name="Do this").click()
    assert "Confirmed by amara@example.org" in page.inner_text("main")
    assert 'confirmed_by: "amara@example.org"' in (folder / "campaign.yaml").read_text()


def test_the_themes_of_two_days_change_places_and_void_what_they_touch(
    open_page, sign_in, served, house, folder
) -> None:
    approved(house)
    page = opened(open_page, sign_in, served, "facts")
    first, second = page.locator("select[name^='days.']").all()[:2]
    one, other = first.input_value(), second.input_value()
    first.select_option(other)
    second.select_option(one)
    page.locator("form.narrow").first.get_by_role("button", name="Show what changes").click()
    assert "approvals would end" in page.inner_text("main")
    assert {post.status for post in posts(house)} == {Status.APPROVED}
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    assert Status.PENDING in {post.status for post in posts(house)}


def test_a_viewer_sees_the_facts_and_can_change_none(open_page, sign_in, served, folder) -> None:
    page = opened(open_page, sign_in, served, "facts", name="vera")
    assert page.get_by_role("button", name="Show what changes").count() == 0
    assert page.get_by_role("button", name="I confirm this").count() == 0


def test_a_post_of_ones_own_waits_for_somebody_else(open_page, sign_in, served, house) -> None:
    page = opened(open_page, sign_in, served, "write", javascript=False)
    page.get_by_label("Network").select_option("x")
    page.get_by_label("Day and time").fill("2021-09-14T12:10")
    page.get_by_label("Words").fill("Thank you all. #techUKSmarterState")
    page.get_by_role("button", name="Write it").click()
    assert "Somebody else has to approve it" in page.inner_text(".said")
    (made,) = [post for post in posts(house) if post.kind == "free"]
    assert (made.said.text, made.written_by) == ("Thank you all. #techUKSmarterState", "amara@example.org")


def test_an_odd_post_of_ones_own_keeps_what_was_typed(open_page, sign_in, served, house) -> None:
    page = opened(open_page, sign_in, served, "write", javascript=False)
    page.get_by_label("Day and time").fill("2021-09-01T12:10")
    page.get_by_label("Words").fill("Too late.")
    page.get_by_role("button", name="Write it").click()
    assert "has passed" in page.inner_text(".refused")
    assert page.get_by_label("Words").input_value() == "Too late."
    assert not [post for post in posts(house) if post.kind == "free"]

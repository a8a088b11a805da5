"""What a blog's file states, completed on its page: shown first with what it does to the posts, then saved."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from promoter.approval import approve_all
from promoter.campaign.loading import load
from promoter.ledger.events import list_events
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.web.wiring import Wiring
from serving import email
from web.visiting import visitor

if TYPE_CHECKING:
    from pathlib import Path

    from serving import House

SLUG, BLOG = "smarter-state-2021", "an-ordinary-tuesday-in-2031"
OWN = f"{SLUG}/{BLOG}/x/blog"
PAGE = f"/weeks/{SLUG}/blogs/{BLOG}"
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def wiring(house: House, folder: Path) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def state(wiring, who="amara", **fields):
    return visitor(wiring, who).post(f"{PAGE}/facts", data=fields, headers=OURS)


def said(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def seal_in(answer) -> str:
    return re.search(r'name="seal" value="([^"]+)"', answer.text)[1]


def blog(folder):
    return next(one for one in load(folder).campaign.blogs if one.id == BLOG)


def test_it_is_shown_first_and_then_saved_and_its_posts_wait_again(wiring, house, folder) -> None:
    with house.ledger.write() as conn:
        approve_all(conn, campaign=SLUG, who=Actor(email("ruth")), now=house.clock.now())
    wanted = {
        "hook": "One Tuesday, ten years on.", "points": "The first thing.\n\n  The second   thing. ",
        "url": "https://example.org/another-place", "live_from": "2021-09-13T08:30",
    }  # fmt: skip
    shown = state(wiring, **wanted)
    assert shown.status_code == 200
    assert "Change the address of its page, the moment from which its page is live, the hook and the points of" in said(
        shown
    )
    assert blog(folder).hook != wanted["hook"]
    assert state(wiring, **wanted, seal=seal_in(shown)).status_code == 303
    after = blog(folder)
    assert (after.hook, after.points) == ("One Tuesday, ten years on.", ("The first thing.", "The second thing."))
    assert (after.url, f"{after.live_from:%H:%M}") == ("https://example.org/another-place", "08:30")
    with house.ledger.read() as conn:
        post = get_post(conn, OWN)
        (event,) = [one for one in list_events(conn, campaign=SLUG) if one.kind == "blog_changed"]
    assert (post.status, post.approved_by, post.written_by) == (Status.PENDING, (), email("amara"))
    assert "another-place" in str(post.said.link)
    assert event.data["facts"]["hook"]["after"] == wanted["hook"]


def test_what_is_emptied_is_taken_out_of_the_file(wiring, folder) -> None:
    shown = state(wiring, hook="", points="", url="")
    state(wiring, hook="", points="", url="", seal=seal_in(shown))
    after = blog(folder)
    assert (after.hook, after.points, after.url) == (None, (), None)
    assert "Complete what posts are made of" in said(visitor(wiring, "amara").get(PAGE))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Nothing is different from what it is already"),
        ({"url": "not an address"}, "Nothing was changed."),
        ({"theme": ""}, "Choose the theme on whose day it goes out"),
        ({"title": ""}, "Nothing was changed."),
        ({"live_from": "soon"}, "Nothing was changed."),
    ],
)
def test_what_cannot_be_is_said_at_the_form_with_what_was_typed(wiring, folder, fields, why) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}
    answer = state(wiring, **fields)
    assert answer.status_code == 422
    assert why in said(answer)
    for value in fields.values():
        assert f'value="{value}"' in answer.text
    if "theme" in fields:
        assert 'aria-invalid="true"' in re.search('<select id="f-theme"[^>]*>', answer.text)[0]
    assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before


def test_themes_are_chosen_by_their_names_and_nobody_types_an_id(open_page, sign_in, served, folder) -> None:
    page = sign_in(open_page(javascript=False), "amara")
    page.goto(served.at(PAGE))
    page.get_by_text("Change what posts are made of").click()
    home, touched = page.get_by_label("Theme, on whose day"), page.get_by_role("group", name="It also touches")
    assert home.input_value() == "next-ten-years"
    ticked = [one.locator("..").inner_text().strip() for one in touched.locator("input:checked").all()]
    assert ticked == ["A citizen-centric Smarter State", "A data-driven Smarter State"]
    home.select_option(label="The impact of COVID-19")
    touched.get_by_label("A citizen-centric").uncheck()
    page.get_by_role("button", name="Show what it changes").first.click()
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    assert blog(folder).themes == ("covid-19", "data-driven")


def test_themes_that_stand_in_another_order_than_the_weeks_are_not_different(wiring, folder) -> None:
    path = folder / "blogs" / f"{BLOG}.md"
    path.write_text(path.read_text().replace("citizen-centric, data-driven]", "data-driven, citizen-centric]"))
    same = {"theme": "next-ten-years", "theme:citizen-centric": "yes", "theme:data-driven": "yes"}
    assert "Nothing is different" in said(state(wiring, **same))
    shown = state(wiring, **same, hook="Mine.")
    state(wiring, **same, hook="Mine.", seal=seal_in(shown))
    assert blog(folder).themes == ("next-ten-years", "data-driven", "citizen-centric")


def test_what_was_typed_is_there_again_on_the_way_back_to_the_form(wiring, folder) -> None:
    before = (folder / "blogs" / f"{BLOG}.md").read_bytes()
    typed = {"hook": "Half a thought", "theme": "covid-19", "theme:data-driven": "yes"}
    shown = state(wiring, **typed)
    assert '<button name="again" value="yes">Back to the form</button>' in shown.text
    back = state(wiring, **typed, seal=seal_in(shown), again="yes")
    assert back.status_code == 200
    assert 'value="Half a thought"' in back.text
    assert '<option value="covid-19" selected>' in back.text
    assert re.findall(r'name="theme:([a-z-]+)" value="yes" checked', back.text) == ["data-driven"]
    assert "refused" not in back.text
    assert "aria-invalid" not in back.text
    assert "<details open><summary>Change what posts" in back.text
    assert (folder / "blogs" / f"{BLOG}.md").read_bytes() == before
    again = visitor(wiring, "amara").post(
        f"{PAGE}/authors", data={"again": "yes", "authors.0.role": "Head"}, headers=OURS
    )
    assert again.status_code == 200


def test_a_viewer_has_no_form_and_may_not(wiring) -> None:
    assert "what posts are made of" not in visitor(wiring, "vera").get(PAGE).text
    assert state(wiring, who="vera", hook="Mine").status_code == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_for_everybody_on_a_phone(open_page, sign_in, served, folder, scheme) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at(PAGE))
    page.get_by_text("Change what posts are made of").click()
    page.get_by_label("Hook").fill("One Tuesday, ten years on.")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("heading", name="Change the hook of").wait_for()

"""Pictures on the pages: seen with their posts, saved by hand, described, and handed to nobody as anything else."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from pictures.samples import exif, halves, saved
from promoter import approval, planning
from promoter.ledger.accounts import set_manual
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor
from promoter.offering import offer
from promoter.pictures.illustrating import illustrate
from promoter.pictures.store import keep, read_picture
from promoter.posts.lifecycle import Status
from promoter.web.wiring import Wiring
from serving import LOADED, WEEK, email
from web.sending import SLUG, do, post
from web.visiting import visitor

if TYPE_CHECKING:
    from pathlib import Path

ALT = "A red door beside a <blue> one"
OWN = f"{SLUG}/fix-the-address-first"
X, LINKEDIN, CARD = f"{OWN}/x/blog", f"{OWN}/linkedin/blog", f"{SLUG}/an-ordinary-tuesday-in-2031/x/blog"
BARE = f"{SLUG}/an-ordinary-tuesday-in-2031/linkedin/blog"


@pytest.fixture
def week(house, tmp_path) -> Path:
    """The week, loaded again with a photo beside a blog, and cards on X."""
    folder = tmp_path / SLUG
    shutil.copytree(WEEK, folder)
    (folder / "images").mkdir()
    (folder / "images" / "doors.jpg").write_bytes(saved(halves(), "JPEG", exif=exif(gps=True)))
    blog = folder / "blogs" / "fix-the-address-first.md"
    image = f'image: {{file: images/doors.jpg, alt: "{ALT}"}}'
    blog.write_text(blog.read_text().replace("status:", f"{image}\nstatus:", 1))
    campaign = folder / "campaign.yaml"
    campaign.write_text(campaign.read_text() + "\ncards: {x: true}\n")
    load(house, folder)
    return folder


def load(house, folder):
    loaded, posts = planning.read(folder, illustrate=illustrate)
    assert loaded.campaign is not None, loaded.errors
    keep(folder, loaded.made)
    with house.ledger.write() as conn:
        offer(conn, loaded.campaign, posts, folder=folder, who=Actor(email("amara")), now=LOADED, moved=True)


@pytest.fixture
def wiring(house) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def address(house, key, number=1) -> str:
    return f"/posts/{key}/pictures/{number}?{post(house, key).said.media[number - 1].sha256[:10]}"


def test_a_picture_is_served_as_what_it_is_and_as_nothing_else(house, wiring, week):
    for key, kind in ((X, "image/jpeg"), (CARD, "image/png")):
        answer = visitor(wiring, "vera").get(address(house, key))
        (medium,) = post(house, key).said.media
        assert hashlib.sha256(answer.content).hexdigest() == medium.sha256
        assert answer.headers["content-type"] == kind
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers.get_list("content-security-policy") == ["default-src 'none'"]
        assert "content-disposition" not in answer.headers
        assert answer.headers["cache-control"].startswith("private")


def test_the_photo_that_is_served_does_not_say_where_it_was_taken(house, wiring, week):
    content = visitor(wiring, "vera").get(address(house, X)).content
    assert b"camera" in (week / "images" / "doors.jpg").read_bytes()
    assert b"camera" not in content


def test_saved_it_has_a_name_of_ours(house, wiring, week):
    answer = visitor(wiring, "amara").get(f"{address(house, X)}&save")
    assert answer.headers["content-disposition"] == 'attachment; filename="fix-the-address-first-x.jpg"'


def test_strangers_see_no_picture(house, wiring, week):
    answer = visitor(wiring).get(address(house, X))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_picture_that_the_post_does_not_have_is_not_there(wiring, week, number):
    assert visitor(wiring, "amara").get(f"/posts/{X}/pictures/{number}").status_code == 404
    assert visitor(wiring, "amara").get(f"/posts/{BARE}/pictures/1").status_code == 404


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"", saved(halves(), "JPEG"), None])
def test_what_is_not_the_picture_that_was_loaded_is_not_handed_out(house, wiring, week, content):
    file = week / post(house, X).said.media[0].file
    file.unlink() if content is None else file.write_bytes(content)
    answer = visitor(wiring, "amara").get(address(house, X))
    assert answer.status_code == 409
    assert "The picture cannot be shown" in answer.text
    assert "<script>alert" not in answer.text


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def test_the_posts_page_shows_the_picture_and_how_it_is_described(house, wiring, week):
    for key in (X, LINKEDIN, CARD):
        page = visitor(wiring, "amara").get(f"/posts/{key}").text
        (medium,) = post(house, key).said.media
        assert f'src="{html.escape(address(house, key))}" alt="{html.escape(medium.alt)}"' in page
        says = "Here it is described as" if post(house, key).said.is_on_card(medium) else "Described as"
        assert f"{says}: {html.escape(medium.alt)}" in page
        assert "<blue>" not in page
    assert "You approve these words, this link, this picture and this time." in text_of(
        visitor(wiring, "ruth").get(f"/posts/{X}")
    )
    assert "pictures/1" not in visitor(wiring, "amara").get(f"/posts/{BARE}").text


def test_where_the_files_are_not_here_the_page_says_which_picture_it_is(house, wiring, week):
    file = post(house, X).said.media[0].file
    shutil.rmtree(week)
    page = visitor(wiring, "amara").get(f"/posts/{X}").text
    assert f"Picture {file}" in page
    assert "<img" not in page


def test_other_words_for_the_picture_take_somebody_elses_approval_again(house, wiring, week):
    do(house, approval.approve, X)
    before = post(house, X)
    amara = visitor(wiring, "amara")
    answer = amara.post(
        f"/posts/{X}/describe", data={"version": str(before.version), "alt": " Two  doors,\r\nside by side "}
    )
    assert answer.status_code == 303
    after = post(house, X)
    assert [medium.alt for medium in after.said.media] == ["Two doors, side by side"]
    assert (after.status, after.approved_by, after.written_by) == (Status.PENDING, (), email("amara"))
    assert (after.said.text, after.said.media[0].sha256) == (before.said.text, before.said.media[0].sha256)
    assert after.digest != before.digest
    page = text_of(amara.get(f"/posts/{X}"))
    assert "amara@example.org described the picture: Two doors, side by side" in page
    assert "What is shown with the words has changed: the card, a picture" in page


@pytest.mark.parametrize("alt", ["", "  \n ", "x" * 1001, ALT, "door\u202e"])
def test_no_description_or_too_long_a_one_or_the_same_is_refused_and_what_was_typed_stays(house, wiring, week, alt):
    before = post(house, X)
    answer = visitor(wiring, "amara").post(f"/posts/{X}/describe", data={"version": str(before.version), "alt": alt})
    assert answer.status_code == 422
    assert f">\n{html.escape(alt)}</textarea>" in answer.text.replace("\r\n", "\n")
    assert post(house, X) == before


def test_somebody_who_may_only_look_describes_nothing(house, wiring, week):
    version = str(post(house, X).version)
    assert (
        visitor(wiring, "vera").post(f"/posts/{X}/describe", data={"version": version, "alt": "A"}).status_code == 403
    )
    assert "Describe the picture" not in visitor(wiring, "vera").get(f"/posts/{X}").text


def test_a_description_stays_when_the_week_is_loaded_again_and_another_picture_has_to_be_chosen(house, wiring, week):
    do(house, approval.describe, X, "Two doors", who="amara")
    load(house, week)
    assert post(house, X).said.media[0].alt == "Two doors"
    (week / "images" / "doors.jpg").write_bytes(saved(halves(900), "JPEG", exif=exif(gps=True)))
    load(house, week)
    assert post(house, X).hold == "choose"
    assert post(house, X).said.media[0].alt == "Two doors"


def test_another_picture_in_the_files_voids_what_was_approved(house, week):
    do(house, approval.approve, X)
    approved = post(house, X)
    (week / "images" / "doors.jpg").write_bytes(saved(halves(900), "JPEG", exif=exif(gps=True)))
    assert read_picture(week, approved.said.media[0])  # what was approved is still there to be sent
    load(house, week)
    after = post(house, X)
    assert (after.status, after.approved_by) == (Status.PENDING, ())
    assert after.said.media != approved.said.media


def test_by_hand_the_picture_is_there_to_save_with_its_words(house, wiring, week):
    with house.ledger.write() as conn:
        set_manual(conn, get_post(conn, LINKEDIN).account, manual=True, who=Actor(email("adam")), now=house.clock.now())
    do(house, approval.approve, LINKEDIN)
    house.clock.advance_to(post(house, LINKEDIN).at)
    page = visitor(wiring, "amara").get("/by-hand").text
    assert f'<a href="{html.escape(address(house, LINKEDIN))}&amp;save">Save it</a>' in page
    assert html.escape(ALT) in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_on_a_phone_is_for_everybody(open_page, sign_in, served, house, week, scheme):
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    for key in (X, LINKEDIN, CARD):
        page.goto(served.at(f"/posts/{key}"))
        shown = page.locator(".drawn-picture")
        assert shown.evaluate("picture => picture.complete && picture.naturalWidth") >= 800
        fits(page)
        page.get_by_text("Describe the picture").click()
        axe(page)


def test_a_person_describes_a_picture(open_page, sign_in, served, house, week):
    page = sign_in(open_page(javascript=False), "amara")
    page.goto(served.at(f"/posts/{X}"))
    page.get_by_text("Describe the picture").click()
    page.get_by_label("What it shows, for those who cannot see it").fill("Two doors, side by side")
    page.locator("form[action$='/describe']").get_by_role("button", name="Save").click()
    page.get_by_text("Saved. Somebody else has to approve it now.").wait_for()
    assert page.locator(".drawn-picture").get_attribute("alt") == "Two doors, side by side"

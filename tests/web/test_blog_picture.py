"""A blog's own picture, brought, described and taken away on its page: checked before it is kept, shown before it is done."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from pictures.samples import HOSTILE, halves, opened, saved
from promoter.approval import approve_all
from promoter.campaign.loading import load
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.web.app import MOST_BYTES
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
PLAIN, ALT = saved(halves()), "A door that stands open"


@pytest.fixture
def wiring(house: House, folder: Path) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def bring(wiring, content=None, *, name="../../Photo (1).exe", who="amara", **fields):
    files = {} if content is None else {"picture": (name, content, "text/html")}
    typed = {"image.alt" if field == "alt" else field: value for field, value in fields.items()}
    return visitor(wiring, who).post(f"{PAGE}/picture", data=typed, files=files, headers=OURS)


def do(wiring, shown):
    """Press the button of what was shown, as a browser does."""
    again = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.text)
    }
    return visitor(wiring, "amara").post(f"{PAGE}/picture", data=again, headers=OURS)


def said(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def image(folder):
    return next(one for one in load(folder).campaign.blogs if one.id == BLOG).image


def images(folder) -> list[Path]:
    return sorted(folder.glob("images/*"))


@pytest.fixture
def illustrated(wiring, folder) -> Path:
    assert do(wiring, bring(wiring, PLAIN, alt=ALT)).status_code == 303
    return folder


def test_it_is_shown_first_and_then_the_posts_carry_it_and_wait_again(wiring, house, folder) -> None:
    with house.ledger.write() as conn:
        approve_all(conn, campaign=SLUG, who=Actor(email("ruth")), now=house.clock.now())
    shown = bring(wiring, PLAIN, alt=ALT)
    assert shown.status_code == 200
    assert "Change the picture of “An ordinary Tuesday in 2031”" in said(shown)
    assert 'carries a picture: <span dir="auto">A door that stands open</span>' in said(shown)
    assert "Other words" not in said(shown)
    assert image(folder) is None
    assert do(wiring, shown).status_code == 303
    (kept,) = images(folder)
    assert re.fullmatch(rf"{BLOG}-[0-9a-f]{{12}}\.png", kept.name)
    assert (image(folder).file, image(folder).alt) == (f"images/{kept.name}", ALT)
    with house.ledger.read() as conn:
        post = get_post(conn, OWN)
    assert (post.status, [one.alt for one in post.said.media]) == (Status.PENDING, [ALT])


def test_the_picture_is_shown_to_whoever_is_signed_in_as_what_it_is(wiring, illustrated) -> None:
    page = visitor(wiring, "vera").get(PAGE).text
    address = re.search(r'<img src="([^"]+)" alt="A door that stands open"', page)[1]
    answer = visitor(wiring, "vera").get(html.unescape(address))
    assert (answer.headers["content-type"], answer.content) == ("image/png", PLAIN)
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert visitor(wiring).get(address).headers["location"].startswith("/sign-in")
    (illustrated / image(illustrated).file).write_bytes(b"<script>alert(1)</script>")
    assert visitor(wiring, "vera").get(address).status_code == 409


def test_there_is_no_picture_where_there_is_none(wiring) -> None:
    assert visitor(wiring, "vera").get(f"{PAGE}/picture").status_code == 404
    assert "<figure" not in visitor(wiring, "vera").get(PAGE).text


def test_its_words_change_alone(wiring, illustrated) -> None:
    file = image(illustrated).file
    shown = bring(wiring, alt="A door, and a queue")
    assert "Change the words for the picture of" in said(shown)
    assert do(wiring, shown).status_code == 303
    assert (image(illustrated).file, image(illustrated).alt) == (file, "A door, and a queue")


def test_it_is_taken_away(wiring, illustrated) -> None:
    shown = bring(wiring, what="away")
    assert "carries no picture any more" in said(shown)
    assert do(wiring, shown).status_code == 303
    assert image(illustrated) is None
    assert len(images(illustrated)) == 1


def test_another_one_leaves_the_bytes_of_the_first(wiring, illustrated) -> None:
    first = illustrated / image(illustrated).file
    do(wiring, bring(wiring, saved(halves(900)), alt=ALT))
    assert opened((illustrated / image(illustrated).file).read_bytes()).width == 900
    assert first.read_bytes() == PLAIN


@pytest.mark.parametrize("case", HOSTILE)
def test_what_could_not_be_sent_is_said_at_the_field_and_not_kept(wiring, folder, case) -> None:
    content, why = HOSTILE[case]
    answer = bring(wiring, content, alt=ALT)
    assert answer.status_code == 422
    assert why.casefold() in said(answer).casefold()
    assert re.search(r'<input id="picture"[^>]*aria-describedby="wrong ', answer.text)
    assert f">{ALT}</textarea>" in answer.text
    assert images(folder) == []


@pytest.mark.parametrize(
    ("content", "fields", "why"),
    [
        (None, {"alt": ALT}, "Choose a picture."),
        (None, {}, "Choose a picture."),
        (PLAIN, {"alt": " "}, "Say what the picture shows, for those who cannot see it."),
        (PLAIN, {}, "Say what the picture shows, for those who cannot see it."),
        (PLAIN, {"alt": "x" * 1001}, "The alt text has 1,001 characters and may have 1,000"),
        (PLAIN + b"\0" * (MOST_BYTES * 3), {"alt": ALT}, "The file has 6.0 MB and may have 5 MB"),
        (None, {"alt": ALT, "kept": "campaign.yaml"}, "This picture is not here any more: choose it again."),
        (None, {"alt": ALT, "kept": f"images/{BLOG}-0123456789ab.png"}, "This picture is not here any more"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_missing_or_too_much_is_said_and_nothing_is_kept(wiring, folder, content, fields, why) -> None:
    answer = bring(wiring, content, **fields)
    assert (answer.status_code, why in said(answer)) == (422, True)
    assert images(folder) == []


def test_nothing_different_is_said(wiring, illustrated) -> None:
    answer = bring(wiring, alt=f" {ALT} ")
    assert (answer.status_code, "Nothing is different from what it is already" in said(answer)) == (422, True)


def test_what_is_far_too_much_is_not_even_read(wiring) -> None:
    assert bring(wiring, b"\0" * 25_000_001, alt=ALT).status_code == 413


def test_no_other_form_of_the_blog_takes_so_much(wiring) -> None:
    much = {"content-type": "multipart/form-data; boundary=x", **OURS}
    for form in ("facts", "authors", "picture/x"):
        answer = visitor(wiring, "amara").post(f"{PAGE}/{form}", content=b"x" * (MOST_BYTES + 1), headers=much)
        assert answer.status_code in {404, 413}


def test_who_may_not_write_brings_nothing(wiring, folder) -> None:
    assert bring(wiring, PLAIN, who="vera", alt=ALT).status_code == 403
    assert images(folder) == []
    assert "picture" not in visitor(wiring, "vera").get(PAGE).text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_a_file_to_the_posts_drawing_on_a_phone(open_page, sign_in, served, folder, tmp_path, scheme) -> None:
    file = tmp_path / "IMG_0001.JPG"
    file.write_bytes(saved(halves(1200, 630), "JPEG"))
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at(PAGE))
    page.get_by_text("Give it a picture").click()
    page.get_by_label("Picture").set_input_files(file)
    page.get_by_label("What it shows").fill(ALT)
    axe(page)
    fits(page)
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("heading", name="2 posts change").wait_for()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Do this").click()
    page.get_by_role("img", name=ALT).wait_for()
    axe(page)
    fits(page)
    assert image(folder).alt == ALT
    page.goto(served.at(f"/posts/{OWN}"))
    drawn = page.get_by_role("img", name=ALT).first
    assert drawn.evaluate("one => one.complete && one.naturalWidth") == 1200

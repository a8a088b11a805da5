"""Who wrote a blog, put right on its page: facts of each author, one more, one less; shown first, then saved."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from promoter.approval import approve_all
from promoter.campaign.loading import load
from promoter.contributors import signing_off
from promoter.contributors.facts import author_of, blog_of, files_of, published
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.web.wiring import Wiring
from serving import email
from web.visiting import visitor

if TYPE_CHECKING:
    from pathlib import Path

    from serving import House

SLUG, BLOG, NIA, OWEN = "smarter-state-2021", "an-ordinary-tuesday-in-2031", "Nia Sample", "Owen Sample"
OWN = f"{SLUG}/{BLOG}/x/blog"
PAGE = f"/weeks/{SLUG}/blogs/{BLOG}"
OURS = {"sec-fetch-site": "same-origin"}
AS_SHOWN = {"authors.0.was": NIA, "authors.1.was": OWEN, "authors.2.was": ""}


@pytest.fixture
def wiring(house: House, folder: Path) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def say_who(wiring, who="amara", *, shown=AS_SHOWN, **fields):
    typed = {
        f"authors.{name[1]}.{name[3:]}": value for name, value in fields.items() if name[0] == "a" and name[1].isdigit()
    }
    others = {name: value for name, value in fields.items() if not (name[0] == "a" and name[1].isdigit())}
    return visitor(wiring, who).post(f"{PAGE}/authors", data={**shown, **typed, **others}, headers=OURS)


def said(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def seal_in(answer) -> str:
    return re.search(r'name="seal" value="([^"]+)"', answer.text)[1]


def authors(folder):
    return next(one for one in load(folder).campaign.blogs if one.id == BLOG).authors


def test_it_is_shown_first_and_then_saved_and_its_posts_wait_again(wiring, house, folder) -> None:
    with house.ledger.write() as conn:
        approve_all(conn, campaign=SLUG, who=Actor(email("ruth")), now=house.clock.now())
    wanted = {"a0_x": "nia_sample", "a1_role": "Chief Engineer", "a2_name": "Bo Sample", "a2_mention": "name"}
    shown = say_who(wiring, **wanted)
    assert shown.status_code == 200
    assert "Change the handle on X of Nia Sample, an author of “An ordinary Tuesday in 2031”" in said(shown)
    assert len(authors(folder)) == 2
    assert say_who(wiring, **wanted, seal=seal_in(shown)).status_code == 303
    assert [(one.name, one.role, one.x) for one in authors(folder)] == [
        (NIA, "Director of Research", "@nia_sample"), (OWEN, "Chief Engineer", None), ("Bo Sample", None, None),
    ]  # fmt: skip
    with house.ledger.read() as conn:
        post = get_post(conn, OWN)
    assert (post.status, "@nia_sample" in post.said.text) == (Status.PENDING, True)


def test_an_author_goes(wiring, folder) -> None:
    shown = say_who(wiring, a0_out="yes")
    assert "Take out Nia Sample as an author of" in said(shown)
    say_who(wiring, a0_out="yes", seal=seal_in(shown))
    assert [one.name for one in authors(folder)] == [OWEN]


@pytest.mark.parametrize(
    ("fields", "at", "why"),
    [
        ({"a0_name": ""}, "authors.0.name", "Write the author's name."),
        ({"a1_x": "@far too long"}, "authors.1.x", "is not a handle on X"),
        (
            {"a1_linkedin": "https://www.linkedin.com/in/x"},
            "authors.1.linkedin",
            "begins with urn:li:person: and is not",
        ),
        ({"a2_role": "Fellow"}, "authors.2.name", "Write the author's name."),
        ({"a0_email": "nia"}, "authors.0.email", "Write an e-mail address"),
        ({"a0_out": "yes", "a1_out": "yes"}, "authors.1.out", "A blog has at least one author"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_with_what_was_typed(wiring, folder, fields, at, why) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}
    answer = say_who(wiring, **fields, a1_organisation="A typed <organisation>")
    assert answer.status_code == 422
    field = re.search(rf'<(?:input|select)[^>]*name="{re.escape(at)}"[^>]*>', answer.text)[0]
    assert 'aria-invalid="true"' in field
    assert re.search(r'aria-describedby="wrong[" ]', field)
    assert why in said(answer)[said(answer).index(at) :]
    assert 'value="A typed &lt;organisation&gt;"' in answer.text
    for name, value in fields.items():
        typed = re.search(rf'<input[^>]*name="authors\.{name[1]}\.{name[3:]}"[^>]*>', answer.text)[0]
        assert "checked" in typed if name.endswith("out") else f'value="{value}"' in typed
    assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before


def test_nothing_different_is_said(wiring) -> None:
    answer = say_who(wiring, a0_name=f" {NIA} ", a1_mention="name", a2_mention="name")
    assert (answer.status_code, "Nothing is different from what it is already" in said(answer)) == (422, True)


@pytest.mark.parametrize(
    "shown", [{**AS_SHOWN, "authors.0.was": OWEN}, {**AS_SHOWN, "authors.2.was": "Bo"}, {}], ids=str
)
def test_a_form_from_before_the_authors_were_others_changes_nobody(wiring, folder, shown) -> None:
    answer = say_who(wiring, shown=shown, a0_role="Fellow")
    assert answer.status_code == 422
    assert "The authors were changed meanwhile." in said(answer)
    assert 'value="Director of Research"' in answer.text
    assert authors(folder)[0].role == "Director of Research"


def test_whoever_signed_off_under_another_name_is_to_be_asked_again(wiring, house, folder) -> None:
    files, now = files_of(folder), house.clock.now()
    with house.ledger.write() as conn:
        token, row = signing_off.make_link(conn, files, BLOG, NIA, who=Actor(email("amara")), now=now)
        shown = published(conn, SLUG, blog_of(files, BLOG), author_of(blog_of(files, BLOG), NIA))
        signing_off.answer(conn, row, shown, seen=shown.seal, now=now)
    effect = say_who(wiring, a0_name="Nia Samples")
    assert "Nia Sample signed off under that name: that does not count any more, so ask Nia Samples again." in said(
        effect
    )
    say_who(wiring, a0_name="Nia Samples", seal=seal_in(effect))
    assert "Does not count any more: what they signed has changed" in said(visitor(wiring, "amara").get(PAGE))
    assert "Nia Samples" in said(visitor(wiring).get(f"/sign-off/{token}"))


def test_an_email_is_stated_kept_and_forgotten_and_no_page_shows_it(wiring, folder) -> None:
    mail = "nia.private@example.org"
    say_who(wiring, a0_email=mail, seal=seal_in(say_who(wiring, a0_email=mail)))
    assert authors(folder)[0].email == mail
    for who in ("amara", "vera"):
        assert mail not in visitor(wiring, who).get(PAGE).text
    assert mail not in say_who(wiring, a0_x="wrong handle").text
    say_who(wiring, a0_role="Fellow", a0_email="", seal=seal_in(say_who(wiring, a0_role="Fellow", a0_email="")))
    assert (authors(folder)[0].role, authors(folder)[0].email) == ("Fellow", mail)
    shown = say_who(wiring, a0_no_email="yes")
    assert "Change the e-mail of Nia Sample" in said(shown)
    assert mail not in shown.text
    say_who(wiring, a0_no_email="yes", seal=seal_in(shown))
    assert authors(folder)[0].email is None


def test_a_viewer_may_not(wiring) -> None:
    assert "Change who wrote it" not in visitor(wiring, "vera").get(PAGE).text
    assert say_who(wiring, who="vera", a0_role="Mine").status_code == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_is_for_everybody_on_a_phone(open_page, sign_in, served, folder, scheme) -> None:
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at(PAGE))
    page.get_by_text("Change who wrote it").click()
    page.get_by_text("Another author").first.click()
    axe(page)
    fits(page)
    page.get_by_role("group", name="Another author").get_by_label("Name", exact=True).fill("Bo Sample")
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("heading", name="Put in Bo Sample as an author of").wait_for()
    page.get_by_role("button", name="Do this").click()
    page.get_by_role("heading", name="Bo Sample").wait_for()

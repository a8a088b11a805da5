"""The page that a contributor sees by their link, and the editors' side of it: asked, answered, taken or declined."""

from __future__ import annotations

import html
import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE, axe, fits
from pictures.samples import halves, saved
from promoter import planning
from promoter.approval import approve_all
from promoter.contributors import signing_off
from promoter.contributors.facts import files_of
from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Actor
from promoter.ledger.signoffs import list_signoffs
from promoter.offering import offer
from promoter.people.knocking import FREE
from promoter.pictures.illustrating import illustrate
from promoter.posts.lifecycle import Status
from promoter.web.wiring import Wiring
from serving import LOADED, email
from web.visiting import all_of, visitor

if TYPE_CHECKING:
    from pathlib import Path

    from serving import House

SLUG, BLOG, NIA = "smarter-state-2021", "an-ordinary-tuesday-in-2031", "Nia Sample"
OWN = f"{SLUG}/{BLOG}/x/blog"
GUESS = "A" * 43
PAGE = f"/weeks/{SLUG}/blogs/{BLOG}"


@pytest.fixture
def wiring(house: House, folder: Path) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def link(wiring: Wiring, folder: Path) -> str:
    """The path of Nia's link."""
    with wiring.ledger.write() as conn:
        token, _ = signing_off.make_link(
            conn, files_of(folder), BLOG, NIA, who=Actor(email("amara")), now=wiring.clock.now()
        )
    return f"/sign-off/{token}"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def seal_of(client: Any, link: str) -> str:
    found = re.search(r'name="seal" value="(\w+)"', client.get(link).text)
    assert found is not None
    return found[1]


def corrected(client: Any, link: str, **typed: str) -> Any:
    return client.post(link, data={"seal": seal_of(client, link), "what": "correct", **typed})


def rows(wiring: Wiring) -> list[Any]:
    with wiring.ledger.read() as conn:
        return list_signoffs(conn, SLUG)


# ------------------------------------------------------------------------------------------------------ the contributor


def test_it_shows_all_that_is_published_about_them_and_whose_page_it_is(wiring, link):
    answer = visitor(wiring).get(link)
    said = text_of(answer)
    for part in (
        NIA,
        "Director of Research",
        "Example Futures",
        "@sample_nia",
        "by name, with the handle on X after it",
        "techUK",
        "An ordinary Tuesday in 2031",
        "Imagine telling public services once",
        "you need no account",
    ):
        assert part in said, part
    assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"  # nobody else's site learns the address
    assert "<script" not in answer.text


def test_it_shows_nothing_of_the_house(wiring, link):
    said = visitor(wiring).get(link).text
    for inside in (email("amara"), "/weeks/", "/posts/", "sha256", "Stop everything"):
        assert inside not in said


def test_confirming_is_kept_and_thanked_for(wiring, link):
    client = visitor(wiring)
    answer = client.post(link, data={"seal": seal_of(client, link), "what": "confirm"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    assert "Thank you. You confirmed this on Friday 10 September 2021" in text_of(client.get(link))
    (row,) = rows(wiring)
    assert (row.answer, row.person) == ("confirmed", NIA)
    assert client.post(link, data={"seal": row.shown and "x", "what": "confirm"}).status_code == 409


def test_a_correction_waits_and_changes_nothing(wiring, link):
    before = all_of(wiring.ledger, but=("signoffs", "events"))
    client = visitor(wiring)
    assert (
        corrected(client, link, role="Chief <b>Researcher</b>", note="And <script>alert(1)</script>").status_code == 303
    )
    page = client.get(link)
    assert "Your correction has arrived" in page.text
    assert "<script>alert" not in page.text
    assert "<b>Researcher" not in page.text
    assert all_of(wiring.ledger, but=("signoffs", "events")) == before
    assert 'name="seal"' not in page.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Nothing is different"),
        ({"name": ""}, "Write your name."),
        ({"x": "not a handle"}, "is not a handle on X"),
        ({"mention": "loudly"}, "Choose one of the three."),
        ({"note": "x" * 3000}, "may have 2,000"),
        ({"role": "Chief\u202eresearcher"}, "cannot be printed"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(wiring, link, typed, says):
    client = visitor(wiring)
    answer = corrected(client, link, organisation="Example Futures", **typed)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "<details open>" in answer.text
    assert rows(wiring)[0].answer is None


def test_what_changed_while_they_looked_is_shown_again(wiring, link, folder):
    client = visitor(wiring)
    seal = seal_of(client, link)
    file = folder / "blogs" / f"{BLOG}.md"
    file.write_text(file.read_text().replace("role: Director of Research", "role: Head of Research"))
    answer = client.post(link, data={"seal": seal, "what": "confirm"})
    assert answer.status_code == 409
    assert "changed while you looked" in answer.text
    assert "Head of Research" in answer.text
    assert rows(wiring)[0].answer is None


@pytest.mark.parametrize("path", ["x", GUESS, "x" * 5000, "%E2%80%AE" * 14, "..%2f..%2fetc"])
def test_what_is_no_link_leads_nowhere_for_page_and_form_alike(wiring, link, path):
    client = visitor(wiring)
    for answer in (client.get(f"/sign-off/{path}"), client.post(f"/sign-off/{path}", data={"what": "confirm"})):
        assert answer.status_code == 404
        assert "techUK" not in answer.text


def test_one_that_ended_looks_like_one_that_never_was(wiring, link):
    with wiring.ledger.write() as conn:
        signing_off.end_link(conn, SLUG, rows(wiring)[0].id, who=Actor(email("amara")), now=wiring.clock.now())
    client = visitor(wiring)
    assert client.get(link).text == client.get(f"/sign-off/{GUESS}").text


def test_whoever_guesses_waits_and_nobody_else_does(wiring, link):
    guesser = visitor(wiring, address="203.0.113.9")
    answers = [guesser.get(f"/sign-off/{GUESS[:-2]}{number:02}").status_code for number in range(FREE + 2)]
    assert answers == [404] * FREE + [429] * 2
    assert guesser.get(link).status_code == 429
    assert visitor(wiring, address="203.0.113.10").get(link).status_code == 200
    form = {"email": email("ruth"), "password": "wrong"}
    assert "wait" not in text_of(guesser.post("/sign-in", data=form)).lower()  # it is another door


def test_the_token_is_in_no_log_and_in_no_event(wiring, link, caplog):
    with caplog.at_level(logging.DEBUG, "promoter"):
        client = visitor(wiring)
        corrected(client, link, role="Chief Researcher")
        client.get(f"/sign-off/{GUESS}")
    token = link.rpartition("/")[2]
    assert token not in caplog.text
    assert GUESS not in caplog.text
    assert token not in str(all_of(wiring.ledger))


def test_files_that_cannot_be_read_are_for_later(wiring, link, folder):
    (folder / "campaign.yaml").unlink()
    answer = visitor(wiring).get(link)
    assert answer.status_code == 503
    assert "Your link is right" in answer.text


def test_pictures_of_their_posts_come_by_the_same_link_and_no_others(wiring, house, folder):
    (folder / "images").mkdir()
    (folder / "images" / "doors.png").write_bytes(saved(halves(), "PNG"))
    file = folder / "blogs" / f"{BLOG}.md"
    file.write_text(file.read_text().replace("status:", 'image: {file: images/doors.png, alt: "A door"}\nstatus:', 1))
    loaded, posts = planning.read(folder, illustrate=illustrate)
    assert loaded.campaign is not None
    with house.ledger.write() as conn:
        offer(conn, loaded.campaign, posts, folder=folder, who=Actor(email("amara")), now=LOADED)
        token, _ = signing_off.make_link(
            conn, loaded.campaign, BLOG, NIA, who=Actor(email("amara")), now=house.clock.now()
        )
    client = visitor(wiring)
    addresses = re.findall(r'src="(/sign-off/[^"]+/pictures/[^"]+)"', client.get(f"/sign-off/{token}").text)
    assert addresses
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert client.get(addresses[0].replace(token, GUESS)).status_code == 404
    assert client.get(f"/sign-off/{token}/pictures/99/1").status_code == 404


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 900})], ids=["phone", "dark"]
)
def test_the_page_is_for_everybody(open_page, served, wiring, link, scheme, viewport):
    page = open_page(color_scheme=scheme, viewport=viewport)
    page.goto(served.at(link))
    page.get_by_text("Something is not right").click()
    axe(page)
    fits(page)


def test_the_whole_way_without_script(open_page, served, wiring, link, house):
    with house.ledger.write() as conn:
        approve_all(conn, who=Actor(email("ruth")), now=house.clock.now(), campaign=SLUG)
    page = open_page(javascript=False)
    page.goto(served.at(link))
    page.get_by_text("Something is not right").click()
    page.get_by_label("Your role").fill("Chief Researcher")
    page.get_by_role("button", name="Send the correction").click()
    assert "Your correction has arrived" in page.inner_text("main")
    amara = visitor(wiring, "amara")
    assert NIA in amara.get("/attention").text
    number = rows(wiring)[0].id
    shown = amara.post(f"/weeks/{SLUG}/sign-offs/{number}/take", data={})
    assert "Nothing is changed yet" in shown.text
    seal = re.search(r'name="seal" value="(\w+)"', shown.text)
    assert seal is not None
    done = amara.post(f"/weeks/{SLUG}/sign-offs/{number}/take", data={"seal": seal[1]})
    assert (done.status_code, done.headers["location"]) == (303, PAGE)
    with house.ledger.read() as conn:
        linkedin = get_post(conn, OWN.replace("/x/", "/linkedin/"))
    assert linkedin.status is Status.PENDING
    assert "Chief Researcher" in linkedin.said.text
    page.reload()
    assert "What you wanted otherwise is changed" in page.inner_text("main")


# --------------------------------------------------------------------------------------------------------- the editors


def test_a_link_is_made_on_the_blogs_page_and_shown_once(wiring):
    amara = visitor(wiring, "amara")
    answer = amara.post(f"{PAGE}/sign-off", data={"person": NIA, "until": "2021-09-12"})
    found = re.search(r"http://127\.0\.0\.1(/sign-off/[\w-]{43})", answer.text)
    assert found is not None
    assert visitor(wiring).get(found[1]).status_code == 200
    for path in (PAGE, f"/weeks/{SLUG}/blogs", f"/weeks/{SLUG}/record", "/attention"):
        assert found[1].rpartition("/")[2] not in amara.get(path).text
    assert "asked, no answer yet" in text_of(amara.get(f"/weeks/{SLUG}/blogs"))


def test_what_cannot_be_asked_is_said_there(wiring):
    amara = visitor(wiring, "amara")
    assert amara.post(f"{PAGE}/sign-off", data={"person": "Nobody"}).status_code == 422
    answer = amara.post(f"{PAGE}/sign-off", data={"person": NIA, "until": "2022-09-12"})
    assert "at most 60 days" in text_of(answer)
    assert amara.get(f"/weeks/{SLUG}/blogs/not-there").status_code == 404


def test_a_link_is_ended_and_a_correction_declined_there(wiring, link):
    client, amara = visitor(wiring), visitor(wiring, "amara")
    corrected(client, link, role="Chief Researcher")
    number = rows(wiring)[0].id
    assert "Chief Researcher" in text_of(amara.get(PAGE))
    assert amara.post(f"/weeks/{SLUG}/sign-offs/{number}/decline", data={"reason": "Printed."}).status_code == 303
    assert "What you wanted otherwise was not changed" in text_of(client.get(link))
    assert amara.post(f"/weeks/{SLUG}/sign-offs/{number}/end", data={}).status_code == 303
    assert client.get(link).status_code == 404
    record = text_of(amara.get(f"/weeks/{SLUG}/record"))
    assert "declined the correction of Nia Sample" in record


def test_a_correction_is_counted_among_what_needs_somebody(wiring, link):
    amara = visitor(wiring, "amara")
    before = amara.get("/attention").text
    corrected(visitor(wiring), link, role="Chief Researcher")
    after = text_of(amara.get("/attention"))
    assert "Contributors want something otherwise" in after
    assert "Contributors want something otherwise" not in before
    with wiring.ledger.read() as conn:
        assert len(list_campaigns(conn)) == 1


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 900})], ids=["phone", "dark"]
)
def test_the_blogs_page_is_for_everybody(open_page, sign_in, served, wiring, link, scheme, viewport):
    corrected(visitor(wiring), link, role="Chief Researcher", profile="https://www.linkedin.com/in/nia")
    page = sign_in(open_page(color_scheme=scheme, viewport=viewport), "amara")
    page.goto(served.at(PAGE))
    axe(page)
    fits(page)

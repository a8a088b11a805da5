"""Is the week ready? The page that begins a look, says how far it is, and keeps what came of it with its time."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from browsing import PHONE, axe, fits
from promoter.errors import NotPossible
from promoter.preflight.keeping import FAULT, Keeper
from promoter.preflight.lines import LOOK, NOT_READY, READY, Detail, Line, Preflight, Section
from promoter.web.app import create_app
from promoter.web.wiring import Wiring
from serving import FRIDAY, Served, signed_in
from web.visiting import visitor

SLUG = "smarter-state-2021"
PAGE = f"/weeks/{SLUG}/preflight"
HOSTILE = "<script>alert(1)</script>"
SECTIONS = (
    Section("Posts", (Line("approval", "approval", NOT_READY, "2 of 46 posts to come are not approved", "On the board, or with promoter approve: ruth@example.org.", (Detail("One", "a/2021-09-13/x/blog"), Detail(HOSTILE))),)),
    Section("Pages", (Line("page", f"https://example.org/{HOSTILE}", LOOK, HOSTILE, "Ask the web team."),)),
    Section("Machine", (Line("disk", "disk", READY, "67.5 GB free"),)),
)  # fmt: skip
FOUND = Preflight(campaign=SLUG, at=FRIDAY, asked=True, sections=SECTIONS)


class Look:
    """What the page lets run: it tells how far it is, and ends when the test says so."""

    def __init__(self) -> None:
        self.told, self.end, self.runs = threading.Event(), threading.Event(), 0
        self.comes: Preflight | Exception = FOUND

    def __call__(self, slug, progress):
        self.runs += 1
        progress(12, 50)
        self.told.set()
        assert self.end.wait(30)
        if isinstance(self.comes, Exception):
            raise self.comes
        return self.comes

    def ends(self, keeper):
        self.end.set()
        for thread in threading.enumerate():
            if thread.name.startswith("preflight of"):
                thread.join(30)
        assert not keeper.of(SLUG).running


@pytest.fixture
def look():
    found = Look()
    yield found
    found.end.set()


@pytest.fixture
def wiring(house, look):
    keeper = Keeper(look)
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15), preflights=keeper)


def test_before_anybody_looked_it_says_so_and_an_editor_may_begin(wiring) -> None:
    text = visitor(wiring, "amara").get(PAGE).text
    assert "Nobody has looked yet" in text
    assert "Look now" in text
    assert "Look now" not in visitor(wiring, "vera").get(PAGE).text


def test_a_look_runs_in_the_background_and_says_how_far_it_is(wiring, look) -> None:
    amara = visitor(wiring, "amara")
    response = amara.post(PAGE)
    assert (response.status_code, response.headers["location"]) == (303, PAGE)
    assert look.told.wait(30)
    for address in (PAGE, f"{PAGE}/lines"):
        text = amara.get(address).text
        assert "12 of 50 networks and pages answered" in text
        assert 'hx-trigger="every 1s"' in text
        assert "Look now" not in text
    look.ends(wiring.preflights)
    text = amara.get(f"{PAGE}/lines").text
    assert "every 1s" not in text
    assert "Friday 10 September, 14:00 BST" in text


def test_two_who_begin_at_once_begin_one(wiring, look) -> None:
    for name in ("amara", "ruth"):
        client = visitor(wiring, name)
        client.post(PAGE)
    assert "Somebody has begun it already" in client.get(PAGE).text
    look.ends(wiring.preflights)
    assert look.runs == 1


def looked(wiring, look):
    visitor(wiring, "amara").post(PAGE)
    look.ends(wiring.preflights)
    return visitor(wiring, "vera").get(PAGE).text


def test_what_came_of_it_is_there_for_everybody_in_words_and_signs(wiring, look) -> None:
    text = looked(wiring, look)
    assert "The week is not ready: 1 thing needs doing first" in text
    for sign in ("✗</span> not ready", "!</span> look", "✓</span> ready"):
        assert sign in text
    assert "promoter approve" not in text
    assert HOSTILE not in text


def test_a_week_that_is_ready_is_said_to_be(wiring, look) -> None:
    look.comes = replace(FOUND, sections=SECTIONS[1:])
    assert "The week is ready, with 1 thing to look at." in looked(wiring, look)


@pytest.mark.parametrize(
    ("comes", "says"), [(NotPossible("The ledger rests."), "The ledger rests."), (ZeroDivisionError("secret"), FAULT)]
)
def test_one_that_breaks_off_says_so_and_leaves_what_was_there(wiring, look, comes, says) -> None:
    looked(wiring, look)
    look.comes = comes
    text = looked(wiring, look)
    assert says in text
    assert "secret" not in text
    assert "67.5 GB" in text


def test_where_nothing_can_look_the_page_says_who_can(wiring) -> None:
    bare = replace(wiring, preflights=None)
    assert "Nothing is looked at from here" in visitor(bare, "amara").get(PAGE).text
    assert visitor(bare, "amara").post(PAGE).status_code == 409


def test_of_a_week_that_is_not_there_nothing_is_begun(wiring, look) -> None:
    assert visitor(wiring, "amara").post("/weeks/nothing/preflight").status_code == 404
    assert look.runs == 0


# ------------------------------------------------------------------------------------------------------------- a browser


def test_somebody_looks_and_sees_it_end_without_doing_anything(open_page, house, wiring, look, serve) -> None:
    served = Served(serve(create_app(wiring)), house.ledger, house.clock, wiring)
    page = signed_in(open_page(), served, "amara")
    page.goto(served.at(f"/weeks/{SLUG}"))
    page.get_by_role("link", name="Ready?").click()
    axe(page)
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("12 of 50").wait_for()
    axe(page)
    look.ends(wiring.preflights)
    page.get_by_text("The week is not ready").wait_for()
    axe(page)
    page.get_by_text("2 details").click()
    axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone_in_both_colours(open_page, house, wiring, look, serve, scheme) -> None:
    looked(wiring, look)
    served = Served(serve(create_app(wiring)), house.ledger, house.clock, wiring)
    page = signed_in(open_page(viewport=PHONE, color_scheme=scheme), served, "vera")
    page.goto(served.at(PAGE))
    axe(page)
    fits(page)


def test_without_script_it_is_a_form_and_a_link(open_page, house, wiring, look, serve) -> None:
    served = Served(serve(create_app(wiring)), house.ledger, house.clock, wiring)
    page = signed_in(open_page(javascript=False), served, "amara")
    page.goto(served.at(PAGE))
    page.get_by_role("button", name="Look now").click()
    assert look.told.wait(30)
    look.ends(wiring.preflights)
    page.get_by_role("link", name="How far is it now?").click()
    page.get_by_text("The week is not ready").wait_for()


def test_what_a_line_is_about_is_said_as_people_say_it(wiring, look) -> None:
    about = ("unclear", "daemon", "ledger", "pause", "x:default, where to", "https://example.org/x/linkedin/blog")
    lines = tuple(Line(one, one, LOOK, "Look.", "") for one in about)
    look.comes = replace(FOUND, sections=(Section("All", lines),))
    visitor(wiring, "amara").post(PAGE)
    look.ends(wiring.preflights)
    found = re.findall(r"<p><b>(.*?)</b>", visitor(wiring, "vera").get(PAGE).text)
    said = ["Out or not", "What sends the posts", "What Promoter keeps", "Stopped or not", "X, where to"]
    assert found == [*said, "https://example.org/x/linkedin/blog"]

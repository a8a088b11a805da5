"""A week begins on the pages: like an earlier one, from a few facts, or from a folder that somebody put there."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from browsing import PHONE, axe, fits
from promoter.campaign.loading import load
from promoter.ledger.campaigns import get_campaign, list_campaigns
from promoter.ledger.database import open_ledger
from promoter.ledger.people import add_user
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.web.app import create_app
from promoter.web.wiring import Wiring
from serving import LOADED, PEOPLE, WEEK, House, Served, email, signed_in
from web.visiting import visitor

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

NEW = {
    "name": "Spring Week", "organisation": "Example Trade Body", "hashtag": "#SpringWeek", "start": "2021-10-14",
    "themes": "Data & you\r\n\r\nPeople  first\r\nData & you", "hosts": "example.org, https://blog.example.org/all",
    "timezone": "Europe/Dublin", "network.x": "yes", "network.linkedin": "yes", "slug": "",
}  # fmt: skip
SLUG = "spring-week-2021"


@pytest.fixture
def schedules(tmp_path: Path) -> Path:
    folder = tmp_path / "schedules"
    folder.mkdir()
    return folder


@pytest.fixture
def empty(tmp_path: Path, house, schedules: Path, at_the_end: ExitStack) -> Wiring:
    """Pages of a ledger that has people and no week."""
    ledger = open_ledger(f"sqlite:///{tmp_path / 'empty.db'}", create=True)
    with ledger.write() as conn:
        for name, role in PEOPLE.items():
            add_user(conn, email(name), [role], who=Actor(None, "test"), now=LOADED)
    at_the_end.callback(ledger.close)
    return Wiring(ledger=ledger, clock=house.clock, grace=timedelta(minutes=15), schedules=schedules)


@pytest.fixture
def beside(house, schedules: Path) -> Wiring:
    """Pages that have the week of 2021 already."""
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15), schedules=schedules)


def words(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.text)))


def weeks(wiring: Wiring) -> list[str]:
    with wiring.ledger.read() as conn:
        return [row.slug for row in list_campaigns(conn)]


def test_from_an_empty_folder_to_a_board_in_the_browser(open_page, serve, empty: Wiring, schedules: Path) -> None:
    served = Served(serve(create_app(empty)), empty.ledger, empty.clock, empty)
    page = signed_in(open_page(), served, "amara")
    page.get_by_role("link", name="Begin a week").click()
    axe(page)
    page.get_by_label("What the week is called").fill("Spring Week")
    page.get_by_label("Whose week it is").fill("Example Trade Body")
    page.get_by_label("Hashtag").fill("#SpringWeek")
    page.get_by_label("First day").fill("2021-10-14")
    page.get_by_label("Themes, one a line").fill("Data & you\nPeople first")
    page.get_by_role("button", name="Begin it").click()
    page.locator(".said").wait_for()
    assert page.url.endswith(f"/weeks/{SLUG}/facts")
    page.locator("summary", has_text="The week itself").click()
    page.get_by_label("Address of the week’s page").fill("https://example.org/week")
    axe(page)
    page.get_by_role("button", name="Show what changes").nth(1).click()
    page.get_by_role("button", name="Do this").click()
    page.locator(".said", has_text="Done").wait_for()
    page.get_by_role("link", name="Board").click()
    page.locator("h2", has_text="Thursday 14 October").wait_for()
    campaign = load(schedules / SLUG).campaign
    assert campaign is not None
    assert campaign.page == "https://example.org/week"


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 900})], ids=["phone", "dark"]
)
def test_the_form_is_for_everybody(open_page, serve, beside: Wiring, scheme: str, viewport) -> None:
    served = Served(serve(create_app(beside)), beside.ledger, beside.clock, beside)
    page = signed_in(open_page(color_scheme=scheme, viewport=viewport), served, "amara")
    page.goto(served.at("/weeks/new"))
    axe(page)
    fits(page)


def test_a_week_of_a_few_facts_is_a_folder_and_posts_that_wait(empty: Wiring, schedules: Path) -> None:
    answer = visitor(empty, "amara").post("/weeks/new", data=NEW)
    assert answer.headers["location"] == f"/weeks/{SLUG}/facts"
    campaign = load(schedules / SLUG).campaign
    assert campaign is not None
    assert [(f"{day.date:%a %d}", day.theme) for day in campaign.days] == [
        ("Thu 14", "data-and-you"), ("Fri 15", "people-first"), ("Mon 18", "data-and-you"),
    ]  # fmt: skip
    assert (campaign.rules.hosts, campaign.timezone) == (("example.org", "blog.example.org"), "Europe/Dublin")
    with empty.ledger.read() as conn:
        posts = list_posts(conn, campaign=SLUG)
        assert get_campaign(conn, SLUG).folder == str((schedules / SLUG).resolve())
    assert posts
    assert {(post.status, post.written_by) for post in posts} == {(Status.PENDING, "amara@example.org")}


def test_a_week_like_an_earlier_one_has_everything_to_be_confirmed(beside: Wiring, schedules: Path) -> None:
    form = {"earlier": WEEK.name, "start": "2022-09-12", "slug": ""}
    answer = visitor(beside, "amara").post("/weeks/new", data=form)
    assert answer.headers["location"] == "/weeks/smarter-state-2022/facts"
    said = words(visitor(beside, "amara").get("/weeks/smarter-state-2022/facts"))
    assert (
        "The days of the week and their themes begin on Monday 12 September 2022, moved from Monday 13 September 2021"
        in said
    )
    assert weeks(beside) == ["smarter-state-2021", "smarter-state-2022"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hashtag": "Spring Week"}, "is not a hashtag"),
        ({"start": "soon"}, "Choose a day, such as 13/09/2021."),
        ({"start": "9999-12-31"}, "The calendar ends before a week"),
        ({"start": "2021-09-01"}, "This week would be over already: choose a day to come."),
        ({"hosts": "our site"}, "Write websites such as example.org, with commas between several."),
        ({"themes": "  "}, "Name a theme for each day of the week"),
        ({"timezone": "Europe/Londres"}, "Europe/Londres"),
        ({"network.x": "", "network.linkedin": ""}, "A campaign needs x, linkedin or both"),
        ({"slug": "Not this"}, "cannot be a campaign's name"),
        ({"slug": "new"}, "This word is taken by these pages"),
        ({"name": "x" * 5000}, "x"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_said_at_its_field_and_leaves_nothing(
    empty: Wiring, schedules: Path, change: dict[str, str], says: str
) -> None:
    answer = visitor(empty, "amara").post("/weeks/new", data={**NEW, **change})
    assert answer.status_code == 422
    assert says in words(answer)
    assert answer.text.count('id="wrong"') == 1
    assert answer.text.count('wrong"') >= 2, "the field says which sentence is about it"
    assert "Example Trade Body" in answer.text, "what was typed is kept"
    assert list(schedules.iterdir()) == []
    assert weeks(empty) == []


def test_a_button_pressed_twice_begins_one_week(empty: Wiring, schedules: Path) -> None:
    amara = visitor(empty, "amara")
    amara.post("/weeks/new", data=NEW)
    answer = amara.post("/weeks/new", data=NEW)
    assert answer.status_code == 422
    assert "There is a week of this name that begins on this day already." in words(answer)
    assert (weeks(empty), [folder.name for folder in schedules.iterdir()]) == ([SLUG], [SLUG])
    assert amara.post("/weeks/new", data={**NEW, "start": "2021-11-04"}).status_code == 303, "another one may begin"
    assert weeks(empty) == [SLUG, f"{SLUG}-2"]


def test_a_week_that_is_there_is_left_alone(empty: Wiring, schedules: Path) -> None:
    (schedules / SLUG).mkdir()
    amara = visitor(empty, "amara")
    answer = amara.post("/weeks/new", data={**NEW, "slug": SLUG})
    assert answer.status_code == 422
    assert f"There is a week of this short name already: write another, such as {SLUG}-2." in words(answer)
    assert list((schedules / SLUG).iterdir()) == []
    assert amara.post("/weeks/new", data=NEW).headers["location"] == f"/weeks/{SLUG}-2/facts", "who chose none gets one"


def test_a_name_whose_week_lies_elsewhere_is_taken_too(empty: Wiring, schedules: Path, tmp_path: Path) -> None:
    amara = visitor(empty, "amara")
    amara.post("/weeks/new", data=NEW)
    shutil.move(schedules / SLUG, tmp_path / SLUG)
    answer = amara.post("/weeks/new", data={**NEW, "slug": SLUG})
    assert "There is a week of this short name already" in words(answer)
    assert list(schedules.iterdir()) == []


def test_a_folder_that_somebody_put_there_is_brought_in(empty: Wiring, schedules: Path) -> None:
    shutil.copytree(WEEK, schedules / "by-hand")
    amara = visitor(empty, "amara")
    assert "by-hand" in words(amara.get("/weeks"))
    assert amara.post("/weeks", data={"folder": "by-hand"}).headers["location"] == "/weeks/by-hand"
    assert weeks(empty) == ["by-hand"]
    assert "by-hand" not in words(amara.get("/weeks"))


def test_what_is_wrong_with_such_a_folder_is_said_beside_it(empty: Wiring, schedules: Path) -> None:
    shutil.copytree(WEEK, schedules / "by-hand")
    file = schedules / "by-hand" / "campaign.yaml"
    file.write_text(file.read_text().replace("Europe/London", "Europe/Londres"))
    answer = visitor(empty, "amara").post("/weeks", data={"folder": "by-hand"})
    assert answer.status_code == 422
    assert "Europe/Londres" in words(answer)
    assert weeks(empty) == []


@pytest.mark.parametrize("folder", ["../../etc", "", "nothing", "."])
def test_no_other_folder_is_brought_in(empty: Wiring, folder: str) -> None:
    assert visitor(empty, "amara").post("/weeks", data={"folder": folder}).status_code == 409


def test_files_that_were_changed_by_hand_are_taken_in_after_a_look(beside: Wiring, folder: Path, house: House) -> None:
    blog = folder / "blogs" / "fix-the-address-first.md"
    blog.write_text(blog.read_text().replace("title: Fix the address first", "title: Fix each address first"))
    amara = visitor(beside, "amara")
    shown = amara.post("/weeks/smarter-state-2021/files")
    assert "Fix each address first" in words(shown)
    seal = re.search(r'name="seal" value="(\w+)"', shown.text)
    assert seal is not None
    amara.post("/weeks/smarter-state-2021/files", data={"seal": seal[1]})
    with house.ledger.read() as conn:
        titles = {title for post in list_posts(conn, campaign="smarter-state-2021") for title in post.page_titles}
    assert "Fix each address first" in titles


@pytest.mark.parametrize("name", ["vera", "adam"])
def test_who_may_not_write_begins_no_week(empty: Wiring, schedules: Path, name: str) -> None:
    visit = visitor(empty, name)
    assert visit.get("/weeks/new").status_code == 403
    assert visit.post("/weeks/new", data=NEW).status_code == 403
    assert visit.post("/weeks", data={"folder": "x"}).status_code == 403
    assert "Begin a week" not in words(visit.get("/weeks"))
    assert list(schedules.iterdir()) == []


def test_where_no_folder_is_given_for_weeks_none_begins(empty: Wiring) -> None:
    visit = visitor(replace(empty, schedules=None), "amara")
    assert "A week cannot begin on these pages." in words(visit.get("/weeks/new"))
    assert "cannot begin" in words(visit.post("/weeks/new", data=NEW))

"""Contributors' files handed in on a page: read, shown beside what is guessed, brought in once somebody confirmed it."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE, axe, fits
from promoter.approval import approve_all
from promoter.campaign.loading import load
from promoter.errors import NetworkTrouble
from promoter.intake import arriving
from promoter.intake.spool import KEPT, Spool
from promoter.ledger.events import list_events
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.web.access import MOST_FILES
from promoter.web.app import create_app
from promoter.web.wiring import Wiring
from serving import Served, signed_in
from web.visiting import visitor
from word_files import para, run, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.testclient import TestClient
    from starlette.types import ASGIApp

    from serving import House

SLUG = "smarter-state-2021"
PLACE = f"/weeks/{SLUG}/bring-in"
SAYS = "We stood in our own queue for a week, and wrote down what each person in it had been told to bring along, and by whom. "
OURS = {"sec-fetch-site": "same-origin"}
FORM = {"title": "What the queue taught us", "subtitle": "A week in line.", "authors.0.name": "Bo Sample", "theme": "data-driven", "received": "2021-09-08T15:20", "what": "bring"}  # fmt: skip
TITLE = "What <b>the</b> queue taught us"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def blog(text: str = SAYS * 20, title: str = TITLE) -> bytes:
    return word(
        para(title), para(run("A week in line.", "<w:i/>")), para("Bo Sample, Director, Example Two"), para(text)
    )


@pytest.fixture
def wiring(house: House, folder: Path, tmp_path: Path) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15), spool=Spool(tmp_path / "spool"))


@pytest.fixture
def amara(wiring: Wiring) -> TestClient:
    return visitor(wiring, "amara", headers=OURS)


def hand_in(client: TestClient, *files: tuple[str, bytes], **form: str) -> Any:
    return client.post(PLACE, files=[("files", (name, data, DOCX)) for name, data in files], data=form)


def waiting(client: TestClient, data: bytes, name: str = "a.docx") -> str:
    """The address of the form for the one blog in a file."""
    answer = hand_in(client, (name, data))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def blogs(folder: Path) -> dict[str, Any]:
    return {one.id: one for one in load(folder).blogs}


def test_what_is_guessed_stands_beside_what_came_and_nothing_is_brought_in_yet(amara: TestClient, folder: Path) -> None:
    before = blogs(folder)
    page = amara.get(waiting(amara, blog())).text
    assert "What &lt;b&gt;the&lt;/b&gt; queue taught us" in page
    assert "<b>the</b>" not in page
    assert "<b>Guessed</b> from the first line" in page
    assert "words: 520 of 400 to 600" in page
    assert 'Theme, on whose day it goes out <span class="hint">(needed)</span></label>' in page
    assert blogs(folder) == before


def test_what_is_confirmed_is_brought_in_with_its_original_and_the_week_is_loaded(
    amara: TestClient, folder: Path, house: House, wiring: Wiring
) -> None:
    place = waiting(amara, blog())
    answer = amara.post(place, data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, PLACE)
    made = blogs(folder)["what-the-queue-taught-us"]
    assert (made.status, made.themes, made.source.by, made.source.guessed) == (
        "submitted",
        ("data-driven",),
        "amara@example.org",
        {},
    )
    assert (folder / made.source.file).read_bytes() == blog()
    assert load(folder).campaign is not None
    with house.ledger.read() as conn:
        kinds = [event.kind for event in list_events(conn, campaign=SLUG)]
    assert kinds[-1] == "blog_brought_in"
    assert "loaded" in kinds
    assert wiring.spool is not None
    assert list(wiring.spool.folder.iterdir()) == []
    assert amara.post(place, data=FORM).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "This is needed"),
        ("subtitle", " ", "This is needed"),
        ("authors.0.name", "", "This is needed"),
        ("theme", "", "Choose the theme"),
        ("theme", "bananas", "Choose the theme"),
        ("authors.0.x", "not a handle", "is not an X handle"),
        ("received", "soon", "Write the time like"),
        ("url", "example", "is not a web address"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    amara: TestClient, folder: Path, field: str, value: str, says: str
) -> None:
    before = blogs(folder)
    place = waiting(amara, blog())
    answer = amara.post(place, data={**FORM, "authors.0.role": "Typed role", field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Typed role"' in answer.text
    assert blogs(folder) == before
    assert amara.post(place, data=FORM).status_code == 303


def test_of_several_files_each_is_told_and_the_good_ones_wait(amara: TestClient) -> None:
    answer = hand_in(
        amara, ("good.docx", blog()), ("bad.docx", b"PK\x03\x04"), ("<i>macro</i>.docm", blog()), ("empty.txt", b"")
    )
    assert answer.status_code == 422
    assert "is damaged" in answer.text
    assert "has macros" in answer.text
    assert "file is empty" in answer.text
    assert "&lt;i&gt;macro&lt;/i&gt;.docm" in answer.text
    assert "good.docx, handed in by amara@example.org" in amara.get(PLACE).text


def test_several_files_are_counted_and_stay_in_the_order_in_which_they_were_chosen(
    amara: TestClient, wiring: Wiring
) -> None:
    names = [f"{letter}.docx" for letter in "dacbfe"]
    answer = hand_in(amara, *((name, blog(f"{SAYS * 20}{name}", f"Of {name}")) for name in names))
    assert answer.status_code == 200
    assert "6 are read: confirm each" in answer.text
    later = visitor(wiring, "ruth", headers=OURS).get(PLACE).text
    assert "are read" not in later
    for page in (answer.text, later):
        assert re.findall(r'class="hint">(\w\.docx), handed in', page) == names


def test_without_a_file_the_form_says_so_at_its_field(amara: TestClient, wiring: Wiring) -> None:
    answer = amara.post(PLACE, files={"files": ("", b"")})
    assert answer.status_code == 422
    assert re.search(
        r'<input id="files"[^>]* aria-invalid="true" aria-describedby="files-wrong files-hint">', answer.text
    )
    assert 'id="files-wrong" role="alert">Choose a file.</p>' in answer.text
    sites = visitor(dataclasses.replace(wiring, read_page=lambda _: b""), "amara", headers=OURS)
    assert "Choose a file, or give the address of a site." in sites.post(PLACE, files={"files": ("", b"")}).text
    assert "aria-invalid" not in amara.get(PLACE).text


def test_each_row_of_a_sheet_is_confirmed_by_itself(amara: TestClient, folder: Path) -> None:
    sheet = f"Title,Text\nOne,{SAYS}\nTwo,{SAYS} Two.\n".encode()
    place = waiting(amara, sheet, "s.csv")
    other = place[:-1] + "1"
    assert amara.post(other, data={**FORM, "title": "Two"}).status_code == 303
    assert amara.get(other).status_code == 404
    assert amara.post(place, data={"what": "leave"}).status_code == 303
    assert amara.get(place).status_code == 404
    assert "two" in blogs(folder)
    assert "one" not in blogs(folder)


def test_another_version_shows_what_it_changes_first_and_voids_what_it_touches(
    amara: TestClient, folder: Path, house: House
) -> None:
    amara.post(waiting(amara, blog()), data=FORM)
    path = folder / "blogs" / "what-the-queue-taught-us.md"
    path.write_text(path.read_text().replace("status: submitted", "status: approved\nurl: https://example.org/queue"))
    loaded, again = load(folder), waiting(amara, blog(text=SAYS * 20 + "And an end."), "a.docx")
    assert loaded.campaign is not None
    page = amara.get(again).text
    assert "This is another version of" in page
    assert "<ins>And an end.</ins>" in page or "And an end." in page
    shown = amara.post(again, data={**FORM, "subtitle": "Another sub-title."})
    assert shown.status_code == 200
    assert "Nothing is changed yet" in shown.text
    assert "And an end." not in path.read_text()
    seal = shown.text.split('name="seal" value="')[1].split('"')[0]
    with house.ledger.read() as conn:
        assert not [post for post in list_posts(conn, campaign=SLUG) if post.blog == path.stem]
    house.clock.advance(timedelta(minutes=3))
    done = amara.post(again, data={**FORM, "subtitle": "Another sub-title.", "seal": seal})
    assert done.status_code == 303, done.text
    assert "And an end." in path.read_text()
    assert blogs(folder)[path.stem].status == "approved"
    with house.ledger.read() as conn:
        assert [post for post in list_posts(conn, campaign=SLUG) if post.blog == path.stem]
    assert len([name for name in blogs(folder) if "queue" in name]) == 1


def test_a_new_version_of_an_approved_blog_ends_the_approvals_of_its_posts(
    amara: TestClient, folder: Path, house: House
) -> None:
    with house.ledger.write() as conn:
        approve_all(conn, who=Actor("ruth@example.org"), now=house.clock.now(), campaign=SLUG)
    old = blogs(folder)["fix-the-address-first"]
    again = waiting(
        amara,
        word(para(old.title, style="Title"), para(f"By {old.authors[0].name}"), para(old.body.replace("*", "")[:2000])),
    )
    form = {
        **FORM,
        "title": f"{old.title}, again",
        "subtitle": old.subtitle,
        "theme": old.home,
        "authors.0.name": old.authors[0].name,
    }
    shown = amara.post(again, data=form).text
    assert "would end" in shown
    amara.post(again, data={**form, "seal": shown.split('name="seal" value="')[1].split('"')[0]})
    with house.ledger.read() as conn:
        own = [post for post in list_posts(conn, campaign=SLUG) if post.blog == old.id]
    assert Status.PENDING in {post.status for post in own}


def test_the_very_same_is_told_to_be_here_already(amara: TestClient, folder: Path) -> None:
    amara.post(waiting(amara, blog()), data=FORM)
    again = waiting(amara, blog())
    assert "This is here already" in amara.get(again).text
    answer = amara.post(again, data=FORM)
    assert (answer.status_code, "nothing in it is different" in answer.text) == (422, True)


def test_a_week_whose_files_have_errors_takes_none_and_says_which(amara: TestClient, folder: Path) -> None:
    place = waiting(amara, blog())
    (folder / "blogs" / "fix-the-address-first.md").write_text("no facts")
    answer = amara.post(place, data=FORM)
    assert answer.status_code == 422
    assert "does not begin with the blog" in answer.text
    assert "what-the-queue-taught-us" not in blogs(folder)


def test_what_waits_too_long_is_let_go(amara: TestClient, house: House, wiring: Wiring) -> None:
    place = waiting(amara, blog())
    house.clock.advance(KEPT + timedelta(minutes=1))
    ruth = visitor(wiring, "ruth", headers=OURS)
    assert "does not wait here any more" in ruth.get(place).text
    assert "Nothing waits" in ruth.get(PLACE).text


def test_a_file_is_never_served_as_it_came(amara: TestClient) -> None:
    page = b"<html><script>alert(1)</script>" + SAYS.encode() * 5
    place = waiting(amara, b"A title\n\n" + page, "a.txt")
    answer = amara.get(place)
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script>alert" not in answer.text


# ------------------------------------------------------------------------------------------------------------ who, how much


@pytest.mark.parametrize("name", [None, "vera", "adam"])
def test_files_of_those_who_may_not_are_not_even_read(
    wiring: Wiring, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    def read(_request: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr("promoter.web.access._form_with_files", read)
    answer = hand_in(visitor(wiring, name, headers=OURS), ("a.docx", blog()))
    assert answer.status_code == (303 if name is None else 403)
    assert wiring.spool is not None
    assert not wiring.spool.folder.exists()


def test_another_site_hands_nothing_in(wiring: Wiring) -> None:
    client = visitor(wiring, "amara", headers={"sec-fetch-site": "cross-site"})
    assert hand_in(client, ("a.docx", blog())).status_code == 403


def test_more_than_may_be_is_refused(amara: TestClient) -> None:
    large = b"x " * (arriving.LARGEST // 2 + 1)
    assert "may have 25 MB" in hand_in(amara, ("a.txt", large)).text
    assert hand_in(amara, *[("a.txt", b"x")] * (MOST_FILES + 1)).status_code == 400


def test_large_files_go_nowhere_else(amara: TestClient) -> None:
    large = b"x" * 3_000_000
    assert amara.post(f"/weeks/{SLUG}/facts", files={"files": ("a", large)}).status_code == 413


def test_without_a_place_for_them_no_files_are_taken(wiring: Wiring) -> None:
    client = visitor(dataclasses.replace(wiring, spool=None), "amara", headers=OURS)
    assert "cannot be handed in" in client.get(PLACE).text
    assert hand_in(client, ("a.docx", blog())).status_code == 409


# ------------------------------------------------------------------------------------------------------------------ a site


def test_an_address_is_read_and_waits_like_a_file(wiring: Wiring) -> None:
    feed = f"<rss><channel><item><title>On time</title><link>https://blog.example.org/a</link><description>{SAYS}</description></item></channel></rss>"
    client = visitor(dataclasses.replace(wiring, read_page=lambda _: feed.encode()), "amara", headers=OURS)
    answer = client.post(PLACE, data={"address": "https://blog.example.org/feed"}, files={"files": ("", b"")})
    assert answer.status_code == 303, answer.text
    assert "https://blog.example.org/a" in client.get(answer.headers["location"]).text


def test_an_address_that_gives_nothing_is_told(wiring: Wiring) -> None:
    def nothing(address: str) -> bytes:
        raise NetworkTrouble(f"{address} answers 404: see in a browser whether everybody may read it")

    client = visitor(dataclasses.replace(wiring, read_page=nothing), "amara", headers=OURS)
    for address, says in (
        ("https://blog.example.org/", "answers 404"),
        ("http://blog.example.org/", "only https"),
        ("blog", "no address of a page"),
    ):
        answer = client.post(PLACE, data={"address": address}, files={"files": ("", b"")})
        assert answer.status_code == 422
        assert says in answer.text


# ------------------------------------------------------------------------------------------------------------- in a browser


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 900})], ids=["phone", "dark"]
)
def test_an_editor_hands_a_file_in_puts_it_right_and_brings_it_in(
    open_page: Any,
    serve: Callable[[ASGIApp], str],
    sign_in_at: Any,
    wiring: Wiring,
    folder: Path,
    tmp_path: Path,
    scheme: str,
    viewport: Any,
) -> None:
    (tmp_path / "a.docx").write_bytes(blog())
    page, at = sign_in_at(open_page(color_scheme=scheme, viewport=viewport))
    page.goto(at(f"/weeks/{SLUG}/blogs"))
    page.get_by_role("link", name="Bring in blogs").click()
    axe(page)
    fits(page)
    page.get_by_label("Files").set_input_files(str(tmp_path / "a.docx"))
    page.get_by_role("button", name="Read them").click()
    page.get_by_label("Theme, on whose day it goes out").select_option("covid-19")
    axe(page)
    fits(page)
    page.get_by_label("Title", exact=False).first.fill("What the queue taught us")
    page.get_by_role("button", name="Bring it in").click()
    assert "It waits among the blogs" in page.inner_text(".said")
    assert blogs(folder)["what-the-queue-taught-us"].themes == ("covid-19",)


@pytest.fixture
def sign_in_at(serve: Callable[[ASGIApp], str], wiring: Wiring, house: House) -> Any:
    served = Served(serve(create_app(wiring)), house.ledger, house.clock, wiring)
    return lambda page: (signed_in(page, served, "amara"), served.at)

"""The board: the whole week at a glance, what waits for whom, and that it keeps itself up to date."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from browsing import PHONE, axe, fits
from promoter.approval import approve, approve_all, edit, pause, return_, withdraw
from promoter.ledger import claims
from promoter.ledger.campaigns import get_campaign, save_campaign
from promoter.ledger.holds import ADDRESS
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.rows import Actor, NextStep
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Sent
from serving import LOADED, email
from web.desk import KEY, WEEK, Desk
from web.visiting import visitor

BOARD = f"/weeks/{WEEK}"


@pytest.fixture
def desk(house) -> Desk:
    return Desk(house)


def do(house, deed, *args, who="ruth", **more):
    with house.ledger.write() as conn:
        return deed(conn, *args, who=Actor(f"{who}@example.org"), now=house.clock.now(), **more)


def posts(house):
    with house.ledger.read() as conn:
        return list_posts(conn, campaign=WEEK)


def send(house, outcome, step) -> str:
    """Let the post go whose time comes first, with this outcome."""
    house.clock.advance_to(min(post.at for post in posts(house) if post.status is Status.APPROVED))
    now = house.clock.now()
    with house.ledger.write() as conn:
        claimed = claims.claim(conn, now=now, lease=timedelta(minutes=1), owner="d", host="h")
        claims.record(conn, claimed, outcome, step, now=now)
    return claimed.post.key


def on_monday(house) -> None:
    """Sessions end over a week-end, so whoever is to see a post go out comes in just before."""
    house.clock.advance_to(min(post.at for post in posts(house)) - timedelta(minutes=1))


def board(open_page, sign_in, served, name="ruth", query="", **more):
    page = sign_in(open_page(**more), name)
    page.goto(f"{served.url}{BOARD}{query}")
    return page


def test_one_post_is_counted_as_one(open_page, sign_in, served, house) -> None:
    first, *rest = posts(house)
    for post in rest:
        do(house, withdraw, post.key, reason="not now", who="amara")
    counts = board(open_page, sign_in, served).locator(".counts li").all_inner_texts()
    assert counts == ["1 waits for approval", f"{len(rest)} taken out"]
    do(house, return_, first.key, reason="shorter")
    assert board(open_page, sign_in, served).locator(".counts li").first.inner_text() == "1 held"


def test_the_menu_says_where_one_is_and_what_is_assumed_leads_to_the_facts(open_page, sign_in, served) -> None:
    page = board(open_page, sign_in, served)
    assert page.locator("nav a[aria-current=page]").all_inner_texts() == ["Board"]
    page.locator(".assumed summary").click()
    page.get_by_role("link", name="Confirm or change them among the facts").click()
    assert page.locator("nav a[aria-current=page]").all_inner_texts() == ["Facts"]
    page.goto(served.at("/help"))
    assert page.locator("nav a[aria-current=page]").all_inner_texts() == ["Help"]


@pytest.mark.parametrize(
    "path", ["/accounts", "/people", "/me", "/help", "/by-hand", "/attention", "/calendars", "/record"]
)
def test_pages_that_are_of_no_week_keep_the_menu_of_the_one_there_is(desk: Desk, path: str) -> None:
    menu = desk.clients["ruth"].get(path).text.partition("<nav")[2].partition("</nav>")[0]
    for part in ("", "/blogs", "/facts", "/shift", "/write", "/record", "/coverage", "/preflight", "/report"):
        assert f'href="/weeks/{WEEK}{part}"' in menu, part


def test_the_help_says_how_a_week_goes_and_leads_to_its_pages(desk: Desk) -> None:
    def steps(who: str) -> list[str]:
        part = visitor(desk.wiring, who).get("/help").text.partition("How a week goes")[2].partition("</ol>")[0]
        assert part.count("<li>") == 8
        return re.findall(r'<li><a href="(.*?)">', part)

    week = [f"/weeks/{WEEK}{part}" for part in ("/facts", "/bring-in", "/blogs", "/blogs", "", "/preflight")]
    assert steps("amara") == ["/weeks/new", *week, "/attention"]
    assert steps("vera") == ["/weeks", week[0], *week[2:], "/attention"], "she may not open the page to bring in"
    assert all(desk.clients["vera"].get(path).status_code == 200 for path in steps("vera"))
    with desk.wiring.ledger.write() as conn:
        row = get_campaign(conn, WEEK)
        save_campaign(conn, "another", folder=row.folder, settings=row.settings, loaded_by=email("amara"), now=LOADED)
    assert steps("amara") == ["/weeks/new", "/attention"], "of two weeks none is the one"


@pytest.mark.parametrize(("who", "may"), [("amara", True), ("ruth", True), ("vera", False), ("adam", False)])
def test_the_calendars_are_found_from_the_board_by_those_who_may_make_one(desk: Desk, who: str, may: bool) -> None:
    assert ('href="/calendars"' in desk.clients[who].get(f"/weeks/{WEEK}").text) == may


def test_of_several_weeks_the_only_one_that_is_not_over_has_the_menu(desk: Desk) -> None:
    with desk.wiring.ledger.write() as conn:
        row = get_campaign(conn, WEEK)
        days = [day.model_copy(update={"date": day.date - timedelta(days=365)}) for day in row.settings.days]
        before = row.settings.model_copy(update={"days": tuple(days)})
        save_campaign(conn, "a-year-before", folder=row.folder, settings=before, loaded_by=email("amara"), now=LOADED)
    menu = desk.clients["ruth"].get("/accounts").text
    assert f'href="/weeks/{WEEK}/facts"' in menu
    desk.clock.advance(timedelta(days=30))
    menu = visitor(desk.wiring, "ruth").get("/accounts").text
    assert "/facts" not in menu, "both are over: none is the one"
    assert 'href="/record"' in menu
    assert '<a href="/weeks">Weeks</a>' in menu


def test_a_wish_beside_something_else_that_holds_a_post_is_on_its_card_and_its_page(desk: Desk) -> None:
    desk.force(hold=ADDRESS[0], hold_reason=ADDRESS[1])
    desk.does("ruth", return_, KEY, reason="Name the city first")
    waits = "waits for its address; changes wanted"
    assert waits in desk.clients["amara"].get(f"/weeks/{WEEK}").text
    for who in ("amara", "tom", "vera"):
        assert "<b>ruth@example.org wanted:</b>" in desk.look(who).text, who
    desk.does("amara", edit, KEY, desk.shorter())
    desk.force(hold=ADDRESS[0], hold_reason=ADDRESS[1])
    assert waits not in desk.clients["amara"].get(f"/weeks/{WEEK}").text
    assert "wanted:" not in desk.look("amara").text


def test_the_week_prints_every_word_and_nothing_to_press(open_page, sign_in, served, house) -> None:
    do(house, approve, posts(house)[0].key)
    page = board(open_page, sign_in, served)
    page.emulate_media(media="print")
    read = page.inner_text("main")
    for post in posts(house):
        assert " ".join(post.said.text.split()) in " ".join(read.split())
    assert "approved, next, by ruth@example.org" in read
    assert [one for one in page.locator("button, input, select, summary").all() if one.is_visible()] == []
    breaks = page.evaluate("[...document.querySelectorAll('.day')].map((day) => getComputedStyle(day).breakAfter)")
    assert breaks == ["page"] * 4 + ["auto"]
    page.emulate_media(media="screen")
    assert page.locator(".on-paper:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1400, "height": 900}])
def test_the_board_shows_every_post_and_is_for_everybody(open_page, sign_in, served, house, scheme, viewport) -> None:
    do(house, approve_all, campaign=WEEK)
    send(house, Sent(network_id="1", url="https://x.com/i/status/1"), NextStep(status=Status.SENT))
    send(house, Refused(detail="too long"), NextStep(status=Status.FAILED, reason="too long"))
    page = board(open_page, sign_in, served, color_scheme=scheme, viewport=viewport)
    assert page.locator("article.card").count() == len(posts(house))
    axe(page)
    fits(page)


def test_the_days_stand_in_order_with_their_themes_and_times_run_down(open_page, sign_in, served) -> None:
    page = board(open_page, sign_in, served)
    assert page.locator(".day h2").all_inner_texts()[0] == "Monday 13 September"
    assert len(page.locator(".day").all()) == 5
    assert page.locator(".day .theme").first.inner_text() == "The next ten years"
    clocks = page.locator(".day").first.locator(".clock").all_inner_texts()
    assert clocks == sorted(clocks)
    assert clocks[0] == "08:45"


def test_what_waits_for_a_person_is_what_they_may_approve(open_page, sign_in, served, house) -> None:
    mine = posts(house)[0]
    with house.ledger.write() as conn:
        update_post(conn, get_post(conn, mine.key), written_by="ruth@example.org")
    count = len(posts(house))
    assert f"{count - 1} wait for you" in board(open_page, sign_in, served, "ruth").inner_text(".glance")
    assert f"{count} wait for you" in board(open_page, sign_in, served, "tom").inner_text(".glance")
    # amara wrote the others, and ruth, who changed this one, is an approver: so an editor may countersign it
    assert "1 waits for you" in board(open_page, sign_in, served, "amara").inner_text(".glance")
    assert "Nothing waits for you" in board(open_page, sign_in, served, "vera").inner_text(".glance")


def test_the_next_post_is_the_first_that_is_approved(open_page, sign_in, served, house) -> None:
    assert "Nothing goes out as things stand" in board(open_page, sign_in, served).inner_text(".glance")
    second = posts(house)[1]
    do(house, approve, second.key)
    page = board(open_page, sign_in, served)
    assert page.locator(".glance a", has_text=second.channel.shown).get_attribute("href") == f"/posts/{second.key}"
    assert page.locator(".card.next").count() == 1


@pytest.mark.parametrize(
    ("query", "takes"),
    [
        ("?network=x", lambda post: post.channel == "x"),
        ("?blog=fix-the-address-first", lambda post: post.blog == "fix-the-address-first"),
        ("?status=ready", lambda post: post.status is Status.APPROVED),
        ("?status=gone", lambda post: post.status is Status.WITHDRAWN),
        ("?network=linkedin&status=waits", lambda post: post.channel == "linkedin" and post.status is Status.PENDING),
        ("?person=nobody%40example.org", lambda _: False),
    ],
)
def test_the_board_is_narrowed_by_network_standing_blog_and_person(
    open_page, sign_in, served, house, query, takes
) -> None:
    all_of_them = posts(house)
    do(house, approve, all_of_them[0].key)
    do(house, withdraw, all_of_them[1].key, reason="the page is gone")
    page = board(open_page, sign_in, served, query=query)
    assert page.locator("article.card").count() == sum(map(takes, posts(house)))
    assert page.get_by_text(re.compile(rf"of {len(all_of_them)} posts")).count() == 1


def test_standing_is_told_by_word_and_sign_and_not_by_colour_alone(open_page, sign_in, served, house) -> None:
    do(house, approve, posts(house)[0].key)
    for card in board(open_page, sign_in, served, "vera").locator(".standing").all():
        sign, _, word = card.inner_text().partition(" ")
        assert sign in {"○", "✓"}
        assert word.startswith(("waits for approval", "approved"))


def test_what_is_ticked_is_approved_as_it_was_on_the_page(open_page, sign_in, served, house) -> None:
    page = board(open_page, sign_in, served, javascript=False)
    first, second = posts(house)[:2]
    do(house, withdraw, second.key, reason="the page is gone", who="amara")
    for key in (first.key, second.key):
        page.locator(f'input[name="tick:{key}"]').check()
    page.get_by_role("button", name="Approve what is ticked").click()
    assert page.inner_text(".said").startswith("1 approved. 1 left:")
    with house.ledger.read() as conn:
        assert get_post(conn, first.key).approved_by == ("ruth@example.org",)


def test_a_post_that_goes_out_is_seen_on_an_open_board_without_losing_the_place(
    open_page, sign_in, served, house
) -> None:
    do(house, approve_all, campaign=WEEK)
    on_monday(house)
    page = board(open_page, sign_in, served, "amara")
    link = page.locator(".card h3 a").nth(4)
    link.focus()
    key = send(house, Sent(network_id="1", url="https://x.com/i/status/1"), NextStep(status=Status.SENT))
    page.locator(f'.card.out a[href="/posts/{key}"]').wait_for()
    assert page.evaluate("document.activeElement.getAttribute('href')") == link.get_attribute("href")


def test_a_stop_is_seen_by_everybody_and_only_an_approver_starts_again(open_page, sign_in, served, house) -> None:
    late = min(posts(house), key=lambda post: post.at)
    do(house, approve_all, campaign=WEEK)
    on_monday(house)
    viewer = board(open_page, sign_in, served, "vera")
    viewer.locator(".stop summary").click()
    viewer.get_by_label("Why?").fill("breaking news")
    viewer.get_by_role("button", name="Stop everything now").click()
    assert "Everything is stopped by vera@example.org" in viewer.inner_text(".stopped")
    axe(viewer)
    house.clock.advance_to(late.at + timedelta(hours=1))
    viewer.goto(f"{served.url}/start")
    assert "Only an approver starts again" in viewer.inner_text("main")
    approver = sign_in(open_page(), "tom")
    approver.goto(f"{served.url}/start")
    assert approver.locator(f'a[href="/posts/{late.key}"]').count() == 1
    axe(approver)
    approver.get_by_role("button", name="Start again").click()
    assert "came back for a new time" in approver.inner_text(".said")
    assert approver.locator(".stopped").count() == 0
    with house.ledger.read() as conn:
        assert (get_post(conn, late.key).status, get_post(conn, late.key).hold) == (Status.PENDING, "past")


def test_a_stop_is_there_on_every_open_page_within_seconds(open_page, sign_in, served, house) -> None:
    page = board(open_page, sign_in, served, "amara")
    do(house, pause, who="vera", reason="breaking news")
    page.locator(".stopped").wait_for()


def test_a_page_that_stands_open_says_when_its_session_has_ended(open_page, sign_in, served, house) -> None:
    page = board(open_page, sign_in, served, "amara")
    house.clock.advance(timedelta(hours=13))
    do(house, pause, who="vera", reason="breaking news")
    page.locator("#signed-out a").wait_for()
    axe(page)

"""The page of one post: what it shows, the count that is the server's own, and that everybody can use it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from browsing import DESK, PHONE, axe, fits
from promoter import approval, editing
from promoter.campaign.model import ChannelName
from promoter.ledger import claims, looks
from promoter.ledger.campaigns import get_campaign, save_campaign
from promoter.ledger.holds import CHOOSE
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.rows import Actor, EventRow, LookStep, NextStep, ReadingRow
from promoter.people.comments import comment
from promoter.people.having_seen import seen_by
from promoter.posts.checks import remarks, reworded
from promoter.posts.fitting import measure
from promoter.posts.lifecycle import Status
from promoter.posts.model import Remark
from promoter.posts.outcome import Later, Sent
from promoter.web.history import history
from promoter.web.wiring import Wiring
from serving import PEOPLE, email
from web.visiting import visitor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from browsing import OpenPage
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from serving import House, Served

    SignIn = Callable[[Page, str], Page]

WEEK = "smarter-state-2021"
BLOG = "give-every-new-system-a-leaving-date"
KEY = f"{WEEK}/{BLOG}/x/blog"
MONDAY = datetime(2021, 9, 13, 9, tzinfo=UTC)
PLAINLY = "ruth@example.org brought it in from the campaign’s files."
LINKEDIN = f"{WEEK}/give-every-new-system-a-leaving-date/linkedin/blog"
HASHTAG = "#techUKSmarterState"
HOSTILE = "<script>alert(1)</script>\u200f \u05d0\u05d1\u05d2 \u200e&amp; \"'><img src=x onerror=alert(1)>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"

#: Words of the machine, which nobody at a desk uses.
MACHINE = re.compile(
    r"\b((?i:digest|sha256|ledger|slug|urn:|overflow|unclear|pending|fence|lease|daemon)|promoter [a-z]+)"
)


@pytest.fixture
def wiring(house: House) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def post_of(ledger: Ledger, key: str = KEY) -> PostRow:
    with ledger.read() as conn:
        return get_post(conn, key)


def do(house: House | Served, who: str, deed: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with house.ledger.write() as conn:
        return deed(conn, *args, who=Actor(email(who)), now=house.clock.now(), **more)


def force(house: House | Served, key: str = KEY, **changes: Any) -> PostRow:
    with house.ledger.write() as conn:
        return update_post(conn, get_post(conn, key), **changes)


def shown(wiring: Wiring, key: str = KEY, who: str = "ruth") -> str:
    answer = visitor(wiring, who).get(f"/posts/{key}")
    assert answer.status_code == 200
    return unescape(answer.text)


def text_of(page: str) -> str:
    """What people read of it: without its marks, and without what fields hold."""
    return " ".join(re.sub(r"<[^>]*>", " ", page[max(page.find("<main"), 0) :]).split())


# ------------------------------------------------------------------------------------------------------- what is shown


def test_the_facts_stand_beside_the_drawing(wiring: Wiring) -> None:
    read = text_of(shown(wiring))
    for fact in (
        "As X would show it, about", "techUK @techUK", "Give every new system a leaving date", "Kwame Sample",
        "Chief Technologist", "Example Platforms", "@sample_kwame on X", "A one-page exercise, done before anyone signs",
        "https://example.org/smarter-state-2021/give-every-new-system-a-leaving-date",
        "live from Monday 13 September, 07:00 BST", "first of two blogs, spread over the day",
        "5 of the campaign that nobody has confirmed", "“COP” is read as 17:00 in London.",
        "put together from the blog’s file and the campaign’s wording", "275 of 280 characters",
    ):  # fmt: skip
        assert fact in read


def test_who_looks_whether_the_page_is_live_is_said(wiring: Wiring) -> None:
    """Where the settings switch that off, nobody does but people."""
    promoter, people = "Promoter looks whether it is live before", "see yourself that it is live by then"
    off = visitor(wiring, "ruth").get(f"/posts/{KEY}").text
    assert (promoter in off, people in off) == (False, True)
    looking = replace(wiring, look_at_page=lambda _post, _hosts: "It is live.")
    on = visitor(looking, "ruth").get(f"/posts/{KEY}").text
    assert (promoter in on, people in on) == (True, False)


@pytest.mark.parametrize(
    ("checked", "then"), [(True, "it would be held"), (False, "it would go out there all the same")]
)
def test_a_link_to_a_host_that_the_week_does_not_name_is_something_to_look_at(
    house: House, wiring: Wiring, checked: bool, then: str
) -> None:
    with house.ledger.write() as conn:
        row = get_campaign(conn, WEEK)
        rules = row.settings.rules.model_copy(update={"hosts": ("www.techuk.org",)})
        settings = row.settings.model_copy(update={"rules": rules})
        save_campaign(conn, WEEK, folder=row.folder, settings=settings, loaded_by=row.loaded_by, now=house.clock.now())
    if checked:
        wiring = replace(wiring, look_at_page=lambda _post, _hosts: "It is live.")
    for page in (shown(wiring), visitor(wiring, "ruth").get(f"/weeks/{WEEK}/approve?day=2021-09-13").text):
        read = text_of(unescape(page))
        assert "This post leads to example.org, which the week does not name among its hosts" in read
        assert then in read


@pytest.mark.parametrize(("before", "offered"), [(timedelta(hours=12, seconds=1), False), (timedelta(hours=12), True)])
@pytest.mark.parametrize("status", [Status.APPROVED, Status.FAILED])
def test_that_it_is_out_already_is_offered_from_half_a_day_before_its_time(
    house: House, wiring: Wiring, before: timedelta, offered: bool, status: Status
) -> None:
    force(house, at=house.clock.now() + before)
    for step in (Status.APPROVED,) if status is Status.APPROVED else (Status.APPROVED, Status.SENDING, Status.FAILED):
        force(house, status=step)
    assert ("It is out already" in shown(wiring, who="amara")) is offered


def test_no_time_is_told_to_the_second(house: House, wiring: Wiring) -> None:
    post = post_of(house.ledger)
    force(house, at=post.at.replace(second=17))
    page = shown(wiring)
    assert "10:45 BST" in page
    assert "10:45:17" not in text_of(page)


def test_the_heading_and_the_tab_say_what_it_is_about_and_when(wiring: Wiring) -> None:
    page = shown(wiring)
    when = "on X, Monday 13 September, 10:45 BST"
    assert f"<title>Give every new system a leaving date, {when} · Promoter</title>" in page
    assert f'<h1><bdi>Give every new system a leaving date</bdi> <span class="placed">{when}</span></h1>' in page
    assert "<title>Opener, on LinkedIn, Monday 13 September, " in shown(wiring, f"{WEEK}/2021-09-13/linkedin/opener")
    second = shown(wiring, KEY.replace("/blog", "/second"))
    assert "<title>Give every new system a leaving date, again on X, " in second


def test_a_neighbour_that_is_too_near_is_called_by_what_people_know(house: House, wiring: Wiring) -> None:
    second = post_of(house.ledger, KEY.replace("/blog", "/second"))
    force(house, at=second.at - timedelta(minutes=2))
    read = text_of(shown(wiring))
    assert "The second post “Give every new system a leaving date” goes at " in read
    assert "2 minutes away" in read
    assert second.key not in read


def test_what_was_shortened_is_said_apart_from_what_to_look_at(house: House, wiring: Wiring) -> None:
    force(house, warnings=(Remark("shortened", "The words end early."), Remark("praise", "Let the reader judge.")))
    page = shown(wiring)
    assert "<dt>Shortened</dt><dd>The words end early.</dd>" in page
    assert '<dt>Look at</dt><dd class="warn">Let the reader judge.</dd>' in page


def test_the_second_wording_is_shown_because_it_is_approved_too(wiring: Wiring) -> None:
    with wiring.ledger.read() as conn:
        counted = next(post for post in list_posts(conn) if post.said.uncounted)
    read = shown(wiring, counted.key)
    assert counted.said.uncounted is not None
    assert counted.said.uncounted in read


def test_a_post_whose_blog_has_no_file_here_is_shown_all_the_same(house: House, wiring: Wiring) -> None:
    with house.ledger.write() as conn:
        conn.exec_driver_sql("UPDATE posts SET blog = 'gone' WHERE key = ?", (KEY,))
    assert "Its file cannot be read here" in shown(wiring)


def test_a_post_that_is_not_there_is_not_found(wiring: Wiring) -> None:
    answer = visitor(wiring, "ruth").get(f"/posts/{WEEK}/none/x/blog")
    assert answer.status_code == 404
    assert "There is no such post" in answer.text


def test_one_walks_from_post_to_post_and_to_what_waits(house: House, wiring: Wiring) -> None:
    with wiring.ledger.read() as conn:
        order = [post.key for post in list_posts(conn, campaign=WEEK)]
    here = order.index(KEY)
    page = shown(wiring)
    assert f'<a rel="prev" href="/posts/{order[here - 1]}"' in page
    assert f'<a rel="next" href="/posts/{order[here + 1]}"' in page
    waits = re.compile(r'<a href="/posts/([^"]*)">The next that waits for you')
    assert waits.findall(page) == [order[here + 1]]
    do(house, "tom", approval.approve, order[here + 1])
    assert waits.findall(shown(wiring)) == [order[here + 2]]
    assert waits.findall(shown(wiring, order[-1])) == [order[0]]
    assert waits.findall(shown(wiring, who="amara")) == []


# -------------------------------------------------------------------------------------------------------- what changed


def test_what_changed_since_it_was_approved_is_shown_word_by_word(house: House, wiring: Wiring) -> None:
    before = do(house, "ruth", approval.approve, KEY)
    assert "Changed since it was approved" not in shown(wiring)
    do(house, "amara", approval.edit, KEY, before.said.text.replace("quiet", "calm"))
    do(house, "amara", approval.move, KEY, before.at + timedelta(minutes=30))
    page = shown(wiring)
    since = page.partition('id="since"')[2].partition("</section>")[0]
    assert '<del><span class="quiet"> taken out: </span>quiet ' in since
    assert '<ins><span class="quiet"> put in: </span>calm ' in since
    assert "Monday 13 September, 10:45 BST</del>" in since
    assert "Monday 13 September, 11:15 BST</ins>" in since
    assert "<dt>Link</dt>" not in since
    do(house, "ruth", approval.approve, KEY)
    assert "Changed since it was approved" not in shown(wiring)


def test_where_it_takes_two_people_one_approval_is_no_change(house: House, wiring: Wiring) -> None:
    with house.ledger.write() as conn:
        row = get_campaign(conn, WEEK)
        asks_two = row.settings.model_copy(update={"approvals": 2})
        save_campaign(conn, WEEK, folder=row.folder, settings=asks_two, loaded_by="x", now=house.clock.now())
    assert "It takes 2 people besides whoever changed it last." in shown(wiring)
    do(house, "ruth", approval.approve, KEY)
    page = shown(wiring, who="tom")
    assert "ruth@example.org approved it already; it takes you as well." in page
    assert "Changed since it was approved" not in page
    assert "You have approved it; it takes another person too. tom@example.org may." in shown(wiring)


def test_another_link_is_seen_even_where_the_words_are_the_same(house: House, wiring: Wiring) -> None:
    said = post_of(house.ledger, LINKEDIN).said
    do(house, "ruth", approval.approve, LINKEDIN)
    force(
        house,
        LINKEDIN,
        status=Status.PENDING,
        said=type(said)(channel=said.channel, text=said.text, link="https://x.org/"),
    )
    since = shown(wiring, LINKEDIN).partition('id="since"')[2].partition("</section>")[0]
    assert "https://x.org/</ins>" in since
    assert "<dt>Words</dt>" not in since


def test_another_card_is_said_to_have_changed(house: House, wiring: Wiring) -> None:
    said = post_of(house.ledger, LINKEDIN).said
    do(house, "ruth", approval.approve, LINKEDIN)
    force(house, LINKEDIN, status=Status.PENDING, said=type(said)(channel=said.channel, text=said.text, link=said.link))
    assert "What is shown with the words has changed" in shown(wiring, LINKEDIN)


# ------------------------------------------------------------------------------------------------------------- history


def test_the_history_tells_everything_in_words_that_people_use(house: House, wiring: Wiring) -> None:
    text = post_of(house.ledger).said.text
    do(house, "ruth", approval.return_, KEY, reason="mend the title")
    do(house, "amara", approval.edit, KEY, text.replace("quiet", "calm"))
    do(house, "vera", comment, KEY, "Better.")
    do(house, "amara", approval.withdraw, KEY, reason="not now")
    do(house, "amara", approval.reopen, KEY)
    house.clock.advance(timedelta(minutes=1))
    do(house, "ruth", approval.approve, KEY)
    go(house, Later(detail="X is busy"), NextStep(status=Status.APPROVED))
    go(
        house,
        Sent(network_id="14", url="https://x.com/i/status/14"),
        NextStep(status=Status.SENT, look_at=house.clock.now()),
    )
    read_back(house)
    told = text_of(shown(wiring).partition('id="history"')[2])
    ordered = [
        "Looked for it there: it is there, as approved.", "X took it.", "Promoter began to send it, attempt 2.",
        "X did not take it yet: X is busy.", "Promoter began to send it.", "ruth@example.org approved it.",
        "amara@example.org brought it back.", "amara@example.org took it out: not now",
        "vera@example.org commented: Better.", "amara@example.org changed the words.",
        "ruth@example.org asked for changes: mend the title",
        "amara@example.org brought it in from the campaign’s files.",
    ]  # fmt: skip
    places = [told.find(line) for line in ordered]
    assert -1 not in places, told
    assert places == sorted(places)
    assert "taken out: quiet" in told
    assert MACHINE.findall(text_of(shown(wiring))) == []


def test_the_history_says_who_changed_the_facts_that_it_is_made_of(house: House, wiring: Wiring, folder: Path) -> None:
    def state(name: str, fact: str, value: str) -> None:
        who, now = Actor(email(name)), house.clock.now()
        editing.do(
            house.ledger, lambda conn: editing.plan_typed(conn, folder, {fact: value}, who=who, now=now), now=now
        )

    state("tom", "hashtag", "#OneOther")
    do(house, "amara", approval.edit, KEY, post_of(house.ledger).said.text.replace("The legacy", "Legacy"))
    house.clock.advance(timedelta(minutes=1))
    state("ruth", "hashtag", "#AnotherOne")
    told = text_of(shown(wiring).partition('id="history"')[2])
    assert "tom@example.org changed the week’s facts, and the post with it." in told
    both = "ruth@example.org changed the week’s facts after somebody had changed the words; both wordings were kept"
    assert both in told
    assert "files changed" not in told
    assert "amara@example.org brought it in from the campaign’s files." in told


@pytest.mark.parametrize(
    ("kind", "data", "says"),
    [
        ("blog_approved", {"blog": BLOG}, "ruth@example.org approved its blog, and that brought it in."),
        ("blog_changed", {"blog": "another"}, "ruth@example.org changed what is said of a blog, and that brought it in."),
        ("handle_corrected", {"before": "@a", "after": "@b"}, "ruth@example.org wrote @b instead of @a everywhere, and that brought it in."),
        ("loaded", {}, PLAINLY),
        ("blog_approved", {"blog": BLOG, "posts": []}, PLAINLY),
    ],
)  # fmt: skip
def test_a_deed_is_told_of_the_posts_that_it_touched(house: House, kind: str, data: dict[str, Any], says: str) -> None:
    offered = EventRow(
        campaign="w", seq=1, at=MONDAY, kind="offered", actor=email("ruth"), os_user=None, post_key=KEY, data={},
        prev_hash="", hash="",
    )  # fmt: skip
    deed = replace(offered, seq=2, kind=kind, post_key=None, data={"posts": [KEY], **data})
    for deeds, told in (((deed,), says), ((replace(deed, at=MONDAY + timedelta(1)),), PLAINLY), ((), PLAINLY)):
        assert [line.says for line in history(post_of(house.ledger), [offered], [], UTC, deeds)] == [told]


def go(house: House, outcome: Sent | Later, step: NextStep) -> None:
    """Let the post try to go out, with this outcome."""
    house.clock.advance_to(post_of(house.ledger).at)
    house.clock.advance(timedelta(minutes=1))
    now = house.clock.now()
    with house.ledger.write() as conn:
        claimed = claims.claim(conn, now=now, lease=timedelta(minutes=1), owner="d", host="h", only={KEY})
        claims.record(conn, claimed, outcome, step, now=now)


def read_back(house: House) -> None:
    house.clock.advance(timedelta(minutes=1))
    now = house.clock.now()
    with house.ledger.write() as conn:
        look = looks.take_look(conn, now, patience=timedelta(minutes=1), only=["x:default"])
        assert look is not None
        reading = ReadingRow(
            post_key=KEY,
            fence=look.post.fence,
            began_at=now,
            finding="as_sent",
            counts=False,
            detail="",
            network_id="14",
        )
        looks.record_look(conn, look, reading, LookStep(status=Status.SENT, event="read_back"), now=now)


@pytest.mark.parametrize("status", Status)
def test_a_post_in_any_state_is_shown_without_words_of_the_machine(
    house: House, wiring: Wiring, status: Status
) -> None:
    ways = {
        Status.PENDING: [], Status.WITHDRAWN: [Status.WITHDRAWN], Status.APPROVED: [Status.APPROVED],
        Status.SENT: [Status.APPROVED, Status.SENT],
    }  # fmt: skip
    for step in ways.get(status, [Status.APPROVED, Status.SENDING, status]):
        if post_of(house.ledger).status is not step:
            force(house, status=step)
    for who in PEOPLE:
        read = text_of(shown(wiring, who=who))
        assert MACHINE.findall(read) == []


# ------------------------------------------------------------------------------------------------------- having it seen


def test_who_has_had_a_post_on_the_screen_is_noted(wiring: Wiring) -> None:
    ruth = visitor(wiring, "ruth")

    def seen() -> set[str]:
        with wiring.ledger.read() as conn:
            return seen_by(conn, email("ruth"), WEEK)

    ruth.head(f"/posts/{KEY}")
    ruth.get(f"/posts/{KEY}", headers={"sec-purpose": "prefetch"})
    ruth.get(f"/posts/{KEY}/meanwhile?as=1")
    assert seen() == set()
    ruth.get(f"/posts/{KEY}")
    assert seen() == {KEY}


def test_a_refused_press_shows_the_post_as_it_is_and_so_it_is_seen(house: House, wiring: Wiring) -> None:
    do(house, "amara", approval.edit, KEY, post_of(house.ledger).said.text.replace("quiet", "calm"))
    visitor(wiring, "ruth").post(f"/posts/{KEY}/approve", data={"version": "1", "digest": ""})
    with wiring.ledger.read() as conn:
        assert seen_by(conn, email("ruth"), WEEK) == {KEY}


# ---------------------------------------------------------------------------------------------------------- free times


@pytest.mark.parametrize("key", [KEY, LINKEDIN])
def test_every_free_time_that_is_offered_is_free(house: House, wiring: Wiring, key: str) -> None:
    offered = re.findall(r'<button name="to" value="([^"]*)"', shown(wiring, key))
    assert len(offered) > 5
    assert len(offered) == len(set(offered))
    for to in offered:
        answer = visitor(wiring, "ruth").post(
            f"/posts/{key}/move", data={"version": str(post_of(house.ledger, key).version), "to": to}
        )
        assert answer.status_code == 303
        moved = post_of(house.ledger, key)
        assert moved.at == datetime.fromisoformat(to)
        with wiring.ledger.read() as conn:
            assert approval.remarks_on_time(conn, moved) == ()


def test_the_next_free_times_of_the_day_are_offered(wiring: Wiring) -> None:
    with wiring.ledger.read() as conn:
        taken = {post.at for post in list_posts(conn, account="x:default") if post.key != KEY}
    monday = shown(wiring).partition("<dt>Monday 13 September</dt>")[2].partition("</dd>")[0]
    offered = [datetime.fromisoformat(to) for to in re.findall(r'value="([^"]*)"', monday)]
    assert [f"{at:%H:%M}" for at in offered] == ["09:45", "11:45", "12:45"]  # 10:45 is its own
    assert not taken.intersection(offered)


def test_no_free_time_is_before_the_page_is_live_or_before_now(house: House, wiring: Wiring) -> None:
    house.clock.advance_to(post_of(house.ledger).at + timedelta(hours=26))
    visitor(wiring, "ruth")
    offered = re.findall(r'<dt>(\w+) \d+ September</dt><dd><button name="(?:to|odd)"', shown(wiring))
    assert offered[0] == "Tuesday"
    assert "Monday" not in offered


def test_a_full_day_offers_its_odd_time_with_the_reason_or_nothing(house: House, wiring: Wiring) -> None:
    page = shown(wiring)
    assert "posts" not in text_of(page.partition("Free times")[2].partition("Or another day")[0])
    house.clock.advance_to(post_of(house.ledger).at + timedelta(days=9))
    assert "No time is free for it in the rest of the campaign’s days." in shown(wiring)


# --------------------------------------------------------------------------------------------------------------- counts

TEXTS = [
    "", "a", "  spaces around \n", "https://example.org/a-page", "naïve", "e\u0301", "日本語", "👩‍👩‍👧‍👦 family", "#techUKSmarterState!",
    "line\nline", HOSTILE, "x" * 281, "word " * 2000, "@techUK first", "a.b.example.org",
]  # fmt: skip


@pytest.mark.parametrize("channel", ChannelName)
@pytest.mark.parametrize("text", TEXTS)
def test_the_count_is_the_one_by_which_posts_are_made_and_refused(
    wiring: Wiring, text: str, channel: ChannelName
) -> None:
    key = KEY if channel is ChannelName.X else LINKEDIN
    said = reworded(post_of(wiring.ledger, key).said, text)
    answer = visitor(wiring, "amara").post("/count", data={"channel": channel.value, "text": text, "post": key})
    told = answer.json()
    assert told.pop("drawn")
    assert told == {
        "length": measure(said.text, channel),
        "limit": said.limit,
        "remarks": [remark.message for remark in remarks(said, hashtag=HASHTAG, hosts=("example.org",))],
    }


def test_the_drawing_comes_along_as_the_page_would_have_it(house: House, wiring: Wiring) -> None:
    text = f"Calm & <b>bold</b> {post_of(house.ledger).said.link} #techUKSmarterState"
    sent = {"channel": "x", "text": text, "post": KEY}
    drawn = visitor(wiring, "amara").post("/count", data=sent).json()["drawn"]
    assert "Calm &amp; &lt;b&gt;bold&lt;/b&gt; <a href=" in drawn
    assert '<span class="drawn-tag">#techUKSmarterState</span>' in drawn
    assert "not saved yet" in drawn
    do(house, "amara", approval.edit, KEY, text)
    saved = visitor(wiring, "amara").post("/count", data=sent).json()["drawn"]
    assert "not saved yet" not in saved
    assert " ".join(saved.split()) in " ".join(visitor(wiring, "amara").get(f"/posts/{KEY}").text.split())


@pytest.mark.parametrize("key", [KEY, LINKEDIN])
def test_what_leads_elsewhere_is_remarked_on_while_it_is_typed_and_where_people_decide(
    house: House, wiring: Wiring, key: str
) -> None:
    says = "A link leads to elsewhere.org, and the campaign’s pages are on example.org: see whether that is meant."
    post = post_of(house.ledger, key)
    text = (
        f"{post.said.text} https://elsewhere.org/a"
        if key == LINKEDIN
        else "See https://elsewhere.org/a #techUKSmarterState"
    )
    sent = {"channel": post.channel.value, "text": text, "post": key}
    assert says in visitor(wiring, "amara").post("/count", data=sent).json()["remarks"]
    assert says not in shown(wiring, key)
    do(house, "amara", approval.edit, key, text)
    assert f'<dt>Look at</dt><dd class="warn">{says}</dd>' in shown(wiring, key)
    assert says not in [remark.message for remark in post.warnings]


def test_a_post_of_ones_own_that_leads_elsewhere_is_remarked_on(house: House, wiring: Wiring) -> None:
    at = post_of(house.ledger).at + timedelta(minutes=30)
    for text, odd in (
        ("Thanks: elsewhere.org/a", True),
        ("Thanks: https://www.example.org/a", False),
        ("Thanks.", False),
    ):
        made = do(house, "amara", approval.write, WEEK, ChannelName.X, at, text)
        assert ("A link leads to elsewhere.org" in shown(wiring, made.key)) is odd


def test_a_new_post_of_a_campaign_is_counted_too(wiring: Wiring) -> None:
    amara = visitor(wiring, "amara")
    told = amara.post("/count", data={"channel": "x", "text": "Thank you", "campaign": WEEK}).json()
    assert told == {"length": 9, "limit": 280, "remarks": ["#techUKSmarterState is missing."]}
    assert amara.post("/count", data={"channel": "linkedin", "text": "Thank you"}).json()["remarks"] == []


@pytest.mark.parametrize(
    "sent", [{}, {"channel": "x"}, {"channel": "myspace", "text": "a"}, {"channel": "x", "text": "a", "post": "none"}]
)
def test_a_count_of_nothing_is_refused(wiring: Wiring, sent: dict[str, str]) -> None:
    assert visitor(wiring, "amara").post("/count", data=sent).status_code in {404, 409}


def test_who_writes_nothing_needs_no_count(wiring: Wiring) -> None:
    assert visitor(wiring, "vera").post("/count", data={"channel": "x", "text": "a"}).status_code == 403


def test_the_count_stands_on_the_page_without_script(house: House, wiring: Wiring) -> None:
    assert f"<b>{measure(post_of(house.ledger).said.text, ChannelName.X)}</b> of 280" in shown(wiring)
    sent = {"version": "1", "text": "x" * 300}
    answer = visitor(wiring, "amara").post(f"/posts/{KEY}/edit", data=sent)
    assert '<output class="over"><b>300</b> of 280</output>' in answer.text
    assert "<li>The post counts 300 and may count 280: make it shorter.</li>" in answer.text


# ------------------------------------------------------------------------------------------------------- hostile words


def harmless(page: str) -> None:
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert ESCAPED in page


def test_hostile_words_are_shown_as_words(house: House, wiring: Wiring) -> None:
    do(house, "vera", comment, KEY, HOSTILE)
    do(house, "amara", approval.edit, KEY, HOSTILE)
    do(house, "ruth", approval.return_, KEY, reason=HOSTILE.replace("\u200f", "").replace("\u200e", ""))
    force(
        house, page_titles=(HOSTILE,), warnings=(Remark("x", HOSTILE), Remark("shortened", HOSTILE)), why=HOSTILE, trouble=HOSTILE
    )  # fmt: skip
    for who in PEOPLE:
        harmless(visitor(wiring, who).get(f"/posts/{KEY}").text)
    harmless(visitor(wiring, "ruth").get(f"/weeks/{WEEK}").text)


@pytest.mark.parametrize("deed", ["edit", "return", "withdraw", "move", "comment", "let-through", "choose", "approve"])
def test_hostile_forms_are_refused_and_what_they_say_is_shown_as_words(wiring: Wiring, deed: str) -> None:
    sent = dict.fromkeys(("text", "reason", "to", "comment", "was", "which", "digest"), HOSTILE) | {"version": HOSTILE}
    answer = visitor(wiring, "ruth").post(f"/posts/{KEY}/{deed}", data=sent)
    assert "<script>" not in answer.text
    assert "<img src=x" not in answer.text


def test_ten_thousand_characters_break_nothing(house: House, wiring: Wiring) -> None:
    long = "ab" * 5000
    answer = visitor(wiring, "amara").post(
        f"/posts/{KEY}/edit", data={"version": "7", "text": long, "was": "b" * 10_000}
    )
    assert answer.status_code == 409
    assert f">\n{long}</textarea>" in answer.text
    force(house, said=reworded(post_of(house.ledger).said, "a " * 5000), page_titles=(long,))
    assert visitor(wiring, "ruth").get(f"/posts/{KEY}").status_code == 200


# -------------------------------------------------------------------------------------------------------- in a browser


def everything(served: Served) -> None:
    """A post with as much on its page as there can be: changed since it was approved, two wordings, comments."""
    before = do(served, "ruth", approval.approve, KEY)
    do(served, "vera", comment, KEY, "Is the title right?\nI think it changed.")
    do(served, "amara", approval.edit, KEY, before.said.text.replace("quiet", "calm"))
    do(served, "amara", approval.move, KEY, before.at + timedelta(minutes=30))
    new = reworded(before.said, before.said.text.replace("legacy", "old"))
    force(served, hold=CHOOSE[0], hold_reason=CHOOSE[1], composed=new, warnings=(Remark("x", "Look at this."),))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_is_for_everybody(
    open_page: OpenPage, sign_in: SignIn, served: Served, scheme: str, viewport: Any, allowed: list[str]
) -> None:
    everything(served)
    allowed.append("409")
    page = sign_in(open_page(color_scheme=scheme, viewport=viewport), "ruth")
    page.goto(served.at(f"/posts/{KEY}"))
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    axe(page)
    fits(page)
    force(served, said=reworded(post_of(served.ledger).said, "Changed meanwhile. #techUKSmarterState"), void=True)
    page.locator("#text").fill("Typed meanwhile. #techUKSmarterState")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Two people changed the words").wait_for()
    axe(page)
    fits(page)


def test_the_count_follows_what_is_typed(page: Page, sign_in: SignIn, served: Served) -> None:
    sign_in(page, "amara").goto(served.at(f"/posts/{KEY}"))
    page.locator("summary", has_text="Change the words").click()
    for text in ("Thank you, 日本語 👩‍👩‍👧‍👦", "x" * 290):
        page.locator("#text").fill(text)
        count = page.locator("#text-count output", has_text=f"{measure(text, ChannelName.X)} of 280")
        count.wait_for()
    assert "over" in (count.get_attribute("class") or "")
    page.locator("#text-count li", has_text="make it shorter").wait_for()
    page.locator("#text").fill(post_of(served.ledger).said.text)
    page.locator("#text-count li").first.wait_for(state="detached")
    page.get_by_role("button", name="Save", exact=True).click(trial=True)


def test_everything_can_be_done_by_keys(page: Page, sign_in: SignIn, served: Served) -> None:
    with served.ledger.read() as conn:
        order = [post.key for post in list_posts(conn, campaign=WEEK)]
    here = order.index(KEY)
    sign_in(page, "ruth").goto(served.at(f"/posts/{KEY}"))
    page.keyboard.press("j")
    page.wait_for_url(f"**/{order[here + 1]}")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{KEY}")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.type("aeb?jk")  # letters, not keys
    assert "aeb?jk" in page.locator("#text").input_value()
    page.locator("#text").fill(post_of(served.ledger).said.text)
    page.locator("h1").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+e")
    page.keyboard.press("c")
    assert page.evaluate("document.activeElement.id") == "comment"
    page.locator("h1").click()
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.get_by_text("Approved.", exact=True).first.wait_for()
    assert post_of(served.ledger).approved_by == (email("ruth"),)
    page.keyboard.press("b")
    page.wait_for_url(f"**/weeks/{WEEK}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert order[1] in page.evaluate("document.activeElement.href")
    page.keyboard.press("?")
    page.wait_for_url("**/help")


def test_keys_can_be_turned_off_and_stay_off(page: Page, sign_in: SignIn, served: Served) -> None:
    sign_in(page, "ruth").goto(served.at("/help"))
    page.get_by_label("Use these keys in this browser").uncheck()
    page.goto(served.at(f"/posts/{KEY}"))
    for key in "aejkcb?":
        page.keyboard.press(key)
    assert page.url.endswith(KEY)
    assert post_of(served.ledger).status is Status.PENDING
    page.goto(served.at("/help"))
    page.get_by_label("Use these keys in this browser").check()
    page.goto(served.at(f"/posts/{KEY}"))
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.get_by_text("Approved.", exact=True).first.wait_for()


def test_without_script_all_of_it_works(
    open_page: OpenPage, sign_in: SignIn, served: Served, allowed: list[str]
) -> None:
    allowed.append("409|422")
    was = post_of(served.ledger).said.text
    mine = was.replace("quiet", "calm")
    amara = sign_in(open_page(javascript=False), "amara")
    amara.goto(served.at(f"/posts/{KEY}"))
    assert amara.locator("[data-keys-switch]").count() == 0
    amara.locator("summary", has_text="Change the words").click()
    amara.locator("#text").fill(mine)
    do(served, "tom", approval.edit, KEY, was.replace("quiet", "still"))
    amara.get_by_role("button", name="Save", exact=True).click()
    assert amara.locator("#mend").input_value() == mine
    amara.get_by_role("button", name="Save this over theirs").click()
    amara.get_by_text("Saved. Somebody else has to approve it now.").wait_for()
    assert amara.url.endswith(KEY)
    amara.locator("summary", has_text="Move").click()
    amara.get_by_role("button", name="Move to Wednesday 15 September, 10:45 BST").click()
    amara.get_by_role("heading", name="on X, Wednesday 15 September, 10:45 BST").wait_for()
    amara.get_by_label("Put a comment").fill("Better?")
    amara.get_by_role("button", name="Comment", exact=True).click()
    ruth = sign_in(open_page(javascript=False), "ruth")
    ruth.goto(served.at(f"/posts/{KEY}"))
    ruth.get_by_role("button", name="Mark as settled").click()
    ruth.get_by_text("Settled by ruth@example.org").wait_for()
    ruth.get_by_role("button", name="Approve").click()
    ruth.get_by_text("Approved.", exact=True).first.wait_for()
    after = post_of(served.ledger)
    assert (after.said.text, after.status, after.approved_by) == (mine, Status.APPROVED, (email("ruth"),))


def test_an_open_page_says_that_the_post_changed_and_keeps_what_is_typed(
    page: Page, sign_in: SignIn, served: Served
) -> None:
    sign_in(page, "amara").goto(served.at(f"/posts/{KEY}"))
    page.locator("summary", has_text="Change the words").click()
    page.locator("#text").fill("Half a sen")
    do(served, "tom", approval.edit, KEY, post_of(served.ledger).said.text.replace("quiet", "still"))
    page.get_by_text("This post has changed since you opened it").wait_for()
    assert page.locator("#text").input_value() == "Half a sen"


def test_the_drawing_follows_what_is_typed(open_page: OpenPage, sign_in: SignIn, served: Served) -> None:
    page = sign_in(open_page(), "amara")
    page.goto(served.at(f"/posts/{KEY}"))
    page.locator("summary", has_text="Change the words").click()
    page.locator("#text").fill("Calm words. #techUKSmarterState")
    page.locator("#drawing .drawn-text", has_text="Calm words.").wait_for()
    assert "this is not saved yet" in page.inner_text("#drawing")
    assert page.locator("#drawing .drawn-tag").inner_text() == "#techUKSmarterState"
    axe(page)
    page.locator("#text").fill(post_of(served.ledger).said.text)
    page.locator("#drawing .drawn-text", has_text="#techUKSmarterState").wait_for()
    page.locator("#drawing", has_text="not saved").wait_for(state="detached")

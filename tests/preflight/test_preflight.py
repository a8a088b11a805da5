"""The whole preflight, over real HTTP: a week that is ready, and each thing broken once."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from preflight.conftest import PICTURE, SLUG, page, png, the_line
from promoter import approval
from promoter.ledger import people
from promoter.ledger.accounts import block_account, set_manual
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.heartbeats import ENDED, beat
from promoter.ledger.holds import CHOOSE
from promoter.ledger.rows import Actor, Role
from promoter.ledger.soundness import Soundness
from promoter.ledger.tables import accounts as accounts_table
from promoter.ledger.tokens import Given, keep_tokens
from promoter.people import inviting
from promoter.posts.lifecycle import Status
from promoter.posts.model import Media
from promoter.preflight import lines_of_accounts
from promoter.preflight.lines import LOOK, NOT_READY, READY
from promoter.reporting import machine
from promoter.reporting.peoples_words import in_people_words
from serving import FRIDAY, WEEK, email

ALL_X = ("tweet.read", "tweet.write", "users.read", "media.write")


def test_a_week_that_is_ready_is_said_to_be(flight) -> None:
    found = flight()
    assert [line for line in found.lines if line.standing is NOT_READY] == []
    assert found.ready
    assert {line.code for line in found.lines if line.standing is LOOK} == {
        "assumptions", "stand_in", "named", "token", "PROMOTER_ALERTS", "PROMOTER_HEARTBEAT_URL",
    }  # fmt: skip


def test_without_a_network_nobody_is_asked_and_that_is_said(flight) -> None:
    found = flight(network=False)
    assert flight.website.asked == []
    assert not found.asked
    assert {line.code for line in found.lines if line.standing is LOOK} >= {"pages", "account", "clock_compared"}
    assert found.ready


def test_each_page_is_opened_once_and_without_what_counts_readers(flight) -> None:
    flight()
    pages = [address for address in flight.website.asked if address != PICTURE]
    assert len(pages) == len(set(pages)) == 11
    assert not any("utm_" in address for address in pages)


def test_every_line_that_is_not_ready_says_what_to_do(flight) -> None:
    flight.website.answers.clear()
    flight.set(x_access_token=None, x_consumer_key=None)
    for line in flight().lines:
        assert line.todo or line.standing is READY, line


# ------------------------------------------------------------------------------------------------------------ the accounts


def no_keys(flight, _):
    flight.set(x_consumer_key=None)


def blocked(flight, _):
    flight.does(block_account, "x:default", "X does not take the keys.")


def no_network_there(flight, _):
    flight.set(x_api_url="http://127.0.0.1:9")


def connected(flight, **more):
    """x:default as somebody connected it, with what `more` says of its tokens."""
    given = {
        "sealed": "sealed", "scopes": ALL_X, "token_ends": FRIDAY + timedelta(hours=2), "refresh_ends": None,
        "renewable": True, **more,
    }  # fmt: skip
    with flight.ledger.write() as conn:
        keep_tokens(
            conn,
            "x:default",
            Given(**given),
            subject="1",
            name="@other",
            person="@other",
            who=Actor(email("adam")),
            now=FRIDAY,
        )


def ends_on_wednesday(flight, _):
    connected(flight, renewable=False, token_ends=FRIDAY + timedelta(days=5))


def no_app(flight, _):
    connected(flight)


def too_few_rights(flight, _):
    connected(flight, scopes=("tweet.read", "users.read"))


def another_owner(flight, _):
    with flight.ledger.write() as conn:
        conn.execute(accounts_table.update().values(subject="4711", subject_name="@techUK"))


def version_over(flight, _):
    flight.set(linkedin_version="202009")


def small_limits(_, patch):
    patch.setattr(
        lines_of_accounts, "LIMITS", {one: ((timedelta(hours=24), 1, "24 hours"),) for one in ("x", "linkedin")}
    )


def small_budget(flight, _):
    flight.set(x_budget=5.0)


# --------------------------------------------------------------------------------------------------------------- the pages


def any_time(flight):
    """The first blog's page is not said to come at a time."""
    blog = flight.post().blog
    for post in flight.posts():
        if post.blog == blog:
            flight.force(post.key, not_before=None)


def page_gone(flight, _):
    any_time(flight)
    del flight.website.answers[flight.address()]


def other_title(flight, _):
    any_time(flight)
    flight.website.has(flight.address(), page("Welcome to our new website"))


def noindex(flight, _):
    any_time(flight)
    flight.website.has(flight.address(), page(flight.post().page_titles[0], '<meta name="robots" content="noindex">'))


def other_host(flight, _):
    with flight.ledger.read() as conn:
        rules = get_campaign(conn, SLUG).settings.rules
    flight.settle(rules=rules.model_copy(update={"hosts": ("www.techuk.org",)}))


def plain_http(flight, _):
    post = flight.post()
    flight.force(post.key, said=replace(post.said, link=post.said.link.replace("https:", "http:")))


def no_address(flight, _):
    post = flight.post()
    flight.force(post.key, said=replace(post.said, link=None))


def comes_too_late(flight, _):
    page_gone(flight, _)
    for post in flight.posts():
        if post.blog == flight.post().blog:
            flight.force(post.key, not_before=post.at + timedelta(days=1))


def wrong_before_it_comes(flight, _):
    other_title(flight, _)
    for post in flight.posts():
        if post.blog == flight.post().blog:
            flight.force(post.key, not_before=flight.post().at - timedelta(hours=1))


def bare_page(flight, _):
    flight.website.has(flight.address(), f"<title>{flight.post().page_titles[0]}</title>".encode())


def picture_gone(flight, _):
    del flight.website.answers[PICTURE]


def picture_no_picture(flight, _):
    flight.website.has(PICTURE, b"MZ\x90\x00", kind="image/png")


def picture_small(flight, _):
    flight.website.has(PICTURE, png(100, 100))


def clock_behind(flight, _):
    flight.website.ahead = timedelta(seconds=10)


def clock_far_behind(flight, _):
    flight.website.ahead = timedelta(minutes=5)


def clock_ahead(flight, _):
    flight.website.ahead = -timedelta(seconds=10)


# --------------------------------------------------------------------------------------------------------------- the posts


def unapproved(flight, _):
    flight.force(flight.post().key, keep=False, status=Status.PENDING)


def nothing_left(flight, _):
    flight.clock.advance(timedelta(days=30))


def refused(flight, _):
    flight.force(flight.post().key, status=Status.SENDING)
    flight.force(flight.post().key, status=Status.FAILED)


def unclear(flight, _):
    flight.force(flight.post().key, status=Status.SENDING)
    flight.force(flight.post().key, status=Status.UNCLEAR)


def held(flight, _):
    flight.force(flight.post().key, hold="page", hold_reason="its page is not live")


def missed(flight, _):
    unapproved(flight, _)
    flight.force(flight.post().key, at=FRIDAY - timedelta(hours=1))


def day_without(flight, _):
    first = flight.post("opener")
    for post in flight.posts():
        if post.day == first.day and post.channel == "x":
            flight.does(approval.withdraw, post.key, reason="a test")


def blog_without(flight, _):
    flight.does(approval.withdraw, flight.post().key, reason="a test")


def no_files(flight, _):
    flight.elsewhere(Path("/nowhere"))


def a_copy(flight):
    """The campaign's files where a test may write."""
    folder = Path(flight.settings.incoming).parent / SLUG
    shutil.copytree(WEEK, folder, dirs_exist_ok=True)
    flight.elsewhere(folder)
    return folder


SMALL = png(3, 3)


def pictured(flight, patch, alt="A card", content=SMALL):
    (a_copy(flight) / "a.png").write_bytes(content)
    post = flight.post()
    medium = Media("a.png", hashlib.sha256(SMALL).hexdigest(), alt)
    flight.force(post.key, said=replace(post.said, media=(medium,)))


def two_wordings(flight, _):
    flight.force(flight.post().key, keep=False, status=Status.PENDING, hold=CHOOSE[0], hold_reason=CHOOSE[1])


def next_year(flight, _):
    connected(flight, renewable=False, token_ends=FRIDAY + timedelta(days=200))


def another_picture(flight, patch):
    pictured(flight, patch, content=png(4, 4))


def no_alt(flight, patch):
    pictured(flight, patch, alt=" ")


def no_cards(flight, _):
    flight.settle(cards=True)


def no_handle(flight, _):
    for file in a_copy(flight).glob("blogs/*.md"):
        text = file.read_text()
        if "status: approved" in text and "mention:" not in text:
            file.write_text(
                text.replace("- name:", "- mention: handle\n    name:", 1).replace(
                    "{name:", "{mention: handle, name:", 1
                )
            )


def odd_time(flight, _):
    post = flight.post()
    flight.force(post.key, at=post.at.replace(hour=3))


# ---------------------------------------------------------------------------------------------------- people and the house


def alone(flight, _):
    for name in ("amara", "tom"):
        flight.does(people.remove_user, email(name), who="adam")


def invited(flight, _):
    with flight.ledger.write() as conn:
        inviting.invite(conn, "nina@example.org", [Role.EDITOR], who=Actor(email("adam")), now=FRIDAY)


def daemon_ended(flight, _):
    with flight.ledger.write() as conn:
        beat(conn, "here:1", now=FRIDAY, detail=ENDED)


def paused(flight, _):
    flight.does(approval.pause, reason="a test", who="ruth")


def full_disk(_, patch):
    patch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))


def torn(_, patch):
    patch.setattr(machine, "examine", lambda _: Soundness("sqlite", "1", ("page 7 is torn",), "wal"))


BROKEN = [
    (no_keys, "account", "x:default", NOT_READY, "no keys"),
    (blocked, "account", "x:default", NOT_READY, "X does not take the keys"),
    (no_network_there, "account", "x:default", NOT_READY, "did not answer"),
    (ends_on_wednesday, "token", "x:default", NOT_READY, "only until Wed 15 Sep"),
    (no_app, "token", "x:default", NOT_READY, "no app is set"),
    (too_few_rights, "rights", "x:default", NOT_READY, "may not post"),
    (another_owner, "whose", "x:default", NOT_READY, "approved for @techUK"),
    (version_over, "version", "", NOT_READY, "2021"),
    (small_limits, "quota", "x:default", NOT_READY, "takes at most 1"),
    (small_budget, "cost", "", NOT_READY, "the budget is $5.00"),
    (page_gone, "page", "leaving-date", NOT_READY, "answered 404"),
    (other_title, "page", "leaving-date", NOT_READY, "Welcome to our new website"),
    (noindex, "page", "leaving-date", NOT_READY, "noindex"),
    (other_host, "page", "leaving-date", NOT_READY, "not where this campaign's pages live"),
    (plain_http, "page", "http://", NOT_READY, "http, not https"),
    (no_address, "addresses", "", NOT_READY, "1 post"),
    (comes_too_late, "page", "leaving-date", NOT_READY, "the first post leads there"),
    (wrong_before_it_comes, "page", "leaving-date", LOOK, "now:"),
    (bare_page, "cards", "", LOOK, "no picture"),
    (picture_gone, "cards", "", LOOK, "answers 404"),
    (picture_no_picture, "cards", "", LOOK, "is no picture"),
    (picture_small, "cards", "", LOOK, "100 by 100 pixels"),
    (clock_behind, "clock_compared", "", LOOK, "10 seconds behind"),
    (clock_far_behind, "clock_compared", "", NOT_READY, "300 seconds behind"),
    (clock_ahead, "clock_compared", "", LOOK, "ahead"),
    (unapproved, "approval", "", NOT_READY, "1 of 46 posts"),
    (nothing_left, "approval", "", NOT_READY, "no post is to come"),
    (refused, "refused", "", NOT_READY, "1 post refused"),
    (unclear, "unclear", "", NOT_READY, "nobody can tell"),
    (held, "held", "", NOT_READY, "kept back"),
    (missed, "missed", "", LOOK, "time passed"),
    (day_without, "days", "", NOT_READY, "nothing on a day"),
    (blog_without, "blogs", "", NOT_READY, "1 post of approved blogs"),
    (blog_without, "promised", "", NOT_READY, "taken out"),
    (no_files, "blogs", "", LOOK, "not on this machine"),
    (another_picture, "pictures", "", NOT_READY, "not as approved"),
    (no_alt, "pictures", "", NOT_READY, "no alt text"),
    (no_cards, "cards_drawn", "", LOOK, "without the card"),
    (no_handle, "handles", "", LOOK, "wants the handle named"),
    (odd_time, "times", "", LOOK, "odd"),
    (alone, "team", "", NOT_READY, "people"),
    (invited, "invitations", "", LOOK, "1 person"),
    (daemon_ended, "daemon", "", NOT_READY, "ended"),
    (paused, "pause", "", NOT_READY, "stopped by ruth"),
    (full_disk, "disk", "", NOT_READY, "0.0 GB"),
    (torn, "ledger", "", NOT_READY, "page 7 is torn"),
]


@pytest.mark.parametrize(
    ("broken", "code", "about", "standing", "says"), BROKEN, ids=[f"{one[0].__name__}-{one[1]}" for one in BROKEN]
)
def test_what_is_broken_is_said_with_what_to_do(flight, monkeypatch, broken, code, about, standing, says) -> None:
    broken(flight, monkeypatch)
    found = flight()
    line = the_line(found, code, about)
    assert (line.standing, says in f"{line.says} {line.details}") == (standing, True), line
    assert line.todo
    assert found.ready is (standing is not NOT_READY)


@pytest.mark.parametrize(
    ("checked", "standing", "then"),
    [
        ("on", NOT_READY, "they would be held when their times come"),
        (
            "off",
            LOOK,
            "pages are not looked at before posts go out (PROMOTER_PAGE_CHECK is off), so they go out there all the same",
        ),
    ],
)
def test_a_host_that_the_week_does_not_name_is_told_where_no_page_is_looked_at(flight, checked, standing, then) -> None:
    other_host(flight, None)
    flight.set(page_check=checked)
    line = the_line(flight(network=False), "hosts")
    ours = [post for post in flight.posts() if post.blog is not None]
    assert line.standing is standing
    assert line.says == f"{len(ours)} posts lead to a host that the week does not name (www.techuk.org): {then}"
    assert {detail.post for detail in line.details} == {post.key for post in ours}
    assert all(detail.says.endswith(": example.org") for detail in line.details)


def test_somebody_chooses_between_two_wordings_before_anybody_approves(flight) -> None:
    unapproved(flight, None)
    assert "wordings" not in flight.line("approval").todo
    two_wordings(flight, None)
    todo = in_people_words(flight.line("approval").todo)
    assert todo.startswith(
        "Somebody first chooses between the two wordings of 1 post, on its page. To be approved on the board by "
    )


def test_a_day_of_another_year_than_the_weeks_is_told_with_it(flight) -> None:
    next_year(flight, None)
    assert flight.line("token", "x:default").says == "until Tue 29 Mar 2022 14:00"


def test_what_is_not_as_approved_in_a_picture_is_mended_on_the_pages(flight, monkeypatch) -> None:
    another_picture(flight, monkeypatch)
    assert in_people_words(flight.line("pictures").todo) == (
        "An editor brings the picture again on the blog's own page. Then the posts are approved anew."
    )
    no_alt(flight, monkeypatch)
    assert in_people_words(flight.line("pictures").todo) == (
        "An editor describes the picture on the post's page. Then the posts are approved anew."
    )


def test_where_pages_are_not_looked_at_before_posts_go_that_is_said(flight) -> None:
    flight.set(page_check="off")
    assert flight.line("pages").says.startswith(
        "pages are not looked at before posts go out (PROMOTER_PAGE_CHECK is off): "
    )


def test_the_program_and_what_it_keeps_are_told_without_the_names_of_machines(flight) -> None:
    assert flight.line("daemon").says == "the program was awake just now (here:1)"
    assert in_people_words(flight.line("daemon").says) == "The program was awake just now."
    assert flight.line("ledger").says.startswith("whole and up to date (SQLite, version 00")


def test_hosts_that_are_named_are_no_line_of_their_own(flight) -> None:
    assert "hosts" not in {line.code for line in flight(network=False).lines}


# ---------------------------------------------------------------------------------------------------------------- the cost


def test_the_cost_says_how_it_is_made(flight) -> None:
    on_x = [post for post in flight.posts() if post.channel == "x"]
    usd, more = f"{len(on_x) * 0.2:.2f}", f"{len(on_x) * 4 * 0.005:.2f}"
    assert flight.line("cost").says == (
        f"about ${usd} on X: {len(on_x)} posts with a link at $0.20, by its prices of 20 April 2026; "
        f"reading what they did, up to ${more} more: 4 times each at $0.005"
    )


def test_posts_without_a_link_and_described_pictures_have_prices_of_their_own(flight) -> None:
    first, second, *others = [post for post in flight.posts() if post.channel == "x"]
    medium = Media("a.png", "0" * 64, "A card")
    flight.force(first.key, said=replace(first.said, text="No link.", uncounted=None, link=None, media=(medium,)))
    flight.force(second.key, said=replace(second.said, text="See example.org/a.", uncounted=None, link=None))
    usd = f"{(len(others) + 1) * 0.2 + 0.015 + 0.005:.2f}"
    says = flight.line("cost").says
    assert says.startswith(
        f"about ${usd} on X: {len(others) + 1} posts with a link at $0.20, 1 post without one at $0.015 and "
        "1 picture described at $0.005"
    )


@pytest.mark.parametrize(
    ("change", "end"),
    [
        ({"x_read_budget": 0.1}, "at $0.005, and at most $0.10 a month"),
        ({"x_read_budget": 0}, "20 April 2026"),
        ({"figures": "off"}, "20 April 2026"),
    ],
)
def test_what_reading_figures_may_cost_is_said_where_they_are_read(flight, change, end) -> None:
    flight.set(**change)
    assert flight.line("cost").says.endswith(end)


# --------------------------------------------------------------------------------------------------- what is right as it is


def test_a_page_that_comes_in_time_is_no_fault(flight) -> None:
    page_gone(flight, None)
    first = flight.post()
    for post in flight.posts():
        if post.blog == first.blog:
            flight.force(post.key, not_before=first.at - timedelta(hours=1))
    line = flight.line("pages")
    assert line.standing is READY
    (comes,) = (detail.says for detail in line.details if "leaving-date" in detail.says)
    assert comes.endswith("it comes Mon 13 Sep 09:45, before the first post at Mon 13 Sep 10:45")


def test_an_account_by_hand_needs_no_keys(flight) -> None:
    no_keys(flight, None)
    flight.does(set_manual, "x:default", True, who="adam")
    assert flight.line("by_hand", "x:default").standing is READY
    assert "account" not in {line.code for line in flight().lines if line.what == "x:default"}


def test_an_account_that_is_not_the_campaigns_is_told(flight) -> None:
    line = flight.line("named", "x:default")
    assert line.standing is LOOK
    says, stated = line.says.removeprefix("posts leave as ").split(", and the week's facts say that techUK is ")
    assert (says[:9], stated) == ("@sandbox_", "@techUK")
    assert f"changes it on the page Facts (or promoter fact {SLUG} organisation.x {says})" in line.todo
    assert in_people_words(line.todo) == (
        f"If {says} is right, an editor changes it on the page Facts. If not, an admin connects @techUK, on the page Accounts."
    )
    with flight.ledger.read() as conn:
        organisation = get_campaign(conn, SLUG).settings.organisation
    flight.settle(organisation=organisation.model_copy(update={"x": says.upper(), "linkedin": "urn:li:organization:9"}))
    assert flight.line("named", "x:default").standing is READY
    assert "that techUK is urn:li:organization:9" in flight.line("named", "linkedin:default").says


def test_the_pictures_of_links_are_not_said_to_have_alt_text_on_linkedin(flight, monkeypatch) -> None:
    (a_copy(flight) / "a.png").write_bytes(SMALL)
    post = flight.post(channel="linkedin")
    medium = Media("a.png", hashlib.sha256(SMALL).hexdigest(), "A card")
    said = replace(post.said, card=post.said.card._replace(image="a.png"), media=(medium,))
    flight.force(post.key, said=said)
    assert flight.line("pictures").says.endswith(
        "; LinkedIn has no place for the alt text of the small picture on a link's card, here 1 of them"
    )


def test_pictures_as_they_were_approved_are_ready(flight, monkeypatch) -> None:
    pictured(flight, monkeypatch)
    assert flight.line("pictures").says == "1 picture is there, unchanged, each with its alt text"


def test_a_token_that_renews_itself_with_an_app_is_ready(flight) -> None:
    connected(flight)
    flight.set(x_client_id=SecretStr("app"))
    assert "renews itself" in flight.line("token", "x:default").says


def test_who_can_approve_is_named(flight) -> None:
    unapproved(flight, None)
    line = flight.line("approval")
    assert "ruth@example.org or tom@example.org" in line.todo
    assert "amara" not in line.todo
    (detail,) = line.details
    assert detail.post == flight.post().key
    assert detail.says == "The blog post “Give every new system a leaving date” on X, Mon 13 Sep 10:45"


def test_an_opener_that_was_put_right_promises_nothing(flight) -> None:
    blog_without(flight, None)
    for post in flight.posts():
        if post.kind in {"opener", "round_up"}:
            flight.force(post.key, edited=True)
    assert flight.line("promised").standing is READY

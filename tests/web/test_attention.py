"""What needs somebody, what is posted by hand, and that a press settles it."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from browsing import PHONE, axe, fits
from promoter import approval
from promoter.ledger.accounts import get_account, set_manual
from promoter.ledger.queue import get_post, update_post
from promoter.ledger.tables import accounts
from promoter.people.comments import comment
from promoter.posts.lifecycle import Status
from promoter.reporting.peoples_words import in_people_words
from promoter.web import needing
from promoter.web.wiring import Wiring
from web.sending import (
    ADDRESS,
    BLOG,
    BY_HAND,
    OPENER,
    ROUND_UP,
    SLUG,
    do,
    every,
    for_a_person,
    post,
    refused,
    sent,
    unclear,
)
from web.visiting import visitor

GRACE = timedelta(minutes=15)


@pytest.fixture
def wiring(house):
    return Wiring(ledger=house.ledger, clock=house.clock, grace=GRACE)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", html.unescape(answer.text))


def shown(wiring, name="amara", path="/attention") -> str:
    return text_of(visitor(wiring, name).get(path))


def card(page: str, key: str) -> str:
    """What the page says of one post; the empty word if it is not there."""
    found = re.search(rf'<article class="need [a-z]+" id="{re.escape(key)}">(.*?)</article>', page)
    return found[1] if found else ""


def headings(page: str) -> list[str]:
    return [one.strip() for one in re.findall(r'<h2 id="need-\w+">(.*?)(?:<|$)', page)]


def press(wiring, path, who="amara", **fields):
    return visitor(wiring, who).post(path, data={"next": "/attention"} | fields)


def change(house, key, **changes) -> None:
    with house.ledger.write() as conn:
        update_post(conn, get_post(conn, key), **changes)


def count(house) -> int:
    with house.ledger.read() as conn:
        return needing.count(conn, now=house.clock.now(), grace=GRACE)


# ------------------------------------------------------------------------------------------------------------ what it says


def test_when_nothing_waits_the_page_says_so_and_where_to_go(wiring) -> None:
    page = shown(wiring)
    assert "Nothing has gone wrong and nothing is held." in page
    assert f'<a href="/weeks/{SLUG}">To the board</a>' in page
    assert "Needs somebody</a>" in page  # and no number beside it


def test_a_post_of_which_nobody_can_tell_is_told_with_all_that_is_known(house, wiring) -> None:
    for_a_person(house)
    told = card(shown(wiring), OPENER)
    assert "We cannot tell whether this went out." in told
    assert "Monday 13 September, 08:45 BST</b>: Sent to the network: no answer that could be relied on." in told
    assert "The connection was dropped before an answer came." in told
    assert (
        "08:49 BST</b>: Looked for it there: it is not there. <q>40 posts were read and none has these words</q>"
        in told
    )
    assert "X was read twice and does not have it. Look on X yourself." in told
    assert "promoter resolve" not in told
    assert post(house, OPENER).said.text.split("\n")[0] in told
    assert 'href="https://x.com/techUK"' in told
    assert f'action="/posts/{OPENER}/sent"' in told
    assert f'action="/posts/{OPENER}/not-sent"' in told


def test_every_page_of_the_week_has_the_number_beside_the_link(house, wiring) -> None:
    for_a_person(house)
    refused(house)
    for path in (
        "/attention",
        f"/weeks/{SLUG}/record",
        f"/weeks/{SLUG}/coverage",
        f"/posts/{OPENER}",
    ):
        number = re.search(r'Needs somebody <b class="number">(\d+)</b>', shown(wiring, path=path))
        assert number is not None, path
        assert int(number[1]) == count(house)


def test_the_board_has_the_number_at_a_glance(house, wiring) -> None:
    for_a_person(house)
    refused(house)
    number = re.search(r'<a href="/attention"><b>(\d+)</b> need somebody', shown(wiring, path=f"/weeks/{SLUG}"))
    assert number is not None
    assert int(number[1]) == count(house)


def test_the_number_is_that_of_the_posts_on_the_page(house, wiring) -> None:
    for_a_person(house)
    refused(house)
    house.clock.advance(timedelta(hours=6))
    page = shown(wiring)
    cards = re.findall(r'<article class="need (\w+)"', page)
    assert len(cards) == count(house) > 10
    assert f"{len(cards)} things wait for a person" in page


def test_a_post_that_is_being_looked_for_needs_nobody_yet(house, wiring) -> None:
    approve_all(house)
    unclear(house)
    page = shown(wiring)
    assert headings(page) == ["Being looked for"]
    assert "X is read back at 08:47 to see whether it is there" in card(page, OPENER)
    assert count(house) == 0


def approve_all(house) -> None:
    do(house, approval.approve_all, campaign=SLUG)


def test_a_refused_post_says_what_the_network_said_and_offers_what_may_be_done(house, wiring) -> None:
    approve_all(house)
    refused(house)
    told = card(shown(wiring), BLOG)
    assert "Refused by the network." in told
    assert "the network refused it. <q>X says that the text is too long.</q>" in told
    for deed in ("move", "withdraw", "sent"):
        assert f'action="/posts/{BLOG}/{deed}"' in told
    assert f'action="/posts/{BLOG}/not-sent"' not in told


def test_what_holds_a_post_back_is_its_heading(house, wiring) -> None:
    approve_all(house)
    keys = iter([one.key for one in every(house) if one.channel == "x" and one.status is Status.APPROVED])
    page, address, choose, changes = (next(keys) for _ in range(4))
    change(house, page, hold="page", hold_reason="the page answers 404", look_at=post(house, page).at)
    change(
        house, address, status=Status.PENDING, hold="address", hold_reason="the address of its page is still to come"
    )
    theirs = post(house, choose).said
    change(house, choose, status=Status.PENDING, hold="choose", hold_reason="choose between the two", composed=theirs)
    do(house, approval.return_, changes, reason="Name the council.")
    told = shown(wiring)
    assert headings(told) == ["Waiting for their page", "Two wordings to choose from", "Changes wanted", "Held back"]
    assert "The page answers 404." in card(told, page)
    assert f'href="{post(house, page).said.link}"' in card(told, page)
    assert "Waits for its address." in card(told, address)
    assert card(told, choose).count(f'action="/posts/{choose}/choose"') == 2
    assert "Name the council." in card(told, changes)
    assert count(house) == 4


def test_choosing_a_wording_here_settles_it(house, wiring) -> None:
    theirs = post(house, BLOG).said
    change(house, BLOG, hold="choose", hold_reason="choose between the two", composed=theirs)
    seen = post(house, BLOG)
    answer = press(wiring, f"/posts/{BLOG}/choose", which="files", version=str(seen.version))
    assert answer.headers["location"] == "/attention"
    assert post(house, BLOG).hold is None


def test_approvals_are_asked_for_a_day_ahead_and_not_before(house, wiring) -> None:
    at = post(house, OPENER).at
    house.clock.advance_to(at - timedelta(days=1, minutes=1))
    assert headings(shown(wiring)) == []
    house.clock.advance_to(at - timedelta(days=1))
    page = shown(wiring, "ruth")
    assert headings(page) == ["Not approved, and due within a day"]
    assert "Look, and approve it" in card(page, OPENER)
    assert "ruth@example.org or tom@example.org may approve it." in card(shown(wiring, "amara"), OPENER)


def test_a_post_of_later_days_needs_nobody_yet(house) -> None:
    house.clock.advance_to(post(house, OPENER).at - timedelta(minutes=1))
    with house.ledger.read() as conn:
        stands = needing.house(conn, now=house.clock.now(), grace=GRACE)
    within_a_day = {one.key for one in every(house) if one.at <= stands.until}
    assert {one.key for one in every(house) if needing.concern(one, stands) is not None} == within_a_day


def test_what_missed_its_time_says_so(house, wiring) -> None:
    house.clock.advance_to(post(house, OPENER).at + timedelta(minutes=1))
    page = shown(wiring)
    assert headings(page)[0] == "Their time has passed"
    assert "Nobody approved it before its time." in card(page, OPENER)
    assert f'action="/posts/{OPENER}/move"' in card(page, OPENER)


def test_an_approved_post_that_nothing_sent_is_told_once_the_grace_is_over(house, wiring) -> None:
    approve_all(house)
    house.clock.advance_to(post(house, OPENER).at + GRACE)
    assert count(house) == 0
    house.clock.advance(timedelta(seconds=1))
    page = shown(wiring)
    assert headings(page) == ["Should have gone out by now"]
    assert "Its time has come and nothing has sent it yet." in card(page, OPENER)


def test_while_everything_is_stopped_nothing_is_late_and_what_passes_needs_a_new_time(house, wiring) -> None:
    approve_all(house)
    do(house, approval.pause, reason="We stay silent.")
    house.clock.advance_to(post(house, OPENER).at)
    assert headings(shown(wiring)) == []
    assert count(house) == 0
    house.clock.advance(timedelta(hours=1))
    assert headings(shown(wiring)) == ["Their time has passed"]
    assert count(house) == 2


def test_a_stopped_account_says_why_and_an_admin_starts_it_again(house, wiring) -> None:
    approve_all(house)
    why = "X does not accept the keys. Put in new ones and run `promoter accounts unblock x:default`."
    with house.ledger.write() as conn:
        conn.execute(
            update(accounts)
            .where(accounts.c.id == "x:default")
            .values(blocked_reason=why, blocked_at=house.clock.now())
        )
    page = shown(wiring, "ruth")
    assert "X: nothing goes out there" in page
    assert "X does not accept the keys." in page
    assert "unblock" not in page
    assert "An admin starts it again" in page
    assert count(house) == 1
    assert press(wiring, "/accounts/x:default/mended", who="ruth").status_code == 403
    assert press(wiring, "/accounts/x:default/mended", who="adam").headers["location"] == "/attention"
    with house.ledger.read() as conn:
        assert get_account(conn, "x:default").blocked_reason is None
    assert press(wiring, "/accounts/x:default/mended", who="adam").status_code == 409


def test_open_comments_are_listed_and_hold_nothing_up(house, wiring) -> None:
    do(house, comment, BLOG, "Is her title right?", who="vera")
    do(house, comment, BLOG, "And the date?", who="vera")
    page = shown(wiring)
    assert headings(page) == ["Open comments"]
    assert f'<a href="/posts/{BLOG}">' in page
    assert "2 open comments" in page
    assert count(house) == 0


def test_what_the_network_shows_otherwise_is_told_and_not_counted(house, wiring) -> None:
    approve_all(house)
    sent(house)
    change(house, OPENER, trouble="X has it 2 times: delete https://x.com/i/status/2 there.")
    page = shown(wiring)
    assert headings(page) == ["Out, and not quite as approved"]
    assert "X has it 2 times" in card(page, OPENER)
    assert count(house) == 0


def test_a_week_that_is_over_asks_for_nothing_but_what_nobody_can_tell(house, wiring) -> None:
    for_a_person(house)
    refused(house)
    house.clock.advance_to(datetime.fromisoformat("2021-10-20T12:00+01:00"))
    page = shown(wiring)
    assert headings(page) == ["Nobody can tell whether these went out"]
    assert "Not looked at here, because they are over" in page
    assert count(house) == 1


def test_a_page_that_stays_open_is_told_when_something_changed(house, wiring) -> None:
    for_a_person(house)
    amara = visitor(wiring, "amara")
    asked = re.search(r'hx-get="(/attention/meanwhile\?as=\w+)"', amara.get("/attention").text)
    assert asked is not None
    assert "Something has changed" not in text_of(amara.get(asked[1]))
    do(house, approval.resolve_not_sent, OPENER)
    assert "Something has changed since you opened this page." in text_of(amara.get(asked[1]))


def test_who_may_only_look_is_offered_nothing_to_press(house, wiring) -> None:
    for_a_person(house)
    refused(house)
    page = shown(wiring, "vera")
    assert card(page, OPENER)
    assert 'action="/posts/' not in page
    assert "Acting takes an editor or an approver." in page


def test_a_hostile_answer_of_the_network_is_only_words(house, wiring) -> None:
    approve_all(house)
    refused(house, detail='<script>alert("x")</script>')
    answer = visitor(wiring, "amara").get("/attention").text
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert" in answer


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It waits. Look on X yourself, then run promoter resolve a/b --not-sent.", "It waits. Look on X yourself."),
        ("a/b cannot be settled: taken out; promoter reopen a/b brings it back", "A/b cannot be settled: taken out."),
        ("they suggest for X (promoter edit takes it, if you choose it): “Hello.”", "They suggest for X: “Hello.”"),
        ("w/2021-09-13/x/opener goes at 09:00, 5 minutes away", "Another post goes at 09:00, 5 minutes away."),
        ("Its account x:default is stopped: no answer", "Its account X is stopped: no answer."),
        ("linkedin:second takes nothing", "LinkedIn (second) takes nothing."),
        ("LinkedIn took it as urn:li:share:7045020441609936898", "LinkedIn took it as a post of ours."),
        (
            "See https://www.linkedin.com/feed/update/urn:li:share:1/",
            "See https://www.linkedin.com/feed/update/urn:li:share:1/.",
        ),
        ("See https://example.org/2021-09-13/x/blog.", "See https://example.org/2021-09-13/x/blog."),
        ("the page is live from 2021-09-15", "The page is live from Wednesday 15 September 2021."),
        ("its time has come and no daemon has taken it yet", "Its time has come and nothing has sent it yet."),
        ("Whoever knows already may run promoter resolve a/b.", ""),
        ("the address is still to come (url): ask for it (x)", "The address is still to come: ask for it."),
        ("it went to X (x) and on", "It went to X (x) and on."),
        ("Promoter never sends it again", "Promoter never sends it again."),
        ("", ""),
    ],
)
def test_what_names_a_command_is_left_out(text, left) -> None:
    assert in_people_words(text) == left


# ------------------------------------------------------------------------------------------------------------- settling


def test_the_address_settles_that_it_went_out(house, wiring) -> None:
    for_a_person(house)
    amara = visitor(wiring, "amara")
    typed = {"next": "/attention", "url": f"  {ADDRESS} ", "version": str(post(house, OPENER).version)}
    answer = amara.post(f"/posts/{OPENER}/sent", data=typed)
    assert answer.headers["location"] == "/attention"
    after = post(house, OPENER)
    assert (after.status, after.url) == (Status.SENT, "https://x.com/i/status/1437312345678901234")
    page = text_of(amara.get("/attention"))
    assert "On record: it is out on X." in page
    assert card(page, OPENER) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://example.org/somewhere", "is not the address of a post on x"),
        ("javascript:alert(1)", "is not the address of a post on x"),
        (
            "https://x.com/somebodyelse/status/1437312345678901234",
            "is a post of @somebodyelse, and this post goes out as",
        ),
        (" ", "Give the address of the post"),
    ],
)
def test_a_wrong_address_is_refused_and_kept_in_its_field(house, wiring, url, why) -> None:
    for_a_person(house)
    answer = press(wiring, f"/posts/{OPENER}/sent", url=url, version=str(post(house, OPENER).version))
    assert answer.status_code == 409
    page = html.unescape(answer.text)
    assert why in page
    assert f'value="{url}" aria-invalid="true" aria-describedby="refused"' in page
    assert post(house, OPENER).status is Status.UNCLEAR


def test_that_it_did_not_go_out_takes_a_look_first(house, wiring) -> None:
    for_a_person(house)
    version = str(post(house, OPENER).version)
    answer = press(wiring, f"/posts/{OPENER}/not-sent", version=version)
    assert answer.status_code == 409
    assert "Look on X first" in answer.text
    assert post(house, OPENER).status is Status.UNCLEAR
    answer = press(wiring, f"/posts/{OPENER}/not-sent", version=version, looked="yes")
    assert answer.headers["location"] == "/attention"
    assert post(house, OPENER).status is Status.PENDING


@pytest.mark.parametrize("deed", ["sent", "not-sent"])
def test_a_post_that_changed_since_it_was_looked_at_is_left_alone(house, wiring, deed) -> None:
    for_a_person(house)
    version = str(post(house, OPENER).version + 1)
    answer = press(wiring, f"/posts/{OPENER}/{deed}", url=ADDRESS, looked="yes", version=version)
    assert answer.status_code == 409
    assert "Somebody changed this post while you looked at it." in answer.text
    assert post(house, OPENER).status is Status.UNCLEAR


def test_settling_what_is_settled_already_is_refused_in_words_of_the_page(house, wiring) -> None:
    sent(house)
    version = str(post(house, OPENER).version)
    answer = press(wiring, f"/posts/{OPENER}/not-sent", version=version, looked="yes")
    assert answer.status_code == 409
    assert "There is nothing to settle about this post: sent." in html.unescape(answer.text)
    answer = press(wiring, f"/posts/{OPENER}/sent", version=version, url=ADDRESS, next=f"/posts/{OPENER}")
    assert answer.status_code == 409
    assert f'action="/posts/{OPENER}/' in answer.text or "As X would show it" in html.unescape(answer.text)


def test_a_post_that_is_not_there_is_refused(wiring) -> None:
    assert press(wiring, f"/posts/{SLUG}/nothing/x/blog/sent", url=ADDRESS, version="1").status_code == 404


# -------------------------------------------------------------------------------------------------------------- by hand


@pytest.fixture
def manual(house):
    """LinkedIn is kept by hand, and the week is approved."""
    approve_all(house)
    do(house, set_manual, "linkedin:default", True)
    return house


def test_a_post_kept_by_hand_comes_up_at_its_time_with_its_exact_words(manual, wiring) -> None:
    due = post(manual, BY_HAND)
    manual.clock.advance_to(due.at - timedelta(seconds=1))
    before = visitor(wiring, "amara").get("/by-hand").text
    assert f'<article class="need waits" id="{BY_HAND}">' not in before
    assert "Nothing is due now." in before
    manual.clock.advance_to(due.at)
    page = visitor(wiring, "amara").get("/by-hand").text
    assert f'<article class="need waits" id="{BY_HAND}">' in page
    exact = re.search(
        rf'<textarea id="words-{BY_HAND}" class="exact" readonly rows="\d+">\n?(.*?)</textarea>', page, re.DOTALL
    )
    assert exact is not None
    assert html.unescape(exact[1]) == due.said.text
    assert card(shown(wiring), BY_HAND).count(f'href="/by-hand#{BY_HAND}"') == 1
    assert count(manual) == 1


def test_the_link_is_given_apart_where_the_words_do_not_carry_it(manual, wiring) -> None:
    blog = next(one for one in every(manual) if one.account == "linkedin:default" and one.blog)
    manual.clock.advance_to(blog.at)
    assert (
        f'<input id="link-{blog.key}" readonly value="{html.escape(blog.said.link)}">'
        in visitor(wiring, "amara").get("/by-hand").text
    )


def test_the_wording_without_the_count_is_shown_where_the_count_is_not_true(manual, wiring) -> None:
    key = f"{SLUG}/2021-09-13/linkedin/round_up"
    change(manual, key, counted_live_from=post(manual, key).at + timedelta(hours=1))
    manual.clock.advance_to(post(manual, key).at)
    said = post(manual, key).said
    assert said.uncounted is not None
    page = html.unescape(visitor(wiring, "amara").get("/by-hand").text)
    assert said.uncounted in page
    assert said.text not in page


def test_the_address_puts_it_on_record(manual, wiring) -> None:
    manual.clock.advance_to(post(manual, BY_HAND).at)
    url = "https://www.linkedin.com/feed/update/urn:li:share:7045020441609936898/"
    wrong = press(wiring, f"/posts/{BY_HAND}/sent", url=ADDRESS, version="1", next="/by-hand")
    assert wrong.status_code == 409
    assert "<h1>By hand</h1>" in wrong.text
    answer = press(wiring, f"/posts/{BY_HAND}/sent", url=url, version="1", next="/by-hand")
    assert answer.headers["location"] == "/by-hand"
    assert (post(manual, BY_HAND).status, post(manual, BY_HAND).url) == (Status.SENT, url)


def test_while_everything_is_stopped_it_says_not_to_post(manual, wiring) -> None:
    do(manual, approval.pause, reason="We stay silent.")
    manual.clock.advance_to(post(manual, BY_HAND).at)
    page = visitor(wiring, "amara").get("/by-hand").text
    assert "Everything is stopped: do not post it now." in page
    assert count(manual) == 0
    do(manual, approval.let_through, BY_HAND, reason="This one all the same.", grace=GRACE)
    assert "do not post it now" not in visitor(wiring, "amara").get("/by-hand").text
    assert count(manual) == 1


def test_without_an_account_kept_by_hand_the_page_says_how_it_would_be(wiring) -> None:
    assert "No account is kept by hand" in shown(wiring, path="/by-hand")


# ---------------------------------------------------------------------------------------------------------- in a browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_settles_it_on_a_phone(open_page, sign_in, served, house, javascript) -> None:
    for_a_person(house)
    page = sign_in(open_page(viewport=PHONE, javascript=javascript), "amara")
    page.get_by_role("link", name="Needs somebody", exact=True).click()
    its = page.locator("article", has=page.get_by_role("heading", name="X: Opener"))
    its.get_by_label("I looked on X, and it is not there").check()
    fits(page)
    its.get_by_role("button", name="It did not go out").click()
    page.get_by_text("On record: it did not go out. It waits for approval again.").wait_for()
    assert post(house, OPENER).status is Status.PENDING


def test_what_somebody_else_settles_is_told_and_nothing_typed_is_lost(open_page, sign_in, served, house) -> None:
    for_a_person(house)
    refused(house)
    page = sign_in(open_page(), "amara")
    page.goto(served.at("/attention"))
    field = page.locator(f'article[id="{OPENER}"]').get_by_label("Its address on X")
    field.fill(ADDRESS)
    do(house, approval.withdraw, BLOG, reason="The blog was pulled.")
    page.get_by_text("Something has changed since you opened this page.").wait_for()
    assert field.input_value() == ADDRESS


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_with_everything_in_it_is_for_everybody(open_page, sign_in, served, house, scheme) -> None:
    approve_all(house)
    for_a_person(house)
    refused(house)
    unclear(house, ROUND_UP)
    keys = iter([one.key for one in every(house) if one.channel == "x" and one.status is Status.APPROVED])
    page_less, choose = next(keys), next(keys)
    change(house, page_less, hold="page", hold_reason="the page answers 404")
    change(house, choose, status=Status.PENDING, hold="choose", hold_reason="choose", composed=post(house, choose).said)
    do(house, comment, BLOG, "Is her title right?", who="vera")
    with house.ledger.write() as conn:
        values = {"blocked_reason": "The keys are wrong.", "blocked_at": house.clock.now()}
        conn.execute(update(accounts).where(accounts.c.id == "linkedin:default").values(values))
    page = sign_in(open_page(viewport=PHONE, color_scheme=scheme), "amara")
    page.goto(served.at("/attention"))
    assert page.locator("section h2").count() > 6
    for details in page.locator("main details").all():
        details.evaluate("it => { it.open = true }")
    axe(page)
    fits(page)


def test_the_words_are_copied_exactly(open_page, sign_in, served, house) -> None:
    approve_all(house)
    do(house, set_manual, "linkedin:default", True)
    house.clock.advance_to(post(house, BY_HAND).at)
    page = sign_in(open_page(viewport=PHONE), "amara")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served.at("/by-hand"))
    its = page.locator(f'article[id="{BY_HAND}"]')
    its.get_by_role("button", name="Copy the words").click()
    its.get_by_text("Copied.").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == post(house, BY_HAND).said.text
    axe(page)
    fits(page)


def test_without_script_there_are_no_buttons_that_do_nothing(open_page, sign_in, served, house) -> None:
    approve_all(house)
    do(house, set_manual, "linkedin:default", True)
    house.clock.advance_to(post(house, BY_HAND).at)
    page = sign_in(open_page(javascript=False), "amara")
    page.goto(served.at("/by-hand"))
    assert page.get_by_label("Copy exactly these words").first.input_value() == post(house, BY_HAND).said.text
    assert not page.get_by_role("button", name="Copy the words").first.is_visible()

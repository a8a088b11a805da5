"""Changes to many posts and to the facts behind them: seen first, then done as they were seen."""

from __future__ import annotations

import html
import re
import sqlite3
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from browsing import PHONE, axe, fits
from promoter.approval import approve_all
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor
from promoter.people.standing_in import appoint
from promoter.posts.lifecycle import Status
from promoter.web.wiring import Wiring
from web.test_post_page import MACHINE
from web.visiting import visitor

SLUG = "smarter-state-2021"


@pytest.fixture
def wiring(house) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


def posts(house, **more):
    with house.ledger.read() as conn:
        return list_posts(conn, campaign=SLUG, **more)


def approved(house) -> None:
    with house.ledger.write() as conn:
        approve_all(conn, who=Actor("ruth@example.org"), now=house.clock.now(), campaign=SLUG)


def opened(open_page, sign_in, served, path, name="amara", **more):
    page = sign_in(open_page(**more), name)
    page.goto(f"{served.url}/weeks/{SLUG}/{path}")
    return page


@pytest.mark.parametrize("path", ["shift", "blogs", "facts", "write"])
@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", PHONE), ("dark", {"width": 1280, "height": 900})], ids=["phone", "dark"]
)
def test_the_forms_are_for_everybody(open_page, sign_in, served, folder, path, scheme, viewport) -> None:
    page = opened(open_page, sign_in, served, path, color_scheme=scheme, viewport=viewport)
    axe(page)
    fits(page)


def test_the_rest_of_the_week_moves_after_it_was_looked_at(open_page, sign_in, served, house) -> None:
    approved(house)
    before = {post.key: post.at for post in posts(house)}
    page = opened(open_page, sign_in, served, "shift", javascript=False)
    page.get_by_label("Days").fill("7")
    page.get_by_role("button", name="Show what changes").first.click()
    assert "Nothing is changed yet" in page.inner_text("main")
    assert {post.key: post.at for post in posts(house)} == before
    assert page.locator(".effects > li").count() == len(before)
    page.get_by_role("button", name="Do this").click()
    assert f"{len(before)} posts wait for somebody else's approval" in page.inner_text(".said")
    assert {post.key: post.at for post in posts(house)} == {key: at + timedelta(days=7) for key, at in before.items()}
    assert {post.status for post in posts(house)} == {Status.PENDING}


def test_what_changed_while_somebody_looked_is_not_moved_over(open_page, sign_in, served, house) -> None:
    page = opened(open_page, sign_in, served, "shift")
    page.get_by_role("button", name="Show what changes").first.click()
    page.get_by_role("button", name="Do this").wait_for()
    axe(page)
    approved(house)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name="Do this").click()
    assert answered.value.status == 409
    assert "not what you saw any more" in page.inner_text("main")
    assert {post.status for post in posts(house)} == {Status.APPROVED}


@pytest.fixture
def allowed(allowed, request) -> list[str]:
    if any(word in request.node.name for word in ("not_moved_over", "odd", "wrong", "cannot")):
        allowed.append("status of 4")
    return allowed


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        (
            "shift",
            {"what": "all", "days": "3", "hours": "2", "way": "later"},
            'name="days" inputmode="numeric" value="3"',
        ),
        ("shift", {"what": "day", "day": "2021-09-13", "to": "2021-09-21"}, 'required value="2021-09-21"'),
        ("facts", {"event.edition": "eighth"}, 'value="eighth"'),
        ("facts/handle", {"old": "@sample_tom", "new": "@tom_sample"}, 'value="@tom_sample"'),
    ],
)
def test_the_way_back_to_the_form_keeps_what_was_typed_and_complains_of_nothing(
    wiring, house, folder, path, typed, field
) -> None:
    before = [(post.key, post.at, post.version) for post in posts(house)], (folder / "campaign.yaml").read_bytes()
    amara = visitor(wiring, "amara")
    shown = amara.post(f"/weeks/{SLUG}/{path}", data=typed)
    assert "Back to the form" in shown.text
    seal = re.search(r'name="seal" value="([^"]+)"', shown.text)[1]
    back = amara.post(f"/weeks/{SLUG}/{path}", data={**typed, "seal": seal, "again": "yes"})
    assert back.status_code == 200
    assert field in back.text
    assert 'class="refused"' not in back.text
    assert (
        [(post.key, post.at, post.version) for post in posts(house)],
        (folder / "campaign.yaml").read_bytes(),
    ) == before


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("facts/confirm", {"about": "deadline"}),
        ("blogs/fix-the-address-first", {"what": "withdraw", "reason": "asked"}),
    ],
)
def test_what_has_no_form_of_its_own_offers_no_way_back_to_one(wiring, folder, path, typed) -> None:
    shown = visitor(wiring, "amara").post(f"/weeks/{SLUG}/{path}", data=typed)
    assert "Do this" in shown.text
    assert "Back to the form" not in shown.text


def test_one_days_posts_go_on_another_day(open_page, sign_in, served, house) -> None:
    monday = posts(house)[0].day
    page = opened(open_page, sign_in, served, "shift")
    page.get_by_label("From").fill(str(monday))
    page.get_by_label("To").fill("2021-09-20")
    page.get_by_role("button", name="Show what changes").last.click()
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    assert monday not in {post.day for post in posts(house)}


@pytest.mark.parametrize("days", ["0", "many", "-1", "9999", "٣"])
def test_an_odd_number_of_days_gets_a_sentence_at_its_field(open_page, sign_in, served, days) -> None:
    page = opened(open_page, sign_in, served, "shift", javascript=False)
    page.get_by_label("Days").fill(days)
    page.get_by_label("earlier").check()
    page.get_by_label("Network").first.select_option("linkedin")
    page.get_by_role("button", name="Show what changes").first.click()
    wrong(page, page.get_by_label("Days"))
    assert page.get_by_label("Days").input_value() == days
    assert page.get_by_label("earlier").is_checked()
    assert page.get_by_label("Network").first.input_value() == "linkedin"


def test_a_day_that_would_move_to_itself_is_an_odd_one(open_page, sign_in, served) -> None:
    page = opened(open_page, sign_in, served, "shift")
    page.get_by_label("To").fill("2021-09-13")
    page.get_by_role("button", name="Show what changes").last.click()
    page.locator("#wrong").wait_for()
    wrong(page, page.get_by_label("To"))
    assert page.get_by_label("From").input_value() == "2021-09-13"
    axe(page)


def part(page, title) -> None:
    """Open a part of the facts."""
    page.locator("details.section", has=page.locator("summary", has_text=title)).locator("summary").click()


def wrong(page, field) -> None:
    """The field says of itself that it is wrong and which sentence says why, and the sentence is of people's words."""
    assert field.get_attribute("aria-invalid") == "true"
    assert "wrong" in field.get_attribute("aria-describedby").split()
    said = page.locator("#wrong").inner_text()
    assert said[0].isupper() or said[0] in '“"@'
    assert said[-1] == "."
    assert MACHINE.findall(said) == []
    assert page.locator(".refused").count() == 1


def test_a_blog_is_withdrawn_with_all_that_names_it(open_page, sign_in, served, house, folder) -> None:
    approved(house)
    page = opened(open_page, sign_in, served, "blogs")
    card = page.locator("article", has_text="Fix the address first")
    assert "words:" in card.inner_text()
    card.locator("summary", has_text="Withdraw").click()
    card.get_by_label("Why?").fill("the author asked for it")
    card.get_by_role("button", name="Show what changes").click()
    assert "is taken out" in page.inner_text(".effects")
    axe(page)
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    own = [post for post in posts(house) if post.blog == "fix-the-address-first"]
    assert own
    assert {post.status for post in own} == {Status.WITHDRAWN}
    assert "status: withdrawn" in (folder / "blogs" / "fix-the-address-first.md").read_text()
    again = [post for post in posts(house) if post.status is Status.PENDING]
    assert again, "the posts that named it wait for approval again"


def test_an_assumption_is_confirmed_by_name(open_page, sign_in, served, house, folder) -> None:
    page = opened(open_page, sign_in, served, "facts")
    page.get_by_role("button", name="I confirm this").first.click()
    page.get_by_role("button", name="Do this").click()
    assert "Confirmed by amara@example.org" in page.inner_text("main")
    assert 'confirmed_by: "amara@example.org"' in (folder / "campaign.yaml").read_text()


def test_where_no_post_changes_that_is_all_that_is_said(wiring, folder) -> None:
    answer = visitor(wiring, "amara").post(f"/weeks/{SLUG}/facts/confirm", data={"about": "deadline"})
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.text)))
    assert "Nothing is changed yet. It changes the facts of the week; no post changes." in text
    assert "Besides the posts" not in text
    assert "No post changes" not in text


def test_the_themes_of_two_days_change_places_and_void_what_they_touch(
    open_page, sign_in, served, house, folder
) -> None:
    approved(house)
    page = opened(open_page, sign_in, served, "facts")
    first, second = page.get_by_label("Theme of").all()[:2]
    one, other = first.input_value(), second.input_value()
    first.select_option(other)
    second.select_option(one)
    page.get_by_role("button", name="Show what changes").first.click()
    assert "approvals would end" in page.inner_text("main")
    assert "Change the theme of Monday 13 September and the theme of Tuesday 14 September" in page.inner_text("h1")
    assert "it changes the facts of the week" in page.inner_text("main")
    assert "campaign.yaml" not in page.inner_text("main")
    assert {post.status for post in posts(house)} == {Status.APPROVED}
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    assert Status.PENDING in {post.status for post in posts(house)}


def test_what_would_come_of_it_calls_posts_and_blogs_by_their_titles(wiring, folder) -> None:
    swapped = {"days.2021-09-13": "data-driven", "days.2021-09-16": "next-ten-years"}
    answer = visitor(wiring, "amara").post(f"/weeks/{SLUG}/facts", data=swapped)
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.text)))
    assert (
        "“Fix the address first” and “The agreement that outlived its project” are carried by the round-up only" in text
    )
    assert "“Fix the address first”: the page is live from Thursday 16 September 2021" in text
    assert "fix-the-address-first" not in text
    assert MACHINE.findall(text) == []


def test_a_viewer_sees_the_facts_and_can_change_none(open_page, sign_in, served, folder) -> None:
    page = opened(open_page, sign_in, served, "facts", name="vera")
    assert page.get_by_role("button", name="Show what changes").count() == 0
    assert page.get_by_role("button", name="I confirm this").count() == 0


def test_a_post_of_ones_own_waits_for_somebody_else(open_page, sign_in, served, house) -> None:
    page = opened(open_page, sign_in, served, "write", javascript=False)
    page.get_by_label("Network").select_option("x")
    page.get_by_label("Day and time").fill("2021-09-14T12:10")
    page.get_by_label("Words").fill("Thank you all. #techUKSmarterState")
    page.get_by_role("button", name="Write it").click()
    assert "Somebody else has to approve it" in page.inner_text(".said")
    (made,) = [post for post in posts(house) if post.kind == "free"]
    assert (made.said.text, made.written_by) == ("Thank you all. #techUKSmarterState", "amara@example.org")


def test_an_odd_post_of_ones_own_keeps_what_was_typed(open_page, sign_in, served, house) -> None:
    page = opened(open_page, sign_in, served, "write", javascript=False)
    page.get_by_label("Day and time").fill("2021-09-01T12:10")
    page.get_by_label("Words").fill("Too late.")
    page.get_by_role("button", name="Write it").click()
    wrong(page, page.get_by_label("Day and time"))
    assert "Wednesday 1 September 2021, 12:10 BST has passed" in page.inner_text("#wrong")
    assert page.get_by_label("Words").input_value() == "Too late."
    assert not [post for post in posts(house) if post.kind == "free"]


def test_odd_words_of_ones_own_are_told_at_the_words(open_page, sign_in, served) -> None:
    page = opened(open_page, sign_in, served, "write")
    page.get_by_label("Day and time").fill("2021-09-14T12:10")
    page.get_by_label("Words").fill("x" * 300)
    page.get_by_role("button", name="Write it").click()
    page.locator("#wrong").wait_for()
    wrong(page, page.get_by_label("Words"))
    assert page.get_by_label("Day and time").input_value() == "2021-09-14T12:10"


# ---------------------------------------------------------------------------------------------------------------- the facts


def test_the_facts_are_called_as_people_call_them(open_page, sign_in, served, folder) -> None:
    words = opened(open_page, sign_in, served, "facts").inner_text("main")
    assert "The edition of the event." in words
    assert "event.edition" not in words


def test_the_dates_of_the_week_and_of_the_event_are_changed_in_one_go(
    open_page, sign_in, served, house, folder
) -> None:
    approved(house)
    page = opened(open_page, sign_in, served, "facts")
    for number in range(1, 6):
        page.get_by_label(f"Day {number} of the week", exact=True).fill(f"2021-09-{19 + number}")
    part(page, "The event: ")
    page.get_by_label("First day of the event").fill("2021-09-28")
    page.get_by_label("Last day of the event").fill("2021-09-29")
    page.get_by_role("button", name="Show what changes").first.click()
    page.get_by_role("button", name="Do this").wait_for()
    assert "approvals would end" in page.inner_text("main")
    assert {post.status for post in posts(house)} == {Status.APPROVED}
    axe(page)
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    with house.ledger.read() as conn:
        settings = get_campaign(conn, SLUG).settings
    assert [str(day.date) for day in settings.days] == [f"2021-09-{day}" for day in range(20, 25)]
    assert (str(settings.event.starts), str(settings.event.ends)) == ("2021-09-28", "2021-09-29")
    going = [post for post in posts(house) if post.blog and post.status is not Status.WITHDRAWN]
    assert going
    assert {post.status for post in going} == {Status.PENDING}
    assert min(post.day for post in going) == date(2021, 9, 20)
    assert '- {date: "2021-09-20", theme: next-ten-years}' in (folder / "campaign.yaml").read_text()


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        ("Last day of the event", "2021-09-21", "The last day of the event comes before its first."),
        ("Day 2", "2021-09-13", "Two days of the week have this date."),
        ("Day 2", "", "Choose a day"),
    ],
)
def test_a_date_that_cannot_be_is_told_at_its_field(open_page, sign_in, served, folder, label, typed, said) -> None:
    before = (folder / "campaign.yaml").read_bytes()
    page = opened(open_page, sign_in, served, "facts", javascript=False)
    page.locator("form.stated").evaluate("it => { it.noValidate = true }") if typed else page.locator(
        "form.stated input"
    ).evaluate_all("all => all.forEach((it) => { it.required = false })")
    part(page, "The event: ")
    page.get_by_label("Edition").fill("eighth")
    page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Show what changes").first.click()
    wrong(page, page.get_by_label(label))
    assert said in page.inner_text("#wrong")
    assert (page.get_by_label(label).input_value(), page.get_by_label("Edition").input_value()) == (typed, "eighth")
    assert (folder / "campaign.yaml").read_bytes() == before


def test_what_the_files_cannot_say_is_told_in_words_and_keeps_what_was_typed(wiring, folder) -> None:
    answer = visitor(wiring, "amara").post(
        f"/weeks/{SLUG}/facts", data={"deadline": "1999-09-09T17:00", "event.edition": "eighth"}
    )
    assert answer.status_code == 422
    assert "lies outside the years" in answer.text.partition('name="deadline"')[2].partition("<label")[0]
    assert "campaign.yaml" not in answer.text
    assert 'value="eighth"' in answer.text


@pytest.mark.parametrize(
    ("old", "new", "label", "said"),
    [
        ("@sample_tom", "not a handle", "As it should be", "is not a handle on X"),
        ("@nobody_has_it", "@tom_sample", "As it is", "@nobody_has_it stands nowhere"),
        ("@sample_tom", "@sample_tom", "As it should be", "is what it is already"),
        ("urn:li:person:AbC123", "https://www.linkedin.com/in/tom", "As it should be", "does not say what LinkedIn calls it"),
        ("@sample_tom", "urn:li:person:AbC123", "As it should be", "write two of a kind"),
    ],
)  # fmt: skip
def test_a_wrong_handle_is_told_at_its_field(open_page, sign_in, served, folder, old, new, label, said) -> None:
    page = opened(open_page, sign_in, served, "facts")
    page.get_by_label("As it is").fill(old)
    page.get_by_label("As it should be").fill(new)
    page.get_by_role("button", name="Show what changes").last.click()
    page.locator("#wrong").wait_for()
    assert said in page.inner_text("#wrong")
    field = page.get_by_label(label)
    assert (field.get_attribute("aria-invalid"), field.get_attribute("aria-describedby")) == ("true", "wrong")
    assert (page.get_by_label("As it is").input_value(), page.get_by_label("As it should be").input_value()) == (
        old,
        new,
    )
    assert field.evaluate("it => it === document.activeElement")
    axe(page)


def test_whom_linkedin_links_is_corrected_everywhere(open_page, sign_in, served, house, folder) -> None:
    blog = folder / "blogs" / "fix-the-address-first.md"
    wrongly = blog.read_text().replace('x: "@sample_tom"', 'x: "@sample_tom", linkedin: "urn:li:person:WrongOne"')
    blog.write_text(wrongly)
    page = opened(open_page, sign_in, served, "facts")
    page.get_by_label("As it is").fill("urn:li:person:WrongOne")
    page.get_by_label("As it should be").fill("urn:li:person:RightOne")
    page.get_by_role("button", name="Show what changes").last.click()
    assert "the file of the blog “Fix the address first”" in page.inner_text("main")
    page.get_by_role("button", name="Do this").click()
    page.locator(".said").wait_for()
    assert 'linkedin: "urn:li:person:RightOne"' in blog.read_text()
    urns = {mention.urn for post in posts(house) for mention in post.said.mentions}
    assert ("urn:li:person:RightOne" in urns, "urn:li:person:WrongOne" in urns) == (True, False)


# ---------------------------------------------------------------------------------------------------------------- the blogs


def test_a_blog_that_cannot_be_decided_about_says_why_beside_it(wiring, folder) -> None:
    answer = visitor(wiring, "amara").post(
        f"/weeks/{SLUG}/blogs/fix-the-address-first", data={"what": "withdraw", "reason": " "}
    )
    assert answer.status_code == 422
    text = re.sub(r"\s+", " ", html.unescape(answer.text))
    card = next(part for part in text.split("<article") if "Fix the address first" in part)
    assert 'id="wrong" role="alert">Give a reason in words.' in card
    assert "<details open><summary>Withdraw" in card
    assert 'aria-invalid="true" aria-describedby="wrong"' in card


def test_a_contributors_own_wording_is_shown_without_the_command_for_it(wiring) -> None:
    text = html.unescape(visitor(wiring, "vera").get(f"/weeks/{SLUG}/blogs").text)
    assert "The contributor suggests for X: “" in text
    assert "promoter " not in text


def test_if_only_the_ledger_fails_people_are_told_that_the_files_are_changed_and_what_to_do(wiring, folder) -> None:
    amara = visitor(wiring, "amara")
    form = {"event.edition": "eighth"}
    shown = amara.post(f"/weeks/{SLUG}/facts", data=form).text
    seal = re.search(r'name="seal" value="(\w+)"', shown)
    full_disk(wiring.ledger)
    answer = amara.post(f"/weeks/{SLUG}/facts", data={**form, "seal": seal[1]}, headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "The campaign&#39;s files say it already" in answer.text
    assert f"promoter load {SLUG}" in answer.text
    assert "eighth" in (folder / "campaign.yaml").read_text()


def full_disk(ledger) -> None:
    """From now on nothing is committed, as if the disk were full."""

    def refuse(_conn: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise sa.exc.OperationalError("COMMIT", {}, error)

    sa.event.listen(ledger.engine, "commit", refuse)


# ------------------------------------------------------------------------------------------------------- who only looks


@pytest.mark.parametrize("path", ["shift", "write", "facts", "blogs"])
@pytest.mark.parametrize("name", ["vera", "adam", "deputy"])
def test_who_may_not_write_is_offered_no_form_to_write_in_vain(house, wiring, folder, path, name) -> None:
    """Nor is somebody who stands in for an approver: they decide, and do not write."""
    if name == "deputy":
        today, who = house.clock.now().date(), Actor("ruth@example.org")
        with house.ledger.write() as conn:
            appoint(
                conn, "ruth@example.org", "vera@example.org", since=today, until=today, who=who, now=house.clock.now()
            )
    page = visitor(wiring, "vera" if name == "deputy" else name).get(f"/weeks/{SLUG}/{path}").text
    main = page.partition("<main")[2]
    assert "<button" not in main
    if path != "blogs":
        assert "takes an editor or an approver." in main
    assert "<button" in visitor(wiring, "amara").get(f"/weeks/{SLUG}/{path}").text.partition("<main")[2]


def test_who_only_looks_can_read_the_facts_by_ear(open_page, sign_in, served, folder) -> None:
    page = opened(open_page, sign_in, served, "facts", name="vera")
    part(page, "The event: ")
    assert page.get_by_label("Edition").input_value() == "seventh"
    assert page.get_by_role("textbox", name="Edition").is_disabled()
    axe(page)

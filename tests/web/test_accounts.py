"""The page of accounts: connecting them by what the networks ask, choosing the page, and all that may come back instead."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from pydantic import SecretStr

from browsing import PHONE, SCRIPTLESS, axe, fits
from promoter import bootstrap
from promoter.ledger.accounts import block_account, get_account
from promoter.ledger.queue import get_post, list_posts, update_post
from promoter.ledger.rows import Actor
from promoter.ledger.tokens import find_tokens
from promoter.people import signing_in
from promoter.posts.lifecycle import Status
from promoter.sandbox.authorising.people import Consent, Mind
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName
from promoter.settings import Settings
from promoter.web.app import create_app
from promoter.web.wiring import Wiring
from serving import FRIDAY, Served, email, signed_in
from web.visiting import all_of, visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page
    from starlette.testclient import TestClient
    from starlette.types import ASGIApp

    from browsing import OpenPage
    from promoter.ledger.rows import AccountRow
    from promoter.ledger.tokens import TokenRow
    from serving import House


@pytest.fixture
def sandbox(house: House) -> Iterator[Sandbox]:
    with Sandbox(clock=house.clock.now) as stand_in:
        for network in NetworkName:
            stand_in.set_consent(network, Consent(mind=Mind.AGREE))
        yield stand_in


@pytest.fixture
def settings(sandbox: Sandbox) -> Settings:
    return Settings.model_construct(
        x_api_url=sandbox.url, linkedin_api_url=sandbox.url, x_client_id=SecretStr("sandbox-x-app"),
        linkedin_client_id=SecretStr("sandbox-linkedin-app"),
        linkedin_client_secret=SecretStr("sandbox-linkedin-app-secret"),
    )  # fmt: skip


@pytest.fixture
def wiring(house: House, settings: Settings) -> Wiring:
    connector = bootstrap.connector(house.ledger, settings)
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15), connector=connector)


@pytest.fixture
def admin(wiring: Wiring) -> TestClient:
    return visitor(wiring, "adam")


def words(response: Any) -> str:
    main = response.text.partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def asked(admin: TestClient, network: str = "x", **form: str) -> str:
    """Where the page sends the browser."""
    response = admin.post("/accounts/connect", data={"network": network, "name": "default", **form})
    assert response.status_code == 200, response.text
    return unescape(re.search(r'class="button" href="([^"]+)"', response.text)[1])


def returned(address: str) -> dict[str, str]:
    answer = requests.get(address, allow_redirects=False, timeout=10)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def come_back(admin: TestClient, network: str = "x", **form: str) -> Any:
    return admin.get(f"/accounts/from/{network}", params=returned(asked(admin, network, **form)))


def tokens(wiring: Wiring, account: str = "x:default") -> TokenRow | None:
    with wiring.ledger.read() as conn:
        return find_tokens(conn, account)


def account(wiring: Wiring, name: str = "x:default") -> AccountRow:
    with wiring.ledger.read() as conn:
        return get_account(conn, name)


def test_x_is_connected_by_an_admin_and_everybody_sees_as_whom(admin, wiring):
    response = come_back(admin)
    assert (response.status_code, response.headers["location"]) == (303, "/accounts")
    assert "it posts as @sample_assoc" in words(admin.get("/accounts"))
    shown = words(visitor(wiring, "vera").get("/accounts"))
    assert "Posts as @sample_assoc . Connected by adam@example.org" in shown.replace(" .", " .")
    assert "go on without anybody there" in shown
    assert "Disconnect" not in shown


def test_each_button_names_its_network(admin):
    assert "Connect X (default)" in words(admin.get("/accounts"))
    assert "Connect LinkedIn (default)" in words(admin.get("/accounts"))
    come_back(admin)
    shown = words(admin.get("/accounts"))
    assert "Connect X again (default)" in shown
    assert "Disconnect X (default)" in shown


def test_the_address_that_is_asked_for_leads_back_here(admin, wiring):
    query = dict(parse_qsl(urlsplit(asked(admin)).query))
    assert query["redirect_uri"] == "http://127.0.0.1/accounts/from/x"
    assert query["code_challenge_method"] == "S256"
    public = visitor(dataclasses.replace(wiring, public_url="https://promoter.example.org"), "adam")
    assert (
        dict(parse_qsl(urlsplit(asked(public)).query))["redirect_uri"] == "https://promoter.example.org/accounts/from/x"
    )


def test_on_linkedin_a_page_is_chosen_among_those_that_the_person_may_post_for(admin, wiring):
    chooses = come_back(admin, "linkedin")
    assert re.fullmatch(r"/accounts/choose/\d+", chooses.headers["location"])
    page = words(admin.get(chooses.headers["location"]))
    assert "Sample Association number 1001" in page
    assert "Sample Weekly number 1002" in page
    assert "Sample Friends" not in page
    form = {"page": "urn:li:organization:1002"}
    assert admin.post(chooses.headers["location"], data=form).headers["location"] == "/accounts"
    assert account(wiring, "linkedin:default").subject_name == "Sample Weekly"
    again = admin.post(chooses.headers["location"], data=form)
    assert (again.status_code, "belongs to nothing that you began here" in words(again)) == (409, True)


@pytest.mark.parametrize("page", ["urn:li:organization:1003", "urn:li:organization:9", "", "<b>"])
def test_no_other_page_is_taken_whatever_the_form_says(admin, wiring, page):
    chooses = come_back(admin, "linkedin").headers["location"]
    response = admin.post(chooses, data={"page": page})
    assert response.status_code == 409
    assert "may not post for" in words(response)
    assert tokens(wiring, "linkedin:default") is None


def test_the_same_page_is_connected_again_without_a_question(admin, wiring):
    chooses = come_back(admin, "linkedin").headers["location"]
    admin.post(chooses, data={"page": "urn:li:organization:1002"})
    assert come_back(admin, "linkedin").headers["location"] == "/accounts"
    assert account(wiring, "linkedin:default").subject == "urn:li:organization:1002"


# ----------------------------------------------------------------------------------------------------- what may come back


def refused(response: Any, says: str, status: int = 409) -> None:
    assert (response.status_code, says in words(response)) == (status, True), words(response)


STALE = "This return belongs to nothing that you began here"


def test_a_return_counts_once(admin, wiring):
    answer = returned(asked(admin))
    admin.get("/accounts/from/x", params=answer)
    before = tokens(wiring)
    refused(admin.get("/accounts/from/x", params=answer), STALE)
    assert tokens(wiring) == before


def test_it_counts_for_whoever_began_it_in_this_browser_alone(admin, wiring):
    answer = returned(asked(admin))
    refused(visitor(wiring, "adam").get("/accounts/from/x", params=answer), STALE)
    assert visitor(wiring, "ruth").get("/accounts/from/x", params=answer).status_code == 403
    assert (
        visitor(wiring).get("/accounts/from/x", params=answer).headers["location"] == "/sign-in?next=/accounts/from/x"
    )
    assert admin.get("/accounts/from/x", params=answer).status_code == 303  # nobody has used it up


def test_it_counts_for_a_quarter_of_an_hour(admin, house):
    address = asked(admin)
    house.clock.advance(timedelta(minutes=15))
    refused(admin.get("/accounts/from/x", params=returned(address)), STALE)


def test_a_page_has_to_be_chosen_within_ten_minutes(admin, house):
    chooses = come_back(admin, "linkedin").headers["location"]
    house.clock.advance(timedelta(minutes=10))
    assert admin.get(chooses).status_code == 404
    refused(admin.post(chooses, data={"page": "urn:li:organization:1001"}), STALE)


def test_what_was_kept_for_somebody_who_never_chose_is_forgotten(admin, wiring, house, settings):
    come_back(admin, "linkedin")
    house.clock.advance(timedelta(minutes=15))
    assert len(all_of(house.ledger)["connections"]) == 1
    bootstrap.renewer(house.ledger, settings, house.clock).round()
    assert all_of(house.ledger)["connections"] == []


def test_nobody_else_chooses(admin, wiring):
    chooses = come_back(admin, "linkedin").headers["location"]
    assert visitor(wiring, "adam").get(chooses).status_code == 404
    refused(visitor(wiring, "adam").post(chooses, data={"page": "urn:li:organization:1001"}), STALE)


@pytest.mark.parametrize(
    "query", [{}, {"state": ""}, {"state": "x", "code": "y"}, {"error": "access_denied"}, {"state": "ä" * 3000}]
)
def test_what_was_never_begun_changes_nothing(admin, wiring, query):
    before = all_of(wiring.ledger)
    refused(admin.get("/accounts/from/x", params=query), STALE)
    assert all_of(wiring.ledger) == before


def test_a_return_to_the_other_network_is_none(admin, wiring):
    refused(admin.get("/accounts/from/linkedin", params=returned(asked(admin))), STALE)
    assert tokens(wiring) is None


def test_a_no_is_told(admin, sandbox):
    sandbox.set_consent(NetworkName.X, Consent(mind=Mind.DENY))
    refused(come_back(admin), "X was told not to let us post; nothing was connected")


def test_less_than_all_is_told_by_name(admin, sandbox):
    sandbox.set_consent(NetworkName.X, Consent(mind=Mind.AGREE, without=("tweet.write",)))
    refused(come_back(admin), "without tweet.write; nothing was connected")


def test_a_network_that_does_not_answer_is_told(admin, sandbox):
    sandbox.order(Fault(kind=FaultKind.ERROR_BEFORE, on=Act.AUTHORISE))
    refused(come_back(admin), "X answered 503 when asked for tokens. Nothing was connected; begin again.", 502)


def test_another_one_than_before_has_to_be_meant(admin, wiring, sandbox, house):
    come_back(admin)
    with house.ledger.write() as conn:
        key = next(post.key for post in list_posts(conn, account="x:default"))
        update_post(conn, get_post(conn, key), status=Status.APPROVED, approved_by=(email("ruth"),))
    sandbox.set_consent(NetworkName.X, Consent(mind=Mind.AGREE, by="sample_other"))
    response = come_back(admin)
    refused(response, "X posts as @sample_assoc so far, and what was just agreed to is @sample_other.")
    assert "--replace" not in response.text
    assert come_back(admin, replace="yes").headers["location"] == "/accounts"
    assert account(wiring).subject_name == "@sample_other"
    with house.ledger.read() as conn:
        assert get_post(conn, key).status is Status.PENDING


@pytest.mark.parametrize("form", [{"network": "y"}, {"network": ""}, {"name": "a/b"}, {"name": ""}])
def test_a_form_that_makes_no_sense_is_refused(admin, form):
    response = admin.post("/accounts/connect", data={"network": "x", "name": "default", **form})
    assert response.status_code == 409


def test_where_there_is_no_app_that_is_said(house):
    wiring = Wiring(
        ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15),
        connector=bootstrap.connector(house.ledger, Settings.model_construct()),
    )  # fmt: skip
    admin = visitor(wiring, "adam")
    assert "X cannot be connected here yet: whoever runs Promoter has to make an app there" in words(
        admin.get("/accounts")
    )
    response = admin.post("/accounts/connect", data={"network": "x", "name": "default"})
    refused(response, "There is no app for X yet: set PROMOTER_X_CLIENT_ID")


def test_disconnecting_forgets_the_tokens_and_keeps_the_posts(admin, wiring, house):
    come_back(admin)
    before = len(list_of(house))
    assert admin.post("/accounts/disconnect", data={"account": "x:default"}).status_code == 303
    assert tokens(wiring) is None
    assert len(list_of(house)) == before
    assert "Not connected: nothing goes out here." in words(admin.get("/accounts"))
    assert admin.post("/accounts/disconnect", data={"account": "x:default"}).status_code == 409


def list_of(house: House) -> list[Any]:
    with house.ledger.read() as conn:
        return list_posts(conn, account="x:default")


def test_a_stopped_account_says_how_to_go_on_and_nothing_of_commands(admin, wiring, house):
    come_back(admin)
    why = "X does not take our tokens any more. Connect it again on the page Accounts (or with promoter accounts connect x); its posts wait."
    with house.ledger.write() as conn:
        block_account(conn, "x:default", why, who=Actor("daemon"), now=house.clock.now())
    shown = words(admin.get("/accounts"))
    assert (
        "Stopped. X does not take our tokens any more. Connect it again on the page Accounts; its posts wait." in shown
    )


def test_an_end_within_a_fortnight_stands_out(admin, wiring, house):
    chooses = come_back(admin, "linkedin").headers["location"]
    admin.post(chooses, data={"page": "urn:li:organization:1001"})
    assert "connect it again before" not in words(admin.get("/accounts"))
    house.clock.advance(timedelta(days=50))
    again = visitor(wiring, "adam")
    assert "Connected until Tuesday 9 November 2021: connect it again before" in words(again.get("/accounts"))


def test_the_end_of_linkedins_version_stands_out_too(wiring, house):
    for days, told in ((15, False), (13, True)):
        ends = house.clock.now() + timedelta(days=days)
        shown = words(visitor(dataclasses.replace(wiring, version_ends=ends), "vera").get("/accounts"))
        assert ("LinkedIn ends the version of its interface that we use" in shown) == told


def test_a_post_that_is_due_after_the_end_says_so_where_it_is_decided(admin, wiring, house):
    come_back(admin)
    with house.ledger.write() as conn:
        post = list_posts(conn, account="x:default", status=Status.PENDING)[-1]
        update_post(conn, post, at=FRIDAY + timedelta(days=200), until=FRIDAY + timedelta(days=201))
    shown = words(visitor(wiring, "ruth").get(f"/posts/{post.key}"))
    assert "unless an admin connects it again before, it does not go out" in shown


def test_a_day_that_is_approved_and_a_week_that_is_moved_say_so_too(wiring, house):
    with house.ledger.read() as conn:
        posts = list_posts(conn, account="linkedin:default", status=Status.PENDING)
    ending = dataclasses.replace(wiring, version_ends=max(post.at for post in posts))
    ruth, says = visitor(ending, "ruth"), "unless Promoter is updated before, it does not go out"
    last, first = max(post.day for post in posts), min(post.day for post in posts)
    week = f"/weeks/{posts[0].campaign}"
    assert says in words(ruth.get(f"{week}/approve", params={"day": str(last)}))
    assert says not in words(ruth.get(f"{week}/approve", params={"day": str(first)}))
    by = {"what": "all", "hours": "0", "way": "later", "network": "linkedin"}
    moved = words(ruth.post(f"{week}/shift", data=by | {"days": "7"}))
    assert moved.count(says) == len(posts)
    assert says not in words(visitor(wiring, "ruth").post(f"{week}/shift", data=by | {"days": "7"}))


def test_who_is_signed_out_meanwhile_comes_back_to_nothing(admin, wiring, house):
    answer = returned(asked(admin))
    with house.ledger.write() as conn:
        signing_in.sign_out_everywhere(conn, email("adam"), who=Actor(email("adam")), now=house.clock.now())
    assert admin.get("/accounts/from/x", params=answer).headers["location"].startswith("/sign-in")
    refused(visitor(wiring, "adam").get("/accounts/from/x", params=answer), STALE)


# -------------------------------------------------------------------------------------------------------------- in a browser


@pytest.fixture
def with_apps(wiring: Wiring, serve: Callable[[ASGIApp], str], sandbox: Sandbox) -> Served:
    for network in NetworkName:
        sandbox.set_consent(network, Consent())
    return Served(serve(create_app(wiring)), wiring.ledger, wiring.clock, wiring)


def look(page: Page) -> None:
    """Axe is a script, and so cannot look where there is to be none."""
    if page.context not in SCRIPTLESS:
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_admin_connects_both_networks_in_a_browser(
    with_apps: Served, open_page: OpenPage, allowed: list[str], wiring: Wiring, javascript: bool
) -> None:
    allowed.append("favicon|404")  # of the sandbox's own page
    page = signed_in(open_page(javascript=javascript), with_apps, "adam")
    page.goto(with_apps.at("/accounts"))
    look(page)
    page.get_by_role("button", name="Connect X", exact=True).click()
    look(page)
    page.get_by_role("link", name="Go on to X").click()
    page.get_by_role("button", name="Agree").click()
    page.get_by_role("status").filter(has_text="it posts as @sample_assoc").wait_for()
    page.get_by_role("button", name="Connect LinkedIn", exact=True).click()
    page.get_by_role("link", name="Go on to LinkedIn").click()
    page.get_by_role("button", name="Agree").click()
    look(page)
    page.get_by_label("Sample Weekly").check()
    page.get_by_role("button", name="Connect this page").click()
    page.get_by_role("status").filter(has_text="it posts as Sample Weekly").wait_for()
    look(page)
    assert account(wiring, "linkedin:default").subject == "urn:li:organization:1002"


def test_a_no_in_a_browser_leads_back(with_apps: Served, open_page: OpenPage, allowed: list[str]) -> None:
    allowed.append("favicon|404|409")
    page: Page = signed_in(open_page(), with_apps, "adam")
    page.goto(with_apps.at("/accounts"))
    page.get_by_role("button", name="Connect X", exact=True).click()
    page.get_by_role("link", name="Go on to X").click()
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("alert").filter(has_text="X was told not to let us post").wait_for()
    look(page)
    page.get_by_role("link", name="Back to the accounts").click()
    page.get_by_role("heading", name="Accounts", level=1).wait_for()


def test_the_page_fits_a_telephone_in_the_dark(with_apps: Served, open_page: OpenPage, admin: TestClient) -> None:
    page = signed_in(open_page(viewport=PHONE, color_scheme="dark"), with_apps, "adam")
    page.goto(with_apps.at("/accounts"))
    fits(page)
    look(page)

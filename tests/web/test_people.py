"""The pages about people: an admin looks after them, everybody reads who may do what and looks after what is their own."""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PHONE, axe, fits
from promoter import web
from promoter.approval.rights import add_user, remove_user, team_warning
from promoter.clock import PretendedClock
from promoter.ledger.database import open_ledger
from promoter.ledger.people import find_user
from promoter.ledger.rows import Actor, Role
from promoter.people import inviting, signing_in, standing_in
from promoter.web.devices import in_words
from promoter.web.wiring import Wiring
from serving import FRIDAY, PASSWORD, email
from web.visiting import all_of, token_of, visitor

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from serving import House

NEW = "zoe@example.org"
CHOSEN = "seven tin whistles in a row"
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def wiring(house: House) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture
def admin(wiring: Wiring) -> TestClient:
    return visitor(wiring, "adam")


def words(response: Any) -> str:
    main = response.text.partition("<main")[2]
    apart = re.sub(r"</?(p|li|h\d|form|ul|div|section|option|label|button|legend|fieldset)\b[^>]*>", " ", main)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", apart)))


def roles_of(wiring: Wiring, address: str) -> set[str]:
    with wiring.ledger.read() as conn:
        user = find_user(conn, address)
    return set() if user is None or not user.active else {role.value for role in user.roles}


def invited(admin: TestClient, address: str, *roles: str) -> str:
    form = {"email": address} | {f"role:{role}": "yes" for role in roles}
    found = re.search(r'id="link" readonly value="([^"]+)"', admin.post("/people/invite", data=form).text)
    assert found
    return found[1]


def appointed(wiring: Wiring, *, days: int = 3) -> int:
    today = wiring.clock.now().date()
    with wiring.ledger.write() as conn:
        return standing_in.appoint(
            conn, email("ruth"), email("amara"), since=today, until=today + timedelta(days=days),
            who=Actor(email("ruth")), now=wiring.clock.now(),
        ).id  # fmt: skip


# --------------------------------------------------------------------------------------------------------- who reads what


def test_everybody_reads_who_is_here_and_only_an_admin_sees_forms(wiring: Wiring) -> None:
    for name in ("vera", "amara", "ruth", "adam"):
        page = visitor(wiring, name).get("/people").text
        for person in ("vera", "amara", "ruth", "tom", "adam"):
            assert email(person) in page
        assert ("/people/invite" in page) == (name == "adam")
        assert ("/people/remove" in page) == (name == "adam")


@pytest.mark.parametrize("deed", ["invite", "change", "remove", "sign-out", "invitations/1/withdraw"])
def test_only_an_admin_changes_people(wiring: Wiring, deed: str) -> None:
    form = {"email": email("tom"), "had": "approver", "role:viewer": "yes"}
    for name in ("vera", "amara", "ruth"):
        client = visitor(wiring, name)
        before = all_of(wiring.ledger)
        assert client.post(f"/people/{deed}", data=form).status_code == 403
        assert all_of(wiring.ledger) == before


def test_who_cannot_sign_in_yet_is_seen(wiring: Wiring, admin: TestClient) -> None:
    with wiring.ledger.write() as conn:
        add_user(conn, NEW, [Role.VIEWER], who=Actor(None, "test"), now=wiring.clock.now())
    assert f"{NEW} Viewer. Cannot sign in yet: make a link" in words(admin.get("/people"))
    invited(admin, NEW)
    assert "Cannot sign in yet; their link works until Friday 17 September, 14:00 BST" in words(admin.get("/people"))
    assert "ruth@example.org Approver. Can sign in" in words(admin.get("/people"))


def test_a_team_that_could_approve_nothing_is_warned_in_the_words_of_the_page(
    wiring: Wiring, admin: TestClient
) -> None:
    with wiring.ledger.write() as conn:
        for name in ("ruth", "tom"):
            remove_user(conn, email(name), who=Actor(None, "test"), now=wiring.clock.now())
        assert team_warning(conn) is not None
    page = words(admin.get("/people"))
    assert "Nobody here is an approver, so nothing can be approved." in page
    assert "promoter users" not in page


# ---------------------------------------------------------------------------------------------------------------- inviting


def test_an_invitation_is_shown_once_and_lets_a_person_choose_a_password(wiring: Wiring, admin: TestClient) -> None:
    link = invited(admin, f" {NEW.upper()} ", "editor", "viewer")
    assert link.startswith("http://127.0.0.1/welcome/")
    token = link.rpartition("/")[2]
    assert token not in admin.get("/people").text
    somebody = visitor(wiring)
    assert somebody.post(f"/welcome/{token}", data={"password": CHOSEN, "again": CHOSEN}).status_code == 303
    assert NEW in somebody.get("/people").text
    assert roles_of(wiring, NEW) == {"editor", "viewer"}
    assert visitor(wiring).get(f"/welcome/{token}").status_code == 404


def test_a_link_has_the_address_at_which_people_open_the_pages(wiring: Wiring) -> None:
    public = dataclasses.replace(wiring, public_url="https://promoter.example.org")
    assert invited(visitor(public, "adam"), NEW, "viewer").startswith("https://promoter.example.org/welcome/")


def test_who_forgot_their_password_keeps_their_roles(wiring: Wiring, admin: TestClient) -> None:
    invited(admin, email("ruth"))
    assert roles_of(wiring, email("ruth")) == {"approver"}


@pytest.mark.parametrize("form", [{"email": "nobody", "role:viewer": "yes"}, {"email": NEW}])
def test_an_invitation_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    admin: TestClient, form: dict[str, str]
) -> None:
    response = admin.post("/people/invite", data=form)
    assert response.status_code == 422
    assert f'value="{form["email"]}"' in response.text
    assert re.search(r"is not an e-mail address|at least one role", words(response))


def test_an_invitation_can_be_taken_back(wiring: Wiring, admin: TestClient) -> None:
    token = invited(admin, NEW, "viewer").rpartition("/")[2]
    with wiring.ledger.read() as conn:
        number = inviting.open_invitations(conn, now=wiring.clock.now())[0].id
    assert f"/people/invitations/{number}/withdraw" in admin.get("/people").text
    assert admin.post(f"/people/invitations/{number}/withdraw").status_code == 303
    assert visitor(wiring).get(f"/welcome/{token}").status_code == 404
    assert admin.post(f"/people/invitations/{number}/withdraw").status_code == 409


# ------------------------------------------------------------------------------------------------------------------- roles


def change(client: TestClient, name: str, had: str, *roles: str) -> Any:
    form = {"email": email(name), "had": had} | {f"role:{role}": "yes" for role in roles}
    return client.post("/people/change", data=form)


def test_roles_are_changed_for_those_ticked(wiring: Wiring, admin: TestClient) -> None:
    assert change(admin, "amara", "editor", "editor", "admin").status_code == 303
    assert roles_of(wiring, email("amara")) == {"editor", "admin"}


def test_roles_that_somebody_else_changed_meanwhile_are_not_overwritten(wiring: Wiring, admin: TestClient) -> None:
    change(admin, "amara", "editor", "approver")
    response = change(admin, "amara", "editor", "viewer")
    assert response.status_code == 409
    assert "other roles while you looked" in words(response)
    assert roles_of(wiring, email("amara")) == {"approver"}


def test_nobody_is_left_without_any_role(wiring: Wiring, admin: TestClient) -> None:
    assert change(admin, "amara", "editor").status_code == 422
    assert roles_of(wiring, email("amara")) == {"editor"}


def persons_form(page: Any, name: str) -> tuple[str, set[str]]:
    """The forms of a person that are open on the page, and the roles that are ticked there; nothing if they are closed."""
    found = re.search(rf"<details open><summary>Change<span[^>]*> {email(name)}.*?</details>", page.text, re.DOTALL)
    return (found[0], set(re.findall(r'name="role:(\w+)" value="yes" checked', found[0]))) if found else ("", set())


@pytest.mark.parametrize(
    ("name", "had", "ticked", "status", "says", "shown"),
    [
        ("amara", "editor", (), 422, "amara@example.org needs at least one role", set()),
        ("adam", "admin", ("viewer",), 409, "You cannot stop being an admin yourself", {"viewer"}),
        ("amara", "viewer", ("approver",), 409, "other roles while you looked", {"editor"}),
    ],
)
def test_roles_that_cannot_be_are_refused_where_they_were_ticked(
    admin: TestClient, name: str, had: str, ticked: tuple[str, ...], status: int, says: str, shown: set[str]
) -> None:
    """Only where somebody else was faster the ticks are theirs: one looks again."""
    response = change(admin, name, had, *ticked)
    form, roles = persons_form(response, name)
    assert (response.status_code, roles) == (status, shown)
    assert says in form
    assert response.text.count("<details open") == 1, "nobody else's form is opened"


def test_who_is_not_here_any_more_is_told_of_at_the_top(admin: TestClient) -> None:
    response = change(admin, "nobody", "editor", "viewer")
    assert response.status_code == 409
    assert "nobody@example.org" in words(response).partition("Who is here")[0]


def test_an_admin_cannot_lock_the_door_from_inside(wiring: Wiring, admin: TestClient) -> None:
    assert change(admin, "adam", "admin", "viewer").status_code == 409
    assert admin.post("/people/remove", data={"email": email("adam")}).status_code == 409
    assert admin.post("/people/invite", data={"email": " ADAM@example.org", "role:viewer": "yes"}).status_code == 409
    assert roles_of(wiring, email("adam")) == {"admin"}


def test_who_is_removed_is_out_at_once_and_what_they_decided_stands(wiring: Wiring, admin: TestClient) -> None:
    ruth = visitor(wiring, "ruth")
    assert ruth.get("/help").status_code == 200
    admin.post("/people/remove", data={"email": email("ruth")})
    assert ruth.get("/help").status_code == 303
    assert roles_of(wiring, email("ruth")) == set()
    assert "Let in no more ruth@example.org" in words(admin.get("/people"))
    invited(admin, email("ruth"), "viewer")
    assert roles_of(wiring, email("ruth")) == {"viewer"}


def test_an_admin_signs_somebody_out_who_lost_a_device(wiring: Wiring, admin: TestClient) -> None:
    ruth, again = visitor(wiring, "ruth"), visitor(wiring, "ruth")
    assert "signed in on 2 devices" in words(admin.get("/people"))
    admin.post("/people/sign-out", data={"email": email("ruth")})
    assert (ruth.get("/help").status_code, again.get("/help").status_code) == (303, 303)


# ---------------------------------------------------------------------------------------------------------------- deputies


def test_an_approver_lets_somebody_stand_in_who_then_may_approve_and_the_page_says_so(wiring: Wiring) -> None:
    form = {
        "approver": email("ruth"),
        "deputy": email("vera"),
        "since": "2021-09-10",
        "until": "2021-09-12",
        "next": "/me",
    }
    response = visitor(wiring, "ruth").post("/deputies", data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/me")
    vera = visitor(wiring, "vera")
    assert vera.post("/start").status_code != 403  # which takes an approver
    assert "You stand in for ruth@example.org" in words(vera.get("/me"))
    assert "vera@example.org (you) Viewer. Stands in for ruth@example.org" in words(vera.get("/people"))


@pytest.mark.parametrize(
    ("who", "form", "why"),
    [
        ("amara", {}, "only an admin may change people"),
        ("tom", {}, "only an admin may change people"),
        ("ruth", {"deputy": "tom@example.org"}, "is an approver already"),
        ("ruth", {"deputy": "adam@example.org"}, "an editor or a viewer can stand in"),
        ("ruth", {"deputy": "nobody@example.org"}, "Nobody here is called"),
        ("ruth", {"until": "2021-09-09"}, "comes before the first"),
        ("ruth", {"since": "soon"}, "Choose a day, such as"),
        ("adam", {"approver": "amara@example.org"}, "only an approver has a deputy"),
    ],
)
def test_what_cannot_be_arranged_says_why(wiring: Wiring, who: str, form: dict[str, str], why: str) -> None:
    before = all_of(wiring.ledger, but=("sessions", "events"))
    whole = {"approver": email("ruth"), "deputy": email("amara"), "since": "2021-09-10", "until": "2021-09-12"}
    response = visitor(wiring, who).post("/deputies", data=whole | form)
    assert response.status_code == 422
    assert why in words(response)
    assert all_of(wiring.ledger, but=("sessions", "events")) == before


@pytest.mark.parametrize(("who", "status"), [("ruth", 303), ("amara", 303), ("adam", 303), ("tom", 409), ("vera", 409)])
def test_either_of_the_two_ends_it_or_an_admin(wiring: Wiring, who: str, status: int) -> None:
    number = appointed(wiring)
    client = visitor(wiring, who)
    assert (f"/deputies/{number}/end" in client.get("/people").text) == (status == 303) or "End it" not in words(
        client.get("/people")
    )
    assert client.post(f"/deputies/{number}/end").status_code == status
    with wiring.ledger.read() as conn:
        assert len(standing_in.deputies(conn)) == (0 if status == 303 else 1)


def test_what_is_over_is_not_shown(wiring: Wiring, house: House) -> None:
    appointed(wiring, days=1)
    house.clock.advance_to(house.clock.now() + timedelta(days=2))
    assert "Nobody stands in for anybody now." in words(visitor(wiring, "adam").get("/people"))


# ------------------------------------------------------------------------------------------------------------- one's own


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", "Safari on a Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/120.0 Mobile/15E148 Safari/604.1", "Chrome on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36", "Chrome on an Android device"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36", "Chrome on a Chromebook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux"),
        ("curl/8.5", "A program that does not say what it is"),
        ("", "A program that does not say what it is"),
        ("Something on Windows", "A browser on Windows"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_plain_words(agent: str, said: str) -> None:
    assert in_words(agent) == said


def test_one_sees_ones_own_devices_and_nobody_elses(wiring: Wiring) -> None:
    token_of(wiring, "ruth", FIREFOX)
    token_of(wiring, "tom", "Mozilla/5.0 (iPad) Safari/604.1")
    page = words(visitor(wiring, "ruth").get("/me"))
    assert "Firefox on Windows Since Friday 10 September, 14:00 BST; from 127.0.0.1" in page
    assert "(this one)" in page
    assert "iPad" not in page


def test_one_signs_a_device_out_and_stays_in(wiring: Wiring) -> None:
    ruth, other = visitor(wiring, "ruth"), visitor(wiring, "ruth")
    numbers = numbers_of(wiring, "ruth")
    assert ruth.post(f"/me/sessions/{max(numbers)}/end").headers["location"] == "/me"
    assert other.get("/help").status_code == 303
    assert ruth.post(f"/me/sessions/{min(numbers)}/end").headers["location"] == "/sign-in"
    assert ruth.get("/help").status_code == 303


def test_nobody_signs_out_somebody_elses_device(wiring: Wiring) -> None:
    tom = visitor(wiring, "tom")
    assert visitor(wiring, "ruth").post(f"/me/sessions/{numbers_of(wiring, 'tom')[0]}/end").status_code == 409
    assert tom.get("/help").status_code == 200


def test_one_signs_out_everywhere(wiring: Wiring) -> None:
    ruth, other, tom = visitor(wiring, "ruth"), visitor(wiring, "ruth"), visitor(wiring, "tom")
    response = ruth.post("/me/sign-out-everywhere")
    assert response.headers["location"] == "/sign-in"
    assert [one.get("/help").status_code for one in (ruth, other, tom)] == [303, 303, 200]


def numbers_of(wiring: Wiring, name: str) -> list[int]:
    with wiring.ledger.read() as conn:
        return [one.id for one in signing_in.sessions_of(conn, email(name), now=wiring.at_the_door())]


def test_a_new_password_takes_the_old_one_and_signs_other_devices_out(wiring: Wiring) -> None:
    ruth, other = visitor(wiring, "ruth"), visitor(wiring, "ruth")
    form = {"old": PASSWORD, "new": CHOSEN, "again": CHOSEN}
    assert ruth.post("/me/password", data=form).status_code == 303
    assert (ruth.get("/help").status_code, other.get("/help").status_code) == (200, 303)
    entry = visitor(wiring)
    assert entry.post("/sign-in", data={"email": email("ruth"), "password": PASSWORD}).status_code == 403
    assert entry.post("/sign-in", data={"email": email("ruth"), "password": CHOSEN}).status_code == 303


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"old": "not it at all"}, "The old password is not right."),
        ({"again": "something else entirely"}, "The two new passwords differ"),
        ({"new": "short", "again": "short"}, "Take at least 12 characters"),
    ],
)
def test_a_password_that_is_not_changed_says_why(wiring: Wiring, form: dict[str, str], why: str) -> None:
    response = visitor(wiring, "ruth").post(
        "/me/password", data={"old": PASSWORD, "new": CHOSEN, "again": CHOSEN} | form
    )
    assert response.status_code == 403
    assert why in words(response)
    assert CHOSEN not in response.text
    assert PASSWORD not in response.text


def test_who_has_no_password_is_told_how_to_get_one(wiring: Wiring) -> None:
    with wiring.ledger.write() as conn:
        add_user(conn, NEW, [Role.VIEWER], who=Actor(None, "test"), now=wiring.clock.now())
        known = signing_in.sign_in_elsewhere(
            conn, NEW, now=wiring.clock.now(), address="127.0.0.1", agent="", by="Example ID"
        )
    assert isinstance(known, signing_in.SignedIn)
    client = visitor(wiring)
    client.cookies.set("promoter", known.token, domain="127.0.0.1", path="/")
    page = words(client.get("/me"))
    assert "You have none, and need none: you sign in with Example ID" in page
    assert "is for adam@example.org to decide, who can give you a link" in page


def test_an_admin_without_a_password_is_told_to_make_the_link_themself(wiring: Wiring) -> None:
    with wiring.ledger.write() as conn:
        add_user(conn, NEW, [Role.ADMIN], who=Actor(None, "test"), now=wiring.clock.now())
        known = signing_in.sign_in_elsewhere(
            conn, NEW, now=wiring.clock.now(), address="127.0.0.1", agent="", by="Example ID"
        )
    assert isinstance(known, signing_in.SignedIn)
    client = visitor(wiring)
    client.cookies.set("promoter", known.token, domain="127.0.0.1", path="/")
    assert "make yourself a link under People" in words(client.get("/me"))


@pytest.mark.parametrize("back", ["/me", "/people"])
def test_a_deputy_who_cannot_be_is_told_at_the_field_and_the_form_stays(wiring: Wiring, back: str) -> None:
    form = {
        "approver": email("ruth"),
        "deputy": email("vera"),
        "since": "2021-09-14",
        "until": "2021-09-13",
        "next": back,
    }
    response = visitor(wiring, "ruth").post("/deputies", data=form)
    assert response.status_code == 422
    assert "The last day, Monday 13 September, comes before the first, Tuesday 14 September." in words(response)
    assert 'name="until" type="date" required min="2021-09-10" value="2021-09-13" aria-invalid="true"' in response.text
    assert 'name="since" type="date" required value="2021-09-14"' in response.text
    assert f"<option selected>{email('vera')}" in response.text
    assert "<details open><summary>Let somebody stand in" in response.text


def test_an_invitation_that_is_refused_keeps_its_ticks(wiring: Wiring, admin: TestClient) -> None:
    response = admin.post("/people/invite", data={"email": "no e-mail", "role:approver": "yes"})
    assert 'name="role:approver" value="yes" checked> approver' in response.text.partition('id="invite"')[2]
    assert 'value="no e-mail" autofocus aria-invalid="true" aria-describedby="why"' in response.text


def test_when_a_deputys_day_begins_is_told_by_the_campaigns_clocks(wiring: Wiring) -> None:
    assert "A day begins at 01:00 BST." in words(visitor(wiring, "ruth").get("/me"))


@pytest.mark.parametrize("admins", [True, False])
def test_the_first_who_comes_in_is_told_whether_others_look_after_the_people(tmp_path: Path, admins: bool) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path}/promoter.db", create=True)
    clock = PretendedClock(FRIDAY)
    with ledger.write() as conn:
        if admins:
            add_user(conn, email("adam"), [Role.ADMIN], who=Actor(None, "test"), now=FRIDAY)
        token = inviting.first_admin_token(conn, now=FRIDAY)
    page = words(visitor(Wiring(ledger=ledger, clock=clock, grace=timedelta(minutes=15))).get(f"/first/{token}"))
    assert ("Somebody is here already who looks after the people" in page) == admins
    assert ("You are the first here" in page) == (not admins)
    assert email("adam") not in page
    ledger.close()


def test_before_there_is_a_week_times_are_those_of_london(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'empty.db'}", create=True)
    clock = PretendedClock(FRIDAY)
    with ledger.write() as conn:
        add_user(conn, email("adam"), [Role.ADMIN], who=Actor(None, "test"), now=FRIDAY)
    wiring = Wiring(ledger=ledger, clock=clock, grace=timedelta(minutes=15))
    admin = visitor(wiring, "adam")
    admin.post("/people/invite", data={"email": NEW, "role:viewer": "yes"})
    assert "until Friday 17 September, 14:00 BST" in words(admin.get("/people"))
    assert "Beginning one takes an editor or an approver." in words(admin.get("/"))
    ledger.close()


def test_no_page_reads_passwords_itself() -> None:
    pages = Path(web.__file__).parent
    assert [file.name for file in pages.rglob("*.py") if "ledger.credentials" in file.read_text(encoding="utf-8")] == []


# --------------------------------------------------------------------------------------------------------- in the browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_are_for_everybody(open_page, sign_in, served, scheme, viewport) -> None:
    appointed(served.wiring)
    for name in ("adam", "ruth"):
        page = sign_in(open_page(viewport=viewport, color_scheme=scheme), name)
        for path in ("/people", "/me"):
            page.goto(served.at(path))
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            axe(page)
            fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_admin_invites_somebody_who_comes_in(open_page, sign_in, served, javascript) -> None:
    page = sign_in(open_page(javascript=javascript), "adam")
    page.goto(served.at("/people"))
    page.get_by_label("E-mail").fill(NEW)
    page.locator("form:has(#email)").get_by_label("editor: writes").check()
    page.get_by_role("button", name="Make a link", exact=True).click()
    if javascript:
        axe(page)
    link = page.get_by_label("The link").input_value()
    theirs = open_page()
    theirs.goto(link)
    theirs.get_by_label("Password").fill(CHOSEN)
    theirs.get_by_label("The same again").fill(CHOSEN)
    theirs.get_by_role("button", name="Come in").click()
    theirs.get_by_role("link", name=NEW).click()
    theirs.get_by_text("(this one)").wait_for()
    page.goto(served.at("/people"))
    page.locator("li", has_text=NEW).get_by_text("Can sign in").wait_for()


def test_an_approver_appoints_a_deputy_on_their_own_page(open_page, sign_in, served) -> None:
    page = sign_in(open_page(), "ruth")
    page.goto(served.at("/me"))
    page.get_by_text("Let somebody stand in…").click()
    page.get_by_label("Who stands in").select_option(email("amara"))
    page.get_by_label("Last day").fill(str(date(2021, 9, 17)))
    page.get_by_role("button", name="Let them stand in").click()
    page.get_by_text("amara@example.org stands in for ruth@example.org: Friday 10 September to").wait_for()

"""Every page and every deed, asked for by those who may not: strangers, people of too small a role, other sites, wrong names."""

from __future__ import annotations

import dataclasses
import logging
import re
import shutil
from datetime import timedelta
from socket import create_connection
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from starlette.routing import Route

from promoter.clock import PretendedClock
from promoter.errors import PromoterError
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Role
from promoter.people import inviting, signing_in
from promoter.web.access import Headers, Need
from promoter.web.app import MOST_BYTES, routes
from promoter.web.serving import Pages
from promoter.web.visit import ours
from promoter.web.wiring import Wiring
from serving import FRIDAY, PASSWORD, PEOPLE, email
from web.visiting import all_of, visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from serving import House

ROUTES = {f"{min(route.methods - {'HEAD'})} {route.path}": route for route in routes()}
PAGES = [name for name in ROUTES if name.startswith("GET")]
DEEDS = [name for name in ROUTES if name.startswith("POST")]
GUARDED = [name for name, route in ROUTES.items() if route.need is not Need.NOTHING]
STREAMS = {"GET /live"}  #: which never end for those who may read them
OURS = {"sec-fetch-site": "same-origin"}
ELSEWHERE = [
    "https://example.net/",
    "//example.net/",
    "/\\example.net",
    "\\\\example.net",
    "/\t/example.net",
    "http:/x",
]

#: What pages answer with; nosniff keeps browsers from taking any other for a page.
KINDS = (
    "text/html; charset=utf-8",
    "text/plain; charset=utf-8",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "message/rfc822",
    "application/json",
    "image/png",
    "image/jpeg",
    "application/zip",
)

SENT = {
    "content-security-policy": Headers.POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture
def wiring(house: House) -> Wiring:
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15))


@pytest.fixture(scope="module")
def _untouched(
    loaded_week: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Wiring, dict[str, TestClient]]]:
    """The pages over a ledger in which nothing may change, as is made sure of at the end, and people who are signed in."""
    file = shutil.copy(loaded_week, tmp_path_factory.mktemp("untouched") / "promoter.db")
    ledger = open_ledger(f"sqlite:///{file}")
    wiring = Wiring(ledger=ledger, clock=PretendedClock(FRIDAY), grace=timedelta(minutes=15))
    known = {name: visitor(wiring, name) for name in PEOPLE}
    before = all_of(ledger, but=("seen",))  # who looked at what is noted by looking
    yield wiring, known
    assert all_of(ledger, but=("seen",)) == before
    ledger.close()


@pytest.fixture(scope="module")
def untouched(_untouched: tuple[Wiring, dict[str, TestClient]]) -> Wiring:
    return _untouched[0]


@pytest.fixture(scope="module")
def stranger(untouched: Wiring) -> TestClient:
    return visitor(untouched)


@pytest.fixture(scope="module")
def known(_untouched: tuple[Wiring, dict[str, TestClient]]) -> dict[str, TestClient]:
    return _untouched[1]


@pytest.fixture(scope="module")
def key(untouched: Wiring) -> str:
    with untouched.ledger.read() as conn:
        return list_posts(conn)[0].key


def path_of(name: str, key: str) -> str:
    """An address of this route: of the first post, of the week, and else of something that is not there."""
    path = name.partition(" ")[2].replace("{key:path}", key).replace("{slug}", "smarter-state-2021")
    return re.sub(r"\{\w+:int\}", "999999", re.sub(r"\{\w+\}", "x", path))


def ask(client: TestClient, name: str, key: str, *, method: str = "", **more: Any) -> Any:
    return client.request(method or name.partition(" ")[0], path_of(name, key), **more)


def something_of_ours(text: str) -> list[str]:
    return [word for word in ("example.org", "smarter", "Smarter", "techUK") if word in text]


# -------------------------------------------------------------------------------------------------------------- who asks


def test_no_route_is_without_what_it_takes_and_each_takes_one_method() -> None:
    for route in routes():
        assert isinstance(route, Route)
        assert isinstance(route.need, Need), route.path
        assert route.methods in ({"GET", "HEAD"}, {"POST"}), route.path
    assert len(ROUTES) == len(routes())


def test_only_ways_in_are_open_to_strangers() -> None:
    assert {name for name in ROUTES if name not in GUARDED} == {
        "GET /sign-in", "POST /sign-in", "GET /sign-in/with", "GET /sign-in/from",
        "GET /welcome/{token}", "POST /welcome/{token}", "GET /first/{token}", "POST /first/{token}", "GET /signed-out",
        "GET /sign-off/{token}", "POST /sign-off/{token}", "GET /sign-off/{token}/pictures/{number:int}/{which:int}",
        "GET /calendar/{token}.ics",
    }  # fmt: skip


@pytest.mark.parametrize("name", GUARDED)
def test_a_stranger_is_sent_to_sign_in_and_learns_nothing(stranger: TestClient, key: str, name: str) -> None:
    response = ask(stranger, name, key)
    if name in STREAMS:
        assert response.status_code == 403
    else:
        assert response.status_code == 303
        after = path_of(name, key) if name.startswith("GET") else "/"
        assert response.headers["location"] == f"/sign-in?next={after}"
    assert something_of_ours(response.text) == []
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("name", GUARDED)
def test_a_made_up_session_is_none(stranger: TestClient, key: str, name: str) -> None:
    for token in ("", "x", "x" * 5000, "../../etc", "ä"):
        response = ask(stranger, name, key, headers={"cookie": f"promoter={token}".encode()})
        if name in STREAMS and token:
            assert [line for line in response.text.splitlines() if line.startswith("event")] == ["event: signed-out"]
        else:
            assert response.status_code == (403 if name in STREAMS else 303)


def test_whether_a_page_is_there_is_nothing_for_strangers(stranger: TestClient, key: str) -> None:
    there, not_there = stranger.get(f"/posts/{key}"), stranger.get("/posts/not/there")
    assert (there.status_code, there.text) == (not_there.status_code, not_there.text) == (303, "")


def test_what_is_open_to_strangers_tells_them_nothing(stranger: TestClient, key: str) -> None:
    for name in set(PAGES) - set(GUARDED):
        assert something_of_ours(ask(stranger, name, key).text) == [], name


TOO_SMALL = [
    (name, person)
    for name in GUARDED
    for person, role in PEOPLE.items()
    if person != "tom" and role not in ROUTES[name].need.value
]


@pytest.mark.parametrize(("name", "person"), TOO_SMALL)
def test_who_has_not_the_role_is_told_who_has_and_nothing_happens(
    known: dict[str, TestClient], key: str, name: str, person: str
) -> None:
    response = ask(known[person], name, key, headers=OURS)
    assert response.status_code == 403
    assert "This takes " in response.text


def test_there_are_deeds_for_which_each_role_is_too_small() -> None:
    assert {PEOPLE[person] for _, person in TOO_SMALL} == set(Role)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in STREAMS])
def test_a_page_asked_for_by_everybody_breaks_for_nobody(known: dict[str, TestClient], key: str, name: str) -> None:
    for client in known.values():
        assert ask(client, name, key).status_code in {200, 303, 307, 403, 404, 409}


# ---------------------------------------------------------------------------------------------------------- from elsewhere

FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
    {"sec-fetch-site": ""},
    {"origin": "https://example.net"},
    {"origin": "http://127.0.0.1:8081"},
    {"origin": "http://127.0.0.1.example.net"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://["},
]


@pytest.mark.parametrize("name", DEEDS)
def test_another_site_can_do_nothing_by_a_browser_that_is_signed_in(
    known: dict[str, TestClient], key: str, name: str
) -> None:
    for headers in FOREIGN:
        for person in ("ruth", "adam"):
            response = ask(known[person], name, key, headers=headers)
            assert (response.status_code, response.text[:9]) == (403, "This form"), headers


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "POST"])
def test_no_other_method_comes_past_that(known: dict[str, TestClient], method: str) -> None:
    response = known["ruth"].request(method, "/", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize("headers", [{}, OURS, {"origin": "http://127.0.0.1"}, {"sec-fetch-site": "none"}], ids=str)
def test_our_own_pages_and_programs_may_and_need_the_session_all_the_same(
    house: House, wiring: Wiring, headers: dict[str, str]
) -> None:
    refused = visitor(wiring).post("/stop", data={"reason": "x"}, headers=headers)
    assert refused.headers["location"].startswith("/sign-in")
    done = visitor(wiring, "vera").post("/stop", data={"reason": "x"}, headers=headers)
    assert (done.status_code, done.headers["location"]) == (303, "/")


HOSTS = ["example.net", "127.0.0.1.example.net", "example.net:80", "x", "127.0.0.1@example.net", ""]


@pytest.mark.parametrize("name", [*ROUTES, "GET /static/promoter.css", "GET /nothing"])
def test_under_another_name_nothing_is_served(known: dict[str, TestClient], key: str, name: str) -> None:
    for host in HOSTS:
        response = ask(known["adam"], name, key, headers={"host": host})
        assert (response.status_code, response.text) == (400, "Invalid host header")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8080", "localhost:9", "LOCALHOST", "[::1]", "[::1]:8080"])
def test_under_its_own_names_it_is(stranger: TestClient, host: str) -> None:
    assert stranger.get("/sign-in", headers={"host": host}).status_code == 200


# ------------------------------------------------------------------------------------------------------------- what is sent


@pytest.mark.parametrize("name", DEEDS)
def test_more_than_promoter_takes_is_refused(known: dict[str, TestClient], key: str, name: str) -> None:
    much = b"text=" + b"x" * MOST_BYTES
    form = {"content-type": "application/x-www-form-urlencoded"}
    for content in (much, iter([much[:1_000_000], much[1_000_000:]])):  # with its length said, and without
        response = ask(known["ruth"], name, key, content=content, headers=form)
        assert response.status_code == 413


@pytest.mark.parametrize(
    "content", [b"--x\r\nbroken", b"", b"--x\r\nContent-Disposition: form-data\r\n\r\ny\r\n--x--\r\n"], ids=str
)
def test_what_is_no_form_is_refused_or_empty(known: dict[str, TestClient], content: bytes) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert known["vera"].post("/me/password", content=content, headers=headers).status_code in {400, 409}


def test_a_file_is_not_taken(known: dict[str, TestClient]) -> None:
    response = known["vera"].post("/me/password", files={"old": ("a.html", b"<script>")})
    assert response.status_code == 400


@pytest.mark.parametrize("name", DEEDS)
def test_a_form_without_its_fields_is_answered_in_a_sentence(wiring: Wiring, key: str, name: str) -> None:
    need = ROUTES[name].need.value
    for person in ["amara", "ruth", "vera", "adam"] if need else [None]:
        if person is None or PEOPLE[person] in need:
            assert ask(visitor(wiring, person), name, key).status_code in {200, 303, 403, 404, 409, 422}


NEXT = {"version": "1", "reason": "x", "text": "x", "email": email("ruth"), "password": PASSWORD, "name": "x"}


@pytest.mark.parametrize("name", DEEDS)
def test_no_deed_sends_the_browser_elsewhere(wiring: Wiring, key: str, name: str) -> None:
    for person in ("ruth", "adam", None) if ROUTES[name].need.value else (None,):
        for elsewhere in ELSEWHERE[:3] if person else ELSEWHERE[:1]:
            form = {**NEXT, "next": elsewhere}
            response = ask(visitor(wiring, person), name, key, data=form, headers=OURS)
            ours_alone(response.headers.get("location", "/"))


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("person", [None, "ruth"])
def test_no_page_does(
    stranger: TestClient, known: dict[str, TestClient], key: str, person: str | None, elsewhere: str
) -> None:
    client = stranger if person is None else known[person]
    for name in set(PAGES) - STREAMS:
        response = ask(client, name, key, params={"next": elsewhere})
        ours_alone(response.headers.get("location", "/"))
        assert not re.search(r'(href|src|action)="[^"/?]*[/\\]{2}example\.net', response.text)


def test_nor_does_an_address_that_looks_like_two(stranger: TestClient) -> None:
    for path in ("//example.net/", "//example.net/sign-in/", "/sign-in/", "/posts//example.net/"):
        response = stranger.get(f"http://127.0.0.1{path}")
        assert (
            "example.net" not in re.sub(r"^(http://127\.0\.0\.1)?/[^/]", "", response.headers.get("location", ""))[:12]
        )


def ours_alone(location: str) -> None:
    assert re.match(r"/(?![/\\])", location), location
    assert ours(location.partition("?")[0]) == location.partition("?")[0]


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("/", True), ("/posts/a/2021-09-13/x/blog", True), ("/weeks/a?status=mine#x", True),
        ("", False), ("x", False), ("//x", False), ("/\\x", False), ("/a\\b", False), ("/\n/x", False), ("/a b", False),
        ("https://x", False), ("javascript:x", False), ("/x\x00", False), (" /", False),
    ],
)  # fmt: skip
def test_a_path_of_ours_is_told_from_others(path: str, is_ours: bool) -> None:
    assert (ours(path) == path) == is_ours


# -------------------------------------------------------------------------------------------------------- other methods


@pytest.mark.parametrize("name", DEEDS)
def test_looking_does_no_deed(known: dict[str, TestClient], key: str, name: str) -> None:
    alone = name.replace("POST", "GET") not in ROUTES
    for person in ("ruth", "adam"):
        for method in ("GET", "HEAD"):
            response = ask(known[person], name, key, method=method)
            assert response.status_code in ({303, 404, 405, 409} if alone else {200, 303, 403, 404})


@pytest.mark.parametrize("name", [name for name in PAGES if name not in STREAMS])
def test_head_is_the_page_without_its_body(known: dict[str, TestClient], key: str, name: str) -> None:
    page, head = ask(known["ruth"], name, key), ask(known["ruth"], name, key, method="HEAD")
    assert (head.status_code, head.content) == (page.status_code, b"")
    assert head.headers["content-security-policy"] == Headers.POLICY


@pytest.mark.parametrize("name", ROUTES)
def test_every_other_method_is_refused_without_a_word_to_other_sites(
    known: dict[str, TestClient], key: str, name: str
) -> None:
    headers = {"origin": "http://127.0.0.1", "access-control-request-method": "POST"}
    for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        response = ask(known["ruth"], name, key, method=method, headers=headers)
        assert response.status_code == 405
        assert not [header for header in response.headers if header.startswith("access-control")]


# -------------------------------------------------------------------------------------------- what every answer says


def headed(response: Any) -> None:
    for name, value in SENT.items():
        assert response.headers.get_list(name) == [value], (response.url, name)
    assert "server" not in response.headers


@pytest.mark.parametrize("name", ROUTES)
def test_every_answer_tells_the_browser_what_it_may(wiring: Wiring, key: str, name: str) -> None:
    for person in [None] if name in STREAMS else [None, "ruth", "vera"]:
        response = ask(visitor(wiring, person), name, key, headers=OURS)
        headed(response)
        assert response.headers["cache-control"] == "no-store"
        assert not response.content or response.headers["content-type"].startswith(KINDS)


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/nothing-here", {}, 404),
        ("GET", "/static/nothing.css", {}, 404),
        ("GET", "/static/../app.py", {}, 404),
        ("GET", "/static/%2e%2e/app.py", {}, 404),
        ("GET", "/static/", {}, 404),
        ("GET", "/static/promoter.css", {}, 200),
        ("POST", "/static/promoter.css", {}, 405),
        ("DELETE", "/sign-in", {}, 405),
        ("GET", "/sign-in", {"headers": {"host": "example.net"}}, 400),
        ("POST", "/sign-in", {"headers": {"sec-fetch-site": "cross-site"}}, 403),
        ("POST", "/sign-in", {"content": b"x" * (MOST_BYTES + 1)}, 413),
        ("POST", "/sign-in", {"data": {}}, 409),
        ("GET", "/sign-in", {"headers": {"cookie": "promoter=x; said=%E2%9C%93"}}, 200),
    ],
)
def test_every_refusal_does_too(
    stranger: TestClient, method: str, path: str, more: dict[str, Any], status: int
) -> None:
    response = stranger.request(method, path, **more)
    assert response.status_code == status
    headed(response)


class _Broken(PretendedClock):
    """A clock that fails, as anything might."""

    def now(self) -> Any:
        raise ZeroDivisionError("with a secret in it")


class _Refusing(PretendedClock):
    def now(self) -> Any:
        raise PromoterError("The ledger cannot be read.")


def test_what_nobody_expected_is_told_without_its_cause(wiring: Wiring) -> None:
    client = visitor(dataclasses.replace(wiring, clock=_Broken(FRIDAY)), raise_server_exceptions=False)
    response = client.get("/sign-in")
    assert response.status_code == 500
    assert "secret" not in response.text
    headed(response)
    assert response.headers["cache-control"] == "no-store"


def test_a_token_in_a_path_is_not_logged(wiring: Wiring, caplog: pytest.LogCaptureFixture) -> None:
    client = visitor(dataclasses.replace(wiring, clock=_Refusing(FRIDAY)))
    with caplog.at_level(logging.DEBUG, "promoter"):
        response = client.get("/welcome/a-token-that-opens-the-door")
    assert response.status_code == 503
    headed(response)
    assert "GET /welcome/{token}: The ledger cannot be read." in caplog.text
    assert "a-token" not in caplog.text


def test_by_https_browsers_are_told_to_stay_with_it(wiring: Wiring) -> None:
    secure = dataclasses.replace(wiring, secure=True)
    assert visitor(secure).get("/sign-in").headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in visitor(wiring).get("/sign-in").headers


def test_only_files_whose_address_says_which_they_are_are_kept_by_browsers(stranger: TestClient) -> None:
    assert stranger.get("/static/promoter.css").headers["cache-control"] == "no-store"
    assert "immutable" in stranger.get("/static/promoter.css?0123456789").headers["cache-control"]
    assert stranger.get("/static/nothing.css?0123456789").headers["cache-control"] == "no-store"


def test_a_refusal_to_somebody_not_signed_in_is_a_page(stranger: TestClient) -> None:
    response = stranger.post("/sign-in", data={})
    assert response.status_code == 409
    assert "The form came without all its fields" in response.text
    assert "Sign out" not in response.text
    assert "Stop everything" not in response.text


# ---------------------------------------------------------------------------------------------------------------- cookies


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_kept_from_scripts_from_other_sites_and_from_plain_http(wiring: Wiring, secure: bool) -> None:
    wiring = dataclasses.replace(wiring, secure=secure)
    client = visitor(wiring)
    lines = client.post("/sign-in", data={"email": email("ruth"), "password": PASSWORD}).headers.get_list("set-cookie")
    lines += client.post("/stop", data={"reason": "x"}).headers.get_list("set-cookie")  # leaves a sentence
    lines += client.get("/help").headers.get_list("set-cookie")  # shows it, and takes it away
    lines += client.post("/sign-out").headers.get_list("set-cookie")
    assert len(lines) == 5
    for line in lines:
        name, flags = line.split("=")[0], set(line.split("; ")[1:])
        assert {"HttpOnly", "SameSite=lax", "Path=/"} <= flags, line
        assert (name.startswith("__Host-"), "Secure" in flags) == (secure, secure), line
        assert not [flag for flag in flags if flag.startswith("Domain")]
    assert client.get("/help").status_code == 303


def test_the_sentence_of_a_deed_is_shown_once_and_by_itself_is_only_text(wiring: Wiring) -> None:
    client = visitor(wiring, "ruth")
    client.cookies.set("said", "%3Cscript%3Ealert(1)%3C/script%3E", domain="127.0.0.1", path="/")
    page = client.get("/help").text
    assert "&lt;script&gt;alert(1)" in page
    assert "alert(1)" not in client.get("/help").text


def test_signing_in_gives_a_session_that_nobody_knew_before(wiring: Wiring) -> None:
    client = visitor(wiring)
    client.cookies.set("promoter", "chosen-by-somebody-else", domain="127.0.0.1", path="/")
    client.post("/sign-in", data={"email": email("ruth"), "password": PASSWORD})
    tokens = {cookie.value for cookie in client.cookies.jar if cookie.name == "promoter"}
    assert "chosen-by-somebody-else" not in tokens
    assert len(tokens) == 1


def test_after_signing_out_the_old_cookie_opens_nothing(wiring: Wiring) -> None:
    client = visitor(wiring, "ruth")
    kept = dict(client.cookies)
    client.post("/sign-out")
    again = visitor(wiring)
    again.cookies.update(kept)
    assert again.get("/help").status_code == 303


# ---------------------------------------------------------------------------------------------------------- behind a proxy


@pytest.fixture
def pages(wiring: Wiring) -> Iterator[Any]:
    """Serves the pages by the server that people have, and says at which address."""
    served: list[Pages] = []

    def serve(**more: Any) -> str:
        served.append(Pages(dataclasses.replace(wiring, **more), "127.0.0.1", 0))
        served[-1].start()
        return served[-1].address

    yield serve
    for one in served:
        one.stop()


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({"secure": True, "proxies": ("127.0.0.1",)}, "198.51.100.7"),
        ({"secure": True, "proxies": ("127.0.0.0/8",)}, "198.51.100.7"),
        ({"secure": True, "proxies": ("10.0.0.1",)}, "127.0.0.1"),  # somebody else says so
        ({"secure": True, "proxies": ()}, "127.0.0.1"),
        ({"secure": False, "proxies": ("127.0.0.1",)}, "127.0.0.1"),  # there is no proxy
    ],
)
def test_only_a_declared_proxy_says_where_people_come_from(
    pages: Any, wiring: Wiring, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], seen: str
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # a setting of the server's own, which is none of ours
    address = pages(**more)
    # What a visitor writes there themself stands before what the proxy adds.
    headers = {"x-forwarded-for": "203.0.113.9, 198.51.100.7", "x-forwarded-proto": "https"}
    httpx2.post(f"{address}/sign-in", data={"email": email("ruth"), "password": PASSWORD}, headers=headers)
    with wiring.ledger.read() as conn:
        assert [one.address for one in signing_in.sessions_of(conn, email("ruth"), now=FRIDAY)] == [seen]


def test_the_real_server_keeps_to_all_of_this(pages: Any) -> None:
    address = pages()
    for path, status in (("/sign-in", 200), ("/nothing", 404), ("/static/promoter.css", 200), ("/", 303)):
        response = httpx2.get(f"{address}{path}")
        assert response.status_code == status
        headed(response)
    host, _, port = address.removeprefix("http://").partition(":")
    with create_connection((host, int(port))) as raw:  # which only says how much it has
        raw.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n")
        assert raw.recv(12) == b"HTTP/1.1 413"


# ---------------------------------------------------------------------------------------------------- links that let in


def test_a_link_for_the_first_person_ends_when_somebody_can_sign_in(wiring: Wiring) -> None:
    with wiring.ledger.write() as conn:
        assert inviting.first_admin_token(conn, now=FRIDAY) is None
    for path in ("/first/x", "/welcome/x"):
        client = visitor(wiring)
        assert client.get(path).status_code == 404
        form = {"password": PASSWORD, "again": PASSWORD, "email": "eve@example.org"}
        assert client.post(path, data=form).status_code == 404
    with wiring.ledger.read() as conn:
        assert signing_in.sessions_of(conn, now=FRIDAY) == []

"""Pages for whoever looks whether a blog is there, and what can be wrong with them."""

from datetime import timedelta
from urllib.parse import quote

import pytest
import requests

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.site import FILLER, Page

BLOG = "https://www.example.org/2021/fix-the-address-first"


def get(sandbox, address, **more):
    return requests.get(sandbox.page_url(address), timeout=10, allow_redirects=False, **more)


def fault(kind, **more):
    return Fault(kind=kind, on=Act.PAGE, **more)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/pages/2021/fix-the-address-first", "Fix the address first"),
        ("/pages/a?title=R%26D+%3Cnow%3E", "R&amp;D &lt;now&gt;"),
        ("/pages/2021/", "2021"),
        (f"/pages/{BLOG}", "Fix the address first"),
    ],
)
def test_as_long_as_no_page_is_known_any_address_has_one(sandbox, path, title):
    answer = requests.get(sandbox.url + path, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"<title>{title}</title>" in answer.text
    assert f'<meta property="og:title" content="{title}">' in answer.text
    head = requests.head(sandbox.url + path, timeout=10)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(answer.content)))


@pytest.mark.parametrize(
    "address",
    [
        *(BLOG, BLOG + "/", BLOG + "?utm_source=x&b=1", BLOG + "#top", BLOG.replace("www.example", "WWW.Example")),
        BLOG.replace("fix", "f%69x"),
    ],
)
def test_a_page_that_is_known_is_there_however_its_address_is_written(sandbox, address):
    sandbox.put_site({BLOG: Page("Fix the address first: R&D")})
    for path in (sandbox.page_url(address), f"{sandbox.url}/pages/{address}"):
        answer = requests.get(path, timeout=10)
        assert answer.status_code == 200
        assert "<title>Fix the address first: R&amp;D</title>" in answer.text
    assert sandbox.looks()[0].asked == address


@pytest.mark.parametrize(
    "address",
    [
        *(BLOG + "-not", "https://example.org/2021/fix-the-address-first", BLOG.replace("https", "http")),
        "https://www.example.org/",
    ],
)
def test_once_pages_are_known_no_other_is_there(sandbox, address):
    sandbox.put_site({BLOG: Page("Fix the address first")})
    answer = get(sandbox, address)
    assert answer.status_code == 404
    assert "<title>Page not found</title>" in answer.text


def test_a_page_is_there_from_its_moment_on(sandbox, clock):
    sandbox.put_site({BLOG: Page("Soon", live_from=clock.moment + timedelta(hours=1))})
    assert get(sandbox, BLOG).status_code == 404
    clock.advance(hours=1)
    assert get(sandbox, BLOG).status_code == 200


def test_pages_are_made_known_over_http(sandbox, clock):
    url = f"{sandbox.url}/sandbox/site"
    later = {"title": "Later", "live_from": "2026-11-02T11:00:00+01:00"}
    answer = requests.put(url, json={"pages": {BLOG: "Now", BLOG + "-2": later}}, timeout=10)
    known = {BLOG: {"title": "Now"}, BLOG + "-2": {"title": "Later", "live_from": "2026-11-02T10:00:00+00:00"}}
    assert answer.json() == requests.get(url, timeout=10).json() == {"pages": known}
    assert [get(sandbox, address).status_code for address in known] == [200, 404]
    clock.advance(hours=1)
    assert "<title>Later</title>" in get(sandbox, BLOG + "-2").text
    requests.put(url, json={"pages": {}}, timeout=10)
    assert get(sandbox, "https://www.example.org/anything").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        *([], {"pages": []}, {"pages": {BLOG: 4}}, {"pages": {BLOG: {}}}, {"pages": {BLOG: {"title": "a", "b": 1}}}),
        {"pages": {BLOG: {"title": "a", "live_from": "soon"}}},
        {"pages": {}, "more": 1},
    ],
    ids=str,
)
def test_pages_that_make_no_sense_change_nothing(sandbox, body):
    sandbox.put_site({BLOG: Page("Kept")})
    assert requests.put(f"{sandbox.url}/sandbox/site", json=body, timeout=10).status_code == 400
    assert get(sandbox, BLOG).status_code == 200


@pytest.mark.parametrize("status", [404, 410, 403, 429, None])
def test_a_page_is_refused_and_is_there_the_next_time(sandbox, status):
    sandbox.order(fault(FaultKind.REFUSED, status=status))
    assert [get(sandbox, BLOG).status_code for _ in range(2)] == [status or 404, 200]
    assert [(seen.fault, seen.status) for seen in sandbox.looks()] == [("refused", status or 404), (None, 200)]


@pytest.mark.parametrize("status", [500, 503])
def test_a_site_is_broken(sandbox, status):
    sandbox.order(fault(FaultKind.ERROR_BEFORE, status=status))
    assert get(sandbox, BLOG).status_code == status


def test_a_site_s_gateway_answers(sandbox):
    sandbox.order(fault(FaultKind.GATEWAY_PAGE))
    answer = get(sandbox, BLOG)
    assert (answer.status_code, "Bad gateway" in answer.text) == (502, True)


def test_a_page_asks_for_a_password_first(sandbox):
    sandbox.put_site({BLOG: Page("Fix the address first")})
    sandbox.order(fault(FaultKind.SIGN_IN))
    answer = get(sandbox, BLOG)
    to = answer.headers["Location"]
    assert (answer.status_code, answer.content) == (302, b"")
    assert to == "https://www.example.org/sign-in?return=%2F2021%2Ffix-the-address-first"
    there = get(sandbox, to)
    assert there.status_code == 200
    assert '<input type="password"' in there.text
    assert "Fix the address first" not in there.text


def test_a_page_of_the_sandbox_s_own_asks_for_a_password_too(sandbox):
    sandbox.order(fault(FaultKind.SIGN_IN))
    answer = requests.get(f"{sandbox.url}/pages/a-blog", timeout=10)
    assert [one.status_code for one in answer.history] == [302]
    assert "<title>Sign in</title>" in answer.text


@pytest.mark.parametrize("to", [None, "http://127.0.0.1:1/", BLOG, "/pages/elsewhere"])
def test_a_page_sends_on_to_wherever_is_ordered_or_to_a_private_address(sandbox, to):
    sandbox.order(fault(FaultKind.REDIRECT, to=to))
    answer = get(sandbox, BLOG)
    assert (answer.status_code, answer.headers["Location"]) == (302, to or "http://10.0.0.1/")


def test_search_engines_are_asked_to_stay_away(sandbox):
    usual = get(sandbox, BLOG)
    assert "robots" not in usual.text.lower() + str(usual.headers).lower()
    sandbox.order(fault(FaultKind.NOINDEX))
    assert '<meta name="robots" content="noindex, nofollow">' in get(sandbox, BLOG).text
    sandbox.order(fault(FaultKind.NOINDEX_HEADER))
    assert get(sandbox, BLOG).headers["X-Robots-Tag"] == "noindex"


def test_a_title_is_missing_or_another(sandbox):
    sandbox.order(fault(FaultKind.NO_TITLE))
    sandbox.order(fault(FaultKind.OTHER_TITLE))
    none, other = get(sandbox, BLOG).text, get(sandbox, BLOG).text
    assert "<title" not in none
    assert "og:title" not in none
    assert "<title>Welcome to our new web site</title>" in other
    assert "Fix the address" not in other


def test_a_page_is_huge_before_it_comes_to_its_title(sandbox):
    sandbox.order(fault(FaultKind.HUGE))
    text = get(sandbox, BLOG).text
    assert text.index("<title>Fix the address first</title>") > FILLER


def test_an_address_is_not_a_page_at_all(sandbox):
    sandbox.order(fault(FaultKind.NOT_HTML))
    answer = get(sandbox, BLOG)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("kind", [FaultKind.SLOW, FaultKind.DRIP])
def test_a_page_takes_its_time(sandbox, kind):
    sandbox.order(fault(kind, seconds=60))
    assert "<title>Fix the address first</title>" in get(sandbox, BLOG).text
    assert sandbox.looks()[0].fault == kind


@pytest.mark.parametrize("kind", [FaultKind.DROPPED_BEFORE, FaultKind.HANG_BEFORE, FaultKind.TRUNCATED])
def test_a_page_does_not_arrive(sandbox, kind):
    sandbox.order(fault(kind, seconds=0 if kind is FaultKind.HANG_BEFORE else None))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        get(sandbox, BLOG)
    assert sandbox.looks()[0].status is None
    assert get(sandbox, BLOG).status_code == 200


def test_a_page_is_empty(sandbox):
    sandbox.order(fault(FaultKind.EMPTY))
    answer = get(sandbox, BLOG)
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_fault_waits_for_its_page_and_for_the_page_to_be_there(sandbox):
    sandbox.put_site({BLOG: Page("One"), BLOG + "-2": Page("Two")})
    sandbox.order(fault(FaultKind.NO_TITLE, contains="first-2"))
    sandbox.order(fault(FaultKind.NOT_HTML))
    assert get(sandbox, BLOG + "-3").status_code == 404
    assert get(sandbox, BLOG).headers["Content-Type"] == "application/pdf"
    assert "<title" not in get(sandbox, BLOG + "-2").text


def test_what_happens_to_pages_touches_no_network(sandbox, x):
    sandbox.order(fault(FaultKind.REFUSED, status=404))
    assert x.post("Hello").status_code == 201
    assert x.me()
    assert get(sandbox, BLOG).status_code == 404


def test_an_address_in_another_script_is_an_address_as_well(sandbox):
    address = "https://www.exämple.org/größe"
    sandbox.put_site({address: Page("Größe")})
    sandbox.order(fault(FaultKind.SIGN_IN))
    answer = get(sandbox, address)
    assert answer.headers["Location"] == f"https://www.{quote('exämple')}.org/sign-in?return={quote('/größe', safe='')}"
    assert "<title>Größe</title>" in get(sandbox, address).content.decode()

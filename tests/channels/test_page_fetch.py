"""One request for a page, over real TLS on loopback: whom it asks, whom it never asks, and when it stops listening."""

import gzip
import shutil
import socket
import ssl
import subprocess
import tracemalloc
from dataclasses import replace
from ipaddress import ip_address

import pytest

from promoter import __version__
from promoter.channels.addresses import is_public
from promoter.channels.http import Transport
from promoter.channels.page_fetch import LIMITS, PageFetch
from promoter.channels.pages import LARGEST, SECONDS, Failed, Got, Live, Page, Why, check

ADDRESS = "https://www.example.org/blogs/tuesday"
TITLE = "An ordinary Tuesday in 2031"
ARTICLE = f"<!DOCTYPE html><title>{TITLE}</title>".encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}
NOT_PUBLIC_4 = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "192.0.0.9",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255",
)  # fmt: skip
NOT_PUBLIC_6 = (
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
    "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "4000::1", "fc00::1",
    "fd12::1", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "ff0e::1",
)  # fmt: skip
PATIENCE = 20.0  # only a broken test waits as long


@pytest.fixture(scope="session")
def page_certificate(tmp_path_factory):
    """A certificate for names under example.org and example.com, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    folder = tmp_path_factory.mktemp("page-tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=pages"
    names = "subjectAltName=DNS:*.example.org,DNS:example.org,DNS:*.example.com"
    extras = ["-addext", names, "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*command.split(), *extras], cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


class Names:
    """What names mean: this server, unless the test says otherwise. It remembers what it was asked."""

    def __init__(self, port):
        self.spots = {}
        self.asked = []
        self.usual = [("127.0.0.1", port)]

    def __call__(self, host, port):
        self.asked.append((host, port))
        return self.spots.get(host, self.usual)


class Site:
    """A web server with a certificate, the names that lead to it, and a way to fetch from it."""

    def __init__(self, network, certificate):
        self.network = network
        self.names = Names(network.port)
        self.transport = Transport(total=3 * PATIENCE, size=LARGEST, ca_bundle=str(certificate))
        network.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        network.tls.load_cert_chain(certificate)
        self.server_names = []
        network.tls.sni_callback = lambda _socket, name, _context: self.server_names.append(name)

    def fetch(self, address=ADDRESS, within=PATIENCE, permitted=lambda number: True):
        return self.fetcher(permitted)(address, within)

    def fetcher(self, permitted=lambda number: True):
        return PageFetch(transport=self.transport, look_up=self.names, permitted=permitted)


@pytest.fixture
def site(network, page_certificate):
    return Site(network, page_certificate)


def test_a_page_is_fetched_by_its_name_from_the_number_that_was_looked_up(site):
    site.network.answers(200, HTML, ARTICLE)
    answer = site.fetch()
    assert isinstance(answer, Got)
    assert (answer.status, answer.body) == (200, ARTICLE)
    assert answer.seconds > 0
    (request,) = site.network.requests()
    assert (request.method, request.path) == ("GET", "/blogs/tuesday")
    assert request.headers["host"] == "www.example.org"
    assert site.server_names == ["www.example.org"]
    assert site.names.asked == [("www.example.org", 443)]


def test_the_website_learns_who_asks_and_nothing_else(site):
    site.network.answers(200, HTML, ARTICLE)
    site.fetch()
    (request,) = site.network.requests()
    assert request.headers["user-agent"] == f"Promoter/{__version__} (page check)"
    assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert request.headers["accept-encoding"] == "identity"


def test_the_whole_check_over_the_wire(site):
    site.network.answers(200, HTML, ARTICLE)
    assert isinstance(check(Page(address=ADDRESS, titles=(TITLE,)), fetch=site.fetcher()), Live)


# ----------------------------------------------------------------------------------------------------------- who is asked


@pytest.mark.parametrize(
    "number",
    [*NOT_PUBLIC_4, *NOT_PUBLIC_6],
)
def test_a_machine_that_is_not_on_the_open_internet_is_not_asked(number, network):
    fetch = PageFetch(look_up=lambda host, port: [(number, network.port)])
    assert not is_public(ip_address(number))
    assert fetch(ADDRESS, PATIENCE) == Failed(why=Why.PRIVATE)
    assert network.connections() == []


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.216.34", "2606:4700::6810:1", "2a00:1450:4009::1"])
def test_machines_on_the_open_internet_may_be_asked(number):
    assert is_public(ip_address(number))


def test_a_name_of_this_machine_is_refused_with_the_systems_own_look_up():
    assert PageFetch()("https://localhost/", PATIENCE) == Failed(why=Why.PRIVATE)


@pytest.mark.parametrize("number", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"])
def test_a_number_is_refused_in_every_spelling_even_when_the_judgement_is_left_out(number):
    fetch = PageFetch(look_up=lambda host, port: [(socket.inet_ntoa(socket.inet_aton(host)), port)])
    assert fetch(f"https://{number}/", PATIENCE) == Failed(why=Why.PRIVATE)


def test_what_is_no_number_at_all_is_not_connected_to():
    assert PageFetch(look_up=lambda host, port: [("somewhere", port)])(ADDRESS, PATIENCE) == Failed(why=Why.PRIVATE)


def test_of_the_numbers_of_a_name_only_those_permitted_are_asked(site):
    site.network.answers(200, HTML, ARTICLE)
    site.names.usual = [("10.0.0.1", 443), *site.names.usual]  # a connection to it would fail the test
    assert isinstance(site.fetch(permitted=lambda number: number.is_loopback), Got)


def test_no_other_machine_is_asked_than_the_one_that_was_looked_up(site):
    site.names.usual = [("127.0.0.2", site.network.port)]
    assert site.fetch() == Failed(why=Why.UNREACHABLE)
    assert site.network.connections() == []


def test_a_name_that_means_another_machine_a_moment_later_leads_nowhere(site):
    site.network.answers(200, HTML, ARTICLE)
    answers = iter([site.names.usual, [("10.0.0.1", 443)]])
    fetch = PageFetch(
        transport=site.transport, look_up=lambda host, port: next(answers), permitted=lambda n: n.is_loopback
    )
    assert isinstance(fetch(ADDRESS, PATIENCE), Got)  # asked for once; the second answer is still to come
    assert fetch(ADDRESS, PATIENCE) == Failed(why=Why.PRIVATE)


def test_a_redirect_to_a_name_of_a_private_machine_is_not_followed_there(site):
    site.network.answers(302, {"Location": "https://inside.example.org/"})
    site.names.spots["inside.example.org"] = [("192.168.0.1", 443)]
    verdict = check(Page(address=ADDRESS, titles=(TITLE,)), fetch=site.fetcher(lambda number: number.is_loopback))
    assert verdict.why is Why.PRIVATE
    assert verdict.http_status is None
    assert verdict.detail.startswith(f"{ADDRESS} leads to another address. https://inside.example.org/ is not a public")
    assert len(site.network.requests()) == 1


def test_each_redirect_is_a_new_look_up_of_its_own_name(site):
    def by_host(connection):
        host = site.network.raw[-1].partition(b"Host: ")[2].partition(b"\r\n")[0]
        body = ARTICLE if host == b"www.example.com" else b""
        to = b"" if body else b"Location: https://www.example.com/\r\nSet-Cookie: a=b\r\n"
        head = b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\nContent-Length: %d\r\n%s\r\n"
        connection.sendall(head % (200 if body else 301, len(body), to) + body)

    site.network.does(by_host)
    assert isinstance(check(Page(address=ADDRESS, titles=(TITLE,)), fetch=site.fetcher()), Live)
    assert site.names.asked == [("www.example.org", 443), ("www.example.com", 443)]
    assert site.server_names == ["www.example.org", "www.example.com"]
    assert all("cookie" not in request.headers for request in site.network.requests())


@pytest.mark.parametrize(
    "address", ["http://www.example.org/", "www.example.org", "https://WWW.example.org/", "https://www.example.org/#a"]
)
def test_only_an_https_address_in_its_one_form_is_fetched(site, address):
    assert site.fetch(address) == Failed(why=Why.ADDRESS)
    assert site.names.asked == []


# --------------------------------------------------------------------------------------------------- when there is nobody


def test_a_name_that_nobody_knows_is_told_as_such():
    assert PageFetch()("https://www.nobody.invalid/", PATIENCE) == Failed(why=Why.NAME)


def test_a_name_that_cannot_be_one_is_not_known():
    assert PageFetch()(f"https://{'a' * 64}.invalid/", PATIENCE) == Failed(why=Why.NAME)


def test_a_machine_that_takes_no_connection_is_not_reached(site):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        site.names.usual = [gone.getsockname()]
    assert site.fetch() == Failed(why=Why.UNREACHABLE)


def test_the_next_number_is_tried_when_the_first_takes_no_connection(site):
    site.network.answers(200, HTML, ARTICLE)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed = gone.getsockname()
    site.names.usual = [closed, *site.names.usual, closed]
    assert isinstance(site.fetch(), Got)


def test_a_server_without_tls_is_not_believed(site):
    site.network.before_request = lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert site.fetch() == Failed(why=Why.TLS)


def test_a_server_that_takes_the_connection_and_does_not_go_on_is_slow(site):
    site.network.before_request = site.network.hold
    site.transport = replace(site.transport, connect=0.2)
    assert site.fetch() == Failed(why=Why.SLOW)


def test_a_certificate_of_a_stranger_is_not_believed(site):
    site.transport = LIMITS
    assert site.fetch() == Failed(why=Why.TLS)


def test_a_certificate_for_another_name_is_not_believed(site):
    site.network.answers(200, HTML, ARTICLE)
    assert site.fetch("https://www.example.net/") == Failed(why=Why.TLS)


# ---------------------------------------------------------------------------------------------------------- when to stop


def test_a_silent_server_is_left(site):
    site.network.does(site.network.hold)
    assert site.fetch(within=0.3) == Failed(why=Why.SLOW)
    assert not site.network.released.is_set()


@pytest.mark.parametrize("part", ["a body", "headers", "the status line"])
def test_a_server_that_drips_is_left(site, part):
    begun = {
        "a body": b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
        "headers": b"HTTP/1.1 200 OK\r\nX-Long: ",
        "the status line": b"HTTP/1.1 200 ",
    }[part]
    site.network.does(begun, site.network.drip(b"x"))
    failed = site.fetch(within=0.3)
    assert isinstance(failed, Failed)
    assert failed.why is Why.SLOW
    assert not site.network.ran_out.is_set()


def test_a_look_up_that_took_all_the_time_is_not_followed_by_a_request(site):
    assert site.fetch(within=0.0) == Failed(why=Why.SLOW)
    assert site.network.connections() == []


def endless(sent):
    def pour(connection):
        for _ in range(100):  # 100 MB, unless the other side hangs up
            connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n" if sent == "chunks" else b"x" * 1_000_000)

    return pour


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("chunks", b"Transfer-Encoding: chunked\r\n\r\n"),
        ("a length", b"Content-Length: 100000000\r\n\r\n"),
        ("no length", b"Connection: close\r\n\r\n"),
    ],
)
def test_a_huge_answer_is_not_read_to_its_end(site, kind, head):
    site.network.does(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + head + ARTICLE * (kind != "chunks"), endless(kind)
    )
    assert site.fetch() == Failed(why=Why.HUGE, status=200)


def test_a_page_that_unpacks_to_something_huge_is_not_unpacked_to_its_end(site):
    bomb = gzip.compress(ARTICLE + b" " * 200_000_000, compresslevel=6)
    assert len(bomb) < LARGEST
    site.network.answers(200, {**HTML, "Content-Encoding": "gzip"}, bomb)
    tracemalloc.start()
    try:
        assert site.fetch() == Failed(why=Why.HUGE, status=200)
        assert tracemalloc.get_traced_memory()[1] < 20 * LARGEST
    finally:
        tracemalloc.stop()


def test_a_packed_page_is_read_although_we_ask_for_none(site):
    site.network.answers(200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(ARTICLE))
    assert site.fetch().body == ARTICLE


@pytest.mark.parametrize(
    "sent", [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", b"HTTP/1.1 200 OK\r\nConte", b"", b"what?\r\n\r\n"]
)
def test_an_answer_that_breaks_off_is_none(site, sent):
    site.network.does(sent)
    failed = site.fetch()
    assert isinstance(failed, Failed)
    assert failed.why is Why.BROKEN


def test_the_usual_limits_are_those_of_the_judgement():
    assert (LIMITS.size, PageFetch().permitted) == (LARGEST, is_public)
    assert LIMITS.connect < SECONDS

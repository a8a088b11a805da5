"""Web addresses: whose they are, and what clings to them."""

import pytest

from promoter.campaign import links


@pytest.mark.parametrize("name", ["utm_source", "UTM_anything", "fbclid", "gclid", "mc_cid", "li_fat_id", "_hsenc"])
def test_tracking_is_known_by_its_name(name):
    assert links.tracking_in(f"https://example.org/?a=1&{name}=2#top") == (name,)


@pytest.mark.parametrize("name", ["id", "page", "ref", "utmost", "source"])
def test_other_parameters_are_no_tracking(name):
    assert links.tracking_in(f"https://example.org/?{name}=2") == ()


@pytest.mark.parametrize(
    "hosts", [(), ("www.example.org",), ("example.org",), ("EXAMPLE.ORG",), ("https://www.example.org/blog",)]
)
def test_pages_may_live_at_their_host_with_or_without_www(hosts):
    assert links.may_live_at("https://www.example.org:443/a", hosts)
    assert links.may_live_at("https://Example.org/a", hosts)


def test_pages_may_not_live_at_a_host_that_only_looks_alike():
    for address in ("https://example.org.net/", "https://sub.example.org/", "https://notexample.org/"):
        assert not links.may_live_at(address, ("example.org",))


def test_one_page_is_one_page_however_its_address_is_written():
    same = ["https://example.org/a", "http://www.example.org/a/", "https://EXAMPLE.org/a?utm_source=x#top"]
    assert len({links.page(address) for address in same}) == 1
    assert links.page("https://example.org/a") != links.page("https://example.org/a?page=2")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/?to=ann%40example.org", True),
        ("https://example.org/?to=ann@example.org", True),
        ("https://example.org/@ann", False),
        ("https://example.org/@ann/story", False),
        ("https://example.org/?at=9%40night", False),
    ],
)
def test_an_address_that_carries_an_e_mail_is_noticed(address, expected):
    assert links.names_a_reader(address) is expected


def test_an_address_that_cannot_be_taken_apart_has_no_host():
    assert links.host("https://[::1") == ""

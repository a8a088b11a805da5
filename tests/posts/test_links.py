"""Tagged links: ours on, other people's off, everything else as it was, and one link for X."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from promoter.campaign.links import TRACKING
from promoter.campaign.model import ChannelName, Event, Kind
from promoter.posts import x_text
from promoter.posts.links import campaign_tag, content_tag, tagged

OURS = "utm_source=x&utm_medium=social&utm_campaign=week-2021&utm_content=d1-opener-1"


def tag(address, channel=ChannelName.X):
    return tagged(address, channel=channel, campaign="week-2021", content="d1-opener-1")


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("https://example.org/a", "https://example.org/a?", ""),
        ("https://example.org", "https://example.org/?", ""),
        ("https://example.org?", "https://example.org/?", ""),
        ("https://example.org/a?", "https://example.org/a?", ""),
        ("https://example.org/a?#top", "https://example.org/a?", "#top"),
        ("HTTPS://Example.ORG/A", "https://example.org/A?", ""),
        ("http://example.org:8080/a/", "http://example.org:8080/a/?", ""),
        ("https://bücher.de/ü", "https://bücher.de/%C3%BC?", ""),
        ("https://xn--bcher-kva.de/a", "https://xn--bcher-kva.de/a?", ""),
        ("https://example.org/a?b=%2F+c&d=&b=2;3&e&f=x%20y", "https://example.org/a?b=%2F+c&d=&b=2;3&e&f=x%20y&", ""),
        ("https://example.org/a?b=c|d", "https://example.org/a?b=c|d&", ""),
        ("https://example.org/a?q=é", "https://example.org/a?q=%C3%A9&", ""),
        ("https://example.org/a?UTM_Source=x&b=1&utm_id=3&fbclid=4", "https://example.org/a?b=1&", ""),
        ("https://example.org/a?utm%5Fsource=x&b=1", "https://example.org/a?b=1&", ""),
        ("https://example.org/a?utm_source=x", "https://example.org/a?", ""),
        ("https://example.org/a_(b)", "https://example.org/a_(b)?", ""),
        ("https://example.org/a)b", "https://example.org/a%29b?", ""),
        ("https://example.org/100%", "https://example.org/100%25?", ""),
        ("https://example.org/a.", "https://example.org/a%2E?", ""),
        ("https://example.org/a{b}", "https://example.org/a%7Bb%7D?", ""),
        ("https://example.org/a#part-2", "https://example.org/a?", "#part-2"),
        ("https://example.org/a#:~:text=one,two", "https://example.org/a?", "#:~:text=one,two"),
        ("https://example.org/a#end.", "https://example.org/a?", "#end%2E"),
        ("https://example.org/a#é", "https://example.org/a?", "#%C3%A9"),
    ],
)
def test_our_tags_come_after_what_was_there_and_before_the_fragment(address, before, after):
    assert tag(address) == before + OURS + after


@pytest.mark.parametrize(
    "name", sorted({name.removesuffix("*") + ("x" if name.endswith("*") else "") for name in TRACKING})
)
def test_other_peoples_tracking_goes_in_any_case(name):
    assert tag(f"https://example.org/a?{name}=1&keep=2&{name.upper()}=3") == f"https://example.org/a?keep=2&{OURS}"


def test_the_network_is_the_source():
    assert "utm_source=linkedin&utm_medium=social" in tag("https://example.org/a", ChannelName.LINKEDIN)


def test_tagging_again_changes_nothing():
    once = tag("https://example.org/a b|c?d=é&e=f#g.")
    assert tag(once) == once


HOSTS = st.sampled_from(
    ["example.org", "www.example.co.uk", "EXAMPLE.com", "bücher.de", "a-b.example.net:8443", "xn--bcher-kva.de"]
)
LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])
    | st.sampled_from("()[]{}|'\".,;:!*~@$&=%+-_/^\\<>`"),
    max_size=20,
)
OUT = set(" \t\r\n?#/&=")
NAMES = st.text(
    st.characters(min_codepoint=33, max_codepoint=126).filter(lambda letter: letter not in OUT), min_size=1, max_size=6
)
QUERIES = st.lists(st.tuples(NAMES, NAMES | st.just("")), max_size=5)
ADDRESSES = st.builds(
    lambda host, path, query, fragment: (
        f"https://{host}"
        + (f"/{path}" if path is not None else "")
        + (f"?{query}" if query is not None else "")
        + (f"#{fragment}" if fragment is not None else "")
    ),
    HOSTS,
    st.none() | LETTERS.map(lambda text: text.replace("?", "").replace("#", "")),
    st.none() | LETTERS.map(lambda text: text.replace("#", "")),
    st.none() | LETTERS,
)


def is_address(address):
    """Whether the loader takes it: an address that it refuses is never tagged."""
    try:
        Event(name="x", starts="2021-09-13", ends="2021-09-13", url=address)
    except ValueError:
        return False
    return True


@given(ADDRESSES)
@example("https://example.org/(a(b)c)?(")
@example("https://example.org/a'?b")
@example("https://example.org/()#)")
@example("https://example.org/(é)(é)")
def test_x_sees_the_whole_link_as_one_address(address):
    assume(is_address(address))
    link = tag(address)
    assert [found.text for found in x_text.urls(f"Read it: {link}\n\n#Tag")] == [link]
    assert link.isascii() or not urlsplit(link).netloc.isascii()


@given(ADDRESSES)
def test_the_server_is_asked_for_the_same_thing_as_before(address):
    assume(is_address(address))
    before, after = urlsplit(address), urlsplit(tag(address))
    assert unquote(after.path) == (unquote(before.path) or "/")
    assert unquote(after.fragment) == unquote(before.fragment)
    assert after.netloc == before.netloc.lower()


@given(QUERIES)
def test_other_parameters_keep_their_order_their_values_and_their_names_twice(query):
    written = "&".join(f"{name}={value}" for name, value in query)
    assume("%" not in written)
    link = tag(f"https://example.org/a?{written}")
    kept = parse_qsl(written, keep_blank_values=True)
    after = parse_qsl(urlsplit(link).query, keep_blank_values=True)
    tracking = [pair for pair in kept if pair not in after]
    assert [pair for pair in kept if pair not in tracking] + parse_qsl(OURS) == after
    assert all(name.lower().startswith(tuple(word.rstrip("*") for word in TRACKING)) for name, _ in tracking)


@pytest.mark.parametrize(
    "address",
    [
        "https://user@example.org/a",
        "https://user:pass@example.org/a",
        "https://example.org/a b",
        "example.org/a",
        "ftp://example.org/a",
    ],
)
def test_an_address_with_a_user_a_space_or_another_protocol_never_gets_this_far(address):
    assert not is_address(address)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FREE])
def test_every_word_of_ours_is_small_and_from_a_closed_list(make, kind):
    campaign = make.campaign(
        hashtag="#ÉcoleTech", days=[{"date": "2022-01-03", "theme": "one"}, {"date": "2021-12-31", "theme": "one"}]
    )
    link = tagged(
        "https://example.org/a",
        channel=ChannelName.LINKEDIN,
        campaign=campaign_tag(campaign),
        content=content_tag("My-Blog", kind),
    )
    ours = dict(parse_qsl(urlsplit(link).query))
    assert ours == {
        "utm_source": "linkedin",
        "utm_medium": "social",
        "utm_campaign": "écoletech-2021",
        "utm_content": f"my-blog-{kind.replace('_', '-')}-1",
    }
    assert link == link.lower() or "%C3%A9" in link


def test_the_same_hashtag_next_year_is_another_campaign(make):
    this, following = (make.campaign(days=[{"date": f"{year}-09-13", "theme": "one"}]) for year in (2021, 2022))
    assert (campaign_tag(this), campaign_tag(following)) == ("exampleweek-2021", "exampleweek-2022")

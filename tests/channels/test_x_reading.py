"""How a post is found again on X: what is asked, and what counts as the same words."""

import html
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st

from promoter.channels import x_posts
from promoter.channels.contract import Absent, Found, Outgoing, Seen, Unreadable
from promoter.posts import x_links

NAME = "1437000000000000001"
LINK = "https://www.techuk.org/week/opening.html?utm_source=x&utm_medium=social&utm_content=d1-opener-1"
WORDS = f"“Building the Smarter State” & more: 1 < 2.\n\nDay one: setup.\u200bpy\n{LINK} #techUKSmarterState"


ASKED = {
    "tweet.fields": "created_at,entities,note_tweet,referenced_tweets,attachments",
    "expansions": "attachments.media_keys",
    "media.fields": "media_key,type,alt_text",
}


def asked(request):
    parts = urlsplit(request.path)
    return parts.path, {name: value for name, (value,) in parse_qs(parts.query).items()}


@pytest.fixture
def x_sought(sought, outgoing):
    return replace(sought, post=replace(outgoing, text=WORDS))


# ---------------------------------------------------------------------------------------------------------- what is asked


def test_the_account_is_asked_for_once_and_its_posts_since_the_attempt_each_time(network, shown, make_x, sought, now):
    channel = make_x()
    for _ in range(2):
        channel.find(sought, now=now)
    me, *lists = network.requests()
    assert asked(me) == ("/2/users/me", {})
    since = (int(now.timestamp() * 1000) - 120_000 - 1288834974657) << 22
    expected = {
        "max_results": "100",
        "exclude": "retweets",
        "since_id": str(since),
        **ASKED,
    }
    assert [asked(one) for one in lists] == [("/2/users/4711/tweets", expected)] * 2
    assert all(one.headers["authorization"].startswith("OAuth ") for one in lists)


def test_a_user_token_reads_as_the_user(network, shown, make_x, sought, now):
    make_x(token="a-user-token").find(sought, now=now)
    assert {request.headers["authorization"] for request in network.requests()} == {"Bearer a-user-token"}


def test_the_pages_are_followed_to_the_last_also_past_an_empty_one(network, shown, given, make_x, x_sought, now):
    shown.pages = [
        given.x_page(given.x_post("Another", now), token="t1"),
        given.x_page(token="t2"),
        given.x_page(given.x_post(WORDS, now, links=(LINK,))),
    ]
    assert isinstance(make_x().find(x_sought, now=now), Found)
    assert [asked(one)[1].get("pagination_token") for one in network.requests()[1:]] == [None, "t1", "t2"]


def test_an_empty_timeline_is_absent(network, shown, make_x, sought, now):
    assert isinstance(make_x().find(sought, now=now), Absent)
    assert len(network.requests()) == 2


def test_a_clock_known_to_be_ahead_widens_the_window_at_once(network, shown, make_x, sought, now):
    shown.date = "Mon, 13 Sep 2021 07:35:00 GMT"
    make_x().find(sought, now=now)
    (since,) = [asked(one)[1]["since_id"] for one in network.requests()[1:]]
    assert int(since) <= int(x_posts.since_id(now - timedelta(minutes=12)))


def test_a_clock_found_to_be_ahead_on_the_way_makes_us_look_again(network, make_x, shown, given, x_sought, now):
    channel = make_x()
    channel.find(x_sought, now=now)
    shown.date = "Mon, 13 Sep 2021 07:35:00 GMT"
    shown.pages = [
        given.x_page(),
        given.x_page(given.x_post(WORDS, now - timedelta(minutes=10), links=(LINK,))),
    ]
    assert isinstance(channel.find(x_sought, now=now), Found)
    first, second = (int(asked(one)[1]["since_id"]) for one in network.requests()[2:])
    assert first == int(x_posts.since_id(now - timedelta(minutes=2)))
    assert second <= int(x_posts.since_id(now - timedelta(minutes=12)))


def test_a_clock_a_little_ahead_is_within_the_margin(network, make_x, shown, sought, now):
    channel = make_x()
    channel.find(sought, now=now)
    shown.date = "Mon, 13 Sep 2021 07:44:00 GMT"
    assert isinstance(channel.find(sought, now=now), Absent)
    assert len(network.requests()) == 3


def test_an_id_is_the_moment_in_milliseconds_since_the_epoch_of_x():
    # An id of X's own documentation, and its created_at.
    assert x_posts.created_at({"id": "1212092628029698048"}) == datetime(2019, 12, 31, 19, 26, 16, 771_000, tzinfo=UTC)
    moment = datetime(2021, 9, 13, 7, 45, 1, 234_000, tzinfo=UTC)
    assert x_posts.created_at({"id": x_posts.since_id(moment)}) == moment
    assert x_posts.since_id(datetime(2009, 1, 1, tzinfo=UTC)) == "0"


# ------------------------------------------------------------------------------------------------------ which posts count


@pytest.mark.parametrize("kind", ["retweeted", "replied_to"])
def test_a_post_shared_on_or_a_reply_is_not_ours(kind, shown, given, make_x, x_sought, now):
    more = {"referenced_tweets": [{"type": kind, "id": "1"}]}
    shown.pages = [given.x_page(given.x_post(WORDS, now, links=(LINK,), **more))]
    assert isinstance(make_x().find(x_sought, now=now), Absent)


def test_a_post_edited_by_a_person_is_still_the_one_that_the_ledger_knows(shown, given, make_x, x_sought, now):
    post = given.x_post(WORDS, now, links=(LINK,))
    post["edit_history_tweet_ids"] = ["1437", post["id"]]
    shown.pages = [given.x_page(post)]
    taken = replace(x_sought, taken=frozenset({"1437"}))
    assert isinstance(make_x().find(taken, now=now), Absent)


@pytest.mark.parametrize("told", [None, 3, "yesterday", "2021-09-13T07:45:00"])
def test_without_a_moment_to_believe_the_id_says_when(told, shown, given, make_x, x_sought, now):
    post = given.x_post(WORDS, now, links=(LINK,))
    post["created_at"] = told
    shown.pages = [given.x_page(post)]
    assert make_x().find(x_sought, now=now).seen.created_at == now


def test_a_month_used_up_is_for_good_and_says_what_to_do(network, make_x, sought, now):
    network.answers(
        429, {}, {"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly", "type": "about:blank"}
    )
    result = make_x().find(sought, now=now)
    assert result.for_good
    assert "allowance" in result.detail


def test_exhausted_windows_say_when_to_ask_again(network, make_x, sought, now):
    reset = str(int((now + timedelta(minutes=9)).timestamp()))
    network.answers(429, {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset})
    result = make_x().find(sought, now=now)
    assert (result.until, result.for_good) == (now + timedelta(minutes=9), False)


# -------------------------------------------------------------------------------------------------------------- same words


def held(post, sent):
    return x_posts.seen(post, Outgoing(key="k", text=sent), "https://x.com")


def test_links_and_escapes_are_read_as_people_read_them(given, now):
    seen = held(given.x_post(WORDS, now, links=(LINK,)), WORDS)
    assert (seen.as_sent, seen.differences, seen.text) == (True, (), WORDS)
    assert seen.url == f"https://x.com/i/web/status/{seen.network_id}"


def test_the_places_of_the_links_do_not_matter(given, now):
    post = given.x_post(WORDS, now, links=(LINK,))
    post["entities"]["urls"][0].update(start=0, end=3)
    assert held(post, WORDS).as_sent


def test_the_same_link_twice_is_the_same_twice(given, now):
    post = given.x_post(f"{LINK} and {LINK}", now, links=(LINK,))
    post["text"] = post["text"].replace(html.escape(LINK, quote=False), "https://t.co/0000100000")
    assert held(post, f"{LINK} and {LINK}").as_sent


def test_a_bare_name_became_a_link_with_scheme_and_slash(given, now):
    post = given.x_post("See Example.com, now.", now, links=("Example.com",))
    post["entities"]["urls"][0]["expanded_url"] = "http://example.com/"
    assert held(post, "See Example.com, now.").as_sent
    assert not held(post, "See example.org, now.").as_sent


def test_the_address_of_a_picture_is_no_part_of_the_words(given, now):
    post = given.x_post(WORDS, now, links=(LINK,))
    picture = {"url": "https://t.co/picture000", "expanded_url": "https://x.com/i/photo/1", "media_key": "3_1"}
    post["text"] += " https://t.co/picture000"
    post["entities"]["urls"] += [picture, picture]
    seen = held(post, WORDS)
    assert (seen.as_sent, seen.text) == (True, WORDS)


def test_a_long_post_is_read_whole(given, now):
    long = "word " * 100 + LINK
    whole = given.x_post(long, now, links=(LINK,))
    note = {"text": whole["text"], "entities": whole["entities"]}
    cut = {**whole, "text": whole["text"][:200] + "… https://t.co/selflink01", "entities": {}, "note_tweet": note}
    assert held(cut, long).as_sent
    del cut["note_tweet"]
    assert not held(cut, long).as_sent


def test_composed_letters_line_ends_and_spaces_may_change(given, now):
    post = given.x_post("Café one\ntwo", now)
    assert held(post, " Cafe\u0301 one \r\ntwo\n").as_sent


def test_another_link_is_another_post(given, now):
    post = given.x_post(WORDS, now, links=(LINK,))
    seen = held(post, WORDS.replace("opener", "second"))
    assert not seen.as_sent
    assert "from “https://www.techuk.org/week/" in seen.differences[0]


@pytest.mark.parametrize(
    "entities",
    [
        None,
        [],
        {"urls": None},
        {"urls": [None, 3, {}, {"url": 3}, {"url": ""}, {"url": "https://t.co/1", "expanded_url": None}]},
    ],
)
def test_odd_entities_are_passed_over(entities, given, now):
    assert held({**given.x_post("Words", now), "entities": entities, "note_tweet": {"text": None}}, "Words").as_sent


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
BLOCKS = st.lists(
    st.one_of(TEXT, st.sampled_from([" https://www.techuk.org/a?b=c&d=e#f ", " techuk.org ", " & < > &amp; ", "\r\n"]))
)


@for_all(BLOCKS, st.booleans())
def test_whatever_was_sent_is_recognised_in_what_x_gives_back(blocks, trimmed):
    text = "".join(blocks)
    post = given_back(text.strip() if trimmed else text)
    assert held(post, text).as_sent


@for_all(BLOCKS, st.data())
def test_whatever_was_sent_is_not_recognised_with_one_other_letter(blocks, data):
    text = "".join(blocks)
    letters = [index for index, char in enumerate(text) if char.isascii() and char.isalpha()]
    assume(letters)
    at = data.draw(st.sampled_from(letters))
    other = text[:at] + data.draw(st.sampled_from([c for c in "xyz" if c != text[at].lower()])) + text[at + 1 :]
    assert not held(given_back(other), text).as_sent


def given_back(text):
    """The text as X gives it back: composed, escaped, links shortened, by their places."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    written, urls, at = "", [], 0
    for number, link in enumerate(x_links.urls(text)):
        short = f"https://t.co/{number:010d}"
        written += html.escape(text[at : link.start], quote=False) + short
        at = link.end
        expanded = link.text if "://" in link.text else f"http://{link.text}"
        urls.append({"url": short, "expanded_url": expanded})
    written += html.escape(text[at:], quote=False)
    return {"id": NAME, "text": written, "entities": {"urls": urls}}


# ---------------------------------------------------------------------------------------------------------------- one post


@pytest.fixture
def read(network, make_x, outgoing, now):
    def read(status, body, name=NAME):
        network.answers(status, {}, body)
        return make_x().read(name, replace(outgoing, text=WORDS), now=now)

    return read


def test_one_post_is_asked_for_by_its_id_and_held_against_what_was_sent(read, network, given, now):
    post = {**given.x_post(WORDS, now, links=(LINK,)), "id": NAME}
    seen = read(200, {"data": post})
    assert isinstance(seen, Seen)
    assert (seen.network_id, seen.as_sent, seen.raw) == (NAME, True, post)
    (request,) = network.requests()
    assert request.method == "GET"
    assert asked(request) == (f"/2/tweets/{NAME}", ASKED)


def test_other_words_are_told(read):
    seen = read(200, {"data": {"id": NAME, "text": "“Building the Smarter State” is over"}})
    assert not seen.as_sent
    assert seen.differences == ("X shows other words than were sent, from “is over” on.",)


GONE = {"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found Error", "resource_id": NAME}


@pytest.mark.parametrize(("status", "body"), [(200, {"errors": [GONE]}), (404, GONE), (404, {"errors": [GONE]})])
def test_a_post_that_x_does_not_have_is_absent(status, body, read):
    assert isinstance(read(status, body), Absent)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {}),
        (404, {"type": "about:blank", "title": "Not Found Error", "status": 404}),
        (200, {"errors": [{"type": "https://api.x.com/2/problems/not-authorized-for-resource"}]}),
        (500, {"errors": [GONE]}),
        (200, {"data": {"id": "2", "text": WORDS}}),
        (200, {"data": {"id": NAME}}),
    ],
)
def test_what_does_not_say_that_the_post_is_gone_is_unreadable(status, body, read):
    assert isinstance(read(status, body), Unreadable)


@pytest.mark.parametrize("name", ["", "abc", "../users/me", "1" * 20, "١٢٣", "urn:li:share:1", "12\n"])
def test_a_name_that_is_no_id_is_not_asked_for(name, read, network):
    result = read(200, {}, name)
    assert isinstance(result, Unreadable)
    assert result.for_good
    assert network.connections() == []

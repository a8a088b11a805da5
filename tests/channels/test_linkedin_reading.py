"""How a post is found again on a page of LinkedIn: what is asked, and what makes it the same post."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from promoter.channels import linkedin_posts
from promoter.channels.contract import Absent, Found, Outgoing, Seen, Sought, Unreadable
from promoter.posts import little_text
from promoter.posts.model import Card

URN = "urn:li:share:7045020441609936898"
PAGE = "urn:li:organization:5515715"
LINK = "https://www.techuk.org/a.html?utm_source=linkedin&utm_campaign=week-2021&utm_content=d1-opener-1"
OTHER = LINK.replace("opener", "blog")


def article(source=LINK, **more):
    return {"content": {"article": {"source": source, **more}}}


@pytest.fixture
def tagged(sought, outgoing):
    return replace(sought, post=replace(outgoing, link=LINK))


@pytest.fixture
def plain(sought, outgoing):
    return replace(sought, post=replace(outgoing, link=None, card=None))


def asked(request):
    return {name: value for name, (value,) in parse_qs(urlsplit(request.path).query).items()}


# ---------------------------------------------------------------------------------------------------------- what is asked


def test_the_page_is_asked_for_its_newest_posts(network, shown, make_linkedin, sought, now):
    make_linkedin().find(sought, now=now)
    (request,) = network.requests()
    assert (request.method, request.body) == ("GET", b"")
    assert request.path.startswith("/rest/posts?author=urn%3Ali%3Aorganization%3A5515715&q=author&")
    assert asked(request) == {"author": PAGE, "q": "author", "sortBy": "CREATED", "count": "100", "start": "0"}
    assert request.headers["x-restli-method"] == "FINDER"
    assert request.headers["linkedin-version"] == "202609"
    assert request.headers["x-restli-protocol-version"] == "2.0.0"


def full(given, now, first, **more):
    """A hundred posts, newest first, one second apart; the first is created `first` seconds after `now`."""
    return [
        given.linkedin_post("Another", now + timedelta(seconds=first - index), number=index, **more)
        for index in range(100)
    ]


def test_the_list_is_read_until_its_posts_are_older_than_the_attempt(network, shown, given, make_linkedin, plain, now):
    newest = full(given, now, 200)
    older = [newest[-1], *full(given, now, 100)[:99]]
    oldest = [older[-1], *full(given, now, -20)[:99]]
    shown.pages = [
        given.linkedin_page(*newest),
        given.linkedin_page(*older),
        given.linkedin_page(*oldest),
        {"broken": 1},
    ]
    shown.pages[2]["elements"][-1]["createdAt"] -= 100_000
    shown.pages[2]["elements"][-1]["lastModifiedAt"] -= 100_000
    assert isinstance(make_linkedin().find(plain, now=now), Absent)
    assert [asked(request)["start"] for request in network.requests()] == ["0", "99", "198"]


def test_one_page_is_enough_if_it_reaches_back_behind_the_attempt(network, shown, given, make_linkedin, plain, now):
    shown.pages = [given.linkedin_page(*full(given, now, -30)), {"broken": 1}]
    assert isinstance(make_linkedin().find(plain, now=now), Absent)
    assert len(network.requests()) == 1


def test_one_page_is_enough_also_if_somebody_edited_an_older_post(network, shown, given, make_linkedin, plain, now):
    posts = full(given, now, -30)
    posts[50]["lastModifiedAt"] += 1_000_000
    shown.pages = [given.linkedin_page(*posts), {"broken": 1}]
    assert isinstance(make_linkedin().find(plain, now=now), Absent)
    assert len(network.requests()) == 1


def test_a_list_that_is_not_ordered_is_read_to_its_end(network, shown, given, make_linkedin, plain, now):
    oldest_first = full(given, now, -200)[::-1]
    mine = given.linkedin_post(plain.post.text, now)
    shown.pages = [given.linkedin_page(*oldest_first), given.linkedin_page(oldest_first[-1], mine)]
    assert isinstance(make_linkedin().find(plain, now=now), Found)


def test_a_list_ordered_by_its_last_change_is_read_as_far_as_needed(network, shown, given, make_linkedin, plain, now):
    changed = full(given, now, -200)
    changed[0]["createdAt"] -= 1_000_000_000
    shown.pages = [given.linkedin_page(*changed), {"broken": 1}]
    assert isinstance(make_linkedin().find(plain, now=now), Absent)


def test_a_list_that_changed_between_its_pages_says_nothing(shown, given, make_linkedin, plain, now):
    shown.pages = [given.linkedin_page(*full(given, now, 300)), given.linkedin_page(*full(given, now, 100)[:50])]
    result = make_linkedin().find(plain, now=now)
    assert isinstance(result, Unreadable)
    assert "changed meanwhile" in result.detail


def test_pages_smaller_than_asked_for_are_not_taken_for_the_end(network, shown, given, make_linkedin, plain, now):
    newest = full(given, now, 300)[:50]
    mine = given.linkedin_post(plain.post.text, now)
    shown.pages = [given.linkedin_page(*newest, count=50), given.linkedin_page(newest[-1], mine, count=50)]
    assert isinstance(make_linkedin().find(plain, now=now), Found)
    assert [asked(request)["start"] for request in network.requests()] == ["0", "49"]


# -------------------------------------------------------------------------------------------------------- which post it is


def find(shown, given, make_linkedin, sought, now, *posts):
    shown.pages = [given.linkedin_page(*posts)]
    return make_linkedin().find(sought, now=now)


def test_the_tag_in_the_link_finds_the_post_whatever_its_words(shown, given, make_linkedin, tagged, now):
    post = given.linkedin_post("Changed by hand", now, **article())
    result = find(shown, given, make_linkedin, tagged, now, post)
    assert result.seen.network_id == post["id"]
    assert not result.seen.as_sent
    assert "other words" in result.seen.differences[0]


def test_another_tag_is_another_post_whatever_its_words(shown, given, make_linkedin, tagged, now):
    post = given.linkedin_post(tagged.post.text, now, **article(OTHER))
    assert isinstance(find(shown, given, make_linkedin, tagged, now, post), Absent)
    week = LINK.replace("week-2021", "week-2022")
    assert isinstance(
        find(shown, given, make_linkedin, tagged, now, given.linkedin_post(tagged.post.text, now, **article(week))),
        Absent,
    )


@pytest.mark.parametrize(
    "content", [{}, {"content": {}}, {"content": None}, {"content": {"article": {}}}, article("https://lnkd.in/x")]
)
def test_without_a_tag_to_compare_the_words_decide(content, shown, given, make_linkedin, tagged, now):
    post = given.linkedin_post(tagged.post.text, now, **content)
    result = find(shown, given, make_linkedin, tagged, now, post)
    assert isinstance(result, Found)
    assert "link" in result.seen.differences[0]
    other = given.linkedin_post(tagged.post.text + "!", now, **content)
    assert isinstance(find(shown, given, make_linkedin, tagged, now, other), Absent)


def test_the_post_that_is_as_it_was_sent_comes_before_an_older_one_that_is_not(
    shown, given, make_linkedin, tagged, now
):
    card = {"title": tagged.post.card.title, "description": tagged.post.card.description}
    mine = given.linkedin_post(tagged.post.text, now + timedelta(seconds=9), **article(**card))
    odd = given.linkedin_post("By hand", now, **article())
    result = find(shown, given, make_linkedin, tagged, now, mine, odd)
    assert result.seen.network_id == mine["id"]
    assert [other.network_id for other in result.others] == [odd["id"]]


@pytest.mark.parametrize("state", ["PUBLISH_REQUESTED", "PUBLISH_FAILED", "DRAFT"])
def test_a_post_that_linkedin_has_and_does_not_show_is_neither_there_nor_absent(
    state, shown, given, make_linkedin, plain, now
):
    hidden = given.linkedin_post(plain.post.text, now, lifecycleState=state)
    result = find(shown, given, make_linkedin, plain, now, hidden)
    assert isinstance(result, Unreadable)
    assert state in result.detail
    assert hidden["id"] in result.detail
    public = given.linkedin_post(plain.post.text, now, number=2)
    assert find(shown, given, make_linkedin, plain, now, hidden, public).seen.network_id == public["id"]


def test_the_day_used_up_says_when_to_ask_again(network, make_linkedin, sought, now):
    network.answers(429, {}, {"status": 429, "message": "Resource level throttle APPLICATION DAY limit is reached."})
    result = make_linkedin().find(sought, now=now)
    assert (result.until.isoformat(), result.for_good) == ("2021-09-14T00:00:00+00:00", False)


def test_a_version_that_linkedin_no_longer_knows_is_for_good(network, make_linkedin, sought, now):
    network.answers(400, {}, {"code": "VERSION_MISSING", "message": "A version must be present."})
    result = make_linkedin().find(sought, now=now)
    assert result.for_good
    assert "PROMOTER_LINKEDIN_VERSION" in result.detail


# -------------------------------------------------------------------------------------------------------------- same words

POST = Outgoing(key="k", text="", link=LINK, card=Card(title="A title", description="What it is about"))


def held(given, now, sent, echo, **more):
    return linkedin_posts.seen(given.linkedin_post(echo, now, **more), sent, "https://www.linkedin.com/feed/update/x/")


def test_little_text_is_read_as_people_read_it(given, now):
    wire = r"\#1 by @[techUK \(UK\)](urn:li:organization:1)" + "\n" + r"{hashtag|\#|week}"
    seen = held(given, now, replace(POST, text=wire, link=None, card=None), wire.replace(r"|\#|", "|#|"))
    assert (seen.as_sent, seen.text) == (True, "#1 by techUK (UK)\n#week")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (article(title="A title", description="What it is about"), None),
        (article(), None),
        (article(LINK + "/"), None),
        (article(title="A  title ", thumbnail="urn:li:image:1"), None),
        ({}, "LinkedIn shows it without its link."),
        (article(OTHER), f"LinkedIn links it to {OTHER[:80]} instead of {LINK}."),
        (article(title="Another"), "LinkedIn shows another title of the link than was sent: “Another”."),
        (article(description="No"), "LinkedIn shows another description of the link than was sent: “No”."),
    ],
)
def test_link_and_card_are_compared_as_far_as_they_come_back(content, told, given, now):
    seen = held(given, now, replace(POST, text="Words"), "Words", **content)
    assert seen.differences == (() if told is None else (told,))
    assert seen.as_sent == (told is None)


def test_words_that_are_cut_are_told(given, now):
    seen = held(given, now, replace(POST, text=r"Come \(all\) here", link=None, card=None), "Come ")
    assert seen.differences == ("LinkedIn shows the words that were sent only up to “Come”.",)


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
BLOCKS = st.lists(st.one_of(TEXT, st.sampled_from([" #week ", "(a) [b] {c} <d> *_~|\\@ ", " techUK ", "\r\n"]))).map(
    "".join
)


def sent(text):
    return Sought(post=Outgoing(key="k", text=wire(text)), began=datetime(2021, 9, 13, tzinfo=UTC))


def wire(text):
    return little_text.render(text, tags=("#week",), mentions=(("techUK", "urn:li:organization:1"),))


@for_all(BLOCKS, st.booleans())
def test_whatever_was_sent_is_recognised_in_what_linkedin_gives_back(text, in_the_short_form):
    echo = wire(text).strip()
    echo = echo.replace(r"{hashtag|\#|", "{hashtag|#|") if in_the_short_form else echo
    assert linkedin_posts.is_that_of({"commentary": echo}, sent(text))


@for_all(BLOCKS, st.data())
def test_whatever_was_sent_is_not_recognised_with_one_other_letter(text, data):
    text += "a"
    letters = [index for index, char in enumerate(text) if char.isascii() and char.isalpha()]
    at = data.draw(st.sampled_from(letters))
    other = text[:at] + data.draw(st.sampled_from([c for c in "xyz" if c != text[at]])) + text[at + 1 :]
    assert not linkedin_posts.is_that_of({"commentary": wire(other)}, sent(text))


# ---------------------------------------------------------------------------------------------------------------- one post


@pytest.fixture
def read(network, make_linkedin, plain, now):
    def read(status, body, name=URN):
        network.answers(status, {}, body)
        return make_linkedin().read(name, plain.post, now=now)

    return read


def test_one_post_is_asked_for_by_its_urn_and_held_against_what_was_sent(read, network, given, now, plain):
    post = {**given.linkedin_post(plain.post.text, now), "id": URN}
    seen = read(200, post)
    assert isinstance(seen, Seen)
    assert (seen.network_id, seen.as_sent, seen.raw, seen.created_at) == (URN, True, post, now)
    assert seen.url == f"https://www.linkedin.com/feed/update/{URN}/"
    (request,) = network.requests()
    assert (request.method, request.path) == ("GET", "/rest/posts/urn%3Ali%3Ashare%3A7045020441609936898")
    assert request.headers["linkedin-version"] == "202609"
    assert "x-restli-method" not in request.headers


def test_a_post_that_linkedin_does_not_show_is_told(read, given, now, plain):
    post = {**given.linkedin_post(plain.post.text, now, lifecycleState="PUBLISH_FAILED"), "id": URN}
    assert read(200, post).differences == ("LinkedIn has it and does not show it: its state is PUBLISH_FAILED.",)


def test_a_post_that_linkedin_does_not_have_is_absent(read):
    assert isinstance(read(404, {"status": 404, "code": "NOT_FOUND", "message": "Could not find entity"}), Absent)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b"<html>Not Found"),
        (404, {}),
        (404, {"status": 404, "message": "No virtual resource found for /rest/posts"}),
        (500, {"status": 404}),
        (200, {"id": "urn:li:share:2", "createdAt": 1, "commentary": "x"}),
        (200, {"id": URN, "commentary": "x"}),
        (200, {"id": URN, "createdAt": 10**30, "commentary": "x"}),
        (200, {"id": URN, "createdAt": True}),
    ],
)
def test_what_does_not_say_that_the_post_is_gone_is_unreadable(status, body, read):
    result = read(status, body)
    assert isinstance(result, Unreadable)
    assert "fault in Promoter" not in result.detail


def test_a_post_that_a_person_named_by_its_activity_is_not_taken_for_deleted(read, network):
    result = read(404, {"status": 404, "message": "Not found"}, "urn:li:activity:7045020441609936898")
    assert isinstance(result, Unreadable)
    assert result.for_good
    assert network.requests() == []


@pytest.mark.parametrize("name", ["", "1437", "../organizations", "urn:li:share:../x", f"{URN}\n"])
def test_a_name_that_is_no_urn_is_not_asked_for(name, read, network):
    result = read(200, {}, name)
    assert isinstance(result, Unreadable)
    assert result.for_good
    assert network.connections() == []

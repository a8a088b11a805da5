"""Posts that bring pictures: what is sent, what a refusal of the picture means, and how they are known again."""

from dataclasses import replace

import pytest

from promoter.channels.contract import Absent, Attached, Found
from promoter.posts.outcome import Blocked, Later, Refused, Sent

ALT = "A card: The next ten years"
ID, URN = "1880028106020515840", "urn:li:image:C4E10AQFn10iWtKexVA"
OTHER = "urn:li:image:D4E22AQE71V5w"


def always():
    return True


@pytest.fixture
def attached(kind, outgoing):
    return replace(outgoing, pictures=(Attached(network_id=URN if kind == "linkedin" else ID, alt=ALT),))


def test_a_post_brings_its_pictures(kind, attached, network, make_channel, now):
    network.answers(201, {"x-restli-id": "urn:li:share:1"}, {"data": {"id": "1", "text": "a"}})
    assert isinstance(make_channel().publish(attached, now=now, still_ours=always), Sent)
    (sent,) = network.requests()
    if kind == "linkedin":
        assert sent.json["content"]["article"]["thumbnail"] == URN
        assert sent.json["content"]["article"]["title"] == "A title"
    else:
        assert sent.json["media"] == {"media_ids": [ID]}


@pytest.mark.parametrize("link", [None, "https://example.org/in-the-words"])
def test_without_a_card_linkedin_shows_the_picture_itself(link, outgoing, network, make_linkedin, now):
    network.answers(201, {"x-restli-id": "urn:li:share:1"})
    post = replace(outgoing, link=link, card=None, pictures=(Attached(network_id=URN, alt=ALT),))
    make_linkedin().publish(post, now=now, still_ours=always)
    assert network.requests()[0].json["content"] == {"media": {"id": URN, "altText": ALT}}


def test_several_pictures_on_linkedin_are_shown_together(outgoing, network, make_linkedin, now):
    network.answers(201, {"x-restli-id": "urn:li:share:1"})
    both = (Attached(network_id=URN, alt=ALT), Attached(network_id=OTHER, alt="Another"))
    make_linkedin().publish(replace(outgoing, link=None, card=None, pictures=both), now=now, still_ours=always)
    images = [{"id": URN, "altText": ALT}, {"id": OTHER, "altText": "Another"}]
    assert network.requests()[0].json["content"] == {"multiImage": {"images": images}}


def test_a_card_shows_one_picture(outgoing, network, make_linkedin, now):
    both = (Attached(network_id=URN, alt=ALT), Attached(network_id=OTHER, alt="Another"))
    outcome = make_linkedin().publish(replace(outgoing, pictures=both), now=now, still_ours=always)
    assert isinstance(outcome, Refused)
    assert network.requests() == []


X_GONE = {
    "errors": [{"parameters": {"media.media_ids": [ID]}, "message": "Your media IDs are invalid."}],
    "title": "Invalid Request", "detail": "One or more parameters to your request was invalid.",
    "type": "https://api.twitter.com/2/problems/invalid-request",
}  # fmt: skip


@pytest.mark.parametrize("token", [None, "bearer"])
def test_a_picture_that_x_does_not_know_any_more_is_brought_anew(token, outgoing, network, make_x, now):
    network.answers(400, None, X_GONE)
    pictured = replace(outgoing, pictures=(Attached(network_id=ID, alt=ALT),))
    outcome = make_x(token=token).publish(pictured, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert (outcome.pictures_gone, outcome.rate_limited, outcome.http_status) == (True, False, 400)
    assert isinstance(make_x().publish(outgoing, now=now, still_ours=always), Refused)  # it has no picture to blame


@pytest.mark.parametrize(
    ("status", "body", "gone"),
    [
        (400, {"code": "INVALID_IMAGE_ID", "message": "No."}, True),
        (400, {"code": "MEDIA_ASSET_PROCESSING_FAILED", "message": "No."}, True),
        (400, {"code": "EXPIRED_UPLOAD_URL", "message": "No."}, True),
        (400, {"errorDetails": {"inputErrors": [{"code": "INVALID_IMAGE_ID"}]}}, True),
        (403, {"message": "Accessing this image resource is forbidden for the caller", "status": 403}, True),
        (400, {"code": "MEDIA_ASSET_WAITING_UPLOAD", "message": "Wait."}, False),
    ],
)
def test_a_picture_that_linkedin_cannot_use_is_brought_anew_or_waited_for(
    status, body, gone, outgoing, network, make_linkedin, now
):
    network.answers(status, None, body)
    pictured = replace(outgoing, pictures=(Attached(network_id=URN, alt=ALT),))
    outcome = make_linkedin().publish(pictured, now=now, still_ours=always)
    assert isinstance(outcome, Later)
    assert outcome.pictures_gone is gone


def test_other_refusals_stay_what_they_are(attached, network, make_channel, now):
    network.answers(401, None, {})
    assert isinstance(make_channel().publish(attached, now=now, still_ours=always), Blocked)


# ------------------------------------------------------------------------------------------------------- known again


def x_shown(given, now, *, alt: str | None = ALT, key: str = f"3_{ID}", text: str = "Anything"):
    post = given.x_post(text, now, attachments={"media_keys": [key]})
    medium = {"media_key": key, "type": "photo", **({} if alt is None else {"alt_text": alt})}
    return {**given.x_page(post), "includes": {"media": [medium]}}


def test_a_post_on_x_is_known_by_its_picture_whatever_its_words_look_like(shown, given, make_x, sought, now):
    shown.pages = [x_shown(given, now)]
    found = make_x().find(replace(sought, pictures=frozenset({ID})), now=now)
    assert isinstance(found, Found)
    assert not found.seen.as_sent


def test_another_picture_is_another_post(shown, given, make_x, sought, now):
    shown.pages = [x_shown(given, now, key="3_77")]
    assert isinstance(make_x().find(replace(sought, pictures=frozenset({ID})), now=now), Absent)


@pytest.mark.parametrize(
    ("alt", "said"),
    [
        (ALT, ()),
        ("Other", ("X shows its picture with another alt text than was sent.",)),
        (None, ("X shows its picture with no alt text.",)),
    ],
)
def test_the_words_of_a_picture_on_x_are_compared(alt, said, shown, given, make_x, sought, now):
    post = replace(sought.post, text="Anything", pictures=(Attached(network_id=ID, alt=ALT),))
    shown.pages = [x_shown(given, now, alt=alt)]
    found = make_x().find(replace(sought, post=post), now=now)
    assert found.seen.differences == said


def test_where_x_tells_nothing_of_the_picture_nothing_is_said_of_its_words(shown, given, make_x, sought, now):
    post = replace(sought.post, text="Anything", pictures=(Attached(network_id=ID, alt=ALT),))
    shown.pages = [given.x_page(given.x_post("Anything", now, attachments={"media_keys": [f"3_{ID}"]}))]
    assert make_x().find(replace(sought, post=post), now=now).seen.as_sent


def test_a_missing_picture_is_told_on_both(kind, shown, given, make_channel, sought, attached, now):
    bare = replace(attached, text="Anything", link=None, card=None)
    post = given.linkedin_post("Anything", now) if kind == "linkedin" else given.x_post("Anything", now)
    shown.pages = [given.linkedin_page(post) if kind == "linkedin" else given.x_page(post)]
    network = "LinkedIn" if kind == "linkedin" else "X"
    assert make_channel().find(replace(sought, post=bare), now=now).seen.differences == (
        f"{network} shows it without its picture.",
    )


CONTENTS = {
    "media": {"media": {"id": URN, "altText": ALT}}, "article": {"article": {"source": "https://www.techuk.org/a?b=c&d=e", "thumbnail": URN}},
    "multiImage": {"multiImage": {"images": [{"id": URN, "altText": ALT}]}},
}  # fmt: skip


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_post_on_linkedin_is_known_by_its_picture_first(content, shown, given, make_linkedin, sought, now):
    shown.pages = [given.linkedin_page(given.linkedin_post("Quite other words", now, content=content))]
    found = make_linkedin().find(replace(sought, pictures=frozenset({URN})), now=now)
    assert isinstance(found, Found)


@pytest.mark.parametrize(
    "content",
    [
        None,
        {},
        {"media": None},
        {"media": {"id": 3}},
        {"multiImage": {"images": "no"}},
        {"media": {"id": OTHER}},
        {"article": {"thumbnail": 3}},
    ],
)
def test_odd_contents_are_passed_over(content, shown, given, make_linkedin, sought, now):
    shown.pages = [given.linkedin_page(given.linkedin_post("Quite other words", now, content=content))]
    assert isinstance(make_linkedin().find(replace(sought, pictures=frozenset({URN})), now=now), Absent)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"media": {"id": URN, "altText": ALT}}, None),
        ({"media": {"id": "urn:li:digitalmediaAsset:C4E10AQFn10iWtKexVA", "altText": ALT}}, None),
        ({"media": {"id": URN, "altText": "Other"}}, "LinkedIn shows its picture with another alt text."),
        ({"media": {"id": URN}}, "LinkedIn shows its picture with no alt text."),
        (
            {"media": {"id": OTHER, "altText": ALT}},
            f"LinkedIn shows another picture than the one that was brought as {URN}.",
        ),
    ],
)
def test_the_picture_on_linkedin_is_compared(content, said, shown, given, make_linkedin, sought, now):
    post = replace(sought.post, text="Anything", link=None, card=None, pictures=(Attached(network_id=URN, alt=ALT),))
    shown.pages = [given.linkedin_page(given.linkedin_post("Anything", now, content=content))]
    seen = make_linkedin().find(replace(sought, post=post), now=now).seen
    assert seen.differences == (() if said is None else (said,))

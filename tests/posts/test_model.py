"""The digest is what an approval binds: all that a network may receive, and nothing else."""

import hashlib
import json
from dataclasses import replace

import pytest

from promoter.campaign.model import ChannelName
from promoter.posts.model import Card, Media, Mention, Wording, measure

X = Wording(
    channel=ChannelName.X, text="Words: https://example.org/a #Tag", link="https://example.org/a", tags=("#Tag",)
)
LINKEDIN = Wording(
    channel=ChannelName.LINKEDIN,
    text="Kit Sample (of Example) writes.\n\n#Tag",
    uncounted="Kit Sample writes.\n\n#Tag",
    link="https://example.org/a",
    card=Card("A title", "A description"),
    media=(Media("a.png", "ab" * 32, "A picture"),),
    tags=("#Tag",),
    mentions=(Mention("Kit Sample", "urn:li:person:kit"),),
)


def test_the_digest_is_the_sha256_of_canonical_json():
    received = {"version": 1, "channel": "x", "text": X.text, "link": X.link, "card": None, "media": []}
    canonical = json.dumps(received, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert X.digest == "sha256:" + hashlib.sha256(canonical).hexdigest()


def test_the_digest_is_the_same_today_and_tomorrow():
    assert X.digest == "sha256:cce1f739dd8375a596dcc0d70542b81933731782635bc8e3d04d8f88fbc70e76"
    assert LINKEDIN.digest == "sha256:38aec86aee29f885baf45d10e1423ced156cb72b233da1aad8c0e3ac503c7851"


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Other words\n\n#Tag"},
        {"uncounted": "Other words\n\n#Tag"},
        {"uncounted": None},
        {"link": "https://example.org/b"},
        {"link": None},
        {"card": Card("Another title", "A description")},
        {"card": Card("A title", "Another description")},
        {"card": Card("A title", "A description", "a.png")},
        {"card": None},
        {"media": (Media("a.png", "cd" * 32, "A picture"),)},
        {"media": (Media("a.png", "ab" * 32, "Another picture"),)},
        {"media": ()},
        {"tags": ()},
        {"mentions": ()},
        {"mentions": (Mention("Kit Sample", "urn:li:person:other"),)},
        {"channel": ChannelName.X},
    ],
    ids=str,
)
def test_the_digest_changes_with_everything_that_the_network_receives(change):
    assert replace(LINKEDIN, **change).digest != LINKEDIN.digest


def test_a_pictures_file_name_is_not_received_and_changes_nothing():
    assert replace(LINKEDIN, media=(Media("b.png", "ab" * 32, "A picture"),)).digest == LINKEDIN.digest


def test_a_mention_that_the_text_does_not_name_changes_nothing():
    more = (*LINKEDIN.mentions, Mention("Nobody here", "urn:li:person:nobody"))
    assert replace(LINKEDIN, mentions=more).digest == LINKEDIN.digest


def test_linkedin_receives_tags_and_mentions_as_markup_and_the_rest_escaped():
    assert LINKEDIN.payload_text == "@[Kit Sample](urn:li:person:kit) \\(of Example\\) writes.\n\n{hashtag|\\#|Tag}"
    assert LINKEDIN.payload_uncounted == "@[Kit Sample](urn:li:person:kit) writes.\n\n{hashtag|\\#|Tag}"


def test_x_receives_the_text_as_it_stands():
    odd = replace(X, text="(Brackets) #Tag", uncounted="[Brackets]")
    assert (odd.payload_text, odd.payload_uncounted, X.payload_uncounted) == ("(Brackets) #Tag", "[Brackets]", None)


def test_the_length_is_that_of_the_longer_wording_as_the_network_counts():
    assert X.length == len("Words:  #Tag") + 23
    assert replace(X, uncounted="公" * 100).length == 200
    assert LINKEDIN.length == len(LINKEDIN.text)
    assert (X.limit, LINKEDIN.limit) == (280, 3000)


@pytest.mark.parametrize(
    ("text", "on_x", "on_linkedin"), [("a👍🏽", 3, 5), ("https://example.org/a/long/path", 23, 31), ("", 0, 0)]
)
def test_networks_count_differently(text, on_x, on_linkedin):
    assert (measure(text, ChannelName.X), measure(text, ChannelName.LINKEDIN)) == (on_x, on_linkedin)

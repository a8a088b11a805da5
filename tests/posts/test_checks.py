"""What a careful reader would remark on, and that good posts pass without a word."""

from dataclasses import replace

import pytest

from promoter.campaign.model import ChannelName
from promoter.posts import checks
from promoter.posts.model import Card, Wording

LINK = "https://example.org/a?utm_source=x"
GOOD = f"“It took a week.”\n\nKit Sample (@kit) of Example on answers: {LINK}\n\n#Week"
CARD = Card("Fix the address first", "How nine lists got one owner each")


def on_x(text, **more):
    return Wording(channel=ChannelName.X, text=text, link=LINK, tags=("#Week",), **more)


def on_linkedin(text, tags=("#Week",)):
    return Wording(channel=ChannelName.LINKEDIN, text=text, link=LINK, card=CARD, tags=tags)


def codes(said, hashtag="#Week"):
    return {remark.code for remark in checks.remarks(said, hashtag=hashtag)}


def test_a_good_post_is_not_remarked_on():
    assert codes(on_x(GOOD)) == set()
    assert codes(on_linkedin("It took a week.\n\nKit Sample of Example on answers.\n\n#Week")) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        (GOOD + "\n" + "long " * 60, "too_long"),
        (GOOD.replace("#Week", ""), "hashtag_missing"),
        (GOOD.replace("#Week", "#week"), "hashtag_missing"),
        (GOOD + " #Week", "hashtag_twice"),
        (GOOD + " #One #Two", "hashtags"),
        ("@kit " + GOOD, "starts_with_handle"),
        ("＠kit " + GOOD, "starts_with_handle"),
        (GOOD.replace(LINK, ""), "link_missing"),
        (GOOD.replace(LINK, LINK + "more"), "link_broken"),
        (GOOD + " GOV.UK", "links"),
        (GOOD + " Read it!", "exclamation"),
        (GOOD + " A must-read.", "praise"),
        (GOOD + " Delighted to share.", "praise"),
        (GOOD + " She said so.", "pronoun"),
        (GOOD + " More tomorrow.", "relative_day"),
        ("word " * 26 + "\n" + GOOD, "long_sentence"),
        (GOOD + " 🎉🎉🎉", "emoji"),
        (GOOD + " 𝗯𝗼𝗹𝗱", "fake_letters"),
    ],
)
def test_on_x_there_is_a_remark_about(text, code):
    assert code in codes(on_x(text))


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (
            "https://blog.example/a",
            "X does not know the ending .example, so it makes no link of the address; use another.",
        ),
        (LINK + "_" * 4096, "X will not make one link of the whole address; shorten it or use another."),
        ("https://127.0.0.1/a", "X will not make one link of the whole address; shorten it or use another."),
    ],
)
def test_why_x_makes_no_link_of_an_address_is_said(link, says):
    found = checks.remarks(replace(on_x(GOOD.replace(LINK, link)), link=link), hashtag="#Week")
    assert [remark.message for remark in found if remark.code == "link_broken"] == [says]


@pytest.mark.parametrize(
    "text",
    [
        GOOD + " #Other",
        GOOD + " 👩‍👩‍👧‍👦🇬🇧",
        "Mail kit@example about it. " + GOOD,
        "word " * 25 + "\n" + GOOD[-80:],
        GOOD.replace("week.”", "week.” The theirs of the heritage, shed and history."),
    ],
)
def test_on_x_there_is_no_remark_about(text):
    assert codes(on_x(text)) <= {"too_long", "link_missing", "link_broken"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Words.\n\n#week", "hashtag_missing"),
        (f"Words: {LINK}\n\n#Week", "link_in_text"),
        ("Fix the address FIRST, they say.\n\n#Week", "repeats_card"),
        ("How nine lists got one owner each.\n\n#Week", "repeats_card"),
        ("Words, #Week.\n\n#Week", "hashtag_twice"),
    ],
)
def test_on_linkedin_there_is_a_remark_about(text, code):
    assert code in codes(on_linkedin(text))


@pytest.mark.parametrize("text", ["@kit and #GovTech, on GOV.UK\n\n#Week", "Words.\n\n– " + "word " * 40 + "\n\n#Week"])
def test_on_linkedin_names_and_hashes_are_words_and_lists_are_no_sentences(text):
    assert codes(on_linkedin(text)) == set()


def test_a_short_title_is_repeated_only_by_a_line_of_its_own():
    said = Wording(
        channel=ChannelName.LINKEDIN, text="People first.\n\n#Week", link=LINK, card=Card("People", ""), tags=("#Week",)
    )
    assert codes(said) == set()


def test_both_wordings_are_looked_at_and_each_remark_is_made_once():
    said = on_x(GOOD + " Hooray!", uncounted=GOOD + " Hooray! She says.")
    assert [remark.code for remark in checks.remarks(said, hashtag="#Week")] == ["exclamation", "pronoun"]


def test_what_forbids_approval_is_too_long_or_empty():
    assert sorted(checks.FORBID_APPROVAL) == ["empty", "too_long"]
    assert codes(on_x("")) == {"empty"}


def test_a_reworded_post_is_as_typed_with_plain_line_ends():
    said = checks.reworded(on_x(GOOD, uncounted="Less"), "  Cafe\u0301\r\n\r\nNew words\r#Week \n")
    assert (said.text, said.uncounted, said.tags) == ("Café\n\nNew words\n#Week", None, ("#Week",))
    assert said.link == LINK


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Words\n\n#Week #Other", ("#Week", "#Other")),
        ("Words on #Other\n\n#Week", ("#Week",)),
        ("Words\n\n#Other", ("#Other",)),
        ("Words\n\n#Other and more", ()),
        ("Words in #Week\nand more", ("#Week",)),
    ],
)
def test_a_persons_closing_hashtags_become_tags_on_linkedin(text, tags):
    assert checks.reworded(on_linkedin("Old\n\n#Week"), text).tags == tags


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two? Three… Four", ["One.", "Two?", "Three…", "Four"]),
        ("“One.” Two", ["“One.", "Two"]),
        ("node.js at 2.5 per cent", ["node.js at 2.5 per cent"]),
        ("One\nTwo\n– a list\n\nThree: four", ["One", "Two", "Three: four"]),
    ],
)
def test_sentences_end_at_marks_and_line_ends(text, parts):
    assert checks.sentences(text) == parts


@pytest.mark.parametrize(
    ("channel", "text", "link", "where"),
    [
        (ChannelName.X, "See elsewhere.org/a #Sample", None, "elsewhere.org"),
        (ChannelName.X, "See https://sub.example.org/a #Sample", None, "sub.example.org"),
        (ChannelName.X, "See https://www.example.org/a and https://news.example.org #Sample", None, None),
        (ChannelName.X, "No link at all. #Sample", None, None),
        (ChannelName.LINKEDIN, "See https://elsewhere.org/a\n\n#Sample", None, "elsewhere.org"),
        (ChannelName.LINKEDIN, "A card.\n\n#Sample", "https://elsewhere.org/a", None),
        (ChannelName.X, "See https://elsewhere.org/a #Sample", "https://elsewhere.org/a", None),
        (
            ChannelName.X,
            "See https://elsewhere.org/a elsewhere.org/b #Sample",
            "https://elsewhere.org/a",
            "elsewhere.org",
        ),
    ],
)
def test_a_link_in_the_text_that_leads_elsewhere_is_remarked_on(channel, text, link, where):
    said = Wording(channel=channel, text=text, link=link)
    hosts = ("example.org", "news.example.org")
    found = [one.message for one in checks.remarks(said, hashtag="#Sample", hosts=hosts) if one.code == "other_host"]
    says = f"A link leads to {where}, and the campaign’s pages are on example.org and news.example.org: see whether that is meant."
    assert found == ([] if where is None else [says])
    assert "other_host" not in {one.code for one in checks.remarks(said, hashtag="#Sample")}, "no hosts are named"

"""Cards: all the words, in letters that can be read, inside the margins, over nothing else; or a sentence on why not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.resources import files
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pictures.samples import opened, saved
from promoter.campaign.model import ChannelName, Look
from promoter.pictures import cards
from promoter.pictures.headers import header_of
from promoter.pictures.letters import Weight, tidy, undrawable, width
from promoter.pictures.setting import fit
from promoter.pictures.words import Part, Words

LOOK = Look(ink="#101010", paper="#fdfdfd", accent="#a01030")
WORDS = Words(
    label="The next ten years",
    headline="An ordinary Tuesday in 2031",
    detail=("Nia Sample, Director of Research", "Owen Sample, Principal Engineer", "Example Futures"),
    week="Building the Smarter State Week",
    hashtag="#techUKSmarterState",
    alt="A card",
    of_blog=True,
)
LOGO = saved(Image.new("RGBA", (500, 160), (0, 90, 40, 255)))
OVERHANG = 16  #: how far the accent of a large Ά or a stroke may lean out to the side, into the margin
EUROPEAN = st.text("abcdeimwW ÅŻǺẬģŁß  ΆΩж Йђ ,.:;!?–-/“”()@#&1270 ", min_size=1, max_size=120)
SHORT = EUROPEAN | EUROPEAN | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=120)


def inside_and_apart(card: cards.Card, channel: ChannelName) -> None:
    wide, high = cards.SIZES[channel]
    for box in card.boxes.values():
        assert cards.BAR < box.left <= box.right <= wide - cards.MARGIN
        assert cards.MARGIN <= box.top <= box.bottom <= high - cards.MARGIN
    for one, other in combinations(card.boxes.values(), 2):
        beside = one.right <= other.left or other.right <= one.left
        assert beside or one.bottom <= other.top or other.bottom <= one.top


def ink_within(card: cards.Card, channel: ChannelName) -> bool:
    """Whether every pixel that is not paper lies in a box or in the bar: what was measured is what was drawn."""
    image = opened(card.content).convert("RGB")
    image.paste(LOOK.paper, (0, 0, cards.BAR, image.height))
    for box in card.boxes.values():
        image.paste(LOOK.paper, (box.left - OVERHANG, box.top, box.right + OVERHANG, box.bottom))
    return image.getcolors() == [(image.width * image.height, (0xFD, 0xFD, 0xFD))]


@pytest.mark.parametrize("channel", ChannelName)
@pytest.mark.parametrize("logo", [None, LOGO], ids=["no logo", "logo"])
def test_a_card_has_the_networks_size_and_everything_in_its_place(channel, logo):
    card = cards.draw(WORDS, channel, LOOK, logo)
    assert opened(card.content).size == {"x": (1200, 675), "linkedin": (1200, 627)}[channel]
    assert header_of(card.content).plain
    assert set(card.boxes) == {*Part, *(["logo"] if logo else [])}
    inside_and_apart(card, channel)
    assert ink_within(card, channel)


def test_a_card_is_drawn_in_the_organisations_colours():
    image = opened(cards.draw(WORDS, ChannelName.X, LOOK, None).content).convert("RGB")
    colours = {colour for _, colour in image.getcolors(maxcolors=1_000_000)}
    assert {(0x10, 0x10, 0x10), (0xFD, 0xFD, 0xFD), (0xA0, 0x10, 0x30)} <= colours
    assert image.getpixel((5, 300)) == (0xA0, 0x10, 0x30)
    label = cards.draw(WORDS, ChannelName.X, LOOK, None).boxes[Part.LABEL]
    shown = image.crop(label).getcolors(maxcolors=1_000_000)
    assert (0xA0, 0x10, 0x30) in {colour for _, colour in shown}


@pytest.mark.parametrize("size", [(1000, 20), (20, 1000), (3, 3), (280, 96), (4000, 4000)])
def test_a_logo_of_any_shape_keeps_its_shape_and_its_place(size):
    card = cards.draw(WORDS, ChannelName.LINKEDIN, LOOK, saved(Image.new("RGB", size, "#005500")))
    box = card.boxes["logo"]
    wide, high = box.right - box.left, box.bottom - box.top
    assert wide <= cards.LOGO[0]
    assert high <= cards.LOGO[1]
    assert wide == cards.LOGO[0] or high == cards.LOGO[1]
    assert wide / high == pytest.approx(size[0] / size[1], rel=0.2)
    inside_and_apart(card, ChannelName.LINKEDIN)


@settings(max_examples=120, deadline=None)
@given(SHORT, SHORT, st.lists(SHORT, max_size=4), SHORT, st.booleans(), st.sampled_from(ChannelName))
def test_any_words_are_all_shown_in_their_places_or_it_is_said_why_not(label, headline, detail, week, logo, channel):
    words = replace(
        WORDS, label=tidy(label) or "A", headline=tidy(headline) or "A", week=tidy(week) or "A",
        detail=tuple(filter(None, map(tidy, detail))),
    )  # fmt: skip
    try:
        card = cards.draw(words, channel, LOOK, LOGO if logo else None)
    except cards.NotDrawn as refused:
        card, problems = None, refused.problems
    if card is None:
        assert problems
        assert all("no card can be drawn, because" in problem.message for problem in problems)
        return
    assert not undrawable("".join((words.label, words.headline, *words.detail, words.week)))
    inside_and_apart(card, channel)
    assert ink_within(card, channel)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("abcdefgmilW -–/.“”’", min_size=1, max_size=90).map(tidy).filter(bool), min_size=1, max_size=3),
    st.sampled_from(Weight), st.integers(150, 1000), st.integers(40, 400), st.integers(1, 6),
)  # fmt: skip
def test_text_that_is_set_is_all_there_and_fits_its_box(paragraphs, weight, wide, high, most):
    block = fit(paragraphs, weight, sizes=(20, 60), box=(wide, high), most=most)
    if block is None:
        smallest = fit(paragraphs, weight, sizes=(20, 20), box=(wide, high), most=most)
        assert smallest is None
        return
    assert 20 <= block.size <= 60
    assert len(block.lines) <= most
    assert block.height <= high
    assert all(width(line, weight, block.size) <= wide for line in block.lines)
    assert "".join(block.lines).replace(" ", "") == "".join(paragraphs).replace(" ", "")
    larger = (
        fit(paragraphs, weight, sizes=(block.size + 2, 60), box=(wide, high), most=most) if block.size < 58 else None
    )
    assert larger is None


def test_lines_are_about_as_long_as_one_another():
    block = fit(
        ["one two three four five six seven eight nine ten"], Weight.BOLD, sizes=(60, 60), box=(700, 400), most=4
    )
    widths = [width(line, Weight.BOLD, 60) for line in block.lines]
    assert len(widths) > 1
    assert max(widths) - min(widths) < 0.35 * max(widths)


@pytest.mark.parametrize(
    ("part", "text", "shown"),
    [
        (Part.HEADLINE, "Launch 🚀 today", "“🚀”, which the title needs"),
        (Part.HEADLINE, "A family 👨‍👩‍👧", "“👨‍👩‍👧”, which the title needs"),
        (Part.HEADLINE, "数字政府", "“数”, “字”, “政”, “府”, which the title needs"),
        (Part.LABEL, "שלום", "“ש”, “ל”, “ו”, “ם”, which the line above the title needs"),
        (Part.HEADLINE, "A q̃ with a mark", "“q̃”, which the title needs"),
        (Part.WEEK, "हिन्दी", "which the week's name needs"),
        (Part.DETAIL, "Zoë 陈, Director", "“陈”, which the line below the title needs"),
    ],
)
def test_letters_that_the_fonts_lack_are_told_and_never_drawn_as_boxes(part, text, shown):
    words = replace(WORDS, **{part.value: (text,) if part is Part.DETAIL else text})
    with pytest.raises(cards.NotDrawn) as refused:
        cards.draw(words, ChannelName.X, LOOK, None)
    assert [problem.part for problem in refused.value.problems] == [part]
    assert shown in str(refused.value)
    assert "write it without, or give the blog a picture of its own (image)" in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Żółć, Čeněk, Ağaoğlu",
        "Ελλάδα και Κύπρος",
        "Київ і Мінск",
        "“Quoted” – it’s £5, €6, 50 % … №7",
        "é as e\u0301",
    ],
)
def test_the_scripts_of_europe_are_drawn(text):
    assert undrawable(tidy(text)) == ()
    cards.draw(replace(WORDS, headline=tidy(text)), ChannelName.X, LOOK, None)


def test_what_nobody_sees_is_left_out_and_does_no_harm():
    assert tidy("a\u200bb\u00adc\u00a0d\u202e e\n f") == "abc d e f"


@pytest.mark.parametrize(
    ("part", "text", "called"),
    [
        (Part.HEADLINE, "word " * 120, "the title does not fit"),
        (Part.HEADLINE, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "the title does not fit"),
        (Part.LABEL, "a theme " * 30, "the line above the title does not fit"),
        (Part.DETAIL, "an author with a long title, " * 20, "the line below the title does not fit"),
        (Part.WEEK, "a week " * 40, "the week's name does not fit"),
        (Part.HASHTAG, "#" + "x" * 90, "the hashtag does not fit"),
    ],
)  # fmt: skip
def test_words_that_do_not_fit_are_told_and_never_cut(part, text, called):
    text = tidy(text)
    with pytest.raises(cards.NotDrawn) as refused:
        cards.draw(
            replace(WORDS, **{part.value: (text,) if part is Part.DETAIL else text}), ChannelName.LINKEDIN, LOOK, None
        )
    assert called in str(refused.value)
    assert f"({len(text)} characters): shorten it" in str(refused.value)


def test_a_longer_title_is_set_smaller_and_never_below_what_can_be_read():
    heights = []
    for title in ("Short", "A title of some ten words that says what it is about", "word " * 24):
        box = cards.draw(replace(WORDS, headline=tidy(title), detail=()), ChannelName.X, LOOK, None).boxes[
            Part.HEADLINE
        ]
        heights.append(box.bottom - box.top)
    assert heights == sorted(heights)
    assert min(cards.LABEL[0], cards.HEADLINE[0], cards.DETAIL[0], cards.FOOT[0]) >= 30


def test_the_same_words_give_the_same_bytes_and_any_difference_another_name():
    cards.draw.cache_clear()
    once = cards.draw(WORDS, ChannelName.X, LOOK, LOGO).content
    cards.draw.cache_clear()
    assert cards.draw(WORDS, ChannelName.X, LOOK, LOGO).content == once
    names = {
        cards.fingerprint(*made)
        for made in [
            (WORDS, ChannelName.X, LOOK, None),
            (WORDS, ChannelName.LINKEDIN, LOOK, None),
            (WORDS, ChannelName.X, LOOK, LOGO),
            (WORDS, ChannelName.X, LOOK.model_copy(update={"ink": "#000000"}), None),
            *((replace(WORDS, **{part: "other"}), ChannelName.X, LOOK, None) for part in ("label", "headline", "week")),
            (replace(WORDS, detail=("Nia Sample",)), ChannelName.X, LOOK, None),
        ]
    }
    assert len(names) == 8
    same = cards.fingerprint(replace(WORDS, alt="said otherwise", places={}), ChannelName.X, LOOK, None)
    assert same == cards.fingerprint(WORDS, ChannelName.X, LOOK, None)


def test_every_font_file_is_the_one_that_its_list_names():
    folder = files("promoter.pictures") / "fonts"
    listed = (folder / "VENDOR.md").read_text()
    fonts = [file for file in folder.iterdir() if file.name.endswith(".woff")]
    assert len(fonts) == 8
    for font in fonts:
        assert f"| {font.name} |" in listed
        assert hashlib.sha256(font.read_bytes()).hexdigest() in listed
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "source-sans-3-LICENSE.txt").read_text()

"""How a post would look on its network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from promoter.campaign.model import ChannelName, Organisation
from promoter.posts.model import Card, Media, Mention, Wording
from promoter.reporting.drawing import Drawing, Piece, draw, fold, pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promoter.planning import Plan

X, LINKEDIN = ChannelName.X, ChannelName.LINKEDIN
HOUSE = Organisation(name="Example Association", x="@example")
LINK = "https://www.example.org/a-long-way/to-the-page?utm_source=x"
SENTENCE = "Sixteen people believed the screen, and none of them the silence afterwards. "


def on_x(text: str, **more: object) -> Wording:
    return Wording(channel=X, text=text, **more)  # type: ignore[arg-type]


def on_linkedin(text: str, **more: object) -> Wording:
    return Wording(channel=LINKEDIN, text=text, **more)  # type: ignore[arg-type]


def joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_x_shows_a_link_without_its_beginning_and_its_end() -> None:
    (link,) = [piece for piece in pieces_of(on_x(f"Read it: {LINK} #One")) if piece.kind == "link"]
    assert link == Piece("example.org/a-long-way/to-the-pa…", "link", LINK)


def test_a_bare_address_on_x_leads_to_a_place_on_the_web() -> None:
    (link,) = [piece for piece in pieces_of(on_x("See example.org for more.")) if piece.kind == "link"]
    assert link.href == "https://example.org"


def test_hashtags_and_mentions_are_told_from_words() -> None:
    tags = [piece.text for piece in pieces_of(on_x("By @sample_una, issue #1 of #SampleWeek")) if piece.kind == "tag"]
    assert tags == ["@sample_una", "#SampleWeek"]


def test_linkedin_marks_what_the_wire_marks_and_nothing_else() -> None:
    said = on_linkedin(
        "Una Sample of [Example] wrote #SampleWeek and #other.\r\nUna Sample (again): https://example.org/a_b",
        tags=("#SampleWeek",),
        mentions=(Mention("Una Sample", "urn:li:person:1"),),
    )
    assert list(pieces_of(said)) == [
        Piece("Una Sample", "tag"),
        Piece(" of [Example] wrote "),
        Piece("#SampleWeek", "tag"),
        Piece(" and #other.\nUna Sample (again): "),
        Piece("https://example.org/a_b", "link", "https://example.org/a_b"),
    ]


def test_no_word_is_lost_between_the_pieces(awkward: Plan) -> None:
    for item in awkward.planned:
        said = item.post.said
        drawing = draw(said, awkward.campaign.organisation)
        if said.channel is LINKEDIN:
            assert f"{joined(drawing.shown)} {joined(drawing.rest)}".split() == said.text.split()
        else:
            assert drawing.rest == ()
            assert [piece.href or piece.text for piece in drawing.shown] == [
                piece.href or piece.text for piece in pieces_of(said)
            ]


def test_a_short_post_has_no_fold() -> None:
    assert fold(on_linkedin("One line.\nAnother.\nA third.\n\n")) is None
    assert fold(on_linkedin("")) is None
    assert fold(on_x(SENTENCE * 5)) is None


def test_the_feed_stops_after_about_three_lines_between_two_words() -> None:
    drawing = draw(on_linkedin(SENTENCE * 5), HOUSE)
    assert 180 < drawing.shown_letters <= 210
    assert f"{joined(drawing.shown)} {joined(drawing.rest)}" == SENTENCE * 5


def test_empty_lines_count_as_lines() -> None:
    drawing = draw(on_linkedin("One.\n\nTwo.\n\nThree."), HOUSE)
    assert joined(drawing.shown) == "One.\n\nTwo."
    assert joined(drawing.rest) == "Three."


def test_a_text_without_spaces_folds_too() -> None:
    drawing = draw(on_linkedin("語" * 300), HOUSE)
    assert (drawing.shown_letters, len(joined(drawing.rest))) == (210, 90)


def test_a_link_that_the_fold_cuts_leads_to_its_page_from_both_sides() -> None:
    address = "https://example.org/" + "a" * 300
    drawing = draw(on_linkedin(f"{address} and more"), HOUSE)
    assert [piece.href for piece in (*drawing.shown, drawing.rest[0])] == [address, address]


def test_the_count_is_that_of_the_network() -> None:
    assert (draw(on_x(f"One {LINK}"), HOUSE).length, draw(on_x("One"), HOUSE).limit) == (27, 280)
    assert (draw(on_linkedin("One 😀"), HOUSE).length, draw(on_linkedin("One"), HOUSE).limit) == (6, 3000)


def test_whoever_says_it_is_named_as_on_the_network() -> None:
    assert (draw(on_x("One"), HOUSE).name, draw(on_x("One"), HOUSE).handle) == ("Example Association", "@example")
    assert draw(on_x("One"), Organisation(name="Example")).handle == ""
    assert draw(on_linkedin("One"), HOUSE).handle == "LinkedIn page"


def test_linkedin_shows_the_card_that_it_is_given_and_none_of_its_own() -> None:
    card = Card("A title", "A description", "card.png")
    drawn = draw(on_linkedin("One", link=LINK, card=card), HOUSE, picture=lambda file: f"/pictures/{file}").card
    assert drawn
    assert (drawn.href, drawn.host, drawn.title, drawn.description) == (LINK, "example.org", "A title", "A description")
    assert drawn.picture
    assert drawn.picture.src == "/pictures/card.png"
    assert draw(on_linkedin("One", link=LINK), HOUSE).card is None


def test_x_leaves_the_card_to_the_page() -> None:
    drawn = draw(on_x(f"One {LINK}", link=LINK), HOUSE).card
    assert drawn
    assert (drawn.host, drawn.title, drawn.picture) == ("example.org", None, None)
    titled = draw(on_x(f"One {LINK}", link=LINK), HOUSE, page_title="A title").card
    assert titled
    assert titled.title == "A title"
    assert draw(on_x("One"), HOUSE).card is None


def test_a_post_with_pictures_has_no_card() -> None:
    picture = Media("images/door.png", "0" * 64, "A door")
    drawing = draw(on_x(f"One {LINK}", link=LINK, media=(picture,)), HOUSE)
    assert drawing.card is None
    assert [(one.file, one.alt, one.src) for one in drawing.pictures] == [("images/door.png", "A door", None)]


# ------------------------------------------------------------------------------------------------------- as markup


def marked_up(drawing: Drawing, macro: str = "post") -> str:
    environment = Environment(
        loader=PackageLoader("promoter.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = f'{{% import "post_drawing.html" as drawn %}}{{{{ drawn.{macro}(drawing) }}}}'
    return environment.from_string(page).render(drawing=drawing)


def test_the_text_stands_in_its_element_letter_for_letter() -> None:
    html = marked_up(draw(on_x("One.\n\nTwo & three."), HOUSE))
    assert '<p class="drawn-text">One.\n\nTwo &amp; three.</p>' in html


def test_the_fold_is_said_in_words_where_the_letters_are_counted() -> None:
    folded, short = draw(on_linkedin(SENTENCE * 5), HOUSE), draw(on_linkedin("One."), HOUSE)
    assert f"385 of 3,000 characters; “…more” after about {folded.shown_letters}" in marked_up(folded, "count")
    assert marked_up(short, "count").strip() == "4 of 3,000 characters"
    assert "drawn-rest" in marked_up(folded)
    assert "drawn-rest" not in marked_up(short)


def test_a_picture_is_shown_where_it_can_be_and_its_place_where_not() -> None:
    said = on_x("One", media=(Media("door.png", "0" * 64, "A <door>"),))
    shown = marked_up(draw(said, HOUSE, picture=lambda file: f"/pictures/{file}"))
    assert '<img class="drawn-picture" src="/pictures/door.png" alt="A &lt;door&gt;">' in shown
    place = marked_up(draw(said, HOUSE))
    assert "<img" not in place
    assert "Picture door.png" in place
    assert "Described as: A &lt;door&gt;" in place


def test_the_picture_of_a_link_is_not_said_to_be_described_on_linkedin() -> None:
    card = Card("The title", "", "door.png")
    said = on_linkedin("One", link="https://example.org/", card=card, media=(Media("door.png", "0" * 64, "A door"),))
    html = marked_up(draw(said, HOUSE))
    assert "LinkedIn keeps no description of the picture of a link. Here it is described as: A door" in html
    assert "Described as" not in html


def test_it_is_drawn_as_the_account_that_posts_it() -> None:
    assert (draw(on_x("One"), HOUSE).handle, draw(on_x("One"), HOUSE, account="@another").handle) == (
        HOUSE.x,
        "@another",
    )
    assert draw(on_linkedin("One"), HOUSE, account="Another page").name == "Another page"
    assert draw(on_linkedin("One"), HOUSE, account="urn:li:organization:1").name == HOUSE.name


def test_a_picture_that_nobody_described_is_said_to_be_so() -> None:
    said = on_x("One", media=(Media("door.png", "0" * 64, ""),))
    assert "Not described yet" in marked_up(draw(said, HOUSE))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '" onmouseover="alert(1)'])
def test_hostile_words_stay_words(hostile: str) -> None:
    said = on_linkedin(
        f"{hostile} https://example.org/{hostile}", link="https://example.org/", card=Card(hostile, hostile, hostile)
    )
    html = marked_up(draw(said, Organisation(name=hostile), picture=lambda file: f"/pictures/{file}"))
    assert hostile not in html
    assert "<script" not in html

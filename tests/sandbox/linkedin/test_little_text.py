import pytest

from promoter.sandbox.linkedin.little_text import read


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("plain % “text” 😀\nnext", "plain % “text” 😀\nnext"),
        ("\\| \\{ \\} \\@ \\[ \\] \\( \\) \\< \\> \\# \\\\ \\* \\_ \\~", "| { } @ [ ] ( ) < > # \\ * _ ~"),
        ("a {hashtag|\\#|Tag} b", "a #Tag b"),
        ("a {hashtag|#|Tag} b", "a #Tag b"),
        ("a {hashtag|＃|Tag\\_x} b", "a #Tag_x b"),
        ("a #Tag b", "a #Tag b"),
        ("@[Some \\(Company\\)](urn:li:organization:12)!", "Some (Company)!"),
        ("@[Ann](urn:li:person:\\_1a)", "Ann"),
    ],
)
def test_well_formed_text_is_shown_whole(wire, shown):
    reading = read(wire)
    assert (reading.shown, reading.whole) == (shown, shown)


@pytest.mark.parametrize(
    ("wire", "shown"),
    [
        ("before (after)", "before "),
        ("a_b", "a"),
        ("#a_b", "#a"),
        ("# b", ""),
        ("C:\\temp", "C:"),
        ("ends with \\", "ends with "),
        ("mail me@example.org", "mail me"),
        ("{hashtag|Tag}", ""),
        ("@[Name](example.org)", ""),
        ("@[Na(me](urn:li:organization:1)", ""),
        ("first {hashtag|\\#|Tag} then * and {hashtag|\\#|Late}", "first #Tag then "),
    ],
)
def test_the_first_unescaped_character_ends_what_is_shown_and_a_read_gives_all_back(wire, shown):
    reading = read(wire)
    assert reading.shown == shown
    assert reading.echo.replace("{hashtag|\\#|a}", "#a") == wire


def test_length_is_counted_in_utf_16_units_without_escapes():
    assert read("\\(😀\\)").length == 4

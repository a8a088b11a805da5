"""What a page says of itself, read as browsers read it, whatever is wrong with its HTML."""

import pytest

from promoter.channels.markup import read

PIECES = (
    "<", "<!--", "<!", "</", "<a ", "<a x='", '<a x="', "<a =", "<b>", "<div><div>", "<title>", "<h1>", "<h1>&", "<script>",
    "<meta ", "<meta charset", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "<a" + " " * 200, "<a" + "/" * 200, "<a b=c d='e' f>",
)  # fmt: skip


def titles(text):
    return read(text.encode(), "text/html; charset=utf-8").titles


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<title>a</title><title>b</title>", ["a"]),
        ("<TITLE lang=en\n>a</TITLE\n>", ["a"]),
        ("<title>a <b>c</b></title>", ["a <b>c</b>"]),
        ("<title>never closed", ["never closed"]),
        ("<meta property=og:title content=b><title>a</title>", ["a", "b"]),
        ("<title/>a</title>", ["a"]),
        ("<titles>a</titles>", []),
        ("<svg><title>logo</title></svg><h1>a</h1>", ["logo", "a"]),
        ("<a title='<title>no</title>'><title>yes</title>", ["yes"]),
        ("<p title=it's><title>yes</title>", ["yes"]),
        ("<style><title>no</title></style><title>yes</title>", ["yes"]),
        ("<script>if (a</script >b)</script><title>yes</title>", ["yes"]),
        ("<textarea><h1>no</h1></textarea><h1>yes</h1>", ["yes"]),
        ("<!--> <title>yes</title>", ["yes"]),
        ("<!-- <title>no</title> --!><title>yes</title>", ["yes"]),
        ("<!-- never closed <title>no</title>", []),
        ("<![CDATA[ > <title>yes</title>", ["yes"]),
        ("</ <title>no> <title>yes</title>", ["yes"]),
        ("a < b <title>yes</title>", ["yes"]),
        ("<h1>a &lt; b &amp; c</h1>", ["a < b & c"]),
        ("<h1>a<!-- b -->c</h1>", ["ac"]),
        ("<h1>a<script>b</script>c<br/>d</h1>", ["ac d"]),
        ("<h1> </h1><h1>b</h1>", ["b"]),
        ('<meta content="a &quot;b&quot;" property="og:title">', ['a "b"']),
        ("<meta property=og:title content='never closed", []),
    ],
)
def test_titles_are_where_a_browser_finds_them(text, expected):
    assert titles(text) == expected


def test_a_tag_left_open_takes_the_rest_with_it():
    assert titles("<h1>a</h1><a href='<title>b</title>") == ["a"]


def test_of_two_attributes_of_one_name_the_first_counts():
    assert read(b"<meta name=robots name=other content=a content=b>", "").robots == ["a"]


def test_an_attribute_counts_wherever_it_stands_in_its_tag():
    many = " ".join(f"data-{number}" for number in range(50))
    assert read(f"<input {many} type = ' PASSWORD '/>".encode(), "").password


def test_a_long_title_is_cut_and_many_are_counted_off():
    page = read(b"<title>" + b"a" * 100_000 + b"</title>" + b"<meta name=og:title content=b><h1>c</h1>" * 1000, "")
    assert len(page.titles[0]) == 2_000
    assert len(page.titles) <= 12


@pytest.mark.parametrize(
    "piece",
    PIECES,
)
def test_a_megabyte_of_anything_is_read_in_one_pass(piece):
    # A reader that goes back at each piece needs many minutes for one of these, and this test seems not to end.
    assert not read(piece.encode() * (1_000_000 // len(piece)), "").password
    assert read((piece * 100 + "</h1></script><!-- --><input type=password>").encode(), "").robots == []

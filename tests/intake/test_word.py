"""Word files: what is kept and counted, what is left out, and what is refused in one sentence."""

from __future__ import annotations

import zipfile

import pytest

from promoter.campaign import words
from promoter.intake import paragraphs, word
from promoter.intake.refusing import NotReadable
from word_files import W, archive, deleted, inserted, item, link, note, para, run, table
from word_files import word as docx

HIDDEN_STYLE = (
    '<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
)
BASED = '<w:style w:type="character" w:styleId="More"><w:name w:val="More"/><w:basedOn w:val="Secret"/></w:style>'
PLAIN = para("An ordinary sentence.")


def markdown(*blocks: str, **more) -> str:
    return paragraphs.body(word.read(docx(*blocks, **more)).paragraphs)


@pytest.mark.parametrize(
    ("blocks", "count"),
    [
        ((para("One two three."),), 3),
        ((para("well-known e-mail, and/or"),), 3),
        ((para("2021 was 5 % – or — better"),), 8),
        ((para("no\u00a0break and so\u00adft"),), 4),
        ((para("https://example.org/a-b-c?d=e is one"),), 3),
        ((para("Kept ", inserted("two more"), deleted("not these three")),), 3),
        ((table(("a b", "c"), ("d", "e f")),), 6),
        ((item("one two"), item("three", 1), item("four", 0, 2)), 4),
        ((para("a line", run("", "") + "<w:r><w:br/></w:r>", "broken"),), 3),
        ((para("tab", "<w:r><w:tab/></w:r>", "bed"),), 2),
        ((para("Seen ", run("unseen", "<w:vanish/>")),), 1),
        ((para(run("Bold", "<w:b/>"), "face in two runs"),), 4),
        ((f"<w:sdt><w:sdtContent>{para('in a content control')}</w:sdtContent></w:sdt>",), 4),
        ((para("Heading of four words", style="Heading1"), para("and text")), 6),
        ((table((para("a frame round") + para("two paragraphs"),)),), 5),
        ((table(("outer", table(("inner one", "two")) + para(""))),), 4),
    ],
)
def test_words_are_counted_as_word_counts_them(blocks, count):
    assert words.count(words.plain(markdown(*blocks))) == count


def test_notes_are_counted_and_stand_below_the_text():
    text = markdown(para("Said", note(1), " and done", note(2), "."), notes=("See the report.", "Or not."))
    assert text == "Said\\[1\\] and done\\[2\\].\n\n---\n\n1. See the report.\n1. Or not.\n"
    assert words.count(words.plain(text)) == 3 + 5


def test_tracked_insertions_are_kept_and_deletions_are_not_and_somebody_is_told():
    read = word.read(docx(para("We ", inserted("really "), deleted("never "), "did it.")))
    assert [part.text for part in read.paragraphs] == ["We really did it."]
    assert any("tracked changes" in remark for remark in read.remarks)


def test_comments_and_what_moved_away_are_left_out():
    moved = f'<w:moveFrom w:id="3" w:author="A">{run("gone")}</w:moveFrom><w:moveTo w:id="4" w:author="A">{run("here")}</w:moveTo>'
    noted = (
        '<w:commentRangeStart w:id="0"/>'
        + run("text")
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    )
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="A">{para("a remark")}</w:comment></w:comments>'
    assert markdown(para(moved), para(noted), more={"word/comments.xml": comments.encode()}) == "here\n\ntext\n"


@pytest.mark.parametrize(
    "properties", ["<w:vanish/>", '<w:vanish w:val="1"/>', '<w:rStyle w:val="Secret"/>', '<w:rStyle w:val="More"/>']
)
def test_hidden_text_is_left_out_however_it_is_hidden(properties):
    read = word.read(docx(para("Seen", run(" unseen", properties)), styles=HIDDEN_STYLE + BASED))
    assert [part.text for part in read.paragraphs] == ["Seen"]
    assert "hidden text in it was left out" in read.remarks


@pytest.mark.parametrize("properties", ['<w:vanish w:val="0"/>', '<w:rStyle w:val="Secret"/><w:vanish w:val="false"/>'])
def test_text_that_is_said_not_to_be_hidden_stays(properties):
    read = word.read(docx(para("Seen", run(" too", properties)), styles=HIDDEN_STYLE))
    assert [part.text for part in read.paragraphs] == ["Seen too"]
    assert read.remarks == ()


def test_a_link_is_kept_with_its_address_and_nothing_outside_is_fetched():
    assert (
        markdown(para(link("our site")), links={"rLink": "https://example.org/"})
        == "[our site](https://example.org/)\n"
    )
    outside = '<Relationship Id="t" Type="x/attachedTemplate" Target="file:///c:/x.dotm" TargetMode="External"/></Relationships>'
    data = docx(PLAIN)
    with zipfile.ZipFile(__import__("io").BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/_rels/settings.xml.rels"] = f"<Relationships>{outside}".encode()
    assert any("which were not fetched" in remark for remark in word.read(archive(parts)).remarks)


def test_a_picture_is_told_of():
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="rLink"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    read = word.read(docx(para("Text ", drawing), links={"rLink": "media/x.png"}))
    assert any(remark.startswith("a picture in it did not come along") for remark in read.remarks)


def test_a_form_of_names_and_values_is_read_as_facts():
    read = word.read(
        docx(table(("Title", "On time"), ("Job title", "Director"), ("Blog", para("One.") + para("Two."))))
    )
    assert [(part.style, part.text) for part in read.paragraphs] == [
        ("title", "On time"),
        ("role", "Director"),
        ("", "One."),
        ("", "Two."),
    ]


def refusal(data: bytes) -> str:
    with pytest.raises(NotReadable) as refused:
        word.read(data)
    return str(refused.value)


def test_macros_are_refused_by_what_is_inside():
    assert "macros" in refusal(docx(PLAIN, more={"word/vbaProject.bin": b"x"}))
    assert "macros" in refusal(docx(PLAIN, main="application/vnd.ms-word.document.macroEnabled.main+xml"))


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert "unpacks to far more" in refusal(docx(PLAIN, more={"word/more.xml": b"a" * 13_000_000}))
    assert "unpacks to far more" in refusal(docx(PLAIN, more={"word/media/x.bin": b"\0" * 5_000_000}))
    assert "unpacks to far more" in refusal(docx(PLAIN, more={f"word/{n}.xml": b"<a/>" for n in range(3_001)}))


def test_entities_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>'
    assert "unpacks to far more" in refusal(docx(PLAIN, more={"word/document.xml": bomb}))
    assert "unpacks to far more" in refusal(docx(PLAIN, more={"word/styles.xml": bomb.decode().encode("utf-16")}))


def test_text_nested_without_end_is_refused():
    deep = "<w:smartTag>" * 30_000 + run("x") + "</w:smartTag>" * 30_000
    assert refusal(docx(para(deep)))


@pytest.mark.parametrize("cut", [40, 200, 600])
def test_half_a_file_is_refused(cut):
    assert "damaged" in refusal(docx(PLAIN)[:-cut])


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml"])
def test_a_part_that_is_no_xml_is_refused(part):
    assert "damaged" in refusal(docx(PLAIN, more={part: b"no xml at all"}))


def test_a_package_without_a_document_is_refused():
    assert "damaged" in refusal(docx(PLAIN, without=("word/document.xml",)))


def test_a_password_is_asked_to_be_taken_off():
    data = bytearray(docx(PLAIN))
    at = data.find(b"PK\x01\x02")
    while at >= 0:  # what zip programs mark as encrypted
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert "password" in refusal(bytes(data))


def test_properties_are_read_unless_they_say_nothing():
    core = "<dc:title>Document 1</dc:title><dc:creator>Ann &amp; Bo Sample</dc:creator>"
    assert word.read(docx(PLAIN, core=core)).properties == word.Properties("", "Ann & Bo Sample")
    assert word.read(docx(PLAIN, core="<dc:creator>user</dc:creator>")).properties.author == ""

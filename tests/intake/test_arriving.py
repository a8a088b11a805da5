"""Files told apart by what they hold, and one clear sentence for each that cannot be read."""

from __future__ import annotations

import pytest

from promoter.intake import arriving
from promoter.intake.refusing import NotReadable
from word_files import archive, para, word

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", b"", "empty"),
        ("a.txt", b" \n\t", "empty"),
        ("a.docx", OLE + utf16("EncryptedPackage"), "password"),
        ("a.docx", OLE + utf16("WordDocument"), "old format (.doc)"),
        ("a.doc", OLE + utf16("WordDocument"), "old format (.doc)"),
        ("a.xls", OLE + utf16("Workbook"), "old format (.xls)"),
        ("a.docm", word(para("x")), "macros"),
        ("a.docx", b"PK\x03\x04 and no more", "damaged"),
        ("a.docx", archive({"hello.txt": b"x"}), "none of Word"),
        ("a.docx", b"%PDF-1.7 x", "PDF"),
        ("a.docx", b"MZ\x90\0", "program"),
        ("a.txt", b"\x7fELF\x02", "program"),
        ("a.docx", b"\x89PNG\r\n", "picture"),
        ("a.txt", b"{\\rtf1 x}", "RTF"),
        ("a.md", b"<!DOCTYPE html><p>x</p>", "page from the web"),
        ("a.txt", bytes(range(256)) * 4, "none of Word"),
        ("a.docx", word(para("")), "no text"),
        ("a.md", b"---\ntitle: only\n---\n", "no text"),
        ("a.md", b"<!-- hidden -->\n", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(propose, name, data, says):
    with pytest.raises(NotReadable) as refused:
        propose(name, data)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_of_two_hundred_megabytes_is_not_even_read(tmp_path):
    large = tmp_path / "large.docx"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(NotReadable, match="200 MB and may have 25 MB"):
        arriving.read_file(large)


def test_a_file_that_is_none_is_refused_and_nothing_waits(tmp_path):
    for place in (tmp_path, tmp_path / "nothing.docx", tmp_path / "x\0y"):
        with pytest.raises(NotReadable):
            arriving.read_file(place)


def test_a_word_file_under_another_name_is_read_as_what_it_is(propose):
    (one,) = propose("a.txt", word(para("A title", style="Title"), para("Text.")))
    assert one.value("title") == "A title"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_text_is_read_in_every_encoding_that_people_send(propose, encoding, ends):
    text = "Café – a “first” line\n\nThe text says naïve things about the café, and it goes on.\n\nAnd on."
    (one,) = propose("a.txt", text.replace("\n", ends).encode(encoding))
    assert one.value("title") == "Café – a “first” line"
    assert one.body == "The text says naïve things about the café, and it goes on.\n\nAnd on.\n"


def test_lines_that_a_mail_program_broke_are_put_together_again(propose):
    long = "this line is as long as mail programs make lines before they break them, "
    (one,) = propose("a.txt", f"A title\n\n{long}\n{long}\nthe end.\n\n* one\n* two\n\n1) three")
    assert one.body == f"{long}{long}the end.\n\n- one\n- two\n1. three\n".replace(",  ", ", ")

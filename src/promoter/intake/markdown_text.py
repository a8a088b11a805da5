"""A Markdown file as its paragraphs, with the facts on top of it if it has any; what it says stays as it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from promoter.campaign import words
from promoter.campaign.document import parse
from promoter.campaign.loading import head_of
from promoter.intake.cleaning import kept, line
from promoter.intake.forms import fact_called
from promoter.intake.paragraphs import Kind, Paragraph
from promoter.intake.plain_text import decoded
from promoter.intake.reading import Stated, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINED = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_WHOLE = re.compile(r"(\*{1,3}|_{1,3})(?=\S)[^*_]+(?<=\S)\1")
WHERE = "the facts on top of it"
#: What a contributor's file may say in the campaign's own form. How it stands with the editors is not theirs to say.
OWN = ("hook", "points", "quotes", "organisation_linkedin")
_FLAT = ("name", "role", "organisation", "x", "email")
_NOT_THEIRS = frozenset({"status", "approved_by", "accepted_late_by", "source", "sample", "received", "live_from"})


def read(data: bytes) -> Text:
    text = kept(decoded(data)).lstrip("\ufeff")
    head = head_of(text)
    facts = parse(head[1]).value if head is not None else None
    if head is None or not isinstance(facts, dict):
        return Text(tuple(parts(text)))
    stated, own, left = _facts(facts)
    remarks = (f"these facts of its own were left out: {', '.join(left)}",) if left else ()
    return Text(tuple(parts(text[head.end() :])), stated=stated, own=own, remarks=remarks)


def parts(text: str) -> Iterator[Paragraph]:
    """The pieces of a Markdown text that stand by themselves."""
    for lines in _pieces(_COMMENT.sub("", text).split("\n")):
        if made := _made("\n".join(lines)):
            yield made


def _pieces(lines: list[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    fence = ""
    for each in lines:
        found = _FENCE.match(each)
        begins = not fence and (found is not None or _HEADING.fullmatch(each) is not None)
        if begins or (not fence and not each.strip()):
            yield piece
            piece = []
        if fence or each.strip():
            piece.append(each)
        if fence:
            ends = found is not None and found[1].startswith(fence) and each.strip() == found[1]
        else:
            ends = not found and (begins or (len(piece) > 1 and _UNDERLINED.fullmatch(each) is not None))
            fence = found[1] if found else ""
        if ends:
            yield piece
            piece, fence = [], ""
    yield piece


def _made(block: str) -> Paragraph | None:
    text = words.plain(block).strip()
    if not block.strip():
        return None
    if _FENCE.match(block):
        return Paragraph(Kind.CODE, text, block)
    block = _SPACES.sub(" ", block.rstrip())
    *above, last = block.split("\n")
    if found := _HEADING.fullmatch(block):
        return Paragraph(Kind.HEADING, line(text), block.strip(), level=len(found[1]))
    if above and (found := _UNDERLINED.fullmatch(last)):
        level = 1 if found[1][0] == "=" else 2
        return Paragraph(Kind.HEADING, line(text), f"{'#' * level} {' '.join(above).strip()}", level=level)
    if not text:
        return Paragraph(Kind.RULE, "", block)
    whole = _WHOLE.fullmatch(block.strip())
    marks = len(whole[1]) if whole else 0
    return Paragraph(Kind.PARAGRAPH, text, block, slanted=marks in {1, 3}, strong=marks > 1)


def _facts(facts: Mapping[str, Any]) -> tuple[dict[str, Stated], dict[str, object], list[str]]:
    """The facts by our names, those in the campaign's own form, and the names of those that are left out."""
    stated: dict[str, Stated] = {}
    own: dict[str, object] = {}
    left: list[str] = []

    def say(fact: str, value: object) -> None:
        if isinstance(value, str | int | float) and not isinstance(value, bool) and line(str(value)):
            stated[fact] = Stated(line(str(value)), WHERE)

    for name, value in facts.items():
        fact = fact_called(name.replace("_", " "))
        if value is None or value == []:
            continue
        if name in _NOT_THEIRS:
            left.append(name)
        elif name in OWN:
            own[name] = value
        elif name == "authors" and isinstance(value, list) and all(isinstance(one, dict) for one in value):
            for number, author in enumerate(value):
                for key in _FLAT:
                    say(f"authors.{number}.{key}", author.get(key))
        elif name == "suggested" and isinstance(value, dict):
            for network in ("x", "linkedin"):
                say(f"suggested_{network}", value.get(network))
        elif fact is not None and fact != "text":
            joined = ", ".join(str(each) for each in value) if isinstance(value, list) else value
            say(fact, joined)
        else:
            left.append(name)
    return stated, own, left

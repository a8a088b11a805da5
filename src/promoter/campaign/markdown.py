"""Markdown as its reader sees it: words and line ends, no marks.

One pass from front to back, so that a hostile file costs no more than an honest one of its length. It knows what blogs
use: headings, lists, quotations, rules, fences, emphasis, links, pictures, code, HTML tags, comments, character names.
"""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`\n]*")
_BLOCK = re.compile(r"[ \t]*(?:#{1,6}(?=[ \t]|$)|>+|[-*+](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$))[ \t]*")
_HEADING_END = re.compile(r"[ \t]#+[ \t]*$")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]]{0,199}[^\[\]\\])\]:[ \t]*\S+(?:[ \t]+[\"'(].*)?[ \t]*")
_CELL_END = re.compile(r"(?<!\\)\|")
_TOKEN = re.compile(
    r"""(?=[\\`*_!\[\]<&])(?:  # most letters begin none of these
      \\(?P<escaped>[!-/:-@\[-`{-~])
    | \\(?=\n)
    | (?P<code>`++)
    | (?P<emphasis>\*++|_++)
    | (?P<open>!?\[)
    | (?P<close>\])(?P<target>\(\s*+(?:<[^<>\n]*>|[^\s()<>]*+(?:\([^\s()]*+\)[^\s()]*+)*)
        (?:\s++(?:"[^"]*+"|'[^']*+'))?\s*+\)|\[[^\[\]]{0,200}\])?
    | <(?P<address>(?:https?|mailto):[^\s<>]*+)>
    | (?P<tag></?[A-Za-z][^<>]*+>)
    | (?P<name>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    )""",
    re.VERBOSE,
)


def plain(markdown: str) -> str:
    """What a reader sees of `markdown`."""
    lines = _without_comments(markdown).split("\n")
    references = {found[1].casefold() for line in lines if "]:" in line and (found := _DEFINITION.fullmatch(line))}
    shown: list[str] = []
    paragraph: list[str] = []
    fence = ""

    def end_paragraph() -> None:
        if paragraph:
            shown.append(_inline("\n".join(paragraph), references))
            paragraph.clear()

    for line in lines:
        found = _FENCE.fullmatch(line)
        if fence:
            if found and found[1].startswith(fence) and line.strip() == found[1]:
                fence = ""
            else:
                shown.append(line)
        elif found:
            end_paragraph()
            fence = found[1]
        elif not line.strip() or _is_rule(line) or ("]:" in line and _DEFINITION.fullmatch(line)):
            end_paragraph()
            shown.append("")
        elif _is_row(line):
            end_paragraph()
            shown.append("\t".join(_inline(cell.strip(), references) for cell in _CELL_END.split(line.strip()[1:-1])))
        else:
            text, starts = _without_block_marks(line)
            if starts:
                end_paragraph()
            paragraph.append(text)
            if line.lstrip().startswith("#") and starts:
                end_paragraph()
    end_paragraph()
    return "\n".join(shown).strip()


def _without_comments(text: str) -> str:
    """`text` without its HTML comments; one that never ends is none."""
    kept = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join((*kept, text[position:]))


def _is_rule(line: str) -> bool:
    """Whether `line` is drawn, not read: a rule, the line below a heading, or below the head of a table."""
    if line.lstrip(" \t")[:1] not in tuple("-*_=|:"):
        return False
    marks = line.replace(" ", "").replace("\t", "")
    kinds = set(marks)
    return (len(kinds) == 1 and kinds <= set("-*_=") and len(marks) >= 3) or {"|", "-"} <= kinds <= set("|:-")


def _is_row(line: str) -> bool:
    """Whether `line` is a row of a table, which begins and ends with the marks between its cells."""
    row = line.strip()
    return len(row) > 1 and row[0] == row[-1] == "|" and row[-2] != "\\"


def _without_block_marks(line: str) -> tuple[str, bool]:
    """`line` without the marks of headings, lists and quotations before it, and whether it had any but a quotation's."""
    starts = False
    position = 0
    while (found := _BLOCK.match(line, position)) and found.end() > position:
        mark = found[0].strip()
        position = found.end()
        starts = starts or not mark.startswith(">")
        if mark.startswith("#"):
            return _HEADING_END.sub("", line[position:]), True
    return line[position:].strip(), starts


class _Inline:
    """The pieces of a paragraph so far, and what is open in them: emphasis by its mark, and brackets."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open: dict[str, list[int]] = {"*": [], "_": []}
        self.brackets: list[int] = []

    def emphasis(self, run: str, before: str, after: str) -> None:
        """Close what this run closes; what is left of it may open."""
        left = bool(after.strip()) and (_is_word(after) or not before.strip() or not _is_word(before))
        right = bool(before.strip()) and (_is_word(before) or not after.strip() or not _is_word(after))
        inside_word = run[0] == "_" and _is_word(before) and _is_word(after)
        openers = self.open[run[0]]
        count = len(run)
        while right and not inside_word and count and openers:
            opener = openers[-1]
            used = min(count, len(self.pieces[opener]))
            count -= used
            self.pieces[opener] = self.pieces[opener][used:]
            if not self.pieces[opener]:
                openers.pop()
            for others in self.open.values():  # what was opened in between and not closed is no emphasis
                while others and others[-1] > opener:
                    others.pop()
        self.pieces.append(run[0] * count)
        if left and not inside_word and count:
            openers.append(len(self.pieces) - 1)

    def close_bracket(self, target: str, references: set[str]) -> bool:
        """Whether the bracket that closes here is a link's or a picture's; if so, its marks are gone."""
        if not self.brackets:
            return False
        opener = self.brackets.pop()
        if not target.startswith("("):
            label = target[1:-1] or "".join(self.pieces[opener + 1 : opener + 40])
            if label.casefold() not in references:
                return False
        self.pieces[opener] = ""
        return True


def _inline(text: str, references: set[str]) -> str:
    line = _Inline()
    code_ends = _code_ends(text) if "`" in text else {}
    position = 0
    while found := _TOKEN.search(text, position):
        line.pieces.append(text[position : found.start()])
        position = found.end()
        if found["emphasis"]:
            before, after = text[found.start() - 1 : found.start()], text[position : position + 1]
            line.emphasis(found[0], before, after)
        elif found["code"]:
            end = _next(code_ends.get(len(found[0]), []), position)
            line.pieces.append(found[0] if end is None else text[position : end - len(found[0])].strip())
            position = position if end is None else end
        elif found["open"]:
            line.pieces.append(found[0])
            line.brackets.append(len(line.pieces) - 1)
        elif found["close"]:
            target = found["target"] or ""
            if not line.close_bracket(target, references):
                line.pieces.append("]")
                position = found.end("close")
        elif found["name"]:
            line.pieces.append(_letter(found[0]))
        else:
            line.pieces.append(found["escaped"] or found["address"] or "")
    return "".join((*line.pieces, text[position:]))


def _letter(name: str) -> str:
    """What an HTML name such as &amp; stands for."""
    from html import unescape  # noqa: PLC0415 - its table of names is large, and most blogs have none

    return unescape(name)


def _code_ends(text: str) -> dict[int, list[int]]:
    """Where runs of backticks end, by their length, the last first."""
    ends: dict[int, list[int]] = {}
    for run in re.finditer("`++", text):
        ends.setdefault(len(run[0]), []).append(run.end())
    return {length: found[::-1] for length, found in ends.items()}


def _next(ends: list[int], position: int) -> int | None:
    """The first of `ends` after `position`; those before it are dropped for good."""
    while ends and ends[-1] <= position:
        ends.pop()
    return ends.pop() if ends else None


def _is_word(letter: str) -> bool:
    return letter.isalnum()

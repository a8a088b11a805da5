"""What commands share on a terminal: words with colours, tables, times, and one JSON document.

Drawn by hand on purpose: most of rich would cost a preview a fifth of its time. Its widths of letters are used.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

import click
from rich.cells import cell_len, set_cell_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from promoter.posts.lifecycle import Status

COLOURS = {
    "error": "red", "warning": "yellow", "note": "cyan",
    "pending": "yellow", "approved": "green", "sending": "blue", "sent": "green",
    "failed": "red", "unclear": "magenta", "withdrawn": "bright_black",
}  # fmt: skip
NARROWEST, WIDEST = 40, 120
LEAST = 20  # columns that the wide column of a table keeps, however narrow the terminal
# What could move the cursor, recolour the screen or turn the reading direction; titles come from strangers.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class Cell(NamedTuple):
    """Words in a table, with their colour; they are made safe and wrapped before they are coloured."""

    text: str
    colour: str | None = None
    bold: bool = False
    dim: bool = False

    def styled(self, text: str) -> str:
        if self.colour is None and not self.bold and not self.dim:
            return text
        return click.style(text, fg=self.colour, bold=self.bold or None, dim=self.dim or None)


def say(text: str = "", *, err: bool = False) -> None:
    """A line on stdout, or on stderr; colours only where somebody sees them."""
    click.echo(text, err=err)


def say_json(document: object) -> None:
    """One JSON document on stdout. Where stdout is not UTF-8, letters are escaped rather than lost."""
    ascii_only = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "") != "utf8"
    click.echo(json.dumps(document, ensure_ascii=ascii_only, indent=2))


def safe(text: str) -> str:
    """`text` without letters that act on a terminal rather than show on it."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def level(name: str) -> str:
    """The name of a level ("error", "warning", "note") in its colour."""
    return click.style(name, fg=COLOURS[name], bold=True)


def status(post: Status, words: str) -> Cell:
    """What people read for a status, in its colour."""
    return Cell(words, COLOURS[post.value])


def columns() -> int:
    """How wide to draw: as wide as the terminal, within reason; 80 where there is none."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, NARROWEST), WIDEST)


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """The time of day in the zone, as "08:45"."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M}" if local.second == 0 else f"{local:%H:%M:%S}"


def when(moment: datetime, zone: ZoneInfo) -> str:
    """Day and time in the zone, as "Mon 13 Sep 2021 08:45 BST"."""
    local = moment.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y} {clock(moment, zone)} {local:%Z}"


def one_line(text: str) -> str:
    """`text`, safe, on one line."""
    return " ".join(safe(text).split())


def cut(text: str, width: int) -> str:
    """The beginning of `text` in one line of at most `width` columns, with "…" where it goes on."""
    line = one_line(text)
    if cell_len(line) <= width:
        return line
    if width < 1:
        return ""
    return set_cell_size(line, max(width - 1, 0)).rstrip() + "…"


def fill(text: str, width: int) -> str:
    """`text` with spaces after it, up to `width` columns."""
    return text + " " * (width - cell_len(text))


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, divided at spaces; a longer word is divided where it must be."""
    lines = []
    for paragraph in safe(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            while cell_len(joined) > width:
                if line:
                    lines.append(line)
                    joined = word
                else:
                    head = set_cell_size(joined, width).rstrip() or joined[:1]
                    lines.append(head)
                    joined = joined[len(head) :]
                line = ""
            line = joined
        lines.append(line)
    return lines


def table(
    headings: Sequence[str], rows: Iterable[Sequence[Cell | str]], *, wide: int = -1, indent: int = 0
) -> Iterator[str]:
    """The lines of a table. Columns are as wide as their words; the `wide` one takes what is left, and wraps."""
    cells = [[Cell(heading, bold=True) for heading in headings]] if any(headings) else []
    cells += [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    if not cells:
        return
    widths = [max(cell_len(safe(cell.text)) for cell in column) for column in zip(*cells, strict=True)]
    others = sum(widths) - widths[wide] + 2 * (len(widths) - 1) + indent
    widths[wide] = min(widths[wide], max(columns() - others, LEAST))
    for row in cells:
        wrapped = [wrap(cell.text, width) for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            shown = (
                cell.styled(part) + " " * (width - cell_len(part))
                for cell, part, width in zip(row, parts, widths, strict=True)
            )
            yield (" " * indent + "  ".join(shown)).rstrip()

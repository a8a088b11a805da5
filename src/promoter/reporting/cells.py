"""Rows as CSV that a spreadsheet opens as data: UTF-8, and no cell that could be a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | None

# What spreadsheets take for the start of a formula, in the wide forms of East Asian keyboards too.
_STARTS_A_FORMULA = frozenset("=+-@\t\r＝＋－＠")


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The rows under their header. Nothing is None in a spreadsheet: it becomes an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def as_file(text: str) -> bytes:
    """A table as a file that people open: the mark at its beginning is by what Excel tells UTF-8 from an older spelling.

    What is printed for other programs goes without it: most would take it for a part of the first column's name.
    """
    return text.encode("utf-8-sig")


def guarded(cell: Cell) -> Cell:
    """The cell with an apostrophe before whatever a spreadsheet would compute: posts and answers are other people's words."""
    if not isinstance(cell, str):
        return cell
    starts = cell[:1] in _STARTS_A_FORMULA or cell.lstrip()[:1] in _STARTS_A_FORMULA
    return f"'{cell}" if starts else cell

"""The rows of a sheet, CSV or Excel, as text: values as they were last shown, formulas never worked out."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from promoter.intake import package, refusing
from promoter.intake.cleaning import clean
from promoter.intake.plain_text import decoded
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Rows = list[list[str]]

DELIMITERS = (",", ";", "\t", "|")
MOST_ROWS, MOST_COLUMNS = 5_000, 300
LOOKED_AT = 20  #: rows by which the delimiter is told
_TOO_MANY = f"it has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns: is it the sheet of submissions?"


def of_csv(data: bytes) -> Rows:
    """The rows of a CSV file, its delimiter told by what divides it most evenly."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    first, _, rest = text.partition("\n")
    named = first[4:5] if first.lower().startswith("sep=") else ""  # as Excel itself writes it
    if named:
        return _bounded(_read(rest, named))
    return _bounded(max((_read(text, mark) for mark in DELIMITERS), key=_evenness))


def of_xlsx(data: bytes) -> list[tuple[str, Rows]]:
    """Each visible sheet of a workbook with its name and rows. Cells that were merged all say what the merged one does."""
    package.opened(data).close()
    found = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible:
                sheet = book.get_sheet_by_name(about.name)
                if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                    raise NotReadable(_TOO_MANY)
                rows = [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
                    _spread(rows, top, left, bottom, right)
                found.append((about.name, rows))
    except CalamineError:
        raise NotReadable(refusing.DAMAGED) from None
    return found


def _spread(rows: Rows, top: int, left: int, bottom: int, right: int) -> None:
    said = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
    for row in rows[top : bottom + 1]:
        row[left : right + 1] = [said] * (min(right + 1, len(row)) - left)


def _read(text: str, delimiter: str) -> Rows:
    try:
        return [
            [clean(value) for value in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise NotReadable(
            "a cell in it is too long, or has a quotation mark that never ends: save it again as CSV"
        ) from None


def _evenness(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many of the first rows have as many cells as the first one that has several, and how many these are."""
    widths = [len(row) for row in rows[:LOOKED_AT] if any(row)]
    width = next((width for width in widths if width > 1), 1)
    return (sum(1 for each in widths if each == width) if width > 1 else 0, width)


def _bounded(rows: Rows) -> Rows:
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise NotReadable(_TOO_MANY)
    return rows


def _shown(value: object) -> str:
    """A cell as people read it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return str(value)
    return clean(str(value))


def filled(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    """The rows in which there is anything, with their numbers as the sheet shows them."""
    for number, row in enumerate(rows, start=1):
        if any(row):
            yield number, row

"""The rows of an export: a table as text in any of the usual spellings, or a sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_ROWS = 100_000
_SHEETS = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole"}


Rows = list[list[object]]


def tables_of(content: bytes, name: str) -> list[Rows]:
    """The tables of a file, row by row, each cell as text or as the number that a sheet keeps. `name` is for sentences."""
    if len(content) > MOST_BYTES:
        raise UsageProblem(
            f"{name} has {len(content) / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}; export one campaign's days alone"
        )
    if not content.strip():
        raise UsageProblem(f"{name} is empty; export it again")
    if content[:4] in _SHEETS:
        return _of_sheet(content, name)
    text = _text(content, name)
    if text.lstrip()[:100].casefold().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise UsageProblem(
            f"{name} is a web page under another name; open it in a spreadsheet and save it as .xlsx or .csv"
        )
    return [_of_text(text)]


def _of_sheet(content: bytes, name: str) -> list[Rows]:
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415 - most figures come without

    if content[:2] == b"PK":
        _refuse_bomb(content, name)
    try:
        book = load_workbook(io.BytesIO(content))
        sheets: list[Sequence[Sequence[object]]] = [
            book.get_sheet_by_name(one).to_python(skip_empty_area=False) for one in book.sheet_names
        ]
    except PasswordError:
        raise UsageProblem(f"{name} is locked with a password; save it without one") from None
    except (CalamineError, ValueError, OSError):
        raise UsageProblem(
            f"{name} cannot be read as a sheet; open it, save it as .xlsx or .csv and try again"
        ) from None
    if not sheets:
        raise UsageProblem(f"{name} has no sheet in it")
    return [[[*row] for row in sheet][:MOST_ROWS] for sheet in sheets]


def _refuse_bomb(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile:
        raise UsageProblem(f"{name} is broken; export it again") from None
    if unpacked > MOST_UNPACKED:
        raise UsageProblem(f"{name} unpacks to {unpacked / 1e6:.0f} MB, which no export does; it was not opened")


def _text(content: bytes, name: str) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        spellings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in content[:1000]:
        raise UsageProblem(f"{name} is neither a table nor a sheet; give the CSV or XLSX that the site exports")
    else:
        spellings = ("utf-8-sig", "cp1252")
    for spelling in spellings:
        try:
            return content.decode(spelling)
        except UnicodeDecodeError:
            continue
    raise UsageProblem(f"{name} is not written in UTF-8, UTF-16 or Windows-1252; save it as CSV UTF-8")


def _of_text(text: str) -> Rows:
    lines = text.splitlines()
    marks = {mark: max((line.count(mark) for line in lines[:60]), default=0) for mark in ("\t", ";", ",")}
    mark = max(marks, key=lambda one: marks[one])
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    rows: Rows = []
    try:
        for row in reader:
            rows.append(list(row))
            if len(rows) == MOST_ROWS:
                break
    except csv.Error as error:
        raise UsageProblem(
            f"line {reader.line_num} is no line of a table ({error}); save the file as CSV again"
        ) from None
    return rows


def is_empty(row: Sequence[object]) -> bool:
    """Has it nothing in it?"""
    return not any(str(cell).strip() for cell in row if cell is not None)

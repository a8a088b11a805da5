"""A sheet of submissions: one row each, the columns found by their names in whatever order they stand."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from promoter.campaign.values import nearest, shown
from promoter.intake import plain_text, table_rows
from promoter.intake.forms import NAMES, called, fact_called, is_passed_over
from promoter.intake.reading import Stated, Text
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from promoter.intake.table_rows import Rows

Columns = dict[int, str]

HEAD_WITHIN = 15  #: rows among which the one with the columns' names is looked for
_LEAST = 2
_NEEDED = frozenset({"title", "text"})
# What stands in a longer name, such as "What is your job title?": the longer piece counts.
_INSIDE = (
    ("job title", "role"), ("role", "role"), ("position", "role"), ("sub title", "subtitle"), ("subtitle", "subtitle"),
    ("standfirst", "subtitle"), ("description", "subtitle"), ("company twitter", "organisation_x"),
    ("organisation twitter", "organisation_x"), ("company handle", "organisation_x"), ("twitter", "x"), ("handle", "x"),
    ("email", "email"), ("organisation", "organisation"), ("organization", "organisation"), ("company", "organisation"),
    ("theme", "themes"), ("title", "title"), ("headline", "title"), ("blog text", "text"), ("full text", "text"), ("your blog", "text"),
    ("paste", "text"), ("author", "author"), ("first name", "first_name"), ("last name", "last_name"), ("surname", "last_name"),
    ("your name", "author"), ("full name", "author"),
)  # fmt: skip


def read_csv(data: bytes, mapping: Mapping[str, str]) -> list[Text]:
    return _texts([("", table_rows.of_csv(data))], mapping)


def read_xlsx(data: bytes, mapping: Mapping[str, str]) -> list[Text]:
    return _texts(table_rows.of_xlsx(data), mapping)


def _texts(sheets: Sequence[tuple[str, Rows]], mapping: Mapping[str, str]) -> list[Text]:
    """The submissions of the first sheet that has any."""
    for name, rows in sheets:
        if (found := _head(rows, mapping)) is not None:
            at, columns = found
            others = [other for other, its in sheets if other != name and any(any(row) for row in its)]
            remark = (
                (f"of its sheets only {shown(name)} was read, not {', '.join(map(shown, others))}",) if others else ()
            )
            heads = rows[at]
            texts = [
                replace(_text(row, columns, heads, number), remarks=remark)
                for number, row in table_rows.filled(rows)
                if number > at + 1 and any(row[place : place + 1] != [""] for place in columns)
            ]
            return [text for text in texts if text.paragraphs or "title" in text.stated]
    first = next((row for _, rows in sheets for _, row in table_rows.filled(rows)), [])
    raise NotReadable(_no_columns(first))


def _head(rows: Rows, mapping: Mapping[str, str]) -> tuple[int, Columns] | None:
    """Where the columns' names stand, and which fact each column is of: the row with the most of them."""
    best: tuple[int, Columns] | None = None
    for at, row in enumerate(rows[:HEAD_WITHIN]):
        columns = _columns(row, mapping)
        enough = len(columns) >= _LEAST and _NEEDED & set(columns.values())
        if enough and (best is None or len(columns) > len(best[1])):
            best = (at, columns)
    if mapping and best is not None:
        missing = set(mapping) - set(best[1].values())
        for fact in sorted(missing):
            raise NotReadable(_no_column(mapping[fact], rows[best[0]]))
    return best


def _columns(names: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """The fact of each column; of two for one fact the first one, and what is said outright before what is guessed."""
    asked = {called(name): fact for fact, name in mapping.items()}
    found: Columns = {}

    def take(place: int, fact: str | None) -> None:
        if fact and place not in found and fact not in found.values():
            found[place] = fact

    for place, name in enumerate(names):
        take(place, asked.get(called(name)))
    for place, name in enumerate(names):
        fact = fact_called(name)
        take(place, fact if fact not in mapping else None)
    for place, name in enumerate(names):
        if not is_passed_over(name) and len(name) < 200:
            inside = next((fact for piece, fact in _INSIDE if piece in called(name)), None)
            take(place, inside if inside not in mapping else None)
    return found


def _text(row: Sequence[str], columns: Columns, heads: Sequence[str], number: int) -> Text:
    cells = {fact: row[place] for place, fact in columns.items() if place < len(row) and row[place]}
    where = {fact: f"the column {shown(heads[place])}" for place, fact in columns.items()}
    names = [cells.pop(part, "") for part in ("first_name", "last_name")]
    if any(names) and "author" not in cells:
        cells["author"], where["author"] = " ".join(filter(None, names)), where.get("first_name") or where["last_name"]
    text = cells.pop("text", "")
    canonical = json.dumps([*sorted(cells.items()), ("text", text)], ensure_ascii=False).encode()
    return Text(
        tuple(plain_text.parts(text)),
        stated={fact: Stated(value, where[fact]) for fact, value in cells.items()},
        part=f"row {number}",
        part_sha256=hashlib.sha256(canonical).hexdigest(),
    )


def _no_column(wanted: str, names: Sequence[str]) -> str:
    near = nearest(wanted, filter(None, names))
    hint = f"did you mean {shown(near)}?" if near else f"its columns are {_listed(names)}"
    return f"it has no column {shown(wanted)}: {hint}"


def _no_columns(first: Sequence[str]) -> str:
    seen = _listed(first) if any(first) else "nothing"
    return (
        f"no row of it names the columns that are needed, at least one for the title or the text: its first row says {seen}; "
        'rename them (title, sub-title, author, text...), or say which is which, as with --column title="Name of the piece"'
    )


def _listed(names: Sequence[str]) -> str:
    told = [shown(name) for name in names if name]
    return ", ".join(told[:12]) + (f" and {len(told) - 12} more" if len(told) > 12 else "")


def facts() -> Iterator[str]:
    """The facts for which a column may be named."""
    yield from NAMES

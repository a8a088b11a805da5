"""A file or an address, as a person hands it over, to the blogs in it: told apart by what it holds, not by its name."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from promoter.intake import guessing, markdown_text, package, plain_text, refusing, sites
from promoter.intake.proposal import Original
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from promoter.intake.guessing import Hints
    from promoter.intake.proposal import Proposal
    from promoter.intake.reading import Text

LARGEST = 25_000_000  #: bytes of a file; pictures make a Word file large, words hardly
SHEETS = frozenset({".csv", ".tsv"})
MARKDOWN = frozenset({".md", ".markdown"})
_MACROS = frozenset({".docm", ".dotm", ".xlsm", ".xltm"})
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", refusing.PDF),
    (b"{\\rtf", "it is an RTF file: open it in Word, save it as .docx, and bring that in"),
    (b"MZ", "it is a program, whatever its name says: delete it, and tell the contributor"),
    (b"\x7fELF", "it is a program, whatever its name says: delete it, and tell the contributor"),
    (b"\x89PNG", "it is a picture: ask for the text"),
    (b"\xff\xd8\xff", "it is a picture: ask for the text"),
    (b"GIF8", "it is a picture: ask for the text"),
    (b"Rar!", "it is an archive: unpack it, and bring in what is inside"),
    (b"7z\xbc\xaf", "it is an archive: unpack it, and bring in what is inside"),
    (b"\x1f\x8b", "it is an archive: unpack it, and bring in what is inside"),
)
_HTML = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)


def original(name: str, data: bytes) -> Original:
    """A file as it came; refused if it is too large or empty."""
    if len(data) > LARGEST:
        raise too_large(len(data))
    if not data.strip():
        raise NotReadable(refusing.EMPTY)
    return Original(name, data, hashlib.sha256(data).hexdigest())


def too_large(size: int) -> NotReadable:
    return NotReadable(
        f"it has {size / 1e6:.0f} MB and may have {LARGEST / 1e6:.0f} MB: ask for the text without its pictures"
    )


def proposals(its: Original, hints: Hints, *, columns: Mapping[str, str] | None = None) -> list[Proposal]:
    """The blogs in a file, in its order; raises `NotReadable` with a sentence if there are none."""
    found = [guessing.propose(text, its, hints) for text in _texts(its, columns or {})]
    if not found:
        raise NotReadable(refusing.NO_TEXT)
    return found


def suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower() if "." in name else ""


def read_file(path: Path) -> tuple[bytes, float]:
    """A file's bytes, and when it was last changed. What is no file, or too large, is not read."""
    from promoter.campaign.files import UnreadableFileError, read_bytes  # noqa: PLC0415 - beside what it is for

    try:
        size = path.stat().st_size if path.is_file() else 0
        if size > LARGEST:
            raise too_large(size)
        return read_bytes(path, at_most=LARGEST), path.stat().st_mtime
    except UnreadableFileError as error:
        raise NotReadable(str(error)) from None
    except (OSError, ValueError) as error:
        raise NotReadable(f"the file cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _texts(its: Original, columns: Mapping[str, str]) -> list[Text]:
    data, ending = its.data, suffix(its.name)
    if ending in _MACROS:
        raise NotReadable(refusing.MACROS)
    if data.startswith(package.OLE):
        raise NotReadable(package.old_kind(data))
    if data.startswith(package.ZIP):
        return _of_package(data, columns)
    for sign, sentence in _SIGNS:
        if data.startswith(sign):
            raise NotReadable(sentence)
    if _HTML.match(data):
        raise NotReadable("it is a page from the web: bring in the page's address instead, or the text itself")
    if sites.kind(data):
        return _with_text(sites.read(data))
    if ending in SHEETS:
        from promoter.intake import sheets  # noqa: PLC0415 - a sheet is the exception, and its reader a library

        return sheets.read_csv(data, columns)
    read = markdown_text.read if ending in MARKDOWN or _has_head(data) else plain_text.read
    return _with_text([read(data)])


def _of_package(data: bytes, columns: Mapping[str, str]) -> list[Text]:
    with package.opened(data) as opened:
        kind = package.kind(opened)
    if kind == "docx":
        from promoter.intake import word  # noqa: PLC0415

        return _with_text([word.read(data)])
    if kind == "xlsx":
        from promoter.intake import sheets  # noqa: PLC0415

        return sheets.read_xlsx(data, columns)
    raise NotReadable(refusing.NO_KIND)


def _with_text(texts: list[Text]) -> list[Text]:
    found = [text for text in texts if any(part.text for part in text.paragraphs)]
    if not found:
        raise NotReadable(refusing.NO_TEXT)
    return found


def _has_head(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf\r\n").startswith((b"---\n", b"---\r\n"))

"""Word and Excel files as what they are, zip archives of XML: looked over before any of it is read."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from promoter.intake import refusing
from promoter.intake.refusing import NotReadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MOST_PARTS = 3_000
MOST_XML = 30_000_000  #: bytes of all XML together, unpacked; a blog's are a hundredth of it
LARGEST_PART = 12_000_000
MOST_ALL = 300_000_000  #: bytes of everything, unpacked: pictures too
STEEPEST = 200  #: times smaller that a large part may be packed; text hardly packs to a thirtieth
_LARGE = 1_000_000
_MACROS = re.compile(rb"macroEnabled|vnd\.ms-office\.vbaProject")
_ENCRYPTED = 0x1
_DOCTYPE = b"<!DOCTYPE"


def old_kind(data: bytes) -> str:
    """What is wrong with a file of Office's old container: it is encrypted, or of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refusing.LOCKED
    if "WordDocument".encode("utf-16-le") in data:
        return refusing.OLD_WORD
    return refusing.OLD_SHEET if "Workbook".encode("utf-16-le") in data else refusing.NO_KIND


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, after a look at all that it declares. What it declares is also the most that is ever unpacked."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise NotReadable(refusing.DAMAGED) from None
    parts = package.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise NotReadable(refusing.LOCKED)
    xml = [part.file_size for part in parts if _is_xml(part.filename)]
    whole = sum(part.file_size for part in parts)
    steep = any(part.file_size > _LARGE and part.file_size > STEEPEST * part.compress_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or sum(xml) > MOST_XML
        or max(xml, default=0) > LARGEST_PART
        or whole > MOST_ALL
        or steep
    ):
        raise NotReadable(refusing.BOMB)
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names) or _MACROS.search(part(package, "[Content_Types].xml")):
        raise NotReadable(refusing.MACROS)
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """A part's bytes; none if it is not there. A document type, which Office never writes, is a way to do harm."""
    try:
        data = package.read(name)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        raise NotReadable(refusing.DAMAGED) from None
    if _is_xml(name) and _DOCTYPE in data.replace(b"\0", b""):
        raise NotReadable(refusing.BOMB)
    return data


def kind(package: zipfile.ZipFile) -> str:
    """The name of what the package is: docx, xlsx, or nothing that we know."""
    types = part(package, "[Content_Types].xml")
    if b"wordprocessingml.document.main" in types or "word/document.xml" in package.namelist():
        return "docx"
    if b"spreadsheetml.sheet.main" in types or "xl/workbook.xml" in package.namelist():
        return "xlsx"
    return ""


def again(package: zipfile.ZipFile, names: Iterable[str], instead: Mapping[str, bytes]) -> io.BytesIO:
    """Another package of these parts, some of them with other contents."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for name in names:
            new.writestr(name, instead.get(name, b"") or part(package, name))
    made.seek(0)
    return made


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))

"""What a picture's own bytes say of it, before anything is unpacked: its kind, its size, and what it carries besides."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """A kind of picture: what people call it, its media type, and how its files end."""

    PNG = ("PNG", "image/png", "png")
    JPEG = ("JPEG", "image/jpeg", "jpg")
    GIF = ("GIF", "image/gif", "gif")
    WEBP = ("WebP", "image/webp", "webp")

    @property
    def media_type(self) -> str:
        return self.value[1]

    @property
    def ending(self) -> str:
        return self.value[2]


@dataclass(frozen=True, kw_only=True)
class Header:
    """A picture's head. `depth` is bits for each colour. `plain`: the file holds the picture, whole, and nothing else."""

    kind: Kind
    width: int
    height: int
    depth: int = 8
    cmyk: bool = False
    animated: bool = False
    plain: bool = False


class Broken(ValueError):
    """The file begins like a picture and does not go on like one."""


def kind_of(content: bytes) -> Kind | None:
    """The kind by the first bytes, whatever the file is called; None for all else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    return None


def header_of(content: bytes) -> Header | None:
    """The head of a picture; None if it is none that we know. `Broken` if it ends or turns senseless too early."""
    kind = kind_of(content)
    try:
        match kind:
            case Kind.PNG:
                return _png(content)
            case Kind.JPEG:
                return _jpeg(content)
            case Kind.GIF:
                return _gif(content)
            case Kind.WEBP:
                return _webp(content)
    except (struct.error, IndexError):
        raise Broken from None
    return None


# ------------------------------------------------------------------------------------------------------------------- PNG

_PLAIN_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"sBIT", b"sRGB", b"gAMA", b"pHYs", b"IDAT", b"IEND"})


def _png(content: bytes) -> Header:
    """Chunk by chunk: length, name, contents, checksum."""
    names: list[bytes] = []
    at = 8
    while at < len(content) and (not names or names[-1] != b"IEND"):
        length, name = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        names.append(name)
    if names[0] != b"IHDR":
        raise Broken
    width, height, depth = struct.unpack_from(">IIB", content, 16)
    whole = names[-1] == b"IEND" and at == len(content)
    return Header(
        kind=Kind.PNG, width=width, height=height, depth=depth, animated=b"acTL" in names,
        plain=whole and _PLAIN_CHUNKS.issuperset(names),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------------ JPEG

_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD, 0xDA})
_SCAN, _END, _JFIF, _ADOBE = 0xDA, 0xD9, 0xE0, 0xEE
_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)  # after a scan; the others belong to its data


def _jpeg(content: bytes) -> Header:
    """Segment by segment: marker, length, contents; a scan goes on until the next marker that is not data."""
    frame: tuple[int, int, int, int] | None = None
    plain, at = True, 2
    while (marker := content[at + 1]) != _END:
        if content[at] != 0xFF:
            raise Broken
        if marker == 0xFF:  # it fills, and means nothing
            at += 1
            continue
        start = at + 4
        length = struct.unpack_from(">H", content, at + 2)[0]
        if marker in _FRAMES:
            frame = frame or struct.unpack_from(">BHHB", content, start)
        elif marker not in _TABLES:
            plain = plain and _is_needed(marker, content[start : start + length - 2])
        at += 2 + length
        if marker == _SCAN:
            following = _MARKER.search(content, at)
            if following is None:
                break
            at = following.end() - 2
    else:
        at += 2
    if frame is None:
        raise Broken
    depth, height, width, colours = frame
    return Header(
        kind=Kind.JPEG, width=width, height=height, depth=depth, cmyk=colours == 4, plain=plain and at == len(content)
    )


def _is_needed(marker: int, segment: bytes) -> bool:
    """Of what may stand beside the picture, what a reader has to know: its density, and how its colours are coded."""
    if marker == _JFIF:
        return segment.startswith(b"JFIF\x00") and len(segment) == 14  # longer: with a small picture in it
    return marker == _ADOBE and segment.startswith(b"Adobe") and len(segment) == 12


# ------------------------------------------------------------------------------------------------------------------- GIF

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B


def _gif(content: bytes) -> Header:
    """Block by block: what comes before a picture, and the pictures, of which a still one has one."""
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    at, frames = 13 + _table(flags), 0
    while frames < 2 and at < len(content) and (block := content[at]) != _TRAILER:
        if block == _IMAGE:
            frames += 1
            at = _past(content, at + 11 + _table(content[at + 9]))
        elif block == _EXTENSION:
            at = _past(content, at + 2)
        else:
            raise Broken
    return Header(kind=Kind.GIF, width=width, height=height, animated=frames > 1)


def _table(flags: int) -> int:
    """How long the table of colours is that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _past(content: bytes, at: int) -> int:
    """Where the pieces end that begin here, each with its length before it, the last one empty."""
    while content[at]:
        at += content[at] + 1
    return at + 1


# ------------------------------------------------------------------------------------------------------------------ WebP


def _webp(content: bytes) -> Header:
    first = content[12:16]
    if first == b"VP8X":
        flags = content[20]
        width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return Header(kind=Kind.WEBP, width=width, height=height, animated=bool(flags & 0x02))
    if first == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return Header(kind=Kind.WEBP, width=(bits & 0x3FFF) + 1, height=(bits >> 14 & 0x3FFF) + 1)
    if first == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return Header(kind=Kind.WEBP, width=width & 0x3FFF, height=height & 0x3FFF)
    raise Broken

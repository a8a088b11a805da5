"""May a file be sent as a picture? Asked of its first bytes, before a decoder sees any of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promoter.pictures.headers import Broken, header_of

if TYPE_CHECKING:
    from promoter.pictures.headers import Header

# The smaller of what X and LinkedIn take, so that one picture goes to both. The bytes are bounded where files are read.
PIXELS = 36_152_320  #: LinkedIn takes fewer than these
LONGEST_SIDE = 8_192
COARSE_BELOW = 600  #: pixels of width; both networks show a picture wider than that

_SVG = re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg|<svg)", re.DOTALL | re.IGNORECASE)
_KNOWN = (  # how a file begins that people may take for a picture -> what it is, and what to do about it
    (rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xfe\xce\xcf]..\xfe\xed", "a program, whatever it is called: remove it"),
    (rb".{4}ftyp(heic|heix|mif1|msf1)", "a photo in HEIC, which no network takes: export it as JPEG"),
    (rb".{4}ftypavi[fs]", "a picture in AVIF, which not all networks take: save it as JPEG or PNG"),
    (rb".{4}ftyp", "a film: save one frame of it as JPEG"),
    (rb"%PDF", "a PDF: export the page as PNG"),
    (rb"II\*\x00|MM\x00\*", "a TIFF, which no network takes: save it as JPEG or PNG"),
    (rb"BM", "a bitmap in BMP, which no network takes: save it as PNG"),
    (rb"PK\x03\x04", "an archive or an office document: export the picture as PNG"),
    (rb"\s*<(!doctype html|html)", "a web page: save the picture itself"),
)


class Unusable(Exception):
    """A file that cannot be sent as a picture. The message says why and what to do, after the name of the file."""


def checked(content: bytes) -> Header:
    """The head of a picture that both networks take, as far as its head tells. `Unusable` otherwise."""
    try:
        header = header_of(content)
    except Broken:
        raise broken() from None
    if header is None:
        raise Unusable(f"this is {_what(content)}")
    if header.animated:
        raise Unusable("the picture moves, and only still ones are sent: save one frame of it as PNG")
    if not (header.width and header.height):
        raise broken()
    if header.width * header.height >= PIXELS or max(header.width, header.height) > LONGEST_SIDE:
        raise Unusable(
            f"the picture has {header.width:,} × {header.height:,} pixels, and each side may have {LONGEST_SIDE:,}, all "
            f"together fewer than {PIXELS:,}: make it smaller, 1,600 in width are plenty"
        )
    if header.depth > 8:
        raise Unusable(f"the picture has {header.depth} bits for each colour and may have 8: save it with 8")
    if header.cmyk:
        raise Unusable("the picture has the colours of print (CMYK), which screens show wrong: save it as RGB")
    return header


def broken() -> Unusable:
    return Unusable("the picture is not whole, or broken: export it again, or copy it again")


def _what(content: bytes) -> str:
    if not content:
        return "an empty file: copy the picture again"
    if _SVG.match(content[:4096]):
        return "a drawing in SVG, which no network takes: export it as PNG"
    for start, what in _KNOWN:
        if re.match(start, content[:64], re.DOTALL | re.IGNORECASE):
            return what
    return "no picture that X and LinkedIn take: they take PNG, JPEG, GIF and WebP"

"""Pictures made for tests: good ones, and those that people hand in by mistake or on purpose."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw

ORIENTATION, GPS = 0x0112, 0x8825
LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def halves(width: int = 800, height: int = 420, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right, so that one sees how it is turned."""
    image = Image.new("RGB", (width, height), LEFT)
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=RIGHT)
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def exif(*, orientation: int | None = None, gps: bool = False) -> Image.Exif:
    written = Image.Exif()
    written[0x010F] = "A camera"
    if orientation is not None:
        written[ORIENTATION] = orientation
    if gps:
        written[GPS] = {1: "N", 2: (51.0, 30.0, 26.0)}
    return written


def chunk(name: bytes, contents: bytes) -> bytes:
    return struct.pack(">I", len(contents)) + name + contents + struct.pack(">I", zlib.crc32(name + contents))


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, rows: bytes = b"") -> bytes:
    """A PNG that says it has this size, whatever is in it."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )  # fmt: skip


def profile(space: str = "sRGB") -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes()  # type: ignore[arg-type]


def swapped() -> bytes:
    """A colour profile by which what is written as red is blue, and what is written as blue is red."""
    table = bytearray(profile())
    red, blue = table.index(b"rXYZ"), table.index(b"bXYZ")
    table[red : red + 4], table[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(table)


def moving(kind: str) -> bytes:
    first = halves(120, 90)
    return saved(first, kind, save_all=True, append_images=[first.rotate(180)], duration=100)


#: What is wrong with each -> the file, and what is said of it.
HOSTILE: dict[str, tuple[bytes, str]] = {
    "a renamed Windows program": (b"MZ\x90\x00" + b"\x00" * 200, "a program, whatever it is called: remove it"),
    "a renamed Linux program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 200, "a program, whatever it is called: remove it"),
    "a renamed script": (b"#!/bin/sh\nrm -rf ~\n", "a program, whatever it is called: remove it"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a drawing in SVG"),
    "a drawing with a head": (b'<?xml version="1.0"?>\n<!-- x -->\n<svg></svg>', "a drawing in SVG"),
    "a web page": (b"<!DOCTYPE html><p>not found</p>", "a web page: save the picture itself"),
    "a PDF": (b"%PDF-1.7\n", "a PDF: export the page as PNG"),
    "a phone's photo": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "a photo in HEIC, which no network takes"),
    "a film": (b"\x00\x00\x00\x18ftypisom" + b"\x00" * 40, "a film: save one frame of it"),
    "a TIFF": (saved(halves(40, 30), "TIFF"), "a TIFF, which no network takes"),
    "a BMP": (saved(halves(40, 30), "BMP"), "a bitmap in BMP"),
    "a Word file": (b"PK\x03\x04" + b"\x00" * 40, "an archive or an office document"),
    "nothing": (b"", "an empty file"),
    "noise": (b"\x01\x02\x03\x04" * 50, "no picture that X and LinkedIn take"),
    "a moving GIF": (moving("GIF"), "the picture moves, and only still ones are sent"),
    "a moving PNG": (moving("PNG"), "the picture moves, and only still ones are sent"),
    "a moving WebP": (moving("WEBP"), "the picture moves, and only still ones are sent"),
    "50,000 pixels wide": (png(50_000, 40), "the picture has 50,000 × 40 pixels, and each side may have 8,192"),
    "too many pixels": (png(6_100, 6_100), "together fewer than 36,152,320"),
    "a bomb": (png(200_000, 200_000), "the picture has 200,000 × 200,000 pixels"),
    "no pixels at all": (png(0, 10), "the picture is not whole, or broken"),
    "16 bits a colour": (png(40, 30, depth=16), "the picture has 16 bits for each colour and may have 8"),
    "the colours of print": (saved(halves(40, 30, "CMYK"), "JPEG"), "the colours of print (CMYK)"),
    "half a PNG": (saved(halves())[:600], "the picture is not whole, or broken"),
    "half a JPEG": (saved(halves(), "JPEG")[:2000], "the picture is not whole, or broken"),
    "half a GIF": (saved(halves(), "GIF")[:300], "the picture is not whole, or broken"),
    "half a WebP": (saved(halves(), "WEBP")[:60], "the picture is not whole, or broken"),
    "the head of a PNG": (b"\x89PNG\r\n\x1a\n", "the picture is not whole, or broken"),
    "the head of a JPEG": (b"\xff\xd8\xff\xe0", "the picture is not whole, or broken"),
    "the head of a GIF": (b"GIF89a", "the picture is not whole, or broken"),
    "the head of a WebP": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "the picture is not whole, or broken"),
    "a PNG of no rows": (png(400, 300), "the picture is not whole, or broken"),
    "a strange profile": (saved(halves(), icc_profile=b"not a profile"), "the picture's colour profile cannot be used"),
}  # fmt: skip

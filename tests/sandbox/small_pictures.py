"""The smallest pictures of each kind, made by hand: the sandbox looks at the first bytes only."""

from __future__ import annotations

import struct
import zlib


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


GIF = b"GIF89a" + struct.pack("<HH", 2, 3) + b"\0\0\0;"
JPEG = b"\xff\xd8\xff\xe0\0\x04ab" + b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", 5, 7) + b"\x01\x01\x11\0\xff\xd9"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L"
EXECUTABLE = b"MZ\x90\0\x03"

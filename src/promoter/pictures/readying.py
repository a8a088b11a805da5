"""A picture as it is sent: upright, in the colours of screens, and without all that cameras and programs write into it.

The same file gives the same bytes, as long as Pillow is the same.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from PIL import Image, ImageCms

from promoter.campaign.files import LARGEST_IMAGE
from promoter.pictures.checking import Unusable, broken, checked
from promoter.pictures.headers import Kind, header_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORIENTATION = 0x0112
_TURNS = {  # how a camera was held, as EXIF numbers it -> what puts the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")
# What decoders raise for bytes that make no sense to them.
_SENSELESS = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, struct.error, zlib.error)
_ONE_AT_A_TIME = (
    Lock()
)  # a decoded picture takes a hundred megabytes, and warnings are turned off for all threads at once


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A picture to send. `changed`: these are not the bytes of the file. `turned`: it lay on its side or on its head."""

    content: bytes
    kind: Kind
    width: int
    height: int
    changed: bool
    turned: bool = False


def ready(content: bytes) -> Ready:
    """The picture as it is sent. A file that is plain and whole is sent as it is. `Unusable` if it cannot be."""
    header = checked(content)
    with _decoded(content, header.kind, (header.width, header.height)) as image:
        if header.plain:
            return Ready(content=content, kind=header.kind, width=header.width, height=header.height, changed=False)
        turn = _turn(image)
        bare = _bare(_on_screens(image if turn is None else image.transpose(turn)))
        made, kind = _encoded(bare, lossy=header.kind is Kind.JPEG)
    turned = turn is not None
    return Ready(content=made, kind=kind, width=bare.width, height=bare.height, changed=True, turned=turned)


def thumbnail(content: bytes, width: int) -> tuple[bytes, Kind]:
    """A small picture for a page, on white where it is clear."""
    header = checked(content)
    with _decoded(content, header.kind, (header.width, header.height)) as image:
        small = _bare(image)
        small.thumbnail((width, width))
        if small.mode == "RGBA":
            small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("RGB")
        return _encoded(small, lossy=True)


@contextmanager
def _decoded(content: bytes, kind: Kind, size: tuple[int, int]) -> Iterator[Image.Image]:
    """The picture unpacked, by the decoder of its own kind alone, and only if it is as large as its head says."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=[kind.name]) as image:
                if image.size != size:
                    raise broken()
                image.load()
                yield image
        except (*_SENSELESS, Image.DecompressionBombError):
            raise broken() from None


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What puts the picture upright; nothing if what the camera wrote makes no sense."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except _SENSELESS:
        return None


def _on_screens(image: Image.Image) -> Image.Image:
    """The picture in sRGB, which is what a screen takes a picture for that says nothing else."""
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    if image.mode not in {"RGB", "RGBA", "L"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    opaque = image.convert("RGB") if alpha else image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(opaque, own, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        raise Unusable("the picture's colour profile cannot be used: save it in sRGB, as for screens") from None
    if converted is None:
        raise TypeError("profileToProfile gives a new picture")
    if alpha:
        converted.putalpha(alpha)
    return converted


def _bare(image: Image.Image) -> Image.Image:
    """The pixels and nothing else."""
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in {"1", "L"} else "RGB"
    bare = image.convert(mode) if image.mode != mode else image.copy()
    bare.info = {}
    return bare


def _encoded(image: Image.Image, *, lossy: bool) -> tuple[bytes, Kind]:
    """As JPEG what was one; all else loses nothing, unless it would be too large."""
    for kind in (Kind.JPEG,) if lossy else (Kind.PNG, Kind.JPEG):
        if kind is Kind.JPEG and image.mode == "RGBA":
            continue
        made = _saved(image, kind)
        if len(made) <= LARGEST_IMAGE:
            return made, kind
    raise Unusable(f"the picture would have more than {LARGEST_IMAGE / 1e6:.0f} MB as it is sent: make it smaller")


def _saved(image: Image.Image, kind: Kind) -> bytes:
    file = io.BytesIO()
    if kind is Kind.JPEG:
        image.save(file, "JPEG", quality=92, subsampling=0, optimize=True)
    else:
        image.save(file, "PNG", compress_level=6)
    made = file.getvalue()
    header = header_of(made)
    if header is None or not header.plain:
        raise RuntimeError(f"Pillow wrote more into a {kind.name} than the picture")
    return made

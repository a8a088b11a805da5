"""A blog's own picture: checked as at every load before it is kept, and kept under a name of ours that says which bytes it has."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from promoter.campaign.alt_texts import ALT_LIMIT_LINKEDIN, ALT_LIMIT_X, on_alt
from promoter.campaign.files import LARGEST_IMAGE
from promoter.campaign.findings import Level
from promoter.campaign.model import Image
from promoter.editing.draft import begin
from promoter.editing.typed import a_line, as_modelled
from promoter.errors import Mistake, NotPossible, PromoterError
from promoter.pictures.checking import Unusable
from promoter.pictures.headers import kind_of
from promoter.pictures.readying import ready
from promoter.pictures.store import keep, read_inside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "images"  #: of a campaign's folder: pictures as they came
FILE, ALT, ALL = "image.file", "image.alt", "image"
_DIGITS = 12


def keep_picture(folder: Path, blog: str, content: bytes) -> tuple[str, bool]:
    """Keep a picture for a blog, if one may be sent that looks so: its name in the folder, and whether it was not there yet.

    No post carries it before the blog's file names it. `Mistake` says what is wrong with the picture.
    """
    begin(folder).blog_file(blog)
    ending = _checked(content)
    digits = hashlib.sha256(content).hexdigest()
    for length in (_DIGITS, len(digits)):
        name = f"{FOLDER}/{blog}-{digits[:length]}.{ending}"
        place = folder / name
        if not place.exists():
            keep(folder, {name: content}, inside=FOLDER)
            return name, True
        if place.is_file() and place.read_bytes() == content:
            return name, False
    raise NotPossible(f"there is another file where {name} should be; move it away and try again")


def forget_picture(folder: Path, name: str) -> None:
    """Take away a picture that was kept only to see what it would do."""
    with suppress(OSError):
        (folder / name).unlink()
        (folder / FOLDER).rmdir()


def kept_picture(folder: Path, blog: str, name: str) -> str:
    """The name of a picture that was kept for this blog, as a form brings it back; `Mistake` if there is none, or another."""
    found = re.fullmatch(rf"{FOLDER}/{re.escape(blog)}-([0-9a-f]{{{_DIGITS},64}})\.(?:png|jpg|gif|webp)", name)
    try:
        content = read_inside(folder, name) if found else b""
    except PromoterError:
        content = b""
    if found is None or not hashlib.sha256(content).hexdigest().startswith(found[1]):
        raise Mistake("this picture is not here any more: choose it again", field=FILE)
    return name


def image_as(stated: Any, changes: Mapping[str, str | None], *, on_x: bool) -> dict[str, str] | None:
    """The picture of a file with these changes: its name, its alt text, or None for all of it. `Mistake` says what cannot be."""
    if changes.get(ALL, "") is None:
        return None
    before = stated if isinstance(stated, dict) else {}
    file = changes.get(FILE) or before.get("file")
    if not file:
        raise Mistake("choose a picture", field=FILE)
    return {"file": str(file), "alt": an_alt(str(changes.get(ALT, before.get("alt")) or ""), on_x=on_x)}


def an_alt(typed: str, *, on_x: bool) -> str:
    """The alt text as the files have it, or `Mistake`."""
    alt = a_line(typed, field=ALT)
    if not alt:
        raise Mistake("say what the picture shows, for those who cannot see it", field=ALT)
    for level, message in on_alt(alt, file="", known=(), most=ALT_LIMIT_X if on_x else ALT_LIMIT_LINKEDIN):
        if level is Level.ERROR:
            raise Mistake(message, field=ALT)
    return as_modelled(Image, {"file": "x", "alt": alt}, name="alt", field=ALT)


def _checked(content: bytes) -> str:
    """The ending for what the bytes are, once it is sure that they can be made ready as at every load."""
    if len(content) > LARGEST_IMAGE:
        said = f"the file has {len(content) / 1e6:.1f} MB and may have {LARGEST_IMAGE / 1e6:.0f} MB: make the picture smaller"
        raise Mistake(said, field=FILE)
    try:
        ready(content)
    except Unusable as problem:
        raise Mistake(str(problem), field=FILE) from None
    kind = kind_of(content)
    if kind is None:
        raise TypeError("what was made ready is of a kind")
    return kind.ending

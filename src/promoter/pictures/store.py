"""Pictures as they lie in a campaign's folder: read as they were approved, or not at all, and kept whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.campaign.files import LARGEST_IMAGE, UnreadableFileError, read_bytes
from promoter.campaign.values import shown
from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.posts.model import Media


FOLDER = "pictures"  #: of a campaign's folder: what was made of its files, and goes out with its posts


def read_picture(folder: Path, medium: Media) -> bytes:
    """The bytes of a post's picture. `PromoterError` unless they are those that were approved."""
    content = read_inside(folder, medium.file)
    if hashlib.sha256(content).hexdigest() != medium.sha256:
        raise PromoterError(
            f"{shown(medium.file)} is not the picture that the post was loaded with: put that one back, or load the campaign again"
        )
    return content


def read_inside(folder: Path, name: str) -> bytes:
    """The bytes of a file of the folder. `PromoterError` if it is not there, too large, or lies elsewhere."""
    try:
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()):
            raise PromoterError(f"{shown(name)} lies outside the campaign's folder: copy it in, and write images/...")
        return read_bytes(file, at_most=LARGEST_IMAGE)
    except UnreadableFileError as error:
        raise PromoterError(f"{shown(name)}: {error}") from None
    except (OSError, ValueError, RuntimeError):
        raise PromoterError(f"{shown(name)}: the file cannot be read") from None


def keep(folder: Path, made: Mapping[str, bytes], *, inside: str = FOLDER) -> None:
    """Write pictures into the folder, such as were made of its files, each whole or not at all. A second time changes nothing.

    `inside` is the one of its folders that all their names begin with.
    """
    if not made:
        return
    place = folder / inside
    try:
        place.mkdir(exist_ok=True)
        if not place.resolve().is_relative_to(folder.resolve()):
            raise PromoterError(f"{place} leads out of the campaign's folder: put a folder in its place")
        for name, content in made.items():
            _write(folder / name, content)
    except OSError as problem:
        raise PromoterError(
            f"{place} cannot be written ({problem.strerror}), so its pictures could not be kept: see whether you may write there"
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Beside its place first, and then there at once, so that nobody reads half a picture."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()

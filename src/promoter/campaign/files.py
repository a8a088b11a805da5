"""Text files that people hand in, read with care: what they are, how large they are, how they are encoded."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from promoter.campaign.document import UNPRINTABLE
from promoter.campaign.syntax import Place, Problem

if TYPE_CHECKING:
    import re
    from pathlib import Path

LARGEST_TEXT = 1_000_000
LARGEST_IMAGE = 5_000_000


class UnreadableFileError(Exception):
    """A file that cannot be used; `problem` says where and why, for the person who handed it in."""

    def __init__(self, code: str, message: str, place: Place = (1, 1)) -> None:
        super().__init__(message)
        self.problem = Problem(place, code, message)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark, its line ends made plain."""
    raw = read_bytes(path, at_most=LARGEST_TEXT)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "this is not UTF-8: save the file as UTF-8 (in Word: plain text, then Unicode UTF-8)"
        before = raw[: error.start].decode("utf-8-sig", "replace")
        raise UnreadableFileError("encoding", message, place_in(_one_line_end(before), len(before))) from None
    return _one_line_end(text)


def read_bytes(path: Path, *, at_most: int) -> bytes:
    """A regular file's bytes. Pipes and devices are refused: reading them may never end."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableFileError("unreadable", "this is not a file: remove it, or put a file in its place")
        if about.st_size > at_most:
            message = (
                f"the file has {about.st_size / 1e6:.1f} MB and may have {at_most / 1e6:.0f} MB: is it the right one?"
            )
            raise UnreadableFileError("too_large", message)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFileError(
            "missing", "there is no such file: put it there, or see whether name and folder are right"
        ) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        message = f"the file cannot be read ({said}): see whether you may read it"
        raise UnreadableFileError("unreadable", message) from None


def place_in(text: str, position: int) -> Place:
    """The line and column, from 1, of a position in `text`."""
    position = min(position, len(text))
    start = text.rfind("\n", 0, position) + 1
    return text.count("\n", 0, position) + 1, position - start + 1


def first_unprintable(text: str) -> re.Match[str] | None:
    """The first character of `text` that no reader would see."""
    return UNPRINTABLE.search(text.replace("\x85", " "))


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

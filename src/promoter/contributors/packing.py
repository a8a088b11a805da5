"""Packs as files: a folder for each blog with the letters, the words to share, and the pictures."""

from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING

from promoter.contributors.letter import as_mail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from promoter.contributors.letter import Letter
    from promoter.contributors.pack import Pack

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def files_of_pack(pack: Pack, letter: Letter, *, now: datetime, after: bool = False) -> dict[str, bytes]:
    """The files of a pack by their paths: those of a blog stand in a folder that has its id.

    What is written `after` the week is a letter alone, and stands beside the pack of before.
    """
    place, name = pack.blog.id, file_name(pack.author.name, pack.blog.authors.index(pack.author) + 1)
    if after:
        name += "-after-the-week"
    files = {
        f"{place}/{name}.eml": as_mail(letter, now=now).as_bytes(),
        f"{place}/{name}.txt": letter.plain.encode(),
    }
    if after:
        return files
    for one in pack.suggestions:
        files[f"{place}/{name}-{one.channel}.txt"] = f"{one.text}\n".encode()
    for picture, (attached, content) in zip(pack.pictures, letter.attachments, strict=True):
        files[f"{place}/{attached}"] = content
        files[f"{place}/{attached}.alt.txt"] = f"{picture[0].alt}\n".encode()
    return files


def file_name(name: str, number: int) -> str:
    """A name as files may have it everywhere, with a number, so that no two authors of a blog share one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{number}-{_NOT_IN_NAMES.sub('-', plain).strip('-')[:60] or 'author'}"


def write_into(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files below a folder that only this program's user may read: they hold people's addresses."""
    written = []
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        new = path.with_name(f".{path.name}.new")
        number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(content)
        new.replace(path)
        written.append(path)
    return written


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one to download."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return whole.getvalue()


def together(packs: Iterable[tuple[Pack, Letter]], *, now: datetime, after: bool = False) -> dict[str, bytes]:
    """The files of several packs."""
    each = (files_of_pack(pack, letter, now=now, after=after) for pack, letter in packs)
    return {name: content for files in each for name, content in files.items()}

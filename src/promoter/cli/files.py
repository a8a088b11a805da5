"""Files that commands are asked to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.cli.terminal import say
from promoter.errors import PromoterError

if TYPE_CHECKING:
    from pathlib import Path


def write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, and say so on stderr: a reader never sees half of it."""
    new = file.with_name(f".{file.name}.new")
    try:
        new.write_bytes(content)
        new.replace(file)
    except OSError as problem:
        if new.is_file():
            new.unlink()
        raise PromoterError(f"{file} cannot be written ({problem.strerror}): name another file.") from None
    say(f"Wrote {file}.", err=True)

"""Changes to a campaign's files that nobody has saved yet, and how they are saved: all of them, over nobody else's."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promoter.campaign import document
from promoter.campaign.files import LARGEST_TEXT, UnreadableFileError, read_bytes, read_text
from promoter.campaign.loading import FILE, blog_files, head_of
from promoter.campaign.values import nearest
from promoter.editing.amending import amended
from promoter.errors import NotPossible, PromoterError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from promoter.campaign.document import Path as Place

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Draft:
    """A campaign's folder as it was when `begin` looked, and other texts for some of its files, or texts for new ones.

    `checksums` are those of every file that a load reads: of what was shown, all must still be so when it is saved.
    `originals` are files of contributors that are kept as they came; they are put in place first. `alone`: nobody was
    shown anything but the files that are written, so only these must still be so; the caller settles the folders.
    """

    folder: Path
    checksums: Mapping[Path, str]
    texts: Mapping[Path, str] = field(default_factory=dict)
    originals: Mapping[Path, bytes] = field(default_factory=dict, repr=False)
    alone: bool = False

    @property
    def campaign_file(self) -> Path:
        return self.folder / FILE

    def blog_file(self, blog: str) -> Path:
        """The file of the blog of this id."""
        files = {path.stem: path for path in blog_files(self.folder)}
        if blog not in files:
            near = nearest(blog, files)
            hint = f"; did you mean {near}?" if near else ""
            raise UsageProblem(
                f"{self.folder.name} has no blog {blog}{hint}; promoter blog list {self.folder.name} shows them"
            )
        return files[blog]

    def facts(self, path: Path) -> dict[str, Any]:
        """The facts that a file states: campaign.yaml's, or those on top of a blog; {} if they cannot be read."""
        text = self.text(path)
        value = document.parse(text[slice(*_span(path, text))]).value
        return value if isinstance(value, dict) else {}

    def amend(self, path: Path, changes: Mapping[Place, Any]) -> Draft:
        """The draft in which a file states other facts at these places."""
        text = self.text(path)
        start, end = _span(path, text)
        try:
            changed = text[:start] + amended(text[start:end], changes) + text[end:]
        except NotPossible as problem:
            raise NotPossible(f"{self.named(path)}: {problem}") from None
        return self if changed == text else replace(self, texts={**self.texts, path: changed})

    def put(self, path: Path, text: str) -> Draft:
        """The draft in which a file, new or not, has this text."""
        return replace(self, texts={**self.texts, path: text})

    def named(self, path: Path) -> str:
        """A file as people call it, such as blogs/fix-the-address.md."""
        return str(path.relative_to(self.folder))

    def refuse_if_stale(self) -> None:
        """`NotPossible` if anybody changed, added or removed a file since the draft was begun."""
        now = {path: _checksum(path) for path in self.texts if path.exists()} if self.alone else _checksums(self.folder)
        minded = self.texts if self.alone else {**self.checksums, **now}
        changed = [path for path in minded if self.checksums.get(path) != now.get(path)]
        if changed:
            raise NotPossible(
                f"{self.named(min(changed))} was changed by somebody else meanwhile, so nothing was saved; look at it again"
            )

    def save(self) -> None:
        """Put the new texts in place of the old ones: each whole, on the disk, and all of them or none.

        Only if the machine stops between two files may some be new and some old; doing the same again completes it.
        """
        before = {path: path.read_bytes() if path.exists() else None for path in (*self.originals, *self.texts)}
        waiting: dict[Path, Path] = {}
        done: list[Path] = []
        try:
            for path, content in self._contents(before):
                path.parent.mkdir(exist_ok=True)
                waiting[path] = _beside(path, content, like=self.campaign_file)
            self.refuse_if_stale()
            for path, new in waiting.items():
                new.replace(path.resolve())
                done.append(path)
            if not self.alone:
                settle({self.folder, *(path.resolve().parent for path in done)})
        except OSError as problem:
            _put_back(done, before)
            where = self.named(Path(problem.filename)) if _is_in(problem.filename, self.folder) else str(self.folder)
            raise PromoterError(
                f"{where} cannot be written ({problem.strerror}), so nothing was changed: see whether you may write there"
            ) from None
        finally:
            for new in waiting.values():
                new.unlink(missing_ok=True)

    def _contents(self, before: Mapping[Path, bytes | None]) -> Iterator[tuple[Path, bytes]]:
        yield from ((path, content) for path, content in self.originals.items() if before[path] != content)
        for path, text in self.texts.items():
            was = before[path]
            yield path, text.encode() if was is None else _in_the_manner_of(was, text)

    def saved(self) -> Draft:
        """A draft of the files as they are once this one is saved, with no change yet."""
        written = {path: _checksum(path) for path in self.texts}
        return Draft(self.folder, {**self.checksums, **written})

    def text(self, path: Path) -> str:
        """A file's text, in this draft."""
        try:
            return self.texts[path] if path in self.texts else read_text(path)
        except UnreadableFileError as error:
            raise NotPossible(f"{self.named(path)}: {error}") from None


def begin(folder: Path) -> Draft:
    """A draft of the campaign's files as they are now, with no change yet."""
    if not (folder / FILE).is_file():
        raise NotPossible(
            f"the files of {folder.name} are not in {folder}, from where it was loaded; "
            "do this where they are, or load the campaign from its new place with --moved"
        )
    return Draft(folder, _checksums(folder))


def _span(path: Path, text: str) -> tuple[int, int]:
    """Where the facts stand in a file's text."""
    if path.name == FILE:
        return 0, len(text)
    head = head_of(text)
    if head is None:
        raise NotPossible(f"{path.name} does not begin with the blog's facts; promoter check says more")
    return head.span(1)


def _checksums(folder: Path) -> dict[Path, str]:
    """Of each file that a load reads the text of; what cannot be read has one of its own."""
    paths = (folder / FILE, *blog_files(folder), *sorted((folder / "templates").glob("*/*.txt")))
    return {path: _checksum(path) for path in paths}


def _checksum(path: Path) -> str:
    try:
        return hashlib.sha256(read_bytes(path, at_most=LARGEST_TEXT)).hexdigest()
    except UnreadableFileError as error:
        return str(error)


def _in_the_manner_of(before: bytes, text: str) -> bytes:
    """`text` with the line ends and the mark at the beginning that the file had."""
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    return (_BOM if before.startswith(_BOM) else b"") + text.encode()


def _beside(path: Path, content: bytes, *, like: Path) -> Path:
    """A finished file next to the one that it will replace, hidden from whoever reads the folder, with its rights.

    If there is none yet, it gets the rights of the file `like`.
    """
    real = path.resolve()
    number, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.", suffix=".new")
    new = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), (real if real.exists() else like).stat().st_mode & 0o7777)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    return new


def settle(folders: Iterable[Path]) -> None:
    """Have the folders themselves on the disk: they say which file is the one of this name."""
    for folder in folders:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _put_back(done: Iterable[Path], before: Mapping[Path, bytes | None]) -> None:
    for path in done:
        with suppress(OSError):
            was = before[path]
            if was is None:
                path.unlink(missing_ok=True)
            else:
                _beside(path, was, like=path).replace(path.resolve())


def _is_in(name: object, folder: Path) -> bool:
    return isinstance(name, str) and Path(name).is_relative_to(folder)

"""Whether a blog that comes in has come in before: never two of one, and never one in place of another's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from promoter.campaign import words
from promoter.campaign.naming import slug
from promoter.campaign.titles import clean_title
from promoter.campaign.values import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from promoter.campaign.model import Blog
    from promoter.intake.proposal import Proposal

#: Of the runs of three words in two texts, the part that both have; two texts on one subject share hardly any.
_ALIKE = 0.35
_RUN = 3
_FEW = 12
_GLANCE = 50
_VERSION = re.compile(r"(?:[ _.(-]*(?:final|draft|v(?:ersion)?[ ._-]*\d+|copy|clean|revised|amended|edited|approved|\(\d+\)|\d{1,2}))+$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A blog that is in the campaign's folder, with what it is told by."""

    id: str
    file: Path
    title: str  #: as it is compared
    authors: frozenset[str]
    organisation: str
    name: str  #: of the file that it came in, as it is compared
    body: str = field(repr=False)
    sha256: str = ""
    part: str | None = None
    part_sha256: str | None = None
    status: str = ""

    @cached_property
    def runs(self) -> frozenset[int]:
        return _runs(words.plain(self.body))


@dataclass(frozen=True)
class Match:
    """The blog that has come in before; `same`: not a letter of it is different, so there is nothing to do."""

    blog: Known
    same: bool


def known(blog: Blog, file: Path, hashtag: str) -> Known:
    """What of a blog's file tells it, as far as it can be read."""
    source = getattr(blog, "source", None)
    authors = getattr(blog, "authors", ())
    place = next((author.organisation for author in authors if author.organisation), "")
    name = "" if source is None or source.part is not None else source.file.rpartition("/")[2]
    return Known(
        id=blog.id,
        file=file,
        title=_title(getattr(blog, "title", ""), place, hashtag),
        authors=frozenset(_alike(author.name) for author in authors),
        organisation=_alike(place),
        name=_bare(re.sub(r"^[0-9a-f]{12}-", "", name)),
        body=blog.body,
        sha256="" if source is None else source.sha256,
        part=None if source is None else source.part,
        part_sha256=None if source is None else source.part_sha256,
        status=str(getattr(blog, "status", "")),
    )


def match(new: Proposal, blogs: Iterable[Known], hashtag: str) -> Match | None:
    """The blog that `new` is another version of, or the very same as; None if it is a new one."""
    listed = list(blogs)
    for blog in listed:
        if _is_same(new, blog):
            return Match(blog, same=True)
    if new.identity is not None:
        for blog in listed:
            if blog.part == new.part:
                return Match(blog, same=False)
    theirs = _Theirs(new, hashtag)
    return next((Match(blog, same=False) for blog in listed if theirs.is_version_of(blog)), None)


def _is_same(new: Proposal, blog: Known) -> bool:
    if new.part_sha256 is not None:
        return blog.part_sha256 == new.part_sha256
    return blog.part_sha256 is None and blog.sha256 == new.original.sha256


class _Theirs:
    """What tells a blog that comes in from others."""

    def __init__(self, new: Proposal, hashtag: str) -> None:
        self.title = _title(new.value("title"), new.value("authors.0.organisation"), hashtag)
        names = (new.value(f"authors.{number}.name") for number in range(9))
        self.authors = frozenset(_alike(name) for name in names if name)
        self.organisation = _alike(new.value("authors.0.organisation"))
        self.name = "" if new.part is not None else _bare(safe_name(new.original.name))
        self.body = new.body

    @cached_property
    def runs(self) -> frozenset[int]:
        return _runs(words.plain(self.body))

    @cached_property
    def some(self) -> frozenset[int]:
        """Enough of the runs to tell at a glance that two texts have nothing to do with each other."""
        return frozenset(sorted(self.runs)[:: max(len(self.runs) // _GLANCE, 1)])

    def is_version_of(self, blog: Known) -> bool:
        same_author = bool(self.authors & blog.authors)
        same_place = bool(self.organisation) and self.organisation == blog.organisation
        same_title = bool(self.title) and self.title == blog.title
        nobody = not self.authors or not blog.authors
        if same_title and (same_author or same_place or nobody):
            return True
        same_name = bool(self.name) and self.name == blog.name
        return (same_name or same_author or same_place or same_title) and self._says_the_same(blog)

    def _says_the_same(self, blog: Known) -> bool:
        fewest = min(len(self.runs), len(blog.runs))
        if self.some.isdisjoint(blog.runs):
            return False
        return fewest >= _FEW and len(self.runs & blog.runs) >= _ALIKE * fewest


def _title(title: str, organisation: str, hashtag: str) -> str:
    return (
        _alike(clean_title(title, hashtag=hashtag, organisations=[organisation] if organisation else []))
        if title
        else ""
    )


def _alike(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", words.alike(text).casefold()).split())


def _runs(text: str) -> frozenset[int]:
    """All runs of three words of a text, each as a number: thousands of them are kept, and only compared."""
    said = _alike(text).split()
    return frozenset(map(hash, zip(*(said[start:] for start in range(_RUN)), strict=False)))


def _bare(name: str) -> str:
    """A file's name without its ending and without what people add to say that it is a later one."""
    return _alike(_VERSION.sub("", name.rpartition(".")[0] or name).replace("_", " ").replace("-", " "))


# ------------------------------------------------------------------------------------------------------------------ names


def identifier(new: Proposal, taken: Collection[str]) -> str:
    """A name for the blog's file: its title's, with its organisation before it or a number after it if that is taken.

    `taken` are in lower case, because to some systems names are the same whose letters are.
    """
    return next(name for name in _names(new) if name not in taken)


def _names(new: Proposal) -> Iterator[str]:
    title, place = slug(new.value("title")), slug(new.value("authors.0.organisation"))
    author = slug(new.value("authors.0.name"))
    plain = title or slug(_bare(safe_name(new.original.name))) or f"blog-{(new.part_sha256 or new.original.sha256)[:8]}"
    yield plain
    for before in filter(None, (place, author)):
        yield slug(f"{before}-{plain}")
    for number in range(2, 10_000):
        yield f"{plain[: LONGEST_NAME - 5].rstrip('-')}-{number}"


def safe_name(name: str) -> str:
    """A file's name as it may stand in a folder of ours: the last part of it, in letters that every system takes."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    stem, ending = (stem, ending) if dot and stem else (last, "")
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", plain).strip("-.")[:60] or "file"
    kind = re.sub(r"[^a-z0-9]", "", ending.lower())[:8]
    return f"{plain}.{kind}" if kind else plain


def file_of(new: Proposal) -> str:
    """Where the original is kept, in the campaign's folder. A checksum in the name keeps two apart, and one from coming twice."""
    return f"originals/{new.original.sha256[:12]}-{safe_name(new.original.name)}"

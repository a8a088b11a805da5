"""Sorts the week by organisation: each gets its own blogs and posts, and nothing of anybody else's."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.reporting.report.model import OUT, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from promoter.campaign.model import Blog
    from promoter.reporting.report.model import Report, Reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A blog of the organisation's, and its posts that went out, in the order in which they did."""

    blog: Blog
    posts: tuple[Reported, ...]
    to_come: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One organisation's part of the week. `people` are its contributors, `mails` their addresses as far as they are known."""

    name: str
    slug: str
    people: tuple[str, ...]
    mails: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def sent(self) -> int:
        return sum(len(piece.posts) for piece in self.pieces)

    @property
    def to_come(self) -> int:
        return sum(piece.to_come for piece in self.pieces)

    @property
    def stands(self) -> str:
        """How far it has got, for whoever reads it before the week is over: what is out, and what is planned."""
        posts = f"{self.sent} {'post' if self.sent == 1 else 'posts'}"
        coming = f"{self.to_come} {'is' if self.to_come == 1 else 'are'} planned and still to come"
        if not self.to_come:
            return f"{posts} about what you wrote went out" if self.sent else "No post about what you wrote went out"
        if not self.sent:
            return f"No post about what you wrote is out yet; {coming}"
        return f"{posts} about what you wrote {'is' if self.sent == 1 else 'are'} out so far; {coming}"


def proofs(report: Report, blogs: Iterable[Blog]) -> tuple[Proof, ...]:
    """The proof of each organisation that has a promoted blog, by name. A joint blog is in that of each."""
    by_blog: dict[str, list[Reported]] = {}
    for one in report.posts:
        if one.post.blog is not None:
            by_blog.setdefault(one.post.blog, []).append(one)
    theirs: dict[str, list[Blog]] = {}
    for blog in blogs:
        if blog.id in by_blog:
            for name in dict.fromkeys(author.organisation for author in blog.authors if author.organisation):
                theirs.setdefault(name, []).append(blog)
    taken: set[str] = set()
    return tuple(_proof(name, theirs[name], by_blog, taken) for name in sorted(theirs, key=str.casefold))


def _proof(name: str, blogs: Sequence[Blog], by_blog: dict[str, list[Reported]], taken: set[str]) -> Proof:
    authors = [author for blog in blogs for author in blog.authors if author.organisation == name]
    return Proof(
        name=name, slug=_slug(name, taken), people=tuple(dict.fromkeys(author.name for author in authors)),
        mails=tuple(dict.fromkeys(author.email for author in authors if author.email)),
        pieces=tuple(
            Piece(
                blog=blog, posts=tuple(one for one in by_blog[blog.id] if one.outcome in OUT),
                to_come=sum(one.outcome is Outcome.TO_COME for one in by_blog[blog.id]),
            )
            for blog in blogs
        ),
    )  # fmt: skip


def spelt_alike(found: Iterable[Proof]) -> tuple[tuple[str, ...], ...]:
    """Names that may be one organisation's, spelt in two ways: for a person to look at."""
    alike: dict[str, list[str]] = {}
    for proof in found:
        plain = re.sub(r"\b(ltd|limited|plc|llp|inc|the|uk)\b", " ", _letters(proof.name))
        alike.setdefault(re.sub(r"[^a-z0-9]+", "", plain), []).append(proof.name)
    return tuple(tuple(names) for names in alike.values() if len(names) > 1)


def _letters(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _slug(name: str, taken: set[str]) -> str:
    """A name for files and addresses, of its own for each organisation."""
    plain = re.sub(r"[^a-z0-9]+", "-", _letters(name)).strip("-")[:60] or "organisation"
    slug, number = plain, 2
    while slug in taken:
        slug, number = f"{plain}-{number}", number + 1
    taken.add(slug)
    return slug

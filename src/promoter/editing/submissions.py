"""The blogs that came in, each held against the call: words, sub-title, deadline, themes, cap and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from promoter.campaign import words
from promoter.campaign.loading import blog_files, load
from promoter.campaign.model import BlogStatus, is_late, is_promoted
from promoter.graphemes import grapheme_count
from promoter.posts.phrases import dated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from promoter.campaign.findings import Finding
    from promoter.campaign.model import Author, Blog, Settings


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule of the call: its name, what it finds in words, and whether that is `fine`."""

    rule: str
    says: str
    fine: bool


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A blog as far as its file can be read. `promoted`: posts are made from it. `findings` are those of its file."""

    id: str
    file: Path
    title: str | None
    subtitle: str | None
    authors: tuple[Author, ...]
    organisation: str | None
    themes: tuple[str, ...]
    url: str | None
    received: datetime | None
    status: BlogStatus | None
    approved_by: str | None
    accepted_late_by: str | None
    late: bool
    promoted: bool
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]


def submissions(folder: Path) -> tuple[Submission, ...]:
    """All blogs of a campaign's folder, by id, however many faults its files have."""
    loaded = load(folder)
    read = {blog.id: blog for blog in loaded.blogs}
    listed = []
    for path in blog_files(folder):
        findings = tuple(finding for finding in loaded.findings if finding.file == str(path))
        listed.append(_submission(path, read.get(path.stem), loaded.settings, loaded.blogs, findings))
    return tuple(listed)


def _submission(
    path: Path, blog: Blog | None, settings: Settings, blogs: Sequence[Blog], findings: tuple[Finding, ...]
) -> Submission:
    def fact(name: str, otherwise: Any = None) -> Any:
        return getattr(blog, name, otherwise)

    authors = fact("authors", ())
    timely = blog is not None and hasattr(settings, "deadline") and hasattr(blog, "received")
    late = blog is not None and timely and is_late(blog, settings)
    decided = timely and hasattr(blog, "status") and hasattr(blog, "accepted_late_by")
    return Submission(
        id=path.stem,
        file=path,
        title=fact("title"),
        subtitle=fact("subtitle"),
        authors=authors,
        organisation=next((author.organisation for author in authors if author.organisation), None),
        themes=fact("themes", ()),
        url=fact("url"),
        received=fact("received"),
        status=fact("status"),
        approved_by=fact("approved_by"),
        accepted_late_by=fact("accepted_late_by"),
        late=late,
        promoted=blog is not None and decided and is_promoted(blog, settings),
        checks=() if blog is None else tuple(checks(blog, settings, blogs)),
        findings=findings,
    )


def checks(blog: Blog, settings: Settings, blogs: Sequence[Blog]) -> Iterator[Check]:
    """A blog, as far as it could be read, held against the rules of the call."""
    rules = getattr(settings, "rules", None)
    if rules is not None:
        count, (fewest, most) = words.count(words.plain(blog.body)), rules.words
        yield Check(rule="words", says=f"{count:,} of {fewest:,} to {most:,}", fine=fewest <= count <= most)
    if rules is not None and hasattr(blog, "subtitle"):
        length = grapheme_count(blog.subtitle)
        yield Check(rule="sub-title", says=f"{length} of at most {rules.subtitle}", fine=length <= rules.subtitle)
    if hasattr(blog, "received") and getattr(settings, "deadline", None) is not None:
        yield _deadline(blog, settings)
    if hasattr(blog, "themes") and hasattr(settings, "themes") and hasattr(settings, "days"):
        yield _themes(blog, settings)
    if rules is not None and rules.per_organisation is not None and hasattr(blog, "authors"):
        yield from _cap(blog, rules.per_organisation, blogs)


def _deadline(blog: Blog, settings: Settings) -> Check:
    if blog.received is None:
        return Check(rule="deadline", says="nobody wrote when it came", fine=True)
    came = f"came on {dated(blog.received.date())} at {blog.received:%H:%M}"
    if not is_late(blog, settings):
        return Check(rule="deadline", says=came, fine=True)
    accepted = getattr(blog, "accepted_late_by", None)
    after = f", accepted by {accepted}" if accepted else ", which is late"
    return Check(rule="deadline", says=came + after, fine=accepted is not None)


def _themes(blog: Blog, settings: Settings) -> Check:
    names = {theme.id: theme.name for theme in settings.themes}
    unknown = [theme for theme in blog.themes if theme not in names]
    day = _first_day(blog, settings)
    if unknown:
        return Check(rule="theme", says=f"there is no theme {', '.join(unknown)}", fine=False)
    if day is None:
        return Check(rule="theme", says=f"{names[blog.home]} has no day in the week", fine=False)
    return Check(rule="theme", says=f"{names[blog.home]}, {dated(day)}", fine=True)


def _first_day(blog: Blog, settings: Settings) -> date | None:
    return min((day.date for day in settings.days if day.theme == blog.home), default=None)


def _cap(blog: Blog, cap: int, blogs: Sequence[Blog]) -> Iterator[Check]:
    """How many blogs of its organisation are approved beside it."""
    if blog.organisation is None:
        return
    others = [
        other
        for other in blogs
        if other.id != blog.id
        and getattr(other, "status", None) is BlogStatus.APPROVED
        and hasattr(other, "authors")
        and (other.organisation or "").casefold() == blog.organisation.casefold()
    ]
    says = f"{len(others)} more approved of {blog.organisation}; the call allows {cap} in all"
    yield Check(rule="cap", says=says, fine=len(others) < cap)

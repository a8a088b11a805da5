"""A blog that comes in, written as a file of the campaign's: a new one, or another version of one that is there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from promoter.campaign.loading import load
from promoter.campaign.model import Author, Blog, BlogKind, BlogStatus, Source
from promoter.campaign.partial import without
from promoter.campaign.writing import written
from promoter.editing.draft import begin, settle
from promoter.editing.submissions import checks
from promoter.errors import CampaignInvalid
from promoter.intake.matching import file_of, identifier, known, match
from promoter.intake.moments import local
from promoter.intake.proposal import AUTHOR_FACTS, authors

if TYPE_CHECKING:
    from pathlib import Path

    from promoter.campaign.model import Settings
    from promoter.editing.draft import Draft
    from promoter.editing.submissions import Check
    from promoter.intake.matching import Known, Match
    from promoter.intake.proposal import Proposal


@dataclass(frozen=True)
class Folder:
    """A campaign's folder as blogs are brought into it, one after another; `draft` has nothing to save."""

    draft: Draft
    settings: Settings
    blogs: dict[str, Known]
    read: dict[str, Blog] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()  #: names that a new file cannot have

    @property
    def path(self) -> Path:
        return self.draft.folder

    def match(self, new: Proposal) -> Match | None:
        """The blog of which this is another version, or the very same."""
        return match(new, self.blogs.values(), self.settings.hashtag)

    def save(self, filed: Filed) -> Folder:
        """Write it, by itself: what else is in the folder does not matter to it. The folder as it is then.

        Each file is whole on the disk before it gets its name; once all are in, `settle` has the names there too.
        """
        replace(filed.draft, alone=True).save()
        return replace(
            self,
            draft=filed.draft.saved(),
            blogs={**self.blogs, filed.blog.id: filed.blog},
            taken=self.taken | {filed.blog.id.casefold()},
        )

    def settle(self) -> None:
        """Have the names of all files that were written on the disk."""
        settle(path for path in (self.path, self.path / "blogs", self.path / "originals") if path.is_dir())


@dataclass(frozen=True)
class Filed:
    """What bringing a blog in would write. `replaces` is what was there; `difference` is from that to this, line by line."""

    blog: Known
    draft: Draft
    text: str
    replaces: Known | None
    difference: tuple[str, ...] = ()

    @property
    def voids(self) -> bool:
        """Whether loading it again ends approvals of posts: the blog is approved, and says something else."""
        return self.replaces is not None and self.replaces.status == BlogStatus.APPROVED and bool(self.difference)


def folder(path: Path) -> Folder:
    """The campaign's folder as it is now; its campaign.yaml has to be readable, its blogs need not be."""
    draft, loaded = begin(path), load(path)
    wrong = next((finding for finding in loaded.errors if finding.file == str(draft.campaign_file)), None)
    if wrong is not None:
        raise CampaignInvalid(
            f"{draft.named(draft.campaign_file)}, line {wrong.line}: {wrong.message}; put that right first"
        )
    files = {file.stem: file for file in (path / "blogs").glob("*")}
    read = {blog.id: blog for blog in loaded.blogs}
    blogs = {name: known(blog, files[name], loaded.settings.hashtag) for name, blog in read.items()}
    return Folder(draft, loaded.settings, blogs, read, frozenset(name.casefold() for name in files))


# ----------------------------------------------------------------------------------------------------------- a new blog


def file_new(new: Proposal, into: Folder, *, now: datetime, by: str | None) -> Filed:
    """The blog as a new file, under a name that no other has."""
    name = identifier(new, into.taken)
    path = into.path / "blogs" / f"{name}.md"
    text = f"---\n{written(facts_of(new, into.settings, now=now, by=by))}---\n\n{new.body}"
    draft = replace(into.draft.put(path, text), originals=originals(new, into))
    return Filed(known(as_blog(new, name), path, into.settings.hashtag), draft, text, None)


def facts_of(new: Proposal, settings: Settings, *, now: datetime, by: str | None) -> dict[str, Any]:
    """The facts on top of the file, in the order in which the documentation lists them; what is not known is not there."""
    facts: dict[str, Any] = {name: new.value(name) for name in ("title", "subtitle")}
    facts |= {name: new.own.get(name) for name in ("hook", "points")}
    facts["authors"] = [
        {key: said for key in AUTHOR_FACTS if (said := new.value(f"authors.{number}.{key}"))}
        for number in authors(new.facts)
        if new.value(f"authors.{number}.name")
    ]
    facts["organisation_x"] = new.value("organisation_x")
    facts["organisation_linkedin"] = new.own.get("organisation_linkedin")
    facts |= {"themes": list(new.themes), "url": new.value("url"), "received": new.value("received")}
    facts |= {"status": str(BlogStatus.SUBMITTED), "kind": _kind(new), "quotes": new.own.get("quotes")}
    facts["suggested"] = {name: said for name in ("x", "linkedin") if (said := new.value(f"suggested_{name}"))}
    facts["source"] = _source(new, settings, now=now, by=by)
    return {name: value for name, value in facts.items() if value}


def _kind(new: Proposal) -> str:
    """Nothing for what is usual."""
    return "" if new.value("kind") == BlogKind.BLOG else new.value("kind")


def _source(new: Proposal, settings: Settings, *, now: datetime, by: str | None) -> dict[str, Any]:
    source = {
        "file": file_of(new),
        "sha256": new.original.sha256,
        "part": new.part,
        "part_sha256": new.part_sha256,
        "imported_at": local(now, settings.zone),
        "by": by,
        "guessed": {fact: new.facts[fact].where for fact in new.guessed},
    }
    return {name: value for name, value in source.items() if value}


def originals(new: Proposal, into: Folder) -> dict[Path, bytes]:
    """The file as it came, and where it is kept."""
    return {into.path / file_of(new): new.original.data}


def as_blog(new: Proposal, name: str) -> Blog:
    """The blog as far as it is known: asking for any other of its facts raises `NotRead`."""
    people = tuple(
        Author.model_construct(
            name=new.value(f"authors.{number}.name"), organisation=new.value(f"authors.{number}.organisation") or None
        )
        for number in authors(new.facts)
        if new.value(f"authors.{number}.name")
    )
    source = Source.model_construct(
        file=file_of(new),
        sha256=new.original.sha256,
        part=new.part,
        part_sha256=new.part_sha256,
        imported_at=datetime.min,  # noqa: DTZ901 - nobody asks for it
    )
    facts: dict[str, Any] = {
        "title": new.value("title"),
        "subtitle": new.value("subtitle"),
        "authors": people,
        "themes": new.themes,
    }
    missing = {fact for fact, value in facts.items() if not value}
    received = datetime.fromisoformat(new.value("received")) if new.value("received") else None
    blog = Blog.model_construct(
        **facts, id=name, body=new.body, received=received, source=source, status=BlogStatus.SUBMITTED
    )
    return without(blog, missing)


def held_against_the_call(new: Proposal, into: Folder, name: str = "") -> tuple[Check, ...]:
    """What the call's rules say of it."""
    return tuple(checks(as_blog(new, name), into.settings, list(into.read.values())))

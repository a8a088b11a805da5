"""From a folder of files to a Campaign, or to everything that is wrong with it, each with its place."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import ValidationError

from promoter.campaign import rules, sentences
from promoter.campaign.document import Document, parse, unprintable
from promoter.campaign.files import (
    LARGEST_IMAGE,
    UnreadableFileError,
    first_unprintable,
    place_in,
    read_bytes,
    read_text,
)
from promoter.campaign.findings import Complaint, Finding, Level
from promoter.campaign.model import Blog, BlogStatus, Campaign, FrontMatter, Settings, awaits_decision
from promoter.campaign.partial import Shape, partly, unread, without
from promoter.campaign.values import is_name, nearest, shown
from promoter.errors import CampaignInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel

FILE = "campaign.yaml"
ENDINGS = frozenset({".md", ".markdown"})
DOCUMENTS = frozenset({".doc", ".docx", ".htm", ".html", ".odt", ".pages", ".pdf", ".rtf", ".txt", ".yaml", ".yml"})
NOTHING: Mapping[Path, str] = MappingProxyType({})
_HEAD = re.compile(r"\n*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_UNREAD = Document(1)
_NAMES = "letters, digits and hyphens, like smarter-state-2021"


@dataclass(frozen=True)
class Loaded:
    """What came of reading a folder: a campaign unless there are errors, and all findings in the order of the files.

    `settings` and `blogs` are there in any case, as far as they could be read: what could not raises `NotRead`.
    `documents` know where the facts stand, by blog; campaign.yaml's is None. `made` are pictures that were made of the files
    and are not in the folder yet, by the names they will have there.
    """

    folder: Path
    campaign: Campaign | None
    findings: tuple[Finding, ...]
    settings: Settings
    blogs: tuple[Blog, ...]
    documents: Mapping[str | None, tuple[Path, Document]] = field(default_factory=dict, repr=False, compare=False)
    made: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def has_pictures(self) -> bool:
        """Does any of its posts carry a picture, or could one if the files were put right?"""
        wants = getattr(self.settings, "cards", False)
        cards = wants if isinstance(wants, bool) else wants.x or wants.linkedin
        logo = getattr(getattr(self.settings, "look", None), "logo", None)
        return cards or logo is not None or any(getattr(blog, "image", None) is not None for blog in self.blogs)

    def finding(self, complaint: Complaint) -> Finding:
        """A complaint with its place in the files."""
        path, document = self.documents.get(complaint.blog, (self.folder / FILE, _UNREAD))
        line, column = document.place(complaint.path)
        place = (line + complaint.below, 1) if complaint.below else (line, column)
        return Finding(str(path), *place, complaint.level, complaint.code, complaint.message)

    def path_of(self, finding: Finding) -> tuple[str | int, ...]:
        """The fact of its file that a finding is about, such as ("days", 0, "date"); () if it is about no one fact."""
        files = {str(path): document for path, document in self.documents.values()}
        document = files.get(finding.file, _UNREAD)
        places = (*document.values.items(), *document.keys.items())
        return max((path for path, place in places if place == (finding.line, finding.column)), key=len, default=())

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


# ------------------------------------------------------------------------------------------------- which folder is meant


def find_folder(name: str, *, start: Path) -> Path:
    """The folder that a person means by `name`: any path to one, or a folder under `schedules/`."""
    try:
        return _found(name, start)
    except PermissionError as error:
        raise CampaignInvalid(f"{error.filename} may not be read by you: ask its owner, or copy the folder.") from None
    except (OSError, ValueError):
        raise CampaignInvalid(f"There is no campaign folder {shown(name)}. {_known(name, start)}") from None


def _found(name: str, start: Path) -> Path:
    possible = (start / name, start / "schedules" / name)
    for folder in possible:
        if (folder / FILE).is_file():
            return folder
    if possible[0].is_file():
        if possible[0].name == FILE:
            return possible[0].parent
        raise CampaignInvalid(f"{name} is a file: name the folder in which {FILE} lies.")
    for folder in possible:
        if folder.is_dir():
            raise CampaignInvalid(f"{folder} has no {FILE}: it is not a campaign folder. {_inside(folder)}".strip())
    raise CampaignInvalid(f"There is no campaign folder {shown(name)}. {_known(name, start)}")


def _inside(folder: Path) -> str:
    if (folder / "campaign.yml").is_file():
        return f"Rename its campaign.yml to {FILE}."
    inside = sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))
    return f"Name one of the campaigns in it: {', '.join(inside)}." if inside else ""


def _known(name: str, start: Path) -> str:
    schedules = start / "schedules"
    known = sorted(path.parent.name for path in schedules.glob(f"*/{FILE}"))
    if not known:
        return f"Nor are there any campaigns in {schedules}: go to the folder that holds schedules, or give the whole path."
    near = nearest(Path(name).name, known)
    return f"Did you mean {near}?" if near else f"Campaigns in {schedules}: {', '.join(known)}."


def shown_path(folder: Path) -> str:
    """A folder as a person would type it from here."""
    return os.path.relpath(folder)


# -------------------------------------------------------------------------------------------------------- what is in it


def load(folder: Path, *, instead: Mapping[Path, str] = NOTHING) -> Loaded:
    """Read a campaign folder. Nothing is raised for what the files say: it all comes back as findings.

    `instead` are texts to read in place of those of files, such as changes that nobody has saved yet, or of blogs that are
    not there yet.
    """
    return _Reading(folder, instead).run()


def head_of(text: str) -> re.Match[str] | None:
    """Where a blog's facts stand in the text of its file (group 1), or None if it does not begin with them."""
    return _HEAD.match(text)


def blog_files(folder: Path) -> list[Path]:
    """The files of a campaign's blogs, by name."""
    listed = (folder / "blogs").iterdir() if (folder / "blogs").is_dir() else ()
    return sorted(path for path in listed if path.suffix.lower() in ENDINGS and not path.name.startswith("."))


class _Reading:
    """One reading of one folder; collects findings as it goes."""

    def __init__(self, folder: Path, instead: Mapping[Path, str]) -> None:
        self.folder = folder
        self.instead = instead
        self.slug = folder.resolve().name
        self.findings: list[Finding] = []
        self.documents: dict[str | None, tuple[Path, Document]] = {}  # by blog; campaign.yaml's is None

    def run(self) -> Loaded:
        if not is_name(self.slug, longest=100):
            message = f"the folder's name {shown(self.slug)} becomes part of every post's key: rename it, with {_NAMES}"
            self._say(self.folder, "slug", message)
        settings = self._settings()
        blogs = tuple(blog for path in self._blog_files() if (blog := self._blog(path)) is not None)
        templates = self._templates()
        self._add(rules.on_campaign(settings))
        self._add(rules.on_blogs(blogs, settings))
        findings = tuple(sorted(self.findings))
        if any(finding.level is Level.ERROR for finding in findings):
            return Loaded(self.folder, None, findings, settings, blogs, self.documents)
        known = {theme.id for theme in settings.themes}  # a declined blog may name others
        usable = tuple(blog for blog in blogs if not unread(blog) and known.issuperset(blog.themes))
        campaign = Campaign.model_construct(**dict(settings), slug=self.slug, blogs=usable, templates=templates)
        return Loaded(self.folder, campaign, findings, settings, blogs, self.documents)

    def _settings(self) -> Settings:
        path = self.folder / FILE
        text = self._read(path)
        document = Document(1)
        if text is None:
            return partly(Settings, document)
        if not text.strip():
            self._say(path, "empty", "the file is empty: a campaign has a name, a hashtag, themes, days and channels")
        elif self._is_printable(path, text):
            document = parse(text)
            self.documents[None] = (path, document)
            return self._validated(Settings, document, path)
        return partly(Settings, document)

    def _listed(self, folder: Path, *, of: str) -> list[Path]:
        """What lies in a folder that need not be there, hidden files left out."""
        try:
            return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            self._say(folder, "unreadable", f"this cannot be listed ({error.strerror}): it is a folder of {of}")
            return []

    def _blog_files(self) -> list[Path]:
        files: dict[str, Path] = {}
        blogs = self.folder / "blogs"
        listed = {*self._listed(blogs, of=".md files"), *(path for path in self.instead if path.parent == blogs)}
        for path in sorted(listed):
            if path.suffix.lower() in DOCUMENTS:
                self._remark(
                    path,
                    "this is not read: save it as text (UTF-8) with the ending .md, its facts on top between two lines of ---",
                )
            elif path.suffix.lower() not in ENDINGS:
                if path.is_dir() and any(path.glob("*.md")):
                    self._remark(path, "the blogs in this folder are not read: move them up into blogs")
            elif (first := files.setdefault(path.stem.casefold(), path)) is not path:
                self._say(path, "duplicate_blog", f"{first.name} is the same blog by its name: rename one of them")
        return list(files.values())

    def _blog(self, path: Path) -> Blog | None:
        text = self._read(path)
        if text is None:
            return None
        if not is_name(path.stem, longest=100):
            message = f"the file's name {shown(path.stem)} becomes part of keys and links: rename it, with {_NAMES}"
            self._say(path, "blog_id", message)
        head = head_of(text)
        if head is None:
            self._say(path, "front_matter", _without_head(text))
            return None
        if not self._is_printable(path, text, end=head.end()):
            return None
        document = parse(head[1], first_line=text.count("\n", 0, head.start(1)) + 1)
        body = text[head.end() :]
        document.values[("body",)] = (text.count("\n", 0, head.end()) + 1, 1)
        self.documents[path.stem] = (path, document)
        before = len(self.findings)
        front = self._validated(FrontMatter, document, path)
        sha256 = self._image(path, front, document)
        if _is_out(document):
            self.findings[before:] = [finding._replace(level=Level.NOTE) for finding in self.findings[before:]]
        elif awaits_decision(front):
            self.findings[before:] = [finding._replace(level=Level.WARNING) for finding in self.findings[before:]]
        if unread(front) == FrontMatter.model_fields.keys():
            return None
        blog = Blog.model_construct(**dict(front), id=path.stem, body=body, image_sha256=sha256)
        return without(blog, unread(front))

    def _image(self, path: Path, front: FrontMatter, document: Document) -> str | None:
        image = getattr(front, "image", None)
        if image is None:
            return None
        name = image.file
        place = document.place(("image", "file"))
        try:
            picture = (self.folder / name).resolve()
            if not picture.is_relative_to(self.folder.resolve()):
                message = f"{shown(name)} lies outside the campaign's folder: copy it in, and write images/..."
                self._say(path, "image", message, place)
                return None
            return hashlib.sha256(read_bytes(picture, at_most=LARGEST_IMAGE)).hexdigest()
        except (UnreadableFileError, OSError, ValueError, RuntimeError) as error:
            said = str(error) if isinstance(error, UnreadableFileError) else "the file cannot be read"
            self._say(path, "image", f"{shown(name)}: {said}", place)
            return None

    def _templates(self) -> dict[str, str]:
        found = {}
        for folder in self._listed(self.folder / "templates", of="folders, x and linkedin"):
            inside = self._listed(folder, of=".txt files") if folder.is_dir() else [folder]
            for path in inside:
                if path is folder or path.suffix != ".txt":
                    self._remark(path, "this is not read: wordings are files like templates/x/blog.txt")
                elif (text := self._read(path)) is not None and self._is_printable(path, text):
                    found[f"{folder.name}/{path.stem}"] = text
        return found

    def _read(self, path: Path) -> str | None:
        try:
            return self.instead[path] if path in self.instead else read_text(path)
        except UnreadableFileError as error:
            self._say(path, error.problem.code, error.problem.message, error.problem.place)
            return None

    def _is_printable(self, path: Path, text: str, *, end: int | None = None) -> bool:
        found = first_unprintable(text[:end])
        if found:
            self._say(path, "control", unprintable(found[0]), place_in(text, found.start()))
        return found is None

    # ---------------------------------------------------------------------------------------------------- the findings

    def _validated(self, shape: type[Shape], document: Document, path: Path) -> Shape:
        """The facts of a document; of those with which anything is wrong there are findings instead."""
        for problem in document.problems:
            self._say(path, problem.code, problem.message, problem.place)
        if not isinstance(document.value, dict):
            if not document.problems:
                self._say(path, "shape", _without_facts(shape), document.place(()))
            return partly(shape, document)
        try:
            facts = shape.model_validate(document.value)
        except ValidationError as error:
            self.findings += sentences.findings(error, shape, document, str(path))
            return partly(shape, document)
        return partly(shape, document) if document.problems else facts

    def _add(self, complaints: Iterable[Complaint]) -> None:
        for complaint in complaints:
            path, document = self.documents[complaint.blog]
            line, column = document.place(complaint.path)
            place = (line + complaint.below, 1) if complaint.below else (line, column)
            self.findings.append(Finding(str(path), *place, complaint.level, complaint.code, complaint.message))

    def _say(self, path: Path, code: str, message: str, place: tuple[int, int] = (1, 1)) -> None:
        self.findings.append(Finding(str(path), *place, Level.ERROR, code, message))

    def _remark(self, path: Path, message: str) -> None:
        self.findings.append(Finding(str(path), 1, 1, Level.WARNING, "not_read", message))


def _is_out(document: Document) -> bool:
    """Whether a blog says, and says once, that it is declined or withdrawn: nobody has to put it right then."""
    status = document.value.get("status") if isinstance(document.value, dict) else None
    return ("status",) not in document.twice and status in (BlogStatus.DECLINED, BlogStatus.WITHDRAWN)


def _without_head(text: str) -> str:
    if not text.strip():
        return "the file is empty: a blog begins with its facts between two lines of ---"
    if re.match(r"\n*---[ \t]*(\n|$)", text):
        return "the facts never end: put a line of --- between them and the blog's text"
    return "the file does not begin with the blog's facts: put them first, between two lines of ---"


def _without_facts(shape: type[BaseModel]) -> str:
    example = (
        "title: An ordinary Tuesday" if issubclass(shape, FrontMatter) else "name: Building the Smarter State Week"
    )
    return f"there are no facts here: write each with its name, like {example}"

"""From a folder of files to a Campaign, or to everything that is wrong with it, each with its place."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from promoter.campaign import rules
from promoter.campaign.document import Document, parse
from promoter.campaign.findings import Complaint, Finding, Level
from promoter.campaign.model import Blog, Campaign, FrontMatter, Settings
from promoter.errors import CampaignInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator

Shape = TypeVar("Shape", bound=BaseModel)
LARGEST_FILE = 1_000_000
LARGEST_IMAGE = 5_000_000
ENDINGS = (".md", ".markdown")


@dataclass(frozen=True)
class Loaded:
    """What came of reading a folder: a campaign unless there are errors, and all findings in the order of the files."""

    folder: Path
    campaign: Campaign | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


def find_folder(name: str, *, start: Path) -> Path:
    """The folder that a person means by `name`: any path to one, or a folder under `schedules/`."""
    for folder in (start / name, start / "schedules" / name):
        if (folder / "campaign.yaml").is_file():
            return folder
    if (start / name).is_file() and Path(name).name == "campaign.yaml":
        return (start / name).parent
    for folder in (start / name, start / "schedules" / name):
        if folder.is_dir():
            raise CampaignInvalid(f"{folder} has no campaign.yaml: it is not a campaign folder.")
    known = sorted(path.parent.name for path in (start / "schedules").glob("*/campaign.yaml"))
    hint = f"Campaigns in {start / 'schedules'}: {', '.join(known)}." if known else f"There is no schedules folder with campaigns in {start}."
    raise CampaignInvalid(f'There is no campaign folder "{name}". {hint}')


def load(folder: Path) -> Loaded:
    """Read a campaign folder. Nothing is raised for what the files say: it all comes back as findings."""
    return _Reading(folder).run()


class _Reading:
    """One reading of one folder; collects findings as it goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slug = folder.resolve().name
        self.findings: list[Finding] = []
        self.documents: dict[str | None, tuple[str, Document]] = {}

    def run(self) -> Loaded:
        settings = self._settings()
        read = [blog for path in self._blog_files() if (blog := self._blog(path)) is not None]
        templates = self._templates()
        campaign = None
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", self.slug):
            self._say(str(self.folder), 1, 1, "slug", f'the folder\'s name "{self.slug}" becomes part of addresses: letters, digits, - only')
        if settings is not None:
            self._add(rules.on_campaign(settings))
            blogs = tuple(read)
            self._add(rules.on_blogs(blogs, settings))
            if not any(finding.level is Level.ERROR for finding in self.findings):
                known = {theme.id for theme in settings.themes}
                usable = tuple(blog for blog in blogs if set(blog.themes) <= known)
                campaign = Campaign.model_construct(**dict(settings), slug=self.slug, blogs=usable, templates=templates)
        return Loaded(self.folder, campaign, tuple(sorted(self.findings)))

    # ------------------------------------------------------------------------------------------------------- the files

    def _settings(self) -> Settings | None:
        path = self.folder / "campaign.yaml"
        text = self._read(path)
        if text is None:
            return None
        if not text.strip():
            self._say(str(path), 1, 1, "empty", "the file is empty: a campaign has a name, a hashtag, themes, days and channels")
            return None
        document = parse(text)
        self.documents[None] = (str(path), document)
        settings: Settings | None = self._validated(Settings, document, str(path), document.value)
        return settings

    def _blog_files(self) -> list[Path]:
        folder = self.folder / "blogs"
        try:
            files = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and not path.name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            self._say(str(folder), 1, 1, "unreadable", f"the blogs cannot be listed: {error.strerror}")
            return []
        ids: dict[str, Path] = {}
        for path in list(files):
            first = ids.setdefault(path.stem.casefold(), path)
            if first is not path:
                self._say(str(path), 1, 1, "duplicate_blog", f'{first.name} has the same id "{path.stem}": rename one of them')
                files.remove(path)
        return files

    def _blog(self, path: Path) -> Blog | None:
        text = self._read(path)
        if text is None:
            return None
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", path.stem):
            self._say(str(path), 1, 1, "blog_id", f'the file\'s name "{path.stem}" becomes part of keys and links: letters, digits, - only')
            return None
        head = re.match(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", text, re.DOTALL | re.MULTILINE)
        if head is None:
            self._say(str(path), 1, 1, "front_matter", "the file begins with --- , the blog's facts, and --- on lines of their own")
            return None
        document = parse(head[1], first_line=2)
        self.documents[path.stem] = (str(path), document)
        value = document.value
        before = len(self.findings)
        front = self._validated(FrontMatter, document, str(path), value)
        if front is None:
            status = value.get("status") if isinstance(value, dict) else None
            if status in ("declined", "withdrawn") and not document.problems:
                self.findings[before:] = [_as_note(finding) for finding in self.findings[before:]]
            return None
        sha256 = self._image(path, front, document)
        return Blog.model_construct(**dict(front), id=path.stem, body=text[head.end() :], image_sha256=sha256)

    def _image(self, path: Path, front: FrontMatter, document: Document) -> str | None:
        if front.image is None:
            return None
        line, column = document.place(("image", "file"))
        picture = (self.folder / front.image.file).resolve()
        if not picture.is_relative_to(self.folder.resolve()):
            self._say(str(path), line, column, "image", f"{front.image.file} lies outside the campaign's folder: copy it in")
            return None
        try:
            if picture.stat().st_size > LARGEST_IMAGE:
                self._say(str(path), line, column, "image", f"{front.image.file} has more than 5 MB: make it smaller")
                return None
            return hashlib.sha256(picture.read_bytes()).hexdigest()
        except OSError as error:
            self._say(str(path), line, column, "image", f"{front.image.file} cannot be read: {error.strerror}")
            return None

    def _templates(self) -> dict[str, str]:
        found = {}
        for path in sorted((self.folder / "templates").glob("*/*.txt")):
            text = self._read(path)
            if text is not None:
                found[f"{path.parent.name}/{path.stem}"] = text
        return found

    def _read(self, path: Path) -> str | None:
        name = str(path)
        try:
            if path.stat().st_size > LARGEST_FILE:
                megabytes = path.stat().st_size / 1e6
                self._say(name, 1, 1, "too_large", f"the file has {megabytes:.1f} MB and may have 1 MB: is it the right one?")
                return None
            raw = path.read_bytes()
        except FileNotFoundError:
            self._say(name, 1, 1, "missing", "there is no such file")
            return None
        except OSError as error:
            self._say(name, 1, 1, "unreadable", f"the file cannot be read: {error.strerror}")
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
            self._say(name, line, column, "encoding", "this is not UTF-8: save the file as UTF-8 (in Word: plain text, Unicode)")
            return None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if control := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", text):
            line = text.count("\n", 0, control.start()) + 1
            column = control.start() - (text.rfind("\n", 0, control.start()) + 1) + 1
            self._say(name, line, column, "control", f"there is a control character (U+{ord(control[0]):04X}): remove it")
            return None
        return text

    # ---------------------------------------------------------------------------------------------------- the findings

    def _validated(self, shape: type[Shape], document: Document, file: str, value: Any) -> Shape | None:
        for problem in document.problems:
            self._say(file, *problem.place, problem.code, problem.message)
        if document.problems:
            return None
        if not isinstance(value, dict):
            self._say(file, 1, 1, "shape", "this is not a list of facts like `name: Building the Smarter State Week`")
            return None
        try:
            return shape.model_validate(value)
        except ValidationError as error:
            self.findings += dict.fromkeys(_sentences(error, shape, document, file))
            return None

    def _add(self, complaints: Iterator[Complaint]) -> None:
        for complaint in complaints:
            file, document = self.documents[complaint.blog]
            line, column = document.place(complaint.path)
            self.findings.append(Finding(file, line, column, complaint.level, complaint.code, complaint.message))

    def _say(self, file: str, line: int, column: int, code: str, message: str) -> None:
        self.findings.append(Finding(file, line, column, Level.ERROR, code, message))


def _as_note(finding: Finding) -> Finding:
    return Finding(finding.file, finding.line, finding.column, Level.NOTE, finding.code, finding.message)


def _sentences(error: ValidationError, shape: type[BaseModel], document: Document, file: str) -> Iterator[Finding]:
    """pydantic's complaints in our words, at the place of the value, or of the key where the key is what is wrong."""
    for item in error.errors(include_url=False):
        path = _real_path(item["loc"], document)
        kind, context = item["type"], item.get("ctx", {})
        if kind == "extra_forbidden":
            line, column = document.place(path, key=True)
            message = _unknown_key(str(path[-1]), path[:-1], shape)
        else:
            line, column = document.place(path)
            message = _sentence(kind, item, context)
        yield Finding(file, line, column, Level.ERROR, kind if kind != "value_error" else "value", message)


def _real_path(location: tuple[int | str, ...], document: Document) -> tuple[int | str, ...]:
    """`location` without the steps that pydantic adds for the branches of a choice."""
    path: tuple[int | str, ...] = ()
    for step in location:
        if (*path, step) in document.values or (*path, step) in document.keys or step == location[-1]:
            path = (*path, step)
    return path


_PLAIN = {
    "string_type": "write this as text, in quotes",
    "int_type": "write this as a whole number",
    "int_parsing": "write this as a whole number",
    "bool_type": "write true or false (or {x: true, linkedin: false} where each network has its own)",
    "tuple_type": "write this as a list: [ ... ] or lines that begin with -",
    "model_type": "write this as facts, each with its name: {name: ...}",
    "dict_type": "write this as facts, each with its name: {name: ...}",
}


def _sentence(kind: str, item: Any, context: dict[str, Any]) -> str:
    if kind == "missing":
        return f'"{item["loc"][-1]}" is missing'
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_too_short":
        return "there is nothing here: write something or remove the line"
    if kind == "string_too_long":
        return f"this has {len(item['input'])} characters and may have {context['max_length']}"
    if kind in ("enum", "literal_error"):
        return f'"{item["input"]}" is not known here: write {context["expected"]}'
    if kind == "string_pattern_mismatch":
        return f'"{item["input"]}" is not written as it must be (lower-case letters, digits and hyphens for an id; a URN as LinkedIn gives it)'
    if kind == "too_short":
        return "there has to be at least one here"
    return _PLAIN.get(kind, item["msg"][0].lower() + item["msg"][1:])


def _unknown_key(key: str, parent: tuple[int | str, ...], shape: type[BaseModel]) -> str:
    known = sorted(_keys_at(shape, parent))
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if near:
        return f'unknown key "{key}": did you mean "{near[0]}"?'
    return f'unknown key "{key}": known here are {", ".join(known)}' if known else f'unknown key "{key}": remove it'


def _keys_at(shape: type[BaseModel], path: tuple[int | str, ...]) -> set[str]:
    """The keys that `shape` knows at `path`, read from its JSON Schema."""
    schema = shape.model_json_schema()
    node: dict[str, Any] = schema
    for step in path:
        node = _resolved(node, schema)
        if isinstance(step, int):
            node = node.get("items") or (node.get("prefixItems") or [{}])[0]
        else:
            node = node.get("properties", {}).get(step, {})
    return set(_resolved(node, schema).get("properties", {}))


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        elif options := [option for option in node.get("anyOf", []) if option.get("type") != "null"]:
            node = next((option for option in options if "$ref" in option or option.get("type") in ("array", "object")), options[0])
        else:
            return node


def shown_path(folder: Path) -> str:
    """A folder as a person would type it from here."""
    return os.path.relpath(folder)

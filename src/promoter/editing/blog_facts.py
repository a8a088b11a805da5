"""What a blog's file states of it, completed or put right: its words for posts, its page, who wrote it, its picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from promoter.approval.rights import may_write
from promoter.editing import signed
from promoter.editing.authors import Authors, authors_as, is_of_authors, unchanged
from promoter.editing.blog_picture import ALL, ALT, FILE, image_as
from promoter.editing.draft import begin
from promoter.editing.rewriting import Deed, plan_draft
from promoter.editing.words_of_people import says, send_back
from promoter.errors import UsageProblem
from promoter.posts.phrases import listed, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.document import Path as Place
    from promoter.editing.draft import Draft
    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor, PostRow

#: What people may state of a blog here besides its authors and its picture, as they call it.
OF_A_BLOG = {
    "title": "the title",
    "subtitle": "the sub-title",
    "url": "the address of its page",
    "live_from": "the moment from which its page is live",
    "themes": "the themes",
    "hook": "the hook",
    "points": "the points",
}
_OF_PICTURE = frozenset({ALL, FILE, ALT})
_SIGNED_BY_ALL = frozenset({"title", "subtitle"})
_SPOKEN_OF = (
    "name",
    "x",
)  #: of an author, wherever it stands; what else is said of them only stands in their blog's posts
_SAID_OF = ("role", "organisation")


def plan_blog_facts(
    conn: Connection, folder: Path, blog: str, changes: Mapping[str, Any], *, who: Actor, now: datetime
) -> Effect:
    """State other facts of a blog, by the names that its file has for them; None takes one away.

    So too its authors ("authors.0.role", "authors.1" to take one out, the next number to put one in) and its picture
    ("image", "image.file", "image.alt"). Posts that say something else by it wait for approval again, as after any change
    of the files; words that people wrote go back to their writers where they say what is said of nobody any more.
    """
    may_write(conn, who)
    draft = begin(folder)
    path, slug = draft.blog_file(blog), folder.resolve().name
    change = _change(draft, path, changes)
    draft = change.made(draft, path)
    if not draft.texts:
        raise UsageProblem(f"the file of {blog} says that already; nothing was changed")
    authors = change.authors
    signed.refuse_while_one_waits(conn, slug, blog, authors)
    of_all = change.of_picture or not _SIGNED_BY_ALL.isdisjoint(change.plain)
    told = tuple(signed.told(conn, slug, blog, authors, of_all=of_all, now=now))

    was_said = listed((*change.anywhere, *change.in_its_posts))

    def also(conn: Connection, now: datetime) -> None:
        signed.settled(conn, slug, blog, authors, who=who, now=now)
        reason = f"it says {was_said}, which was changed"
        send_back(conn, slug, lambda post: change.is_said_in(post, blog), reason=reason, who=who, now=now)

    def out(post: PostRow) -> str | None:
        if change.is_said_in(post, blog):
            return f"see whether to put it right on {post.channel.shown} by hand: it says {was_said}"
        return None

    deed = Deed("blog_changed", change.in_words(blog), {"blog": blog, "facts": change.told()})
    effect = plan_draft(conn, draft, deed, who=who, now=now, also=also, about=path, out=out)
    return replace(effect, warnings=(*told, *effect.warnings))


def as_stated(name: str, typed: str) -> Any:
    """A fact as somebody types it, made into what the file states: points are lines, themes have commas; None for nothing."""
    if name == "points":
        lines = [" ".join(line.split()) for line in typed.splitlines()]
        return [line for line in lines if line] or None
    if name == "themes":
        return [theme for part in typed.split(",") if (theme := part.strip())] or None
    return " ".join(typed.split()) or None


@dataclass(frozen=True)
class _Change:
    """What is stated otherwise of a blog, besides what its file states now."""

    stated: Mapping[str, Any]
    plain: Mapping[str, Any]
    authors: Authors
    of_picture: bool
    image: Mapping[str, str] | None

    def made(self, draft: Draft, path: Path) -> Draft:
        """The draft in which the file says so."""
        places: dict[Place, Any] = {(name,): value for name, value in self.plain.items()}
        if self.of_picture:
            places["image",] = None if self.image is None else dict(self.image)
        draft = draft.amend(path, places) if places else draft
        return self._known(self.authors.amended(draft, path), path)

    def _known(self, draft: Draft, path: Path) -> Draft:
        """What a person has stated is guessed no more, and the guesses about authors keep to their authors."""
        source = draft.facts(path).get("source")
        guessed = source.get("guessed") if isinstance(source, dict) else None
        if not isinstance(guessed, dict):
            return draft
        stated = {*self.plain, *(f"authors.{number}.{key}" for number, key, *_ in self.authors.changed)}
        numbered = {self.authors.number_now(fact): where for fact, where in guessed.items() if fact not in stated}
        left = {fact: where for fact, where in numbered.items() if fact is not None}
        if left == guessed:
            return draft
        draft = draft.amend(path, {("source", "guessed"): None})
        return draft.amend(path, {("source", "guessed"): left}) if left else draft

    def in_words(self, blog: str) -> str:
        title = f"“{self.stated.get('title', blog)}”"
        parts = [OF_A_BLOG[name] for name in self.plain]
        if self.of_picture:
            parts.append(_on_picture(self.stated.get("image"), self.image))
        clauses = [f"change {listed(parts)}"] if parts else []
        first, *others = [*clauses, *self.authors.in_words()]
        return opened(", ".join([f"{first} of {title}", *others]))

    def told(self) -> dict[str, Any]:
        """For the record."""
        facts = {name: {"before": self.stated.get(name), "after": value} for name, value in self.plain.items()}
        if self.of_picture:
            after = None if self.image is None else dict(self.image)
            facts["image"] = {"before": self.stated.get("image"), "after": after}
        return facts | self.authors.told()

    @property
    def anywhere(self) -> tuple[str, ...]:
        """Names and handles that are nobody's any more."""
        return tuple(self._said_before(_SPOKEN_OF))

    @property
    def in_its_posts(self) -> tuple[str, ...]:
        return tuple(self._said_before(_SAID_OF))

    def _said_before(self, keys: tuple[str, ...]) -> Iterator[str]:
        for _, key, before, _ in self.authors.changed:
            if key in keys and before:
                yield str(before)
        for number in self.authors.gone:
            yield from (str(self.authors.before[number][key]) for key in keys if self.authors.before[number].get(key))

    def is_said_in(self, post: PostRow, blog: str) -> bool:
        return says(post, self.anywhere) or (post.blog == blog and says(post, self.in_its_posts))


def _change(draft: Draft, path: Path, changes: Mapping[str, Any]) -> _Change:
    stated = draft.facts(path)
    of_authors = {name: value for name, value in changes.items() if is_of_authors(name)}
    of_picture = {name: value for name, value in changes.items() if name in _OF_PICTURE}
    plain = {name: value for name, value in changes.items() if name not in of_authors | of_picture}
    if unknown := sorted(plain.keys() - OF_A_BLOG):
        known = listed((*OF_A_BLOG, "authors.0.name and the like", FILE, ALT))
        raise UsageProblem(f"{unknown[0]} is nothing that is changed here; there are {known}")
    authors = authors_as(stated.get("authors"), of_authors) if of_authors else unchanged(stated.get("authors"))
    on_x = "x" in (draft.facts(draft.campaign_file).get("channels") or {})
    image = image_as(stated.get("image"), of_picture, on_x=on_x) if of_picture else None
    return _Change(stated, plain, authors, bool(of_picture), image)


def _on_picture(before: object, after: Mapping[str, str] | None) -> str:
    if isinstance(before, dict) and after is not None and before.get("file") == after["file"]:
        return "the words for the picture"
    return "the picture"

"""The forms of a blog's own page: what they say as long as nobody has typed into them, and what was typed once it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.editing.authors import OF_AN_AUTHOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.campaign.model import Blog

FACTS, AUTHORS, PICTURE = "facts", "authors", "picture"
_TICKS = (".out", ".no_email")


@dataclass(frozen=True)
class Forms:
    """What each field says, by its name. `of` is the form that came back, `authors` how many there are besides a spare one."""

    says: Mapping[str, str]
    authors: int
    of: str = ""

    @property
    def themes(self) -> list[str]:
        """By their ids, the first on whose day it goes out."""
        return self.says["themes"].split(", ")

    def spare(self) -> bool:
        """Has somebody begun to say who is to be put in?"""
        return any(self.says[_fact(self.authors, key)] for key in OF_AN_AUTHOR if key != "mention")


def forms_of(blog: Blog, *, typed: Mapping[str, str] | None = None, of: str = "") -> Forms:
    """The forms as the blog's file fills them, one of them as it was typed."""
    stated = {**facts_in(blog), **authors_in(blog), **picture_in(blog)}
    names = {FACTS: facts_in(blog), AUTHORS: authors_in(blog), PICTURE: picture_in(blog)}.get(of, {})
    says = {name: (typed or {}).get(name, said) if name in names else said for name, said in stated.items()}
    ticks = {name: value for name, value in (typed or {}).items() if of == AUTHORS and name.endswith(_TICKS)}
    return Forms(says | ticks, len(blog.authors), of)


def facts_in(blog: Blog) -> dict[str, str]:
    return {
        "title": blog.title, "subtitle": blog.subtitle, "url": blog.url or "",
        "live_from": f"{blog.live_from:%Y-%m-%dT%H:%M}" if blog.live_from else "",
        "themes": ", ".join(blog.themes), "hook": blog.hook or "", "points": "\n".join(blog.points),
    }  # fmt: skip


def with_themes(form: Mapping[str, str], blog: Blog) -> Mapping[str, str]:
    """What was typed, with the theme that was chosen and those that were ticked as one fact, in the order that the file has."""
    if "theme" not in form:
        return form
    ticked = [name.removeprefix("theme:") for name, value in form.items() if name.startswith("theme:") and value]
    ticked.sort(key=lambda theme: blog.themes.index(theme) if theme in blog.themes else len(blog.themes))
    return {**form, "themes": ", ".join(dict.fromkeys([form["theme"], *ticked]))}


def authors_in(blog: Blog) -> dict[str, str]:
    """Each author's facts, and those of somebody of whom nothing is known yet; but no e-mail, as on all pages."""
    shown = [key for key in OF_AN_AUTHOR if key != "email"]
    said = {
        _fact(number, key): getattr(author, key) or "" for number, author in enumerate(blog.authors) for key in shown
    }
    spare = len(blog.authors)
    said |= {_fact(spare, key): "name" if key == "mention" else "" for key in shown}
    return said | {_fact(number, "email"): "" for number in range(spare + 1)}


def picture_in(blog: Blog) -> dict[str, str]:
    return {"image.alt": blog.image.alt if blog.image else ""}


def _fact(number: int, key: str) -> str:
    return f"authors.{number}.{key}"

"""What a text says about itself, guessed from where things stand in it.

In this order, each giving way to the one before: what is given by its name (a label, a form, a column, the facts on top),
the styles Title and Subtitle, headings and first lines, a by-line, and last what the file's properties say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promoter.intake import by_lines, moments, shapes, themes, values
from promoter.intake.cleaning import line
from promoter.intake.paragraphs import Kind, Paragraph, body, of_text, seen
from promoter.intake.proposal import AUTHOR_FACTS, Guess, Original, Proposal, Sure, place
from promoter.intake.reading import Stated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from promoter.campaign.model import Settings
    from promoter.intake.reading import Text

HEAD, TAIL = 12, 4  #: paragraphs at the beginning and the end among which facts are looked for
LONGEST_TITLE = 200
_FORM = "the form in it"
_AUTHORS = ("author", "role", "organisation", "x", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known besides the text: when it came in, as a person says or as the file itself bears."""

    settings: Settings
    now: datetime
    received: str | None = None
    modified: float | None = None


def propose(text: Text, original: Original, hints: Hints) -> Proposal:
    """The blog that a text makes, with every fact that can be told or guessed, and none that cannot."""
    look = _Look(text, hints)
    look.run()
    return Proposal(
        original=original,
        facts=dict(sorted(look.facts.items(), key=lambda pair: place(pair[0]))),
        body=body(look.left),
        seen=seen(text.paragraphs),
        remarks=(*text.remarks, *look.remarks),
        own=_own(text.own, look.remarks),
        part=text.part,
        part_sha256=text.part_sha256,
        identity=text.identity,
    )


def _own(own: Mapping[str, object], remarks: list[str]) -> dict[str, object]:
    kept = {}
    for name, value in own.items():
        try:
            kept[name] = values.checked(name, value)
        except ValueError as problem:
            remarks.append(f"its {name} was left out: {problem}")
    return kept


@dataclass
class _Look:
    """One look through a text; `left` are the paragraphs that are neither title nor by-line nor label: the blog itself."""

    text: Text
    hints: Hints
    facts: dict[str, Guess] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    left: list[Paragraph] = field(default_factory=list)

    def run(self) -> None:
        self.left = [part for part in self.text.paragraphs if part.kind is not Kind.LABEL]
        for fact, stated in self._stated().items():
            self._say(fact, stated)
        self._styles()
        self._title()
        self._people()
        self._subtitle()
        self._contacts()
        self._last_resort()
        self._themes()
        self._received()

    # --------------------------------------------------------------------------------------------- what is given by name

    def _stated(self) -> dict[str, Stated]:
        given = dict(self.text.stated)
        for part in self.text.paragraphs:
            if part.kind is Kind.LABEL and part.style:
                given.setdefault(part.style, Stated(part.text, _FORM))
        for fact, stated in self._labels():
            given.setdefault(fact, stated)
        return given

    def _labels(self) -> list[tuple[str, Stated]]:
        """Lines such as "Job title: Director", at the beginning and at the end; they are no part of the blog."""
        found: list[tuple[str, Stated]] = []
        kept: list[Paragraph] = []
        for at, part in enumerate(self.left):
            near = at < HEAD or at >= len(self.left) - TAIL
            named = shapes.labels_of(part) if near else []
            if not named:
                kept.append(part)
            for fact, value in named:
                if fact == "text":
                    kept += filter(None, [of_text(value)])
                elif fact and value:
                    found.append((fact, Stated(value, f"the line “{line(part.text)[:40]}”")))
        self.left = kept
        return found

    def _say(self, fact: str, stated: Stated) -> None:
        if fact in {*_AUTHORS, "authors"} or fact.startswith("authors."):
            self._say_of_authors(fact, stated)
            return
        if fact in {"themes", "received"}:
            self.facts[fact] = Guess(stated.value, stated.where)  # read later, by who knows the campaign
            return
        self._put(fact, stated.value, stated.where)

    def _say_of_authors(self, fact: str, stated: Stated) -> None:
        if fact.startswith("authors."):
            self._put(fact, stated.value, stated.where)
        elif fact == "author":
            people = by_lines.author(stated.value)
            self._name(people[:9], stated.where, Sure.SAID)
        else:
            self._put(f"authors.0.{fact}", stated.value, stated.where)

    def _put(self, fact: str, value: str, where: str, sure: Sure = Sure.SAID) -> None:
        """A fact, unless it is known already or cannot be one."""
        try:
            made = values.said(fact.rpartition(".")[2] if fact.startswith("authors.") else fact, value)
        except ValueError as problem:
            self.remarks.append(f"{where} was left out: {problem}")
            return
        known = self.facts.get(fact)
        if made and (known is None or (known.sure is not Sure.SAID and sure is Sure.SAID)):
            self.facts[fact] = Guess(made, where, sure)

    def _name(self, people: tuple[by_lines.Person, ...], where: str, sure: Sure) -> None:
        for number, person in enumerate(people):
            for key in AUTHOR_FACTS:
                if said := getattr(person, key):
                    self._put(f"authors.{number}.{key}", said, where, sure)

    # -------------------------------------------------------------------------------------------- where things stand

    def _styles(self) -> None:
        kept: list[Paragraph] = []
        for at, part in enumerate(self.left):
            if at < HEAD and part.style in {"title", "subtitle"} and part.style not in self.facts:
                self._put(part.style, part.text, f"the style {part.style.title()}")
            else:
                kept.append(part)
        self.left = kept

    def _title(self) -> None:
        """The first heading or, where there is none, a first line that is short and ends like no sentence."""
        if "title" in self.facts:
            title = line(self.facts["title"].value).casefold()
            if self.left and line(self.left[0].text).casefold() == title:
                self.left.pop(0)  # said again above the text
            return
        first = next(
            (part for part in self.left[:5] if part.kind is Kind.HEADING and part.level == 1),
            self.left[0] if self.left and self.left[0].kind is Kind.HEADING else None,
        )
        where, sure = "the first heading", Sure.LIKELY
        if first is None and len(self.left) > 1 and shapes.is_short_line(self.left[0], LONGEST_TITLE):
            first, where, sure = self.left[0], "the first line", Sure.UNSURE
        if first is not None and len(first.text) <= LONGEST_TITLE and not shapes.person(first):
            self._put("title", first.text, where, sure)
            self.left.remove(first)

    def _people(self) -> None:
        """A by-line near the beginning or at the very end; a sentence about the author stays in the text."""
        near = [*self.left[:4], *(self.left[-2:] if len(self.left) > 5 else [])]
        for part in near:
            found = shapes.person(part)
            if found is not None:
                sure = Sure.SAID if found.marked else Sure.UNSURE if found.plain else Sure.LIKELY
                self._name(found.people, f"the line “{line(part.text)[:60]}”", sure)
                self.left.remove(part)
                self._before_by_line(part)
                return
        if "authors.0.name" in self.facts:
            return
        for part in self.left[-TAIL:]:
            if (person := by_lines.bio(part.text)) is not None:
                self._name((person,), "the sentence about the author", Sure.UNSURE)
                return

    def _before_by_line(self, line_: Paragraph) -> None:
        """What stands between title and by-line is the sub-title."""
        parts = [part for part in self.text.paragraphs if part.kind is not Kind.LABEL]
        at = parts.index(line_)
        before = parts[at - 1] if at else None
        if before is not None and self.left and before is self.left[0] and shapes.may_be_subtitle(before):
            self._put("subtitle", before.text, "the paragraph between title and by-line", Sure.LIKELY)
            self._take("subtitle", before)

    def _subtitle(self) -> None:
        """A first paragraph that is all in italics or bold."""
        if "subtitle" in self.facts or len(self.left) < 2:
            return
        first = self.left[0]
        if (first.slanted or first.strong) and shapes.may_be_subtitle(first):
            where = (
                "the first paragraph, which is all in italics"
                if first.slanted
                else "the first paragraph, which is all bold"
            )
            self._put("subtitle", first.text, where, Sure.LIKELY if first.slanted else Sure.UNSURE)
            self._take("subtitle", first)

    def _take(self, fact: str, part: Paragraph) -> None:
        """The paragraph is that fact, and no part of the blog any more."""
        if self.facts.get(fact) is not None and self.facts[fact].value == line(part.text) and part in self.left:
            self.left.remove(part)

    def _contacts(self) -> None:
        """Lines that are a handle or an e-mail address and nothing else."""
        for part in [*self.left[:4], *self.left[-TAIL:]]:
            found = by_lines.contact(part.text) if len(part.text) < 120 else None
            if found is None or part not in self.left:
                continue
            handle, email = found
            where = f"the line “{line(part.text)[:60]}”"
            for key, value in (("x", handle), ("email", email)):
                if value:
                    self._put(f"authors.0.{key}", value, where, Sure.LIKELY)
            self.left.remove(part)

    def _last_resort(self) -> None:
        for fact, value in (("title", self.text.properties.title), ("authors.0.name", self.text.properties.author)):
            if value and fact not in self.facts:
                self._put(fact, value, "the file's properties", Sure.UNSURE)

    # ------------------------------------------------------------------------------------------ what the campaign knows

    def _themes(self) -> None:
        settings = self.hints.settings
        stated = self.facts.pop("themes", None)
        if stated is not None:
            found, doubt = themes.meant(stated.value, settings)
            if found:
                self.facts["themes"] = Guess(", ".join(found), stated.where, Sure.LIKELY if doubt else Sure.SAID)
                return
            self.remarks.append(f"{stated.where} says “{line(stated.value)[:80]}”, which is none of the call's themes")
        head = " . ".join(
            [
                *(guess.value for fact, guess in self.facts.items() if fact in {"title", "subtitle"}),
                *(part.text for part in self.left[:4]),
            ]
        )
        if (one := themes.spoken_of(head, settings)) is not None:
            self.facts["themes"] = Guess(one, "its name in the text", Sure.UNSURE)

    def _received(self) -> None:
        hints, zone = self.hints, self.hints.settings.zone
        stated = self.facts.pop("received", None)
        if hints.received is not None:
            self.facts["received"] = Guess(hints.received, "you")
            return
        if stated is not None and (read := moments.read(stated.value, zone)) is not None:
            self.facts["received"] = Guess(read[0], stated.where, Sure.LIKELY if read[1] else Sure.UNSURE)
        elif hints.modified is not None and (its := moments.of_file(hints.modified, now=hints.now, zone=zone)):
            self.facts["received"] = Guess(its, "the file's own time", Sure.UNSURE)
        else:
            self.facts["received"] = Guess(moments.local(hints.now, zone), "the time of bringing it in")

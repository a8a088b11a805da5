"""What the columns of an export mean, by their names in the languages in which networks and websites write them.

The English names are those of X's and LinkedIn's own exports, of GA4, Matomo and Plausible; those in German, French and
Spanish are assumed from the sites' own words and were not seen in files. `--column` settles what is not recognised.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class ExportKind(StrEnum):
    """Whose export it is."""

    X = "x"
    LINKEDIN = "linkedin"
    ANALYTICS = "analytics"

    @property
    def shown(self) -> str:
        return {"x": "X’s export", "linkedin": "LinkedIn’s export", "analytics": "the website’s statistics"}[self.value]


LINK, NUMBER, TAG, SOURCE, DAY = "link", "number", "tag", "source", "day"

#: What each column may be called, in lower case and without signs; the first name that is there counts.
NAMES: Mapping[ExportKind, Mapping[str, tuple[str, ...]]] = {
    ExportKind.X: {
        LINK: ("post permalink", "tweet permalink", "permalink", "post link", "post url", "link zum post", "lien du post"),
        NUMBER: ("post id", "tweet id", "id"),
        "impressions": ("impressions", "impressionen", "impresiones"),
        "likes": ("likes", "gefallt mir angaben", "gefallt mir", "j aime", "me gusta"),
        "comments": ("replies", "antworten", "reponses", "respuestas"),
        "shares": ("reposts", "retweets", "republications"),
        "quotes": ("quotes", "quote posts", "zitate", "citations", "citas"),
        "bookmarks": ("bookmarks", "lesezeichen", "signets", "guardados"),
        "clicks": ("url clicks", "link clicks", "linkklicks", "clics sur l url", "clics en la url"),
        "engagements": ("engagements", "interaktionen", "interacciones"),
        DAY: ("day",),
    },
    ExportKind.LINKEDIN: {
        LINK: (
            "post link", "post url", "share link", "update link", "link zum beitrag", "beitragslink",
            "lien de la publication", "lien du post", "enlace de la publicacion",
        ),
        "impressions": ("impressions", "impressions total", "impressionen", "impresiones"),
        "reach": ("unique impressions", "members reached", "erreichte mitglieder", "membres touches", "miembros alcanzados"),
        "clicks": ("clicks", "clicks total", "klicks", "clics"),
        "likes": ("likes", "reactions", "gefallt mir", "reaktionen", "j aime", "reacciones", "recomendaciones"),
        "comments": ("comments", "kommentare", "commentaires", "comentarios"),
        "shares": ("reposts", "shares", "geteilt", "geteilte beitrage", "republications", "partages", "compartidos"),
        DAY: ("date",),
    },
    ExportKind.ANALYTICS: {
        TAG: (
            "utm content", "session manual ad content", "manual ad content", "first user manual ad content", "ad content",
            "campaign content", "utm contents", "anzeigeninhalt", "contenu de l annonce", "contenido del anuncio",
        ),
        SOURCE: ("utm source", "session source", "session manual source", "source", "campaign source", "quelle", "fuente"),
        "visits": (
            "sessions", "visits", "entrances", "sitzungen", "besuche", "visites", "sesiones", "visitas", "link clicks", "clicks",
        ),
    },
}  # fmt: skip
KEYS: Mapping[ExportKind, tuple[str, ...]] = {
    ExportKind.X: (LINK, NUMBER), ExportKind.LINKEDIN: (LINK,), ExportKind.ANALYTICS: (TAG,),
}  # fmt: skip
HOSTS: Mapping[ExportKind, re.Pattern[str]] = {
    ExportKind.X: re.compile(r"\b(x|twitter)\.com/", re.IGNORECASE),
    ExportKind.LINKEDIN: re.compile(r"\blinkedin\.com/|urn:li:", re.IGNORECASE),
}
NO_MEASURES = frozenset({LINK, NUMBER, TAG, SOURCE, DAY})
HIGHEST = 30  #: rows above which the headings stand, where an export begins with words about itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The row of headings (counted from 0), and in which column each thing stands."""

    kind: ExportKind
    row: int
    columns: Mapping[str, int]

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name not in NO_MEASURES)


def said_of_columns(written: Iterable[str]) -> dict[str, str]:
    """What a person says of the columns, such as impressions=Aufrufe: by figure, or link, number, tag and source, its heading."""
    known = dict.fromkeys(thing for names in NAMES.values() for thing in names)
    said: dict[str, str] = {}
    for one in written:
        thing, sign, heading = (part.strip() for part in one.partition("="))
        if not sign or not heading:
            raise UsageProblem(f"“{one}” says of no figure in which column it is; write impressions=Aufrufe")
        if thing not in known:
            raise UsageProblem(f"there is no figure called {thing}; there are {', '.join(known)}")
        said[thing] = heading
    return said


def plain(heading: str) -> str:
    """A heading as it is compared: no case, accents, signs or doubled spaces."""
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("ß", "ss"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", kept).strip()


def headings(
    rows: Sequence[Sequence[object]], *, kind: ExportKind | None = None, named: Mapping[str, str] | None = None
) -> Headings | None:
    """Find the headings, or None where no row looks like any. `named` is what a person says: measure -> its heading."""
    best: Headings | None = None
    for number, row in enumerate(rows[:HIGHEST]):
        cells = [plain(str(cell or "")) for cell in row]
        for one in [kind] if kind else list(ExportKind):
            found = _columns(cells, NAMES[one], named or {})
            if not any(key in found for key in KEYS[one]):
                continue
            made = Headings(kind=one, row=number, columns=found)
            if not _are_its_links(rows[number + 1 :], made):
                continue
            if made.measures and (best is None or len(made.measures) > len(best.measures)):
                best = made
    return best


def _are_its_links(rows: Sequence[Sequence[object]], made: Headings) -> bool:
    """Do the links lead to this network, as far as the first rows have any? Both call theirs "post link"."""
    place = made.columns.get(LINK)
    if place is None:
        return True
    links = [link for row in rows[:50] if len(row) > place and (link := str(row[place] or "").strip())]
    return not links or any(HOSTS[made.kind].search(link) for link in links)


def _columns(cells: Sequence[str], names: Mapping[str, Iterable[str]], named: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for thing, known in names.items():
        wanted = [plain(named[thing])] if thing in named else known
        place = next((cells.index(name) for name in wanted if name in cells), None)
        if place is not None and place not in found.values():
            found[thing] = place
    return found

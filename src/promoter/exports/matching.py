"""Whose rows these are: each row of an export with the post that it is about, or why it is about none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from promoter.campaign.model import ChannelName
from promoter.errors import UsageProblem
from promoter.exports.columns import DAY, LINK, NUMBER, SOURCE, TAG, ExportKind
from promoter.exports.numbers import NoCount, count
from promoter.exports.sheets import is_empty
from promoter.ledger.figures import COUNTS, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from promoter.exports.columns import Headings
    from promoter.ledger.rows import PostRow

_STATUS = re.compile(r"(?:x|twitter)\.com/([A-Za-z0-9_]{1,20})/status(?:es)?/(\d{1,19})", re.IGNORECASE)
_URN = re.compile(r"urn:li:(share|ugcPost|activity):(\d{1,20})")
_IN_PATH = re.compile(r"-(share|ugcPost|activity)-(\d{1,20})(?:-|/|$)", re.IGNORECASE)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_TOTALS = frozenset({"total", "totals", "grand total", "gesamt", "gesamtsumme", "summe", "totaux", "totales"})
_NOBODY = frozenset({"i", "web"})  #: what stands in X's addresses where the account's name could
_KINDS = {"share": "share", "ugcpost": "ugcPost", "activity": "activity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What an export says of our posts. `unmatched` and `skipped` are sentences, each with its row."""

    figures: Mapping[str, Counts]
    rows: int
    unmatched: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def match(
    rows: Sequence[Sequence[object]], found: Headings, posts: Iterable[PostRow], *, handle: str | None, name: str
) -> Matched:
    """Match the rows below the headings. A file that is about another account, or about none of our posts, is refused."""
    ours = _by_name(posts, found.kind)
    figures: dict[str, Counts] = {}
    first: dict[str, int] = {}
    unmatched: list[str] = []
    skipped: list[str] = []
    strangers: set[str] = set()
    seen = 0
    adding = found.kind is ExportKind.ANALYTICS or DAY in found.columns
    for place, row in enumerate(rows[found.row + 1 :], start=found.row + 2):
        if is_empty(row) or list(row) == list(rows[found.row]):
            continue
        if any(str(cell).strip().casefold() in _TOTALS for cell in row[:3]):
            skipped.append(f"row {place}: a row of totals")
            continue
        seen += 1
        keys, said, stranger = _whose(row, found, ours)
        if stranger is not None:
            strangers.add(stranger)
        if len(keys) != 1:
            unmatched.append(
                f"row {place}: {said}" + (" (of several posts here; export it with its source)" if keys else "")
            )
            continue
        (key,) = keys
        told = _counts(row, found, place, name)
        if key in figures and not adding and figures[key] != told:
            raise UsageProblem(
                f"{name}, row {place}: this post stands in row {first[key]} already, with other figures; export one row a post"
            )
        figures[key] = _added(figures[key], told) if key in figures and adding else told
        first.setdefault(key, place)
    _refuse_strange(found, figures, seen, strangers, handle, name)
    return Matched(figures=figures, rows=seen, unmatched=tuple(unmatched), skipped=tuple(skipped))


def _by_name(posts: Iterable[PostRow], kind: ExportKind) -> dict[str, list[PostRow]]:
    """Our posts by what an export calls them: the network's name, or the tag of their links."""
    named: dict[str, list[PostRow]] = {}
    for post in posts:
        if kind is ExportKind.ANALYTICS:
            name = _tag_of(post.said.link)
        else:
            name = post.network_id if post.channel is ChannelName(kind.value) else None
        if name:
            named.setdefault(name, []).append(post)
    return named


def _tag_of(link: str | None) -> str | None:
    told = parse_qs(urlsplit(link or "").query).get("utm_content")
    return told[0].casefold() if told else None


def _whose(
    row: Sequence[object], found: Headings, ours: Mapping[str, Sequence[PostRow]]
) -> tuple[list[str], str, str | None]:
    """The keys of the posts that a row may be about, the row in a few words, and the account if it is another's."""
    if found.kind is ExportKind.ANALYTICS:
        tag = _cell(row, found, TAG).casefold()
        source = _cell(row, found, SOURCE).casefold()
        its = [post for post in ours.get(tag, ()) if not source or _is_source(source, post.channel)]
        where = f" from {source}" if source else ""
        return [post.key for post in its], f"the tag {tag or '(none)'}{where}", None
    link, number = _cell(row, found, LINK), _cell(row, found, NUMBER)
    if found.kind is ExportKind.X:
        return _on_x(link, number, ours)
    return _on_linkedin(link, ours)


def _is_source(source: str, channel: ChannelName) -> bool:
    others = {"t.co", "twitter", "twitter.com", "x.com"} if channel is ChannelName.X else {"linkedin.com", "lnkd.in"}
    return source == channel.value or source in others


def _on_x(link: str, number: str, ours: Mapping[str, Sequence[PostRow]]) -> tuple[list[str], str, str | None]:
    named = _STATUS.search(link)
    if named is None and _ROUNDED.fullmatch(number):
        return [], f"the post number {number} was rounded by a spreadsheet; export it with the posts' links", None
    name = named[2] if named else number.removesuffix(".0")
    stranger = named[1] if named and named[1].casefold() not in _NOBODY else None
    return [post.key for post in ours.get(name, ())], f"post {name or '(no number)'}", stranger


def _on_linkedin(link: str, ours: Mapping[str, Sequence[PostRow]]) -> tuple[list[str], str, str | None]:
    written = unquote(link)
    named = _URN.search(written) or _IN_PATH.search(written)
    if named is None:
        return [], f"{link[:80] or 'no link'} names no post", None
    urn = f"urn:li:{_KINDS[named[1].casefold()]}:{named[2]}"
    keys = [post.key for post in ours.get(urn, ())]
    if not keys and named[1].casefold() == "activity":
        return [], f"{urn} is LinkedIn's name for an activity, and posts are known here by that of their share", None
    return keys, urn, None


def _cell(row: Sequence[object], found: Headings, thing: str) -> str:
    place = found.columns.get(thing)
    return "" if place is None or place >= len(row) or row[place] is None else _written(row[place])


def _written(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}" if abs(cell) < 2**53 else f"{cell:E}"
    return str(cell).strip()


def _counts(row: Sequence[object], found: Headings, place: int, name: str) -> Counts:
    told: dict[str, int | None] = {}
    for measure in found.measures:
        column = found.columns[measure]
        try:
            told[measure] = count(row[column]) if column < len(row) else None
        except NoCount as wrong:
            raise UsageProblem(
                f"{name}, row {place}, {measure}: “{wrong}” is no count; nothing of this file was taken"
            ) from None
    return Counts(**told)


def _added(one: Counts, other: Counts) -> Counts:
    sums = {
        name: [value for value in (getattr(one, name), getattr(other, name)) if value is not None] for name in COUNTS
    }
    return Counts(**{name: sum(values) if values else None for name, values in sums.items()})


def _refuse_strange(  # noqa: PLR0917
    found: Headings, figures: Mapping[str, Counts], seen: int, strangers: set[str], handle: str | None, name: str
) -> None:
    if figures:
        return
    if not seen:
        raise UsageProblem(f"{name} has headings and no rows; export the days of the campaign")
    ours = (handle or "").removeprefix("@")
    others = sorted(one for one in strangers if one.casefold() != ours.casefold())
    if others and ours:
        raise UsageProblem(
            f"{name} is about @{others[0]}, and this campaign goes out as @{ours}; export that account's posts"
        )
    raise UsageProblem(
        f"none of the {seen} rows of {name} is about a post of this campaign; see that it is {found.kind.shown} of the right account and days"
    )

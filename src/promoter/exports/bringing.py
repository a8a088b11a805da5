"""Brings in a file of figures: looked at first, then kept as one more reading of each post; the same file only once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.approval import may_write
from promoter.errors import NotPossible, UsageProblem
from promoter.exports.columns import ExportKind, headings
from promoter.exports.matching import Matched, match
from promoter.exports.sheets import tables_of
from promoter.ledger import events
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.figures import FigureFile, FigureRow, Source, add_file, add_reading, file_of
from promoter.ledger.queue import list_posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.exports.columns import Headings
    from promoter.ledger.rows import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file that was read and not yet brought in."""

    name: str
    sha256: str
    found: Headings
    matched: Matched


def look(
    conn: Connection,
    campaign: str,
    content: bytes,
    name: str,
    *,
    kind: ExportKind | None = None,
    named: Mapping[str, str] | None = None,
) -> Looked:
    """Read a file and match it; nothing is kept. `named` says of a measure under which heading it stands."""
    row = get_campaign(conn, campaign)
    digest = hashlib.sha256(content).hexdigest()
    before = file_of(conn, campaign, digest)
    if before is not None:
        raise NotPossible(
            f"{name} was brought in on {before.brought_in_at.day} {before.brought_in_at:%B %Y} by {before.brought_in_by}; nothing was counted again"
        )
    # LinkedIn's workbook has a sheet of days before the one of posts: only one has both a post's link and figures.
    tables = [(rows, headings(rows, kind=kind, named=named)) for rows in tables_of(content, name)]
    rows, found = max(tables, key=lambda one: len(one[1].measures) if one[1] else 0)
    if found is None:
        raise UsageProblem(
            f"{name} has no row of headings with a post's link, number or tag and a figure; say which column is which, "
            'such as link=Link zum Beitrag and impressions=Aufrufe (promoter figures import --column "impressions=Aufrufe")'
        )
    sent = [post for post in list_posts(conn, campaign=campaign) if post.status is Status.SENT]
    matched = match(rows, found, sent, handle=row.settings.organisation.x, name=name)
    return Looked(name=name, sha256=digest, found=found, matched=matched)


def bring_in(conn: Connection, campaign: str, looked: Looked, *, as_of: datetime, who: Actor, now: datetime) -> int:
    """Keep what a file says, as of a moment; how many posts it tells of."""
    may_write(conn, who)
    if as_of > now:
        raise UsageProblem("figures cannot be as of a moment to come; give the moment when the file was exported")
    figures = looked.matched.figures
    number = add_file(
        conn,
        FigureFile(
            id=0, campaign=campaign, name=looked.name, sha256=looked.sha256, kind=looked.found.kind.value, as_of=as_of,
            brought_in_at=now, brought_in_by=who.name, matched=len(figures), unmatched=looked.matched.unmatched,
        ),
    )  # fmt: skip
    source = Source.ANALYTICS if looked.found.kind is ExportKind.ANALYTICS else Source.EXPORT
    for key, counts in figures.items():
        add_reading(conn, FigureRow(post_key=key, source=source, mark=f"file:{number}", read_at=as_of, counts=counts))
    events.append(
        conn, campaign=campaign, kind="figures_brought_in", actor=who.name, os_user=who.os_user, at=now,
        data={"file": looked.name, "sha256": looked.sha256, "kind": looked.found.kind.value, "as_of": as_of.isoformat(),
              "matched": len(figures), "unmatched": len(looked.matched.unmatched)},
    )  # fmt: skip
    return len(figures)

"""`promoter figures import`: files of figures, one after the other, each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from promoter.cli.acting import current_time, opened
from promoter.cli.moments import moment as moment_in
from promoter.errors import PromoterError
from promoter.exports.bringing import bring_in, look
from promoter.exports.columns import ExportKind, said_of_columns
from promoter.ledger.campaigns import get_campaign

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from promoter.exports.bringing import Looked
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of a file."""

    looked: Looked
    as_of: datetime
    zone: ZoneInfo
    taken: bool

    @property
    def lines(self) -> list[str]:
        found, matched = self.looked.found, self.looked.matched
        deed = "Brought in" if self.taken else "Would bring in"
        many = len(matched.figures)
        when = f"{self.as_of.astimezone(self.zone):%A %d %B %Y, %H:%M %Z}"
        first = (
            f"{deed} {self.looked.name} as {found.kind.shown}, as of {when}: {', '.join(found.measures)} of {many} "
            f"{'post' if many == 1 else 'posts'} from {matched.rows} rows."
        )
        return [
            first,
            *(f"  not matched: {one}" for one in matched.unmatched),
            *(f"  left out: {one}" for one in matched.skipped),
        ]

    @property
    def shape(self) -> dict[str, Any]:
        return {
            "file": self.looked.name,
            "kind": self.looked.found.kind.value,
            "as_of": self.as_of.astimezone(self.zone).isoformat(),
            "taken": self.taken,
            "posts": sorted(self.looked.matched.figures),
            "measures": list(self.looked.found.measures),
            "unmatched": list(self.looked.matched.unmatched),
        }


def bring_in_all(
    campaign: str,
    files: Sequence[Path],
    *,
    as_of: str | None,
    kind: str | None,
    columns: Iterable[str],
    look_only: bool,
    who: Actor,
) -> tuple[list[Told], list[str]]:
    """Each file in a transaction of its own; what was told, and why others were refused."""
    named = said_of_columns(columns)
    chosen = None if kind is None else ExportKind(kind)
    told: list[Told] = []
    refused: list[str] = []
    with opened() as ledger:
        zone = _zone(ledger, campaign)
        moment = None if as_of is None else moment_in(as_of, zone)
        for file in files:
            try:
                content = file.read_bytes()
                own = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                at = moment or min(own, current_time())
                with ledger.write() as conn:
                    looked = look(conn, campaign, content, file.name, kind=chosen, named=named)
                    if not look_only:
                        bring_in(conn, campaign, looked, as_of=at, who=who, now=current_time())
                told.append(Told(looked=looked, as_of=at, zone=zone, taken=not look_only))
            except OSError as error:
                refused.append(f"{file} cannot be read: {error.strerror}")
            except PromoterError as problem:
                refused.append(str(problem))
    return told, refused


def _zone(ledger: Ledger, campaign: str) -> ZoneInfo:
    with ledger.read() as conn:
        return get_campaign(conn, campaign).settings.zone

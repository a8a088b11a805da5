"""Which campaigns still concern anybody: those that are to come, on, or over since a few days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from promoter.ledger.alerts import last_time
from promoter.ledger.campaigns import list_campaigns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from promoter.ledger.rows import CampaignRow

#: How long after its last day a campaign is still told of: a daemon that was away over the weekend tells on Monday.
STILL = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Week:
    """A campaign and the days on which it posts."""

    campaign: CampaignRow
    last: date

    @property
    def slug(self) -> str:
        return self.campaign.slug

    @property
    def zone(self) -> ZoneInfo:
        return self.campaign.settings.zone

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(sorted({day.date for day in self.campaign.settings.days}))

    @property
    def accounts(self) -> frozenset[str]:
        channels = self.campaign.settings.channels
        pairs = (("x", channels.x), ("linkedin", channels.linkedin))
        return frozenset(f"{name}:{cadence.account}" for name, cadence in pairs if cadence is not None)

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """When the first post of a day may go, and when the last one."""
        channels = self.campaign.settings.channels
        cadences = [cadence for cadence in (channels.x, channels.linkedin) if cadence is not None]
        return (
            self._moment(day, min(cadence.first for cadence in cadences)),
            self._moment(day, max(cadence.last for cadence in cadences)),
        )

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)


def weeks(conn: Connection, now: datetime) -> list[Week]:
    """The campaigns that are not over, or since a few days only."""
    return [week for week in _all(conn) if now.astimezone(week.zone).date() <= week.last + STILL]


def _all(conn: Connection) -> Iterator[Week]:
    for row in list_campaigns(conn):
        last, latest = max(day.date for day in row.settings.days), last_time(conn, row.slug)
        yield Week(row, last if latest is None else max(last, latest.astimezone(row.settings.zone).date()))

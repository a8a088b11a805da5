"""The campaigns that were loaded, each with its settings as they were then."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, and_, or_, select

from promoter.campaign.model import Settings
from promoter.errors import NotThere
from promoter.ledger.putting import put_over
from promoter.ledger.rows import CampaignRow
from promoter.ledger.tables import campaigns, posts
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import date, datetime


def save_campaign(
    conn: Connection, slug: str, *, folder: str, settings: Settings, loaded_by: str, now: datetime
) -> CampaignRow:
    """Keep a campaign's settings (a whole Campaign will do), over those of an earlier load."""
    kept = Settings.model_validate_json(settings.model_dump_json(include=set(Settings.model_fields)))
    values = {"folder": folder, "settings": kept.model_dump_json(), "loaded_at": now, "loaded_by": loaded_by}
    put_over(conn, campaigns, {"slug": slug, **values})
    return CampaignRow(slug=slug, folder=folder, settings=kept, loaded_at=now, loaded_by=loaded_by)


def get_campaign(conn: Connection, slug: str) -> CampaignRow:
    """The campaign of this name, as last loaded."""
    row = conn.execute(select(campaigns).where(campaigns.c.slug == slug)).first()
    if row is None:
        near = get_close_matches(slug, conn.execute(select(campaigns.c.slug)).scalars().all(), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise NotThere(f"no campaign {slug} has been loaded{hint}; promoter load {slug} --as USER does it")
    return _campaign(row)


def lock_campaign(conn: Connection, slug: str) -> None:
    """Let whoever else loads this campaign, or changes it as a whole, wait until the transaction ends."""
    conn.execute(select(campaigns.c.slug).where(campaigns.c.slug == slug).with_for_update())


def list_campaigns(conn: Connection) -> list[CampaignRow]:
    """All campaigns, by name."""
    return [_campaign(row) for row in conn.execute(select(campaigns).order_by(campaigns.c.slug))]


def campaigns_over(conn: Connection, now: datetime) -> frozenset[str]:
    """The campaigns whose last day has passed and of which nothing is to come or to be settled.

    None if that is true of all: then there is nothing else that they could stand in the way of.
    """
    on_its_way = posts.c.status.in_([Status.APPROVED, Status.SENDING, Status.UNCLEAR])
    to_come = and_(posts.c.status.in_([Status.PENDING, Status.FAILED]), posts.c.at >= now)
    busy = set(conn.execute(select(posts.c.campaign).where(or_(on_its_way, to_come)).distinct()).scalars())
    loaded = list_campaigns(conn)
    over = frozenset(row.slug for row in loaded if row.slug not in busy and _last_day(row) < _today(row, now))
    return frozenset() if len(over) == len(loaded) else over


def _last_day(row: CampaignRow) -> date:
    return max(day.date for day in row.settings.days)


def _today(row: CampaignRow, now: datetime) -> date:
    return now.astimezone(row.settings.zone).date()


@lru_cache(maxsize=64)  # asked for at every claim, and changed by nothing but a load
def settings_from(kept: str) -> Settings:
    """The settings that a row of the table keeps."""
    return Settings.model_validate_json(kept)


def _campaign(row: Row[Any]) -> CampaignRow:
    settings = settings_from(row.settings)
    return CampaignRow(
        slug=row.slug, folder=row.folder, settings=settings, loaded_at=row.loaded_at, loaded_by=row.loaded_by
    )

"""A week taken in from its folder for the first time, made just now or put there by hand, and one whose files were changed by hand."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from promoter.approval.rights import may_write
from promoter.campaign.beginning import make
from promoter.campaign.loading import FILE
from promoter.editing.draft import begin
from promoter.editing.mistakes import FilesWouldBeWrong
from promoter.editing.rewriting import Deed, plan_draft
from promoter.errors import Mistake
from promoter.ledger.campaigns import list_campaigns
from promoter.offering import offer
from promoter.pictures.illustrating import illustrate
from promoter.pictures.store import keep
from promoter.planning import read

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from promoter.campaign.beginning import NewWeek
    from promoter.campaign.model import Campaign
    from promoter.editing.effect import Effect
    from promoter.ledger.rows import Actor


def begin_week(conn: Connection, new: NewWeek, *, who: Actor, now: datetime) -> Campaign:
    """Make a new week's folder and take it in; where that cannot be, there is no folder either."""
    may_write(conn, who)
    make(new)
    try:
        return take_in(conn, new.folder, who=who, now=now)
    except BaseException:
        shutil.rmtree(new.folder, ignore_errors=True)
        raise


def take_in(conn: Connection, folder: Path, *, who: Actor, now: datetime) -> Campaign:
    """Load a week that is not known yet. Raises `FilesWouldBeWrong` with everything that is wrong with its files."""
    may_write(conn, who)
    if folder.name in {row.slug for row in list_campaigns(conn)}:
        raise Mistake(f"there is a week of the name {folder.name} already; choose another", field="slug")
    loaded, posts = read(folder, illustrate=illustrate)
    if loaded.campaign is None:
        first, *_ = says = [finding.message for finding in loaded.errors]
        raise FilesWouldBeWrong(f"{folder.name}/{FILE} and its blogs cannot be loaded as they are: {first}", says)
    keep(folder, loaded.made)
    offer(conn, loaded.campaign, posts, folder=folder, who=who, now=now)
    return loaded.campaign


def plan_reload(conn: Connection, folder: Path, *, who: Actor, now: datetime) -> Effect:
    """What comes of the files as they are now, where somebody changed them by hand since they were loaded."""
    may_write(conn, who)
    deed = Deed("files_taken_in", "Take in the files as they are now", {})
    return plan_draft(conn, begin(folder), deed, who=who, now=now)

"""Runs the migrations inside a transaction that is open already, so that two programs cannot both make the tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from sqlalchemy import Connection


def configuration(conn: Connection) -> Config:
    """Alembic's settings, without a file: the migrations lie beside this module."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


def upgrade_to_newest(conn: Connection) -> None:
    """Make or change the tables up to the newest revision; the caller commits."""
    command.upgrade(configuration(conn), "head")

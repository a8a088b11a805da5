"""How pages are written: the templates, and the few words and forms that all of them use."""

from __future__ import annotations

import hashlib
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from promoter.ledger.rows import Role
from promoter.people import comments
from promoter.posts.phrases import dated
from promoter.reporting.peoples_words import in_people_words
from promoter.reporting.plan import KINDS
from promoter.reporting.standing import status_in_words

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


@cache
def templates() -> Environment:
    """The templates; everything is escaped, and a name that is missing is an error."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("promoter.web"), PackageLoader("promoter.reporting")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": clock,
        "moment": moment,
        "dated": dated,
        "things": things,
        "peoples": in_people_words,
    }
    environment.globals |= {
        "asset": asset,
        "KINDS": KINDS,
        "Role": Role,
        "most_of_comment": comments.MOST,
        "status_in_words": status_in_words,
    }
    return environment


def clock(at: datetime, zone: tzinfo = UTC) -> str:
    """The time of day, such as 09:00."""
    return f"{at.astimezone(zone):%H:%M}"


def moment(at: datetime, zone: tzinfo = UTC, *, year: bool = False, seconds: bool = False) -> str:
    """Day and time with the zone's name, such as Monday 13 September, 09:00 BST; with the year where there are several,
    and to the second where that is what somebody wants to know.
    """
    local = at.astimezone(zone)
    time = f"{local:%H:%M:%S}" if seconds else clock(at, zone)
    return f"{dated(local.date())}{f' {local.year}' if year else ''}, {time} {local:%Z}"


def things(count: int, one: str, many: str = "") -> str:
    """A count with what is counted, such as "1 post waits" and "2 posts wait"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its contents, so that browsers may keep it for good."""
    places = (files(package) / "static" / name for package in ("promoter.web", "promoter.reporting"))
    file = next(place for place in places if place.is_file())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"/static/{name}?{digest[:10]}"

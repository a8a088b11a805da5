"""What a timetable says: when each post goes out and why then, which posts found no time, and which days lack one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime

    from promoter.campaign.model import ChannelName


class Placement(NamedTuple):
    """A post's time and its last moment, both in UTC, and why it has that time, in people's words."""

    key: str
    at: datetime
    until: datetime
    why: str


class Overflow(NamedTuple):
    """Posts that found no time on their day.

    Codes: "overflow" (no slot is left), "live_too_late" (none is left once the page is live), "same_minute" (the other
    network has the blog at the only time), "no_network" (the campaign does not use it), "second_left_out" (no slot long
    enough after the first: good to know, nothing is lost).
    """

    code: str
    message: str
    day: date
    channel: ChannelName
    keys: tuple[str, ...]


class Gap(NamedTuple):
    """A day of the campaign without a blog ("no_blog", no channel), or without any post on a network ("no_post")."""

    code: str
    message: str
    day: date
    channel: ChannelName | None = None


class Timetable(NamedTuple):
    """Every post that was asked about is in `placements` or, by its key, in `overflow`."""

    placements: tuple[Placement, ...]
    overflow: tuple[Overflow, ...]
    gaps: tuple[Gap, ...]

"""A campaign as its editor wrote it: themes, days, blogs, people and how often each network may be used.

Everything here is frozen and already valid. Dates are dates, wall times are in the campaign's own zone, and moments
become UTC only in `promoter.timetable`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)


class ChannelName(StrEnum):
    """The networks, by the names that files, keys and links use."""

    X = "x"
    LINKEDIN = "linkedin"


class Kind(StrEnum):
    """What a post is for."""

    OPENER = "opener"  #: opens a day and its theme
    BLOG = "blog"  #: one blog, on its own day
    SECOND = "second"  #: the same blog from another angle
    ROUND_UP = "round_up"  #: closes a day
    WEEK_END = "week_end"  #: closes the week; carries round-up and event where slots are few
    EVENT = "event"  #: reminds of the event that the week leads up to
    FREE = "free"  #: written by a person: thanks, a correction, a cancellation


# ---------------------------------------------------------------------------------------------- how values are written


def _text(value: object, like: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"write it as text in quotes, like {like}")  # noqa: TRY004 - pydantic turns ValueError into a finding
    return value.strip()


def _date(value: object) -> date:
    text = _text(value, '"2021-09-13"')
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(f'"{text}" is not a date like "2021-09-13"')
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'there is no day "{text}" in the calendar') from None


def _local_datetime(value: object) -> datetime:
    text = _text(value, '"2021-09-09T17:00"')
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", text):
        raise ValueError(f'"{text}" is not a local time like "2021-09-09T17:00" (without an offset: the campaign has a zone)')
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'there is no "{text}" in the calendar or on the clock') from None


def _wall_time(value: object) -> time:
    text = _text(value, '"08:45"')
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", text):
        raise ValueError(f'"{text}" is not a time like "08:45", from "00:00" to "23:59:59"')
    return time.fromisoformat(text)


def _gap(value: object) -> timedelta:
    text = _text(value, "60m")
    match = re.fullmatch(r"(\d{1,5})\s*([smh])", text)
    if not match:
        raise ValueError(f'"{text}" is not a length of time like 90s, 60m or 2h')
    unit = {"s": "seconds", "m": "minutes", "h": "hours"}[match[2]]
    gap = timedelta(**{unit: int(match[1])})
    if not timedelta(seconds=1) <= gap <= timedelta(hours=24):
        raise ValueError("a gap lies between 1s and 24h")
    return gap


def _web_address(value: str) -> str:
    # Parsed here, not by urllib, so that what X and LinkedIn will refuse is refused on Friday.
    if not re.fullmatch(r"https?://[^\s/?#@:\[\]]+\.[^\s/?#@:\[\].]+(:\d{1,5})?([/?#]\S*)?", value, re.IGNORECASE):
        raise ValueError(f'"{value}" is not a web address that starts with https:// or http://')
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f'"{value}" is no time zone; write a name like Europe/London') from None
    return value


def _x_handle(value: str) -> str:
    if not re.fullmatch(r"@[A-Za-z0-9_]{1,15}", value):
        raise ValueError(f'"{value}" is not a handle like "@techUK" (letters, digits, underscore; at most 15)')
    return value


def _hashtag(value: str) -> str:
    if not re.fullmatch(r"#\w*[^\W\d_]\w*", value):
        raise ValueError(f'"{value}" is not a hashtag like "#techUKSmarterState" (letters, digits, underscore)')
    return value


def _clean(value: str) -> str:
    return re.sub(r"[ \t\u00a0\u202f\u2007]+", " ", value).strip()


def _schema(kind: str, **more: object) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


Line = Annotated[str, AfterValidator(_clean), StringConstraints(min_length=1)]
Prose = Annotated[str, AfterValidator(_clean)]
Day_ = Annotated[date, BeforeValidator(_date), _schema("string", pattern=r"^\d{4}-\d{2}-\d{2}$")]
LocalDateTime = Annotated[
    datetime, BeforeValidator(_local_datetime), _schema("string", pattern=r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$")
]
WallTime = Annotated[time, BeforeValidator(_wall_time), _schema("string", pattern=r"^\d{2}:\d{2}(:\d{2})?$")]
Gap = Annotated[
    timedelta,
    BeforeValidator(_gap),
    PlainSerializer(lambda gap: f"{gap // timedelta(seconds=1)}s", return_type=str, when_used="json"),
    _schema("string", pattern=r"^\d+\s*[smh]$"),
]
WebAddress = Annotated[Line, AfterValidator(_web_address)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
XHandle = Annotated[Line, AfterValidator(_x_handle)]
Hashtag = Annotated[Line, AfterValidator(_hashtag)]
PersonUrn = Annotated[Line, StringConstraints(pattern=r"^urn:li:person:[A-Za-z0-9_-]+$")]
OrganisationUrn = Annotated[Line, StringConstraints(pattern=r"^urn:li:organization:\d+$")]


class Part(BaseModel):
    """Frozen, and no key that we do not know: a misspelt key must not be quietly ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------------------------------------------------- the campaign


class Organisation(Part):
    """Whose week it is."""

    name: Line
    x: XHandle | None = None
    linkedin: OrganisationUrn | None = None
    contact: Line | None = None


class Event(Part):
    """What the week leads up to. `what` says what it is, such as "conference": it stands after the name in posts."""

    name: Line
    what: Line | None = None
    edition: Line | None = None
    starts: Day_
    ends: Day_
    url: WebAddress | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Event:
        if self.ends < self.starts:
            raise ValueError(f"the event ends ({self.ends}) before it starts ({self.starts})")
        return self


class Rules(Part):
    """What the call asks of a blog. `words` is a range, `subtitle` a number of user-perceived characters."""

    words: tuple[int, int] = (400, 600)
    subtitle: int = Field(default=150, ge=1)
    per_organisation: int | None = Field(default=None, ge=1)
    hosts: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Rules:
        if not 0 < self.words[0] <= self.words[1]:
            raise ValueError("words is a range like [400, 600]")
        return self


class Assumption(Part):
    """Something that the call leaves open and that somebody has to confirm."""

    about: Line
    says: Line
    confirmed_by: Line | None = None


class Theme(Part):
    """`line` says the theme in at most 90 characters for X; `description` is the call's own sentence.

    `phrase` is the name inside a sentence ("overcoming challenges"), `question` what the day's opener asks. Both are
    optional; without them only a leading article loses its capital, and the opener asks nothing.
    """

    id: Identifier
    name: Line
    phrase: Line | None = None
    question: Line | None = None
    line: Annotated[Line, StringConstraints(max_length=90)] | None = None
    description: Prose = ""


class Day(Part):
    """A date of the week and its theme."""

    date: Day_
    theme: Identifier


class Cadence(Part):
    """How often, and between which hours, one network is used. Times are wall times in the campaign's zone."""

    first: WallTime = time(8, 45)
    last: WallTime = time(17, 0)
    gap: Gap = timedelta(minutes=60)
    per_day: int = Field(default=24, ge=1)
    account: Identifier = "default"
    blackout: tuple[tuple[WallTime, WallTime], ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Cadence:
        if self.last < self.first:
            raise ValueError(f"the last time ({self.last:%H:%M}) is before the first ({self.first:%H:%M})")
        for start, end in self.blackout:
            if end <= start:
                raise ValueError(f"a blackout ends after it starts: {start:%H:%M} to {end:%H:%M} does not")
        return self


class Channels(Part):
    """The networks of this campaign: one or both."""

    x: Cadence | None = None
    linkedin: Cadence | None = None

    @model_validator(mode="after")
    def _at_least_one(self) -> Channels:
        if self.x is None and self.linkedin is None:
            raise ValueError("a campaign needs at least one of x and linkedin")
        return self


class PerChannel(Part):
    """A choice made for each network by itself."""

    x: StrictBool = False
    linkedin: StrictBool = False


class Kinds(Part):
    """Which kinds of post are wanted, on all networks or on each. A second post is unusual on LinkedIn: X only unless said."""

    opener: StrictBool | PerChannel = True
    blog: StrictBool | PerChannel = True
    second: StrictBool | PerChannel = PerChannel(x=True)
    round_up: StrictBool | PerChannel = True
    week_end: StrictBool | PerChannel = True
    event: StrictBool | PerChannel = True

    def wants(self, kind: Kind, channel: ChannelName) -> bool:
        if kind is Kind.FREE:
            return True
        choice: bool | PerChannel = getattr(self, kind.value)
        return choice if isinstance(choice, bool) else bool(getattr(choice, channel.value))


class Author(Part):
    """A contributor, named as they want to be. `mention` says how: by name, with the handle after it, or not at all."""

    name: Line
    role: Line | None = None
    organisation: Line | None = None
    x: XHandle | None = None
    linkedin: PersonUrn | None = None
    email: Line | None = None
    mention: Literal["name", "handle", "none"] = "name"


class Suggested(Part):
    """The contributor's own wording: shown to the editor, used only when chosen."""

    x: Prose | None = None
    linkedin: Prose | None = None


class Image(Part):
    """A picture beside the blog; `file` is relative to the campaign's folder."""

    file: Line
    alt: Line


class BlogStatus(StrEnum):
    """Where a blog stands with the editors. Only approved blogs are promoted."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class BlogKind(StrEnum):
    BLOG = "blog"
    CASE_STUDY = "case-study"


class FrontMatter(Part):
    """The head of a blog's file, as the contract writes it."""

    title: Line
    subtitle: Line
    hook: Line | None = None
    points: tuple[Line, ...] = ()
    authors: tuple[Author, ...] = Field(min_length=1)
    organisation_x: XHandle | None = None
    organisation_linkedin: OrganisationUrn | None = None
    themes: tuple[Identifier, ...] = Field(min_length=1)
    url: WebAddress | None = None
    live_from: LocalDateTime | None = None
    received: LocalDateTime | None = None
    status: BlogStatus = BlogStatus.SUBMITTED
    approved_by: Line | None = None
    accepted_late_by: Line | None = None
    kind: BlogKind = BlogKind.BLOG
    quotes: tuple[Line, ...] = ()
    suggested: Suggested = Suggested()
    image: Image | None = None
    sample: StrictBool = False


class Blog(FrontMatter):
    """A blog: its front matter, its id (the file's name), and its words as Markdown."""

    id: str
    body: str = Field(repr=False)
    image_sha256: str | None = None

    @property
    def home(self) -> str:
        """The theme whose day is the blog's day."""
        return self.themes[0]

    @property
    def organisation(self) -> str | None:
        """The first author's organisation: whom the cap and the spacing count it for."""
        return next((author.organisation for author in self.authors if author.organisation), None)


class Settings(Part):
    """campaign.yaml, as the contract writes it. The JSON Schema for editors is made from this class."""

    name: Line
    hashtag: Hashtag
    timezone: Annotated[Line, AfterValidator(_zone)]
    organisation: Organisation
    page: WebAddress | None = None
    deadline: LocalDateTime | None = None
    event: Event | None = None
    rules: Rules = Rules()
    assumptions: tuple[Assumption, ...] = ()
    themes: tuple[Theme, ...] = Field(min_length=1)
    days: tuple[Day, ...] = Field(min_length=1)
    channels: Channels
    kinds: Kinds = Kinds()
    approvals: Literal[1, 2] = 1

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Campaign(Settings):
    """A campaign folder, read and valid. `templates` maps "x/blog" and the like to the folder's own wording."""

    slug: str
    blogs: tuple[Blog, ...] = ()
    templates: dict[str, str] = Field(default_factory=dict)

    def cadence(self, channel: ChannelName) -> Cadence | None:
        cadence: Cadence | None = getattr(self.channels, channel.value)
        return cadence

    @property
    def networks(self) -> tuple[ChannelName, ...]:
        return tuple(name for name in ChannelName if self.cadence(name) is not None)

    @cached_property
    def _by_id(self) -> dict[str, Theme]:
        return {theme.id: theme for theme in self.themes}

    def theme(self, identifier: str) -> Theme:
        return self._by_id[identifier]


def is_late(blog: FrontMatter, settings: Settings) -> bool:
    """Received after the call's deadline."""
    return settings.deadline is not None and blog.received is not None and blog.received > settings.deadline


def is_promoted(blog: FrontMatter, settings: Settings) -> bool:
    """Approved, and in time or accepted late by somebody."""
    return blog.status is BlogStatus.APPROVED and (not is_late(blog, settings) or blog.accepted_late_by is not None)


def schema() -> dict[str, Any]:
    """The JSON Schema of campaign.yaml."""
    return Settings.model_json_schema()

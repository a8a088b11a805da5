"""A campaign as its editor wrote it: themes, days, blogs, people and how often each network may be used.

Everything here is frozen and already valid. Dates are dates, wall times are in the campaign's own zone, and moments
become UTC only in `promoter.timetable`.
"""

from datetime import time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator

from promoter.campaign.values import (
    Blackout,
    CalendarDate,
    Checksum,
    Colour,
    Gap,
    Hashtag,
    Identifier,
    Line,
    LocalDateTime,
    OrganisationUrn,
    PersonUrn,
    Prose,
    WallTime,
    WebAddress,
    WordRange,
    XHandle,
    ZoneName,
)


class ChannelName(StrEnum):
    """The networks, by the names that files, keys and links use."""

    X = "x"
    LINKEDIN = "linkedin"

    @property
    def shown(self) -> str:
        """The network as people call it."""
        return "X" if self is ChannelName.X else "LinkedIn"


class Kind(StrEnum):
    """What a post is for."""

    OPENER = "opener"  #: opens a day and its theme
    BLOG = "blog"  #: one blog, on its own day
    SECOND = "second"  #: the same blog from another angle
    ROUND_UP = "round_up"  #: closes a day
    WEEK_END = "week_end"  #: closes the week; carries round-up and event where slots are few
    EVENT = "event"  #: reminds of the event that the week leads up to
    FREE = "free"  #: written by a person: thanks, a correction, a cancellation


class NotRead(AttributeError):
    """A fact that is asked for could not be read."""


class Part(BaseModel):
    """Frozen, and no key that we do not know: a misspelt key must not be quietly ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_left_empty(cls, given: Any) -> Any:
        """A key with nothing after it is like no key: it means its default."""
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value is not None or key not in cls.model_fields}

    if not TYPE_CHECKING:  # or mypy would believe in every name

        def __getattr__(self, name: str) -> Any:
            """For what `promoter.campaign.partial` leaves out; all else is there and is found without asking here."""
            if name in type(self).model_fields:
                raise NotRead(name)
            return super().__getattr__(name)


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
    starts: CalendarDate
    ends: CalendarDate
    url: WebAddress | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the event ends ({self.ends}) before it starts ({self.starts}): correct one of them")
        return self


class Rules(Part):
    """What the call asks of a blog. `words` is a range, `subtitle` a number of user-perceived characters."""

    words: WordRange = (400, 600)
    subtitle: StrictInt = Field(default=150, ge=1)
    per_organisation: StrictInt | None = Field(default=None, ge=1)
    hosts: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= self.words[0] <= self.words[1]:
            raise ValueError("write the words as a range like [400, 600], the smaller number first")
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
    line: Line | None = None
    description: Prose = ""


class Day(Part):
    """A date of the week and its theme."""

    date: CalendarDate
    theme: Identifier


class Cadence(Part):
    """How often, and between which hours, one network is used. Times are wall times in the campaign's zone."""

    first: WallTime = time(8, 45)
    last: WallTime = time(17, 0)
    gap: Gap = timedelta(minutes=60)
    per_day: StrictInt = Field(default=24, ge=1)
    account: Identifier = "default"
    blackout: Blackout = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"the last time ({self.last}) is before the first ({self.first}): correct one of them")
        for start, end in self.blackout:
            if end <= start:
                raise ValueError(f"a blackout ends after it starts, and {start} to {end} does not: correct one of them")
        return self


class Channels(Part):
    """The networks of this campaign: one or both."""

    x: Cadence | None = None
    linkedin: Cadence | None = None

    @model_validator(mode="after")
    def _at_least_one(self) -> Self:
        if self.x is None and self.linkedin is None:
            raise ValueError("a campaign needs x, linkedin or both: write x: {} for the usual times")
        return self


class PerChannel(Part):
    """A choice made for each network by itself."""

    x: StrictBool = False
    linkedin: StrictBool = False


def _one_choice(value: object) -> object:
    if not isinstance(value, bool | dict | PerChannel):
        raise ValueError("write true or false, or {x: true, linkedin: false} for each network by itself")  # noqa: TRY004
    return value


Choice = Annotated[StrictBool | PerChannel, BeforeValidator(_one_choice)]


class Kinds(Part):
    """Which kinds of post are wanted, on all networks or on each. A second post is unusual on LinkedIn: X only unless said."""

    opener: Choice = True
    blog: Choice = True
    second: Choice = PerChannel.model_construct(x=True)
    round_up: Choice = True
    week_end: Choice = True
    event: Choice = True

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


class Source(Part):
    """Where an imported blog came from. `file` is the kept original, relative to the campaign's folder.

    `part` is what of the file it is, such as a row of a sheet, with a checksum of its own. `guessed` are the facts that
    nobody has confirmed yet, each with what it was taken from.
    """

    file: Line
    sha256: Checksum
    part: Line | None = None
    part_sha256: Checksum | None = None
    imported_at: LocalDateTime
    by: Line | None = None
    guessed: dict[str, Line] = Field(default_factory=dict)


class Look(Part):
    """How generated cards look: the words in `ink`, the theme in `accent`, all on `paper`, with the logo if there is one."""

    ink: Colour = "#1a1a1a"
    paper: Colour = "#ffffff"
    accent: Colour = "#00539b"
    logo: Line | None = None


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
    suggested: Suggested = Suggested.model_construct()
    image: Image | None = None
    source: Source | None = None
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
    timezone: ZoneName
    organisation: Organisation
    page: WebAddress | None = None
    deadline: LocalDateTime | None = None
    event: Event | None = None
    rules: Rules = Rules.model_construct()
    assumptions: tuple[Assumption, ...] = ()
    themes: tuple[Theme, ...] = Field(min_length=1)
    days: tuple[Day, ...] = Field(min_length=1)
    channels: Channels
    kinds: Kinds = Kinds.model_construct()
    look: Look = Look.model_construct()
    cards: Choice = False
    mail_contributors: StrictBool = False
    approvals: Literal[1, 2] = 1

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def wants_cards(self, channel: ChannelName) -> bool:
        """Do posts on this network that have no picture of their own carry a generated card?"""
        return self.cards if isinstance(self.cards, bool) else bool(getattr(self.cards, channel.value))


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


def awaits_decision(blog: FrontMatter) -> bool:
    """Brought in from a contributor's file, and neither approved nor declined: what is wrong with it can wait."""
    came = getattr(blog, "source", None) is not None
    return came and getattr(blog, "status", None) is BlogStatus.SUBMITTED


def is_promoted(blog: FrontMatter, settings: Settings) -> bool:
    """Approved, and in time or accepted late by somebody."""
    return blog.status is BlogStatus.APPROVED and (not is_late(blog, settings) or blog.accepted_late_by is not None)


def schema() -> dict[str, Any]:
    """The JSON Schema of campaign.yaml."""
    return Settings.model_json_schema()

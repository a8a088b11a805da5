"""How single values are written in a campaign's files: dates, times, addresses, handles, and the sentence for each mistake.

Every validator raises a ValueError whose message is shown to the editor as it stands.
"""

from __future__ import annotations

import re
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, StrictInt
from pydantic_core.core_schema import (
    no_info_after_validator_function,
    no_info_plain_validator_function,
    plain_serializer_function_ser_schema,
    str_schema,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic_core import CoreSchema

LONGEST_LINE, LONGEST_PROSE = 2_000, 20_000
LONGEST_NAME = 60
YEARS = range(2000, 2100)
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PERSON = r"urn:li:person:[A-Za-z0-9_-]+"
_ORGANISATION = r"urn:li:organization:[0-9]+"
_SHA256 = "[0-9a-f]{64}"
_NO_AREA = re.compile(r"[^/]*$|Etc/")  # abbreviations, and offsets whose sign is not what one thinks
_SPACES = dict.fromkeys(map(ord, "\t\u00a0\u202f\u2007"), " ")


def shown(text: object) -> str:
    """What somebody wrote, in quotes and not too long, for a sentence about it."""
    written = " ".join(str(text).split())
    return f'"{written}"' if len(written) <= LONGEST_NAME else f'"{written[: LONGEST_NAME - 1]}…"'


def nearest(written: str, known: Iterable[str]) -> str | None:
    """Which of `known` somebody may have meant by `written`."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a misspelling needs it: no preview has to wait for it

    return next(iter(get_close_matches(written[:80], list(known), n=1)), None)


def is_name(text: str, *, longest: int = LONGEST_NAME) -> bool:
    """Whether `text` can be a folder's, blog's or theme's name in keys and addresses."""
    return len(text) <= longest and re.fullmatch(_NAME, text) is not None


def _as_text(value: object, like: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"write it like {like}")  # noqa: TRY004 - pydantic makes a finding of a ValueError
    return value.strip()


def _in_calendar(year: int, written: str) -> None:
    if year not in YEARS:
        raise ValueError(f"{shown(written)} lies outside the years {YEARS[0]} to {YEARS[-1]}: correct the year")


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    text = _as_text(value, '"2021-09-13"')
    if not re.fullmatch(_DATE, text):
        raise ValueError(f'{shown(text)} is not a date: write year-month-day, like "2021-09-13"')
    _in_calendar(int(text[:4]), text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no {shown(text)} in the calendar: correct the day or the month") from None


def _local_datetime(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    text = _as_text(value, '"2021-09-09T17:00"')
    if not re.fullmatch(rf"{_DATE}[T ]{_CLOCK}", text):
        raise ValueError(
            f"{shown(text)} is not a date with its time: write it like "
            '"2021-09-09T17:00", in the campaign\'s own time and without an offset'
        )
    _in_calendar(int(text[:4]), text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no {shown(text)} in the calendar: correct the day or the month") from None


def _wall_time(value: object) -> time:
    if isinstance(value, time):
        return value
    text = _as_text(value, '"08:45"')
    if not re.fullmatch(_CLOCK, text):
        raise ValueError(f'{shown(text)} is not a time: write it like "08:45", from "00:00" to "23:59:59"')
    return time.fromisoformat(text)


def _gap(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    text = _as_text(value, "60m")
    match = re.fullmatch(r"([0-9]{1,5})\s*([smh])", text)
    if not match:
        raise ValueError(f"{shown(text)} is not a length of time: write it like 90s, 60m or 2h")
    unit = {"s": "seconds", "m": "minutes", "h": "hours"}[match[2]]
    gap = timedelta(**{unit: int(match[1])})
    if not timedelta(seconds=1) <= gap <= timedelta(hours=24):
        raise ValueError(f"{shown(text)} is not a usable gap: it lies between 1s and 24h")
    return gap


def _web_address(value: str) -> str:
    # Taken apart here and not by urllib, so that what X and LinkedIn will refuse is refused on Friday.
    match = re.fullmatch(
        r"https?://[^\s/?#@:\[\]\\]+\.[^\s/?#@:\[\]\\.]+(?::([0-9]{1,5}))?([/?#]\S*)?", value, re.IGNORECASE
    )
    if not match or int(match[1] or 0) >= 2**16:
        raise ValueError(f"{shown(value)} is not a web address: write all of it, from https:// on")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        by_lower = {name.lower(): name for name in available_timezones() if name == "UTC" or not _NO_AREA.match(name)}
        near = nearest(value.lower().replace(" ", "_"), by_lower)
        hint = f'did you mean "{by_lower[near]}"?' if near else "write a name like Europe/London"
        if value.isalpha() and value.isupper():  # the same letters mean different times in different countries
            hint = "write an area and a city like Europe/London, not an abbreviation"
        raise ValueError(f"there is no time zone {shown(value)}: {hint}") from None
    return value


def _x_handle(value: str) -> str:
    if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
        raise ValueError(f'{shown(value)} is an e-mail address: write the X handle here, like "@techUK"')
    if not re.fullmatch(r"@[A-Za-z0-9_]{1,15}", value):
        raise ValueError(
            f'{shown(value)} is not an X handle: write it like "@techUK" (@, then at most 15 letters, digits, underscores)'
        )
    return value


def _hashtag(value: str) -> str:
    tag = value.removeprefix("#")
    if not (value.startswith("#") and re.fullmatch(r"\w+", tag) and any(letter.isalpha() for letter in tag)):
        raise ValueError(
            f'{shown(value)} is not a hashtag: write it like "#techUKSmarterState" (#, then letters, digits, underscores)'
        )
    return value


def _person_urn(value: str) -> str:
    if not re.fullmatch(_PERSON, value):
        raise ValueError(
            f'{shown(value)} is not what LinkedIn calls a person: it looks like "urn:li:person:AbC123", '
            "not like a profile's address"
        )
    return value


def _organisation_urn(value: str) -> str:
    if not re.fullmatch(_ORGANISATION, value):
        raise ValueError(
            f'{shown(value)} is not what LinkedIn calls an organisation: it looks like "urn:li:organization:1234", '
            "not like a page's address"
        )
    return value


def _colour(value: str) -> str:
    if not re.fullmatch("#[0-9A-Fa-f]{6}", value):
        raise ValueError(
            f'{shown(value)} is not a colour: write it like "#1d70b8" (#, then six digits and letters from a to f)'
        )
    return value.lower()


def _checksum(value: str) -> str:
    if not re.fullmatch(_SHA256, value):
        raise ValueError(f"{shown(value)} is not a checksum: it has 64 digits and letters from a to f")
    return value


def _identifier(value: str) -> str:
    if not is_name(value):
        raise ValueError(
            f"{shown(value)} is not a short name: use letters, digits and hyphens, like next-ten-years "
            f"(at most {LONGEST_NAME})"
        )
    return value


def _line(value: str) -> str:
    line = " ".join(value.split())
    if not line:
        raise ValueError("there is nothing here: write something, or remove the key")
    if len(line) > LONGEST_LINE:
        raise ValueError(f"this has {len(line):,} characters and may have {LONGEST_LINE:,}: shorten it")
    return line


def _prose(value: str) -> str:
    if len(value) > LONGEST_PROSE:
        raise ValueError(f"this has {len(value):,} characters and may have {LONGEST_PROSE:,}: shorten it")
    return re.sub(r" +", " ", value.translate(_SPACES)).strip()


def _range(value: object) -> object:
    if not (isinstance(value, list | tuple) and len(value) == 2):
        raise ValueError("write a range of words like [400, 600]")
    return value


def _pairs(value: object) -> object:
    pairs = isinstance(value, list | tuple) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in value)
    if not pairs:
        raise ValueError('write a list of pairs of times, like [["12:00", "13:00"]]')
    return value


class Written:
    """How one kind of value is written: how pydantic reads it, and its JSON Schema.

    One step for each kind. pydantic's own steps are looked into anew for every field, and a preview would wait for it.
    """

    def __init__(self, core: CoreSchema, **schema: object) -> None:
        self.core = core
        self.schema = {"type": "string", **schema}

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        return copy(self.core)  # pydantic writes into it

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: object) -> dict[str, Any]:
        return self.schema.copy()


def _text(*steps: Callable[[str], str], **schema: object) -> Written:
    """Text that goes through `steps`, each of which may change or refuse it."""
    core: CoreSchema = str_schema()
    for step in steps:
        core = no_info_after_validator_function(step, core)
    return Written(core, **schema)


def _made(make: Callable[[object], object], **schema: object) -> Written:
    """What `make` makes of a text."""
    return Written(no_info_plain_validator_function(make), **schema)


Line = Annotated[str, _text(_line, minLength=1, maxLength=LONGEST_LINE)]
Prose = Annotated[str, _text(_prose, maxLength=LONGEST_PROSE)]
Identifier = Annotated[str, _text(_identifier, pattern=f"^{_NAME}$", maxLength=LONGEST_NAME)]
Checksum = Annotated[str, _text(_line, _checksum, pattern=f"^{_SHA256}$")]
Colour = Annotated[str, _text(_line, _colour, pattern="^#[0-9A-Fa-f]{6}$")]
WebAddress = Annotated[str, _text(_line, _web_address, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$")]
ZoneName = Annotated[str, _text(_line, _zone)]
XHandle = Annotated[str, _text(_line, _x_handle, pattern="^@[A-Za-z0-9_]{1,15}$")]
Hashtag = Annotated[str, _text(_line, _hashtag, pattern=r"^#\S+$")]
PersonUrn = Annotated[str, _text(_line, _person_urn, pattern=f"^{_PERSON}$")]
OrganisationUrn = Annotated[str, _text(_line, _organisation_urn, pattern=f"^{_ORGANISATION}$")]
CalendarDate = Annotated[date, _made(_date, pattern=f"^{_DATE}$")]
LocalDateTime = Annotated[datetime, _made(_local_datetime, pattern=f"^{_DATE}[T ]{_CLOCK}$")]
WallTime = Annotated[time, _made(_wall_time, pattern=f"^{_CLOCK}$")]
Gap = Annotated[
    timedelta,
    Written(
        no_info_plain_validator_function(
            _gap,
            serialization=plain_serializer_function_ser_schema(
                lambda gap: f"{gap // timedelta(seconds=1)}s", when_used="json"
            ),
        ),
        pattern=r"^[0-9]{1,5}\s*[smh]$",
    ),
]
WordRange = Annotated[tuple[StrictInt, StrictInt], BeforeValidator(_range)]
Blackout = Annotated[tuple[tuple[WallTime, WallTime], ...], BeforeValidator(_pairs)]

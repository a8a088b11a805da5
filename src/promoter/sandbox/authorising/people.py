"""Who may agree, to what, and how they are minded: to be asked on a page, to agree at once, or to say no."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mind(StrEnum):
    """What comes of being sent to the page of consent."""

    ASK = "ask"  #: a page with buttons, for a person
    AGREE = "agree"  #: back at once with a code
    DENY = "deny"  #: back at once with a no


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """How the next ones who are sent there are minded. `by` is who agrees, `without` what they or the network leave out."""

    mind: Mind = Mind.ASK
    by: str | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An app. Without a secret it is public. `redirects` are its return addresses; None: any on this machine."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    redirects: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page on LinkedIn and the role that somebody has on it."""

    name: str
    role: str = "ADMINISTRATOR"
    state: str = "APPROVED"


#: Apps and people for playing.
SAMPLE_X_APP = App(client_id="sandbox-x-app")
SAMPLE_LINKEDIN_APP = App(client_id="sandbox-linkedin-app", client_secret="sandbox-linkedin-app-secret")  # noqa: S106 - opens nothing but the sandbox
SAMPLE_USERS = ("sample_assoc", "sample_other")
SAMPLE_MEMBERS: Mapping[str, Mapping[str, Page]] = {
    "Una Sample": {
        "urn:li:organization:1001": Page("Sample Association"),
        "urn:li:organization:1002": Page("Sample Weekly", "CONTENT_ADMINISTRATOR"),
        "urn:li:organization:1003": Page("Sample Friends", "ANALYST"),
        "urn:li:organization:1004": Page("Sample Guild", "ADMINISTRATOR", "REQUESTED"),
    },
    "Omar Sample": {"urn:li:organization:1001": Page("Sample Association", "CONTENT_ADMIN")},
    "Ida Sample": {},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the authorisation servers know: apps, people, and how long things last.

    `linkedin_refresh`: LinkedIn gives refresh tokens, which it does to few apps.
    """

    x_app: App = SAMPLE_X_APP
    x_users: tuple[str, ...] = SAMPLE_USERS
    x_code: timedelta = timedelta(seconds=30)
    x_access: timedelta = timedelta(hours=2)
    x_refresh: timedelta = timedelta(days=180)
    linkedin_app: App = SAMPLE_LINKEDIN_APP
    linkedin_members: Mapping[str, Mapping[str, Page]] = field(default_factory=lambda: SAMPLE_MEMBERS)
    linkedin_code: timedelta = timedelta(minutes=30)
    linkedin_access: timedelta = timedelta(days=60)
    linkedin_refresh: timedelta | None = None

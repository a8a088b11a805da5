"""What may be set about the stand-ins: limits, keys, versions and who may speak for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.sandbox.authorising.people import House

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Keys for playing: key or token -> its secret. A request signed in their name must be signed right.
SAMPLE_X_KEYS: Mapping[str, str] = {
    "sandbox-consumer-key": "sandbox-consumer-secret",
    "sandbox-access-token": "sandbox-access-token-secret",
}
SAMPLE_LINKEDIN_TOKEN = "sandbox-linkedin-token"  # noqa: S105 - opens nothing but the sandbox
SAMPLE_ORGANISATION = "urn:li:organization:1001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The networks' rules that differ by plan, month or account.

    `x_posts` counts per account and 15 minutes, `x_posts_per_day` all accounts together and 24 hours (None: no
    such limit, no such headers). `x_secrets` maps consumer keys and tokens to their secrets. `linkedin_calls_per_day` counts per
    token and UTC day. `linkedin_versions` replaces the calendar of versions. A token that `linkedin_organisations`
    lists may speak for those organisations only; one that it does not list, for any. `linkedin_works_on_pictures` is how
    long a picture is not ready after its bytes came. `house` is what the authorisation servers know.
    """

    x_posts: int = 100
    x_posts_per_day: int | None = None
    x_secrets: Mapping[str, str] = field(default_factory=lambda: SAMPLE_X_KEYS)
    linkedin_calls_per_day: int | None = None
    linkedin_versions: frozenset[str] | None = None
    linkedin_organisations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    linkedin_works_on_pictures: timedelta = timedelta(seconds=2)
    house: House = field(default_factory=House)

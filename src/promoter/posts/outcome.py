"""What can come of one attempt to publish. Named by what to do next, and closed: there is no sixth.

* Sent      the network took it: done
* Refused   the network will never take it like this: a person must change it
* Later     surely not taken, and may be tried again: at a time
* Blocked   surely not taken, and nothing of this account will be: a person must mend the account
* Unclear   nobody can tell: never repeated before somebody looked
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """`network_id` is None when the network took the post and did not say under which name."""

    network_id: str | None
    url: str | None
    http_status: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """`detail` is a sentence for the person who has to change the post.

    `duplicate` says that the network refused it because it has such a post already; `network_id` is the name of that
    post, where the network gave it.
    """

    detail: str
    http_status: int | None = None
    duplicate: bool = False
    network_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """`until` is the moment the network named, or None: then the policy chooses a growing pause.

    `rate_limited` answers hold the whole account until then and do not count as an attempt of the post. `pictures_gone`:
    the network does not know the post's pictures any more, and they have to be brought to it again before.
    """

    detail: str
    until: datetime | None = None
    rate_limited: bool = False
    pictures_gone: bool = False
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """`detail` says what is wrong with the account and what to do about it."""

    detail: str
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """`detail` says what was seen, so that a person who looks knows where to look."""

    detail: str
    http_status: int | None = None


Outcome = Sent | Refused | Later | Blocked | Unclear

"""What both networks' tables share: an answer's words, the wait it asks for, and what it means when there is no answer."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from promoter.channels.http import Lost, NotSent
from promoter.posts.outcome import Blocked, Later, Outcome, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from promoter.channels.http import Call

log = logging.getLogger(__name__)

LONGEST_QUOTE = 300
#: A wait beyond this is a fault of the answer, not a wait: no network closes a window for a week.
LONGEST_WAIT = timedelta(days=7)


def document(body: bytes) -> dict[str, Any]:
    """The JSON object in an answer's body; empty when there is none, such as for a gateway's page in HTML."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a JSON list; empty when `value` is something else, such as null."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def quoted(network: str, words: Iterable[object], secrets: Iterable[str]) -> str:
    """` X said: “...”`, or nothing: the network's own words on one line, bounded, without what must not be shown."""
    said = " ".join(dict.fromkeys(word for word in words if isinstance(word, str)))
    for secret in filter(None, secrets):
        said = said.replace(secret, "[removed]")
    said = "".join(" " if char.isspace() else char for char in said)
    said = "".join(char for char in said if not unicodedata.category(char).startswith("C"))
    said = re.sub(r" +", " ", said).strip()
    if len(said) > LONGEST_QUOTE:
        said = said[: LONGEST_QUOTE - 1] + "…"
    return f" {network} said: “{said}”" if said else ""


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, in seconds or as a date; None when there is none to believe."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,7}", value):
        return believable(now + timedelta(seconds=int(value)), now)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return believable(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now)


def believable(moment: datetime, now: datetime) -> datetime | None:
    """`moment` in UTC if it lies ahead and not absurdly far, else None."""
    return moment.astimezone(UTC) if now < moment <= now + LONGEST_WAIT else None


def unanswered(network: str, exchange: NotSent | Lost) -> Later | Blocked | Unclear:
    """What it means for a post that the network gave no whole answer."""
    if isinstance(exchange, Lost):
        return Unclear(
            detail=f"We cannot tell whether {network} took this post: {exchange.detail}.", http_status=exchange.status
        )
    if exchange.unusable:
        return Blocked(detail=f"Nothing was sent: {exchange.detail}. Correct them and connect the account again.")
    return Later(detail=f"Nothing was sent: {exchange.detail}.")


def settled(call: Call, publish: Callable[[], Outcome]) -> Outcome:
    """The outcome of `publish`, also when our own code fails in it: what left can never be called "not sent"."""
    try:
        outcome = publish()
    except Exception as error:  # noqa: BLE001 - the call's flag, not the kind of error, says what may have happened
        fault = own_fault(call.subject, error)
        if call.left:
            outcome = Unclear(detail=f"We cannot tell whether {call.network} took this post, because of {fault}.")
        else:
            outcome = Later(detail=f"Nothing was sent, because of {fault}.")
    log.info("%s: %s", call.subject, type(outcome).__name__.lower())
    return outcome


def own_fault(subject: str, error: Exception) -> str:
    """What to call an error that nobody foresaw; its place goes to the log."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
    # Neither the error's text nor a traceback: either may quote a token or the post.
    log.error("%s: unexpected %s at %s", subject, type(error).__name__, where)
    return f"a fault in Promoter itself ({type(error).__name__}); please report it"

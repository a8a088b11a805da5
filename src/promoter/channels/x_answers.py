"""What X's answers mean: two tables by status and by words, and the waits that it asks for.

What neither of the tables lists is unclear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from promoter.channels.answers import believable, document, objects, retry_after
from promoter.posts.outcome import Blocked, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECT = "Put new keys into the settings, start the daemon again and run `promoter accounts unblock x:default`."
CHANGE = "Change the post and have it approved again."
ADDRESS = (
    "X's interface was not found where we look for it. Check the address set for it, then have the post approved again."
)


@dataclass(frozen=True, slots=True)
class Row:
    """What an answer means and the advice that goes with it; for a 403 also how to know it.

    `kinds` are last parts of a problem's type (its host differs), `codes` those of the older interface, `text` a pattern.
    """

    means: type[Refused | Blocked]
    advice: str
    kinds: tuple[str, ...] = ()
    codes: tuple[int, ...] = ()
    text: str = ""


#: Answers to POST /2/tweets by status. 2xx and 429 are read further; a 403 by `FORBIDDEN` first.
BY_STATUS: dict[int, Row] = {
    **dict.fromkeys((300, 301, 302, 303, 304, 305, 307, 308), Row(Refused, ADDRESS)),
    400: Row(Refused, f"X could not accept the post as it is written. {CHANGE}"),
    401: Row(Blocked, f"X does not accept our keys: they are wrong, withdrawn or expired. {CONNECT}"),
    402: Row(
        Blocked,
        "The X account has no credits left, or reached its spending limit. Add credits in X's developer console.",
    ),
    403: Row(Refused, f"X does not allow this post. {CHANGE}"),
    404: Row(Refused, ADDRESS),
    413: Row(Refused, f"X finds the post too large. {CHANGE}"),
    415: Row(Refused, f"X could not read the post in the form it was sent. {CHANGE}"),
    422: Row(Refused, f"X could not accept the post as it is written. {CHANGE}"),
}

DUPLICATE = Row(
    Refused,
    "X already has a post of this account with the same words. Look for it there, or change the words.",
    codes=(187,),
    text=r"duplicate content",
)
CAPPED = Row(
    Blocked,
    "The month's allowance for posts on X is used up. Raise it in X's developer console, or wait for the next month.",
    kinds=("usage-capped",),
    text=r"usage[- ]?cap",
)
#: The kinds of 403, in the order in which they are tried.
FORBIDDEN: tuple[Row, ...] = (
    DUPLICATE,
    CAPPED,
    Row(
        Blocked,
        "X has suspended or locked the account. Sign in to X in a browser and follow what it asks for.",
        kinds=("user-suspended",),
        codes=(64, 326),
        text=r"suspended|account is (temporarily )?locked",
    ),
    Row(
        Blocked,
        "X takes the account for a robot. Sign in to X in a browser, and let posts go out further apart.",
        codes=(226,),
        text=r"might be automated",
    ),
    Row(
        Blocked,
        f"The keys may read on X but not write. Allow writing in X's developer console and make new keys. {CONNECT}",
        kinds=("unsupported-authentication", "oauth1-permissions"),
        text=r"unsupported[- ]authentication|oauth1[- ]permissions",
    ),
    Row(
        Blocked,
        "X does not let our app or account post. Check the app and its plan in X's developer console.",
        kinds=("client-forbidden",),
        codes=(261, 453),
        text=r"client-not-enrolled|not permitted to access this feature|cannot perform write actions",
    ),
    Row(Refused, f"X allows one cashtag ($NAME) in a post. {CHANGE}", text=r"cashtag"),
    Row(Refused, f"X finds an address in the post invalid. {CHANGE}", text=r"invalid url"),
    Row(
        Refused,
        f"X does not let this account post it, often because it is too long. {CHANGE}",
        text=r"not permitted to perform this action",
    ),
    Row(
        Refused, f"X does not let this account reply to or quote that post. {CHANGE}", text=r"\b(reply|replies|quote)\b"
    ),
)

#: How X says that it does not know a picture of a post, or not any more; the answer is a 400.
PICTURES_GONE = re.compile(r"media[ _]ids?\b.*\binvalid|invalid\b.*\bmedia[ _]ids?\b", re.IGNORECASE | re.DOTALL)
PICTURES_ANEW = (
    "X does not know the post's picture any more. It is brought to X again, and then the post is tried again."
)

#: The windows in which X counts. An answer 429 names for each how many requests are left and when it opens again.
WINDOWS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")

#: What to do about an answer that lets us see nothing, by status.
READING: dict[int, str] = {
    **dict.fromkeys((300, 301, 302, 303, 304, 305, 307, 308, 404), "If it stays so, check the address set for X."),
    401: BY_STATUS[401].advice,
    402: BY_STATUS[402].advice,
    403: "X does not let us read the account's own posts. Check the app, its plan and its rights in X's developer console.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What an answer's body complains of, in whichever of X's three forms it came."""

    kinds: frozenset[str]
    codes: frozenset[int]
    text: str
    words: tuple[str, ...]

    def is_a(self, row: Row) -> bool:
        by_name = not self.kinds.isdisjoint(row.kinds) or not self.codes.isdisjoint(row.codes)
        return by_name or bool(row.text and re.search(row.text, self.text, re.IGNORECASE))


def problem_in(body: bytes) -> Problem:
    whole = document(body)
    parts = [whole, *objects(whole.get("errors"))]

    def values(*names: str) -> tuple[str, ...]:
        return tuple(part[name] for part in parts for name in names if isinstance(part.get(name), str))

    return Problem(
        kinds=frozenset(kind.rstrip("/").rpartition("/")[2] for kind in values("type")),
        codes=frozenset(part["code"] for part in parts if isinstance(part.get("code"), int)),
        text=" ".join(values("title", "detail", "message", "reason")),
        words=values("detail", "message") or values("title"),
    )


def row_for(status: int, problem: Problem) -> Row | None:
    if status == 429:
        return CAPPED if problem.is_a(CAPPED) else None
    kinds = (row for row in FORBIDDEN if status == 403 and problem.is_a(row))
    return next(kinds, None) or BY_STATUS.get(status)


def reopens(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the last of the exhausted windows opens again. The short window's reset alone may be hours too early."""
    moments = [retry_after(headers, now)]
    for window in WINDOWS:
        reset = headers.get(f"{window}-reset", "").strip()
        if headers.get(f"{window}-remaining", "0").strip() in {"", "0"} and re.fullmatch(r"[0-9]{1,10}", reset):
            moments.append(believable(datetime.fromtimestamp(int(reset), UTC), now))
    return max((moment for moment in moments if moment), default=None)

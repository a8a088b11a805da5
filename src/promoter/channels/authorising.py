"""What both networks' authorisation servers share: consent asked for, a code turned into tokens, tokens given anew.

A code and a refresh token are good for one use each, so each is sent once: what came of it is a value or a sentence, and a
second try is somebody else's decision. No token and no code is logged or quoted.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

from promoter.channels.answers import document, quoted
from promoter.channels.http import Answer, Call, NotSent
from promoter.errors import NetworkTrouble, NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import requests

    from promoter.campaign.model import ChannelName
    from promoter.channels.http import Exchange, Transport

LONGEST = timedelta(days=3650)  #: a token that says it lives longer says nothing
_DENIED = frozenset({"access_denied", "user_cancelled_login", "user_cancelled_authorize"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the server gave: `lasts` and `refresh_lasts` from now on, None where it did not say."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    scopes: tuple[str, ...]
    lasts: timedelta | None
    refresh_lasts: timedelta | None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose posts they will be: the network's own name for them, and what people call them."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """For whom a person may post. `person` is who agreed; `others` are pages where they may not post, with why."""

    person: str | None
    owners: tuple[Owner, ...]
    others: tuple[tuple[Owner, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Renewed:
    """New tokens; the old ones are of no use any more."""

    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Postponed:
    """The server did not do it now: the same token may be tried again."""

    detail: str


@dataclass(frozen=True, slots=True)
class Spent:
    """The token is of no use any more, or nobody can tell: somebody has to connect the account again."""

    detail: str


@dataclass(frozen=True, slots=True)
class AppRefused:
    """The server does not know our app, so the token is as good as it was: somebody has to mend the settings."""

    detail: str


Renewal = Renewed | Postponed | AppRefused | Spent


class AuthorisationServer(Protocol):
    """Where people agree that we post for them."""

    name: ChannelName

    def address(self, *, redirect: str, state: str, verifier: str) -> str:
        """Where to send the browser of whoever is to agree."""
        ...

    def exchange(self, code: str, *, redirect: str, verifier: str) -> Tokens:
        """Turn a code into tokens. NetworkTrouble or NotPossible, as one sentence, if that fails."""
        ...

    def renew(self, refresh: str) -> Renewal:
        """Spend a refresh token. Nothing is raised."""
        ...

    def offer(self, access: str) -> Offer:
        """For whom these tokens may post."""
        ...


def secret() -> str:
    """A word that nobody can guess: for a state, and as a verifier."""
    return secrets.token_urlsafe(48)


def challenge(verifier: str) -> str:
    """What is sent ahead of a verifier (S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def with_query(address: str, query: Mapping[str, str]) -> str:
    """The address with these questions; spaces as %20, which both networks ask for."""
    return f"{address}?{urlencode(query).replace('+', '%20')}"


# ---------------------------------------------------------------------------------------------------- whoever comes back


def code_in(network: str, answer: Mapping[str, str], *, state: str) -> str:
    """The code that somebody came back with; NotPossible, as one sentence, if they bring none."""
    if not secrets.compare_digest(answer.get("state", "").encode(), state.encode()):
        raise NotPossible(
            f"this return from {network} does not belong to what was begun here, or was used already; nothing was "
            "connected, begin again"
        )
    error = answer.get("error", "")
    if error in _DENIED:
        raise NotPossible(f"{network} was told not to let us post; nothing was connected")
    if "scope" in error:
        raise NotPossible(
            f"{network} does not give this app the rights to post; see in its developer pages which products and "
            "permissions the app has"
        )
    if error or not answer.get("code"):
        quote = quoted(network, [answer.get("error_description") or error], ())
        raise NetworkTrouble(f"{network} sent nobody's consent back; nothing was connected, begin again.{quote}")
    return answer["code"]


# --------------------------------------------------------------------------------------------------------- tokens asked for


def exchanged(network: str, request: requests.Request, transport: Transport, *, asked: tuple[str, ...]) -> Tokens:
    """The tokens for a code, or the sentence that says why there are none."""
    exchange = Call(network, "connecting", transport).send(request)
    if not isinstance(exchange, Answer):
        lost = "" if isinstance(exchange, NotSent) else " The code is used up."
        raise NetworkTrouble(f"{network} did not answer: {exchange.detail}.{lost} Nothing was connected; begin again.")
    tokens = tokens_in(exchange, asked=asked)
    if tokens is None:
        why = _why(network, exchange)
        raise NetworkTrouble(f"{why} Nothing was connected; begin again.{_said(network, exchange, request)}")
    if missing := [scope for scope in asked if scope not in tokens.scopes]:
        named = ", ".join(missing)
        raise NotPossible(
            f"{network} gives fewer rights than were asked for, without {named}; nothing was connected. Begin again, agree to "
            "all of it, and see in its developer pages that the app has these rights"
        )
    return tokens


def renewed(network: str, request: requests.Request, transport: Transport, *, asked: tuple[str, ...]) -> Renewal:
    """What comes of spending a refresh token, once."""
    exchange = Call(network, "renewing", transport).send(request)
    if isinstance(exchange, NotSent):
        return Postponed(f"{network} could not be reached: {exchange.detail}")
    if not isinstance(exchange, Answer):
        return Spent(f"{network} was asked for new tokens and its answer was lost ({exchange.detail})")
    tokens = tokens_in(exchange, asked=asked)
    if tokens is not None:
        return Renewed(tokens)
    if exchange.status == 429 or exchange.status >= 500:
        # It says itself that it did not do it. If it did all the same, the next try is refused, and nothing is worse.
        return Postponed(f"{network} answered {exchange.status} when asked for new tokens")
    if _is_about_the_app(exchange):
        return AppRefused(_why(network, exchange))
    if 200 <= exchange.status < 300:
        return Spent(f"{network} was asked for new tokens, and what it answered holds none")
    return Spent(f"{_why(network, exchange)}{_said(network, exchange, request)}")


def tokens_in(answer: Answer, *, asked: tuple[str, ...]) -> Tokens | None:
    """The tokens in an answer; None if there are none that could be used."""
    whole = document(answer.body)
    access, refresh = whole.get("access_token"), whole.get("refresh_token")
    if answer.status != 200 or not _is_token(access):
        return None
    given = whole.get("scope")
    return Tokens(
        access=str(access),
        refresh=str(refresh) if _is_token(refresh) else None,
        scopes=tuple(re.findall(r"[^\s,]+", given)) if isinstance(given, str) and given.strip() else asked,
        lasts=_seconds(whole.get("expires_in")),
        refresh_lasts=_seconds(whole.get("refresh_token_expires_in")),
    )


def _is_token(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[!-~]{1,4096}", value) is not None


def _seconds(value: object) -> timedelta | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < LONGEST.total_seconds():
        return None
    return timedelta(seconds=int(value))


def _is_about_the_app(answer: Answer) -> bool:
    whole = document(answer.body)
    said = f"{whole.get('error')} {whole.get('error_description')}".lower()
    return answer.status == 401 or (400 <= answer.status < 500 and re.search(_REFUSALS[0][0], said) is not None)


def _why(network: str, answer: Answer) -> str:
    """What a refusal means, by the words in which OAuth and the two networks say it."""
    whole = document(answer.body)
    said = f"{whole.get('error')} {whole.get('error_description')}".lower()
    for pattern, sentence in _REFUSALS:
        if re.search(pattern, said):
            return sentence.format(network)
    if answer.status == 401:
        return _REFUSALS[0][1].format(network)
    return f"{network} answered {answer.status} when asked for tokens."


#: How a refusal is known, and what it means. The first that fits counts.
_REFUSALS: tuple[tuple[str, str], ...] = (
    (
        r"invalid_client|unauthorized_client|client (authentication|secret|id)|client_id|authorization header",
        "{0} does not accept the app's client id and secret; copy both from its developer pages into the settings.",
    ),
    (
        r"unable to retrieve access token",
        "{0} does not take the code: it is good once, for half an hour, and for the return address to which it was sent.",
    ),
    (
        r"redirect",
        "{0} was given another return address than the one that the app has; register ours with it, letter by letter.",
    ),
    (r"verifier|pkce", "{0} does not believe that whoever began this came back."),
    (
        r"invalid_grant|invalid_request|code|expired|token was invalid|invalid_token",
        "{0} does not take the code or token any more: it has expired, was used before, or was taken back.",
    ),
)


def _said(network: str, answer: Answer, request: requests.Request) -> str:
    sent = request.data if isinstance(request.data, dict) else {}
    hidden: Iterable[str] = [str(value) for name, value in sent.items() if name not in {"grant_type", "redirect_uri"}]
    return quoted(network, [document(answer.body).get("error_description")], hidden)


def reads(network: str, request: requests.Request, transport: Transport) -> Exchange:
    """A question asked with new tokens, before they are kept."""
    return Call(network, "connecting", transport).send(request)

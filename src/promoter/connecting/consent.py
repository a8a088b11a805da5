"""Asking for consent, and what somebody comes back with: tokens, and for whom they may post."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from promoter.channels.authorising import code_in, secret
from promoter.errors import NotPossible, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.channels.authorising import AuthorisationServer, Offer, Owner, Tokens

FROM = "/accounts/from/"  #: where the networks send browsers back to, on the pages and on the command line


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A consent that was asked for: where to send the browser, and what to remember until it comes back to `redirect`."""

    address: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody came back with."""

    tokens: Tokens
    offer: Offer


def ask(server: AuthorisationServer, *, home: str) -> Asked:
    """Ask for consent. `home` is the address of the machine to which the browser shall come back."""
    state, verifier = secret(), secret()
    redirect = f"{home}{FROM}{server.name}"
    address = server.address(redirect=redirect, state=state, verifier=verifier)
    return Asked(address=address, redirect=redirect, state=state, verifier=verifier)


def come_back(server: AuthorisationServer, asked: Asked, answer: Mapping[str, str]) -> Consent:
    """What the browser brought back, made tokens of. One sentence says why not."""
    code = code_in(server.name.shown, answer, state=asked.state)
    tokens = server.exchange(code, redirect=asked.redirect, verifier=asked.verifier)
    return Consent(tokens, server.offer(tokens.access))


def pasted(address: str, *, redirect: str) -> dict[str, str]:
    """The answer in an address that somebody copied from their browser."""
    split = urlsplit(address.strip().strip("<>\"'"))
    answer = dict(parse_qsl(split.query, keep_blank_values=True))
    if not answer.keys() & {"state", "code", "error"}:
        raise UsageProblem(
            f"that is not the address at which the browser ended: it begins with {redirect}? and holds a code; copy all of it"
        )
    return answer


def chosen(offer: Offer, network: str, *, wanted: str | None, before: str | None) -> Owner | None:
    """For whom to post: who was asked for, the only one there is, or the same as before; None if somebody has to choose."""
    if wanted is not None:
        return _named(offer, network, wanted)
    if not offer.owners:
        seen = _listed([(owner, why) for owner, why in offer.others])
        raise NotPossible(
            f"{offer.person or 'whoever agreed'} may post for no page on {network}; nothing was connected. An admin of the "
            f"page can make them its admin or content admin.{seen and f' They are only: {seen}'}"
        )
    again = next((owner for owner in offer.owners if owner.subject == before), None)
    return again or (offer.owners[0] if len(offer.owners) == 1 else None)


def _named(offer: Offer, network: str, wanted: str) -> Owner:
    names = (wanted.strip(), f"urn:li:organization:{wanted.strip()}")
    for owner in offer.owners:
        if owner.subject in names or owner.name == wanted:
            return owner
    role = next((f" (their role there: {why})" for owner, why in offer.others if owner.subject in names), "")
    there = _listed([(owner, "") for owner in offer.owners])
    may = f"they may for {there}" if there else "nor for any other"
    raise NotPossible(
        f"{offer.person or 'whoever agreed'} may not post for {wanted} on {network}{role}; nothing was connected; {may}"
    )


def _listed(owners: list[tuple[Owner, str]]) -> str:
    return ", ".join(f"{owner.name} ({why or owner.subject})" for owner, why in owners)

"""Connecting on the pages: begun in one session, come back to once, chosen for whom, and kept. Nothing here can publish."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval import may_administer
from promoter.campaign.model import ChannelName
from promoter.channels.authorising import Offer, Owner, Tokens
from promoter.connecting.consent import Asked, Consent, ask, chosen, come_back
from promoter.connecting.keeping import Kept, disconnect, keep, owner_before
from promoter.errors import NetworkTrouble, NotPossible, UsageProblem
from promoter.ledger.accounts import ensure_account
from promoter.ledger.connections import (
    begin_connection,
    end_connection,
    find_offer,
    keep_offer,
    take_connection,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from promoter.channels.authorising import AuthorisationServer
    from promoter.ledger.connections import ConnectionRow
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import AccountRow, Actor
    from promoter.sealing import Seal

LASTS = timedelta(minutes=15)  #: from the button to the return, with time to sign in there
TO_CHOOSE = timedelta(minutes=10)
_STALE = (
    "this return belongs to nothing that you began here, was used already, or took longer than a quarter of an hour; "
    "nothing was connected, begin again"
)


@dataclass(frozen=True)
class Connector:
    """Connects accounts for people. `settled` asks whose account the settings name, by its name, where they do."""

    ledger: Ledger
    servers: Mapping[ChannelName, AuthorisationServer]
    seal: Callable[[], Seal]
    settled: Mapping[str, Callable[[], Owner]]

    @property
    def networks(self) -> tuple[ChannelName, ...]:
        """Those for which there is an app."""
        return tuple(self.servers)

    def server(self, network: ChannelName) -> AuthorisationServer:
        """Where people agree; NotPossible, with what is missing, if there is no app."""
        if network not in self.servers:
            prefix = f"PROMOTER_{network.upper()}"
            needed = (
                f"{prefix}_CLIENT_ID" if network is ChannelName.X else f"{prefix}_CLIENT_ID and {prefix}_CLIENT_SECRET"
            )
            raise NotPossible(
                f"there is no app for {network.shown} yet: set {needed}, as .env.example says, and start again"
            )
        return self.servers[network]

    def whose(self, account: str, *, needed: bool = True) -> Owner | None:
        """Whose account the settings name; NetworkTrouble if the network has to say so and does not, unless it matters not."""
        if account not in self.settled:
            return None
        try:
            return self.settled[account]()
        except NetworkTrouble:
            if needed:
                raise
            return Owner("", "whoever the keys in the settings are of")

    def keep(
        self, account: str, consent: Consent, *, wanted: str | None, replace: bool, who: Actor, now: datetime
    ) -> Kept | None:
        """Connect an account with what somebody agreed to; None if they have to choose first for whom to post."""
        channel, _, name = account.partition(":")
        network, settled = ChannelName(channel), self.whose(account, needed=not replace)
        with self.ledger.write() as conn:
            before = owner_before(conn, ensure_account(conn, network, name), settled)
            same = None if replace or before is None else before[0]
            owner = chosen(consent.offer, network.shown, wanted=wanted, before=same)
            if owner is None:
                return None
            return keep(
                conn,
                network,
                name,
                consent,
                owner,
                seal=self.seal(),
                settled=settled,
                replace=replace,
                who=who,
                now=now,
            )

    # ------------------------------------------------------------------------------------------------------ on the pages

    def begin(
        self, network: str, name: str, *, home: str, session: int, replace: bool, who: Actor, now: datetime
    ) -> str:
        """Where to send the browser of whoever wants to connect an account."""
        channel = _channel(network)
        asked = ask(self.server(channel), home=home)
        with self.ledger.write() as conn:
            may_administer(conn, who)
            begin_connection(
                conn, state_hash=_hash(asked.state), session=session, account=account_id(channel, name), replace=replace,
                sealed=self.seal().close(json.dumps(asdict(asked))), made_by=who.name, now=now, ends_at=now + LASTS,
            )  # fmt: skip
        return asked.address

    def come_back(
        self, network: str, answer: Mapping[str, str], *, session: int, who: Actor, now: datetime
    ) -> Kept | int:
        """What came of it, or the number of the connection for which somebody has to choose a page first.

        A return counts once and in the session that began it, whatever it brings.
        """
        server = self.server(_channel(network))
        with self.ledger.write() as conn:
            may_administer(conn, who)
            row = take_connection(conn, _hash(answer.get("state", "")), session=session, now=now)
        if row is None or not row.account.startswith(f"{server.name}:"):
            raise NotPossible(_STALE)
        consent = come_back(server, Asked(**json.loads(self.seal().open(row.sealed))), answer)
        kept = self.keep(row.account, consent, wanted=None, replace=row.replace, who=who, now=now)
        if kept is not None:
            return kept
        pages = [(one.subject, one.name) for one in consent.offer.owners]
        with self.ledger.write() as conn:
            keep_offer(conn, row, sealed=self.seal().close(_written(consent)), offer=pages, ends_at=now + TO_CHOOSE)
        return row.id

    def offered(self, number: int, *, session: int, now: datetime) -> ConnectionRow:
        """The pages to choose from."""
        with self.ledger.read() as conn:
            row = find_offer(conn, number, session=session, now=now)
        if row is None:
            raise NotPossible(_STALE)
        return row

    def choose(self, number: int, page: str, *, session: int, who: Actor, now: datetime) -> Kept:
        """Connect with the page that somebody chose."""
        row = self.offered(number, session=session, now=now)
        consent = _read(self.seal().open(row.sealed))
        kept = self.keep(row.account, consent, wanted=page, replace=row.replace, who=who, now=now)
        if kept is None:
            raise UsageProblem("choose one of the pages")
        with self.ledger.write() as conn:
            end_connection(conn, row)
        return kept

    def disconnect(self, account: str, *, who: Actor, now: datetime) -> AccountRow:
        """Forget an account's tokens."""
        with self.ledger.write() as conn:
            return disconnect(conn, account, who=who, now=now)


def account_id(channel: ChannelName, name: str) -> str:
    """The account of this name on a network; UsageProblem if it cannot be one."""
    name = name.strip()
    if not name or len(name) > 60 or not all(letter.isalnum() or letter in "-_." for letter in name):
        raise UsageProblem(f'"{name[:60]}" is no name for an account; use letters, digits and hyphens, such as default')
    return f"{channel}:{name}"


def taking_back(network: ChannelName) -> str:
    """How the permission itself is taken away, which only its owner can do, at the network."""
    where = {
        ChannelName.X: "Settings, Security and account access, Apps and sessions, Connected apps",
        ChannelName.LINKEDIN: "Settings, Data privacy, Other applications, Permitted services",
    }
    return f"To take the permission away as well, do so on {network.shown}: {where[network]}."


def _channel(network: str) -> ChannelName:
    if network not in set(ChannelName):
        raise UsageProblem(f"there is no network {network[:40]}; there are x and linkedin")
    return ChannelName(network)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


def _written(consent: Consent) -> str:
    tokens, offer = consent.tokens, consent.offer
    lasts = [None if length is None else length.total_seconds() for length in (tokens.lasts, tokens.refresh_lasts)]
    return json.dumps({
        "tokens": {"access": tokens.access, "refresh": tokens.refresh, "scopes": tokens.scopes}, "lasts": lasts,
        "person": offer.person, "owners": [asdict(owner) for owner in offer.owners],
        "others": [[asdict(owner), why] for owner, why in offer.others],
    })  # fmt: skip


def _read(written: str) -> Consent:
    whole = json.loads(written)
    lasts, refresh_lasts = (None if seconds is None else timedelta(seconds=seconds) for seconds in whole["lasts"])
    scopes = tuple(whole["tokens"].pop("scopes"))
    owners = tuple(Owner(**owner) for owner in whole["owners"])
    others = tuple((Owner(**owner), why) for owner, why in whole["others"])
    return Consent(
        Tokens(**whole["tokens"], scopes=scopes, lasts=lasts, refresh_lasts=refresh_lasts),
        Offer(person=whole["person"], owners=owners, others=others),
    )

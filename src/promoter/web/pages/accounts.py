"""The accounts that posts leave from: as whom they post, how long they are connected; an admin connects them here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.errors import NetworkTrouble, NotPossible, NotThere, UsageProblem
from promoter.ledger.accounts import list_accounts
from promoter.ledger.tokens import list_tokens
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.responses import Response

    from promoter.connecting.connector import Connector
    from promoter.errors import PromoterError
    from promoter.ledger.rows import AccountRow
    from promoter.ledger.tokens import TokenRow
    from promoter.web.visit import Visit

FROM = "/accounts/from/"
SOON = 14  #: days before its end at which an account is shown as one to connect again
#: What an app may do, in words, by the scopes of both networks.
RIGHTS = {
    "tweet.read": "read its posts",
    "tweet.write": "post",
    "users.read": "see whose account it is",
    "offline.access": "go on without anybody there",
    "media.write": "bring pictures",
    "w_organization_social": "post for the page",
    "r_organization_social": "read the page’s posts",
    "rw_organization_admin": "see which pages the person looks after",
    "r_basicprofile": "see who agreed",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An account as the page shows it. `state` is "ready", "stopped", "by hand" or "not connected"."""

    account: AccountRow
    tokens: TokenRow | None
    state: str
    days: int | None

    @property
    def rights(self) -> list[str]:
        """What was agreed to, in words."""
        return [] if self.tokens is None else [RIGHTS.get(scope, scope) for scope in self.tokens.scopes]

    @property
    def renews(self) -> bool:
        return self.tokens is not None and self.tokens.renewable and self.account.channel is ChannelName.X

    @property
    def soon(self) -> bool:
        return self.days is not None and self.days < SOON

    @property
    def by(self) -> str | None:
        """Who agreed, where that is somebody else than the account itself."""
        person = None if self.tokens is None else self.tokens.person
        return person if person != self.account.subject_name else None


def show(visit: Visit) -> Response:
    """Every account; for an admin with the forms."""
    with visit.wiring.ledger.read() as conn:
        tokens = {row.account: row for row in list_tokens(conn)}
        shown = [_shown(one, tokens.get(one.id), visit) for one in list_accounts(conn)]
    connector = visit.wiring.connector
    there = connector.networks if connector is not None else ()
    return visit.page(
        "accounts.html", title="Accounts", shown=shown, there=there, networks=tuple(ChannelName),
        version_ends=visit.wiring.version_ends, version_soon=_soon(visit.wiring.version_ends, visit.now),
        back_to={name: f"{visit.home}{FROM}{name}" for name in ChannelName},
    )  # fmt: skip


def _shown(account: AccountRow, tokens: TokenRow | None, visit: Visit) -> Shown:
    ends = None if tokens is None else tokens.lasts_until
    days = None if ends is None else (ends - visit.now).days
    if account.manual:
        state = "by hand"
    elif account.blocked_reason is not None:
        state = "stopped"
    else:
        state = "ready" if tokens is not None or account.id in visit.wiring.connected else "not connected"
    return Shown(account, tokens, state, days)


def _soon(ends: datetime | None, now: datetime) -> bool:
    return ends is not None and (ends - now).days < SOON


# -------------------------------------------------------------------------------------------------------------- connecting


def connect(visit: Visit) -> Response:
    """Show what the network is about to ask, with the way there: a link, because forms here lead to our own pages alone."""
    network, name = visit.asked("network"), visit.asked("name")
    replace = visit.form.get("replace") == "yes"
    connector = _connector(visit)
    address = connector.begin(
        network, name, home=visit.home, session=_session(visit), replace=replace, who=visit.who,
        now=visit.wiring.at_the_door(),
    )  # fmt: skip
    channel = ChannelName(network)
    return visit.page(
        "accounts_ask.html", title=f"Connect {channel.shown}", channel=channel, name=name, replace=replace,
        address=address, back_to=f"{visit.home}{FROM}{network}",
    )  # fmt: skip


def come_back(visit: Visit) -> Response:
    """Where the networks send people back to. Their answer counts once, and for whoever began it in this browser."""
    network = visit.path["network"]

    def come() -> Response:
        came = _connector(visit).come_back(
            network, dict(visit.query), session=_session(visit), who=visit.who, now=visit.wiring.at_the_door()
        )
        if isinstance(came, int):
            return visit.on(f"/accounts/choose/{came}")
        return visit.on("/accounts", in_people_words(came.said))

    return _or_why_not(visit, come)


def offer(visit: Visit) -> Response:
    """The pages for which a person may post, to choose from."""
    number = int(visit.path["number"])
    try:
        row = _connector(visit).offered(number, session=_session(visit), now=visit.wiring.at_the_door())
    except NotPossible as problem:
        return _not(visit, problem, 404)
    return visit.page("accounts_choose.html", title="Which page?", number=number, pages=row.offer or ())


def choose(visit: Visit) -> Response:
    def come() -> Response:
        kept = _connector(visit).choose(
            int(visit.path["number"]), visit.asked("page"), session=_session(visit), who=visit.who,
            now=visit.wiring.at_the_door(),
        )  # fmt: skip
        return visit.on("/accounts", in_people_words(kept.said))

    return _or_why_not(visit, come)


def disconnect(visit: Visit) -> Response:
    account = _connector(visit).disconnect(visit.asked("account"), who=visit.who, now=visit.now)
    return visit.on(
        "/accounts",
        f"{account.channel.shown} {account.name} is disconnected. Its posts stay, and do not go out until it is connected.",
    )


def _or_why_not(visit: Visit, come: Callable[[], Response]) -> Response:
    try:
        return come()
    except NotThere:
        raise
    except (NotPossible, UsageProblem) as problem:
        return _not(visit, problem, 409)
    except NetworkTrouble as problem:
        return _not(visit, problem, 502)


def _not(visit: Visit, problem: PromoterError, status: int) -> Response:
    why = in_people_words(str(problem))
    why = f"{why[:1].upper()}{why[1:]}"
    return visit.page("accounts_not.html", status=status, title="It is not connected", why=why)


def _connector(visit: Visit) -> Connector:
    if visit.wiring.connector is None:
        raise NotThere("accounts cannot be connected here")
    return visit.wiring.connector


def _session(visit: Visit) -> int:
    if visit.person is None:
        raise RuntimeError("accounts are connected by people who are signed in")
    return visit.person.id


ROUTES = [
    page("/accounts", show),
    deed("/accounts/connect", connect, Need.TO_ADMINISTER),
    page("/accounts/from/{network}", come_back, Need.TO_ADMINISTER),
    page("/accounts/choose/{number:int}", offer, Need.TO_ADMINISTER),
    deed("/accounts/choose/{number:int}", choose, Need.TO_ADMINISTER),
    deed("/accounts/disconnect", disconnect, Need.TO_ADMINISTER),
]

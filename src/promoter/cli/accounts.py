"""`promoter accounts`: the accounts that posts leave from, and how they stand."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Protocol, cast
from zoneinfo import ZoneInfo

import click

from promoter.cli.acting import anybody, as_admin, as_json, current_time, opened
from promoter.cli.connecting import connect, disconnect, reseal
from promoter.cli.terminal import Cell, one_line, say, say_json, table, when
from promoter.errors import NetworkTrouble, NotPossible, PromoterError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import AccountRow
    from promoter.ledger.tokens import TokenRow

COMMANDS = (connect, disconnect, reseal)
UTC = ZoneInfo("UTC")


class Answering(Protocol):
    """An account on a network that can be asked whether its keys are good, without publishing anything."""

    def check(self) -> str: ...


@click.group("accounts")
def accounts() -> None:
    """The accounts that posts leave from: x:default, linkedin:default and whatever campaigns name."""


for _command in COMMANDS:
    accounts.add_command(_command)


@accounts.command("list")
@as_json
def list_accounts_(*, as_json: bool) -> None:
    """Every account, whether its keys are set, and whether anything keeps its posts back."""
    from promoter import bootstrap
    from promoter.ledger.accounts import list_accounts
    from promoter.ledger.tokens import list_tokens

    with_keys = frozenset(bootstrap.channels(bootstrap.load_settings()))
    with opened() as ledger, ledger.read() as conn:
        found = list_accounts(conn)
        tokens = {row.account: row for row in list_tokens(conn)}
    now = current_time()
    unused = sorted(with_keys - {account.id for account in found})
    if as_json:
        shapes = [_shape(account, tokens.get(account.id), keys=account.id in with_keys) for account in found]
        say_json({"accounts": shapes, "keys_without_posts": unused})
        return
    rows = [
        (
            account.id,
            _whose(account, tokens.get(account.id)),
            _state(account, tokens.get(account.id), now, keys=account.id in with_keys),
        )
        for account in found
    ]
    rows += [(account, "", "keys are set; no campaign that is loaded uses it") for account in unused]
    for line in table(("account", "posts as", "how it stands"), rows):
        say(line)
    if not rows:
        say("There are no accounts yet: promoter load makes those that a campaign names.")


@accounts.command("check")
def check() -> None:
    """Ask each network whether it accepts our keys. Nothing is published; X may charge for the question.

    The exit code is 5 if one does not, and 4 if no keys are set at all.
    """
    from promoter import bootstrap
    from promoter.clock import SystemClock

    settings = bootstrap.load_settings()
    with _perhaps_a_ledger() as ledger:
        if ledger is None:
            channels: Mapping[str, object] = bootstrap.channels(settings)
        else:
            clock = SystemClock()
            bootstrap.renewer(ledger, settings, clock).round(only_ending=True)
            channels = bootstrap.accounts(ledger, settings, clock)
        if not channels:
            raise NotPossible("no account has its keys set or is connected; .env.example names the settings")
        refused = []
        for account, channel in channels.items():
            try:
                say(f"{account}: {one_line(cast('Answering', channel).check())}")
            except NetworkTrouble as trouble:
                refused.append(account)
                say(f"{account}: {Cell('', 'red').styled('not accepted')}: {one_line(str(trouble))}")
    if refused:
        raise NetworkTrouble(f"{' and '.join(refused)} cannot post as things stand; mend that and check again")


@accounts.command("manual")
@click.argument("account")
@click.option("--on/--off", "manual", default=None, help="On: people post by hand, Promoter does not.")
@as_admin
def manual_(*, account: str, manual: bool | None, user: str | None) -> None:
    """Say whether people post for an account by hand. Promoter then publishes nothing there, and keeps the record.

    \b
      promoter accounts manual linkedin:default --on
    """
    from promoter.approval import may_administer
    from promoter.ledger.accounts import set_manual

    if manual is None:
        raise UsageProblem("say --on or --off")
    who = anybody(user)
    with opened() as ledger, ledger.write() as conn:
        may_administer(conn, who)
        set_manual(conn, account, manual, who=who, now=current_time())
    say(
        f"{account}: people post by hand; promoter resolve POST --sent URL records each."
        if manual
        else f"{account}: Promoter posts what is approved."
    )


@accounts.command("unblock")
@click.argument("account")
@as_admin
def unblock(*, account: str, user: str | None) -> None:
    """The account is mended: its posts may go again. First see with promoter accounts check that it is.

    \b
      promoter accounts unblock x:default --as ruth@example.org
    """
    from promoter.approval import may_administer
    from promoter.ledger.accounts import get_account, unblock_account

    who = anybody(user)
    with opened() as ledger, ledger.write() as conn:
        may_administer(conn, who)
        if get_account(conn, account).blocked_reason is None:
            raise NotPossible(f"{account} is not stopped; promoter accounts list says how it stands")
        unblock_account(conn, account, who=who, now=current_time())
    say(f"{account}: its posts may go again.")


@contextmanager
def _perhaps_a_ledger() -> Iterator[Ledger | None]:
    """The ledger, if there is one: keys of the settings can be tried before anything is loaded."""
    with ExitStack() as until_the_end:
        ledger = None
        with suppress(PromoterError):
            ledger = until_the_end.enter_context(opened())
        yield ledger


def _whose(account: AccountRow, tokens: TokenRow | None) -> str:
    """Whom it posts as, as far as that is known, and by whose leave."""
    if account.subject_name is None or tokens is None:
        return ""
    by = f", agreed to by {tokens.person}" if tokens.person not in {None, account.subject_name} else ""
    return f"{account.subject_name}{by}"


def _state(account: AccountRow, tokens: TokenRow | None, now: datetime, *, keys: bool) -> str:
    """What a person has to know about the account: what stops it first."""
    if account.manual:
        return "people post by hand"
    if account.blocked_reason is not None:
        mended = "" if account.wants_connecting else f" Once mended: promoter accounts unblock {account.id}"
        return f"stopped: {account.blocked_reason}{mended}"
    if tokens is None and not keys:
        return "not connected, and no keys are set, so nothing is posted there; .env.example names the settings"
    if account.busy_post is not None:
        return f"busy with {account.busy_post}"
    if account.not_before is not None and account.not_before > now:
        return f"the network asked us to wait until {when(account.not_before, UTC)}"
    left = "" if account.last_left_at is None else f"; the last post left {when(account.last_left_at, UTC)}"
    return f"ready{left}{_lasting(tokens)}"


def _lasting(tokens: TokenRow | None) -> str:
    if tokens is None or tokens.lasts_until is None:
        return ""
    until = f"{tokens.lasts_until.day} {tokens.lasts_until:%B %Y}"
    renews = tokens.renewable and tokens.account.startswith("x:")
    return f"; renews itself, and left alone lasts until {until}" if renews else f"; connected until {until}"


def _shape(account: AccountRow, tokens: TokenRow | None, *, keys: bool) -> dict[str, Any]:
    connected = None if tokens is None else {
        "person": tokens.person,
        "scopes": list(tokens.scopes),
        "connected_at": _iso(tokens.connected_at),
        "connected_by": tokens.connected_by,
        "token_ends": _iso(tokens.token_ends),
        "lasts_until": _iso(tokens.lasts_until),
        "renewable": tokens.renewable,
        "trouble": tokens.trouble,
    }  # fmt: skip
    return {
        "id": account.id,
        "channel": account.channel.value,
        "name": account.name,
        "keys": keys,
        "manual": account.manual,
        "blocked_reason": account.blocked_reason,
        "blocked_at": _iso(account.blocked_at),
        "not_before": _iso(account.not_before),
        "last_left_at": _iso(account.last_left_at),
        "busy_post": account.busy_post,
        "subject": account.subject,
        "subject_name": account.subject_name,
        "connected": connected,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

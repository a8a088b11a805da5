"""`promoter accounts connect`, `disconnect`, `reseal`: accounts for which people agreed that Promoter posts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from promoter.cli.acting import anybody, as_admin, current_time, opened
from promoter.cli.terminal import one_line, say
from promoter.errors import NotPossible, UsageProblem

if TYPE_CHECKING:
    from promoter.channels.authorising import AuthorisationServer, Offer
    from promoter.connecting.consent import Asked

PORT = 8085
NETWORKS = ("x", "linkedin")

account_option = click.option("--account", "name", default="default", show_default=True, help="Its name in campaigns.")


@click.command("connect")
@click.argument("network", type=click.Choice(NETWORKS))
@account_option
@click.option("--page", help="On LinkedIn, the page to post for: its URN, number or name. Without it you are asked.")
@click.option("--replace", is_flag=True, help="It may be another user or page than before; approvals for that one end.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where the browser comes back to."
)
@click.option("--paste", is_flag=True, help="Listen nowhere: paste the address at which the browser ended.")
@click.option("--browser/--no-browser", default=True, help="Open the address in a browser, where there is one.")
@as_admin
def connect(
    *, network: str, name: str, page: str | None, replace: bool, port: int, paste: bool, browser: bool, user: str | None
) -> None:
    """Have somebody agree, in their browser, that Promoter posts for an account.

    It takes the app's client id in the settings, and the return address that is shown registered with the app. On a server
    without a browser, open the address elsewhere and paste the one at which that browser ends.

    \b
      promoter accounts connect x
      promoter accounts connect linkedin --page 12345 --no-browser
    """
    from promoter import bootstrap
    from promoter.approval import may_administer
    from promoter.campaign.model import ChannelName
    from promoter.connecting.connector import account_id
    from promoter.connecting.consent import come_back

    channel = ChannelName(network)
    account = account_id(channel, name)
    if page and channel is ChannelName.X:
        raise UsageProblem("--page is for LinkedIn; on X the account is that of whoever agrees")
    who = anybody(user)
    with opened(create=True) as ledger:
        connector = bootstrap.connector(ledger, bootstrap.load_settings())
        server = connector.server(channel)
        connector.seal()  # before anybody is asked: without a key nothing could be kept
        with ledger.read() as conn:
            may_administer(conn, who)
        asked, answer = _agreed(server, port, paste=paste, browser=browser)
        consent = come_back(server, asked, answer)
        kept = connector.keep(account, consent, wanted=page, replace=replace, who=who, now=current_time())
        if kept is None:
            chosen = _choose(consent.offer)
            kept = connector.keep(account, consent, wanted=chosen, replace=replace, who=who, now=current_time())
        if kept is not None:
            say(one_line(kept.said))


@click.command("disconnect")
@click.argument("network", type=click.Choice(NETWORKS))
@account_option
@as_admin
def disconnect(*, network: str, name: str, user: str | None) -> None:
    """Forget the tokens of a connected account. Its posts stay as they are, and wait.

    \b
      promoter accounts disconnect x
    """
    from promoter.campaign.model import ChannelName
    from promoter.connecting.connector import account_id, taking_back
    from promoter.connecting.keeping import disconnect as forget

    channel = ChannelName(network)
    who = anybody(user)
    with opened() as ledger, ledger.write() as conn:
        account = forget(conn, account_id(channel, name), who=who, now=current_time())
    say(one_line(f"{account.id} is disconnected: its tokens are forgotten here. {taking_back(channel)}"))


@click.command("reseal")
@as_admin
def reseal(*, user: str | None) -> None:
    """Seal all tokens with the first key of PROMOTER_SECRET_KEY, so that the older ones can be taken away.

    \b
      promoter accounts reseal
    """
    from promoter import bootstrap
    from promoter.approval import may_administer
    from promoter.ledger.events import append_for_house
    from promoter.ledger.tokens import reseal_tokens

    who = anybody(user)
    with opened() as ledger:
        seal = bootstrap.seal(ledger, bootstrap.load_settings())()
        with ledger.write() as conn:
            may_administer(conn, who)
            count = reseal_tokens(conn, seal.renew)
            append_for_house(conn, "tokens_resealed", who, current_time(), accounts=count)
    accounts = "1 account" if count == 1 else f"{count} accounts"
    say(f"The tokens of {accounts} are sealed with the first key now; older keys can be taken away.")


def _agreed(server: AuthorisationServer, port: int, *, paste: bool, browser: bool) -> tuple[Asked, dict[str, str]]:
    """What was asked for, and what the browser came back with."""
    from urllib.parse import urlsplit

    from promoter.cli.loopback import HERE, Doorstep
    from promoter.connecting.consent import ask, pasted

    if paste:
        asked = ask(server, home=f"http://{HERE}:{port or PORT}")
        _invite(server, asked, browser=False)
        say("Paste the address at which it ended, and press Enter:", err=True)
        return asked, pasted(sys.stdin.readline(), redirect=asked.redirect)
    doorstep = Doorstep(port)
    try:
        asked = ask(server, home=doorstep.home)
        _invite(server, asked, browser=browser)
        say(
            "Waiting for the browser to come back. If it is on another machine, paste the address here at which it ended.",
            err=True,
        )
        path = urlsplit(asked.redirect).path
        return asked, doorstep.wait(path, asked.state, lambda typed: pasted(typed, redirect=asked.redirect))
    finally:
        doorstep.close()


def _invite(server: AuthorisationServer, asked: Asked, *, browser: bool) -> None:
    say(f"The return address {asked.redirect} has to be registered with the app at {server.name.shown}.", err=True)
    say(
        f"Open this address, sign in to {server.name.shown} as the one who is to post, and agree:\n  {asked.address}",
        err=True,
    )
    if browser and sys.stderr.isatty() and _there_is_a_browser():
        import webbrowser

        webbrowser.open(asked.address)


def _there_is_a_browser() -> bool:
    """A window for it; without one a browser in the terminal might begin, over all that was said."""
    import os

    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _choose(offer: Offer) -> str:
    """Which page, of several; asked for at a terminal alone."""
    owners = offer.owners
    for number, owner in enumerate(owners, start=1):
        say(one_line(f"  {number}  {owner.name} ({owner.subject})"), err=True)
    if not sys.stdin.isatty():
        listed = ", ".join(owner.subject for owner in owners)
        raise NotPossible(
            f"there are several pages to post for; nothing was connected, say which with --page: {listed}"
        )
    number = click.prompt("Which page", type=click.IntRange(1, len(owners)), err=True)
    return owners[number - 1].subject

"""The lines about accounts: do they answer, are they whose they were, do they last until the week's last post."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.preflight.line_of_cost import of_cost
from promoter.preflight.lines import LOOK, NOT_READY, READY, Line, counted
from promoter.reporting.health import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from promoter.ledger.rows import AccountRow, PostRow
    from promoter.preflight.seen import Seen

#: What an account needs to have been allowed, and what cannot be done without it.
NEEDED = {
    ChannelName.X: {
        "tweet.write": "post",
        "tweet.read": "find its posts again",
        "users.read": "see whose account it is",
    },
    ChannelName.LINKEDIN: {
        "w_organization_social": "post for the page",
        "r_organization_social": "read the page's posts",
    },
}
PICTURES = {ChannelName.X: {"media.write": "bring pictures"}, ChannelName.LINKEDIN: {}}
QUARTER, DAY = timedelta(minutes=15), timedelta(hours=24)
#: How many requests that publish a network takes from one account in such a time, as far as it says so.
LIMITS = {
    ChannelName.X: ((QUARTER, 100, "a quarter of an hour"), (DAY, 10_000, "24 hours")),
    ChannelName.LINKEDIN: ((DAY, 100, "24 hours"),),  # of an app in the development tier; others are not published
}


def of_accounts(seen: Seen) -> Iterator[Line]:
    """Every account that the campaign uses, then what the week asks of the networks."""
    for account in seen.accounts.values():
        if account.manual:
            says = "people post by hand there, and Promoter keeps the record"
            yield Line("by_hand", account.id, READY, says)
            continue
        yield _standing(seen, account)
        yield from _whose(seen, account)
        yield from _as_in_files(seen, account)
        yield from _allowed(seen, account)
        if account.id in seen.house.connected:
            yield _token(seen, account)
        if account.channel is ChannelName.LINKEDIN:
            yield _version(seen, account)
        if account.id in seen.house.stand_ins:
            where = seen.house.stand_ins[account.id]
            says = f"its posts go to {where}, not to the network: nothing will be public"
            todo = "For the real week, an admin takes the address out of .env and the environment."
            yield Line("stand_in", f"{account.id}, where to", LOOK, says, todo)
        yield _quota(seen, account)
    yield from of_cost(seen)


def _standing(seen: Seen, account: AccountRow) -> Line:
    """What the doctor knows first, then what the network says."""
    known = next((check for check in seen.checks if check.name == account.id), None)
    if known is not None and known.state is not State.OK:
        return Line("account", account.id, NOT_READY, known.says, known.todo)
    if seen.looks is None:
        return Line("account", account.id, LOOK, "the network was not asked", "Run this without --no-network.")
    look = seen.looks.accounts.get(account.id)
    if look is None:
        says = "the network has not answered in time"
        return Line(
            "account",
            account.id,
            NOT_READY,
            says,
            "Try again; if it stays so, an admin looks on the page Accounts (or promoter accounts check).",
        )
    if look.accepted:
        return Line("account", account.id, READY, look.says)
    todo = "An admin mends that, on the page Accounts (or promoter accounts), and looks again."
    return Line("account", account.id, NOT_READY, look.says, todo)


def _whose(seen: Seen, account: AccountRow) -> Iterator[Line]:
    """Is it the account that the posts were approved for?"""
    look = seen.looks.accounts.get(account.id) if seen.looks else None
    if look is None or look.subject is None:
        return
    what = f"{account.id}, whose it is"
    if account.subject is None:
        says = f"{look.name or look.subject}; that it is the right one, only a person can say"
        yield Line("whose", what, READY, says)
    elif look.subject == account.subject:
        name = account.subject_name or look.name or look.subject
        yield Line("whose", what, READY, f"{name}, as when the posts were approved")
    else:
        approved_for = account.subject_name or account.subject
        says = f"the keys belong to {look.name or look.subject}, and the posts were approved for {approved_for}"
        todo = f"An admin connects {approved_for} again, on the page Accounts (or promoter accounts connect {account.channel})."
        yield Line("whose", what, NOT_READY, says, todo)


def _as_in_files(seen: Seen, account: AccountRow) -> Iterator[Line]:
    """Is it the account that the campaign's file names as the organisation's? Posts and drawings were looked at as its."""
    look = seen.looks.accounts.get(account.id) if seen.looks else None
    subject = (look and look.subject) or account.subject
    known = account.subject_name if subject == account.subject else None
    name = known or (look and look.name) or subject
    organisation = seen.campaign.settings.organisation
    on_x = account.channel is ChannelName.X
    stated, found = (organisation.x, name) if on_x else (organisation.linkedin, subject)
    if stated is None or found is None or (on_x and not found.startswith("@")):
        return
    what = f"{account.id}, as the campaign names it"
    if stated.casefold() == found.casefold():
        yield Line("named", what, READY, f"{stated}, as the week's facts say")
        return
    says = f"posts leave as {name}, and the week's facts say that {organisation.name} is {stated}"
    todo = (
        f"If {name} is right, an editor changes it on the page Facts (or promoter fact {seen.campaign.slug} "
        f"organisation.{account.channel} {found}). If not, an admin connects {stated}, on the page Accounts (or promoter "
        f"accounts connect {account.channel})."
    )
    yield Line("named", what, LOOK, says, todo)


def _allowed(seen: Seen, account: AccountRow) -> Iterator[Line]:
    """What the person who connected the account agreed to, against what the posts to come need."""
    tokens = seen.tokens.get(account.id)
    if tokens is None or not tokens.scopes:
        return
    needed = dict(NEEDED[account.channel])
    if any(post.said.media for post in seen.of(account.id)):
        needed |= PICTURES[account.channel]
    lacking = [what for scope, what in needed.items() if scope not in tokens.scopes]
    what = f"{account.id}, what we may do"
    if lacking:
        todo = f"An admin connects it again with all rights, on the page Accounts (or promoter accounts connect {account.channel})."
        yield Line("rights", what, NOT_READY, f"we may not {' or '.join(lacking)}", todo)
    else:
        yield Line("rights", what, READY, f"{', '.join(needed.values())}")


def _token(seen: Seen, account: AccountRow) -> Line:
    what = f"{account.id}, how long it is connected"
    again = f"An admin connects it again, on the page Accounts (or promoter accounts connect {account.channel})."
    tokens = seen.tokens.get(account.id)
    if tokens is None:
        return _key_of_settings(account, what)
    if tokens.trouble is not None:
        return Line("token", what, NOT_READY, tokens.trouble.rstrip("."), again)
    last, ends, short = _last(seen.of(account.id)) or seen.now, tokens.lasts_until, tokens.token_ends
    if ends is not None and ends <= last:
        says = f"only until {seen.when(ends)}, and it has posts until {seen.when(last)}"
        return Line("token", what, NOT_READY, says, again)
    until = "no end is known" if ends is None else f"until {seen.when(ends)}"
    if not tokens.renewable or short is None or short > last:
        return Line("token", what, READY, until)
    if account.channel not in seen.house.renewing:
        says = f"its token ends {seen.when(short)}, and no app is set by which it could be renewed"
        todo = f"An admin sets PROMOTER_{account.channel.value.upper()}_CLIENT_ID, as .env.example says."
        return Line("token", what, NOT_READY, says, todo)
    return Line("token", what, READY, f"it renews itself; {until}")


def _key_of_settings(account: AccountRow, what: str) -> Line:
    if account.channel is ChannelName.X:
        return Line("token", what, READY, "keys of the settings: they last until somebody takes them back")
    says = "a token of the settings, of which only LinkedIn knows when it ends: sixty days after it was made"
    todo = (
        "An admin looks when it was made, or connects it on the page Accounts (or promoter accounts connect linkedin)."
    )
    return Line("token", what, LOOK, says, todo)


def _version(seen: Seen, account: AccountRow) -> Line:
    ends, last = seen.house.version_ends, _last(seen.of(account.id))
    says = f"served until about {ends:%d %B %Y}".replace(" 0", " ")
    if ends <= seen.now or (last is not None and ends <= last):
        todo = "An admin updates Promoter, or sets PROMOTER_LINKEDIN_VERSION to a newer one."
        return Line("version", "LinkedIn's version", NOT_READY, says, todo)
    return Line("version", "LinkedIn's version", READY, says)


def _last(posts: Sequence[PostRow]) -> datetime | None:
    return max((post.at for post in posts), default=None)


# ------------------------------------------------------------------------------------------------------ limits and cost


def _quota(seen: Seen, account: AccountRow) -> Line:
    """How many posts go at most within the time for which the network counts, all campaigns of the account together."""
    moments = sorted(post.at for post in seen.alongside if post.account == account.id and post.at >= seen.now)
    what = f"{account.id}, the network's limits"
    for length, limit, named in LIMITS[account.channel]:
        most = most_within(moments, length)
        if most > limit:
            says = f"{counted(most, 'post')} within {named}, where {account.channel.shown} takes at most {limit:,}"
            return Line("quota", what, NOT_READY, says, "An editor moves some of them to another time.")
    length, limit, named = LIMITS[account.channel][0]
    return Line(
        "quota",
        what,
        READY,
        f"at most {counted(most_within(moments, length), 'post')} within {named}; {account.channel.shown} takes {limit:,}",
    )


def most_within(moments: Sequence[datetime], length: timedelta) -> int:
    """The most of the moments, which are in order, that lie within any such length of time."""
    most = 0
    times: deque[datetime] = deque()
    for moment in moments:
        times.append(moment)
        while moment - times[0] >= length:
            times.popleft()
        most = max(most, len(times))
    return most

"""`promoter approve`, `return`, `withdraw`, `reopen`, `resolve`: yes, not yet, no; and the stop button: `pause`, `let-through`, `resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from promoter.cli.acting import as_json, as_user, campaign_named, current_time, opened, somebody
from promoter.cli.moments import day as a_day
from promoter.cli.telling import seen_ahead, tell, tell_next, warn
from promoter.cli.terminal import one_line, say, say_json
from promoter.errors import NotPossible, PromoterError, UsageProblem
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from promoter.approval import Skipped
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import Actor, PostRow

# ------------------------------------------------------------------------------------------------------------ approving


@click.command("approve")
@click.argument("posts", nargs=-1, metavar="[POST[@DIGEST]]...")
@click.option("--all", "everything", is_flag=True, help="All that wait and that you may approve now.")
@click.option("--campaign", callback=campaign_named, metavar="S", help="With --all: only this campaign's.")
@click.option("--day", callback=a_day, metavar="DATE", help="With --all: only those of this day, such as 2021-09-13.")
@as_user
@as_json
def approve(
    *, posts: tuple[str, ...], everything: bool, campaign: str | None, day: date | None, user: str | None, as_json: bool
) -> None:
    """Approve posts as they are: words, account, day, time and last moment.

    With @DIGEST, as promoter show prints it, a post that changed since you looked is refused. One to which changes are
    wanted is approved only if it is named, and that is said then. What cannot be approved is listed with the reason,
    with --all only their number for weeks that are over; the exit code is 4 only if nothing could be approved.

    \b
      promoter approve smarter-state-2021/2021-09-13/x/opener@3f1c9a07d2be --as amara@example.org
      promoter approve --all --day 2021-09-13 --as amara@example.org
    """
    from promoter.approval import approve_all
    from promoter.ledger.campaigns import campaigns_over

    who = somebody(user)
    if everything == bool(posts):
        raise UsageProblem("name the posts to approve, or say --all")
    if not everything and (campaign or day):
        raise UsageProblem("--campaign and --day go with --all; posts that are named need neither")
    over: frozenset[str] = frozenset()
    wishes: dict[str, str] = {}
    with opened() as ledger:
        if everything:
            with ledger.write() as conn:
                now = current_time()
                approved, skipped = approve_all(conn, who=who, now=now, campaign=campaign, day=day)
                over = frozenset() if campaign or day else campaigns_over(conn, now)
        else:
            approved, skipped, wishes = _approve_each(ledger, posts, who)
        _tell_approved(ledger, approved, skipped, over, wishes, as_json=as_json)


def _approve_each(
    ledger: Ledger, posts: Sequence[str], who: Actor
) -> tuple[list[PostRow], list[Skipped], dict[str, str]]:
    """Each by itself, so that one that is refused does not keep the others back; and the changes that were wanted."""
    from promoter.approval import Skipped, approve, wanted
    from promoter.ledger.queue import get_post

    approved, skipped, wishes = [], [], {}
    for named in dict.fromkeys(posts):
        key, at, digest = named.partition("@")
        try:
            with ledger.write() as conn:
                wish = wanted(get_post(conn, key, lock=True))
                approved.append(approve(conn, key, who=who, now=current_time(), digest=digest if at else None))
        except PromoterError as problem:
            if len(posts) == 1:
                raise
            skipped.append(Skipped(key, str(problem)))
        else:
            if wish is not None:
                wishes[key] = f"{key} is approved as it stands, although changes were wanted: {wish}"
    return approved, skipped, wishes


def _tell_approved(
    ledger: Ledger,
    approved: Sequence[PostRow],
    skipped: Sequence[Skipped],
    over: Collection[str],
    wishes: Mapping[str, str],
    *,
    as_json: bool,
) -> None:
    from promoter.approval import unconfirmed
    from promoter.cli.listing import left_out
    from promoter.ledger.campaigns import list_campaigns
    from promoter.reporting.record import post_json

    with ledger.read() as conn:
        campaigns = {row.slug: row for row in list_campaigns(conn)}
        ahead = seen_ahead(conn, approved)
    about = sorted({post.campaign for post in approved})
    assumed = [sentence for slug in about if (sentence := unconfirmed(campaigns[slug])) is not None]
    if as_json:
        shapes = [post_json(post, campaigns[post.campaign].settings.zone) for post in approved]
        reasons = [{"key": one.key, "reason": one.reason} for one in skipped]
        warnings = [{"code": "assumptions", "message": sentence} for sentence in assumed]
        warnings += [{"code": "changes_wanted", "message": sentence} for sentence in wishes.values()]
        warnings += [{"code": one.code, "message": one.message} for one in ahead]
        say_json({"approved": shapes, "skipped": reasons, "warnings": warnings})
    for post in approved:
        done = post.status is Status.APPROVED
        tell(
            ledger,
            post,
            "approved" if done else "your approval is noted, and it takes another person's too",
            err=as_json,
        )
    for sentence in (*wishes.values(), *assumed, *(one.message for one in ahead)):
        warn(sentence)
    for line in left_out([one for one in skipped if one.campaign in over]):
        say(line, err=as_json)
    for one in skipped:
        if one.campaign in over:
            continue
        reason = one.reason if one.key in one.reason else f"{one.key}: {one.reason}"
        say(f"left alone: {one_line(reason)}", err=as_json)
    if not approved:
        raise NotPossible("nothing was approved" if skipped else "nothing waits for approval")


@click.command("return")
@click.argument("post")
@click.option("--reason", required=True, help="What should be different.")
@as_user
def return_(*, post: str, reason: str, user: str | None) -> None:
    """Send a post back to its writer: changes are wanted. An approval that was given ends.

    \b
      promoter return smarter-state-2021/fix-the-address/x/blog --reason "Name the council." --as ruth@example.org
    """
    from promoter.approval import return_ as send_back

    who = somebody(user)
    with opened() as ledger:
        with ledger.write() as conn:
            after = send_back(conn, post, reason=reason, who=who, now=current_time())
        tell(ledger, after, f"sent back to {after.written_by}")


# ------------------------------------------------------------------------------------------------- taking out, settling


@click.command("withdraw")
@click.argument("post")
@click.option("--reason", required=True, help="Why it is taken out.")
@as_user
def withdraw(*, post: str, reason: str, user: str | None) -> None:
    """Take a post out: it does not go. What is out already stays out.

    \b
      promoter withdraw smarter-state-2021/fix-the-address/x/blog --reason "The blog was pulled." --as amara@example.org
    """
    from promoter import approval

    who = somebody(user)
    with opened() as ledger:
        with ledger.write() as conn:
            after = approval.withdraw(conn, post, reason=reason, who=who, now=current_time())
        tell(ledger, after, "taken out")


@click.command("reopen")
@click.argument("post")
@as_user
def reopen(*, post: str, user: str | None) -> None:
    """Put a post back in that was taken out. It waits for approval, whatever it had before.

    \b
      promoter reopen smarter-state-2021/fix-the-address/x/blog --as amara@example.org
    """
    from promoter import approval

    who = somebody(user)
    with opened() as ledger:
        with ledger.write() as conn:
            after = approval.reopen(conn, post, who=who, now=current_time())
        tell(ledger, after, "back in")
        tell_next(after)


@click.command("resolve")
@click.argument("post")
@click.option("--sent", metavar="URL", help="It is public, at this address.")
@click.option("--not-sent", is_flag=True, help="You looked on the network, and it is not there.")
@as_user
def resolve(*, post: str, sent: str | None, not_sent: bool, user: str | None) -> None:
    """Say whether a post went out, where only a person can; or record one that was posted by hand.

    Look on the network first. --not-sent makes the post wait for approval again; it goes out once more then.

    \b
      promoter resolve smarter-state-2021/fix-the-address/x/blog --sent https://x.com/techUK/status/1437312345678901234 --as amara@example.org
      promoter resolve smarter-state-2021/fix-the-address/x/blog --not-sent --as amara@example.org
    """
    from promoter import approval

    who = somebody(user)
    if (sent is None) != not_sent:
        raise UsageProblem("say either --sent and the post's address, or --not-sent")
    with opened() as ledger:
        with ledger.write() as conn:
            if sent is not None:
                after = approval.resolve_sent(conn, post, sent, who=who, now=current_time())
            else:
                after = approval.resolve_not_sent(conn, post, who=who, now=current_time())
        tell(ledger, after, f"recorded as sent, at {after.url}" if sent is not None else "recorded as not sent")
        if sent is None:
            tell_next(after)


# ------------------------------------------------------------------------------------------------------ the stop button


@click.command("pause")
@click.option("--reason", required=True, help="Why everything stops.")
@as_user
def pause(*, reason: str, user: str | None) -> None:
    """Stop everything, at once: nothing goes out on any network until somebody starts again. Anybody known may.

    \b
      promoter pause --reason "Breaking news: we stay silent." --as amara@example.org
    """
    from promoter import approval

    who = somebody(user)
    with opened() as ledger, ledger.write() as conn:
        now = current_time()
        made = approval.pause(conn, reason=reason, who=who, now=now)
    if made.paused_at == now:
        say("Stopped: nothing goes out. promoter resume --as USER starts again.")
    else:
        say(f"Stopped already, by {made.paused_by} since {made.paused_at:%Y-%m-%d %H:%M} UTC: {one_line(made.reason)}")


@click.command("let-through")
@click.argument("post")
@click.option("--reason", required=True, help="Why this one goes out all the same.")
@as_user
def let_through(*, post: str, reason: str, user: str | None) -> None:
    """Let one approved post go out at its time although everything is stopped. Only an approver may.

    \b
      promoter let-through smarter-state-2021/2021-09-14/x/free --reason "Our condolences." --as ruth@example.org
    """
    from promoter import approval, bootstrap

    who = somebody(user)
    grace = bootstrap.load_settings().grace
    with opened() as ledger:
        with ledger.write() as conn:
            after = approval.let_through(conn, post, reason=reason, who=who, now=current_time(), grace=grace)
        tell(ledger, after, "goes out at its time, though everything else is stopped")


@click.command("resume")
@as_user
def resume(*, user: str | None) -> None:
    """Start again after a stop. Only an approver may.

    Posts whose time passed meanwhile do not burst out: they come back for a new time and approval, and are listed.

    \b
      promoter resume --as ruth@example.org
    """
    from promoter import approval, bootstrap

    who = somebody(user)
    grace = bootstrap.load_settings().grace
    with opened() as ledger:
        with ledger.write() as conn:
            returned = approval.resume(conn, who=who, now=current_time(), grace=grace)
        for post in returned:
            tell(ledger, post, "its time has passed")
    if returned:
        say("Give these another time with promoter move, or take them out with promoter withdraw.")
    say("Started again: what is approved goes out at its time.")

"""`promoter sign-off`: links by which contributors confirm or correct what is published about them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from promoter.cli.acting import as_json, as_user, current_time, opened, somebody
from promoter.cli.effects import do, folder_named, looking_first
from promoter.cli.terminal import one_line, say, say_json, when
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from promoter.campaign.model import Blog
    from promoter.contributors.signing_off import SignOff


@click.group("sign-off")
def sign_off() -> None:
    """Have contributors confirm their name, role, organisation, handle and posts, each by a link of their own.

    \b
      promoter sign-off add smarter-state-2021 fix-the-address-first --as amara@example.org
      promoter sign-off list smarter-state-2021
      promoter sign-off settle smarter-state-2021 3 --take --as amara@example.org
    """


@sign_off.command("add")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("blog_id", metavar="BLOG")
@click.argument("person", required=False)
@click.option(
    "--until", metavar="DATE", help="The last day on which the link works; otherwise the campaign's last day."
)
@as_user
def add(*, folder: Path, blog_id: str, person: str | None, until: str | None, user: str | None) -> None:
    """Make a link for an author of a blog, or for each of them. It is shown now and never again.

    \b
      promoter sign-off add smarter-state-2021 fix-the-address-first "Tom Sample" --until 2021-09-12 --as amara@example.org
    """
    from promoter import bootstrap
    from promoter.contributors.facts import blog_of, files_of
    from promoter.contributors.signing_off import make_link

    who, last = somebody(user), None if until is None else _day(until)
    campaign = files_of(folder)
    people = [person] if person else [author.name for author in blog_of(campaign, blog_id).authors]
    home = bootstrap.load_settings().home
    with opened() as ledger, ledger.write() as conn:
        made = [make_link(conn, campaign, blog_id, name, who=who, now=current_time(), until=last) for name in people]
    for token, row in made:
        say(f"{home}/sign-off/{token}")
        say(f"  for {one_line(row.person)}, until {when(row.ends_at, campaign.zone)}; send it to nobody else", err=True)


@sign_off.command("list")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@as_json
def list_(*, folder: Path, as_json: bool) -> None:
    """How it stands with every contributor: asked, signed off, corrections that wait. Changes nothing.

    \b
      promoter sign-off list smarter-state-2021
    """
    from promoter.contributors.facts import files_of
    from promoter.contributors.signing_off import standing

    campaign, now = files_of(folder), current_time()
    with opened() as ledger, ledger.read() as conn:
        found = [(blog, one) for blog in campaign.blogs for one in standing(conn, campaign.slug, blog, now=now)]
    if as_json:
        say_json({"sign_offs": [_shape(blog, one, campaign.zone) for blog, one in found]})
        return
    for blog, one in found:
        for line in _lines(blog, one, campaign.zone):
            say(line)


@sign_off.command("end")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("number", type=int)
@as_user
def end(*, folder: Path, number: int, user: str | None) -> None:
    """Let a link lead nowhere any more. What was answered by it stays on the record.

    \b
      promoter sign-off end smarter-state-2021 3 --as amara@example.org
    """
    from promoter.contributors.signing_off import end_link

    who = somebody(user)
    with opened() as ledger, ledger.write() as conn:
        row = end_link(conn, folder.resolve().name, number, who=who, now=current_time())
    say(f"The link of {one_line(row.person)} leads nowhere any more.")


@sign_off.command("settle")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.argument("number", type=int)
@click.option("--take", is_flag=True, help="Write what they want into the blog's file, and load it.")
@click.option("--decline", is_flag=True, help="Leave everything as it is.")
@click.option("--reason", default="", help="Why it is declined, for the record.")
@click.option("--linkedin", metavar="URN", help="What LinkedIn calls the person, if they gave their profile's address.")
@looking_first
def settle(
    *, folder: Path, number: int, take: bool, decline: bool, reason: str, linkedin: str | None,
    dry_run: bool, user: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Take or decline a contributor's correction. What it touches waits for somebody else's approval again.

    \b
      promoter sign-off settle smarter-state-2021 3 --take --dry-run --as amara@example.org
      promoter sign-off settle smarter-state-2021 3 --decline --reason "The title is printed already." --as amara@example.org
    """
    from promoter.contributors.corrections import decline_correction, plan_correction
    from promoter.contributors.signing_off import by_number

    if take == decline:
        raise UsageProblem("say --take or --decline")
    who, slug = somebody(user), folder.resolve().name
    if take:
        do(
            lambda conn, now: plan_correction(
                conn, folder, by_number(conn, slug, number), who=who, now=now, linkedin=linkedin
            ),
            dry_run=dry_run,
            as_json=as_json,
        )
        return
    if dry_run:
        say("Declining changes nothing but the record.", err=as_json)
        return
    with opened() as ledger, ledger.write() as conn:
        decline_correction(conn, by_number(conn, slug, number), reason=reason, who=who, now=current_time())
    say(f"Correction {number} is declined; nothing else changed.", err=as_json)
    if as_json:
        say_json({"campaign": slug, "number": number, "verdict": "declined"})


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise UsageProblem(f"{typed} is no day; write it like 2021-09-17") from None


def _lines(blog: Blog, one: SignOff, zone: ZoneInfo) -> Iterator[str]:
    from promoter.contributors.facts import CALLED

    yield f"{one_line(blog.id)}: {one_line(one.person)}: {one.standing.value}"
    row = one.answer
    if row is not None and row.answered_at is not None:
        yield f"  {row.id}: answered {when(row.answered_at, zone)}"
        for name, value in ((row.said or {}).get("fields") or {}).items():
            before = ((row.shown or {}).get("facts") or {}).get(name)
            yield f"    {CALLED[name].lower()}: {one_line(before or 'nothing')} -> {one_line(value or 'nothing')}"
        if note := (row.said or {}).get("note"):
            yield f"    they say: {one_line(note)}"
    if one.otherwise:
        yield f"  other since: {', '.join(CALLED[name].lower() for name in one.otherwise)}"
    if one.posts and row is not None:
        yield f"  {one.posts} of the posts say something that they have not seen"
    if one.open is not None:
        yield f"  {one.open.id}: a link is out until {when(one.open.ends_at, zone)}"


def _shape(blog: Blog, one: SignOff, zone: ZoneInfo) -> dict[str, Any]:
    row = one.answer
    return {
        "blog": blog.id,
        "person": one.person,
        "standing": one.standing.name.lower(),
        "number": row and row.id,
        "answer": row and row.answer,
        "answered_at": row and row.answered_at and row.answered_at.astimezone(zone).isoformat(),
        "said": row and row.said,
        "verdict": row and row.verdict,
        "settled_by": row and row.settled_by,
        "otherwise": list(one.otherwise),
        "posts_not_seen": one.posts,
        "open": one.open and {"number": one.open.id, "until": one.open.ends_at.astimezone(zone).isoformat()},
    }

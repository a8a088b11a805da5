"""`promoter users invite`, `invitations`, `sessions`, `sign-out` and `forget-password`: who comes in to the pages, how and where."""

from __future__ import annotations

import click

from promoter.cli.acting import anybody, as_admin, as_json, current_time, opened
from promoter.cli.terminal import one_line, say, say_json, table

ROLES = ("viewer", "editor", "approver", "admin")

# Not from the settings, as for an admin: what is done to somebody's own things is done by a person who is named.
as_themself = click.option(
    "--as",
    "user",
    metavar="USER",
    help="Who you are: the person themself, or an admin. Without it: whoever runs this here.",
)


@click.command("invite")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(ROLES),
    help="May be given several times; needed for a new person.",
)
@as_admin
def invite(*, email: str, roles: tuple[str, ...], user: str | None) -> None:
    """Make a link by which a person chooses a password for the pages: a new person, or one who forgot theirs.

    The link works once, for seven days, and is shown only now; links that the person had before end.

    \b
      promoter users invite amara@example.org --role editor --as ruth@example.org
      promoter users invite amara@example.org
    """
    from promoter import bootstrap
    from promoter.ledger.rows import Role
    from promoter.people import inviting

    settings = bootstrap.load_settings()
    with opened(create=True) as ledger, ledger.write() as conn:
        token = inviting.invite(conn, email, [Role(role) for role in roles], who=anybody(user), now=current_time())
    say(f"{one_line(email.strip().lower())} can come in by this link, once, within seven days:")
    say(f"{settings.home}/welcome/{token}")
    if settings.public_url is None:
        say(
            "It leads to this machine; for people on others, set PROMOTER_PUBLIC_URL to the address of the pages.",
            err=True,
        )


@click.command("invitations")
@click.option("--withdraw", "number", type=int, metavar="NUMBER", help="Let this link work no more.")
@as_json
@as_admin
def invitations(*, number: int | None, as_json: bool, user: str | None) -> None:
    """The links that were made and not used yet; or, with --withdraw, one of them fewer.

    \b
      promoter users invitations --withdraw 3
    """
    from promoter.people import inviting

    now = current_time()
    with opened() as ledger:
        if number is not None:
            with ledger.write() as conn:
                inviting.withdraw_invitation(conn, number, who=anybody(user), now=now)
        with ledger.read() as conn:
            found = inviting.open_invitations(conn, now=now)
    if as_json:
        shapes = [
            {"number": one.id, "email": one.email, "made_by": one.made_by, "ends_at": one.ends_at.isoformat()}
            for one in found
        ]
        say_json({"invitations": shapes})
        return
    rows = [
        (str(one.id), one.email or "", f"until {one.ends_at:%Y-%m-%d %H:%M} UTC, by {one.made_by}") for one in found
    ]
    for line in table(("number", "person", ""), rows) if rows else ("Nobody has an open invitation.",):
        say(line)


@click.command("sessions")
@click.argument("email", required=False)
@click.option("--end", "number", type=int, metavar="NUMBER", help="Sign this one out.")
@as_json
@as_themself
def sessions(*, email: str | None, number: int | None, as_json: bool, user: str | None) -> None:
    """Who is signed in to the pages, where from and since when; or, with --end, one of them fewer.

    \b
      promoter users sessions amara@example.org
      promoter users sessions --end 12
    """
    from promoter.people import signing_in

    now = current_time()
    with opened() as ledger:
        if number is not None:
            with ledger.write() as conn:
                signing_in.revoke(conn, number, who=anybody(user), now=now)
        with ledger.read() as conn:
            found = signing_in.sessions_of(conn, email, now=now)
    if as_json:
        shapes = [
            {
                "number": one.id,
                "email": one.email,
                "made_at": one.made_at.isoformat(),
                "seen_at": one.seen_at.isoformat(),
                "ends_at": one.ends_at.isoformat(),
                "address": one.address,
                "agent": one.agent,
                "via": one.via,
            }
            for one in found
        ]
        say_json({"sessions": shapes})
        return
    rows = [(str(one.id), one.email, f"{one.seen_at:%Y-%m-%d %H:%M} UTC", one.address, one.agent) for one in found]
    headings = ("number", "person", "last seen", "from", "with")
    for line in table(headings, rows) if rows else ("Nobody is signed in.",):
        say(line)


@click.command("sign-out")
@click.argument("email")
@as_themself
def sign_out(*, email: str, user: str | None) -> None:
    """Sign a person out on all their devices. They may come in again; promoter users remove lets them in no more.

    \b
      promoter users sign-out amara@example.org
    """
    from promoter.people import signing_in

    with opened() as ledger, ledger.write() as conn:
        ended = signing_in.sign_out_everywhere(conn, email, who=anybody(user), now=current_time())
    said = "was signed in nowhere" if not ended else f"is signed out ({ended} device{'s' if ended > 1 else ''})"
    say(f"{one_line(email.strip().lower())} {said}.")


@click.command("forget-password")
@click.argument("email")
@as_admin
def forget_password(*, email: str, user: str | None) -> None:
    """Take a person's password away: from then on only the single sign-on lets them in. They are signed out.

    A link by promoter users invite lets them choose one again.

    \b
      promoter users forget-password amara@example.org --as ruth@example.org
    """
    from promoter.people import signing_in

    with opened() as ledger, ledger.write() as conn:
        signing_in.forget_password(conn, email, who=anybody(user), now=current_time())
    say(f"{one_line(email.strip().lower())} has no password any more, and is signed out.")

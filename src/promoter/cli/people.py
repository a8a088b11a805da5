"""`promoter users`: people and what each may do."""

from __future__ import annotations

import click

from promoter.cli import signing_in, standing_in
from promoter.cli.acting import anybody, as_admin, as_json, current_time, opened
from promoter.cli.signing_in import ROLES
from promoter.cli.terminal import Cell, one_line, say, say_json, table


@click.group("users")
def users() -> None:
    """People and what each may do.

    \b
      viewer     sees everything, and may stop everything
      editor     changes posts; countersigns an approver's change
      approver   approves other people's posts; starts again after a stop
      admin      people and accounts
    A person may hold several roles. It takes two people to get a post out.
    """


@users.command("add")
@click.argument("email")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be given several times."
)
@as_admin
def add(*, email: str, roles: tuple[str, ...], user: str | None) -> None:
    """Make a person known, or give a known one these roles instead of those they had.

    Whoever may run this command on this machine may add people; with --as, that person must be an admin. On first use
    this makes the ledger.

    \b
      promoter users add amara@example.org --role editor
      promoter users add ruth@example.org --role approver --role admin
    """
    from promoter.approval import add_user, in_words, team_warning
    from promoter.ledger.rows import Role

    with opened(create=True) as ledger:
        with ledger.write() as conn:
            person = add_user(conn, email, [Role(role) for role in roles], who=anybody(user), now=current_time())
        with ledger.read() as conn:
            warning = team_warning(conn)
    say(f"{one_line(person.email)} is {in_words(person.roles)}.")
    if warning:
        say(f"{Cell('', 'yellow').styled('warning')}: {warning}", err=True)


@users.command("list")
@as_json
def list_(*, as_json: bool) -> None:
    """Everybody who is known here, what they may do, and whether they have a password for the pages."""
    from promoter.approval import team_warning
    from promoter.ledger.credentials import password_hash
    from promoter.ledger.people import list_users

    with opened() as ledger, ledger.read() as conn:
        people = list_users(conn)
        with_password = {person.email for person in people if password_hash(conn, person.email) is not None}
        warning = team_warning(conn)
    if as_json:
        shapes = [
            {
                "email": person.email,
                "roles": sorted(person.roles),
                "active": person.active,
                "has_password": person.email in with_password,
                "added_at": person.added_at.isoformat(),
                "added_by": person.added_by,
            }
            for person in people
        ]
        say_json({"users": shapes})
    else:
        rows = [
            (
                person.email,
                ", ".join(sorted(person.roles)),
                "yes" if person.email in with_password else "no",
                f"{'added' if person.active else 'not active; added'} by {person.added_by}",
            )
            for person in people
        ]
        for line in table(("person", "may", "password", ""), rows):
            say(line)
    if warning:
        say(f"{Cell('', 'yellow').styled('warning')}: {warning}", err=True)


@users.command("remove")
@click.argument("email")
@as_admin
def remove(*, email: str, user: str | None) -> None:
    """Let a person in no more. What they decided stands, under their name.

    \b
      promoter users remove tom@example.org
    """
    from promoter.approval import remove_user

    with opened() as ledger, ledger.write() as conn:
        remove_user(conn, email, who=anybody(user), now=current_time())
    say(f"{one_line(email.strip().lower())} is let in no more; what they decided stands.")


for command in (
    signing_in.invite, signing_in.invitations, signing_in.sessions, signing_in.sign_out, signing_in.forget_password,
    standing_in.deputy, standing_in.deputies,
):  # fmt: skip
    users.add_command(command)

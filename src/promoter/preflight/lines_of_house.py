"""Who may approve, who would notice, and does the machine do its part? What the doctor looks at is the doctor's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.rows import Role
from promoter.preflight.lines import LOOK, NOT_READY, READY, Detail, Line, counted, of_check
from promoter.reporting.health import PAUSE, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.preflight.seen import Seen

#: The doctor's checks that say something about a week, in the order in which people read them.
OF_DOCTOR = {
    "daemon": "daemon", PAUSE: PAUSE, "ledger": "ledger", "disk": "disk", "record": "record of events", "clock": "clock",
    "alerts": "alerts, told", "PROMOTER_ALERTS": "alerts, where to", "PROMOTER_HEARTBEAT_URL": "heartbeat, where to",
}  # fmt: skip
EDITORIAL = frozenset({Role.EDITOR, Role.APPROVER})


def of_people(seen: Seen) -> Iterator[Line]:
    """Two people stand behind every post, so there have to be that many, and they have to be able to come in."""
    todo = "An admin adds people on the page People (or promoter users add)."
    if seen.team is not None:
        yield Line("team", "who may approve", NOT_READY, seen.team.partition("; promoter")[0], todo)
    else:
        editorial = [person.email for person in seen.people if person.active and EDITORIAL & person.roles]
        yield Line(
            "team",
            "who may approve",
            READY,
            f"{counted(len(editorial), 'person', 'people')} write and approve between them",
        )
    if seen.invitations:
        says = f"{counted(len(seen.invitations), 'person has', 'people have')} not used their invitation yet"
        who = tuple(Detail(f"{one.email}, until {seen.when(one.ends_at)}") for one in seen.invitations)
        yield Line(
            "invitations", "invitations", LOOK, says, "Remind them; an admin invites anew on the page People.", who
        )
    else:
        yield Line("invitations", "invitations", READY, "none is open")


def of_house(seen: Seen) -> Iterator[Line]:
    """What the doctor says; a pause keeps the whole week back."""
    found = {check.name: check for check in seen.checks}
    for name, what in OF_DOCTOR.items():
        if name in found and not (
            name == "clock" and found[name].state is State.OK and seen.looks and seen.looks.apart
        ):
            yield of_check(found[name], what, otherwise=NOT_READY if name == PAUSE else None)

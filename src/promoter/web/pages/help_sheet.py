"""How a week goes, who may do what, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.rows import Role
from promoter.web.access import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit

#: How a week goes: what is done, on which page of the week, and how; None: on the page of what needs somebody.
STEPS: tuple[tuple[str, str | None, str], ...] = (
    ("Look at its facts", "/facts", "deadline, days, hosts, the event and our own accounts; confirm what is assumed."),
    ("Bring in the blogs", "/bring-in", "each file that contributors sent is read, and comes in once you have confirmed it."),
    ("Complete each blog", "/blogs", "on its own page it gets its address, its picture and what is said of its authors."),
    ("Approve the blogs", "/blogs", "an approved blog gets its posts on every network, each with a time of its own."),
    ("Look at the posts and approve them", "", "somebody else than whoever changed a post last; what nobody approved does not go out."),
    ("Ask whether it is ready", "/preflight", "accounts, pages, pictures, people and machine are looked at, and what is to be done is said."),
    ("Let the week go", None, "posts go out by themselves at their times; look here for those that somebody has to see to."),
)  # fmt: skip
WRITING = frozenset({"/bring-in"})  #: pages that only those who write may open

V, E, A, D = Role.VIEWER, Role.EDITOR, Role.APPROVER, Role.ADMIN

#: What people do, and who may. Each right is checked where the deed is done; this is how it is told.
RIGHTS: tuple[tuple[str, frozenset[Role]], ...] = (
    ("Look at everything", frozenset({V, E, A, D})),
    ("Comment", frozenset({V, E, A, D})),
    ("Stop everything", frozenset({V, E, A, D})),
    ("Change words and times, take out, bring back, write a post", frozenset({E, A})),
    ("Move the rest of the week, change its facts, decide on blogs", frozenset({E, A})),
    ("Ask for changes", frozenset({E, A})),
    ("Approve what somebody else changed last", frozenset({A})),
    ("Approve what an approver changed last", frozenset({E, A})),
    ("Start again after a stop, let one post through", frozenset({A})),
    ("Say whether an uncertain post went out", frozenset({E, A})),
    ("Let somebody stand in for an approver who is away", frozenset({A, D})),
    ("Look after people and accounts", frozenset({D})),
)
KEYS: tuple[tuple[str, str], ...] = (
    ("j, k", "the next post, the one before"),
    ("a, then Enter", "approve the post that is open"),
    ("e", "change its words"),
    ("c", "comment"),
    ("b", "back to the board"),
    ("?", "this page"),
)


def show(visit: Visit) -> Response:
    return visit.page("help.html", title="Help", steps=_steps(visit), rights=RIGHTS, keys=KEYS, all_roles=(V, E, A, D))


def _steps(visit: Visit) -> list[tuple[str, str, str]]:
    """What is done, where as far as this person can go there now, and how."""
    week = f"/weeks/{visit.week.slug}" if visit.week else ""
    begin = (
        "Begin the week",
        "/weeks/new" if visit.may_write else "/weeks",
        "like an earlier one, or from a few facts.",
    )
    return [begin, *((what, _place(visit, week, where), how) for what, where, how in STEPS)]


def _place(visit: Visit, week: str, where: str | None) -> str:
    if where is None:
        return "/attention"
    return f"{week}{where}" if week and (visit.may_write or where not in WRITING) else ""


ROUTES = [
    page("/help", show),
]

"""Who may do what, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.ledger.rows import Role
from promoter.web.access import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit

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
    return visit.page("help.html", title="Help", rights=RIGHTS, keys=KEYS, all_roles=(V, E, A, D))


ROUTES = [
    page("/help", show),
]

"""What people decide about posts. Every decision is one call inside one write transaction, with its checks in it.

Nothing here can publish: a decision changes the ledger and no more.
"""

from promoter.approval.approving import Skipped, approve, approve_all, return_, wanted
from promoter.approval.changing import choose, describe, edit, move, write
from promoter.approval.foreseen import foreseen, leads_elsewhere
from promoter.approval.outlasting import remarks_on_ends
from promoter.approval.rights import add_user, in_words, may_administer, may_write, remove_user, team_warning
from promoter.approval.settling import resolve_not_sent, resolve_sent
from promoter.approval.standing import named, unconfirmed
from promoter.approval.stopping import comes_back, let_through, pause, resume
from promoter.approval.taking_out import reopen, withdraw
from promoter.approval.times import remarks_beside, remarks_on_time

__all__ = [
    "Skipped",
    "add_user",
    "approve",
    "approve_all",
    "choose",
    "comes_back",
    "describe",
    "edit",
    "foreseen",
    "in_words",
    "leads_elsewhere",
    "let_through",
    "may_administer",
    "may_write",
    "move",
    "named",
    "pause",
    "remarks_beside",
    "remarks_on_ends",
    "remarks_on_time",
    "remove_user",
    "reopen",
    "resolve_not_sent",
    "resolve_sent",
    "resume",
    "return_",
    "team_warning",
    "unconfirmed",
    "wanted",
    "withdraw",
    "write",
]

"""What people decide about posts. Every decision is one call inside one write transaction, with its checks in it.

Nothing here can publish: a decision changes the ledger and no more.
"""

from promoter.approval.approving import Skipped, approve, approve_all, return_
from promoter.approval.changing import choose, edit, move, write
from promoter.approval.rights import add_user, may_administer, may_write, remove_user, team_warning
from promoter.approval.settling import resolve_not_sent, resolve_sent
from promoter.approval.stopping import pause, resume
from promoter.approval.taking_out import reopen, withdraw

__all__ = [
    "Skipped",
    "add_user",
    "approve",
    "approve_all",
    "choose",
    "edit",
    "may_administer",
    "may_write",
    "move",
    "pause",
    "remove_user",
    "reopen",
    "resolve_not_sent",
    "resolve_sent",
    "resume",
    "return_",
    "team_warning",
    "withdraw",
    "write",
]

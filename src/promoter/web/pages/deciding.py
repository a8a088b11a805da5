"""What people decide about posts: each one a form, about exactly what was on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from promoter import approval
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.queue import get_post
from promoter.posts.lifecycle import Status
from promoter.reporting.peoples_words import told
from promoter.timetable.slots import moment
from promoter.web.access import Need, deed
from promoter.web.pages.post import OddTime, on_post

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.web.visit import Visit


def approve(visit: Visit) -> Response:
    """Approve it. Where changes are wanted, only if the person says that they know."""

    def deed(conn: Connection, key: str) -> str:
        wish = approval.wanted(get_post(conn, key, lock=True))
        if wish is not None and visit.form.get("although") != "yes":
            raise NotPossible(f"Changes are wanted: {wish}. Whoever approves it all the same has to say so.")
        after = approval.approve(conn, key, who=visit.who, now=visit.now, digest=visit.asked("digest"))
        done = after.status is Status.APPROVED
        return "Approved." if done else "Your approval is noted; it takes another person’s too."

    return on_post(visit, deed)


def send_back(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        after = approval.return_(conn, key, reason=visit.asked("reason"), who=visit.who, now=visit.now)
        return f"Sent back to {after.written_by}."

    return on_post(visit, deed)


def withdraw(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        approval.withdraw(conn, key, reason=visit.asked("reason"), who=visit.who, now=visit.now)
        return "Taken out: it does not go."

    return on_post(visit, deed)


def reopen(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        approval.reopen(conn, key, who=visit.who, now=visit.now)
        return "Brought back: it waits for approval."

    return on_post(visit, deed)


def edit(visit: Visit) -> Response:
    """New words. If somebody else changed the post meanwhile, both wordings are shown and nothing is lost."""

    def deed(conn: Connection, key: str) -> str:
        approval.edit(conn, key, visit.asked("text"), who=visit.who, now=visit.now)
        return "Saved. Somebody else has to approve it now."

    return on_post(visit, deed)


def choose(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        which = visit.asked("which")
        if which not in {"edited", "files"}:
            raise UsageProblem("Choose one of the two wordings.")
        approval.choose(conn, key, "edited" if which == "edited" else "files", who=visit.who, now=visit.now)
        return "Chosen. It waits for approval."

    return on_post(visit, deed)


def move(visit: Visit) -> Response:
    """Another time. What is odd about one is told before it is done; whoever means it names the time in `odd`."""

    def deed(conn: Connection, key: str) -> str:
        typed = visit.asked("to" if "to" in visit.form else "odd")
        to = _moment(typed, get_campaign(conn, get_post(conn, key).campaign).settings.zone)
        moved = approval.move(conn, key, to, who=visit.who, now=visit.now)
        remarks = approval.remarks_on_time(conn, moved)
        if remarks and visit.form.get("odd") != typed:
            raise OddTime(moved.at, tuple(told(remark.message, moved) for remark in remarks))
        said = " ".join(told(remark.message, moved) for remark in remarks)
        return f"Moved. Somebody else has to approve it now. {said}".rstrip()

    return on_post(visit, deed)


def let_through(visit: Visit) -> Response:
    def deed(conn: Connection, key: str) -> str:
        approval.let_through(
            conn, key, reason=visit.asked("reason"), who=visit.who, now=visit.now, grace=visit.wiring.grace
        )
        return "It goes out at its time, though everything else is stopped."

    return on_post(visit, deed)


def _moment(typed: str, zone: ZoneInfo) -> datetime:
    """A free time that was offered names its zone; one that somebody typed is on the campaign's clocks."""
    try:
        to = datetime.fromisoformat(typed)
    except ValueError:
        raise UsageProblem("Choose a day and a time.") from None
    return to if to.tzinfo else moment(to.date(), to.time(), zone)


ROUTES = [
    deed("/posts/{key:path}/approve", approve),
    deed("/posts/{key:path}/return", send_back),
    deed("/posts/{key:path}/withdraw", withdraw),
    deed("/posts/{key:path}/reopen", reopen),
    deed("/posts/{key:path}/edit", edit),
    deed("/posts/{key:path}/choose", choose),
    deed("/posts/{key:path}/move", move),
    deed("/posts/{key:path}/let-through", let_through, Need.TO_APPROVE),
]

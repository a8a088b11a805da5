"""Letting somebody stand in for an approver who is away, and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import Mistake, NotPossible, UsageProblem
from promoter.people import standing_in
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed
from promoter.web.pages import me, people
from promoter.web.pages.seen_first import Wrong, a_date

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


def appoint(visit: Visit) -> Response:
    """The approver themself, or an admin, says who stands in and when."""
    try:
        since, until = a_date(visit, "since"), a_date(visit, "until")
        with visit.wiring.ledger.write() as conn:
            made = standing_in.appoint(
                conn, visit.asked("approver"), visit.asked("deputy"), since=since, until=until, who=visit.who,
                now=visit.now,
            )  # fmt: skip
    except (NotPossible, UsageProblem) as problem:
        field = problem.field if isinstance(problem, Mistake) else ""
        return _again(visit, Wrong(field, in_people_words(str(problem))))
    return visit.back(f"{made.deputy} stands in for {made.approver}.", otherwise="/people")


def end(visit: Visit) -> Response:
    with visit.wiring.ledger.write() as conn:
        standing_in.end_early(conn, int(visit.path["number"]), who=visit.who, now=visit.now)
    return visit.back("Nobody stands in there any more.", otherwise="/people")


def _again(visit: Visit, wrong: Wrong) -> Response:
    """The page on which the form was, with what was typed into it."""
    if visit.form.get("next") == "/me":
        return me.show(visit, wrong=wrong)
    return people.show(visit, status=422, wrong=wrong)


ROUTES = [
    deed("/deputies", appoint, Need.TO_BE_KNOWN),
    deed("/deputies/{number:int}/end", end, Need.TO_BE_KNOWN),
]

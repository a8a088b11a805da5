"""In a rehearsal, letting time pass until the next thing happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import UsageProblem
from promoter.web.access import Need, deed

if TYPE_CHECKING:
    from starlette.responses import Response

    from promoter.web.visit import Visit


def forward(visit: Visit) -> Response:
    if visit.wiring.forward is None:
        raise UsageProblem("This is no rehearsal: time passes by itself.")
    visit.wiring.forward()
    return visit.back()


ROUTES = [
    deed("/rehearsal/forward", forward, Need.TO_BE_KNOWN),
]

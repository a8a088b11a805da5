"""Calendar addresses: made and ended on a page, and read by calendar programs, which cannot sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from promoter.ledger.campaigns import list_campaigns
from promoter.ledger.feeds import SELDOM, list_feeds, note_read
from promoter.people.calendars import end_feed, make_feed, read_feed
from promoter.reporting.feed import read_calendar
from promoter.web.access import Need, deed, page
from promoter.web.facts import files_of

if TYPE_CHECKING:
    from promoter.web.visit import Visit


def show(visit: Visit, made: str = "") -> Response:
    with visit.wiring.ledger.read() as conn:
        found, campaigns = list_feeds(conn), list_campaigns(conn)
    return visit.page("calendars.html", title="Calendars", found=found, campaigns=campaigns, made=made)


def make(visit: Visit) -> Response:
    """The address is shown on the page that answers, once: only its hash is kept."""
    with visit.wiring.ledger.write() as conn:
        token = make_feed(conn, campaign=visit.form.get("campaign") or None, who=visit.who, now=visit.now)
    base = visit.wiring.public_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    return show(visit, f"{base}/calendar/{token}.ics")


def end(visit: Visit) -> Response:
    with visit.wiring.ledger.write() as conn:
        end_feed(conn, int(visit.path["number"]), who=visit.who, now=visit.now)
    return visit.on("/calendars", "The address has ended; calendars that have it get nothing more.")


def read(visit: Visit) -> Response:
    """What a calendar program gets: times, titles and how posts stand, to whoever has the address."""
    ledger = visit.wiring.ledger
    with ledger.read() as conn:
        feed = read_feed(conn, visit.path["token"])
        if feed is None:
            return PlainTextResponse("There is no such calendar.", status_code=404)
        whole = read_calendar(conn, feed.campaign, now=visit.now, files_of=files_of)
    if feed.last_read_at is None or visit.now - feed.last_read_at >= SELDOM:
        with ledger.write() as conn:
            note_read(conn, feed.id, now=visit.now)
    return Response(
        whole, media_type="text/calendar", headers={"content-disposition": 'attachment; filename="promoter.ics"'}
    )


ROUTES = [
    page("/calendars", show, Need.TO_WRITE),
    deed("/calendars", make),
    deed("/calendars/{number:int}/end", end),
    page("/calendar/{token}.ics", read, Need.NOTHING),
]

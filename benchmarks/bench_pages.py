"""What the pages cost: the board with 500 posts, a decision, and 50 people who leave a page open.

    python benchmarks/bench_pages.py

The promises: the board's first byte comes within 3 times the time of the sign-in page's; all that a first load transfers,
scripts and styles included, is under 150 kB; a decision takes less than 2 times an empty page; and 50 open streams cost
the posts beside them no punctuality. Ratios of medians in one run, over real HTTP on this machine.
"""

from __future__ import annotations

import gzip
import http.client
import re
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench_delivery import APPROVER, NINE, WEEK, WRITER
from promoter import bootstrap, staging
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.clock import PretendedClock
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.people import add_user
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import Actor, PostRow, Role
from promoter.people.sessions import begin_session
from promoter.posts.model import Wording
from promoter.web.access import cookie_name
from promoter.web.serving import Pages
from promoter.web.wiring import Wiring

POSTS, ROUNDS, LISTENERS = 500, 60, 50
EARLY = NINE - timedelta(days=3)


def filled(folder):
    """A ledger with a week of 500 posts that wait for approval, and the cookie of an approver."""
    ledger = bootstrap.open_ledger(staging.rehearsal_settings("http://127.0.0.1:1", folder / "l.db"), create=True)
    days = [{"date": f"2021-09-{13 + number}", "theme": "one"} for number in range(5)]
    with ledger.write() as conn:
        add_user(conn, WRITER.name, [Role.EDITOR], who=Actor(None, "bench"), now=EARLY)
        add_user(conn, APPROVER.name, [Role.APPROVER], who=Actor(None, "bench"), now=EARLY)
        save_campaign(
            conn,
            "week",
            folder="week",
            settings=Settings.model_validate(WEEK | {"days": days}),
            loaded_by=WRITER.name,
            now=EARLY,
        )
        ensure_account(conn, ChannelName.X, "default")
        for number in range(POSTS):
            at = NINE + timedelta(days=number % 5, minutes=number // 5 * 5)
            link = f"https://example.org/{number}"
            said = Wording(
                channel=ChannelName.X,
                text=f"Post {number} about forms that people can fill in. {link} #Sample",
                link=link,
                tags=("#Sample",),
            )
            insert_post(conn, PostRow(
                key=f"week/number-{number}/x/blog", campaign="week", account="x:default", kind=Kind.BLOG, blog=f"number-{number}",
                day=at.date(), said=said, at=at, until=at + timedelta(hours=8), written_by=WRITER.name,
                spacing=timedelta(minutes=5), page_titles=(f"A title of blog number {number}",),
            ))  # fmt: skip
        session = begin_session(conn, APPROVER.name, now=EARLY, address="", agent="bench", via="password")
    return ledger, session.token


class Browser:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, address, cookie):
        self.conn = http.client.HTTPConnection(urlsplit(address).netloc)
        self.headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}

    def ask(self, path, form=None):
        """Seconds to the first byte, and the bytes of head and body."""
        body = urlencode(form) if form is not None else None
        more = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        started = time.perf_counter()
        self.conn.request("POST" if form is not None else "GET", path, body, self.headers | more)
        answer = self.conn.getresponse()
        first = time.perf_counter() - started
        assert answer.status in {200, 303}, (path, answer.status)
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        return first, head, answer.read()


def median(times):
    return 1000 * statistics.median(times)


def listen(address, cookie, stop):
    conn = http.client.HTTPConnection(urlsplit(address).netloc)
    conn.request("GET", "/live", headers={"Cookie": cookie})
    answer = conn.getresponse()
    with suppress(http.client.HTTPException, ValueError, OSError):  # the server ends first
        while not stop.is_set() and answer.read1(100):
            pass


def main():
    with tempfile.TemporaryDirectory() as folder:
        ledger, token = filled(Path(folder))
        wiring = Wiring(ledger=ledger, clock=PretendedClock(EARLY), grace=timedelta(minutes=15))
        pages = Pages(wiring, "127.0.0.1", 0)
        pages.start()
        cookie = f"{cookie_name(wiring)}={token}"
        known, stranger = Browser(pages.address, cookie), Browser(pages.address, "")
        times = {name: [] for name in ("sign-in", "board", "help", "post", "decision")}
        for number in range(ROUNDS):
            times["sign-in"].append(stranger.ask("/sign-in")[0])
            times["board"].append(known.ask("/weeks/week")[0])
            times["help"].append(known.ask("/help")[0])
            times["post"].append(known.ask(f"/posts/week/number-{number}/x/blog")[0])
            form = {f"post:week/number-{number}/x/blog": "1", f"tick:week/number-{number}/x/blog": "on"}
            times["decision"].append(known.ask("/weeks/week/approve", form)[0])
        weight = transferred(pages.address, cookie)
        with_listeners = under_listeners(pages.address, cookie, stranger)
        pages.stop()
        ledger.close()
    report(times, weight, with_listeners)


def transferred(address, cookie):
    """Bytes of the board and all that it loads, as they travel."""
    browser = Browser(address, cookie)
    _, head, body = browser.ask("/weeks/week")
    page = gzip.decompress(body).decode()
    total = head + len(body)
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        _, head, body = browser.ask(path)
        total += head + len(body)
    return total, len(page)


def under_listeners(address, cookie, stranger):
    """The median of an empty page while many pages are open."""
    stop = threading.Event()
    threads = [threading.Thread(target=listen, args=(address, cookie, stop), daemon=True) for _ in range(LISTENERS)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    times = [stranger.ask("/sign-in")[0] for _ in range(ROUNDS)]
    stop.set()
    return times


def report(times, weight, listening):
    sign_in, empty = median(times["sign-in"]), median(times["help"])
    board, decision = median(times["board"]), median(times["decision"])
    print(f"sign-in page          {sign_in:6.1f} ms to the first byte")
    print(f"board with {POSTS} posts  {board:6.1f} ms   {board / sign_in:.1f} times that (promised: under 3)")
    print(f"an empty page, signed in {empty:6.1f} ms")
    print(f"a post of {POSTS}         {median(times['post']):6.1f} ms")
    print(f"a decision            {decision:6.1f} ms   {decision / empty:.2f} times that (promised: under 2)")
    print(
        f"a first load transfers {weight[0] / 1000:.0f} kB (promised: under 150); the page alone is {weight[1] / 1000:.0f} kB before packing"
    )
    print(
        f"the sign-in page while {LISTENERS} pages are open: {median(listening):.1f} ms, {median(listening) / sign_in:.2f} times as without"
    )


if __name__ == "__main__":
    sys.exit(main())

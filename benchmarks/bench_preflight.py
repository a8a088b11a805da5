"""How long a preflight takes to look at 50 pages that each take a second, against one such page, in one run.

    python benchmarks/bench_preflight.py [SECONDS]

Real HTTP on loopback; all pages are of one host, each names a picture for its card, which takes no time, and is fetched as
well. The last line is the ratio, which travels between machines.
"""

from __future__ import annotations

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

from promoter.channels.page_fetch import FetchElsewhere
from promoter.channels.pages import Live, Page
from promoter.clock import SystemClock
from promoter.preflight.looking import Looking

PAGES = 50
TITLE = "A page that takes its time"
HTML = f'<title>{TITLE}</title><meta property="og:title" content="a"><meta property="og:image" content="/card.png">'.encode()


class Slow(BaseHTTPRequestHandler):
    seconds = 1.0

    def do_GET(self) -> None:
        if not unquote(self.path).endswith(".png"):
            time.sleep(self.seconds)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(HTML)))
        self.end_headers()
        self.wfile.write(HTML)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


def taken(looking: Looking, count: int) -> float:
    pages = [Page(address=f"https://www.example.org/blogs/{number}", titles=(TITLE,)) for number in range(count)]
    began = time.perf_counter()
    looks = looking([], pages, lambda *_: None)
    seconds = time.perf_counter() - began
    assert [type(looks.pages[page].verdict) for page in pages] == [Live] * count
    return seconds


def main() -> None:
    Slow.seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    server = Server(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fetch = FetchElsewhere(lambda address: f"http://127.0.0.1:{server.server_port}/{quote(address, safe='')}")
    looking = Looking({}, fetch, fetch, SystemClock())
    one, many = taken(looking, 1), taken(looking, PAGES)
    server.shutdown()
    print(f"one page    {one:6.2f} s")
    print(f"{PAGES} pages    {many:6.2f} s")
    print(f"{PAGES} pages take {many / one:.2f} times one (at most 4)")


if __name__ == "__main__":
    main()

"""A local server that takes every post at once, for measuring what comes before and after: in a process of its own.

    python benchmarks/network.py

prints its port. It speaks HTTP/1.1, keeps connections open, and answers POST /2/tweets as X does; it checks nothing.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import subprocess
import sys
from contextlib import contextmanager

NUMBERS = itertools.count(10**18)


class Takes(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.read = transport, b""

    def data_received(self, data):
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            length = re.search(rb"content-length: *(\d+)", self.read[:end], re.IGNORECASE)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.read) < whole:
                return
            body, self.read = self.read[end + 4 : whole], self.read[whole:]
            self.answer(body)

    def answer(self, body):
        told = json.dumps({"data": {"id": str(next(NUMBERS)), "text": json.loads(body)["text"]}}).encode()
        self.transport.write(
            b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(told), told)
        )


async def serve():
    server = await asyncio.get_running_loop().create_server(Takes, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def network():
    """The address of such a server, for as long as it is needed."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    asyncio.run(serve())

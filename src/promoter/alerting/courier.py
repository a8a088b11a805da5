"""The courier: a process of its own that takes messages to their addresses through Apprise, and ends.

Apprise is large, some of its services have no time limit, and none of that is to sit in the daemon: whoever waits for the
courier may end it at any moment. Standard input is one JSON document, {"addresses": [...], "messages": [[subject, body],
...], "seconds": N}; standard output one JSON document a line, {"address": N, "message": N, "trouble": null or a sentence},
as soon as each is known. Without messages it says which addresses Apprise knows.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from contextlib import closing
from typing import Any

import apprise

LONGEST = 200  # letters of what a service said
_writing = threading.Lock()


def without_secrets(words: str, address: str) -> str:
    """The words without any part of the address but its kind: a token may stand in any of them."""
    _, _, rest = address.partition("://")
    for part in sorted({rest, *re.split(r"[^\w.~%+-]+", rest)}, key=len, reverse=True):
        if len(part) > 3:
            words = words.replace(part, "…")
    return re.sub(r"\s+", " ", words).strip()[:LONGEST]


def _carry(number: int, address: str, messages: list[tuple[str, str]]) -> None:
    carrier = apprise.Apprise()
    known = carrier.add(address)
    if not messages or not known:
        _tell(number, None, None if known else "Apprise does not know such an address")
        return
    for index, (subject, body) in enumerate(messages):
        try:
            with closing(carrier.notify(title=subject, body=body, body_format=apprise.NotifyFormat.TEXT)) as result:
                said = None if result else " ".join(entry.message for entry in result.logs())
        except Exception as error:  # noqa: BLE001 - whatever a service's part of Apprise raises, it did not take the message
            said = type(error).__name__
        _tell(number, index, said if said is None else without_secrets(said, address) or "it gave no reason")


def _tell(address: int, message: int | None, trouble: str | None) -> None:
    line = json.dumps({"address": address, "message": message, "trouble": trouble})
    with _writing:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def main() -> None:
    """Take every message to every address, each address in a thread of its own: a slow one holds up no other."""
    errand: dict[str, Any] = json.load(sys.stdin)
    logging.getLogger("apprise").propagate = False
    messages = [(subject, body) for subject, body in errand["messages"]]
    threads = [
        threading.Thread(target=_carry, args=(number, address, messages), daemon=True)
        for number, address in enumerate(errand["addresses"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(errand["seconds"])
    sys.stdout.flush()
    os._exit(0)  # without waiting for a service that does not let go, should nobody be there to end this


if __name__ == "__main__":
    main()

"""The addresses that alerts go to: messages are taken there by a courier, in a bounded time, and each says whether it took them."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOTAL = 20.0  #: seconds for all messages to all addresses
#: -P: what happens to lie in the working directory is no part of it.
_COURIER = (sys.executable, "-P", "-m", "promoter.alerting.courier")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of taking one message to all addresses: how many took it, and what the others said."""

    taken: int
    troubles: dict[str, str]

    @property
    def trouble(self) -> str | None:
        """One sentence about the addresses that did not take it."""
        return " ".join(f"{name} did not take it: {why.rstrip('.')}." for name, why in self.troubles.items()) or None


@dataclass(frozen=True)
class Addresses:
    """Where alerts go. Each is known to people by its place in the setting and its kind, never by what may be secret in it."""

    addresses: tuple[str, ...]
    total: float = TOTAL

    def unfit(self) -> Iterator[str]:
        """What is wrong with the addresses as they are set, as far as it can be known without telling anybody anything."""
        if importlib.util.find_spec("apprise") is None:
            yield "Nobody is told of trouble: PROMOTER_ALERTS needs Apprise; install promoter[alerts]."
            return
        for answer in self._errand([]):
            if answer["trouble"] is not None:
                name = self._name(answer["address"])
                yield f"PROMOTER_ALERTS: {name} is not one that Apprise knows; see https://appriseit.com for how to write it."

    def tell(self, messages: Sequence[tuple[str, str]]) -> list[Delivery]:
        """Take the messages, each a subject and a body, to every address. Nothing is raised: what fails is told."""
        late = f"no answer came within {self.total:g} seconds"
        said: list[dict[int, str | None]] = [dict.fromkeys(range(len(self.addresses)), late) for _ in messages]
        if importlib.util.find_spec("apprise") is None:
            said = [dict.fromkeys(places, "Apprise is not installed; install promoter[alerts]") for places in said]
            return [self._delivery(places) for places in said]
        for answer in self._errand(messages):
            for places in said if answer["message"] is None else [said[answer["message"]]]:
                places[answer["address"]] = answer["trouble"]
        return [self._delivery(places) for places in said]

    def _delivery(self, places: dict[int, str | None]) -> Delivery:
        troubles = {self._name(number): why for number, why in places.items() if why is not None}
        return Delivery(len(places) - len(troubles), troubles)

    def _errand(self, messages: Sequence[tuple[str, str]]) -> Iterator[dict[str, Any]]:
        errand = {"addresses": self.addresses, "messages": messages, "seconds": self.total}
        try:
            done = subprocess.run(  # noqa: S603 - our own module in our own Python
                _COURIER, input=json.dumps(errand).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                timeout=self.total, check=False, start_new_session=True,  # Ctrl-C is for the daemon; the courier comes home
            )  # fmt: skip
            output = done.stdout
        except subprocess.TimeoutExpired as expired:
            output = expired.stdout or b""
        except OSError:  # no memory or no room for another process
            return
        for line in output.splitlines(keepends=True):
            if line.endswith(b"\n"):
                yield json.loads(line)

    def _name(self, number: int) -> str:
        kind = self.addresses[number].partition("://")[0]
        return f"alert address {number + 1} ({kind})"

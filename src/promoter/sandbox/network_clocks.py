"""The networks' own clocks, which may be wrong."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from promoter.sandbox.wire import Moment, NetworkName

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta


class NetworkClocks:
    """How far each network is ahead of the sandbox's clock. Safe to use from many threads."""

    def __init__(self, ahead: Callable[[NetworkName], timedelta]) -> None:
        self._lock = threading.Lock()
        self._ahead = {network: ahead(network) for network in NetworkName}

    def moment(self, network: NetworkName, at: datetime) -> Moment:
        with self._lock:
            return Moment(at, self._ahead[network])

    def set_ahead(self, network: NetworkName, by: timedelta) -> None:
        with self._lock:
            self._ahead[network] = by

    def ahead(self) -> dict[NetworkName, timedelta]:
        with self._lock:
            return dict(self._ahead)

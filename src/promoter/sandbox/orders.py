"""The faults that were ordered and have not happened yet."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promoter.sandbox.faults import Fault
    from promoter.sandbox.kinds import Act
    from promoter.sandbox.wire import NetworkName


@dataclass(slots=True)
class _Order:
    fault: Fault
    left: int


class Orders:
    """Safe to use from many threads. Kept in memory only: a sandbox that is started again has no orders."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[_Order] = []

    def order(self, fault: Fault) -> None:
        with self._lock:
            self._orders.append(_Order(fault, fault.times))

    def next_for(self, act: Act, network: NetworkName | None, subject: str) -> Fault | None:
        """The oldest order that matches; it stays open until it is spent."""
        with self._lock:
            for fault in (order.fault for order in self._orders):
                if fault.on is act and fault.network in (None, network) and fault.contains in subject:
                    return fault
        return None

    def spend(self, fault: Fault) -> None:
        with self._lock:
            order = next((order for order in self._orders if order.fault is fault), None)
            if order is not None:
                order.left -= 1
                if not order.left:
                    self._orders.remove(order)

    def open(self) -> list[tuple[Fault, int]]:
        """What is still to come, and how often."""
        with self._lock:
            return [(order.fault, order.left) for order in self._orders]

    def cancel(self) -> None:
        with self._lock:
            self._orders.clear()

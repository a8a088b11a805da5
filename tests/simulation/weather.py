"""What goes wrong in one history: each kind of trouble is there or not, so that rare pairs meet undisturbed by the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from random import Random

KINDS = 16  #: how many different weeks there are; each weather meets them all


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How likely each trouble is at each occasion; nought means that it does not happen in this history."""

    crash: float = 0  #: at a point of delivery
    freeze: float = 0  #: the process stops for seconds or minutes
    stall: float = 0  #: it stops between claim and guard
    switch: float = 0  #: another process goes first
    busy: float = 0  #: the ledger is locked
    disk: float = 0  #: no page more for the ledger
    commit_lost: float = 0  #: committed, and the answer to the commit did not arrive
    never_connected: float = 0
    lost_before: float = 0  #: the network never took it, and nobody knows
    lost_after: float = 0  #: the network took it, and nobody knows
    accept_lag: float = 0  #: it becomes real later, also after we gave up
    timeline_lag: float = 0  #: it is real and not shown yet
    unreadable: float = 0
    ghost: float = 0  #: the network makes two of one
    no_id: float = 0
    rate_limit: float = 0
    block: float = 0
    refuse: float = 0
    filter: float = 0  #: the network refuses the same words twice
    steps: float = 0  #: the wall clock is set by an hour
    suspend: float = 0  #: the whole machine sleeps
    people: float = 0
    tamper: float = 0  #: somebody changes the words behind our back
    second: float = 0  #: a second daemon runs on the ledger
    auto: float = 0  #: LinkedIn's posts are sent again, too
    upload_lost: float = 0  #: the network has the picture or not, and nobody knows
    upload_slow: float = 0  #: it works on the picture for a while
    forgotten: float = 0  #: it does not know the picture any more when the post brings it

    def without(self, *names: str) -> Weather:
        return replace(self, **dict.fromkeys(names, 0))

    @property
    def troubles(self) -> list[str]:
        return [field.name for field in fields(self) if getattr(self, field.name)]


_USUAL = {
    "crash": 0.06, "freeze": 0.05, "stall": 0.1, "switch": 0.3, "busy": 0.05, "disk": 0.1, "commit_lost": 0.05, "never_connected": 0.15,
    "lost_before": 0.3, "lost_after": 0.4, "accept_lag": 0.7, "timeline_lag": 0.5, "unreadable": 0.3, "ghost": 0.3,
    "no_id": 0.3, "rate_limit": 0.15, "block": 0.1, "refuse": 0.1, "filter": 1, "steps": 0.03, "suspend": 0.03, "people": 1,
    "tamper": 1, "second": 1, "auto": 1, "upload_lost": 0.3, "upload_slow": 0.4, "forgotten": 0.2,
}  # fmt: skip
_RARE = frozenset({"steps", "suspend", "tamper", "block", "refuse", "disk", "ghost"})
# Rare meetings, arranged: a chance draw of two dozen troubles would bring them once in thousands of histories.
ARRANGED = {
    "slow networks": Weather(lost_after=0.7, accept_lag=0.9, timeline_lag=0.8),
    "a late start": Weather(stall=0.7, lost_after=0.7, accept_lag=1, timeline_lag=0.5, auto=1),
    "two that overlap": Weather(stall=0.4, lost_after=0.9, second=1, auto=1),
    "crashes": Weather(crash=0.1, lost_before=0.4, accept_lag=0.8, timeline_lag=0.8, auto=1),
    "busy people": Weather(stall=0.3, people=1, lost_before=0.3, tamper=1),
    "wrong clocks": Weather(suspend=0.03, steps=0.03, lost_after=0.5, accept_lag=0.8, stall=0.1),
    "two that stop": Weather(freeze=0.1, stall=0.3, switch=0.3, crash=0.03, lost_after=0.7, accept_lag=0.5, second=1),
    "a closed window": Weather(unreadable=0.8, crash=0.05, lost_before=0.2, lost_after=0.4, auto=1),
    "slow pictures": Weather(upload_lost=0.4, upload_slow=0.7, forgotten=0.3, crash=0.04, lost_after=0.3, second=1),
}


def weather_of(seed: int) -> Weather:
    """The weather that belongs to a seed."""
    kind, arranged = divmod(seed // KINDS, 2)
    if arranged:
        return list(ARRANGED.values())[kind % len(ARRANGED)]
    draw = Random(f"weather {seed}")
    return Weather(**{
        name: usual for name, usual in _USUAL.items() if draw.random() < (0.2 if name in _RARE else 0.5)
    })  # fmt: skip

"""A fault as it can be ordered, and profiles that spread faults over a run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from promoter.sandbox.kinds import BEFORE, BODIED, HAPPENS, OTHER_STATUSES, STATUSES, TIMED, Act, FaultKind
from promoter.sandbox.wire import Fate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from promoter.sandbox.wire import NetworkName

LAGS = frozenset({Act.PUBLISH, Act.UPLOAD})
PRIVATE_ADDRESS = "http://10.0.0.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next `times` calls that match `on`, `network` and `contains`.

    `contains` is looked for in the text of a post, in the path and query of a read or an upload, in the address of a page. A call
    that is refused anyway does not use up a fault of "after": there is nothing to lose.

    All times are seconds on the sandbox's clock. Three go with every "after" of publishing: `accept` is how much later
    than the request the post becomes real (until then it is nowhere, not even among the duplicates), `lag` how much
    later again timelines and LinkedIn's finder show it, and `lag_by_id` how much later than real it is found by its id,
    which without it is at once. With an upload `lag` is how much later than usual the picture is ready. `seconds` is how long a "hang", a "slow" or a "drip" takes; see `Sandbox` for how it passes.
    """

    kind: FaultKind
    on: Act = Act.PUBLISH
    network: NetworkName | None = None
    contains: str = ""
    times: int = 1
    status: int | None = None
    body: str | None = None
    reset: int | None = None
    seconds: float | None = None
    accept: float = 0
    lag: float = 0
    lag_by_id: float = 0
    to: str | None = None

    def __post_init__(self) -> None:
        for wrong, message in (*_mistakes(self), *_mistaken_times(self)):
            if wrong:
                raise ValueError(message)

    @property
    def before(self) -> bool:
        return self.kind in BEFORE

    @property
    def answers(self) -> int:
        """The status to answer with, where the kind has one."""
        return self.status or OTHER_STATUSES.get((self.on, self.kind)) or STATUSES[self.kind][1]

    @property
    def fate(self) -> Fate:
        """What becomes of a post that is taken all the same."""
        return Fate(
            accept=timedelta(seconds=self.accept),
            lag=timedelta(seconds=self.lag),
            lag_by_id=timedelta(seconds=self.lag_by_id),
            twice=self.kind is FaultKind.TWICE,
            failed=self.kind is FaultKind.PICTURE_FAILED,
            forgotten=self.kind is FaultKind.PICTURE_FORGOTTEN,
            without_alt=self.kind is FaultKind.ALT_LOST,
        )


def _mistakes(fault: Fault) -> list[tuple[bool, str]]:
    kind, status = fault.kind, fault.status
    hundreds = STATUSES[kind][0] if kind in STATUSES else None
    return [
        (kind not in HAPPENS[fault.on], f'"{kind}" does not happen on "{fault.on}"'),
        (fault.on is Act.PAGE and fault.network is not None, "a page belongs to no network"),
        (fault.times < 1, "times must be 1 or more"),
        (status is not None and hundreds is None, f'"{kind}" takes no status'),
        (
            status is not None and hundreds is not None and status // 100 != hundreds,
            f'"{kind}" needs a status like {hundreds}xx',
        ),
        (fault.body is not None and kind not in BODIED, f'"{kind}" takes no body'),
        (fault.to is not None and kind is not FaultKind.REDIRECT, f'"{kind}" takes no to'),
        (fault.to is not None and not (fault.to.isascii() and fault.to.isprintable()), "to must be an address"),
    ]


def _mistaken_times(fault: Fault) -> list[tuple[bool, str]]:
    kind, seconds = fault.kind, fault.seconds
    lags = (fault.accept, fault.lag, fault.lag_by_id)
    untaken = "nothing is taken" if fault.before else "there is no post to lag"
    return [
        (min(*lags, fault.reset or 0, seconds or 0) < 0, "seconds, reset, accept and the lags cannot be negative"),
        (fault.reset is not None and kind is not FaultKind.RATE_LIMITED, f'"{kind}" takes no reset'),
        (seconds is not None and kind not in TIMED, f'"{kind}" takes no seconds'),
        (seconds is None and kind in (FaultKind.SLOW, FaultKind.DRIP), f'"{kind}" needs seconds'),
        (any(lags) and (fault.before or fault.on not in LAGS), f'"{kind}" takes no lag: {untaken}'),
        (fault.on is Act.UPLOAD and bool(fault.accept or fault.lag_by_id), "a picture has no lag but the one"),
        (kind is FaultKind.LAG and not any(lags), '"lag" needs accept, lag or lag_by_id in seconds'),
    ]


# ------------------------------------------------------------------------------------------------------------- profiles


@dataclass(frozen=True, slots=True)
class Mix:
    """One of `kinds` happens to this `share` of calls. After the first `most` of them a subject is left in peace."""

    share: float = 0.0
    kinds: tuple[Fault, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Faults that depend on the seed, the call and the how-manieth it is, and on nothing else.

    Requests to publish are told apart by network and text, pages by their address, so that two runs with one seed see the
    same faults in whatever order their posts arrive; reads and uploads are counted for each network. A text or page is left in
    peace after a few tries, so that a run comes to an end. The networks' clocks are off by up to `skew` seconds.
    """

    name: str = "none"
    seed: int = 0
    mixes: Mapping[Act, Mix] = field(default_factory=dict)
    skew: int = 0

    def fault(self, act: Act, network: NetworkName | None, subject: str, earlier: int) -> Fault | None:
        """What happens to a call, if there were so many `earlier` ones of its kind."""
        mix = self.mixes.get(act, Mix())
        if mix.most is not None and earlier >= mix.most:
            return None
        # What is read changes with the moment: there the count alone decides.
        drawn = self._drawn(act, network, "" if act in _COUNTED else subject, earlier)
        if int.from_bytes(drawn[:8]) >= mix.share * 2**64:
            return None
        return mix.kinds[int.from_bytes(drawn[8:16]) % len(mix.kinds)]

    def ahead(self, network: NetworkName) -> timedelta:
        """How far the network's clock is ahead of the sandbox's; less than nothing if it is behind."""
        drawn = int.from_bytes(self._drawn("clock", network)[:8])
        return timedelta(seconds=drawn % (2 * self.skew + 1) - self.skew)

    def _drawn(self, *what: object) -> bytes:
        return hashlib.sha256(json.dumps([self.seed, *what]).encode()).digest()


_COUNTED = frozenset({Act.READ, Act.UPLOAD})
_K = FaultKind
_MILD = {
    Act.PUBLISH: Mix(
        share=0.12,
        kinds=(
            Fault(kind=_K.RATE_LIMITED, reset=90),
            Fault(kind=_K.ERROR_BEFORE, status=503),
            Fault(kind=_K.SLOW, seconds=3),
        ),
        most=2,
    ),
    Act.READ: Mix(share=0.05, kinds=(Fault(kind=_K.ERROR_BEFORE, on=Act.READ, status=503),)),
    Act.PAGE: Mix(share=0.05, kinds=(Fault(kind=_K.REFUSED, on=Act.PAGE, status=404),), most=2),
    Act.UPLOAD: Mix(
        share=0.08,
        kinds=(Fault(kind=_K.ERROR_BEFORE, on=Act.UPLOAD, status=503), Fault(kind=_K.LAG, on=Act.UPLOAD, lag=20)),
    ),
}
_WILD = {
    Act.PUBLISH: Mix(
        share=0.6,
        kinds=(
            *_MILD[Act.PUBLISH].kinds,
            Fault(kind=_K.RATE_LIMITED, reset=600),
            Fault(kind=_K.ERROR_BEFORE, status=500),
            Fault(kind=_K.GATEWAY_PAGE),
            Fault(kind=_K.DROPPED_BEFORE),
            Fault(kind=_K.HANG_BEFORE, seconds=20),
            Fault(kind=_K.ERROR_AFTER, status=500, accept=20),
            Fault(kind=_K.ERROR_AFTER, status=503, lag=30, lag_by_id=10),
            Fault(kind=_K.ERROR_AFTER, status=504),
            Fault(kind=_K.DROPPED_AFTER),
            Fault(kind=_K.DROPPED_AFTER, accept=45, lag=30),
            Fault(kind=_K.HANG, seconds=20, accept=5, lag=20),
            Fault(kind=_K.EMPTY),
            Fault(kind=_K.HTML, lag=30),
            Fault(kind=_K.NO_ID),
            Fault(kind=_K.TRUNCATED),
            Fault(kind=_K.BROKEN_JSON),
            Fault(kind=_K.DRIP, seconds=2),
            Fault(kind=_K.LAG, lag=60, lag_by_id=5),
        ),
        most=3,
    ),
    Act.READ: Mix(
        share=0.25,
        kinds=(
            Fault(kind=_K.RATE_LIMITED, on=Act.READ, reset=120),
            Fault(kind=_K.ERROR_BEFORE, on=Act.READ, status=503),
            Fault(kind=_K.GATEWAY_PAGE, on=Act.READ),
            Fault(kind=_K.DROPPED_BEFORE, on=Act.READ),
            Fault(kind=_K.SLOW, on=Act.READ, seconds=3),
            Fault(kind=_K.EMPTY, on=Act.READ),
            Fault(kind=_K.HTML, on=Act.READ),
            Fault(kind=_K.TRUNCATED, on=Act.READ),
            Fault(kind=_K.BROKEN_JSON, on=Act.READ),
        ),
    ),
    Act.PAGE: Mix(
        share=0.3,
        kinds=(
            Fault(kind=_K.REFUSED, on=Act.PAGE, status=404),
            Fault(kind=_K.ERROR_BEFORE, on=Act.PAGE, status=500),
            Fault(kind=_K.DROPPED_BEFORE, on=Act.PAGE),
            Fault(kind=_K.SLOW, on=Act.PAGE, seconds=3),
            Fault(kind=_K.SIGN_IN, on=Act.PAGE),
            Fault(kind=_K.REDIRECT, on=Act.PAGE),
            Fault(kind=_K.NOINDEX, on=Act.PAGE),
            Fault(kind=_K.NOINDEX_HEADER, on=Act.PAGE),
            Fault(kind=_K.NO_TITLE, on=Act.PAGE),
            Fault(kind=_K.OTHER_TITLE, on=Act.PAGE),
            Fault(kind=_K.HUGE, on=Act.PAGE),
            Fault(kind=_K.NOT_HTML, on=Act.PAGE),
        ),
        most=3,
    ),
    Act.UPLOAD: Mix(
        share=0.3,
        kinds=(
            Fault(kind=_K.RATE_LIMITED, on=Act.UPLOAD, reset=120),
            Fault(kind=_K.ERROR_BEFORE, on=Act.UPLOAD, status=503),
            Fault(kind=_K.GATEWAY_PAGE, on=Act.UPLOAD),
            Fault(kind=_K.DROPPED_BEFORE, on=Act.UPLOAD),
            Fault(kind=_K.SLOW, on=Act.UPLOAD, seconds=3),
            Fault(kind=_K.ERROR_AFTER, on=Act.UPLOAD, status=500),
            Fault(kind=_K.DROPPED_AFTER, on=Act.UPLOAD),
            Fault(kind=_K.EMPTY, on=Act.UPLOAD),
            Fault(kind=_K.HTML, on=Act.UPLOAD),
            Fault(kind=_K.TRUNCATED, on=Act.UPLOAD),
            Fault(kind=_K.BROKEN_JSON, on=Act.UPLOAD),
            Fault(kind=_K.LAG, on=Act.UPLOAD, lag=60),
            Fault(kind=_K.PICTURE_FAILED, on=Act.UPLOAD),
            Fault(kind=_K.PICTURE_FORGOTTEN, on=Act.UPLOAD),
        ),
    ),
}
ProfileName = Literal["none", "mild", "wild"]


def profile(name: ProfileName, seed: int = 0) -> Profile:
    """Nothing; what happens in any week; or nearly all that is known to go wrong, often.

    `mild`: of every hundred posts about four meet a limit that names its end, four a 503 before anything is taken, four an
    answer that takes three seconds; one page in twenty comes late, one read in twenty meets a 503, as does one upload in
    twenty-five, and as many pictures are ready twenty seconds late. No post is taken
    whose answer does not arrive.

    `wild`: more than half of all first tries go wrong, and more than half of those after taking the post: answers and
    connections lost, posts that are real only later and seen later still, answers without an id or without sense. A
    quarter of the reads, three in ten uploads and three in ten looks at a page fail. The networks' clocks are wrong by up to 40 seconds, to
    either side. No post becomes real later than 45 seconds after its request, nor is seen later than 75. Left out is what
    reading back cannot put right, copies that the network makes by itself and refusals as a duplicate; and what is for a
    person, refusals of the account or of the words.
    """
    if name == "mild":
        return Profile(name, seed, _MILD)
    if name == "wild":
        return Profile(name, seed, _WILD, skew=40)
    return Profile(seed=seed)

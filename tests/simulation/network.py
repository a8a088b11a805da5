"""A network that is pretended, with a list of its own of what became public; and the channels that speak to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName
from promoter.channels.contract import Absent, Found, NotUploaded, Seen, Unreadable, Uploaded
from promoter.posts.outcome import Blocked, Later, Refused, Sent, Unclear
from simulation.machine import START

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from promoter.channels.contract import Finding, Outgoing, Picture, Sought
    from promoter.posts.outcome import Outcome
    from simulation.daemon import Daemon
    from simulation.world import World

MARGIN = timedelta(minutes=2)  #: by which a reading looks further back than the attempt, as the real channels do
REQUEST = 20.0  #: seconds that one request may take in all
ACCEPT_LAG, TIMELINE_LAG, AFTER_GUARD = (
    80.0,
    30.0,
    8.0,
)  #: at most, so that with one request they stay below every settle time
STALLS = (35, 45, 65, 250, 450, 600, 900)


@dataclass(kw_only=True)
class Request:
    """One request that could publish, as it left."""

    key: str
    account: str
    text: str
    pictures: tuple[str, ...]
    left: float
    steps: int  #: how often the wall clock had been set by then
    taken: bool = False
    refused: bool = False  #: the daemon was told that it surely was not taken
    over: bool = False  #: nothing can come of it any more that has not come


@dataclass(frozen=True, kw_only=True)
class Public:
    """A post on the network: real from `created` on, shown from `shown` on. A `ghost` is the network's own doing."""

    network_id: str
    key: str
    account: str
    text: str
    created: float
    shown: float
    ghost: bool
    pictures: tuple[str, ...]

    @property
    def url(self) -> str:
        if self.account.startswith("x:"):
            return f"https://x.com/i/status/{self.network_id}"
        return f"https://www.linkedin.com/feed/update/{self.network_id}/"


@dataclass(kw_only=True)
class Brought:
    """A picture on the network, which may bring it to nothing."""

    account: str
    content: bytes
    ready: float
    forgotten: bool = False


@dataclass
class Network:
    """All accounts of both networks."""

    world: World
    pictures: dict[str, Brought] = field(default_factory=dict)
    public: list[Public] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    limited: dict[str, float] = field(default_factory=dict)

    def take(self, request: Request) -> Outcome:
        """What the network does with a request that reaches it, and would answer."""
        world, account = self.world, request.account
        if account in self.blocked or world.happens("block", f"{account}: 401 from now on"):
            self.blocked.add(account)
            return Blocked(detail="the keys do not hold any more", http_status=401)
        if world.happens("rate_limit", f"{account}: 429"):
            self.limited[account] = world.clock.seconds + world.draw.choice((30, 200, 900))
        if (until := self.limited.get(account, 0)) > world.clock.seconds:
            named = START + timedelta(seconds=until)
            return Later(detail="too many", until=named, rate_limited=True, http_status=429)
        its = [self.pictures[name] for name in request.pictures]
        if its and world.happens("forgotten", f"{request.key}: its picture is not known any more"):
            for picture in its:
                picture.forgotten = True
        if any(picture.forgotten for picture in its):
            return Later(detail="no such picture", pictures_gone=True, http_status=400)
        if world.happens("refuse", f"{request.key}: refused"):
            return Refused(detail="not like this", http_status=400)
        same = [post for post in self._real() if (post.account, post.text) == (account, request.text)]
        if same and world.weather.filter:
            named_as = same[0].network_id if account.startswith("linkedin") else None
            return Refused(detail="a duplicate", http_status=403, duplicate=True, network_id=named_as)
        return self._accept(request)

    def _accept(self, request: Request) -> Sent:
        world = self.world
        late = (
            world.draw.random() ** 0.5 * ACCEPT_LAG
            if world.happens("accept_lag", f"{request.key}: accepted later")
            else 0
        )
        hidden = (
            world.draw.random() * TIMELINE_LAG if world.happens("timeline_lag", f"{request.key}: shown later") else 0
        )
        request.taken = True
        first = self._publish(request, late, hidden, ghost=False)
        if world.happens("ghost", f"{request.key}: the network makes two of it"):
            self._publish(request, late, hidden, ghost=True)
        return Sent(network_id=first.network_id, url=first.url, http_status=201)

    def _publish(self, request: Request, late: float, hidden: float, *, ghost: bool) -> Public:
        number = 1_000_000 + len(self.public)
        created = self.world.clock.seconds + late
        post = Public(
            network_id=str(number) if request.account.startswith("x:") else f"urn:li:share:{number}",
            key=request.key, account=request.account, text=request.text, created=created, shown=created + hidden, ghost=ghost,
            pictures=request.pictures,
        )  # fmt: skip
        self.public.append(post)
        self.world.trace(
            f"NETWORK {request.key} becomes public as {post.network_id} in {late:.0f} s, shown {hidden:.0f} s later"
        )
        return post

    def is_at_rest(self, key: str) -> bool:
        """Whatever was asked for this post is there by now, shown, or never will be."""
        its = [request for request in self.requests if request.key == key]
        return all(request.over for request in its) and all(
            post.shown <= self.world.clock.seconds for post in self.of(key)
        )

    def _real(self) -> list[Public]:
        return [post for post in self.public if post.created <= self.world.clock.seconds]

    def of(self, key: str) -> list[Public]:
        return [post for post in self.public if post.key == key]


class SimulatedChannel:
    """One account, spoken to by one daemon."""

    def __init__(self, daemon: Daemon, account: str) -> None:
        self._daemon, self._world, self._network = daemon, daemon.world, daemon.world.network
        self._account = account
        self.name = ChannelName(account.split(":")[0])

    def publish(self, post: Outgoing, *, now: datetime, still_ours: Callable[[], bool]) -> Outcome:
        world, daemon = self._world, self._daemon
        daemon.point("publish: connecting")
        if world.happens("stall", f"{daemon.name} {post.key}: stands still before the guard"):
            daemon.sleep(world.draw.choice(STALLS))
        if world.happens("never_connected", f"{post.key}: no connection"):
            return Later(detail="no connection")
        if not still_ours():
            world.trace(f"{daemon.name} {post.key}: guarded, not sent")
            return Later(detail="not sent any more")
        request = Request(
            key=post.key, account=self._account, text=post.text, left=world.clock.seconds, steps=world.steps,
            pictures=tuple(picture.network_id for picture in post.pictures),
        )  # fmt: skip
        world.oracle.leaves(request)
        self._network.requests.append(request)
        world.trace(f"{daemon.name} {post.key}: leaves as {post.text!r}")
        try:
            outcome = self._exchange(request)
        finally:
            request.over = True
        request.refused = isinstance(outcome, Later | Refused | Blocked)
        world.trace(f"{daemon.name} {post.key}: {type(outcome).__name__} {outcome.detail}")
        return outcome

    def _exchange(self, request: Request) -> Outcome:
        world, daemon, started = self._world, self._daemon, self._world.clock.seconds
        daemon.point("publish: after the guard", longest=AFTER_GUARD)
        if world.happens("lost_before", f"{request.key}: lost on its way"):
            daemon.sleep(world.draw.random() * 5)
            return Unclear(detail="the connection broke")
        world.stir(daemon)
        daemon.sleep(world.draw.random())
        if world.clock.seconds - started > REQUEST + AFTER_GUARD and world.weather.second:
            # The one gap that cannot be closed: frozen after the guard for long, while another daemon runs. Left out.
            return Unclear(detail="the request ran into its deadline")
        answer = self._network.take(request)
        daemon.point("publish: on its way back", longest=AFTER_GUARD)
        if world.happens("lost_after", f"{request.key}: the answer is lost"):
            daemon.sleep(world.draw.random() * (REQUEST - AFTER_GUARD - 2))
            return Unclear(detail="no answer")
        if isinstance(answer, Sent) and world.happens("no_id", f"{request.key}: 201 without an id"):
            answer = Sent(network_id=None, url=None, http_status=201)
        daemon.point("publish: answered")
        return answer

    def upload(
        self, picture: Picture, *, subject: str, before: Uploaded | None, now: datetime
    ) -> Uploaded | NotUploaded:
        daemon, world = self._daemon, self._world
        daemon.point("upload: asking")
        if before is not None:
            return self._how_far(before.network_id)
        lost = world.happens("upload_lost", f"{subject}: what became of its picture is not told")
        if lost and world.draw.random() < 0.5:
            daemon.sleep(world.draw.random() * REQUEST)
            return NotUploaded(detail="it did not arrive")
        slow = world.happens("upload_slow", f"{subject}: the network works on its picture")
        name = f"picture-{len(self._network.pictures)}"
        busy = world.draw.choice((5, 40, 200, 400)) if slow else 0
        self._network.pictures[name] = Brought(
            account=self._account, content=picture.content, ready=world.clock.seconds + busy
        )
        daemon.point("upload: answered")
        return NotUploaded(detail="no answer") if lost else self._how_far(name)

    def _how_far(self, name: str) -> Uploaded:
        ready = self._network.pictures[name].ready <= self._world.clock.seconds
        return Uploaded(network_id=name, ready=ready, working=not ready, alt_set=ready)

    def find(self, sought: Sought, *, now: datetime) -> Finding:
        daemon, world = self._daemon, self._world
        daemon.point("find: asking")
        shown = self._shown()
        ahead = max(now - world.clock.truth(), timedelta())
        daemon.point("find: reading")
        if world.happens("unreadable", f"{sought.post.key}: unreadable"):
            return Unreadable(detail="503")
        earliest = sought.began - ahead - MARGIN
        matches = [
            self._seen(post, sought.post)
            for post in shown
            if (post.text == sought.post.text or not sought.pictures.isdisjoint(post.pictures))
            and post.network_id not in sought.taken
            and START + timedelta(seconds=post.created) >= earliest
        ]
        world.trace(f"{daemon.name} {sought.post.key}: looked for, {len(matches)} there")
        if not matches:
            return Absent(detail="it is not there")
        return Found(seen=matches[0], others=tuple(matches[1:]))

    def read(self, network_id: str, post: Outgoing, *, now: datetime) -> Seen | Absent | Unreadable:
        daemon, world = self._daemon, self._world
        daemon.point("read: asking")
        if world.happens("unreadable", f"{post.key}: unreadable"):
            return Unreadable(detail="503")
        found = [its for its in self._shown() if its.network_id == network_id]
        return self._seen(found[0], post) if found else Absent(detail="it is not there")

    def _shown(self) -> list[Public]:
        now = self._world.clock.seconds
        return [post for post in self._network.public if post.account == self._account and post.shown <= now]

    @staticmethod
    def _seen(post: Public, sent: Outgoing) -> Seen:
        created = START + timedelta(seconds=post.created)
        same = (post.text, len(post.pictures)) == (sent.text, len(sent.pictures))
        differences = () if same else ("it says something else",)
        return Seen(
            network_id=post.network_id, url=post.url, text=post.text, created_at=created, as_sent=same,
            differences=differences, raw={"id": post.network_id},
        )  # fmt: skip

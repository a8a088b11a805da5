"""Where the parts are put together: settings, ledger, accounts, clock. Nothing below this module reads the environment."""

from __future__ import annotations

import os
import shutil
import socket
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from promoter import settings as settings_module
from promoter.campaign.model import ChannelName
from promoter.clock import Clock, PretendedClock, RunningClock, SystemClock
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from promoter.alerting.telling import Alerter
    from promoter.campaign.model import Campaign
    from promoter.channels.contract import Channel
    from promoter.channels.pages import Fetch
    from promoter.daemon import Daemon
    from promoter.delivery.dispatch import Dispatcher
    from promoter.delivery.engine import Engine
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.monitoring.heartbeat import Ping
    from promoter.monitoring.server import HealthServer
    from promoter.posts.model import Post
    from promoter.rehearsal import Published, Rehearsal
    from promoter.sandbox.faults import ProfileName
    from promoter.sandbox.record import PublicPost
    from promoter.sandbox.site import Page
    from promoter.settings import Settings
    from promoter.web.serving import Pages
    from promoter.web.single_sign_on import SingleSignOn

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
X_ACCOUNT, LINKEDIN_ACCOUNT = "x:default", "linkedin:default"


def load_settings() -> Settings:
    """The settings from the environment and `.env`."""
    return settings_module.load()


def open_ledger(settings: Settings | None = None, *, create: bool = False) -> Ledger:
    """The ledger that the settings name; `create` makes a new SQLite file on first use."""
    settings = settings or load_settings()
    return database.open_ledger(settings.database_url, create=create)


def channels(settings: Settings) -> dict[str, Channel]:
    """The accounts whose keys are set, by the name that posts have for them.

    What goes to a stand-in is recorded under the stand-in's address, so that it never looks public.
    """
    # Imported here: reading commands need settings and ledger, but not the networks' libraries.
    from promoter.channels.http import Transport  # noqa: PLC0415
    from promoter.channels.linkedin import LinkedInAccount, LinkedInChannel  # noqa: PLC0415
    from promoter.channels.x import OAuth1Keys, XAccount, XChannel  # noqa: PLC0415

    transport = Transport(total=settings.http_timeout.total_seconds())
    found: dict[str, Channel] = {}
    if settings.x_consumer_key is not None:
        keys = OAuth1Keys(
            consumer_key=_shown(settings.x_consumer_key),
            consumer_secret=_shown(settings.x_consumer_secret),
            access_token=_shown(settings.x_access_token),
            access_token_secret=_shown(settings.x_access_token_secret),
        )
        found[X_ACCOUNT] = XChannel(
            XAccount(credentials=keys, api_url=settings.x_api_url, **_shown_at(settings, X_ACCOUNT)), transport
        )
    if settings.linkedin_access_token is not None and settings.linkedin_organisation is not None:
        account = LinkedInAccount(
            access_token=_shown(settings.linkedin_access_token),
            organisation=settings.linkedin_organisation,
            version=settings.linkedin_version,
            api_url=settings.linkedin_api_url,
            **_shown_at(settings, LINKEDIN_ACCOUNT),
        )
        found[LINKEDIN_ACCOUNT] = LinkedInChannel(account, transport)
    return found


def stand_ins(settings: Settings) -> dict[str, str]:
    """The accounts whose posts go somewhere else than to the network, and where: to the sandbox, say, or a proxy."""
    real = settings_module.Settings.model_fields
    asked = {X_ACCOUNT: "x_api_url", LINKEDIN_ACCOUNT: "linkedin_api_url"}
    return {
        account: getattr(settings, name)
        for account, name in asked.items()
        if getattr(settings, name) != real[name].default
    }


def _shown_at(settings: Settings, account: str) -> dict[str, str]:
    elsewhere = stand_ins(settings)
    return {"web_url": elsewhere[account]} if account in elsewhere else {}


def dispatcher(
    ledger: Ledger, settings: Settings, *, clock: Clock | None = None, fetch: Fetch | None = None, hands: int = 2
) -> Dispatcher:
    """The dispatcher of the real run and of the rehearsal: only ledger, addresses, clock and the way to pages differ."""
    from promoter.channels.page_fetch import PageFetch  # noqa: PLC0415
    from promoter.delivery.dispatch import Dispatcher, Terms  # noqa: PLC0415
    from promoter.delivery.looking import Settling  # noqa: PLC0415
    from promoter.delivery.page_check import PageCheck  # noqa: PLC0415

    clock = clock or SystemClock()
    settling = {
        ChannelName.X: Settling(settings.settle_x, resend=True),
        ChannelName.LINKEDIN: Settling(settings.settle_linkedin, resend=settings.linkedin_resend == "auto"),
    }
    return Dispatcher(
        ledger=ledger,
        channels=channels(settings),
        clock=clock,
        page_check=PageCheck(fetch or PageFetch(), clock) if settings.page_check == "on" else None,
        terms=Terms(grace=settings.grace, lease=settings.lease, http_timeout=settings.http_timeout, settling=settling),
        owner=f"{socket.gethostname()}:{os.getpid()}",
        host=machine(),
        hands=hands,
    )


def pages(
    ledger: Ledger,
    settings: Settings,
    clock: Clock,
    *,
    forward: Callable[[], None] | None = None,
    door: Clock | None = None,
    fetch: Fetch | None = None,
) -> Pages:
    """The pages, on a socket of their own. They get nothing that can publish."""
    from promoter.web.serving import Pages  # noqa: PLC0415
    from promoter.web.wiring import Wiring  # noqa: PLC0415

    public = urlsplit(settings.public_url or "")
    hosts = ("127.0.0.1", "localhost", "[::1]", *((public.hostname,) if public.hostname else ()))
    wiring = Wiring(
        ledger=ledger,
        clock=clock,
        grace=settings.grace,
        connected=frozenset(_connected(settings)),
        secure=public.scheme == "https",
        hosts=hosts,
        public_url=settings.public_url or "",
        sign_on=_sign_on(settings),
        proxies=settings.proxy_addresses,
        forward=forward,
        door=door,
        look_at_page=_how_a_page_stands(settings, clock, fetch),
    )
    return Pages(wiring, settings.host, settings.port)


def _how_a_page_stands(
    settings: Settings, clock: Clock, fetch: Fetch | None
) -> Callable[[PostRow, Sequence[str]], str] | None:
    """What pages ask with, which can look and nothing else."""
    from promoter.channels.page_fetch import PageFetch  # noqa: PLC0415
    from promoter.delivery.page_check import PageCheck  # noqa: PLC0415

    if settings.page_check == "off":
        return None
    check = PageCheck(fetch or PageFetch(), clock)
    return lambda post, hosts: check.look(post, hosts).detail


def _sign_on(settings: Settings) -> SingleSignOn | None:
    """The service by which people sign in; what speaks to it is there only where it is wanted."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_client_secret is None:
        return None
    try:
        from promoter.web.single_sign_on import SingleSignOn  # noqa: PLC0415
    except ModuleNotFoundError:
        raise UsageProblem(
            "PROMOTER_OIDC_ISSUER is set, and signing in with it takes Authlib; install promoter[sso]"
        ) from None
    return SingleSignOn(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        name=settings.oidc_name,
    )


def _connected(settings: Settings) -> Iterator[str]:
    if settings.x_consumer_key is not None:
        yield X_ACCOUNT
    if settings.linkedin_access_token is not None:
        yield LINKEDIN_ACCOUNT


def machine() -> str:
    """The name of this machine since its last start: all its processes read the same boot-time clock, and no other's do.

    Its name alone would not do: machines that were made from one image have one name.
    """
    try:
        start = BOOT_ID.read_text(encoding="ascii")[:8]
    except OSError:
        start = f"{uuid.getnode():012x}"
    return f"{socket.gethostname()}/{start}"


def fleet(ledger: Ledger, dispatcher: Dispatcher, work: Callable[[], object]) -> Engine:
    """What wakes a worker; `NotPossible` if the ledger is not one that many machines can share."""
    from promoter.ledger.engine_schema import is_there  # noqa: PLC0415

    if ledger.engine.dialect.name != "postgresql":
        raise NotPossible(
            f"workers share a ledger on PostgreSQL, and {ledger.where} is a file of this machine; run promoter daemon"
        )
    with ledger.read() as conn:
        if not is_there(conn):
            raise NotPossible(f"there is no job queue in {ledger.where} yet; run promoter db upgrade")
    from promoter.delivery.fleet import Fleet  # noqa: PLC0415

    return Fleet(
        ledger, dispatcher.clock, work=work, serve=dispatcher.serve, accounts=dispatcher.channels.keys(),
        hands=max(dispatcher.hands, 4),
    )  # fmt: skip


def alerter(settings: Settings, daemon: Daemon) -> Alerter | None:
    """Who tells people of what needs them, and of a daemon that cannot post; nobody where no address is set."""
    from promoter.alerting.addresses import Addresses  # noqa: PLC0415
    from promoter.alerting.telling import Alerter  # noqa: PLC0415

    if not settings.alert_addresses:
        return None
    addresses = Addresses(settings.alert_addresses)
    owner = daemon.dispatcher.owner
    return Alerter(daemon.ledger, daemon.clock, addresses, owner=owner, grace=settings.grace, trouble=daemon.trouble)


def heartbeat(settings: Settings, daemon: Daemon) -> Ping | None:
    """The sign of life for an address elsewhere, which is given as long as the daemon can post."""
    from promoter.monitoring.heartbeat import Ping  # noqa: PLC0415

    if settings.heartbeat_url is None:
        return None
    return Ping(_shown(settings.heartbeat_url), sound=lambda: daemon.trouble() is None)


def health_server(settings: Settings, daemon: Daemon) -> HealthServer | None:
    """The server that says how the daemon is, listening; `NotPossible` if it cannot."""
    from promoter.monitoring.pages import health_pages  # noqa: PLC0415
    from promoter.monitoring.server import HealthServer  # noqa: PLC0415

    if settings.health_address is None:
        return None
    pages = health_pages(daemon.ledger, daemon.clock, frozenset(daemon.dispatcher.channels))
    return HealthServer(*settings.health_address, pages)


def rehearsal(
    campaign: Campaign,
    posts: tuple[Post, ...],
    *,
    folder: Path,
    seed: int = 0,
    faults: ProfileName = "none",
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Rehearsal:
    """Rehearse a campaign's week against the sandbox, which lives as long as this takes, as does the ledger."""
    from promoter.channels.page_fetch import FetchElsewhere  # noqa: PLC0415
    from promoter.rehearsal import rehearse  # noqa: PLC0415
    from promoter.sandbox.faults import profile  # noqa: PLC0415
    from promoter.sandbox.server import Sandbox  # noqa: PLC0415

    clock = PretendedClock(_friday_before(campaign))

    def wait(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    with (
        TemporaryDirectory(prefix="promoter-rehearsal-") as scratch,
        Sandbox(clock=clock.now, faults=profile(faults, seed), site=_site(campaign), wait=wait) as sandbox,
    ):
        settings = rehearsal_settings(sandbox.url, Path(scratch) / "ledger.db")
        ledger = open_ledger(settings, create=True)
        try:
            return rehearse(
                campaign, posts, folder=folder, ledger=ledger, clock=clock,
                dispatcher=dispatcher(
                    ledger, settings, clock=clock, fetch=FetchElsewhere(sandbox.page_url), hands=1
                ),
                public=lambda: map(_published, sandbox.posts()),
                progress=progress,
            )  # fmt: skip
        finally:
            ledger.close()


@contextmanager
def stage(
    campaign: Campaign, posts: tuple[Post, ...], *, folder: Path, port: int = 0
) -> Iterator[tuple[Pages, Daemon]]:
    """A campaign's week to try the pages on, from the Friday before: daemon, sandbox and a throw-away ledger.

    Time goes on by itself, and jumps to what happens next when the page is told to. The folder is a copy: what is
    changed on the pages stays here. Whoever signs in does so with `rehearsal.PASSWORD`.
    """
    from promoter.channels.page_fetch import FetchElsewhere  # noqa: PLC0415
    from promoter.daemon import Daemon  # noqa: PLC0415
    from promoter.rehearsal import set_the_stage  # noqa: PLC0415
    from promoter.sandbox.server import Sandbox  # noqa: PLC0415

    clock = RunningClock(_friday_before(campaign))
    with (
        TemporaryDirectory(prefix="promoter-rehearsal-") as scratch,
        Sandbox(clock=clock.now, site=_site(campaign)) as sandbox,
    ):
        settings = rehearsal_settings(sandbox.url, Path(scratch) / "ledger.db").model_copy(update={"port": port})
        copied = shutil.copytree(folder, Path(scratch) / folder.name)
        ledger = open_ledger(settings, create=True)
        try:
            set_the_stage(ledger, campaign, posts, folder=copied, clock=clock, door=SystemClock())
            site = FetchElsewhere(sandbox.page_url)
            posting = dispatcher(ledger, settings, clock=clock, fetch=site)
            daemon = Daemon(posting, ledger, clock, tick=timedelta(seconds=1))

            def forward() -> None:
                due = posting.next_due()
                clock.advance_to(due if due is not None and due > clock.now() else clock.now() + timedelta(hours=1))
                for _ in range(30):  # until the daemon has seen to it
                    sleep(0.1)
                    due = posting.next_due()
                    if due is None or due > clock.now():
                        return

            yield pages(ledger, settings, clock, forward=forward, door=SystemClock(), fetch=site), daemon
        finally:
            ledger.close()


def _site(campaign: Campaign) -> dict[str, Page]:
    """The web site that the week needs: each blog's page from when it is live, the week's page and the event's."""
    from promoter.sandbox.site import Page  # noqa: PLC0415

    event = campaign.event
    site = {address: Page(campaign.name) for address in (campaign.page, event and event.url) if address}
    for blog in campaign.blogs:
        if blog.url is not None:
            live = blog.live_from and blog.live_from.replace(tzinfo=campaign.zone).astimezone(UTC)
            before = site.get(blog.url)  # two blogs may have been given one address: then it carries both titles
            titles = blog.title if before is None else f"{before.title} | {blog.title}"
            site[blog.url] = Page(titles, live_from=live)
    return site


def _published(post: PublicPost) -> Published:
    """A post of the sandbox in the words of the rehearsal. What X took for the link in a text is X's business."""
    from promoter.rehearsal import Published  # noqa: PLC0415

    if post.network.value == ChannelName.X.value:
        return Published(post.network, post.raw)
    card = post.card or {}
    return Published(post.network, post.raw, post.link, card.get("title"), card.get("description"))


def rehearsal_settings(sandbox: str, ledger: Path) -> Settings:
    """The settings of a rehearsal: all defaults, whatever the environment says, with accounts that only the sandbox knows."""
    sample = SecretStr("sample")
    return settings_module.Settings.model_construct(
        x_consumer_key=sample,
        x_consumer_secret=sample,
        x_access_token=sample,
        x_access_token_secret=sample,
        database_url=f"sqlite:///{ledger}",
        x_api_url=sandbox,
        linkedin_api_url=sandbox,
        linkedin_access_token=sample,
        linkedin_organisation="urn:li:organization:1",
        http_timeout=timedelta(seconds=5),
    )


def _friday_before(campaign: Campaign) -> datetime:
    """Three in the afternoon on the last Friday before the week: when a team looks at it and approves."""
    first = min(day.date for day in campaign.days)
    friday = first - timedelta(days=(first.weekday() - 4 - 1) % 7 + 1)
    return datetime.combine(friday, time(15), tzinfo=campaign.zone).astimezone(UTC)


def _shown(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()

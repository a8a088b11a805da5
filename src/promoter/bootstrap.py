"""Where the parts are put together: settings, ledger, accounts, clock. Nothing below this module reads the environment."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from promoter import settings as settings_module
from promoter.campaign.model import ChannelName
from promoter.clock import Clock, SystemClock
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from pydantic import SecretStr

    from promoter.alerting.telling import Alerter
    from promoter.channels.authorising import AuthorisationServer, Owner
    from promoter.channels.contract import Channel
    from promoter.channels.pages import Fetch
    from promoter.connecting.accounts import Accounts
    from promoter.connecting.connector import Connector
    from promoter.connecting.keys import Keys
    from promoter.connecting.renewing import Renewer
    from promoter.contributors.letters import LetterBox
    from promoter.daemon import Daemon
    from promoter.delivery.bringing import PicturesOf
    from promoter.delivery.dispatch import Dispatcher
    from promoter.delivery.engine import Engine
    from promoter.delivery.measuring import Measurer
    from promoter.ledger.database import Ledger
    from promoter.ledger.rows import PostRow
    from promoter.monitoring.heartbeat import Ping
    from promoter.monitoring.server import HealthServer
    from promoter.preflight.lines import Preflight
    from promoter.sealing import Seal
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


def stand_ins(settings: Settings, accounts: Iterable[str] = (X_ACCOUNT, LINKEDIN_ACCOUNT)) -> dict[str, str]:
    """Those of the accounts whose posts go somewhere else than to the network, and where: to the sandbox, or a proxy."""
    return {account: shown["web_url"] for account in accounts if (shown := _shown_at(settings, account))}


def _shown_at(settings: Settings, account: str) -> dict[str, str]:
    name = f"{account.partition(':')[0]}_api_url"
    address: str = getattr(settings, name)
    return {} if address == settings_module.Settings.model_fields[name].default else {"web_url": address}


# ---------------------------------------------------------------------------------------------------- connected accounts


def accounts(ledger: Ledger, settings: Settings, clock: Clock | None = None) -> Accounts:
    """All accounts that can be posted from: those of the settings, and those that people connected, which come first."""
    from promoter.channels.http import Transport  # noqa: PLC0415
    from promoter.channels.linkedin import LinkedInAccount, LinkedInChannel  # noqa: PLC0415
    from promoter.channels.x import UserToken, XAccount, XChannel  # noqa: PLC0415
    from promoter.connecting.accounts import Accounts  # noqa: PLC0415

    transport = Transport(total=settings.http_timeout.total_seconds())

    def made(keys: Keys) -> Channel:
        shown_at = _shown_at(settings, keys.account)
        if keys.account.startswith(f"{ChannelName.X}:"):
            token = UserToken(access_token=keys.access)
            return XChannel(XAccount(credentials=token, api_url=settings.x_api_url, **shown_at), transport)
        page = LinkedInAccount(
            access_token=keys.access,
            organisation=keys.subject,
            version=settings.linkedin_version,
            api_url=settings.linkedin_api_url,
            **shown_at,
        )
        return LinkedInChannel(page, transport)

    return Accounts(ledger, channels(settings), made, seal(ledger, settings), clock or SystemClock())


def renewer(ledger: Ledger, settings: Settings, clock: Clock) -> Renewer:
    """Who gives connected accounts their tokens anew in time."""
    from promoter.connecting.renewing import Renewer  # noqa: PLC0415

    owner = f"{socket.gethostname()}:{os.getpid()}"
    return Renewer(ledger, authorisation_servers(settings), seal(ledger, settings), clock, owner)


def measurer(ledger: Ledger, settings: Settings, clock: Clock) -> Measurer | None:
    """Who reads what posts did; None where nobody is to."""
    from promoter.delivery.measuring import Measurer  # noqa: PLC0415

    if settings.figures == "off":
        return None
    budget = round(settings.x_read_budget * 1_000_000)
    return Measurer(ledger=ledger, channels=accounts(ledger, settings, clock), clock=clock, budget=budget)


def letter_box(ledger: Ledger, settings: Settings, clock: Clock) -> LetterBox:
    """Who notes, and where a mail server is set sends, the letters to contributors."""
    from promoter.contributors.letters import LetterBox  # noqa: PLC0415
    from promoter.contributors.post_office import post_office  # noqa: PLC0415

    office = None if settings.mail is None else post_office(settings.mail.get_secret_value())
    return LetterBox(ledger, clock, office)


def connector(ledger: Ledger, settings: Settings) -> Connector:
    """Who connects accounts for people. It cannot publish."""
    from promoter.channels.authorising import Owner  # noqa: PLC0415
    from promoter.channels.x import XChannel  # noqa: PLC0415
    from promoter.connecting.connector import Connector  # noqa: PLC0415

    settled: dict[str, Callable[[], Owner]] = {}
    found = channels(settings)
    if isinstance(x := found.get(X_ACCOUNT), XChannel):
        settled[X_ACCOUNT] = x.whose
    if (page := settings.linkedin_organisation) is not None and LINKEDIN_ACCOUNT in found:
        settled[LINKEDIN_ACCOUNT] = lambda: Owner(page, page)
    return Connector(ledger, authorisation_servers(settings), seal(ledger, settings), settled)


def authorisation_servers(settings: Settings) -> dict[ChannelName, AuthorisationServer]:
    """Where people agree that we post for them, for each network with an app."""
    from promoter.channels.http import Transport  # noqa: PLC0415
    from promoter.channels.linkedin_oauth import LinkedInApp, LinkedInAuthorisation  # noqa: PLC0415
    from promoter.channels.x_oauth import XApp, XAuthorisation  # noqa: PLC0415

    transport = Transport(total=settings.http_timeout.total_seconds())
    servers: dict[ChannelName, AuthorisationServer] = {}
    if settings.x_client_id is not None:
        app = XApp(
            client_id=_shown(settings.x_client_id),
            client_secret=_shown(settings.x_client_secret) or None,
            api_url=settings.x_api_url,
            **_shown_at(settings, X_ACCOUNT),
        )
        servers[ChannelName.X] = XAuthorisation(app, transport)
    if settings.linkedin_client_id is not None:
        other = LinkedInApp(
            client_id=_shown(settings.linkedin_client_id),
            client_secret=_shown(settings.linkedin_client_secret),
            version=settings.linkedin_version,
            api_url=settings.linkedin_api_url,
            **_shown_at(settings, LINKEDIN_ACCOUNT),
        )
        servers[ChannelName.LINKEDIN] = LinkedInAuthorisation(other, transport)
    return servers


def seal(ledger: Ledger, settings: Settings) -> Callable[[], Seal]:
    """What secrets are sealed with, when it is needed: the keys of the settings, or the one beside the ledger's file."""

    def made() -> Seal:
        from promoter.sealing import NotOpened, Seal, key_beside  # noqa: PLC0415

        if settings.secret_key is not None:
            keys = settings_module.secret_keys(settings.secret_key.get_secret_value())
            return Seal(keys, "those in PROMOTER_SECRET_KEY")
        if ledger.engine.dialect.name == "sqlite" and (file := ledger.engine.url.database) is not None:
            return key_beside(Path(file))
        raise NotOpened(
            "PROMOTER_SECRET_KEY is not set, and a ledger on PostgreSQL needs it; set it as .env.example says"
        )

    return made


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
    served = accounts(ledger, settings, clock)
    renewing = renewer(ledger, settings, clock)

    def prepare() -> None:
        renewing.round(only_ending=True)
        served.look()

    return Dispatcher(
        ledger=ledger,
        channels=served,
        prepare=prepare,
        clock=clock,
        page_check=PageCheck(fetch or PageFetch(), clock) if settings.page_check == "on" else None,
        pictures_of=_pictures_of(ledger),
        terms=Terms(grace=settings.grace, lease=settings.lease, http_timeout=settings.http_timeout, settling=settling),
        owner=f"{socket.gethostname()}:{os.getpid()}",
        host=machine(),
        hands=hands,
    )


def _pictures_of(ledger: Ledger) -> PicturesOf:
    """The pictures of a post, from its campaign's folder, as they were approved or not at all."""
    from promoter.channels.contract import Picture  # noqa: PLC0415
    from promoter.ledger.campaigns import get_campaign  # noqa: PLC0415
    from promoter.pictures.headers import kind_of  # noqa: PLC0415
    from promoter.pictures.store import read_picture  # noqa: PLC0415

    def pictures_of(post: PostRow) -> list[Picture]:
        with ledger.read() as conn:
            folder = Path(get_campaign(conn, post.campaign).folder)
        if not folder.is_dir():
            raise NotPossible(f"{folder}, where the pictures of {post.campaign} are, is not on {socket.gethostname()}")
        found = []
        for medium in post.said.media:
            content = read_picture(folder, medium)
            kind = kind_of(content)
            found.append(Picture(content=content, media_type=kind.media_type if kind else "", alt=medium.alt))
        return found

    return pictures_of


def pages(
    ledger: Ledger,
    settings: Settings,
    clock: Clock,
    *,
    forward: Callable[[], None] | None = None,
    door: Clock | None = None,
    fetch: Fetch | None = None,
    schedules: Path | None = None,
) -> Pages:
    """The pages, on a socket of their own. They get nothing that can publish. New weeks get their folders in `schedules`."""
    from promoter.intake.spool import Spool  # noqa: PLC0415
    from promoter.preflight.keeping import Keeper  # noqa: PLC0415
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
        connector=connector(ledger, settings),
        version_ends=linkedin_version_ends(settings),
        spool=Spool(Path(settings.incoming)),
        read_page=page_reader(),
        preflights=Keeper(preflights(ledger, settings, clock, fetch=fetch)),
        schedules=schedules or Path.cwd() / "schedules",
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


def preflights(
    ledger: Ledger, settings: Settings, clock: Clock | None = None, *, fetch: Fetch | None = None, network: bool = True
) -> Callable[[str, Callable[[int, int], None]], Preflight]:
    """What looks whether a week is ready, given its name and whom to tell how far it is. It can look and nothing else."""
    from promoter.channels.http import Transport  # noqa: PLC0415
    from promoter.channels.page_fetch import PageFetch  # noqa: PLC0415
    from promoter.preflight import cards, reading  # noqa: PLC0415
    from promoter.preflight.looking import Looking  # noqa: PLC0415
    from promoter.preflight.seen import House  # noqa: PLC0415
    from promoter.reporting.machine import watching  # noqa: PLC0415

    clock = clock or SystemClock()

    def run(slug: str, progress: Callable[[int, int], None]) -> Preflight:
        served = accounts(ledger, settings, clock)
        if network:
            renewer(ledger, settings, clock).round(only_ending=True)
        house = House(
            connected=frozenset(served), stand_ins=stand_ins(settings, served), x_budget=settings.x_budget,
            version_ends=linkedin_version_ends(settings), page_check=settings.page_check == "on",
            watching=tuple(
                watching(alerts=bool(settings.alert_addresses), heartbeat=settings.heartbeat_url is not None)
            ),
            renewing=frozenset(authorisation_servers(settings)),
            x_read_budget=settings.x_read_budget if settings.figures == "on" else None,
        )  # fmt: skip
        pictures = fetch or PageFetch(transport=Transport(size=cards.LARGEST_PICTURE + 1))
        look = Looking(served, fetch or PageFetch(), pictures, clock, pages=house.page_check)
        return reading.preflight(
            ledger, slug, now=clock.now(), house=house, look=look if network else None, progress=progress
        )

    return run


def page_reader() -> Callable[[str], bytes]:
    """What brings the text at an address that somebody names, from machines that are everybody's alone."""
    from promoter.channels import page_text  # noqa: PLC0415
    from promoter.channels.http import Transport  # noqa: PLC0415
    from promoter.channels.page_fetch import PageFetch  # noqa: PLC0415

    fetch = PageFetch(transport=Transport(size=page_text.LARGEST))
    return lambda address: page_text.read(address, fetch)


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
    return Alerter(
        daemon.ledger, daemon.clock, addresses, owner=owner, grace=settings.grace, trouble=daemon.trouble,
        version_ends=linkedin_version_ends(settings),
    )  # fmt: skip


def linkedin_version_ends(settings: Settings) -> datetime:
    """When LinkedIn stops serving the version of its interface that the settings name."""
    from promoter.channels.linkedin_versions import ends  # noqa: PLC0415

    return ends(settings.linkedin_version)


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
    pages = health_pages(daemon.ledger, daemon.clock, daemon.dispatcher.channels.keys())
    return HealthServer(*settings.health_address, pages)


def _shown(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()

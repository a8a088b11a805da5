"""Where a week is rehearsed: the parts of the real run with a sandbox, a pretended clock and a ledger to throw away."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING

from pydantic import SecretStr

from promoter import bootstrap
from promoter.campaign.model import ChannelName
from promoter.channels.page_fetch import FetchElsewhere
from promoter.clock import PretendedClock, RunningClock, SystemClock
from promoter.daemon import Chore, Daemon
from promoter.ledger.figures import next_reading, to_read
from promoter.ledger.queue import list_posts
from promoter.rehearsal import Published, rehearse, set_the_stage
from promoter.sandbox.faults import profile
from promoter.sandbox.server import Sandbox
from promoter.sandbox.site import Page
from promoter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promoter.campaign.model import Campaign
    from promoter.ledger.database import Ledger
    from promoter.posts.model import Post
    from promoter.rehearsal import Rehearsal
    from promoter.sandbox.faults import ProfileName
    from promoter.sandbox.record import PublicPost
    from promoter.web.serving import Pages


def rehearsal(
    campaign: Campaign,
    posts: tuple[Post, ...],
    *,
    folder: Path,
    seed: int = 0,
    faults: ProfileName = "none",
    progress: Callable[[int, int], None] = lambda *_: None,
    figures: bool = False,
) -> Rehearsal:
    """Rehearse a campaign's week against the sandbox, which lives as long as this takes, as does the ledger.

    With `figures` four more weeks pass, in which they are read.
    """
    clock = PretendedClock(_friday_before(campaign))

    def wait(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))

    with (
        TemporaryDirectory(prefix="promoter-rehearsal-") as scratch,
        Sandbox(clock=clock.now, faults=profile(faults, seed), site=_site(campaign), wait=wait) as sandbox,
    ):
        settings = rehearsal_settings(sandbox.url, Path(scratch) / "ledger.db")
        ledger = bootstrap.open_ledger(settings, create=True)
        try:
            return rehearse(
                campaign, posts, folder=folder, ledger=ledger, clock=clock,
                dispatcher=bootstrap.dispatcher(
                    ledger, settings, clock=clock, fetch=FetchElsewhere(sandbox.page_url), hands=1
                ),
                public=lambda: map(_published, sandbox.posts()),
                progress=progress,
                figures=bootstrap.measurer(ledger, settings, clock) if figures else None,
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
    clock = RunningClock(_friday_before(campaign))
    with (
        TemporaryDirectory(prefix="promoter-rehearsal-") as scratch,
        Sandbox(clock=clock.now, site=_site(campaign)) as sandbox,
    ):
        settings = rehearsal_settings(sandbox.url, Path(scratch) / "ledger.db").model_copy(update={"port": port})
        copied = shutil.copytree(folder, Path(scratch) / folder.name)
        ledger = bootstrap.open_ledger(settings, create=True)
        try:
            set_the_stage(ledger, campaign, posts, folder=copied, clock=clock, door=SystemClock())
            site = FetchElsewhere(sandbox.page_url)
            posting = bootstrap.dispatcher(ledger, settings, clock=clock, fetch=site)
            daemon = Daemon(posting, ledger, clock, tick=timedelta(seconds=1))
            reading = bootstrap.measurer(ledger, settings, clock)
            daemon.beside = [] if reading is None else [Chore("figures", reading.round, timedelta(seconds=1))]

            def forward() -> None:
                due = posting.next_due()
                to_post = due is not None and due > clock.now()
                clock.advance_to(due if due is not None and to_post else _until_figures(ledger, clock.now()))
                for _ in range(30):  # until the daemon has seen to it
                    sleep(0.1)
                    due = posting.next_due()
                    if (due is None or due > clock.now()) and (to_post or not _is_to_be_read(ledger, clock.now())):
                        return

            yield (
                bootstrap.pages(
                    ledger, settings, clock, forward=forward, door=SystemClock(), fetch=site, schedules=copied.parent
                ),
                daemon,
            )
        finally:
            ledger.close()


def _until_figures(ledger: Ledger, now: datetime) -> datetime:
    """Nothing to go out: an hour on. After the last post: to the next figures, and those that are due soon after them."""
    with ledger.read() as conn:
        over = all(post.until < now for post in list_posts(conn))
        reading = next_reading(conn, now) if over else None
    return now + timedelta(hours=1) if reading is None else reading + timedelta(hours=4)


def _is_to_be_read(ledger: Ledger, now: datetime) -> bool:
    with ledger.read() as conn:
        return bool(to_read(conn, now))


def _site(campaign: Campaign) -> dict[str, Page]:
    """The web site that the week needs: each blog's page from when it is live, the week's page and the event's."""
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
    pictures = tuple((picture.sha256, picture.alt or "") for picture in post.pictures)
    if post.network.value == ChannelName.X.value:
        return Published(post.network, post.raw, pictures=pictures)
    card = post.card or {}
    return Published(post.network, post.raw, post.link, card.get("title"), card.get("description"), pictures)


def rehearsal_settings(sandbox: str, ledger: Path) -> Settings:
    """The settings of a rehearsal: the defaults, whatever the environment says, and accounts that only the sandbox knows."""
    sample = SecretStr("sample")
    return Settings.model_construct(
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
        incoming=str(ledger.with_name("incoming")),
    )


def _friday_before(campaign: Campaign) -> datetime:
    """Three in the afternoon on the last Friday before the week: when a team looks at it and approves."""
    first = min(day.date for day in campaign.days)
    friday = first - timedelta(days=(first.weekday() - 4 - 1) % 7 + 1)
    return datetime.combine(friday, time(15), tzinfo=campaign.zone).astimezone(UTC)

"""Makes the report of what is known: pure, so that the same rows give the same report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from promoter.campaign.model import ChannelName, Kind, is_promoted
from promoter.ledger.figures import COUNTS, Source, Standing
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated
from promoter.reporting.plan import KINDS
from promoter.reporting.report.counting import did, joined, tally
from promoter.reporting.report.model import OUT, Cut, Newest, NotCovered, Outcome, Question, Report, Reported, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from promoter.campaign.model import Blog, Settings
    from promoter.ledger.figures import FigureFile, FigureRow
    from promoter.ledger.not_read import NotRead
    from promoter.ledger.rows import AttemptRow, CampaignRow, PostRow

BEST = 3  #: posts that are shown of each network
NO_THEME = "Of no one theme"


def report_of(
    campaign: CampaignRow,
    posts: Sequence[PostRow],
    *,
    now: datetime,
    grace: timedelta,
    blogs: Iterable[Blog] | None = None,
    attempts: Iterable[AttemptRow] = (),
    approved_at: Mapping[str, datetime] | None = None,
    whys: Mapping[str, str] | None = None,
    readings: Iterable[FigureRow] = (),
    files: Sequence[FigureFile] = (),
    head: tuple[int, str] | None = None,
    not_read: Sequence[NotRead] = (),
    posts_as: Mapping[str, str | None] | None = None,
) -> Report:
    """The report of a campaign.

    `blogs` are those of its files, if they are here. `approved_at` is, by key, the time for which people approved a post,
    whatever time the daemon gave it since; `whys` why a post stands as it does; `posts_as` what people call each account.
    `grace` is how late after its time a post is on time.
    """
    known = {blog.id: blog for blog in blogs or ()}
    tried = {attempt.post_key for attempt in attempts}
    by_post: dict[str, list[FigureRow]] = {}
    for reading in readings:
        by_post.setdefault(reading.post_key, []).append(reading)
    settings = campaign.settings
    themes = {theme.id: theme.name for theme in settings.themes}
    reported = []
    for post in sorted(posts, key=lambda post: (post.sent_at or post.at, post.key)):
        planned = (approved_at or {}).get(post.key, post.at)
        outcome = outcome_of(post, planned=planned, tried=post.key in tried, now=now, grace=grace)
        blog = known.get(post.blog or "")
        its = by_post.get(post.key, [])
        newest = latest(its)
        reported.append(
            Reported(
                post=post, zone=settings.zone, title=title_of(post, blog), theme=themes.get(post.theme or ""), outcome=outcome,
                planned_at=planned, why=_why(post, outcome, planned, settings, (whys or {}).get(post.key, "")),
                authors=tuple(author.name for author in blog.authors) if blog else (),
                organisations=_organisations(blog), latest=newest,
                did=did(newest.counts if newest else None), readings=tuple(its),
                posted_as=(posts_as or {}).get(post.account),
            )
        )  # fmt: skip
    moments = [moment for one in reported if told(one.counts) for moment in _read_at(one.latest)]
    return Report(
        campaign=campaign, made_at=now, grace=grace, posts=tuple(reported), with_files=blogs is not None,
        over=not any(one.outcome is Outcome.TO_COME for one in reported) and _last_day_is_over(settings, now),
        whole=_cut("all", "All", reported), questions=tuple(_questions(reported, settings)),
        not_covered=tuple(_not_covered(reported, known.values(), settings)),
        blogs=sum(is_promoted(blog, settings) for blog in known.values()), best=_best(reported),
        read_between=(min(moments), max(moments)) if moments else None, files=tuple(files), head=head, not_read=not_read,
    )  # fmt: skip


def outcome_of(post: PostRow, *, planned: datetime, tried: bool, now: datetime, grace: timedelta) -> Outcome:
    """What became of a post. `tried`: Promoter made an attempt; what is out without one, people posted by hand."""
    match post.status:
        case Status.WITHDRAWN:
            return Outcome.TAKEN_OUT
        case Status.SENT:
            if not tried:
                return Outcome.BY_HAND
            return Outcome.ON_TIME if (post.sent_at or post.at) <= planned + grace else Outcome.LATE
        case Status.SENDING | Status.UNCLEAR:
            return Outcome.UNKNOWN
        case Status.FAILED:
            return Outcome.NOT_SENT
        case _:
            return Outcome.TO_COME if post.at + grace >= now else Outcome.NOT_SENT


def latest(readings: Sequence[FigureRow]) -> Newest | None:
    """A post's newest figures. Of two sources of one figure one is taken and the other is not added: they count the same thing.

    What the network told Promoter comes before what a file says, unless a later file says more: one that says less is of
    some days only. Whatever the first does not tell, the others fill. Visits come from files alone.
    """
    by_source = {source: [one for one in readings if one.source is source] for source in Source}
    network = by_source[Source.NETWORK]
    gone = bool(network) and max(network, key=lambda one: one.read_at).standing is Standing.GONE
    its = [*_newest_first(network)[:1], *_newest_first(by_source[Source.EXPORT])]
    if len(its) > 1 and its[0].source is Source.NETWORK and _says_more(its[1], its[0]):
        its = [*its[1:], its[0]]
    its += _newest_first(by_source[Source.ANALYTICS])[:1]
    if its:
        return _filled(its[0], its[1:], gone=gone)
    untold = max(network, key=lambda one: one.read_at, default=None)
    return None if untold is None else _filled(untold, (), gone=gone)


def _read_at(newest: Newest | None) -> Iterable[datetime]:
    return () if newest is None else (newest.read_at, *(other.read_at for other, _ in newest.filled))


def _newest_first(readings: Iterable[FigureRow]) -> list[FigureRow]:
    """Those that tell anything. Of two files of one moment the one that came in later is the newer."""
    return sorted(
        (one for one in readings if told(one.counts)),
        key=lambda one: (one.read_at, len(one.mark), one.mark),
        reverse=True,
    )


def _says_more(file: FigureRow, network: FigureRow) -> bool:
    return file.read_at > network.read_at and (file.counts.impressions or 0) >= (network.counts.impressions or 0)


def _filled(first: FigureRow, others: Iterable[FigureRow], *, gone: bool) -> Newest:
    counts, filled = first.counts, []
    for other in others:
        names = tuple(
            name for name in COUNTS if getattr(counts, name) is None and getattr(other.counts, name) is not None
        )
        if names:
            filled.append((other, names))
            counts = joined(counts, other.counts)
    return Newest(
        post_key=first.post_key, source=first.source, mark=first.mark, read_at=first.read_at, standing=first.standing,
        counts=counts, filled=tuple(filled), gone=gone,
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------- by every question


def _questions(reported: Sequence[Reported], settings: Settings) -> Iterable[Question]:
    zone = settings.zone
    themes = {theme.id: theme.name for theme in settings.themes}
    days = {day.date.isoformat(): dated(day.date) for day in sorted(settings.days, key=lambda day: day.date)}
    days |= {one.post.day.isoformat(): dated(one.post.day) for one in reported}
    networks = {one.value: one.shown for one in ChannelName if getattr(settings.channels, one.value) is not None}
    yield _question("networks", "Network", reported, lambda one: (one.post.channel.value,), networks)
    yield _question("themes", "Theme", reported, lambda one: (one.post.theme or "",), themes, otherwise=NO_THEME)
    yield _question("days", "Day", reported, lambda one: (one.post.day.isoformat(),), dict(sorted(days.items())))
    hours = {f"{(one.post.sent_at or one.post.at).astimezone(zone):%H}" for one in reported}
    yield _question(
        "hours", "Hour", reported, lambda one: (f"{(one.post.sent_at or one.post.at).astimezone(zone):%H}",),
        {hour: f"{hour}:00 to {hour}:59" for hour in sorted(hours)},
    )  # fmt: skip
    kinds = {kind.value: name for kind, name in KINDS.items() if any(one.post.kind is kind for one in reported)}
    yield _question("kinds", "Kind of post", reported, lambda one: (one.post.kind.value,), kinds)
    yield from _by_people("organisations", "Organisation", reported, lambda one: one.organisations)
    yield from _by_people("authors", "Author", reported, lambda one: one.authors)


def _by_people(
    identifier: str, name: str, reported: Sequence[Reported], of: Callable[[Reported], tuple[str, ...]]
) -> Iterable[Question]:
    """Whoever stands behind the blogs. A post of several counts for each of them."""
    names = sorted({each for one in reported for each in of(one)}, key=str.casefold)
    if names:
        overlapping = any(len(of(one)) > 1 for one in reported)
        yield _question(
            identifier, name, reported, lambda one: of(one) or ("",), {each: each for each in names}, otherwise=f"Of no one {name.lower()}", overlapping=overlapping,
        )  # fmt: skip


def _question(
    identifier: str,
    name: str,
    reported: Iterable[Reported],
    of: Callable[[Reported], tuple[str, ...]],
    names: Mapping[str, str],
    *,
    otherwise: str = "Of no one kind",
    overlapping: bool = False,
) -> Question:
    """The posts by what `of` says of each, in the order of `names`; what is under none of them comes last."""
    sorted_out: dict[str, list[Reported]] = {known: [] for known in names}
    rest: list[Reported] = []
    for one in reported:
        for each in of(one):
            sorted_out.get(each, rest).append(one)
    cuts = [_cut(known, names[known], its) for known, its in sorted_out.items()]
    if rest:
        cuts.append(_cut("", otherwise, rest))
    return Question(id=identifier, name=name, cuts=tuple(cuts), overlapping=overlapping)


def _cut(identifier: str, name: str, reported: Sequence[Reported]) -> Cut:
    out = [one for one in reported if one.outcome in OUT]
    return Cut(
        id=identifier, name=name, outcomes=Counter(one.outcome for one in reported), tally=tally(one.did for one in out),
        networks={
            network.value: tally(one.did for one in out if one.post.channel is network)
            for network in ChannelName
            if any(one.post.channel is network for one in out)
        },
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- what stands out


def _best(reported: Iterable[Reported]) -> dict[str, tuple[Reported, ...]]:
    """Of each network the posts with which people did most; of equals the one that was shown less often."""
    found: dict[str, tuple[Reported, ...]] = {}
    out = [one for one in reported if one.outcome in OUT and one.did.interactions]
    for network in ChannelName:
        its = sorted((one for one in out if one.post.channel is network), key=_rank)
        if its:
            found[network.value] = tuple(its[:BEST])
    return found


def _rank(one: Reported) -> tuple[int, int, str]:
    return -(one.did.interactions or 0), one.did.impressions or 0, one.post.key


def _not_covered(reported: Iterable[Reported], blogs: Iterable[Blog], settings: Settings) -> Iterable[NotCovered]:
    """Every blog on every network of its year; one that a round-up names is not counted as covered by it."""
    covered = {(one.post.blog, one.post.channel) for one in reported if one.outcome in OUT | {Outcome.TO_COME}}
    networks = [one for one in ChannelName if getattr(settings.channels, one.value) is not None]
    for blog in blogs:
        if not is_promoted(blog, settings):
            continue
        for network in networks:
            if settings.kinds.wants(Kind.BLOG, network) and (blog.id, network) not in covered:
                yield NotCovered(title=blog.title, network=network.shown)


# ------------------------------------------------------------------------------------------------------------ small parts


def title_of(post: PostRow, blog: Blog | None) -> str:
    if blog is not None:
        return blog.title
    return f"{KINDS[post.kind]}, {dated(post.day)}" if post.blog is None else post.blog


def _organisations(blog: Blog | None) -> tuple[str, ...]:
    if blog is None:
        return ()
    return tuple(dict.fromkeys(author.organisation for author in blog.authors if author.organisation))


def _why(post: PostRow, outcome: Outcome, planned: datetime, settings: Settings, why: str) -> str:
    if outcome is Outcome.LATE and post.sent_at is not None:
        zone = settings.zone
        return f"Planned for {planned.astimezone(zone):%H:%M}, sent at {post.sent_at.astimezone(zone):%H:%M}."
    return why if outcome in {Outcome.NOT_SENT, Outcome.UNKNOWN} else ""


def _last_day_is_over(settings: Settings, now: datetime) -> bool:
    return max(day.date for day in settings.days) < now.astimezone(settings.zone).date()

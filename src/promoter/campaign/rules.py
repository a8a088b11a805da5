"""The call's own rules, and what a careful editor checks besides. Pure: a campaign in, complaints out.

This file is about the campaign and about its blogs together; `blog_rules` is about one blog.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from promoter.campaign import blog_rules, links
from promoter.campaign.dates import disagreeing_dates
from promoter.campaign.editions import editions, number
from promoter.campaign.findings import Complaint, Level
from promoter.campaign.looks import on_look
from promoter.campaign.model import Blog, BlogStatus, ChannelName, Settings, awaits_decision
from promoter.campaign.partial import as_far_as_read, unread
from promoter.graphemes import grapheme_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from promoter.campaign.document import Path

LINE_LIMIT = 90
LONGEST_WEEK = 31
ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


def on_campaign(settings: Settings) -> Iterator[Complaint]:
    """Complaints about campaign.yaml alone."""
    for check in (
        _on_theme_ids,
        _on_lines,
        _on_days,
        _on_themes_of_days,
        _on_deadline,
        _on_event,
        _on_length,
        _on_assumptions,
        _on_organisation,
        _on_open_facts,
        _on_page,
        _on_event_page,
        _on_weekdays,
        _on_edition,
        on_look,
    ):
        yield from as_far_as_read(check(settings))


def _on_page(settings: Settings) -> Iterator[Complaint]:
    if settings.page is not None:
        yield from blog_rules.on_link(settings.page, ("page",))


def _on_event_page(settings: Settings) -> Iterator[Complaint]:
    if settings.event is not None and settings.event.url is not None:
        yield from blog_rules.on_link(settings.event.url, ("event", "url"))


def _on_weekdays(settings: Settings) -> Iterator[Complaint]:
    assumed = ((("assumptions", index, "says"), each.says) for index, each in enumerate(settings.assumptions))
    for path, text in (*_texts(settings), *assumed):
        for _, message in disagreeing_dates(text, year=settings.days[0].date.year):
            yield Complaint(WARNING, "weekday", message, path)


def _on_edition(settings: Settings) -> Iterator[Complaint]:
    """The call may count its event in two ways; an assumption about it says that somebody has noticed."""
    event = settings.event
    right = number(event.edition or "") if event is not None else None
    noticed = any("edition" in f"{each.about} {each.says}".casefold() for each in settings.assumptions)
    if event is None or right is None or noticed:
        return
    for path, text in (*_texts(settings), (("event", "name"), event.name)):
        for said in editions(text, event=event.name):
            if number(said) != right:
                message = (
                    f"this says “{said}”, and the event's edition is “{event.edition}”: "
                    "correct one of them, or write an assumption about event.edition"
                )
                yield Complaint(WARNING, "edition", message, path)


def _on_theme_ids(settings: Settings) -> Iterator[Complaint]:
    days = {day.theme for day in settings.days}
    seen: set[str] = set()
    for index, theme in enumerate(settings.themes):
        path = ("themes", index)
        if theme.id in seen:
            message = f'the theme "{theme.id}" is here twice: give one of them another id'
            yield Complaint(ERROR, "duplicate_theme", message, (*path, "id"))
        seen.add(theme.id)
        if theme.id not in days:
            message = f'"{theme.name}" has no day in the week, so no blog can have it first: give it a day or remove it'
            yield Complaint(WARNING, "theme_without_day", message, path)


def _on_lines(settings: Settings) -> Iterator[Complaint]:
    if ChannelName.X not in _networks(settings):
        return
    for index, theme in enumerate(settings.themes):
        path = ("themes", index)
        if theme.line is None:
            message = f'"{theme.name}" has no line for X: its description will not fit beside a link'
            yield Complaint(NOTE, "theme_line", message, path)
        elif (length := grapheme_count(theme.line)) > LINE_LIMIT:
            message = f"the line has {length} characters; more than {LINE_LIMIT} may not fit beside a link on X"
            yield Complaint(WARNING, "theme_line", message, (*path, "line"))


def _on_days(settings: Settings) -> Iterator[Complaint]:
    seen: dict[date, int] = {}
    for index, day in enumerate(settings.days):
        if day.date in seen:
            message = f"{day.date} is here twice (first as day {seen[day.date] + 1}): a date has one theme"
            yield Complaint(ERROR, "duplicate_day", message, ("days", index, "date"))
        seen.setdefault(day.date, index)


def _on_themes_of_days(settings: Settings) -> Iterator[Complaint]:
    themes = {theme.id for theme in settings.themes}
    for index, day in enumerate(settings.days):
        if day.theme not in themes:
            message = f'there is no theme "{day.theme}": the themes are {", ".join(sorted(themes))}'
            yield Complaint(ERROR, "unknown_theme", message, ("days", index, "theme"))


def _on_deadline(settings: Settings) -> Iterator[Complaint]:
    (first, last), deadline = _week(settings), settings.deadline
    if deadline is not None and deadline.date() > last:
        message = f"the deadline ({deadline:%Y-%m-%d}) is after the last day of the week ({last}): correct one of them"
        yield Complaint(ERROR, "deadline", message, ("deadline",))
    elif deadline is not None and deadline.date() >= first:
        message = f"the deadline ({deadline:%Y-%m-%d}) is inside the week, which starts on {first}: is it meant?"
        yield Complaint(WARNING, "deadline", message, ("deadline",))


def _on_event(settings: Settings) -> Iterator[Complaint]:
    (first, _), event = _week(settings), settings.event
    if event is not None and event.ends < first:
        message = f"{event.name} is over ({event.ends}) before the week starts ({first}): correct one of them"
        yield Complaint(WARNING, "event", message, ("event", "ends"))


def _on_length(settings: Settings) -> Iterator[Complaint]:
    first, last = _week(settings)
    if (last - first).days > LONGEST_WEEK:
        message = f"the week runs from {first} to {last}: is a year or a month mistyped?"
        yield Complaint(WARNING, "days", message, ("days",))


def _week(settings: Settings) -> tuple[date, date]:
    """The first and the last day."""
    dates = [day.date for day in settings.days]
    return min(dates), max(dates)


def _on_assumptions(settings: Settings) -> Iterator[Complaint]:
    for index, assumption in enumerate(settings.assumptions):
        if assumption.confirmed_by is None:
            message = f"assumed, not confirmed: {assumption.about}: {assumption.says}"
            yield Complaint(NOTE, "assumption", message, ("assumptions", index))


def _on_organisation(settings: Settings) -> Iterator[Complaint]:
    for name, what in (("x", "X handle"), ("linkedin", "LinkedIn page"), ("contact", "e-mail for corrections")):
        if getattr(settings.organisation, name) is None and (name == "contact" or name in _networks(settings)):
            message = f"{settings.organisation.name}'s {what} is not known ({name})"
            yield Complaint(NOTE, "missing_fact", message, ("organisation",))


def _on_open_facts(settings: Settings) -> Iterator[Complaint]:
    for name, what in (("deadline", "deadline"), ("page", "page that lists its blogs"), ("event", "event")):
        if getattr(settings, name, what) is None:  # what could not be read has its own finding
            yield Complaint(NOTE, "missing_fact", f"the week has no {what} ({name})")


def _texts(settings: Settings) -> Iterable[tuple[Path, str]]:
    yield ("name",), settings.name
    for index, theme in enumerate(settings.themes):
        for key in ("name", "line", "question", "description"):
            yield ("themes", index, key), getattr(theme, key) or ""


def _networks(settings: Settings) -> set[str]:
    return {name.value for name in ChannelName if getattr(settings.channels, name.value) is not None}


# ------------------------------------------------------------------------------------------------------------- the blogs


def on_blogs(blogs: Sequence[Blog], settings: Settings) -> Iterator[Complaint]:
    """Complaints about the blogs, each by itself and all together.

    Faults of declined and withdrawn blogs are notes; of those that were brought in and wait for a decision, warnings.
    """
    for blog in blogs:
        out = getattr(blog, "status", None) in (BlogStatus.DECLINED, BlogStatus.WITHDRAWN)
        waits = awaits_decision(blog)
        for complaint in blog_rules.on_blog(blog, settings):
            if out or (waits and complaint.level is ERROR):
                yield complaint._replace(level=NOTE if out else WARNING)
            else:
                yield complaint
    whole = (blog for blog in blogs if not unread(blog))
    approved = sorted((blog for blog in whole if blog.status is BlogStatus.APPROVED), key=received_order)
    yield from as_far_as_read(_on_cap(approved, settings))
    yield from _on_handles(approved)
    yield from _on_addresses(approved)


def _on_cap(blogs: Iterable[Blog], settings: Settings) -> Iterator[Complaint]:
    cap = settings.rules.per_organisation
    count = Counter[str]()
    for blog in blogs:
        if blog.organisation is None or cap is None:
            continue
        count[blog.organisation.casefold()] += 1
        number = count[blog.organisation.casefold()]
        if number > cap:
            message = f"this is blog {number} of {blog.organisation}; the call allows {cap}: accept it or decline one"
            yield Complaint(WARNING, "cap", message, ("authors", 0), blog.id)


def _on_handles(blogs: Iterable[Blog]) -> Iterator[Complaint]:
    owners: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for blog in blogs:
        for index, author in enumerate(blog.authors):
            if author.x is None:
                continue
            known = owners[author.x.casefold()]
            if known and author.name not in known:
                message = f"{author.x} is also given for {' and '.join(known)}: whose is it?"
                yield Complaint(WARNING, "handle", message, ("authors", index, "x"), blog.id)
            known[author.name] = None


def _on_addresses(blogs: Iterable[Blog]) -> Iterator[Complaint]:
    pages: dict[object, str] = {}
    for blog in blogs:
        if blog.url is None:
            continue
        other = pages.setdefault(links.page(blog.url), blog.id)
        if other != blog.id:
            message = f"this is also the address of {other}: correct one of them"
            yield Complaint(WARNING, "same_address", message, ("url",), blog.id)


def received_order(blog: Blog) -> tuple[datetime, str]:
    """Blogs in the order in which they came; those without a time last."""
    return (blog.received or datetime.max, blog.id)  # noqa: DTZ901 - files hold the campaign's own wall times

"""The call's own rules, and what a careful editor checks besides. Pure: a campaign in, complaints out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from promoter.campaign import links, words
from promoter.campaign.findings import Complaint, Level
from promoter.campaign.model import Blog, BlogStatus, ChannelName, Settings, is_late
from promoter.campaign.titles import clean_title
from promoter.graphemes import grapheme_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FAR = 0.10
HOOK_LIMIT = 140
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


def on_campaign(settings: Settings) -> Iterator[Complaint]:
    """Complaints about campaign.yaml alone."""
    yield from _on_days(settings)
    yield from _on_dates(settings)
    yield from _on_open_facts(settings)
    for path, text in _campaign_texts(settings):
        for message in disagreeing_dates(text, year=settings.days[0].date.year):
            yield Complaint(WARNING, "weekday", message, path)


def _on_days(settings: Settings) -> Iterator[Complaint]:
    themes: set[str] = set()
    for index, theme in enumerate(settings.themes):
        if theme.id in themes:
            yield Complaint(ERROR, "duplicate_theme", f'the theme "{theme.id}" is here twice: ids are unique', ("themes", index, "id"))
        themes.add(theme.id)
        if theme.line is None and ChannelName.X in _networks(settings):
            message = f'"{theme.name}" has no line of at most 90 characters for X: its description will not fit beside a link'
            yield Complaint(NOTE, "theme_line", message, ("themes", index))
    seen: dict[date, int] = {}
    for index, day in enumerate(settings.days):
        if day.theme not in themes:
            message = f'there is no theme "{day.theme}": the themes are {", ".join(sorted(themes))}'
            yield Complaint(ERROR, "unknown_theme", message, ("days", index, "theme"))
        if day.date in seen:
            message = f"{day.date} is here twice (first as day {seen[day.date] + 1}): one theme a day"
            yield Complaint(ERROR, "duplicate_day", message, ("days", index, "date"))
        seen.setdefault(day.date, index)
    for index, theme in enumerate(settings.themes):
        if theme.id not in {day.theme for day in settings.days}:
            yield Complaint(WARNING, "theme_without_day", f'"{theme.name}" has no day in the week', ("themes", index))


def _on_dates(settings: Settings) -> Iterator[Complaint]:
    first, last = min(day.date for day in settings.days), max(day.date for day in settings.days)
    if settings.deadline is not None and settings.deadline.date() > last:
        message = f"the deadline ({settings.deadline:%Y-%m-%d}) is after the last day of the week ({last}): correct one of them"
        yield Complaint(ERROR, "deadline", message, ("deadline",))
    elif settings.deadline is not None and settings.deadline.date() >= first:
        yield Complaint(WARNING, "deadline", f"the deadline is inside the week, which starts on {first}", ("deadline",))
    if settings.event is not None and settings.event.ends < first:
        yield Complaint(WARNING, "event", f"{settings.event.name} is over before the week starts", ("event", "ends"))
    if (last - first).days > 31:  # noqa: PLR2004
        yield Complaint(WARNING, "days", f"the week runs from {first} to {last}: is a year or a month mistyped?", ("days",))


def _on_open_facts(settings: Settings) -> Iterator[Complaint]:
    for index, assumption in enumerate(settings.assumptions):
        if assumption.confirmed_by is None:
            message = f"assumed, not confirmed: {assumption.about}: {assumption.says}"
            yield Complaint(NOTE, "assumption", message, ("assumptions", index))
    for name, what in (("x", "X handle"), ("linkedin", "LinkedIn page"), ("contact", "e-mail for corrections")):
        if getattr(settings.organisation, name) is None and (name == "contact" or name in _networks(settings)):
            yield Complaint(NOTE, "missing_fact", f"{settings.organisation.name}'s {what} is not known", ("organisation",))
    for path, what in ((("deadline",), "deadline"), (("page",), "page that lists the week's blogs"), (("event",), "event")):
        if getattr(settings, path[0]) is None:
            yield Complaint(NOTE, "missing_fact", f"the week has no {what}", ())
    for path, address in (("page",), settings.page), (("event", "url"), settings.event and settings.event.url):
        if address:
            yield from _on_link(address, settings, path, None)


def on_blogs(blogs: Sequence[Blog], settings: Settings) -> Iterator[Complaint]:
    """Complaints about the blogs, each by itself and all together. Faults of blogs not to be promoted are notes."""
    for blog in blogs:
        for complaint in _on_blog(blog, settings):
            yield eased(complaint, blog.status)
    yield from _on_all(blogs, settings)


def eased(complaint: Complaint, status: str) -> Complaint:
    """The same complaint as a note if the blog is declined or withdrawn: nobody has to put it right."""
    if status not in (BlogStatus.DECLINED, BlogStatus.WITHDRAWN):
        return complaint
    return Complaint(NOTE, complaint.code, complaint.message, complaint.path, complaint.blog)


def _on_blog(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    def say(level: Level, code: str, message: str, *path: str | int) -> Complaint:
        return Complaint(level, code, message, path, blog.id)

    yield from _on_themes(blog, settings)
    length = grapheme_count(blog.subtitle)
    if length > settings.rules.subtitle:
        message = f"the sub-title has {length} characters and may have {settings.rules.subtitle}: ask for a shorter one"
        yield say(ERROR, "subtitle", message, "subtitle")
    if blog.hook is not None and grapheme_count(blog.hook) > HOOK_LIMIT:
        yield say(WARNING, "hook", f"the hook has {grapheme_count(blog.hook)} characters; {HOOK_LIMIT} are shown before the fold", "hook")
    yield from _on_words(blog, settings)
    yield from _on_approval(blog, settings)
    yield from _on_title(blog, settings)
    yield from _on_people(blog)
    if blog.url is None:
        yield say(WARNING, "no_address", "the page's address is still to come: its posts cannot be approved until it is known")
    else:
        for complaint in _on_link(blog.url, settings, ("url",), blog.id):
            yield complaint
    if blog.sample:
        yield say(NOTE, "sample", "a sample: the contributor is invented", "sample")


def _on_themes(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    known = {theme.id for theme in settings.themes}
    for index, theme in enumerate(blog.themes):
        if theme not in known:
            message = f'there is no theme "{theme}": the themes are {", ".join(sorted(known))}'
            yield Complaint(ERROR, "unknown_theme", message, ("themes", index), blog.id)
    days = [day.date for day in settings.days if day.theme == blog.home]
    if blog.home in known and not days:
        message = f'the first theme, "{blog.home}", is the blog\'s home and has no day in the week: put another first'
        yield Complaint(ERROR, "no_home", message, ("themes",), blog.id)
    if blog.live_from is not None and days and blog.live_from.date() > max(days):
        message = f"the page is live from {blog.live_from:%Y-%m-%d %H:%M}, after the blog's own day ({max(days)})"
        yield Complaint(WARNING, "live_from", message, ("live_from",), blog.id)


def _on_words(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    text = words.plain(blog.body)
    count, (fewest, most) = words.count(text), settings.rules.words
    if not fewest <= count <= most:
        far = not fewest * (1 - FAR) <= count <= most * (1 + FAR)
        much = "far from" if far else "a little outside"
        message = f"the blog has {count} words, {much} the {fewest}-{most} of the call"
        yield Complaint(WARNING, "words_far" if far else "words", message, (), blog.id)
    for index, quotation in enumerate(blog.quotes):
        if not words.contains(text, quotation):
            message = f"this quotation does not stand word for word in the blog, so it will not be used: “{quotation[:60]}”"
            yield Complaint(WARNING, "quotation", message, ("quotes", index), blog.id)
    known = words.figures(" ".join((text, blog.title, blog.subtitle)))
    for path, said in ((("hook",), blog.hook or ""), *((("points", i), point) for i, point in enumerate(blog.points))):
        if strange := sorted(words.figures(said) - known):
            yield Complaint(WARNING, "figure", f"{', '.join(strange)} does not stand in the blog", path, blog.id)
    for path, said in ((("title",), blog.title), (("subtitle",), blog.subtitle), ((), text)):
        for message in disagreeing_dates(said, year=settings.days[0].date.year):
            yield Complaint(WARNING, "weekday", message, path, blog.id)


def _on_approval(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    if is_late(blog, settings) and blog.status is BlogStatus.APPROVED:
        when = f"received {blog.received:%Y-%m-%d %H:%M}, after the deadline {settings.deadline:%Y-%m-%d %H:%M}"
        if blog.accepted_late_by is None:
            message = f"{when}: it is not promoted unless somebody accepts it (accepted_late_by)"
            yield Complaint(WARNING, "late", message, ("received",), blog.id)
        else:
            yield Complaint(NOTE, "late_accepted", f"{when}, and accepted by {blog.accepted_late_by}", ("received",), blog.id)
    if blog.status is BlogStatus.APPROVED and blog.approved_by is None:
        yield Complaint(WARNING, "approved_by", "approved, but nobody is named (approved_by)", ("status",), blog.id)
    if blog.status is BlogStatus.SUBMITTED:
        yield Complaint(NOTE, "submitted", "submitted, not yet approved: it is not promoted", ("status",), blog.id)


def _on_title(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    organisations = dict.fromkeys(author.organisation for author in blog.authors if author.organisation)
    clean = clean_title(blog.title, hashtag=settings.hashtag, organisations=organisations)
    if clean != blog.title:
        message = f"the page title repeats the organisation or the hashtag; posts will say “{clean}”"
        yield Complaint(WARNING, "page_title", message, ("title",), blog.id)


def _on_people(blog: Blog) -> Iterator[Complaint]:
    for index, author in enumerate(blog.authors):
        path = ("authors", index)
        by_line = ", ".join(part for part in (author.name, author.role, author.organisation) if part)
        if twice := words.doubled(by_line):
            yield Complaint(WARNING, "by_line", f"the by-line says “{twice}” twice in a row: {by_line}", path, blog.id)
        elif author.role and author.organisation and author.organisation.casefold() in author.role.casefold():
            yield Complaint(WARNING, "by_line", f"the role already names the organisation: {by_line}", path, blog.id)
        if by_line.endswith((".", ",", ";")):
            yield Complaint(WARNING, "by_line", f"the by-line ends with a stray mark: {by_line}", path, blog.id)
        if author.mention == "handle" and author.x is None:
            yield Complaint(WARNING, "handle", f"{author.name} wants the handle named, and it is not known", path, blog.id)


def _on_link(address: str, settings: Settings, path: tuple[str | int, ...], blog: str | None) -> Iterator[Complaint]:
    if names := links.tracking_in(address):
        message = f"the address carries somebody else's tracking ({', '.join(names)}), which will be removed"
        yield Complaint(WARNING, "tracking", message, path, blog)
    if "%40" in address or "@" in address:
        yield Complaint(WARNING, "address_person", "the address seems to carry somebody's e-mail", path, blog)
    if not links.may_live_at(address, settings.rules.hosts):
        message = f"{links.host(address)} is none of the hosts where pages may live ({', '.join(settings.rules.hosts)})"
        yield Complaint(WARNING, "host", message, path, blog)
    if address.lower().startswith("http:"):
        yield Complaint(WARNING, "insecure", "the address is http, not https: readers' browsers will warn", path, blog)


def _on_all(blogs: Sequence[Blog], settings: Settings) -> Iterator[Complaint]:
    live = sorted((blog for blog in blogs if blog.status is BlogStatus.APPROVED), key=received_order)
    cap = settings.rules.per_organisation
    by_organisation = Counter[str]()
    handles: defaultdict[str, set[str]] = defaultdict(set)
    addresses: dict[str, str] = {}
    for blog in live:
        organisation = blog.organisation
        if organisation:
            by_organisation[organisation.casefold()] += 1
            if cap is not None and by_organisation[organisation.casefold()] > cap:
                message = f"{organisation} has {by_organisation[organisation.casefold()]} blogs; the call allows {cap} each"
                yield Complaint(WARNING, "cap", message, ("authors", 0), blog.id)
        for index, author in enumerate(blog.authors):
            if author.x:
                handles[author.x.casefold()].add(author.name)
                if len(handles[author.x.casefold()]) > 1:
                    message = f"{author.x} is given for {' and '.join(sorted(handles[author.x.casefold()]))}: whose is it?"
                    yield Complaint(WARNING, "handle", message, ("authors", index), blog.id)
        if blog.url is not None:
            other = addresses.setdefault(blog.url, blog.id)
            if other != blog.id:
                yield Complaint(WARNING, "same_address", f"this is also the address of {other}", ("url",), blog.id)


def disagreeing_dates(text: str, *, year: int) -> Iterator[str]:
    """A sentence for each date in `text` that names the wrong weekday, such as "Monday 14 September" in 2021."""
    pattern = rf"\b({'|'.join(WEEKDAYS)}),? (\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b"
    for match in re.finditer(pattern, text):
        weekday, day, month, written_year = match.groups()
        try:
            real = date(int(written_year or year), MONTHS.index(month) + 1, int(day))
        except ValueError:
            yield f"there is no {day} {month} {written_year or year}"
            continue
        if WEEKDAYS[real.weekday()] != weekday:
            yield f"{day} {month} {real.year} is a {WEEKDAYS[real.weekday()]}, not a {weekday}"


def _campaign_texts(settings: Settings) -> Iterable[tuple[tuple[str | int, ...], str]]:
    yield ("name",), settings.name
    for index, theme in enumerate(settings.themes):
        yield ("themes", index), f"{theme.line or ''}\n{theme.description}"
    for index, assumption in enumerate(settings.assumptions):
        yield ("assumptions", index), assumption.says


def _networks(settings: Settings) -> set[str]:
    return {name.value for name in ChannelName if getattr(settings.channels, name.value) is not None}


def received_order(blog: Blog) -> tuple[datetime, str]:
    """Blogs in the order in which they came; those without a time last."""
    return (blog.received or datetime.max, blog.id)

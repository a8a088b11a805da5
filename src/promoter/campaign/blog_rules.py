"""What the call and a careful editor ask of one blog: its themes, words, title, people, address and times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promoter.campaign import links, words
from promoter.campaign.alt_texts import ALT_LIMIT_LINKEDIN, ALT_LIMIT_X, on_alt
from promoter.campaign.dates import disagreeing_dates
from promoter.campaign.document import UNPRINTABLE, unprintable
from promoter.campaign.findings import Complaint, Level
from promoter.campaign.model import Author, Blog, BlogStatus, Settings, is_late
from promoter.campaign.partial import as_far_as_read
from promoter.campaign.titles import clean_title
from promoter.graphemes import grapheme_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.campaign.document import Path

HOOK_LIMIT = 140
BODY: Path = ("body",)
ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


def on_blog(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    """Complaints about one blog, as if it were to be promoted."""
    text = words.plain(blog.body)
    for complaints in (
        _on_themes(blog, settings),
        _on_subtitle(blog, settings),
        _on_hook(blog),
        _on_count(blog, settings, text),
        _on_quotes(blog, text),
        _on_figures(blog, text),
        _on_dates(blog, settings),
        _on_body(blog, settings),
        _on_letters(blog),
        _on_time(blog, settings),
        _on_status(blog),
        _on_title(blog, settings),
        _on_authors(blog),
        _on_address(blog, settings),
        _on_suggested(blog),
        _on_picture(blog, settings),
        _on_guesses(blog),
        _on_sample(blog),
    ):
        yield from as_far_as_read(complaints)


def _on_suggested(blog: Blog) -> Iterator[Complaint]:
    for name, network in (("x", "X"), ("linkedin", "LinkedIn")):
        if suggested := getattr(blog.suggested, name):
            told = f"the contributor suggests for {network} (promoter edit takes it, if you choose it): “{suggested}”"
            yield Complaint(NOTE, "suggested", told, ("suggested", name), blog.id)


def _on_picture(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    if blog.image is not None:
        most = ALT_LIMIT_X if settings.channels.x is not None else ALT_LIMIT_LINKEDIN
        known = (blog.title, blog.subtitle)
        for level, message in on_alt(blog.image.alt, file=blog.image.file, known=known, most=most):
            yield Complaint(level, "alt", message, ("image", "alt"), blog.id)


def _on_guesses(blog: Blog) -> Iterator[Complaint]:
    for fact, source in blog.source.guessed.items() if blog.source is not None else ():
        message = f"{fact} was guessed ({source}): see whether it is right; approving the blog confirms it"
        yield Complaint(WARNING, "guessed", message, ("source", "guessed", fact), blog.id)


def _on_sample(blog: Blog) -> Iterator[Complaint]:
    if blog.sample:
        yield Complaint(NOTE, "sample", "a sample: the contributor is invented", ("sample",), blog.id)


def _on_themes(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    known = {theme.id for theme in settings.themes}
    for index, theme in enumerate(blog.themes):
        if theme not in known:
            message = f'there is no theme "{theme}": the themes are {", ".join(sorted(known))}'
            yield Complaint(ERROR, "unknown_theme", message, ("themes", index), blog.id)
    days = [day.date for day in settings.days if day.theme == blog.home]
    if blog.home in known and not days:
        message = f'the first theme, "{blog.home}", is the blog\'s home and has no day in the week: put another first'
        yield Complaint(ERROR, "no_home", message, ("themes", 0), blog.id)
    if blog.live_from is not None and days and blog.live_from.date() > max(days):
        message = f"the page is live from {blog.live_from:%Y-%m-%d %H:%M}, after the blog's own day ({max(days)})"
        yield Complaint(WARNING, "live_from", message, ("live_from",), blog.id)


def _on_subtitle(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    length, most = grapheme_count(blog.subtitle), settings.rules.subtitle
    if length > most:
        message = f"the sub-title has {length} characters and may have {most}: ask for a shorter one"
        yield Complaint(ERROR, "subtitle", message, ("subtitle",), blog.id)


def _on_hook(blog: Blog) -> Iterator[Complaint]:
    if blog.hook is not None and (length := grapheme_count(blog.hook)) > HOOK_LIMIT:
        message = (
            f"the hook has {length} characters; readers see about {HOOK_LIMIT} before they open the post: shorten it"
        )
        yield Complaint(WARNING, "hook", message, ("hook",), blog.id)


def _on_count(blog: Blog, settings: Settings, text: str) -> Iterator[Complaint]:
    count, (fewest, most) = words.count(text), settings.rules.words
    if fewest <= count <= most:
        return
    far = count * 10 < fewest * 9 or count * 10 > most * 11
    asked = f"the {fewest}-{most} of the call"
    message = (
        f"the blog has {count} words, {'well ' if far else 'a little '}outside {asked}: see whether it may stay so"
    )
    if count == 0:
        message = f"the blog has no text yet: the call asks for {asked.removeprefix('the ').split()[0]} words"
    yield Complaint(WARNING, "words_far" if far else "words", message, BODY, blog.id)


def _on_quotes(blog: Blog, text: str) -> Iterator[Complaint]:
    """What posts may quote has to stand in the blog."""
    comparable = words.alike(text)
    for index, quotation in enumerate(blog.quotes):
        if not words.is_said_in(comparable, quotation):
            message = f"this does not stand word for word in the blog, so it will not be quoted: “{quotation[:60]}”"
            yield Complaint(WARNING, "quotation", message, ("quotes", index), blog.id)


def _on_figures(blog: Blog, text: str) -> Iterator[Complaint]:
    """So has every figure that they may say."""
    known = words.figures(f"{text} {blog.title} {blog.subtitle}")
    said: list[tuple[Path, str]] = [(("hook",), blog.hook or "")]
    said += [(("points", index), point) for index, point in enumerate(blog.points)]
    for path, sentence in said:
        if strange := sorted(words.figures(sentence) - known):
            message = f"{', '.join(strange)} does not stand in the blog: check the figure"
            yield Complaint(WARNING, "figure", message, path, blog.id)


def _on_dates(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    year = settings.days[0].date.year
    for key in ("title", "subtitle", "hook"):
        for _, message in disagreeing_dates(getattr(blog, key) or "", year=year):
            yield Complaint(WARNING, "weekday", message, (key,), blog.id)


def _on_body(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    year = settings.days[0].date.year
    for position, message in disagreeing_dates(blog.body, year=year):
        yield Complaint(WARNING, "weekday", message, BODY, blog.id, blog.body.count("\n", 0, position))


def _on_letters(blog: Blog) -> Iterator[Complaint]:
    if found := UNPRINTABLE.search(blog.body):
        below = blog.body.count("\n", 0, found.start())
        yield Complaint(WARNING, "control", unprintable(found[0]), BODY, blog.id, below)


def _on_time(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    if is_late(blog, settings):
        when = f"received {blog.received:%Y-%m-%d %H:%M}, after the deadline ({settings.deadline:%Y-%m-%d %H:%M})"
        if blog.accepted_late_by is None:
            message = f"{when}: it is not promoted unless somebody accepts it (accepted_late_by)"
            yield Complaint(WARNING, "late", message, ("received",), blog.id)
        else:
            message = f"{when}, and accepted by {blog.accepted_late_by}"
            yield Complaint(NOTE, "late_accepted", message, ("received",), blog.id)
    elif blog.received is None and settings.deadline is not None:
        message = "nobody wrote when it came (received), so it counts as in time"
        yield Complaint(NOTE, "received", message, (), blog.id)


def _on_status(blog: Blog) -> Iterator[Complaint]:
    if blog.status is BlogStatus.APPROVED and blog.approved_by is None:
        message = "approved, and nobody is named: say who (approved_by)"
        yield Complaint(WARNING, "approved_by", message, ("status",), blog.id)
    if blog.status is BlogStatus.SUBMITTED:
        message = "submitted, not yet approved: it is not promoted"
        yield Complaint(NOTE, "submitted", message, ("status",), blog.id)


def _on_title(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    organisations = dict.fromkeys(author.organisation for author in blog.authors if author.organisation)
    clean = clean_title(blog.title, hashtag=settings.hashtag, organisations=organisations)
    if clean != blog.title:
        message = f"the page title repeats the organisation or the hashtag; posts will say “{clean}”"
        yield Complaint(WARNING, "page_title", message, ("title",), blog.id)


def _on_authors(blog: Blog) -> Iterator[Complaint]:
    for index, author in enumerate(blog.authors):
        yield from _on_author(author, ("authors", index), blog.id)


def _on_author(author: Author, path: Path, blog: str) -> Iterator[Complaint]:
    parts = [part for part in (author.name, author.role, author.organisation) if part]
    by_line = ", ".join(parts)
    if twice := next(filter(None, map(words.doubled, parts)), None):
        yield Complaint(WARNING, "by_line", f"the by-line says “{twice}” twice in a row: {by_line}", path, blog)
    elif author.role and author.organisation and _names(author.role, author.organisation):
        yield Complaint(WARNING, "by_line", f"the role already names the organisation: {by_line}", path, blog)
    if by_line.endswith((".", ",", ";")) and not by_line.casefold().endswith((" ltd.", " inc.", " co.", " plc.")):
        yield Complaint(WARNING, "by_line", f"the by-line ends with a stray mark: {by_line}", path, blog)
    if author.mention == "handle" and author.x is None:
        message = f"{author.name} wants the handle named, and it is not known: ask for it (x)"
        yield Complaint(WARNING, "handle", message, path, blog)


def _names(role: str, organisation: str) -> bool:
    if organisation.casefold() not in role.casefold():
        return False
    return re.search(rf"(?<!\w){re.escape(organisation)}(?!\w)", role, re.IGNORECASE) is not None


def _on_address(blog: Blog, settings: Settings) -> Iterator[Complaint]:
    if blog.url is None:
        message = "the page's address is still to come (url): its posts cannot be approved until it is known"
        yield Complaint(WARNING, "no_address", message, ("url",), blog.id)
        return
    yield from on_link(blog.url, ("url",), blog.id)
    if not links.may_live_at(blog.url, settings.rules.hosts):
        message = f"{links.host(blog.url)} is none of the hosts where pages may live ({', '.join(settings.rules.hosts)}), so its posts would be held and not sent"
        yield Complaint(WARNING, "host", message, ("url",), blog.id)


def on_link(address: str, path: Path, blog: str | None = None) -> Iterator[Complaint]:
    """Complaints about a web address that posts will carry."""
    if names := links.tracking_in(address):
        message = f"the address carries somebody else's tracking ({', '.join(names)}), which will be removed"
        yield Complaint(WARNING, "tracking", message, path, blog)
    if links.names_a_reader(address):
        message = "the address seems to carry somebody's e-mail: take the page's own address"
        yield Complaint(WARNING, "address_person", message, path, blog)
    if address.lower().startswith("http:"):
        message = "the address is http, not https, and browsers warn its readers, so posts that lead there are held and not sent: try it with https"
        yield Complaint(WARNING, "insecure", message, path, blog)

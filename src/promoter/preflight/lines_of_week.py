"""The lines about posts: is everything approved, is nothing missing, are the pictures as they were approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.approval import remarks_beside
from promoter.campaign.model import ChannelName, Kind, is_promoted
from promoter.ledger.holds import CHOOSE
from promoter.posts import x_text
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import dated, listed
from promoter.preflight.lines import LOOK, NOT_READY, READY, Detail, Line, counted, named
from promoter.preflight.lines_of_pictures import of_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from promoter.ledger.rows import PostRow
    from promoter.preflight.seen import Seen

OF_BLOGS = {Kind.OPENER, Kind.ROUND_UP}  #: kinds that speak of the blogs of their day


def of_week(seen: Seen) -> Iterator[Line]:
    """The posts, one question after the other."""
    yield _approved(seen)
    yield from _in_trouble(seen)
    yield _days(seen)
    yield _blogs(seen)
    yield _promised(seen)
    yield from of_pictures(seen)
    yield _times(seen)
    yield _handles(seen)
    yield _assumptions(seen)


def _approved(seen: Seen) -> Line:
    to_come = seen.to_come
    if not to_come:
        todo = "An editor gives posts whose time has passed a new one on the page Move, or brings in blogs (promoter shift, promoter load)."
        return Line("approval", "approval", NOT_READY, "no post is to come", todo)
    pending = [post for post in to_come if post.status is Status.PENDING]
    if not pending:
        return Line("approval", "approval", READY, f"{counted(len(to_come), 'post')} to come, all approved")
    says = (
        f"{len(pending)} of {counted(len(to_come), 'post')} to come {'is' if len(pending) == 1 else 'are'} not approved"
    )
    people = sorted({person for post in pending for person in seen.able.get(post.written_by, ())})
    who = listed(people).replace(" and ", " or ") if people else "somebody who is not here yet: see who may approve"
    todo = f"{_to_choose(pending)}To be approved on the board by {who} (or promoter approve)."
    return Line("approval", "approval", NOT_READY, says, todo, tuple(_waiting(seen, post, people) for post in pending))


def _to_choose(pending: list[PostRow]) -> str:
    """What has to be done first where the files changed under somebody's words: nobody can approve two wordings."""
    two = sum(post.hold == CHOOSE[0] for post in pending)
    if not two:
        return ""
    where = "on its page" if two == 1 else "each on its page"
    return f"Somebody first chooses between the two wordings of {counted(two, 'post')}, {where} (or promoter edit --keep or --composed). "


def _waiting(seen: Seen, post: PostRow, people: list[str]) -> Detail:
    """The post, what keeps it back besides, and who can approve it where that is not everybody who can approve any."""
    able = seen.able.get(post.written_by, ())
    why = post.hold_reason or ("" if sorted(able) == people else f"only {named(able) or 'nobody'} can")
    return seen.detail(post, why)


def _in_trouble(seen: Seen) -> Iterator[Line]:
    """What nobody can wait out: posts that failed, are unclear, or whose time has passed."""
    groups = (
        ("refused", NOT_READY, [post for post in seen.posts if post.status is Status.FAILED],
         "refused by a network", "An editor changes them or takes them out, on the page Needs somebody (or promoter edit, promoter withdraw)."),
        ("unclear", NOT_READY, [post for post in seen.posts if post.status is Status.UNCLEAR],
         "of which nobody can tell whether it went out", "Look on the network, then settle each on the page Needs somebody (or promoter resolve)."),
        ("held", NOT_READY, [post for post in seen.to_come if post.status is Status.APPROVED and post.hold],
         "approved and kept back", "See what keeps each back, and mend that."),
        ("missed", LOOK, [post for post in seen.posts if post.status is Status.PENDING and post.at < seen.now],
         "with their time passed", "An editor gives them another time or takes them out (promoter move, promoter withdraw)."),
    )  # fmt: skip
    for code, standing, posts, what, todo in groups:
        if posts:
            details = tuple(seen.detail(post, post.hold_reason or post.trouble or "") for post in posts)
            yield Line(code, code, standing, f"{counted(len(posts), 'post')} {what}", todo, details)


# --------------------------------------------------------------------------------------------------------------- no gaps


def _days(seen: Seen) -> Line:
    """Every day of the campaign has a post on every network, unless it is past."""
    settings = seen.campaign.settings
    today = seen.now.astimezone(settings.zone).date()
    there = {(post.day, post.channel) for post in seen.posts if post.status is not Status.WITHDRAWN}
    missing = [
        f"{dated(day.date)}: nothing on {channel.shown}"
        for day in sorted(settings.days, key=lambda day: day.date)
        for channel in _networks(seen)
        if day.date >= today and (day.date, channel) not in there
    ]
    if missing:
        todo = "An editor brings in a blog for the day, or writes a post on the page Write (or promoter write)."
        says = f"{counted(len(missing), 'time')} a network has nothing on a day"
        return Line("days", "days", NOT_READY, says, todo, tuple(map(Detail, missing)))
    return Line("days", "days", READY, "every day has posts on every network")


def _networks(seen: Seen) -> tuple[ChannelName, ...]:
    return tuple(name for name in ChannelName if getattr(seen.campaign.settings.channels, name.value) is not None)


def _blogs(seen: Seen) -> Line:
    """Every blog that is promoted has its post on every network on which blogs are wanted."""
    if seen.files is None:
        says = f"the campaign's files are not on this machine, or have errors: {seen.campaign.folder}"
        return Line("blogs", "blogs", LOOK, says, "Look where its files are (promoter check).")
    there = {
        (post.blog, post.channel)
        for post in seen.posts
        if post.kind is Kind.BLOG and post.status is not Status.WITHDRAWN
    }
    blogs = [blog for blog in seen.files.blogs if is_promoted(blog, seen.files)]
    wanted = [name for name in _networks(seen) if seen.files.kinds.wants(Kind.BLOG, name)]
    missing = [
        f"“{blog.title}” ({blog.id}): no post on {name.shown}"
        for blog in blogs
        for name in wanted
        if (blog.id, name) not in there
    ]
    if missing:
        says = f"{counted(len(missing), 'post')} of approved blogs {'is' if len(missing) == 1 else 'are'} missing"
        todo = (
            "An editor puts back in what was taken out, on the post's page, or takes the week's files in on the page Facts "
            "(promoter reopen, promoter load)."
        )
        return Line("blogs", "blogs", NOT_READY, says, todo, tuple(map(Detail, missing)))
    return Line(
        "blogs",
        "blogs",
        READY,
        f"{counted(len(blogs), 'approved blog has its', 'approved blogs have their')} posts on every network",
    )


def _promised(seen: Seen) -> Line:
    """A day's opener and round-up speak of the day's blogs as they were loaded; those have to come, or the words to change."""
    gone, there = _blogs_by_day(seen, out=True), _blogs_by_day(seen, out=False)
    of_day = [post for post in seen.to_come if post.kind in OF_BLOGS]
    broken = [post for post in of_day if not post.edited and gone.get((post.day, post.channel))]
    if broken:
        details = tuple(seen.detail(post, f"it counts {named(gone[post.day, post.channel])}") for post in broken)
        says = f"{counted(len(broken), 'post counts', 'posts count')} a blog whose own post was taken out"
        todo = "An editor changes the words, or puts the blog's post back in (promoter edit, promoter reopen)."
        return Line("promised", "promises", NOT_READY, says, todo, details)
    empty = [post for post in of_day if not there.get((post.day, post.channel))]
    if empty:
        details = tuple(map(seen.detail, empty))
        says = f"{counted(len(empty), 'post opens', 'posts open')} a day on which no blog comes"
        return Line(
            "promised", "promises", LOOK, says, "An editor brings in a blog for the day, or takes them out.", details
        )
    return Line("promised", "promises", READY, "no opener or round-up promises a blog that is not there")


def _blogs_by_day(seen: Seen, *, out: bool) -> dict[tuple[date, ChannelName], list[str]]:
    """The blogs that have a post on a day and network, or had one that was taken out though the blog is promoted still."""
    promoted = None if seen.files is None else {blog.id for blog in seen.files.blogs if is_promoted(blog, seen.files)}
    found: dict[tuple[date, ChannelName], list[str]] = {}
    for post in seen.posts:
        if post.kind is not Kind.BLOG or post.blog is None or (post.status is Status.WITHDRAWN) is not out:
            continue
        if not out or promoted is None or post.blog in promoted:
            found.setdefault((post.day, post.channel), []).append(post.blog)
    return found


# ------------------------------------------------------------------------------------------------------- what to look at


def _times(seen: Seen) -> Line:
    odd = []
    for post in seen.to_come:
        queue = [other for other in seen.alongside if other.account == post.account]
        remarks = remarks_beside(post, seen.campaign.settings, queue)
        odd += [seen.detail(post, remark.message) for remark in remarks]
    if odd:
        says = f"{counted(len(odd), 'time')} {'is' if len(odd) == 1 else 'are'} odd"
        return Line("times", "times", LOOK, says, "Right if meant so; else an editor moves the post.", tuple(odd))
    return Line("times", "times", READY, "all are such as the campaign's timetable would choose")


def _handles(seen: Seen) -> Line:
    """A handle that nobody looked up may be a stranger's; what the files guess or lack is not confirmed by anybody."""
    files = seen.files
    promoted = [blog for blog in files.blogs if is_promoted(blog, files)] if files is not None else []
    doubtful = [
        f"“{blog.title}”: {fact} was guessed ({source})"
        for blog in promoted
        for fact, source in (blog.source.guessed.items() if blog.source is not None else ())
    ]
    doubtful += [
        f"“{blog.title}”: {author.name} wants the handle named, and it is not known"
        for blog in promoted
        for author in blog.authors
        if author.mention == "handle" and author.x is None
    ]
    if doubtful:
        says = f"{counted(len(doubtful), 'fact is', 'facts are')} guessed or missing, and nobody has confirmed them"
        todo = "Ask the contributor, and write it on the blog's own page; the page Facts (or promoter correct-handle) puts one right everywhere."
        return Line("handles", "names and handles", LOOK, says, todo, tuple(map(Detail, doubtful)))
    on_x = [post.said.text for post in seen.to_come if post.channel is ChannelName.X]
    mentions = {f"@{tag.text}" for text in on_x for tag in x_text.mentions(text)}
    says = f"none is guessed or missing; the posts name {named(sorted(mentions)) or 'no handle'}"
    return Line("handles", "names and handles", READY, says)


def _assumptions(seen: Seen) -> Line:
    assumed = seen.campaign.open_assumptions
    if not assumed:
        return Line("assumptions", "assumptions", READY, "nothing is assumed that nobody has confirmed")
    details = tuple(Detail(f"{one.about}: {one.says}") for one in assumed)
    todo = "Whoever knows confirms each, on the page Facts (or promoter confirm)."
    says = f"{counted(len(assumed), 'thing is', 'things are')} assumed that nobody has confirmed"
    return Line("assumptions", "assumptions", LOOK, says, todo, details)

"""A change shown with all that comes of it, and then done as it was shown; what cannot be is said beside the field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from promoter import approval, editing
from promoter.editing import FilesWouldBeWrong
from promoter.errors import CampaignInvalid, Mistake, NotPossible, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.posts.lifecycle import Status
from promoter.posts.phrases import listed
from promoter.reporting.peoples_words import in_people_words
from promoter.web.facts import files_of
from promoter.web.look import things
from promoter.web.sweep import called, headed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.campaign.findings import Finding
    from promoter.editing import Change, Effect
    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.posts.model import Remark
    from promoter.web.visit import Visit

    Plan = Callable[[Connection], Effect]

_NOT_REPEATED = frozenset({"seal", "next", "again"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why nothing was done: about which field of the form, or about all of it if that is empty. `others` are wrong besides."""

    field: str
    says: str
    others: tuple[Wrong, ...] = ()


def look_then_do(
    visit: Visit, campaign: CampaignRow, plan: Plan,
    *, form: Callable[[Wrong], Response], back: str | None = None, typed: bool = False,
) -> Response:  # fmt: skip
    """Show what it comes to; once the form brings back the seal of what was shown, do that.

    `form` shows the form again, with what was typed and why that cannot be. `typed`: it is one that people type into, so
    there is a way back to it that loses nothing.
    """
    if typed and visit.form.get("again"):
        answer = form(Wrong("", ""))
        answer.status_code = 200  # nothing is wrong with it
        return answer
    seal, back = visit.form.get("seal"), back or f"/weeks/{campaign.slug}"
    why = ""
    try:
        if seal:
            effect = editing.do(visit.wiring.ledger, plan, now=visit.now, seen=seal)
            return visit.on(back, _done(effect))
    except (NotPossible, UsageProblem, CampaignInvalid) as problem:
        why = in_people_words(str(problem))
    try:
        with visit.wiring.ledger.read() as conn:
            effect = plan(conn)
            ends = {change.key: _ends(conn, visit, change) for change in effect.changes}
    except (NotPossible, UsageProblem, CampaignInvalid) as problem:
        return form(_wrong(problem))
    return _effect(visit, campaign, effect, ends, back=back, why=why, typed=typed)


def _ends(conn: Connection, visit: Visit, change: Change) -> tuple[Remark, ...]:
    """What ends before the new time of a post."""
    if not change.timed:
        return ()
    return approval.remarks_on_ends(conn, change.after, version_ends=visit.wiring.version_ends)


def _effect(
    visit: Visit, campaign: CampaignRow, effect: Effect, ends: Mapping[str, tuple[Remark, ...]],
    *, back: str, why: str, typed: bool,
) -> Response:  # fmt: skip
    titles = _titles(campaign)
    names = {change.key: f"“{headed(change.after)}” on {change.after.channel.shown}" for change in effect.changes}
    names |= {blog: f"“{title}”" for blog, title in titles.items()}
    return visit.page(
        "effect.html",
        status=409 if why else 200,
        title=effect.says,
        campaign=campaign,
        effect=effect,
        ends=ends,
        why=why,
        files=_files(effect, titles),
        warnings=[in_people_words(_by_name(said, names)) for said in effect.warnings],
        findings=[in_people_words(_by_name(_found(finding, titles), names)) for finding in effect.findings],
        told=lambda remark: in_people_words(_by_name(remark.message, names)),
        called=lambda post: _called(post, effect),
        again=[(name, value) for name, value in visit.form.items() if name not in _NOT_REPEATED],
        back=back,
        typed=typed,
    )


def _called(post: PostRow, effect: Effect) -> str:
    return f"“{headed(post)}”, {called(post, effect.zone)}" if post.page_titles else called(post, effect.zone)


def _by_name(text: str, names: dict[str, str]) -> str:
    """The text with posts and blogs called by their titles."""
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    found = re.compile(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w/-])")
    return found.sub(lambda match: names[match[0]], text)


def _found(finding: Finding, titles: Mapping[str, str]) -> str:
    """What is to look at, with the blog that it is about."""
    title = titles.get(Path(finding.file).stem)
    return f"“{title}”: {finding.message}" if title else finding.message


def _titles(campaign: CampaignRow) -> dict[str, str]:
    """The blogs' titles by the names of their files, as far as the files can be read."""
    known = files_of(campaign)
    return {blog.id: blog.title for blog in known.blogs} if known else {}


def _wrong(problem: Exception) -> Wrong:
    if isinstance(problem, FilesWouldBeWrong):
        says = " ".join(["Nothing was changed.", *(in_people_words(one) for one in problem.says)])
        each = zip_longest(problem.about, problem.says[: len(problem.about) or None], fillvalue="")
        return Wrong("", says, tuple(Wrong(about, in_people_words(one)) for about, one in each))
    if isinstance(problem, Mistake):
        return Wrong(problem.field, in_people_words(str(problem)), tuple(map(_wrong, problem.others)))
    return Wrong("", in_people_words(str(problem)))


def at_fields(wrong: Wrong, fields: Collection[str]) -> Wrong:
    """The same for a form that has these fields for facts: what is wrong with one is said there, and the rest above."""
    if wrong.field or not wrong.others:
        return wrong
    placed = {one.field: one for one in reversed(wrong.others) if one.field in fields}
    if not placed:
        return wrong
    rest = [one.says for one in wrong.others if one.field not in fields]
    first, *others = reversed(placed.values())
    if rest:
        return Wrong("", " ".join(["Nothing was changed.", *rest]), (first, *others))
    return Wrong(first.field, first.says, tuple(others))


def _done(effect: Effect) -> str:
    count = sum(change.after.status is Status.PENDING for change in effect.changes)
    waits = f" {things(count, 'post waits', 'posts wait')} for somebody else's approval." if count else ""
    return f"Done: {effect.says.rstrip('.')}.{waits}"


def _files(effect: Effect, titles: Mapping[str, str]) -> str:
    """What is written besides the posts, as people call it; nothing if only posts change."""
    blogs = [name.removeprefix("blogs/").rpartition(".")[0] for name in effect.files if name.startswith("blogs/")]
    facts = ["the facts of the week"] if len(blogs) < len(effect.files) else []
    if not effect.files:
        return ""
    return listed([*facts, *(f"the file of the blog “{titles.get(blog, blog)}”" for blog in blogs)])


# ---------------------------------------------------------------------------------------------------------------- fields


def the_campaign(visit: Visit) -> CampaignRow:
    with visit.wiring.ledger.read() as conn:
        return get_campaign(conn, visit.path["slug"])


def a_date(visit: Visit, name: str) -> date:
    """A day that was typed or chosen in this field."""
    try:
        return date.fromisoformat(visit.asked(name).strip())
    except ValueError:
        raise Mistake("choose a day, such as 13/09/2021", field=name) from None


def a_number(visit: Visit, name: str) -> int:
    """A whole number in this field; nothing there is none."""
    typed = visit.form.get(name, "").strip() or "0"
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > 3:
        raise Mistake("write a whole number, such as 1", field=name)
    return int(typed)

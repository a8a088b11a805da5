"""A draft of a campaign's files, loaded for show: which posts it changes, and which that are out already it would have."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promoter.approval.rights import may_write
from promoter.campaign.findings import Level
from promoter.campaign.model import Kind
from promoter.editing.effect import Effect, Left, tried
from promoter.editing.mistakes import FilesWouldBeWrong
from promoter.editing.naming import fact_at
from promoter.ledger.queue import list_posts
from promoter.offering import offer
from promoter.pictures.illustrating import illustrate
from promoter.planning import read
from promoter.posts.lifecycle import IN_WORDS, Status
from promoter.posts.phrases import number
from promoter.posts.x_text import ZERO_WIDTH_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from promoter.campaign.findings import Finding
    from promoter.campaign.loading import Loaded
    from promoter.campaign.model import Campaign
    from promoter.editing.draft import Draft
    from promoter.editing.effect import Change
    from promoter.ledger.rows import Actor, PostRow
    from promoter.posts.model import Post

_GONE = frozenset({Status.SENT, Status.SENDING, Status.UNCLEAR})


@dataclass(frozen=True)
class Deed:
    """What is done to the files' facts: `kind` for the record, `says` for people, `data` with both."""

    kind: str
    says: str
    data: Mapping[str, Any]


def plan_draft(
    conn: Connection,
    draft: Draft,
    deed: Deed,
    *,
    who: Actor,
    now: datetime,
    also: Callable[[Connection, datetime], None] | None = None,
    about: Path | None = None,
    out: Callable[[PostRow], str | None] | None = None,
) -> Effect:
    """What saving and loading a draft would do. Files with errors are refused: `CampaignInvalid` with the first ones.

    `also` is done after the load; of the file `about` all findings are told, of others the new ones; `out` says why a
    post that is out is to be put right, besides those of which the files say something else by then.
    """
    may_write(conn, who)
    slug = draft.folder.resolve().name
    old, was_composed = read(draft.folder, illustrate=illustrate)
    new, composed = read(draft.folder, instead=draft.texts, illustrate=illustrate)
    campaign = _valid(new, draft)
    _refuse_losses(old, new, draft)
    overflow: list[str] = []

    def load_and_more(conn: Connection, now: datetime) -> None:
        report = offer(conn, campaign, composed, folder=draft.folder, who=who, now=now)
        overflow[:] = [found.message for found in report.plan.timetable.overflow if found.code != "second_left_out"]
        if also is not None:
            also(conn, now)

    changes = tried(conn, slug, load_and_more, now=now)
    gone = [row for row in list_posts(conn, campaign=slug) if row.status in _GONE]
    left = list(_left(gone, out, _differing(was_composed, composed)))
    return Effect(
        campaign=slug,
        zone=campaign.zone,
        kind=deed.kind,
        says=deed.says,
        who=who,
        changes=changes,
        stays=tuple(one for one in left if one.post.status is not Status.SENT),
        out=tuple(one for one in left if one.post.status is Status.SENT),
        findings=tuple(_to_look_at(old, new, about)),
        warnings=(*overflow, *_room_for(changes)),
        data=deed.data,
        draft=draft,
        made=new.made,
        deed=load_and_more,
    )


def is_in_a_persons_words(row: PostRow) -> bool:
    """Words that no load changes."""
    return row.edited or row.kind is Kind.FREE


def shown_text(row: PostRow) -> str:
    """What people see of a post, and where it leads; without the marks that keep words from becoming links."""
    return f"{row.said.text} {row.said.link or ''}".replace(ZERO_WIDTH_SPACE, "")


def _valid(loaded: Loaded, draft: Draft) -> Campaign:
    if loaded.campaign is not None:
        return loaded.campaign
    written = {str(path) for path in draft.texts}
    first, *more = errors = sorted(loaded.errors, key=lambda finding: finding.file not in written)
    others = f", and {len(more)} more" if more else ""
    where = f"{draft.folder.name}/{first.file.removeprefix(f'{draft.folder}/')}, line {first.line}"
    raise FilesWouldBeWrong(
        f"nothing was changed, because the files would have an error: {where}: {first.message}{others}",
        [finding.message for finding in errors],
        about=[_about(loaded, draft, finding) for finding in errors],
    )


def _refuse_losses(old: Loaded, new: Loaded, draft: Draft) -> None:
    """A blog that nobody has decided about may have mistakes in its file, but no change of ours may make it unreadable."""
    before, after = ({blog.id for blog in one.campaign.blogs} if one.campaign else set() for one in (old, new))
    lost = sorted(path for path in draft.texts if path.stem in before - after)
    if not lost:
        return
    known = {(found.file, found.message) for found in old.findings}
    found = [one for one in new.findings if one.file == str(lost[0]) and (one.file, one.message) not in known]
    says = [one.message for one in found] or ["it could not be read any more"]
    sentence = f"nothing was changed, because {draft.named(lost[0])} would have an error: {says[0]}"
    raise FilesWouldBeWrong(sentence, says, about=[_about(new, draft, one) for one in found])


def _about(loaded: Loaded, draft: Draft, finding: Finding) -> str:
    """What the fact is called that a finding is about."""
    path = loaded.path_of(finding)
    return fact_at(path, draft.facts(Path(finding.file))) if path else ""


def _differing(before: Iterable[Post], after: Iterable[Post]) -> set[str]:
    """The keys of posts that say something else in `after`, or are no more."""
    said = {post.key: post.digest for post in after}
    return {post.key for post in before if said.get(post.key) != post.digest}


def _left(gone: Iterable[PostRow], out: Callable[[PostRow], str | None] | None, differing: set[str]) -> Iterator[Left]:
    for row in gone:
        reason = out(row) if out is not None else None
        if reason is None and row.key in differing:
            reason = "it says something that is not so any more: see whether to delete it, or to post a correction"
        if reason is None:
            continue
        if row.status is not Status.SENT:
            reason = f"{IN_WORDS[row.status]}, so it cannot be changed now; once it is out, {reason}"
        yield Left(post=row, reason=reason)


def _room_for(changes: Iterable[Change]) -> Iterator[str]:
    """Why posts come in that the change of a fact did not ask for."""
    come = [change.after for change in changes if change.new and change.after.kind is Kind.SECOND]
    if len(come) == 1:
        (title, *_) = (*come[0].page_titles, "a blog")
        yield f"A second post about “{title}” comes in, because the week has room for it now."
    elif come:
        yield f"{number(len(come)).capitalize()} second posts come in, because the week has room for them now."


def _to_look_at(old: Loaded, new: Loaded, about: Path | None) -> Iterator[Finding]:
    def said(finding: Finding) -> tuple[str, str, str]:
        return finding.file, finding.code, finding.message

    known = set(map(said, old.findings))
    for finding in new.findings:
        fresh = said(finding) not in known
        if finding.level is not Level.NOTE and (fresh or finding.file == str(about)):
            yield finding

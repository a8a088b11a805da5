"""A blog completed and put right on its own page: what posts are made of, who wrote it, its picture; shown first, then done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promoter import approval
from promoter.campaign.model import ChannelName
from promoter.editing import plan_blog_facts
from promoter.editing.blog_facts import as_stated
from promoter.editing.blog_picture import ALL, ALT, FILE, an_alt, keep_picture, kept_picture
from promoter.errors import Mistake, NotPossible, NotThere, PromoterError
from promoter.pictures.store import read_inside
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import deed, page
from promoter.web.blog_forms import AUTHORS, FACTS, PICTURE, authors_in, facts_in, forms_of, with_themes
from promoter.web.pages.contributors import about, blog_page
from promoter.web.pages.pictures import as_it_is
from promoter.web.pages.seen_first import Wrong, look_then_do

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.campaign.model import Blog, Campaign
    from promoter.editing import Effect
    from promoter.ledger.rows import CampaignRow
    from promoter.web.visit import Visit

_SAME = "nothing is different from what it is already"


def state(visit: Visit) -> Response:
    """Those facts of the blog that differ from what its file says: shown with what they do, and then done."""
    campaign, files, blog = about(visit)
    stated, form = facts_in(blog), with_themes(visit.form, blog)

    def changes() -> Mapping[str, Any]:
        if "theme" in form and not form["theme"]:
            raise Mistake("choose the theme on whose day it goes out", field="themes")
        typed = {name: as_stated(name, form[name]) for name in stated if name in form}
        return {name: value for name, value in typed.items() if value != as_stated(name, stated[name])}

    return _shown_then_done(visit, campaign, files, blog, changes, of=FACTS, typed=form)


def say_who(visit: Visit) -> Response:
    """What is said otherwise of the blog's authors, who comes in and who goes."""
    campaign, files, blog = about(visit)
    stated = authors_in(blog)
    names = [author.name for author in blog.authors]
    as_shown = [visit.form.get(f"authors.{number}.was") for number in range(len(names) + 1)] == [*names, ""]

    def changes() -> Mapping[str, Any]:
        if not as_shown:
            raise NotPossible(
                "The authors were changed meanwhile. This is who they are now: look again, then change it."
            )
        typed = {name: " ".join(visit.form[name].split()) for name in stated if name in visit.form}
        said = range(len(names))
        out = {f"authors.{number}": None for number in said if visit.form.get(f"authors.{number}.out")}
        changed = {name: value for name, value in typed.items() if value != stated[name]}
        no_email = {f"authors.{number}.email": None for number in said if visit.form.get(f"authors.{number}.no_email")}
        return changed | no_email | out

    return _shown_then_done(visit, campaign, files, blog, changes, of=AUTHORS, typed=visit.form if as_shown else {})


def illustrate(visit: Visit) -> Response:
    """A picture that is brought with words for it, other words, or no picture any more.

    What is brought is kept at once if it can be sent; no post carries it before the blog's file names it. So the form that
    does it brings back a name, which says what bytes it stands for, and nothing has to wait anywhere else.
    """
    campaign, files, blog = about(visit)
    with visit.wiring.ledger.read() as conn:
        approval.may_write(conn, visit.who)
    try:
        changes = _of_picture(visit, Path(campaign.folder), files, blog)
    except Mistake as problem:
        return _refused(visit, campaign, files, blog, Wrong(problem.field, in_people_words(str(problem))), of=PICTURE)
    if FILE in changes:
        visit = replace(visit, form={**visit.form, "kept": str(changes[FILE])})
    return _shown_then_done(visit, campaign, files, blog, lambda: changes, of=PICTURE)


def show_picture(visit: Visit) -> Response:
    """The blog's picture as it lies in the folder."""
    campaign, _, blog = about(visit)
    if blog.image is None:
        raise NotThere("The blog has no picture.")
    try:
        return as_it_is(read_inside(Path(campaign.folder), blog.image.file))
    except PromoterError as problem:
        raise NotPossible(f"The picture cannot be shown: {problem}") from None


# ----------------------------------------------------------------------------------------------------------------- details


def _shown_then_done(
    visit: Visit, campaign: CampaignRow, files: Campaign, blog: Blog, changes: Callable[[], Mapping[str, Any]],
    *, of: str, typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    def plan(conn: Connection) -> Effect:
        changed = changes()
        if not changed:
            raise Mistake(_SAME, field="")
        return plan_blog_facts(conn, Path(campaign.folder), blog.id, changed, who=visit.who, now=visit.now)

    return look_then_do(
        visit, campaign, plan, back=f"/weeks/{campaign.slug}/blogs/{blog.id}",
        form=lambda wrong: _refused(visit, campaign, files, blog, wrong, of=of, typed=typed),
        typed=of != PICTURE,  # a browser does not choose a file again
    )  # fmt: skip


def _refused(
    visit: Visit, campaign: CampaignRow, files: Campaign, blog: Blog, wrong: Wrong,
    *, of: str, typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    forms = forms_of(blog, typed=visit.form if typed is None else typed, of=of)
    return blog_page(visit, campaign, files, blog, wrong=wrong, forms=forms)


def _of_picture(visit: Visit, folder: Path, files: Campaign, blog: Blog) -> dict[str, str | None]:
    """What the form wants of the picture; what it brings is only kept if its words are right too."""
    if visit.form.get("what") == "away":
        return {ALL: None}
    typed, kept = visit.form.get(ALT, ""), visit.form.get("kept")
    if not visit.files and not kept:
        if blog.image is None:
            raise Mistake("choose a picture", field=FILE)
        if " ".join(typed.split()) == blog.image.alt:
            return {}
    alt = an_alt(typed, on_x=files.cadence(ChannelName.X) is not None)
    if kept:
        return {FILE: kept_picture(folder, blog.id, kept), ALT: alt}
    if visit.files:
        (_, content), *_ = visit.files
        return {FILE: keep_picture(folder, blog.id, content)[0], ALT: alt}
    return {ALT: alt}


ROUTES = [
    deed("/weeks/{slug}/blogs/{blog}/facts", state),
    deed("/weeks/{slug}/blogs/{blog}/authors", say_who),
    page("/weeks/{slug}/blogs/{blog}/picture", show_picture),
    deed("/weeks/{slug}/blogs/{blog}/picture", illustrate, files=True),
]

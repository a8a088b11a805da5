"""A blog's own page: who wrote it, what they signed off, what they want otherwise, and what they are sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from promoter.campaign import words
from promoter.campaign.model import is_promoted
from promoter.contributors import packing, signing_off
from promoter.contributors.corrections import decline_correction, plan_correction
from promoter.contributors.facts import CALLED, MENTIONS, blog_of
from promoter.contributors.letter import as_mail
from promoter.contributors.letters import called, letter_for, letters_of
from promoter.contributors.pack import after_the_week, before_the_week, pack_of, refuse_before_the_end
from promoter.editing import submissions
from promoter.errors import Mistake, NotPossible, NotThere, UsageProblem
from promoter.ledger.queue import get_posts
from promoter.reporting.peoples_words import in_people_words
from promoter.web.access import Need, deed, page
from promoter.web.blog_forms import forms_of
from promoter.web.facts import files_of
from promoter.web.pages.seen_first import Wrong, look_then_do, the_campaign

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from promoter.campaign.model import Blog, Campaign
    from promoter.contributors.signing_off import SignOff
    from promoter.ledger.letters import LetterRow
    from promoter.ledger.rows import CampaignRow, PostRow
    from promoter.ledger.signoffs import SignOffRow
    from promoter.web.blog_forms import Forms
    from promoter.web.visit import Visit


def show(
    visit: Visit, *, wrong: Wrong | None = None, link: str | None = None, made: SignOffRow | None = None
) -> Response:
    """Everybody who wrote the blog; after a link was made, with the link, which no other answer shows again."""
    campaign, files, blog = about(visit)
    return blog_page(visit, campaign, files, blog, wrong=wrong, link=link, made=made)


def ask(visit: Visit) -> Response:
    """Make a link for somebody to sign off by."""
    campaign, files, blog = about(visit)
    try:
        with visit.wiring.ledger.write() as conn:
            token, row = signing_off.make_link(
                conn, files, blog.id, visit.asked("person"), who=visit.who, now=visit.now, until=_until(visit)
            )
    except (UsageProblem, NotPossible) as problem:
        wrong = Wrong(visit.form.get("person", ""), in_people_words(str(problem)))
        return blog_page(visit, campaign, files, blog, wrong=wrong)
    return blog_page(visit, campaign, files, blog, link=f"{visit.home}/sign-off/{token}", made=row)


def end(visit: Visit) -> Response:
    campaign = the_campaign(visit)
    with visit.wiring.ledger.write() as conn:
        row = signing_off.end_link(conn, campaign.slug, int(visit.path["number"]), who=visit.who, now=visit.now)
    return visit.on(_page_of(campaign, row), f"The link of {row.person} leads nowhere any more.")


def take(visit: Visit) -> Response:
    """What the correction does, and then, as it was shown, the correction itself."""
    campaign, row = _correction(visit)
    linkedin = visit.form.get("linkedin", "").strip() or None
    return look_then_do(
        visit, campaign,
        lambda conn: plan_correction(
            conn, Path(campaign.folder), signing_off.by_number(conn, campaign.slug, row.id),
            who=visit.who, now=visit.now, linkedin=linkedin,
        ),
        form=lambda wrong: _after(visit, campaign, row, wrong), back=_page_of(campaign, row),
    )  # fmt: skip


def decline(visit: Visit) -> Response:
    campaign, row = _correction(visit)
    with visit.wiring.ledger.write() as conn:
        now_so = signing_off.by_number(conn, campaign.slug, row.id)
        decline_correction(conn, now_so, reason=visit.form.get("reason", ""), who=visit.who, now=visit.now)
    return visit.on(_page_of(campaign, row), f"Declined. {row.person} sees so by their link, as long as it works.")


def hand_over_packs(visit: Visit) -> Response:
    """The packs of a blog's authors, or of all promoted blogs, as one file to download; with links to sign off by, if wanted."""
    campaign = the_campaign(visit)
    files, folder = _files_of(campaign), Path(campaign.folder)
    wanted = visit.path.get("blog")
    blogs = [blog_of(files, wanted)] if wanted else [blog for blog in files.blogs if is_promoted(blog, files)]
    asking, after, ledger = bool(visit.form.get("sign_off")), visit.form.get("what") == "after", visit.wiring.ledger
    packs = []
    if after:
        refuse_before_the_end(files, visit.now)
        asking = False  # there is nothing to sign any more
    with ledger.write() if asking else ledger.read() as conn:
        for blog, author in ((one, author) for one in blogs for author in one.authors):
            link = None
            if asking:
                token, _ = signing_off.make_link(conn, files, blog.id, author.name, who=visit.who, now=visit.now)
                link = f"{visit.home}/sign-off/{token}"
            packs.append(pack_of(conn, files, blog, author, folder=folder, sign_off=link))
    letters = [(pack, after_the_week(pack) if after else before_the_week(pack)) for pack in packs]
    content = packing.zipped(packing.together(letters, now=visit.now, after=after))
    named = f"{campaign.slug}-{wanted or 'packs'}{'-after-the-week' if after else ''}.zip"
    headers = {"content-disposition": f'attachment; filename="{named}"'}
    return Response(content, media_type="application/zip", headers=headers)


# ----------------------------------------------------------------------------------------------------------------- details


def blog_page(
    visit: Visit, campaign: CampaignRow, files: Campaign, blog: Blog,
    *, wrong: Wrong | None = None, link: str | None = None, made: SignOffRow | None = None, forms: Forms | None = None,
) -> Response:  # fmt: skip
    """All of it; with `forms` where one of them came back and could not be taken."""
    with visit.wiring.ledger.read() as conn:
        standing = signing_off.standing(conn, campaign.slug, blog, now=visit.now)
        letters = _letters(conn, campaign.slug, blog)
    authors = {author.name: author for author in blog.authors}
    came = next((one for one in submissions(Path(campaign.folder)) if one.id == blog.id), None)
    if came is None:
        raise NotThere("There is no such blog any more.")
    return visit.page(
        "blog.html", status=422 if wrong else 200, title=blog.title, campaign=campaign, blog=blog, link=link, made=made,
        forms=forms or forms_of(blog), themes=files.themes, came=came, text=words.plain(blog.body),
        wrong=wrong, typed=visit.form if wrong else {}, zone=files.zone, CALLED=CALLED, MENTIONS=MENTIONS,
        letters=letters, people=[(authors[one.person], one) for one in standing], until=_last_day(files, visit),
    )  # fmt: skip


def _letters(conn: Connection, campaign: str, blog: Blog) -> list[tuple[LetterRow, PostRow, str]]:
    """The letters about a blog's posts, each with whom it is for, by name: pages show no addresses."""
    names = {called(author): author.name for author in blog.authors}
    found = letters_of(conn, campaign)
    posts = {post.key: post for post in get_posts(conn, {row.about for row in found}) if post.blog == blog.id}
    return [(row, posts[row.about], names.get(row.recipient, "somebody")) for row in found if row.about in posts]


def draft(visit: Visit) -> Response:
    """A letter as a mail draft to download."""
    campaign = the_campaign(visit)
    files, number = _files_of(campaign), int(visit.path["number"])
    with visit.wiring.ledger.read() as conn:
        row = next((row for row in letters_of(conn, campaign.slug) if row.id == number), None)
        letter = None if row is None else letter_for(conn, campaign, files, row)
    if letter is None:
        raise NotThere("There is no such letter.")
    headers = {"content-disposition": f'attachment; filename="letter-{number}.eml"'}
    return Response(as_mail(letter, now=visit.now).as_bytes(), media_type="message/rfc822", headers=headers)


def about(visit: Visit) -> tuple[CampaignRow, Campaign, Blog]:
    """The week, its files, and the blog that the address names."""
    campaign = the_campaign(visit)
    files = _files_of(campaign)
    return campaign, files, blog_of(files, visit.path["blog"])


def _files_of(campaign: CampaignRow) -> Campaign:
    files = files_of(campaign)
    if files is None:
        raise NotPossible(
            "The week's files are not on this machine, or cannot be read. Ask whoever looks after the server."
        )
    return files


def _correction(visit: Visit) -> tuple[CampaignRow, SignOffRow]:
    campaign = the_campaign(visit)
    with visit.wiring.ledger.read() as conn:
        return campaign, signing_off.by_number(conn, campaign.slug, int(visit.path["number"]))


def _after(visit: Visit, campaign: CampaignRow, row: SignOffRow, wrong: Wrong) -> Response:
    files = _files_of(campaign)
    return blog_page(visit, campaign, files, blog_of(files, row.blog), wrong=Wrong(row.person, wrong.says))


def _page_of(campaign: CampaignRow, row: SignOffRow) -> str:
    return f"/weeks/{campaign.slug}/blogs/{row.blog}"


def _until(visit: Visit) -> date | None:
    typed = visit.form.get("until", "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Mistake("choose a day, such as 13/09/2021", field="until") from None


def _last_day(files: Campaign, visit: Visit) -> date:
    """Until when a link stands unless somebody says otherwise."""
    return max(*(day.date for day in files.days), visit.now.astimezone(files.zone).date())


def standings(visit: Visit, campaign: CampaignRow) -> dict[str, list[SignOff]]:
    """How it stands with the contributors of each blog of a week; nothing where its files cannot be read."""
    files = files_of(campaign)
    if files is None:
        return {}
    with visit.wiring.ledger.read() as conn:
        return {blog.id: signing_off.standing(conn, campaign.slug, blog, now=visit.now) for blog in files.blogs}


ROUTES = [
    page("/weeks/{slug}/blogs/{blog}", show),
    deed("/weeks/{slug}/blogs/{blog}/sign-off", ask),
    deed("/weeks/{slug}/blogs/{blog}/pack", hand_over_packs),
    deed("/weeks/{slug}/packs", hand_over_packs),
    page("/weeks/{slug}/letters/{number:int}", draft, Need.TO_WRITE),
    deed("/weeks/{slug}/sign-offs/{number:int}/end", end),
    deed("/weeks/{slug}/sign-offs/{number:int}/take", take),
    deed("/weeks/{slug}/sign-offs/{number:int}/decline", decline),
]

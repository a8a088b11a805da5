"""What a contributor sees by the link that they were sent, and how they answer: no account, no script, nothing of the house."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.contributors import signing_off
from promoter.contributors.corrections import a_note, wanted
from promoter.contributors.facts import CALLED, MENTIONS, Published, author_of, published
from promoter.errors import Mistake, NotPossible, NotThere, PromoterError
from promoter.ledger.accounts import list_accounts
from promoter.ledger.campaigns import get_campaign
from promoter.people import knocking
from promoter.people.tries import in_words
from promoter.reporting.drawing import draw
from promoter.web.access import Need, deed, page
from promoter.web.facts import files_of
from promoter.web.pages.pictures import handed_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from promoter.campaign.model import Blog, Campaign
    from promoter.ledger.rows import AccountRow, CampaignRow, PostRow
    from promoter.ledger.signoffs import SignOffRow
    from promoter.reporting.drawing import Drawing
    from promoter.web.visit import Visit

DOOR = "sign-off"
_NO_ROBOTS = "noindex, nofollow, noarchive"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A link that leads somewhere: whom it asks, and what is published about them."""

    row: SignOffRow
    campaign: CampaignRow
    files: Campaign
    blog: Blog
    shown: Published
    accounts: Mapping[str, AccountRow]

    @property
    def may_answer(self) -> bool:
        return signing_off.may_answer(self.row, self.shown)


def show(visit: Visit) -> Response:
    found = _asked(visit)
    return found if not isinstance(found, _Asked) else _page(visit, found)


def answer(visit: Visit) -> Response:
    """Keep what they say. Nothing of the week changes by it: a correction waits for an editor."""
    found = _asked(visit)
    if not isinstance(found, _Asked):
        return found
    try:
        fields, note = _corrections(visit, found) if visit.form.get("what") == "correct" else ({}, "")
        with visit.wiring.ledger.write() as conn:
            now_so = _read(visit, found.row)
            shown = found.shown if now_so is None else now_so.shown
            signing_off.answer(
                conn, found.row, shown, seen=visit.form.get("seal", ""), now=visit.now, fields=fields, note=note
            )
    except Mistake as problem:
        return _page(visit, found, status=422, wrong={problem.field: str(problem)})
    except NotPossible as problem:
        again = _asked(visit)
        return again if not isinstance(again, _Asked) else _page(visit, again, status=409, why=str(problem))
    return _kept_from_robots(visit.on(f"/sign-off/{visit.path['token']}"))


def picture(visit: Visit) -> Response:
    """A picture of one of the posts that they are shown."""
    found = _asked(visit)
    if not isinstance(found, _Asked):
        return found
    number, which = int(visit.path["number"]), int(visit.path["which"])
    posts = found.shown.posts
    if not 1 <= number <= len(posts) or not 1 <= which <= len(posts[number - 1].said.media):
        raise NotThere("There is no such picture.")
    post = posts[number - 1]
    return _kept_from_robots(handed_out(Path(found.campaign.folder), post.said.media[which - 1]))


# ------------------------------------------------------------------------------------------------------------ what it takes


def _asked(visit: Visit) -> _Asked | Response:
    """What the link leads to, or the answer that it leads nowhere. Who tries too many links waits."""
    token, door = visit.path["token"], visit.wiring.at_the_door()
    if not signing_off.looks_like_one(token):
        return _nowhere(visit)
    with visit.wiring.ledger.read() as conn:
        wait = knocking.wait_before(conn, DOOR, visit.address, now=door)
        row = None if wait else signing_off.by_token(conn, token, now=visit.now)
    if wait:
        return _nowhere(
            visit,
            status=429,
            why=f"Too many links that lead nowhere were tried from here. Try again in {in_words(wait)}.",
        )
    if row is None:
        with visit.wiring.ledger.write() as conn:
            knocking.missed(conn, DOOR, visit.address, now=door)
        return _nowhere(visit)
    try:
        found = _read(visit, row)
    except PromoterError:
        return _nowhere(
            visit, status=503, why="This cannot be shown at the moment. Your link is right; please try again later."
        )
    return found or _nowhere(visit)


def _read(visit: Visit, row: SignOffRow) -> _Asked | None:
    """What is published about the person as it stands; None if they wrote nothing that is promoted any more."""
    with visit.wiring.ledger.read() as conn:
        campaign = get_campaign(conn, row.campaign)
        files = files_of(campaign)
        if files is None:
            raise PromoterError(f"the files of {row.campaign} cannot be read")
        blog = next((one for one in files.blogs if one.id == row.blog), None)
        author = author_of(blog, row.person) if blog else None
        if blog is None or author is None or blog.status in signing_off.OUT:
            return None
        return _Asked(
            row=row, campaign=campaign, files=files, blog=blog, shown=published(conn, row.campaign, blog, author),
            accounts={account.id: account for account in list_accounts(conn)},
        )  # fmt: skip


def _corrections(visit: Visit, found: _Asked) -> tuple[dict[str, str | None], str]:
    """What they want otherwise, of what the form brought; at least something."""
    fields = wanted(found.shown.facts, visit.form)
    if visit.form.get("unlink") and found.shown.facts["linkedin"]:
        fields["linkedin"] = None
    profile = " ".join(visit.form.get("profile", "").split())
    note = a_note(
        "\n".join(part for part in (profile and f"LinkedIn profile: {profile}", visit.form.get("note", "")) if part)
    )
    if not fields and not note:
        raise Mistake("nothing is different from what it says above; write what is not right, or confirm it", field="")
    return fields, note


# --------------------------------------------------------------------------------------------------------------- the pages


def _page(
    visit: Visit, found: _Asked, *, status: int = 200, why: str = "", wrong: dict[str, str] | None = None
) -> Response:
    facts, row = found.shown.facts, found.row
    typed = {name: value or "" for name, value in facts.items()} | dict(visit.form if wrong else {})
    return _kept_from_robots(
        visit.page(
            "sign_off.html", status=status, title="Is this right?", asked=found, row=row, facts=facts, blog=found.blog,
            settings=found.campaign.settings, zone=found.campaign.settings.zone, may_answer=found.may_answer, why=why,
            wrong=wrong or {}, typed=typed, CALLED=CALLED, MENTIONS=MENTIONS, seal=found.shown.seal,
            drawn=[(post, _drawn(visit, found, number)) for number, post in enumerate(found.shown.posts, start=1)],
            otherwise=signing_off.differing(row, found.shown) if row.answer else (),
        )
    )  # fmt: skip


def _drawn(visit: Visit, found: _Asked, number: int) -> Drawing:
    post: PostRow = found.shown.posts[number - 1]
    here = {
        medium.file: f"/sign-off/{visit.path['token']}/pictures/{number}/{which}?{medium.sha256[:10]}"
        for which, medium in enumerate(post.said.media, start=1)
        if (Path(found.campaign.folder) / medium.file).is_file()
    }
    title = next(iter(post.page_titles), None)
    organisation, account = found.campaign.settings.organisation, found.accounts[post.account].subject_name
    return draw(post.said, organisation, account=account, page_title=title, picture=here.get)


def _nowhere(visit: Visit, *, status: int = 404, why: str = "") -> Response:
    return _kept_from_robots(
        visit.page("sign_off_nowhere.html", status=status, title="This link leads nowhere", why=why)
    )


def _kept_from_robots(response: Response) -> Response:
    response.headers["x-robots-tag"] = _NO_ROBOTS
    return response


ROUTES = [
    page("/sign-off/{token}", show, Need.NOTHING),
    deed("/sign-off/{token}", answer, Need.NOTHING),
    page("/sign-off/{token}/pictures/{number:int}/{which:int}", picture, Need.NOTHING),
]

"""One post: as its network would show it, beside the facts to check it by, its history, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from promoter.approval import foreseen, remarks_beside
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger.accounts import get_account
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.events import deeds_at, list_events
from promoter.ledger.looks import list_readings
from promoter.ledger.outline import outlines
from promoter.ledger.pauses import current_pause
from promoter.ledger.people import list_users
from promoter.ledger.queue import get_post
from promoter.ledger.rows import Role
from promoter.people.comments import comments
from promoter.people.having_seen import saw, seen_by
from promoter.posts.lifecycle import Status
from promoter.reporting.peoples_words import told
from promoter.reporting.standing import status_in_words, why_it_stands
from promoter.web.access import page
from promoter.web.facts import blog_facts
from promoter.web.free_times import free_days
from promoter.web.history import BY_DEEDS, history, since_approval, wishes
from promoter.web.pages.counting import counted, drawn
from promoter.web.signing import may_sign, not_yet, signers, stand_ins
from promoter.web.stopped import PASSED, SAYS, passed
from promoter.web.sweep import headed, placed
from promoter.web.two_wordings import choice, clash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from starlette.responses import Response

    from promoter.ledger.outline import Outline
    from promoter.ledger.rows import AccountRow, CampaignRow, Comment, EventRow, PauseRow, PostRow, ReadingRow, UserRow
    from promoter.web.visit import Visit

_KEY_PARTS = 4  #: campaign, blog or day, network, kind
_CHANGEABLE = frozenset({Status.PENDING, Status.APPROVED, Status.FAILED})
_MAY_BE_OUT = frozenset({Status.APPROVED, Status.FAILED})
_BY_HAND_BEFORE = timedelta(hours=12)  #: how long before its time somebody may have posted it by hand
_EDITORIAL = frozenset({Role.EDITOR, Role.APPROVER})


class OddTime(NotPossible):
    """A time that the campaign's own timetable would not have chosen; `remarks` say what is odd about it."""

    def __init__(self, at: datetime, remarks: tuple[str, ...]) -> None:
        super().__init__("It is not moved yet: something is odd about that time.")
        self.at = at
        self.remarks = remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """All that is known of a post. `queue` are its account's posts, `week` its campaign's, both without their words; `new`
    to whom looks at it.
    """

    post: PostRow
    campaign: CampaignRow
    users: Mapping[str, UserRow]
    deputies: Mapping[str, str]
    account: AccountRow
    pause: PauseRow | None
    queue: Sequence[Outline]
    week: Sequence[Outline]
    events: Sequence[EventRow]
    deeds: Sequence[EventRow]
    readings: Sequence[ReadingRow]
    comments: Sequence[Comment]
    new: bool


def show(visit: Visit, *, refused: str | None = None, odd: OddTime | None = None, status: int = 200) -> Response:
    """The post's page; after a deed that was refused, with the reason and with what the person had typed."""
    key = visit.path["key"]
    try:
        with visit.wiring.ledger.read() as conn:
            known = _known(conn, key, visit)
    except UsageProblem:
        if len(key.split("/")) > _KEY_PARTS:  # the address of a deed, asked for as a page
            return visit.on("/posts/" + "/".join(key.split("/")[:_KEY_PARTS]))
        why = "No post has this address. Look for it on the board."
        return visit.page("refused.html", status=404, title="There is no such post", why=why)
    post, request = known.post, visit.request
    if known.new and request.method != "HEAD" and "sec-purpose" not in request.headers:  # nobody looks at a prefetch
        with visit.wiring.ledger.write() as conn:
            saw(conn, visit.who.name, post, now=visit.now)
    zone = known.campaign.settings.zone
    odd_times = remarks_beside(post, known.campaign.settings, known.queue) if post.status in _CHANGEABLE else ()
    with visit.wiring.ledger.read() as conn:
        ahead = foreseen(
            conn, post, version_ends=visit.wiring.version_ends, page_check=visit.wiring.look_at_page is not None
        )
    late = passed(post, known.pause, now=visit.now, grace=visit.wiring.grace)
    why = why_it_stands(post, now=visit.now, account=known.account, pause=known.pause, zone=zone)
    before, after = _neighbours(post, known.week)
    return visit.page(
        "post.html",
        status=status,
        title=f"{headed(post)}, {placed(post, zone)}",
        headed=headed(post),
        placed=placed(post, zone),
        post=post,
        campaign=known.campaign,
        zone=zone,
        pause=known.pause,
        late=late,
        standing=PASSED if late else status_in_words(post),
        why=SAYS if late else told(why, post),
        wishes=wishes(post, known.events),
        automatic=[remark.message for remark in post.warnings if remark.code == "shortened"],
        to_look_at=[
            *(remark.message for remark in post.warnings if remark.code != "shortened"),
            *(told(remark.message, post) for remark in (*odd_times, *ahead)),
        ],
        signers=signers(post, visit.who.name, known.users, visit.roles, known.deputies),
        not_yet=not_yet(post),
        since=since_approval(post, known.events, zone),
        choice=choice(post),
        comments=known.comments,
        history=history(post, known.events, known.readings, zone, known.deeds),
        stamp=_stamp(post),
        changed=False,
        reworded=False,
        before=before,
        after=after,
        next_mine=_next_mine(post, known.week, visit, known.users),
        **_shown(known),
        **_to_do(visit, known),
        **_typed(visit, known, refused),
        odd=odd,
    )


def _known(conn: Connection, key: str, visit: Visit) -> _Known:
    post = get_post(conn, key)
    users = {user.email: user for user in list_users(conn)}
    events = list_events(conn, post_key=key)
    around = outlines(conn, campaign=post.campaign, accounts={post.account})
    return _Known(
        post=post,
        campaign=get_campaign(conn, post.campaign),
        users=users,
        deputies=stand_ins(conn, users, visit.now.date()),
        account=get_account(conn, post.account),
        pause=current_pause(conn),
        queue=[other for other in around if other.account == post.account],
        week=[other for other in around if other.campaign == post.campaign],
        events=events,
        deeds=deeds_at(conn, post.campaign, {event.at for event in events if event.kind in BY_DEEDS}),
        readings=list_readings(conn, key),
        comments=comments(conn, key),
        new=key not in seen_by(conn, visit.who.name, post.campaign),
    )


def _shown(known: _Known) -> dict[str, object]:
    """The post as it would look, and the facts to check it by."""
    post, campaign = known.post, known.campaign
    return {"facts": blog_facts(campaign, post.blog), "drawn": drawn(post, campaign, known.account)}


def _to_do(visit: Visit, known: _Known) -> dict[str, object]:
    """What this person may do to the post as it stands. A deputy may decide as an approver does, not write."""
    post, settings = known.post, known.campaign.settings
    may_change = visit.may_write and post.status in _CHANGEABLE
    return {
        "may_write": visit.may_write,
        "may_change": may_change,
        "may_be_out": post.status in _MAY_BE_OUT and post.at - visit.now <= _BY_HAND_BEFORE,
        "may_send_back": bool(_EDITORIAL & visit.roles) and post.status in {Status.PENDING, Status.APPROVED},
        "free": free_days(post, settings, known.queue, known.account, now=visit.now) if may_change else [],
    }


def _typed(visit: Visit, known: _Known, refused: str | None) -> dict[str, object]:
    """After a refusal, what had been typed into which form: it stays there."""
    post, typed = known.post, visit.form if refused else {}
    tried = visit.request.scope["path"].removeprefix(f"/posts/{post.key}/") if refused else ""
    text = typed.get("text", post.said.text)
    return {
        "refused": refused,
        "tried": tried,
        "typed": typed,
        "counted": counted(post.said, text, known.campaign.settings),
        "clash": clash(post, typed) if tried == "edit" else None,
    }


def meanwhile(visit: Visit) -> Response:
    """Has the post changed since it was opened? Asked by a page that stays open, which keeps what is typed into it."""
    with visit.wiring.ledger.read() as conn:
        post = get_post(conn, visit.path["key"])
    stamp = visit.query.get("as", "")
    version = stamp.partition(" ")[0]
    return visit.page(
        "post_meanwhile.html",
        post=post,
        stamp=stamp,
        changed=stamp != _stamp(post),
        reworded=version != str(post.version),
    )


def _stamp(post: PostRow) -> str:
    """What tells one state of a post from another."""
    return " ".join((str(post.version), post.status, post.hold or "-", str(len(post.approved_by))))


def on_post(visit: Visit, deed: Callable[[Connection, str], str], *, as_seen: bool = True) -> Response:
    """Do something to the post, as it was on the screen, and show it again: with a sentence, or with why not."""
    key = visit.path["key"]
    try:
        with visit.wiring.ledger.write() as conn:
            if as_seen:
                require_as_seen(get_post(conn, key, lock=True), visit.asked("version"))
            said = deed(conn, key)
    except OddTime as problem:
        return show(visit, refused=str(problem), odd=problem, status=409)
    except NotPossible as problem:
        return show(visit, refused=_as_told(visit, key, str(problem)), status=409)
    except UsageProblem as problem:
        return show(visit, refused=_as_told(visit, key, str(problem)), status=422)
    # Not to where the form was: after a refusal that is the address of the deed.
    return visit.on(visit.form.get("next") or f"/posts/{key}", said)


def require_as_seen(post: PostRow, version: str) -> None:
    """`NotPossible` if the post is not as it was when the form was made."""
    if str(post.version) != version:
        raise NotPossible(f"Somebody changed {post.key} while you looked at it. Nothing was done.")


def _as_told(visit: Visit, key: str, problem: str) -> str:
    with visit.wiring.ledger.read() as conn:
        try:
            return told(problem, get_post(conn, key))
        except UsageProblem:
            return problem


def _neighbours(post: PostRow, week: Sequence[Outline]) -> tuple[str | None, str | None]:
    order = [other.key for other in week]
    here = order.index(post.key)
    return order[here - 1] if here else None, order[here + 1] if here + 1 < len(order) else None


def _next_mine(post: PostRow, week: Sequence[Outline], visit: Visit, users: Mapping[str, UserRow]) -> Outline | None:
    """The next post that waits for this person's approval; after the last one, the first."""
    me = visit.who.name
    mine = [
        other
        for other in week
        if other.status is Status.PENDING and other.hold is None and other.key != post.key
        and me not in other.approved_by and may_sign(other, me, visit.roles, users)
    ]  # fmt: skip
    return next((other for other in mine if (other.at, other.key) > (post.at, post.key)), mine[0] if mine else None)


ROUTES = [
    page("/posts/{key:path}/meanwhile", meanwhile),
    page("/posts/{key:path}", show),
]

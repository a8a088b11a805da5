"""What happened to a post, told in sentences for people, and how it differs from what was approved before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from promoter.approval import wanted
from promoter.contributors.signing_off import BY_LINK
from promoter.ledger.holds import PICTURE
from promoter.posts.lifecycle import Status
from promoter.reporting.peoples_words import told
from promoter.web.difference import Piece, difference
from promoter.web.happened import looked
from promoter.web.look import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from promoter.ledger.rows import EventRow, PostRow, ReadingRow

DAEMON = "daemon"

#: By the kind of event: what is said of it. {by} is who did it, {net} the network, {why} the reason or what was seen.
_SAYS = {
    "offered": "{by} brought it in from the campaign’s files.",
    "written": "{by} wrote it.",
    "approved": "{by} approved it.",
    "returned": "{by} asked for changes: {why}",
    "edited": "{by} changed the words.",
    "described": "{by} described the picture: {why}",
    "moved": "{by} moved it from {before} to {at}.",
    "withdrawn": "{by} took it out: {why}",
    "reopened": "{by} brought it back.",
    "let_through": "{by} let it through although everything was stopped: {why}",
    "given_up": "It came back for somebody to decide: {why}",
    "vanished": "It was taken out when {by} loaded the campaign’s files: {why}",
    "retimed": "The campaign’s hours changed, and it moved from {before} to {at}.",
    "recomposed": "The campaign’s files changed, and the post with them.",
    "recomposed_under_edit": "The campaign’s files changed after somebody had changed the words; both wordings were kept to choose from.",
    "reslotted": "It moved by itself from {before} to {at}: {why}",
    "held": "It waits for its page: {why}",
    "released": "Its page is ready.",
    "held_picture": "It waits for its picture: {why}",
    "released_picture": "Its picture is there.",
    "pictured": "Promoter gave its picture to {net}.",
    "claimed": "Promoter began to send it{again}.",
    "sent": "{net} took it.",
    "refused": "{net} refused it: {why}",
    "later": "{net} did not take it yet: {why}",
    "blocked": "{net} takes nothing from this account: {why}",
    "unclear": "Nobody could tell whether {net} took it: {why}",
    "late_answer": "{net} answered late: {why}",
    "for_a_person": "Somebody has to look: {why}",
    "commented": "{by} commented: {why}",
    "comment_settled": "{by} marked a comment as settled.",
    "comment_reopened": "{by} opened a comment again.",
    "sign_off_confirmed": "{by} confirmed it as it stood.",
    "sign_off_corrected": "{by} saw it, and wants something otherwise.",
    "letter_sent": "{by} wrote to an author that it is live.",
}  # fmt: skip
#: What a load makes of a post, where it was part of a deed. {deed} is what somebody did, such as "ruth approved its blog".
_SAYS_OF_DEEDS = {
    "offered": "{deed}, and that brought it in.",
    "vanished": "{deed}, and that took it out: {why}",
    "retimed": "{deed}, and it moved from {before} to {at}.",
    "recomposed": "{deed}, and the post with it.",
    "recomposed_under_edit": "{deed} after somebody had changed the words; both wordings were kept to choose from.",
}
BY_DEEDS = frozenset(_SAYS_OF_DEEDS)  #: the kinds of event of a post that a deed for the whole week can be behind
#: By the kind of deed: how it is told of a post. {blog} is "its blog", or "a blog" if it is another's.
_DEEDS = {
    "facts_changed": "{by} changed the week’s facts",
    "files_taken_in": "{by} took in the week’s files as they were changed by hand",
    "handle_corrected": "{by} wrote {after} instead of {before} everywhere",
    "blog_brought_in": "{by} brought in {blog}",
    "blog_changed": "{by} changed what is said of {blog}",
    "blog_approved": "{by} approved {blog}",
    "blog_declined": "{by} declined {blog}",
    "blog_withdrawn": "{by} withdrew {blog}",
    "correction_taken": "{by} took a correction of {blog}",
}
_IN_THEIR_WORDS = frozenset(
    {"described", "returned", "withdrawn", "let_through", "commented"}
)  # somebody typed it: left as it is
_NEW_WORDS = frozenset({"edited", "described", "chosen", "recomposed", "written"})  # they answer what was wanted before
_LOOKS = frozenset({"found", "read_back", "differs", "gone", "absent"})  # each look is told by its reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that happened. `change` is how it changed the words, nothing if it did not."""

    at: datetime
    says: str
    change: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What changed since the post was approved the last time: each part as it was and as it is, None if it is the same.

    `besides` says that something else of it changed: what is shown with the words.
    """

    by: str
    approved_at: datetime
    words: tuple[Piece, ...] | None
    link: tuple[str, str] | None
    time: tuple[str, str] | None
    besides: bool


def history(
    post: PostRow,
    events: Sequence[EventRow],
    readings: Sequence[ReadingRow],
    zone: tzinfo,
    deeds: Sequence[EventRow] = (),
) -> list[Line]:
    """All that happened to a post, the newest first. `deeds` are events of its week that may be behind some of it."""
    lines = [*_of_events(post, events, zone, deeds), *(_of_reading(reading) for reading in readings)]
    return sorted(lines, key=lambda line: line.at)[::-1]


@dataclass(frozen=True, slots=True)
class Wish:
    """Changes that somebody wants of a post."""

    by: str
    why: str


def wishes(post: PostRow, events: Sequence[EventRow]) -> list[Wish]:
    """The changes that were wanted since the words were changed last, while they still are; the newest first."""
    wish = wanted(post)
    if wish is None and (post.status is not Status.PENDING or post.hold is None):
        return []
    found: list[Wish] = []  # beside another hold they are known by the record alone
    for event in reversed(events):
        if event.kind in _NEW_WORDS or (wish is None and event.kind == "approved"):
            break
        if event.kind == "returned":
            found.append(Wish(by_whom(event.actor), str(event.data.get("reason") or "")))
    return found or ([] if wish is None else [Wish("Somebody", wish)])


def since_approval(post: PostRow, events: Sequence[EventRow], zone: tzinfo) -> Since | None:
    """How a post that is not approved any more differs from what was; None if it never was, or still is."""
    if post.status not in {Status.PENDING, Status.FAILED}:
        return None
    then = next((event for event in reversed(events) if event.kind == "approved"), None)
    if then is None or then.data["version"] == post.version:
        return None
    data, said = then.data, post.said
    at = datetime.fromisoformat(data["at"])
    same_words, same_link = data["text"] == said.text, data.get("link") == said.link
    return Since(
        by=by_whom(then.actor),
        approved_at=then.at,
        words=None if same_words else difference(data["text"], said.text),
        link=None if same_link else (data.get("link") or "none", said.link or "none"),
        time=None if at == post.at else (moment(at, zone), moment(post.at, zone)),
        besides=data["digest"] != post.digest and same_words and same_link,
    )


def by_whom(actor: str) -> str:
    """Who did something, for people: an e-mail, or what else did it."""
    if actor == DAEMON:
        return "Promoter"
    if actor.startswith(BY_LINK):
        return f"{actor.removeprefix(BY_LINK)}, by the link for signing off,"
    return "Somebody at the server" if actor.startswith("os:") else actor


def _of_events(post: PostRow, events: Sequence[EventRow], zone: tzinfo, deeds: Sequence[EventRow]) -> Iterator[Line]:
    text = ""  # what the post said up to there
    for event in events:
        data = event.data
        change: tuple[Piece, ...] = ()
        if isinstance(data.get("text"), str) and event.kind not in {"commented", "recomposed_under_edit"}:
            if text and text != data["text"]:
                change = difference(text, data["text"])
            text = data["text"]
        if event.kind not in _LOOKS:
            yield Line(at=event.at, says=_sentence(post, event, zone, _deed(post, event, deeds)), change=change)


def _deed(post: PostRow, event: EventRow, deeds: Sequence[EventRow]) -> str:
    """Who did what to the week, so that this happened to the post; nothing where its files were loaded by themselves."""
    for deed in deeds:
        if (deed.at, deed.actor) == (event.at, event.actor) and post.key in (deed.data.get("posts") or ()):
            parts = {name: deed.data.get(name, "?") for name in ("before", "after")}
            parts["blog"] = "its blog" if deed.data.get("blog") == post.blog else "a blog"
            return _DEEDS[deed.kind].format(by=by_whom(deed.actor), **parts) if deed.kind in _DEEDS else ""
    return ""


def _sentence(post: PostRow, event: EventRow, zone: tzinfo, deed: str) -> str:
    data, by = event.data, by_whom(event.actor)
    if data.get("in_stead_of"):
        by = f"{by}, standing in for {data['in_stead_of']},"
    match event.kind:
        case "chosen":
            return (
                f"{by} {'kept the wording that somebody had edited' if data.get('edited') else 'took the new wording'}."
            )
        case "approved" if data.get("although"):
            return f"{by} approved it as it stood, although changes were wanted: {data['although']}"
        case "resolved" if data.get("url"):
            return f"{by} said that it is out: {data['url']}"
        case "resolved":
            return f"{by} looked, and it was not there."
        case kind if kind not in _SAYS:
            return f"{by}: {kind.replace('_', ' ')}."
    why = str(data.get("reason") or data.get("detail") or data.get("why") or data.get("text") or "")
    kind = f"{event.kind}_{PICTURE}" if data.get("hold") == PICTURE else event.kind
    says = _SAYS_OF_DEEDS if deed and kind in BY_DEEDS else _SAYS
    said = says[kind].format(
        by=by, deed=deed, net=post.channel.shown, why=why if event.kind in _IN_THEIR_WORDS else told(why, post), again=_again(data),
        before=_when(data.get("before"), zone), at=_when(data.get("at"), zone),
    )  # fmt: skip
    return f"{said.removesuffix(': ')}." if said.endswith(": ") else said


def _of_reading(reading: ReadingRow) -> Line:
    seen = looked(reading)
    return Line(at=seen.at, says=f"{seen.what}. {seen.said}".rstrip())


def _again(data: dict[str, Any]) -> str:
    number = data.get("fence", 1)
    return "" if number == 1 else f", attempt {number}"


def _when(value: object, zone: tzinfo) -> str:
    try:
        return moment(datetime.fromisoformat(str(value)), zone)
    except ValueError:
        return ""

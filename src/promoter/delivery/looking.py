"""What to make of a look at the network: a pure table from what was seen, history and time to the next step.

An unclear post   found -> sent; surely absent -> sent once more, or a person; unreadable -> looked for again, then a person
A duplicate       found -> sent; surely absent -> refused, as the network said; unreadable -> as above
A sent post       as it was sent -> done; otherwise, or gone -> a person is told

A match may be taken at any time. An absence counts only if the reading began after the attempt's lease and the network's
settle time had passed, and two such are needed: before that the post may still appear.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.channels.contract import Absent, Found, Seen, Unreadable
from promoter.ledger.rows import LookStep, ReadingRow
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.channels.contract import Finding
    from promoter.ledger.rows import Look, PostRow

FIRST_LOOK = timedelta(seconds=5)  #: after an answer that told nothing; most posts that went out are seen by then
SECOND_LOOK = timedelta(seconds=30)
BETWEEN = timedelta(seconds=30)  #: the two readings that an absence needs
ABSENCES = 2
MOST_LOOKS = 12  #: of which none counted
PATIENCE = timedelta(minutes=30)  #: how long a network that cannot be read holds up its account
LONGEST_PAUSE = timedelta(minutes=5)
LATER = timedelta(minutes=15)  #: between looks while a person is asked already: the post may still turn up
GIVEN_UP = timedelta(hours=24)
UNSEEN = timedelta(
    hours=1
)  #: how long nobody has looked, where whoever has the account's keys would look every few minutes
REFUSED = "refused"  #: the outcome of an attempt that is in doubt all the same: the network called it a duplicate
PERSON = "person"  #: the hold of an unclear post that waits for a person

READ_BACK = timedelta(seconds=60)  #: after a post was sent
READ_BACK_AGAIN = (timedelta(minutes=3), timedelta(minutes=13), timedelta(minutes=73))  #: so long after it was sent
CLOCKS_APART = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Settling:
    """How long a network may take to show what it took, and whether what it surely has not is sent again by itself."""

    settle: timedelta
    resend: bool


SETTLING = {
    ChannelName.X: Settling(timedelta(seconds=120), resend=True),  # X refuses a duplicate: the second net
    ChannelName.LINKEDIN: Settling(timedelta(seconds=600), resend=False),
}


def absence_counts_after(look: Look, settling: Settling) -> timedelta:
    """At what age of the attempt a reading that begins proves something by not having the post."""
    return look.attempt.lease_until - look.attempt.started_at + settling.settle


def reading_of(
    look: Look, finding: Finding | Seen, settling: Settling, *, began: datetime, age: timedelta
) -> ReadingRow:
    """What was seen, as evidence."""
    word, seen = _word(finding), finding.seen if isinstance(finding, Found) else finding
    return ReadingRow(
        post_key=look.post.key,
        fence=look.post.fence,
        began_at=began,
        finding=word,
        counts=isinstance(finding, Absent) and age > absence_counts_after(look, settling),
        detail=" ".join(seen.differences) if isinstance(seen, Seen) else seen.detail,
        network_id=seen.network_id if isinstance(seen, Seen) else None,
        seen=_evidence(seen, finding) if isinstance(seen, Seen) else None,
    )


def of_this_post(look: Look, finding: Finding) -> Finding:
    """What was found, without what may be the next post of ours with the same words."""
    if look.next_alike is None or not isinstance(finding, Found):
        return finding
    end = look.next_alike - CLOCKS_APART
    ours = [one for one in (finding.seen, *finding.others) if one.created_at is not None and one.created_at < end]
    if not ours:
        return Unreadable(
            detail=f"{finding.seen.url} has these words, and so has another post of ours that is looked for."
        )
    return replace(finding, seen=ours[0], others=tuple(ours[1:]))


def settle(
    look: Look, finding: Finding, reading: ReadingRow, settling: Settling, *, now: datetime, age: timedelta
) -> LookStep:
    """The next step for an unclear post, or a sent one of which the network did not say the name.

    `age` is how old its last attempt was at the least when the reading began, whatever the wall clock says.
    """
    post = look.post
    match finding:
        case Found(seen=seen, others=others):
            return LookStep(
                status=Status.SENT, frees=True, event="found",
                changes=_taken_over(look, seen) | {"trouble": _trouble(seen, others, post.channel.shown)},
            )  # fmt: skip
        case _ if post.status is Status.SENT:
            return _nameless(look, now)
        case _ if post.hold == PERSON:
            ended = now >= look.attempt.started_at + GIVEN_UP
            return LookStep(
                status=Status.UNCLEAR, hold=PERSON, reason=post.reason, look_at=None if ended else now + LATER
            )
        case Absent(detail=detail):
            if look.absences + reading.counts >= ABSENCES:
                return _surely_absent(look, detail, settling, now)
            if look.made >= MOST_LOOKS:  # nobody ran long enough to measure it, as a timer's on another machine
                return _to_a_person(f"{detail.rstrip('.')}. {_ask(look.post)}", look_at=now + LATER)
            return LookStep(status=Status.UNCLEAR, reason=post.reason, look_at=now + _pause(look, settling, age))
        case Unreadable():
            return _unreadable(look, finding, settling, now, age)


def compare(look: Look, finding: Seen | Absent | Unreadable, *, now: datetime) -> LookStep:
    """The next step for a post that was sent, once it was read back."""
    network = look.post.channel.shown
    again = _read_again(look, now)
    match finding:
        case Seen(as_sent=True):
            return LookStep(status=Status.SENT, event="read_back")
        case Seen(differences=differences):
            said = " ".join(differences)
            return LookStep(
                status=Status.SENT, event="differs", changes={"trouble": f"{network} shows it otherwise: {said}"}
            )
        case Absent() if again is None:
            trouble = f"{network} does not show it: it may have been deleted there. Look at {look.post.url or network}."
            return LookStep(status=Status.SENT, event="gone", changes={"trouble": trouble})
        case Unreadable(for_good=True):
            return LookStep(status=Status.SENT)
        case Unreadable(until=until) if again is not None:
            return LookStep(status=Status.SENT, look_at=max(again, until or again))
        case _:
            return LookStep(status=Status.SENT, look_at=again)


def without_keys(post: PostRow, now: datetime) -> LookStep:
    """The next step for an unclear post for which nobody looks, because nobody has its account's keys any more.

    Whoever comes to have them looks at once, as for any post that waits for a person.
    """
    reason = (
        f"Nobody has looked for it, because {post.account} has no keys in the settings any more. "
        f"Connect the account again. {_ask(post)}"
    )
    return _to_a_person(reason, look_at=now)


def _surely_absent(look: Look, detail: str, settling: Settling, now: datetime) -> LookStep:
    network = look.post.channel.shown
    refused = look.attempt.outcome == REFUSED
    if look.duplicate:
        return LookStep(
            status=Status.FAILED, frees=True, event="absent",
            reason=f"{look.post.reason} {network} was read twice and shows no such post but those that are known here.",
        )  # fmt: skip
    if settling.resend and not refused:
        return LookStep(
            status=Status.APPROVED, frees=True, event="absent",
            reason=f"{network} was read twice and does not have it; it may go once more, with the same words.",
        )  # fmt: skip
    seen = "refused it as a duplicate, was read twice" if refused else "was read twice"
    reason = f"{network} {seen} and does not have it ({detail.rstrip('.')}). {_ask(look.post)}"
    return _to_a_person(reason, look_at=now + LATER)


def _unreadable(look: Look, finding: Unreadable, settling: Settling, now: datetime, age: timedelta) -> LookStep:
    patience = absence_counts_after(look, settling) + PATIENCE
    pause = min(SECOND_LOOK * 2 ** min(look.made, 5), LONGEST_PAUSE)
    if finding.until is not None:
        pause = max(pause, finding.until - now)
    if finding.for_good or age >= patience or age + pause > patience:
        return _to_a_person(
            f"{look.post.channel.shown} cannot be read ({finding.detail.rstrip('.')}). {_ask(look.post)}",
            look_at=now + LATER,
        )
    return LookStep(status=Status.UNCLEAR, reason=look.post.reason, look_at=now + pause)


def _ask(post: PostRow) -> str:
    network = post.channel.shown
    return f"Look on {network} yourself, then run promoter resolve {post.key} --not-sent, or --sent with its address."


def _to_a_person(reason: str, *, look_at: datetime) -> LookStep:
    return LookStep(
        status=Status.UNCLEAR, hold=PERSON, reason=reason, look_at=look_at, frees=True, event="for_a_person"
    )


def _pause(look: Look, settling: Settling, age: timedelta) -> timedelta:
    """How long until an absence is worth another reading."""
    left = absence_counts_after(look, settling) - age + timedelta(seconds=1)
    if left <= timedelta():
        return min(BETWEEN, settling.settle)
    return min(left, SECOND_LOOK) if look.made == 0 else left


def _read_again(look: Look, now: datetime) -> datetime | None:
    """When a post that was sent is worth another reading; never, once it would long be seen."""
    sent_at = look.post.sent_at or look.attempt.started_at
    return next((sent_at + age for age in READ_BACK_AGAIN if sent_at + age > now), None)


def _nameless(look: Look, now: datetime) -> LookStep:
    if (again := _read_again(look, now)) is not None:
        return LookStep(status=Status.SENT, look_at=again)
    network = look.post.channel.shown
    trouble = f"{network} took it without saying under which name, and it was not found there since. Look for it on {network}."
    return LookStep(status=Status.SENT, event="gone", changes={"trouble": trouble})


def _taken_over(look: Look, seen: Seen) -> dict[str, Any]:
    return {
        "network_id": seen.network_id,
        "url": seen.url,
        "sent_at": look.post.sent_at or seen.created_at or look.attempt.started_at,
    }


def _trouble(seen: Seen, others: tuple[Seen, ...], network: str) -> str | None:
    sentences = []
    if others:
        places = ", ".join(other.url for other in others)
        sentences.append(f"{network} has it {len(others) + 1} times: delete {places} there.")
    if seen.differences:
        sentences.append(f"{network} shows it otherwise: {' '.join(seen.differences)}")
    return " ".join(sentences) or None


def _word(finding: Finding | Seen) -> str:
    match finding:
        case Found():
            return "found"
        case Seen(as_sent=True):
            return "as_sent"
        case Seen():
            return "differs"
        case Absent():
            return "absent"
        case Unreadable():
            return "unreadable"


def _evidence(seen: Seen, finding: Finding | Seen) -> dict[str, Any]:
    others = (
        [{"network_id": other.network_id, "url": other.url} for other in finding.others]
        if isinstance(finding, Found)
        else []
    )
    created = seen.created_at and seen.created_at.isoformat()
    return {"text": seen.text, "url": seen.url, "created_at": created, "others": others, "raw": dict(seen.raw)}

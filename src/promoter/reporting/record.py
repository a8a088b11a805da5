"""The ledger's rows as the JSON that other programs rely on: the queue, one post, its deliveries and its story.

Times are ISO 8601 with the offset of the campaign's zone, those of events in UTC; what people wrote is given whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.posts.fitting import measure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from promoter.ledger.rows import AttemptRow, ChainBreak, DecisionRow, EventRow, PostRow, ReadingRow
    from promoter.posts.model import Remark, Wording

Json = dict[str, Any]

DELIVERY_COLUMNS = (
    "key", "campaign", "channel", "account", "status", "due_at", "sent_at", "network_id", "url", "digest",
    "written_by", "approved_by", "attempts", "outcome", "http_status", "detail", "why", "text",
)  # fmt: skip
#: The same columns for people who open the record in a spreadsheet; what stands in them is the same, too.
DELIVERY_HEADINGS = (
    "Post", "Week", "Network", "Account", "Standing", "Its time", "Went out", "Number on the network", "Address",
    "Fingerprint", "Last changed by", "Approved by", "Attempts", "Last attempt", "Answer", "What the network said",
    "Why it stands so", "Words",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of a post. `why` says why it stands as it does, where its status does not say it all."""

    post: PostRow
    zone: ZoneInfo
    why: str = ""
    attempts: Sequence[AttemptRow] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that the ledger knows of one post. `foreseen` is what would keep it from going out, where that was asked for."""

    post: PostRow
    zone: ZoneInfo
    why: str = ""
    decisions: Sequence[DecisionRow] = ()
    attempts: Sequence[AttemptRow] = ()
    readings: Sequence[ReadingRow] = ()
    events: Sequence[EventRow] = ()
    foreseen: Sequence[Remark] = ()


# ----------------------------------------------------------------------------------------------------------- the queue


def post_json(post: PostRow, zone: ZoneInfo) -> Json:
    """A post of the queue: what a preview says of it, and how it stands."""
    return {
        "key": post.key,
        "campaign": post.campaign,
        "channel": post.channel.value,
        "kind": post.kind.value,
        "blog": post.blog,
        "theme": post.theme,
        "day": post.day.isoformat(),
        "at": iso(post.at, zone),
        "until": iso(post.until, zone),
        **_said(post.said),
        "warnings": [{"code": remark.code, "message": remark.message} for remark in post.warnings],
        "why": post.why,
        "status": post.status.value,
        "approved_by": list(post.approved_by),
        "approved_at": iso(post.approved_at, zone),
        "hold": post.hold,
        "hold_reason": post.hold_reason,
        "reason": post.reason,
        "trouble": post.trouble,
        "account": post.account,
        "written_by": post.written_by,
        "withdrawn_by": post.withdrawn_by,
        "edited": post.edited,
        "moved": post.moved,
        "version": post.version,
        "wording": post.wording,
        "not_before": iso(post.not_before, zone),
        "retry_at": iso(post.retry_at, zone),
        "sent_at": iso(post.sent_at, zone),
        "network_id": post.network_id,
        "url": post.url,
        "composed": _said(post.composed) if post.composed is not None and post.composed != post.said else None,
    }


def _said(said: Wording) -> Json:
    parts: Json = {
        "text": said.text,
        "link": said.link,
        "card": said.card
        and {"title": said.card.title, "description": said.card.description, "image": said.card.image},
        "length": measure(said.text, said.channel),
        "limit": said.limit,
        "digest": said.digest,
        "media": [{"file": medium.file, "sha256": medium.sha256, "alt": medium.alt} for medium in said.media],
    }
    escaped = said.channel is ChannelName.LINKEDIN
    if escaped:
        parts["payload_text"] = said.payload_text
    if said.uncounted is not None:
        parts["text_without_count"] = said.uncounted
        parts["length_without_count"] = measure(said.uncounted, said.channel)
        if escaped:
            parts["payload_without_count"] = said.payload_uncounted
    return parts


# ---------------------------------------------------------------------------------------------------------- deliveries


def delivery_json(delivery: Delivery) -> Json:
    """One post of the delivery record."""
    post, zone = delivery.post, delivery.zone
    return {
        "key": post.key,
        "campaign": post.campaign,
        "channel": post.channel.value,
        "account": post.account,
        "status": post.status.value,
        "due_at": iso(post.at, zone),
        "sent_at": iso(post.sent_at, zone),
        "network_id": post.network_id,
        "url": post.url,
        "digest": post.digest,
        "written_by": post.written_by,
        "approved_by": list(post.approved_by),
        "attempts": [attempt_json(attempt, zone) for attempt in delivery.attempts],
        "hold": post.hold,
        "why": delivery.why or None,
        "text": post.said.text,
    }


def delivery_cells(delivery: Delivery) -> list[str | int | None]:
    """A delivery as one row under `DELIVERY_COLUMNS`: how many attempts there were, and how the last one ended."""
    shape = delivery_json(delivery)
    last = shape["attempts"][-1] if shape["attempts"] else {}
    row = {
        **shape,
        **{name: last.get(name) for name in ("outcome", "http_status", "detail")},
        "approved_by": "; ".join(shape["approved_by"]),
        "attempts": len(shape["attempts"]),
    }
    return [row[name] for name in DELIVERY_COLUMNS]


def attempt_json(attempt: AttemptRow, zone: ZoneInfo) -> Json:
    return {
        "number": attempt.fence,
        "started_at": iso(attempt.started_at, zone),
        "ended_at": iso(attempt.ended_at, zone),
        "outcome": attempt.outcome,
        "http_status": attempt.http_status,
        "detail": attempt.detail or None,
        "account": attempt.account,
        "digest": attempt.digest,
        "host": attempt.host,
    }


# ------------------------------------------------------------------------------------------------------- one post's story


def story_json(story: Story) -> Json:
    """A post with its decisions, attempts and events."""
    return {
        **post_json(replace(story.post, warnings=(*story.post.warnings, *story.foreseen)), story.zone),
        "standing": story.why or None,
        "decisions": [decision_json(decision, story.zone) for decision in story.decisions],
        "attempts": [{**attempt_json(attempt, story.zone), **_request(attempt)} for attempt in story.attempts],
        "readings": [reading_json(reading, story.zone) for reading in story.readings],
        "events": [event_json(event) for event in story.events],
    }


def evidence_json(story: Story, breaks: Sequence[ChainBreak], head: tuple[int, str] | None) -> Json:
    """A post's full story with what it takes to check it: the chain of its campaign, whole or not, and the chain's head."""
    return {
        "post": story_json(story),
        "chain": {
            "campaign": story.post.campaign,
            "whole": not breaks,
            "breaks": [{"seq": fault.seq, "message": fault.message} for fault in breaks],
            "head": head and {"seq": head[0], "hash": head[1]},
        },
    }


def decision_json(decision: DecisionRow, zone: ZoneInfo) -> Json:
    return {
        "kind": decision.kind,
        "by": decision.by,
        "os_user": decision.os_user,
        "decided_at": iso(decision.decided_at, zone),
        "version": decision.version,
        "digest": decision.digest,
        "account": decision.account,
        "day": decision.day.isoformat(),
        "at": iso(decision.at, zone),
        "until": iso(decision.until, zone),
        "reason": decision.reason,
    }


def _request(attempt: AttemptRow) -> Json:
    """What the attempt brought to the network: the very text, its digest, and the pictures by their names there."""
    text = attempt.payload
    digest = text and hashlib.sha256(text.encode()).hexdigest()
    return {"payload_text": text, "payload_sha256": digest, "pictures": attempt.pictures or []}


def reading_json(reading: ReadingRow, zone: ZoneInfo) -> Json:
    """One look at the network for the post, and what was there."""
    return {
        "attempt": reading.fence,
        "began_at": iso(reading.began_at, zone),
        "finding": reading.finding,
        "counts": reading.counts,
        "detail": reading.detail or None,
        "network_id": reading.network_id,
        "seen": reading.seen,
    }


def event_json(event: EventRow) -> Json:
    """An event with the very values that its hash seals, UTC included, so that whoever reads it can compute the hash."""
    return {
        "campaign": event.campaign,
        "seq": event.seq,
        "at": event.at.isoformat(),
        "kind": event.kind,
        "actor": event.actor,
        "os_user": event.os_user,
        "post_key": event.post_key,
        "data": event.data,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    }


def iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment as other programs read it, on the clocks of `zone`."""
    return None if moment is None else moment.astimezone(zone).isoformat()

"""What people did to a whole week, and to what all weeks share: changed facts, blogs, stops, accounts, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from promoter.campaign.model import ChannelName
from promoter.editing import fact_in_words
from promoter.ledger.rows import Role
from promoter.posts.phrases import dated, listed
from promoter.web.history import by_whom
from promoter.web.look import things

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from promoter.ledger.rows import EventRow

#: By the kind of event: what is said of it. {by} is who did it; the rest is what the event holds, as people call it.
OF_THE_WEEK = {
    "loaded": "{by} brought the week in from its files: {counts}",
    "shifted": "{by} moved {moved} {length}",
    "facts_changed": "{by} changed {facts}",
    "files_taken_in": "{by} took in the week’s files as they were changed by hand",
    "assumption_confirmed": "{by} confirmed: {says}",
    "handle_corrected": "{by} wrote {after} instead of {before} everywhere",
    "figures_brought_in": "{by} brought in the file of figures {file}",
    "blog_brought_in": "{by} brought in the blog “{blog}”",
    "blog_changed": "{by} changed what the file of the blog “{blog}” says",
    "blog_approved": "{by} approved the blog “{blog}”{late}",
    "blog_declined": "{by} declined the blog “{blog}”{why}",
    "blog_withdrawn": "{by} withdrew the blog “{blog}”{why}",
    "sign_off_asked": "{by} made a link for {person} to sign off “{blog}”",
    "sign_off_ended": "{by} ended the link of {person} for “{blog}”",
    "sign_off_confirmed": "{by} confirmed what is published about “{blog}”",
    "sign_off_corrected": "{by} wants something otherwise about “{blog}”",
    "correction_taken": "{by} took the correction of {person} about “{blog}”",
    "correction_declined": "{by} declined the correction of {person} about “{blog}”{why}",
}
OF_ALL = {
    "paused": "{by} stopped everything{why}",
    "resumed": "{by} started everything again",
    "account_stopped": "{by} stopped {account}{why}",
    "account_connected": "{by} connected {account}",
    "account_disconnected": "{by} disconnected {account}",
    "tokens_resealed": "{by} locked the accounts' keys anew",
    "brought_back": "{by} went on from a copy of what Promoter keeps",
    "account_unblocked": "{by} said that {account} is mended",
    "account_by_hand": "{by} had {account} kept by hand",
    "account_automatic": "{by} had {account} posted by Promoter",
    "calendar_made": "{by} made a calendar address",
    "calendar_ended": "{by} ended a calendar address",
    "user_added": "{by} made {email} known, as {roles}",
    "user_changed": "{by} gave {email} other roles: {roles}",
    "user_removed": "{by} lets {email} in no more",
    "deputy_appointed": "{by} let {deputy} stand in for {approver}, {since} to {until}",
    "deputy_ended": "{by} ended that {deputy} stands in for {approver}",
}
#: Coming and going, which is for those who look after the people.
OF_THE_DOOR = {
    "invited": "{by} made a link for {email}",
    "invitation_withdrawn": "{by} took back the link of {email}",
    "password_set": "{by} chose a password",
    "password_taken": "{by} took the password of {email} away",
    "signed_in": "{by} signed in",
    "signed_out": "{by} signed out a device of {email}",
    "signed_out_everywhere": "{by} signed {email} out everywhere",
}


_OF_A_LOAD = ("added", "changed", "withdrawn", "edited")  #: one that did none of it is nothing to tell


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did, and when."""

    at: datetime
    says: str


def deeds(events: Iterable[EventRow], titles: Mapping[str, str], *, door: bool = False) -> list[Deed]:
    """What events that belong to no post tell, the newest first. `titles` are those of blogs and themes, by their names."""
    words = {**OF_THE_WEEK, **OF_ALL, **(OF_THE_DOOR if door else {})}
    told = [
        Deed(event.at, _sentence(event, words[event.kind], titles))
        for event in events
        if event.kind in words and not (event.kind == "loaded" and not any(map(event.data.get, _OF_A_LOAD)))
    ]
    return sorted(told, key=lambda deed: deed.at)[::-1]


def _sentence(event: EventRow, words: str, titles: Mapping[str, str]) -> str:
    data = event.data
    parts = {name: _plain(value) for name, value in data.items()}
    parts |= {
        "by": by_whom(event.actor),
        "why": f": {data['reason']}" if data.get("reason") else "",
        "late": ", although it came late" if data.get("accepted_late") else "",
        "blog": titles.get(str(data.get("blog")), str(data.get("blog"))),
        "facts": _facts(data.get("facts"), titles),
        "length": _length(str(data.get("by"))),
        "moved": _moved(data),
        "counts": _counts(data),
        "account": _account(str(data.get("account"))),
        "roles": listed(_roles(data.get("roles") or ())),
    }
    return f"{words.format_map(_Missing(parts)).rstrip('.')}."


class _Missing(dict[str, str]):
    """An older event may hold less than is told of newer ones."""

    def __missing__(self, name: str) -> str:
        return "?"


def _plain(value: Any) -> str:
    try:
        return dated(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _facts(facts: Any, titles: Mapping[str, str]) -> str:
    """Each fact with what it was and what it is."""
    told = []
    for name, change in (facts or {}).items():
        before, after = (_value(change.get(when), titles) for when in ("before", "after"))
        told.append(f"{fact_in_words(name, {})} from {before} to {after}")
    return listed(told)


def _value(value: Any, titles: Mapping[str, str]) -> str:
    if value is None:
        return "nothing"
    return f"“{titles.get(str(value)) or _plain(value)}”" if isinstance(value, str | int | float) else "another list"


def _length(by: str) -> str:
    return f"{by.removeprefix('-')} {'earlier' if by.startswith('-') else 'later'}"


def _moved(data: Mapping[str, Any]) -> str:
    where = f" on {ChannelName(data['channel']).shown}" if data.get("channel") else ""
    return (
        f"what was left of {_plain(data['day'])}{where}"
        if data.get("day")
        else f"everything{where} that was not out yet"
    )


def _counts(data: Mapping[str, Any]) -> str:
    counted = [
        things(data[name], one, many)
        for name, one, many in (
            ("added", "new post", ""),
            ("changed", "changed post", ""),
            ("withdrawn", "post taken out", "posts taken out"),
            ("unchanged", "post as before", "posts as before"),
        )
        if data.get(name)
    ]
    return listed(counted) if counted else "nothing was different"


def _account(name: str) -> str:
    network, _, own = name.partition(":")
    shown = ChannelName(network).shown if network in set(ChannelName) else network
    return shown if own in {"", "default"} else f"{shown} ({own})"


def _roles(roles: Iterable[str]) -> list[str]:
    return [str(role) for role in Role if role.value in set(roles)]

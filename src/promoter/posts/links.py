"""Clean and tagged links: whose campaign, which network, which post, in words from closed lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus, urlunsplit

from promoter.campaign.links import is_tracking, split

if TYPE_CHECKING:
    from promoter.campaign.model import Campaign, ChannelName, Kind

# What X keeps inside a link; it ends the link at anything else, and at a mark that nothing follows.
_IN_PATH = "/%!*';:,.$[]~@|&+-=_"
_IN_QUERY = "/%!?*'@();:+$[].,~|&=_-"
_PAIRED = re.compile(r"(?:[^()]|\([^()]+\))*")  # X follows parentheses in a path where they come in pairs
_LAST_MARK = re.compile(r"[^A-Za-z0-9\-_=#/]\Z")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def campaign_tag(campaign: Campaign) -> str:
    """`utm_campaign`: the hashtag and the year, so that the same hashtag next year is another campaign."""
    year = min(day.date for day in campaign.days).year
    return f"{campaign.hashtag.lstrip('#').lower()}-{year}"


def content_tag(subject: str, kind: Kind, number: int = 1) -> str:
    """`utm_content`: which post; `subject` is a blog's id or a day such as "d2"."""
    return f"{subject.lower()}-{kind.value.replace('_', '-')}-{number}"


def tagged(address: str, *, channel: ChannelName, campaign: str, content: str, medium: str = "social") -> str:
    """`address` with our four tags instead of anybody else's; its other parameters and its fragment stay as written.

    What would end the link on X too early is written as %XX, which means the same to every server.
    """
    parts = split(address)
    kept = [part for part in parts.query.split("&") if part and not is_tracking(unquote_plus(part.split("=")[0]))]
    ours = {"utm_source": channel.value, "utm_medium": medium, "utm_campaign": campaign, "utm_content": content}
    query = "&".join(
        [*(_whole(part, _IN_QUERY) for part in kept), *(f"{k}={quote(v, safe='')}" for k, v in ours.items())]
    )
    paired = _PAIRED.fullmatch(parts.path)
    path = _whole(parts.path, _IN_PATH + "()" if paired else _IN_PATH) or "/"
    path = path if path.endswith(")") else _ended(path)
    return urlunsplit(
        (parts.scheme.lower(), parts.netloc.lower(), path, query, _ended(_whole(parts.fragment, _IN_QUERY)))
    )


def _whole(text: str, inside: str) -> str:
    """`text` with everything as %XX that X does not take inside a link."""
    return quote(_STRAY_PERCENT.sub("%25", text), safe=inside)


def _ended(text: str) -> str:
    """`text` with its last mark, if it ends with one, as %XX."""
    return _LAST_MARK.sub(lambda mark: f"%{ord(mark[0]):02X}", text)

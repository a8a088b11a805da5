"""Clean and tagged links: whose campaign, which network, which post, in words from closed lists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlunsplit

from promoter.campaign.links import is_tracking, split

if TYPE_CHECKING:
    from promoter.campaign.model import Campaign, ChannelName, Kind


def campaign_tag(campaign: Campaign) -> str:
    """`utm_campaign`: the hashtag and the year, so that the same hashtag next year is another campaign."""
    return f"{campaign.hashtag.lstrip('#').lower()}-{campaign.days[0].date.year}"


def content_tag(subject: str, kind: Kind, number: int = 1) -> str:
    """`utm_content`: which post; `subject` is a blog's id or a day such as "d2"."""
    return f"{subject.lower()}-{kind.value.replace('_', '-')}-{number}"


def tagged(address: str, *, channel: ChannelName, campaign: str, content: str) -> str:
    """`address` with our four tags instead of anybody else's; its other parameters and its fragment stay."""
    parts = split(address)
    own = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(name)]
    tags = [
        ("utm_source", channel.value),
        ("utm_medium", "social"),
        ("utm_campaign", campaign),
        ("utm_content", content),
    ]
    query = urlencode(own + tags, quote_via=quote, safe="/:,@~")
    # A space or a letter outside ASCII would end the link on X too early.
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit(
        (parts.scheme.lower(), parts.netloc, path or "/", query, quote(parts.fragment, safe="/%?:@!$&'()*+,;=~-._"))
    )

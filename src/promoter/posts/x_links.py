"""What X links in a text: addresses with a protocol, and bare domains in Latin letters."""

from __future__ import annotations

import re

from promoter.posts.entity import Entity
from promoter.posts.x_domains import LATIN_ACCENTS, NOT_BEFORE, Host, hosts

LONGEST_LINK = 4096
LONGEST_LABEL = 63
LONGEST_TCO_SLUG = 40

_PROTOCOL = re.compile(rf"(?<![{NOT_BEFORE}])(?:https?)://\Z", re.IGNORECASE | re.ASCII)
_ENDS_PATH = rf"+\-A-Za-z\u0400-\u04FF0-9=_#/{LATIN_ACCENTS}"
_INSIDE_PATH = r"!*';:,.$%\[\]\u2013~@|&"
_IN_PATH = _INSIDE_PATH + _ENDS_PATH
_PARENTHESES = rf"\([{_IN_PATH}]*+(?:(?<!\()\)|\([{_IN_PATH}]++\)[{_IN_PATH}]*+\))"
_QUERY = r"\?(?:[!?*'@();:+$%\[\].,~|]*+[A-Za-z0-9\-_&=#/]++)+"
# A path ends with a letter or the like, or with parentheses right after one. Nothing has to follow it, so it is read only
# once; groups are not possessive, because Python before 3.11.5 gets that wrong.
_PATH = rf"/(?:[{_ENDS_PATH}]++|{_PARENTHESES}|[{_INSIDE_PATH}](?:[{_INSIDE_PATH}]|{_PARENTHESES})*[{_ENDS_PATH}])*"
_TAIL = re.compile(rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?")
_TCO = re.compile(rf"https?://t\.co/(?P<slug>[a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE | re.ASCII)
_MAY_LINK = re.compile(r"\.\w")  # what follows the dot of a top-level domain; prose has spaces there
_IDEOGRAPHIC_DOT = re.compile("[\u3002\uff0e\uff61]")


def urls(text: str) -> tuple[Entity, ...]:
    """The links of `text`, from left to right."""
    if not _MAY_LINK.search(text):
        return ()
    found: list[Entity] = []
    searched = 0
    for host in hosts(text):
        while searched < host.end and (step := _next_links(host, searched)):
            links, searched = step
            found += links
    return tuple(found)


def _next_links(host: Host, searched: int) -> tuple[list[Entity], int] | None:
    """The next links of a run and how far they use up the text; no links where one only seemed to be."""
    text = host.text
    protocol = _protocol_before(host, searched)
    domain = host.domain_at_start() if protocol is not None else None
    if domain is None:
        protocol, domain = None, host.domain_after(searched)
    if domain is None:
        return None
    start, domain_end = domain
    tail = _TAIL.match(text, domain_end)
    end = tail.end() if tail else domain_end
    first = start if protocol is None else protocol
    if not _is_acceptable(
        text[start:domain_end], text[first:end], protocol_length=8 if protocol is None else start - first
    ):
        return [], end
    if protocol is not None:
        return _with_protocol(text, protocol, end), end
    if start and text[start - 1] in "-_./":
        return [], end
    places = list(host.latin_domains(start, domain_end))
    if places and tail and tail["path"]:
        places[-1] = (places[-1][0], end)
    return [Entity(text[a:b], a, b) for a, b in places], end


def _protocol_before(host: Host, searched: int) -> int | None:
    """Where the protocol right before the run begins, if one is there and no earlier link has used it."""
    # The character before the protocol must be free as well.
    earliest = searched + 1 if searched else 0
    found = _PROTOCOL.search(host.text, max(earliest, host.start - 8), host.start)
    return found.start() if found else None


def _with_protocol(text: str, start: int, end: int) -> list[Entity]:
    tco = _TCO.match(text, start, end)
    if tco and len(tco["slug"]) > LONGEST_TCO_SLUG:
        return []
    end = tco.end() if tco else end
    return [Entity(text[start:end], start, end)]


def _is_acceptable(domain: str, link: str, *, protocol_length: int) -> bool:
    """Within X's limits. The protocol counts twice where it is written, as X's own code has it."""
    if domain.startswith("xn--") and not _has_latin_domain(domain):
        return False
    in_utf16 = len(link) + sum(letter > "\uffff" for letter in domain)
    return protocol_length + in_utf16 <= LONGEST_LINK and all(_label_fits(label) for label in domain.split("."))


def _has_latin_domain(domain: str) -> bool:
    return any(any(host.latin_domains(0, len(domain))) for host in hosts(domain))


def _label_fits(label: str) -> bool:
    """At most 63 letters long as the domain name system writes it, in punycode."""
    if len(label) > LONGEST_LABEL:
        return False
    if label.isascii():
        return True
    parts = _IDEOGRAPHIC_DOT.split(label)
    encoded = (len(part) if part.isascii() else len("xn--") + len(part.encode("punycode")) for part in parts)
    return sum(encoded) + len(parts) - 1 <= LONGEST_LABEL

"""Web addresses in a campaign's files: whose they are, and what foreign tracking clings to them."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

# Names that advertising and mailing tools add, lower case; a trailing * stands for any ending.
TRACKING = ("utm_*", "mc_*", "hsa_*", "_hs*", "vero_*", "pk_*", "mtm_*", "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid",
            "twclid", "li_fat_id", "igshid", "mkt_tok", "trk", "trackingid", "yclid", "_ga", "_gl", "wickedid", "oly_enc_id", "s_cid")  # fmt: skip
_EXACT = frozenset(name for name in TRACKING if not name.endswith("*"))
_PREFIXES = tuple(name[:-1] for name in TRACKING if name.endswith("*"))


def is_tracking(name: str) -> bool:
    """Whether a query parameter of this name is tracking that somebody else added."""
    name = name.lower()
    return name in _EXACT or name.startswith(_PREFIXES)


def tracking_in(address: str) -> tuple[str, ...]:
    """The names of the tracking parameters in `address`, in order."""
    return tuple(name for name, _ in parse_qsl(split(address).query, keep_blank_values=True) if is_tracking(name))


def split(address: str) -> SplitResult:
    """`address` in its parts; one that cannot be taken apart comes back as a bare path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")


def host(address: str) -> str:
    """The host of `address`, lower case, without a port; "" if it has none."""
    return (split(address).hostname or "").lower()


def may_live_at(address: str, hosts: tuple[str, ...]) -> bool:
    """Whether `address` is on one of `hosts`, with or without www. No hosts named: anywhere."""
    allowed = {(host(name) or name).lower().removeprefix("www.") for name in hosts}
    return not allowed or host(address).removeprefix("www.") in allowed


def page(address: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What two addresses of one page have in common, whatever the scheme, www, closing slash or tracking."""
    parts = split(address)
    own = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(name)]
    return host(address).removeprefix("www."), parts.path.rstrip("/"), tuple(sorted(own))


def names_a_reader(address: str) -> bool:
    """Whether `address` seems to carry somebody's e-mail, as links out of mailings do."""
    if "@" not in address and "%40" not in address:
        return False
    return re.search(r"[^/?#&=@]+(?:@|%40)[^/?#&=@]+\.[A-Za-z]{2,}", address, re.IGNORECASE) is not None

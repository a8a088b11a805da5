"""Where on the web we go for a page: addresses in the one form that is judged and used, and machines that are everybody's."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import urljoin

import requests

PORT = 443
#: The one unicast space of IPv6 that is handed out. Loopback, private, mapped and translated addresses lie outside it.
_UNICAST = ip_network("2000::/3")
#: Not for pages, or a way round to somewhere else (6to4, Teredo), though some versions of Python call them global.
_NEVER = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)
_NEVER_WRITTEN = re.compile(r"[\x00-\x20\x7f\\]")  # programs differ in what they make of these
_WRITTEN = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>.*)", re.ASCII)
_HOST = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,253}", re.ASCII)
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.ASCII)
_SIGN_IN_HOSTS = frozenset(
    ["login", "signin", "sso", "auth", "oauth", "account", "accounts", "id", "idp", "identity", "adfs", "saml"]
)
_SIGN_IN_PARTS = frozenset(
    {"login", "log-in", "logon", "signin", "sign-in", "sign_in", "wp-login", "auth", "authenticate", "authorize"}
    | {"sso", "oauth", "oauth2", "saml", "saml2", "adfs"}
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the machine at `address` is on the open internet, and not this one or one beside it."""
    if address.version == 6 and address not in _UNICAST:
        return False
    usual = address.is_global and not (address.is_multicast or address.is_reserved)
    return usual and not any(address in network for network in _NEVER if network.version == address.version)


@dataclass(frozen=True, slots=True)
class Place:
    """A web address taken apart. `text` is its one form: ASCII, with the host in lower case and without a fragment."""

    text: str
    scheme: str
    host: str
    port: str
    path: str
    userinfo: bool

    @property
    def is_a_number(self) -> bool:
        """Whether the host is a machine's number, in any of the ways in which systems read one (2130706433, 0x7f.1)."""
        return self.host.startswith("[") or _NUMBER.fullmatch(self.host) is not None

    @property
    def shown(self) -> str:
        """For people and records: without user and password, and without the query, which may hold keys."""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{self.host}{port}{self.path}"[:200]

    def sign_in_signs(self) -> frozenset[str]:
        """Those parts of host and path that stand in the addresses of pages to sign in at."""
        parts = {re.sub(r"\.[a-z]{3,5}$", "", part) for part in self.path.lower().split("/")}
        label = self.host.partition(".")[0]
        return (_SIGN_IN_PARTS & parts) | ({f"{label}."} if label in _SIGN_IN_HOSTS else set())


def place(address: str) -> Place | None:
    """`address` taken apart; None if it is not one that every program reads in the same way."""
    if _NEVER_WRITTEN.search(address):
        return None
    try:
        text = requests.Request("GET", address.partition("#")[0]).prepare().url or ""
    except (ValueError, requests.RequestException):
        return None
    parts = _WRITTEN.fullmatch(text)
    if parts is None or not text.isascii():
        return None
    user, at, server = parts["authority"].rpartition("@")
    server = server.lower()
    host, _, port = server.rpartition(":") if re.search(r":[0-9]*$", server) else (server, "", "")
    if not (host.startswith("[") or _HOST.fullmatch(host)):
        return None
    path = re.split(r"[?#]", parts["rest"])[0] or "/"
    text = f"{parts['scheme']}://{user}{at}{server}{parts['rest']}"
    return Place(text, parts["scheme"], host, port, path, bool(at))


def joined(base: str, location: str) -> str:
    """Where a redirect from `base` leads. Headers are bytes; those beyond ASCII are UTF-8, and spaces are no harm."""
    told = location.strip(" ")
    if _NEVER_WRITTEN.search(told.replace(" ", "")):  # urljoin would quietly leave some of them out
        return ""
    with suppress(UnicodeError):
        told = told.encode("latin-1").decode()
    try:
        return urljoin(base, told.replace(" ", "%20"))
    except ValueError:
        return ""


def without_secrets(address: str) -> str:
    """An address that cannot be taken apart, without what may be a password or a key in it."""
    return re.split(r"[?#]", re.sub(r"//[^/]*@", "//", address), maxsplit=1)[0]


def same_host(one: str, other: str) -> bool:
    """Whether both are one host, with or without www."""
    return one.rstrip(".").removeprefix("www.") == other.rstrip(".").removeprefix("www.")


def host_of(name: str) -> str:
    """The host of a name that somebody wrote down, such as www.example.org or https://Bücher.example/; "" for none."""
    found = place(name if "//" in name else f"https://{name.strip()}/")
    return found.host if found else ""

"""A letter as mail programs take it: plain words and the same as simple HTML, with headers that nobody can break out of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import TYPE_CHECKING

from promoter.pictures.headers import kind_of

if TYPE_CHECKING:
    from datetime import datetime

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_NAMES_OF_NOBODY = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a letter: with a heading or without, and as it stands where people copy it."""

    heading: str = ""
    text: str = ""
    verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written to somebody. Without `to`, it is for an editor to address."""

    subject: str
    sender: str | None
    sender_name: str
    to: str | None
    to_name: str
    parts: tuple[Part, ...]
    attachments: tuple[tuple[str, bytes], ...] = ()

    @property
    def plain(self) -> str:
        """The words."""
        pieces = [
            f"{part.heading}\n{'-' * len(part.heading)}\n{part.text}" if part.heading else part.text
            for part in self.parts
        ]
        return "\n\n".join(pieces) + "\n"

    @property
    def html(self) -> str:
        """The same words, with headings and links."""
        body = "\n".join(_in_html(part) for part in self.parts)
        return f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(self.subject)}</title></head>\n<body>\n{body}\n</body></html>\n'


def is_address(text: str | None) -> bool:
    """Can mail be addressed so?"""
    return text is not None and _ADDRESS.fullmatch(text) is not None


def is_nobodys(address: str) -> bool:
    """Is it an address that examples have, and nobody reads?"""
    return _NAMES_OF_NOBODY.fullmatch(address.rpartition("@")[2]) is not None


def as_mail(letter: Letter, *, now: datetime, draft: bool = True, sender: str | None = None) -> EmailMessage:
    """The letter as a message. A draft opens for editing in programs that know of such."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _one_line(letter.subject)
    sender = sender or letter.sender
    if sender is not None and is_address(sender):
        mail["From"] = _address(letter.sender_name, sender)
    if letter.to is not None and is_address(letter.to):
        mail["To"] = _address(letter.to_name, letter.to)
    mail["Date"] = now
    if draft:
        mail["X-Unsent"] = "1"
    else:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.plain, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for name, content in letter.attachments:
        kind = kind_of(content)
        main, _, sub = (kind.media_type if kind else "application/octet-stream").partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=_one_line(name))
    return mail


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(display_name=_one_line(name), username=user, domain=domain)


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _in_html(part: Part) -> str:
    heading = f"<h2>{escape(part.heading)}</h2>\n" if part.heading else ""
    text = _linked(part.text)
    if part.verbatim:
        return f"{heading}<blockquote><pre>{text}</pre></blockquote>"
    return f"{heading}<p>{text.replace(chr(10), '<br>' + chr(10))}</p>"


def _linked(text: str) -> str:
    pieces, at = [], 0
    for link in _LINK.finditer(text):
        pieces += [escape(text[at : link.start()]), f'<a href="{escape(link[0])}">{escape(link[0])}</a>']
        at = link.end()
    return "".join([*pieces, escape(text[at:])])

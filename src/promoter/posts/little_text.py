"""How LinkedIn's "little text" is written, read and counted.

People see and approve the visible text; the wire form escapes every letter that means something to LinkedIn, since it
cuts a post without a word at the first one that is not. Markup is only ever made here: what looks like markup in the
visible text is escaped like anything else. LinkedIn gets line feeds only, so those of Windows become one character.
"""

from __future__ import annotations

import re

from promoter.posts.entity import Entity

LIMIT = 3000
"""UTF-16 units of visible text."""

_RESERVED = r"\\|{}@\[\]()<>#*_~"
_SPECIAL = re.compile(f"[{_RESERVED}]")
_ESCAPED = rf"\\[{_RESERVED}]"
_MARKUP = re.compile(
    rf"\\(?P<escaped>[{_RESERVED}])"
    rf"|\{{hashtag\|\\?(?P<sign>[#＃])\|(?P<tag>(?:{_ESCAPED}|[^\\|{{}}])+)\}}"
    rf"|@\[(?P<name>(?:{_ESCAPED}|[^\\\[\]])+)\]\((?:{_ESCAPED}|[^\\()])+\)"
)
_JOINS_ON = r"(?![\w\u0300-\u036f])"
_ADDRESS = re.compile(r"(?<!\w)https?://[^\s<>\"]*[^\s<>\".,:;!?'’”)\]}]", re.IGNORECASE)
_HASHTAG = re.compile(rf"(?<![\w#&])#(\w*[^\W\d_]\w*){_JOINS_ON}")


def escape(text: str) -> str:
    """`text` so that LinkedIn shows it letter for letter."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def visible(wire: str) -> str:
    """What people read where LinkedIn is given `wire`: mentions as names, hashtag templates as hashtags, no escapes."""
    return _MARKUP.sub(_as_read, wire)


def visible_length(text: str) -> int:
    """What LinkedIn counts of visible text: its UTF-16 units."""
    return len(_line_feeds(text).encode("utf-16-le", "surrogatepass")) // 2


def render(visible: str, *, tags: tuple[str, ...] = (), mentions: tuple[tuple[str, str], ...] = ()) -> str:
    """The wire form of visible text.

    Each of `tags` ("#techUKSmarterState") becomes a hashtag wherever it stands as a word of its own. Each of `mentions`
    (name, URN) becomes a link to its page where its name first stands as words of its own. All else is escaped.
    """
    text = _line_feeds(visible)
    waiting = {name: urn for name, urn in mentions if name}
    words = sorted({*waiting, *(tag for tag in tags if tag.startswith("#"))}, key=lambda word: (-len(word), word))
    if not words:
        return escape(text)
    pattern = re.compile(rf"(?<![\w#@&])(?:{'|'.join(map(re.escape, words))}){_JOINS_ON}")
    wire: list[str] = []
    at = 0
    for found in pattern.finditer(text):
        word = found[0]
        if word in tags:
            markup = rf"{{hashtag|\#|{escape(word[1:])}}}"
        elif word in waiting:
            markup = f"@[{escape(word)}]({escape(waiting.pop(word))})"
        else:
            continue
        wire += escape(text[at : found.start()]), markup
        at = found.end()
    return "".join([*wire, escape(text[at:])])


def marked(wire: str) -> tuple[Entity, ...]:
    """The hashtags and mentions that `wire` makes, where they stand in what people read of it."""
    found: list[Entity] = []
    at = read = 0
    for markup in _MARKUP.finditer(wire):
        shown = _as_read(markup)
        read += markup.start() - at
        if not markup["escaped"]:
            found.append(Entity(shown, read, read + len(shown)))
        at, read = markup.end(), read + len(shown)
    return tuple(found)


def addresses(visible: str) -> tuple[Entity, ...]:
    """The web addresses that LinkedIn shows as links."""
    return tuple(Entity(found[0], found.start(), found.end()) for found in _ADDRESS.finditer(visible))


def hashtags(visible: str) -> tuple[Entity, ...]:
    """The hashtags in visible text, without those that are part of an address."""
    blank = _ADDRESS.sub(lambda address: "/" * len(address[0]), visible)
    return tuple(Entity(found[1], found.start(), found.end()) for found in _HASHTAG.finditer(blank))


def closing_tags(visible: str) -> tuple[str, ...]:
    """The hashtags, with their sign, of a last line that is made of nothing else."""
    last_line = visible.rstrip().rpartition("\n")[2].split()
    return tuple(last_line) if last_line and all(_HASHTAG.fullmatch(word) for word in last_line) else ()


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n")


def _as_read(markup: re.Match[str]) -> str:
    if markup["escaped"]:
        return markup["escaped"]
    return visible(markup["name"]) if markup["name"] else markup["sign"] + visible(markup["tag"])

"""How long X takes a text to be, and where it sees links and cashtags: the sandbox's own, simple reading of the rules.

Good enough to say no where X would. It knows the usual endings of bare domains, not all of them.
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 280
LINK_LENGTH = 23
LONGEST = 4400  # a link may be 4,096 long and weighs no more for it; anything longer cannot be a valid post

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf"
    " cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf"
    " gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km"
    " kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz"
    " na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg"
    " sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc"
    " ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERIC = (
    "com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post xxx arpa app dev"
    " blog news online site website tech digital cloud software systems solutions services consulting agency company"
    " community events live media network page design studio store shop space today world global academy school education"
    " health care foundation charity london scot wales cymru city house land life link zone xyz top club email group team"
)
_ENDING = "|".join(sorted((_COUNTRIES + " " + _GENERIC).split(), key=len, reverse=True))
_LETTERS = r"a-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_LABEL = rf"[{_LETTERS}](?:[{_LETTERS}_-]*+(?<![_-]))?"
_PATH_LETTER = r"[a-z0-9\u00c0-\u024f\u0400-\u04ff!*';:=+,.$%#\[\]\-\u2013_~@|&/]"
_LINK = re.compile(
    r"(?<![a-z0-9_\u00c0-\u024f@＠#＃$./-])"
    rf"(?:https?://(?:{_LABEL}\.)+(?:{_ENDING}|[a-z]{{2,}})|(?:{_LABEL}\.)+(?:{_ENDING}))"
    r"(?![a-z0-9_\u00c0-\u024f@+-]|\.[a-z0-9])(?::\d+)?"
    rf"(?P<path>/(?:{_PATH_LETTER}|\({_PATH_LETTER}*+\))*)?"
    r"(?P<query>\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*+)?",
    re.IGNORECASE,
)
_TRAILING = "!*';:,.$%[]~@|&?–("
_PICTURE = (
    r"[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934-\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    r"\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_ONE = rf"{_PICTURE}[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?(?:[\U000e0020-\U000e007f]+)?"
_EMOJI = re.compile(
    rf"[0-9#*]\ufe0f?\u20e3|[\u00a9\u00ae]\ufe0f|[\U0001f1e6-\U0001f1ff]{{2}}|{_ONE}(?:\u200d{_ONE})*|[\U0001f3fb-\U0001f3ff]"
)
_CASHTAG = re.compile(r"(?<![^\s(\"'“‘,.!?;:])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?![\w$])")


def links(text: str) -> list[tuple[int, int]]:
    """Where the links of a text begin and end."""
    found = []
    for match in _LINK.finditer(text):
        start, end = match.span()
        tail = match["query"] or match["path"] or ""
        end -= len(tail) - len(tail.rstrip(_TRAILING))
        found.append((start, end))
    return found


def weighted_length(text: str) -> int:
    """Of 280. A link weighs 23, an emoji 2, most letters of the West 1, the rest 2."""
    text = unicodedata.normalize("NFC", text)
    length, at = 0, 0
    for start, end in links(text):
        length += _weight(text[at:start]) + LINK_LENGTH
        at = end
    return length + _weight(text[at:])


def cashtags(text: str) -> int:
    return len(_CASHTAG.findall(text))


def _weight(text: str) -> int:
    plain, emoji = _EMOJI.subn("", text)
    return 2 * emoji + sum(1 if any(low <= ord(letter) <= high for low, high in _LIGHT) else 2 for letter in plain)

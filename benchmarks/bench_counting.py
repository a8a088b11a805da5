"""How much longer hostile text takes to count than prose, per character, in one run; and how fast ordinary posts are.

Run it with `python benchmarks/bench_counting.py`. Ratios travel between machines, seconds do not. A ratio that grows
with the length of the text would mean that counting is not linear; the last column shows that it does not.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

from promoter import graphemes
from promoter.posts import little_text, x_text

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = 100_000
PROSE = "Digital identity is for everyone – here’s what councils learnt this year, and why it matters to us all. "
POST = (
    "Why councils share data: Ada Example of Example Org on trust, standards and the next ten years – “start small” "
    "👩🏽‍💻\n\nhttps://www.techuk.org/resource/example.html\n#techUKSmarterState @techUK"
)
HOSTILE = (
    "a.a.a.", "a.com.", "@@@@", "####", "#1", "$$$$", "http://", "http://a", "t.co/", "https://t.co/a?", "a.com/((((", "a.com/(a(",
    "a.com/!", "a.com?!", "-.-.-", ".com.com.com", "a_a_a.", "1-1-1", "é", "é.é", "éé.com.", "日本.com", "日.", "👨\u200d", "👨\u200d👩",
    "\u200d", "🇬🇧", "🏴\U000e0067", "1\ufe0f", "\u094d", "क\u094d", "ᄀ", "xn--", "a.xn--", "😀", "😀.com", ".", "://", "http://xn--a.é",
    "RT@", "@a/b-", "{hashtag|", "@[", "\\", "#a", "e\u0301", "\r\n",
    "é" * 55 + ".com ", "日" * 30 + ".com ", "http://xn--" + "a.é" * 9 + ".com ",
)  # fmt: skip


def seconds(work: Callable[[str], object], text: str) -> float:
    """The best of several runs: the one that least else disturbed."""
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        work(text)
        best = min(best, time.perf_counter() - started)
    return best


def long(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def growth(name: str, work: Callable[[str], object]) -> None:
    prose = seconds(work, long(PROSE, LENGTH))
    print(f"{name}: {LENGTH:,} characters, cost per character where prose is 1, and again at a quarter of the length")
    ratios = {piece: seconds(work, long(piece, LENGTH)) / prose for piece in HOSTILE}
    for piece in sorted(ratios, key=ratios.__getitem__, reverse=True)[:12]:
        quarter = 4 * seconds(work, long(piece, LENGTH // 4)) / prose
        print(f"  {ascii(piece)[:32]:34} {ratios[piece]:8.1f} {quarter:8.1f}")


def main() -> None:
    imports = "import time; t = time.perf_counter(); import promoter.posts.x_text, promoter.posts.little_text; "
    code = imports + "print(f'importing both: {1000 * (time.perf_counter() - t):.1f} ms')"
    subprocess.run([sys.executable, "-c", code], check=True)
    for name, work in (("x_text.parse", x_text.parse), ("x_text.weighted_length", x_text.weighted_length)):
        work(POST)
        started = time.perf_counter()
        for _ in range(2_000):
            work(POST)
        print(f"{name}: {2_000 / (time.perf_counter() - started):,.0f} ordinary posts a second")
    growth("x_text.parse", x_text.parse)
    growth("x_text.defuse", x_text.defuse)
    growth(
        "little_text.render",
        lambda text: little_text.render(text, tags=("#a",), mentions=(("é", "urn:li:organization:1"),)),
    )
    growth("little_text.visible", little_text.visible)
    growth("graphemes.grapheme_count", graphemes.grapheme_count)


if __name__ == "__main__":
    main()

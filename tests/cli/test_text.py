"""`promoter text`: one text or many, for people and for programs."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result

from promoter.cli.text import command
from promoter.errors import UsageProblem


def run(*arguments: str, given: str | bytes) -> Result:
    return CliRunner().invoke(command, arguments, input=given)


def answer(*arguments: str, given: str | bytes) -> Any:
    result = run(*arguments, "--json", given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_text_is_parsed_as_x_would() -> None:
    text = "👍 @techUK on https://a.com/b #Tag $CASH"
    assert answer("x", given=text) == {
        "length": 3 + 7 + 4 + 23 + 1 + 4 + 1 + 5,
        "limit": 280,
        "valid": True,
        "urls": [{"text": "https://a.com/b", "start": 13, "end": 28}],
        "hashtags": [{"text": "Tag", "start": 29, "end": 33}],
        "mentions": [{"text": "techUK", "start": 2, "end": 9}],
        "cashtags": [{"text": "CASH", "start": 34, "end": 39}],
    }


def test_a_text_is_parsed_as_linkedin_would() -> None:
    text = "Read https://a.com/a_b (@you)\n#One #Two"
    assert answer("linkedin", given=text) == {
        "length": len(text),
        "limit": 3000,
        "valid": True,
        "urls": [{"text": "https://a.com/a_b", "start": 5, "end": 22}],
        "hashtags": [{"text": "One", "start": 30, "end": 34}, {"text": "Two", "start": 35, "end": 39}],
        "mentions": [],
        "cashtags": [],
        "payload_text": "Read https://a.com/a\\_b \\(\\@you\\)\n{hashtag|\\#|One} {hashtag|\\#|Two}",
    }


def test_hashtags_among_words_are_escaped_for_linkedin() -> None:
    assert answer("linkedin", given="The #One thing")["payload_text"] == "The \\#One thing"


@pytest.mark.parametrize(
    ("given", "length"), [("ab\n", 2), ("ab", 2), ("ab\n\n", 3), ("\nab", 3), ("ab\r\n", 2), ("\n", 0), ("", 0)]
)
def test_one_final_newline_is_not_part_of_the_text(given: str, length: int) -> None:
    assert answer("x", given=given)["length"] == length
    assert answer("linkedin", given=given)["length"] == length


@pytest.mark.parametrize(("network", "limit"), [("x", 280), ("linkedin", 3000)])
def test_a_text_over_the_limit_is_not_valid(network: str, limit: int) -> None:
    assert answer(network, given="a" * limit)["valid"] is True
    assert answer(network, given="a" * (limit + 1))["valid"] is False
    assert answer(network, given="")["valid"] is False


def test_each_line_is_a_text_and_each_answer_a_line() -> None:
    texts = ["one", "two\nlines\r\n", "\u2028\x85👩🏽‍🚀", "", "\ud83d"]
    result = run("x", "--lines", given="".join(json.dumps(text) + "\n" for text in texts))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["length"] for one in answers] == [3, 10, 5, 0, 2]


def test_letters_may_stand_in_a_line_as_they_are() -> None:
    result = run("linkedin", "--lines", "--json", given='"é\u2028\x85é"\n"b"')
    assert [json.loads(line)["length"] for line in result.stdout.splitlines()] == [4, 1]


@pytest.mark.parametrize("line", ["", "plain", "3", "null", '["a"]', '"open', "[" * 100_000])
def test_a_bad_line_is_named_and_earlier_answers_stay(line: str) -> None:
    result = run("x", "--lines", given=f'"a"\n{line}\n"b"\n')
    assert [json.loads(one)["length"] for one in result.stdout.splitlines()] == [1]
    assert isinstance(result.exception, UsageProblem)
    assert str(result.exception).startswith("Line 2 is not a JSON string")
    assert result.exception.exit_code == 2


@pytest.mark.parametrize(("options", "what"), [((), "Standard input"), (("--lines",), "Line 1")])
def test_bytes_that_are_not_utf8_are_refused_in_a_sentence(options: tuple[str, ...], what: str) -> None:
    result = run("x", *options, given=b'"\xff"')
    assert isinstance(result.exception, UsageProblem)
    assert str(result.exception) == f"{what} is not UTF-8 (byte 2 is off): give the text as UTF-8."
    assert result.stdout == ""


def test_people_read_what_counts_and_what_is_found() -> None:
    assert run("x", given="@techUK on GOV.UK #Tag $CASH").stdout.splitlines() == [
        "45 of 280",
        "urls: GOV.UK",
        "hashtags: #Tag",
        "mentions: @techUK",
        "cashtags: $CASH",
    ]


def test_people_read_what_linkedin_is_sent() -> None:
    assert run("linkedin", given="a_b\n#Tag").stdout.splitlines() == [
        "8 of 3000",
        "hashtags: #Tag",
        "",
        "a\\_b",
        "{hashtag|\\#|Tag}",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a" * 283, "283 of 280: 3 too long"),
        ("", "0 of 280: there is no text"),
        ("a\ufeff", "3 of 280: it holds a character that X refuses (U+FEFF, U+FFFE or U+FFFF)"),
    ],
)
def test_people_read_why_a_text_will_not_do(text: str, sentence: str) -> None:
    assert run("x", given=text).stdout.splitlines() == [sentence]


def test_a_terminal_is_shown_no_control_characters() -> None:
    assert "\x1b" not in run("linkedin", given="a\x1b[31mb").stdout


def test_an_answer_comes_before_the_next_question_is_asked() -> None:
    code = "from promoter.cli.text import command; command()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "x", "--lines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for text in ("a", "bc"):
            process.stdin.write(json.dumps(text) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["length"] == len(text)
        process.stdin.close()
        assert process.wait() == 0

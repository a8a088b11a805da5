import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests
from click.testing import CliRunner

from promoter.cli.sandbox import command
from promoter.errors import PromoterError

RUN = [sys.executable, "-c", "from promoter.cli.sandbox import command; command()", "--port", "0"]


@contextmanager
def running(*options):
    """The command in a process of its own, and the address that it printed."""
    with subprocess.Popen([*RUN, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines = []
        try:
            while not (lines and lines[-1].startswith("Posts: ")):
                lines.append(process.stderr.readline())
                assert lines[-1], "".join(lines)
            yield process, re.search(r"http://127\.0\.0\.1:\d+", lines[0])[0], "".join(lines)
        finally:
            process.kill()


def send(url, text):
    return requests.post(f"{url}/2/tweets", json={"text": text}, headers={"Authorization": "Bearer anna"}, timeout=10)


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_it_says_how_to_use_it_shows_posts_and_ends_cleanly(way):
    with running() as (process, url, welcome):
        assert f"PROMOTER_X_API_URL={url}\n" in welcome
        assert f"PROMOTER_LINKEDIN_API_URL={url}\n" in welcome
        assert "PROMOTER_X_ACCESS_TOKEN_SECRET=" in welcome
        identifier = send(url, "Good\nmorning \x1b[31m" + "a" * 100).json()["data"]["id"]
        line = process.stderr.readline()
        assert re.fullmatch(rf"\d\d:\d\d:\d\d x {identifier} Good morning \?\[31ma{{42}}…\n", line), line
        process.send_signal(way)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "The sandbox is closed.\n")


def test_a_killed_sandbox_has_lost_nothing(tmp_path):
    ledger = str(tmp_path / "sandbox.db")
    with running("--ledger", ledger) as (process, url, _):
        assert send(url, "Kept").status_code == 201
        process.kill()
    with running("--ledger", ledger, "--faults", "wild", "--seed", "3") as (_, url, _):
        assert [post["text"] for post in requests.get(f"{url}/sandbox/posts", timeout=10).json()["posts"]] == ["Kept"]


def test_faults_ordered_on_the_command_line_happen_first():
    orders = ('{"kind": "error-before", "status": 503}', '{"kind": "refused", "status": 402}')
    with running("--fault", orders[0], "--fault", orders[1], "--faults", "wild") as (_, url, _):
        assert [send(url, "A post").status_code for _ in range(2)] == [503, 402]


@pytest.mark.parametrize(
    ("order", "words"), [("{", "it is not JSON"), ('{"kind": "earthquake"}', 'kind cannot be "earthquake"')]
)
def test_a_fault_that_makes_no_sense_is_a_matter_of_usage(order, words):
    result = CliRunner().invoke(command, ["--fault", order])
    assert result.exit_code == 2
    assert words in result.output


def complaint(*options):
    result = CliRunner().invoke(command, list(options))
    assert isinstance(result.exception, PromoterError), result.output
    assert result.exception.exit_code == 1
    return str(result.exception)


def test_a_port_in_use_is_one_clear_sentence():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        assert complaint("--port", port) == f"Port {port} is in use: choose another with --port, or 0 for a free one."


def test_a_ledger_that_cannot_be_used_is_one_clear_sentence(tmp_path):
    missing = tmp_path / "nowhere" / "sandbox.db"
    assert complaint("--ledger", str(missing)).startswith(f"The ledger {missing} cannot be used (")
    text = tmp_path / "notes.txt"
    text.write_text("not a database " * 100)
    assert complaint("--ledger", str(text)).startswith(f"The ledger {text} cannot be used (")


@pytest.mark.parametrize("options", [["--port", "70000"], ["--faults", "some"], ["--seed", "x"]])
def test_a_wrong_option_is_a_matter_of_usage(options):
    assert CliRunner().invoke(command, options).exit_code == 2

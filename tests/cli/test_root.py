"""The command line as a whole: what it lists, how it fails, and what it leaves unloaded."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

import promoter as package
from promoter import cli
from promoter.errors import CampaignInvalid, NetworkTrouble, NotPossible, PromoterError, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"sqlalchemy", "tweepy", "requests", "apscheduler", "starlette", "pydantic_settings", "alembic", "icalendar"}


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "promoter", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, check=False)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Lets `promoter check` fail as it is told to."""

    def fail_with(problem: BaseException) -> None:
        @click.command("check")
        def command() -> None:
            raise problem

        monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: command)

    return fail_with


@pytest.mark.parametrize("name", sorted(cli.PLACES))
def test_every_command_that_help_lists_is_there_under_its_own_name(name: str) -> None:
    module, attribute = cli.PLACES[name].split(":")
    command = getattr(import_module(f"promoter.cli.{module}"), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name


def test_help_lists_every_command_under_what_people_do_and_loads_none() -> None:
    code = (
        "import sys; from promoter.cli import run; code = run(['--help']); "
        "print(sorted(n for n in sys.modules if n.startswith('promoter.')), file=sys.stderr); sys.exit(code)"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "src", capture_output=True, text=True, check=True)
    for heading, commands in cli.COMMANDS.items():
        assert f"{heading}:" in ran.stdout
        for name, (_, short) in commands.items():
            assert any(line.split(maxsplit=1) == [name, short] for line in ran.stdout.splitlines()), name
    assert ran.stderr.strip() == "['promoter.cli', 'promoter.errors']"


def test_every_command_has_help_with_an_example() -> None:
    for name in ("check", "preview", "new"):
        ran = process(name, "--help")
        assert ran.returncode == 0
        assert f"\n    promoter {name} " in ran.stdout.decode()


def test_a_preview_loads_no_database_network_or_settings() -> None:
    code = (
        "import sys; from promoter.cli import run; code = run(['preview', 'schedules/smarter-state-2021']); "
        "print(' '.join(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stderr.split())
    assert "promoter.planning" in loaded
    assert loaded & HEAVY == set()
    assert {name for name in loaded if name.startswith(("promoter.ledger", "promoter.channels"))} == set()
    assert "promoter.settings" not in loaded
    assert "rich.console" not in loaded


def test_the_version_is_said(promoter: Callable[..., object]) -> None:
    ran = promoter("--version")
    assert (ran.code, ran.out) == (0, f"promoter, version {package.__version__}\n")


def test_an_unknown_command_is_a_usage_error_that_suggests_the_near_one(promoter: Callable[..., object]) -> None:
    ran = promoter("chekc")
    assert ran.code == 2
    assert ran.out == ""
    assert "Did you mean 'check'?" in ran.err


def test_without_a_command_help_is_shown() -> None:
    ran = process()
    assert b"Usage: promoter" in ran.stdout + ran.stderr
    assert ran.returncode == 2


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (PromoterError("It failed: mend it."), 1),
        (UsageProblem("There is no such post: look at the queue."), 2),
        (CampaignInvalid("The file is broken: mend line 3."), 3),
        (NotPossible("Nobody approved it: ask somebody."), 4),
        (NetworkTrouble("X does not answer: try later."), 5),
    ],
)
def test_a_failure_is_its_own_sentence_on_stderr_and_its_own_exit_code(
    promoter: Callable[..., object], failing: Callable[..., None], problem: PromoterError, code: int
) -> None:
    failing(problem)
    ran = promoter("check")
    assert (ran.code, ran.out, ran.err) == (code, "", f"Error: {problem}\n")


def test_a_fault_of_ours_is_one_sentence_that_says_so(
    promoter: Callable[..., object], failing: Callable[..., None]
) -> None:
    failing(LookupError("the\nshelf is empty"))
    ran = promoter("check")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert "fault of Promoter's" in ran.err
    assert "LookupError: the shelf is empty" in ran.err


def test_asked_to_say_more_a_fault_shows_where_it_lies(
    promoter: Callable[..., object], failing: Callable[..., None]
) -> None:
    failing(LookupError("the shelf is empty"))
    assert "Traceback" not in promoter("check").err
    assert "Traceback" in promoter("-v", "check").err


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(28, "No space left on device", "out.html"), "out.html: No space left on device"),
        (PermissionError(13, "Permission denied", "blogs"), "blogs: Permission denied"),
    ],
)
def test_what_the_machine_refuses_is_one_sentence(
    promoter: Callable[..., object], failing: Callable[..., None], problem: OSError, said: str
) -> None:
    failing(problem)
    ran = promoter("check")
    assert ran.code == 1
    assert ran.err.startswith(f"Error: {said}.")
    assert ran.err.count("\n") == 1


def test_an_interruption_exits_with_130(promoter: Callable[..., object], failing: Callable[..., None]) -> None:
    failing(KeyboardInterrupt())
    assert promoter("check").code == 130


UNFLUSHED = """
import sys, click
from promoter import __main__, cli
command = click.command("check")(lambda: sys.stdout.write("some words") and None)
cli.LazyGroup.get_command = lambda *_: command
sys.argv = ["promoter", "check"]
__main__.main()
"""


@pytest.mark.parametrize(
    "command", [["-m", "promoter", "preview", "schedules/smarter-state-2021"], ["-c", UNFLUSHED]], ids=["words", "late"]
)
def test_a_reader_that_has_gone_away_ends_a_command_without_a_word(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": ""}
    try:
        ran = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, b"")


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "latin-1"}],
)
def test_a_poor_locale_costs_letters_and_nothing_else(environment: dict[str, str]) -> None:
    ran = process("preview", "schedules/smarter-state-2021", **environment)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Monday 13 September" in ran.stdout


def test_json_loses_no_letter_to_a_poor_locale() -> None:
    poor = process("preview", "schedules/smarter-state-2021", "--json", PYTHONIOENCODING="ascii")
    rich = process("preview", "schedules/smarter-state-2021", "--json", PYTHONIOENCODING="utf-8")
    assert poor.stdout.isascii()
    assert not rich.stdout.isascii()
    assert json.loads(poor.stdout) == json.loads(rich.stdout)


def on_a_terminal(*arguments: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    try:
        variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", "COLUMNS": "100", **environment}
        command = [sys.executable, "-m", "promoter", *arguments]
        with subprocess.Popen(command, cwd=ROOT, env=variables, stdout=theirs, stderr=subprocess.PIPE) as running:
            os.close(theirs)
            shown = b"".join(iter(partial(_read, ours), b""))
        assert running.returncode == 0
    finally:
        os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side is closed
        return b""


def test_colours_are_for_terminals_and_for_those_who_ask() -> None:
    week = ("preview", "schedules/smarter-state-2021")
    assert b"\x1b" not in process(*week).stdout
    assert b"\x1b" in process(*week, FORCE_COLOR="1").stdout
    coloured, plain = on_a_terminal(*week), on_a_terminal(*week, NO_COLOR="1")
    assert "\x1b" in coloured
    assert "\x1b" not in plain
    assert click.unstyle(coloured) == plain

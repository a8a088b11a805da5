"""The script that makes `.venv`: who it sends away, and what it makes anew."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "tools" / "setup.py"
CHECKSUMS = {"runtime": "r1", "dev": "d1"}


@pytest.fixture
def setup() -> Any:
    spec = importlib.util.spec_from_file_location("tools_setup", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stamp(setup: Any, which: str, lock: str) -> dict[str, str]:
    made: dict[str, str] = setup.made_of(which, lock)
    return made


def test_an_old_python_can_read_it_as_far_as_the_sentence_that_sends_it_away() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_what_to_install(
    setup: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.version_info", (3, 9, 18, "final", 0))
    monkeypatch.setenv("PATH", "")
    assert setup.main(["setup.py", "runtime"]) == 1
    complaint = capsys.readouterr().err
    assert "needs Python 3.11 or newer and this is Python 3.9.18: install" in complaint
    assert complaint.count("\n") == 1


def test_a_fresh_clone_gets_an_environment(setup: Any) -> None:
    assert setup.plan({}, "runtime", CHECKSUMS) == ("make", "runtime")
    assert setup.plan({}, "dev", CHECKSUMS) == ("make", "dev")


@pytest.mark.parametrize(("have", "lock"), [("runtime", "r1"), ("dev", "d1")])
def test_what_is_installed_already_is_kept(setup: Any, have: str, lock: str) -> None:
    assert setup.plan(stamp(setup, have, lock), have, CHECKSUMS) == ("keep", have)


def test_the_tests_add_to_the_environment_of_the_demo(setup: Any) -> None:
    assert setup.plan(stamp(setup, "runtime", "r1"), "dev", CHECKSUMS) == ("add", "dev")


def test_the_demo_runs_in_the_environment_of_the_tests(setup: Any) -> None:
    assert setup.plan(stamp(setup, "dev", "d1"), "runtime", CHECKSUMS) == ("keep", "dev")


def test_a_changed_lock_makes_the_environment_anew_and_no_smaller(setup: Any) -> None:
    assert setup.plan(stamp(setup, "runtime", "old"), "runtime", CHECKSUMS) == ("make", "runtime")
    assert setup.plan(stamp(setup, "dev", "old"), "runtime", CHECKSUMS) == ("make", "dev")


def test_a_moved_checkout_makes_the_environment_anew(setup: Any) -> None:
    moved = {**stamp(setup, "runtime", "r1"), "root": "/elsewhere"}
    assert setup.plan(moved, "runtime", CHECKSUMS) == ("make", "runtime")


def test_an_environment_whose_command_begins_the_program_elsewhere_is_made_anew(setup: Any) -> None:
    older = {**stamp(setup, "runtime", "r1"), "command": "import something_that_was"}
    assert setup.plan(older, "runtime", CHECKSUMS) == ("make", "runtime")


@pytest.mark.parametrize("left", ["", "{", "[]", '{"set": "huge"}'])
def test_an_unreadable_stamp_is_no_stamp(
    setup: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    (tmp_path / "installed.json").write_text(left, encoding="utf-8")
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "STAMP", tmp_path / "installed.json")
    assert setup.plan(setup.read_stamp(), "runtime", CHECKSUMS) == ("make", "runtime")


def test_the_command_it_writes_runs_promoter_from_any_folder(setup: Any, tmp_path: Path) -> None:
    command = setup.COMMAND.format(python="'/a b/python'")
    assert command.startswith("#!/bin/sh\n'''exec' '/a b/python' \"$0\" \"$@\"\n' '''\n")
    compile(command, "promoter", "exec")

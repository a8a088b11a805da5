"""The script that finds a browser for the tests of the pages: what it takes for one, and what it does where there is none."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "tools" / "browser.py"
APT = """#!/bin/sh
echo "$@" >> {log}
case "$*" in
    *update*) touch {lists} ;;
    *install*) test -e {lists} || exit 100; printf '#!/bin/sh\\nexit 0\\n' > {browser}; chmod +x {browser} ;;
esac
"""


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, with what a shell script needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("env", "chmod", "touch", "sh"):
        (folder / tool).symlink_to(next(Path(at) / tool for at in ("/usr/bin", "/bin") if (Path(at) / tool).exists()))
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def browser(commands: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, on a Debian where we are root and nothing can be fetched from Playwright."""
    spec = importlib.util.spec_from_file_location("tools_browser", SCRIPT)
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    release = tmp_path / "os-release"
    release.write_text('NAME="Debian GNU/Linux"\nID=debian\n', encoding="utf-8")
    monkeypatch.setattr(module, "RELEASE", release)
    monkeypatch.setattr(module, "PLAYWRIGHT", [command(commands, "playwright", 1)])
    monkeypatch.setattr(module.sys, "prefix", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return module


def command(commands: Path, name: str, answers: int) -> str:
    (commands / name).write_text(f"#!/bin/sh\nexit {answers}\n", encoding="utf-8")
    (commands / name).chmod(0o755)
    return str(commands / name)


def apt(commands: Path) -> Path:
    log = commands / "log"
    (commands / "apt-get").write_text(
        APT.format(log=log, lists=commands / "lists", browser=commands / "chromium"), encoding="utf-8"
    )
    (commands / "apt-get").chmod(0o755)
    return log


def test_a_browser_that_is_there_is_kept(browser: Any, commands: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = apt(commands)
    command(commands, "chromium", 0)
    assert browser.main() == 0
    assert not log.exists()
    assert capfd.readouterr() == ("", "")


def test_a_placeholder_is_no_browser(browser: Any, commands: Path) -> None:
    command(commands, "chromium", 1)
    chrome = command(commands, "google-chrome", 0)
    assert browser.installed() == chrome


def test_debians_browser_is_installed_on_a_machine_that_has_no_lists_of_packages_yet(
    browser: Any, commands: Path
) -> None:
    log = apt(commands)
    assert browser.main() == 0
    assert browser.installed() == str(commands / "chromium")
    assert [line.split()[3] for line in log.read_text(encoding="utf-8").splitlines()] == [
        "install",
        "update",
        "install",
    ]


@pytest.mark.parametrize("line", ["ID=ubuntu\nID_LIKE=debian", "ID=fedora", ""])
def test_other_systems_get_playwrights_browser(browser: Any, commands: Path, line: str) -> None:
    log = apt(commands)
    browser.RELEASE.write_text(line, encoding="utf-8")
    browser.PLAYWRIGHT[:] = [command(commands, "playwright", 0)]
    assert browser.main() == 0
    assert not log.exists()


def test_what_playwright_fetched_to_the_end_is_kept(browser: Any, tmp_path: Path) -> None:
    assert browser.playwrights_own() is None
    fetched = "lib/python3.11/site-packages/playwright/driver/package/.local-browsers/chromium_headless_shell-1255"
    (tmp_path / fetched).mkdir(parents=True)
    assert browser.playwrights_own() is None
    (tmp_path / fetched / "INSTALLATION_COMPLETE").touch()
    assert browser.playwrights_own() is not None


@pytest.mark.parametrize(("ci", "consequence"), [("", "are skipped"), ("true", "fail")])
def test_without_a_browser_it_says_what_follows_and_lets_the_other_tests_run(
    browser: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], ci: str, consequence: str
) -> None:
    monkeypatch.setenv("CI", ci)
    assert browser.main() == 0
    last = capfd.readouterr().err.splitlines()[-1]
    assert f"the tests of the pages in a real browser {consequence}. Install one" in last

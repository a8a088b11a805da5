"""Find a Chromium for the tests of the pages, or fetch one: Debian's own where it can be had, else Playwright's.

Without one, those tests are skipped; with CI=true they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-liberation")  # without any font a page has no widths
RELEASE = Path("/etc/os-release")
PLAYWRIGHT = [sys.executable, "-m", "playwright", "install"]

# Inside Playwright's own package, so that a browser goes with the version that it was made for; "0" is Playwright's word for it.
IN_PACKAGE = {"PLAYWRIGHT_BROWSERS_PATH": "0"}


def main() -> int:
    if installed() or playwrights_own() or from_debian() or from_playwright():
        return 0
    consequence = "fail" if os.environ.get("CI", "").lower() not in {"", "0", "false"} else "are skipped"
    say(
        "There is no Chromium here, and none could be fetched as said above: the tests of the pages in a real browser "
        f"{consequence}. Install one so that `chromium` is on PATH, and run make test again."
    )
    return 0


def installed() -> str | None:
    """The Chromium on PATH, if it answers: Ubuntu has a placeholder by that name."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and quietly(path, "--version")), None)


def playwrights_own() -> Path | None:
    """The browser that Playwright fetched, if it did so to the end."""
    marks = Path(sys.prefix).glob(
        "lib/python*/site-packages/playwright/driver/package/.local-browsers/chromium*/INSTALLATION_COMPLETE"
    )
    return next(marks, None)


def from_debian() -> bool:
    root = as_root()
    if root is None or not is_debian() or not shutil.which("apt-get"):
        return False
    say("Installing Debian's chromium for the tests of the pages ...")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *PACKAGES]
    if not quietly(*install) and succeeds(*apt, "update"):  # a new machine has no lists of packages yet
        succeeds(*install)
    return installed() is not None


def from_playwright() -> bool:
    say("Fetching Playwright's Chromium for the tests of the pages ...")
    libraries = [] if as_root() is None else ["--with-deps"]
    if succeeds(*PLAYWRIGHT, *libraries, "--only-shell", "chromium"):
        return True
    return bool(libraries) and succeeds(*PLAYWRIGHT, "--only-shell", "chromium")


def as_root() -> list[str] | None:
    """What makes a command run as root without asking for a password, or None."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and quietly("sudo", "-n", "true") else None


def is_debian() -> bool:
    try:
        return "ID=debian" in RELEASE.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False


def succeeds(*command: str) -> bool:
    """Run it, with what it says on standard error, where what make says is not mistaken for a result."""
    return subprocess.call(command, env={**os.environ, **IN_PACKAGE}, stdout=sys.stderr) == 0


def quietly(*command: str) -> bool:
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""A ledger that this user may only read: it is read where SQLite can, and else one sentence says what to do.

The commands run in a process of their own, because a superuser has to give up a power before files' modes mean anything.
"""

from __future__ import annotations

import ctypes
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from promoter.ledger.database import open_ledger

_DROP_FROM_BOUNDING_SET, _MODES_DO_NOT_BIND_ME = 24, (1, 2, 3)  # prctl's PR_CAPBSET_DROP; CAP_DAC_* and CAP_FOWNER
_READ = """
import sys
from promoter.errors import PromoterError
from promoter.ledger.database import open_ledger
from promoter.ledger.queue import list_posts
try:
    ledger = open_ledger(sys.argv[1])
    with ledger.read() as conn:
        print(len(list_posts(conn)), "posts")
except PromoterError as problem:
    print(problem)
"""


def _obey_modes() -> None:
    libc = ctypes.CDLL(None)
    for power in _MODES_DO_NOT_BIND_ME:
        libc.prctl(_DROP_FROM_BOUNDING_SET, power, 0, 0, 0)


def read(path) -> str:
    superuser = os.geteuid() == 0
    if superuser and not sys.platform.startswith("linux"):
        pytest.skip("a superuser may write everywhere")
    ran = subprocess.run(
        [sys.executable, "-c", _READ, f"sqlite:///{path}"],
        preexec_fn=_obey_modes if superuser else None,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.strip()


@pytest.fixture
def shelf(path):
    """The ledger in a folder of its own, which is made readable only and given back in the end."""
    folder = path.parent / "shelf"
    folder.mkdir()
    placed = path.rename(folder / "ledger.db")
    yield placed
    folder.chmod(0o700)


def lock(path) -> None:
    for file in path.parent.iterdir():
        file.chmod(0o400)
    path.parent.chmod(0o500)


def test_a_ledger_that_a_daemon_has_open_can_be_read(shelf):
    ledger = open_ledger(f"sqlite:///{shelf}")
    with ledger.read():
        lock(shelf)
        assert read(shelf) == "0 posts"
        shelf.parent.chmod(0o700)
    ledger.close()


def test_a_ledger_whose_file_alone_may_not_be_written_can_be_read(shelf):
    shelf.chmod(0o400)
    assert read(shelf) == "0 posts"


def test_a_copy_that_needs_no_other_files_can_be_read(shelf):
    with closing(sqlite3.connect(shelf)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
    lock(shelf)
    assert read(shelf) == "0 posts"


def test_a_ledger_at_rest_in_a_folder_that_may_not_be_written_says_what_to_do(shelf):
    lock(shelf)
    said = read(shelf)
    assert said.startswith(f"the ledger {shelf} lies in a folder where this user may not write")
    assert "copy the file to a folder of your own and set PROMOTER_DATABASE_URL to the copy" in said

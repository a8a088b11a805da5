"""The closed world of the tests is closed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

REACHING_OUT = """
import contextlib, socket

def test_that_connects():
    with contextlib.suppress(Exception):
        socket.create_connection(("192.0.2.1", 80))

def test_that_looks_up():
    with contextlib.suppress(Exception):
        socket.getaddrinfo("api.x.com", 443)
"""


def test_an_address_outside_this_machine_fails_the_test_even_if_the_code_swallows_the_refusal(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_bytes((Path(__file__).parent.parent / "conftest.py").read_bytes())
    (tmp_path / "test_reaching_out.py").write_text(REACHING_OUT, encoding="utf-8")
    run = subprocess.run([sys.executable, "-m", "pytest"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "2 passed, 2 errors" in run.stdout
    assert "reached outside this machine: 192.0.2.1" in run.stdout
    assert "reached outside this machine: api.x.com" in run.stdout


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_name_that_is_promised_to_nobody_fails_as_a_look_up_does() -> None:
    with pytest.raises(requests.ConnectionError, match="resolve"):
        requests.get("http://nobody.invalid/", timeout=5)


def test_the_operators_settings_and_home_are_out_of_sight() -> None:
    assert [name for name in os.environ if name.startswith("PROMOTER_") and name != "PROMOTER_CONFORMANCE"] == []
    assert [name for name in os.environ if name.lower().endswith("_proxy")] == []
    assert Path.home().name.startswith("promoter-tests-")

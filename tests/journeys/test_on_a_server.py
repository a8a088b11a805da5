"""The files of `deploy/` used as they say: installed by the script, served, asked for health, copied, ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PATIENCE = 90


def free_port() -> int:
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Where the script put Promoter, from a copy of the checkout with what the image takes in, and no more."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("opt")
    for taken in re.findall(
        r"^!(.+)$", (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE
    ):
        (source / taken).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / taken).is_dir():
            shutil.copytree(ROOT / taken, source / taken, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / taken, source / taken)
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env |= {name: value for name, value in os.environ.items() if name.startswith(("UV_", "PIP_", "SSL_"))}
    subprocess.run(["sh", "deploy/install.sh", str(target)], cwd=source, env=env, check=True, timeout=600)
    shutil.rmtree(source)  # it must not be needed any more
    return target / "env" / "bin"


def command(unit: str, name: str) -> str:
    """What a unit or the image's recipe runs, with the folder that this machine has instead."""
    return re.search(rf"^{name}=(.+)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.MULTILINE)[1]


def test_what_the_script_installs_serves_answers_health_is_copied_and_ends(installed, tmp_path):
    health, port = free_port(), free_port()
    env = {
        "PATH": f"{installed}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "PROMOTER_HEALTH": f"127.0.0.1:{health}",
        "PROMOTER_PORT": str(port),
    }
    served = command("promoter.service", "ExecStart").replace("/opt/promoter/env/bin", str(installed)).split()
    recipe = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    probe = re.search(r'"(import urllib.+?)"\]', recipe)[1].replace("9108", str(health))
    process = subprocess.Popen(served, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr:
            if "/first/" in line:
                break
        healthy = [str(installed / "python"), "-c", probe]
        for _ in range(PATIENCE):
            if subprocess.run(healthy, env=env, capture_output=True, check=False).returncode == 0:
                break
        else:
            pytest.fail("the image's own health check never succeeded")
        (tmp_path / "backups").mkdir()
        backup = command("promoter-backup.service", "ExecStart").replace("$$", "$").replace("%%", "%")
        subprocess.run(
            backup.replace("/opt/promoter/env/bin", str(installed)), shell=True, cwd=tmp_path, env=env, check=True
        )
        assert len(list((tmp_path / "backups").glob("promoter-*.db"))) == 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        process.stderr.close()
    assert process.wait(PATIENCE) == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("promoter*.[st]*")))
def test_systemd_finds_no_fault_with_the_unit(unit, tmp_path):
    """All but that the program is not installed here where the unit looks for it."""
    for other in DEPLOY.glob("promoter*.[st]*"):
        shutil.copy(other, tmp_path)
    said = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    faults = [
        line for line in said.stderr.splitlines() if f"{unit}" in line and "is not executable: No such file" not in line
    ]
    assert faults == []


def test_the_image_runs_as_nobody_in_particular_and_takes_in_no_keys():
    recipe = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER [1-9]\d*$", recipe, re.MULTILINE)
    assert recipe.index("USER ") < recipe.index('CMD ["promoter"')
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    taken = [line[1:] for line in ignored if line.startswith("!")]
    assert all((ROOT / name).exists() for name in taken)
    assert not {".env", "schedules", ".git"} & set(taken)

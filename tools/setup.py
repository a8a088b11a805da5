"""Make `.venv` from the locks: `setup.py runtime` for those who run Promoter, `setup.py dev` for those who change it.

Standard library only, in the syntax of Python 3.6, so that an old Python reaches the sentence that sends it away.
"""

import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")

# The kind of script that pip makes: the shell hands over to Python, so that no limit on the first line's length applies.
COMMAND = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys
from promoter.__main__ import main
sys.exit(main())
"""


def main(argv):
    if sys.version_info < OLDEST:
        return use_newer_python(argv)
    wanted = argv[1] if len(argv) == 2 else ""
    if wanted not in LOCKS:
        return stop("Write `setup.py runtime` or `setup.py dev`.")
    with open(__file__) as this_file:  # two at once would undo each other's work
        fcntl.flock(this_file, fcntl.LOCK_EX)
        return make(wanted)


def use_newer_python(argv):
    """Hand over to a newer Python where there is one beside this one."""
    for name in NEWER:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(path, [path, *argv])
    here = ".".join(str(number) for number in sys.version_info[:3])
    return stop(
        f"Promoter needs Python 3.11 or newer and this is Python {here}: install a newer one, from https://www.python.org/downloads/ "
        "or your system's packages, and run make again (`make demo PYTHON=/path/to/python3.11` where it is not on PATH)."
    )


def make(wanted):
    step, wanted = plan(read_stamp(), wanted, {name: checksum(name) for name in LOCKS})
    if step == "keep":
        return 0
    lock = LOCKS[wanted]
    try:
        uv = find_uv()
        if uv:
            say(f"Installing what {lock} lists into .venv with uv ...")
            if install(step, wanted, uv):
                return 0
            say("uv failed as said above; trying pip.")
        if not has_ensurepip():
            return stop(
                "Python's venv module is not complete here: install it (on Debian and Ubuntu: `apt-get install python3-venv`), "
                "or install uv, and run make again."
            )
        if uv or not (VENV / "bin" / "pip").exists():  # uv makes environments without pip
            step = "make"
        say(f"Installing what {lock} lists into .venv with pip ...")
        if install(step, wanted, None):
            return 0
    except OSError as trouble:
        return stop(f"Could not make .venv: {trouble}; put that right and run make again.")
    return stop(
        "pip failed as said above, so .venv is not ready: put that right (often it is the network) and run make again."
    )


def plan(stamp, wanted, checksums):
    """What to do about `.venv`, as ("keep" | "add" | "make", which lock). A development set serves for running too."""
    have = stamp.get("set")
    if have == "dev":
        wanted = "dev"
    fresh = have in checksums and stamp == made_of(have, checksums[have])
    if fresh and have == wanted:
        return "keep", wanted
    # Installing over another lock's packages would leave behind what that lock alone had: begin again.
    return ("add" if fresh else "make"), wanted


def made_of(wanted, lock):
    """All that an environment depends on; another of any of these is another environment."""
    return {"set": wanted, "lock": lock, "root": str(ROOT), "command": COMMAND}


def install(step, wanted, uv):
    """Make or fill `.venv`; false if a tool failed, having said why. Only what is whole gets a stamp."""
    python = VENV / "bin" / "python"
    lock = ROOT / LOCKS[wanted]
    if uv:
        make_venv = [uv, "venv", "--quiet", "--python", sys.executable, VENV]
        fill = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", python, lock]
    else:
        make_venv = [sys.executable, "-I", "-m", "venv", VENV]
        pip = [python, "-I", "-m", "pip", "-qq", "--no-input", "--disable-pip-version-check"]
        fill = [*pip, "install", "--require-hashes", "--no-deps", "--requirement", lock]
    if step == "make":
        remove_venv()
    elif STAMP.exists():
        STAMP.unlink()
    if not all(succeeds(command) for command in ([make_venv, fill] if step == "make" else [fill])):
        return False
    link_project(python)
    # Where the environment forbids bytecode, every command would compile the whole program anew.
    subprocess.call([str(python), "-I", "-m", "compileall", "-q", str(ROOT / "src")])
    STAMP.write_text(json.dumps(made_of(wanted, checksum(wanted))) + "\n")
    return True


def remove_venv():
    if VENV.is_symlink():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))


def link_project(python):
    """Make the checkout importable and give it its command, without building a package and so without a build tool."""
    packages = subprocess.check_output(
        [str(python), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    )
    (Path(packages.decode().strip()) / "promoter-checkout.pth").write_text(str(ROOT / "src") + "\n")
    command = VENV / "bin" / "promoter"
    command.write_text(COMMAND.format(python=shlex.quote(str(python))))
    command.chmod(0o755)


def read_stamp():
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and (VENV / "bin" / "python").exists() else {}


def checksum(name):
    return hashlib.sha256((ROOT / LOCKS[name]).read_bytes()).hexdigest()


def find_uv():
    """The uv on PATH, if it answers: a version manager's placeholder does not."""
    uv = shutil.which("uv")
    if not uv:
        return None
    answers = subprocess.call([uv, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    return uv if answers else None


def has_ensurepip():
    probe = [sys.executable, "-I", "-c", "import venv; from ensurepip import version"]
    return subprocess.call(probe, stderr=subprocess.DEVNULL) == 0


def succeeds(command):
    # uv would fetch a Python of its own where it likes none of this machine's.
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    return subprocess.call([str(word) for word in command], env=environment, cwd=str(ROOT)) == 0


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


def stop(sentence):
    say(sentence)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv))
    except KeyboardInterrupt:
        sys.exit(130)

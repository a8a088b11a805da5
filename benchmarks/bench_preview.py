"""How long a preview takes, against a process that does no more than import the libraries that a preview needs.

    python benchmarks/bench_preview.py [ROUNDS]

All are whole processes, run in turn many times, so that whatever else the machine does falls on all of them. The last
column is the ratio of the medians: seconds differ between machines, the ratio hardly does. `import pydantic` alone loads
little of pydantic; the second line is what any program pays that uses it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEEK = "schedules/smarter-state-2021"
BARE = "import pydantic, ruamel.yaml, jinja2, click, rich"
ROUNDS = 40

COMMANDS = {
    "imports alone": [sys.executable, "-c", BARE],
    "... and a model": [sys.executable, "-c", f"{BARE}; from pydantic import BaseModel; type('A', (BaseModel,), {{}})"],
    "preview": [sys.executable, "-m", "promoter", "preview", WEEK],
    "preview --json": [sys.executable, "-m", "promoter", "preview", WEEK, "--json"],
    "check": [sys.executable, "-m", "promoter", "check", WEEK],
    "--help": [sys.executable, "-m", "promoter", "--help"],
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    # Users have bytecode, and the libraries have theirs from when they were installed.
    unwanted = {"PYTHONDONTWRITEBYTECODE", *(name for name in os.environ if name.startswith("PROMOTER_"))}
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    for turn in range(rounds + 1):
        for name, command in COMMANDS.items():
            started = time.perf_counter()
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
            if turn:  # the first round only warms the disk and writes bytecode
                seconds[name].append(time.perf_counter() - started)
    bare = statistics.median(seconds["imports alone"])
    print(f"medians of {rounds} runs each")
    for name, its in seconds.items():
        median = statistics.median(its)
        print(f"{name:16} {1000 * median:6.0f} ms   {median / bare:5.2f} times the imports alone")


if __name__ == "__main__":
    main()

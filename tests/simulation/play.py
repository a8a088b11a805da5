"""Play histories from the command line: python tests/simulation/play.py FIRST COUNT [BUILD]. Exits 1 if one is broken."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from simulation.daemon import AS_IT_IS
from simulation.stage import Stage, shrink


def main(first: int, count: int, build_name: str = "") -> int:
    logging.disable()
    build = AS_IT_IS
    if build_name:
        from simulation.mutants import MUTANTS

        build = MUTANTS[build_name]
    stage = Stage()
    began, bad, sent = time.perf_counter(), [], 0
    for seed in range(first, first + count):
        verdict = stage.play(seed, build)
        sent += verdict.sent
        if verdict.broken is not None:
            bad.append(verdict)
    took = time.perf_counter() - began
    _tell(f"{count} histories in {took:.1f} s, {count / took:.0f}/s, {sent} public posts, {len(bad)} broken")
    for verdict in bad[:40]:
        _tell(f"{verdict.seed} {verdict.broken}")
    if bad:
        _tell(shrink(stage, bad[0], build))
    stage.close()
    return 1 if bad else 0


def _tell(line: object) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))

"""Plays histories one after the other, and tells of a broken one as shortly as it can."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.ledger.database import open_ledger
from simulation.daemon import AS_IT_IS
from simulation.machine import Process
from simulation.oracle import Broken
from simulation.weather import KINDS, weather_of
from simulation.week import week
from simulation.world import World

if TYPE_CHECKING:
    from simulation.daemon import Build
    from simulation.weather import Weather


@dataclass(frozen=True)
class Verdict:
    """What came of a history: `broken` says which promise was, if any."""

    seed: int
    build: str
    weather: Weather
    broken: str | None
    history: tuple[str, ...]
    points: frozenset[str]
    sent: int

    def __str__(self) -> str:
        lines = "\n".join(self.history)
        return (
            f"seed {self.seed}, {self.build}, with {', '.join(self.weather.troubles)}:\n{lines}\nBROKEN: {self.broken}"
        )


def _folder() -> tempfile.TemporaryDirectory[str]:
    memory = Path("/dev/shm")  # what a power cut would leave is not asked here, so nobody waits for a disk
    return tempfile.TemporaryDirectory(prefix="promoter-simulation-", dir=memory if memory.is_dir() else None)


@dataclass
class Stage:
    """What histories share because it is dear to make: a ledger's file, open, and two processes."""

    folder: tempfile.TemporaryDirectory[str] = field(default_factory=_folder)

    def __post_init__(self) -> None:
        self.path = Path(self.folder.name) / "ledger.db"
        self.path.write_bytes(week(0).file)
        self.ledger = open_ledger(f"sqlite:///{self.path}", patience=timedelta())
        self.processes = [Process("daemon-1"), Process("daemon-2")]

    def play(
        self, seed: int, build: Build = AS_IT_IS, weather: Weather | None = None, kind: type[World] = World
    ) -> Verdict:
        """The history of a seed."""
        eyes = self.lay_out(week(seed % KINDS).file)
        world = kind(seed, weather or weather_of(seed), build, self.ledger, self.processes, eyes)
        broken = None
        try:
            world.run()
        except Broken as promise:
            broken = str(promise)
        except Exception as error:  # noqa: BLE001 - whatever the program raises is a fault of it
            broken = f"{type(error).__name__}: {error}"
        finally:
            for process in self.processes:
                process.kill()
            eyes.close()
        sent = sum(not post.ghost for post in world.network.public)
        return Verdict(seed, build.name, world.weather, broken, tuple(world.history), frozenset(world.crashed), sent)

    def lay_out(self, file: bytes) -> sqlite3.Connection:
        """Begin with this ledger; a connection beside it, to look with."""
        self.ledger.engine.dispose()
        for beside in ("-wal", "-shm"):
            Path(f"{self.path}{beside}").unlink(missing_ok=True)
        self.path.write_bytes(file)
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        for process in self.processes:
            process.end()
        self.ledger.close()
        self.folder.cleanup()


def shrink(stage: Stage, verdict: Verdict, build: Build = AS_IT_IS) -> Verdict:
    """The same seed with as few kinds of trouble as still break a promise."""
    for trouble in verdict.weather.troubles:
        with_less = stage.play(verdict.seed, build, verdict.weather.without(trouble))
        if with_less.broken is not None:
            verdict = with_less
    return verdict

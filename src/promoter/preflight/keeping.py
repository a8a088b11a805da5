"""Preflights that run in the background, for pages: one at a time for a campaign, with how far it is and what came of it."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from promoter.errors import PromoterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.preflight.lines import Preflight

log = logging.getLogger(__name__)

FAULT = "It broke off. Whoever looks after the server finds the cause in its log; try again in a minute."


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is of a campaign: the last preflight, if there was one, and the one that runs, if one does.

    `done` of `total` questions are answered. `trouble` is why the last one came to nothing.
    """

    found: Preflight | None = None
    running: bool = False
    done: int = 0
    total: int = 0
    trouble: str | None = None


class Keeper:
    """Runs preflights and keeps the last of each campaign, as long as the process lives."""

    def __init__(self, run: Callable[[str, Callable[[int, int], None]], Preflight]) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}

    def of(self, slug: str) -> Kept:
        """What there is of a campaign."""
        with self._lock:
            return self._kept.get(slug, Kept())

    def start(self, slug: str) -> bool:
        """Begin a preflight; False if one runs already."""
        with self._lock:
            before = self._kept.get(slug, Kept())
            if before.running:
                return False
            self._kept[slug] = Kept(before.found, running=True)
        threading.Thread(target=self._through, args=(slug,), name=f"preflight of {slug}", daemon=True).start()
        return True

    def _through(self, slug: str) -> None:
        trouble, found = None, None
        try:
            found = self._run(slug, lambda done, total: self._note(slug, done, total))
        except PromoterError as problem:
            trouble = str(problem)
        except Exception:
            log.exception("The preflight of %s broke off", slug)
            trouble = FAULT
        with self._lock:
            self._kept[slug] = Kept(found or self._kept[slug].found, trouble=trouble)

    def _note(self, slug: str, done: int, total: int) -> None:
        with self._lock:
            self._kept[slug] = replace(self._kept[slug], done=done, total=total)

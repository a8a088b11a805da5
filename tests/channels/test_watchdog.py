"""One thread watches every call."""

from __future__ import annotations

import threading
import time

from promoter.channels.watchdog import Watchdog


def watchdogs() -> int:
    return sum(thread.name == "watchdog" for thread in threading.enumerate())


def test_what_lasts_too_long_is_cut() -> None:
    cut = threading.Event()
    Watchdog().watch(time.monotonic() + 0.01, cut.set)
    assert cut.wait(10)


def test_what_was_called_off_is_not_cut_and_what_comes_after_it_is() -> None:
    watchdog, cut, called_off = Watchdog(), threading.Event(), threading.Event()
    first = watchdog.watch(time.monotonic() + 0.02, called_off.set)
    watchdog.call_off(first)
    watchdog.watch(time.monotonic() + 0.05, cut.set)
    assert cut.wait(10)
    assert not called_off.is_set()


def test_an_earlier_moment_that_comes_later_is_kept() -> None:
    watchdog, far, near = Watchdog(), threading.Event(), threading.Event()
    watchdog.watch(time.monotonic() + 600, far.set)
    watchdog.watch(time.monotonic() + 0.01, near.set)
    assert near.wait(10)
    assert not far.is_set()


def test_calling_off_waits_until_a_cut_that_has_begun_is_done() -> None:
    watchdog, began, go_on, done = Watchdog(), threading.Event(), threading.Event(), []

    def cut() -> None:
        began.set()
        assert go_on.wait(10)
        done.append("cut")

    watch = watchdog.watch(time.monotonic(), cut)
    assert began.wait(10)
    threading.Timer(0.05, go_on.set).start()
    watchdog.call_off(watch)
    assert done == ["cut"]


def test_many_calls_need_one_thread() -> None:
    before = watchdogs()
    watchdog = Watchdog()
    watches = [watchdog.watch(time.monotonic() + 600, lambda: None) for _ in range(100)]
    assert watchdogs() == before + 1
    for watch in watches:
        watchdog.call_off(watch)

"""Many questions at once: how many at a time, and what becomes of those that nobody answers."""

from __future__ import annotations

import threading

from promoter.preflight.side_by_side import EACH_LANE, Question, side_by_side


def test_every_answer_comes_under_its_name_and_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    questions = [Question(number, f"lane {number % 3}", lambda number=number: number * 2) for number in range(50)]
    answers = side_by_side(questions, within=30, progress=lambda done, total: told.append((done, total)))
    assert answers == {number: number * 2 for number in range(50)}
    assert told == [(done, 50) for done in range(51)]


def test_one_host_is_never_asked_more_than_so_many_at_a_time() -> None:
    lock, inside, most = threading.Lock(), 0, 0
    all_there, all_begun = threading.Event(), threading.Event()

    def ask() -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside == EACH_LANE:
                all_there.set()
        assert all_there.wait(30)
        assert all_begun.wait(30)
        with lock:
            inside -= 1
        return True

    questions = [Question(number, "one", ask) for number in range(60)]
    assert len(side_by_side(questions, within=60, progress=lambda *_: all_begun.set())) == 60
    assert most == EACH_LANE


def test_one_that_hangs_holds_nobody_up_and_is_left_out() -> None:
    hanging = threading.Event()
    others = [Question(number, "one", lambda: True) for number in range(30)]
    answers = side_by_side([Question("hangs", "one", lambda: hanging.wait(60)), *others], within=0.5)
    hanging.set()
    assert answers.keys() == set(range(30))


def test_one_that_breaks_is_left_out_and_the_rest_goes_on() -> None:
    def breaks() -> None:
        raise ZeroDivisionError

    questions = [Question("breaks", "one", breaks), Question("goes on", "one", lambda: True)]
    assert side_by_side(questions, within=30) == {"goes on": True}


def test_nothing_to_ask_is_answered_at_once() -> None:
    assert side_by_side([], within=30) == {}

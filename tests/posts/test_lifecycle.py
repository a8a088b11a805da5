"""The life of a post: the table and the picture say the same, and nothing else is possible."""

import re
from itertools import pairwise, product

import pytest

from promoter.posts import lifecycle
from promoter.posts.lifecycle import IN_WORDS, MOVES, IllegalMove, Status, check_move


def drawn():
    """The moves that the picture at the top of the module draws."""
    moves = set()
    for line in lifecycle.__doc__.splitlines():
        stations = re.split(r"\s*--(?:[^>]*?--)?>\s*", line)
        for before, after in pairwise(stations):
            moves |= {(name.strip(), after.strip()) for name in before.split(", ")}
    return moves


def test_the_picture_draws_every_move_and_no_other():
    table = {(before.value, after.value) for before, moves in MOVES.items() for after in moves}
    assert drawn() == table | {("offer", "pending")}


def test_every_status_has_its_moves_and_its_words():
    assert MOVES.keys() == IN_WORDS.keys() == set(Status)
    assert len(set(IN_WORDS.values())) == len(Status)


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_only_the_moves_of_the_table_are_allowed(before, after):
    if after in MOVES[before]:
        check_move(before, after)
    else:
        with pytest.raises(IllegalMove, match=after.value):
            check_move(before, after)


def test_sent_is_final():
    assert MOVES[Status.SENT] == frozenset()


def test_only_what_was_approved_is_sent_out():
    assert [status for status in Status if Status.SENDING in MOVES[status]] == [Status.APPROVED]


def test_no_post_stays_as_it_was_by_a_move_and_every_one_can_still_end():
    assert not [status for status in Status if status in MOVES[status]]
    reached = {Status.SENT}
    while more := {status for status in Status if MOVES[status] & reached} - reached:
        reached |= more
    assert reached == set(Status)

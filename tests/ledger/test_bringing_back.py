"""A copy in the ledger's place: stopped, and nothing that may have gone out since goes out once more by itself."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from promoter.errors import NotPossible, PromoterError
from promoter.ledger import events, heartbeats
from promoter.ledger.attempts import list_attempts
from promoter.ledger.bringing_back import bring_back
from promoter.ledger.database import open_ledger
from promoter.ledger.pauses import current_pause, open_pause
from promoter.ledger.queue import get_post, list_posts
from promoter.ledger.rows import Actor, NextStep
from promoter.ledger.soundness import back_up
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Sent

pytestmark = pytest.mark.only_on("sqlite")

AWAKE = timedelta(minutes=2)
AMARA = Actor("amara@example.org", "amara")
LATER = timedelta(hours=3)


@pytest.fixture
def copy(desk, ledger, nine, tmp_path):
    """A copy from half past eight; at nine one more post went out, and one comes at three in the afternoon."""
    desk.approved("week/sent/x/blog", at=nine)
    desk.approved("week/coming/x/blog", at=nine + timedelta(hours=6))
    desk.pending("week/pending/linkedin/blog", at=nine + timedelta(hours=1))
    with ledger.write() as conn:
        heartbeats.beat(conn, "daemon-1", now=nine - timedelta(minutes=30), detail=heartbeats.ENDED)
    file = tmp_path / "backup.db"
    back_up(ledger, file)
    claimed = desk.claim(nine)
    desk.record(claimed, Sent(network_id="1", url="https://x.com/1"), NextStep(status=Status.SENT), nine)
    return file


def brought(copy, path, nine):
    return bring_back(copy, path, who=AMARA, now=nine + LATER, awake=AWAKE)


def test_what_went_out_since_the_copy_is_in_doubt_and_what_is_to_come_is_as_it_was(copy, ledger, path, nine):
    ledger.close()
    came = brought(copy, path, nine)
    assert came.as_of == nine - timedelta(minutes=30)
    assert came.doubtful == ("week/sent/x/blog",)
    with closing(open_ledger(f"sqlite:///{path}")) as again, again.read() as conn:
        posts = {post.key: post for post in list_posts(conn)}
        assert posts["week/sent/x/blog"].status is Status.UNCLEAR
        assert "it may have gone out" in posts["week/sent/x/blog"].trouble
        assert "it may have gone out" in posts["week/pending/linkedin/blog"].trouble
        assert posts["week/coming/x/blog"].status is Status.APPROVED
        (attempt,) = list_attempts(conn, post_key="week/sent/x/blog")
        assert attempt.outcome == "unclear"
        assert attempt.started_at == nine - timedelta(minutes=30)  # a reading has to go back that far
        assert attempt.lease_until == nine + LATER  # and absence counts only from later ones
        assert events.verify(conn) == []


def test_it_comes_back_stopped_and_says_why(copy, ledger, path, nine):
    ledger.close()
    brought(copy, path, nine)
    with closing(open_ledger(f"sqlite:///{path}")) as again, again.read() as conn:
        stopped = current_pause(conn)
    assert stopped.paused_by == AMARA.name
    assert "2021-09-13 08:30 UTC" in stopped.reason


def test_a_stop_of_the_copy_s_own_is_kept_in_the_new_reason(desk, ledger, path, nine, tmp_path):
    with ledger.write() as conn:
        open_pause(conn, "National mourning.", who=AMARA, now=nine)
    back_up(ledger, tmp_path / "stopped.db")
    ledger.close()
    brought(tmp_path / "stopped.db", path, nine)
    with closing(open_ledger(f"sqlite:///{path}")) as again, again.read() as conn:
        assert "National mourning." in current_pause(conn).reason


def test_the_ledger_that_was_there_is_kept(copy, desk, ledger, path, nine):
    ledger.close()
    came = brought(copy, path, nine)
    with closing(open_ledger(f"sqlite:///{came.set_aside}")) as old, old.read() as conn:
        assert get_post(conn, "week/sent/x/blog").status is Status.SENT
    assert sorted(file.name for file in path.parent.iterdir() if ".part" in file.name) == []


def test_a_place_where_nothing_is_left_takes_the_copy(copy, ledger, nine, tmp_path):
    new = tmp_path / "elsewhere.db"
    assert brought(copy, new, nine).set_aside is None
    with closing(open_ledger(f"sqlite:///{new}")) as again, again.read() as conn:
        assert current_pause(conn) is not None


def test_a_post_done_by_hand_waits_for_the_people_who_do_it(desk, ledger, path, nine, tmp_path):
    from promoter.ledger.accounts import set_manual

    with ledger.write() as conn:
        set_manual(conn, "x:default", True, who=AMARA, now=nine)
    desk.approved("week/hand/x/blog", at=nine)
    back_up(ledger, tmp_path / "copy.db")
    ledger.close()
    assert brought(tmp_path / "copy.db", path, nine).doubtful == ()


def test_a_ledger_from_which_a_daemon_posts_is_left_alone(copy, ledger, path, nine):
    with ledger.write() as conn:
        heartbeats.beat(conn, "daemon-2", now=nine + LATER - timedelta(seconds=30))
    with pytest.raises(NotPossible, match="stop it"):
        brought(copy, path, nine)
    with ledger.read() as conn:
        assert get_post(conn, "week/sent/x/blog").status is Status.SENT
    assert not list(path.parent.glob("*.part*"))


@pytest.mark.parametrize("damage", [b"not a database at all", b""])
def test_a_file_that_is_no_ledger_changes_nothing(damage, desk, ledger, path, nine, tmp_path):
    (tmp_path / "letter.db").write_bytes(damage)
    with pytest.raises(PromoterError, match=r"letter\.db"):
        brought(tmp_path / "letter.db", path, nine)
    with ledger.read() as conn:
        assert current_pause(conn) is None
    assert not list(path.parent.glob("*.part*"))


def test_a_copy_that_is_not_there_and_the_ledger_itself_are_refused(desk, path, nine, tmp_path):
    with pytest.raises(NotPossible, match="there is no file"):
        brought(tmp_path / "gone.db", path, nine)
    with pytest.raises(NotPossible, match="the ledger itself"):
        brought(path, path, nine)


def test_one_that_was_cut_off_is_not_written_over(copy, path, nine):
    part = path.with_name(path.name + ".part")
    part.write_text("half", encoding="utf-8")
    with pytest.raises(NotPossible, match="cut off"):
        brought(copy, path, nine)
    assert part.read_text(encoding="utf-8") == "half"

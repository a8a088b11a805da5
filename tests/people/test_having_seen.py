"""Having looked at a post counts for what was on the screen, and for nothing that came after."""

from dataclasses import replace

from promoter.ledger.queue import get_post, update_post
from promoter.people.having_seen import saw, seen_by

KEY, OTHER = "week/first/x/blog", "week/second/linkedin/blog"
AMARA, RUTH = "amara@example.org", "ruth@example.org"


def test_who_has_looked_at_a_post_has_seen_it_and_nobody_else_has(desk):
    desk.do(saw, RUTH, desk.post(KEY))
    desk.do(saw, RUTH, desk.post(KEY))
    assert desk.look(seen_by, RUTH, "week") == {KEY}
    assert desk.look(seen_by, AMARA, "week") == set()
    assert desk.look(seen_by, RUTH, "another") == set()


def test_a_post_that_changed_since_is_not_seen_until_it_is_looked_at_again(desk):
    for key in (KEY, OTHER):
        desk.do(saw, RUTH, desk.post(key))
    with desk.ledger.write() as conn:
        post = get_post(conn, KEY)
        update_post(conn, post, void=True, said=replace(post.said, text="Other words. #SampleWeek"))
        update_post(conn, get_post(conn, OTHER), void=True)  # another time, the same words
    assert desk.look(seen_by, RUTH, "week") == set()
    desk.do(saw, RUTH, desk.post(KEY))
    assert desk.look(seen_by, RUTH, "week") == {KEY}


def test_a_page_that_was_drawn_before_the_change_does_not_count_for_what_came_after(desk):
    drawn = desk.post(KEY)
    with desk.ledger.write() as conn:
        update_post(conn, drawn, void=True)
    desk.do(saw, RUTH, drawn)
    assert desk.look(seen_by, RUTH, "week") == set()

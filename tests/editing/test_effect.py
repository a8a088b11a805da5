"""What is shown is what is done: nothing before, nothing else, and nothing at all if anything changed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from promoter.approval import approve, edit, withdraw
from promoter.editing import plan_facts, plan_shift, plan_withdraw_blog
from promoter.errors import CampaignInvalid, NotPossible
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status

DAY = timedelta(days=1)
BLOG = "fix-the-address-first"
OPENER = "2021-09-16/x/opener"
VERA, JOE = Actor("vera@example.org"), Actor("joe@example.org")
PLANS = {
    "shift": (plan_shift, lambda desk: [desk.folder.name], {"by": DAY}),
    "withdraw": (plan_withdraw_blog, lambda desk: [desk.folder, BLOG], {"reason": "The author asked."}),
    "facts": (plan_facts, lambda desk: [desk.folder, {"event.edition": "eighth"}], {}),
}


@pytest.fixture(params=PLANS)
def planned(request, desk):
    plan, args, more = PLANS[request.param]
    desk.approve_all()
    return lambda **who: desk.plan(plan, *args(desk), **more, **who)


def test_a_plan_changes_nothing(desk, planned) -> None:
    posts, files, events = desk.posts(), desk.files(), desk.events()
    effect = planned()
    assert effect.changes
    assert effect.voids
    assert (desk.posts(), desk.files(), desk.events()) == (posts, files, events)


def test_it_is_done_as_it_was_shown(desk, planned) -> None:
    effect = planned()
    before = desk.posts()
    done = desk.carry_out(effect)
    # Of others at most the reason for their time is told anew, because fewer stand beside them.
    changed = {key for key, post in desk.posts().items() if replace(post, why=before[key].why) != before[key]}
    assert changed == {change.key for change in effect.changes}
    assert [replace(post, composed=None) for post in done] == [
        replace(change.after, composed=None) for change in effect.changes
    ]


def test_what_was_approved_waits_for_somebody_else(desk, planned) -> None:
    effect = planned(who="joe")
    desk.carry_out(effect)
    waiting = [change.after for change in effect.changes if not change.taken_out]
    assert waiting
    for post in waiting:
        assert (post.status, post.approved_by, post.written_by) == (Status.PENDING, (), "joe@example.org")
        with pytest.raises(NotPossible, match="somebody else has to approve it"):
            desk.do(approve, post.key, who="joe")
    desk.approve_all("tom")
    assert {desk.post(post.key).approved_by for post in waiting} == {("tom@example.org",)}


@pytest.mark.parametrize("deed", ["edited", "withdrawn"])
def test_a_post_that_changed_since_is_not_overrun(desk, planned, deed: str) -> None:
    effect = planned()
    key = effect.changes[0].key
    if deed == "edited":
        desk.do(edit, key, "Other words. #techUKSmarterState", who="joe")
    else:
        desk.do(withdraw, key, reason="Not this one.", who="joe")
    posts, files = desk.posts(), desk.files()
    with pytest.raises(NotPossible, match=f"{key} was changed meanwhile; look at what it would change again"):
        desk.carry_out(effect)
    assert (desk.posts(), desk.files()) == (posts, files)


def test_an_approval_that_nobody_saw_is_not_ended(desk) -> None:
    effect = desk.plan(plan_shift, desk.folder.name, by=DAY)
    desk.do(approve, desk.key(OPENER), who="ruth")
    with pytest.raises(NotPossible, match=f"{OPENER} was changed meanwhile"):
        desk.carry_out(effect)
    assert desk.post(OPENER).status is Status.APPROVED


def test_nor_is_the_first_of_two(desk) -> None:
    desk.carry_out(desk.plan(plan_facts, desk.folder, {"approvals": 2}))
    effect = desk.plan(plan_shift, desk.folder.name, by=DAY)
    desk.do(approve, desk.key(OPENER), who="ruth")
    assert desk.post(OPENER).status is Status.PENDING
    with pytest.raises(NotPossible, match=f"{OPENER} was changed meanwhile"):
        desk.carry_out(effect)


def test_a_post_that_it_does_not_reach_may_change(desk) -> None:
    effect = desk.plan(plan_facts, desk.folder, {"event.edition": "eighth"})
    desk.do(edit, desk.key(OPENER), "Other words. #techUKSmarterState", who="joe")
    desk.carry_out(effect)
    assert desk.post(OPENER).said.text.startswith("Other words.")


def test_more_than_was_shown_is_not_done(desk) -> None:
    effect = desk.plan(plan_facts, desk.folder, {"event.edition": "eighth"})
    more = replace(effect, deed=lambda conn, now: (effect.deed(conn, now), _withdraw_all(conn, now)))
    posts, files = desk.posts(), desk.files()
    with pytest.raises(NotPossible, match="by now this would change something else than you saw"):
        desk.carry_out(more)
    assert (desk.posts(), desk.files()) == (posts, files)


def _withdraw_all(conn, now) -> None:
    withdraw(conn, "smarter-state-2021/2021-09-15/x/opener", reason="And this.", who=JOE, now=now)


def test_a_file_that_somebody_changed_since_is_never_overwritten(desk) -> None:
    effect = desk.plan(plan_withdraw_blog, desk.folder, BLOG, reason="The author asked.")
    path = desk.blog_file("the-migration-we-stopped")
    path.write_bytes(path.read_bytes() + b"\nMore.\n")
    posts, files = desk.posts(), desk.files()
    with pytest.raises(NotPossible, match=r"blogs/the-migration-we-stopped\.md was changed by somebody else meanwhile"):
        desk.carry_out(effect)
    assert (desk.posts(), desk.files()) == (posts, files)


def test_whoever_saw_something_else_decides_about_nothing(desk, planned) -> None:
    effect = planned()
    desk.do(edit, effect.changes[0].key, "Other words. #techUKSmarterState", who="joe")
    again = planned()
    assert again.seal != effect.seal
    with pytest.raises(NotPossible, match="not what you saw any more"):
        desk.carry_out(again, seen=effect.seal)
    desk.carry_out(again, seen=again.seal)


def test_the_seal_is_the_same_as_long_as_all_is_the_same(desk, planned) -> None:
    first = planned().seal
    desk.now += timedelta(minutes=5)
    assert planned().seal == first


def test_a_viewer_may_neither_plan_nor_carry_out(desk, planned) -> None:
    with pytest.raises(NotPossible, match="may not change posts"):
        planned(who="vera")
    with pytest.raises(NotPossible, match="may not change posts"):
        desk.carry_out(replace(planned(), who=VERA))


def test_the_record_tells_who_did_what_to_which_posts(desk, planned) -> None:
    effect = planned()
    desk.carry_out(effect)
    last = desk.events()[-1]
    assert (last.kind, last.actor, last.os_user) == (effect.kind, "amara@example.org", "os-amara")
    assert last.data["posts"] == [change.key for change in effect.changes]
    assert last.data["files"] == list(effect.files)


def test_files_with_an_error_are_not_saved(desk) -> None:
    files = desk.files()
    with pytest.raises(CampaignInvalid, match=r"smarter-state-2021/campaign.yaml, line 13: .*not an X handle"):
        desk.plan(plan_facts, desk.folder, {"organisation.x": "techUK on X"})
    assert desk.files() == files


def test_if_a_file_cannot_be_written_the_ledger_is_not_changed(desk, monkeypatch: pytest.MonkeyPatch) -> None:
    effect = desk.plan(plan_withdraw_blog, desk.folder, BLOG, reason="The author asked.")
    monkeypatch.setattr("os.fsync", _full)
    posts, files = desk.posts(), desk.files()
    with pytest.raises(Exception, match="No space left"):
        desk.carry_out(effect)
    assert (desk.posts(), desk.files()) == (posts, files)


def _full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_loading_the_files_again_changes_nothing_of_it(desk, planned) -> None:
    done = desk.carry_out(planned())
    desk.load("joe")
    assert [desk.post(post.key) for post in done] == done

"""Deciding about a blog: its file says it, its posts follow, and whatever names it is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from promoter.approval import edit, reopen, withdraw, write
from promoter.campaign.loading import load
from promoter.campaign.model import ChannelName
from promoter.editing import plan_approve_blog, plan_decline_blog, plan_withdraw_blog
from promoter.errors import CampaignInvalid, NotPossible, UsageProblem
from promoter.posts.lifecycle import Status

pytestmark = pytest.mark.only_on("sqlite")
WEEK, BLOG, TITLE = "smarter-state-2021", "fix-the-address-first", "Fix the address first"
OWN = [f"{WEEK}/{BLOG}/{channel}/blog" for channel in ("x", "linkedin")]
OPENER = f"{WEEK}/2021-09-16/linkedin/opener"  # it lists the day's blogs
WHY = {"reason": "The author asked for it."}


def set_facts(desk, blog: str, **facts: str | None) -> None:
    path = desk.blog_file(blog)
    lines = path.read_text(encoding="utf-8").split("\n")
    lines = [line for line in lines if line.split(":")[0] not in facts]
    path.write_text("\n".join([lines[0], *(f"{k}: {v}" for k, v in facts.items() if v), *lines[1:]]), encoding="utf-8")


def facts(desk, blog: str) -> list[str]:
    return desk.blog_file(blog).read_text(encoding="utf-8").split("---\n")[1].splitlines()


# ------------------------------------------------------------------------------------------------------- withdrawing


def test_its_unsent_posts_stop_with_the_reason(desk) -> None:
    desk.approve_all()
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    for key in OWN:
        post = desk.post(key)
        assert (post.status, post.reason) == (Status.WITHDRAWN, "its blog was withdrawn: The author asked for it.")
    assert "status: withdrawn" in facts(desk, BLOG)


def test_posts_that_name_it_get_other_words_and_wait_again(desk) -> None:
    desk.approve_all()
    assert TITLE in desk.post(OPENER).said.text
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    opener = desk.post(OPENER)
    assert TITLE not in opener.said.text
    assert (opener.status, opener.approved_by) == (Status.PENDING, ())
    assert not any(TITLE in post.said.text for post in desk.posts().values() if post.status is not Status.WITHDRAWN)


def test_posts_that_have_nothing_to_do_with_it_stay_approved(desk) -> None:
    desk.approve_all()
    before = desk.posts()
    effect = desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY)
    desk.carry_out(effect)
    touched = {change.key for change in effect.changes}
    assert len(touched) < len(before) / 3
    # At most the reason for their time is told anew, because fewer stand beside them.
    assert all(replace(desk.post(key), why=post.why) == post for key, post in before.items() if key not in touched)


@pytest.mark.parametrize("said", [f"Read “{TITLE}” today.", f"Read https://example.org/{WEEK}/{BLOG} today."])
def test_words_that_people_wrote_go_back_to_them_if_they_name_it(desk, said: str) -> None:
    other = f"{WEEK}/2021-09-14/x/opener"
    desk.do(edit, other, f"{said} #techUKSmarterState", who="joe")
    at = datetime(2021, 9, 17, 15, 30, tzinfo=UTC)
    free = desk.do(write, WEEK, ChannelName.X, at, f"{said} #techUKSmarterState", who="joe").key
    desk.approve_all()
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    for key in (other, free):
        post = desk.post(key)
        assert (post.status, post.hold) == (Status.PENDING, "changes")
        assert post.hold_reason == f"it names “{TITLE}”, which was withdrawn"
        assert said in post.said.text


def test_words_that_people_wrote_and_that_only_sound_alike_stay_approved(desk) -> None:
    other = f"{WEEK}/2021-09-14/x/opener"
    desk.do(edit, other, "Fix the address firsthand. #techUKSmarterState", who="joe")
    desk.approve_all()
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    assert desk.post(other).status is Status.APPROVED


def test_a_title_is_found_that_was_kept_from_becoming_a_link(desk) -> None:
    set_facts(desk, BLOG, title="Leave GOV.UK alone")
    other = f"{WEEK}/2021-09-14/x/opener"
    desk.do(edit, other, "Read “Leave GOV.\u200bUK alone”. #techUKSmarterState", who="joe")
    desk.approve_all()
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    assert desk.post(other).hold == "changes"


def test_what_is_out_is_listed_with_its_address(desk) -> None:
    desk.approve_all()
    opener, own = desk.attempt(OPENER, Status.SENT), desk.attempt(OWN[1], Status.SENT)
    on_x = desk.attempt(f"{WEEK}/2021-09-16/x/opener", Status.SENT)  # it names the author and no title
    effect = desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY)
    told = {left.post.key: (left.post.url, left.reason) for left in effect.out}
    assert told == {
        own.key: (own.url, "delete it on LinkedIn by hand: its blog is withdrawn"),
        opener.key: (opener.url, "see whether to delete it on LinkedIn by hand: it names the withdrawn blog"),
        on_x.key: (
            on_x.url,
            "it says something that is not so any more: see whether to delete it, or to post a correction",
        ),
    }
    desk.carry_out(effect)
    assert desk.post(OWN[1]).status is Status.SENT


def test_what_may_be_out_is_told_and_not_touched(desk) -> None:
    desk.approve_all()
    before = desk.attempt(OWN[0], Status.UNCLEAR)
    effect = desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY)
    assert [left.post.key for left in effect.stays] == [OWN[0]]
    assert effect.stays[0].reason.startswith("we cannot tell whether this went out")
    desk.carry_out(effect)
    assert desk.post(OWN[0]) == before


def test_a_post_that_a_person_took_out_before_keeps_their_reason(desk) -> None:
    desk.do(withdraw, OWN[0], reason="Too long.", who="joe")
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    assert (desk.post(OWN[0]).reason, desk.post(OWN[0]).withdrawn_by) == ("Too long.", "joe@example.org")


def test_one_that_comes_back_brings_its_posts_back(desk) -> None:
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    desk.carry_out(desk.plan(plan_approve_blog, desk.folder, BLOG))
    assert {desk.post(key).status for key in OWN} == {Status.PENDING}
    assert 'approved_by: "amara@example.org"' in facts(desk, BLOG)


def test_twice_is_a_mistake(desk) -> None:
    desk.carry_out(desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY))
    with pytest.raises(NotPossible, match="withdrawn already"):
        desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY)


def test_a_reason_is_needed(desk) -> None:
    with pytest.raises(UsageProblem, match="give a reason"):
        desk.plan(plan_withdraw_blog, desk.folder, BLOG, reason=" ")


def test_a_post_that_somebody_brings_back_meanwhile_is_not_lost(desk) -> None:
    desk.do(withdraw, OWN[0], reason="Too long.", who="joe")
    effect = desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY)
    desk.do(reopen, OWN[0], who="joe")
    with pytest.raises(NotPossible):
        desk.carry_out(effect)
    assert desk.post(OWN[0]).status is Status.PENDING


# --------------------------------------------------------------------------------------------- approving and declining


def test_an_approved_blog_gets_posts_and_a_name_beside_its_status(empty) -> None:
    set_facts(empty, BLOG, status="submitted", approved_by=None)
    empty.load()
    assert OWN[0] not in empty.posts()
    effect = empty.plan(plan_approve_blog, empty.folder, BLOG, who="joe")
    assert {key for key in OWN if key in {change.key for change in effect.changes if change.new}} == set(OWN)
    empty.carry_out(effect)
    said = facts(empty, BLOG)
    place = said.index("status: approved")
    assert said[place + 1] == 'approved_by: "joe@example.org"'
    assert {empty.post(key).status for key in OWN} == {Status.PENDING}


def test_a_blog_can_be_approved_before_anything_was_loaded(empty) -> None:
    set_facts(empty, BLOG, status="submitted", approved_by=None)
    effect = empty.plan(plan_approve_blog, empty.folder, BLOG)
    empty.carry_out(effect)
    assert set(OWN) <= set(empty.posts())


def test_a_late_blog_is_accepted_by_somebody(empty) -> None:
    set_facts(empty, BLOG, status="submitted", approved_by=None, received='"2021-09-09T18:30"')
    empty.load()
    with pytest.raises(NotPossible, match=f"{BLOG} came after the deadline, at 18:30 on 9 September"):
        empty.plan(plan_approve_blog, empty.folder, BLOG)
    empty.carry_out(empty.plan(plan_approve_blog, empty.folder, BLOG, accept_late=True))
    assert 'accepted_late_by: "amara@example.org"' in facts(empty, BLOG)
    assert set(OWN) <= set(empty.posts())


def test_one_that_was_approved_and_not_accepted_keeps_who_approved_it(empty) -> None:
    set_facts(empty, BLOG, received='"2021-09-09T18:30"')
    empty.load()
    empty.carry_out(empty.plan(plan_approve_blog, empty.folder, BLOG, accept_late=True))
    assert "approved_by: Robin Sample" in facts(empty, BLOG)


def test_only_errors_stand_in_the_way_and_warnings_are_shown(empty) -> None:
    set_facts(empty, BLOG, status="submitted", approved_by=None)
    path = empty.blog_file(BLOG)
    path.write_text(path.read_text(encoding="utf-8").split("The council had asked")[0], encoding="utf-8")
    effect = empty.plan(plan_approve_blog, empty.folder, BLOG)
    assert "words_far" in {finding.code for finding in effect.findings}
    set_facts(empty, BLOG, subtitle="x" * 151)
    with pytest.raises(CampaignInvalid, match=f"blogs/{BLOG}.md, line 2: the sub-title has 151 characters"):
        empty.plan(plan_approve_blog, empty.folder, BLOG)


def test_approved_twice_is_a_mistake(desk) -> None:
    with pytest.raises(NotPossible, match="approved already, by Robin Sample"):
        desk.plan(plan_approve_blog, desk.folder, BLOG)


def test_a_declined_blog_gets_no_posts(empty) -> None:
    set_facts(empty, BLOG, status="submitted", approved_by=None)
    empty.load()
    posts = empty.posts()
    empty.carry_out(empty.plan(plan_decline_blog, empty.folder, BLOG, reason="Not on a theme."))
    assert "status: declined" in facts(empty, BLOG)
    assert empty.posts() == posts
    assert empty.events()[-1].data["reason"] == "Not on a theme."


def test_an_approved_blog_is_withdrawn_and_not_declined(desk) -> None:
    with pytest.raises(NotPossible, match="an approved one is withdrawn"):
        desk.plan(plan_decline_blog, desk.folder, BLOG)


def test_a_faulty_other_blog_is_named(desk) -> None:
    set_facts(desk, "the-migration-we-stopped", subtitle="x" * 151)
    with pytest.raises(CampaignInvalid, match=f"{WEEK}/blogs/the-migration-we-stopped.md, line 2"):
        desk.plan(plan_withdraw_blog, desk.folder, BLOG, **WHY)


# --------------------------------------------------------------------------------------------- brought in, not complete yet


def brought_in(desk, *, subtitle: str = "subtitle: S\n") -> str:
    source = f'source:\n  file: originals/a.docx\n  sha256: {"a" * 64}\n  imported_at: "2021-09-08T13:00"\n  guessed: {{title: the first line}}\n'
    facts = f"title: A new one\n{subtitle}authors: [{{name: Ann Sample}}]\nthemes: [covid-19]\nurl: https://example.org/new\nstatus: submitted\n"
    (desk.folder / "blogs" / "new.md").write_text(f"---\n{facts}{source}---\n\nText.\n", encoding="utf-8")
    return "new"


def test_approving_a_blog_confirms_what_was_guessed_of_it(desk):
    blog = brought_in(desk)
    desk.carry_out(desk.plan(plan_approve_blog, desk.folder, blog))
    made = next(one for one in load(desk.folder).blogs if one.id == blog)
    assert (made.status, made.source.guessed) == ("approved", {})


def test_a_blog_that_is_not_complete_can_be_declined_and_not_approved(desk):
    blog = brought_in(desk, subtitle="")
    with pytest.raises(CampaignInvalid, match='"subtitle" is missing'):
        desk.plan(plan_approve_blog, desk.folder, blog)
    (desk.folder / "blogs" / "new.md").write_text(
        (desk.folder / "blogs" / "new.md").read_text().replace("title: A new one\n", "")
    )
    desk.carry_out(desk.plan(plan_decline_blog, desk.folder, blog))
    assert "status: declined" in (desk.folder / "blogs" / "new.md").read_text()

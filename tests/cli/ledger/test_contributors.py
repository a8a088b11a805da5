"""`promoter sign-off`, `pack` and `letters` as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_string, policy

import pytest

from promoter.clock import PretendedClock
from promoter.contributors import signing_off
from promoter.contributors.facts import author_of, blog_of, files_of, published
from promoter.contributors.letters import LetterBox
from promoter.ledger.queue import get_post, update_post
from promoter.posts.lifecycle import Status

EDITOR = "amara@example.org"
KEY = "spring/doors/x/blog"


def asked(desk, *more):
    said = desk.done("sign-off", "add", "spring", "doors", *more, "--as", EDITOR)
    found = re.fullmatch(r"http://127\.0\.0\.1:8080/sign-off/([\w-]{43})\n", said.out)
    assert found is not None
    return found[1]


def answered(desk, token, **said):
    now, ledger = datetime.now(UTC), desk.ledger()
    blog = blog_of(files_of(desk.folder / "schedules" / "spring"), "doors")
    try:
        with ledger.write() as conn:
            row = signing_off.by_token(conn, token, now=now)
            assert row is not None
            author = author_of(blog, row.person)
            assert author is not None
            shown = published(conn, "spring", blog, author)
            return signing_off.answer(conn, row, shown, seen=shown.seal, now=now, **said).id
    finally:
        ledger.close()


def test_a_link_is_shown_once_and_listed_without_it(desk):
    token = asked(desk)
    listed = desk.done("sign-off", "list", "spring")
    assert "doors: Una Sample: asked, no answer yet" in listed.out
    assert token not in listed.out + desk.done("sign-off", "list", "spring", "--json").out
    found = desk.done("sign-off", "list", "spring", "--json").json["sign_offs"]
    assert [(one["blog"], one["standing"]) for one in found] == [("doors", "asked"), ("stairs", "none")]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("add", "spring", "windows"), 2, "no blog windows"),
        (("add", "spring", "doors", "Nobody"), 2, "has no author Nobody; name Una Sample"),
        (("add", "spring", "doors", "--until", "soon"), 2, "write it like 2021-09-17"),
        (("add", "spring", "doors", "--until", "2021-09-17"), 2, "is over"),
        (("end", "spring", "7"), 2, "no sign-off 7"),
        (("settle", "spring", "7"), 2, "say --take or --decline"),
        (("settle", "spring", "7", "--take"), 2, "no sign-off 7"),
    ],
)
def test_what_cannot_be_is_one_sentence(desk, arguments, code, says):
    said = desk.run("sign-off", *arguments, "--as", EDITOR)
    assert said.code == code
    assert says in said.err
    assert said.err.startswith("Error: ")


def test_a_correction_is_looked_at_and_then_taken(desk):
    number = str(answered(desk, asked(desk), fields={"name": "Una Q. Sample"}, note="Thank you."))
    assert "Una Sample -> Una Q. Sample" in desk.done("sign-off", "list", "spring").out
    shown = desk.done("sign-off", "settle", "spring", number, "--take", "--dry-run", "--as", EDITOR)
    assert "nothing was changed yet" in shown.out
    file = desk.folder / "schedules" / "spring" / "blogs" / "doors.md"
    assert "Una Q." not in file.read_text()
    desk.done("sign-off", "settle", "spring", number, "--take", "--as", EDITOR)
    assert "Una Q. Sample" in file.read_text()
    assert "doors: Una Q. Sample: signed off" in desk.done("sign-off", "list", "spring").out


def test_a_correction_is_declined(desk):
    number = str(answered(desk, asked(desk), fields={"name": "Una Q. Sample"}))
    desk.done("sign-off", "settle", "spring", number, "--decline", "--reason", "No.", "--as", EDITOR)
    assert "declined" in desk.done("sign-off", "list", "spring").out
    assert desk.run("sign-off", "settle", "spring", number, "--decline", "--as", EDITOR).code == 4


def test_what_was_signed_is_in_the_evidence_of_the_post(desk):
    answered(desk, asked(desk))
    kinds = {event["kind"]: event for event in desk.done("evidence", KEY, "--json").json["post"]["events"]}
    assert kinds["sign_off_confirmed"]["actor"] == "contributor:Una Sample"
    assert kinds["sign_off_confirmed"]["data"]["digest"] == desk.post(KEY)["digest"]


def test_packs_are_written_and_nothing_is_sent(desk):
    said = desk.done("pack", "spring")
    assert "2 packs are in packs/spring; nothing was sent." in said.out
    assert "without an e-mail" in said.err
    mail = message_from_string((desk.folder / "packs/spring/doors/1-una-sample.eml").read_text(), policy=policy.default)
    assert "utm_medium=contributor" in mail.get_body(("plain",)).get_content()
    only = desk.done("pack", "spring", "--blog", "stairs", "--folder", "here", "--json").json
    assert {name.partition("/")[0] for name in only["files"]} == {"stairs"}


def test_packs_bring_links_to_sign_off_by_where_they_are_wanted(desk):
    assert desk.run("pack", "spring", "--sign-off").code == 2  # somebody has to stand behind them
    desk.done("pack", "spring", "--sign-off", "--as", EDITOR)
    text = (desk.folder / "packs/spring/doors/1-una-sample.txt").read_text()
    assert re.search(r"http://127\.0\.0\.1:8080/sign-off/[\w-]{43}", text)
    assert "asked" in desk.done("sign-off", "list", "spring").out


def test_thanks_are_written_after_the_week_and_beside_what_was_written_before(desk):
    desk.done("pack", "spring")
    said = desk.run("pack", "spring", "--after")
    assert (said.code, "is not over" in said.err) == (4, True)
    assert desk.run("pack", "spring", "--after", "--sign-off", "--as", EDITOR).code == 2


def test_letters_are_drafts_to_write(desk):
    assert "no letters yet" in desk.done("letters", "spring").err
    now, ledger = datetime.now(UTC), desk.ledger()
    try:
        with ledger.write() as conn:
            update_post(conn, get_post(conn, KEY), status=Status.SENT, sent_at=now, url="https://x.com/i/status/1")
        LetterBox(ledger, PretendedClock(now)).round()
    finally:
        ledger.close()
    assert "1: Una Sample, spring/doors/x/blog: a draft" in desk.done("letters", "spring").out
    mail = message_from_string(desk.done("letters", "spring", "--write", "1").out, policy=policy.default)
    assert "https://x.com/i/status/1" in mail.get_body(("plain",)).get_content()
    assert desk.run("letters", "spring", "--write", "9").code == 2
    desk.done("letters", "spring", "--folder", "drafts")
    assert (desk.folder / "drafts" / "1.eml").is_file()

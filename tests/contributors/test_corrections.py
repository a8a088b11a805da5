"""What a contributor wants otherwise: read as it is typed, and of no effect before an editor takes it."""

from __future__ import annotations

import pytest

from contributors.conftest import BLOG, NIA, OWN, SLUG, person
from promoter.approval import edit
from promoter.contributors import signing_off
from promoter.contributors.corrections import LONGEST_NOTE, a_note, decline_correction, plan_correction, wanted
from promoter.contributors.facts import files_of
from promoter.contributors.signing_off import Standing
from promoter.errors import Mistake, NotPossible
from promoter.posts.lifecycle import Status

FACTS = {"name": NIA, "role": "Director", "organisation": "Example", "x": "@sample_nia", "mention": "handle"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"name": f" {NIA} ", "role": "Director"}, {}),
        ({"role": ""}, {"role": None}),
        ({"x": "nia_s"}, {"x": "@nia_s"}),
        ({"x": "https://x.com/nia_s?s=20"}, {"x": "@nia_s"}),
        ({"x": "twitter.com/nia_s/"}, {"x": "@nia_s"}),
        ({"mention": "none"}, {"mention": "none"}),
        ({"name": "Nia\u00a0 Ní Sámple"}, {"name": "Nia Ní Sámple"}),
        ({"email": "a@b.example", "linkedin": "urn:li:person:1", "status": "approved"}, {}),
    ],
)
def test_what_differs_is_wanted_as_the_files_would_have_it(typed, found):
    assert wanted(FACTS, typed) == found


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "  "),
        ("title", ""),
        ("x", "two words"),
        ("x", "https://example.org/nia"),
        ("x", "urn:li:person:AbC123"),
        ("mention", "loudly"),
        ("role", "x" * 5000),
        ("name", "Nia\u202eelpmaS"),
        ("name", "Nia\x00"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(field, typed):
    with pytest.raises(Mistake) as problem:
        wanted(FACTS, {field: typed})
    assert problem.value.field == field


def test_a_note_is_kept_as_it_is_said():
    assert a_note(" One.\nTwo <b> ") == "One.\nTwo <b>"
    for bad in ("x" * (LONGEST_NOTE + 1), "a\x07b"):
        with pytest.raises(Mistake):
            a_note(bad)


@pytest.fixture
def correction(desk):
    """Nia wants another name and role; the week is approved."""
    desk.approve()
    token, _ = desk.ask()
    return desk.answer(token, fields={"name": "Nia Q. Sample", "role": "Chief Researcher"}, note="See the title, too.")


def test_it_changes_nothing_by_itself(desk, correction):
    assert correction.waits
    assert desk.standing().standing is Standing.WAITS
    assert desk.post().status is Status.APPROVED
    assert NIA in desk.post().said.text


def test_taking_it_writes_the_file_and_voids_what_it_touches(desk, correction):
    effect = desk.take(correction)
    assert effect.files == (f"blogs/{BLOG}.md",)
    author = files_of(desk.folder).blogs[0].authors[0]
    assert (author.name, author.role) == ("Nia Q. Sample", "Chief Researcher")
    assert desk.post().status is Status.PENDING
    assert "Nia Q. Sample" in desk.post().said.text
    untouched = desk.post(f"{SLUG}/fix-the-address-first/x/blog")
    assert untouched.status is Status.APPROVED


def test_once_taken_it_is_signed_under_the_new_name(desk, correction):
    desk.take(correction)
    found = desk.standing("Nia Q. Sample")
    assert found.standing is Standing.SIGNED
    assert found.answer.settled_by == "amara@example.org"
    assert found.posts > 0  # which they have not seen as they are now
    assert [event.data["fields"]["name"] for event in desk.events("correction_taken")] == ["Nia Q. Sample"]


def test_what_would_come_of_it_can_be_seen_before(desk, correction):
    with desk.ledger.read() as conn:
        effect = plan_correction(conn, desk.folder, correction, who=person("amara"), now=desk.now)
    assert OWN in {change.key for change in effect.voids}
    assert desk.standing().standing is Standing.WAITS


def test_words_that_a_person_wrote_go_back_to_their_writer(desk):
    with desk.ledger.write() as conn:
        text = f"{NIA} on telling the state once. {desk.post().said.link} #techUKSmarterState"
        edit(conn, OWN, text, who=person("amara"), now=desk.now)
    desk.approve()
    token, _ = desk.ask()
    row = desk.answer(token, fields={"name": "Nia Q. Sample"})
    desk.take(row)
    assert desk.post().status is Status.PENDING
    assert desk.post().reason == "it says Nia Sample, which Nia Sample has corrected"


def test_declining_it_changes_nothing_and_it_is_not_signed(desk, correction):
    before = desk.post()
    with desk.ledger.write() as conn:
        decline_correction(conn, correction, reason="It is printed.", who=person("amara"), now=desk.now)
    assert desk.post() == before
    assert desk.standing().standing is Standing.DECLINED
    assert desk.events("correction_declined")[0].data["reason"] == "It is printed."


def test_it_is_settled_once(desk, correction):
    desk.take(correction)
    with desk.ledger.read() as conn:
        row = signing_off.by_number(conn, SLUG, correction.id)
    with pytest.raises(NotPossible, match="settled already"):
        desk.take(row)
    with desk.ledger.write() as conn, pytest.raises(NotPossible, match="settled already"):
        decline_correction(conn, correction, reason="", who=person("amara"), now=desk.now)


def test_only_those_who_write_settle_it(desk, correction):
    with pytest.raises(NotPossible):
        desk.take(correction, who="vera")
    with desk.ledger.write() as conn, pytest.raises(NotPossible):
        decline_correction(conn, correction, reason="", who=person("vera"), now=desk.now)


def test_a_note_alone_is_taken_without_a_change(desk):
    desk.approve()
    token, _ = desk.ask()
    row = desk.answer(token, note="Lovely.")
    effect = desk.take(row)
    assert (effect.files, effect.changes) == ((), ())
    assert desk.standing().standing is Standing.SIGNED


def test_the_editor_adds_what_linkedin_calls_them(desk):
    token, _ = desk.ask()
    row = desk.answer(token, note="LinkedIn profile: linkedin.com/in/nia")
    with pytest.raises(Mistake, match="urn:li:person"):
        desk.take(row, linkedin="urn:li:organization:12")
    desk.take(row, linkedin="urn:li:person:AbC123")
    assert files_of(desk.folder).blogs[0].authors[0].linkedin == "urn:li:person:AbC123"


def test_an_author_who_is_no_more_is_told(desk, correction):
    desk.write("name: Nia Sample", "name: Somebody Else")
    with pytest.raises(NotPossible, match="has no author Nia Sample any more"):
        desk.take(correction)

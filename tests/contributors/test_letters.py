"""“You are live”: noted once the first post is out, a draft by default, and by a real mail server sent once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from contributors.conftest import BLOG, NIA, OWN, SLUG, person
from contributors.mail_server import MailServer
from promoter.approval.stopping import pause
from promoter.clock import PretendedClock
from promoter.contributors.facts import files_of
from promoter.contributors.letter import as_mail
from promoter.contributors.letters import FRESH, ON_ITS_WAY, LetterBox, letter_for
from promoter.contributors.post_office import Fate, PostOffice, post_office
from promoter.ledger.campaigns import get_campaign
from promoter.ledger.events import list_events
from promoter.ledger.letters import list_letters, note_trouble
from promoter.ledger.queue import get_post, update_post
from promoter.posts.lifecycle import Status

MAIL = "nia@futures.org.uk"
THERE = OWN.replace("/x/", "/linkedin/")


@pytest.fixture
def server():
    with MailServer() as found:
        yield found


@pytest.fixture
def week(desk):
    """A week of people whom mail reaches, whose campaign writes to them."""
    file = desk.folder / "blogs" / f"{BLOG}.md"
    text = (
        file.read_text()
        .replace("sample: true", "sample: false")
        .replace("mention: handle}", f"mention: handle, email: {MAIL}}}")
    )
    file.write_text(text)
    campaign = desk.folder / "campaign.yaml"
    campaign.write_text(campaign.read_text().replace("  contact: null", "") + "\nmail_contributors: true\n")
    desk.load()
    return desk


def out(desk, key=OWN, minutes=0):
    """A post is out."""
    at = desk.now + timedelta(minutes=minutes)
    with desk.ledger.write() as conn:
        address = f"https://x.com/techUK/status/{len(key)}"
        return update_post(
            conn, get_post(conn, key), status=Status.SENT, sent_at=at, url=address, network_id=str(len(key))
        )


def box(desk, server=None, **more):
    office = (
        None if server is None else PostOffice("127.0.0.1", server.port, encrypted=False, sender="press@techuk.org")
    )
    return LetterBox(desk.ledger, PretendedClock(desk.now), office, **more)


def letters(desk):
    with desk.ledger.read() as conn:
        return list_letters(conn, SLUG)


def test_nothing_is_noted_before_a_post_is_out(week, server):
    box(week, server).round()
    assert letters(week) == []


def written(desk, number):
    with desk.ledger.read() as conn:
        found = letter_for(conn, get_campaign(conn, SLUG), files_of(desk.folder), letters(desk)[number])
    assert found is not None
    return found


def test_what_is_out_on_both_networks_at_once_is_told_in_one_letter_to_each_author(week):
    out(week)
    out(week, THERE)
    one = box(week)
    one.round()
    one.round()
    assert {row.recipient for row in letters(week)} == {MAIL, "Owen Sample"}
    assert len(letters(week)) == 2
    letter = written(week, 0)
    assert letter.subject == "You are live on X and LinkedIn: share it from here"
    assert (
        f"X: https://x.com/techUK/status/{len(OWN)}\nLinkedIn: https://x.com/techUK/status/{len(THERE)}" in letter.plain
    )
    assert "is planned for" not in letter.plain


def test_what_comes_later_on_the_other_network_is_told_in_a_short_letter_that_says_which(week):
    out(week)
    one = box(week)
    one.round()
    first = written(week, 0)
    assert first.subject == "You are live on X: share it from here"
    assert "One on LinkedIn is planned for Monday 13 September, " in first.plain
    assert "How to name us" in first.plain
    out(week, THERE, minutes=60)
    one.clock.advance_to(week.now + timedelta(minutes=60))
    one.round()
    assert sorted(row.recipient for row in letters(week)) == sorted(2 * [MAIL, "Owen Sample"])
    second = written(week, 2)
    assert second.subject == "You are live on LinkedIn, too: share it from here"
    assert f"/status/{len(THERE)}" in second.plain
    assert f"/status/{len(OWN)}\n" not in second.plain
    assert "How to name us" not in second.plain
    assert "LinkedIn" not in written(week, 0).subject


def test_without_a_mail_server_they_are_drafts(week):
    out(week)
    box(week).round()
    with week.ledger.read() as conn:
        letter = letter_for(conn, get_campaign(conn, SLUG), files_of(week.folder), letters(week)[0])
    assert letter is not None
    mail = as_mail(letter, now=week.now)
    assert mail["To"].addresses[0].addr_spec == MAIL
    assert "https://x.com/techUK/status/" in mail.get_body(("plain",)).get_content()
    assert letters(week)[0].sent_at is None


def test_it_is_sent_once(week, server):
    out(week)
    one = box(week, server)
    for _ in range(3):
        one.round()
        box(week, server).round()  # another machine
    (mail,) = server.letters
    assert mail["To"].addresses[0].addr_spec == MAIL
    assert mail["From"].addresses[0].addr_spec == "press@techuk.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "X-Unsent" not in mail
    assert [row.sent_at for row in letters(week) if row.recipient == MAIL] == [week.now]


def test_that_it_went_out_is_on_the_record_without_the_address(week, server):
    out(week)
    box(week, server).round()
    with week.ledger.read() as conn:
        (event,) = [event for event in list_events(conn, campaign=SLUG) if event.kind == "letter_sent"]
    assert event.data["person"] == NIA
    assert MAIL not in str(event)


@pytest.mark.parametrize("without", ["mail_contributors: true", "sample: false", f"email: {MAIL}"])
def test_nobody_is_written_to_who_is_not_to_be(week, server, without):
    instead = {"sample: false": "sample: true", f"email: {MAIL}": "email: nia@example.org"}.get(without, "")
    for file in (week.folder / "campaign.yaml", week.folder / "blogs" / f"{BLOG}.md"):
        file.write_text(file.read_text().replace(without, instead))
    week.load()
    out(week)
    box(week, server).round()
    assert server.took == []
    assert len(letters(week)) == 2


def test_in_a_rehearsal_samples_are_written_to(week, server):
    file = week.folder / "blogs" / f"{BLOG}.md"
    file.write_text(file.read_text().replace("sample: false", "sample: true"))
    week.load()
    out(week)
    box(week, server, rehearsing=True).round()
    assert len(server.took) == 1


def test_while_everything_is_stopped_nobody_is_written_to(week, server):
    out(week)
    with week.ledger.write() as conn:
        pause(conn, reason="Mourning", who=person("ruth"), now=week.now)
    box(week, server).round()
    assert server.took == []


def test_what_is_taken_later_is_tried_again_after_a_pause(week, server):
    out(week)
    one = box(week, server)
    server.conduct.answers = {"RCPT": "451 greylisted"}
    one.round()
    assert letters(week)[0].trouble == "not yet: the mail server takes it later (451)"
    server.conduct.answers = {}
    one.round()
    assert server.took == []
    one.clock.advance_to(week.now + timedelta(minutes=1))
    one.round()
    assert len(server.took) == 1
    assert letters(week)[0].trouble is None


def test_it_is_not_tried_for_ever(week, server):
    out(week)
    one = box(week, server)
    server.conduct.answers = {"MAIL": "421 busy"}
    one.round()
    server.conduct.answers = {}
    one.clock.advance_to(week.now + FRESH)
    one.round()
    assert server.took == []


@pytest.mark.parametrize(("verb", "code"), [("RCPT", "550"), ("MAIL", "553"), ("DATA", "554")])
def test_what_is_refused_is_told_without_the_address_and_not_repeated(week, server, verb, code):
    out(week)
    one = box(week, server)
    server.conduct.answers = {verb: f"{code} <{MAIL}> is nobody"}
    one.round()
    assert letters(week)[0].trouble == f"refused: the mail server refused it ({code})"
    server.conduct.answers = {}
    one.clock.advance_to(week.now + timedelta(hours=1))
    one.round()
    assert server.took == []


def test_of_which_nobody_can_tell_is_not_sent_again(week, server):
    out(week)
    server.conduct.silent = True
    one = box(week, server)
    one.round()
    assert letters(week)[0].trouble.startswith("unclear: ")
    server.conduct.silent = False
    one.clock.advance_to(week.now + timedelta(hours=1))
    one.round()
    assert len(server.took) == 1


def test_one_that_was_on_its_way_when_a_machine_stopped_is_not_sent_again(week, server):
    out(week)
    box(week).round()
    with week.ledger.write() as conn:
        assert note_trouble(conn, letters(week)[0], ON_ITS_WAY)
    box(week, server).round()
    assert server.took == []


def test_old_news_is_not_sent(week, server):
    out(week, minutes=-60 * 25)
    box(week, server).round()
    assert server.took == []
    assert len(letters(week)) == 2


def test_files_that_cannot_be_read_end_nothing(week, server):
    out(week)
    (week.folder / "campaign.yaml").unlink()
    box(week, server).round()
    assert letters(week) == []


# --------------------------------------------------------------------------------------------------------- the mail server


def test_an_address_says_all_of_a_server():
    found = post_office("smtps://press%40techuk.org:p%2Fw@mail.techuk.org?from=press@techuk.org")
    assert (found.host, found.port, found.encrypted) == ("mail.techuk.org", 465, True)
    assert (found.user, found.password, found.sender) == ("press@techuk.org", "p/w", "press@techuk.org")
    assert "p/w" not in repr(found)
    assert post_office("smtp://mail.techuk.org").port == 587


@pytest.mark.parametrize("address", ["", "http://x", "smtp://", "smtp://host?from=nobody", "mail.techuk.org"])
def test_what_is_no_server_is_refused(address):
    with pytest.raises(ValueError, match="smtps://"):
        post_office(address)


def test_who_is_not_let_in_tries_again_and_says_no_password(week, server):
    server.conduct.wants = ("press", "right")
    mail = as_mail(_letter(week), now=week.now)
    office = PostOffice("127.0.0.1", server.port, encrypted=False, user="press", password="wrong-one")
    fate, why = office.hand_in(mail)
    assert fate is Fate.NOT_YET
    assert "wrong-one" not in why
    assert replace(office, password="right").hand_in(mail).fate is Fate.SENT


def test_a_server_that_is_not_there_is_for_later(week):
    with MailServer() as gone:
        port = gone.port
    fate, why = PostOffice("127.0.0.1", port, encrypted=False).hand_in(as_mail(_letter(week), now=week.now))
    assert (fate, why) == (Fate.NOT_YET, "the mail server cannot be reached (ConnectionRefusedError)")


def _letter(desk):
    out(desk)
    box(desk).round()
    with desk.ledger.read() as conn:
        letter = letter_for(conn, get_campaign(conn, SLUG), files_of(desk.folder), letters(desk)[0])
    assert letter is not None
    return replace(letter, sender="press@techuk.org")

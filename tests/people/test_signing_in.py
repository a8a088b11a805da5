"""Coming in with a password: who may, what a guesser learns, and how long they wait."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from promoter.approval import add_user, remove_user
from promoter.ledger import credentials, people
from promoter.ledger.database import open_ledger
from promoter.ledger.rows import Role
from promoter.ledger.tables import credentials as credentials_table
from promoter.ledger.tables import sign_in_failures
from promoter.people import inviting, passwords, signing_in
from promoter.people.passwords import Cost
from promoter.people.signing_in import Refused, SignedIn

PASSWORD = "plum cactus ferry"
NOON = datetime(2021, 9, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def stored(desk, name: str) -> str | None:
    return desk.look(credentials.password_hash, f"{name}@example.org")


def test_whoever_has_the_password_comes_in(desk, noon):
    desk.welcome("amara")
    came = desk.sign_in(" Amara@Example.org ")
    assert isinstance(came, SignedIn)
    assert (came.session.email, came.session.roles, came.session.via) == (
        "amara@example.org", {Role.EDITOR}, "password"
    )  # fmt: skip
    assert desk.session_of(came.token) == came.session
    assert ("signed_in", "amara@example.org", {"session": came.session.id, "via": "password"}) in desk.events()


def test_a_guesser_hears_one_sentence_whether_or_not_the_person_is_known(desk, noon):
    desk.welcome("amara")
    wrong = desk.sign_in("amara", "plum cactus fern")
    assert isinstance(wrong, Refused)
    assert desk.sign_in("vera") == wrong, "known, without a password"
    assert desk.sign_in("nobody") == wrong
    assert desk.sign_in("gone") == wrong
    assert desk.sign_in("a\0b@example.org") == wrong
    assert desk.sign_in("amara", "x" * 5000) == wrong
    assert desk.sign_in("amara", "") == wrong


def test_a_guess_at_nobody_takes_the_work_of_a_guess_at_somebody(desk, cheap, monkeypatch):
    desk.welcome("amara")
    worked = []
    hasher = passwords.PasswordHasher
    monkeypatch.setattr(hasher, "hash", lambda self, *a, _was=hasher.hash, **m: worked.append(1) or _was(self, *a, **m))
    monkeypatch.setattr(hasher, "verify", lambda self, *a, _was=hasher.verify: worked.append(1) or _was(self, *a))
    for name in ("amara", "vera", "nobody"):
        worked.clear()
        desk.sign_in(name, "plum cactus fern")
        assert worked == [1], name


def test_somebody_who_left_comes_in_no_more_and_their_old_password_does_not_come_back_with_them(desk, noon):
    came = desk.welcome("amara")
    desk.do(remove_user, "amara@example.org", who=desk.person("adam"))
    assert desk.session_of(came.token) is None
    assert isinstance(desk.sign_in("amara"), Refused)
    desk.do(add_user, "amara@example.org", [Role.VIEWER], who=desk.person("adam"))
    assert desk.session_of(came.token) is None
    assert isinstance(desk.sign_in("amara"), Refused)


@dataclass(frozen=True)
class Meanwhile:
    """The cheapest work, while which somebody does something else."""

    deed: Callable[[], object]

    @property
    def hasher(self):
        self.deed()
        return Cost(rounds=1, memory=8, lanes=1).hasher


def test_a_password_that_is_changed_while_it_is_weighed_opens_nothing(desk):
    desk.welcome("amara")
    refused = desk.sign_in("amara", cost=Meanwhile(lambda: desk.welcome("amara", password="teal badger violin")))
    assert "do not go together" in refused.why


def test_who_is_removed_while_their_password_is_weighed_does_not_come_in(desk):
    desk.welcome("amara")

    def leave():
        if stored(desk, "amara"):
            desk.do(remove_user, "amara@example.org", who=desk.person("adam"))

    assert isinstance(desk.sign_in("amara", cost=Meanwhile(leave)), Refused)
    assert desk.look(signing_in.sessions_of, "amara@example.org", now=NOON) == []


def test_somebody_who_is_not_let_in_hears_what_a_stranger_hears(desk):
    desk.welcome("amara")
    desk.do(people.remove_user, "amara@example.org", who=desk.person("adam"))
    assert stored(desk, "amara") is None
    assert desk.sign_in("amara") == desk.sign_in("nobody")


def test_a_password_is_kept_as_argon2id_alone(desk):
    came = desk.welcome("amara")
    with desk.ledger.read() as conn:
        kept = repr(conn.execute(credentials_table.select()).all())
    assert "$argon2id$" in kept
    assert PASSWORD not in kept
    tables = ("sessions", "invitations", "events")
    with desk.ledger.read() as conn:
        everything = "".join(repr(conn.exec_driver_sql(f"SELECT * FROM {table}").all()) for table in tables)
    assert came.token not in everything


def test_the_work_of_one_try_is_that_which_is_advised(desk):
    assert Cost(rounds=3, memory=64 * 1024, lanes=4) == passwords.STRONG
    assert passwords.hash_password("plum").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_of_less_work_is_made_anew_when_its_person_comes_in(desk):
    desk.welcome("amara")
    before = stored(desk, "amara")
    assert isinstance(desk.sign_in("amara"), SignedIn)
    assert stored(desk, "amara") == before
    assert isinstance(desk.sign_in("amara", cost=Cost(rounds=2, memory=16, lanes=1)), SignedIn)
    assert "m=16,t=2" in stored(desk, "amara")
    assert isinstance(desk.sign_in("amara", cost=Cost(rounds=2, memory=16, lanes=1)), SignedIn)


def test_the_same_letters_are_the_same_password_from_whichever_keyboard(desk):
    desk.welcome("amara", password="na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve plum cactus")
    assert isinstance(desk.sign_in("amara", "nai\N{COMBINING DIAERESIS}ve plum cactus"), SignedIn)


# ---------------------------------------------------------------------------------------------------------- wrong tries


def test_five_wrong_passwords_bring_a_wait_even_for_the_right_one(desk, noon):
    desk.welcome("amara")
    for _ in range(5):
        assert "do not go together" in desk.sign_in("amara", "wrong").why
    refused = desk.sign_in("amara")
    assert refused.why == "There were too many wrong passwords. Wait 1 minute, then try again."
    assert isinstance(desk.sign_in("amara", now=noon + MINUTE), SignedIn)


def test_the_wait_grows_to_a_quarter_of_an_hour_and_no_further(desk, noon):
    desk.welcome("amara")
    now, waits = noon, []
    for _ in range(12):
        while not isinstance(refused := desk.sign_in("amara", "wrong", now=now), SignedIn):
            if "Wait" in refused.why:
                break
        waits.append(int(refused.why.split("Wait ")[1].split()[0]))
        now += waits[-1] * MINUTE
    assert waits[:5] == [1, 2, 4, 8, 15]
    assert max(waits) == 15


def test_who_comes_in_begins_anew(desk):
    desk.welcome("amara")
    for _ in range(4):
        desk.sign_in("amara", "wrong")
    assert isinstance(desk.sign_in("amara"), SignedIn)
    assert "do not go together" in desk.sign_in("amara", "wrong").why


def test_wrong_tries_of_long_ago_do_not_count_and_are_not_kept(desk, noon):
    desk.welcome("amara")
    for _ in range(4):
        desk.sign_in("amara", "wrong", now=noon - timedelta(hours=1))
    for _ in range(4):
        desk.sign_in("amara", "wrong")
    assert isinstance(desk.sign_in("amara"), SignedIn)
    with desk.ledger.read() as conn:
        kept = conn.execute(sign_in_failures.select()).all()
    assert len(kept) == 4, "those of the address"


def test_nobody_elsewhere_can_keep_a_person_out_of_the_place_where_they_work(desk):
    desk.welcome("amara", address="192.0.2.1")
    for _ in range(9):
        desk.sign_in("amara", "wrong", address="203.0.113.9")
    assert "too many" in desk.sign_in("amara", address="203.0.113.9").why
    assert "too many" in desk.sign_in("amara", address="203.0.113.10").why
    assert isinstance(desk.sign_in("amara", address="192.0.2.1"), SignedIn)


def test_wrong_tries_at_many_people_count_against_the_address(desk, caplog):
    desk.welcome("amara")
    for number in range(20):
        assert "do not go together" in desk.sign_in(f"p{number}", address="2001:db8::1").why
    with caplog.at_level(logging.WARNING):
        assert "too many" in desk.sign_in("amara", address="2001:db8::2").why, "the same network"
    assert "too many wrong passwords from 2001:db8::2" in caplog.text
    assert isinstance(desk.sign_in("amara", address="2001:db8:0:1::1"), SignedIn)


def test_who_comes_in_themself_does_not_free_their_address_to_guess_at_others(desk):
    desk.welcome("amara")
    for number in range(19):
        desk.sign_in(f"p{number}", address="203.0.113.9")
    assert isinstance(desk.sign_in("amara", address="203.0.113.9"), SignedIn)
    assert "do not go together" in desk.sign_in("ruth", address="203.0.113.9").why
    assert "too many" in desk.sign_in("vera", address="203.0.113.9").why


def test_wrong_tries_are_remembered_over_a_restart(database, desk):
    desk.welcome("amara")
    for _ in range(5):
        desk.sign_in("amara", "wrong")
    again = open_ledger(desk.ledger.engine.url.render_as_string(hide_password=False))
    try:
        assert "too many" in type(desk)(again).sign_in("amara").why
    finally:
        again.close()


def test_of_many_tries_at_once_no_more_than_five_are_weighed(desk):
    desk.welcome("amara")
    answers = desk.together(*[lambda: desk.sign_in("amara", "wrong")] * 12)
    assert sum("do not go together" in refused.why for refused in answers) == 5


def test_what_was_typed_as_an_e_mail_is_not_kept(desk):
    desk.sign_in("my password by mistake@example.org")
    with desk.ledger.read() as conn:
        assert "mistake" not in repr(conn.execute(sign_in_failures.select()).all())


# ----------------------------------------------------------------------------------------------- in from somewhere else


def test_another_service_brings_in_only_who_is_known_here(desk):
    came = desk.do(
        signing_in.sign_in_elsewhere, "VERA@example.org", address="192.0.2.1", agent="Firefox", by="Example ID"
    )
    assert (came.session.email, came.session.via) == ("vera@example.org", "Example ID")
    for email in ("nobody@example.org", "gone@example.org", "\0", ""):
        refused = desk.do(signing_in.sign_in_elsewhere, email, address="192.0.2.1", agent="Firefox", by="Example ID")
        assert "not known here" in refused.why
    assert desk.look(people.find_user, "nobody@example.org") is None


# ---------------------------------------------------------------------------------------------------- another password


def test_a_new_password_takes_the_old_one_and_ends_what_that_had_opened(desk, noon, cheap):
    elsewhere, here = desk.welcome("amara"), desk.sign_in("amara")
    link = desk.do(inviting.invite, "amara@example.org", who=desk.person("adam"))
    other = desk.welcome("ruth")

    def change(old, new):
        return signing_in.change_password(desk.ledger, here.session, old, new, now=noon, cost=cheap)

    assert change("wrong", "teal badger violin").why == "The old password is not right."
    assert desk.session_of(elsewhere.token)
    assert change(PASSWORD, "teal badger violin") is None
    assert desk.session_of(elsewhere.token) is None
    assert desk.session_of(here.token) is not None
    assert desk.session_of(other.token) is not None
    assert desk.look(inviting.invitation_of, link, now=noon) is None
    assert isinstance(desk.sign_in("amara"), Refused)
    assert isinstance(desk.sign_in("amara", "teal badger violin"), SignedIn)
    assert ("password_set", "amara@example.org", {}) in desk.events()


def test_an_open_screen_is_no_way_to_guess_at_the_old_password(desk, noon, cheap):
    here = desk.welcome("amara")

    def change(old):
        return signing_in.change_password(desk.ledger, here.session, old, "teal badger violin", now=noon, cost=cheap)

    for _ in range(5):
        change("wrong")
    assert "too many" in change(PASSWORD).why


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("short", "at least 12"),
        ("elevenchars", "at least 12"),
        ("e\N{COMBINING ACUTE ACCENT}" * 11, "at least 12"),
        ("Amara@Example.org", "your e-mail"),
        ("x" * 1001, "at most 1,000"),
        ("twelve chars", None),
        ("x" * 1000, None),
    ],
)
def test_a_poor_password_is_refused_with_the_reason(password, complaint):
    found = passwords.weakness(password, "amara@example.org")
    assert (complaint in found) if complaint else found is None


def test_whether_somebody_has_a_password_is_known_without_it(desk):
    desk.welcome("amara")
    assert desk.look(signing_in.has_password, "amara@example.org")
    assert not desk.look(signing_in.has_password, "vera@example.org")

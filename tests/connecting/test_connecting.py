"""Connecting an account: what is kept of it, and everything that somebody may come back with instead of consent."""

from datetime import timedelta

import pytest
import requests
from pydantic import SecretStr

from connecting.conftest import ADMIN, APPROVER, HOME, NINE, operators
from promoter.campaign.model import ChannelName
from promoter.channels import linkedin_oauth, x_oauth
from promoter.connecting.consent import ask, come_back, pasted
from promoter.connecting.keeping import AnotherOwner, disconnect
from promoter.connecting.keys import keys_of
from promoter.errors import NetworkTrouble, NotPossible, UsageProblem
from promoter.ledger import tables
from promoter.ledger.accounts import block_account, set_manual
from promoter.ledger.rows import Actor
from promoter.ledger.tokens import reseal_tokens
from promoter.ledger.uploads import list_uploads
from promoter.posts.lifecycle import Status
from promoter.sandbox.authorising.people import App, House, Mind, Page
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.rules import Rules
from promoter.sealing import NotOpened, Seal

FIRST, SECOND = "week/first/x/blog", "week/second/x/blog"


def test_x_is_connected_as_whoever_agreed_for_as_long_as_it_is_renewed(house):
    kept = house.connect("x")
    tokens, account = house.tokens(), house.account()
    assert (account.subject_name, tokens.person, tokens.scopes) == (
        "@sample_assoc",
        "@sample_assoc",
        x_oauth.SCOPES,
    )
    assert tokens.token_ends == NINE + timedelta(hours=2)
    assert tokens.lasts_until == NINE + timedelta(days=180)
    assert kept.said == (
        "x:default is connected: it posts as @sample_assoc. It is renewed by itself; left alone it lasts until 15 May 2027."
    )


def test_linkedin_is_connected_for_a_page_and_sixty_days(house):
    kept = house.connect("linkedin", wanted="urn:li:organization:1002")
    tokens, account = house.tokens("linkedin:default"), house.account("linkedin:default")
    assert (account.subject, account.subject_name) == ("urn:li:organization:1002", "Sample Weekly")
    assert (tokens.person, tokens.scopes, tokens.renewable) == ("Una Sample", linkedin_oauth.SCOPES, False)
    assert tokens.lasts_until == tokens.token_ends == NINE + timedelta(days=60)
    assert "It lasts until 15 January 2027; you are reminded before." in kept.said


def test_who_connected_what_is_on_the_record(house):
    house.connect("x")
    event = house.events()[-1]
    assert (event.kind, event.actor) == ("account_connected", "adam@example.org")
    assert event.data["name"] == "@sample_assoc"
    assert event.data["scopes"] == list(x_oauth.SCOPES)


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "ä b", "x" * 61])
def test_an_account_has_a_name_that_files_can_use(house, name):
    with pytest.raises(UsageProblem, match="is no name for an account"):
        house.connector().begin("x", name, home=HOME, session=1, replace=False, who=ADMIN, now=NINE)


def test_a_second_account_has_its_own_name(house):
    house.connect("x")
    house.connect("x", name="second", by="sample_other")
    assert house.account("x:second").subject_name == "@sample_other"
    assert house.account("x:default").subject_name == "@sample_assoc"


def test_one_account_is_not_connected_under_two_names(house):
    house.connect("x")
    with pytest.raises(NotPossible, match="@sample_assoc is connected already, as x:default"):
        house.connect("x", name="second")
    assert house.tokens("x:second") is None


def test_only_an_admin_connects(house):
    connector = house.connector()
    for who in (APPROVER, Actor("nobody@example.org")):
        with pytest.raises(NotPossible):
            connector.begin("x", "default", home=HOME, session=1, replace=False, who=who, now=NINE)


# ------------------------------------------------------------------------------------------------ another one than before


def test_another_one_than_before_is_refused_and_nothing_changes(house):
    house.connect("x")
    before, post = house.tokens(), house.approved()
    with pytest.raises(
        AnotherOwner, match="posts as @sample_assoc so far, and what was just agreed to is @sample_other"
    ):
        house.connect("x", by="sample_other")
    assert (house.tokens(), house.post(FIRST)) == (before, post)


def test_another_one_that_is_meant_ends_what_was_approved_for_the_old_one(house):
    house.connect("x")
    house.approved(FIRST)
    house.approved(SECOND, status=Status.PENDING)
    kept = house.connect("x", by="sample_other", replace=True)
    post = house.post(FIRST)
    assert (post.status, post.approved_by) == (Status.PENDING, ())
    assert post.reason == "It was approved for @sample_assoc, and x:default is @sample_other now."
    assert "1 post waits for approval again" in kept.said
    assert house.post(SECOND).reason is None


def test_pictures_that_were_brought_for_the_old_one_are_brought_anew(house):
    house.connect("x")
    post = house.approved(FIRST)
    with house.ledger.write() as conn:
        picture = {
            "post_key": post.key, "number": 0, "account": post.account, "file": "a.png", "sha256": "ab" * 32, "alt": "Words",
            "network_id": "1", "working": False, "alt_set": True, "begun_at": NINE, "ready_at": NINE, "tries": 0,
        }  # fmt: skip
        conn.execute(tables.uploads.insert().values(picture))
    house.connect("x", by="sample_other", replace=True)
    with house.ledger.read() as conn:
        (upload,) = list_uploads(conn, post.key)
    assert upload.ended_at is not None
    assert upload.detail == "It was brought for @sample_assoc."


def test_the_same_one_again_leaves_approvals_alone(house):
    house.connect("x")
    house.approved()
    house.connect("x", replace=True)
    assert house.post(FIRST).status is Status.APPROVED


def test_whose_it_was_is_remembered_when_it_is_disconnected(house):
    house.connect("x")
    with house.ledger.write() as conn:
        disconnect(conn, "x:default", who=ADMIN, now=NINE)
    assert house.tokens() is None
    with pytest.raises(AnotherOwner):
        house.connect("x", by="sample_other")
    house.connect("x")


def test_what_is_not_connected_cannot_be_disconnected(house):
    with house.ledger.write() as conn, pytest.raises(UsageProblem, match="x:default is not connected"):
        disconnect(conn, "x:default", who=ADMIN, now=NINE)


def test_the_page_of_the_settings_counts_as_the_one_before(house):
    house.set(linkedin_access_token=SecretStr("token"), linkedin_organisation="urn:li:organization:1002")
    with pytest.raises(AnotherOwner, match="posts as urn:li:organization:1002 so far"):
        house.connect("linkedin", wanted="1001")
    house.connect("linkedin", wanted="1002")


def keys_of_settings():
    return {
        name: SecretStr("sample")
        for name in ("x_consumer_key", "x_consumer_secret", "x_access_token", "x_access_token_secret")
    }


def test_so_does_whoever_the_keys_of_the_settings_are_of(house):
    house.set(**keys_of_settings())
    with pytest.raises(AnotherOwner, match="posts as @sandbox_"):
        house.connect("x")
    assert house.connect("x", replace=True).owner.name == "@sample_assoc"


def test_when_x_does_not_say_whose_those_are_nothing_is_connected_unless_it_is_meant(house):
    house.set(**keys_of_settings())
    house.approved()
    for _ in range(2):
        house.sandbox.order(Fault(kind=FaultKind.REFUSED, on=Act.READ, status=402, times=2, contains="/2/users/me"))
    house.minded("x")
    connector = house.connector()
    with pytest.raises(NetworkTrouble, match="X does not say whose account the keys in the settings are"):
        connector.whose("x:default")
    assert connector.whose("x:default", needed=False).subject == ""


def test_an_account_whose_post_is_on_its_way_is_not_handed_over(house):
    from sqlalchemy import update

    from promoter.ledger.tables import accounts

    house.connect("x")
    with house.ledger.write() as conn:
        conn.execute(update(accounts).where(accounts.c.id == "x:default").values(busy_post=FIRST))
    with pytest.raises(NotPossible, match=f"busy with {FIRST}, which is @sample_assoc's; wait"):
        house.connect("x", by="sample_other", replace=True)


def test_a_stopped_account_goes_on_when_it_is_connected_again(house):
    house.connect("x")
    with house.ledger.write() as conn:
        block_account(conn, "x:default", "It stopped.", who=ADMIN, now=NINE)
    assert "It was stopped and goes on." in house.connect("x").said
    assert house.account().blocked_reason is None


def test_one_that_people_serve_by_hand_stays_so(house):
    with house.ledger.write() as conn:
        set_manual(conn, "x:default", True, who=ADMIN, now=NINE)
    assert "People post there by hand as before" in house.connect("x").said


# ----------------------------------------------------------------------------------------------------- what may come back


def returns(house, network="x", **changes):
    """What somebody who agreed comes back with, changed on the way."""
    server = house.connector().server(ChannelName(network))
    asked = ask(server, home=HOME)
    house.minded(network)
    return server, asked, house.returned(asked.address, asked.redirect) | changes


@pytest.mark.parametrize("state", ["", "another", "ä", "x" * 5000])
def test_a_wrong_state_is_not_believed(house, state):
    server, asked, answer = returns(house, state=state)
    with pytest.raises(NotPossible, match="does not belong to what was begun here"):
        come_back(server, asked, answer)
    assert house.asked_for_tokens() == []


def test_a_code_is_good_once(house):
    server, asked, answer = returns(house)
    come_back(server, asked, answer)
    with pytest.raises(NetworkTrouble, match="has expired, was used before, or was taken back"):
        come_back(server, asked, answer)


def test_a_code_that_came_too_late_has_expired(house):
    server, asked, answer = returns(house)
    house.clock.advance(timedelta(seconds=31))
    with pytest.raises(NetworkTrouble, match=r"X does not take the code or token any more.*begin again"):
        come_back(server, asked, answer)


def test_a_code_of_linkedin_lives_longer(house):
    server, asked, answer = returns(house, "linkedin")
    house.clock.advance(timedelta(minutes=29))
    come_back(server, asked, answer)


@pytest.mark.parametrize("network", ["x", "linkedin"])
def test_a_no_is_a_no(house, network):
    server, asked, _ = returns(house, network)
    house.minded(network, mind=Mind.DENY)
    with pytest.raises(NotPossible, match="was told not to let us post; nothing was connected"):
        come_back(server, asked, house.returned(asked.address, asked.redirect))


@pytest.mark.parametrize(
    ("network", "scope"), [("x", "media.write"), ("x", "offline.access"), ("linkedin", "r_organization_social")]
)
def test_fewer_rights_than_asked_for_are_refused_by_name(house, network, scope):
    with pytest.raises(
        NotPossible, match=f"gives fewer rights than were asked for, without {scope}; nothing was connected"
    ):
        house.connect(network, without=(scope,))
    assert house.tokens(f"{network}:default") is None


def test_an_answer_without_code_or_error_is_told(house):
    server, asked, answer = returns(house)
    with pytest.raises(NetworkTrouble, match="sent nobody's consent back"):
        come_back(server, asked, {"state": answer["state"]})


def test_rights_that_the_app_has_not_are_told(house):
    server, asked, answer = returns(house)
    with pytest.raises(NotPossible, match="see in its developer pages which products"):
        come_back(server, asked, {"state": answer["state"], "error": "unauthorized_scope_error"})


def test_another_return_address_is_told(house):
    server, asked, answer = returns(house)
    other = type(asked)(**{name: getattr(asked, name) for name in asked.__slots__} | {"redirect": f"{HOME}/elsewhere"})
    with pytest.raises(NetworkTrouble, match="another return address than the one that the app has"):
        come_back(server, other, answer)


def test_somebody_else_s_code_does_not_fit_our_verifier(house):
    server, asked, answer = returns(house)
    other = type(asked)(**{name: getattr(asked, name) for name in asked.__slots__} | {"verifier": "y" * 60})
    with pytest.raises(NetworkTrouble, match="does not believe that whoever began this came back"):
        come_back(server, other, answer)


def test_a_return_address_that_is_not_registered_is_refused_by_the_network_itself(play, database, clock):
    from promoter.ledger.database import open_ledger

    sandbox = play(
        Rules(house=House(x_app=App(client_id="sandbox-x-app", redirects=frozenset({"https://elsewhere/"}))))
    )
    ledger = open_ledger(database.fresh())
    from promoter import bootstrap

    server = bootstrap.connector(ledger, operators(sandbox)).server(ChannelName.X)
    answer = requests.get(ask(server, home=HOME).address, allow_redirects=False, timeout=10)
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    ledger.close()


@pytest.mark.parametrize("network", ["x", "linkedin"])
def test_a_wrong_secret_of_the_app_is_told_and_not_shown(house, network):
    house.set(x_client_secret=SecretStr("wrong-secret"), linkedin_client_secret=SecretStr("wrong-secret"))
    with pytest.raises(NetworkTrouble, match="does not accept the app's client id and secret") as refused:
        house.connect(network)
    assert "wrong-secret" not in str(refused.value)


def test_a_confidential_app_at_x_brings_its_secret(play, house):
    house.sandbox = play(Rules(house=House(x_app=App(client_id="sandbox-x-app", client_secret="a+b/c=d"))))
    house.settings = operators(house.sandbox, x_client_secret=SecretStr("a+b/c=d"))
    assert house.connect("x").owner.name == "@sample_assoc"


def test_a_network_that_is_gone_is_told(house):
    server, asked, answer = returns(house)
    house.sandbox.close()
    with pytest.raises(NetworkTrouble, match=r"X did not answer: no connection .* Nothing was connected; begin again"):
        come_back(server, asked, answer)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (FaultKind.ERROR_BEFORE, "X answered 503 when asked for tokens. Nothing was connected"),
        (FaultKind.DROPPED_AFTER, "The code is used up. Nothing was connected"),
        (FaultKind.EMPTY, "X answered 200 when asked for tokens"),
        (FaultKind.HTML, "X answered 200 when asked for tokens"),
        (FaultKind.BROKEN_JSON, "X answered 200 when asked for tokens"),
        (FaultKind.TRUNCATED, "The code is used up"),
        (FaultKind.GATEWAY_PAGE, "X answered 502 when asked for tokens"),
    ],
)
def test_an_answer_that_cannot_be_used_connects_nothing(house, kind, says):
    server, asked, answer = returns(house)
    house.sandbox.order(Fault(kind=kind, on=Act.AUTHORISE))
    with pytest.raises(NetworkTrouble, match=says):
        come_back(server, asked, answer)
    assert house.asked_for_tokens() == ["authorization_code"]


def test_tokens_of_which_nobody_can_say_whose_they_are_are_not_kept(house):
    house.sandbox.order(Fault(kind=FaultKind.ERROR_BEFORE, on=Act.READ, contains="/2/users/me"))
    with pytest.raises(NetworkTrouble, match="X gave tokens and answered 503 when asked whose they are; begin again"):
        house.connect("x")
    assert house.tokens() is None


@pytest.mark.parametrize("pasted_text", ["", "hello", "https://x.com/home", "http://127.0.0.1:8085/accounts/from/x"])
def test_something_else_than_the_address_is_told(pasted_text):
    with pytest.raises(UsageProblem, match="that is not the address at which the browser ended: it begins with http"):
        pasted(pasted_text, redirect="http://127.0.0.1:8085/accounts/from/x")


# ---------------------------------------------------------------------------------------------------------- which page


def test_a_page_for_which_the_person_may_not_post_is_refused_with_why(house):
    with pytest.raises(
        NotPossible, match=r"Una Sample may not post for 1003 on LinkedIn \(their role there: analyst\)"
    ) as refused:
        house.connect("linkedin", wanted="1003")
    assert "they may for Sample Association (urn:li:organization:1001)" in str(refused.value)


@pytest.mark.parametrize("page", ["1004", "999", "Another"])
def test_so_is_one_that_was_not_granted_yet_or_is_none(house, page):
    with pytest.raises(NotPossible, match=f"may not post for {page} on LinkedIn; nothing was connected"):
        house.connect("linkedin", wanted=page)


def test_who_looks_after_no_page_is_told(house):
    with pytest.raises(NotPossible, match="Ida Sample may post for no page on LinkedIn; nothing was connected"):
        house.connect("linkedin", by="Ida Sample", wanted="")


def test_the_only_page_and_the_same_page_need_no_choosing(house):
    house.connect("linkedin", by="Omar Sample", wanted="")
    kept = house.connect("linkedin", by="Una Sample", wanted="")
    assert (kept.owner.name, house.tokens("linkedin:default").person) == ("Sample Association", "Una Sample")


def test_more_pages_than_fit_on_one_answer_are_all_found(play, house):
    pages = {f"urn:li:organization:{number}": Page(f"Page {number}") for number in range(1, 131)}
    house.sandbox = play(Rules(house=House(linkedin_members={"Una Sample": pages})))
    house.settings = operators(house.sandbox)
    assert house.connect("linkedin", wanted="130").owner.subject == "urn:li:organization:130"


def test_without_an_app_the_settings_that_are_missing_are_named(house):
    house.set(x_client_id=None, linkedin_client_id=None)
    connector = house.connector()
    with pytest.raises(NotPossible, match="there is no app for X yet: set PROMOTER_X_CLIENT_ID,"):
        connector.server(ChannelName.X)
    with pytest.raises(NotPossible, match="set PROMOTER_LINKEDIN_CLIENT_ID and PROMOTER_LINKEDIN_CLIENT_SECRET,"):
        connector.server(ChannelName.LINKEDIN)


# ---------------------------------------------------------------------------------------------------------- under seal


def test_tokens_are_sealed_with_whose_and_for_what_they_are(house):
    house.connect("x")
    row = house.tokens()
    keys = keys_of(row, house.connector().seal())
    assert (keys.account, keys.subject) == ("x:default", house.account().subject)
    with pytest.raises(NotOpened, match="was sealed for x:default"):
        keys_of(
            type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"account": "x:other"}),
            house.connector().seal(),
        )


def test_a_new_key_takes_over_all_of_them(house):
    house.connect("x")
    house.connect("linkedin")
    new = "another key, which is long enough as well"
    both = Seal((new, house.settings.secret_key.get_secret_value()), "")
    with house.ledger.write() as conn:
        assert reseal_tokens(conn, both.renew) == 2
    for account in ("x:default", "linkedin:default"):
        assert keys_of(house.tokens(account), Seal((new,), "")).account == account


def test_a_shared_ledger_needs_its_key_in_the_settings(house):
    house.set(secret_key=None)
    seal = house.connector().seal
    if house.ledger.engine.dialect.name == "postgresql":
        with pytest.raises(NotOpened, match="PROMOTER_SECRET_KEY is not set, and a ledger on PostgreSQL needs it"):
            seal()
    else:
        assert seal().open(seal().close("x")) == "x"

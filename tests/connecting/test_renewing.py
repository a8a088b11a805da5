"""Tokens given anew: in time, once, kept before they are used; and what stops an account when that cannot be."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from connecting.conftest import ADMIN, KEY, NINE, operators
from promoter import bootstrap
from promoter.connecting.keys import keys_of
from promoter.errors import PromoterError
from promoter.ledger.database import Ledger, open_ledger
from promoter.ledger.tokens import begin_renewal, end_now
from promoter.posts.lifecycle import Status
from promoter.sandbox.authorising.people import House
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

FIRST = "week/first/x/blog"


@pytest.fixture
def connected(house):
    house.connect("x")
    return house


def access(house, account="x:default"):
    return keys_of(house.tokens(account), house.connector().seal()).access


def end_of(house):
    """Just before the token's end."""
    house.clock.advance(timedelta(minutes=119, seconds=30))


def test_nothing_is_renewed_before_it_is_time(connected):
    connected.clock.advance(timedelta(minutes=109))
    connected.renewer().round()
    assert connected.asked_for_tokens() == ["authorization_code"]


def test_a_token_is_renewed_ten_minutes_before_its_end(connected):
    before = access(connected)
    connected.clock.advance(timedelta(minutes=111))
    connected.renewer().round()
    tokens = connected.tokens()
    assert tokens.token_ends == connected.clock.now() + timedelta(hours=2)
    assert tokens.refresh_ends == connected.clock.now() + timedelta(days=180)
    assert (tokens.generation, access(connected) != before) == (2, True)


def test_a_round_before_a_claim_leaves_what_can_wait(connected):
    connected.clock.advance(timedelta(minutes=111))
    connected.renewer().round(only_ending=True)
    assert connected.tokens().generation == 1
    end_of(connected)
    connected.renewer().round(only_ending=True)
    assert connected.tokens().generation == 2


def test_a_week_without_anybody_goes_on(connected):
    renewer = connected.renewer()
    for _ in range(12):
        connected.clock.advance(timedelta(minutes=115))
        renewer.round()
    assert connected.tokens().generation == 13
    assert connected.account().blocked_reason is None


def test_whose_it_is_stays_under_the_seal(connected):
    end_of(connected)
    connected.renewer().round()
    keys = keys_of(connected.tokens(), connected.connector().seal())
    assert (keys.account, keys.subject) == ("x:default", connected.account().subject)


def test_linkedin_without_refresh_ends_after_sixty_days_and_says_how_to_go_on(house):
    house.connect("linkedin")
    house.approved("week/first/linkedin/blog", at=NINE + timedelta(days=61))
    house.clock.advance(timedelta(days=60))
    house.renewer().round()
    account = house.account("linkedin:default")
    assert account.blocked_reason == (
        "Its token ended on Friday 15 January 2027 at 09:00 UTC. "
        "Connect it again on the page Accounts (or with promoter accounts connect linkedin); its posts wait."
    )
    assert account.wants_connecting
    assert house.post("week/first/linkedin/blog").status is Status.APPROVED
    house.connect("linkedin")
    assert house.account("linkedin:default").blocked_reason is None


def test_linkedin_with_refresh_is_renewed_and_its_last_day_does_not_move(play, house):
    house.sandbox = play(Rules(house=House(linkedin_refresh=timedelta(days=365))))
    house.settings = operators(house.sandbox)
    house.connect("linkedin")
    last = house.tokens("linkedin:default").refresh_ends
    assert last == NINE + timedelta(days=365)
    house.clock.advance(timedelta(days=59, hours=12))
    house.renewer().round()
    tokens = house.tokens("linkedin:default")
    assert (tokens.generation, tokens.refresh_ends) == (2, last)
    house.clock.advance_to(last)
    house.renewer().round()
    assert "Its tokens ended on Tuesday 16 November 2027" in house.account("linkedin:default").blocked_reason


# -------------------------------------------------------------------------------------------------------------- one spends it


def test_two_machines_at_once_spend_a_refresh_token_once(connected):
    end_of(connected)
    connected.sandbox.order(Fault(kind=FaultKind.SLOW, on=Act.AUTHORISE, seconds=1))
    barrier = threading.Barrier(4)
    url = connected.ledger.engine.url.render_as_string(hide_password=False)

    def round_elsewhere(number):
        ledger = open_ledger(url)
        try:
            renewer = bootstrap.renewer(ledger, connected.settings, connected.clock)
            barrier.wait()
            renewer.round()
        finally:
            ledger.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(round_elsewhere, range(4)))
    assert connected.asked_for_tokens() == ["authorization_code", "refresh_token"]
    assert connected.tokens().generation == 2


ELSEWHERE = """
import sys
from pydantic import SecretStr
from promoter import bootstrap
from promoter.clock import SystemClock
from promoter.ledger.database import open_ledger
from promoter.settings import Settings
url, sandbox, key = sys.argv[1:]
settings = Settings.model_construct(x_api_url=sandbox, x_client_id=SecretStr("sandbox-x-app"), secret_key=SecretStr(key))
ledger = open_ledger(url)
renewer = bootstrap.renewer(ledger, settings, SystemClock())
print("ready", flush=True)
sys.stdin.readline()
renewer.round()
ledger.close()
"""


def test_so_do_two_processes(house):
    from promoter.clock import SystemClock

    house.clock = SystemClock()
    with Sandbox() as sandbox:
        house.sandbox, house.settings = sandbox, operators(sandbox)
        house.connect("x")
        with house.ledger.write() as conn:
            end_now(conn, house.tokens(), now=house.clock.now())
        url = house.ledger.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-c", ELSEWHERE, url, sandbox.url, KEY]
        others = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
            for _ in range(2)
        ]
        for one in others:
            assert one.stdout.readline() == "ready\n"
        for one in others:
            one.stdin.write("go\n")
            one.stdin.flush()
        assert [(one.communicate(timeout=60), one.returncode)[1] for one in others] == [0, 0]
        assert house.asked_for_tokens() == ["authorization_code", "refresh_token"]
        assert house.tokens().generation == 2


def test_the_new_pair_is_kept_before_anybody_uses_it(connected):
    end_of(connected)
    connected.approved(at=connected.clock.now())
    connected.clock.advance(timedelta(minutes=1))
    connected.dispatcher().run()
    reads_and_posts = [seen.account for seen in connected.sandbox.requests()]
    assert connected.tokens().generation == 2
    assert len(reads_and_posts) == 1
    assert connected.post(FIRST).status is Status.SENT


def test_new_tokens_that_the_ledger_does_not_take_are_not_forgotten(connected, monkeypatch):
    end_of(connected)
    renewer = connected.renewer()
    write, left = Ledger.write, [1]  # the first says that it begins

    def busy(ledger):
        if left[0] == 0:
            raise PromoterError("the ledger is busy")
        left[0] -= 1
        return write(ledger)

    monkeypatch.setattr(Ledger, "write", busy)
    with pytest.raises(PromoterError):
        renewer.round()
    monkeypatch.undo()
    assert connected.tokens().generation == 1
    renewer.round()
    assert connected.tokens().generation == 2
    assert connected.asked_for_tokens() == ["authorization_code", "refresh_token"]


def test_whoever_connects_while_it_is_renewed_is_not_put_over(connected):
    end_of(connected)
    row = connected.tokens()
    with connected.ledger.write() as conn:
        assert begin_renewal(
            conn, row, by="other", now=connected.clock.now(), until=connected.clock.now() + timedelta(minutes=5)
        )
    connected.connect("x")
    newest = connected.tokens()
    renewer = connected.renewer()
    renewer._record(row, keys_of(row, renewer.seal()), renewer.servers["x"].renew("sandbox"))
    renewer._unkept.append((row, _given(row)))
    renewer.round()
    assert connected.tokens() == newest
    assert connected.account().blocked_reason is None


def _given(row):
    from promoter.ledger.tokens import Given

    return Given(sealed="x", scopes=(), token_ends=None, refresh_ends=None, renewable=True)


def test_tokens_that_were_forgotten_meanwhile_do_not_come_back(connected):
    from promoter.connecting.keeping import disconnect

    end_of(connected)
    row, renewer = connected.tokens(), connected.renewer()
    with connected.ledger.write() as conn:
        disconnect(conn, "x:default", who=ADMIN, now=connected.clock.now())
    connected.connect("x")  # whose generation is the first again
    newest = connected.tokens()
    renewer._unkept.append((row, _given(row)))
    renewer.round()
    assert connected.tokens() == newest


# ------------------------------------------------------------------------------------------------------ when it cannot be


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.DROPPED_AFTER, on=Act.AUTHORISE),
        Fault(kind=FaultKind.TRUNCATED, on=Act.AUTHORISE),
        Fault(kind=FaultKind.EMPTY, on=Act.AUTHORISE),
        Fault(kind=FaultKind.HTML, on=Act.AUTHORISE),
        Fault(kind=FaultKind.BROKEN_JSON, on=Act.AUTHORISE),
        Fault(kind=FaultKind.HANG, on=Act.AUTHORISE),
    ],
    ids=lambda fault: fault.kind.value,
)
def test_an_answer_that_was_lost_stops_the_account_and_is_not_asked_for_again(connected, fault):
    connected.set(http_timeout=timedelta(milliseconds=600))
    connected.approved(at=connected.clock.now() + timedelta(hours=3))
    end_of(connected)
    connected.sandbox.order(fault)
    renewer = connected.renewer()
    for _ in range(3):
        renewer.round()
        connected.clock.advance(timedelta(minutes=10))
    assert connected.asked_for_tokens() == ["authorization_code", "refresh_token"]
    account = connected.account()
    assert account.blocked_reason.startswith("X was asked for new tokens")
    assert "Connect it again on the page Accounts (or with promoter accounts connect x)" in account.blocked_reason
    assert connected.post(FIRST).status is Status.APPROVED


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.ERROR_BEFORE, on=Act.AUTHORISE, status=500),
        Fault(kind=FaultKind.ERROR_BEFORE, on=Act.AUTHORISE, status=503),
        Fault(kind=FaultKind.GATEWAY_PAGE, on=Act.AUTHORISE),
        Fault(kind=FaultKind.RATE_LIMITED, on=Act.AUTHORISE),
    ],
    ids=lambda fault: f"{fault.kind.value}{fault.status or ''}",
)
def test_a_server_that_says_that_it_cannot_is_asked_again_after_a_while(connected, fault):
    connected.clock.advance(timedelta(minutes=111))
    connected.sandbox.order(fault)
    renewer = connected.renewer()
    renewer.round()
    renewer.round()
    assert connected.asked_for_tokens() == ["authorization_code", "refresh_token"]
    connected.clock.advance(timedelta(seconds=30))
    renewer.round()
    assert connected.tokens().generation == 2
    assert connected.account().blocked_reason is None


def test_one_that_did_it_and_says_that_it_could_not_stops_the_account_at_the_next_try(connected):
    connected.clock.advance(timedelta(minutes=111))
    connected.sandbox.order(Fault(kind=FaultKind.ERROR_AFTER, on=Act.AUTHORISE, status=500))
    renewer = connected.renewer()
    renewer.round()
    assert connected.account().blocked_reason is None
    connected.clock.advance(timedelta(seconds=30))
    renewer.round()
    assert "X does not take the code or token any more" in connected.account().blocked_reason


def test_a_network_that_is_gone_keeps_the_account_waiting_until_the_next_try(connected):
    end_of(connected)
    connected.clock.advance(timedelta(minutes=1))
    connected.approved(at=connected.clock.now())
    url = connected.sandbox.url
    connected.sandbox.close()
    dispatcher = connected.dispatcher()
    assert dispatcher.run() == []
    account = connected.account()
    assert account.blocked_reason is None
    assert account.not_before == connected.clock.now() + timedelta(seconds=30)
    post = connected.post(FIRST)
    assert (post.status, post.tries, post.fence) == (Status.APPROVED, 0, 0)
    assert url


def test_a_permission_that_was_taken_back_stops_the_account_and_keeps_its_posts(connected):
    connected.approved(at=connected.clock.now() + timedelta(hours=2))
    connected.sandbox.revoke_all(NetworkName.X)
    end_of(connected)
    connected.renewer().round()
    account = connected.account()
    assert account.blocked_reason.startswith(
        "X does not take the code or token any more: it has expired, was used before"
    )
    assert connected.post(FIRST).status is Status.APPROVED
    assert [event.kind for event in connected.events()][-1] == "account_stopped"
    assert "It was stopped and goes on." in connected.connect("x").said


def test_a_process_that_died_over_it_leaves_a_renewal_of_which_nobody_knows(connected):
    end_of(connected)
    row = connected.tokens()
    with connected.ledger.write() as conn:
        begin_renewal(
            conn, row, by="dead", now=connected.clock.now(), until=connected.clock.now() + timedelta(minutes=5)
        )
    renewer = connected.renewer()
    renewer.round()
    assert connected.account().blocked_reason is None  # it may be at it
    connected.clock.advance(timedelta(minutes=5))
    renewer.round()
    assert connected.account().blocked_reason.startswith(
        "Its tokens were to be renewed on Monday 16 November 2026 at 10:59 UTC, and nobody knows what came of it."
    )
    assert connected.asked_for_tokens() == ["authorization_code"]


def test_without_the_app_it_stops_at_the_end_and_goes_on_when_the_app_is_back(connected):
    app = connected.settings.x_client_id
    connected.set(x_client_id=None)
    end_of(connected)
    connected.renewer().round()
    assert connected.account().blocked_reason is None
    connected.clock.advance(timedelta(minutes=1))
    connected.renewer().round()
    assert (
        "Its tokens cannot be renewed: PROMOTER_X_CLIENT_ID is not set any more" in connected.account().blocked_reason
    )
    connected.set(x_client_id=app)
    connected.renewer().round()
    assert connected.account().blocked_reason is None
    assert connected.tokens().generation == 2


def test_a_secret_of_the_app_that_is_not_right_any_more_spends_nothing(play, house):
    from pydantic import SecretStr

    from promoter.sandbox.authorising.people import App

    house.sandbox = play(Rules(house=House(x_app=App(client_id="sandbox-x-app", client_secret="right"))))
    house.settings = operators(house.sandbox, x_client_secret=SecretStr("right"))
    house.connect("x")
    house.set(x_client_secret=SecretStr("wrong"))
    end_of(house)
    house.renewer().round()
    assert house.account().blocked_reason is None  # its token is good for half a minute
    house.clock.advance(timedelta(minutes=1))
    house.renewer().round()
    assert house.account().blocked_reason.startswith(
        "Its tokens cannot be renewed: X does not accept the app's client id and secret; copy both from its developer pages"
    )
    house.set(x_client_secret=SecretStr("right"))
    house.clock.advance(timedelta(minutes=10))
    house.renewer().round()
    assert (house.account().blocked_reason, house.tokens().generation) == (None, 2)


def test_another_key_stops_the_account_and_loses_nothing(connected):
    from pydantic import SecretStr

    right = connected.settings.secret_key
    connected.set(secret_key=SecretStr("quite another key that is long enough"))
    end_of(connected)
    for _ in range(2):
        connected.renewer().round()
    assert "sealed with another key than those in PROMOTER_SECRET_KEY" in connected.account().blocked_reason
    assert [event.kind for event in connected.events()].count("account_stopped") == 1
    connected.set(secret_key=right)
    connected.renewer().round()
    assert connected.tokens().generation == 2

"""The ledger is the oracle of crash tests: it must outlive a kill -9 of the sandbox and of its clients."""

import signal
import subprocess
import sys
import threading

import pytest
import requests

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import FaultKind
from promoter.sandbox.record import Record
from promoter.sandbox.server import Sandbox, utc_now
from promoter.sandbox.wire import NetworkName

SANDBOX = """
import sys, threading
from pathlib import Path
from promoter.sandbox.server import Sandbox
sandbox = Sandbox(Path(sys.argv[1]))
print(sandbox.url, flush=True)
threading.Event().wait()
"""
CLIENT = """
import sys, requests
requests.post(sys.argv[1] + "/2/tweets", json={"text": "From a client that dies"}, headers={"Authorization": "Bearer anna"})
"""
HANDS = 4
ENOUGH = 40  # answers, before the sandbox is killed


class Crowd:
    """Clients that post until the sandbox is gone, and remember every id that they were told."""

    def __init__(self, url):
        self.url = url
        self.told = []
        self.sent = []
        self.enough = threading.Event()
        self.threads = [threading.Thread(target=self._post, args=(number,)) for number in range(HANDS)]

    def _post(self, number):
        headers = {"Authorization": f"Bearer client-{number}", "LinkedIn-Version": "202609"}
        headers["X-Restli-Protocol-Version"] = "2.0.0"
        with requests.Session() as session:
            session.headers.update(headers)
            for count in range(10_000):
                try:
                    self.told.append(
                        self._on_x(session, count) if number % 2 else self._on_linkedin(session, f"{number} {count}")
                    )
                except requests.RequestException:
                    return
                if len(self.told) >= ENOUGH:
                    self.enough.set()

    def _on_x(self, session, count):
        # Limits are not what is tested: each request comes from another account.
        session.headers["Authorization"] = f"Bearer {count % 97}"
        text = f"Post {count} {threading.get_ident()}"
        self.sent.append(text)
        return session.post(f"{self.url}/2/tweets", json={"text": text}, timeout=10).json()["data"]["id"]

    def _on_linkedin(self, session, text):
        self.sent.append(text)
        body = {
            "author": "urn:li:organization:1001",
            "commentary": text,
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
        }
        answer = session.post(f"{self.url}/rest/posts", json=body, timeout=10)
        assert answer.status_code == 201
        return answer.headers["x-restli-id"]


def killed_amid_a_crowd(path):
    """A sandbox in a process of its own, killed while it answers."""
    with subprocess.Popen([sys.executable, "-c", SANDBOX, str(path)], stdout=subprocess.PIPE, text=True) as process:
        crowd = Crowd(process.stdout.readline().strip())
        for thread in crowd.threads:
            thread.start()
        try:
            assert crowd.enough.wait(30)
        finally:
            process.send_signal(signal.SIGKILL)
            for thread in crowd.threads:
                thread.join()
        assert process.wait() == -signal.SIGKILL
    return crowd


def public(path):
    record = Record(path)
    try:
        return record.posts(utc_now())
    finally:
        record.close()


def test_whatever_a_killed_sandbox_has_answered_is_in_its_ledger(tmp_path):
    path = tmp_path / "sandbox.db"
    crowd = killed_amid_a_crowd(path)
    posts = public(path)
    assert len(crowd.told) >= ENOUGH
    assert set(crowd.told) <= {post.id for post in posts}
    assert {post.text for post in posts} <= set(crowd.sent)
    assert len(posts) - len(crowd.told) <= HANDS  # one request each was under way


def test_a_killed_sandbox_goes_on_where_it_was(tmp_path):
    path = tmp_path / "sandbox.db"
    killed_amid_a_crowd(path)
    before = public(path)
    with Sandbox(path) as sandbox:
        assert sandbox.posts() == before
        headers = {"Authorization": "Bearer anna"}
        answer = requests.post(f"{sandbox.url}/2/tweets", json={"text": "More"}, headers=headers, timeout=10)
        assert answer.json()["data"]["id"] not in {post.id for post in before}
        assert len(sandbox.posts()) == len(before) + 1


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.HANG_BEFORE])
def test_a_client_that_is_killed_while_it_waits_has_posted_or_not_as_the_ledger_says(tmp_path, kind):
    asked = threading.Event()

    class Told(Sandbox):
        def _answer(self, *more):
            answer = super()._answer(*more)
            asked.set()
            return answer

    path = tmp_path / "sandbox.db"
    with Told(path) as sandbox:
        sandbox.order(Fault(kind=kind, network=NetworkName.X))
        with subprocess.Popen([sys.executable, "-c", CLIENT, sandbox.url], stderr=subprocess.DEVNULL) as process:
            assert asked.wait(30)
            process.kill()
        texts = ["From a client that dies"] if kind is FaultKind.HANG else []
        assert [post.text for post in public(path)] == [post.text for post in sandbox.posts()] == texts
        assert [seen.fault for seen in sandbox.requests()] == [kind]

"""People who act in between: they stop everything, change posts, approve them again, and settle what nobody could tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text as sql

from promoter import approval
from promoter.errors import NotPossible, PromoterError, UsageProblem
from promoter.ledger.accounts import list_accounts, unblock_account
from promoter.ledger.pauses import current_pause
from promoter.ledger.queue import list_posts
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from simulation.oracle import Approval, Broken

if TYPE_CHECKING:
    from collections.abc import Callable

    from promoter.ledger.rows import PostRow
    from simulation.world import World

AMARA, RUTH, OLU = Actor("amara@example.org"), Actor("ruth@example.org"), Actor("olu@example.org")
EVERYBODY = (AMARA, RUTH, OLU)  # an editor and two approvers


@dataclass
class People:
    """They use the same functions as the commands and the pages do, and take a no for an answer."""

    world: World
    edits: int = 0

    def act(self) -> None:
        """Somebody does something."""
        draw = self.world.draw
        deeds = (
            self.pause, self.resume, self.edit, self.move, self.withdraw, self.reopen, self.return_,
            self.approve, self.approve, self.approve, self.settle, self.mend,
        )  # fmt: skip
        deed = draw.choice(deeds)
        if deed in {self.resume, self.settle, self.mend}:
            deed()
            return
        post = draw.choice(self.posts())
        deed(post) if deed != self.pause else deed()  # type: ignore[operator]

    def clear_up(self) -> bool:
        """When the troubles are over: whoever can do something so that the queue goes on, does; True when all is done."""
        self.resume()
        self.mend()
        with self.world.ledger.read() as conn:
            return current_pause(conn) is None and all(row.blocked_reason is None for row in list_accounts(conn))

    # -------------------------------------------------------------------------------------------------------------- deeds

    def pause(self) -> None:
        if self._do("pause", lambda conn, now: approval.pause(conn, reason="an incident", who=AMARA, now=now)):
            self.world.oracle.paused = True

    def resume(self) -> None:
        grace = self.world.grace
        if self._do("resume", lambda conn, now: approval.resume(conn, who=RUTH, now=now, grace=grace)) is not None:
            self.world.oracle.paused = False

    def edit(self, post: PostRow) -> None:
        self.edits += 1
        words = f"{post.key} in other words {self.edits} #SampleWeek"
        who = self.world.draw.choice(EVERYBODY)
        if self._do(f"edit {post.key}", lambda conn, now: approval.edit(conn, post.key, words, who=who, now=now)):
            self.world.oracle.approved.pop(post.key, None)

    def move(self, post: PostRow) -> None:
        who, minutes = self.world.draw.choice(EVERYBODY), self.world.draw.choice((1, 7, 20, 40))
        to = self.world.clock.now() + timedelta(minutes=minutes)
        if self._do(
            f"move {post.key} by {minutes} min",
            lambda conn, now: approval.move(conn, post.key, max(to, now), who=who, now=now),
        ):
            self.world.oracle.approved.pop(post.key, None)

    def withdraw(self, post: PostRow) -> None:
        if self._do(
            f"withdraw {post.key}", lambda conn, now: approval.withdraw(conn, post.key, reason="no", who=AMARA, now=now)
        ):
            self.world.oracle.approved.pop(post.key, None)
            self.world.oracle.withdrawn.add(post.key)

    def reopen(self, post: PostRow) -> None:
        if self._do(f"reopen {post.key}", lambda conn, now: approval.reopen(conn, post.key, who=AMARA, now=now)):
            self.world.oracle.withdrawn.discard(post.key)

    def return_(self, post: PostRow) -> None:
        if self._do(
            f"return {post.key}", lambda conn, now: approval.return_(conn, post.key, reason="no", who=RUTH, now=now)
        ):
            self.world.oracle.approved.pop(post.key, None)

    def approve(self, post: PostRow) -> None:
        who = self.world.draw.choice(EVERYBODY)
        after = self._do(f"approve {post.key}", lambda conn, now: approval.approve(conn, post.key, who=who, now=now))
        if after is not None:
            self.world.oracle.approved[post.key] = Approval.of(after, str(who.email))

    def settle(self) -> None:
        """A person is asked, looks at the network, and knows; but not before the network has come to rest."""
        network = self.world.network
        for post in self.posts():
            if post.status is not Status.UNCLEAR or post.hold != "person" or not network.is_at_rest(post.key):
                continue
            there = network.of(post.key)
            if there:
                url = there[0].url
                self._do(
                    f"resolve {post.key} --sent",
                    lambda conn, now, key=post.key, url=url: approval.resolve_sent(conn, key, url, who=RUTH, now=now),
                )
                self.world.oracle.settled.add(post.key)
            else:
                self._do(
                    f"resolve {post.key} --not-sent",
                    lambda conn, now, key=post.key: approval.resolve_not_sent(conn, key, who=RUTH, now=now),
                )

    def mend(self) -> None:
        """New keys for every account that is stopped."""
        with self.world.ledger.read() as conn:
            stopped = [account.id for account in list_accounts(conn) if account.blocked_reason is not None]
        for account in stopped:
            self.world.network.blocked.discard(account)
            self._do(
                f"unblock {account}",
                lambda conn, now, account=account: unblock_account(conn, account, who=RUTH, now=now) or True,
            )

    def tamper(self) -> None:
        """Somebody changes words with another program."""
        post = self.world.draw.choice(self.posts())
        words = sql("UPDATE posts SET text = 'bought by nobody #SampleWeek' WHERE key = :key AND status = 'approved'")
        self._do(
            f"change the words of {post.key} behind our back", lambda conn, _: conn.execute(words, {"key": post.key})
        )

    def posts(self) -> list[PostRow]:
        with self.world.ledger.read() as conn:
            return list_posts(conn)

    def _do(self, what: str, deed: Callable) -> object:
        try:
            with self.world.ledger.write() as conn:
                done = deed(conn, self.world.clock.now())
        except (NotPossible, UsageProblem):
            return None
        except PromoterError as problem:
            if "busy" not in str(problem):
                raise Broken(f"{what}: {problem}") from problem
            return None
        self.world.trace(f"PEOPLE {what}")
        self.world.restless()
        return done

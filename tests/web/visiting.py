"""The pages as a program asks for them, signed in or not, and all that the ledger holds, to see whether anything changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, select
from starlette.testclient import TestClient

from promoter.people.sessions import begin_session
from promoter.web.access import cookie_name
from promoter.web.app import create_app
from serving import email

if TYPE_CHECKING:
    from promoter.ledger.database import Ledger
    from promoter.web.wiring import Wiring


def visitor(wiring: Wiring, name: str | None = None, *, address: str = "127.0.0.1", **options: Any) -> TestClient:
    """Somebody of PEOPLE who is signed in, or nobody. Redirects are not followed."""
    scheme = "https" if wiring.secure else "http"
    client = TestClient(
        create_app(wiring), base_url=f"{scheme}://127.0.0.1", client=(address, 50000), follow_redirects=False, **options
    )
    if name is not None:
        client.cookies.set(cookie_name(wiring), token_of(wiring, name), domain="127.0.0.1", path="/")
    return client


def token_of(wiring: Wiring, name: str, agent: str = "test") -> str:
    with wiring.ledger.write() as conn:
        return begin_session(
            conn, email(name), now=wiring.at_the_door(), address="127.0.0.1", agent=agent, via="password"
        ).token


def all_of(ledger: Ledger, *, but: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Every row of every table, except of some tables."""
    metadata = MetaData()
    metadata.reflect(ledger.engine)
    with ledger.read() as conn:
        return {
            name: sorted(map(str, conn.execute(select(table)).all()))
            for name, table in metadata.tables.items()
            if name not in but
        }

"""The tables of the job queue, in a schema of their own beside the ledger's, so that neither program sees the other's."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from promoter.errors import PromoterError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from sqlalchemy import Connection

SCHEMA_NAME = "procrastinate"


def bring_up(conn: Connection) -> None:
    """Make the queue's tables where there are none, and bring those of an older procrastinate to the one installed.

    Its own migrations are applied in the order of their names, which begin with the version that they lead to; a comment
    on the schema says how far that went. On SQLite, which has no queue, nothing happens.
    """
    if conn.dialect.name != "postgresql":
        return
    newest = _migrations()[-1]
    applied = _applied(conn)
    if applied == newest:
        return
    conn.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA_NAME}"))
    conn.execute(text(f"SET LOCAL search_path TO {SCHEMA_NAME}"))
    if applied is None:
        _run(conn, _read("schema.sql"))
    else:
        for name in _migrations():
            if name > applied:
                _run(conn, _read("migrations", name))
    conn.execute(text("SET LOCAL search_path TO DEFAULT"))
    conn.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA_NAME} IS '{newest}'")


def is_there(conn: Connection) -> bool:
    """Has the queue its tables?"""
    return _applied(conn) is not None


def engines_connection(conn: Connection) -> Any:
    """The driver's own connection, for what procrastinate does in this transaction. Nothing else may be done in it after."""
    conn.execute(text(f"SET LOCAL search_path TO {SCHEMA_NAME}"))
    return conn.connection.driver_connection


def _applied(conn: Connection) -> str | None:
    if SCHEMA_NAME not in inspect(conn).get_schema_names():
        return None
    query = text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name")
    comment: str | None = conn.execute(query, {"name": SCHEMA_NAME}).scalar()
    return comment


def _migrations() -> list[str]:
    return sorted(file.name for file in (_scripts() / "migrations").iterdir() if file.name.endswith(".sql"))


def _read(*names: str) -> str:
    return _scripts().joinpath(*names).read_text(encoding="utf-8")


def _scripts() -> Traversable:
    try:
        return resources.files("procrastinate.sql")
    except ModuleNotFoundError:
        raise PromoterError("PostgreSQL needs procrastinate beside its driver; install promoter[postgres]") from None


def _run(conn: Connection, script: str) -> None:
    # Without parameters the driver takes a script of many statements as it is.
    driver: Any = conn.connection.driver_connection
    driver.execute(script.encode())

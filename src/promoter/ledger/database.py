"""Opens the ledger, sees that it is ours and of this program's schema, and gives out its transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from promoter.errors import PromoterError
from promoter.ledger.engine_schema import bring_up
from promoter.ledger.failures import in_words
from promoter.ledger.tables import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OLDEST_SERVER = 140000  #: the oldest PostgreSQL that is tried; what is older gets no security updates either


class Turn:
    """Whose turn it is to write, among the threads of this program.

    SQLite has one writer, and lets the others sleep for a guess of milliseconds; here the next one goes on at once. Other
    programs are waited for in SQLite's own way.
    """

    def __init__(self, where: str, patience: timedelta) -> None:
        self._where, self._patience = where, patience.total_seconds()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._patience):
            raise PromoterError(f"the ledger is busy: another part of Promoter writes {self._where}; try again")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. `where` names it to people: the file's absolute path, or the address without its password.

    `new` says that there was none until it was opened.
    """

    engine: Engine
    where: str
    new: bool = False
    _turn: Turn | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look at the ledger; nothing done in it stays."""
        with in_words(self.where), self.engine.connect() as conn:
            if conn.dialect.name == "postgresql":
                conn.execution_options(isolation_level="REPEATABLE READ")
            with conn.begin() as look:
                _begin(conn, "BEGIN")
                try:
                    yield conn
                finally:
                    look.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All of it or nothing: committed at the end, rolled back when anything is raised."""
        with self._turn or nullcontext(), in_words(self.where), self.engine.connect() as conn, conn.begin():
            # A writer takes the lock at once: one that asks for it after reading can only fail, however long it waits.
            _begin(conn, "BEGIN IMMEDIATE")
            yield conn

    def close(self) -> None:
        """Let go of the database's connections: of one that a thread still uses, when it is done with it."""
        event.listen(self.engine.pool, "checkin", _let_go)
        self.engine.dispose()


def open_ledger(
    url: str,
    *,
    create: bool = False,
    older: bool = False,
    patience: timedelta = timedelta(seconds=10),
) -> Ledger:
    """Open the ledger at `url`, or raise a `PromoterError` that says why not and what to do.

    `create` makes a new SQLite file, and never touches the schema of one that is in use: an older one is refused
    unless `older`, which is for `upgrade` and for a copy before it, because a daemon of the older program may be running
    on it. `patience` is how long a transaction waits for another one.
    """
    address = _address(url)
    path = _file(address)
    where = str(path) if path else address.render_as_string(hide_password=True)
    if path is not None:
        address = address.set(database=str(path))
        _prepare_file(path, create=create)
    ledger = Ledger(_engine(address, patience), where, _turn=Turn(where, patience) if path else None)
    try:
        made = _look_over(ledger, create=create and path is not None, older=older)
    except BaseException:
        ledger.close()
        raise
    return replace(ledger, new=made)


def file_of(url: str) -> Path:
    """The file of an SQLite ledger, there or not."""
    path = _file(_address(url))
    if path is None:
        raise PromoterError("this is for SQLite files; PostgreSQL has pg_dump and pg_restore for it")
    return path


def upgrade(ledger: Ledger) -> None:
    """Bring the ledger to this program's schema, an empty database included; nothing happens if it is there already."""
    # Imported here alone, because alembic takes longer to load than most commands take to run.
    from promoter.ledger.migrations.run import upgrade_to_newest  # noqa: PLC0415

    with ledger.write() as conn:
        if conn.dialect.name == "postgresql":
            conn.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('promoter:upgrade'))"))
        _refuse_stranger(conn, ledger.where)
        if schema_version(conn) != SCHEMA:
            upgrade_to_newest(conn)
        bring_up(conn)


def schema_version(conn: Connection) -> str | None:
    """The revision of the ledger's schema, or None where there is none yet."""
    if not sa.inspect(conn).has_table("alembic_version"):
        return None
    version: str | None = conn.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise PromoterError(
            "PROMOTER_DATABASE_URL is no database address; write sqlite:///promoter.db or postgresql+psycopg://user@host/name"
        ) from None
    kind = address.drivername
    if kind in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    if kind not in {"sqlite", "postgresql+psycopg"}:
        raise PromoterError(
            f"Promoter keeps its ledger in SQLite or PostgreSQL, not in {kind}; change PROMOTER_DATABASE_URL"
        )
    return address


def _file(address: URL) -> Path | None:
    if address.drivername != "sqlite":
        return None
    name = address.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise PromoterError(
            "a ledger that lives in memory would forget what was sent; name a file, as in sqlite:///promoter.db"
        )
    return Path(name).expanduser().resolve()


def _prepare_file(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise PromoterError(f"{path} is a folder; PROMOTER_DATABASE_URL names the ledger's file")
    if path.exists():
        return
    if not create:
        raise PromoterError(
            f"there is no ledger at {path}; run promoter users add YOUR-EMAIL --role editor, then promoter load CAMPAIGN; or set PROMOTER_DATABASE_URL"
        )
    if not path.parent.is_dir():
        raise PromoterError(f"there is no folder {path.parent} for the ledger; make it, or set PROMOTER_DATABASE_URL")
    try:
        # Made by hand, so that it is never readable by others, not even for the moment before a chmod.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise PromoterError(
            f"the ledger {path} cannot be made: {error.strerror}; see who may write in its folder"
        ) from error


def _engine(address: URL, patience: timedelta) -> Engine:
    try:
        if address.drivername != "sqlite":
            engine = sa.create_engine(
                address, pool_pre_ping=True, hide_parameters=True, isolation_level="READ COMMITTED",
                connect_args={"connect_timeout": 10, "application_name": "promoter"},
            )  # fmt: skip
            event.listen(engine, "connect", _set_up_postgresql(patience))
            return engine
        # Parameters are people's words: an error that is logged must not quote them.
        engine = sa.create_engine(address, connect_args={"timeout": patience.total_seconds()}, hide_parameters=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise PromoterError("PostgreSQL needs the driver psycopg; install promoter[postgres]") from None
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE must meet the triggers that guard the events
    # FULL: an attempt that is lost in a power cut would be a post that goes out twice.
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _write_ahead(connection)


def _set_up_postgresql(patience: timedelta) -> Callable[[Any, Any], None]:
    """What every connection to PostgreSQL keeps to, whatever the server's own settings are."""
    settings = {
        "lock_timeout": f"{patience / timedelta(milliseconds=1):.0f}",
        # A machine that dies in the middle must not keep its locks until TCP notices.
        "idle_in_transaction_session_timeout": "60000",
    }

    def set_up(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            _refuse_old_server(connection.info.server_version)
            for name, value in settings.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
            # An attempt that is lost in a power cut would be a post that goes out twice. Stricter than `on` may stay.
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
            )
        connection.commit()

    return set_up


def _refuse_old_server(version: int) -> None:
    """`version` as PostgreSQL counts: 140005 is 14.5."""
    if version < OLDEST_SERVER:
        raise PromoterError(
            f"this PostgreSQL is too old ({version // 10000}); Promoter needs {OLDEST_SERVER // 10000} or newer"
        )


def _write_ahead(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # Somebody is at the file, perhaps doing the same; the change waits for nobody. Without it all is as safe,
        # only readers and the writer take turns, and the next connection tries again.
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY}:
            raise


def _let_go(connection: Any, _record: Any) -> None:
    if connection is not None:
        connection.close()


def _begin(conn: Connection, how: str) -> None:
    # Past SQLAlchemy: its own way takes longer than SQLite, and with a listener every statement takes longer as well.
    if conn.dialect.name == "sqlite":
        connection: Any = conn.connection.dbapi_connection
        connection.execute(how)


def _look_over(ledger: Ledger, *, create: bool, older: bool) -> bool:
    """Refuse what is not a ledger of this program's schema; True if one was made where there was none."""
    with ledger.read() as conn:
        _refuse_stranger(conn, ledger.where)
        version = schema_version(conn)
    if version is None and create:
        upgrade(ledger)
    elif version is None and not older:
        raise PromoterError(
            f"there is no ledger in {ledger.where} yet; run promoter users add YOUR-EMAIL --role editor, then promoter load CAMPAIGN; or promoter db upgrade on PostgreSQL"
        )
    elif version is not None and version > SCHEMA:
        raise PromoterError(
            f"the ledger {ledger.where} was made by a newer Promoter (schema {version}); update this one"
        )
    elif version is not None and version < SCHEMA and not older:
        raise PromoterError(
            f"the ledger {ledger.where} was made by an older Promoter (schema {version}, now {SCHEMA}); stop the daemon, "
            "run promoter db backup FILE, then promoter db upgrade"
        )
    return version is None and create


def _refuse_stranger(conn: Connection, where: str) -> None:
    tables = set(sa.inspect(conn).get_table_names())
    if tables and not {"alembic_version", "posts", "events"} <= tables:
        raise PromoterError(
            f"{where} is the database of another program; set PROMOTER_DATABASE_URL to the ledger's own"
        )

"""The ledger's tables, the same on SQLite and PostgreSQL, and the column types that keep times and JSON honest."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
    text,
)

from promoter.clock import as_utc
from promoter.posts.lifecycle import Status

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

SCHEMA = "0008"  #: the newest revision in migrations/versions

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment: a time without a zone is refused on the way in, and what comes out is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: there the text is UTC by this agreement, and sorts as the moments do.
        return as_utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON as text, in one spelling: byte for byte the same on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


def canonical(value: object) -> str:
    """The one way in which the ledger spells a JSON value."""
    return _SPELLING.encode(value)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return as_utc(value).isoformat()
    return str(value)


_SPELLING = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text)


def fixed(status: Status) -> ColumnElement[str]:
    """A status written into the statement itself: no planner uses a partial index for a parameter it cannot see."""
    return literal_column(f"'{status.value}'", Text)


campaigns = Table(
    "campaigns",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("folder", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("loaded_at", Moment, nullable=False),
    Column("loaded_by", Text, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("blocked_reason", Text),
    Column("blocked_at", Moment),
    Column("not_before", Moment),
    Column("last_left_at", Moment),
    Column("busy_post", Text),
    Column("manual", Boolean, nullable=False),
    Column("subject", Text),
    Column("subject_name", Text),
)

tokens = Table(
    "tokens",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("person", Text),
    Column("connected_at", Moment, nullable=False),
    Column("connected_by", Text, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("token_ends", Moment),
    Column("refresh_ends", Moment),
    Column("renewable", Boolean, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("renewal_by", Text),
    Column("renewal_until", Moment),
    Column("renew_after", Moment),
    Column("renew_tries", Integer, nullable=False),
    Column("trouble", Text),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state_hash", Text, nullable=False),
    Column("session", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("replace", Boolean, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("offer", Json),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
    UniqueConstraint("state_hash", name="connections_state"),
)

_STATUSES = ", ".join(f"'{status.value}'" for status in Status)

posts = Table(
    "posts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("campaign", Text, ForeignKey("campaigns.slug"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("blog", Text),
    Column("theme", Text),
    Column("day", Date, nullable=False),
    Column("status", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("uncounted", Text),
    Column("link", Text),
    Column("card", Json),
    Column("media", Json, nullable=False),
    Column("tags", Json, nullable=False),
    Column("mentions", Json, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("not_before", Moment),
    Column("counted_live_from", Moment),
    Column("hold", Text),
    Column("hold_reason", Text),
    Column("spacing_s", Integer, nullable=False),
    Column("warnings", Json, nullable=False),
    Column("why", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("composed", Json),
    Column("source", Text),
    Column("edited", Boolean, nullable=False),
    Column("moved", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("approved_by", Json, nullable=False),
    Column("approved_at", Moment),
    Column("fence", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("tries", Integer, nullable=False),
    Column("retry_at", Moment),
    Column("look_at", Moment),
    Column("page_titles", Json, nullable=False),
    Column("sent_at", Moment),
    Column("network_id", Text),
    Column("url", Text),
    Column("trouble", Text),
    Column("withdrawn_by", Text),
    Column("reason", Text),
    Column("handed_at", Moment),
    Column("let_through", Integer),
    Column("picture_at", Moment),
    Column("pictured_until", Moment),
    CheckConstraint(f"status IN ({_STATUSES})", name="posts_status"),
)


def _partial_index(name: str, *columns: Column[Any], where: str, unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


_partial_index("posts_due", posts.c.account, posts.c.at, posts.c.key, where="status = 'approved'")
_partial_index("posts_to_hand", posts.c.at, where="status = 'approved' AND handed_at IS NULL")
_partial_index("posts_look", posts.c.look_at, where="look_at IS NOT NULL")
_partial_index("posts_to_picture", posts.c.at, where="status = 'approved' AND media <> '[]'")
_partial_index("posts_leased", posts.c.lease_until, where="status = 'sending'")
_partial_index("posts_network_id", posts.c.channel, posts.c.network_id, where="network_id IS NOT NULL", unique=True)
Index("posts_by_time", posts.c.campaign, posts.c.at)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_key", Text, ForeignKey("posts.key"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("os_user", Text),
    Column("decided_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("reason", Text),
)
Index("decisions_by_post", decisions.c.post_key, decisions.c.version)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_key", Text, ForeignKey("posts.key"), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("lease_until", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", Text),
    Column("http_status", Integer),
    Column("detail", Text),
    Column("payload", Text),
    Column("boottime", Double),
    Column("pictures", Json),
    UniqueConstraint("post_key", "fence", name="attempts_fence"),
)
_partial_index("attempts_open", attempts.c.post_key, where="outcome IS NULL", unique=True)

uploads = Table(
    "uploads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_key", Text, ForeignKey("posts.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("alt", Text, nullable=False),
    Column("size", Integer),
    Column("network_id", Text),
    Column("working", Boolean, nullable=False),
    Column("alt_set", Boolean, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("uploaded_at", Moment),
    Column("ready_at", Moment),
    Column("expires_at", Moment),
    Column("ended_at", Moment),
    Column("tries", Integer, nullable=False),
    Column("detail", Text),
)
_partial_index("uploads_current", uploads.c.post_key, uploads.c.number, where="ended_at IS NULL", unique=True)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_key", Text, ForeignKey("posts.key"), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("finding", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
    Column("network_id", Text),
    Column("seen", Json),
)
Index("readings_by_post", readings.c.post_key, readings.c.fence)

alerts = Table(
    "alerts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("raised_at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("told_at", Moment),
    Column("trouble", Text),
)

pauses = Table(
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("paused_by", Text, nullable=False),
    Column("paused_at", Moment, nullable=False),
    Column("resumed_by", Text),
    Column("resumed_at", Moment),
)
users = Table(
    "users",
    metadata,
    Column("email", Text, primary_key=True),
    Column("roles", Json, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("email", Text, ForeignKey("users.email"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("token_hash", name="sessions_token"),
)
Index("sessions_by_person", sessions.c.email)

credentials = Table(
    "credentials",
    metadata,
    Column("email", Text, ForeignKey("users.email"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
Index("sign_in_failures_by_key", sign_in_failures.c.key, sign_in_failures.c.at)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("email", Text, ForeignKey("users.email")),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("token_hash", name="invitations_token"),
)

deputies = Table(
    "deputies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("approver", Text, ForeignKey("users.email"), nullable=False),
    Column("deputy", Text, ForeignKey("users.email"), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
Index("deputies_by_deputy", deputies.c.deputy)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("post_key", Text, ForeignKey("posts.key"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled_by", Text),
    Column("settled_at", Moment),
)
Index("comments_by_post", comments.c.post_key)

seen = Table(
    "seen",
    metadata,
    Column("email", Text, ForeignKey("users.email"), primary_key=True),
    Column("post_key", Text, ForeignKey("posts.key"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("os_user", Text),
    Column("post_key", Text),
    Column("data", Json, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
Index("events_by_post", events.c.post_key)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("detail", Text, nullable=False),
)

figures = Table(
    "figures",
    metadata,
    Column("post_key", Text, ForeignKey("posts.key"), primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("standing", Text, nullable=False),
    Column("impressions", Integer),
    Column("reach", Integer),
    Column("likes", Integer),
    Column("comments", Integer),
    Column("shares", Integer),
    Column("quotes", Integer),
    Column("bookmarks", Integer),
    Column("clicks", Integer),
    Column("engagements", Integer),
    Column("visits", Integer),
)

figure_files = Table(
    "figure_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", Text, ForeignKey("campaigns.slug"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("brought_in_at", Moment, nullable=False),
    Column("brought_in_by", Text, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("unmatched", Json, nullable=False),
    UniqueConstraint("campaign", "sha256", name="figure_files_once"),
)

reads = Table(
    "reads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("micro_usd", Integer, nullable=False),
)
Index("reads_by_account", reads.c.account, reads.c.at)

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", Text, ForeignKey("campaigns.slug")),
    Column("token_hash", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("last_read_at", Moment),
    Column("ended_at", Moment),
    UniqueConstraint("token_hash", name="feeds_token"),
)

signoffs = Table(
    "signoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", Text, ForeignKey("campaigns.slug"), nullable=False),
    Column("blog", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("token_hash", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("shown", Json),
    Column("answer", Text),
    Column("said", Json),
    Column("answered_at", Moment),
    Column("verdict", Text),
    Column("settled_by", Text),
    Column("settled_at", Moment),
    UniqueConstraint("token_hash", name="signoffs_token"),
)
Index("signoffs_by_blog", signoffs.c.campaign, signoffs.c.blog)

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign", Text, ForeignKey("campaigns.slug"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("trouble", Text),
    UniqueConstraint("kind", "about", "recipient", name="letters_once"),
)

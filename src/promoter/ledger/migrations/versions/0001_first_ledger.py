"""The first ledger: campaigns, accounts, posts, decisions, attempts, pauses, people, events and heartbeats.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _campaigns()
    _accounts()
    _posts()
    _decisions()
    _attempts()
    _pauses()
    _users()
    _events()
    _heartbeats()
    _events_are_never_changed()


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("slug", sa.Text(), primary_key=True),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("loaded_at", _MOMENT, nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("blocked_reason", sa.Text()),
        sa.Column("blocked_at", _MOMENT),
        sa.Column("not_before", _MOMENT),
        sa.Column("last_left_at", _MOMENT),
        sa.Column("busy_post", sa.Text()),
        sa.Column("manual", sa.Boolean(), nullable=False),
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("campaign", sa.Text(), sa.ForeignKey("campaigns.slug"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("blog", sa.Text()),
        sa.Column("theme", sa.Text()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uncounted", sa.Text()),
        sa.Column("link", sa.Text()),
        sa.Column("card", sa.Text()),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("not_before", _MOMENT),
        sa.Column("counted_live_from", _MOMENT),
        sa.Column("hold", sa.Text()),
        sa.Column("hold_reason", sa.Text()),
        sa.Column("spacing_s", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("composed", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", _MOMENT),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", _MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("retry_at", _MOMENT),
        sa.Column("sent_at", _MOMENT),
        sa.Column("network_id", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("trouble", sa.Text()),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'sending', 'sent', 'failed', 'unclear', 'withdrawn')",
            name="posts_status",
        ),
    )
    op.create_index("posts_by_time", "posts", ["campaign", "at"])
    _partial_index("posts_due", "posts", ["account", "at", "key"], "status = 'approved'")
    _partial_index("posts_leased", "posts", ["lease_until"], "status = 'sending'")
    _partial_index("posts_network_id", "posts", ["channel", "network_id"], "network_id IS NOT NULL", unique=True)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("os_user", sa.Text()),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text()),
    )
    op.create_index("decisions_by_post", "decisions", ["post_key", "version"])


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("lease_until", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("outcome", sa.Text()),
        sa.Column("http_status", sa.Integer()),
        sa.Column("detail", sa.Text()),
        sa.UniqueConstraint("post_key", "fence", name="attempts_fence"),
    )
    _partial_index("attempts_open", "attempts", ["post_key"], "outcome IS NULL", unique=True)


def _pauses() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paused_by", sa.Text(), nullable=False),
        sa.Column("paused_at", _MOMENT, nullable=False),
        sa.Column("resumed_by", sa.Text()),
        sa.Column("resumed_at", _MOMENT),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("email", sa.Text(), primary_key=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("campaign", sa.Text(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("os_user", sa.Text()),
        sa.Column("post_key", sa.Text()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
    )
    op.create_index("events_by_post", "events", ["post_key"])


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )


def _events_are_never_changed() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
                "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION events_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_never_changed()"
    )


def _partial_index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

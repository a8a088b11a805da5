"""The approval pages: sessions, passwords, wrong tries, invitations, deputies, comments, and who has seen which post.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sessions()
    _credentials()
    _sign_in_failures()
    _invitations()
    _deputies()
    _comments()
    _seen()


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), sa.ForeignKey("users.email"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.UniqueConstraint("token_hash", name="sessions_token"),
    )
    op.create_index("sessions_by_person", "sessions", ["email"])


def _credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("email", sa.Text(), sa.ForeignKey("users.email"), primary_key=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
    )


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("sign_in_failures_by_key", "sign_in_failures", ["key", "at"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), sa.ForeignKey("users.email")),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.UniqueConstraint("token_hash", name="invitations_token"),
    )


def _deputies() -> None:
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("approver", sa.Text(), sa.ForeignKey("users.email"), nullable=False),
        sa.Column("deputy", sa.Text(), sa.ForeignKey("users.email"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
    )
    op.create_index("deputies_by_deputy", "deputies", ["deputy"])


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("settled_by", sa.Text()),
        sa.Column("settled_at", _MOMENT),
    )
    op.create_index("comments_by_post", "comments", ["post_key"])


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("email", sa.Text(), sa.ForeignKey("users.email"), primary_key=True),
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )

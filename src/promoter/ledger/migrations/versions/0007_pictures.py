"""Pictures that are brought to the networks before their posts: each with its name there, and what every attempt brought.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("posts", sa.Column("picture_at", _MOMENT))
    op.add_column("posts", sa.Column("pictured_until", _MOMENT))
    op.add_column("attempts", sa.Column("pictures", sa.Text()))
    wanting = sa.text("status = 'approved' AND media <> '[]'")
    op.create_index("posts_to_picture", "posts", ["at"], sqlite_where=wanting, postgresql_where=wanting)
    _uploads()


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer()),
        sa.Column("network_id", sa.Text()),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("alt_set", sa.Boolean(), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("uploaded_at", _MOMENT),
        sa.Column("ready_at", _MOMENT),
        sa.Column("expires_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text()),
    )
    current = sa.text("ended_at IS NULL")
    op.create_index(
        "uploads_current",
        "uploads",
        ["post_key", "number"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )

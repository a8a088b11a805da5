"""Reading back what was sent, and telling people: when to look again, what was seen, the words of each attempt, alerts told.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("posts", sa.Column("look_at", _MOMENT))
    op.add_column("posts", sa.Column("page_titles", sa.Text(), nullable=False, server_default="[]"))
    # Nobody looks for posts of before by itself: their attempts kept no words to look for.
    op.execute("UPDATE posts SET hold = 'person', hold_reason = trouble WHERE status = 'unclear'")
    op.add_column("attempts", sa.Column("payload", sa.Text()))
    op.add_column("attempts", sa.Column("boottime", sa.Double()))
    where = sa.text("look_at IS NOT NULL")
    op.create_index("posts_look", "posts", ["look_at"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("network_id", sa.Text()),
        sa.Column("seen", sa.Text()),
    )
    op.create_index("readings_by_post", "readings", ["post_key", "fence"])
    op.create_table(
        "alerts",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("raised_at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told_at", _MOMENT),
        sa.Column("trouble", sa.Text()),
    )

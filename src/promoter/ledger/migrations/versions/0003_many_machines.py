"""Many machines: when a post was handed to the workers.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("posts", sa.Column("handed_at", sa.DateTime(timezone=True)))
    where = sa.text("status = 'approved' AND handed_at IS NULL")
    op.create_index("posts_to_hand", "posts", ["at"], sqlite_where=where, postgresql_where=where)

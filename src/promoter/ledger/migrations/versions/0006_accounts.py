"""Connected accounts: whose they are, their tokens under seal, and connections that are being made on the pages.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("accounts", sa.Column("subject", sa.Text()))
    op.add_column("accounts", sa.Column("subject_name", sa.Text()))
    _tokens()
    _connections()


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("person", sa.Text()),
        sa.Column("connected_at", _MOMENT, nullable=False),
        sa.Column("connected_by", sa.Text(), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("token_ends", _MOMENT),
        sa.Column("refresh_ends", _MOMENT),
        sa.Column("renewable", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("renewal_by", sa.Text()),
        sa.Column("renewal_until", _MOMENT),
        sa.Column("renew_after", _MOMENT),
        sa.Column("renew_tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
    )


def _connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("state_hash", sa.Text(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("replace", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text()),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.UniqueConstraint("state_hash", name="connections_state"),
    )

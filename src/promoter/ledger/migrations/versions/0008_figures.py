"""What posts did, calendars to subscribe to, what contributors signed, and letters to them.

Written out and never changed again: a ledger of this revision must come out the same however the tables look today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _figures()
    _figure_files()
    _reads()
    _feeds()
    _signoffs()
    _letters()


def _figures() -> None:
    op.create_table(
        "figures",
        sa.Column("post_key", sa.Text(), sa.ForeignKey("posts.key"), primary_key=True),
        sa.Column("mark", sa.Text(), primary_key=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_at", _MOMENT, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("impressions", sa.Integer()),
        sa.Column("reach", sa.Integer()),
        sa.Column("likes", sa.Integer()),
        sa.Column("comments", sa.Integer()),
        sa.Column("shares", sa.Integer()),
        sa.Column("quotes", sa.Integer()),
        sa.Column("bookmarks", sa.Integer()),
        sa.Column("clicks", sa.Integer()),
        sa.Column("engagements", sa.Integer()),
        sa.Column("visits", sa.Integer()),
    )


def _figure_files() -> None:
    op.create_table(
        "figure_files",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign", sa.Text(), sa.ForeignKey("campaigns.slug"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.Column("brought_in_at", _MOMENT, nullable=False),
        sa.Column("brought_in_by", sa.Text(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("unmatched", sa.Text(), nullable=False),
        sa.UniqueConstraint("campaign", "sha256", name="figure_files_once"),
    )


def _reads() -> None:
    op.create_table(
        "reads",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("account", sa.Text(), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("micro_usd", sa.Integer(), nullable=False),
    )
    op.create_index("reads_by_account", "reads", ["account", "at"])


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign", sa.Text(), sa.ForeignKey("campaigns.slug")),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("last_read_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.UniqueConstraint("token_hash", name="feeds_token"),
    )


def _signoffs() -> None:
    op.create_table(
        "signoffs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign", sa.Text(), sa.ForeignKey("campaigns.slug"), nullable=False),
        sa.Column("blog", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("shown", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("said", sa.Text()),
        sa.Column("answered_at", _MOMENT),
        sa.Column("verdict", sa.Text()),
        sa.Column("settled_by", sa.Text()),
        sa.Column("settled_at", _MOMENT),
        sa.UniqueConstraint("token_hash", name="signoffs_token"),
    )
    op.create_index("signoffs_by_blog", "signoffs", ["campaign", "blog"])


def _letters() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("campaign", sa.Text(), sa.ForeignKey("campaigns.slug"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("trouble", sa.Text()),
        sa.UniqueConstraint("kind", "about", "recipient", name="letters_once"),
    )

"""What a person has had hidden, and the captures that follow from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("act_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_redaction"),
        sa.UniqueConstraint("act_id", name="uq_redaction_act_id"),
    )
    op.create_table(
        "hidden",
        sa.Column("id", KEY, nullable=False),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("surt", SORTABLE),
        sa.Column("requested_surt", SORTABLE),
        sa.Column("captured_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_hidden"),
        sa.UniqueConstraint("record_id", name="uq_hidden_record_id"),
    )
    op.create_index("ix_hidden_surt", "hidden", ["surt"])
    op.create_index("ix_hidden_requested_surt", "hidden", ["requested_surt"])
    repeats = sa.text("refers_to IS NOT NULL")
    op.create_index("ix_capture_refers_to", "capture", ["refers_to"], sqlite_where=repeats, postgresql_where=repeats)

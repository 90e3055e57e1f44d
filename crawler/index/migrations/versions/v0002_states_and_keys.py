"""What a capture is in truth, where and for which address it was made; what names an article at every address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("capture", sa.Column("state", sa.Text()))
    op.add_column("capture", sa.Column("requested_url", sa.Text()))
    op.add_column("capture", sa.Column("requested_surt", SORTABLE))
    wanted = sa.text("requested_surt IS NOT NULL")
    op.create_index(
        "ix_capture_requested_surt_captured_at",
        "capture",
        ["requested_surt", "captured_at"],
        sqlite_where=wanted,
        postgresql_where=wanted,
    )
    op.add_column("warc_file", sa.Column("vantage", sa.Text()))
    op.add_column("article", sa.Column("key", sa.Text()))
    op.create_index("ix_article_outlet_key", "article", ["outlet", "key"])

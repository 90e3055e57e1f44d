"""Addresses of any length: PostgreSQL looks up those of articles by their hash, for an index that sorts has no room.

Keys that were made before and are too long are shortened behind this (`crawler.index.shorten`).
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for column in ("url", "canonical_url"):
            op.drop_index(f"ix_article_{column}", "article")
            op.create_index(f"ix_article_{column}", "article", [column], postgresql_using="hash")

"""What feeds and sitemaps announced, so that each capture of one is parsed once; the template of an article."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "listing",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("surt", SORTABLE, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("is_section", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
        sa.UniqueConstraint("surt", name="uq_listing_surt"),
    )
    op.create_table(
        "listing_look",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("listing_id", KEY, nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("flaw", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_listing_look"),
        sa.UniqueConstraint("record_id", name="uq_listing_look_record_id"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_listing_look_listing_id"),
    )
    op.create_index("ix_listing_look_listing_id_looked_at", "listing_look", ["listing_id", "looked_at"])
    op.create_table(
        "announced",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("listing_id", KEY, nullable=False),
        sa.Column("surt", SORTABLE, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", SORTABLE, nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announced"),
        sa.UniqueConstraint("listing_id", "surt", name="uq_announced_listing_id_surt"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_announced_listing_id"),
    )
    op.create_index("ix_announced_host_announced_at", "announced", ["host", "announced_at"])
    op.create_table(
        "listing_mark",
        sa.Column("id", KEY, primary_key=True),
        sa.Column("capture_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_listing_mark"),
    )
    op.add_column("article", sa.Column("template", sa.Text()))
    op.create_index("ix_article_outlet_template", "article", ["outlet", "template"])

"""The first tables: hosts, WARC files, captures, articles, photos, mirror claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORTABLE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _places()
    _captures()
    _articles()
    _parts_of_articles()


def _id(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("id", KEY, nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def _reference(table: str, column: str, target: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, KEY, nullable=False),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}"),
    ]


def _places() -> None:
    op.create_table(
        "host",
        *_id("host"),
        sa.Column("name", SORTABLE, nullable=False),
        sa.UniqueConstraint("name", name="uq_host_name"),
    )
    op.create_table(
        "warc_file",
        *_id("warc_file"),
        sa.Column("name", SORTABLE, nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger()),
        sa.Column("sha256", sa.LargeBinary()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.UniqueConstraint("name", name="uq_warc_file_name"),
    )


def _captures() -> None:
    op.create_table(
        "capture",
        *_id("capture"),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("surt", SORTABLE, nullable=False),
        *_reference("capture", "host_id", "host"),
        sa.Column("captured_at", sa.BigInteger(), nullable=False),
        *_reference("capture", "file_id", "warc_file"),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("mime", sa.Text()),
        sa.Column("payload_digest", sa.LargeBinary()),
        sa.Column("request_record_id", sa.LargeBinary()),
        sa.Column("refers_to", sa.LargeBinary()),
        sa.Column("truncated", sa.Text()),
        sa.Column("ip_address", sa.Text()),
        sa.Column("protocol", sa.Text()),
        sa.Column("via", sa.Text()),
        sa.Column("spider", sa.Text()),
        sa.Column("fetch_ms", sa.BigInteger()),
        sa.UniqueConstraint("record_id", name="uq_capture_record_id"),
    )
    op.create_index("ix_capture_surt_captured_at", "capture", ["surt", "captured_at"])
    op.create_index("ix_capture_host_id_captured_at", "capture", ["host_id", "captured_at"])
    op.create_index("ix_capture_payload_digest", "capture", ["payload_digest"])
    op.create_index("ix_capture_file_id_offset", "capture", ["file_id", "offset"])


def _articles() -> None:
    op.create_table(
        "article",
        *_id("article"),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("reader", SORTABLE, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text()),
        sa.Column("outlet", sa.Text()),
        sa.Column("headline", sa.Text()),
        sa.Column("published_at", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("record_id", "reader", name="uq_article_record_id_reader"),
    )
    op.create_index("ix_article_url", "article", ["url"])
    op.create_index("ix_article_canonical_url", "article", ["canonical_url"])
    op.create_index("ix_article_outlet_published_at", "article", ["outlet", "published_at"])


def _parts_of_articles() -> None:
    op.create_table(
        "photo",
        *_id("photo"),
        *_reference("photo", "article_id", "article"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("src", sa.Text()),
        sa.Column("caption", sa.Text()),
        sa.Column("credits", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.UniqueConstraint("article_id", "position", name="uq_photo_article_id_position"),
    )
    op.create_table(
        "mirror_claim",
        *_id("mirror_claim"),
        *_reference("mirror_claim", "article_id", "article"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("host", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("printed", sa.Text()),
        sa.Column("href", sa.Text()),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text()),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.UniqueConstraint("article_id", "position", name="uq_mirror_claim_article_id_position"),
    )
    op.create_index("ix_mirror_claim_host", "mirror_claim", ["host"])
